//! Rulings that a later day left as they were.

use super::ruling::{Judged, Ruling};
use crate::compute::relief::events;
use crate::model::{BelowMinVolume, Contract, OnMissing, Register, ServiceLevel, add_days};

/// What stood on the as-of day of `earlier`, from what stands on that of `later`; both registers have the same records. `None`
/// where what came between may have changed a window that had ended: relief that was approved, days of grace that have passed, a
/// small window that was pooled into the next.
pub fn settled(earlier: &Register, later: &Register, contract: &Contract, judged: &Judged) -> Option<Judged> {
    let id = &judged.service_level;
    let clause = |version: usize| contract.versions.get(version)?.terms.service_levels.get(id);
    let pools = |clause: &ServiceLevel| clause.below_min_volume == BelowMinVolume::CombineNext;
    if (0..contract.versions.len()).filter_map(clause).any(pools)
        || events(earlier, contract, id).len() != events(later, contract, id).len()
    {
        return None;
    }
    let ended = judged.rulings.partition_point(|ruling| ruling.window.last <= earlier.as_of());
    let rulings = judged.rulings.first_of(ended);
    let had_grace = |ruling: &Ruling| {
        let Some(OnMissing::MissedAfter { days }) = clause(ruling.version).map(|clause| clause.on_missing)
        else {
            return false;
        };
        let has_gap = !ruling.missing.is_empty() || !ruling.missing_sites.is_empty();
        has_gap && earlier.as_of() < add_days(ruling.window.last, i32::try_from(days).unwrap_or(i32::MAX))
    };
    if rulings.iter().any(had_grace) {
        return None;
    }
    Some(Judged { rulings, ..judged.clone() })
}
