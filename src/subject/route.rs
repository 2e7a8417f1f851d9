//! Addresses of pages. A link is made from a route, and a route only from a record, so no link can dangle.

use crate::core::rollup::Subject;
use crate::kit::calendar::Week;
use crate::kit::id::{ContractId, MetricId, PersonId, SiteId, VendorId};
use crate::kit::period::Period;
use crate::subject::edition::Edition;
use crate::subject::group::figures::has_groups;
use crate::subject::plan::address::PlanPage;
use crate::subject::project::address::ProjectPage;
use crate::subject::register::Register;
use crate::subject::section::{Addressed, Section};
use crate::subject::sop::address::SopPage;

pub use crate::kit::prose::slug::folder_name as slug;

/// A list of vendors beside the one of all, for books that have too many for one page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VendorList {
    /// A later page of those that are sorted worst first.
    Worst(usize),
    /// A page of those that are sorted by name.
    Name(usize),
    /// Those whose name begins with a letter, by its slug.
    Initial(String),
    /// A later page of the exceptions.
    Exceptions(usize),
}

impl VendorList {
    fn folder(&self) -> String {
        match self {
            VendorList::Worst(page) => format!("vendor-lists/worst-{page}"),
            VendorList::Name(page) => format!("vendor-lists/name-{page}"),
            VendorList::Initial(letter) => format!("vendor-lists/initial-{letter}"),
            VendorList::Exceptions(page) => format!("vendor-lists/exceptions-{page}"),
        }
    }
}

macro_rules! routes {
    ($($field:ident: $subject:ident $name:ident),* $(,)?) => {
        /// A page of the site.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Route {
            Home,
            /// What changed since the last issue of the first page.
            Since,
            /// Who has a page: people and lines of business.
            People,
            Person(PersonId),
            /// All that is due and overdue, whoever has to do it.
            Due,
            /// By its slug: [`slug`] of the line of business.
            LineOfBusiness(String),
            Vendors,
            /// Vendors in another order, or a part of them.
            VendorList(VendorList),
            Vendor(VendorId),
            Sites,
            /// The scorecard of the report's period.
            Site(SiteId),
            /// The scorecard of an earlier week; in a monthly book of an earlier month.
            SitePeriod(SiteId, Period),
            /// What somebody who visits the site has to know, on two sheets.
            SiteBrief(SiteId),
            /// The review of a vendor for a quarter that has ended, as of the day by which its figures were due.
            Review(VendorId, Period),
            /// One metric of a site or a vendor: exists where the report has a chart.
            Metric(Subject, MetricId),
            Contracts,
            Contract(ContractId),
            /// The credits ledger of a contract.
            Credits(ContractId),
            /// What is paid, disputed, accrued and claimed.
            Money,
            /// The same of a vendor, by month.
            MoneyOf(VendorId),
            Audit,
            Method,
            /// Files for other programs, the workbook among them.
            TakeAway,
            /// The folder that a page had before its record was renamed, and the page it is now.
            Moved(String, Box<Route>),
            /// All pages by their titles: whole, or of one initial where they are many, by the name of its folder.
            AllPages(Option<String>),
            /// The archive of issues.
            Issues,
            /// The report of one week, and of one month, under an address that stays.
            WeekIssue(Week),
            MonthIssue(Period),
            /// The second edition of the report of a week or a month.
            SecondEdition(Period),
            $(#[doc = concat!("Pages of `subject::", stringify!($subject), "`.")] $name(crate::subject::$subject::address::Address)),*
        }

        impl Route {
            /// The folder that holds the page and its data files; empty for the home page.
            pub fn folder(&self) -> String {
                match self {
                    Route::Home => String::new(),
                    Route::Since => "since".to_owned(),
                    Route::People => "people".to_owned(),
                    Route::Person(id) => format!("people/{id}"),
                    Route::Due => "due".to_owned(),
                    Route::LineOfBusiness(slug) => format!("lines/{slug}"),
                    Route::Vendors => "vendors".to_owned(),
                    Route::VendorList(list) => list.folder(),
                    Route::Vendor(id) => format!("vendors/{id}"),
                    Route::Review(id, quarter) => format!("vendors/{id}/{}", quarter.stem()),
                    Route::Sites => "sites".to_owned(),
                    Route::Site(id) => format!("sites/{id}"),
                    Route::SiteBrief(id) => format!("sites/{id}/brief"),
                    Route::SitePeriod(id, period) => format!("sites/{id}/{period}"),
                    Route::Metric(Subject::Site(site), metric) => format!("sites/{site}/metrics/{metric}"),
                    Route::Metric(Subject::Vendor(vendor), metric) => format!("vendors/{vendor}/metrics/{metric}"),
                    Route::Contracts => "contracts".to_owned(),
                    Route::Contract(id) => format!("contracts/{id}"),
                    Route::Credits(id) => format!("contracts/{id}/credits"),
                    Route::Money => "money".to_owned(),
                    Route::MoneyOf(id) => format!("money/{id}"),
                    Route::Audit => "audit".to_owned(),
                    Route::Method => "method".to_owned(),
                    Route::TakeAway => "take-away".to_owned(),
                    Route::Moved(from, _) => from.clone(),
                    Route::AllPages(None) => "search".to_owned(),
                    Route::AllPages(Some(initial)) => format!("search/{initial}"),
                    Route::Issues => "reports".to_owned(),
                    Route::WeekIssue(week) => format!("reports/{week}"),
                    Route::MonthIssue(month) => format!("reports/{month}"),
                    Route::SecondEdition(period) => format!("reports/{period}/second"),
                    $(Route::$name(page) => page.folder(),)*
                }
            }

            /// The section the page belongs to.
            pub fn section(&self) -> Section {
                match self {
                    Route::Home | Route::Since | Route::AllPages(_) | Route::TakeAway => Section::Home,
                    Route::People | Route::Person(_) | Route::LineOfBusiness(_) => Section::People,
                    Route::Vendors | Route::VendorList(_) | Route::Vendor(_) | Route::Review(..) => Section::Vendors,
                    Route::Metric(Subject::Vendor(_), _) => Section::Vendors,
                    Route::Sites | Route::Site(_) | Route::SitePeriod(..) | Route::SiteBrief(_) => Section::Sites,
                    Route::Metric(Subject::Site(_), _) => Section::Sites,
                    Route::Contracts | Route::Contract(_) | Route::Credits(_) => Section::Contracts,
                    Route::Issues | Route::WeekIssue(_) | Route::MonthIssue(_) | Route::SecondEdition(_) => {
                        Section::Issues
                    }
                    Route::Money | Route::MoneyOf(_) => Section::Money,
                    Route::Due => Section::Actions,
                    Route::Audit => Section::Audit,
                    Route::Method => Section::Method,
                    Route::Moved(_, to) => to.section(),
                    $(Route::$name(page) => page.section(),)*
                }
            }

            /// The pages of subjects that stand beside the first page of a section, with their names there.
            pub fn beside(section: Section) -> Vec<(Route, &'static str)> {
                let mut beside = vec![(Route::Due, "Due and overdue")];
                $(beside.extend(
                    crate::subject::$subject::address::Address::beside().into_iter().map(|(page, label)| (Route::$name(page), label)),
                );)*
                beside.retain(|(page, _)| page.section() == section);
                beside
            }

            /// The page that a record of a subject has for itself, by the folder below `data/` and the stem of its file.
            pub fn of_record(folder: &str, id: &str) -> Option<Route> {
                $(if let Some(page) = crate::subject::$subject::address::Address::of_record(folder, id) {
                    return Some(Route::$name(page));
                })*
                None
            }
        }
    };
}

subjects!(routes);

/// The entries of the main navigation, in the order of [`Section`].
pub const SECTIONS: [(&str, Section, Route); 13] = [
    ("Home", Section::Home, Route::Home),
    ("My page", Section::People, Route::People),
    ("Projects", Section::Projects, Route::Project(ProjectPage::All)),
    ("Vendors", Section::Vendors, Route::Vendors),
    ("Sites", Section::Sites, Route::Sites),
    ("Contracts", Section::Contracts, Route::Contracts),
    ("Money", Section::Money, Route::Money),
    ("SOPs", Section::Sops, Route::Sop(SopPage::All)),
    ("Plans", Section::Plans, Route::Plan(PlanPage::All)),
    ("Actions", Section::Actions, Route::Plan(PlanPage::Actions)),
    ("Reports", Section::Issues, Route::Issues),
    ("Audit", Section::Audit, Route::Audit),
    ("Method", Section::Method, Route::Method),
];

impl Route {
    /// Whether a book has the page. One of procedures alone has none of what is measured, promised or signed, and none that
    /// would be empty of what other books have in hundreds.
    pub fn stands_in(&self, register: &Register) -> bool {
        if matches!(self, Route::Invoiced(_)) && register.invoices.is_empty() {
            return false;
        }
        if matches!(self, Route::Wellness(_))
            && register.wellness.is_empty()
            && register.surveys.is_empty()
            && register.team_exposures.is_empty()
        {
            return false;
        }
        if matches!(self, Route::Hazard(_)) && register.hazards.is_empty() {
            return false;
        }
        let incidents = &register.incidents;
        if matches!(self, Route::Incident(_)) && incidents.rows.is_empty() && incidents.counts.is_empty() {
            return false;
        }
        if matches!(self, Route::Access(_)) && register.access.counts.is_empty() {
            return false;
        }
        if matches!(self, Route::Safeguard(_)) && register.safeguards.is_empty() {
            return false;
        }
        if matches!(self, Route::Gate(_)) {
            return register.gates.values().any(|gate| *gate.opened_on <= register.as_of());
        }
        if matches!(self, Route::Visit(_)) && !register.has_visits() {
            return false;
        }
        match self {
            Route::Meeting(_) => {
                return register.meetings.values().any(|one| *one.starts_on <= register.as_of());
            }
            Route::Stakeholder(_) => {
                return register.stakeholders.values().any(|one| *one.since_on <= register.as_of());
            }
            Route::Escalation(_) => {
                return register.escalations.values().any(|one| *one.raised_on <= register.as_of());
            }
            _ => {}
        }
        if matches!(self, Route::Language(_))
            && register.languages.is_empty()
            && register.language_needs.is_empty()
        {
            return false;
        }
        if matches!(self, Route::Compare(_)) && register.vendors.len() < 2 {
            return false;
        }
        if matches!(self, Route::Queue(_)) {
            return register.projects.values().any(|project| !project.queues.is_empty());
        }
        if matches!(self, Route::MarketEvent(_)) && register.market_events.is_empty() {
            return false;
        }
        if matches!(self, Route::Market(_)) && register.markets.is_empty() {
            return false;
        }
        if matches!(self, Route::Group(_)) && !has_groups(register) {
            return false;
        }
        if !register.is_of_procedures() {
            return true;
        }
        match (self, self.section()) {
            (Route::Sop(SopPage::Traceability), _) => false,
            (Route::Signal(_), _) => false,
            (Route::Signoff(_), _) => !register.signoffs.is_empty(),
            (
                _,
                Section::Vendors | Section::Sites | Section::Contracts | Section::Money | Section::Issues,
            ) => false,
            (_, Section::Projects) => !register.projects.is_empty(),
            (_, Section::Plans) => !register.risks.is_empty(),
            (_, Section::Actions) => !register.decisions.is_empty(),
            _ => true,
        }
    }

    /// Path below the site's root, such as `sites/acme-porto/index.html`. Whole, so that it opens from a folder too.
    pub fn path(&self) -> String {
        let folder = self.folder();
        if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") }
    }

    /// Appends the path of a metric's page: what [`Route::path`] says of [`Route::Metric`], without making the route. Scorecards
    /// link so many of them.
    pub fn push_metric(out: &mut String, subject: &Subject, metric: &MetricId) {
        let (folder, id) = match subject {
            Subject::Vendor(id) => ("vendors/", id.as_str()),
            Subject::Site(id) => ("sites/", id.as_str()),
        };
        for part in [folder, id, "/metrics/", metric.as_str(), "/index.html"] {
            out.push_str(part);
        }
    }

    /// The way from this page up to the site's root: empty, `../`, `../../`…
    pub fn root(&self) -> String {
        let folder = self.folder();
        let depth = if folder.is_empty() { 0 } else { folder.matches('/').count() + 1 };
        "../".repeat(depth)
    }

    /// How much of the page is found by a search, for `data-search`: its title and its words (empty), its title alone, its title and not
    /// among all pages, or nothing. Pages that gather say what the pages of records say, and pages of earlier periods say it once more.
    pub fn searched(&self) -> &'static str {
        match self {
            Route::Moved(..) | Route::AllPages(_) => "no",
            Route::SitePeriod(..) | Route::SiteBrief(_) | Route::Metric(..) | Route::Review(..) => "unlisted",
            _ if self.is_issue() => "unlisted",
            Route::Home | Route::Since | Route::Issues | Route::Audit | Route::Money | Route::MoneyOf(_) => {
                "title"
            }
            Route::Vendors | Route::Vendor(_) | Route::Sites | Route::Site(_) | Route::Credits(_) => "title",
            Route::People | Route::Person(_) | Route::Due | Route::LineOfBusiness(_) => "title",
            _ => "",
        }
    }

    /// Whether it is the report of one week or month.
    pub fn is_issue(&self) -> bool {
        self.issue_of().is_some()
    }

    /// The week or the month that it is the report of.
    pub fn issue_of(&self) -> Option<Period> {
        match self {
            Route::WeekIssue(week) => Some(Period::Week(*week)),
            Route::MonthIssue(period) | Route::SecondEdition(period) => Some(*period),
            _ => None,
        }
    }

    /// The page of an edition of an issue.
    pub fn edition(edition: &Edition) -> Route {
        match edition.period {
            period if edition.is_second => Route::SecondEdition(period),
            Period::Week(week) => Route::WeekIssue(week),
            period => Route::MonthIssue(period),
        }
    }

    /// The page of a subject.
    pub fn of_subject(subject: &Subject) -> Route {
        match subject {
            Subject::Vendor(id) => Route::Vendor(id.clone()),
            Subject::Site(id) => Route::Site(id.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_as_many_steps_up_as_the_page_is_deep() {
        assert_eq!(Route::Home.root(), "");
        assert_eq!(Route::Sites.root(), "../");
        let (subject, metric) = (Subject::Site(SiteId::new("a")), MetricId::new("m"));
        let mut pushed = String::new();
        Route::push_metric(&mut pushed, &subject, &metric);
        let page = Route::Metric(subject, metric);
        assert_eq!(pushed, page.path());
        assert_eq!(
            (page.root().as_str(), page.path().as_str()),
            ("../../../../", "sites/a/metrics/m/index.html")
        );
    }
}
