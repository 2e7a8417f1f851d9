//! Search, made at build time: what every page of the site has to be found by, for a script that looks through it, and the list of all pages
//! from A to Z for readers without scripts. Both work from a folder.
//!
//! `assets/search.js` goes through all words of the site: 18,000 pages are 2 MB, which takes it some milliseconds. So there is no index to keep true, parts of
//! words and of numbers are found (`5874`, `foghorn`), and words of any script.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::kit::evidence::by_line;

mod page;

use page::{FoundPage, found_page};

use crate::render::error::WriteError;
use crate::render::frame::write_page;
use crate::render::issues::File;
use crate::render::template::Templates;
use crate::report::all_pages::{Listed, all_pages};
use crate::report::view::all_pages_view;

/// Where its files stand.
pub const FOLDER: &str = "search/";
/// What `assets/search.js` reads.
pub const ENTRIES: &str = "search/entries.js";

/// The pages of a site, as they are found. Taken in any order, from any thread.
#[derive(Default)]
pub struct Search {
    pages: Mutex<BTreeMap<String, FoundPage>>,
}

impl Search {
    /// Takes the page of a path; other files are passed over.
    pub fn take(&self, path: &str, content: &[u8]) {
        if !path.ends_with(".html") {
            return;
        }
        let Some(mut page) = found_page(&String::from_utf8_lossy(content)) else { return };
        // A page that goes on with a long list is one with its first.
        page.is_listed &= path.ends_with("index.html");
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), page);
    }

    /// The files of the search: its entries, and the pages from A to Z.
    ///
    /// # Errors
    /// A template that fails.
    pub fn files(self, templates: &Templates) -> Result<Vec<File>, WriteError> {
        let pages = self.pages.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut files = vec![(ENTRIES.to_owned(), entries(&pages).into_bytes())];
        let listed = pages.into_iter().filter(|(_, page)| page.is_listed);
        let listed = listed.map(|(path, page)| Listed::new(path, page.title, &page.trail)).collect();
        for made in all_pages(listed) {
            let view = all_pages_view(made.title, made.above, made.view);
            files.extend(write_page(templates, &made.route, view)?);
        }
        Ok(files)
    }
}

/// A passage: its anchor, its heading, its words.
type Told<'a> = (&'a str, &'a str, &'a str);

/// `search/entries.js`. Trails stand once each; a page has its folder, title, the number of its trail, and its passages.
#[derive(Serialize)]
struct Entries<'a> {
    trails: Vec<&'a str>,
    pages: Vec<(&'a str, &'a str, usize, Vec<Told<'a>>)>,
}

fn entries(pages: &BTreeMap<String, FoundPage>) -> String {
    let named: BTreeMap<&str, String> =
        pages.iter().map(|(path, page)| (path.as_str(), page.trail.join(" › "))).collect();
    let mut numbers: BTreeMap<&str, usize> = named.values().map(|trail| (trail.as_str(), 0)).collect();
    numbers.values_mut().zip(0..).for_each(|(number, at)| *number = at);
    let number =
        |path: &str| named.get(path).and_then(|trail| numbers.get(trail.as_str())).copied().unwrap_or(0);
    let entries = Entries {
        trails: numbers.keys().copied().collect(),
        pages: pages
            .iter()
            .map(|(path, page)| {
                let passages = page.passages.iter();
                let passages = passages.map(|one| (&*one.anchor, &*one.heading, &*one.text)).collect();
                (path.trim_end_matches("index.html"), &*page.title, number(path), passages)
            })
            .collect(),
    };
    // Two sites can be compared: a page has a line.
    format!("self.scorebookSearch = {};\n", by_line(&entries, 2).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_in_order_and_say_a_trail_once() {
        let search = Search::default();
        let page = |title: &str| {
            format!(
                "<title>{title} – B</title><nav class=\"crumbs\"><ol><li>Plans</li><li>x</li></ol></nav><main><p>w</p></main>"
            )
        };
        search.take("plans/b/index.html", page("B").as_bytes());
        search.take("plans/a/index.html", page("A").as_bytes());
        search.take("plans/a/evidence.json", b"{}");
        let pages = search.pages.into_inner().expect("pages");
        let expected = "self.scorebookSearch = {\n\"trails\":[\n\"Plans\"\n],\n\"pages\":[\n[\"plans/a/\",\"A\",0,[[\"\",\"\",\"w\"]]],\n[\"plans/b/\",\"B\",0,[[\"\",\"\",\"w\"]]]\n]\n};\n";
        assert_eq!(entries(&pages), expected);
    }
}
