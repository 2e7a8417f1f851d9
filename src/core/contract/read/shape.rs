//! Keys of a service level that must agree with each other, and with the contract's credits.

use std::collections::BTreeMap;

use super::score::Better;
use crate::core::contract::record::{Aggregation, CreditMethod, Credits, ScoreRule, ServiceLevel, Target};
use crate::core::metric::record::Metric;
use crate::kit::diag::{Code, Diagnostic, codes, did_you_mean, list_and, quoted_list};
use crate::kit::id::MetricId;
use crate::kit::number::Decimal;
use crate::kit::record::table::{Fields, in_order};
use crate::kit::source::At;
use crate::kit::toml::tree::Node;
use crate::kit::words::Direction;

/// What surrounds a clause.
pub struct Around<'c> {
    pub metrics: &'c BTreeMap<MetricId, Metric>,
    /// Whether the contract has `[credits]`, and what it says when it can be read.
    pub has_credits: bool,
    pub credits: Option<&'c Credits>,
}

/// Checks a clause whose keys could be read.
pub fn check(level: &Fields<'_, '_>, read: &ServiceLevel, better: Option<Better>, around: &Around<'_>) {
    directions(level, read);
    if let (Some(better), Target::Line(target)) = (better, read.target()) {
        sides(level, read, better, target);
    }
    credits(level, read, around);
    in_order(level, "measured-from", "credits-from");
}

/// Reports keys that another key rules out, all in one message at the first of them.
pub fn refuse(level: &Fields<'_, '_>, keys: &[&'static str], why: &str) {
    let mut found: Vec<(&str, &Node<'_>)> = Vec::new();
    for key in keys {
        level.get(key);
        let node = level.node.get(key).filter(|node| !matches!(node.raw(), "false" | "0"));
        found.extend(node.map(|node| (*key, node)));
    }
    let Some((_, first)) = found.first() else { return };
    let names: Vec<String> = found.iter().map(|(key, _)| format!("`{key}`")).collect();
    let names = list_and(&names);
    let message = format!("{} has {names}, ruled out by its other keys", level.name);
    let mut diagnostic =
        Diagnostic::new(&codes::SERVICE_LEVEL_SHAPE, first.key_place(), message).label(why).help(format!(
            "remove {names}, or correct what rules {} out",
            if found.len() == 1 { "it" } else { "them" }
        ));
    for (key, node) in &found[1..] {
        diagnostic = diagnostic.related(node.key_place(), format!("`{key}`"));
    }
    level.log.push(diagnostic);
}

fn directions(level: &Fields<'_, '_>, read: &ServiceLevel) {
    let (keys, why): (&[&'static str], &str) = match read.direction {
        Direction::AtLeast | Direction::AtMost => return,
        Direction::Range => (
            &["target", "minimum", "floor", "bands", "ramp", "earn-back"],
            "direction `range` has `target-low` and `target-high`, and no better side",
        ),
        Direction::Neutral => (
            &[
                "target",
                "target-low",
                "target-high",
                "minimum",
                "floor",
                "bands",
                "ramp",
                "earn-back",
                "weight",
                "gate",
                "allocation-percent",
                "pool",
                "chronic",
            ],
            "direction `neutral` is shown and never judged",
        ),
    };
    refuse(level, keys, why);
    if read.aggregation == Aggregation::Timeslices {
        let node = level.node.get("aggregation").unwrap_or(level.node);
        let message = format!("{} judges slices by direction `{}`", level.name, read.direction.word());
        level.log.push(
            Diagnostic::new(&codes::SERVICE_LEVEL_SHAPE, node.place(), message)
                .label("`timeslices` goes with direction `at-least` or `at-most`")
                .help("choose another aggregation or direction"),
        );
    }
}

/// What must lie on one side of the target.
fn sides(level: &Fields<'_, '_>, read: &ServiceLevel, better: Better, target: Decimal) {
    let wrong = |at: &At<Decimal>, message: String, label: String, help: &str| {
        let diagnostic = Diagnostic::new(&codes::SERVICE_LEVEL_SHAPE, at.place.clone(), message);
        level.log.push(diagnostic.label(label).help(help));
    };
    let worse = better.worse_side();
    let floor = match &read.score {
        ScoreRule::Linear(floor) => Some(floor),
        ScoreRule::MetOrNot | ScoreRule::Bands(_) => None,
    };
    for (key, value) in [("minimum", read.minimum.as_ref()), ("floor", floor)] {
        let Some(value) = value.filter(|value| !better.beats(target, ***value)) else { continue };
        let message = format!("`{key}` {value} of {} is not {worse} the target {target}", level.name);
        let label = format!("expected a value {worse} {target}");
        wrong(value, message, label, "correct it or the target");
    }
    for step in &read.ramp {
        let Some(floor) = floor.filter(|floor| !better.beats(*step.target, ***floor)) else { continue };
        let message = format!(
            "a ramp target {} of {} is not {} the floor {floor}",
            step.target,
            level.name,
            better.side()
        );
        let label = format!("expected a value {} {floor}", better.side());
        wrong(&step.target, message, label, "correct it or the floor");
    }
    if let Some(last) = read.ramp.last().filter(|last| *last.target != target) {
        let message =
            format!("the last ramp target {} of {} is not its target {target}", last.target, level.name);
        let label = format!("it holds from {} on: expected {target}", last.from);
        wrong(&last.target, message, label, "correct one of the two");
    }
    if let Some(earn_back) = &read.earn_back
        && better.beats(target, *earn_back.level)
    {
        let message = format!(
            "the earn-back level {} of {} is {worse} the target {target}",
            earn_back.level, level.name
        );
        let label = format!("expected {target} or a value {} it", better.side());
        wrong(&earn_back.level, message, label, "correct it or the target");
    }
}

/// Whether misses of a clause cost money under a credit method.
pub fn bears_credits(level: &ServiceLevel, method: Option<CreditMethod>) -> bool {
    let has_points = match &level.score {
        ScoreRule::Bands(bands) => bands.iter().any(|band| band.points > Decimal::ZERO),
        ScoreRule::MetOrNot | ScoreRule::Linear(_) => false,
    };
    level.allocation.is_some() || (has_points && method == Some(CreditMethod::Points))
}

fn credits(level: &Fields<'_, '_>, read: &ServiceLevel, around: &Around<'_>) {
    let wrong = |code: &'static Code, key: &str, message: String, label: String, help: String| {
        let node = level.node.get(key).unwrap_or(level.node);
        level.log.push(Diagnostic::new(code, node.place(), message).label(label).help(help));
    };
    let method = around.credits.map(|credits| credits.method);
    if read.allocation.is_some() && !around.has_credits {
        wrong(
            &codes::ALLOCATION,
            "allocation-percent",
            format!("{} has an allocation in a contract without [credits]", level.name),
            "an allocation is a share of the at-risk amount of [credits]".to_owned(),
            "add [credits], or remove `allocation-percent`".to_owned(),
        );
        return;
    }
    if read.allocation.is_some() && method == Some(CreditMethod::Points) {
        wrong(
            &codes::ALLOCATION,
            "allocation-percent",
            format!("{} has an allocation under the credit method `points`", level.name),
            "under method `points` the points of `bands` decide".to_owned(),
            "remove `allocation-percent`, or change the method".to_owned(),
        );
        return;
    }
    if let Some(pool) = &read.pool {
        let pools: Vec<&str> =
            around.credits.map(|c| c.pools.keys().map(String::as_str).collect()).unwrap_or_default();
        let unreadable = around.has_credits && around.credits.is_none();
        if !unreadable && !pools.contains(&pool.as_str()) {
            wrong(
                &codes::ALLOCATION,
                "pool",
                format!("{} names pool `{pool}`, which [credits.pools] does not have", level.name),
                if pools.is_empty() {
                    "the contract has no pools".to_owned()
                } else {
                    format!("expected {}", quoted_list(&pools))
                },
                did_you_mean(pool, pools.iter().copied())
                    .map_or("add the pool, or remove `pool`".to_owned(), |meant| {
                        format!("did you mean `{meant}`?")
                    }),
            );
        }
    }
    let bears = bears_credits(read, method);
    if bears && read.window.months().is_none() {
        wrong(
            &codes::ALLOCATION,
            "window",
            format!("{} bears credits by a window `{}`", level.name, read.window.word()),
            "expected `month`, `quarter` or `year`: credits are settled by the month".to_owned(),
            "change the window, or take the credit away".to_owned(),
        );
    }
}
