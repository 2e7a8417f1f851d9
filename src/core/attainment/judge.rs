//! One window of one subject: from slots to a ruling. The order of questions is the contract's: is it in force, is it there, is
//! there enough of it, does it meet.

use std::borrow::Cow;

use jiff::civil::Date;

use super::measure::{Measure, Part, measure};
use super::ruling::{Beyond, Outcome, Ruling, SplitPart, WhyNot};
use super::sampling;
use super::slots::{Rows, Slot};
use super::verdict::{Held, blended_target, finish, lines, outcome, shown_target};
use crate::core::contract::record::{
    Aggregation, BelowMinVolume, Contract, OnMissing, ServiceLevel, Straddle,
};
use crate::core::contract::terms::{clause_on, middle_day, target_on};
use crate::core::contract::window::{PlannedWindow, Schedule};
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::Cell;
use crate::kit::calendar::add_days;
use crate::kit::id::{ReliefId, ServiceLevelId, SiteId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::words::Direction;

/// What every window of one subject is judged with.
pub struct Bench<'a> {
    pub contract: &'a Contract,
    pub id: &'a ServiceLevelId,
    pub schedule: &'a Schedule,
    pub rows: &'a Rows<'a>,
    pub slots: &'a [Slot<'a>],
    /// By site of a vendor, what it owes of each slice.
    pub sites: &'a [Vec<bool>],
    /// Of the metric: see [`crate::core::attainment::lag_days`].
    pub lag_days: i32,
    pub as_of: Date,
}

/// Earlier windows under minimum volume, waiting to be pooled.
#[derive(Clone, Default)]
pub struct Carried {
    /// Indices of their slices in the schedule.
    pub slices: Vec<usize>,
    pub periods: Vec<Period>,
}

impl Carried {
    pub fn add(&mut self, period: Period, own: &[usize]) {
        let new: Vec<usize> = own.iter().copied().filter(|at| !self.slices.contains(at)).collect();
        self.slices.extend(new);
        self.periods.push(period);
    }

    /// The slices that wait, then those of a window.
    fn with<'o>(&self, own: &'o [usize]) -> Cow<'o, [usize]> {
        if self.slices.is_empty() {
            return Cow::Borrowed(own);
        }
        let new = own.iter().filter(|at| !self.slices.contains(at));
        self.slices.iter().chain(new).copied().collect()
    }
}

/// The terms that judge a window.
struct WindowTerms<'a> {
    /// Policies of the window as a whole.
    clause: &'a ServiceLevel,
    metric: &'a Metric,
    version: usize,
    day: Date,
    /// Each slice by the terms of its own day, instead of those above.
    split: bool,
}

impl Bench<'_> {
    /// Slices of a window that belong to the subject.
    pub fn own(&self, window: &PlannedWindow) -> Vec<usize> {
        window.slices.clone().filter(|&at| self.slots.get(at).is_some_and(|slot| slot.active)).collect()
    }

    /// A window in which nothing of the clause is due from the subject.
    pub fn idle(&self, window: &PlannedWindow) -> Option<Ruling> {
        let rows = self.rows.version(window.version)?;
        let day = middle_day(window.span.period);
        let terms = WindowTerms {
            clause: rows.clause,
            metric: rows.metric,
            version: window.version,
            day,
            split: false,
        };
        Some(Ruling { outcome: Outcome::NotMeasured(WhyNot::NotInForce), ..self.blank(window, &terms) })
    }

    /// Rules on one window. `days` of it lie in force for the subject; `own` are its slices, in order. `last`: no window is to come
    /// into which it could be pooled, so little volume is judged as it stands.
    pub fn rule(
        &self,
        window: &PlannedWindow,
        own: &[usize],
        days: u32,
        carried: &Carried,
        last: bool,
    ) -> Option<Ruling> {
        let terms = self.terms(window, own)?;
        let clause = terms.clause;
        let mut ruling = self.blank(window, &terms);
        if window.coarse {
            ruling.outcome = Outcome::NotMeasured(WhyNot::CoarserThanWindow);
            return Some(ruling);
        }
        ruling.missing = self.missing(own);
        ruling.missing_sites = self.of_sites(own, |slot| &slot.silent);
        self.withheld(&mut ruling, own);
        ruling.due = self.due(own);
        if days < *clause.min_days {
            ruling.outcome = Outcome::NotMeasured(WhyNot::PartialPeriod { days, minimum: *clause.min_days });
            return Some(ruling);
        }
        let share = short_count(terms.metric, clause, window);
        if let (Some((days, of)), false) = (share, clause.pro_rate) {
            ruling.outcome = Outcome::NotMeasured(WhyNot::PartialCount { days, of });
            return Some(ruling);
        }
        ruling.pro_rated = share;
        let late = self.is_late(clause, window, &ruling);
        // A missing window is decided first: nothing earlier is pooled into one that was not measured at all.
        let measured_none = own.iter().all(|&at| self.slots[at].cell.is_none());
        // Neither into one whose rows say 0/0: that is asked before it is asked how much there is.
        let is_nothing = !carried.slices.is_empty() && self.is_nothing(&terms, own);
        let is_alone = late || measured_none || is_nothing;
        let pool = if is_alone { Cow::Borrowed(own) } else { carried.with(own) };
        let parts = self.parts(&terms, &pool, false);
        let want_slices = clause.aggregation != Aggregation::Occurrences
            || parts.iter().any(|part| (part.target, part.version) != (parts[0].target, parts[0].version));
        let measured = measure(terms.metric, clause, &parts, want_slices);
        self.evidence(&mut ruling, &measured, &parts, &pool);
        if !ruling.relief.is_empty() {
            let untouched = self.parts(&terms, &pool, true);
            let value = measure(terms.metric, clause, &untouched, false).value;
            ruling.value_without_relief = value.as_ref().map(|value| value.near);
            ruling.beyond.value_without_relief = value.and_then(|value| value.beyond);
        }
        let nothing = if !own.is_empty() && own.iter().all(|&at| self.slots[at].left_out) {
            WhyNot::AllRelieved
        } else if !ruling.withheld.is_empty() && !ruling.is_owed() {
            WhyNot::Withheld
        } else {
            WhyNot::Late
        };
        let held = Held { lines: lines(clause, &parts, &measured.weights), share };
        let minimum = if last { Decimal::ZERO } else { *clause.min_volume };
        ruling.outcome = outcome(clause, &measured, &held, late, nothing, minimum);
        ruling.open_pool = last && !late;
        let speaks = matches!(ruling.outcome, Outcome::Met | Outcome::Missed | Outcome::Shown);
        if !is_alone && (speaks || self.combines(&ruling)) {
            ruling.combined_with.clone_from(&carried.periods);
        }
        ruling.interval = sampling::interval(terms.metric, clause, &measured);
        if let Some(lines) = held.written() {
            ruling.target = shown_target(&lines, measured.value.as_ref());
            ruling.beyond.target = blended_target(&lines);
            finish(&mut ruling, clause, &held, &measured, &parts, late);
        }
        if terms.split && clause.direction != Direction::Neutral {
            ruling.parts = self.split_parts(&terms, &parts);
        }
        ruling.slices = measured.slices;
        Some(ruling)
    }

    fn is_nothing(&self, terms: &WindowTerms<'_>, own: &[usize]) -> bool {
        measure(terms.metric, terms.clause, &self.parts(terms, own, false), false).is_nothing
    }

    /// Whether a ruling waits for the next window.
    pub fn combines(&self, ruling: &Ruling) -> bool {
        let below = matches!(ruling.outcome, Outcome::NotMeasured(WhyNot::BelowMinVolume { .. }));
        let rows = self.rows.version(ruling.version);
        below && rows.is_some_and(|rows| rows.clause.below_min_volume == BelowMinVolume::CombineNext)
    }

    fn terms(&self, window: &PlannedWindow, own: &[usize]) -> Option<WindowTerms<'_>> {
        let of = |version: usize, day: Date, split: bool| {
            let rows = self.rows.version(version)?;
            Some(WindowTerms { clause: rows.clause, metric: rows.metric, version, day, split })
        };
        if window.coarse {
            return of(window.version, middle_day(window.span.period), false);
        }
        let last = own.last().and_then(|at| self.schedule.slices.get(*at))?;
        let on = |day: Date| {
            let (version, _) = clause_on(self.contract, self.id, day)?;
            of(version, day, false)
        };
        match self.rows.version(last.version)?.clause.straddle {
            Straddle::Start => on(window.in_force.0),
            Straddle::End => on(window.in_force.1),
            Straddle::Split => of(last.version, last.day, true),
        }
    }

    /// Where terms change inside a window: each run of slices under one target by itself. Empty where one target holds throughout.
    fn split_parts(&self, terms: &WindowTerms<'_>, parts: &[Part<'_>]) -> Vec<SplitPart> {
        let target = |part: &Part<'_>| (part.target, part.slice_target);
        let runs: Vec<&[Part<'_>]> = parts.chunk_by(|one, next| target(one) == target(next)).collect();
        if runs.len() < 2 {
            return Vec::new();
        }
        let part = |run: &&[Part<'_>]| {
            let (first, last) = (run.first()?, run.last()?);
            let clause = self.rows.version(first.version)?.clause;
            let measured = measure(terms.metric, clause, run, false);
            let alone =
                terms.metric.kind != MetricKind::Count || clause.aggregation != Aggregation::Occurrences;
            let lines = lines(clause, run, &measured.weights);
            let met = lines
                .filter(|_| alone)
                .zip(measured.value.as_ref())
                .map(|(lines, value)| lines.met_by(value));
            let rows = measured.used.iter().filter_map(|&at| run.get(at)?.cell);
            Some(SplitPart {
                first: first.period,
                last: last.period,
                day: first.day,
                version: first.version,
                target: first.target,
                value: measured.value.as_ref().map(|value| value.near),
                beyond: measured.value.and_then(|value| value.beyond),
                numerator: measured.numerator,
                denominator: measured.denominator,
                rows: rows.flat_map(|cell| cell.rows.iter().copied()).collect(),
                met,
            })
        };
        runs.iter().filter_map(part).collect()
    }

    /// Slices with the terms that judge them; before relief those that it left out too.
    fn parts(&self, terms: &WindowTerms<'_>, pool: &[usize], before_relief: bool) -> Vec<Part<'_>> {
        let part = |&at: &usize| {
            let (slot, slice) = (&self.slots[at], &self.schedule.slices[at]);
            let (clause, day, version) = if terms.split {
                (self.rows.version(slice.version)?.clause, slice.day, slice.version)
            } else {
                (self.rows.version(terms.version)?.clause, terms.day, terms.version)
            };
            let cell: Option<&Cell> = match slot.before {
                Some(before) if before_relief => before,
                _ => slot.cell.as_deref(),
            };
            (before_relief || !slot.left_out).then(|| Part {
                period: slice.period,
                day,
                cell,
                target: target_on(clause, day).0,
                slice_target: clause.slice_target.as_ref().map(|line| **line),
                minimum: clause.minimum.as_ref().map(|line| **line),
                version,
            })
        };
        pool.iter().filter_map(part).collect()
    }

    fn missing(&self, own: &[usize]) -> Vec<Period> {
        let gap = |at: &&usize| {
            let slot = &self.slots[**at];
            slot.cell.is_none() && slot.withheld.is_empty() && !slot.left_out
        };
        own.iter().filter(gap).map(|&at| self.schedule.slices[at].period).collect()
    }

    fn of_sites(
        &self,
        own: &[usize],
        which: for<'s> fn(&'s Slot<'_>) -> &'s [SiteId],
    ) -> Vec<(Period, SiteId)> {
        let of_slice = |&at: &usize| {
            let period = self.schedule.slices[at].period;
            which(&self.slots[at]).iter().map(move |site| (period, site.clone()))
        };
        own.iter().flat_map(of_slice).collect()
    }

    fn withheld(&self, ruling: &mut Ruling, own: &[usize]) {
        let slots = || own.iter().filter(|&&at| !self.slots[at].withheld.is_empty());
        ruling.withheld = slots().map(|&at| self.schedule.slices[at].period).collect();
        ruling.withheld_sites = self.of_sites(own, |slot| &slot.withheld_sites);
        ruling.withheld_rows = slots().flat_map(|&at| self.slots[at].withheld.iter().copied()).collect();
        ruling.withheld_rows.sort_unstable();
    }

    /// Slices of a window that are due and not relieved, and the sites that owe any of them.
    fn due(&self, own: &[usize]) -> (usize, usize) {
        let slices = own.iter().filter(|&&at| !self.slots[at].left_out).count();
        let owes = |days: &&Vec<bool>| own.iter().any(|&at| days[at]);
        (slices, self.sites.iter().filter(owes).count())
    }

    /// A window without all its rows, once its days of grace have passed since they were due.
    fn is_late(&self, clause: &ServiceLevel, window: &PlannedWindow, ruling: &Ruling) -> bool {
        let OnMissing::MissedAfter { days } = clause.on_missing else { return false };
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        let due_on = add_days(window.span.last, self.lag_days);
        ruling.is_owed() && self.as_of >= add_days(due_on, days) && clause.direction != Direction::Neutral
    }

    fn evidence(&self, ruling: &mut Ruling, measured: &Measure, parts: &[Part<'_>], pool: &[usize]) {
        ruling.value = measured.value.as_ref().map(|value| value.near);
        ruling.beyond.value = measured.value.as_ref().and_then(|value| value.beyond.clone());
        ruling.numerator = measured.numerator;
        ruling.denominator = measured.denominator;
        for cell in measured.used.iter().filter_map(|&at| parts.get(at)?.cell) {
            ruling.rows.extend_from_slice(&cell.rows);
            ruling.provisional |= cell.provisional;
        }
        ruling.rows.sort_unstable();
        let mut relief: Vec<ReliefId> =
            pool.iter().flat_map(|&at| self.slots[at].relief.iter().cloned()).collect();
        relief.sort_unstable();
        relief.dedup();
        ruling.relief = relief;
    }

    fn blank(&self, window: &PlannedWindow, terms: &WindowTerms<'_>) -> Ruling {
        let (target, place) = target_on(terms.clause, terms.day);
        Ruling {
            window: window.span,
            due_on: add_days(window.span.last, self.lag_days),
            outcome: Outcome::NotMeasured(WhyNot::Late),
            value: None,
            value_without_relief: None,
            beyond: Beyond::default(),
            target,
            target_place: place.clone(),
            numerator: 0,
            denominator: 0,
            rows: Vec::new(),
            slices: Vec::new(),
            missing: Vec::new(),
            missing_sites: Vec::new(),
            withheld: Vec::new(),
            withheld_sites: Vec::new(),
            withheld_rows: Vec::new(),
            due: (0, 0),
            provisional: false,
            relief: Vec::new(),
            combined_with: Vec::new(),
            parts: Vec::new(),
            pro_rated: None,
            open_pool: false,
            severe: false,
            interval: None,
            reading: None,
            score: None,
            points: Decimal::ZERO,
            streak: 0,
            chronic: false,
            recent: None,
            version: terms.version,
            terms_on: terms.day,
        }
    }
}

/// Days in force, of all days, where a window of a count lies in force only in part.
fn short_count(metric: &Metric, clause: &ServiceLevel, window: &PlannedWindow) -> Option<(u32, u32)> {
    let (days, of) = window.part;
    let sums = metric.kind == MetricKind::Count && clause.aggregation == Aggregation::Occurrences;
    (sums && days < of && clause.direction != Direction::Neutral).then_some((days, of))
}
