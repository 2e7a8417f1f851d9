//! When a project will be complete: what is left over the pace of late, with the range that chance alone explains.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::rollup::Series;
use crate::core::spc::CONSTANTS;
use crate::kit::calendar::{Week, add_days};
use crate::kit::id::SiteId;
use crate::kit::number::Decimal;
use crate::kit::period::Period;

/// Complete weeks that the pace rests on.
pub const PACE_WEEKS: usize = 8;

/// Weeks looked back for them: figures older than a quarter say nothing of the pace of late.
const LOOK_BACK_WEEKS: i32 = 13;

/// Ends further off than this are no forecast: ten years.
const HORIZON_DAYS: f64 = 3652.0;

/// Remaining units over the mean weekly pace of the last eight complete weeks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    pub on: Date,
    /// With the pace at the upper and lower end of its natural process limits for a mean of that many weeks:
    /// pace ± 2.66 × mean moving range ÷ √weeks.
    pub earliest: Date,
    /// `None`: at the slow end it never completes.
    pub latest: Option<Date>,
    /// Units a week.
    pub pace: f64,
    pub weeks_used: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoForecast {
    NoPlan,
    /// Fewer than eight complete weeks of figures.
    TooFewWeeks,
    NothingDelivered,
    Complete,
}

impl NoForecast {
    /// Words for pages, lower case.
    pub fn text(self) -> &'static str {
        match self {
            NoForecast::NoPlan => "no planned units",
            NoForecast::TooFewWeeks => "fewer than eight complete weeks of figures in the last thirteen",
            NoForecast::NothingDelivered => "nothing delivered of late",
            NoForecast::Complete => "all planned units are delivered",
        }
    }
}

/// `delivered` with the sites that each period's sum holds; `week` is the last complete week.
pub(super) fn forecast(
    planned: Option<Decimal>,
    total: Option<Decimal>,
    delivered: Option<&(Series, BTreeMap<Period, BTreeSet<SiteId>>)>,
    week: Week,
) -> Result<Forecast, NoForecast> {
    let planned = planned.ok_or(NoForecast::NoPlan)?;
    let (Some(total), Some((series, sites))) = (total, delivered) else {
        return Err(NoForecast::NothingDelivered);
    };
    if total >= planned {
        return Err(NoForecast::Complete);
    }
    let weeks = complete_weeks(series, sites, week);
    if weeks.len() < PACE_WEEKS {
        return Err(NoForecast::TooFewWeeks);
    }
    let pace = weeks.iter().sum::<f64>() / weeks.len() as f64;
    if pace <= 0.0 {
        return Err(NoForecast::NothingDelivered);
    }
    let ranges = weeks.windows(2).map(|pair| libm::fabs(pair[1] - pair[0])).sum::<f64>();
    let mean_range = ranges / (weeks.len() - 1) as f64;
    let spread = CONSTANTS.limit * mean_range / libm::sqrt(weeks.len() as f64);
    let left = planned.to_f64() - total.to_f64();
    // A pace too slow to end within the horizon has no date that means anything.
    let end = |pace: f64| {
        let days = libm::ceil(left / pace * 7.0);
        (pace > 0.0 && days <= HORIZON_DAYS).then(|| add_days(week.sunday(), days as i32))
    };
    let (on, earliest) = (end(pace), end(pace + spread));
    let (Some(on), Some(earliest)) = (on, earliest) else { return Err(NoForecast::NothingDelivered) };
    Ok(Forecast { on, earliest, latest: end(pace - spread), pace, weeks_used: weeks.len() })
}

/// Units of the last eight weeks, oldest first, in which every site that was delivering by then has a figure.
fn complete_weeks(series: &Series, sites: &BTreeMap<Period, BTreeSet<SiteId>>, week: Week) -> Vec<f64> {
    let oldest = week.plus(1 - LOOK_BACK_WEEKS);
    let mut units: Vec<f64> = series
        .cells
        .iter()
        .rev()
        .filter(|(period, _)| {
            let Period::Week(at) = *period else { return false };
            let here = &sites[period];
            // A site is expected from its first figure to its last.
            let expected = sites
                .range(..*period)
                .flat_map(|(_, sites)| sites)
                .filter(|site| sites.range(*period..).any(|(_, later)| later.contains(*site)));
            oldest <= at && at <= week && expected.into_iter().all(|site| here.contains(site))
        })
        .take(PACE_WEEKS)
        .map(|(_, cell)| cell.numerator as f64 / Decimal::SCALE as f64)
        .collect();
    units.reverse();
    units
}
