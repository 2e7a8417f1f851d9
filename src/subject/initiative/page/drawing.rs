//! The chart of an initiative: its metric before and after, each under its own limits.

use crate::core::charted::improves;
use crate::core::metric::record::Metric;
use crate::core::spc::{PointFlag, Variation};
use crate::kit::picture::series::Mark;
use crate::kit::picture::xmr::PAGE;
use crate::subject::control;
use crate::subject::control::Series;
use crate::subject::initiative::figures::InitiativeState;
use crate::subject::initiative::record::Initiative;
use crate::subject::text::piece::Html;

/// Empty without a figure.
pub fn picture(initiative: &Initiative, state: &InitiativeState, metric: &Metric) -> Html {
    if state.values.iter().all(Option::is_none) {
        return Html::default();
    }
    let flags: Vec<Option<&PointFlag>> = (0..state.periods.len()).map(|at| flag(state, at)).collect();
    let phases = [Some(&state.before), state.after.as_ref()].into_iter().flatten();
    let series = Series {
        metric,
        periods: &state.periods,
        values: &state.values,
        marks: flags.iter().map(|flag| mark(metric, *flag)).collect(),
        // The page has no figure of a signal, so that no title counts its points.
        flags: Vec::new(),
        provisional: state
            .cells
            .iter()
            .map(|cell| cell.as_ref().is_some_and(|cell| cell.provisional))
            .collect(),
        baselines: phases
            .filter_map(|phase| Some(control::baseline(metric, phase.from, &phase.limits()?)))
            .collect(),
        targets: Vec::new(),
        events: state
            .after
            .iter()
            .map(|after| (after.from, format!("Began: {}", initiative.title)))
            .collect(),
    };
    series.still(&format!("{} before and since the change", metric.name), PAGE)
}

/// What the rules say of a point inside its own phase.
fn flag(state: &InitiativeState, at: usize) -> Option<&PointFlag> {
    let phase = state.after.as_ref().filter(|after| at >= after.from).unwrap_or(&state.before);
    phase.chart.flags.get(at.checked_sub(phase.from)?)
}

fn mark(metric: &Metric, flag: Option<&PointFlag>) -> Mark {
    match flag {
        Some(PointFlag::Special(special)) => {
            control::mark(Variation::of(special.side, improves(metric.direction)))
        }
        _ => Mark::Common,
    }
}
