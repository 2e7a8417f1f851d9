//! What stands above a vendor.

use super::{Formula, OURS, f};

pub static FORMULAS: &[Formula] = &[
    f(
        "group-results",
        "Service levels met by a group",
        "how many were met, of those judged in one and the same window; what was not measured is counted apart",
        OURS,
    ),
    f(
        "group-change",
        "Service levels of a group that changed",
        "judged in both windows, and met in one of them alone",
        OURS,
    ),
    f(
        "group-ratio",
        "Ratio of a group",
        "Σ numerators ÷ Σ denominators (× 100 in percent) over its sites and the period",
        OURS,
    ),
    f("group-count", "Count of a group", "Σ values over its sites and the period", OURS),
    f("group-mean", "Mean of a group", "Σ (value × samples) ÷ Σ samples over its sites and the period", OURS),
    f("group-level", "Level of a group", "Σ over its sites in the last row of the period", OURS),
    f(
        "money-group",
        "Service credits of a group",
        "Σ of what its contracts owe for the months of the period, less what was earned back; by currency",
        OURS,
    ),
];
