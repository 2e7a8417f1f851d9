//! One window of one subject: from slots to a ruling. The order of questions is the contract's: is it in force, is it there, is
//! there enough of it, does it meet.

use std::borrow::Cow;

use jiff::civil::Date;

use super::measure::{Measure, Part, measure};
use super::ruling::{Outcome, Ruling, WhyNot};
use super::sampling;
use super::slots::{Rows, Slot};
use super::verdict::{finish, lines, outcome, shown_target};
use crate::compute::rollup::Cell;
use crate::compute::terms::{middle_day, target_on};
use crate::compute::window::{PlannedWindow, Schedule};
use crate::model::{
    Aggregation, BelowMinVolume, Decimal, Direction, Metric, OnMissing, Period, ReliefId, ServiceLevel,
    SiteId, Straddle, add_days,
};

/// What every window of one subject is judged with.
pub struct Bench<'a> {
    pub schedule: &'a Schedule,
    pub rows: &'a Rows<'a>,
    pub slots: &'a [Slot<'a>],
    pub as_of: Date,
}

/// Earlier windows under minimum volume, waiting to be pooled.
#[derive(Default)]
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
        Some(Ruling { outcome: Outcome::NotMeasured(WhyNot::NotInForce), ..blank(window, &terms) })
    }

    /// Rules on one window. `days` of it lie in force for the subject; `own` are its slices, in order.
    pub fn rule(
        &self,
        window: &PlannedWindow,
        own: &[usize],
        days: u32,
        carried: &Carried,
    ) -> Option<Ruling> {
        let terms = self.terms(window, own)?;
        let clause = terms.clause;
        let mut ruling = blank(window, &terms);
        if window.coarse {
            ruling.outcome = Outcome::NotMeasured(WhyNot::CoarserThanWindow);
            return Some(ruling);
        }
        ruling.missing = self.missing(own);
        ruling.missing_sites = self.missing_sites(own);
        if days < clause.min_days {
            ruling.outcome = Outcome::NotMeasured(WhyNot::PartialPeriod { days, minimum: clause.min_days });
            return Some(ruling);
        }
        let late = self.is_late(clause, window, &ruling);
        // A late report misses its own window: nothing earlier is pooled into it.
        let pool = if late { Cow::Borrowed(own) } else { carried.with(own) };
        let parts = self.parts(&terms, &pool, false);
        let want_slices = clause.aggregation != Aggregation::Occurrences
            || parts.iter().any(|part| (part.target, part.version) != (parts[0].target, parts[0].version));
        let measured = measure(terms.metric, clause, &parts, want_slices);
        self.evidence(&mut ruling, &measured, &parts, &pool);
        if !ruling.relief.is_empty() {
            let untouched = self.parts(&terms, &pool, true);
            ruling.value_without_relief = measure(terms.metric, clause, &untouched, false).value;
        }
        let all_relieved = !own.is_empty() && own.iter().all(|&at| self.slots[at].left_out);
        let lines = lines(clause, &parts, &measured.weights);
        ruling.outcome = outcome(clause, &measured, lines.as_ref(), late, all_relieved);
        if !late && matches!(ruling.outcome, Outcome::Met | Outcome::Missed | Outcome::Shown) {
            ruling.combined_with.clone_from(&carried.periods);
        }
        ruling.interval = sampling::interval(terms.metric, clause, &measured);
        if let Some(lines) = &lines {
            ruling.target = shown_target(lines, measured.value);
            finish(&mut ruling, clause, lines, &measured, &parts, late);
        }
        ruling.slices = measured.slices;
        Some(ruling)
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
        let slice = |at: &usize| self.schedule.slices.get(*at);
        let (first, last) = (own.first().and_then(slice)?, own.last().and_then(slice)?);
        match self.rows.version(last.version)?.clause.straddle {
            Straddle::Start => of(first.version, first.day, false),
            Straddle::End => of(last.version, last.day, false),
            Straddle::Split => of(last.version, last.day, true),
        }
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
                cell,
                target: target_on(clause, day).0,
                slice_target: clause.slice_target.as_ref().map(|(line, _)| *line),
                minimum: clause.minimum.as_ref().map(|(line, _)| *line),
                version,
            })
        };
        pool.iter().filter_map(part).collect()
    }

    fn missing(&self, own: &[usize]) -> Vec<Period> {
        let gap = |at: &&usize| self.slots[**at].cell.is_none() && !self.slots[**at].left_out;
        own.iter().filter(gap).map(|&at| self.schedule.slices[at].period).collect()
    }

    fn missing_sites(&self, own: &[usize]) -> Vec<(Period, SiteId)> {
        let silent = |&at: &usize| {
            let period = self.schedule.slices[at].period;
            self.slots[at].silent.iter().map(move |site| (period, site.clone()))
        };
        own.iter().flat_map(silent).collect()
    }

    /// A window without all its rows, once its days of grace have passed.
    fn is_late(&self, clause: &ServiceLevel, window: &PlannedWindow, ruling: &Ruling) -> bool {
        let OnMissing::MissedAfter { days } = clause.on_missing else { return false };
        let gap = !ruling.missing.is_empty() || !ruling.missing_sites.is_empty();
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        gap && self.as_of >= add_days(window.span.last, days) && clause.direction != Direction::Neutral
    }

    fn evidence(&self, ruling: &mut Ruling, measured: &Measure, parts: &[Part<'_>], pool: &[usize]) {
        ruling.value = measured.value;
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
}

fn blank(window: &PlannedWindow, terms: &WindowTerms<'_>) -> Ruling {
    let (target, place) = target_on(terms.clause, terms.day);
    Ruling {
        window: window.span,
        outcome: Outcome::NotMeasured(WhyNot::NoRows),
        value: None,
        value_without_relief: None,
        target,
        target_place: place.clone(),
        numerator: 0,
        denominator: 0,
        rows: Vec::new(),
        slices: Vec::new(),
        missing: Vec::new(),
        missing_sites: Vec::new(),
        provisional: false,
        relief: Vec::new(),
        combined_with: Vec::new(),
        severe: false,
        interval: None,
        reading: None,
        score: None,
        points: Decimal::ZERO,
        streak: 0,
        chronic: false,
        recent: None,
        version: terms.version,
    }
}
