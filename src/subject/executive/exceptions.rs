//! What left tolerance: the latest window of every service level that was judged, shown once. What is late or not measured changes
//! nothing of what was missed before it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::gravity::{Gauge, Gravity};
use super::grid::{Entry, entries};
use super::{Exception, ExceptionKind, Inputs};
use crate::core::attainment::{Judged, Outcome, Ruling};
use crate::core::contract::record::Aggregation;
use crate::core::contract::terms::target_on;
use crate::core::rollup::Subject;
use crate::core::score::Line;
use crate::core::spc::{Assurance, Variation};
use crate::core::wording::vendor_of;
use crate::kit::id::{ContractId, PlanId, ServiceLevelId};
use crate::subject::plan::figures::plan::{answers, is_open};

/// Worst first: by gravity, then by kind; what has not missed comes last.
///
/// A service level that fails contract-wide and at exactly one site is shown as that site's; at several, as the contract's, with
/// those sites that fare worse than it. One that holds contract-wide is shown for each site that fails.
pub fn exceptions(inputs: &Inputs<'_>) -> Vec<Exception> {
    let gauge = Gauge::new(inputs);
    let mut failing: BTreeMap<(&ContractId, &ServiceLevelId), Vec<Failing<'_>>> = BTreeMap::new();
    for subject in inputs.scorecards.keys() {
        for entry in entries(inputs, subject) {
            let entry = standing(inputs, entry);
            let Some(kind) = kind(&entry) else { continue };
            let judged = &inputs.judged[entry.line.judged];
            let group = failing.entry((&judged.contract, &judged.service_level)).or_default();
            let gravity = gauge.of(&entry.line, entry.clause);
            group.push(Failing { kind, entry, gravity, of_vendor: matches!(subject, Subject::Vendor(_)) });
        }
    }
    let mut chosen: Vec<Failing<'_>> = failing.into_values().flat_map(told_once).collect();
    chosen.sort_by_cached_key(Failing::rank);
    chosen.iter().filter_map(|failing| exception(inputs, failing)).collect()
}

struct Failing<'a> {
    kind: ExceptionKind,
    entry: Entry<'a>,
    gravity: Gravity,
    of_vendor: bool,
}

impl Failing<'_> {
    fn rank(&self) -> (bool, Reverse<Gravity>, ExceptionKind, usize) {
        let has_missed = self.kind != ExceptionKind::ConsistentlyFailing;
        (!has_missed, Reverse(self.gravity.clone()), self.kind, self.entry.line.judged)
    }
}

/// The entry with the newest window that was judged; as it is where none was.
fn standing<'a>(inputs: &Inputs<'a>, entry: Entry<'a>) -> Entry<'a> {
    let Some(newest) = entry.line.ruling.filter(|_| !entry.judged()) else { return entry };
    let rulings = &inputs.judged[entry.line.judged].rulings;
    let judged = |ruling: &Ruling| !matches!(ruling.outcome, Outcome::NotMeasured(_));
    match rulings[..=newest].iter().rposition(judged) {
        Some(at) => Entry { line: Line { ruling: Some(at), ..entry.line }, ruling: rulings.get(at), ..entry },
        None => entry,
    }
}

fn kind(entry: &Entry<'_>) -> Option<ExceptionKind> {
    let ruling = entry.ruling?;
    match ruling.outcome {
        Outcome::Missed if ruling.chronic => Some(ExceptionKind::Chronic),
        Outcome::Missed if ruling.streak >= 2 => Some(ExceptionKind::Repeat),
        Outcome::Missed => Some(ExceptionKind::NewBreach),
        Outcome::Shown => None,
        Outcome::Met | Outcome::NotMeasured(_) => {
            let fails = entry.line.assurance == Assurance::ConsistentlyFail && entry.speaks_of_all_rows();
            fails.then_some(ExceptionKind::ConsistentlyFailing)
        }
    }
}

fn told_once(group: Vec<Failing<'_>>) -> Vec<Failing<'_>> {
    let (mut vendor, mut sites): (Vec<_>, Vec<_>) = group.into_iter().partition(|failing| failing.of_vendor);
    let Some(of_vendor) = vendor.pop() else { return sites };
    let is_one_site = sites.len() == 1;
    sites.retain(|site| site.kind < of_vendor.kind || (is_one_site && site.kind == of_vendor.kind));
    if sites.len() == 1 && is_one_site {
        return sites;
    }
    sites.push(of_vendor);
    sites
}

fn exception(inputs: &Inputs<'_>, failing: &Failing<'_>) -> Option<Exception> {
    let line = failing.entry.line;
    let judged = inputs.judged.get(line.judged)?;
    // A slice has a target of its own, which no ramp moves.
    let is_sliced = failing.entry.clause.aggregation == Aggregation::Timeslices;
    let now = target_on(failing.entry.clause, inputs.register.as_of()).0;
    Some(Exception {
        kind: failing.kind,
        vendor: vendor_of(inputs.register, &judged.subject)?,
        judged: line.judged,
        ruling: line.ruling?,
        is_stable: line.variation == Variation::CommonCause,
        contract_holds: !failing.of_vendor
            && holds_contract_wide(inputs.judged, line.judged, failing.entry.ruling),
        target_moved: !is_sliced && failing.entry.ruling.is_some_and(|ruling| ruling.target != now),
        plan: open_plan(inputs, line.judged),
    })
}

/// Whether the contract's own result of the window of a site's is met.
fn holds_contract_wide(judged: &[Judged], at: usize, ruling: Option<&Ruling>) -> bool {
    let own = &judged[at];
    let is_same =
        |other: &&Judged| other.contract == own.contract && other.service_level == own.service_level;
    // The vendor stands before its sites.
    let mut same = judged[..=at].iter().rev().take_while(is_same);
    let whole = same.find(|other| matches!(other.subject, Subject::Vendor(_)));
    let found = whole
        .zip(ruling)
        .and_then(|(whole, ruling)| whole.rulings.iter().rev().find(|other| other.window == ruling.window));
    found.is_some_and(|found| found.outcome == Outcome::Met)
}

/// The open plan that answers a judged service level: the most severe, then the oldest.
fn open_plan(inputs: &Inputs<'_>, judged: usize) -> Option<PlanId> {
    let register = inputs.register;
    let judged = inputs.judged.get(judged)?;
    let plans =
        register.plans.values().filter(|plan| is_open(register, plan) && answers(register, plan, judged));
    plans.min_by_key(|plan| (*plan.severity, *plan.detected_on)).map(|plan| plan.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::contract::service_level::RampStep;
    use crate::kit::number::Decimal;
    use crate::subject::executive::tests::{WEEKS, acme};
    use crate::subject::report::report;
    use crate::testing::{Bench, BenchRow, at, day, place};

    fn only(bench: &Bench) -> Exception {
        let report = report(&bench.register);
        let [exception] = report.executive.exceptions.as_slice() else {
            panic!("{:?}", report.executive.exceptions)
        };
        exception.clone()
    }

    #[test]
    fn a_site_that_misses_what_the_contract_meets_says_so() {
        let mut bench = acme(&[80]);
        bench.add_site("acme-lyon", "acme", "Lyon");
        // 80 of 100 and 990 of 1000: 1070 of 1100 is 97.3%, and the target 95%.
        bench.add(BenchRow::new("acme-lyon", "accuracy", WEEKS[11], 990, 1000));
        assert!(only(&bench).contract_holds);
        let mut both = acme(&[80]);
        both.add_site("acme-lyon", "acme", "Lyon");
        both.add(BenchRow::new("acme-lyon", "accuracy", WEEKS[11], 99, 100));
        assert!(!only(&both).contract_holds, "179 of 200 is 89.5%");
    }

    #[test]
    fn what_limits_say_of_a_target_is_said_of_the_process_and_of_the_target_they_speak_of() {
        // Eleven weeks around 92: limits stay below 95. The last is special, so that nothing is stable.
        let mut bench = acme(&[92, 92, 91, 92, 92, 91, 92, 92, 91, 92, 92, 95]);
        bench.register.settings.fix_limits_after = crate::core::settings::forms::FixedAfter(Some(8)).into();
        let found = only(&bench);
        assert_eq!(
            (found.kind, found.is_stable, found.target_moved),
            (ExceptionKind::ConsistentlyFailing, false, false)
        );
        // Week 46 needs 90 and meets it; the report's day asks for 95.
        let mut ramp = acme(&[92, 92, 91, 92, 92, 91, 92, 92, 91, 92, 91, 92]);
        ramp.register.settings.fix_limits_after = crate::core::settings::forms::FixedAfter(Some(8)).into();
        ramp.terms(|terms| {
            let level = terms.service_levels.values_mut().next().expect("a service level");
            let line = place("data/contracts/acme-2026/contract.toml", 30);
            let step = |from, target| RampStep {
                from: at(day(from)),
                target: at(Decimal::from_int(target)),
                place: line.clone(),
            };
            level.ramp = vec![step("2026-01-01", 90), step("2026-11-15", 95)];
        });
        let found = only(&ramp);
        assert_eq!((found.is_stable, found.target_moved), (true, true), "{found:?}");
    }
}
