//! The sheet that says what the others are, with the totals of the period.

use crate::core::settings::record::Publication;
use crate::kit::number::Decimal;
use crate::kit::numbered::FigureNumber;
use crate::kit::source::Tree;
use crate::report::credit::{spans, totals};
use crate::report::story::overall_tally;
use crate::report::take_away::workbook::sheet::{Cell, Column, Form, Sheet, number_of};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::executive::completeness;
use crate::subject::plan::record::Plan;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::wording::phrase::capital;

/// How a figure of the workbook is traced, a sentence a line.
const TRACED: [&str; 5] = [
    "At the end of each row, columns named \u{201c}Evidence of …\u{201d} hold the number of each figure in take-away/evidence.json of the site.",
    "There the figure has its exact value, its formula, the files and lines it was read from, and the commits that set them.",
    "Numerators, denominators and misses in a row are parts of the figure of the value beside them.",
    "The column Page leads to the page of the site that shows the row, with its sources.",
    "Totals on this sheet have names, such as completeness, that stay the same from period to period, for formulas in your own workbooks.",
];

const LABELS: [(&str, u8); 4] = [("Read me", 34), ("", 34), ("", 90), ("Evidence", 11)];

pub fn cover(context: &PageContext<'_>, sheets: &[Sheet], evidence: &mut Evidence<'_>) -> Sheet {
    let mut rows = facts(context);
    if !context.report.register.is_of_procedures() {
        rows.push(heading("Totals of the period"));
        rows.extend(sums(context, evidence));
    }
    rows.push(heading("Sheets"));
    for sheet in sheets {
        let count = Cell::number(Decimal::count(sheet.rows.len()).into(), Form::Plain(0), None);
        rows.push(vec![Cell::Sheet(sheet.name), count, Cell::words(sheet.says), Cell::Empty]);
    }
    rows.push(heading("From a cell to its source"));
    rows.extend(TRACED.map(|line| vec![Cell::Empty, Cell::Empty, Cell::words(line), Cell::Empty]));
    rows.push(vec![Cell::Empty, Cell::Empty, Cell::Page(Route::TakeAway.path()), Cell::Empty]);
    Sheet {
        name: "Read me",
        says: "What the workbook speaks of and what its sheets are.",
        columns: LABELS.map(|(label, width)| Column { label: label.to_owned(), width }).into(),
        rows,
        is_table: false,
    }
}

fn heading(words: &'static str) -> Vec<Cell> {
    vec![Cell::Heading(words), Cell::Empty, Cell::Empty, Cell::Empty]
}

fn facts(context: &PageContext<'_>) -> Vec<Vec<Cell>> {
    let book = &context.report.register.settings;
    let mut rows = Vec::new();
    let mut fact = |label: &'static str, cell: Cell, note: &'static str| {
        rows.push(vec![Cell::words(label), cell, Cell::words(note), Cell::Empty]);
    };
    fact("Title", Cell::words(book.title.as_str()), "");
    fact("Organisation", Cell::words(book.organisation.as_str()), "");
    fact("As of", Cell::Day(context.report.register.as_of()), "The day that every figure speaks for.");
    fact("Period", Cell::words(capital(&context.report.period.label())), "");
    let publication = match book.publication {
        Publication::Public => ("public", "Anyone may read it."),
        Publication::Restricted => ("restricted", "For those it was given to."),
    };
    fact("Publication", Cell::words(publication.0), publication.1);
    match (&context.facts.commit, context.facts.tree) {
        (Some(commit), Tree::Committed) => fact("Commit", Cell::words(commit.id.as_str()), ""),
        _ => fact("Commit", Cell::words("none"), "Made from files that are not exactly those of a commit."),
    }
    if context.facts.draft {
        fact("Draft", Cell::words("do not rely on any number"), "Built although the book has defects.");
    }
    rows
}

fn sums(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut total = |label: String, name: String, cell: Cell, note: &'static str| {
        let n = number_of(&cell);
        rows.push(vec![Cell::words(label), cell.called(name), Cell::words(note), n]);
    };
    if let Some(share) = context.report.executive.completeness {
        let shown = completeness::shown(share);
        let figure = FigureRef::new(evidence.figure(&shown, share, "completeness").done(), share, shown);
        let note = "Rows that came, of those expected for the period.";
        total("Data completeness".into(), "completeness".into(), Cell::cut(&figure, Form::Percent), note);
    }
    let tally = overall_tally(context);
    if tally.vendors > 0 {
        let n = tally.entry(evidence, tally.missed).note("all", &["vendors"]).done();
        for (label, name, count) in [
            ("Service levels met", "service_levels_met", tally.met),
            ("Service levels missed", "service_levels_missed", tally.missed),
            ("Service levels not measured", "service_levels_not_measured", tally.unmeasured),
        ] {
            let note = "Contract-wide, of all vendors, each in its newest window.";
            total(label.into(), name.into(), whole(count, n), note);
        }
    }
    for ((span, months), which) in spans(context).into_iter().zip(["month", "quarter"]) {
        for sum in totals(months) {
            let (currency, provisional) = (sum.currency, sum.provisional);
            let cell = Cell::money(&sum.net(evidence), currency);
            let note = if provisional { "Provisional." } else { "" };
            let label = format!("Service credits, {span}, {currency}");
            total(label, format!("credits_{which}_{}", currency.to_lowercase()), cell, note);
        }
    }
    let plans: Vec<&Plan> = context
        .report
        .executive
        .plans
        .iter()
        .filter_map(|id| context.report.register.plans.get(id))
        .collect();
    let open = evidence.count(&["plans-open"], plans.iter().map(|plan| &plan.place));
    total("Open plans".into(), "plans_open".into(), Cell::figure(&open, Form::Plain), "");
    rows
}

fn whole(count: usize, n: FigureNumber) -> Cell {
    Cell::number(Decimal::count(count).into(), Form::Plain(0), Some(n))
}
