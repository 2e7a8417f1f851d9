//! Why a signal is left alone, as somebody wrote it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::id::{ContractId, DismissalId, MetricId, PersonId, ProjectId, SiteId, SopId, VendorId};
use crate::kit::source::{At, Place};
use crate::subject::risk::record::SignalKind;

/// Every signal of a kind that concerns all that is written here is left alone for a time.
#[derive(Clone, Debug, Record)]
#[record(noun = "dismissal", path = "data/dismissals/<dismissal>.toml")]
pub struct Dismissal {
    pub id: DismissalId,
    /// What the signal warns of.
    #[key(example = "special-cause")]
    pub kind: At<SignalKind>,
    /// The vendor that it is about.
    #[key(example = "acme", loose)]
    pub vendor: Option<At<VendorId>>,
    /// The site, one of the vendor's.
    #[key(example = "acme-porto", loose)]
    pub site: Option<At<SiteId>>,
    /// The metric.
    #[key(example = "accuracy", loose)]
    pub metric: Option<At<MetricId>>,
    /// The project.
    #[key(example = "atlas", loose)]
    pub project: Option<At<ProjectId>>,
    /// The procedure.
    #[key(example = "label-quality", loose)]
    pub sop: Option<At<SopId>>,
    /// The contract.
    #[key(example = "acme-2026", loose)]
    pub contract: Option<At<ContractId>>,
    /// Why it needs no answer.
    #[key(example = "The tool counted test items until 30 October")]
    pub reason: At<String>,
    /// Who says so.
    #[key(example = "ada-north")]
    pub by: At<PersonId>,
    /// When.
    #[key(example = "2026-11-03")]
    pub dismissed_on: At<Date>,
    /// The last day on which it is left alone.
    #[key(example = "2026-12-31")]
    pub until: At<Date>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<DismissalId, Dismissal>;

impl Listed for Dismissal {
    fn check(draft: &mut DismissalDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        reader.site_of_vendor(draft.site.as_ref(), draft.vendor.as_ref());
        reader.in_order("dismissed-on", "until");
    }
}
