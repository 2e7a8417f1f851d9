//! Everything pages show, computed once.

use std::collections::BTreeMap;

use crate::compute::acknowledged::{Acknowledged, acknowledged};
use crate::compute::attainment::{Judged, judge_all};
use crate::compute::audit::{AuditState, audit_state};
use crate::compute::charted::{Charted, PartIndex, charts};
use crate::compute::credit::{CreditMonth, credits};
use crate::compute::executive::{Executive, Inputs, executive};
use crate::compute::plan::{PlanState, plan_state};
use crate::compute::project::{ProjectState, project_state};
use crate::compute::restatement::Effect;
use crate::compute::rollup::{Rollup, Subject};
use crate::compute::scorecard::{Scorecard, report_week, scorecards};
use crate::compute::shift_share::{Shifts, shifts};
use crate::compute::signoff::Signed;
use crate::compute::sop::{SopState, sop_state};
use crate::compute::tracker::{ActionState, actions};
use crate::model::{AuditId, MetricId, PlanId, ProjectId, Register, SopId, Week};
use crate::source::CommitIndex;

#[derive(Debug)]
pub struct Report<'a> {
    pub register: &'a Register,
    /// The last week that ended by the as-of date: what the report is about.
    pub week: Week,
    /// By contract, service level, subject (vendor before sites).
    pub judged: Vec<Judged>,
    /// Index into `charts` of each whole metric, by subject and metric.
    pub chart_of: BTreeMap<(Subject, MetricId), usize>,
    /// Of whole metrics first, then of the parts that clauses judge.
    pub charts: Vec<Charted>,
    /// Index into `charts` of the rows that a clause judges.
    pub part_of: PartIndex,
    /// One a subject and week, newest last; weeks kept: `Book::history_weeks`.
    pub scorecards: BTreeMap<Subject, Vec<Scorecard>>,
    /// By contract, then month.
    pub credits: Vec<CreditMonth>,
    pub plans: BTreeMap<PlanId, PlanState>,
    pub actions: Vec<ActionState>,
    pub projects: BTreeMap<ProjectId, ProjectState>,
    pub sops: BTreeMap<SopId, SopState>,
    pub acknowledged: BTreeMap<SopId, Acknowledged>,
    /// Of the audits up to the as-of date.
    pub audits: BTreeMap<AuditId, AuditState>,
    pub executive: Executive,
    /// Why ratios moved that did.
    pub shifts: Shifts,
    /// Empty until it is compared with what git recorded.
    pub signed: Signed,
    /// What the restatements of a commit changed, by commit of the publishing branch; see [`crate::compute::compute`].
    pub effects: BTreeMap<CommitIndex, Effect>,
}

/// All figures of a register on its as-of date.
pub fn report(register: &Register) -> Report<'_> {
    let rollup = Rollup::new(register);
    let week = report_week(register);
    let judged = judge_all(register, &rollup);
    let (charts, chart_of, part_of) = charts(register, &rollup);
    let scorecards = scorecards(register, &judged, &charts, &part_of);
    let plans: BTreeMap<PlanId, PlanState> =
        register.plans.values().map(|plan| (plan.id.clone(), plan_state(register, &rollup, plan))).collect();
    let projects = register.projects.values();
    let projects = projects
        .map(|project| (project.id.clone(), project_state(register, &rollup, &judged, week, project)));
    let projects = projects.collect();
    let shifts = shifts(register, &charts);
    let inputs = Inputs {
        register,
        rollup: &rollup,
        week,
        judged: &judged,
        scorecards: &scorecards,
        plans: &plans,
        shifts: &shifts,
    };
    let executive = executive(&inputs);
    Report {
        register,
        week,
        credits: credits(register, &judged),
        charts,
        chart_of,
        part_of,
        scorecards,
        plans,
        actions: actions(register),
        projects,
        sops: register.sops.values().map(|sop| (sop.id.clone(), sop_state(register, sop))).collect(),
        acknowledged: register
            .sops
            .values()
            .map(|sop| (sop.id.clone(), acknowledged(register, sop)))
            .collect(),
        audits: register
            .audits
            .values()
            .filter(|audit| audit.on <= register.as_of())
            .map(|audit| (audit.id.clone(), audit_state(register, audit)))
            .collect(),
        executive,
        shifts,
        signed: Signed::default(),
        effects: BTreeMap::new(),
        judged,
    }
}
