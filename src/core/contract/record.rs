//! Contracts: terms as of a day, folded from the base and its amendments.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

pub use super::amendment::{AmendmentRecord, AmendmentRecordDraft, Change, WrittenChange};
pub use super::credits::{Credits, PointsRow};
pub use super::rate::{
    BandCounts, BillingUnit, CostCategory, InvoiceTolerance, MONTHLY_FEE, Premium, QuantityCap, RampedPrice,
    Rate, Tier, TierMode, VolumeBand,
};
pub use super::score_rule::{ScoreBand, ScoreRule};
pub use super::service_level::{
    Chronic, EarnBack, OnMissing, RampStep, Rounding, Scope, ServiceLevel, Target, WrittenTarget,
};
pub use super::shared::SharedClause;
pub use super::words::{
    Aggregation, BelowMinVolume, ChangeOp, CreditBase, CreditMethod, EarnBackKind, IncidentRule, OnZero,
    RoundMode, ShareOf, Straddle, Weights, Window,
};
use crate::core::settings::forms::Currency;
use crate::kit::calendar::add_days;
use crate::kit::declared::Record;
use crate::kit::id::{ContractId, RateId, ServiceLevelId, SharedClauseId, VendorId};
use crate::kit::number::Money;
use crate::kit::source::{At, Extent, Place, Setting};

#[derive(Clone, Debug)]
pub struct Contract {
    pub id: ContractId,
    pub vendor: VendorId,
    pub title: String,
    pub document_ref: String,
    pub signed_on: Date,
    pub effective_on: Date,
    /// Of the terms in force last; `versions` may extend it.
    pub ends_on: Date,
    /// In order of effective date; the first is the base and starts at `effective_on`. Never empty.
    pub versions: Vec<TermsVersion>,
    /// In order of number.
    pub amendments: Vec<AmendmentRecord>,
    /// What the contract as signed says, by its path: single keys, its credits and its service levels.
    pub signed: BTreeMap<String, Extent>,
    /// The shared clauses that a service level of any version refers to.
    pub clauses: BTreeMap<SharedClauseId, Arc<SharedClause>>,
    pub place: Place,
}

impl Contract {
    /// Terms in force on `day`; `None` outside the contract's dates.
    pub fn terms_on(&self, day: Date) -> Option<&Terms> {
        let version = self.versions.iter().rev().find(|version| version.from <= day)?;
        (day <= *version.terms.ends_on).then_some(&version.terms)
    }

    /// Whether any of its terms say what something costs: a rate, or a monthly fee.
    pub fn has_rate_card(&self) -> bool {
        self.versions
            .iter()
            .any(|version| version.terms.monthly_fee.is_some() || !version.terms.rates.is_empty())
    }

    /// The amendments of its shared clauses that take effect with a version of its terms.
    pub fn shared_amendments<'c>(
        &'c self,
        version: &'c TermsVersion,
    ) -> impl Iterator<Item = (&'c SharedClause, &'c AmendmentRecord)> {
        let clauses = version.shared.iter().filter_map(|id| self.clauses.get(id));
        let all = clauses.flat_map(|clause| clause.amendments.iter().map(|amendment| (&**clause, amendment)));
        all.filter(|(_, amendment)| *amendment.effective_on == version.from)
    }

    /// A service level as version `at` of the terms has it.
    pub fn level(&self, at: usize, id: &ServiceLevelId) -> Option<&ServiceLevel> {
        self.versions.get(at)?.terms.service_levels.get(id)
    }

    /// The shared clause of a service level as version `at` has it, and the last day on which it speaks in that version.
    pub fn shared_clause(&self, at: usize, id: &ServiceLevelId) -> Option<(&SharedClause, Date)> {
        let clause = self.level(at, id)?.clause.as_deref()?;
        let until = self.versions.get(at + 1).map_or(self.ends_on, |next| add_days(next.from, -1));
        Some((self.clauses.get(clause)?, until))
    }

    /// Every service level that any version has.
    pub fn service_level_ids(&self) -> BTreeSet<&ServiceLevelId> {
        self.versions.iter().flat_map(|version| version.terms.service_levels.keys()).collect()
    }
}

/// What holds from a day until the next version.
#[derive(Clone, Debug)]
pub struct TermsVersion {
    pub from: Date,
    /// Numbers of the amendments that took effect on `from`; empty for the base.
    pub amendments: Vec<u32>,
    /// Shared clauses of which an amendment that takes effect on `from` changes something here.
    pub shared: BTreeSet<SharedClauseId>,
    /// Of each service level that refers to a shared clause: the keys that the contract says itself, and where.
    pub own: BTreeMap<ServiceLevelId, BTreeMap<String, Place>>,
    /// Every value of the contract as it then is, by its path, each in one spelling; sorted. What a sign-off covers.
    pub written: Vec<(String, String)>,
    pub terms: Terms,
}

/// Largest monthly fee in minor units: sums of many years stay far inside 64 bits.
const FEE_MAX: i64 = 1_000_000_000_000;

/// What a vendor promises, for how long, for how much.
#[derive(Clone, Debug, Record)]
#[record(noun = "contract", path = "data/contracts/<contract>/contract.toml")]
pub struct Terms {
    /// Whose promise it is.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// What it is called.
    #[key(example = "Master services agreement 2026")]
    pub title: String,
    /// The signed paper.
    #[key(example = "MSA-2026-014")]
    pub document_ref: String,
    /// ISO 4217, three capitals.
    #[key(example = "USD")]
    pub currency: Currency,
    /// When it was signed.
    #[key(example = "2025-12-10")]
    pub signed_on: Date,
    /// The first day.
    #[key(example = "2026-01-01")]
    pub effective_on: Date,
    /// The last day; not before effective-on.
    #[key(example = "2027-01-31")]
    pub ends_on: At<Date>,
    /// Days before the end by which either side must speak.
    #[key(example = 60, default = 0_u32, range = 0..=3660)]
    pub notice_days: Setting<u32>,
    /// Days on which prices are reviewed; one that has passed without a decision is a finding.
    #[key(example = "2026-10-01")]
    pub price_review_on: Vec<At<Date>>,
    /// Days before a review of prices by which either side must speak.
    #[key(example = 30, default = 0_u32, range = 0..=3660)]
    pub price_review_notice_days: Setting<u32>,
    /// What credits are a share of.
    #[key(example = "monthly fee less pass-through costs", when = "monthly-fee-minor")]
    pub fee_basis: Option<String>,
    /// Minor units of the currency; required with `credits`, unless they are shares of what is invoiced.
    #[key(name = "monthly-fee-minor", example = 40000000, range = 0..=FEE_MAX)]
    pub monthly_fee: Option<At<Money>>,
    /// Whether weights add up to 100, or are normalised, and the page says so.
    #[key(example = "percent", default = Weights::Percent)]
    pub weights: Weights,
    #[key(name = "credits")]
    pub credits: Option<Credits>,
    #[key(name = "service-level", example = "accuracy")]
    pub service_levels: BTreeMap<ServiceLevelId, ServiceLevel>,
    #[key(name = "rate", example = "labelling")]
    pub rates: BTreeMap<RateId, Rate>,
    #[key(name = "invoice-tolerance")]
    pub invoice_tolerance: Option<InvoiceTolerance>,
}
