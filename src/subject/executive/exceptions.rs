//! What left tolerance: the latest window of every service level that was judged, shown once. What is late or not measured changes
//! nothing of what was missed before it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::gravity::{Gauge, Gravity};
use super::grid::{Entry, entries};
use super::{Exception, ExceptionKind, Inputs};
use crate::core::attainment::{Outcome, Ruling};
use crate::core::rollup::Subject;
use crate::core::score::Line;
use crate::core::spc::Assurance;
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
    Some(Exception {
        kind: failing.kind,
        vendor: vendor_of(inputs.register, &judged.subject)?,
        judged: line.judged,
        ruling: line.ruling?,
        plan: open_plan(inputs, line.judged),
    })
}

/// The open plan that answers a judged service level: the most severe, then the oldest.
fn open_plan(inputs: &Inputs<'_>, judged: usize) -> Option<PlanId> {
    let register = inputs.register;
    let judged = inputs.judged.get(judged)?;
    let plans =
        register.plans.values().filter(|plan| is_open(register, plan) && answers(register, plan, judged));
    plans.min_by_key(|plan| (*plan.severity, *plan.detected_on)).map(|plan| plan.id.clone())
}
