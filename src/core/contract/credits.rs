//! `[credits]` of a contract: what misses cost.

use std::collections::BTreeMap;

use super::words::{CreditBase, CreditMethod, IncidentRule, ShareOf};
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place};

/// What misses cost.
#[derive(Clone, Debug, Record)]
#[record(noun = "[credits]", check = Credits::check)]
pub struct Credits {
    /// Most of a month's fee that can be lost, in percent.
    #[key(example = 10, range = 0..=100)]
    pub at_risk_percent: At<Decimal>,
    /// Most that is credited in a month, as a share of the fee, up to at-risk-percent, which holds without it.
    #[key(example = 10, range = 0..=100)]
    pub cap_percent: Option<At<Decimal>>,
    /// What credits are shares of: the monthly fee, or what is invoiced for the month in the contract's currency, before credits.
    #[key(example = "fee", default = ShareOf::Fee)]
    pub share_of: ShareOf,
    /// How a miss is priced.
    #[key(example = "allocation", default = CreditMethod::Allocation)]
    pub method: CreditMethod,
    /// Whose fees the credit of a quarter is a share of; required where such a window bears credits.
    #[key(name = "credit-base", example = "window")]
    pub base: Option<CreditBase>,
    /// What the allocations of one pool may add up to, 100 or more; without it 100, and more is a finding.
    #[key(example = 150, range = 100..=10_000)]
    pub allocatable_percent: Option<Decimal>,
    /// What is lost when several service levels miss in one month.
    #[key(example = "sum", default = IncidentRule::Sum)]
    pub incident_rule: IncidentRule,
    /// Days after the month's end, or that of a window that ends later, within which a credit is claimed.
    #[key(example = 30, range = 0..=3660)]
    pub claim_within_days: Option<At<u32>>,
    /// Of the method points, where it is required: floor row, percent of the fee; in rising order.
    #[key(example = "[{ at-least = 5, percent = 0 }, { at-least = 10, percent = 2 }]")]
    pub points: Vec<PointsRow>,
    /// Named shares of the at-risk amount, in percent: the most that the misses of a pool cost together.
    #[key(example = "{ quality = 100 }", range = 0..=100)]
    pub pools: BTreeMap<String, At<Decimal>>,
    pub place: Place,
}

/// A floor row of the table of points.
#[derive(Clone, Debug, Record)]
#[record(noun = "points row")]
pub struct PointsRow {
    /// So many points or more, up to the next row.
    #[key(example = 5)]
    pub at_least: Decimal,
    /// Percent of the fee.
    #[key(example = 2, range = 0..=100)]
    pub percent: Decimal,
    pub place: Place,
}

impl Credits {
    /// Share of a month's fee that credits never pass.
    pub fn cap(&self) -> &At<Decimal> {
        self.cap_percent.as_ref().unwrap_or(&self.at_risk_percent)
    }

    fn check(draft: &mut CreditsDraft, reader: &Reader<'_, '_, '_>) {
        draft.points = in_order(std::mem::take(&mut draft.points), reader);
        let log = reader.log();
        if draft.method == CreditMethod::Points && !reader.fields.has("points") {
            let message = "[credits] has the method `points` and no `points`";
            log.push(
                reader
                    .fields
                    .whole(&codes::ALLOCATION, message)
                    .label("method `points` reads the percentage from a table of points")
                    .help("add `points = [{ at-least = 5, percent = 2 }]` with the contract's rows"),
            );
        }
        if let (Some(at_risk), Some(cap)) = (&draft.at_risk_percent, &draft.cap_percent)
            && cap.value > at_risk.value
        {
            let message = format!("`cap-percent` {cap} is above `at-risk-percent` {at_risk}");
            log.push(
                Diagnostic::new(&codes::ALLOCATION, cap.place.clone(), message)
                    .label(format!("no month can lose more than is at risk: expected {at_risk} or less"))
                    .help("correct one of the two"),
            );
        }
    }
}

/// The rows that rise in both columns; reports the others.
fn in_order(written: Vec<PointsRow>, reader: &Reader<'_, '_, '_>) -> Vec<PointsRow> {
    let mut rows: Vec<PointsRow> = Vec::new();
    for row in written {
        let wrong = rows.last().and_then(|before| {
            if row.at_least <= before.at_least {
                Some(("at-least", row.at_least, before.at_least))
            } else if row.percent < before.percent {
                Some(("percent", row.percent, before.percent))
            } else {
                None
            }
        });
        let Some((key, found, least)) = wrong else {
            rows.push(row);
            continue;
        };
        let place = reader.place_in("points", &row.place, key);
        reader.log().push(
            Diagnostic::new(&codes::ALLOCATION, place, format!("`{key}` {found} follows {least}"))
                .label("points and percentages rise from row to row")
                .help("sort the rows, and let more points cost no less"),
        );
    }
    rows
}
