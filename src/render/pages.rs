//! The files of a site, each made when it is asked for: what a reader looks at while the book is written. Each is the file that
//! [`write_site`](crate::render::write_site) writes, byte for byte.

use std::collections::BTreeMap;
use std::iter::successors;
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::Serialize;

use crate::issue::issues::Issues;
use crate::issue::page::index::IssueSummary;
use crate::kit::apart;
use crate::kit::diag::did_you_mean;
use crate::kit::id::VendorId;
use crate::render::error::WriteError;
use crate::render::frame::write_page;
use crate::render::issues::{Before, File, files_of_all, is_told_by_issues, issue_files, paths_of_all};
use crate::render::reviews::review_files;
use crate::render::search::{self, Search};
use crate::render::template::Templates;
use crate::render::write::pictures;
use crate::report::review::{Quarter, quarters};
use crate::report::view::{all_routes, view};
use crate::subject::route::{Route, SECTIONS};
use crate::subject::shell::PageContext;
use crate::subject::sop::picture::PICTURES;

pub struct Pages<'a> {
    context: &'a PageContext<'a>,
    templates: &'a Templates,
    before: Before<'a>,
    routes: Vec<Route>,
    /// What each folder of the site shows; of a page that has moved, where it stood.
    folders: BTreeMap<String, Shows>,
    reviews: Vec<(Quarter, VendorId)>,
    issues: OnceLock<Issues<'a>>,
    /// What is searched, by path: made of all other pages when it is asked for.
    search: OnceLock<BTreeMap<String, Vec<u8>>>,
}

#[derive(Clone, Copy)]
enum Shows {
    /// The route of this number.
    Page(usize),
    /// The issue of this number.
    Issue(usize),
    /// The review of this number.
    Review(usize),
}

/// `templates/lost.html`: in no section of the site, and one step from every page.
#[derive(Serialize)]
struct Lost<'a> {
    page: Titled<'a>,
    root: &'static str,
    section: usize,
    current: &'static str,
    crumbs: [(); 0],
    beside: [(); 0],
    asked: &'a str,
    near: Option<&'a str>,
}

#[derive(Serialize)]
struct Titled<'a> {
    title: &'static str,
    path: &'a str,
}

impl<'a> Pages<'a> {
    pub fn new(context: &'a PageContext<'a>, templates: &'a Templates, before: Before<'a>) -> Pages<'a> {
        let routes = all_routes(context);
        let folders = routes.iter().zip(0..).map(|(route, at)| (route.folder(), Shows::Page(at))).collect();
        let reviews = quarters(context.report);
        let reviews =
            reviews.into_iter().flat_map(|(quarter, of)| of.into_iter().map(move |one| (quarter, one)));
        let reviews = reviews.collect();
        let mut pages = Pages {
            context,
            templates,
            before,
            routes,
            folders,
            reviews,
            issues: OnceLock::new(),
            search: OnceLock::new(),
        };
        let of_reviews = pages.reviews.iter().zip(0..).map(|((quarter, vendor), at)| {
            (Route::Review(vendor.clone(), quarter.period).folder(), Shows::Review(at))
        });
        let of_reviews: Vec<_> = of_reviews.collect();
        pages.folders.extend(of_reviews);
        let editions = pages.issues().routes().zip(0..);
        let of_issues: Vec<_> = editions.map(|(route, at)| (route.folder(), Shows::Issue(at))).collect();
        pages.folders.extend(of_issues);
        pages
    }

    /// How many pages the site has.
    pub fn count(&self) -> usize {
        // And the list of all pages; how many more that takes is known once they are made.
        self.folders.len() + usize::from(self.has_archive()) + 1
    }

    fn has_archive(&self) -> bool {
        Route::Issues.stands_in(self.context.report.register)
    }

    /// Paths of the pages, in order.
    pub fn paths(&self) -> Vec<String> {
        let page = |folder: &String| match folder.is_empty() {
            true => "index.html".to_owned(),
            false => format!("{folder}/index.html"),
        };
        let mut paths: Vec<String> = self.folders.keys().map(page).collect();
        paths.extend(self.has_archive().then(|| Route::Issues.path()));
        paths.push(Route::AllPages(None).path());
        paths.sort_unstable();
        paths
    }

    /// The file of a path below the site's root; `None` where the site has none.
    ///
    /// # Errors
    /// A template that fails on the page, or a commit that cannot be read.
    pub fn file(&self, path: &str) -> Result<Option<Vec<u8>>, WriteError> {
        if let Some(asset) = self.templates.assets().get(path) {
            return Ok(Some(asset.clone()));
        }
        if path.starts_with(PICTURES)
            && let Some(picture) = pictures(self.context).get(path)
        {
            return Ok(Some(picture.to_vec()));
        }
        if path.starts_with(search::FOLDER) {
            return Ok(self.search()?.get(path).cloned());
        }
        let files = if paths_of_all().iter().any(|known| known == path) || is_told_by_issues(path) {
            self.of_all_issues()?
        } else {
            // What goes with a page stands beside it or below.
            let above = |path: &str| path.rfind('/');
            let first = &path[..above(path).unwrap_or_default()];
            let mut folders = successors(Some(first), |folder| Some(&folder[..above(folder)?]));
            match folders.find_map(|folder| self.folders.get(folder)) {
                Some(shows) => self.files_of(*shows)?,
                None => Vec::new(),
            }
        };
        Ok(files.into_iter().find(|(known, _)| known == path).map(|(_, content)| content))
    }

    /// What stands in a folder.
    fn files_of(&self, shows: Shows) -> Result<Vec<File>, WriteError> {
        match shows {
            Shows::Page(at) => {
                let route = &self.routes[at];
                Ok(write_page(self.templates, route, view(self.context, route))?)
            }
            Shows::Issue(at) => Ok(issue_files(self.issues(), self.templates, self.before.former, at)?.0),
            Shows::Review(at) => {
                let (quarter, vendor) = &self.reviews[at];
                review_files(self.context, self.templates, quarter, vendor)
            }
        }
    }

    /// The page that says that there is no page of this path, for a site that is served at `/`.
    ///
    /// # Errors
    /// A template that fails.
    pub fn lost(&self, asked: &str) -> Result<Vec<u8>, WriteError> {
        let paths = self.paths();
        let view = Lost {
            page: Titled { title: "No such page", path: asked },
            root: "/",
            section: SECTIONS.len(),
            current: "true",
            crumbs: [],
            beside: [],
            asked,
            near: did_you_mean(asked, paths.iter().map(String::as_str)),
        };
        Ok(self.templates.render("lost.html", &view)?.into_bytes())
    }

    /// The files of the search, of every page of the site.
    fn search(&self) -> Result<&BTreeMap<String, Vec<u8>>, WriteError> {
        if let Some(made) = self.search.get() {
            return Ok(made);
        }
        let search = Search::default();
        let take = |files: Vec<File>| files.iter().for_each(|(path, content)| search.take(path, content));
        self.folders.par_iter().try_for_each(|(_, shows)| self.files_of(*shows).map(take))?;
        take(self.of_all_issues()?);
        let made = search.files(self.templates)?.into_iter().collect();
        Ok(self.search.get_or_init(|| made))
    }

    fn of_all_issues(&self) -> Result<Vec<File>, WriteError> {
        let issues = self.issues();
        let told = |at: usize| -> Result<IssueSummary, WriteError> {
            match self.before.former.files.is_empty() {
                // Nothing to compare its files with.
                true => Ok(issues.judge(at)?.told),
                false => Ok(issue_files(issues, self.templates, self.before.former, at)?.1),
            }
        };
        let told = apart::try_each(issues.count(), told)?;
        Ok(files_of_all(self.context, self.templates, self.before.former, told)?.0)
    }

    fn issues(&self) -> &Issues<'a> {
        self.issues
            .get_or_init(|| Issues::new(self.context, self.before.earlier, self.routes.iter().cloned()))
    }
}
