//! Percents that were written as shares of one.

use std::collections::BTreeSet;

use crate::core::contract::record::{Aggregation, ScoreRule, ServiceLevel, Target};
use crate::core::metric::record::{Metric, Unit};
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::number::Decimal;
use crate::kit::source::Place;
use crate::kit::words::Direction;
use crate::subject::context::Context;

/// A line of a service level on a percent metric that lies above 0 and not above 1, where more is better: 0.95 stands for 0.95%.
/// Of an error rate a line below 1% is what it should be.
pub fn unit_slip(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    // Every amendment repeats the terms before it.
    let mut told: BTreeSet<(String, u32, &str)> = BTreeSet::new();
    for contract in context.register.contracts.values() {
        let versions = contract.versions.iter().flat_map(|version| version.terms.service_levels.values());
        for level in versions {
            let Some(metric) = context.register.metrics.get(&level.metric) else { continue };
            for (key, value, place) in lines(level, metric) {
                let is_slip = Decimal::ZERO < value && value <= Decimal::from_int(1);
                if !is_slip || !told.insert((place.path.to_string(), place.line, key)) {
                    continue;
                }
                let meant = Decimal::from_micro(value.micro() * 100);
                diagnostics.push(
                    Diagnostic::new(
                        &codes::UNIT_SLIP,
                        place.clone(),
                        format!("`{key}` of `{}/{}` is {value}%", contract.id, level.id),
                    )
                    .label("percents are written from 0 to 100")
                    .help(format!("did you mean {meant}?")),
                );
            }
        }
    }
}

/// The keys of a level that are percents, where more is better.
fn lines<'a>(level: &'a ServiceLevel, metric: &Metric) -> Vec<(&'static str, Decimal, &'a Place)> {
    let by_slices = level.aggregation == Aggregation::Timeslices;
    let in_percent = metric.unit == Unit::Percent;
    let mut lines = Vec::new();
    let wants_more = level.direction == Direction::AtLeast;
    // With timeslices the result is a percentage of slices, whatever the metric is in.
    if by_slices || (in_percent && wants_more) {
        if let Target::Line(target) = level.target() {
            lines.push(("target", target, level.target_place()));
        }
        lines.extend(level.minimum.iter().map(|at| ("minimum", **at, &at.place)));
        lines.extend(level.ramp.iter().map(|step| ("ramp", *step.target, &step.place)));
        lines.extend(level.earn_back.iter().map(|rule| ("earn-back", *rule.level, &rule.place)));
        match &level.score {
            ScoreRule::Linear(floor) => lines.push(("floor", **floor, &floor.place)),
            ScoreRule::Bands(bands) => {
                lines.extend(bands.iter().filter_map(|band| Some(("bands", band.bound?, &band.place))));
            }
            ScoreRule::MetOrNot => {}
        }
    }
    if in_percent
        && let (Target::Range { low, high }, Some(place)) = (level.target(), level.target_high_place())
    {
        // A range below 1% is one of small shares only when both ends are.
        if high <= Decimal::from_int(1) {
            lines.push(("target-low", low, level.target_place()));
            lines.push(("target-high", high, place));
        }
    }
    if by_slices && in_percent && wants_more {
        lines.extend(level.slice_target.iter().map(|at| ("slice-target", **at, &at.place)));
    }
    lines
}
