//! What an issue says of gates: what was decided since the one before, and what is late.

use jiff::civil::Date;

use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::gate::page::Known;
use crate::subject::gate::page::rows::{due, known, met, named, standing};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::names;

/// Gates that were decided after a day, and open ones that are past their day or have a criterion or a condition that is. `None`: there is none.
pub fn table(context: &PageContext<'_>, after: Option<Date>, evidence: &mut Evidence<'_>) -> Option<Table> {
    let as_of = context.report.register.as_of();
    let is_told = |(gate, state): &Known<'_>| {
        let is_new = state.decision.is_some_and(|(_, on)| after.is_none_or(|after| after < on));
        let is_late = state.is_overdue()
            || state.criteria.iter().any(|criterion| state.is_late(criterion))
            || state.is_passed() && gate.conditions.iter().any(|one| one.is_overdue(as_of));
        is_new || is_late
    };
    let mut gates = known(context);
    gates.retain(is_told);
    if gates.is_empty() {
        return None;
    }
    let table = Columns::over(gates, evidence)
        .column("Gate", "", |(gate, _), _| {
            Cell::head(named(gate)).under(names::project(context, &gate.project))
        })
        .column("State", "tight", |(_, state), _| standing(state).into())
        .column("Decided", "tight", |(_, state), _| {
            state.decision.map_or_else(Cell::dash, |(_, on)| Cell::day(on))
        })
        .column("Criteria met", "num", |(gate, state), evidence| {
            Cell::new(Inline::from(met(gate, state, evidence))).key(state.met())
        })
        .column("Past their date", "num", |(gate, state), evidence| {
            let late = gate.criteria.iter().zip(&state.criteria).filter(|(_, of)| state.is_late(of));
            let late = late.map(|(criterion, _)| &criterion.id.place);
            let conditions = gate.conditions.iter().filter(|one| state.is_passed() && one.is_overdue(as_of));
            let all: Vec<_> = late.chain(conditions.map(|one| &one.place)).collect();
            Cell::from(evidence.count(&["gate-late", gate.id.as_str()], all))
        })
        .column("Due", "tight", |(_, state), evidence| due(state.due.as_ref(), state.is_open(), evidence))
        .column("Owner", "", |(gate, _), _| names::person(context, &gate.owner).into())
        .table("gates", "Launches and exits: decided, or late");
    Some(table)
}
