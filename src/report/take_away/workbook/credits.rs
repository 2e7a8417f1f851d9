//! The sheet of service credits: each contract's months of the last year, what is owed and what became of it.

use crate::report::credit::totals;
use crate::report::take_away::workbook::sheet::{Cell, Sheet, SheetColumns};
use crate::subject::claim::figures::Settlement;
use crate::subject::claim::page::amounts::{Part, amount};
use crate::subject::claim::page::state::in_a_word;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;

/// Months of the ledgers that the sheet has; older ones stand in the ledgers.
const MONTHS: usize = 12;

struct Owed<'a> {
    vendor: &'a str,
    contract: &'a str,
    month: &'a Settlement,
    at_risk: Option<FigureRef>,
    /// In the order of [`PARTS`].
    amounts: Vec<Option<FigureRef>>,
    page: String,
}

const PARTS: [Part; 5] = [Part::Owed, Part::Claimed, Part::Received, Part::Outstanding, Part::Lost];

pub fn service_credits(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Sheet {
    let settlements = &context.report.claims.settlements;
    let newest = settlements.iter().map(|one| one.month).max();
    let first = newest.and_then(|newest| {
        std::iter::successors(Some(newest), |month| Some(month.previous())).nth(MONTHS - 1)
    });
    let mut months: Vec<&Settlement> =
        settlements.iter().filter(|one| first.is_some_and(|first| one.month >= first)).collect();
    // The newest first; inside a month by contract.
    months.sort_by_key(|one| std::cmp::Reverse(one.month));
    let rows: Vec<Owed<'_>> = months.into_iter().map(|month| owed(context, month, evidence)).collect();
    let money = |row: &Owed<'_>, at: usize| match &row.amounts[at] {
        Some(figure) => Cell::money(figure, &row.month.currency),
        None => unknown(row.month, PARTS[at]),
    };
    SheetColumns::over(rows)
        .column("Vendor", 24, |row| Cell::words(row.vendor))
        .column("Contract", 34, |row| Cell::words(row.contract))
        .column("Month", 16, |row| Cell::words(row.month.month.label()))
        .column("First day", 13, |row| Cell::Day(row.month.month.first_day()))
        .column("Currency", 10, |row| Cell::words(row.month.currency.as_str()))
        .figure("At risk", 15, |row| match &row.at_risk {
            Some(figure) => Cell::money(figure, &row.month.currency),
            None => Cell::words("not known"),
        })
        .figure("Owed", 15, move |row| money(row, 0))
        .figure("Claimed", 15, move |row| money(row, 1))
        .figure("Received", 15, move |row| money(row, 2))
        .figure("Outstanding", 15, move |row| money(row, 3))
        .figure("Lost", 15, move |row| money(row, 4))
        .column("Provisional", 12, |row| Cell::maybe(row.month.provisional.then_some("provisional")))
        .column("Claim by", 13, |row| Cell::day(row.month.claim_by))
        .column("State", 30, |row| Cell::words(in_a_word(row.month)))
        .column("Page", 46, |row| Cell::Page(row.page.clone()))
        .sheet(
            "Credits",
            "Service credits by contract and month, the newest twelve months: what was at risk, what is owed after earn-back, and what became of it.",
        )
}

/// What stands where there is no amount.
fn unknown(one: &Settlement, part: Part) -> Cell {
    match part {
        // Nobody asked, nothing came: no amount was ever named.
        Part::Claimed | Part::Received => Cell::Empty,
        _ if one.outcome.is_err() => Cell::words("not known"),
        _ => Cell::Empty,
    }
}

fn owed<'a>(context: &PageContext<'a>, month: &'a Settlement, evidence: &mut Evidence<'_>) -> Owed<'a> {
    let register = context.report.register;
    let contract = register.contracts.get(&month.contract);
    let vendor = contract.and_then(|contract| register.vendors.get(&contract.vendor));
    let entry = context
        .report
        .credits
        .iter()
        .find(|one| (&one.contract, one.month) == (&month.contract, month.month));
    Owed {
        vendor: vendor.map_or("", |vendor| &vendor.name),
        contract: contract.map_or(month.contract.as_str(), |contract| &contract.title),
        month,
        at_risk: entry.and_then(|entry| Some(totals([entry]).first()?.at_risk(evidence))),
        amounts: PARTS.iter().map(|part| amount(register, month, *part, evidence)).collect(),
        page: Route::Credits(month.contract.clone()).path(),
    }
}
