//! What a plan answers beside its triggers: risks that name it, and signals that stand.

use crate::kit::id::PlanId;
use crate::subject::evidence::columns::Columns;
use crate::subject::risk::record::Risk;
use crate::subject::shell::PageContext;
use crate::subject::signal::figures::Answer;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::{names, warned};

/// Risks that were raised by the as-of date and name it.
pub fn risks(context: &PageContext<'_>, id: &PlanId) -> Option<Table> {
    let report = context.report;
    let of = |risk: &&Risk| risk.plan.as_deref() == Some(id) && report.risks.contains_key(&risk.id);
    let risks: Vec<&Risk> = report.register.risks.values().filter(of).collect();
    if risks.is_empty() {
        return None;
    }
    let is_open = |risk: &Risk| report.risks.get(&risk.id).is_some_and(|state| state.is_open());
    let table = Columns::over(risks, &mut ())
        .column("Risk", "", |risk, ()| Cell::head(warned::of_risk(risk)))
        .column("Response", "", |risk, ()| risk.response.label().into())
        .column("Owner", "", |risk, ()| names::person(context, &risk.owner).into())
        .column("State", "tight", |risk, ()| match is_open(risk) {
            true => Inline::chip("near", "Open").into(),
            false => Inline::chip("good", "Closed").into(),
        })
        .table("plan-risks", "Risks that it answers");
    Some(table.titled())
}

/// Each with the risk through which it is answered, where it is not the plan itself that does.
pub fn signals(context: &PageContext<'_>, id: &PlanId) -> Option<Table> {
    let signals = warned::answered_by_plan(context.report, id);
    if signals.is_empty() {
        return None;
    }
    let table = Columns::over(signals, &mut ())
        .column("Signal", "", |signal, ()| Cell::head(warned::link(signal)))
        .column("About", "", |signal, ()| warned::about(context, &signal.about))
        .column("Since", "tight", |signal, ()| Cell::day(signal.since))
        .column("Weight", "tight", |signal, ()| warned::weight(signal).into())
        .column("Through", "", |signal, ()| match &signal.answer {
            Some(Answer::Risk(risk)) => warned::risk(context, risk).map_or_else(Cell::dash, Cell::from),
            _ => Cell::new(Inline::quiet("its triggers")),
        })
        .table("plan-signals", "Signals that it answers");
    Some(table.titled())
}
