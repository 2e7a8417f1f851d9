//! What stands around one page: its title, the way to the root, where it is in the navigation, the pages above it and beside it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::subject::route::{Route, SECTIONS};
use crate::subject::shell::{Link, Surroundings};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Inline;

#[derive(Clone, Serialize)]
struct Crumb {
    label: Label,
    href: Option<String>,
}

#[derive(Clone, Serialize)]
struct PageFacts {
    title: Label,
    /// Its own address below the root.
    path: String,
}

/// What stands around one page: its title, the way to the root, where it is in the navigation.
#[derive(Clone, Serialize)]
pub struct Frame {
    page: PageFacts,
    root: String,
    /// Number of the section, whose entry in the navigation is marked.
    section: usize,
    /// For `aria-current` there: the page itself, or one below it.
    current: &'static str,
    crumbs: Vec<Crumb>,
    /// The first page of the section and those beside it, on each of them; `href` is empty for the page itself.
    beside: Vec<Crumb>,
    /// Lines above the content of an issue: of its other edition, and of what was recorded since.
    notices: Vec<Vec<Inline>>,
    /// Pages that an issue of an earlier day names without a link.
    gone: BTreeSet<String>,
    /// How much of it is found by a search.
    searched: &'static str,
}

impl Frame {
    /// The way from the page up to the site's root.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Pages that it names without a link.
    pub fn gone(&self) -> &BTreeSet<String> {
        &self.gone
    }
}

/// The frame of a page. `above` are the pages between the section and this one.
pub fn frame(route: &Route, title: &Label, above: &[Link], around: Surroundings) -> Frame {
    let section = route.section() as usize;
    let current = if SECTIONS[section].2 == *route { "page" } else { "true" };
    let page = PageFacts { title: title.clone(), path: route.path() };
    let crumbs = crumbs(route, title, above);
    let Surroundings { notices, gone, without } = around;
    let beside = beside(route, &without);
    Frame {
        page,
        root: route.root(),
        section,
        current,
        crumbs,
        beside,
        notices,
        gone,
        searched: route.searched(),
    }
}

fn crumbs(route: &Route, title: &Label, above: &[Link]) -> Vec<Crumb> {
    let (label, _, section) = &SECTIONS[route.section() as usize];
    if section == route {
        return Vec::new();
    }
    let mut crumbs = vec![Crumb { label: Label::from(*label), href: Some(section.path()) }];
    crumbs
        .extend(above.iter().map(|link| Crumb { label: link.label.clone(), href: Some(link.href.clone()) }));
    crumbs.push(Crumb { label: title.clone(), href: None });
    crumbs
}

/// Empty where a section has one page, and on pages of single records.
fn beside(route: &Route, without: &[Route]) -> Vec<Crumb> {
    let (label, section, first) = &SECTIONS[route.section() as usize];
    let mut others = Route::beside(*section);
    others.retain(|(page, _)| !without.contains(page));
    if others.is_empty() || (route != first && others.iter().all(|(page, _)| page != route)) {
        return Vec::new();
    }
    let all = std::iter::once((first, *label)).chain(others.iter().map(|(page, label)| (page, *label)));
    let href = |page: &Route| (page != route).then(|| page.path());
    all.map(|(page, label)| Crumb { label: Label::from(label), href: href(page) }).collect()
}
