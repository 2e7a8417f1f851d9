//! Findings of the three-way match: how much, why, where.

use std::collections::BTreeMap;

use crate::core::billing::{LineKind, money, number};
use crate::core::contract::record::{BillingUnit, MONTHLY_FEE};
use crate::kit::diag::{Code, Diagnostic, Diagnostics, codes, did_you_mean, plural};
use crate::kit::id::{ContractId, RateId};
use crate::kit::number::Money;
use crate::kit::source::Place;
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::invoice::figures::{Exception, Why};
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::register::Register;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::INVOICE_OFF_CONTRACT, check: off_contract },
    FigureRule { code: &codes::INVOICE_PRICE, check: price },
    FigureRule { code: &codes::INVOICE_QUANTITY, check: quantity },
    FigureRule { code: &codes::INVOICE_DUPLICATE, check: duplicate },
    FigureRule { code: &codes::INVOICE_AFTER_END, check: after_end },
    FigureRule { code: &codes::TRAINING_OVER_CAP, check: over_cap },
    FigureRule { code: &codes::MINIMUM_SHORTFALL, check: shortfall },
    FigureRule { code: &codes::GHOST_HEADCOUNT, check: ghosts },
    FigureRule { code: &codes::INVOICE_LINE_TOTAL, check: line_total },
    FigureRule { code: &codes::INVOICE_CURRENCY, check: currency },
    FigureRule { code: &codes::INVOICE_NUMBER, check: one_number },
    FigureRule { code: &codes::RATE_CARD_MISSING, check: rate_card },
];

/// The code that tells of a fault.
pub fn code_of(why: &Why) -> &'static Code {
    match why {
        Why::NoRate | Why::UnknownRate | Why::RateNotInForce => &codes::INVOICE_OFF_CONTRACT,
        Why::Price { .. } => &codes::INVOICE_PRICE,
        Why::Quantity { .. } | Why::NotCredited { .. } => &codes::INVOICE_QUANTITY,
        Why::GhostHeadcount { .. } => &codes::GHOST_HEADCOUNT,
        Why::OverCap { .. } => &codes::TRAINING_OVER_CAP,
        Why::LineTotal { .. } => &codes::INVOICE_LINE_TOTAL,
        Why::Duplicate { .. } => &codes::INVOICE_DUPLICATE,
        Why::SeveralDays { .. } | Why::SeveralContracts { .. } => &codes::INVOICE_NUMBER,
        Why::Currency { .. } => &codes::INVOICE_CURRENCY,
        Why::OutsideContract { .. } | Why::OutsideProject { .. } | Why::OutsideSite { .. } => {
            &codes::INVOICE_AFTER_END
        }
    }
}

/// X40: a line that no rate of the contract covers in its month.
pub fn off_contract(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let lines = &report.register.invoices;
    let mut unknown: BTreeMap<(&ContractId, &RateId), Vec<(&Exception, &InvoiceLine)>> = BTreeMap::new();
    for exception in &report.invoices.exceptions {
        let line = exception.lines.first().and_then(|at| lines.get(*at));
        if let (Why::UnknownRate, Some(line), Some(rate)) = (&exception.why, line, &exception.rate) {
            unknown.entry((&exception.contract, rate)).or_default().push((exception, line));
        }
    }
    unknown.values().for_each(|found| diagnostics.extend(unknown_rate(report.register, found)));
    tell(figures, diagnostics, &codes::INVOICE_OFF_CONTRACT);
}

/// Lines under one rate that their contract does not have: once, at the first, since one name mends them all.
fn unknown_rate(register: &Register, found: &[(&Exception, &InvoiceLine)]) -> Option<Diagnostic> {
    let (exception, line) = found.iter().min_by_key(|(_, line)| &line.place)?;
    let (contract, rate) = (&exception.contract, exception.rate.as_ref()?);
    let versions = || register.contracts.get(contract).into_iter().flat_map(|contract| &contract.versions);
    let fee = versions().any(|version| version.terms.monthly_fee.is_some()).then_some(MONTHLY_FEE);
    let rates = versions().flat_map(|version| version.terms.rates.keys()).map(|rate| rate.as_str());
    let help = match did_you_mean(rate.as_str(), rates.chain(fee)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "name a rate of the contract, or send the line back".to_owned(),
    };
    let stake = found.iter().fold(0_i64, |sum, (one, _)| sum.saturating_add(one.at_stake.0));
    let stake = money(Money(stake), &exception.currency);
    let message = match found {
        [_] => format!("invoice `{}` bills {stake} under no rate of contract `{contract}`", &*line.invoice),
        several => {
            let lines = plural(several.len(), "invoice line");
            format!("{lines} bill {stake} under no rate of contract `{contract}`")
        }
    };
    let place = line.rate.as_ref().map_or(&line.place, |rate| &rate.place);
    let wrong = Diagnostic::new(&codes::INVOICE_OFF_CONTRACT, place.clone(), message);
    Some(wrong.label(format!("the contract has no rate `{rate}`")).help(help))
}

/// X41: a price above the agreed one.
pub fn price(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    tell(figures, diagnostics, &codes::INVOICE_PRICE);
}

/// X42: more than the client recorded.
pub fn quantity(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    tell(figures, diagnostics, &codes::INVOICE_QUANTITY);
}

/// X43: billed a second time.
pub fn duplicate(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    tell(figures, diagnostics, &codes::INVOICE_DUPLICATE);
}

/// X46: a month outside the contract, or the life of a project or a site.
pub fn after_end(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    tell(figures, diagnostics, &codes::INVOICE_AFTER_END);
}

/// X48: more than the cap allows.
pub fn over_cap(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    tell(figures, diagnostics, &codes::TRAINING_OVER_CAP);
}

/// X56: more people than the client recorded.
pub fn ghosts(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    tell(figures, diagnostics, &codes::GHOST_HEADCOUNT);
}

/// An amount that is not quantity × price.
pub fn line_total(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    tell(figures, diagnostics, &codes::INVOICE_LINE_TOTAL);
    let report = figures.report;
    for id in &report.invoices.too_large {
        let Some(line) = report.register.invoices.iter().find(|line| *line.contract == *id) else { continue };
        let message = format!("the lines of contract `{id}` add up to more than can be counted");
        diagnostics.push(
            Diagnostic::new(&codes::INVOICE_LINE_TOTAL, line.amount_minor.place.clone(), message)
                .label("none of them is matched")
                .help("write amounts in minor units of the currency"),
        );
    }
}

/// A contract under which is invoiced, and which says what nothing costs: told once for all its lines.
pub fn rate_card(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let lines = &report.register.invoices;
    for contract in report.register.contracts.values() {
        let own = report.invoices.lines.iter().filter(|(_, found)| found.unrated != Money(0));
        let own: Vec<&InvoiceLine> =
            own.filter_map(|(at, _)| lines.get(*at)).filter(|line| *line.contract == contract.id).collect();
        let Some(first) = own.first() else { continue };
        let sum: i64 = own.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount_minor.0));
        let message = format!(
            "{} of {} is invoiced under contract `{}`, and no rate card says what it should cost",
            money(Money(sum), &first.currency),
            plural(own.len(), "line"),
            contract.id
        );
        diagnostics.push(
            Diagnostic::new(&codes::RATE_CARD_MISSING, contract.place.clone(), message)
                .label("the lines are not matched: neither payable nor disputed")
                .help("write the contract's rates or its monthly fee, or send the invoices back"),
        );
    }
}

/// Another currency than the contract's.
pub fn currency(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    tell(figures, diagnostics, &codes::INVOICE_CURRENCY);
}

/// One number with two days or two contracts.
pub fn one_number(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    tell(figures, diagnostics, &codes::INVOICE_NUMBER);
}

/// X49: less was delivered than is paid for.
pub fn shortfall(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for ((id, month), found) in &report.invoices.months {
        let Some(contract) = report.register.contracts.get(id) else { continue };
        let short = found.expected.lines.iter().filter(|line| line.kind == LineKind::Shortfall);
        for (line, cost) in short.filter_map(|line| Some((line, line.cost.as_ref().ok()?))) {
            let by_then = contract.versions.iter().rev().filter(|version| version.from <= month.last_day());
            let minimum = by_then
                .filter_map(|version| version.terms.rates.get(&line.rate)?.minimum_quantity.as_ref())
                .next();
            let Some(minimum) = minimum else { continue };
            let message = format!(
                "of the minimum of rate `{}` lack {} in {}: they cost {}",
                line.rate,
                number(&cost.quantity),
                month.label(),
                money(cost.amount, &found.expected.currency)
            );
            diagnostics.push(
                Diagnostic::new(&codes::MINIMUM_SHORTFALL, minimum.place.clone(), message)
                    .label("what lacks is paid for")
                    .help("send the vendor more work, or agree on a lower minimum"),
            );
        }
    }
}

/// Tells of the exceptions of one code.
fn tell(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics, code: &'static Code) {
    let report = figures.report;
    let own = report.invoices.exceptions.iter().filter(|one| code_of(&one.why) == code);
    for exception in own.filter(|one| !matches!(one.why, Why::UnknownRate) || one.rate.is_none()) {
        let lines = &report.register.invoices;
        let Some(line) = exception.lines.first().and_then(|at| lines.get(*at)) else { continue };
        let unit = exception.rate.as_ref().and_then(|rate| {
            let contract = report.register.contracts.get(&exception.contract)?;
            contract
                .versions
                .iter()
                .rev()
                .find_map(|version| version.terms.rates.get(rate))
                .map(|rate| rate.unit)
        });
        let told = Told::of(exception, line, lines, unit);
        diagnostics
            .push(Diagnostic::new(code, told.place.clone(), told.message).label(told.label).help(told.help));
    }
}

/// What is said of an exception.
struct Told<'l> {
    place: &'l Place,
    message: String,
    label: String,
    help: &'static str,
}

const DISPUTE: &str = "dispute the difference with the vendor, or correct the record";

impl<'l> Told<'l> {
    fn of(
        exception: &Exception,
        line: &'l InvoiceLine,
        lines: &[InvoiceLine],
        unit: Option<BillingUnit>,
    ) -> Told<'l> {
        let invoice = &*line.invoice;
        let (contract, month) = (&exception.contract, exception.month.label());
        let stake = money(exception.at_stake, &exception.currency);
        let rate = exception.rate.as_ref().map_or_else(String::new, |rate| format!("`{rate}`"));
        let at_site = exception.site.as_ref().map_or_else(String::new, |site| format!(" at `{site}`"));
        let last_billed = format!("last billed by invoice `{invoice}`{at_site}");
        let told = |place, message, label: String, help| Told { place, message, label, help };
        let over = |billed: &_, what: &str, agreed: &_| {
            let unit = unit.map_or_else(String::new, |unit| format!(" {}s", unit.label()));
            format!(
                "for {month} are billed {}{unit} of {rate}, {what} {}: {stake} too much",
                number(billed),
                number(agreed)
            )
        };
        let quantity = line.quantity.as_ref().map_or(&line.amount_minor.place, |quantity| &quantity.place);
        let rate_place = line.rate.as_ref().map_or(&line.place, |rate| &rate.place);
        match &exception.why {
            Why::NoRate | Why::UnknownRate | Why::RateNotInForce => {
                let label = match &exception.why {
                    Why::NoRate => "the line names no rate".to_owned(),
                    Why::UnknownRate => format!("the contract has no rate {rate}"),
                    _ => format!("rate {rate} is not in force in {month}"),
                };
                let message =
                    format!("invoice `{invoice}` bills {stake} under no rate of contract `{contract}`");
                told(rate_place, message, label, "name a rate of the contract, or send the line back")
            }
            Why::Price { billed, agreed } => {
                let place = line.price.as_ref().map_or(&line.amount_minor.place, |price| &price.place);
                let message = format!(
                    "invoice `{invoice}` bills {rate} at {}, agreed is {}: {stake} too much",
                    number(billed),
                    number(agreed)
                );
                let help = "dispute the difference with the vendor, or amend the rate";
                told(place, message, format!("for {month}{at_site}"), help)
            }
            Why::Quantity { billed, recorded } | Why::GhostHeadcount { billed, recorded } => {
                told(quantity, over(billed, "recorded are", recorded), last_billed, DISPUTE)
            }
            Why::OverCap { billed, paid } => {
                let help = "dispute what is above the cap, or agree on a higher one";
                told(quantity, over(billed, "the cap allows", paid), last_billed, help)
            }
            Why::NotCredited { credit } => {
                let message = format!(
                    "for {month} the baseline of {rate} is billed without the credit of {} for less volume",
                    money(*credit, &exception.currency)
                );
                told(quantity, message, last_billed, "ask the vendor for the credit")
            }
            Why::LineTotal { total } => {
                let message = format!(
                    "a line of invoice `{invoice}` is {}, its quantity × price is {}",
                    money(*line.amount_minor, &exception.currency),
                    money(*total, &exception.currency)
                );
                let label = match exception.at_stake.0 {
                    0 => "less than it comes to".to_owned(),
                    _ => format!("{stake} too much"),
                };
                told(&line.amount_minor.place, message, label, "ask the vendor for a corrected invoice")
            }
            Why::Duplicate { of } => {
                let message =
                    format!("invoice `{invoice}` bills {stake} of {rate} for {month} a second time");
                let label = lines.get(*of).map_or_else(String::new, |first| {
                    format!(
                        "invoice `{}` billed it in {}, line {}",
                        &*first.invoice, first.place.path, first.place.line
                    )
                });
                told(&line.place, message, label, "send the line back to the vendor")
            }
            Why::SeveralDays { of } => {
                let message = format!("invoice `{invoice}` has two days");
                let label = lines.get(*of).map_or_else(String::new, |first| {
                    format!("line {} of {} is of {}", first.place.line, first.place.path, *first.issued_on)
                });
                told(&line.issued_on.place, message, label, "correct the day, or the number of the invoice")
            }
            Why::SeveralContracts { of } => {
                let message = format!("invoice `{invoice}` is billed under two contracts");
                let label = lines.get(*of).map_or_else(String::new, |first| {
                    format!(
                        "line {} of {} is of `{}`",
                        first.place.line,
                        first.place.path,
                        first.contract.as_str()
                    )
                });
                told(
                    &line.contract.place,
                    message,
                    label,
                    "correct the contract, or the number of the invoice",
                )
            }
            Why::Currency { agreed } => {
                let message =
                    format!("invoice `{invoice}` bills {stake}, contract `{contract}` is in {agreed}");
                let label = "amounts of two currencies are never added".to_owned();
                told(
                    &line.currency.place,
                    message,
                    label,
                    "ask the vendor for an invoice in the contract's currency",
                )
            }
            Why::OutsideContract { on, is_before } => {
                let what = format!("contract `{contract}`");
                outside(line, (&what, *on, *is_before), &month, &stake)
            }
            Why::OutsideProject { project, on, is_before } => {
                outside(line, (&format!("project `{project}`"), *on, *is_before), &month, &stake)
            }
            Why::OutsideSite { site, on, is_before } => {
                outside(line, (&format!("site `{site}`"), *on, *is_before), &month, &stake)
            }
        }
    }
}

fn outside<'l>(
    line: &'l InvoiceLine,
    (what, on, is_before): (&str, jiff::civil::Date, bool),
    month: &str,
    stake: &str,
) -> Told<'l> {
    let (when, edge) = if is_before { ("before", "begins") } else { ("after", "ended") };
    Told {
        place: &line.month.place,
        message: format!("invoice `{}` bills {stake} for {month}, {when} {what}", &*line.invoice),
        label: format!("which {edge} on {on}"),
        help: "send the line back to the vendor, or correct its month",
    }
}
