//! What each month cost in one currency: month by month, and the newest one by vendor.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::core::contract::record::CostCategory;
use crate::kit::declared::Month;
use crate::kit::id::VendorId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::finance::{Cost, Finance};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Inline;

/// Months of the table: a year.
const SHOWN: usize = 12;

/// Which of a month's costs a cell adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Category(CostCategory),
    Visits,
    All,
}

impl Part {
    fn word(self) -> &'static str {
        match self {
            Part::Category(category) => category.word(),
            Part::Visits => "visits",
            Part::All => "*",
        }
    }
}

/// A row: somebody's month, or everybody's.
#[derive(Clone, Copy, Debug)]
struct Row<'r> {
    month: Month,
    vendor: Option<&'r VendorId>,
}

/// What a row's month cost, as far as it has a rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    /// In minor units of the book's currency.
    minor: i128,
    is_any: bool,
    /// Some of it has no exchange rate, and is not in the sum.
    lacks_rate: bool,
    /// Some of it is still to be invoiced.
    is_open: bool,
}

impl Row<'_> {
    fn has(&self, cost: &Cost) -> bool {
        cost.month == self.month && self.vendor.is_none_or(|vendor| *vendor == cost.vendor)
    }

    fn sum(&self, finance: &Finance, part: Part) -> Sum {
        let mut sum = Sum::default();
        let is_asked = |cost: &&Cost| match part {
            Part::All => true,
            Part::Category(category) => cost.category == category,
            Part::Visits => false,
        };
        for cost in finance.costs.iter().filter(|cost| self.has(cost)).filter(is_asked) {
            sum.is_any = true;
            sum.is_open |= cost.open != 0;
            match &cost.in_book {
                Ok(minor) => sum.minor += minor,
                Err(_) => sum.lacks_rate = true,
            }
        }
        if self.vendor.is_none() && matches!(part, Part::Visits | Part::All) {
            for expense in finance.expenses.iter().filter(|expense| expense.month == self.month) {
                sum.is_any = true;
                sum.minor += expense.minor;
            }
        }
        sum
    }
}

/// The last twelve months, the newest first; without rows in a book without accounts.
pub fn month_costs(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let months = context.report.finance.months.iter().rev().take(SHOWN);
    let rows = months.map(|month| Row { month: *month, vendor: None }).collect();
    let head = |row: &Row<'_>| Cell::head(Inline::dated(row.month.label())).key(row.month.first_day());
    parts(context, rows, ("Month", head), evidence).table("money-by-month", "What each month cost").titled()
}

/// The newest month by vendor, the dearest first, and all together; without rows where no vendor cost anything.
pub fn newest_by_vendor(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let finance = &context.report.finance;
    let Some(month) = finance.months.last().copied() else { return Table::new("newest-month", "", &[]) };
    let vendors: BTreeSet<&VendorId> =
        finance.costs.iter().filter(|cost| cost.month == month).map(|cost| &cost.vendor).collect();
    let mut rows: Vec<Row<'_>> =
        vendors.into_iter().map(|vendor| Row { month, vendor: Some(vendor) }).collect();
    rows.sort_by_key(|row| Reverse(row.sum(finance, Part::All).minor));
    if !rows.is_empty() {
        rows.push(Row { month, vendor: None });
    }
    let head = |row: &Row<'_>| match row.vendor {
        Some(id) => {
            let vendor = context.report.register.vendors.get(id);
            let name = vendor.map_or(id.as_str(), |vendor| &vendor.name);
            Cell::head(Inline::link(&Route::MoneyOf(id.clone()), name.to_owned()).because(Exempt::Name))
        }
        None => Cell::head(Inline::literal("All")),
    };
    let caption = Label::dated(format!("{} by vendor", month.label()));
    parts(context, rows, ("Vendor", head), evidence).table("newest-month", caption).titled()
}

/// The categories, the visits, and all of it.
fn parts<'c, 'v: 'c, 'p>(
    context: &'c PageContext<'_>,
    rows: Vec<Row<'v>>,
    (label, head): (&'static str, impl Fn(&Row<'v>) -> Cell + 'c),
    evidence: &'c mut Evidence<'p>,
) -> Columns<'c, Row<'v>, Evidence<'p>> {
    let part =
        |part: Part| move |row: &Row<'v>, evidence: &mut Evidence<'p>| cell(context, row, part, evidence);
    let category = |of: CostCategory| part(Part::Category(of));
    Columns::over(rows, evidence)
        .column(label, "", move |row, _| head(row))
        .column(CostCategory::Production.label(), "num", category(CostCategory::Production))
        .column(CostCategory::Training.label(), "num", category(CostCategory::Training))
        .column(CostCategory::Other.label(), "num", category(CostCategory::Other))
        .column("Visits", "num", part(Part::Visits))
        .column("All", "num", part(Part::All))
}

fn cell(context: &PageContext<'_>, row: &Row<'_>, part: Part, evidence: &mut Evidence<'_>) -> Cell {
    let sum = row.sum(&context.report.finance, part);
    if !sum.is_any {
        return Cell::dash();
    }
    let currency = context.report.register.settings.currency.as_str();
    let month = row.month.to_string();
    let asked = [row.vendor.map_or("*", VendorId::as_str), month.as_str(), part.word()];
    let written = evidence.money(sum.minor, currency, "money-month", |entry| entry.note("asked", &asked));
    let told = match (part, sum.lacks_rate, sum.is_open) {
        (Part::All, true, _) => "without what has no exchange rate",
        (Part::All, false, true) => "a part is still to be invoiced",
        _ => "",
    };
    Cell::new(written).under(Inline::literal(told)).key(sum.minor)
}
