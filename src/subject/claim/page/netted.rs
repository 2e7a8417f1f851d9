//! Invoices on which credit notes were netted.

use crate::kit::number::{Decimal, Money, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::claim::figures::Netted;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, listed};
use crate::subject::wording::figure::money;
use crate::subject::wording::names;

/// A row for each; what an invoice is too small for stands in the last column.
pub fn table(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let register = context.report.register;
    let note = |at: &usize| register.credit_notes.get(*at);
    Columns::over(context.report.claims.netted.iter(), evidence)
        .column("Invoice", "", |one, _| {
            let number = Inline::words(one.invoice.as_str()).because(Exempt::Name);
            Cell::head(number).under([names::vendor(context, &one.vendor)])
        })
        .column("Credit notes", "", |one, _| {
            let names = one.notes.iter().filter_map(note);
            listed(names.map(|note| Inline::words(note.credit_note.as_str()).because(Exempt::Name))).into()
        })
        .column("Invoiced", "num", |one, evidence| match invoiced(context, one, evidence) {
            Some(figure) => Inline::from(figure).into(),
            None => Inline::quiet("not in the book").into(),
        })
        .column("Credited", "num", |one, evidence| cell(credited(context, one, evidence)))
        .column("Left to pay", "num", |one, evidence| {
            cell(of_both(context, one, (one.left(), "claim-left"), evidence))
        })
        .column("Carried forward", "num", |one, evidence| {
            cell(of_both(context, one, (one.carried(), "claim-carried"), evidence))
        })
        .table("claims-netted", "Credits netted on invoices")
        .titled()
}

fn cell(figure: Option<FigureRef>) -> Cell {
    figure.map_or_else(Cell::dash, |figure| Inline::from(figure).into())
}

fn invoiced(context: &PageContext<'_>, one: &Netted, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
    let lines = one.lines.iter().filter_map(|at| context.report.register.invoices.get(*at));
    let places: Vec<&Place> = lines.map(|line| &line.place).collect();
    Some(cited(one, one.total?, "claim-invoiced", &places, evidence))
}

fn credited(context: &PageContext<'_>, one: &Netted, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
    let notes = one.notes.iter().filter_map(|at| context.report.register.credit_notes.get(*at));
    let places: Vec<&Place> = notes.map(|note| &note.place).collect();
    Some(cited(one, one.credited?, "claim-netted", &places, evidence))
}

fn cited(
    one: &Netted,
    amount: Money,
    formula: &'static str,
    places: &[&Place],
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let shown = money(amount, &one.currency);
    let value = Quotient::from(Decimal::from_int(amount.0));
    let entry = evidence.figure(&shown, value, formula).lines(places);
    let number = entry.note("invoice", &[one.vendor.as_str(), &one.invoice, &one.currency]).done();
    FigureRef::new(number, value, shown)
}

fn of_both(
    context: &PageContext<'_>,
    one: &Netted,
    (amount, formula): (Option<Money>, &'static str),
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let amount = amount?;
    let inputs = [invoiced(context, one, evidence)?.number, credited(context, one, evidence)?.number];
    let value = Quotient::from(Decimal::from_int(amount.0));
    Some(evidence.made_of(money(amount, &one.currency), value, formula, inputs))
}
