//! What answers a signal: a risk that names it, an open plan about the metric there, a decision that is asked for in time, or a reason to leave it alone.

use crate::core::contract::known::Clause;
use crate::kit::id::{ContractId, MetricId, ProjectId, SiteId, SopId, VendorId};
use crate::kit::source::At;
use crate::subject::contract::figures::{notice, price_reviews};
use crate::subject::decision::record::Decision;
use crate::subject::plan::record::{Plan, PlanStatus};
use crate::subject::register::Register;
use crate::subject::risk::figures::risk_state;
use crate::subject::risk::record::{AnsweredSignal, Risk, SignalKind};
use crate::subject::signal::figures::{About, Answer, Basis, Signal};
use crate::subject::signal::record::Dismissal;

/// The first of them, on the as-of date.
pub fn answer(register: &Register, signal: &Signal) -> Option<Answer> {
    let as_of = register.as_of();
    let risk = register.risks.values().find(|risk| {
        let is_open = *risk.raised_on <= as_of && risk_state(risk, as_of).is_open();
        is_open && of_risk(register, risk, signal)
    });
    if let Some(risk) = risk {
        return Some(Answer::Risk(risk.id.clone()));
    }
    let plan = register.plans.values().find(|plan| of_plan(register, plan, signal));
    if let Some(plan) = plan {
        return Some(Answer::Plan(plan.id.clone()));
    }
    if let Some(decision) = of_day(register, signal) {
        return Some(Answer::Asked(decision.id.clone()));
    }
    let holds = |one: &&Dismissal| {
        *one.dismissed_on <= as_of && as_of <= *one.until && of_dismissal(register, one, signal)
    };
    register.signals.values().find(holds).map(|one| Answer::Dismissed(one.id.clone()))
}

/// The open decision on a renewal or on prices, where it is due by the day that the signal is about.
fn of_day<'r>(register: &'r Register, signal: &Signal) -> Option<&'r Decision> {
    let Basis::Day(by) = signal.basis else { return None };
    let contract = register.contracts.get(signal.about.contract.as_ref()?)?;
    let asked = match signal.kind {
        SignalKind::NoticeNear => notice(register, contract)?.asked,
        SignalKind::PriceReviewNear => {
            price_reviews(register, contract).into_iter().find(|review| review.by == by)?.decision
        }
        _ => None,
    };
    asked.filter(|decision| decision.is_open_on(register.as_of()) && *decision.due_on <= by)
}

/// What is not written is not asked for.
fn fits<T: PartialEq>(written: Option<&At<T>>, own: Option<&T>) -> bool {
    written.is_none_or(|written| own == Some(&written.value))
}

fn of_risk(register: &Register, risk: &Risk, signal: &Signal) -> bool {
    let named = |one: &AnsweredSignal| {
        let keys = (one.metric.as_ref(), one.project.as_ref(), one.sop.as_ref(), one.contract.as_ref());
        *one.kind == signal.kind && concerns(&signal.about, keys)
    };
    is_there(register, &signal.about, risk.vendor.as_ref(), risk.site.as_ref())
        && risk.signals.iter().any(named)
}

fn of_dismissal(register: &Register, one: &Dismissal, signal: &Signal) -> bool {
    let keys = (one.metric.as_ref(), one.project.as_ref(), one.sop.as_ref(), one.contract.as_ref());
    *one.kind == signal.kind
        && is_there(register, &signal.about, one.vendor.as_ref(), one.site.as_ref())
        && concerns(&signal.about, keys)
}

/// A signal of a project alone, such as too few people for a language, is there at each site that works on it.
fn is_there(
    register: &Register,
    about: &About,
    vendor: Option<&At<VendorId>>,
    site: Option<&At<SiteId>>,
) -> bool {
    let of_project = about.project.as_ref().filter(|_| about.vendor.is_none() && about.site.is_none());
    let Some(project) = of_project.and_then(|id| register.projects.get(id)) else {
        return fits(vendor, about.vendor.as_ref()) && fits(site, about.site.as_ref());
    };
    let is_vendors = |id: &SiteId| {
        let own = register.sites.get(id).map(|site| &*site.vendor);
        vendor.is_none_or(|vendor| own == Some(&vendor.value))
    };
    project.sites.iter().any(|id| is_vendors(id) && site.is_none_or(|site| site.value == *id))
}

/// Metric, project, procedure and contract, as a risk or a dismissal writes them.
type Keys<'k> =
    (Option<&'k At<MetricId>>, Option<&'k At<ProjectId>>, Option<&'k At<SopId>>, Option<&'k At<ContractId>>);

fn concerns(about: &About, (metric, project, sop, contract): Keys<'_>) -> bool {
    fits(metric, about.metric.as_ref())
        && fits(project, about.project.as_ref())
        && fits(sop, about.sop.as_ref())
        && fits(contract, about.contract.as_ref())
}

/// An open plan answers what its triggers are about: the metric, at its site or at all of its vendor's.
fn of_plan(register: &Register, plan: &Plan, signal: &Signal) -> bool {
    let as_of = register.as_of();
    let about = &signal.about;
    let is_closed =
        *plan.status == PlanStatus::Closed && plan.closed_on.as_deref().is_some_and(|on| *on <= as_of);
    let of_metric = matches!(
        signal.kind,
        SignalKind::SpecialCause | SignalKind::ForecastMiss | SignalKind::BudgetSpent | SignalKind::Attrition
    );
    if is_closed || *plan.detected_on > as_of || !of_metric {
        return false;
    }
    let site_fits = plan.site.as_ref().is_none_or(|site| about.site.as_ref() == Some(&site.value));
    about.vendor.as_ref() == Some(&plan.vendor.value)
        && site_fits
        && plan.triggers.iter().any(|trigger| metric_of(register, &trigger.clause) == about.metric.as_ref())
}

fn metric_of<'r>(register: &'r Register, clause: &Clause) -> Option<&'r MetricId> {
    let versions = register.contracts.get(&clause.0)?.versions.iter().rev();
    versions
        .filter_map(|version| version.terms.service_levels.get(&clause.1))
        .map(|level| &level.metric)
        .next()
}
