//! The accounts in a few words, for the first page and for that of a vendor.

use super::amounts::{Of, Part, by_currency, has_unrated, listed};
use crate::kit::declared::Month;
use crate::kit::id::{ContractId, VendorId};
use crate::kit::period::Period;
use crate::subject::budget::address::BudgetPage;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names;

use serde::Serialize;

/// A sentence of the accounts, with the page that says more.
#[derive(Serialize)]
pub struct MoneyLine {
    amount: Html,
    /// Before the link; may be empty.
    words: &'static str,
    link: Link,
    /// It asks for something.
    is_late: bool,
}

/// What the first page says: how each budget stands, and what is disputed. Empty where no accounts are kept.
pub fn money_lines(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<MoneyLine> {
    let mut lines = budget_lines(context, evidence);
    if let Some(amount) = listed(by_currency(context, Part::Disputed, Of::default(), evidence)) {
        let link = Link::to(&Route::Money, "disputed");
        lines.push(MoneyLine { amount, words: "", link, is_late: true });
    }
    lines
}

/// How each budget stands whose months have begun to end.
pub fn budget_lines(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<MoneyLine> {
    let finance = &context.report.finance;
    let currency = context.report.register.settings.currency.as_str();
    let mut lines = Vec::new();
    for standing in finance.standings.iter().filter(|standing| !standing.closed.is_empty()) {
        let asked = [standing.budget.as_str(), "*", "*"];
        let mut amount = |minor: i128, formula: &'static str| {
            evidence.money(minor, currency, formula, |entry| entry.note("asked", &asked))
        };
        let actual = amount(standing.all.actual, "money-actual");
        let planned = amount(standing.all.planned_so_far, "money-planned-so-far");
        let variance = evidence.money_less(standing.all.variance(), currency, &actual, &planned);
        let over = standing.all.variance() > 0;
        let title = context.report.register.budgets.get(&standing.budget);
        lines.push(MoneyLine {
            amount: variance.into(),
            words: if over { "over budget so far" } else { "against budget so far" },
            link: Link::to(
                &Route::Budget(BudgetPage::One(standing.budget.clone())),
                title.map_or_else(Label::default, |budget| Label::named(budget.title.as_str())),
            ),
            is_late: over,
        });
    }
    lines
}

/// The contracts of a vendor with what was expected, billed and disputed, over all months; without rows where no accounts are kept.
pub fn accounts_of(context: &PageContext<'_>, vendor: &VendorId, evidence: &mut Evidence<'_>) -> Table {
    let contracts = contracts_of(context, vendor).map(|contract| (contract, None)).collect();
    table_of(context, vendor, (contracts, "Accounts, all months together"), evidence)
}

/// The same by month of a quarter; without rows of months of which nothing is known.
pub fn accounts_of_quarter(
    context: &PageContext<'_>,
    vendor: &VendorId,
    quarter: Period,
    evidence: &mut Evidence<'_>,
) -> Table {
    let finance = &context.report.finance;
    let months = finance.months.iter().filter(|month| quarter.contains(month.first_day()));
    let is_known = |(contract, month): &(&ContractId, Option<Month>)| {
        let mut own = finance.tracks.iter().filter(|track| track.contract == **contract);
        own.any(|track| track.services.iter().any(|(of, _)| Some(*of) == *month))
    };
    let rows = months
        .flat_map(|month| contracts_of(context, vendor).map(|contract| (contract, Some(*month))))
        .filter(is_known)
        .collect();
    table_of(context, vendor, (rows, "Accounts of the quarter, by month of service"), evidence)
}

fn contracts_of<'a>(context: &PageContext<'a>, vendor: &VendorId) -> impl Iterator<Item = &'a ContractId> {
    let ledgers = context.report.finance.ledgers.iter().filter(move |ledger| ledger.vendor == *vendor);
    ledgers.map(|ledger| &ledger.contract)
}

fn table_of(
    context: &PageContext<'_>,
    vendor: &VendorId,
    (rows, caption): (Vec<(&ContractId, Option<Month>)>, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    let cell = |part: Part| {
        move |(contract, month): &(&ContractId, Option<Month>), evidence: &mut Evidence<'_>| {
            let of = Of { contract: Some(*contract), month: *month, ..Of::default() };
            by_currency(context, part, of, evidence).into_iter().next().map_or_else(Cell::dash, Cell::new)
        }
    };
    let columns = Columns::over(rows, evidence)
        .column("Contract", "", |(contract, month), _| {
            let all = || Inline::link(&Route::MoneyOf(vendor.clone()), "by month");
            let under = month.map_or_else(all, |month| Inline::dated(month.label()));
            Cell::head(names::contract(context, contract)).under([under])
        })
        .column("Expected", "num", cell(Part::Expected))
        .column("Payable", "num", cell(Part::Payable))
        .column("Disputed", "num", cell(Part::Disputed));
    let columns = match has_unrated(context, Of { vendor: Some(vendor), ..Of::default() }) {
        true => columns.column("Not matched", "num", cell(Part::Unrated)),
        false => columns,
    };
    columns.column("Still to come", "num", cell(Part::Open)).table("accounts", caption)
}
