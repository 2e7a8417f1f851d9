//! How much of what should have been reported was.

use super::Inputs;
use crate::compute::rollup::Subject;
use crate::compute::terms::{clause_on, covers, is_expected, is_measured};
use crate::model::{Grain, Period, Quotient, add_days};

/// Percent of the slices that service levels in force expect of each site in the reporting week, and that have a row. Monthly
/// metrics are not expected by the week. `None` when nothing is expected.
pub fn completeness(inputs: &Inputs<'_>) -> Option<Quotient> {
    let (register, week) = (inputs.register, inputs.week);
    let (mut expected, mut present) = (0, 0);
    for judged in inputs.judged {
        let Subject::Site(id) = &judged.subject else { continue };
        let (Some(site), Some(contract)) = (register.sites.get(id), register.contracts.get(&judged.contract))
        else {
            continue;
        };
        let thursday = week.thursday();
        let Some((_, clause)) = clause_on(contract, &judged.service_level, thursday) else { continue };
        let Some(metric) = register.metrics.get(&clause.metric) else { continue };
        let slices: Vec<Period> = match metric.grain {
            Grain::Day => (0..7).map(|day| Period::Day(add_days(week.monday(), day))).collect(),
            Grain::Week => vec![Period::Week(week)],
            Grain::Month => Vec::new(),
        };
        if !is_measured(clause, thursday)
            || !covers(register, &clause.scope, site)
            || !is_expected(register, &clause.scope, Some(site), thursday)
        {
            continue;
        }
        let cells = inputs.rollup.cells(&judged.subject, &metric.id, &clause.scope);
        let is_there = |slice: &&Period| cells.binary_search_by_key(*slice, |(period, _)| *period).is_ok();
        expected += slices.len();
        present += slices.iter().filter(is_there).count();
    }
    Quotient::new(present as i128 * 100, expected as i128)
}
