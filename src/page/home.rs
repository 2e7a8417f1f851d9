//! The first page, in one screen: who is failing, why, what is being done, what is needed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::compute::attainment::Ruling;
use crate::compute::credit::CreditMonth;
use crate::compute::executive::{Exception, GridCell, GridRow};
use crate::compute::rollup::Subject;
use crate::model::{Commentary, Decimal, Decision, Period, Quotient, VendorId, day_label, days_between};
use crate::page::block::or_dash;
use crate::page::credit::{CreditSum, spans, sums_of};
use crate::page::evidence::Evidence;
use crate::page::evidence::clause::{Clause, clause};
use crate::page::evidence::written::{Written, marked};
use crate::page::exception::{ExceptionLine, exception_line};
use crate::page::issue::{IssueView, issue};
use crate::page::piece::Markup;
use crate::page::plan::line::{PlanLine, plan_line};
use crate::page::reply::{self, ReplyMark};
use crate::page::route::Route;
use crate::page::scorecard::Board;
use crate::page::shell::{House, Link, Made};
use crate::page::sop::record_pages;
use crate::page::story::say;
use crate::page::wording::figure::cut;
use crate::page::wording::tone::{self, Tone};
use crate::picture::exempt::Exempt;
use crate::source::RepoPath;

/// What fits beside each other below the grid on a laptop's screen: exceptions, plans and asks.
fn room(vendors: usize) -> (usize, usize, usize) {
    if vendors <= 4 || vendors > MANY { (4, 3, 3) } else { (3, 2, 2) }
}

/// Vendors whose grid leaves room below it on a laptop's screen.
const MANY: usize = 6;

/// `templates/home.html`.
#[derive(Serialize)]
pub struct HomeView {
    eyebrow: String,
    headline: Markup,
    /// Who wrote the headline; empty for the generated one.
    headline_by: String,
    lede: Markup,
    /// The other sentences of the headline.
    story: Vec<Markup>,
    issue: IssueView,
    /// Who wrote the week's commentary; empty where nobody did.
    commentary_by: String,
    /// Said where a commentary is missing and a rating moved.
    awaited: bool,
    families: Vec<&'static str>,
    /// So many vendors that their grid comes last: what is asked for must not lie below it.
    many: bool,
    vendors: Vec<VendorLine>,
    exceptions: Vec<ExceptionLine>,
    /// Said where there is none.
    calm: &'static str,
    exceptions_count: usize,
    more_exceptions: usize,
    plans: Vec<PlanLine>,
    more_plans: usize,
    asks: Vec<AskLine>,
    more_asks: usize,
    credits: Vec<CreditLine>,
    completeness: String,
    /// The week's commentary, for the renderer.
    #[serde(skip)]
    pub commentary: Option<CommentaryText>,
}

/// Markdown, the file it stands in, and what its links may lead to.
pub struct CommentaryText {
    pub markdown: String,
    pub file: RepoPath,
    pub pages: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct VendorLine {
    link: Link,
    rating: Tone,
    score: String,
    /// What the vendor says of its rating.
    replies: Vec<ReplyMark>,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    family: &'static str,
    rating: Tone,
    /// To the leading service level's metric, or the vendor.
    link: Link,
    value: String,
    target: String,
    missed: bool,
    provisional: bool,
    /// Ready-made icon pair.
    icons: String,
    coverage: String,
}

#[derive(Serialize)]
struct AskLine {
    due: String,
    tone: &'static str,
    link: Link,
    ask: String,
    by: String,
}

/// Credits of a span of months; amounts are ready-made markup.
#[derive(Serialize)]
struct CreditLine {
    span: String,
    sums: Vec<CreditSum>,
    link: Link,
}

pub fn home_page(house: &House<'_>, route: &Route) -> Made<HomeView> {
    let mut evidence = Evidence::new(house, route);
    let view = overview(house, &Boards::new(), &mut evidence);
    Made { title: "Home".to_owned(), above: Vec::new(), view, evidence: evidence.finish() }
}

/// Scorecards that stand on the same page, by vendor: scores are cited from them, else from the vendor's own page.
pub type Boards = BTreeMap<VendorId, Board>;

/// The report of the house's period in one screen.
pub fn overview<'a>(house: &House<'a>, boards: &Boards, evidence: &mut Evidence<'a>) -> HomeView {
    let report = house.report;
    let executive = &report.executive;
    let period = report.period;
    let said: Vec<Markup> =
        executive.headline.iter().map(|sentence| say(house, boards, sentence, evidence)).collect();
    let mut sentences = said.into_iter();
    // The first sentence counts what is missed.
    let first = sentences.next().unwrap_or_default();
    let (headline, headline_by, lede) = match executive.standing() {
        Some(written) => {
            let by = report.register.person_name(written.author.as_str());
            (Markup::exempt(Exempt::Quoted, &written.headline), by.to_owned(), first)
        }
        None => (first, String::new(), sentences.next().unwrap_or_default()),
    };
    let (exceptions_shown, plans_shown, asks_shown) = room(executive.grid.len());
    let written = report.register.commentaries.get(&period);
    let commentary = written.and_then(|written| commentary(house, written));
    let vendors: Vec<VendorLine> =
        executive.grid.iter().map(|row| vendor_line(house, row, boards.get(&row.vendor), evidence)).collect();
    let exceptions: Vec<ExceptionLine> = stories(house, &executive.exceptions)
        .take(exceptions_shown)
        .filter_map(|exception| exception_line(house, exception, evidence))
        .collect();
    let asks: Vec<&Decision> =
        executive.asks.iter().filter_map(|id| report.register.decisions.get(id)).collect();
    let plans = executive.plans.iter().filter_map(|id| report.register.plans.get(id));
    HomeView {
        eyebrow: format!("{} · {}", period.label(), days_of(period)),
        headline,
        headline_by,
        lede,
        story: sentences.collect(),
        issue: issue(house),
        commentary_by: commentary.as_ref().and(written).map_or_else(String::new, |written| {
            report.register.person_name(written.author.as_str()).to_owned()
        }),
        awaited: written.is_none() && executive.since.as_ref().is_some_and(|since| !since.moved.is_empty()),
        commentary,
        families: families(executive.grid.first()),
        many: executive.grid.len() > MANY,
        vendors,
        calm: executive.calm,
        exceptions_count: executive.exceptions.len(),
        more_exceptions: executive.exceptions.len().saturating_sub(exceptions.len()),
        exceptions,
        plans: plans.take(plans_shown).map(|plan| plan_line(house, plan, evidence)).collect(),
        more_plans: executive.plans.len().saturating_sub(plans_shown),
        more_asks: asks.len().saturating_sub(asks_shown),
        asks: asks.into_iter().take(asks_shown).map(|ask| ask_line(house, ask)).collect(),
        credits: credits(house, evidence),
        completeness: executive.completeness.map_or_else(String::new, |share| {
            let shown = format!("{}%", cut(share));
            let number = evidence.figure(&shown, share, "completeness").done();
            marked(number, share, &shown)
        }),
    }
}

/// What a person wrote; `None` where the file has no text.
pub fn commentary(house: &House<'_>, written: &Commentary) -> Option<CommentaryText> {
    let text = house.texts.get(&written.place.path)?.content();
    let markdown = text.get(written.body.start..written.body.end)?.trim();
    (!markdown.is_empty()).then(|| CommentaryText {
        markdown: markdown.to_owned(),
        file: written.place.path.clone(),
        pages: record_pages(house),
    })
}

/// One exception for each metric of each subject, its worst: the same failure by week and by month is one story.
fn stories<'e>(house: &'e House<'_>, all: &'e [Exception]) -> impl Iterator<Item = &'e Exception> {
    let mut told = BTreeSet::new();
    all.iter().filter(move |exception| {
        let clause = clause(house.report, exception.judged, Some(exception.ruling));
        clause.is_none_or(|clause| told.insert((&clause.judged.subject, &clause.metric.id)))
    })
}

fn families(first: Option<&GridRow>) -> Vec<&'static str> {
    first.map_or_else(Vec::new, |row| row.cells.iter().map(|cell| cell.family.label()).collect())
}

/// `9 – 15 November 2026`
fn days_of(period: Period) -> String {
    format!("{} to {}", day_label(period.first_day()), day_label(period.last_day()))
}

fn vendor_line<'a>(
    house: &House<'a>,
    row: &GridRow,
    board: Option<&Board>,
    evidence: &mut Evidence<'a>,
) -> VendorLine {
    let name =
        house.report.register.vendors.get(&row.vendor).map_or(row.vendor.as_str(), |vendor| &vendor.name);
    let page = Route::Vendor(row.vendor.clone());
    let score = match board {
        Some(board) => board.score.clone(),
        None => row.score.map(|value| {
            let shown = cut(value);
            let number = evidence.figure(&shown, value, "score").note("from", &[&page.path()]).done();
            Written::new(number, value, shown)
        }),
    };
    VendorLine {
        link: Link::to(&page, name),
        rating: tone::rating(row.overall),
        score: or_dash(score.as_ref()),
        replies: reply::of_rating(house, &Subject::Vendor(row.vendor.clone()), house.report.period),
        cells: row.cells.iter().map(|cell| grid_cell(house, &page, cell, board, evidence)).collect(),
    }
}

fn grid_cell<'a>(
    house: &House<'a>,
    page: &Route,
    cell: &GridCell,
    board: Option<&Board>,
    evidence: &mut Evidence<'a>,
) -> Cell {
    let lead = cell.lead.and_then(|(judged, ruling)| clause(house.report, judged, Some(ruling)));
    let key = lead.as_ref().map(|lead| (lead.judged.subject.clone(), lead.metric.id.clone()));
    let metric = key.filter(|key| house.report.chart_of.contains_key(key));
    let name = lead.as_ref().map_or("", |lead| &lead.level.name);
    let mut icons = String::new();
    tone::icon_pair(&mut icons, cell.variation, cell.assurance);
    let value = lead.as_ref().and_then(|lead| lead.value(evidence));
    // A target stands beside a value: without one it is not shown, so it is not cited.
    let shown = lead.as_ref().filter(|_| value.is_some());
    let target = shown.map_or_else(String::new, |lead| lead.target(evidence).html());
    Cell {
        family: cell.family.label(),
        rating: tone::rating(cell.rating),
        link: Link::to(&metric.map_or_else(|| page.clone(), |key| Route::Metric(key.0, key.1)), name),
        value: value.map_or_else(String::new, |value| value.html()),
        target,
        missed: lead.as_ref().and_then(|lead| lead.ruling).is_some_and(Ruling::missed),
        provisional: lead.as_ref().and_then(|lead| lead.ruling).is_some_and(|ruling| ruling.provisional),
        icons,
        coverage: coverage(page, cell, lead.as_ref(), board, evidence),
    }
}

/// The family's coverage, or why there is none.
fn coverage(
    page: &Route,
    cell: &GridCell,
    lead: Option<&Clause<'_>>,
    board: Option<&Board>,
    evidence: &mut Evidence<'_>,
) -> String {
    if !cell.reason.is_empty() {
        let has_number = cell.reason.bytes().any(|byte| byte.is_ascii_digit());
        let number = lead.filter(|_| has_number).map_or(0, |lead| lead.why_not(evidence));
        return Markup::part_of(number, &cell.reason).0;
    }
    // A whole measurement is what everybody expects: only a gap is worth the space.
    let whole = |value: &Quotient| value.cmp_decimal(Decimal::from_int(100)).is_ge();
    let Some(value) = cell.coverage.filter(|value| !whole(value)) else { return String::new() };
    let here = board.and_then(|board| board.families.iter().find(|(family, _)| *family == cell.family));
    if let Some((_, Some(share))) = here {
        return format!("coverage {}", share.html());
    }
    let shown = format!("{}%", cut(value));
    let entry = evidence.figure(&shown, value, "coverage").note("from", &[&page.path()]);
    let number = entry.note("family", &[cell.family.word()]).done();
    format!("coverage {}", marked(number, value, &shown))
}

fn ask_line(house: &House<'_>, decision: &Decision) -> AskLine {
    let register = house.report.register;
    let late = days_between(decision.due_on, register.as_of());
    let tone = match late {
        1.. => "bad",
        -7..=0 => "near",
        _ => "plain",
    };
    AskLine {
        due: format!("by {}", short_day(decision.due_on)),
        tone,
        link: Link::at(&Route::Decisions, decision.id.as_str(), decision.title.clone()),
        ask: decision.ask.clone(),
        by: format!(
            "{} · asked {}",
            register.person_name(decision.owner.as_str()),
            short_day(decision.asked_on)
        ),
    }
}

/// `20 Nov`
fn short_day(day: jiff::civil::Date) -> String {
    let month = crate::model::month_name(day.month());
    format!("{} {}", day.day(), month.get(..3).unwrap_or(month))
}

/// Owed in the newest month that has a ledger entry, and in the quarter so far.
fn credits(house: &House<'_>, evidence: &mut Evidence<'_>) -> Vec<CreditLine> {
    let line = |(span, months): (String, Vec<&CreditMonth>)| {
        let first = months.iter().max_by_key(|month| month.net)?;
        let link = Link::to(&Route::Credits(first.contract.clone()), "Ledger");
        Some(CreditLine { span, sums: sums_of(months, false, evidence), link })
    };
    spans(house).into_iter().filter_map(line).collect()
}
