//! A service level in plain words: each policy of its clause as one sentence.

use jiff::civil::Date;

use crate::core::contract::record::{
    Aggregation, BelowMinVolume, OnMissing, OnZero, RoundMode, ScoreBand, ScoreRule, ServiceLevel, Straddle,
    Target, Weights, Window,
};
use crate::core::metric::record::{Metric, MetricKind, Unit};
use crate::kit::calendar::{Grain, day_label};
use crate::kit::diag::{plural, plural_of};
use crate::kit::number::Decimal;
use crate::kit::words::Direction;
use crate::subject::wording::figure::slices;
use crate::subject::wording::phrase::{bound, capital, counted, exact, points};

/// How rows of a window become one result.
pub fn aggregation(level: &ServiceLevel, metric: Option<&Metric>) -> String {
    let slices = slices(metric);
    match level.aggregation {
        Aggregation::Occurrences => match metric.map(|metric| metric.kind) {
            Some(MetricKind::Level) => format!("the last of the {slices} of the window"),
            Some(MetricKind::Percentile) => "the one figure of the window".to_owned(),
            Some(MetricKind::Count) => "sum over the whole window".to_owned(),
            Some(MetricKind::Ratio | MetricKind::Mean) | None => "sums over the whole window".to_owned(),
        },
        Aggregation::RatioTimeslices => format!("plain mean of the {slices} of the window"),
        Aggregation::Timeslices => format!("share of {slices} that met"),
    }
}

/// `each month`, `the last 4 weeks, every week`.
pub fn window(window: Window) -> &'static str {
    match window {
        Window::Week => "each week",
        Window::Month => "each month",
        Window::Quarter => "each quarter",
        Window::Year => "each year",
        Window::Rolling4 => "the last 4 weeks, every week",
        Window::Rolling13 => "the last 13 weeks, every week",
    }
}

/// `60%` of the score, or points.
pub fn weight(level: &ServiceLevel, weights: Weights) -> String {
    if *level.weight == Decimal::ZERO {
        return "not scored".to_owned();
    }
    match weights {
        Weights::Percent => format!("{}%", exact(*level.weight)),
        Weights::Points => points(*level.weight),
    }
}

/// The whole clause as sentences: how it is judged, then every policy.
pub fn sentences(level: &ServiceLevel, metric: Option<&Metric>, as_of: Date) -> Vec<String> {
    let unit = metric.map_or(Unit::Units, |metric| metric.unit);
    let mut said = vec![format!("{}: {}.", capital(window(level.window)), aggregation(level, metric))];
    if let Some(line) = &level.slice_target {
        let line = bound(level.direction, Target::Line(**line), unit);
        said.push(format!("Each of the {} is met by {line}.", slices(metric)));
    }
    let by_weeks = metric.is_none_or(|metric| metric.grain == Grain::Week);
    match level.window {
        _ if !by_weeks => {}
        Window::Month => said.push("A week belongs to the month of its Thursday.".to_owned()),
        Window::Quarter => said.push("A week belongs to the quarter of its Thursday.".to_owned()),
        Window::Year => said.push("A week belongs to the year of its Thursday.".to_owned()),
        Window::Week | Window::Rolling4 | Window::Rolling13 => {}
    }
    if !level.ramp.is_empty() {
        let steps = level.ramp.iter();
        let steps: Vec<String> = steps
            .map(|step| format!("{} from {}", counted(unit, &exact(*step.target)), day_label(*step.from)))
            .collect();
        said.push(format!("Target while ramping: {}.", steps.join(", then ")));
    }
    said.extend(policies(level, metric, as_of));
    said
}

/// Every policy as a sentence, in the order a reader asks: judging, gaps, money.
pub fn policies(level: &ServiceLevel, metric: Option<&Metric>, as_of: Date) -> Vec<String> {
    let unit = metric.map_or(Unit::Units, |metric| metric.unit);
    let mut said = vec![score(level, unit)];
    if let Some(minimum) = &level.minimum {
        let line = bound(level.direction, Target::Line(**minimum), unit);
        said.push(format!("A second, harder line: {line}. Beyond it the miss is severe."));
    }
    if level.gate {
        said.push(
            "It is a gate: when it is missed, the overall rating is at most “Requires improvement”."
                .to_owned(),
        );
    }
    said.push(rounding(level));
    said.extend(gaps(level, metric));
    said.extend(starts(level, as_of));
    said.extend(repeats(level));
    said.extend(money(level, unit));
    said
}

fn score(level: &ServiceLevel, unit: Unit) -> String {
    if level.direction == Direction::Neutral {
        return "It is shown and never judged.".to_owned();
    }
    let weightless = *level.weight == Decimal::ZERO;
    match &level.score {
        ScoreRule::Bands(bands) => {
            let steps = band_steps(level, bands, unit, !weightless);
            let lead = if weightless { "It has no weight in the score. " } else { "" };
            format!(
                "{lead}{}",
                if steps.is_empty() { String::new() } else { format!("{}.", capital(&steps.join("; "))) }
            )
        }
        _ if weightless => "It has no weight: it is judged but does not move the score.".to_owned(),
        ScoreRule::MetOrNot => "Scores 100 when met, 0 when missed.".to_owned(),
        ScoreRule::Linear(floor) => {
            format!(
                "Scores 100 at the target and 0 at {}, straight in between.",
                counted(unit, &exact(**floor))
            )
        }
    }
}

/// `93% or more scores 100`, `anything else scores 0 and costs 6 service points`; without the score where it has no weight.
fn band_steps(level: &ServiceLevel, bands: &[ScoreBand], unit: Unit, scored: bool) -> Vec<String> {
    let slices = level.aggregation == Aggregation::Timeslices;
    // With timeslices the result is a share of slices, whatever the metric's unit.
    let (unit, direction) =
        if slices { (Unit::Percent, Direction::AtLeast) } else { (unit, level.direction) };
    bands
        .iter()
        .filter(|band| scored || band.points > Decimal::ZERO)
        .map(|band| {
            let line = match band.bound {
                Some(line) => bound(direction, Target::Line(line), unit),
                None => "anything else".to_owned(),
            };
            let score = format!("scores {}", exact(band.score));
            let points = format!("costs {} service points", exact(band.points));
            match (scored, band.points) {
                (true, Decimal::ZERO) => format!("{line} {score}"),
                (true, _) => format!("{line} {score} and {points}"),
                (false, _) => format!("{line} {points}"),
            }
        })
        .collect()
}

fn rounding(level: &ServiceLevel) -> String {
    let Some(decimals) = level.rounding.decimals else {
        return "The result is compared exactly, without rounding.".to_owned();
    };
    let mode = match level.rounding.mode {
        RoundMode::HalfUp => "half up",
        RoundMode::Down => "down",
    };
    format!(
        "The result is rounded {mode} to {} before it is compared.",
        plural(usize::from(decimals), "decimal")
    )
}

fn gaps(level: &ServiceLevel, metric: Option<&Metric>) -> Vec<String> {
    let mut said = Vec::new();
    if *level.min_volume > Decimal::ZERO {
        let what = metric.and_then(|metric| metric.denominator.as_deref()).unwrap_or("in volume");
        said.push(match level.below_min_volume {
            BelowMinVolume::NotMeasured => {
                format!("Under {} {what} in a window it is not judged.", exact(*level.min_volume))
            }
            BelowMinVolume::CombineNext => format!(
                "Under {} {what} in a window it is judged together with the next one that has rows; a window that counts as missed \
                 begins anew.",
                exact(*level.min_volume)
            ),
        });
    }
    let nothing = match level.on_zero {
        OnZero::NotMeasured => "is neither met nor missed",
        OnZero::Met => "counts as met",
        OnZero::Missed => "counts as missed",
    };
    let what = match level.aggregation {
        Aggregation::Occurrences => "window",
        Aggregation::Timeslices | Aggregation::RatioTimeslices => slices(metric).trim_end_matches('s'),
    };
    said.push(format!("A {what} with nothing to measure {nothing}."));
    said.push(match level.on_missing {
        OnMissing::Flag => format!("Missing {} are shown and left out of the judgement.", slices(metric)),
        OnMissing::MissedAfter { days: 0 } => {
            format!("A window with missing {} counts as missed.", slices(metric))
        }
        OnMissing::MissedAfter { days } => format!(
            "A window with missing {} counts as missed {} after its end.",
            slices(metric),
            plural(days as usize, "day")
        ),
    });
    // Whatever `on-missing` says: see `core::attainment`.
    said.push(
        "A figure that its sender withholds is not missing: it is not owed, and a window of nothing else is not measured."
            .to_owned(),
    );
    if *level.min_days > 1 {
        said.push(format!("A window is judged when at least {} of its days lie in force.", level.min_days));
    }
    if metric.is_some_and(|metric| metric.kind == MetricKind::Count) {
        said.push(match level.pro_rate {
            true => "In a window that is only partly in force the target is shortened by days.".to_owned(),
            false => "A window that is only partly in force is not measured.".to_owned(),
        });
    }
    said.push(match level.straddle {
        Straddle::Split => {
            format!("An amendment inside a window: each of its {} by the terms of its day.", slices(metric))
        }
        Straddle::Start => "An amendment inside a window: the terms of its first day in force.".to_owned(),
        Straddle::End => "An amendment inside a window: the terms of its last day in force.".to_owned(),
    });
    if !level.relief {
        said.push("Relief events are not applied to it.".to_owned());
    }
    said
}

fn starts(level: &ServiceLevel, as_of: Date) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(from) = level.measured_from {
        let verb = if from > as_of { "Will be judged" } else { "Judged" };
        said.push(format!("{verb} from {} on.", day_label(from)));
    }
    if let Some(from) = level.credits_from {
        said.push(format!("Misses cost money from {} on.", day_label(from)));
    }
    said
}

fn repeats(level: &ServiceLevel) -> Vec<String> {
    let mut said = Vec::new();
    if *level.repeat_multiplier > Decimal::from_int(1) {
        said.push(format!(
            "A second and any later miss in a row counts {} times.",
            exact(*level.repeat_multiplier)
        ));
    }
    if let Some(chronic) = &level.chronic {
        said.push(format!(
            "{} in {} {} chronic.",
            plural_of(chronic.misses as usize, "miss", "misses"),
            plural(chronic.windows as usize, "window"),
            if chronic.misses == 1 { "is" } else { "are" },
        ));
    }
    said
}

fn money(level: &ServiceLevel, unit: Unit) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(share) = &level.allocation {
        let pool = match &level.pool {
            Some(pool) => format!("the pool “{pool}”"),
            None => "the at-risk amount".to_owned(),
        };
        said.push(format!("One miss costs {}% of {pool}.", exact(**share)));
    }
    if let Some(earn) = &level.earn_back {
        let at = bound(level.direction, Target::Line(*earn.level), unit);
        let mut text = match earn.kind {
            crate::core::contract::record::EarnBackKind::Consecutive => {
                format!(
                    "A credit is earned back by {} in a row at {at}",
                    plural(earn.windows as usize, "window")
                )
            }
            crate::core::contract::record::EarnBackKind::YearAverage => {
                format!("A credit is earned back by a contract-year average at {at}")
            }
        };
        if earn.max_wait > 0 {
            text.push_str(&format!(", within {} of the miss", plural(earn.max_wait as usize, "window")));
        }
        said.push(format!("{text}."));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::computed::{clause, dec, place};

    fn said(level: &ServiceLevel) -> String {
        policies(level, None, jiff::civil::date(2026, 11, 15)).join(" ")
    }

    #[test]
    fn every_policy_is_a_sentence() {
        let mut level = clause("accuracy", "accuracy", "95");
        level.weight = dec("60").into();
        level.gate = true;
        level.min_volume = dec("100").into();
        level.on_missing = OnMissing::MissedAfter { days: 10 };
        level.repeat_multiplier = dec("2").into();
        level.allocation = Some(crate::kit::source::At::new(dec("60"), place("allocation")));
        let all = said(&level);
        for sentence in [
            "Scores 100 when met, 0 when missed.",
            "It is a gate:",
            "Under 100 in volume in a window it is not judged.",
            "A window with missing weeks counts as missed 10 days after its end.",
            "A figure that its sender withholds is not missing:",
            "A second and any later miss in a row counts 2 times.",
            "One miss costs 60% of the at-risk amount.",
        ] {
            assert!(all.contains(sentence), "{sentence} in {all}");
        }
        level.on_missing = OnMissing::Flag;
        let withheld = "left out of the judgement. A figure that its sender withholds is not missing:";
        assert!(said(&level).contains(withheld), "{}", said(&level));
    }

    #[test]
    fn the_whole_clause_begins_with_how_it_is_judged() {
        let mut level = clause("accuracy", "accuracy", "95");
        level.window = Window::Month;
        level.weight = dec("60").into();
        let said = |level: &ServiceLevel| sentences(level, None, jiff::civil::date(2026, 11, 15)).join(" ");
        let begins =
            "Each month: sums over the whole window. A week belongs to the month of its Thursday. Scores";
        assert!(said(&level).starts_with(begins), "{}", said(&level));
        level.aggregation = Aggregation::Timeslices;
        level.slice_target = Some(crate::kit::source::At::new(dec("2000"), place("slice-target")));
        let slices = "Each month: share of weeks that met. Each of the weeks is met by 2,000 units or more.";
        assert!(said(&level).starts_with(slices), "{}", said(&level));
    }

    #[test]
    fn bands_say_score_and_points_and_no_score_without_weight() {
        let mut level = clause("accuracy", "accuracy", "95");
        let band = |bound: Option<&str>, score: &str, points: &str| ScoreBand {
            bound: bound.map(dec),
            score: dec(score),
            points: dec(points),
            place: place("band"),
        };
        level.score = ScoreRule::Bands(vec![band(Some("95"), "100", "0"), band(None, "0", "3")]);
        level.weight = dec("10").into();
        let scored = "95 units or more scores 100; anything else scores 0 and costs 3 service points.";
        assert!(said(&level).starts_with(scored), "{}", said(&level));
        level.weight = Decimal::ZERO.into();
        let unscored = "It has no weight in the score. Anything else costs 3 service points.";
        assert!(said(&level).starts_with(unscored), "{}", said(&level));
    }

    #[test]
    fn weights_name_their_kind() {
        let mut level = clause("accuracy", "accuracy", "95");
        level.weight = dec("7.5").into();
        assert_eq!(weight(&level, Weights::Percent), "7.5%");
        assert_eq!(weight(&level, Weights::Points), "7.5 points");
        level.weight = Decimal::ZERO.into();
        assert_eq!(weight(&level, Weights::Percent), "not scored");
    }
}
