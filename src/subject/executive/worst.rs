//! Who fares worst, and in what.

use std::cmp::Reverse;

use super::gravity::Gauge;
use super::grid::vendor_entries;
use super::status::figure;
use super::{About, Exception, ExceptionKind, Executive, GridCell, GridRow, Inputs};
use crate::core::rollup::Subject;
use crate::core::score::Rating;
use crate::core::sentence::Sentence;
use crate::core::wording::vendor_name;
use crate::kit::diag::list_and;
use crate::kit::id::VendorId;
use crate::kit::words::{Family, RatingName};

/// The vendor that the headline names first.
pub struct Worst<'e> {
    row: &'e GridRow,
    /// Others that no measure tells from it.
    tied: Vec<&'e VendorId>,
    missed: usize,
    judged: usize,
    /// Of the family of the gravest miss.
    cell: &'e GridCell,
    /// The gravest miss.
    lead: (usize, usize),
    is_alone: bool,
}

/// Of the vendors that miss something, the first of the grid: by gravity, then by score; then the one with the most misses.
pub fn worst<'e>(inputs: &Inputs<'_>, executive: &'e Executive) -> Option<Worst<'e>> {
    let gauge = Gauge::new(inputs);
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
    let key = |(row, missed, _): &(&'e GridRow, usize, usize)| {
        let gravity = executive.gravity.get(&Subject::Vendor(row.vendor.clone())).cloned();
        let score = row.score.map_or(i128::MAX, |score| score.cut(9));
        (Reverse(gravity), score, Reverse(*missed))
    };
    rows.sort_by_cached_key(key);
    let first = *rows.first()?;
    let tied = rows[1..].iter().take_while(|other| key(other) == key(&first)).map(|(row, ..)| &row.vendor);
    let tied = tied.collect();
    let (row, missed, judged) = first;
    let entries = vendor_entries(inputs, &row.vendor);
    let misses = entries.iter().filter(|entry| entry.missed());
    // The first of equals, as on the scorecard.
    let lead = misses.min_by_key(|entry| Reverse(gauge.of(&entry.line, entry.clause)))?;
    let cell = row.cells.iter().find(|cell| cell.family == lead.clause.family)?;
    let lead = (lead.line.judged, lead.line.ruling?);
    Some(Worst { row, tied, missed, judged, cell, lead, is_alone: judging == 1 })
}

/// Vendors named one by one where no measure tells them apart.
const NAMED: usize = 3;

/// Who fares worst and in what: `Worst vendor: Borealis (Inadequate), missing 2 of 3, above all in quality: …`.
pub fn worst_sentence(inputs: &Inputs<'_>, exceptions: &[Exception], worst: &Worst<'_>) -> Sentence<About> {
    let name = |vendor| vendor_name(inputs.register, vendor);
    let vendor = name(&worst.row.vendor);
    let of_vendor = || About::Vendor(worst.row.vendor.clone());
    let misses = format!("{} of {}", worst.missed, worst.judged);
    // The best rating is not said beside a miss: it would read as if all were well.
    let overall = match worst.row.overall {
        Rating::Named(RatingName::Good) => None,
        Rating::Named(rating) => Some(rating.label()),
        Rating::InsufficientData => Some("too little measured for a rating"),
        Rating::NotMeasured => Some("no score"),
    };
    let rated = overall.map_or_else(String::new, |overall| format!(" ({overall})"));
    let who = match (worst.is_alone, worst.tied.as_slice()) {
        // The sentence before has named it and counted its misses.
        (true, _) => Sentence::words(match overall {
            Some(overall) => format!("Rated {}", overall.to_lowercase()),
            None => "It falls short".to_owned(),
        }),
        (false, []) => Sentence::words("Worst vendor: ")
            .then(About::Name, vendor)
            .and(format!("{rated}, missing "))
            .then(of_vendor(), misses),
        (false, tied) => {
            let all = std::iter::once(vendor).chain(tied.iter().map(|vendor| name(vendor)));
            let mut names: Vec<String> = all.take(NAMED).map(str::to_owned).collect();
            if tied.len() + 1 > NAMED {
                names.push("others".to_owned());
            }
            Sentence::words("Worst vendors, alike by every measure: ")
                .then(About::Name, list_and(&names))
                .and("; ")
                .then(About::Name, vendor)
                .and(format!("{rated} misses "))
                .then(of_vendor(), misses)
        }
    };
    let family = worst.cell.family.label().to_lowercase();
    let told =
        who.and(format!(", above all in {family}: ")).join(figure(inputs, worst.lead).unwrap_or_default());
    let told = match only_site(inputs, exceptions, worst) {
        Some(site) => told.and("; all of it is ").then(About::Name, site),
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
