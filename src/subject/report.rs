//! Everything pages show, computed once.

use std::collections::BTreeMap;

use crate::core::attainment::{Judged, judge_all, judge_earlier};
use crate::core::charted::{ChartIndex, Charted, PartIndex, charted_metrics, charts, charts_earlier};
use crate::core::credit::{CreditMonth, credits, recent_credits};
use crate::core::rollup::{Rollup, Subject};
use crate::core::score::{Scorecard, report_period, report_week, scorecards};
use crate::core::shift_share::{Shifts, shifts};
use crate::kit::id::{AuditId, InitiativeId, MetricId, PlanId, ProjectId, SopId};
use crate::kit::period::Period;
use crate::kit::source::CommitIndex;
use crate::subject::acknowledgement::figures::{Acknowledged, acknowledged};
use crate::subject::audit::figures::{AuditState, audit_state};
use crate::subject::executive::{Executive, Inputs, executive};
use crate::subject::initiative::figures::{InitiativeState, initiative_state};
use crate::subject::plan::figures::plan::{PlanState, plan_state};
use crate::subject::plan::figures::tracker::{ActionState, actions};
use crate::subject::project::figures::{ProjectState, project_state};
use crate::subject::register::Register;
use crate::subject::restatement::figures::Effect;
use crate::subject::signoff::figures::Signed;
use crate::subject::sop::figures::{SopState, sop_state};

#[derive(Debug)]
pub struct Report<'a> {
    pub register: &'a Register,
    /// The sums that everything rests on.
    pub rollup: Rollup<'a>,
    /// The last week, in a monthly book the last month, that ended by the as-of date: what the report is about.
    pub period: Period,
    /// By contract, service level, subject (vendor before sites).
    pub judged: Vec<Judged>,
    /// Index into `charts` of each whole metric, by subject and metric.
    pub chart_of: BTreeMap<(Subject, MetricId), usize>,
    /// Of whole metrics first, then of the parts that clauses judge.
    pub charts: Vec<Charted>,
    /// Index into `charts` of the rows that a clause judges.
    pub part_of: PartIndex,
    /// One a subject and period, newest last; so many are kept: [`crate::core::Book::history`].
    pub scorecards: BTreeMap<Subject, Vec<Scorecard>>,
    /// By contract, then month.
    pub credits: Vec<CreditMonth>,
    pub plans: BTreeMap<PlanId, PlanState>,
    pub initiatives: BTreeMap<InitiativeId, InitiativeState>,
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
    /// What the restatements of a commit changed, by commit of the publishing branch; see [`crate::subject::compute::compute`].
    pub effects: BTreeMap<CommitIndex, Effect>,
}

/// All figures of a register on its as-of date.
pub fn report(register: &Register) -> Report<'_> {
    let judged = judged(register);
    let report = front(Report { credits: credits(register, &judged.judged), ..judged }, None);
    let week = report_week(register);
    let projects = register.projects.values().map(|project| {
        let state = project_state(register, &report.rollup, &report.judged, week, project);
        (project.id.clone(), state)
    });
    let initiatives = register.initiatives.values().filter(|one| one.approved_on <= register.as_of());
    let initiatives = initiatives.filter_map(|one| {
        let state = initiative_state(register, &report.rollup, (&report.charts, &report.part_of), one)?;
        Some((one.id.clone(), state))
    });
    let initiatives = initiatives.collect();
    let sops = register.sops.values();
    let audits = register.audits.values().filter(|audit| audit.on <= register.as_of());
    Report {
        projects: projects.collect(),
        initiatives,
        shifts: shifts(register, &report.charts),
        sops: sops.clone().map(|sop| (sop.id.clone(), sop_state(register, sop))).collect(),
        acknowledged: sops.map(|sop| (sop.id.clone(), acknowledged(register, sop))).collect(),
        audits: audits.map(|audit| (audit.id.clone(), audit_state(register, audit))).collect(),
        ..report
    }
}

/// What the issue of a week shows: rulings, charts, scorecards, plans and actions, the first page, and of the credits those of the
/// newest month and of the quarter. The rest stays empty. `later` is a report of the same records for a later day, where there is
/// one: what has stood ever since is taken from it.
pub fn report_of_week<'a>(register: &'a Register, later: Option<&Report<'_>>) -> Report<'a> {
    let judged = judged_by(register, later);
    front(Report { credits: recent_credits(register, &judged.judged), ..judged }, later)
}

/// What the issue of a month shows: rulings, and which metrics have a chart. The rest stays empty. `later` as for a week.
pub fn report_of_month<'a>(register: &'a Register, later: Option<&Report<'_>>) -> Report<'a> {
    let report = judged_by(register, later);
    Report { chart_of: charted_metrics(register, &report.rollup), ..report }
}

/// The first page, and all that it rests on.
fn front<'a>(mut report: Report<'a>, later: Option<&Report<'_>>) -> Report<'a> {
    let register = report.register;
    (report.charts, report.chart_of, report.part_of) = match later {
        Some(later) => {
            let later = (later.charts.as_slice(), &later.chart_of, &later.part_of);
            charts_earlier(register, &report.rollup, later)
        }
        None => charts(register, &report.rollup),
    };
    report.scorecards = scorecards(register, &report.judged, &report.charts, &report.part_of);
    let plans = register.plans.values();
    report.plans = plans.map(|plan| (plan.id.clone(), plan_state(register, &report.rollup, plan))).collect();
    report.actions = actions(register);
    report.executive = executive(&Inputs {
        register,
        rollup: &report.rollup,
        period: report.period,
        judged: &report.judged,
        scorecards: &report.scorecards,
        plans: &report.plans,
        charts: &report.charts,
        credits: &report.credits,
        chart_of: &report.chart_of,
    });
    report
}

fn judged_by<'a>(register: &'a Register, later: Option<&Report<'_>>) -> Report<'a> {
    let Some(later) = later else { return judged(register) };
    let rollup = later.rollup.on(register);
    let judged = judge_earlier(register, &rollup, later.register, &later.judged);
    rulings_alone(register, rollup, judged)
}

fn judged(register: &Register) -> Report<'_> {
    let rollup = Rollup::new(register);
    let judged = judge_all(register, &rollup);
    rulings_alone(register, rollup, judged)
}

fn rulings_alone<'a>(register: &'a Register, rollup: Rollup<'a>, judged: Vec<Judged>) -> Report<'a> {
    Report {
        register,
        rollup,
        period: report_period(register),
        judged,
        chart_of: ChartIndex::new(),
        charts: Vec::new(),
        part_of: PartIndex::new(),
        scorecards: BTreeMap::new(),
        credits: Vec::new(),
        plans: BTreeMap::new(),
        initiatives: BTreeMap::new(),
        actions: Vec::new(),
        projects: BTreeMap::new(),
        sops: BTreeMap::new(),
        acknowledged: BTreeMap::new(),
        audits: BTreeMap::new(),
        executive: Executive::default(),
        shifts: Shifts::new(),
        signed: Signed::default(),
        effects: BTreeMap::new(),
    }
}
