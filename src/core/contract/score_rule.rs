//! How a result becomes a score: met or not, linear from a floor, or bands.

use crate::kit::declared::{Made, Record};
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place};

/// How a result becomes a score of 0 to 100.
#[derive(Clone, Debug)]
pub enum ScoreRule {
    /// 100 met, 0 missed.
    MetOrNot,
    /// 0 at the floor, 100 at the target, straight between.
    Linear(At<Decimal>),
    /// Half-open bands, best first; the last is `otherwise`.
    Bands(Vec<ScoreBand>),
}

#[derive(Clone, Debug)]
pub struct ScoreBand {
    /// Inclusive bound in the service level's direction; `None` for the last, `otherwise`.
    pub bound: Option<Decimal>,
    /// 0 to 100.
    pub score: Decimal,
    /// Service points of a miss in this band (credit method `points`).
    pub points: Decimal,
    pub place: Place,
}

/// A score as it is written: a floor, bands, or nothing.
#[derive(Debug, Record)]
#[record(noun = "score")]
pub struct WrittenScore {
    /// Linear score: 0 at the floor, 100 at the target; without it and without bands 100 met, 0 missed.
    #[key(example = 80)]
    pub floor: Option<At<Decimal>>,
    /// Instead of a floor: half-open thresholds, best first; the last must be `otherwise = true`.
    #[key(
        example = "# [{ at-least = 95, score = 100 }, { at-least = 75, score = 60, points = 1 }, { otherwise = true, score = 0, points = 3 }]"
    )]
    pub bands: Vec<WrittenBand>,
}

/// A band of results with one score.
#[derive(Debug, Record)]
#[record(noun = "band")]
pub struct WrittenBand {
    /// Inclusive, where a higher result is better.
    #[key(example = 95)]
    pub at_least: Option<At<Decimal>>,
    /// Inclusive, where a lower result is better.
    #[key(example = 2500)]
    pub at_most: Option<At<Decimal>>,
    /// The last takes all others.
    #[key(example = true, default = false)]
    pub otherwise: bool,
    /// 0 to 100.
    #[key(example = 60, range = 0..=100)]
    pub score: At<Decimal>,
    /// Service points of a miss in this band (credit method `points`).
    #[key(example = 1, default = Decimal::ZERO)]
    pub points: Decimal,
    pub place: Place,
}

impl WrittenBand {
    /// Of the key that its direction has.
    pub fn bound(&self) -> Option<&At<Decimal>> {
        self.at_least.as_ref().or(self.at_most.as_ref())
    }
}

impl Made for ScoreRule {
    type Keys = WrittenScore;

    fn of(written: WrittenScore) -> Self {
        let band = |band: WrittenBand| ScoreBand {
            bound: band.bound().map(|bound| **bound),
            score: *band.score,
            points: band.points,
            place: band.place,
        };
        match (written.floor, written.bands.is_empty()) {
            (_, false) => ScoreRule::Bands(written.bands.into_iter().map(band).collect()),
            (Some(floor), true) => ScoreRule::Linear(floor),
            (None, true) => ScoreRule::MetOrNot,
        }
    }
}
