//! The sheet of scores: each vendor, its families and its sites.

use crate::core::rollup::Subject;
use crate::core::score::Rating;
use crate::kit::number::Quotient;
use crate::report::site::index::{newest, worst_first};
use crate::report::take_away::workbook::sheet::{Cell, Form, Sheet, SheetColumns};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::executive::{GridCell, GridRow};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::wording::figure::cut;

/// What one row speaks of.
struct Scored<'a> {
    vendor: &'a str,
    /// Empty: all of the vendor.
    site: &'a str,
    family: &'static str,
    rating: Rating,
    score: Option<FigureRef>,
    coverage: Option<FigureRef>,
    /// Why nothing is measured; may be empty.
    reason: &'a str,
    page: String,
}

pub fn scores(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Sheet {
    let mut rows = Vec::new();
    for row in &context.report.executive.grid {
        of_vendor(context, row, evidence, &mut rows);
    }
    SheetColumns::over(rows)
        .column("Vendor", 24, |row| Cell::words(row.vendor))
        .column("Site", 24, |row| match row.site {
            "" => Cell::words("All sites"),
            site => Cell::words(site),
        })
        .column("Family", 16, |row| Cell::words(row.family))
        .figure("Score", 9, |row| or_words(row.score.as_ref(), Form::Plain, "not measured"))
        .column("Rating", 22, |row| Cell::words(row.rating.label()))
        .figure("Coverage", 11, |row| or_words(row.coverage.as_ref(), Form::Percent, "nothing weighed"))
        .column("Why not measured", 34, |row| Cell::maybe(Some(row.reason).filter(|why| !why.is_empty())))
        .column("Page", 38, |row| Cell::Page(row.page.clone()))
        .sheet(
            "Scores",
            "Scores, ratings and coverage of the period: each vendor, its families, and its sites, the worst first. A vendor's score is of its \
             contract-wide results; it is no mean of its sites.",
        )
}

fn or_words(figure: Option<&FigureRef>, form: fn(u8) -> Form, words: &'static str) -> Cell {
    figure.map_or_else(|| Cell::words(words), |figure| Cell::cut(figure, form))
}

fn of_vendor<'a>(
    context: &PageContext<'a>,
    row: &'a GridRow,
    evidence: &mut Evidence<'_>,
    rows: &mut Vec<Scored<'a>>,
) {
    let register = context.report.register;
    let vendor = register.vendors.get(&row.vendor).map_or(row.vendor.as_str(), |vendor| vendor.name.as_str());
    let page = Route::Vendor(row.vendor.clone()).path();
    rows.push(Scored {
        vendor,
        site: "",
        family: "All families",
        rating: row.overall,
        score: row.score.map(|value| score(value, &page, evidence)),
        coverage: row.coverage.map(|value| coverage(value, &page, None, evidence)),
        reason: "",
        page: page.clone(),
    });
    for cell in &row.cells {
        rows.push(Scored {
            vendor,
            site: "",
            family: cell.family.label(),
            rating: cell.rating,
            score: cell.score.map(|value| of_family(value, row, cell, evidence)),
            coverage: cell.coverage.map(|value| coverage(value, &page, Some(cell.family.word()), evidence)),
            reason: &cell.reason,
            page: page.clone(),
        });
    }
    for site in worst_first(context, register.sites_of(&row.vendor)) {
        let card = newest(context, &Subject::Site(site.id.clone()));
        let page = Route::Site(site.id.clone()).path();
        rows.push(Scored {
            vendor,
            site: &site.name,
            family: "All families",
            rating: card.map_or(Rating::NotMeasured, |card| card.rating),
            score: card.and_then(|card| card.score).map(|value| score(value, &page, evidence)),
            coverage: card.and_then(|card| card.coverage).map(|value| coverage(value, &page, None, evidence)),
            reason: "",
            page,
        });
    }
}

/// A score that a page derives.
fn score(value: Quotient, page: &str, evidence: &mut Evidence<'_>) -> FigureRef {
    let shown = cut(value);
    let number = evidence.figure(&shown, value, "score").note("from", &[page]).done();
    FigureRef::new(number, value, shown)
}

fn coverage(
    value: Quotient,
    page: &str,
    family: Option<&'static str>,
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let shown = format!("{}%", cut(value));
    let entry = evidence.figure(&shown, value, "coverage").note("from", &[page]);
    let entry = match family {
        Some(family) => entry.note("family", &[family]),
        None => entry,
    };
    FigureRef::new(entry.done(), value, shown)
}

fn of_family(value: Quotient, row: &GridRow, cell: &GridCell, evidence: &mut Evidence<'_>) -> FigureRef {
    let shown = cut(value);
    let entry = evidence.figure(&shown, value, "score-family").note("vendor", &[row.vendor.as_str()]);
    let number = entry.note("family", &[cell.family.word()]).whole("missed", cell.missed as u64).done();
    FigureRef::new(number, value, shown)
}
