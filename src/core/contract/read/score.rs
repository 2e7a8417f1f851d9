//! Which side of a target is better, and the rules of a score's floor and bands.

use crate::core::contract::record::Aggregation;
use crate::core::contract::score_rule::{WrittenBand, WrittenScoreDraft};
use crate::kit::declared::Reader;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::{Node, Value};
use crate::kit::words::Direction;

/// The side of a target on which a result is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
}

impl Better {
    /// Timeslices turn any direction into a share of slices, of which more is better. Ranges have no better side.
    pub fn of(direction: Direction, aggregation: Aggregation) -> Option<Self> {
        match (direction, aggregation) {
            (Direction::Range | Direction::Neutral, _) => None,
            (_, Aggregation::Timeslices) | (Direction::AtLeast, _) => Some(Better::Higher),
            (Direction::AtMost, _) => Some(Better::Lower),
        }
    }

    /// Whether `one` is strictly better than `other`.
    pub fn beats(self, one: Decimal, other: Decimal) -> bool {
        match self {
            Better::Higher => one > other,
            Better::Lower => one < other,
        }
    }

    pub fn side(self) -> &'static str {
        match self {
            Better::Higher => "above",
            Better::Lower => "below",
        }
    }

    pub fn worse_side(self) -> &'static str {
        match self {
            Better::Higher => "below",
            Better::Lower => "above",
        }
    }

    fn bound_key(self) -> &'static str {
        match self {
            Better::Higher => "at-least",
            Better::Lower => "at-most",
        }
    }
}

/// Whether a number is above what its metric can be; reports it.
pub fn is_above(number: &At<Decimal>, key: &str, highest: i64, reader: &Reader<'_, '_, '_>) -> bool {
    let is_above = number.value > Decimal::from_int(highest);
    if is_above {
        let message = format!("`{key}` is {number}");
        reader.bad_value(number, message, format!("expected 0 to {highest}"), "correct the number");
    }
    is_above
}

/// A clause's floor or bands; `better` is `None` for clauses that have neither side. Bands that are not sound are left out, and the floor where
/// there are bands.
pub fn check(
    draft: &mut WrittenScoreDraft,
    better: Option<Better>,
    highest: i64,
    reader: &Reader<'_, '_, '_>,
) {
    let level = &reader.fields;
    let Some(nodes) = level.node.get("bands").map(Node::items) else { return };
    if let Some(floor) = level.node.get("floor") {
        let message = format!("{} has a floor and bands", level.name);
        level.log.push(
            Diagnostic::new(&codes::SERVICE_LEVEL_SHAPE, floor.key_place(), message)
                .label("a score is linear from a floor, or it is a band's")
                .help("remove one of the two"),
        );
    }
    draft.floor = None;
    let count = nodes.len();
    let is_unbound = |&(at, node): &(usize, &Node<'_>)| {
        !(node.is_table() && is_bound(node, better, at + 1 == count, level.log))
    };
    let unbound: Vec<Place> =
        nodes.iter().enumerate().filter(is_unbound).map(|(_, node)| node.place()).collect();
    let bands = &draft.bands;
    let too_high = bands.iter().filter(|band| is_too_high(band, better, highest, reader)).count();
    let bound: Vec<&WrittenBand> = bands.iter().filter(|band| !unbound.contains(&band.place)).collect();
    let wrong: Vec<Diagnostic> =
        bound.windows(2).filter_map(|pair| wrong_order(pair[1], pair[0], better)).collect();
    if bound.len() < count || too_high > 0 || !wrong.is_empty() {
        draft.bands.clear();
    }
    wrong.into_iter().for_each(|diagnostic| level.log.push(diagnostic));
}

fn is_too_high(
    band: &WrittenBand,
    better: Option<Better>,
    highest: i64,
    reader: &Reader<'_, '_, '_>,
) -> bool {
    let key = better.map_or("at-least", Better::bound_key);
    band.bound().is_some_and(|bound| is_above(bound, key, highest, reader))
}

/// Whether a band has the one bound that its place asks for; reports it when not.
fn is_bound(node: &Node<'_>, better: Option<Better>, is_last: bool, log: &Log) -> bool {
    let wrong = |message: String, at: &Node<'_>, help: &str| {
        let label = match better {
            Some(better) => {
                format!("bands have `{}`, and the last has `otherwise = true`", better.bound_key())
            }
            None => "bands need a direction `at-least` or `at-most`".to_owned(),
        };
        log.push(Diagnostic::new(&codes::BANDS, at.place(), message).label(label).help(help));
        false
    };
    let Some(better) = better else { return false };
    let (key, other) = match better {
        Better::Higher => ("at-least", "at-most"),
        Better::Lower => ("at-most", "at-least"),
    };
    if let Some(wrong_way) = node.get(other) {
        let message = format!("a band is bound by `{other}`");
        return wrong(message, wrong_way, &format!("write `{key}`"));
    }
    let takes_all = node.get("otherwise").is_some_and(|node| matches!(node.value, Value::Boolean(true)));
    match (node.get(key), takes_all, is_last) {
        (None, true, true) | (Some(_), false, false) => true,
        (Some(_), true, _) => {
            wrong(format!("a band has `{key}` and `otherwise`"), node, "keep one of the two")
        }
        (None, true, false) => {
            wrong("bands follow the one that takes all".to_owned(), node, "move it to the end")
        }
        (Some(_), false, true) => {
            let message = format!("results {} the last band have no score", better.worse_side());
            wrong(message, node, "add `{ otherwise = true, score = 0 }` at the end")
        }
        (None, false, _) => wrong("a band has no bound".to_owned(), node, &format!("add `{key} = …`")),
    }
}

fn wrong_order(band: &WrittenBand, before: &WrittenBand, better: Option<Better>) -> Option<Diagnostic> {
    let better = better?;
    let diagnostic = |at: &At<Decimal>, message: String| {
        Diagnostic::new(&codes::BANDS, at.place.clone(), message)
            .related(before.place.clone(), "the band before")
    };
    if let (Some(bound), Some(earlier)) = (band.bound(), before.bound())
        && !better.beats(**earlier, **bound)
    {
        let message = format!("a band at {bound} follows one at {earlier}");
        return Some(
            diagnostic(bound, message)
                .label(format!("expected a bound {} {earlier}", better.worse_side()))
                .help("sort the bands, best first"),
        );
    }
    if band.score.value > before.score.value {
        let message = format!("a worse band scores {}, more than {} before it", band.score, before.score);
        return Some(
            diagnostic(&band.score, message)
                .label(format!("expected {} or less", before.score))
                .help("let scores fall from band to band"),
        );
    }
    None
}
