//! How a safeguard stands on the as-of date: whether it holds, and whether a continuity plan was tested in time.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::record::Contract;
use crate::core::settings::signals::SafeguardKind;
use crate::kit::calendar::{add_days, days_between};
use crate::kit::id::{SafeguardId, VendorId};
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;
use crate::subject::safeguard::record::{Safeguard, TestResult};

/// A safeguard whose first day is not after the as-of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafeguardState {
    /// Days for which it still holds; below 0: since it expired.
    pub days_left: i32,
    /// `None` of what is not tested.
    pub test: Option<Test>,
    /// A later one of the same vendor and kind covers the same sites.
    pub is_replaced: bool,
}

/// The test of a continuity plan, or the review of an exit plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Test {
    /// `test-days` after the last test; of a plan that was never tested, after its first day.
    pub due_on: Date,
    /// Days since that day; below 0 it lies ahead.
    pub age_days: i32,
    pub has_failed: bool,
}

/// What a report keeps of them.
pub type Figures = BTreeMap<SafeguardId, SafeguardState>;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let (all, as_of) = (&given.register.safeguards, given.register.as_of());
        let begun = || all.values().filter(|one| *one.valid_from <= as_of);
        begun().map(|one| (one.id.clone(), state(one, begun(), as_of))).collect()
    }
}

fn state<'a>(one: &Safeguard, all: impl Iterator<Item = &'a Safeguard>, as_of: Date) -> SafeguardState {
    let mut others = all.filter(|other| takes_the_place(other, one));
    let is_tested = matches!(*one.kind, SafeguardKind::ContinuityPlan | SafeguardKind::ExitPlan);
    let test = is_tested.then(|| {
        let last = one.tested_on.as_deref().copied().filter(|on| *on <= as_of);
        let days = i32::try_from(*one.test_days).unwrap_or(i32::MAX);
        let due_on = add_days(last.unwrap_or(*one.valid_from), days);
        let is_failed = one.test_result.as_deref() == Some(&TestResult::Failed);
        Test { due_on, age_days: days_between(due_on, as_of), has_failed: last.is_some() && is_failed }
    });
    SafeguardState {
        days_left: days_between(as_of, *one.expires_on),
        test,
        is_replaced: others.next().is_some(),
    }
}

/// Whether another of the same vendor and kind holds longer, for the same sites.
pub fn takes_the_place(other: &Safeguard, one: &Safeguard) -> bool {
    *other.vendor == *one.vendor
        && *other.kind == *one.kind
        && other.expires_on.value > one.expires_on.value
        && covers(other, one)
}

/// Whether the sites of one are all covered by another.
fn covers(other: &Safeguard, one: &Safeguard) -> bool {
    let has = |site| other.sites.iter().any(|own| own.value == site);
    other.sites.is_empty() || (!one.sites.is_empty() && one.sites.iter().all(|site| has(site.value.clone())))
}

impl SafeguardState {
    pub fn is_expired(&self) -> bool {
        self.days_left < 0
    }

    /// Whether it matters that it expires: nothing has taken its place.
    pub fn counts(&self) -> bool {
        !self.is_replaced
    }
}

/// Kinds that a vendor with a contract in force has to keep and of which nothing is on file that has begun, expired ones too: those are told by themselves.
pub fn missing<'r>(
    register: &'r Register,
    vendor: &VendorId,
) -> Vec<&'r crate::kit::source::At<SafeguardKind>> {
    let as_of = register.as_of();
    let in_force = |contract: &Contract| contract.effective_on <= as_of && as_of <= contract.ends_on;
    if !register.contracts_of(vendor).any(in_force) {
        return Vec::new();
    }
    let required = register.settings.signals.iter().flat_map(|limits| &limits.required_safeguards);
    let has = |kind: SafeguardKind| {
        let own = register.safeguards.values().filter(|one| *one.vendor == *vendor && *one.kind == kind);
        own.clone().any(|one| *one.valid_from <= as_of)
    };
    required.filter(|kind| !has(kind.value)).collect()
}
