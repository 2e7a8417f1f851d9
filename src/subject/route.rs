//! Addresses of pages. A link is made from a route, and a route only from a record, so no link can dangle.

use crate::core::rollup::Subject;
use crate::kit::calendar::Week;
use crate::kit::id::{
    AuditId, ContractId, InitiativeId, MetricId, PersonId, PlanId, ProjectId, SiteId, SopId, VendorId,
};
use crate::kit::period::Period;
use crate::subject::edition::Edition;

pub use crate::kit::prose::slug::folder_name as slug;

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    Home,
    /// Who has a page: people and lines of business.
    People,
    Person(PersonId),
    /// By its slug: [`slug`] of the line of business.
    LineOfBusiness(String),
    Projects,
    Project(ProjectId),
    Vendors,
    Vendor(VendorId),
    Sites,
    /// The scorecard of the report's period.
    Site(SiteId),
    /// The scorecard of an earlier week; in a monthly book of an earlier month.
    SitePeriod(SiteId, Period),
    /// One metric of a site or a vendor: exists where the report has a chart.
    Metric(Subject, MetricId),
    Contracts,
    Contract(ContractId),
    /// The credits ledger of a contract.
    Credits(ContractId),
    Sops,
    Sop(SopId),
    /// The redline between two recorded versions, by their 1-based numbers, the older one first.
    SopChange(SopId, u32, u32),
    /// An audit of a procedure.
    SopAudit(AuditId),
    /// From clause to action.
    Traceability,
    Plans,
    Plan(PlanId),
    /// Improvement initiatives.
    Initiatives,
    Initiative(InitiativeId),
    Actions,
    /// What was asked for and what was decided.
    Decisions,
    Signoffs,
    Audit,
    /// The ledger of restatements.
    Restatements,
    Method,
    /// The address that a record had before it was renamed, and the page it has now.
    Moved(Box<Route>, Box<Route>),
    /// The archive of issues.
    Issues,
    /// The report of one week, and of one month, under an address that stays.
    WeekIssue(Week),
    MonthIssue(Period),
    /// The second edition of the report of a week or a month.
    SecondEdition(Period),
}

/// The entries of the main navigation, in order.
pub const SECTIONS: [(&str, Route); 12] = [
    ("Home", Route::Home),
    ("My page", Route::People),
    ("Projects", Route::Projects),
    ("Vendors", Route::Vendors),
    ("Sites", Route::Sites),
    ("Contracts", Route::Contracts),
    ("SOPs", Route::Sops),
    ("Plans", Route::Plans),
    ("Actions", Route::Actions),
    ("Reports", Route::Issues),
    ("Audit", Route::Audit),
    ("Method", Route::Method),
];

impl Route {
    /// Path below the site's root, such as `sites/acme-porto/index.html`. Whole, so that it opens from a folder too.
    pub fn path(&self) -> String {
        let folder = self.folder();
        if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") }
    }

    /// The folder that holds the page and its data files; empty for the home page.
    pub fn folder(&self) -> String {
        match self {
            Route::Home => String::new(),
            Route::People => "people".to_owned(),
            Route::Person(id) => format!("people/{id}"),
            Route::LineOfBusiness(slug) => format!("lines/{slug}"),
            Route::Projects => "projects".to_owned(),
            Route::Project(id) => format!("projects/{id}"),
            Route::Vendors => "vendors".to_owned(),
            Route::Vendor(id) => format!("vendors/{id}"),
            Route::Sites => "sites".to_owned(),
            Route::Site(id) => format!("sites/{id}"),
            Route::SitePeriod(id, period) => format!("sites/{id}/{period}"),
            Route::Metric(Subject::Site(site), metric) => format!("sites/{site}/metrics/{metric}"),
            Route::Metric(Subject::Vendor(vendor), metric) => format!("vendors/{vendor}/metrics/{metric}"),
            Route::Contracts => "contracts".to_owned(),
            Route::Contract(id) => format!("contracts/{id}"),
            Route::Credits(id) => format!("contracts/{id}/credits"),
            Route::Sops => "sops".to_owned(),
            Route::Sop(id) => format!("sops/{id}"),
            Route::SopChange(id, from, to) => format!("sops/{id}/changes/{from}-{to}"),
            Route::SopAudit(id) => format!("audits/{id}"),
            Route::Traceability => "traceability".to_owned(),
            Route::Plans => "plans".to_owned(),
            Route::Plan(id) => format!("plans/{id}"),
            Route::Initiatives => "initiatives".to_owned(),
            Route::Initiative(id) => format!("initiatives/{id}"),
            Route::Actions => "actions".to_owned(),
            Route::Decisions => "decisions".to_owned(),
            Route::Signoffs => "signoffs".to_owned(),
            Route::Audit => "audit".to_owned(),
            Route::Restatements => "restatements".to_owned(),
            Route::Method => "method".to_owned(),
            Route::Moved(from, _) => from.folder(),
            Route::Issues => "reports".to_owned(),
            Route::WeekIssue(week) => format!("reports/{week}"),
            Route::MonthIssue(month) => format!("reports/{month}"),
            Route::SecondEdition(period) => format!("reports/{period}/second"),
        }
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

    /// Index into [`SECTIONS`] of the section the page belongs to.
    pub fn section(&self) -> usize {
        match self {
            Route::Home => 0,
            Route::People | Route::Person(_) | Route::LineOfBusiness(_) => 1,
            Route::Projects | Route::Project(_) => 2,
            Route::Vendors | Route::Vendor(_) | Route::Metric(Subject::Vendor(_), _) => 3,
            Route::Sites | Route::Site(_) | Route::SitePeriod(..) | Route::Metric(Subject::Site(_), _) => 4,
            Route::Contracts | Route::Contract(_) | Route::Credits(_) => 5,
            Route::Sops | Route::Sop(_) | Route::SopChange(..) | Route::SopAudit(_) | Route::Traceability => {
                6
            }
            Route::Plans | Route::Plan(_) | Route::Initiatives | Route::Initiative(_) => 7,
            Route::Actions | Route::Decisions => 8,
            Route::Issues | Route::WeekIssue(_) | Route::MonthIssue(_) | Route::SecondEdition(_) => 9,
            Route::Audit | Route::Signoffs | Route::Restatements => 10,
            Route::Method => 11,
            Route::Moved(_, to) => to.section(),
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
