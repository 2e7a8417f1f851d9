//! Why a budget's actual differs from its plan: of each rate price and volume, and of each vendor what they do not explain, so that all of it adds up.

use crate::kit::id::VendorId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::finance::{RateSplit, Standing};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::names;

enum SplitRow<'s> {
    Rate(&'s RateSplit),
    /// What the rates of a vendor do not explain, in minor units; `None`: of no vendor.
    Rest(Option<&'s VendorId>, i128),
    All,
}

/// Without rows where no line of the budget names a rate and a quantity.
pub fn splits(context: &PageContext<'_>, of: &Standing, evidence: &mut Evidence<'_>) -> Table {
    let currency = context.report.register.settings.currency.as_str();
    let amount = |minor: i128, formula: &'static str, asked: [&str; 2], evidence: &mut Evidence<'_>| {
        let asked = [of.budget.as_str(), asked[0], asked[1]];
        evidence.money(minor, currency, formula, |entry| entry.note("asked", &asked))
    };
    let part = |formula: &'static str, minor: fn(&RateSplit) -> Option<i64>| {
        move |row: &SplitRow<'_>, evidence: &mut Evidence<'_>| match row {
            SplitRow::Rate(one) => minor(one).map_or_else(Cell::dash, |minor| {
                let told = amount(minor.into(), formula, [one.vendor.as_str(), one.rate.as_str()], evidence);
                Cell::new(told).key(minor)
            }),
            SplitRow::Rest(..) => Cell::dash(),
            SplitRow::All => {
                // Of parts that some rates alone have there is no sum over all.
                let all: Option<Vec<i64>> = of.splits.iter().map(minor).collect();
                all.map_or_else(Cell::dash, |all| {
                    let sum = all.into_iter().map(i128::from).sum();
                    Cell::new(amount(sum, formula, ["*", "*"], evidence)).key(sum)
                })
            }
        }
    };
    let columns = Columns::over(rows(of), evidence)
        .column("Vendor and rate", "", |row, _| head(context, row))
        .column("Price", "num", part("money-price-variance", |one| Some(one.split.price)))
        .column("Volume", "num", part("money-volume-variance", |one| Some(one.split.volume)));
    let columns = match of.splits.iter().any(|one| one.split.disputed != 0) {
        true => columns.column(
            "In dispute",
            "num",
            part("money-disputed-variance", |one| Some(one.split.disputed)),
        ),
        false => columns,
    };
    columns
        .column("Together", "num", |row, evidence| together(of, row, &amount, evidence))
        .column("Volume: work", "num", part("money-work-variance", |one| one.labour.map(|of| of.work)))
        .column(
            "Volume: efficiency",
            "num",
            part("money-efficiency-variance", |one| one.labour.map(|of| of.efficiency)),
        )
        .table("variances", "Why it differs: price and volume")
        .titled()
        .note(
            "The variance of each vendor is what its rates explain, and the rest. The rest holds all that no budget line names with a rate and a quantity: \
             fees and other rates, what exchange rates moved, credit notes, visits, months of which something is not known, and what was planned and not spent.",
        )
}

/// By vendor its rates, then what they do not explain; the budget last.
fn rows(of: &Standing) -> Vec<SplitRow<'_>> {
    let mut rows = Vec::new();
    if of.splits.is_empty() {
        return rows;
    }
    for (vendor, outlook) in &of.vendors {
        let own = of.splits.iter().filter(|one| Some(&one.vendor) == vendor.as_ref());
        rows.extend(own.map(SplitRow::Rate));
        let rest = of.unexplained(vendor.as_ref(), outlook);
        if rest != 0 {
            rows.push(SplitRow::Rest(vendor.as_ref(), rest));
        }
    }
    rows.push(SplitRow::All);
    rows
}

fn head(context: &PageContext<'_>, row: &SplitRow<'_>) -> Cell {
    let vendor = |vendor: &VendorId| names::vendor(context, vendor);
    match row {
        SplitRow::Rate(one) => {
            let rate = Inline::words(one.rate.as_str().to_owned()).because(Exempt::Name);
            Cell::head(vendor(&one.vendor)).under([rate])
        }
        SplitRow::Rest(of, _) => {
            let of = of.map_or_else(|| Inline::literal("Not of one vendor"), vendor);
            Cell::head(of).under("Fees, exchange, credit notes, visits and what was not spent")
        }
        SplitRow::All => Cell::head(Inline::literal("All")),
    }
}

/// All parts of a row: they add up to the variance of the budget.
fn together<'e>(
    of: &Standing,
    row: &SplitRow<'_>,
    amount: &impl Fn(i128, &'static str, [&str; 2], &mut Evidence<'e>) -> FigureRef,
    evidence: &mut Evidence<'e>,
) -> Cell {
    let (minor, formula, asked) = match row {
        SplitRow::Rate(one) => {
            (one.split.total.into(), "money-rate-variance", [one.vendor.as_str(), one.rate.as_str()])
        }
        SplitRow::Rest(vendor, minor) => {
            (*minor, "money-rest-variance", [vendor.map_or("", VendorId::as_str), "*"])
        }
        SplitRow::All => (of.all.variance(), "money-variance", ["*", "*"]),
    };
    Cell::new(amount(minor, formula, asked, evidence)).key(minor)
}
