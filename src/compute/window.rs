//! Windows: which stretches of time a service level is judged over, and which slices (row periods) each holds.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use jiff::civil::{Date, date};

use crate::compute::terms::{clause_on, days_in_force, is_measured, middle_day};
use crate::model::{Contract, Grain, Period, ServiceLevelId, Window, add_days, week_of};

/// The window a ruling speaks for. Rolling windows end with their week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowSpan {
    /// Week, month or quarter; for rolling windows the last week.
    pub period: Period,
    pub first: Date,
    pub last: Date,
}

/// Every slice of a service level that is in force and measured, and its windows, both oldest first.
#[derive(Debug, Default)]
pub struct Schedule {
    pub slices: Vec<PlannedSlice>,
    /// Place of each period in `slices`.
    pub place_of: HashMap<Period, usize>,
    pub windows: Vec<PlannedWindow>,
}

/// A row period with the terms of its middle day.
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
    /// Days of the window on which the clause is in force and measured.
    pub days: u32,
    /// Index into `Contract::versions`: the terms of the last slice.
    pub version: usize,
}

/// All windows that ended by `until` and have a slice in force: calendar windows by week, month and quarter, rolling ones at
/// the end of each week, first when all their weeks are in force. Weeks belong to months and quarters by their Thursday;
/// daily rows by calendar days. When an amendment changes the window, the kind of the terms at a window's end decides
/// whether the window stands.
pub fn schedule(contract: &Contract, id: &ServiceLevelId, grain: Grain, until: Date) -> Schedule {
    let Some((start, end)) = force(contract, id) else { return Schedule::default() };
    // Periods end with the year 2200; a contract without a real end must not be walked to the end of time.
    let end = end.min(until).min(date(2200, 12, 31));
    let mut slices: Vec<PlannedSlice> = Vec::new();
    let mut period = period_of(grain, start);
    while period.first_day() <= end {
        let day = middle_day(period);
        if let Some((version, clause)) = clause_on(contract, id, day)
            && is_measured(clause, day)
        {
            slices.push(PlannedSlice { period, day, version });
        }
        period = period.next();
    }
    let kinds: BTreeSet<Window> = contract
        .versions
        .iter()
        .filter_map(|version| version.terms.service_levels.get(id))
        .map(|clause| clause.window)
        .collect();
    let mut windows = Vec::new();
    for kind in kinds {
        for span in spans(kind, grain, start, end).into_iter().filter(|span| span.last <= until) {
            windows.extend(window(contract, id, kind, grain, span, &slices));
        }
    }
    windows.sort_by_key(|window| (window.span.last, window.span.first));
    let place_of = slices.iter().enumerate().map(|(at, slice)| (slice.period, at)).collect();
    Schedule { slices, place_of, windows }
}

/// First and last day on which any version has the clause.
fn force(contract: &Contract, id: &ServiceLevelId) -> Option<(Date, Date)> {
    let versions = contract.versions.iter().enumerate();
    let with_clause = versions.filter(|(_, version)| version.terms.service_levels.contains_key(id));
    let mut span: Option<(Date, Date)> = None;
    for (at, version) in with_clause {
        let next = contract.versions.get(at + 1).map_or(Date::MAX, |next| add_days(next.from, -1));
        let (from, to) = (version.from.max(contract.effective_on), version.terms.ends_on.min(next));
        if from <= to {
            span = Some(span.map_or((from, to), |(first, last)| (first.min(from), last.max(to))));
        }
    }
    span
}

fn window(
    contract: &Contract,
    id: &ServiceLevelId,
    kind: Window,
    grain: Grain,
    span: WindowSpan,
    slices: &[PlannedSlice],
) -> Option<PlannedWindow> {
    let days = days_in_force(contract, id, span.first, span.last);
    if grain == Grain::Month && !matches!(kind, Window::Month | Window::Quarter) {
        let (version, clause) = clause_on(contract, id, middle_day(span.period))?;
        let stands = clause.window == kind && is_measured(clause, middle_day(span.period));
        return stands.then_some(PlannedWindow {
            span,
            slices: 0..0,
            coarse: true,
            rolling: false,
            days,
            version,
        });
    }
    let from = slices.partition_point(|slice| slice.day < span.first);
    let to = slices.partition_point(|slice| slice.day <= span.last);
    let last = slices.get(from..to)?.last()?;
    let full = match (rolling_weeks(kind), grain) {
        (None, _) => 1,
        (Some(weeks), Grain::Day) => weeks as usize * 7,
        (Some(weeks), _) => weeks as usize,
    };
    let (_, clause) = clause_on(contract, id, last.day)?;
    (clause.window == kind && to - from >= full).then_some(PlannedWindow {
        span,
        slices: from..to,
        coarse: false,
        rolling: rolling_weeks(kind).is_some(),
        days,
        version: last.version,
    })
}

fn rolling_weeks(kind: Window) -> Option<i32> {
    match kind {
        Window::Week | Window::Month | Window::Quarter => None,
        Window::Rolling4 => Some(4),
        Window::Rolling13 => Some(13),
    }
}

/// Windows of a kind that touch `start..=end`.
fn spans(kind: Window, grain: Grain, start: Date, end: Date) -> Vec<WindowSpan> {
    let by_calendar = grain == Grain::Day;
    let mut period = match kind {
        Window::Month if by_calendar => Period::Month(start.year(), start.month()),
        Window::Month => Period::month_of(start),
        Window::Quarter if by_calendar => Period::Quarter(start.year(), (start.month() - 1) / 3 + 1),
        Window::Quarter => Period::quarter_of(start),
        Window::Week | Window::Rolling4 | Window::Rolling13 => Period::Week(week_of(start)),
    };
    let mut spans = Vec::new();
    loop {
        let (first, last) =
            if by_calendar { calendar_days(period) } else { (period.first_day(), period.last_day()) };
        if first > end {
            return spans;
        }
        let back = rolling_weeks(kind).map_or(0, |weeks| (1 - weeks) * 7);
        spans.push(WindowSpan { period, first: add_days(first, back), last });
        period = period.next();
    }
}

/// Months and quarters from their first calendar day to their last.
pub fn calendar_days(period: Period) -> (Date, Date) {
    let days = |year: i16, month: i8, months: i8| {
        let last = date(year, month + months - 1, 1).last_of_month();
        (date(year, month, 1), last)
    };
    match period {
        Period::Month(year, month) => days(year, month, 1),
        Period::Quarter(year, quarter) => days(year, (quarter - 1) * 3 + 1, 3),
        Period::Day(_) | Period::Week(_) => (period.first_day(), period.last_day()),
    }
}

fn period_of(grain: Grain, day: Date) -> Period {
    match grain {
        Grain::Day => Period::Day(day),
        Grain::Week => Period::Week(week_of(day)),
        Grain::Month => Period::month_of(day),
    }
}
