//! Every kind of page with its view, and the list of all pages.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::core::rollup::Subject;
use crate::kit::id::{MetricId, VendorId};
use crate::kit::period::Period;
use crate::report::all_pages::AllPagesView;
use crate::report::audit::AuditView;
use crate::report::contract::{ContractView, ContractsView};
use crate::report::credit::{CreditsView, credits_page};
use crate::report::feeds::Feed;
use crate::report::home::procedures::{ProceduresView, procedures_page};
use crate::report::home::{HomeView, home_page};
use crate::report::method::MethodView;
use crate::report::metric::{MetricView, metric_page};
use crate::report::money::{MoneyView, VendorMoneyView, ledger_csv, money_page, vendor_money_page};
use crate::report::moved::MovedView;
use crate::report::people::owed::due::{DueView, due_page};
use crate::report::people::person::{LineView, PersonView};
use crate::report::people::{PeopleView, person};
use crate::report::review::{Quarter, ReviewView, review_page};
use crate::report::since::since_page;
use crate::report::site::brief::{BriefView, brief_page};
use crate::report::site::index::{SitesView, sites_page};
use crate::report::site::{SiteView, site_page};
use crate::report::take_away;
use crate::report::take_away::TakeAwayView;
use crate::report::take_away::workbook::sheet::Workbook;
use crate::report::vendor::{VendorView, vendor_page};
use crate::report::vendors::{VendorsView, lists, vendors_page};
use crate::report::{audit, contract, method, moved, people, project};
use crate::subject::evidence::Document;
use crate::subject::language::address::LanguagePage;
use crate::subject::language::page::export::languages_csv;
use crate::subject::route::Route;
use crate::subject::section::Section;
use crate::subject::shell::{Link, Page, PageContext, Shown, Surroundings};
use crate::subject::sop::address::SopPage;
use crate::subject::text::label::Label;
use crate::subject::wording::names;

/// One page, ready to be rendered.
pub struct PageView {
    pub title: Label,
    /// Pages between the section and this one, for the breadcrumb.
    pub above: Vec<Link>,
    pub view: View,
    /// Evidence of the page's figures, written beside it as `evidence.json`; `None` for pages without figures.
    pub evidence: Option<Document>,
    pub around: Surroundings,
    /// A CSV file beside the page, by its name, for other programs.
    pub sheet: Option<(&'static str, String)>,
    /// A spreadsheet beside the page.
    pub workbook: Option<Workbook>,
    /// A feed of what the page tells of, beside it; those that issues tell are written with the issues.
    pub feed: Option<Feed>,
}

/// Makes [`View`]: one line a kind of page, with what its template gets and the template's file below `templates/`.
macro_rules! views {
    ($($variant:ident($view:ty) = $template:literal),* $(,)?) => {
        /// What a page shows: one variant, and one template, a kind of page.
        #[derive(Serialize)]
        #[serde(untagged)]
        pub enum View {
            $($variant($view),)*
            /// A page of a subject or an issue names its template itself.
            Subject(Shown),
        }

        impl View {
            /// The template's file below `templates/`.
            pub fn template(&self) -> &'static str {
                match self {
                    $(View::$variant(_) => $template,)*
                    View::Subject(shown) => shown.template,
                }
            }
        }
    };
}

views! {
    Home(Box<HomeView>) = "home.html",
    Procedures(Box<ProceduresView>) = "home_procedures.html",
    Vendors(VendorsView) = "vendors.html",
    Vendor(Box<VendorView>) = "vendor.html",
    Sites(SitesView) = "sites.html",
    Site(Box<SiteView>) = "site.html",
    Brief(Box<BriefView>) = "site_brief.html",
    Review(Box<ReviewView>) = "review.html",
    Metric(Box<MetricView>) = "metric.html",
    Credits(Box<CreditsView>) = "credits.html",
    Money(Box<MoneyView>) = "money.html",
    MoneyOf(Box<VendorMoneyView>) = "money_vendor.html",
    People(PeopleView) = "people.html",
    Person(Box<PersonView>) = "person.html",
    Line(Box<LineView>) = "line.html",
    Due(Box<DueView>) = "due.html",
    Contracts(ContractsView) = "contracts.html",
    Contract(Box<ContractView>) = "contract.html",
    Audit(Box<AuditView>) = "audit.html",
    Method(Box<MethodView>) = "method.html",
    TakeAway(Box<TakeAwayView>) = "take_away.html",
    Moved(MovedView) = "moved.html",
    AllPages(AllPagesView) = "all_pages.html",
}

macro_rules! subjects_pages {
    ($($field:ident: $subject:ident $name:ident),* $(,)?) => {
        /// The pages of every subject.
        fn routes_of_subjects(context: &PageContext<'_>) -> Vec<Route> {
            let mut routes = Vec::new();
            $(routes.extend(crate::subject::$subject::page::pages(context).into_iter().map(Route::$name));)*
            routes
        }

        /// A page of a subject; `None` where its record is not there, or it is a page of reports or issues.
        fn page_of_subject(context: &PageContext<'_>, route: &Route) -> Option<Page<Shown>> {
            match route {
                $(Route::$name(page) => crate::subject::$subject::page::shown(context, route, page),)*
                _ => None,
            }
        }
    };
}

crate::subject::subjects!(subjects_pages);

/// Every page of the site, in a fixed order.
pub fn all_routes(context: &PageContext<'_>) -> Vec<Route> {
    let register = context.report.register;
    let mut routes = vec![Route::Home, Route::Vendors, Route::Sites];
    if context.report.executive.since.is_some() && !register.is_of_procedures() {
        routes.push(Route::Since);
    }
    routes.extend(lists(context).into_iter().map(Route::VendorList));
    routes.extend(register.vendors.keys().map(|id| Route::Vendor(id.clone())));
    routes.extend(register.sites.keys().map(|id| Route::Site(id.clone())));
    routes.extend(register.sites.keys().map(|id| Route::SiteBrief(id.clone())));
    routes.extend(register.contracts.keys().map(|id| Route::Credits(id.clone())));
    let own = |(subject, id): &&(Subject, MetricId)| context.one_page.subject(subject, id) == subject;
    let metrics = context.report.chart_of.keys().filter(own);
    routes.extend(metrics.map(|(subject, id)| Route::Metric(subject.clone(), id.clone())));
    routes.extend(periods(context));
    routes.push(Route::People);
    routes.extend(register.settings.people.keys().map(|id| Route::Person(id.clone())));
    routes.extend(people::lines(context).into_keys().map(Route::LineOfBusiness));
    routes.push(Route::Due);
    routes.push(Route::Contracts);
    routes.extend(register.contracts.keys().map(|id| Route::Contract(id.clone())));
    routes.push(Route::Money);
    let ledgers = context.report.finance.ledgers.iter().map(|ledger| &ledger.vendor);
    routes.extend(ledgers.collect::<BTreeSet<_>>().into_iter().map(|id| Route::MoneyOf(id.clone())));
    routes.extend([Route::Audit, Route::Method, Route::TakeAway]);
    routes.extend(routes_of_subjects(context));
    routes.retain(|route| route.stands_in(register));
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

/// The view of a page.
///
/// # Panics
/// When the route names a record that the report does not have: a wrong program, not wrong input.
pub fn view(context: &PageContext<'_>, route: &Route) -> PageView {
    let page = match route {
        Route::Home if context.report.register.is_of_procedures() => {
            Some(framed(procedures_page(context, route), |view| View::Procedures(Box::new(view))))
        }
        Route::Home => Some(framed(home_page(context, route), |view| View::Home(Box::new(view)))),
        Route::Since => since_page(context, route).map(PageView::from),
        Route::Vendors | Route::VendorList(_) => Some(framed(vendors_page(context, route), View::Vendors)),
        Route::Vendor(id) => {
            vendor_page(context, route, id).map(|made| framed(made, |view| View::Vendor(Box::new(view))))
        }
        Route::Sites => Some(framed(sites_page(context, route), View::Sites)),
        Route::Site(id) => {
            site_page(context, route, id, None).map(|made| framed(made, |view| View::Site(Box::new(view))))
        }
        Route::SitePeriod(id, period) => site_page(context, route, id, Some(*period))
            .map(|made| framed(made, |view| View::Site(Box::new(view)))),
        Route::SiteBrief(id) => {
            brief_page(context, route, id).map(|made| framed(made, |view| View::Brief(Box::new(view))))
        }
        Route::Metric(subject, id) => metric_page(context, route, subject, id)
            .map(|made| framed(made, |view| View::Metric(Box::new(view)))),
        Route::Money => {
            let page = framed(money_page(context, route), |view| View::Money(Box::new(view)));
            Some(PageView { sheet: ledger_csv(context.report), ..page })
        }
        Route::MoneyOf(id) => vendor_money_page(context, route, id)
            .map(|made| framed(made, |view| View::MoneyOf(Box::new(view)))),
        Route::Credits(id) => {
            credits_page(context, route, id).map(|made| framed(made, |view| View::Credits(Box::new(view))))
        }
        Route::Moved(_, to) => Some(framed(moved::page(to, view(context, to).title), View::Moved)),
        _ => team_page(context, route),
    };
    let mut page = page.unwrap_or_else(|| unreachable!("no record for {}", route.path()));
    if matches!(route, Route::Language(LanguagePage::All)) {
        page.sheet = languages_csv(context.report);
    }
    if let Route::Sop(SopPage::One(id)) = route {
        page.feed = Feed::of_procedure(context, id);
    }
    let beside = Route::beside(route.section()).into_iter().map(|(page, _)| page);
    page.around.without = beside.filter(|page| !page.stands_in(context.report.register)).collect();
    page
}

/// The view of a vendor's review of a quarter; `then` speaks for its day, `others` are the quarters of the vendor's other reviews. `None` where the
/// book of that day had no such vendor.
pub fn review_view<'a>(
    context: &PageContext<'a>,
    then: &PageContext<'a>,
    vendor: &VendorId,
    quarter: &Quarter,
    others: &[Period],
) -> Option<PageView> {
    let made = review_page(context, then, vendor, quarter, others)?;
    let mut page = framed(made, |view| View::Review(Box::new(view)));
    let beside = Route::beside(Section::Vendors).into_iter().map(|(page, _)| page);
    page.around.without = beside.filter(|page| !page.stands_in(context.report.register)).collect();
    Some(page)
}

/// A page of all pages.
pub fn all_pages_view(title: Label, above: Vec<Link>, view: AllPagesView) -> PageView {
    PageView { above, ..plain(title, View::AllPages(view)) }
}

impl From<Page<Shown>> for PageView {
    fn from(made: Page<Shown>) -> PageView {
        framed(made, View::Subject)
    }
}

fn framed<T>(made: Page<T>, view: impl FnOnce(T) -> View) -> PageView {
    PageView {
        title: made.title,
        above: made.above,
        view: view(made.view),
        evidence: made.evidence,
        around: Surroundings::default(),
        sheet: None,
        workbook: None,
        feed: None,
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
            PageView { evidence, ..plain(Label::named(title), View::Person(Box::new(view))) }
        }
        Route::LineOfBusiness(slug) => {
            let (title, view, evidence) = person::line(context, route, slug)?;
            PageView { evidence, ..plain(Label::named(title), View::Line(Box::new(view))) }
        }
        Route::Due => plain("Due and overdue", View::Due(Box::new(due_page(context)))),
        Route::Contracts => {
            let (view, evidence) = contract::index(context, route);
            PageView { evidence, ..plain("Contracts", View::Contracts(view)) }
        }
        Route::Contract(id) => {
            let (view, evidence) = contract::page(context, route, id)?;
            let view = View::Contract(Box::new(view));
            PageView { evidence, ..plain(names::contract(context, id), view) }
        }
        Route::Audit => {
            let (view, evidence) = audit::view(context, route);
            PageView { evidence, ..plain("Audit", View::Audit(Box::new(view))) }
        }
        Route::Method => {
            let (view, evidence) = method::view(context, route);
            PageView { evidence, ..plain("Method", View::Method(Box::new(view))) }
        }
        Route::TakeAway => {
            let (view, evidence, workbook) = take_away::view(context, route);
            let view = View::TakeAway(Box::new(view));
            PageView { evidence, workbook, ..plain("Take away", view) }
        }
        Route::Project(page) => return project::shown(context, route, page).map(PageView::from),
        _ => return page_of_subject(context, route).map(PageView::from),
    };
    Some(page)
}

fn plain(title: impl Into<Label>, view: View) -> PageView {
    PageView {
        title: title.into(),
        above: Vec::new(),
        view,
        evidence: None,
        around: Surroundings::default(),
        sheet: None,
        workbook: None,
        feed: None,
    }
}
