//! Every kind of page with its view, and the list of all pages.

use serde::Serialize;

use crate::core::rollup::Subject;
use crate::issue::page::index::{ArchiveView, Told, archive_view};
use crate::issue::page::month::{MonthView, month_page};
use crate::issue::page::week::{WeekView, week_page};
use crate::kit::calendar::Week;
use crate::report::audit::AuditView;
use crate::report::contract::{ContractView, ContractsView};
use crate::report::credit::{CreditsView, credits_page};
use crate::report::home::{HomeView, home_page};
use crate::report::method::MethodView;
use crate::report::metric::{MetricView, metric_page};
use crate::report::moved::MovedView;
use crate::report::people::person::{LineView, PersonView};
use crate::report::people::{PeopleView, person};
use crate::report::site::index::{SitesView, sites_page};
use crate::report::site::{SiteView, site_page};
use crate::report::vendor::{VendorView, VendorsView, vendor_page, vendors_page};
use crate::report::{audit, contract, method, moved, people};
use crate::subject::audit::page::SopAuditView;
use crate::subject::decision::page::DecisionsView;
use crate::subject::edition::Edition;
use crate::subject::evidence::Document;
use crate::subject::initiative::page::index::InitiativesView;
use crate::subject::initiative::page::{InitiativeView, index as initiatives};
use crate::subject::plan::page::action::ActionsView;
use crate::subject::plan::page::index::PlansView;
use crate::subject::plan::page::{PlanView, action};
use crate::subject::project::page::{ProjectView, ProjectsView};
use crate::subject::restatement::page::RestatementsView;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, Surroundings};
use crate::subject::signoff::page::SignoffsView;
use crate::subject::sop::page::changes::SopChangeView;
use crate::subject::sop::page::trace::TraceView;
use crate::subject::sop::page::{SopView, SopsView, changes, trace};
use crate::subject::wording::names;

/// One page, ready to be rendered.
pub struct PageView {
    pub title: String,
    /// Pages between the section and this one, for the breadcrumb.
    pub above: Vec<Link>,
    pub view: View,
    /// Evidence of the page's figures, written beside it as `evidence.json`; `None` for pages without figures.
    pub evidence: Option<Document>,
    pub around: Surroundings,
}

/// Makes [`View`]: one line a kind of page, with what its template gets and the template's file below `templates/`.
macro_rules! views {
    ($($variant:ident($view:ty) = $template:literal),* $(,)?) => {
        /// What a page shows: one variant, and one template, a kind of page.
        #[derive(Serialize)]
        #[serde(untagged)]
        pub enum View { $($variant($view)),* }

        impl View {
            /// The template's file below `templates/`.
            pub fn template(&self) -> &'static str {
                match self { $(View::$variant(_) => $template),* }
            }
        }
    };
}

views! {
    Home(Box<HomeView>) = "home.html",
    Vendors(VendorsView) = "vendors.html",
    Vendor(Box<VendorView>) = "vendor.html",
    Sites(SitesView) = "sites.html",
    Site(Box<SiteView>) = "site.html",
    Metric(Box<MetricView>) = "metric.html",
    Credits(Box<CreditsView>) = "credits.html",
    People(PeopleView) = "people.html",
    Person(Box<PersonView>) = "person.html",
    Line(Box<LineView>) = "line.html",
    Projects(ProjectsView) = "projects.html",
    Project(Box<ProjectView>) = "project.html",
    Contracts(ContractsView) = "contracts.html",
    Contract(Box<ContractView>) = "contract.html",
    Sops(SopsView) = "sops.html",
    Sop(Box<SopView>) = "sop.html",
    SopChange(Box<SopChangeView>) = "sop_change.html",
    SopAudit(Box<SopAuditView>) = "sop_audit.html",
    Traceability(Box<TraceView>) = "traceability.html",
    Plans(PlansView) = "plans.html",
    Plan(Box<PlanView>) = "plan.html",
    Initiatives(InitiativesView) = "initiatives.html",
    Decisions(DecisionsView) = "decisions.html",
    Initiative(Box<InitiativeView>) = "initiative.html",
    Actions(Box<ActionsView>) = "actions.html",
    Signoffs(SignoffsView) = "signoffs.html",
    Audit(Box<AuditView>) = "audit.html",
    Restatements(Box<RestatementsView>) = "restatements.html",
    Method(Box<MethodView>) = "method.html",
    Moved(MovedView) = "moved.html",
    Week(Box<WeekView>) = "week.html",
    Month(Box<MonthView>) = "month.html",
    Archive(ArchiveView) = "archive.html",
}

/// Every page of the site, in a fixed order.
pub fn all_routes(context: &PageContext<'_>) -> Vec<Route> {
    let register = context.report.register;
    let mut routes = vec![Route::Home, Route::Vendors, Route::Sites];
    routes.extend(register.vendors.keys().map(|id| Route::Vendor(id.clone())));
    routes.extend(register.sites.keys().map(|id| Route::Site(id.clone())));
    routes.extend(register.contracts.keys().map(|id| Route::Credits(id.clone())));
    routes.extend(
        context.report.chart_of.keys().map(|(subject, id)| Route::Metric(subject.clone(), id.clone())),
    );
    routes.extend(periods(context));
    routes.extend(team_routes(context));
    routes.extend(sop_routes(context));
    let moved = moved::moved(context.recorded, &routes);
    routes.extend(moved);
    routes
}

/// The kept periods of every site, without the report's own.
fn periods<'a>(context: &PageContext<'a>) -> impl Iterator<Item = Route> + use<'a> {
    let now = context.report.period;
    context.report.scorecards.iter().flat_map(move |(subject, cards)| {
        let site = match subject {
            Subject::Site(id) => Some(id),
            Subject::Vendor(_) => None,
        };
        let kept = cards.iter().filter(move |card| card.period != now);
        site.into_iter()
            .flat_map(move |id| kept.clone().map(move |card| Route::SitePeriod(id.clone(), card.period)))
    })
}

/// Pages of people, projects, contracts, procedures, plans, and of the book itself.
fn team_routes(context: &PageContext<'_>) -> Vec<Route> {
    let register = context.report.register;
    let mut routes = vec![Route::People];
    routes.extend(register.settings.people.keys().map(|id| Route::Person(id.clone())));
    routes.extend(people::lines(context).into_keys().map(Route::LineOfBusiness));
    routes.push(Route::Projects);
    routes.extend(register.projects.keys().map(|id| Route::Project(id.clone())));
    routes.push(Route::Contracts);
    routes.extend(register.contracts.keys().map(|id| Route::Contract(id.clone())));
    routes.push(Route::Sops);
    routes.extend(register.sops.keys().map(|id| Route::Sop(id.clone())));
    routes.push(Route::Plans);
    routes.extend(register.plans.keys().map(|id| Route::Plan(id.clone())));
    routes.extend([Route::Initiatives, Route::Decisions]);
    routes.extend(context.report.initiatives.keys().map(|id| Route::Initiative(id.clone())));
    routes.extend([Route::Actions, Route::Signoffs, Route::Audit, Route::Restatements, Route::Method]);
    routes
}

/// What stands around the procedures: audits, redlines, the matrix.
fn sop_routes(context: &PageContext<'_>) -> Vec<Route> {
    let register = context.report.register;
    let mut routes = vec![Route::Traceability];
    routes.extend(context.report.audits.keys().map(|id| Route::SopAudit(id.clone())));
    for sop in register.sops.values() {
        let pairs = changes::pairs(changes::versions_of(context, sop).len());
        routes.extend(pairs.into_iter().map(|(from, to)| Route::SopChange(sop.id.clone(), from, to)));
    }
    routes
}

/// The view of a page.
///
/// # Panics
/// When the route names a record that the report does not have: a wrong program, not wrong input.
pub fn view(context: &PageContext<'_>, route: &Route) -> PageView {
    let page =
        match route {
            Route::Home => Some(framed(home_page(context, route), |view| View::Home(Box::new(view)))),
            Route::Vendors => Some(framed(vendors_page(context, route), View::Vendors)),
            Route::Vendor(id) => {
                vendor_page(context, route, id).map(|made| framed(made, |view| View::Vendor(Box::new(view))))
            }
            Route::Sites => Some(framed(sites_page(context, route), View::Sites)),
            Route::Site(id) => site_page(context, route, id, None)
                .map(|made| framed(made, |view| View::Site(Box::new(view)))),
            Route::SitePeriod(id, period) => site_page(context, route, id, Some(*period))
                .map(|made| framed(made, |view| View::Site(Box::new(view)))),
            Route::Metric(subject, id) => metric_page(context, route, subject, id)
                .map(|made| framed(made, |view| View::Metric(Box::new(view)))),
            Route::Credits(id) => credits_page(context, route, id)
                .map(|made| framed(made, |view| View::Credits(Box::new(view)))),
            Route::Sop(id) => crate::subject::sop::page::page(context, route, id)
                .map(|made| framed(made, |view| View::Sop(Box::new(view)))),
            Route::Decisions => {
                Some(framed(crate::subject::decision::page::page(context, route), View::Decisions))
            }
            Route::Initiatives => Some(framed(initiatives::index(context, route), View::Initiatives)),
            Route::Initiative(id) => crate::subject::initiative::page::page(context, route, id)
                .map(|made| framed(made, |view| View::Initiative(Box::new(view)))),
            Route::SopChange(id, from, to) => changes::page(context, id, *from, *to)
                .map(|made| framed(made, |view| View::SopChange(Box::new(view)))),
            Route::SopAudit(id) => crate::subject::audit::page::page(context, route, id)
                .map(|made| framed(made, |view| View::SopAudit(Box::new(view)))),
            Route::Traceability => {
                Some(framed(trace::page(context, route), |view| View::Traceability(Box::new(view))))
            }
            Route::Moved(_, to) => Some(framed(moved::page(to, view(context, to).title), View::Moved)),
            _ => team_page(context, route),
        };
    page.unwrap_or_else(|| unreachable!("no record for {}", route.path()))
}

/// The issue of the context's week, and what the archive tells of it.
pub fn week_issue(
    context: &PageContext<'_>,
    edition: &Edition,
    week: Week,
    previous: Option<Week>,
) -> (PageView, Told) {
    let (made, told) = week_page(context, &Route::edition(edition), week, previous);
    (framed(made, |view| View::Week(Box::new(view))), told)
}

/// The issue of a month that has ended.
pub fn month_issue(context: &PageContext<'_>, edition: &Edition) -> (PageView, Told) {
    let (made, told) = month_page(context, edition);
    (framed(made, |view| View::Month(Box::new(view))), told)
}

/// The archive of all issues; `issues` come newest first.
pub fn archive_page(context: &PageContext<'_>, issues: &[Told]) -> PageView {
    let (view, evidence) = archive_view(context, issues);
    PageView { evidence, ..plain("Reports", View::Archive(view)) }
}

fn framed<T>(made: Page<T>, view: impl FnOnce(T) -> View) -> PageView {
    PageView {
        title: made.title,
        above: made.above,
        view: view(made.view),
        evidence: made.evidence,
        around: Surroundings::default(),
    }
}

/// Pages of people, projects, contracts, procedures, plans, and of the book itself.
fn team_page(context: &PageContext<'_>, route: &Route) -> Option<PageView> {
    let register = context.report.register;
    let page = match route {
        Route::People => {
            let (view, evidence) = people::index(context, route);
            PageView { evidence, ..plain("My page", View::People(view)) }
        }
        Route::Person(id) => {
            let title = register.settings.people.get(id)?.name.clone();
            let (view, evidence) = person::person(context, route, id)?;
            PageView { evidence, ..plain(title, View::Person(Box::new(view))) }
        }
        Route::LineOfBusiness(slug) => {
            let (title, view, evidence) = person::line(context, route, slug)?;
            PageView { evidence, ..plain(title, View::Line(Box::new(view))) }
        }
        Route::Projects => {
            let (view, evidence) = crate::subject::project::page::index(context, route);
            PageView { evidence, ..plain("Projects", View::Projects(view)) }
        }
        Route::Project(id) => {
            let (view, evidence) = crate::subject::project::page::page(context, route, id)?;
            let view = View::Project(Box::new(view));
            PageView { evidence, ..plain(names::project(context, id).text, view) }
        }
        Route::Contracts => {
            let (view, evidence) = contract::index(context, route);
            PageView { evidence, ..plain("Contracts", View::Contracts(view)) }
        }
        Route::Contract(id) => {
            let (view, evidence) = contract::page(context, route, id)?;
            let view = View::Contract(Box::new(view));
            PageView { evidence, ..plain(names::contract(context, id).text, view) }
        }
        Route::Sops => {
            let (view, evidence) = crate::subject::sop::page::index(context, route);
            PageView { evidence, ..plain("Standard operating procedures", View::Sops(view)) }
        }
        Route::Plans => {
            let (view, evidence) = crate::subject::plan::page::index::index(context, route);
            PageView { evidence, ..plain("Plans", View::Plans(view)) }
        }
        Route::Plan(id) => {
            let (view, evidence) = crate::subject::plan::page::page(context, route, id)?;
            let view = View::Plan(Box::new(view));
            PageView { evidence, ..plain(names::plan(context, id).text, view) }
        }
        Route::Actions => {
            let (view, evidence) = action::view(context, route);
            PageView { evidence, ..plain("Actions", View::Actions(Box::new(view))) }
        }
        Route::Signoffs => {
            let (view, evidence) = crate::subject::signoff::page::view(context, route);
            PageView { evidence, ..plain("Signed periods", View::Signoffs(view)) }
        }
        Route::Audit => {
            let (view, evidence) = audit::view(context, route);
            PageView { evidence, ..plain("Audit", View::Audit(Box::new(view))) }
        }
        Route::Restatements => {
            let view = View::Restatements(Box::new(crate::subject::restatement::page::view(context)));
            PageView {
                evidence: crate::subject::restatement::page::evidence(context),
                ..plain("Restatements", view)
            }
        }
        Route::Method => {
            let (view, evidence) = method::view(context, route);
            PageView { evidence, ..plain("Method", View::Method(Box::new(view))) }
        }
        _ => return None,
    };
    Some(page)
}

fn plain(title: impl Into<String>, view: View) -> PageView {
    PageView { title: title.into(), above: Vec::new(), view, evidence: None, around: Surroundings::default() }
}
