//! The grid of vendors by family: each family's worst service level by its name, with one status.

use serde::Serialize;

use crate::core::attainment::Ruling;
use crate::core::rollup::Subject;
use crate::kit::id::VendorId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::report::rated;
use crate::report::rated::Beside;
use crate::report::scorecard::Board;
use crate::report::site::index::{counted, newest};
use crate::subject::block::or_dash;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::whole;
use crate::subject::evidence::clause::{Clause, clause};
use crate::subject::evidence::written::{FigureRef, marked};
use crate::subject::executive::{GridCell, GridRow};
use crate::subject::response::page::ReplyMark;
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::figure::cut;
use crate::subject::wording::tone;
use crate::subject::wording::tone::Tone;

#[derive(Serialize)]
pub struct VendorLine {
    link: Link,
    /// `Good, 98.7`, and beside a miss `Good: score 98.7, 1 miss`.
    overall: Html,
    /// What the vendor says of its rating.
    replies: Vec<ReplyMark>,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    family: &'static str,
    /// Of the rating, with the rating's name; where something is missed never that of a good one.
    status: Tone,
    /// `score 98.6, 1 miss`; empty where nothing is missed, and the rating's name says it all.
    misses: Html,
    /// The service level, with a link to its metric, or the vendor.
    link: Link,
    value: Html,
    target: Html,
    missed: bool,
    provisional: bool,
    /// Ready-made icon pair.
    icons: Html,
    coverage: Html,
}

pub fn vendor_line<'a>(
    context: &PageContext<'a>,
    row: &GridRow,
    board: Option<&Board>,
    evidence: &mut Evidence<'a>,
) -> VendorLine {
    let name =
        context.report.register.vendors.get(&row.vendor).map_or(row.vendor.as_str(), |vendor| &vendor.name);
    let page = Route::Vendor(row.vendor.clone());
    let score = match board {
        Some(board) => board.score.clone(),
        None => row.score.map(|value| {
            let shown = cut(value);
            let number = evidence.figure(&shown, value, "score").note("from", &[&page.path()]).done();
            FigureRef::new(number, value, shown)
        }),
    };
    VendorLine {
        link: Link::to(&page, Label::named(name)),
        overall: overall(context, row, (board, score.as_ref()), evidence),
        replies: crate::subject::response::page::of_rating(
            context,
            &Subject::Vendor(row.vendor.clone()),
            context.report.period,
        ),
        cells: row.cells.iter().map(|cell| grid_cell(context, &row.vendor, cell, board, evidence)).collect(),
    }
}

fn grid_cell<'a>(
    context: &PageContext<'a>,
    vendor: &VendorId,
    cell: &GridCell,
    board: Option<&Board>,
    evidence: &mut Evidence<'a>,
) -> Cell {
    let page = Route::Vendor(vendor.clone());
    let lead = cell.lead.and_then(|(judged, ruling)| clause(context.report, judged, Some(ruling)));
    let key = lead.as_ref().map(|lead| (lead.judged.subject.clone(), lead.metric.id.clone()));
    let metric = key.filter(|key| context.report.chart_of.contains_key(key));
    let name = lead.as_ref().map_or("", |lead| &lead.level.name);
    let mut icons = Html::default();
    tone::icon_pair(&mut icons, cell.variation, cell.assurance);
    let value = lead.as_ref().and_then(|lead| lead.value(evidence));
    // A target stands beside a value: without one it is not shown, so it is not cited.
    let shown = lead.as_ref().filter(|lead| value.is_some() && lead.has_target());
    let target = shown.map_or_else(Html::default, |lead| lead.target(evidence).into());
    Cell {
        family: cell.family.label(),
        status: rated::tone(cell.rating, cell.missed),
        misses: misses(vendor, cell, evidence),
        link: Link::to(
            &metric.map_or_else(|| page.clone(), |key| Route::Metric(key.0, key.1)),
            Label::named(name),
        ),
        value: value.map_or_else(Html::default, Html::from),
        target,
        missed: lead.as_ref().and_then(|lead| lead.ruling).is_some_and(Ruling::missed),
        provisional: lead.as_ref().and_then(|lead| lead.ruling).is_some_and(|ruling| ruling.provisional),
        icons,
        coverage: coverage(&page, cell, lead.as_ref(), board, evidence),
    }
}

fn overall(
    context: &PageContext<'_>,
    row: &GridRow,
    (board, score): (Option<&Board>, Option<&FigureRef>),
    evidence: &mut Evidence<'_>,
) -> Html {
    match missed_beside(context, row, board, evidence) {
        None => Html::from(row.overall.label()).then(", ").then(or_dash(score)),
        Some((missed, count)) => {
            rated::words(row.overall, Beside { missed, score, count: Some(count) }, None)
        }
    }
}

/// How many service levels the vendor missed, with the figure of that; `None` where the rating needs no rule beside them.
pub fn missed_beside(
    context: &PageContext<'_>,
    row: &GridRow,
    board: Option<&Board>,
    evidence: &mut Evidence<'_>,
) -> Option<(usize, FigureNumber)> {
    let subject = Subject::Vendor(row.vendor.clone());
    let tally = counted(context, newest(context, &subject)?);
    if !rated::says_rule(row.overall, tally.missed) {
        return None;
    }
    let count = board.and_then(|board| board.tally).unwrap_or_else(|| {
        let page = Route::Vendor(row.vendor.clone());
        tally.entry(evidence, tally.missed).note("from", &[&page.path()]).done()
    });
    Some((tally.missed, count))
}

/// `score 98.6, 1 miss`: what the rating of a family goes by, where it stands beside a miss.
fn misses(vendor: &VendorId, cell: &GridCell, evidence: &mut Evidence<'_>) -> Html {
    rule(vendor, cell, evidence).map_or_else(Html::default, |(number, words)| Html::part_of(number, &words))
}

/// The same as words with their figure; `None` where nothing is missed.
pub fn rule(
    vendor: &VendorId,
    cell: &GridCell,
    evidence: &mut Evidence<'_>,
) -> Option<(FigureNumber, String)> {
    if cell.missed == 0 {
        return None;
    }
    let count = rated::misses(cell.missed);
    let (value, formula) = match cell.score {
        Some(score) => (score, "score-family"),
        None => (whole(cell.missed), "missed-family"),
    };
    let shown = if cell.score.is_some() { cut(value) } else { cell.missed.to_string() };
    let entry = evidence.figure(&shown, value, formula).note("vendor", &[vendor.as_str()]);
    let number = entry.note("family", &[cell.family.word()]).whole("missed", cell.missed as u64).done();
    let words = if cell.score.is_some() { format!("score {shown}, {count}") } else { count };
    Some((number, words))
}

/// The family's coverage, or why there is none.
fn coverage(
    page: &Route,
    cell: &GridCell,
    lead: Option<&Clause<'_>>,
    board: Option<&Board>,
    evidence: &mut Evidence<'_>,
) -> Html {
    if !cell.reason.is_empty() {
        let has_number = cell.reason.bytes().any(|byte| byte.is_ascii_digit());
        let number = lead.filter(|_| has_number).and_then(|lead| lead.why_not(evidence));
        return Html::part_of(number, &cell.reason);
    }
    // A whole measurement is what everybody expects: only a gap is worth the space.
    let whole = |value: &Quotient| value.cmp_decimal(Decimal::from_int(100)).is_ge();
    let Some(value) = cell.coverage.filter(|value| !whole(value)) else { return Html::default() };
    let here = board.and_then(|board| board.families.iter().find(|(family, _)| *family == cell.family));
    if let Some((_, Some(share))) = here {
        return Html::from("coverage ").then(share);
    }
    let shown = format!("{}%", cut(value));
    let entry = evidence.figure(&shown, value, "coverage").note("from", &[&page.path()]);
    let number = entry.note("family", &[cell.family.word()]).done();
    Html::from("coverage ").then(marked(number, &shown))
}
