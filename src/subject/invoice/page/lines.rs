//! The lines of an invoice: what was billed beside what was agreed and recorded.

use num_rational::BigRational;

use crate::core::billing::{Cost, LineKind, number};
use crate::kit::exact::{Toward, beyond, to_quotient};
use crate::kit::number::{Decimal, Money, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::invoice::figures::{GroupMatch, InvoiceMatch, LineMatch, MonthMatch};
use crate::subject::invoice::page::chips;
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::figure::{exact, money};
use crate::subject::wording::{names, phrase};

/// A line with what it was matched with.
struct Told<'a> {
    line: &'a InvoiceLine,
    found: &'a LineMatch,
    of: Option<(&'a MonthMatch, &'a GroupMatch)>,
}

/// All lines, in the order in which they were billed.
pub fn table<'a>(context: &PageContext<'a>, invoice: &'a InvoiceMatch, evidence: &mut Evidence<'a>) -> Table {
    let report = context.report;
    let told = invoice.lines.iter().filter_map(|at| {
        let (line, found) = (report.register.invoices.get(*at)?, report.invoices.lines.get(at)?);
        let month = report.invoices.months.get(&(line.contract.value.clone(), *line.month.value));
        let of = month.and_then(|month| Some((month, month.groups.get(found.group?)?)));
        Some(Told { line, found, of })
    });
    Columns::over(told, evidence)
        .column("Rate", "", |told, _| {
            let Some(id) = &told.line.rate else { return Cell::dash() };
            Cell::head(Inline::words(id.to_string()).because(Exempt::Name))
        })
        .column("Month", "tight", |told, _| {
            let month = *told.line.month.value;
            Cell::new(Inline::dated(phrase::capital(&month.label()))).key(month.first_day())
        })
        .column("Site", "", |told, _| match &told.line.site {
            Some(site) => names::site(context, site).into(),
            None => Cell::dash(),
        })
        .column("Billed", "num", |told, evidence| match &told.line.quantity {
            Some(billed) => cell(told.line, "quantity", **billed, exact(**billed), evidence).into(),
            None => Cell::dash(),
        })
        .column("Recorded", "num", recorded)
        .column("Price", "num", |told, evidence| match &told.line.price {
            Some(price) => cell(told.line, "price", **price, exact(**price), evidence).into(),
            None => Cell::dash(),
        })
        .column("Agreed", "num", |told, evidence| agreed(context, told, evidence))
        .column("Amount", "num", |told, evidence| {
            let amount = told.line.amount_minor.value;
            let shown = money(amount, &told.line.currency);
            cell(told.line, "amount_minor", Decimal::from_int(amount.0), shown, evidence).into()
        })
        .column("Disputed", "num", |told, evidence| {
            if told.found.disputed == Money(0) { Cell::dash() } else { disputed(told, evidence).into() }
        })
        .column("Exceptions", "", |told, _| {
            let all = told.found.exceptions.iter().filter_map(|at| report.invoices.exceptions.get(*at));
            let chips = chips(all.map(|exception| &exception.why));
            match told.found.unrated {
                Money(0) => chips.into(),
                _ => Cell::new(Inline::chip("near", "not matched")).under(chips),
            }
        })
        .table("invoice-lines", "Lines")
        .titled()
}

/// A number as it stands in the line.
fn cell(
    line: &InvoiceLine,
    column: &str,
    value: Decimal,
    shown: String,
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let value = Quotient::from(value);
    let [invoice, month, rate, site, amount] = said(line);
    let named: Vec<&str> = [column, &invoice, &month, &rate, &site, &amount]
        .into_iter()
        .filter(|name| !name.is_empty())
        .collect();
    let entry = evidence.figure(&shown, value, "cell").note("cell", &named);
    FigureRef::new(entry.records([&line.place]).done(), value, shown)
}

/// The cells that tell a line from others: invoice, month, rate, site, amount; empty where there is none.
fn said(line: &InvoiceLine) -> [String; 5] {
    let or_empty = |id: Option<String>| id.unwrap_or_default();
    [
        line.invoice.value.clone(),
        line.month.value.to_string(),
        or_empty(line.rate.as_ref().map(|id| id.value.to_string())),
        or_empty(line.site.as_ref().map(|id| id.value.to_string())),
        line.amount_minor.0.to_string(),
    ]
}

/// What a group is called in the evidence: contract, month, rate, part of it, site.
fn named(month: &MonthMatch, group: &GroupMatch) -> [String; 5] {
    let kind = match &group.kind {
        LineKind::Fee => "fee".to_owned(),
        LineKind::Quantity | LineKind::Shortfall => "quantity".to_owned(),
        LineKind::Band => "band".to_owned(),
        LineKind::Premium(id) => format!("premium {id}"),
    };
    [
        month.expected.contract.to_string(),
        month.expected.month.to_string(),
        group.rate.to_string(),
        kind,
        group.site.as_ref().map_or_else(String::new, ToString::to_string),
    ]
}

fn rational(
    value: &BigRational,
    formula: &'static str,
    (month, group): (&MonthMatch, &GroupMatch),
    rows: &[u32],
    settings: &[(&'static str, Decimal, Place)],
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let shown = number(value);
    let near = to_quotient(value, Toward::Lower);
    let itself = beyond(value.clone(), near);
    let names = named(month, group);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let entry = evidence.figure_beyond(&shown, near, itself.as_ref(), formula).note("match", &names);
    let entry = entry.settings(settings.iter().map(|(name, value, place)| (*name, *value, Some(place))));
    let entry = if rows.is_empty() { entry } else { entry.rows(rows) };
    FigureRef::beyond(entry.done(), near, itself.as_ref(), shown)
}

fn costs<'a>(month: &'a MonthMatch, group: &'a GroupMatch) -> impl Iterator<Item = &'a Cost> {
    let lines = group.expected_lines.iter().filter_map(|at| month.expected.lines.get(*at));
    lines.filter_map(|line| line.cost.as_ref().ok())
}

/// What the client's record counts of the line's group.
fn recorded(told: &Told<'_>, evidence: &mut Evidence<'_>) -> Cell {
    let Some((month, group)) = told.of.filter(|(_, group)| group.kind != LineKind::Fee) else {
        return Cell::dash();
    };
    let Some(value) = &group.recorded else { return Cell::new(Inline::literal("not yet")) };
    let mut rows: Vec<u32> = costs(month, group).flat_map(|cost| cost.rows.iter().copied()).collect();
    rows.sort_unstable();
    rows.dedup();
    rational(value, "invoice-recorded", (month, group), &rows, &[], evidence).into()
}

/// The price of the month, with its keys in the contract or an amendment.
fn agreed(context: &PageContext<'_>, told: &Told<'_>, evidence: &mut Evidence<'_>) -> Cell {
    let Some((month, group)) = told.of else { return Cell::dash() };
    let Some(value) = &group.agreed else { return Cell::dash() };
    let contract = context.report.register.contracts.get(&month.expected.contract);
    let lines = group.expected_lines.iter().filter_map(|at| month.expected.lines.get(*at));
    let mut settings: Vec<(&'static str, Decimal, Place)> = Vec::new();
    for part in lines.flat_map(|line| &line.prices) {
        let terms = contract.and_then(|contract| contract.versions.get(part.version)).map(|at| &at.terms);
        let Some(terms) = terms else { continue };
        match (terms.rates.get(&group.rate), &terms.monthly_fee, &group.kind) {
            (_, Some(fee), LineKind::Fee) => {
                let minor = Decimal::from_micro(fee.0.saturating_mul(Decimal::SCALE));
                settings.push(("monthly-fee-minor", minor, fee.place.clone()));
            }
            (Some(rate), ..) => match &rate.price {
                Some(price) => settings.push(("price", **price, price.place.clone())),
                None => {
                    let tiers = rate.tiers.iter();
                    settings.extend(tiers.map(|tier| ("price", *tier.price, tier.price.place.clone())));
                }
            },
            _ => {}
        }
    }
    settings.dedup_by(|one, other| one.2 == other.2);
    rational(value, "invoice-agreed", (month, group), &[], &settings, evidence).into()
}

/// What is kept back of a line.
fn disputed(told: &Told<'_>, evidence: &mut Evidence<'_>) -> FigureRef {
    let shown = money(told.found.disputed, &told.line.currency);
    let value = Quotient::from(Decimal::from_int(told.found.disputed.0));
    let said = said(told.line);
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let entry = evidence.figure(&shown, value, "invoice-disputed").records([&told.line.place]);
    FigureRef::new(entry.note("billed", &said).done(), value, shown)
}
