//! Every kind of page with its view, and the list of all pages.

use crate::compute::rollup::Subject;
use crate::page::credit::{CreditsView, credits_page};
use crate::page::home::{HomeView, home_page};
use crate::page::metric::{MetricView, metric_page};
use crate::page::route::Route;
use crate::page::shell::{House, Link, Made};
use crate::page::site::{SiteView, site_page};
use crate::page::site_index::{SitesView, sites_page};
use crate::page::vendor::{VendorView, VendorsView, vendor_page, vendors_page};

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
pub enum View {
    Home(Box<HomeView>),
    Vendors(VendorsView),
    Vendor(Box<VendorView>),
    Sites(SitesView),
    Site(Box<SiteView>),
    Metric(Box<MetricView>),
    Credits(Box<CreditsView>),
}

impl View {
    /// The template's file below `templates/`.
    pub fn template(&self) -> &'static str {
        match self {
            View::Home(_) => "home.html",
            View::Vendors(_) => "vendors.html",
            View::Vendor(_) => "vendor.html",
            View::Sites(_) => "sites.html",
            View::Site(_) => "site.html",
            View::Metric(_) => "metric.html",
            View::Credits(_) => "credits.html",
        }
    }
}

/// Every page of the site, in a fixed order.
pub fn all_routes(house: &House<'_>) -> Vec<Route> {
    let register = house.report.register;
    let mut routes = vec![Route::Home, Route::Vendors, Route::Sites];
    routes.extend(register.vendors.keys().map(|id| Route::Vendor(id.clone())));
    routes.extend(register.sites.keys().map(|id| Route::Site(id.clone())));
    routes.extend(register.contracts.keys().map(|id| Route::Credits(id.clone())));
    routes.extend(house.report.chart_of.keys().map(|(subject, id)| Route::Metric(subject.clone(), id.clone())));
    routes.extend(weeks(house));
    routes
}

/// The kept weeks of every site, without the report's own.
fn weeks<'a>(house: &House<'a>) -> impl Iterator<Item = Route> + use<'a> {
    let now = house.report.week;
    house.report.scorecards.iter().flat_map(move |(subject, cards)| {
        let site = match subject {
            Subject::Site(id) => Some(id),
            Subject::Vendor(_) => None,
        };
        let kept = cards.iter().filter(move |card| card.week != now);
        site.into_iter().flat_map(move |id| kept.clone().map(move |card| Route::SiteWeek(id.clone(), card.week)))
    })
}

/// The view of a page.
///
/// # Panics
/// When the route names a record that the report does not have: a wrong program, not wrong input.
pub fn view(house: &House<'_>, route: &Route) -> PageView {
    let page = match route {
        Route::Home => Some(framed(home_page(house, route), |view| View::Home(Box::new(view)))),
        Route::Vendors => Some(framed(vendors_page(house, route), View::Vendors)),
        Route::Vendor(id) => vendor_page(house, route, id).map(|made| framed(made, |view| View::Vendor(Box::new(view)))),
        Route::Sites => Some(framed(sites_page(house, route), View::Sites)),
        Route::Site(id) => site_page(house, route, id, None).map(|made| framed(made, |view| View::Site(Box::new(view)))),
        Route::SiteWeek(id, week) => {
            site_page(house, route, id, Some(*week)).map(|made| framed(made, |view| View::Site(Box::new(view))))
        }
        Route::Metric(subject, id) => {
            metric_page(house, route, subject, id).map(|made| framed(made, |view| View::Metric(Box::new(view))))
        }
        Route::Credits(id) => {
            credits_page(house, route, id).map(|made| framed(made, |view| View::Credits(Box::new(view))))
        }
        _ => None,
    };
    page.unwrap_or_else(|| unreachable!("no record for {}", route.path()))
}

fn framed<T>(made: Made<T>, view: impl FnOnce(T) -> View) -> PageView {
    PageView { title: made.title, above: made.above, view: view(made.view), evidence: made.evidence }
}
