//! Months that have closed, of which something is still to be invoiced and for which nothing was accrued.

use crate::core::contract::record::CostCategory;
use crate::kit::calendar::{add_days, day_label};
use crate::kit::declared::Month;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::id::ContractId;
use crate::kit::number::show_minor;
use crate::subject::context::{FigureRule, ReportContext, Rule};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] =
    &[FigureRule { code: &codes::ACCRUAL_MISSING, check: accrual_missing }];

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
