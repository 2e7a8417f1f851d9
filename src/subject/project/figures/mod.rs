//! Projects: planned and delivered units, backlog, milestones, forecast completion with its range.

mod forecast;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use forecast::{Forecast, NoForecast};

use crate::core::attainment::Judged;
use crate::core::contract::record::Scope;
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::organisation::record::{Milestone, Project};
use crate::core::rollup::{Cell, Rollup, Series, Subject, cell_value};
use crate::core::score::report_week;
use crate::kit::calendar::{Week, days_between, week_of};
use crate::kit::id::{MetricId, ProjectId, SiteId};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;

/// What a report keeps of them.
pub type Figures = BTreeMap<ProjectId, ProjectState>;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let Given { register, rollup, judged, .. } = given;
        let week = report_week(register);
        let projects = register.projects.values();
        projects
            .map(|project| (project.id.clone(), project_state(register, rollup, judged, week, project)))
            .collect()
    }
}

#[derive(Clone, Debug)]
pub struct ProjectState {
    pub project: ProjectId,
    /// Delivered units, all sites: by week, or by month where the metric is monthly. The subject is the vendor of the first
    /// site, whose project it need not be alone.
    pub delivered: Option<Series>,
    /// Sum of delivered units to date.
    pub delivered_total: Option<Decimal>,
    /// Units the plan wanted by the as-of date.
    pub planned_to_date: Option<Decimal>,
    /// Planned units of each week from the start to the as-of date.
    pub planned_by_week: Vec<(Week, Decimal)>,
    pub backlog: Option<Series>,
    /// Last backlog figure and its week.
    pub backlog_now: Option<(Week, Quotient)>,
    pub milestones: Vec<MilestoneState>,
    pub forecast: Result<Forecast, NoForecast>,
    /// Indices into `Report::judged`: the service levels whose scope covers this project, at each of its sites.
    pub judged: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MilestoneState {
    Done { late_days: i32 },
    Open { age_days: i32 },
}

/// The state of a project on the as-of date; `week` is the last complete week.
pub fn project_state(
    register: &Register,
    rollup: &Rollup<'_>,
    judged: &[Judged],
    week: Week,
    project: &Project,
) -> ProjectState {
    let delivered =
        project.units_metric.as_ref().and_then(|metric| combined(register, rollup, project, metric));
    let backlog =
        project.backlog_metric.as_ref().and_then(|metric| combined(register, rollup, project, metric));
    let total = delivered.as_ref().map(|(series, _)| total(series));
    let planned_by_week = planned_by_week(project, week);
    let planned = planned_by_week.iter().map(|(_, units)| i128::from(units.micro())).sum();
    let planned_to_date = (!project.planned.is_empty()).then(|| {
        // A pace that is kept up past the plan's units does not want more than them.
        let wanted = decimal(planned);
        project.planned_units.as_deref().map_or(wanted, |units| wanted.min(*units))
    });
    ProjectState {
        project: project.id.clone(),
        forecast: forecast::forecast(
            project.planned_units.as_deref().copied(),
            total,
            delivered.as_ref(),
            week,
        ),
        delivered_total: total,
        delivered: delivered.map(|(series, _)| series),
        planned_to_date,
        planned_by_week,
        backlog_now: backlog.as_ref().and_then(|(series, _)| backlog_now(register, project, series)),
        backlog: backlog.map(|(series, _)| series),
        milestones: project.milestones.iter().map(|m| milestone_state(m, register.as_of())).collect(),
        judged: judged_for(register, judged, project),
    }
}

/// A series over all sites of a project, with the sites that each period's sum holds.
type Combined = (Series, BTreeMap<Period, BTreeSet<SiteId>>);

/// The project's rows of all its sites, summed by week where the metric is daily. `None` without a row.
fn combined(
    register: &Register,
    rollup: &Rollup<'_>,
    project: &Project,
    metric_id: &MetricId,
) -> Option<Combined> {
    let metric = register.metrics.get(metric_id)?;
    let scope = Scope { projects: [project.id.clone()].into(), ..Scope::default() };
    let mut by_period: BTreeMap<Period, Cell> = BTreeMap::new();
    let mut sites: BTreeMap<Period, BTreeSet<SiteId>> = BTreeMap::new();
    for site in &project.sites {
        let series = rollup.series(&Subject::Site(site.clone()), metric_id, &scope);
        let clear: Vec<(Period, Cell)> =
            series.cells.iter().filter(|(_, cell)| !cell.is_unclear).cloned().collect();
        for (period, cell) in weekly(metric, &clear) {
            sites.entry(period).or_default().insert(site.clone());
            let sum = by_period.entry(period).or_default();
            sum.numerator += cell.numerator;
            // Counts and levels have no denominator of their own.
            sum.denominator = cell.denominator;
            sum.provisional |= cell.provisional;
            sum.rows.extend(cell.rows);
        }
    }
    let vendor = project
        .sites
        .iter()
        .find_map(|site| register.sites.get(site))
        .map(|site| site.vendor.value.clone())?;
    let mut cells: Vec<(Period, Cell)> = by_period.into_iter().collect();
    cells.iter_mut().for_each(|(_, cell)| cell.rows.sort_unstable());
    let series =
        Series { subject: Subject::Vendor(vendor), metric: metric_id.clone(), scope, cells: cells.into() };
    (!series.cells.is_empty()).then_some((series, sites))
}

/// Days to weeks: a count adds up, of a level the last day stands.
fn weekly(metric: &Metric, cells: &[(Period, Cell)]) -> Vec<(Period, Cell)> {
    let mut weeks: Vec<(Period, Cell)> = Vec::new();
    for (period, cell) in cells.iter().cloned() {
        let period = match period {
            Period::Day(day) => Period::Week(week_of(day)),
            other => other,
        };
        match weeks.last_mut() {
            Some((last, sum)) if *last == period && metric.kind == MetricKind::Count => {
                sum.numerator += cell.numerator;
                sum.provisional |= cell.provisional;
                sum.rows.extend(cell.rows);
            }
            Some((last, sum)) if *last == period => *sum = cell,
            _ => weeks.push((period, cell)),
        }
    }
    weeks
}

fn total(series: &Series) -> Decimal {
    decimal(series.cells.iter().map(|(_, cell)| cell.numerator).sum())
}

fn decimal(micro: i128) -> Decimal {
    Decimal::from_micro(i64::try_from(micro).unwrap_or(i64::MAX))
}

/// Planned units of each week from the first pace, or the start if that is later, to `until` or the promised end.
fn planned_by_week(project: &Project, until: Week) -> Vec<(Week, Decimal)> {
    let Some(first) = project.planned.first() else { return Vec::new() };
    let first = first.from.max(week_of(*project.starts_on));
    let last = project.ends_on.as_deref().map_or(until, |ends| until.min(week_of(*ends)));
    let pace = |week: Week| {
        let pace = project.planned.iter().rev().find(|pace| pace.from <= week);
        pace.map_or(Decimal::ZERO, |pace| *pace.units_per_week)
    };
    std::iter::successors(Some(first), |week| Some(week.next()))
        .take_while(|week| *week <= last)
        .map(|week| (week, pace(week)))
        .collect()
}

fn backlog_now(register: &Register, project: &Project, series: &Series) -> Option<(Week, Quotient)> {
    let metric = register.metrics.get(project.backlog_metric.as_deref()?)?;
    let (period, cell) = series.cells.last()?;
    Some((week_of(period.last_day()), cell_value(metric, cell)?))
}

fn milestone_state(milestone: &Milestone, as_of: Date) -> MilestoneState {
    match milestone.done_on.as_deref().copied().filter(|on| *on <= as_of) {
        Some(on) => MilestoneState::Done { late_days: days_between(*milestone.due_on, on) },
        None => MilestoneState::Open { age_days: days_between(*milestone.due_on, as_of) },
    }
}

/// Site results of clauses that are in force, or were last, whose scope holds the project or one of its queues.
fn judged_for(register: &Register, judged: &[Judged], project: &Project) -> Vec<usize> {
    let covers = |judged: &Judged| {
        let Subject::Site(site) = &judged.subject else { return false };
        let Some(contract) = register.contracts.get(&judged.contract) else { return false };
        let versions = contract.versions.iter().rev();
        let level = versions.filter_map(|v| v.terms.service_levels.get(&judged.service_level)).next();
        project.sites.contains(site)
            && level.is_some_and(|level| {
                let scope = &level.scope;
                (scope.projects.is_empty() || scope.projects.contains(&project.id))
                    && (scope.queues.is_empty()
                        || project.queues.iter().any(|q| scope.queues.contains(&q.id)))
            })
    };
    judged.iter().enumerate().filter(|(_, judged)| covers(judged)).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests;
