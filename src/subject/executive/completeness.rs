//! How much of what should have been reported was.

use super::Inputs;
use crate::core::contract::terms::{clause_on, covers, is_expected, is_measured, middle_day};
use crate::core::metric::record::Metric;
use crate::core::rollup::Subject;
use crate::kit::calendar::{Grain, add_days};
use crate::kit::number::Quotient;
use crate::kit::period::Period;

/// Percent of the slices that service levels in force expect of each site in the newest week that is due by the report's, and that
/// have a row, those aside whose rows were withheld by their sender; in a monthly book in the newest month. Monthly metrics are not expected by the week. `None` when nothing is expected.
pub fn completeness(inputs: &Inputs<'_>) -> Option<Quotient> {
    let register = inputs.register;
    let (mut expected, mut present) = (0, 0);
    for judged in inputs.judged {
        let Subject::Site(id) = &judged.subject else { continue };
        let (Some(site), Some(contract)) = (register.sites.get(id), register.contracts.get(&judged.contract))
        else {
            continue;
        };
        // The metric of the period that is due is that of its terms, whose delay says which period is due.
        let of = |period: Period| {
            let (_, clause) = clause_on(contract, &judged.service_level, middle_day(period))?;
            Some((clause, register.metrics.get(&clause.metric)?))
        };
        let Some((_, metric)) = of(inputs.period) else { continue };
        let period = newest_due(inputs.period, metric);
        let Some((clause, metric)) = of(period) else { continue };
        let day = middle_day(period);
        if !is_measured(clause, day)
            || !covers(register, &clause.scope, site)
            || !is_expected(register, &clause.scope, Some(site), day)
        {
            continue;
        }
        let slices: Vec<Period> = match (metric.grain, period) {
            (Grain::Day, Period::Week(week)) => {
                (0..7).map(|day| Period::Day(add_days(week.monday(), day))).collect()
            }
            (grain, period) if period.grain() == Some(grain) => vec![period],
            _ => Vec::new(),
        };
        let cells = inputs.rollup.cells(&judged.subject, &metric.id, &clause.scope);
        let withheld = inputs.rollup.withheld(&judged.subject, &metric.id, &clause.scope);
        let is_there = |slice: &&Period| cells.binary_search_by_key(*slice, |(period, _)| *period).is_ok();
        let there = slices.iter().filter(is_there).count();
        // What its sender withheld is not owed.
        expected += there + slices.iter().filter(|at| !is_there(at) && !withheld.contains_key(at)).count();
        present += there;
    }
    Quotient::new(present as i128 * 100, expected as i128)
}

/// As every page and what is sent show it: cut, so that 100% is said of all rows alone.
pub fn shown(share: Quotient) -> String {
    format!("{}%", share.show_cut())
}

/// The last period up to `by` whose rows of a metric are due by its last day.
fn newest_due(by: Period, metric: &Metric) -> Period {
    let due_by = add_days(by.last_day(), -i32::try_from(metric.lag_days).unwrap_or(i32::MAX));
    let mut period = by;
    while period.last_day() > due_by {
        period = period.previous();
    }
    period
}
