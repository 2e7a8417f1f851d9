//! Vendor by family: a rating, the service level that leads it, and what the icons say.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::gravity::{Gauge, Gravity};
use super::{GridCell, GridRow, Inputs};
use crate::core::attainment::{Outcome, Ruling};
use crate::core::contract::record::ServiceLevel;
use crate::core::contract::terms::{clause_on, middle_day};
use crate::core::rollup::Subject;
use crate::core::score::{Line, Rating, rate, weigh};
use crate::core::spc::{Assurance, Variation};
use crate::kit::id::VendorId;
use crate::kit::words::{ClosedList, Direction, Family};

/// A line of a scorecard with the clause in force that week and the ruling it holds.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub line: Line,
    pub clause: &'a ServiceLevel,
    pub ruling: Option<&'a Ruling>,
}

impl Entry<'_> {
    pub fn missed(&self) -> bool {
        self.ruling.is_some_and(Ruling::missed)
    }

    /// Met or missed, and not merely shown.
    pub fn judged(&self) -> bool {
        self.ruling.is_some_and(|ruling| matches!(ruling.outcome, Outcome::Met | Outcome::Missed))
    }

    /// Whether the metric's series is the clause's own: icons speak of all rows of the subject, not of one queue's.
    pub fn speaks_of_all_rows(&self) -> bool {
        let scope = &self.clause.scope;
        scope.projects.is_empty() && scope.queues.is_empty() && scope.languages.is_empty()
    }

    /// Worst first: missed, met, shown, not measured; each by its gravity, then the most material.
    fn rank(&self, gauge: &Gauge<'_>) -> (u8, Reverse<Gravity>, bool, usize) {
        let outcome = match self.ruling.map(|ruling| &ruling.outcome) {
            Some(Outcome::Missed) => 0,
            Some(Outcome::Met) => 1,
            Some(Outcome::Shown) => 2,
            Some(Outcome::NotMeasured(_)) => 3,
            None => 4,
        };
        let gravity = Reverse(gauge.of(&self.line, self.clause));
        (outcome, gravity, !self.clause.most_material, self.line.judged)
    }
}

/// The lines of a subject's scorecard of the reporting period.
pub fn entries<'a>(inputs: &Inputs<'a>, subject: &Subject) -> Vec<Entry<'a>> {
    let Some(card) = inputs.card(subject) else { return Vec::new() };
    let entry = |line: &Line| {
        let judged = inputs.judged.get(line.judged)?;
        let contract = inputs.register.contracts.get(&judged.contract)?;
        let (_, clause) = clause_on(contract, &judged.service_level, middle_day(inputs.period))?;
        let ruling = line.ruling.and_then(|at| judged.rulings.get(at));
        Some(Entry { line: *line, clause, ruling })
    };
    card.lines.iter().filter_map(entry).collect()
}

/// How grave the results of each vendor and site are, all together.
pub fn gravities(inputs: &Inputs<'_>) -> BTreeMap<Subject, Gravity> {
    let gauge = Gauge::new(inputs);
    let of = |subject: &Subject| {
        let own = entries(inputs, subject).into_iter().map(|entry| gauge.of(&entry.line, entry.clause));
        (subject.clone(), own.fold(Gravity::none(), Gravity::and))
    };
    inputs.scorecards.keys().map(of).collect()
}

/// The judged service levels of each vendor, worst first.
pub fn worst(inputs: &Inputs<'_>) -> BTreeMap<VendorId, Vec<usize>> {
    let gauge = Gauge::new(inputs);
    let of = |vendor: &VendorId| {
        let mut entries = vendor_entries(inputs, vendor);
        entries.retain(Entry::judged);
        entries.sort_by_cached_key(|entry| entry.rank(&gauge));
        (vendor.clone(), entries.iter().map(|entry| entry.line.judged).collect())
    };
    inputs.register.vendors.keys().map(of).collect()
}

/// Rows by gravity, then by the lowest score; equals keep the order of their ids.
pub fn worst_first(mut rows: Vec<GridRow>, gravity: &BTreeMap<Subject, Gravity>) -> Vec<GridRow> {
    rows.sort_by_cached_key(|row| {
        let subject = Subject::Vendor(row.vendor.clone());
        let score = row.score.map_or(i128::MAX, |score| score.cut(9));
        (Reverse(gravity.get(&subject).cloned().unwrap_or_else(Gravity::none)), score)
    });
    rows
}

/// In the order of the vendors' ids.
/// The lines of a vendor that are judged by a direction.
pub fn vendor_entries<'a>(inputs: &Inputs<'a>, vendor: &VendorId) -> Vec<Entry<'a>> {
    let mut entries = entries(inputs, &Subject::Vendor(vendor.clone()));
    entries.retain(|entry| entry.clause.direction != Direction::Neutral);
    entries
}

pub fn grid(inputs: &Inputs<'_>) -> Vec<GridRow> {
    let register = inputs.register;
    let gauge = Gauge::new(inputs);
    // A clause may stand in another family than its metric; it must not fall off the grid.
    let clauses = || {
        let versions = register.contracts.values().flat_map(|contract| &contract.versions);
        versions.flat_map(|version| version.terms.service_levels.values())
    };
    let is_used = |family: &Family| {
        register.metrics.values().any(|metric| metric.family == *family)
            || clauses().any(|clause| clause.family == *family)
    };
    let families: Vec<Family> = Family::WORDS.iter().map(|(_, family)| *family).filter(is_used).collect();
    let row = |vendor: &VendorId| {
        let subject = Subject::Vendor(vendor.clone());
        let entries = entries(inputs, &subject);
        let card = inputs.card(&subject);
        GridRow {
            vendor: vendor.clone(),
            overall: card.map_or(Rating::NotMeasured, |card| card.rating),
            score: card.and_then(|card| card.score),
            coverage: card.and_then(|card| card.coverage),
            cells: families.iter().map(|family| cell(inputs, &gauge, *family, &entries)).collect(),
        }
    };
    register.vendors.keys().map(row).collect()
}

fn cell(inputs: &Inputs<'_>, gauge: &Gauge<'_>, family: Family, entries: &[Entry<'_>]) -> GridCell {
    let own: Vec<&Entry<'_>> = entries.iter().filter(|entry| entry.clause.family == family).collect();
    let scored = own.iter().filter(|entry| entry.clause.direction != Direction::Neutral);
    let (score, coverage) = weigh(scored.map(|entry| {
        let score = entry.ruling.filter(|_| entry.judged()).and_then(|ruling| ruling.score);
        (entry.line.weight, score)
    }));
    let gate_missed = own.iter().any(|entry| entry.clause.gate && entry.missed());
    let rating = rate(&inputs.register.settings, score, coverage, gate_missed);
    let lead = own.iter().filter(|entry| entry.ruling.is_some()).min_by_key(|entry| entry.rank(gauge));
    GridCell {
        family,
        rating,
        lead: lead.and_then(|entry| Some((entry.line.judged, entry.line.ruling?))),
        variation: lead.map_or(Variation::TooFewPoints, |entry| entry.line.variation),
        assurance: lead.map_or(Assurance::NotApplicable, |entry| entry.line.assurance),
        coverage,
        score,
        missed: own.iter().filter(|entry| entry.missed()).count(),
        reason: reason(rating, &own, lead.copied()),
    }
}

fn reason(rating: Rating, own: &[&Entry<'_>], lead: Option<&Entry<'_>>) -> String {
    match (rating, lead.and_then(|entry| entry.ruling)) {
        (Rating::Named(_), _) => String::new(),
        _ if own.is_empty() => "no service level in this family".to_owned(),
        (_, None) => "no window has ended yet".to_owned(),
        (Rating::InsufficientData, _) => "too little of the weight is measured".to_owned(),
        (Rating::NotMeasured, Some(ruling)) => match &ruling.outcome {
            Outcome::NotMeasured(why) => why.text(),
            Outcome::Shown => "shown, not judged".to_owned(),
            Outcome::Met | Outcome::Missed => "judged, and without weight in the score".to_owned(),
        },
    }
}
