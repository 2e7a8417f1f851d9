//! The book: all records of core, by id.

use crate::core::contract::record::{Contract, SharedClause, Terms};
use crate::core::contract::relief_record::Relief;
use crate::core::invoiced::Invoiced;
use crate::core::measurement::record::Measurements;
use crate::core::metric::record::{Metric, Rebase};
use crate::core::organisation::record::{Project, Queue, Site, Vendor};
use crate::core::settings::record::Settings;
use crate::kit::calendar::{Grain, add_days};
use crate::kit::id::{
    ContractId, MetricId, ProjectId, QueueId, ReliefId, ServiceLevelId, SharedClauseId, SiteId, VendorId,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The records that figures rest on: who works, what is measured, what was promised, what was measured. Attainment, scores and
/// credits need no more; the subjects stand around it.
///
/// References inside are resolved: an id that stands here has its record, unless a field's comment says otherwise.
#[derive(Clone, Debug)]
pub struct Book {
    /// What `book.toml` says.
    pub settings: Settings,
    pub metrics: BTreeMap<MetricId, Metric>,
    pub vendors: BTreeMap<VendorId, Vendor>,
    pub sites: BTreeMap<SiteId, Site>,
    pub projects: BTreeMap<ProjectId, Project>,
    /// Clauses that contracts share.
    pub clauses: BTreeMap<SharedClauseId, Arc<SharedClause>>,
    pub contracts: BTreeMap<ContractId, Contract>,
    pub relief: BTreeMap<ReliefId, Relief>,
    /// Of rebases.toml, then of the initiatives that change all work.
    pub rebases: Vec<Rebase>,
    /// Lines of invoices, by file and line; of contracts that stand here.
    pub invoiced: Vec<Invoiced>,
    /// Shared by the registers of several days.
    pub measurements: Arc<Measurements>,
}

impl Book {
    /// A book in which nothing stands but its settings.
    pub fn new(settings: Settings) -> Book {
        Book {
            settings,
            metrics: BTreeMap::new(),
            vendors: BTreeMap::new(),
            sites: BTreeMap::new(),
            projects: BTreeMap::new(),
            clauses: BTreeMap::new(),
            contracts: BTreeMap::new(),
            relief: BTreeMap::new(),
            rebases: Vec::new(),
            invoiced: Vec::new(),
            measurements: Arc::default(),
        }
    }

    /// The day the report speaks for.
    pub fn as_of(&self) -> Date {
        self.settings.as_of.on
    }

    /// What issues and scorecards go by: months in a book whose metrics are all monthly, else weeks.
    pub fn pace(&self) -> Grain {
        let mut metrics = self.metrics.values().peekable();
        let any = metrics.peek().is_some();
        if any && metrics.all(|metric| metric.grain == Grain::Month) { Grain::Month } else { Grain::Week }
    }

    /// Scorecards kept: weeks, of a monthly book months.
    pub fn history(&self) -> i32 {
        let by_default = if self.pace() == Grain::Month { 12 } else { 26 };
        self.settings
            .history_weeks
            .as_deref()
            .map_or(by_default, |weeks| i32::try_from(*weeks).unwrap_or(by_default))
            .max(1)
    }

    pub fn sites_of<'a>(&'a self, vendor: &'a VendorId) -> impl Iterator<Item = &'a Site> {
        self.sites.values().filter(move |site| &site.vendor == vendor)
    }

    pub fn contracts_of<'a>(&'a self, vendor: &'a VendorId) -> impl Iterator<Item = &'a Contract> {
        self.contracts.values().filter(move |contract| &contract.vendor == vendor)
    }

    /// Whether another contract of the vendor carries on the day after the end, for the same metrics.
    pub fn is_succeeded(&self, contract: &Contract, terms: &Terms) -> bool {
        self.successors(contract, terms).next().is_some()
    }

    /// Other contracts of the vendor that carry on the day after the end, for the same metrics.
    pub fn successors<'a>(
        &'a self,
        contract: &'a Contract,
        terms: &'a Terms,
    ) -> impl Iterator<Item = &'a Contract> {
        let next_day = add_days(*terms.ends_on, 1);
        let metrics: BTreeSet<_> = terms.service_levels.values().map(|level| &level.metric).collect();
        self.contracts_of(&contract.vendor).filter(move |other| {
            let carries_on = |terms: &Terms| {
                metrics.is_empty()
                    || terms.service_levels.values().any(|level| metrics.contains(&level.metric))
            };
            other.id != contract.id && other.terms_on(next_day).is_some_and(carries_on)
        })
    }

    pub fn queue(&self, id: &QueueId) -> Option<&Queue> {
        self.projects.values().flat_map(|project| &project.queues).find(|queue| &queue.id == id)
    }

    /// The name behind a handle; the text itself when it is a role.
    pub fn person_name<'a>(&'a self, owner: &'a str) -> &'a str {
        self.settings.people.get(owner).map_or(owner, |person| &person.name)
    }

    /// Whether some version of the contract has the service level.
    pub fn has_clause(&self, contract: &ContractId, level: &ServiceLevelId) -> bool {
        self.contracts.get(contract).is_some_and(|contract| {
            contract.versions.iter().any(|version| version.terms.service_levels.contains_key(level))
        })
    }
}
