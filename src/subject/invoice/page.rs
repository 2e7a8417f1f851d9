//! Invoices: those with exceptions first, by what is at stake, and a page each.

mod lines;

use std::cmp::Reverse;

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::id::{PartId, VendorId};
use crate::kit::number::{Decimal, Money, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::invoice::address::InvoicePage;
use crate::subject::invoice::figures::{Amounts, InvoiceMatch, Why};
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Html, Inline, spaced};
use crate::subject::wording::figure::money;
use crate::subject::wording::names;

/// Invoices without an exception that the list of all shows; the list of a vendor shows each.
const NEWEST: usize = 100;

/// An invoice with the vendor and the number that name it.
type Known<'a> = (&'a VendorId, &'a str, &'a InvoiceMatch);

/// `templates/invoices.html`.
#[derive(Serialize)]
struct InvoicesView {
    lede: Html,
    faulty: Table,
    sound: Table,
    /// To the lists of vendors.
    vendors: Vec<Link>,
}

/// `templates/invoice.html`.
#[derive(Serialize)]
struct InvoiceView {
    facts: Vec<Fact>,
    sums: Table,
    lines: Table,
    source: Vec<Inline>,
}

/// Its pages.
pub fn pages(context: &PageContext<'_>) -> Vec<InvoicePage> {
    let mut pages = vec![InvoicePage::All];
    let mut last = None;
    for (vendor, _, invoice) in known(context) {
        if last != Some(vendor) {
            pages.push(InvoicePage::Of(vendor.clone()));
            last = Some(vendor);
        }
        pages.push(InvoicePage::One(vendor.clone(), invoice.slug.clone()));
    }
    pages
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &InvoicePage) -> Option<Page<Shown>> {
    Some(match address {
        InvoicePage::All => index(context, route, None).shown("invoices.html"),
        InvoicePage::Of(vendor) => index(context, route, Some(vendor)).shown("invoices.html"),
        InvoicePage::One(vendor, number) => one(context, route, vendor, number)?.shown("invoice.html"),
    })
}

/// Invoices of a vendor with exceptions, on its page.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let Route::Vendor(id) = on else { return Vec::new() };
    let mut faulty: Vec<Known<'_>> =
        known(context).filter(|(vendor, _, one)| *vendor == id && !one.exceptions.is_empty()).collect();
    if faulty.is_empty() {
        return Vec::new();
    }
    in_order(&mut faulty);
    let all = Inline::link(&Route::Invoiced(InvoicePage::Of(id.clone())), "All invoices");
    let table =
        table(context, &faulty, ("invoices", "Invoices with exceptions, most disputed first"), evidence);
    vec![Offered { id: "invoices", heading: "Invoices", note: vec![all], table }]
}

fn known<'a>(context: &PageContext<'a>) -> impl Iterator<Item = Known<'a>> {
    let report = context.report;
    report.invoices.invoices.iter().map(|((vendor, number), one)| (vendor, number.as_str(), one))
}

/// The most disputed first, of each currency; then the newest.
fn in_order(invoices: &mut [Known<'_>]) {
    let stake = |one: &InvoiceMatch| one.amounts.values().map(|sums| sums.disputed).max();
    invoices.sort_by_key(|(vendor, number, one)| {
        let currency = one.amounts.keys().next().cloned();
        (currency, Reverse(stake(one)), Reverse(one.issued_on), *vendor, *number)
    });
}

fn index(context: &PageContext<'_>, route: &Route, of: Option<&VendorId>) -> Page<InvoicesView> {
    let mut evidence = Evidence::new(context, route);
    let own = || known(context).filter(|(vendor, ..)| of.is_none_or(|of| *vendor == of));
    let mut faulty: Vec<Known<'_>> = own().filter(|(.., one)| !one.exceptions.is_empty()).collect();
    let mut sound: Vec<Known<'_>> = own().filter(|(.., one)| one.exceptions.is_empty()).collect();
    in_order(&mut faulty);
    sound.sort_by_key(|(vendor, number, one)| (Reverse(one.issued_on), *vendor, *number));
    let lede = lede(context, of, &faulty, &sound, &mut evidence);
    if of.is_none() {
        sound.truncate(NEWEST);
    }
    let mut vendors: Vec<&VendorId> = own().map(|(vendor, ..)| vendor).collect();
    vendors.dedup();
    let register = context.report.register;
    let link = |id: &VendorId| {
        let name =
            register.vendors.get(id).map_or_else(|| id.to_string(), |vendor| vendor.name.value.clone());
        Link::to(&Route::Invoiced(InvoicePage::Of(id.clone())), Label::named(name))
    };
    let vendors = if of.is_none() { vendors.into_iter().map(link).collect() } else { Vec::new() };
    let view = InvoicesView {
        lede,
        faulty: table(
            context,
            &faulty,
            ("invoices-with-exceptions", "Invoices with exceptions, most disputed first"),
            &mut evidence,
        )
        .titled()
        .empty("No invoice has an exception.", "What was billed agrees with the contract and the record."),
        sound: table(
            context,
            &sound,
            ("invoices", "Invoices without exceptions, newest first"),
            &mut evidence,
        )
        .titled()
        .empty("No other invoice has come.", "One appears here with its first line under data/invoices."),
        vendors,
    };
    Page::new("Invoices", view, Some(evidence.finish()))
}

/// `12 invoices, of which 3 have exceptions.`
fn lede(
    context: &PageContext<'_>,
    of: Option<&VendorId>,
    faulty: &[Known<'_>],
    sound: &[Known<'_>],
    evidence: &mut Evidence<'_>,
) -> Html {
    let all = faulty.len() + sound.len();
    if all == 0 {
        return "No invoice has come.".into();
    }
    let invoices: Vec<Known<'_>> = faulty.iter().chain(sound).copied().collect();
    let lede = count(context, ["all", of.map_or("", |id| id.as_str())], &invoices, evidence);
    let lede = lede.then(if all == 1 { " invoice has come" } else { " invoices have come" });
    if faulty.is_empty() {
        return lede.then(". None has an exception.");
    }
    let wrong = count(context, ["exceptions", of.map_or("", |id| id.as_str())], faulty, evidence);
    let words = if faulty.len() == 1 { " has an exception." } else { " have exceptions." };
    lede.then("; ").then(wrong).then(words)
}

/// How many invoices there are, each by the place of its first line.
fn count(
    context: &PageContext<'_>,
    [what, of]: [&str; 2],
    invoices: &[Known<'_>],
    evidence: &mut Evidence<'_>,
) -> Html {
    let lines = &context.report.register.invoices;
    let firsts = invoices.iter().filter_map(|(.., one)| Some(&lines.get(*one.lines.first()?)?.place));
    Html::from(evidence.count(&["invoices", what, of], firsts))
}

fn table(
    context: &PageContext<'_>,
    invoices: &[Known<'_>],
    (name, caption): (&str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    let mut rows: Vec<(Known<'_>, &str, Amounts)> = Vec::new();
    for one in invoices {
        rows.extend(one.2.amounts.iter().map(|(currency, amounts)| (*one, currency.as_str(), *amounts)));
    }
    let is_unrated = rows.iter().any(|row| row.2.unrated != Money(0));
    let columns = Columns::over(rows, evidence)
        .column("Invoice", "", |((vendor, number, one), ..), _| {
            let page = InvoicePage::One((*vendor).clone(), one.slug.clone());
            let name = Inline::link(&Route::Invoiced(page), (*number).to_owned()).because(Exempt::Name);
            Cell::head(name).under(names::vendor(context, vendor))
        })
        .column("Issued", "tight", |((.., one), ..), _| Cell::day(one.issued_on))
        .column("Invoiced", "num", |row, evidence| sum(row, "invoiced", row.2.invoiced, evidence).into())
        .column("Disputed", "num", |row, evidence| sum(row, "disputed", row.2.disputed, evidence).into())
        .column("Payable", "num", |row, evidence| sum(row, "payable", row.2.payable(), evidence).into())
        .column("Not measured yet", "num", |row, evidence| {
            sum(row, "unmatched", row.2.unmatched, evidence).into()
        })
        .column("Exceptions", "", |((.., one), ..), _| {
            let all = one.exceptions.iter().filter_map(|at| context.report.invoices.exceptions.get(*at));
            chips(all.map(|exception| &exception.why)).into()
        });
    let columns = match is_unrated {
        true => columns.column("Not matched", "num", unrated),
        false => columns,
    };
    columns.table(name, caption)
}

/// An amount of an invoice in one of its currencies.
fn sum(
    ((vendor, number, _), currency, _): &(Known<'_>, &str, Amounts),
    part: &str,
    amount: Money,
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let shown = money(amount, currency);
    let value = Quotient::from(Decimal::from_int(amount.0));
    let entry = evidence.figure(&shown, value, "invoice-amount");
    let entry = entry.note("invoice", &[vendor.as_str(), *number, *currency]).note("part", &[part]);
    FigureRef::new(entry.done(), value, shown)
}

/// What of an invoice no rate card covers.
fn unrated(row: &(Known<'_>, &str, Amounts), evidence: &mut Evidence<'_>) -> Cell {
    sum(row, "unrated", row.2.unrated, evidence).into()
}

/// Each sort of exception once.
fn chips<'w>(all: impl Iterator<Item = &'w Why>) -> Vec<Inline> {
    let mut words: Vec<&'static str> = all.map(word).collect();
    words.sort_unstable();
    words.dedup();
    spaced(words.into_iter().map(|word| Inline::chip("bad", word)))
}

/// What an exception is called.
fn word(why: &Why) -> &'static str {
    match why {
        Why::NoRate => "no rate",
        Why::UnknownRate => "not in the contract",
        Why::RateNotInForce => "rate not in force",
        Why::Price { .. } => "price",
        Why::Quantity { .. } => "above the record",
        Why::GhostHeadcount { .. } => "ghost headcount",
        Why::OverCap { .. } => "above the cap",
        Why::NotCredited { .. } => "credit missing",
        Why::LineTotal { .. } => "line total",
        Why::Duplicate { .. } => "duplicate",
        Why::SeveralDays { .. } => "two days",
        Why::SeveralContracts { .. } => "two contracts",
        Why::Currency { .. } => "currency",
        Why::OutsideContract { .. } => "outside the contract",
        Why::OutsideProject { .. } => "outside the project",
        Why::OutsideSite { .. } => "site not open",
    }
}

fn one(
    context: &PageContext<'_>,
    route: &Route,
    vendor: &VendorId,
    slug: &PartId,
) -> Option<Page<InvoiceView>> {
    let invoice = known(context).find(|(of, _, one)| *of == vendor && one.slug == *slug)?;
    let (_, number, found) = invoice;
    let register = context.report.register;
    let mut evidence = Evidence::new(context, route);
    let first = register.invoices.get(*found.lines.first()?)?;
    let mut facts = vec![
        Fact::new("Vendor", names::vendor(context, vendor)),
        Fact::new("Contract", spaced(found.contracts.iter().map(|id| names::contract(context, id)))),
        Fact::new("Issued", Inline::dated(day_label(found.issued_on))),
    ];
    if let Some(on) = found.due_on {
        facts.push(Fact::new("Due", Inline::dated(day_label(on))));
    }
    let rows = found.amounts.iter().map(|(currency, amounts)| (invoice, currency.as_str(), *amounts));
    let is_unrated = found.amounts.values().any(|amounts| amounts.unrated != Money(0));
    let sums = Columns::over(rows, &mut evidence)
        .column("Invoiced", "num", |row, evidence| sum(row, "invoiced", row.2.invoiced, evidence).into())
        .column("Disputed", "num", |row, evidence| sum(row, "disputed", row.2.disputed, evidence).into())
        .column("Payable", "num", |row, evidence| sum(row, "payable", row.2.payable(), evidence).into())
        .column("Not measured yet", "num", |row, evidence| {
            sum(row, "unmatched", row.2.unmatched, evidence).into()
        });
    let sums = match is_unrated {
        true => sums.column("Not matched: no rate card", "num", unrated),
        false => sums,
    };
    let sums = sums.table("invoice-sums", "What of it is to be paid").titled();
    let view = InvoiceView {
        facts,
        sums,
        lines: lines::table(context, found, &mut evidence),
        source: vec![names::place(context, &first.place)],
    };
    let page = Page::new(Label::named(number.to_owned()), view, Some(evidence.finish()));
    Some(Page { above: vec![Link::to(&Route::Invoiced(InvoicePage::All), "Invoices")], ..page })
}
