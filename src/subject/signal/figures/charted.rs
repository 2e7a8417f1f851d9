//! Signals of a metric of a site: an unusual change for the worse, a miss to come, too many leavers.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::charted::Charted;
use crate::core::rollup::Subject;
use crate::core::settings::policy::SignalPolicy;
use crate::core::spc::Variation;
use crate::core::trend::{Aim, Forecast, MOST_POINTS, forecast};
use crate::kit::id::SiteId;
use crate::kit::period::Period;
use crate::kit::words::Direction;
use crate::subject::given::Given;
use crate::subject::register::Register;
use crate::subject::risk::record::SignalKind;
use crate::subject::signal::figures::{About, Basis, Measured, Signal, Unforecast};

/// Of every site's metrics that still report, and why others have no forecast.
pub fn signals(given: &Given<'_>) -> (Vec<Signal>, BTreeMap<Unforecast, Vec<About>>) {
    let policy = given.register.settings.signal_policy();
    let (mut found, mut unforecast) = (Vec::new(), BTreeMap::<Unforecast, Vec<About>>::new());
    for (site, chart) in of_sites(given.charts) {
        let Some(last) = newest(chart, given.register.as_of()) else { continue };
        let about = about(given.register, site, chart);
        found.extend(special_cause(chart, last, about.clone()));
        found.extend(too_many_leave(given, &policy, (site, chart), about.clone()));
        match (outlook(given.register, chart, last), *policy.horizon_periods) {
            (None, _) => {}
            (Some(Forecast::Reached { likely, .. }), horizon) if likely <= horizon => {
                let since = first_day_back(chart, last, |at| is_expected(given.register, chart, at, horizon));
                found.push(Signal {
                    kind: SignalKind::ForecastMiss,
                    about,
                    since,
                    is_red: true,
                    basis: Basis::Expected(after(chart.periods[last], likely)),
                    answer: None,
                });
            }
            (Some(other), horizon) => {
                unforecast
                    .entry(Unforecast::of(other, horizon).unwrap_or(Unforecast::TooFar))
                    .or_default()
                    .push(about);
            }
        }
    }
    (found, unforecast)
}

/// The charts of whole metrics of sites.
pub fn of_sites(charts: &[Charted]) -> impl Iterator<Item = (&SiteId, &Charted)> {
    charts.iter().filter_map(|chart| match &chart.subject {
        Subject::Site(site) if chart.is_whole() => Some((site, chart)),
        _ => None,
    })
}

/// Index of the newest period, unless the metric has not reported for two periods: nobody is warned of what ended long ago.
fn newest(chart: &Charted, as_of: Date) -> Option<usize> {
    let last = chart.periods.len().checked_sub(1)?;
    (chart.periods[last].plus(3).last_day() >= as_of).then_some(last)
}

fn about(register: &Register, site: &SiteId, chart: &Charted) -> About {
    About {
        vendor: register.sites.get(site).map(|of| of.vendor.value.clone()),
        site: Some(site.clone()),
        metric: Some(chart.metric.clone()),
        ..About::default()
    }
}

fn special_cause(chart: &Charted, last: usize, about: About) -> Option<Signal> {
    if !is_concern(chart, last) {
        return None;
    }
    Some(Signal {
        kind: SignalKind::SpecialCause,
        about,
        since: first_day_back(chart, last, |at| is_concern(chart, at)),
        // Where nothing is promised, it is one to watch.
        is_red: chart.targets[last].is_some(),
        basis: Basis::Chart(chart.periods[last]),
        answer: None,
    })
}

/// Whether the icon of a period, as it was then, was one of concern.
pub fn is_concern(chart: &Charted, at: usize) -> bool {
    matches!(chart.seen[at].0, Variation::ConcernHigh | Variation::ConcernLow)
}

/// The last day of the first of the periods up to `last` of which all that have a figure hold.
fn first_day_back(chart: &Charted, last: usize, holds: impl Fn(usize) -> bool) -> Date {
    let back = (0..=last).rev().take_while(|at| chart.values[*at].is_none() || holds(*at));
    let first = back.filter(|at| chart.values[*at].is_some()).last().unwrap_or(last);
    chart.periods[first].last_day()
}

/// When the target will be missed if the figures keep moving as they did by a period; `None` where there is no target from one side.
pub fn outlook(register: &Register, chart: &Charted, at: usize) -> Option<Forecast> {
    let against = match register.metrics.get(&chart.metric)?.direction {
        Direction::AtLeast => Direction::AtMost,
        Direction::AtMost => Direction::AtLeast,
        Direction::Range | Direction::Neutral => return None,
    };
    let target = chart.targets[at]?;
    let mut figures: Vec<(Period, f64)> = Vec::new();
    for back in (0..=at).rev() {
        figures.extend(chart.values[back].map(|value| (chart.periods[back], value)));
        if figures.len() == MOST_POINTS {
            break;
        }
    }
    figures.reverse();
    // A figure that equals its target meets it.
    Some(forecast(&figures, (Aim::Missed, against), target, chart.seen[at].0))
}

/// Whether a miss was expected within the horizon, as things stood in a period.
pub fn is_expected(register: &Register, chart: &Charted, at: usize, horizon: u32) -> bool {
    let reached = outlook(register, chart, at);
    matches!(reached, Some(Forecast::Reached { likely, .. }) if likely <= horizon)
}

fn after(period: Period, periods: u32) -> Period {
    period.plus(i32::try_from(periods).unwrap_or(i32::MAX))
}

fn too_many_leave(
    given: &Given<'_>,
    policy: &SignalPolicy,
    (site, chart): (&SiteId, &Charted),
    about: About,
) -> Option<Signal> {
    if policy.attrition_metric.as_ref() != Some(&chart.metric) {
        return None;
    }
    let metric = given.register.metrics.get(&chart.metric)?;
    let scope = crate::core::contract::record::Scope::default();
    let cells = given.rollup.cells(&Subject::Site(site.clone()), &chart.metric, &scope);
    let value = |cell: &crate::core::rollup::Cell| crate::core::rollup::cell_value(metric, cell);
    let above = cells.iter().rev().take_while(|(_, cell)| {
        value(cell).is_some_and(|value| value.cmp_decimal(*policy.attrition_limit).is_gt())
    });
    let (first, _) = above.last()?;
    let (period, cell) = cells.last()?;
    Some(Signal {
        kind: SignalKind::Attrition,
        about,
        since: first.last_day(),
        is_red: true,
        basis: Basis::Value(Box::new(Measured {
            value: value(cell)?,
            period: *period,
            rows: cell.rows.clone(),
            level: None,
        })),
        answer: None,
    })
}

/// By period whether too many left a site; `None` where the book names no metric for it.
pub fn attrition(given: &Given<'_>, site: &SiteId) -> Option<Vec<(Period, bool)>> {
    let policy = given.register.settings.signal_policy();
    let metric = given.register.metrics.get(policy.attrition_metric.as_ref()?)?;
    let scope = crate::core::contract::record::Scope::default();
    let cells = given.rollup.cells(&Subject::Site(site.clone()), &metric.id, &scope);
    let is_above = |cell: &crate::core::rollup::Cell| {
        let value = crate::core::rollup::cell_value(metric, cell);
        value.is_some_and(|value| value.cmp_decimal(*policy.attrition_limit).is_gt())
    };
    Some(cells.iter().map(|(period, cell)| (*period, is_above(cell))).collect())
}
