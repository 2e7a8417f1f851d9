//! What moved, as far as the icons say so: never two points compared.

use std::collections::{BTreeMap, BTreeSet};

use super::Inputs;
use super::grid::{Entry, entries};
use crate::compute::spc::Variation;
use crate::compute::wording::{count, in_sentence, subject_name, vendor_of};
use crate::diag::list_and;
use crate::model::{Direction, MetricId, VendorId};

/// Figures named in each part of the sentence, the gravest first; when there are more, their number is said.
const NAMED: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Move {
    Worse,
    Better,
    /// Neither way is better.
    Unusual,
}

/// `None` when no service level is in force.
pub fn movement(inputs: &Inputs<'_>) -> Option<String> {
    let mut moves: BTreeMap<Move, Vec<(Gravity, String)>> = BTreeMap::new();
    let (mut is_steady, mut is_unknown) = (false, false);
    let mut told: BTreeMap<(VendorId, MetricId), Move> = BTreeMap::new();
    // Vendors come before sites, so a site's move is told only where its vendor's own figure shows none.
    for subject in inputs.scorecards.keys() {
        let Some(vendor) = vendor_of(inputs.register, subject) else { continue };
        let mut seen: BTreeSet<&MetricId> = BTreeSet::new();
        for entry in entries(inputs, subject).into_iter().filter(is_telling) {
            // Two clauses on one metric share its series.
            if !seen.insert(&entry.clause.metric) {
                continue;
            }
            let key = (vendor.clone(), entry.clause.metric.clone());
            match (moved(entry.line.variation), told.get(&key)) {
                // Not said, so nothing may be said of all the rest.
                (Some(here), Some(there)) => is_unknown |= here != *there,
                (Some(here), None) => {
                    let name = in_sentence(&entry.clause.name);
                    let name = format!("{name} at {}", subject_name(inputs.register, subject));
                    moves.entry(here).or_default().push((gravity(&entry), name));
                    told.insert(key, here);
                }
                (None, _) if entry.line.variation == Variation::TooFewPoints => is_unknown = true,
                (None, _) => is_steady = true,
            }
        }
    }
    if !moves.is_empty() {
        let parts: Vec<String> = moves.into_iter().map(|(how, figures)| part(figures, how)).collect();
        let rest = if is_steady && !is_unknown { "; all else is within it" } else { "" };
        return Some(format!("Beyond normal variation, {}{rest}.", parts.join("; ")));
    }
    let sentence = match (is_steady, is_unknown) {
        (false, false) => return None,
        (false, true) => "There are too few periods yet to tell change from normal variation.",
        (true, false) => "Nothing has moved beyond normal variation.",
        (true, true) => "Nothing has moved beyond normal variation where there are enough periods to tell.",
    };
    Some(sentence.to_owned())
}

/// Judged, and the icon speaks of the clause's own rows.
fn is_telling(entry: &Entry<'_>) -> bool {
    entry.clause.direction != Direction::Neutral && entry.speaks_of_all_rows()
}

fn moved(variation: Variation) -> Option<Move> {
    match variation {
        Variation::ConcernHigh | Variation::ConcernLow => Some(Move::Worse),
        Variation::ImprovementHigh | Variation::ImprovementLow => Some(Move::Better),
        Variation::NeutralHigh | Variation::NeutralLow => Some(Move::Unusual),
        Variation::CommonCause | Variation::TooFewPoints => None,
    }
}

/// Missed before met, then the most material, the lowest score, the heaviest.
type Gravity = (bool, bool, i64, i64);

fn gravity(entry: &Entry<'_>) -> Gravity {
    let score = entry.ruling.and_then(|ruling| ruling.score).map_or(i64::MAX, |score| score.micro());
    (!entry.missed(), !entry.clause.most_material, score, -entry.line.weight.micro())
}

fn part(mut figures: Vec<(Gravity, String)>, how: Move) -> String {
    // A stable sort: equals keep the order of vendors.
    figures.sort_by_key(|(gravity, _)| *gravity);
    let names: Vec<&str> = figures.iter().map(|(_, name)| name.as_str()).take(NAMED).collect();
    let how = match how {
        Move::Worse => "worse",
        Move::Better => "better",
        Move::Unusual => "unusual",
    };
    match figures.len() {
        1 => format!("{} is {how}", names[0]),
        n if n <= NAMED => format!("{} are {how}", list_and(&names)),
        n => format!("{} figures are {how} (above all {})", count(n), list_and(&names)),
    }
}
