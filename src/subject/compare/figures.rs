//! Which results of vendors stand beside each other, over which period, and whether they are like for like.

pub mod shared;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::core::attainment::{Judged, Ruling};
use crate::core::contract::record::{Aggregation, Scope, ServiceLevel, Window};
use crate::core::metric::record::Metric;
use crate::core::rollup::Subject;
use crate::kit::id::{MetricId, VendorId};
use crate::kit::period::Period;
use crate::kit::words::{Direction, Family};
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;

/// Newest windows of a service level among which one is looked for that several vendors have.
const LOOK_BACK: usize = 13;

/// What a report keeps of them: metrics that two vendors have, in the order of grids.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub metrics: Vec<Compared>,
}

/// Vendors on one metric.
#[derive(Clone, Debug)]
pub struct Compared {
    pub metric: MetricId,
    pub family: Family,
    /// Vendors that have a service level about it, or rows of it.
    pub vendors: BTreeSet<VendorId>,
    /// What was promised of it, the window that most vendors have first.
    pub groups: Vec<Group>,
}

/// Results over one kind of window.
#[derive(Clone, Debug)]
pub struct Group {
    pub window: Window,
    /// One and the same for all.
    pub period: Period,
    /// By vendor, then service level.
    pub entries: Vec<Entry>,
    pub likeness: Likeness,
}

/// One service level of one vendor.
#[derive(Clone, Debug)]
pub struct Entry {
    pub vendor: VendorId,
    /// Index into `Report::judged`.
    pub judged: usize,
    /// Index of its ruling of the period; `None`: it has none.
    pub ruling: Option<usize>,
    /// What it does differently from most.
    pub differs: Vec<Difference>,
    /// Projects, queues and languages of its rows.
    pub work: BTreeSet<Work>,
}

/// Project, queue and language of rows, as indices into the lists of `Measurements`.
pub type Work = (Option<u32>, Option<u32>, Option<u32>);

/// What keeps a result from being like the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Its contract names a definition of its own.
    Definition(String),
    Aggregation(Aggregation),
    Direction(Direction),
    /// It counts a part alone, or another part.
    Scope,
}

/// Whether results are like for like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    Alike,
    /// Fewer than two vendors have a value.
    Alone,
    /// Terms differ, where an entry says so.
    OtherTerms,
    /// The work differs: projects, queues or languages.
    OtherWork,
    /// The rows name no project, queue or language.
    UnknownWork,
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let register = given.register;
        let mut vendors: BTreeMap<&MetricId, BTreeSet<VendorId>> = BTreeMap::new();
        // What was withheld altogether is measured by nobody.
        let wholes = given.charts.iter().filter(|chart| chart.is_whole() && !chart.periods.is_empty());
        for chart in wholes {
            if let Subject::Vendor(vendor) = &chart.subject {
                vendors.entry(&chart.metric).or_default().insert(vendor.clone());
            }
        }
        let mut runs: BTreeMap<(&MetricId, Window), Vec<Run<'_>>> = BTreeMap::new();
        for (at, judged) in given.judged.iter().enumerate() {
            for (metric, window, run) in runs_of(register, at, judged) {
                vendors.entry(metric).or_default().insert(run.vendor.clone());
                runs.entry((metric, window)).or_default().push(run);
            }
        }
        let metrics = register.metrics.values().filter_map(|metric| {
            let vendors = vendors.remove(&metric.id).filter(|vendors| vendors.len() > 1)?;
            let of_metric = runs.iter().filter(|((of, _), _)| **of == metric.id);
            let mut groups: Vec<Group> = of_metric
                .filter_map(|((_, window), runs)| group(register, given.judged, metric, *window, runs))
                .collect();
            groups.sort_by_key(|group| (std::cmp::Reverse(group.vendors().len()), group.window));
            Some(Compared { metric: metric.id.clone(), family: metric.family, vendors, groups })
        });
        let mut metrics: Vec<Compared> = metrics.collect();
        metrics.sort_by(|one, other| (one.family, &one.metric).cmp(&(other.family, &other.metric)));
        Figures { metrics }
    }
}

impl Figures {
    pub fn of(&self, metric: &MetricId) -> Option<&Compared> {
        self.metrics.iter().find(|compared| compared.metric == *metric)
    }

    /// Vendors that have something to be compared.
    pub fn vendors(&self) -> BTreeSet<&VendorId> {
        self.metrics.iter().flat_map(|compared| &compared.vendors).collect()
    }
}

impl Group {
    pub fn vendors(&self) -> BTreeSet<&VendorId> {
        self.entries.iter().map(|entry| &entry.vendor).collect()
    }
}

/// A service level of a vendor with its newest rulings over one kind of window.
struct Run<'g> {
    vendor: &'g VendorId,
    judged: usize,
    /// Index of each ruling, by its period.
    rulings: BTreeMap<Period, usize>,
}

/// The newest rulings of a vendor's own service level by what they are about; nothing of a site's.
fn runs_of<'g>(
    register: &'g Register,
    at: usize,
    judged: &'g Judged,
) -> Vec<(&'g MetricId, Window, Run<'g>)> {
    let Subject::Vendor(vendor) = &judged.subject else { return Vec::new() };
    let mut found: BTreeMap<(&MetricId, Window), BTreeMap<Period, usize>> = BTreeMap::new();
    for (place, ruling) in judged.rulings.iter().enumerate().rev().take(LOOK_BACK) {
        if let Some(level) = judged.level(register, ruling) {
            found.entry((&level.metric, level.window)).or_default().insert(ruling.window.period, place);
        }
    }
    found
        .into_iter()
        .map(|((metric, window), rulings)| (metric, window, Run { vendor, judged: at, rulings }))
        .collect()
}

/// The newest period for which two vendors have a value; else the newest.
fn one_period(judged: &[Judged], runs: &[Run<'_>]) -> Option<Period> {
    let mut valued: BTreeMap<Period, BTreeSet<&VendorId>> = BTreeMap::new();
    for run in runs {
        for (period, place) in &run.rulings {
            let vendors = valued.entry(*period).or_default();
            let ruling = judged.get(run.judged).and_then(|judged| judged.rulings.get(*place));
            if ruling.is_some_and(|ruling| ruling.value.is_some()) {
                vendors.insert(run.vendor);
            }
        }
    }
    let shared = valued.iter().rev().find(|(_, vendors)| vendors.len() > 1);
    shared.or_else(|| valued.iter().next_back()).map(|(period, _)| *period)
}

fn group(
    register: &Register,
    all: &[Judged],
    metric: &Metric,
    window: Window,
    runs: &[Run<'_>],
) -> Option<Group> {
    let period = one_period(all, runs)?;
    // What ended before that period, or begins after it, is no part of the comparison.
    let spans = |run: &&Run<'_>| {
        let (first, last) = (run.rulings.keys().next(), run.rulings.keys().next_back());
        first.zip(last).is_some_and(|(first, last)| *first <= period && period <= *last)
    };
    let told: Vec<(&Run<'_>, &Judged, Option<&Ruling>, &ServiceLevel)> = runs
        .iter()
        .filter(spans)
        .filter_map(|run| {
            let judged = all.get(run.judged)?;
            let own = run.rulings.get(&period).and_then(|place| judged.rulings.get(*place));
            let level = judged.level(register, own.or_else(|| judged.rulings.last())?)?;
            Some((run, judged, own, level))
        })
        .collect();
    let levels: Vec<&ServiceLevel> = told.iter().map(|(.., level)| *level).collect();
    let usual = Usual::of(&levels);
    let entries: Vec<Entry> = told
        .iter()
        .map(|(run, _, own, level)| Entry {
            vendor: run.vendor.clone(),
            judged: run.judged,
            ruling: run.rulings.get(&period).copied(),
            differs: usual.differs(level, metric),
            work: own.map_or_else(BTreeSet::new, |ruling| work(register, ruling)),
        })
        .collect();
    let valued = told.iter().zip(&entries);
    let valued: Vec<&Entry> = valued
        .filter(|((_, _, own, _), _)| own.is_some_and(|own| own.value.is_some()))
        .map(|(_, entry)| entry)
        .collect();
    let likeness = likeness(&valued);
    (!entries.is_empty()).then_some(Group { window, period, entries, likeness })
}

fn work(register: &Register, ruling: &Ruling) -> BTreeSet<Work> {
    let rows = &register.measurements.rows;
    let of = ruling.rows.iter().filter_map(|at| rows.get(*at as usize));
    of.map(|row| (row.project, row.queue, row.language)).collect()
}

fn likeness(valued: &[&Entry]) -> Likeness {
    let several =
        |entries: &[&Entry]| entries.iter().map(|entry| &entry.vendor).collect::<BTreeSet<_>>().len() > 1;
    if !several(valued) {
        return Likeness::Alone;
    }
    // What differs says so by itself; the others may still be alike.
    let usual: Vec<&Entry> = valued.iter().copied().filter(|entry| entry.differs.is_empty()).collect();
    if !several(&usual) {
        return Likeness::OtherTerms;
    }
    let mut works = usual.iter().map(|entry| &entry.work);
    let first = works.next();
    let is_named = |work: &BTreeSet<Work>| {
        work.iter()
            .all(|(project, queue, language)| project.is_some() || queue.is_some() || language.is_some())
    };
    match first {
        Some(first) if !works.all(|work| work == first) => Likeness::OtherWork,
        Some(first) if !first.is_empty() && is_named(first) => Likeness::Alike,
        _ => Likeness::UnknownWork,
    }
}

/// What most service levels of a group say; the first of equals.
struct Usual<'l> {
    aggregation: Option<Aggregation>,
    direction: Option<Direction>,
    scope: Option<&'l Scope>,
}

impl<'l> Usual<'l> {
    fn of(levels: &[&'l ServiceLevel]) -> Usual<'l> {
        Usual {
            aggregation: most(levels.iter().map(|level| level.aggregation)),
            direction: most(levels.iter().map(|level| level.direction)),
            scope: most(levels.iter().map(|level| &level.scope)),
        }
    }

    fn differs(&self, level: &ServiceLevel, metric: &Metric) -> Vec<Difference> {
        let mut found = Vec::new();
        if let Some(own) = level.other_definition(metric) {
            found.push(Difference::Definition(own.value.clone()));
        }
        if self.aggregation != Some(level.aggregation) {
            found.push(Difference::Aggregation(level.aggregation));
        }
        if self.direction != Some(level.direction) {
            found.push(Difference::Direction(level.direction));
        }
        if self.scope != Some(&level.scope) {
            found.push(Difference::Scope);
        }
        found
    }
}

/// The most frequent; the first of equals.
fn most<T: PartialEq>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counted: Vec<(T, usize)> = Vec::new();
    for value in values {
        match counted.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counted.push((value, 1)),
        }
    }
    counted.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}
