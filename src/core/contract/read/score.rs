//! Which side of a target is better, and how a result becomes a score: met or not, linear from a floor, or bands.

use crate::core::contract::record::{Aggregation, ScoreBand, ScoreRule};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::number::Decimal;
use crate::kit::record::table::Fields;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values::ANY_SIZE;
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

/// A clause's floor or bands; `better` is `None` for clauses that have neither side.
pub fn rule(level: &Fields<'_, '_>, better: Option<Better>, highest: i64) -> ScoreRule {
    let floor = level.decimal("floor", 0..=highest);
    let bands = level.tables("bands");
    if let (true, Some(node)) = (level.has("bands"), level.node.get("floor")) {
        level.log.push(
            Diagnostic::new(
                &codes::SERVICE_LEVEL_SHAPE,
                node.key_place(),
                format!("{} has a floor and bands", level.name),
            )
            .label("a score is linear from a floor, or it is a band's")
            .help("remove one of the two"),
        );
    }
    if level.has("bands") {
        let read = read_bands(&bands, better, highest, level.log);
        return read.map_or(ScoreRule::MetOrNot, ScoreRule::Bands);
    }
    match (floor, level.node.get("floor")) {
        (Some(floor), Some(node)) => ScoreRule::Linear { floor, floor_place: node.place() },
        _ => ScoreRule::MetOrNot,
    }
}

fn read_bands(
    nodes: &[&Node<'_>],
    better: Option<Better>,
    highest: i64,
    log: &Log,
) -> Option<Vec<ScoreBand>> {
    let mut bands: Vec<ScoreBand> = Vec::new();
    let mut sound = true;
    for (at, node) in nodes.iter().enumerate() {
        let Some(band) = read_band(node, better, highest, at + 1 == nodes.len(), log) else {
            sound = false;
            continue;
        };
        if let Some(diagnostic) = bands.last().and_then(|before| wrong_order(node, &band, before, better)) {
            log.push(diagnostic);
            sound = false;
        }
        bands.push(band);
    }
    (sound && !bands.is_empty()).then_some(bands)
}

fn read_band(
    node: &Node<'_>,
    better: Option<Better>,
    highest: i64,
    is_last: bool,
    log: &Log,
) -> Option<ScoreBand> {
    let band = Fields::new(node, log, "bands", "band");
    let at_least = band.decimal("at-least", 0..=highest);
    let at_most = band.decimal("at-most", 0..=highest);
    let otherwise = band.boolean("otherwise");
    let score = band.required_decimal("score", 0..=100);
    let points = band.decimal("points", 0..=ANY_SIZE);
    band.finish();
    let wrong = |message: String, at: &Node<'_>, help: &str| {
        let label = match better {
            Some(better) => {
                format!("bands have `{}`, and the last has `otherwise = true`", better.bound_key())
            }
            None => "bands need a direction `at-least` or `at-most`".to_owned(),
        };
        log.push(Diagnostic::new(&codes::BANDS, at.place(), message).label(label).help(help));
        None
    };
    let better = better?;
    let (key, other) = match better {
        Better::Higher => ("at-least", "at-most"),
        Better::Lower => ("at-most", "at-least"),
    };
    if let Some(wrong_way) = node.get(other) {
        let message = format!("a band is bound by `{other}`");
        return wrong(message, wrong_way, &format!("write `{key}`"));
    }
    let bound = if better == Better::Higher { at_least } else { at_most };
    let found = (node.get(key), otherwise == Some(true));
    match (found, is_last) {
        ((None, true), true) | ((Some(_), false), false) => {}
        ((Some(_), true), _) => {
            return wrong(format!("a band has `{key}` and `otherwise`"), node, "keep one of the two");
        }
        ((None, true), false) => {
            return wrong("bands follow the one that takes all".to_owned(), node, "move it to the end");
        }
        ((Some(_), false), true) => {
            let message = format!("results {} the last band have no score", better.worse_side());
            return wrong(message, node, "add `{ otherwise = true, score = 0 }` at the end");
        }
        ((None, false), _) => {
            return wrong("a band has no bound".to_owned(), node, &format!("add `{key} = …`"));
        }
    }
    if node.get(key).is_some() && bound.is_none() {
        return None;
    }
    Some(ScoreBand { bound, score: score?, points: points.unwrap_or_default(), place: node.place() })
}

fn wrong_order(
    node: &Node<'_>,
    band: &ScoreBand,
    before: &ScoreBand,
    better: Option<Better>,
) -> Option<Diagnostic> {
    let better = better?;
    let diagnostic = |key: &str, message: String| {
        Diagnostic::new(&codes::BANDS, node.get(key).unwrap_or(node).place(), message)
            .related(before.place.clone(), "the band before")
    };
    if let (Some(bound), Some(earlier)) = (band.bound, before.bound)
        && !better.beats(earlier, bound)
    {
        let message = format!("a band at {bound} follows one at {earlier}");
        return Some(
            diagnostic(better.bound_key(), message)
                .label(format!("expected a bound {} {earlier}", better.worse_side()))
                .help("sort the bands, best first"),
        );
    }
    if band.score > before.score {
        let message = format!("a worse band scores {}, more than {} before it", band.score, before.score);
        return Some(
            diagnostic("score", message)
                .label(format!("expected {} or less", before.score))
                .help("let scores fall from band to band"),
        );
    }
    None
}
