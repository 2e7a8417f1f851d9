//! What moved, as far as the icons say so: never two points compared.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::gravity::{Gauge, Gravity};
use super::grid::{Entry, entries};
use super::{About, Inputs, Why};
use crate::core::charted::Charted;
use crate::core::rollup::Subject;
use crate::core::sentence::Sentence;
use crate::core::shift_share::{Shift, parts_sentence, shift, shift_sentence};
use crate::core::spc::Variation;
use crate::core::wording::{count, in_sentence, sentence_case, subject_name, vendor_of};
use crate::kit::diag::list_and;
use crate::kit::id::{MetricId, VendorId};
use crate::kit::words::Direction;
use crate::subject::language::figures::withheld::Withheld;

/// Figures named in each part of the sentence, the gravest first; when there are more, their number is said.
const NAMED: usize = 2;

/// How a figure left its normal variation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    Worse,
    Better,
    /// Neither way is better.
    Unusual,
}

impl Move {
    pub fn word(self) -> &'static str {
        match self {
            Move::Worse => "worse",
            Move::Better => "better",
            Move::Unusual => "unusual",
        }
    }
}

/// A figure that left its normal variation.
struct Moving {
    gravity: Reverse<Gravity>,
    subject: Subject,
    metric: MetricId,
    /// Index into `Report::charts`: the series that moved.
    chart: Option<usize>,
    /// `labelling accuracy at Porto (Acme Labelling)`
    name: String,
}

/// Everything that left its normal variation, by how, the gravest first.
#[derive(Default)]
pub struct Moves {
    of: BTreeMap<Move, Vec<Moving>>,
    is_steady: bool,
    is_unknown: bool,
}

pub fn moves(inputs: &Inputs<'_>) -> Moves {
    let mut all = Moves::default();
    let gauge = Gauge::new(inputs);
    let (moves, is_steady, is_unknown) = (&mut all.of, &mut all.is_steady, &mut all.is_unknown);
    let mut told: BTreeMap<(VendorId, MetricId), Move> = BTreeMap::new();
    // Vendors come before sites, so a site's move is shown only where its vendor's own figure shows none.
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
                (Some(here), Some(there)) => *is_unknown |= here != *there,
                (Some(here), None) => {
                    let name = in_sentence(&entry.clause.name);
                    let name = format!("{name} at {}", subject_name(inputs.register, subject));
                    moves.entry(here).or_default().push(Moving {
                        gravity: Reverse(gauge.of(&entry.line, entry.clause)),
                        subject: subject.clone(),
                        metric: entry.clause.metric.clone(),
                        chart: entry.line.chart,
                        name,
                    });
                    told.insert(key, here);
                }
                (None, _) if entry.line.variation == Variation::TooFewPoints => *is_unknown = true,
                (None, _) => *is_steady = true,
            }
        }
    }
    // A stable sort: equals keep the order of vendors.
    all.of.values_mut().for_each(|figures| figures.sort_by(|one, other| one.gravity.cmp(&other.gravity)));
    all
}

/// The gravest ratio that moved, first of all for the worse, and why: what its own page says of it.
fn top<'a>(inputs: &Inputs<'a>, moves: &Moves) -> Option<(&'a Charted, Shift)> {
    let explained = |moving: &Moving| {
        let key = (moving.subject.clone(), moving.metric.clone());
        let chart = inputs.charts.get(*inputs.chart_of.get(&key)?)?;
        let metric = inputs.register.metrics.get(&chart.metric)?;
        let mut shift = shift(&inputs.register.measurements, metric, chart)?;
        let withheld = Withheld::of_metric(inputs.register, &chart.metric);
        shift.cuts.retain(|cut| withheld.tells_shift(inputs.register, cut));
        (!shift.cuts.is_empty()).then_some((chart, shift))
    };
    moves.of.values().flatten().find_map(explained)
}

/// `Why: on-time share at Kigali fell …, mostly because …`.
pub fn why(inputs: &Inputs<'_>, moves: &Moves) -> Option<(Sentence<About>, Why)> {
    let register = inputs.register;
    let (chart, shift) = top(inputs, moves)?;
    let metric = register.metrics.get(&chart.metric)?;
    let cut = shift.cuts.first()?;
    let what = format!("{} at {}", sentence_case(&metric.name), subject_name(register, &chart.subject));
    let parts = parts_sentence(register, metric, &shift, cut);
    let told = shift_sentence(metric, &shift).and(": ").join(parts).within(About::Why);
    let said = Sentence::of(About::Name, what).and(" ").join(told).and(".");
    Some((said, Why { subject: chart.subject.clone(), metric: chart.metric.clone(), shift }))
}

/// `None` when no service level is in force.
pub fn movement(moves: &Moves) -> Option<Sentence<About>> {
    let (is_steady, is_unknown) = (moves.is_steady, moves.is_unknown);
    if !moves.of.is_empty() {
        let mut told = Sentence::words("Beyond normal variation, ");
        for (at, (how, figures)) in moves.of.iter().enumerate() {
            told = if at > 0 { told.and("; ") } else { told };
            told = told.join(part(figures, *how));
        }
        let rest = if is_steady && !is_unknown { "; all else is within it" } else { "" };
        return Some(told.and(rest).and("."));
    }
    let sentence = match (is_steady, is_unknown) {
        (false, false) => return None,
        (false, true) => "There are too few periods yet to tell change from normal variation.",
        (true, false) => "Nothing has moved beyond normal variation.",
        (true, true) => "Nothing has moved beyond normal variation where there are enough periods to tell.",
    };
    Some(Sentence::words(sentence))
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

fn part(figures: &[Moving], how: Move) -> Sentence<About> {
    let names: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).take(NAMED).collect();
    let word = how.word();
    match figures.len() {
        1 => Sentence::of(About::Name, names[0]).and(format!(" is {word}")),
        n if n <= NAMED => Sentence::of(About::Name, list_and(&names)).and(format!(" are {word}")),
        n => Sentence::of(
            About::Moves(how, figures.iter().filter_map(|figure| figure.chart).collect()),
            count(n),
        )
        .and(format!(" figures are {word} (above all "))
        .then(About::Name, list_and(&names))
        .and(")"),
    }
}
