//! Purchase orders: what was committed, what has been drawn on it, what is left.

use crate::kit::id::VendorId;
use crate::kit::number::show_minor;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::finance::Commitment;
use crate::subject::order::record::Order;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, spaced};
use crate::subject::wording::names;

/// By vendor and order, of one vendor or of all; without rows where no order is kept.
pub fn orders(context: &PageContext<'_>, of: Option<&VendorId>, evidence: &mut Evidence<'_>) -> Table {
    let register = context.report.register;
    let rows = context.report.finance.commitments.rows.iter();
    let rows = rows.filter_map(|row| Some((row, register.orders.get(row.order)?)));
    let rows = rows.filter(|(_, order)| of.is_none_or(|of| *order.vendor == *of));
    let cell = |what: &'static str, minor: fn(&Commitment) -> i128| {
        move |(row, order): &(&Commitment, &Order), evidence: &mut Evidence<'_>| match minor(row) {
            0 => Cell::dash(),
            minor => Cell::new(amount(order, what, minor, evidence)).key(minor),
        }
    };
    Columns::over(rows, evidence)
        .column("Order", "", |(_, order), _| {
            let number = Inline::words(order.order.as_str().to_owned()).because(Exempt::Name);
            let vendor = of.is_none().then(|| names::vendor(context, &order.vendor));
            let project = order.project.as_deref().map(|project| names::project(context, project));
            Cell::head(number).under(spaced(vendor.into_iter().chain(project)))
        })
        .column("Category", "", |(_, order), _| {
            Cell::new(Inline::words(order.category.label()).because(Exempt::Name))
        })
        .column("Months", "tight", |(_, order), _| {
            let (from, to) = (&**order.from_month, &**order.to_month);
            let months =
                if from == to { from.label() } else { format!("{} to {}", from.label(), to.label()) };
            Cell::new(Inline::dated(months)).key(from.first_day())
        })
        .column("Committed", "num", cell("committed", |row| row.committed))
        .column("Invoiced", "num", cell("invoiced", |row| row.invoiced))
        .column("Of it disputed", "num", cell("disputed", |row| row.disputed))
        .column("Left", "num", |(row, order), evidence| {
            let left = Cell::new(amount(order, "left", row.left(), evidence)).key(row.left());
            if row.left() < 0 { left.under([Inline::chip("bad", "Exceeded")]) } else { left }
        })
        .table("orders", "Purchase orders: committed, invoiced, left")
        .titled()
}

/// An amount of a row of an order, in its currency.
fn amount(order: &Order, what: &'static str, minor: i128, evidence: &mut Evidence<'_>) -> FigureRef {
    let currency = order.currency.as_str();
    let committed = show_minor(i128::from(order.amount_minor.0), currency);
    let asked = [what, order.order.as_str(), order.vendor.as_str(), order.category.word(), &committed];
    evidence
        .money(minor, currency, "money-order", |entry| entry.note("asked", &asked).records([&order.place]))
}
