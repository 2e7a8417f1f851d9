//! The accounts of a vendor: by month of service what it should cost and what was invoiced, and by month of booking the ledger.

use serde::Serialize;

use super::amounts::{Of, Part, by_currency, has_unrated};
use super::orders::orders;
use super::reconciled::reconciled;
use super::units::{caps, unit_costs};
use crate::kit::declared::Month;
use crate::kit::id::{ContractId, VendorId};
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::finance::{Ledger, LedgerMonth};
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Inline;

/// `templates/money_vendor.html`.
#[derive(Serialize)]
pub struct VendorMoneyView {
    name: Label,
    vendor: Link,
    contracts: Vec<ContractMoney>,
    /// Without rows where no order is kept.
    orders: Table,
    /// Without rows where no metric of accepted units is named.
    units: Table,
}

/// One contract, in its own currency.
#[derive(Serialize)]
struct ContractMoney {
    link: Link,
    services: Table,
    /// Without rows where no rate has a cap.
    caps: Table,
    ledger: Table,
    /// Without rows where the ledger and the actual agree.
    reconciled: Table,
}

pub fn vendor_money_page(
    context: &PageContext<'_>,
    route: &Route,
    id: &VendorId,
) -> Option<Page<VendorMoneyView>> {
    let vendor = context.report.register.vendors.get(id)?;
    let mut evidence = Evidence::new(context, route);
    let ledgers = context.report.finance.ledgers.iter().filter(|ledger| ledger.vendor == *id);
    let contracts = ledgers.map(|ledger| contract_money(context, ledger, &mut evidence)).collect();
    let name = || Label::named(vendor.name.as_str());
    let view = VendorMoneyView {
        name: name(),
        vendor: Link::to(&Route::Vendor(id.clone()), name()),
        contracts,
        orders: orders(context, Some(id), &mut evidence),
        units: unit_costs(context, Some(id), &mut evidence),
    };
    Some(Page::new(name(), view, Some(evidence.finish())))
}

fn contract_money(context: &PageContext<'_>, ledger: &Ledger, evidence: &mut Evidence<'_>) -> ContractMoney {
    let title =
        context.report.register.contracts.get(&ledger.contract).map_or("", |contract| &contract.title);
    ContractMoney {
        link: Link::to(&Route::Contract(ledger.contract.clone()), Label::named(title)),
        services: services(context, &ledger.contract, evidence).belonging_to(Label::named(title)),
        caps: caps(context, &ledger.contract, evidence).belonging_to(Label::named(title)),
        ledger: booked(ledger, evidence).belonging_to(Label::named(title)),
        reconciled: reconciled(context, ledger, evidence).belonging_to(Label::named(title)),
    }
}

/// By month of service, newest first.
fn services(context: &PageContext<'_>, contract: &ContractId, evidence: &mut Evidence<'_>) -> Table {
    let tracks = || context.report.finance.tracks.iter().filter(|track| track.contract == *contract);
    let mut months: Vec<Month> =
        tracks().flat_map(|track| &track.services).map(|(month, _)| *month).collect();
    months.sort_unstable();
    months.dedup();
    let cell = |part: Part| {
        move |month: &Month, evidence: &mut Evidence<'_>| {
            let of = Of { contract: Some(contract), month: Some(*month), vendor: None };
            by_currency(context, part, of, evidence).into_iter().next().map_or_else(Cell::dash, Cell::new)
        }
    };
    let unknown = |month: &Month| {
        tracks()
            .flat_map(|track| &track.services)
            .any(|(of, delivered)| of == month && !delivered.unpriced.is_empty())
    };
    let columns = Columns::over(months.into_iter().rev(), evidence)
        .column("Month of service", "tight", |month, _| {
            Cell::head(Inline::dated(month.label())).key(month.first_day())
        })
        .column("Expected", "num", move |month, evidence| {
            let cell = cell(Part::Expected)(month, evidence);
            if unknown(month) { cell.under([Inline::chip("near", "Not all known")]) } else { cell }
        })
        .column("Payable", "num", cell(Part::Payable))
        .column("Disputed", "num", cell(Part::Disputed));
    let columns = match has_unrated(context, Of { contract: Some(contract), ..Of::default() }) {
        true => columns.column("Not matched", "num", cell(Part::Unrated)),
        false => columns,
    };
    columns
        .column("Still to come", "num", cell(Part::Open))
        .table(&format!("services-{contract}"), "By month of service, newest first")
        .titled()
}

/// By month of booking, newest first.
fn booked(ledger: &Ledger, evidence: &mut Evidence<'_>) -> Table {
    let amount =
        |of: &LedgerMonth, what: &'static str, minor: i128, evidence: &mut Evidence<'_>| -> FigureRef {
            let month = of.booked.month.to_string();
            let asked = [what, ledger.contract.as_str(), of.category.word(), &month];
            evidence.money(minor, &ledger.currency, "money-booked", |entry| entry.note("asked", &asked))
        };
    let cell = |what: &'static str, minor: fn(&LedgerMonth) -> i128| {
        move |of: &&LedgerMonth, evidence: &mut Evidence<'_>| match minor(of) {
            0 => Cell::dash(),
            minor_units => Cell::new(amount(of, what, minor_units, evidence)).key(minor_units),
        }
    };
    let is_posted = ledger.months.iter().any(|of| of.posted.is_some());
    let columns = Columns::over(ledger.months.iter().rev(), evidence)
        .column("Month booked", "tight", |of, _| {
            Cell::head(Inline::dated(of.booked.month.label())).key(of.booked.month.first_day())
        })
        .column("Category", "", |of, _| Cell::new(Inline::words(of.category.label()).because(Exempt::Name)))
        .column("Invoiced", "num", cell("invoiced", |of| of.booked.invoiced))
        .column("Accrued", "num", cell("accrued", |of| of.booked.accrued))
        .column("Reversed", "num", cell("reversed", |of| -of.booked.reversed));
    let columns = match is_posted {
        true => columns.column("Posted", "num", cell("posted", |of| of.posted.unwrap_or(0))),
        false => columns,
    };
    columns
        .column("Credit notes", "num", cell("credited", |of| -of.credited))
        .column("Cost", "num", cell("cost", LedgerMonth::cost))
        .column("Of it for earlier months", "num", cell("true-up", |of| of.booked.true_up))
        .column("Disputed", "num", cell("disputed", |of| of.disputed))
        .table(&format!("ledger-{}", ledger.contract), "Ledger by month of booking, newest first")
        .titled()
}
