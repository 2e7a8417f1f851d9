//! The chart of an initiative: its metric before and after, each under its own limits.

use crate::core::metric::record::Metric;
use crate::core::spc::{PointFlag, Variation};
use crate::kit::picture::scale;
use crate::kit::picture::series::{Baseline, Mark};
use crate::kit::picture::xmr::{Event, XmrChart, XmrPoint};
use crate::subject::initiative::figures::{InitiativeState, Phase};
use crate::subject::initiative::page::figures::bounded;
use crate::subject::initiative::record::Initiative;
use crate::subject::spark::improves;

pub fn picture(initiative: &Initiative, state: &InitiativeState, metric: &Metric) -> String {
    let decimals = usize::from(metric.decimals);
    let said = |value: f64| metric.unit.with(&scale::label(value, decimals, ""));
    let names: Vec<String> = state.periods.iter().map(ToString::to_string).collect();
    let titles: Vec<String> = names
        .iter()
        .zip(&state.values)
        .map(|(name, value)| format!("{name}: {}", value.map_or_else(|| "no figure".to_owned(), said)))
        .collect();
    let provisional = |at: usize| state.cells[at].as_ref().is_some_and(|cell| cell.provisional);
    let points: Vec<XmrPoint<'_>> = names
        .iter()
        .enumerate()
        .map(|(at, name)| XmrPoint {
            period: name.split_once("-W").map_or(name.as_str(), |_| &name[5..]),
            title: &titles[at],
            value: state.values[at],
            mark: mark(state, metric, at),
            provisional: provisional(at),
        })
        .collect();
    if points.iter().all(|point| point.value.is_none()) {
        return String::new();
    }
    let phases = [Some(&state.before), state.after.as_ref()];
    let baselines: Vec<Baseline> =
        phases.iter().copied().flatten().filter_map(|phase| baseline(metric, phase)).collect();
    let label = format!("Began: {}", initiative.title);
    let event = state.after.as_ref().map(|after| Event { at: after.from, label: &label });
    let events: Vec<Event<'_>> = event.into_iter().collect();
    let last = |name: &str, pick: fn(&Baseline) -> f64| {
        baselines.last().map_or_else(String::new, |limits| format!("{name} {}", said(pick(limits))))
    };
    let label = format!("{} before and since the change", metric.name);
    let mut svg = String::new();
    XmrChart {
        label: &label,
        points: &points,
        baselines: &baselines,
        targets: &[],
        events: &events,
        reliefs: &[],
        target_label: "",
        upper_label: &last("Upper", |limits| limits.upper),
        mean_label: &last("Mean", |limits| limits.mean),
        lower_label: &last("Lower", |limits| limits.lower),
        unit: &if metric.unit == crate::core::metric::record::Unit::Percent {
            "%".to_owned()
        } else {
            String::new()
        },
        bounds: metric.bounds.lower.zip(metric.bounds.upper).map(|(low, high)| (low.to_f64(), high.to_f64())),
    }
    .write(&mut svg);
    svg
}

fn baseline(metric: &Metric, phase: &Phase) -> Option<Baseline> {
    let limits = phase.limits()?;
    let (lower, upper) = bounded(metric, &limits);
    Some(Baseline { from: phase.from, mean: limits.mean, lower, upper })
}

/// What the rules say of a point inside its own phase.
fn mark(state: &InitiativeState, metric: &Metric, at: usize) -> Mark {
    let phase = match &state.after {
        Some(after) if at >= after.from => after,
        _ => &state.before,
    };
    let flag = at.checked_sub(phase.from).and_then(|at| phase.chart.flags.get(at));
    let Some(PointFlag::Special(special)) = flag else { return Mark::Common };
    match Variation::of(special.side, improves(metric.direction)) {
        Variation::ImprovementHigh | Variation::ImprovementLow => Mark::Improvement,
        Variation::ConcernHigh | Variation::ConcernLow => Mark::Concern,
        Variation::NeutralHigh | Variation::NeutralLow => Mark::Neutral,
        Variation::CommonCause | Variation::TooFewPoints => Mark::Common,
    }
}
