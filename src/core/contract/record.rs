//! Contracts: terms as of a day, folded from the base and its amendments.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use super::credits::{Credits, PointsRow};
pub use super::score_rule::{ScoreBand, ScoreRule};
pub use super::service_level::{
    Chronic, EarnBack, OnMissing, RampStep, Rounding, Scope, ServiceLevel, Target, WrittenTarget,
};
pub use super::words::{
    Aggregation, BelowMinVolume, ChangeOp, CreditBase, CreditMethod, EarnBackKind, IncidentRule, OnZero,
    RoundMode, Straddle, Weights, Window,
};
use crate::core::settings::forms::Currency;
use crate::kit::declared::{Anything, Record};
use crate::kit::id::{ContractId, PersonId, ServiceLevelId, VendorId};
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
    pub place: Place,
}

impl Contract {
    /// Terms in force on `day`; `None` outside the contract's dates.
    pub fn terms_on(&self, day: Date) -> Option<&Terms> {
        let version = self.versions.iter().rev().find(|version| version.from <= day)?;
        (day <= *version.terms.ends_on).then_some(&version.terms)
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
    /// What credits are a share of.
    #[key(example = "monthly fee less pass-through costs", when = "monthly-fee-minor")]
    pub fee_basis: Option<String>,
    /// Minor units of the currency.
    #[key(name = "monthly-fee-minor", example = 40000000, when = "credits", range = 0..=FEE_MAX)]
    pub monthly_fee: Option<At<Money>>,
    /// Whether weights add up to 100, or are normalised, and the page says so.
    #[key(example = "percent", default = Weights::Percent)]
    pub weights: Weights,
    #[key(name = "credits")]
    pub credits: Option<Credits>,
    #[key(name = "service-level", example = "accuracy")]
    pub service_levels: BTreeMap<ServiceLevelId, ServiceLevel>,
}

/// What changes in a contract, from when, and who agreed.
#[derive(Clone, Debug, Record)]
#[record(noun = "amendment", path = "data/contracts/<contract>/amendment-<number>.toml")]
pub struct AmendmentRecord {
    /// Equal to NN of the file's name.
    #[key(example = 1, range = 1..=9999)]
    pub number: u32,
    /// When it was signed.
    #[key(example = "2026-05-20")]
    pub signed_on: At<Date>,
    /// From when it holds; before signed-on is allowed, and loud (retroactive).
    #[key(example = "2026-06-01")]
    pub effective_on: At<Date>,
    /// Why.
    #[key(example = "Guideline change")]
    pub reason: String,
    /// Who agreed at the client.
    #[key(example = "ben-field")]
    pub approved_by: PersonId,
    #[key(name = "change", range = 1..)]
    pub written: Vec<WrittenChange>,
    /// The written changes that could be applied.
    pub changes: Vec<Change>,
    pub place: Place,
}

/// A path in the terms, and what is done there.
#[derive(Clone, Debug, Record)]
#[record(noun = "change")]
pub struct WrittenChange {
    /// A key of contract.toml, or a whole table.
    #[key(example = "service-level.accuracy.target")]
    pub path: At<String>,
    /// What is done there.
    #[key(example = "replace")]
    pub op: ChangeOp,
    /// The value, or the whole table, that stands there then.
    #[key(example = 94, when = "op = add | replace", only = "op = add | replace")]
    pub value: Option<Anything>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Change {
    pub path: String,
    pub op: ChangeOp,
    /// The value as written before this amendment, in fold order; `None` when added.
    pub before: Option<String>,
    /// The value as the amendment writes it; `None` when removed.
    pub after: Option<At<String>>,
    /// Of the path.
    pub place: Place,
    /// Its table `[[change]]`.
    pub table: Extent,
}
