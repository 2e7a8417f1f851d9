//! All records of a book, by id: what the rest of the program works on.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::core::contract::record::{Contract, Relief};
use crate::core::measurement::record::Measurements;
use crate::core::metric::record::{Metric, Rebase};
use crate::core::organisation::record::{Project, Queue, Site, Vendor};
use crate::core::settings::record::Settings;
use crate::kit::calendar::Grain;
use crate::kit::id::{
    AuditId, ContractId, DecisionId, InitiativeId, MetricId, PlanId, ProjectId, QueueId, ReliefId,
    ResponseId, SiteId, SopId, VendorId,
};
use crate::kit::period::Period;
use crate::subject::acknowledgement::record::Acknowledgement;
use crate::subject::audit::record::Audit;
use crate::subject::commentary::record::Commentary;
use crate::subject::decision::record::Decision;
use crate::subject::initiative::record::Initiative;
use crate::subject::plan::record::Plan;
use crate::subject::response::record::Response;
use crate::subject::signoff::record::Signoff;
use crate::subject::sop::record::Sop;
use crate::subject::waiver::record::Waiver;

/// References inside are resolved: an id that stands here has its record, unless a field's comment says otherwise.
/// Records with defects may be missing; then nothing is published, so nothing is computed from the gap.
#[derive(Clone, Debug)]
pub struct Register {
    pub book: Settings,
    pub metrics: BTreeMap<MetricId, Metric>,
    pub vendors: BTreeMap<VendorId, Vendor>,
    pub sites: BTreeMap<SiteId, Site>,
    pub projects: BTreeMap<ProjectId, Project>,
    pub contracts: BTreeMap<ContractId, Contract>,
    pub relief: BTreeMap<ReliefId, Relief>,
    /// Of rebases.toml, then of the initiatives that change all work.
    pub rebases: Vec<Rebase>,
    pub initiatives: BTreeMap<InitiativeId, Initiative>,
    pub sops: BTreeMap<SopId, Sop>,
    pub plans: BTreeMap<PlanId, Plan>,
    /// By file, then line. Rows of a day after the as-of date stand here too: who counts leaves them out.
    pub acknowledgements: Vec<Acknowledgement>,
    pub audits: BTreeMap<AuditId, Audit>,
    pub decisions: BTreeMap<DecisionId, Decision>,
    pub responses: BTreeMap<ResponseId, Response>,
    /// By the week or month they speak of.
    pub commentaries: BTreeMap<Period, Commentary>,
    pub waivers: Vec<Waiver>,
    pub signoffs: BTreeMap<Period, Signoff>,
    /// Shared by the registers of several days.
    pub measurements: Arc<Measurements>,
}

impl Register {
    /// The day the report speaks for.
    pub fn as_of(&self) -> Date {
        self.book.as_of.on
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
        self.book.history_weeks.as_deref().map_or(by_default, |weeks| i32::from(*weeks)).max(1)
    }

    pub fn sites_of<'a>(&'a self, vendor: &'a VendorId) -> impl Iterator<Item = &'a Site> {
        self.sites.values().filter(move |site| &site.vendor == vendor)
    }

    pub fn contracts_of<'a>(&'a self, vendor: &'a VendorId) -> impl Iterator<Item = &'a Contract> {
        self.contracts.values().filter(move |contract| &contract.vendor == vendor)
    }

    pub fn queue(&self, id: &QueueId) -> Option<&Queue> {
        self.projects.values().flat_map(|project| &project.queues).find(|queue| &queue.id == id)
    }

    /// The name behind a handle; the text itself when it is a role.
    pub fn person_name<'a>(&'a self, owner: &'a str) -> &'a str {
        self.book.people.get(owner).map_or(owner, |person| &person.name)
    }
}
