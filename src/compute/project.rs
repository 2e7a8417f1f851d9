//! Projects: planned and delivered units, backlog, milestones, forecast completion with its range.

use jiff::civil::Date;

use crate::compute::rollup::Series;
use crate::model::{Decimal, ProjectId, Quotient, Week};

#[derive(Clone, Debug)]
pub struct ProjectState {
    pub project: ProjectId,
    /// Delivered units, all sites: by week.
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
    /// Indices into `Report::judged`: the service levels whose scope covers this project.
    pub judged: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MilestoneState {
    Done { late_days: i32 },
    Open { age_days: i32 },
}

/// Remaining units over the mean weekly pace of the last eight complete weeks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    pub on: Date,
    /// With the pace at the upper and lower end of its natural process limits for a mean of that many weeks.
    pub earliest: Date,
    /// `None`: at the slow end it never completes.
    pub latest: Option<Date>,
    /// Units a week.
    pub pace: f64,
    pub weeks_used: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoForecast {
    NoPlan,
    /// Fewer than eight complete weeks of figures.
    TooFewWeeks,
    NothingDelivered,
    Complete,
}
