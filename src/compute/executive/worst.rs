//! Who fares worst, and in what.

use super::status::{figure, vendor_entries};
use super::{About, Exception, ExceptionKind, Executive, GridCell, GridRow, Inputs};
use crate::compute::rollup::Subject;
use crate::compute::scorecard::Rating;
use crate::compute::sentence::Sentence;
use crate::compute::wording::{count, vendor_name};
use crate::diag::list_and;
use crate::model::{Decimal, Family, RatingName, VendorId};

/// The vendor that the headline names first.
pub struct Worst<'e> {
    row: &'e GridRow,
    /// Others with the same rating, score and number of misses.
    tied: Vec<&'e VendorId>,
    missed: usize,
    judged: usize,
    /// The worst family with a missed service level, and that service level.
    cell: &'e GridCell,
    lead: (usize, usize),
    is_alone: bool,
}

/// Of the vendors that miss something, the one with the lowest band, then score, then the most misses.
pub fn worst<'e>(inputs: &Inputs<'_>, executive: &'e Executive) -> Option<Worst<'e>> {
    let book = &inputs.register.book;
    let band = |row: &GridRow| match (row.overall, row.score) {
        (Rating::Named(name), _) => std::cmp::Reverse(Some(name)),
        // Little is measured; what is still says how bad it looks.
        (_, Some(score)) => {
            let cut = Decimal::from_micro(i64::try_from(score.cut(6)).unwrap_or_default());
            std::cmp::Reverse(Some(book.rating(cut)))
        }
        _ => std::cmp::Reverse(None::<RatingName>),
    };
    let mut rows: Vec<(&GridRow, usize, usize)> = Vec::new();
    let mut judging = 0;
    for row in &executive.grid {
        let entries = vendor_entries(inputs, &row.vendor);
        let missed = entries.iter().filter(|entry| entry.missed()).count();
        let judged = entries.iter().filter(|entry| entry.judged()).count();
        judging += usize::from(judged > 0);
        if missed > 0 {
            rows.push((row, missed, judged));
        }
    }
    let key = |(row, missed, _): &(&GridRow, usize, usize)| {
        let score = row.score.map_or(i128::MAX, |score| score.cut(9));
        (band(row), score, std::cmp::Reverse(*missed))
    };
    rows.sort_by_key(key);
    let first = *rows.first()?;
    let tied =
        rows[1..].iter().filter(|other| key(other) == key(&first)).map(|(row, ..)| &row.vendor).collect();
    let (row, missed, judged) = first;
    let missed_lead = |cell: &&GridCell| {
        cell.lead.is_some_and(|(judged, ruling)| inputs.judged[judged].rulings[ruling].missed())
    };
    let worse_first = |cell: &&GridCell| {
        let named = match cell.rating {
            Rating::Named(name) => std::cmp::Reverse(Some(name)),
            _ => std::cmp::Reverse(None),
        };
        let severe = cell.lead.is_some_and(|(judged, ruling)| inputs.judged[judged].rulings[ruling].severe);
        (named, !severe)
    };
    let cell = row.cells.iter().filter(missed_lead).min_by_key(worse_first)?;
    let lead = gravest(inputs, executive, row, cell).or(cell.lead)?;
    Some(Worst { row, tied, missed, judged, cell, lead, is_alone: judging == 1 })
}

/// The contract-wide result, in the cell's family, of the vendor's gravest exception there: a chronic miss before a new one.
fn gravest(
    inputs: &Inputs<'_>,
    executive: &Executive,
    row: &GridRow,
    cell: &GridCell,
) -> Option<(usize, usize)> {
    let entries = vendor_entries(inputs, &row.vendor);
    let mut exceptions = executive.exceptions.iter().filter(|exception| exception.vendor == row.vendor);
    exceptions.find_map(|exception| {
        let of = &inputs.judged[exception.judged];
        let entry = entries.iter().find(|entry| {
            let judged = &inputs.judged[entry.line.judged];
            entry.missed()
                && entry.clause.family == cell.family
                && judged.contract == of.contract
                && judged.service_level == of.service_level
        })?;
        Some((entry.line.judged, entry.line.ruling?))
    })
}

/// Who fares worst and in what: `Worst is Borealis, which misses two and is rated …`.
pub fn worst_sentence(inputs: &Inputs<'_>, exceptions: &[Exception], worst: &Worst<'_>) -> Sentence<About> {
    let name = |vendor| vendor_name(inputs.register, vendor);
    let vendor = name(&worst.row.vendor);
    let misses = match worst.missed == worst.judged {
        true if worst.judged > 1 => format!("misses all {}", count(worst.judged)),
        true => "misses its only one".to_owned(),
        false => format!("misses {}", count(worst.missed)),
    };
    let overall = match worst.row.overall {
        Rating::Named(RatingName::Good) => "is still rated good overall".to_owned(),
        Rating::Named(rating) => format!("is rated {} overall", rating.label().to_lowercase()),
        Rating::InsufficientData => "has too little measured for a rating".to_owned(),
        Rating::NotMeasured => "has no score".to_owned(),
    };
    let who = match (worst.is_alone, worst.tied.as_slice()) {
        // The sentence before has named it and counted its misses.
        (true, _) => Sentence::words(format!("It {overall}")),
        (false, []) => Sentence::words("Worst is ")
            .then(About::Name, vendor)
            .and(", which ")
            .then(About::Vendor(worst.row.vendor.clone()), misses)
            .and(format!(" and {overall}")),
        (false, tied) => {
            let names: Vec<&str> =
                std::iter::once(vendor).chain(tied.iter().map(|vendor| name(vendor))).collect();
            Sentence::of(About::Name, list_and(&names))
                .and(" fare worst alike; ")
                .then(About::Name, vendor)
                .and(" ")
                .then(About::Vendor(worst.row.vendor.clone()), misses)
                .and(format!(" and {overall}"))
        }
    };
    let family = worst.cell.family.label().to_lowercase();
    let family = match (worst.cell.rating, worst.row.overall) {
        (Rating::Named(cell), Rating::Named(overall)) if cell > overall => {
            format!("{} in {family}", cell.label().to_lowercase())
        }
        _ => format!("above all in {family}"),
    };
    let told = who.and(format!(", {family}: ")).join(figure(inputs, worst.lead).unwrap_or_default());
    let told = match only_site(inputs, exceptions, worst) {
        Some(site) => told.and("; ").then(About::Name, site).and(" is the one site that misses it"),
        None => told,
    };
    told.and(".")
}

/// The one site that misses the service level just named, when it is one.
fn only_site<'a>(inputs: &Inputs<'a>, exceptions: &[Exception], worst: &Worst<'_>) -> Option<&'a str> {
    let mut same = exceptions.iter().filter(|exception| worst.is_about(inputs, exception));
    let (only, None) = (same.next()?, same.next()) else { return None };
    if only.kind == ExceptionKind::ConsistentlyFailing {
        return None;
    }
    match &inputs.judged[only.judged].subject {
        Subject::Site(site) => Some(inputs.register.sites.get(site)?.name.as_str()),
        Subject::Vendor(_) => None,
    }
}

impl Worst<'_> {
    pub fn vendor(&self) -> &VendorId {
        &self.row.vendor
    }

    /// The family it is named with.
    pub fn family(&self) -> Family {
        self.cell.family
    }

    /// Vendors that fare as badly.
    pub fn tied(&self) -> &[&VendorId] {
        &self.tied
    }

    /// Whether an exception is of the service level that the sentence names.
    pub fn is_about(&self, inputs: &Inputs<'_>, exception: &Exception) -> bool {
        let (named, other) = (&inputs.judged[self.lead.0], &inputs.judged[exception.judged]);
        named.contract == other.contract && named.service_level == other.service_level
    }
}
