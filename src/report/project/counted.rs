//! Figures of a project with what they are made of: units of a period, to date and planned, the gap, the pace, how late it ends.

use crate::core::organisation::record::Project;
use crate::core::rollup::Cell;
use crate::kit::calendar::{Week, days_between};
use crate::kit::id::MetricId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::kit::picture::scale;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::Set;
use crate::subject::evidence::written::FigureRef;
use crate::subject::project::figures::{Forecast, ProjectState};
use crate::subject::shell::PageContext;
use crate::subject::wording::phrase;

/// A decimal as an exact value.
pub fn exactly(value: Decimal) -> Quotient {
    Quotient::from(value)
}

/// What a project's rows of one metric say of a period: units delivered, or the backlog at its end.
pub fn of_period(
    project: &Project,
    metric: &MetricId,
    period: Period,
    cell: &Cell,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let value = Quotient::new(cell.numerator, cell.denominator)?;
    let shown = value.show(0);
    let number = evidence
        .figure(&shown, value, "project-period")
        .note("project", &[project.id.as_str(), metric.as_str(), &period.to_string()])
        .sums(cell.numerator, cell.denominator)
        .rows(&cell.rows)
        .done();
    Some(FigureRef::new(number, value, shown))
}

/// The last figure of the backlog.
pub fn backlog_now(
    project: &Project,
    state: &ProjectState,
    evidence: &mut Evidence<'_>,
) -> Option<(Week, FigureRef)> {
    let (week, _) = state.backlog_now?;
    let (period, cell) = state.backlog.as_ref()?.cells.last()?;
    let written = of_period(project, project.backlog_metric.as_ref()?, *period, cell, evidence)?;
    Some((week, written))
}

/// Units delivered to date.
pub fn delivered(
    project: &Project,
    state: Option<&ProjectState>,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let state = state?;
    let value = exactly(state.delivered_total?);
    let cells = state.delivered.as_ref().map_or(&[][..], |series| &series.cells[..]);
    let mut rows: Vec<u32> = cells.iter().flat_map(|(_, cell)| cell.rows.iter().copied()).collect();
    rows.sort_unstable();
    let shown = value.show(0);
    let entry = evidence.figure(&shown, value, "project-delivered").note("project", &[project.id.as_str()]);
    Some(FigureRef::new(entry.rows(&rows).done(), value, shown))
}

/// Units that the plan wants by the as-of date.
pub fn planned(
    project: &Project,
    state: Option<&ProjectState>,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let value = exactly(state?.planned_to_date?);
    let shown = value.show(0);
    let entry = evidence.figure(&shown, value, "project-planned").note("project", &[project.id.as_str()]);
    Some(FigureRef::new(entry.settings(paces(project)).done(), value, shown))
}

/// The same of one period.
pub fn planned_of(
    project: &Project,
    period: Period,
    units: Decimal,
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let value = exactly(units);
    let shown = value.show(0);
    let begun = |from: &Week| Period::Week(*from).first_day() <= period.last_day();
    let from = project.planned.iter().filter(|pace| begun(&pace.from)).count();
    let entry = evidence
        .figure(&shown, value, "project-planned")
        .note("project", &[project.id.as_str(), &period.to_string()]);
    FigureRef::new(entry.settings(paces(project).take(from)).done(), value, shown)
}

fn paces(project: &Project) -> impl Iterator<Item = Set<'_>> {
    let units = project.planned.iter().map(|pace| &pace.units_per_week);
    units.map(|units| ("units-per-week", **units, Some(&units.place)))
}

/// All units of the plan, as they are written.
pub fn planned_units(project: &Project, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
    let units = project.planned_units.as_ref()?;
    Some(evidence.written("planned-units", **units, Some(&units.place), units.show(0)))
}

/// One number as a share of another, in percent.
pub fn share(of: &FigureRef, whole: &FigureRef, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
    let (part, all) = (of.value?, whole.value?);
    let value = Quotient::new(part.num() * 100 * all.den(), all.num() * part.den())?;
    Some(evidence.made_of(phrase::percent(value), value, "share", [of.number, whole.number]))
}

/// The figure that tells how far two are apart.
pub fn gap(one: &FigureRef, other: &FigureRef, evidence: &mut Evidence<'_>) -> Option<FigureNumber> {
    let (a, b) = (one.value?, other.value?);
    let value = Quotient::new((a.num() * b.den() - b.num() * a.den()).abs(), a.den() * b.den())?;
    evidence.made_of(value.show(0), value, "difference", [one.number, other.number]).number
}

/// The pace that a forecast rests on: units a week.
pub fn pace(project: &Project, forecast: &Forecast, evidence: &mut Evidence<'_>) -> FigureRef {
    // A mean of whole millionths: exact again.
    let weeks = forecast.weeks_used as i128;
    let micro = libm::round(forecast.pace * weeks as f64 * Decimal::SCALE as f64) as i128;
    let value = Quotient::new(micro, weeks * i128::from(Decimal::SCALE)).unwrap_or(Decimal::ZERO.into());
    let shown = scale::label(forecast.pace, 0, "");
    let entry = evidence.figure(&shown, value, "forecast-pace").note("project", &[project.id.as_str()]);
    FigureRef::new(entry.whole("points", forecast.weeks_used as u64).done(), value, shown)
}

/// Days by which the forecast passes the promised end; negative is early.
pub fn days_late(context: &PageContext<'_>, project: &Project) -> Option<i32> {
    let forecast = context.report.project_states.get(&project.id)?.forecast.as_ref().ok()?;
    Some(days_between(*project.ends_on.as_deref()?, forecast.on))
}

/// The figure that tells by how many days the forecast passes the promised end; `None` where it does not.
pub fn late(
    context: &PageContext<'_>,
    project: &Project,
    evidence: &mut Evidence<'_>,
) -> Option<FigureNumber> {
    let days = days_late(context, project).filter(|days| *days > 0)?;
    let value = exactly(Decimal::from_int(days.into()));
    let ends = project.ends_on.as_ref().map(|on| ("ends-on", on));
    let entry =
        evidence.figure(&value.show(0), value, "forecast-late").note("project", &[project.id.as_str()]);
    Some(entry.dates(ends).done())
}
