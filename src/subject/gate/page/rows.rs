//! Gates as rows: those that are open, and those that were passed.

use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::gate::address::GatePage;
use crate::subject::gate::figures::{Due, GateState};
use crate::subject::gate::page::Known;
use crate::subject::gate::record::{Criterion, Gate, GateDecision};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, spaced};
use crate::subject::wording::{names, phrase};

/// Every gate that was opened, due first.
pub fn known<'a>(context: &PageContext<'a>) -> Vec<Known<'a>> {
    let report = context.report;
    let gates = report.gates.iter().filter_map(|(id, state)| Some((report.register.gates.get(id)?, state)));
    let mut gates: Vec<Known<'a>> = gates.collect();
    gates.sort_by_key(|(gate, state)| {
        let due = state.due.as_ref().map(|due| *due.on);
        (due.is_none(), due, gate.id.clone())
    });
    gates
}

/// A gate by its title.
pub fn named(gate: &Gate) -> Inline {
    Inline::link(&Route::Gate(GatePage::One(gate.id.clone())), &*gate.title).because(Exempt::Name)
}

/// What became of it, or how it stands.
pub fn standing(state: &GateState) -> Inline {
    match state.decision {
        Some((GateDecision::Go, _)) => Inline::chip("good", GateDecision::Go.label()),
        Some((GateDecision::Conditional, _)) => Inline::chip("near", GateDecision::Conditional.label()),
        Some((GateDecision::NoGo, _)) => Inline::chip("bad", GateDecision::NoGo.label()),
        None if state.is_overdue() => Inline::chip("bad", "Past its day"),
        None if state.is_ready() => Inline::chip("good", "Ready to decide"),
        None if state.criteria.iter().any(|criterion| state.is_late(criterion)) => {
            Inline::chip("poor", "Not ready, late")
        }
        None => Inline::chip("new", "Not ready yet"),
    }
}

/// `5 of 7`: criteria that are met, of all.
pub fn met(gate: &Gate, state: &GateState, evidence: &mut Evidence<'_>) -> FigureRef {
    let shown = format!("{} of {}", state.met(), state.criteria.len());
    let value = Quotient::from(Decimal::count(state.met()));
    let records = gate.criteria.iter().zip(&state.criteria).filter(|(_, of)| of.is_met());
    let entry =
        evidence.figure(&shown, value, "count").note("count", &["gate-criteria-met", gate.id.as_str()]);
    let entry = entry.records(records.map(|(criterion, _)| &criterion.id.place));
    FigureRef::new(entry.whole("of", state.criteria.len() as u64).done(), value, shown)
}

/// A day, and how far it is off while something waits for it.
pub fn due(due: Option<&Due>, waits: bool, evidence: &mut Evidence<'_>) -> Cell {
    let Some(due) = due else { return Cell::new(Inline::quiet("no day")).key("") };
    let cell = Cell::new(Inline::dated(phrase::day(*due.on))).key(*due.on);
    if !waits {
        return cell;
    }
    let number = evidence.age(due.age_days, [(due.key, &due.on)]);
    cell.under(phrase::age(due.age_days).of(number))
}

/// What is due next of what is not met.
fn next<'a>((gate, state): &Known<'a>) -> Option<&'a Criterion> {
    let unmet = gate.criteria.iter().zip(&state.criteria).filter(|(_, of)| !of.is_met());
    let day = |due: &Option<Due>| due.as_ref().map(|due| *due.on);
    unmet.min_by_key(|(_, of)| (of.due.is_none(), day(&of.due))).map(|(criterion, _)| criterion)
}

pub fn open_table(
    context: &PageContext<'_>,
    gates: &[Known<'_>],
    caption: &'static str,
    evidence: &mut Evidence<'_>,
) -> Table {
    Columns::over(gates.iter().copied(), evidence)
        .column("Gate", "", |(gate, _), _| {
            let about = [
                names::project(context, &gate.project),
                Inline::literal(", "),
                Inline::quiet(match gate.kind.label() {
                    "Launch" => "launch",
                    _ => "exit",
                }),
            ];
            Cell::head(named(gate)).under(about)
        })
        .column("State", "tight", |(_, state), _| standing(state).into())
        .column("Criteria met", "num", |(gate, state), evidence| {
            let met = met(gate, state, evidence);
            Cell::new(Inline::from(met)).key(state.met())
        })
        .column("Next", "", |known, _| match next(known) {
            _ if known.1.is_passed() => Cell::dash(),
            Some(criterion) => Cell::new(Inline::words(criterion.title.as_str()).because(Exempt::Quoted))
                .under(names::person(context, &criterion.owner)),
            None => Cell::new("the decision"),
        })
        .column("Due", "tight", |(_, state), evidence| due(state.due.as_ref(), state.is_open(), evidence))
        .column("Owner", "", |(gate, _), _| names::person(context, &gate.owner).into())
        .table("gates", caption)
}

pub fn passed_table(context: &PageContext<'_>, gates: &[Known<'_>], evidence: &mut Evidence<'_>) -> Table {
    let mut latest: Vec<Known<'_>> = gates.to_vec();
    latest
        .sort_by_key(|(gate, state)| (std::cmp::Reverse(state.decision.map(|(_, on)| on)), gate.id.clone()));
    let as_of = context.report.register.as_of();
    Columns::over(latest, evidence)
        .column("Gate", "", |(gate, _), _| {
            Cell::head(named(gate)).under(names::project(context, &gate.project))
        })
        .column("Kind", "tight", |(gate, _), _| gate.kind.label().into())
        .column("Decision", "tight", |(_, state), _| standing(state).into())
        .column("Decided", "tight", |(_, state), _| {
            state.decision.map_or_else(Cell::dash, |(_, on)| Cell::day(on))
        })
        .column("By", "", |(gate, _), _| match &gate.decided_by {
            Some(by) => names::approver(context, by, gate.in_place_of.as_ref()).into(),
            None => Cell::dash(),
        })
        .column("Conditions open", "num", |(gate, _), evidence| {
            if gate.conditions.is_empty() {
                return Cell::dash();
            }
            let open = gate.conditions.iter().filter(|one| !one.is_done(as_of)).map(|one| &one.place);
            let count = evidence.count(&["gate-conditions-open", gate.id.as_str()], open);
            let late = gate.conditions.iter().any(|one| one.is_overdue(as_of));
            let mark = late.then(|| Inline::chip("bad", "overdue"));
            Cell::new(spaced([Some(Inline::from(count)), mark].into_iter().flatten()))
        })
        .table("passed-gates", "Passed, latest first")
}
