//! Issues: the reports of earlier weeks, each as of its own Sunday, and the months they belong to.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::attainment::{Outcome, Ruling};
use crate::core::contract::record::Window;
use crate::core::contract::window::closes_on;
use crate::kit::calendar::{Week, add_days, week_of};
use crate::kit::period::Period;
use crate::kit::source::{AsOf, AsOfSource, At};
use crate::subject::register::Register;
use crate::subject::report::Report;

/// Issues kept, in weeks: ten years.
const KEPT: usize = 520;

/// The weeks that have an issue, oldest first, up to the report's own: every week since the first window that was measured. None in
/// a book whose metrics are all monthly.
pub fn weeks(report: &Report<'_>) -> Vec<Week> {
    let (Period::Week(own), Some(first)) = (report.period, first_measured(report)) else { return Vec::new() };
    let mut weeks: Vec<Week> = std::iter::successors(Some(own), |week| Some(week.previous()))
        .take_while(|week| *week >= week_of(first))
        .take(KEPT)
        .collect();
    weeks.reverse();
    weeks
}

/// The day on which the first window that was measured was due.
fn first_measured(report: &Report<'_>) -> Option<Date> {
    let measured = |ruling: &&Ruling| !matches!(ruling.outcome, Outcome::NotMeasured(_));
    let first = report.judged.iter().filter_map(|judged| judged.rulings.iter().find(measured));
    first.map(|ruling| ruling.due_on).min()
}

/// The months that have an issue, oldest first: those of which every week and every day has ended and the first week lies within the
/// kept ones; in a monthly book every month since the first that was measured.
pub fn months(report: &Report<'_>) -> Vec<Period> {
    if let Period::Month(..) = report.period {
        let Some(first) = first_measured(report) else { return Vec::new() };
        let mut months: Vec<Period> =
            std::iter::successors(Some(report.period), |month| Some(month.previous()))
                .take_while(|month| month.last_day() >= first)
                .take(KEPT)
                .collect();
        months.reverse();
        return months;
    }
    let weeks = weeks(report);
    let months: BTreeSet<Period> = weeks.iter().map(|week| Period::month_of_week(*week)).collect();
    let oldest = weeks.first().map(|week| week.monday());
    let kept = |month: &Period| {
        closes_on(report.register, *month) <= report.register.as_of()
            && oldest.is_some_and(|oldest| oldest <= month.weeks().0)
    };
    months.into_iter().filter(kept).collect()
}

/// An issue that came out: the first of its period, or the second, with figures that were not due when the first came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    pub period: Period,
    /// The day that it speaks for.
    pub on: Date,
    pub is_second: bool,
    /// There are both.
    pub has_other: bool,
}

/// The editions of a period's issue, the first one first. The second comes out when the last figures of its own windows are due and
/// some have come; of a week only where that is before the next issue.
pub fn editions(report: &Report<'_>, period: Period) -> Vec<Edition> {
    let first = closes_on(report.register, period);
    let lag = longest_lag(report.register, period);
    let second = add_days(first, lag);
    let comes_with_next = matches!(period, Period::Week(_)) && lag > 6;
    let own = |ruling: &Ruling| match period {
        Period::Week(_) => ruling.window.period == period,
        _ => !matches!(ruling.window.period, Period::Week(_)) && ruling.window.month() == period,
    };
    let has_come = |ruling: &Ruling| {
        own(ruling) && ruling.due_on > first && !matches!(ruling.outcome, Outcome::NotMeasured(_))
    };
    let has_other = lag > 0
        && !comes_with_next
        && second <= report.register.as_of()
        && report.judged.iter().any(|judged| judged.rulings.iter().any(has_come));
    let edition = |on: Date, is_second: bool| Edition { period, on, is_second, has_other };
    let mut editions = vec![edition(first, false)];
    editions.extend(has_other.then(|| edition(second, true)));
    editions
}

/// The longest `lag-days` of the metrics whose windows are the period's own, in days.
fn longest_lag(register: &Register, period: Period) -> i32 {
    let by_week = matches!(period, Period::Week(_));
    let versions = register.contracts.values().flat_map(|contract| &contract.versions);
    let clauses = versions.flat_map(|version| version.terms.service_levels.values());
    let own = clauses.filter(|clause| {
        matches!(clause.window, Window::Week | Window::Rolling4 | Window::Rolling13) == by_week
    });
    let lags = own.filter_map(|clause| register.metrics.get(&clause.metric)).map(|metric| metric.lag_days);
    i32::try_from(lags.max().unwrap_or(0)).unwrap_or(i32::MAX)
}

/// The register as it speaks on an earlier day: rollups leave out rows of periods that end later, and what happened later has not
/// happened yet, since everything dated is compared with the as-of date.
pub fn register_on(register: &Register, on: Date) -> Register {
    let mut earlier = register.clone();
    // The period itself and the one before it, to tell what changed.
    earlier.settings.history_weeks = Some(At::new(2, earlier.settings.place.clone()));
    earlier.settings.as_of = AsOf { on, source: AsOfSource::Flag };
    earlier
}
