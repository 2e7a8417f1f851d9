//! Signals and the risks that answer them, as links and cells that several pages share.

use crate::core::rollup::Subject;
use crate::kit::id::{PlanId, RiskId};
use crate::kit::picture::exempt::Exempt;
use crate::subject::report::Report;
use crate::subject::risk::address::RiskPage;
use crate::subject::risk::record::Risk;
use crate::subject::route::Route;
use crate::subject::safeguard::address::SafeguardPage;
use crate::subject::shell::PageContext;
use crate::subject::signal::address::SignalPage;
use crate::subject::signal::figures::{About, Answer, Basis, Signal};
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;
use crate::subject::wording::names;

/// A risk by its title; `None` where it is not there.
pub fn risk(context: &PageContext<'_>, id: &RiskId) -> Option<Inline> {
    Some(of_risk(context.report.register.risks.get(id)?))
}

pub fn of_risk(risk: &Risk) -> Inline {
    let page = Route::Risk(RiskPage::One(risk.id.clone()));
    Inline::link(&page, risk.title.as_str().to_owned()).because(Exempt::Name)
}

/// The plan that a risk names, where it is there.
pub fn plan_of<'r>(report: &Report<'r>, risk: &'r Risk) -> Option<&'r PlanId> {
    risk.plan.as_deref().filter(|plan| report.register.plans.contains_key(*plan))
}

/// Signals that a risk answers.
pub fn answered_by_risk<'a>(report: &'a Report<'_>, id: &RiskId) -> Vec<&'a Signal> {
    let of = |signal: &&Signal| matches!(&signal.answer, Some(Answer::Risk(risk)) if risk == id);
    report.signals.signals.iter().filter(of).collect()
}

/// Signals that a plan answers, itself or through the risk that names it.
pub fn answered_by_plan<'a>(report: &'a Report<'_>, id: &PlanId) -> Vec<&'a Signal> {
    let through = |risk: &RiskId| {
        let risk = report.register.risks.get(risk);
        risk.and_then(|risk| plan_of(report, risk)) == Some(id)
    };
    let of = |signal: &&Signal| match &signal.answer {
        Some(Answer::Plan(plan)) => plan == id,
        Some(Answer::Risk(risk)) => through(risk),
        _ => false,
    };
    report.signals.signals.iter().filter(of).collect()
}

/// Its row on the page of signals.
pub fn link(signal: &Signal) -> Inline {
    Inline::anchor(&Route::Signal(SignalPage::All), &anchor(signal), signal.kind.label())
        .because(Exempt::Name)
}

/// Names its row: its kind and all that it is about.
pub fn anchor(signal: &Signal) -> String {
    let about = &signal.about;
    let level = match &signal.basis {
        Basis::Value(measured) => measured.level.as_ref().map(|(level, _)| level.as_str()),
        _ => None,
    };
    let parts = [
        Some(signal.kind.word()),
        about.vendor.as_ref().filter(|_| about.site.is_none()).map(|id| id.as_str()),
        about.site.as_ref().map(|id| id.as_str()),
        about.metric.as_ref().map(|id| id.as_str()),
        about.project.as_ref().map(|id| id.as_str()),
        about.contract.as_ref().map(|id| id.as_str()),
        about.sop.as_ref().map(|id| id.as_str()),
        about.safeguard.as_ref().map(|id| id.as_str()),
        level,
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    format!("signal-{}", parts.join("-"))
}

/// Whether it is red.
pub fn weight(signal: &Signal) -> Inline {
    match signal.is_red {
        true => Inline::chip("bad", "Red"),
        false => Inline::chip("near", "To watch"),
    }
}

/// What a signal is about, each part as a link to its page.
pub fn about(context: &PageContext<'_>, about: &About) -> Cell {
    let mut parts = Vec::new();
    if let Some(id) = &about.sop {
        parts.push(names::sop(context, id));
    }
    if let Some(id) = &about.project {
        parts.push(names::project(context, id));
    }
    if let Some(id) = about.contract.as_ref().filter(|_| about.site.is_none()) {
        parts.push(names::contract(context, id));
    }
    let register = context.report.register;
    if let Some(one) = about.safeguard.as_ref().and_then(|id| register.safeguards.get(id)) {
        let link = Inline::link(&Route::Safeguard(SafeguardPage::All), one.title.as_str().to_owned());
        parts.push(link.because(Exempt::Quoted));
    }
    if let (Some(site), Some(metric)) = (&about.site, &about.metric) {
        let name = register.metrics.get(metric).map_or(metric.as_str(), |metric| metric.name.as_str());
        parts.push(names::metric(context, &Subject::Site(site.clone()), metric, name));
    }
    let party = about.vendor.as_ref().map(|vendor| names::party(context, vendor, about.site.as_ref()));
    let party = party.unwrap_or_default();
    if parts.is_empty() { Cell::new(party) } else { Cell::new(parts).under(party) }
}
