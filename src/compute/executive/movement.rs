//! What moved, as far as the icons say so: never two points compared.

use std::collections::BTreeSet;

use super::Inputs;
use super::grid::{Entry, entries};
use crate::compute::spc::Variation;
use crate::compute::wording::{count, in_sentence, subject_name, vendor_of};
use crate::diag::list_and;
use crate::model::{Direction, MetricId, VendorId};

/// Named in the sentence; the rest is counted.
const NAMED: usize = 3;

/// `None` when no service level is in force.
pub fn movement(inputs: &Inputs<'_>) -> Option<String> {
    let (mut worse, mut better, mut unusual) = (Vec::new(), Vec::new(), Vec::new());
    let (mut steady, mut unknown) = (0, 0);
    let mut told: BTreeSet<(VendorId, MetricId)> = BTreeSet::new();
    // Vendors come before sites, so a site's move is told only where its vendor's own figure shows none.
    for subject in inputs.scorecards.keys() {
        let Some(vendor) = vendor_of(inputs.register, subject) else { continue };
        let mut metrics: BTreeSet<MetricId> = BTreeSet::new();
        for entry in entries(inputs, subject).into_iter().filter(is_telling) {
            let metric = &entry.clause.metric;
            if told.contains(&(vendor.clone(), metric.clone())) && !metrics.contains(metric)
                || !metrics.insert(metric.clone())
            {
                // Told by its vendor's figure; a site that moved too is not "within normal variation".
                unknown += usize::from(entry.line.variation != Variation::CommonCause);
                continue;
            }
            let list = match entry.line.variation {
                Variation::ConcernHigh | Variation::ConcernLow => &mut worse,
                Variation::ImprovementHigh | Variation::ImprovementLow => &mut better,
                Variation::TooFewPoints => {
                    unknown += 1;
                    continue;
                }
                Variation::NeutralHigh | Variation::NeutralLow => &mut unusual,
                Variation::CommonCause => {
                    steady += 1;
                    continue;
                }
            };
            list.push(format!(
                "{} at {}",
                in_sentence(&entry.clause.name),
                subject_name(inputs.register, subject)
            ));
            told.insert((vendor.clone(), metric.clone()));
        }
    }
    let moved = worse.len() + better.len() + unusual.len();
    match (moved, steady, unknown) {
        (0, 0, 0) => None,
        (0, 0, _) => Some("There are too few periods yet to tell change from normal variation.".to_owned()),
        (0, _, 0) => Some("Nothing has moved beyond normal variation.".to_owned()),
        (0, ..) => Some(
            "Nothing has moved beyond normal variation where there are enough periods to tell.".to_owned(),
        ),
        (_, steady, unknown) => {
            let parts = [part(&worse, "worse"), part(&better, "better"), part(&unusual, "unusual")];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            let rest = match (steady, unknown) {
                (1.., 0) => "; all else is within it",
                _ => "",
            };
            Some(format!("Beyond normal variation, {}{rest}.", list_and(&parts)))
        }
    }
}

/// Judged, and the icon speaks of the clause's own rows.
fn is_telling(entry: &Entry<'_>) -> bool {
    entry.clause.direction != Direction::Neutral && entry.speaks_of_all_rows()
}

fn part(names: &[String], how: &str) -> Option<String> {
    let (named, rest) = names.split_at(names.len().min(NAMED));
    let mut words = named.to_vec();
    if !rest.is_empty() {
        words.push(format!("{} more", count(rest.len())));
    }
    let are = if names.len() == 1 { "is" } else { "are" };
    (!names.is_empty()).then(|| format!("{} {are} {how}", list_and(&words)))
}
