//! A clause's policies as sentences: how rows become a result, and what happens at the edges.

use crate::diag::plural;
use crate::model::{
    Aggregation, BelowMinVolume, OnMissing, OnZero, ServiceLevel, Straddle, Window, day_label,
};
use crate::page::wording::figure::{Measure, exact};

/// Sentences in the order a reader asks for them.
pub fn sentences(level: &ServiceLevel, measure: Measure) -> Vec<String> {
    let mut said = vec![aggregation(level, measure), window(level)];
    if let Some((minimum, _)) = &level.minimum {
        said.push(format!("Beyond {} a miss is severe.", measure.setting(*minimum)));
    }
    said.extend(edges(level));
    said.extend(dates(level, measure));
    if level.gate {
        said.push(
            "It is a gate: when missed, the overall rating is at most Requires improvement.".to_owned(),
        );
    }
    if let Some(chronic) = &level.chronic {
        said.push(format!(
            "{} in {} is chronic.",
            if chronic.misses == 1 { "1 miss".to_owned() } else { format!("{} misses", chronic.misses) },
            plural(chronic.windows as usize, "window")
        ));
    }
    said
}

fn aggregation(level: &ServiceLevel, measure: Measure) -> String {
    match level.aggregation {
        Aggregation::Occurrences => {
            "Counted over the whole window: sum of numerators over sum of denominators, so busy weeks weigh more."
                .to_owned()
        }
        Aggregation::RatioTimeslices => {
            "The unweighted mean of the window's slices: each slice counts the same, however busy.".to_owned()
        }
        Aggregation::Timeslices => {
            let slice = level.slice_target.as_ref().map_or_else(String::new, |(target, _)| exact(*target));
            let _ = measure;
            format!("The share of slices that met their own target of {} {slice}.", level.direction.label())
        }
    }
}

fn window(level: &ServiceLevel) -> String {
    match level.window {
        Window::Week => "Judged each week, Monday to Sunday.".to_owned(),
        Window::Month => "Judged each month; a week belongs to the month of its Thursday.".to_owned(),
        Window::Quarter => "Judged each quarter; a week belongs to the quarter of its Thursday.".to_owned(),
        Window::Rolling4 => "Judged each week over the last 4 weeks.".to_owned(),
        Window::Rolling13 => "Judged each week over the last 13 weeks.".to_owned(),
    }
}

fn edges(level: &ServiceLevel) -> Vec<String> {
    let mut said = Vec::new();
    if level.min_volume.micro() > 0 {
        let then = match level.below_min_volume {
            BelowMinVolume::NotMeasured => "the window is not measured",
            BelowMinVolume::CombineNext => "the window is pooled with the next, which reports both",
        };
        said.push(format!("Under a volume of {} {then}.", exact(level.min_volume)));
    }
    said.push(match level.on_zero {
        OnZero::NotMeasured => "A denominator of 0 is not measured: neither met nor missed.".to_owned(),
        OnZero::Met => "A denominator of 0 counts as met.".to_owned(),
        OnZero::Missed => "A denominator of 0 counts as missed.".to_owned(),
    });
    said.push(match level.on_missing {
        OnMissing::Flag => "Missing rows are shown; the window is judged on the rows there are.".to_owned(),
        OnMissing::MissedAfter { days } => {
            format!(
                "A window without all its rows counts as missed {} after its end.",
                plural(days as usize, "day")
            )
        }
    });
    said.push(match level.straddle {
        Straddle::Split => {
            "When the terms change inside a window, each slice is judged by the terms of its day.".to_owned()
        }
        Straddle::Start => "When the terms change inside a window, those of its first day hold.".to_owned(),
        Straddle::End => "When the terms change inside a window, those of its last day hold.".to_owned(),
    });
    if level.min_days > 1 {
        said.push(format!(
            "A window needs {} in force to be judged.",
            plural(level.min_days as usize, "day")
        ));
    }
    said.push(match level.rounding {
        None => "Compared exactly, without rounding.".to_owned(),
        Some(rounding) => format!(
            "The paper rounds {} to {} before it compares.",
            rounding.mode.label(),
            plural(usize::from(rounding.decimals), "decimal")
        ),
    });
    if !level.relief {
        said.push("Relief events do not apply.".to_owned());
    }
    said
}

fn dates(level: &ServiceLevel, measure: Measure) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(from) = level.measured_from {
        said.push(format!("Judged from {}.", day_label(from)));
    }
    if let Some(from) = level.credits_from {
        said.push(format!("Bears credits from {}.", day_label(from)));
    }
    if !level.ramp.is_empty() {
        let steps: Vec<String> = level
            .ramp
            .iter()
            .map(|step| format!("{} from {}", measure.setting(step.target), day_label(step.from)))
            .collect();
        said.push(format!("Target while ramping: {}.", steps.join(", then ")));
    }
    said
}
