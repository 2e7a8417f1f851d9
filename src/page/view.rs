//! Every kind of page with its view, and the list of all pages.

use crate::page::route::Route;
use crate::page::shell::{House, Link};

/// One page, ready to be rendered.
pub struct PageView {
    pub title: String,
    /// Pages between the section and this one, for the breadcrumb.
    pub above: Vec<Link>,
    pub view: View,
    /// Evidence of the page's figures as JSON, written beside it as `evidence.json`; `None` for pages without figures.
    pub evidence: Option<String>,
}

/// What a page shows: one variant, and one template, a kind of page.
pub enum View {}

impl View {
    /// The template's file below `templates/`.
    pub fn template(&self) -> &'static str {
        match *self {}
    }
}

/// Every page of the site, in a fixed order.
pub fn all_routes(_house: &House<'_>) -> Vec<Route> {
    Vec::new()
}

/// The view of a page.
///
/// # Panics
/// When the route names a record that the report does not have: a wrong program, not wrong input.
pub fn view(_house: &House<'_>, _route: &Route) -> PageView {
    unreachable!("no page yet")
}
