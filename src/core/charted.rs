//! Series as control charts: the picture of a metric and what its icons said in each period.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::core::Book;
use crate::core::contract::record::{Contract, Scope, ServiceLevel};
use crate::core::contract::terms::covers;
use crate::core::metric::record::Metric;
use crate::core::rollup::{Cell, Cells, Rollup, Series, Subject, cell_value};
use crate::core::spc::{Assurance, Chart, Improves, Limits, LimitsSetting, Variation, as_seen, chart};
use crate::core::target_line::{WrittenTarget, part, targets};
use crate::kit::id::{MetricId, ServiceLevelId, VendorId};
use crate::kit::period::Period;
use crate::kit::prefix::Prefix;
use crate::kit::words::Direction;

/// One metric of one subject over time, or the part of it that a clause judges, in the metric's grain, gaps kept.
#[derive(Clone, Debug)]
pub struct Charted {
    pub subject: Subject,
    pub metric: MetricId,
    /// Every period from the first row to the last, without holes.
    pub periods: Prefix<Period>,
    /// In the metric's unit; `None` where there is no figure.
    pub values: Prefix<Option<f64>>,
    pub provisional: Prefix<bool>,
    /// Indices into `periods` at which limits start anew.
    pub rebases: Vec<usize>,
    setting: LimitsSetting,
    /// Drawn when it is first asked for.
    chart: OnceLock<Chart>,
    /// The icons, and the limits, as they were when each period was the last.
    pub seen: Prefix<(Variation, Assurance, Option<Limits>)>,
    /// The target in force in each period, in the metric's unit: of the service level that judges these very rows; `None` without.
    pub targets: Prefix<Option<f64>>,
    /// Where the targets are written: each that differs from the one before.
    pub written_targets: Vec<WrittenTarget>,
    /// The sums behind the values.
    pub series: Series,
}

impl Charted {
    /// All of it, with hindsight.
    pub fn chart(&self) -> &Chart {
        self.chart.get_or_init(|| chart(&self.values, &self.rebases, &self.setting))
    }

    /// As it was when `cells` were all the rows there were, which are the first of its own.
    fn until(&self, cells: Cells) -> Charted {
        let last = cells.last().map(|(period, _)| *period);
        let len = self.periods.partition_point(|period| Some(*period) <= last);
        Charted {
            subject: self.subject.clone(),
            metric: self.metric.clone(),
            periods: self.periods.first_of(len),
            values: self.values.first_of(len),
            provisional: self.provisional.first_of(len),
            rebases: self.rebases.iter().copied().filter(|start| *start < len).collect(),
            setting: self.setting,
            chart: OnceLock::new(),
            seen: self.seen.first_of(len),
            targets: self.targets.first_of(len),
            written_targets: self.written_targets.iter().filter(|of| of.from < len).cloned().collect(),
            series: Series { cells, ..self.series.clone() },
        }
    }

    /// Whether it shows all rows of its metric, not only the part that a clause speaks of.
    pub fn is_whole(&self) -> bool {
        self.series.scope == Scope::default()
    }
}

/// Where the chart of each whole metric stands, by subject and metric.
pub type ChartIndex = BTreeMap<(Subject, MetricId), usize>;

/// Where the chart of the rows in a clause's scope stands: see [`of_clause`]. Scopes that select the same rows share a chart.
pub type PartIndex = BTreeMap<(Subject, MetricId, Scope), usize>;

/// The chart of the very rows that a clause judges for a subject; `None` when there are none.
pub fn of_clause(parts: &PartIndex, subject: &Subject, clause: &ServiceLevel) -> Option<usize> {
    parts.get(&(subject.clone(), clause.metric.clone(), part(subject, &clause.scope))).copied()
}

/// The chart of every metric of every vendor and site that has rows, vendors first, in order of id; after these, the charts of
/// the parts of a metric that clauses judge. Rows that all were withheld by their sender give a chart without a period.
pub fn charts(book: &Book, rollup: &Rollup<'_>) -> (Vec<Charted>, ChartIndex, PartIndex) {
    let everything = Scope::default();
    let clauses = clauses_by_metric(book);
    let vendors = book.vendors.keys().map(|id| (Subject::Vendor(id.clone()), id));
    let sites = book.sites.values().map(|site| (Subject::Site(site.id.clone()), &*site.vendor));
    let mut wholes: Vec<Work<'_>> = Vec::new();
    let mut parts: Vec<Work<'_>> = Vec::new();
    for (subject, vendor) in vendors.chain(sites) {
        for metric in book.metrics.values() {
            let whole = rollup.cells(&subject, &metric.id, &everything);
            if !has_rows(rollup, &subject, &metric.id, &whole) {
                continue;
            }
            let clauses = clauses.get(&(vendor, &metric.id)).map(Vec::as_slice).unwrap_or_default();
            let mut scopes = vec![Scope::default()];
            for scope in parts_judged(book, &subject, clauses) {
                let cells = rollup.cells(&subject, &metric.id, &scope);
                if !whole.is_empty() && same_rows(&cells, &whole) {
                    scopes.push(scope);
                } else if !cells.is_empty() {
                    let (subject, scopes) = (subject.clone(), vec![scope]);
                    parts.push(Work { subject, vendor, metric, scopes, cells, clauses });
                }
            }
            wholes.push(Work { subject: subject.clone(), vendor, metric, scopes, cells: whole, clauses });
        }
    }
    let (mut whole_of, mut part_of) = (ChartIndex::new(), PartIndex::new());
    for (at, work) in wholes.iter().chain(&parts).enumerate() {
        let key = (work.subject.clone(), work.metric.id.clone());
        part_of.extend(work.scopes.iter().map(|scope| ((key.0.clone(), key.1.clone(), scope.clone()), at)));
        if at < wholes.len() {
            whole_of.insert(key, at);
        }
    }
    wholes.append(&mut parts);
    let charts = wholes.into_par_iter().with_min_len(16).map(|work| charted(book, work));
    (charts.collect(), whole_of, part_of)
}

/// As [`charts`], of an earlier day: `later` are those of the same records on a later day, `rollup` speaks for the earlier one.
pub fn charts_earlier(
    book: &Book,
    rollup: &Rollup<'_>,
    (charts_later, whole_of, part_of): (&[Charted], &ChartIndex, &PartIndex),
) -> (Vec<Charted>, ChartIndex, PartIndex) {
    let cells: Vec<Cells> = charts_later
        .iter()
        .map(|chart| rollup.cells(&chart.subject, &chart.metric, &chart.series.scope))
        .collect();
    // Rows that tell a part from its whole may have come later: then both had one chart, which the targets of both stand on.
    let was_whole = |(chart, of_part): (&Charted, &Cells)| {
        let whole = whole_of.get(&(chart.subject.clone(), chart.metric.clone()));
        !chart.is_whole() && !of_part.is_empty() && whole.is_some_and(|at| same_rows(of_part, &cells[*at]))
    };
    if charts_later.iter().zip(&cells).any(was_whole) {
        return charts(book, rollup);
    }
    let mut place = vec![None; cells.len()];
    let is_there = |(chart, cells): &(&Charted, &Cells)| match chart.is_whole() {
        true => has_rows(rollup, &chart.subject, &chart.metric, cells),
        false => !cells.is_empty(),
    };
    let drawn: Vec<(usize, (&Charted, &Cells))> =
        charts_later.iter().zip(&cells).enumerate().filter(|(_, one)| is_there(one)).collect();
    drawn.iter().zip(0..).for_each(|((at, _), new)| place[*at] = Some(new));
    (
        drawn.into_iter().map(|(_, (chart, cells))| chart.until(cells.clone())).collect(),
        whole_of.iter().filter_map(|(key, at)| Some((key.clone(), place[*at]?))).collect(),
        part_of.iter().filter_map(|(key, at)| Some((key.clone(), place[*at]?))).collect(),
    )
}

/// The metrics that [`charts`] draws whole, by the same places.
pub fn charted_metrics(book: &Book, rollup: &Rollup<'_>) -> ChartIndex {
    let everything = Scope::default();
    let vendors = book.vendors.keys().map(|id| Subject::Vendor(id.clone()));
    let subjects = vendors.chain(book.sites.keys().map(|id| Subject::Site(id.clone())));
    let pairs =
        subjects.flat_map(|subject| book.metrics.keys().map(move |metric| (subject.clone(), metric.clone())));
    let is_charted = |(subject, metric): &(Subject, MetricId)| {
        has_rows(rollup, subject, metric, &rollup.cells(subject, metric, &everything))
    };
    pairs.filter(is_charted).zip(0..).collect()
}

/// Whether a metric of a subject has a row, with a figure (`whole` has one then) or withheld by its sender.
fn has_rows(rollup: &Rollup<'_>, subject: &Subject, metric: &MetricId, whole: &[(Period, Cell)]) -> bool {
    !whole.is_empty() || !rollup.withheld(subject, metric, &Scope::default()).is_empty()
}

/// A chart to be made.
struct Work<'a> {
    subject: Subject,
    vendor: &'a VendorId,
    metric: &'a Metric,
    /// Scopes that select these rows, the chart's own first.
    scopes: Vec<Scope>,
    cells: Cells,
    /// Service levels tied to the metric, whatever their scope.
    clauses: &'a [(&'a Contract, &'a ServiceLevelId)],
}

/// The parts of a metric that clauses judge for a subject, in order; the whole is not among them.
fn parts_judged(book: &Book, subject: &Subject, clauses: &[(&Contract, &ServiceLevelId)]) -> BTreeSet<Scope> {
    let site = match subject {
        Subject::Site(site) => book.sites.get(site),
        Subject::Vendor(_) => None,
    };
    let versions = clauses.iter().flat_map(|(contract, id)| contract.versions.iter().map(move |v| (v, *id)));
    let scopes = versions
        .filter_map(|(version, id)| Some(&version.terms.service_levels.get(id)?.scope))
        .filter(|scope| **scope != Scope::default() && site.is_none_or(|site| covers(book, scope, site)));
    scopes.map(|scope| part(subject, scope)).filter(|part| *part != Scope::default()).collect()
}

fn same_rows(some: &[(Period, Cell)], all: &[(Period, Cell)]) -> bool {
    some.len() == all.len()
        && some.iter().zip(all).all(|((_, some), (_, all))| some.rows.len() == all.rows.len())
}

type Clauses<'a> = Vec<(&'a Contract, &'a ServiceLevelId)>;

/// Service levels that any version ties to a metric, by vendor.
fn clauses_by_metric(book: &Book) -> BTreeMap<(&VendorId, &MetricId), Clauses<'_>> {
    let mut clauses: BTreeMap<(&VendorId, &MetricId), Clauses<'_>> = BTreeMap::new();
    for contract in book.contracts.values() {
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

fn charted(book: &Book, work: Work<'_>) -> Charted {
    let Work { subject, vendor, metric, mut scopes, cells, clauses } = work;
    let mut periods: Vec<Period> = Vec::with_capacity(cells.len());
    let mut values = Vec::with_capacity(cells.len());
    let mut provisional = Vec::with_capacity(cells.len());
    for (period, cell) in cells.iter() {
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
    let rebases = rebases(book, &subject, vendor, &metric.id, &periods);
    let setting = limits_setting(book);
    let improves = improves(metric.direction);
    let (targets, written_targets) = targets(book, &subject, metric, &periods, clauses, &scopes);
    let mut seen = as_seen(&values, &rebases, &setting, improves, None);
    // Each period against the target of its own day: an amendment must not change what was seen before it.
    for ((_, assurance, limits), target) in seen.iter_mut().zip(&targets) {
        if let Some(limits) = limits.as_ref().filter(|limits| limits.carry_icon()) {
            *assurance = Assurance::of(limits, *target, improves);
        }
    }
    Charted {
        series: Series {
            subject: subject.clone(),
            metric: metric.id.clone(),
            scope: scopes.swap_remove(0),
            cells,
        },
        subject,
        metric: metric.id.clone(),
        periods: periods.into(),
        values: values.into(),
        provisional: provisional.into(),
        rebases,
        setting,
        chart: OnceLock::new(),
        seen: seen.into(),
        targets: targets.into(),
        written_targets,
    }
}

/// How a book draws up its limits.
pub fn limits_setting(book: &Book) -> LimitsSetting {
    LimitsSetting {
        fix_after: **book.settings.fix_limits_after,
        screen: *book.settings.screen_ranges,
        rule_set: *book.settings.rule_set,
    }
}

/// Places in `periods` at which limits of a series start anew.
pub fn rebases(
    book: &Book,
    subject: &Subject,
    vendor: &VendorId,
    metric: &MetricId,
    periods: &[Period],
) -> Vec<usize> {
    let site = match subject {
        Subject::Site(site) => Some(site),
        Subject::Vendor(_) => None,
    };
    let events =
        book.rebases.iter().filter(|event| *event.metric == *metric && event.scope.reaches(site, vendor));
    let mut starts: Vec<usize> = events
        .map(|event| periods.partition_point(|period| *period < *event.from))
        .filter(|start| (1..periods.len()).contains(start))
        .collect();
    starts.sort_unstable();
    starts.dedup();
    starts
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
