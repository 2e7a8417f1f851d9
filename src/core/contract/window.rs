//! Windows: which stretches of time a service level is judged over, and which slices (row periods) each holds.

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::{Date, date};

use crate::core::Book;
use crate::core::contract::record::{Contract, Window};
use crate::core::contract::standing::standing;
use crate::core::contract::terms::{clause_on, days_in_force, edge_days, is_measured, middle_day};
use crate::kit::calendar::{Grain, Week, add_days, day_label, day_short, days_between, month_name, week_of};
use crate::kit::diag::plural;
use crate::kit::id::ServiceLevelId;
use crate::kit::period::{Period, Year};

/// The window a ruling speaks for. Rolling windows end with their week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowSpan {
    /// Week, month, quarter or year; for rolling windows the last week.
    pub period: Period,
    /// Days that its rows cover, the last of which is the first on which it can be judged. Of weekly rows the Monday of the first and
    /// the Sunday of the last week whose Thursday lies in the window; else the period's days by the calendar, or what an amendment
    /// that changes the window leaves of them.
    pub first: Date,
    pub last: Date,
    /// Of its rows.
    pub rows: Grain,
}

impl WindowSpan {
    /// Words for pages: `March 2026`; over weekly rows `March 2026, weeks 10 to 13`; cut by an amendment `Q2 2026, 1 to 30 April`; a
    /// rolling one by its end, `4 weeks to 15 Nov 2026`.
    pub fn label(&self) -> String {
        let label = self.period.label();
        match (self.period, self.rows) {
            (Period::Week(_) | Period::Day(_), _) if self.first < self.period.first_day() => {
                let weeks = (days_between(self.first, self.last) + 1) / 7;
                format!("{} to {}", plural(usize::try_from(weeks).unwrap_or(0), "week"), day_short(self.last))
            }
            (Period::Week(_) | Period::Day(_), _) => label,
            (_, Grain::Week) => format!("{label}, {}", weeks_label(week_of(self.first), week_of(self.last))),
            _ if (self.first, self.last) == (self.period.first_day(), self.period.last_day()) => label,
            _ => format!("{label}, {}", days_label(self.first, self.last)),
        }
    }

    /// The month it ends in; of weekly rows that of the last Thursday. Its money is of that month, and its issue.
    pub fn month(&self) -> Period {
        match self.rows {
            Grain::Week => Period::month_of_week(week_of(self.last)),
            Grain::Day | Grain::Month => Period::month_of(self.last),
        }
    }

    /// Its last day by the calendar: weeks may end after it or before.
    pub fn ends_on(&self) -> Date {
        self.last.min(self.period.last_day())
    }
}

/// The day by which everything that is measured of a period has ended: of a month or a quarter in a book with weekly metrics that is the
/// later of its last day and the Sunday of its last week.
pub fn closes_on(book: &Book, period: Period) -> Date {
    let by_weeks = || book.metrics.values().any(|metric| metric.grain == Grain::Week);
    match period {
        Period::Month(..) | Period::Quarter(..) if by_weeks() => period.last_day().max(period.weeks().1),
        _ => period.last_day(),
    }
}

/// `weeks 10 to 13`, `week 14`, `weeks 14 of 2018 to 13 of 2019`
fn weeks_label(first: Week, last: Week) -> String {
    let ((year, from), (last_year, to)) = (first.number(), last.number());
    match (year == last_year, from == to) {
        (true, true) => format!("week {from}"),
        (true, false) => format!("weeks {from} to {to}"),
        (false, _) => format!("weeks {from} of {year} to {to} of {last_year}"),
    }
}

/// `1 to 14 May`, `15 May to 30 June`, with the years where they differ.
fn days_label(first: Date, last: Date) -> String {
    let short = |day: Date| format!("{} {}", day.day(), month_name(day.month()));
    match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) if first == last => short(first),
        (true, true) => format!("{} to {}", first.day(), short(last)),
        (true, false) => format!("{} to {}", short(first), short(last)),
        (false, _) => format!("{} to {}", day_label(first), day_label(last)),
    }
}

/// Every slice of a service level that is in force and measured, and its windows, both oldest first.
#[derive(Debug, Default)]
pub struct Schedule {
    pub slices: Vec<PlannedSlice>,
    /// Place of each period in `slices`.
    pub place_of: HashMap<Period, usize>,
    pub windows: Vec<PlannedWindow>,
}

/// A row period with the day that stands for it, and the terms of that day.
#[derive(Clone, Copy, Debug)]
pub struct PlannedSlice {
    pub period: Period,
    pub day: Date,
    /// Index into `Contract::versions`.
    pub version: usize,
}

#[derive(Clone, Debug)]
pub struct PlannedWindow {
    pub span: WindowSpan,
    /// Into `Schedule::slices`. Empty when `coarse`.
    pub slices: Range<usize>,
    /// Rows are coarser than the window, so nothing can be said of it.
    pub coarse: bool,
    /// Stands only with all its slices.
    pub rolling: bool,
    /// Days of its rows on which the clause is in force and measured.
    pub days: u32,
    /// Its days by the calendar, whatever the grain of its rows, from or until the amendment that changes the window. Money and
    /// `straddle` go by them.
    pub calendar: (Date, Date),
    /// First and last of those on which the clause is in force and measured.
    pub in_force: (Date, Date),
    /// Days of its rows in force, of all days of the period's rows: the same, or the window is partial.
    pub part: (u32, u32),
    /// Index into `Contract::versions`: the terms of the last slice.
    pub version: usize,
}

impl PlannedWindow {
    /// First and last of the days that `days` counts among: those of its rows, of monthly ones those that the window has of them.
    pub fn row_days(&self) -> (Date, Date) {
        match self.span.rows {
            Grain::Week => (self.span.first, self.span.last),
            Grain::Day | Grain::Month => self.calendar,
        }
    }
}

/// All windows that ended by `until` and have a slice in force: calendar windows by week, month, quarter and year, rolling ones at the
/// end of each week, first when all their weeks are in force. Where an amendment changes the window, the old one ends the day before
/// it and the new one begins on its day: outside rolling windows every slice lies in one window.
pub fn schedule(
    book: &Book,
    contract: &Contract,
    id: &ServiceLevelId,
    grain: Grain,
    until: Date,
) -> Schedule {
    let stretches = stretches(contract, id);
    let (Some(start), Some(end)) =
        (stretches.first().map(|one| one.from), stretches.iter().map(|one| one.to).max())
    else {
        return Schedule::default();
    };
    // Periods end with the year 2200; a contract without a real end must not be walked to the end of time.
    let end = end.min(until).min(date(2200, 12, 31));
    let mut slices: Vec<PlannedSlice> = Vec::new();
    let mut period = period_of(grain, start);
    while period.first_day() <= end {
        if let Some((day, version)) = standing(book, contract, id, period) {
            slices.push(PlannedSlice { period, day, version });
        }
        period = period.next();
    }
    let planner = Planner { book, contract, id, grain, slices: &slices, stretches: &stretches };
    let mut windows = Vec::new();
    for at in 0..stretches.len() {
        windows.extend(planner.windows(at, end).filter(|window| window.span.last <= until));
    }
    windows.sort_by_key(|window| (window.span.last, window.span.first));
    let place_of = slices.iter().enumerate().map(|(at, slice)| (slice.period, at)).collect();
    Schedule { slices, place_of, windows }
}

/// Days over which a clause keeps its kind of window, gaps in which it is out of force included.
struct Stretch {
    kind: Window,
    from: Date,
    to: Date,
    /// First and last version, as indices into `Contract::versions`.
    versions: (usize, usize),
}

fn stretches(contract: &Contract, id: &ServiceLevelId) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (at, version) in contract.versions.iter().enumerate() {
        let Some(clause) = version.terms.service_levels.get(id) else { continue };
        let next = contract.versions.get(at + 1).map_or(Date::MAX, |next| add_days(next.from, -1));
        let (from, to) = (version.from.max(contract.effective_on), version.terms.ends_on.min(next));
        if from > to {
            continue;
        }
        match stretches.last_mut().filter(|last| last.kind == clause.window) {
            Some(last) => (last.to, last.versions.1) = (to, at),
            None => stretches.push(Stretch { kind: clause.window, from, to, versions: (at, at) }),
        }
    }
    stretches
}

struct Planner<'a> {
    book: &'a Book,
    contract: &'a Contract,
    id: &'a ServiceLevelId,
    grain: Grain,
    slices: &'a [PlannedSlice],
    stretches: &'a [Stretch],
}

impl Planner<'_> {
    /// Windows of a stretch that touch its days up to `end`.
    fn windows(&self, at: usize, end: Date) -> impl Iterator<Item = PlannedWindow> {
        let stretch = &self.stretches[at];
        let starts = self.book.settings.calendar.year_starts;
        let first = match stretch.kind {
            Window::Month => Period::month_of(stretch.from),
            Window::Quarter => Period::quarter_of(stretch.from, starts),
            Window::Year => Period::Year(Year::of(stretch.from, starts)),
            Window::Week | Window::Rolling4 | Window::Rolling13 => Period::Week(week_of(stretch.from)),
        };
        let last = stretch.to.min(end);
        let periods = std::iter::successors(Some(first), |period| Some(period.next()));
        let periods = periods.take_while(move |period| period.first_day() <= last);
        periods.filter_map(move |period| self.window(at, period))
    }

    fn window(&self, at: usize, period: Period) -> Option<PlannedWindow> {
        let stretch = &self.stretches[at];
        let rolling = rolling_weeks(stretch.kind);
        let back = rolling.map_or(0, |weeks| (1 - weeks) * 7);
        let (mut from, mut to) = (add_days(period.first_day(), back), period.last_day());
        let is_week = matches!(period, Period::Week(_));
        let (mut first, mut last) =
            if self.grain == Grain::Week && !is_week { period.weeks() } else { (from, to) };
        let span = |first, last| WindowSpan { period, first, last, rows: self.grain };
        if self.grain == Grain::Month && is_week {
            return self.coarse(stretch, span(first, last));
        }
        // Days and versions of slices both rise.
        let start = self.slices.partition_point(|one| one.day < from || one.version < stretch.versions.0);
        let end = self.slices.partition_point(|one| one.day <= to && one.version <= stretch.versions.1);
        let slices = start..end.max(start);
        let whole = match self.grain {
            Grain::Week => days_between(first, last) + 1,
            Grain::Day | Grain::Month => days_between(from, to) + 1,
        };
        let part = (self.days_of(&self.slices[slices.clone()]), whole.unsigned_abs());
        if at > 0 {
            from = from.max(stretch.from);
            first = first.max(self.rows_begin(at));
        }
        if let Some(next) = self.stretches.get(at + 1) {
            to = to.min(add_days(next.from, -1));
            last = last.min(add_days(self.rows_begin(at + 1), -1));
        }
        let full = match (rolling, self.grain) {
            (None, _) => 1,
            (Some(weeks), Grain::Day) => weeks as usize * 7,
            (Some(weeks), _) => weeks as usize,
        };
        if slices.is_empty() || slices.len() < full {
            return None;
        }
        let days = match self.grain {
            Grain::Week => days_in_force(self.contract, self.id, first, last),
            Grain::Day | Grain::Month => days_in_force(self.contract, self.id, from, to),
        };
        Some(PlannedWindow {
            span: span(first, last),
            version: self.slices[slices.end - 1].version,
            slices,
            coarse: false,
            rolling: rolling.is_some(),
            days,
            calendar: (from, to),
            in_force: edge_days(self.contract, self.id, from, to)?,
            part,
        })
    }

    /// Days of rows on which the clause is in force; a weekly row cannot be cut.
    fn days_of(&self, slices: &[PlannedSlice]) -> u32 {
        let days = |slice: &PlannedSlice| match slice.period {
            Period::Week(_) => 7,
            Period::Day(_) => 1,
            period => days_in_force(self.contract, self.id, period.first_day(), period.last_day()),
        };
        slices.iter().map(days).sum()
    }

    /// First day of the first row that belongs to a stretch, which begins with an amendment.
    fn rows_begin(&self, at: usize) -> Date {
        let stretch = &self.stretches[at];
        let period = period_of(self.grain, stretch.from);
        let stands = standing(self.book, self.contract, self.id, period);
        let is_later = stands.is_some_and(|(_, version)| version < stretch.versions.0);
        if is_later { period.next().first_day() } else { period.first_day() }
    }

    fn coarse(&self, stretch: &Stretch, span: WindowSpan) -> Option<PlannedWindow> {
        let day = middle_day(span.period);
        let (version, clause) = clause_on(self.contract, self.id, day)?;
        (clause.window == stretch.kind && is_measured(clause, day)).then_some(PlannedWindow {
            span,
            slices: 0..0,
            coarse: true,
            rolling: false,
            days: days_in_force(self.contract, self.id, span.first, span.last),
            calendar: (span.first, span.last),
            in_force: (day, day),
            part: (7, 7),
            version,
        })
    }
}

fn rolling_weeks(kind: Window) -> Option<i32> {
    match kind {
        Window::Week | Window::Month | Window::Quarter | Window::Year => None,
        Window::Rolling4 => Some(4),
        Window::Rolling13 => Some(13),
    }
}

/// The row period that holds a day.
pub fn period_of(grain: Grain, day: Date) -> Period {
    match grain {
        Grain::Day => Period::Day(day),
        Grain::Week => Period::Week(week_of(day)),
        Grain::Month => Period::month_of(day),
    }
}
