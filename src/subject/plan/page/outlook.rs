//! When a plan's criterion will be met if the figure keeps moving as it does, in words.

use crate::core::trend::Forecast;
use crate::kit::calendar::month_name;
use crate::kit::period::Period;
use crate::subject::plan::figures::plan::CriterionState;

/// `back on target by 13 Dec 2026 (29 Nov 2026 to 17 Jan 2027)`, or why nobody can say; empty on target.
pub fn outlook(state: &CriterionState) -> String {
    let Some(last) = state.last else { return String::new() };
    let day = |periods: u32| {
        let day = later(last, periods).last_day();
        let month = month_name(day.month());
        format!("{} {} {}", day.day(), month.get(..3).unwrap_or(month), day.year())
    };
    match state.forecast {
        Forecast::OnTarget => String::new(),
        Forecast::Reached { soonest, likely, latest } => {
            let range = match latest {
                Some(latest) if latest == soonest => String::new(),
                Some(latest) => format!(" ({} to {})", day(soonest), day(latest)),
                None => {
                    format!(" (from {}, or never at the slow end of its range)", day(soonest))
                }
            };
            format!("back on target by {}{range}", day(likely))
        }
        Forecast::TooFewPoints => "no forecast: too few points".to_owned(),
        Forecast::NothingMoves => "no forecast: normal variation only".to_owned(),
        Forecast::NotTowards => "no forecast: not moving towards target".to_owned(),
        Forecast::TooFar => "no forecast: over 52 periods away".to_owned(),
    }
}

fn later(period: Period, periods: u32) -> Period {
    (0..periods).fold(period, |period, _| period.next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::spc::Variation;
    use crate::subject::plan::figures::plan::Verdict;

    fn said(forecast: Forecast) -> String {
        outlook(&CriterionState {
            verdict: Verdict::Failing,
            before: Vec::new(),
            periods: Vec::new(),
            run: 0,
            variation: Variation::ImprovementHigh,
            forecast,
            last: Period::parse("2026-W46"),
            relapsed: None,
        })
    }

    #[test]
    fn a_forecast_is_a_day_with_its_range() {
        let reached = |soonest, likely, latest| said(Forecast::Reached { soonest, likely, latest });
        assert_eq!(reached(2, 4, Some(9)), "back on target by 13 Dec 2026 (29 Nov 2026 to 17 Jan 2027)");
        assert_eq!(reached(4, 4, Some(4)), "back on target by 13 Dec 2026");
        assert!(reached(2, 4, None).contains("from 29 Nov 2026, or never"));
        assert_eq!(said(Forecast::OnTarget), "");
    }
}
