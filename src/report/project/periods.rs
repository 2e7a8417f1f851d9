//! What a project planned, delivered and left over in each period, with the figures that say so.

use std::collections::BTreeMap;

use crate::core::organisation::record::Project;
use crate::core::rollup;
use crate::core::rollup::Series;
use crate::kit::id::MetricId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::kit::source::At;
use crate::report::project::counted;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::project::figures::ProjectState;

/// One week of a project, or one month where its units are counted by month.
#[derive(Clone, Copy, Default)]
pub struct PaceRow {
    pub planned: Option<Decimal>,
    pub delivered: Option<Decimal>,
    pub backlog: Option<Quotient>,
    pub provisional: bool,
    /// Figures of the units, of the plan and of the backlog.
    pub units_told: Option<FigureNumber>,
    pub planned_told: Option<FigureNumber>,
    pub backlog_told: Option<FigureNumber>,
}

/// Every period in which something was planned, delivered or left over.
pub fn by_period(
    project: &Project,
    state: &ProjectState,
    evidence: &mut Evidence<'_>,
) -> BTreeMap<Period, PaceRow> {
    let mut weeks: BTreeMap<Period, PaceRow> = BTreeMap::new();
    let monthly = cells(state.delivered.as_ref()).any(|(period, _)| matches!(period, Period::Month(..)));
    for &(week, units) in &state.planned_by_week {
        let period = if monthly { Period::month_of_week(week) } else { Period::Week(week) };
        let planned = &mut weeks.entry(period).or_default().planned;
        *planned = Some(Decimal::from_micro(planned.map_or(0, Decimal::micro) + units.micro()));
    }
    for (period, cell) in cells(state.delivered.as_ref()) {
        let Some(written) = told(project, &project.units_metric, (period, cell), evidence) else { continue };
        let row = weeks.entry(period).or_default();
        row.delivered = i64::try_from(cell.numerator).ok().map(Decimal::from_micro);
        row.provisional = cell.provisional;
        row.units_told = written.number;
    }
    for (period, cell) in cells(state.backlog.as_ref()) {
        let Some(written) = told(project, &project.backlog_metric, (period, cell), evidence) else {
            continue;
        };
        let row = weeks.entry(period).or_default();
        row.backlog = written.value;
        row.backlog_told = written.number;
    }
    for (period, row) in &mut weeks {
        let Some(units) = row.planned else { continue };
        row.planned_told = counted::planned_of(project, *period, units, evidence).number;
    }
    weeks
}

fn told(
    project: &Project,
    metric: &Option<At<MetricId>>,
    (period, cell): (Period, &rollup::Cell),
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    counted::of_period(project, metric.as_ref()?, period, cell, evidence)
}

/// Figures of a series of counts or levels.
fn cells(series: Option<&Series>) -> impl Iterator<Item = (Period, &rollup::Cell)> {
    series.into_iter().flat_map(|series| series.cells.iter()).map(|(period, cell)| (*period, cell))
}
