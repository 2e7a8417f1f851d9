//! Everything pages show, computed once.

use std::collections::BTreeMap;

use crate::compute::attainment::Judged;
use crate::compute::charted::Charted;
use crate::compute::credit::CreditMonth;
use crate::compute::executive::Executive;
use crate::compute::plan::PlanState;
use crate::compute::project::ProjectState;
use crate::compute::rollup::Subject;
use crate::compute::scorecard::Scorecard;
use crate::compute::sop::SopState;
use crate::compute::tracker::ActionState;
use crate::model::{MetricId, PlanId, ProjectId, Register, SopId, Week};

#[derive(Debug)]
pub struct Report<'a> {
    pub register: &'a Register,
    /// The last week that ended by the as-of date: what the report is about.
    pub week: Week,
    /// By contract, service level, subject (vendor before sites).
    pub judged: Vec<Judged>,
    /// Index into `charts` by subject and metric.
    pub chart_of: BTreeMap<(Subject, MetricId), usize>,
    pub charts: Vec<Charted>,
    /// One a subject and week, newest last; weeks kept: `Book::history_weeks`.
    pub scorecards: BTreeMap<Subject, Vec<Scorecard>>,
    /// By contract, then month.
    pub credits: Vec<CreditMonth>,
    pub plans: BTreeMap<PlanId, PlanState>,
    pub actions: Vec<ActionState>,
    pub projects: BTreeMap<ProjectId, ProjectState>,
    pub sops: BTreeMap<SopId, SopState>,
    pub executive: Executive,
}
