//! Series as control charts: the picture of a metric and what its icons said in each period.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::compute::rollup::{Cell, Cells, Rollup, Series, Subject, cell_value};
use crate::compute::spc::{Assurance, Chart, Improves, Limits, LimitsSetting, Variation, as_seen, chart};
use crate::compute::terms::{clause_on, covers, middle_day, target_on};
use crate::model::{
    Aggregation, Contract, Direction, Grain, Metric, MetricId, MetricKind, Period, RebaseScope, Register,
    Scope, ServiceLevel, ServiceLevelId, Target, VendorId, Window, add_days,
};

/// One metric of one subject over time, in the metric's grain, gaps kept.
#[derive(Clone, Debug)]
pub struct Charted {
    pub subject: Subject,
    pub metric: MetricId,
    /// Every period from the first row to the last, without holes.
    pub periods: Vec<Period>,
    /// In the metric's unit; `None` where there is no figure.
    pub values: Vec<Option<f64>>,
    pub provisional: Vec<bool>,
    /// Indices into `periods` at which limits start anew.
    pub rebases: Vec<usize>,
    pub chart: Chart,
    /// The icons, and the limits, as they were when each period was the last.
    pub seen: Vec<(Variation, Assurance, Option<Limits>)>,
    /// The target in force in each period, in the metric's unit: of the service level that judges this metric for this subject; `None` without.
    pub targets: Vec<Option<f64>>,
    /// The sums behind the values.
    pub series: Series,
}

/// Where each chart stands, by subject and metric.
pub type ChartIndex = BTreeMap<(Subject, MetricId), usize>;

/// The chart of every metric of every vendor and site that has rows, vendors first, in order of id.
pub fn charts(register: &Register, rollup: &Rollup<'_>) -> (Vec<Charted>, ChartIndex) {
    let everything = Scope::default();
    let clauses = clauses_by_metric(register);
    let vendors = register.vendors.keys().map(|id| (Subject::Vendor(id.clone()), id));
    let sites = register.sites.values().map(|site| (Subject::Site(site.id.clone()), &site.vendor));
    let mut work: Vec<(Subject, &VendorId, &Metric, Cells)> = Vec::new();
    for (subject, vendor) in vendors.chain(sites) {
        for metric in register.metrics.values() {
            let cells = rollup.cells(&subject, &metric.id, &everything);
            if !cells.is_empty() {
                work.push((subject.clone(), vendor, metric, cells));
            }
        }
    }
    let charts: Vec<Charted> = work
        .into_par_iter()
        .with_min_len(16)
        .map(|(subject, vendor, metric, cells)| {
            let clauses = clauses.get(&(vendor, &metric.id)).map(Vec::as_slice).unwrap_or_default();
            charted(register, subject, vendor, metric, &cells, clauses)
        })
        .collect();
    let index = charts.iter().enumerate();
    let index = index.map(|(at, chart)| ((chart.subject.clone(), chart.metric.clone()), at)).collect();
    (charts, index)
}

type Clauses<'a> = Vec<(&'a Contract, &'a ServiceLevelId)>;

/// Service levels that any version ties to a metric, by vendor.
fn clauses_by_metric(register: &Register) -> BTreeMap<(&VendorId, &MetricId), Clauses<'_>> {
    let mut clauses: BTreeMap<(&VendorId, &MetricId), Clauses<'_>> = BTreeMap::new();
    for contract in register.contracts.values() {
        for version in &contract.versions {
            for (id, clause) in &version.terms.service_levels {
                let of_metric = clauses.entry((&contract.vendor, &clause.metric)).or_default();
                if !of_metric.iter().any(|(of, other)| of.id == contract.id && *other == id) {
                    of_metric.push((contract, id));
                }
            }
        }
    }
    clauses
}

fn charted(
    register: &Register,
    subject: Subject,
    vendor: &VendorId,
    metric: &Metric,
    cells: &[(Period, Cell)],
    clauses: &[(&Contract, &ServiceLevelId)],
) -> Charted {
    let mut periods: Vec<Period> = Vec::with_capacity(cells.len());
    let mut values = Vec::with_capacity(cells.len());
    let mut provisional = Vec::with_capacity(cells.len());
    for (period, cell) in cells {
        // Gaps stay: every period up to this row has its place.
        while let Some(next) = periods.last().map(|last| last.next()).filter(|next| next != period) {
            periods.push(next);
            values.push(None);
            provisional.push(false);
        }
        periods.push(*period);
        values.push(cell_value(metric, cell).map(|value| value.to_f64()));
        provisional.push(cell.provisional);
    }
    let rebases = rebases(register, &subject, vendor, &metric.id, &periods);
    let setting = LimitsSetting {
        fix_after: register.book.fix_limits_after,
        screen: register.book.screen_ranges,
        rule_set: register.book.rule_set,
    };
    let improves = improves(metric.direction);
    let targets = targets(register, &subject, metric, &periods, clauses);
    let mut seen = as_seen(&values, &rebases, &setting, improves, None);
    // Each period against the target of its own day: an amendment must not change what was seen before it.
    for ((_, assurance, limits), target) in seen.iter_mut().zip(&targets) {
        if let Some(limits) = limits.as_ref().filter(|limits| limits.carry_icon()) {
            *assurance = Assurance::of(limits, *target, improves);
        }
    }
    Charted {
        chart: chart(&values, &rebases, &setting),
        series: Series {
            subject: subject.clone(),
            metric: metric.id.clone(),
            scope: Scope::default(),
            cells: cells.to_vec(),
        },
        subject,
        metric: metric.id.clone(),
        periods,
        values,
        provisional,
        rebases,
        seen,
        targets,
    }
}

fn rebases(
    register: &Register,
    subject: &Subject,
    vendor: &VendorId,
    metric: &MetricId,
    periods: &[Period],
) -> Vec<usize> {
    let applies = |scope: &RebaseScope| match (scope, subject) {
        (RebaseScope::Site(site), Subject::Site(of)) => site == of,
        (RebaseScope::Site(_), Subject::Vendor(_)) => false,
        (RebaseScope::Vendor(of), _) => of == vendor,
    };
    let events = register.rebases.iter().filter(|event| &event.metric == metric && applies(&event.scope));
    let mut starts: Vec<usize> = events
        .map(|event| periods.partition_point(|period| *period < event.from))
        .filter(|start| (1..periods.len()).contains(start))
        .collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// The target of each period, looked up anew only where terms can have changed since the period before.
fn targets(
    register: &Register,
    subject: &Subject,
    metric: &Metric,
    periods: &[Period],
    clauses: &[(&Contract, &ServiceLevelId)],
) -> Vec<Option<f64>> {
    let changes = changes(clauses);
    let mut last: Option<(usize, Option<f64>)> = None;
    let mut at_day = |day: Date| {
        let passed = changes.partition_point(|change| *change <= day);
        match last {
            Some((before, target)) if before == passed => target,
            _ => {
                let found = target(register, subject, metric, day, clauses);
                last = Some((passed, found));
                found
            }
        }
    };
    periods.iter().map(|period| at_day(middle_day(*period))).collect()
}

/// Days on which the terms of any of the clauses change, in order.
fn changes(clauses: &[(&Contract, &ServiceLevelId)]) -> Vec<Date> {
    let mut days: Vec<Date> = Vec::new();
    for (contract, id) in clauses {
        days.push(contract.effective_on);
        for version in &contract.versions {
            days.extend([version.from, add_days(version.terms.ends_on, 1)]);
            let ramp = version.terms.service_levels.get(*id).map(|clause| clause.ramp.as_slice());
            days.extend(ramp.unwrap_or_default().iter().map(|step| step.from));
        }
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// The target in force on a day: of the service level with the widest scope, then the most material, then the
/// heaviest, then by id. `None` where none can be drawn on a chart of single periods.
fn target(
    register: &Register,
    subject: &Subject,
    metric: &Metric,
    day: Date,
    clauses: &[(&Contract, &ServiceLevelId)],
) -> Option<f64> {
    let site = match subject {
        Subject::Site(site) => Some(register.sites.get(site)?),
        Subject::Vendor(_) => None,
    };
    let in_force = clauses.iter().filter_map(|(contract, id)| clause_on(contract, id, day));
    let judging = in_force.map(|(_, clause)| clause).filter(|clause| {
        clause.metric == metric.id && site.is_none_or(|site| covers(register, &clause.scope, site))
    });
    // `min_by_key` keeps the first of equals, and clauses come by id.
    let chosen = judging.min_by_key(|clause| {
        let scope = &clause.scope;
        let sites = usize::from(site.is_none() && !scope.sites.is_empty());
        let narrowed = [&scope.projects.is_empty(), &scope.queues.is_empty(), &scope.languages.is_empty()];
        let narrow = narrowed.iter().filter(|open| !***open).count() + sites;
        (narrow, !clause.most_material, std::cmp::Reverse(clause.weight))
    })?;
    drawn(metric, chosen, day)
}

/// A clause's line in the unit of one period. The target of a count speaks of a whole window, so it is drawn only where window and
/// period are the same; with timeslices the slice target is the line.
fn drawn(metric: &Metric, clause: &ServiceLevel, day: Date) -> Option<f64> {
    if clause.aggregation == Aggregation::Timeslices {
        return clause.slice_target.as_ref().map(|(line, _)| line.to_f64());
    }
    let same =
        matches!((clause.window, metric.grain), (Window::Week, Grain::Week) | (Window::Month, Grain::Month));
    if metric.kind == MetricKind::Count && clause.aggregation == Aggregation::Occurrences && !same {
        return None;
    }
    match target_on(clause, day).0 {
        Target::Line(line) => Some(line.to_f64()),
        Target::Range { .. } | Target::None => None,
    }
}

/// Which way is better, as the icons take it.
pub fn improves(direction: Direction) -> Improves {
    match direction {
        Direction::AtLeast => Improves::Up,
        Direction::AtMost => Improves::Down,
        Direction::Range | Direction::Neutral => Improves::Neutral,
    }
}

#[cfg(test)]
mod tests;
