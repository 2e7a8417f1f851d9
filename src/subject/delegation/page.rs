//! Who stands in for whom, on the pages of both and wherever an ask waits.

use crate::kit::id::PersonId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::decision::page::{ShownOn, awaited};
use crate::subject::decision::record::Decision;
use crate::subject::delegation::figures::delegates_for_asks;
use crate::subject::delegation::record::Delegation;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::names;

pub use crate::subject::absent::page::{pages, shown};

/// Whom a person stands in for, or who stands in for them, and the asks that come with it.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let Route::Person(id) = on else { return Vec::new() };
    let register = context.report.register;
    let as_of = register.as_of();
    let mut own: Vec<&Delegation> = register
        .delegations
        .values()
        .filter(|one| *one.ends_on >= as_of && (*one.from == *id || *one.to == *id))
        .collect();
    own.sort_by_key(|one| (*one.starts_on, &one.id));
    if own.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Offered {
        id: "standing-in",
        heading: "Standing in",
        note: Vec::new(),
        table: table(context, own),
    }];
    let asks = in_their_place(context, id);
    if !asks.is_empty() {
        let table = awaited(
            context,
            &asks,
            "Decisions that wait for you while you stand in",
            ShownOn::Elsewhere,
            evidence,
        );
        blocks.push(Offered {
            id: "asks-in-their-place",
            heading: "Asks in their place",
            note: Vec::new(),
            table,
        });
    }
    blocks
}

/// Open decisions of those for whom a person stands in today, due first.
pub fn in_their_place<'a>(context: &PageContext<'a>, person: &PersonId) -> Vec<&'a Decision> {
    let register = context.report.register;
    let open = register.decisions.values().filter(|one| one.is_open_on(register.as_of()));
    let mut asks: Vec<&Decision> = open.filter(|one| goes_to(context, &one.owner, person)).collect();
    asks.sort_by_key(|one| (*one.due_on, &one.id));
    asks
}

fn goes_to(context: &PageContext<'_>, owner: &PersonId, to: &PersonId) -> bool {
    let register = context.report.register;
    delegates_for_asks(register, owner, register.as_of()).any(|one| *one.to == *to)
}

fn table(context: &PageContext<'_>, own: Vec<&Delegation>) -> Table {
    Columns::over(own, &mut ())
        .column("Who is away", "", |one, _| Cell::head(names::person(context, &one.from)))
        .column("Who stands in", "", |one, _| names::person(context, &one.to).into())
        .column("For", "", |one, _| one.matter.label().into())
        .column("From", "tight", |one, _| Cell::day(*one.starts_on))
        .column("Until", "tight", |one, _| Cell::day(*one.ends_on))
        .column("Why", "", |one, _| match &one.reason {
            Some(reason) => Inline::words(reason.as_str()).because(Exempt::Quoted).into(),
            None => Cell::dash(),
        })
        .table("delegations", "Who stands in for whom")
}
