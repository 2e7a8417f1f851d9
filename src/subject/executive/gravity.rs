//! How grave a result is, the one measure by which every page puts the worst first: a gate, then money at stake, then the distance
//! from the target, then the length of the run. The alphabet decides only where none of them can tell.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;

use super::Inputs;
use crate::core::attainment::{Judged, Outcome, Ruling, direction_of_window};
use crate::core::contract::record::{Aggregation, ScoreRule, ServiceLevel, Target};
use crate::core::rollup::Subject;
use crate::core::score::Line;
use crate::kit::exact::{half_up, of_decimal, of_quotient, of_whole};
use crate::kit::number::{Decimal, Money};
use crate::kit::words::{Direction, Family};

/// Of one result, or of all results of a subject. The graver is the greater.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gravity {
    /// A gate is missed: a clause that is one, or one of wellness.
    pub gate: bool,
    /// What the misses cost, each by itself, before incident rule and cap: minor units; percent of the month's fee, to two decimals, where the misses of
    /// the book cost in several currencies, which cannot be compared.
    pub money: BigRational,
    /// Of several results the farthest; `None` where nothing is judged.
    pub distance: Option<Distance>,
    /// Misses in a row; of several results the longest.
    pub run: u32,
}

/// How far a value lies beyond its target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distance {
    /// In widths from the floor of the score to the target, below 0 where the target is met. Beyond the floor it goes on, so that a
    /// score of 0 does not make equals of all.
    Widths(BigRational),
    /// Nothing was reported where that is a miss.
    Endless,
}

impl Gravity {
    /// Of nothing judged.
    pub fn none() -> Gravity {
        Gravity { gate: false, money: of_whole(0), distance: None, run: 0 }
    }

    /// Of both together: a gate is a gate, money adds up.
    pub fn and(self, other: Gravity) -> Gravity {
        Gravity {
            gate: self.gate || other.gate,
            money: self.money + other.money,
            distance: self.distance.max(other.distance),
            run: self.run.max(other.run),
        }
    }
}

/// Measures the results of a report.
pub struct Gauge<'a> {
    judged: &'a [Judged],
    /// What a contract-wide miss costs, and the fee of its month: by its place in `Report::judged`, and the ruling.
    stakes: BTreeMap<(usize, usize), (Money, Money)>,
    /// Misses of the week cost in several currencies.
    is_mixed: bool,
}

impl<'a> Gauge<'a> {
    pub fn new(inputs: &Inputs<'a>) -> Gauge<'a> {
        let mut stakes = BTreeMap::new();
        let mut currencies = BTreeMap::new();
        for month in inputs.credits {
            for line in &month.lines {
                stakes.insert((line.judged, line.ruling), (line.raw, month.fee));
                currencies.insert((line.judged, line.ruling), month.currency.as_str());
            }
        }
        let cards = inputs.scorecards.keys().filter(|subject| matches!(subject, Subject::Vendor(_)));
        let lines = cards.filter_map(|subject| inputs.card(subject)).flat_map(|card| &card.lines);
        let costing = lines.filter_map(|line| currencies.get(&(line.judged, line.ruling?)));
        let is_mixed = costing.collect::<BTreeSet<_>>().len() > 1;
        Gauge { judged: inputs.judged, stakes, is_mixed }
    }

    /// Of a line of a scorecard, by the clause in force in its week. Only what is met or missed has a gravity.
    pub fn of(&self, line: &Line, clause: &ServiceLevel) -> Gravity {
        let found = self.judged.get(line.judged).zip(line.ruling);
        let Some((judged, at)) = found else { return Gravity::none() };
        let Some(ruling) = judged.rulings.get(at) else { return Gravity::none() };
        let is_judged = matches!(ruling.outcome, Outcome::Met | Outcome::Missed);
        if !is_judged || clause.direction == Direction::Neutral {
            return Gravity::none();
        }
        let missed = ruling.missed();
        Gravity {
            gate: missed && (clause.gate || clause.family == Family::Wellness),
            money: if missed { self.money(line.judged, ruling) } else { of_whole(0) },
            distance: distance(clause, ruling),
            run: ruling.streak,
        }
    }

    /// What the miss costs; of a site's what the contract-wide miss of the same window does.
    fn money(&self, at: usize, ruling: &Ruling) -> BigRational {
        let own = &self.judged[at];
        let same =
            |judged: &&Judged| judged.contract == own.contract && judged.service_level == own.service_level;
        // The vendor stands before its sites.
        let of_clause = self.judged[..=at].iter().rev().take_while(same).count();
        let whole = at + 1 - of_clause;
        let rulings = &self.judged[whole].rulings;
        let window = rulings.iter().rposition(|other| other.window == ruling.window);
        let stake = window.and_then(|window| self.stakes.get(&(whole, window)));
        match stake {
            Some((cost, fee)) if self.is_mixed && fee.0 > 0 => {
                // To a hundredth of a percent: a cost was rounded to its minor unit, which must not tell equal shares apart.
                let hundredths = half_up(&(of_whole(cost.0) * of_whole(10_000) / of_whole(fee.0)));
                of_whole(hundredths) / of_whole(100)
            }
            Some((cost, _)) => of_whole(cost.0),
            None => of_whole(0),
        }
    }
}

/// `None` without a value that could be far from anything.
fn distance(clause: &ServiceLevel, ruling: &Ruling) -> Option<Distance> {
    let Some(value) = ruling.value else { return ruling.missed().then_some(Distance::Endless) };
    let value = of_quotient(value);
    let slices = clause.aggregation == Aggregation::Timeslices;
    let (beyond, from) = match (direction_of_window(clause.direction, slices), ruling.target) {
        (Direction::AtLeast, Target::Line(line)) => (of_decimal(line) - value, line),
        (Direction::AtMost, Target::Line(line)) => (value - of_decimal(line), line),
        (_, Target::Range { low, high }) => ((of_decimal(low) - &value).max(value - of_decimal(high)), low),
        _ => return None,
    };
    Some(Distance::Widths(beyond / width(clause, from)))
}

/// From the floor to the target: the floor of a linear score, the last bound of its bands, else the clause's minimum, else a tenth of
/// the target. Never 0.
fn width(clause: &ServiceLevel, target: Decimal) -> BigRational {
    let floor = match &clause.score {
        ScoreRule::Linear(floor) => Some(**floor),
        ScoreRule::Bands(bands) => bands.iter().rev().find_map(|band| band.bound),
        ScoreRule::MetOrNot => None,
    };
    let floors = [floor, clause.minimum.as_ref().map(|minimum| **minimum)];
    let positive = |width: BigRational| if width < of_whole(0) { -width } else { width };
    let widths = floors.into_iter().flatten().map(|floor| positive(of_decimal(target) - of_decimal(floor)));
    let tenth = positive(of_decimal(target) / of_whole(10));
    let mut widths = widths.chain([tenth, of_whole(1)]);
    widths.find(|width| *width > of_whole(0)).unwrap_or_else(|| of_whole(1))
}
