//! The list of gates, a page each, and what they say on the pages of others.

pub mod told;
pub mod rows;
mod one;
mod offers;
pub mod issue;

use serde::Serialize;

use crate::subject::evidence::Evidence;
use crate::subject::gate::address::GatePage;
use crate::subject::gate::figures::GateState;
use crate::subject::gate::page::rows::{known, open_table, passed_table};
use crate::subject::gate::record::Gate;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::Table;
use crate::subject::text::piece::Html;

pub use offers::offered;

/// A gate with how it stands.
pub type Known<'a> = (&'a Gate, &'a GateState);

/// `templates/gates.html`.
#[derive(Serialize)]
struct GatesView {
    lede: Html,
    open: Table,
    passed: Table,
}

/// Its pages: none in a book without gates.
pub fn pages(context: &PageContext<'_>) -> Vec<GatePage> {
    let gates = &context.report.gates;
    let all = (!gates.is_empty()).then_some(GatePage::All);
    all.into_iter().chain(gates.keys().map(|id| GatePage::One(id.clone()))).collect()
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &GatePage) -> Option<Page<Shown>> {
    Some(match address {
        GatePage::All => index(context, route).shown("gates.html"),
        GatePage::One(id) => one::page(context, route, id)?.shown("gate.html"),
    })
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<GatesView> {
    let mut evidence = Evidence::new(context, route);
    let (open, passed): (Vec<Known<'_>>, Vec<Known<'_>>) =
        known(context).into_iter().partition(|(_, state)| state.is_open());
    let view = GatesView {
        lede: lede(&open, &mut evidence),
        open: open_table(context, &open, "Open, due first", &mut evidence)
            .titled()
            .empty("No gate is open.", "One appears here with its first file under data/gates."),
        passed: passed_table(context, &passed, &mut evidence).titled().empty("No gate has been passed.", ""),
    };
    Page::new("Launch and exit gates", view, Some(evidence.finish()))
}

/// `3 gates are open, 1 of them past its day; 2 criteria are past their date.`
fn lede(open: &[Known<'_>], evidence: &mut Evidence<'_>) -> Html {
    if open.is_empty() {
        return "No gate is open.".into();
    }
    let count = evidence.count(&["gates", "open"], open.iter().map(|(gate, _)| &gate.place));
    let mut said = Html::from(count).then(if open.len() == 1 { " gate is open" } else { " gates are open" });
    let late: Vec<_> =
        open.iter().filter(|(_, state)| state.is_overdue()).map(|(gate, _)| &gate.place).collect();
    if !late.is_empty() {
        let words = if late.len() == 1 { " of them past its day" } else { " of them past their day" };
        said = said.then(", ").then(evidence.count(&["gates", "overdue"], late)).then(words);
    }
    let criteria: Vec<_> = open
        .iter()
        .flat_map(|(gate, state)| {
            gate.criteria.iter().zip(&state.criteria).filter(|(_, of)| state.is_late(of))
        })
        .map(|(criterion, _)| &criterion.id.place)
        .collect();
    if !criteria.is_empty() {
        let words =
            if criteria.len() == 1 { " criterion is past its date" } else { " criteria are past their date" };
        said = said.then("; ").then(evidence.count(&["gate-criteria-late"], criteria)).then(words);
    }
    said.then(".")
}
