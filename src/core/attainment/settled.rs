//! Rulings that a later day left as they were.

use super::ruling::{Judged, Ruling};
use crate::core::Book;
use crate::core::contract::record::{BelowMinVolume, Contract, OnMissing};
use crate::core::relief::events;
use crate::kit::calendar::add_days;
use crate::kit::id::ServiceLevelId;

/// Whether the rulings of a service level stand by themselves: no relief was approved between the as-of days of two registers with
/// the same records, and no small window is pooled into the next.
pub fn stands(earlier: &Book, later: &Book, contract: &Contract, id: &ServiceLevelId) -> bool {
    let mut clauses = contract.versions.iter().filter_map(|version| version.terms.service_levels.get(id));
    clauses.all(|clause| clause.below_min_volume != BelowMinVolume::CombineNext)
        && events(earlier, contract, id).len() == events(later, contract, id).len()
}

/// What stood on the as-of day of `earlier`, from what stands on a later one, of a service level that [`stands`]. `None` where days of
/// grace that have passed since may have changed a window that had ended.
pub fn settled(earlier: &Book, contract: &Contract, judged: &Judged) -> Option<Judged> {
    let clause = |version: usize| contract.level(version, &judged.service_level);
    let due = judged.rulings.partition_point(|ruling| ruling.due_on <= earlier.as_of());
    let rulings = judged.rulings.first_of(due);
    let had_grace = |ruling: &Ruling| {
        let Some(OnMissing::MissedAfter { days }) = clause(ruling.version).map(|clause| clause.on_missing)
        else {
            return false;
        };
        ruling.is_owed() && earlier.as_of() < add_days(ruling.due_on, i32::try_from(days).unwrap_or(i32::MAX))
    };
    if rulings.iter().any(had_grace) {
        return None;
    }
    Some(Judged { rulings, ..judged.clone() })
}
