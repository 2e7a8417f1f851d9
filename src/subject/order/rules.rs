//! Invoice lines that draw on an order that is not there for them, and orders on which more is drawn than they commit.

use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::number::show_minor;
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::finance::Stray;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::ORDER_UNKNOWN, check: unknown },
    FigureRule { code: &codes::ORDER_EXCEEDED, check: exceeded },
];

/// A line names an order, and no row of it is for the line. Of books that keep orders: an export may name those that are kept elsewhere.
pub fn unknown(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    if !figures.context.is_whole("data/orders/") {
        return;
    }
    let register = figures.report.register;
    for (at, why) in &figures.report.finance.commitments.strays {
        let Some(line) = register.invoices.get(*at) else { continue };
        let Some(named) = &line.order else { continue };
        let (number, invoice) = (named.as_str(), line.invoice.as_str());
        let order = |at: usize| register.orders.get(at);
        let place = |at: usize| {
            order(at).map_or_else(String::new, |of| format!("{}, line {}", of.place.path, of.place.line))
        };
        let (message, label) = match *why {
            Stray::Unknown => (
                format!("invoice `{invoice}` draws on order `{number}`, which is not there"),
                "no row under data/orders has this number".to_owned(),
            ),
            Stray::OtherVendor(at) => (
                format!("invoice `{invoice}` draws on order `{number}` of another vendor"),
                order(at).map_or_else(String::new, |of| format!("it was committed to `{}`", *of.vendor)),
            ),
            Stray::NotApproved(at) => (
                format!("invoice `{invoice}` draws on order `{number}`, which is not approved yet"),
                order(at).map_or_else(String::new, |of| format!("it is approved on {}", *of.approved_on)),
            ),
            Stray::OtherPurpose(at) => (
                format!(
                    "invoice `{invoice}` draws on order `{number}`, which is not for its category or project"
                ),
                format!("the order stands in {}", place(at)),
            ),
            Stray::OtherMonth(at) => (
                format!(
                    "invoice `{invoice}` draws on order `{number}` for {}, for which it does not pay",
                    line.month.label()
                ),
                order(at).map_or_else(String::new, |of| {
                    format!("it pays for {} to {}", *of.from_month, *of.to_month)
                }),
            ),
            Stray::OtherCurrency(at) => (
                format!("invoice `{invoice}` draws on order `{number}` in another currency"),
                order(at).map_or_else(String::new, |of| format!("the order is in {}", of.currency.as_str())),
            ),
        };
        diagnostics.push(
            Diagnostic::new(&codes::ORDER_UNKNOWN, named.place.clone(), message)
                .label(label)
                .help("name the order that pays for the line, or add a row to data/orders"),
        );
    }
}

/// The line with which more is drawn on an order than it commits.
pub fn exceeded(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    for row in &figures.report.finance.commitments.rows {
        let Some((at, left)) = row.exceeded else { continue };
        let (Some(order), Some(line)) = (register.orders.get(row.order), register.invoices.get(at)) else {
            continue;
        };
        let currency = order.currency.as_str();
        let amount = |minor: i128| format!("{} {currency}", show_minor(minor, currency));
        let message = format!(
            "invoice `{}` draws more on order `{}` than is left of it: {} for {}",
            line.invoice.as_str(),
            order.order.as_str(),
            amount(left.max(0)),
            order.category.word(),
        );
        let label = format!(
            "{} were committed, and lines for {} name it, without what is disputed",
            amount(row.committed),
            amount(row.committed - row.left())
        );
        let place = line.order.as_ref().map_or(&line.place, |order| &order.place);
        diagnostics.push(
            Diagnostic::new(&codes::ORDER_EXCEEDED, place.clone(), message)
                .label(label)
                .help("have the order raised, or ask the vendor to bill another one"),
        );
    }
}
