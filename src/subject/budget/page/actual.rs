//! What the months of a budget have cost, and how much of it is visits.

use crate::core::contract::record::CostCategory;
use crate::kit::declared::Month;
use crate::kit::id::BudgetId;
use crate::kit::source::Place;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::finance::{Expense, Outlook, Standing};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;

/// Months that have ended, and all of them; without rows before the first has.
pub fn by_month(context: &PageContext<'_>, id: &BudgetId, evidence: &mut Evidence<'_>) -> Table {
    let standing = context.report.finance.standings.iter().find(|of| of.budget == *id);
    let currency = context.report.register.settings.currency.as_str();
    let ended = standing.filter(|of| !of.closed.is_empty());
    let rows = ended.into_iter().flat_map(|of| {
        let months = of.months.iter().map(move |(month, one)| (of, Some(*month), one));
        months.chain([(of, None, &of.all)])
    });
    let amount = |minor: i128, formula: &'static str, month: Option<Month>, evidence: &mut Evidence<'_>| {
        let month = month.map(|month| month.to_string());
        let asked = [id.as_str(), "*", "*"].into_iter().chain(month.as_deref());
        let asked: Vec<&str> = asked.collect();
        evidence.money(minor, currency, formula, |entry| entry.note("asked", &asked))
    };
    Columns::over(rows, evidence)
        .column("Month", "tight", |(_, month, _), _| match month {
            Some(month) => Cell::head(Inline::dated(month.label())).key(month.first_day()),
            None => Cell::head(Inline::literal("So far")).key("9999"),
        })
        .column("Planned", "num", move |(_, month, one), evidence| {
            let planned = amount(one.planned_so_far, "money-planned-so-far", *month, evidence);
            Cell::new(planned).key(one.planned_so_far)
        })
        .column("Actual", "num", move |(of, month, one), evidence| {
            let actual = amount(one.actual, "money-actual", *month, evidence);
            Cell::new(actual).under(of_visits(context, of, one, (None, *month), evidence)).key(one.actual)
        })
        .column("Variance", "num", move |(_, month, one), evidence| {
            let actual = amount(one.actual, "money-actual", *month, evidence);
            let planned = amount(one.planned_so_far, "money-planned-so-far", *month, evidence);
            let variance = evidence.money_less(one.variance(), currency, &actual, &planned);
            Cell::new(variance).under([direction(one)]).key(one.variance())
        })
        .table("actual-by-month", "Actual by month")
        .titled()
}

/// Over, under or as planned.
pub fn direction(one: &Outlook) -> Inline {
    match one.variance() {
        0 => Inline::quiet("as planned"),
        above if above > 0 => Inline::chip("bad", "Over"),
        _ => Inline::chip("good", "Under"),
    }
}

/// `of it visits 1,250.00 USD, 300.00 USD of that expected, not yet written as paid`; nothing where no visit is in it.
pub fn of_visits(
    context: &PageContext<'_>,
    of: &Standing,
    one: &Outlook,
    asked: (Option<CostCategory>, Option<Month>),
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let which = |expense: &&Expense| {
        asked.0.is_none_or(|category| category == expense.category)
            && asked.1.is_none_or(|month| month == expense.month)
    };
    let of_it = || of.travel.expenses.iter().filter(which);
    if of_it().next().is_none() {
        return Vec::new();
    }
    let category = asked.0.map_or("*", CostCategory::word);
    let month = asked.1.map_or_else(|| "*".to_owned(), |month| month.to_string());
    let words = [of.budget.as_str(), category, &month];
    let currency = context.report.register.settings.currency.as_str();
    let mut figure = |minor: i128, formula: &'static str, places: Vec<&Place>| -> FigureRef {
        evidence.money(minor, currency, formula, |entry| entry.note("asked", &words).lines(&places))
    };
    let all = figure(one.visits, "money-visits-so-far", of_it().map(|expense| &expense.place).collect());
    let mut said = vec![Inline::literal("of it visits "), Inline::from(all)];
    let accrued: Vec<&Place> =
        of_it().filter(|expense| expense.is_accrued).map(|expense| &expense.place).collect();
    if !accrued.is_empty() {
        let part = figure(one.visits_accrued, "money-visits-accrued", accrued);
        said.extend([
            Inline::literal(", "),
            Inline::from(part),
            Inline::literal(" of that expected, not yet written as paid"),
        ]);
    }
    said
}
