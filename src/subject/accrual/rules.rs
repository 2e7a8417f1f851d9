//! Months that have closed, of which something is still to be invoiced and for which nothing was accrued, or another amount.

use crate::core::contract::record::{Contract, CostCategory};
use crate::kit::calendar::{add_days, day_label};
use crate::kit::declared::Month;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::id::ContractId;
use crate::kit::number::{Decimal, show_minor};
use crate::subject::context::{FigureRule, ReportContext, Rule};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] =
    &[FigureRule { code: &codes::ACCRUAL_MISSING, check: accrual_missing }, DIFFERENCE];

const DIFFERENCE: FigureRule = FigureRule { code: &codes::ACCRUAL_DIFFERENCE, check: accrual_difference };

/// X44: what a month delivered is not invoiced and not accrued. Of contracts that were invoiced before: others keep no accounts here.
pub fn accrual_missing(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let (report, context) = (figures.report, &figures.context);
    let register = report.register;
    if !context.is_whole("data/accruals/") || !context.is_whole("data/invoices/") {
        return;
    }
    let as_of = register.as_of();
    let days = i32::try_from(*register.settings.accrual_days).unwrap_or(i32::MAX);
    let is_posted = |contract: &ContractId, month: Month, category: CostCategory| {
        register.accruals.iter().any(|posted| {
            *posted.contract == *contract
                && *posted.month == month
                && *posted.category == category
                && *posted.posted_on <= as_of
        })
    };
    for ledger in &report.finance.ledgers {
        let Some(contract) = register.contracts.get(&ledger.contract) else { continue };
        let own = || report.finance.tracks.iter().filter(|track| track.contract == ledger.contract);
        if own().flat_map(|track| &track.services).all(|(_, delivered)| delivered.lines.is_empty()) {
            continue;
        }
        for of in &ledger.months {
            let month = of.booked.month;
            let tracks = own().filter(|track| track.category == of.category);
            let services =
                tracks.flat_map(|track| &track.services).filter(|(delivered, _)| *delivered == month);
            let open: i128 = services.map(|(_, delivered)| delivered.open(as_of)).sum();
            let closed_on = add_days(month.last_day(), days);
            if open == 0 || closed_on > as_of || is_posted(&ledger.contract, month, of.category) {
                continue;
            }
            let amount = format!("{} {}", show_minor(open, &ledger.currency), ledger.currency);
            let message = format!(
                "{amount} of {} for {} by contract `{}` is neither invoiced nor accrued",
                of.category.word(),
                *month,
                ledger.contract
            );
            diagnostics.push(
                Diagnostic::new(&codes::ACCRUAL_MISSING, contract.place.clone(), message)
                    .label(format!("an accrual was due by {}", day_label(closed_on)))
                    .help("post the accrual in data/accruals, or ask the vendor for the invoice"),
            );
        }
    }
}

/// X44: what was posted for a month is another amount than what was still to be invoiced at its end, as it is reckoned today.
pub fn accrual_difference(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let (report, context) = (figures.report, &figures.context);
    let register = report.register;
    if !context.is_whole("data/accruals/") || !context.is_whole("data/invoices/") {
        return;
    }
    for ledger in &report.finance.ledgers {
        let Some(contract) = register.contracts.get(&ledger.contract) else { continue };
        for of in &ledger.months {
            let (Some(posted), month) = (of.posted, of.booked.month) else { continue };
            let is_known = report
                .finance
                .tracks
                .iter()
                .filter(|track| track.contract == ledger.contract && track.category == of.category)
                .flat_map(|track| &track.services)
                .all(|(delivered, service)| *delivered > month || service.unpriced.is_empty());
            let reckoned = of.booked.accrued;
            if !is_known || is_within(contract, month, posted - reckoned, reckoned) {
                continue;
            }
            let mut rows = register.accruals.iter().filter(|row| {
                *row.contract == ledger.contract && *row.month == month && *row.category == of.category
            });
            let Some(row) = rows.next() else { continue };
            let amount = |minor: i128| format!("{} {}", show_minor(minor, &ledger.currency), ledger.currency);
            let message = format!(
                "{} of {} for {} by contract `{}` was posted, {} was still to be invoiced",
                amount(posted),
                of.category.word(),
                *month,
                ledger.contract,
                amount(reckoned)
            );
            let way = if posted > reckoned { "too much" } else { "too little" };
            diagnostics.push(
                Diagnostic::new(&codes::ACCRUAL_DIFFERENCE, row.amount_minor.place.clone(), message)
                    .label(format!("{} {way}", amount((posted - reckoned).abs())))
                    .help("post the difference, or correct the record that it was reckoned from"),
            );
        }
    }
    for row in &register.accruals {
        let ledger = report.finance.ledgers.iter().find(|ledger| ledger.contract == *row.contract);
        let Some(ledger) = ledger.filter(|ledger| *ledger.currency != **row.currency) else { continue };
        let message = format!("an accrual of contract `{}` is posted in another currency", ledger.contract);
        diagnostics.push(
            Diagnostic::new(&codes::ACCRUAL_DIFFERENCE, row.currency.place.clone(), message)
                .label(format!("the contract is in {}", ledger.currency))
                .help("post it in the currency of the contract"),
        );
    }
}

/// Whether both bounds of the contract's tolerance hold: the percent, of what was reckoned, and the amount.
fn is_within(contract: &Contract, month: Month, difference: i128, reckoned: i128) -> bool {
    let by_then = contract.versions.iter().rfind(|version| version.from <= month.last_day());
    let written = by_then.and_then(|version| version.terms.invoice_tolerance.as_ref());
    let size = difference.abs();
    let bounds =
        written.map(|written| (i128::from(written.most.0), i128::from(written.price_percent.micro())));
    let (most, percent) = bounds.unwrap_or((0, 0));
    size == 0 || (size <= most && size * 100 * i128::from(Decimal::SCALE) <= reckoned.abs() * percent)
}
