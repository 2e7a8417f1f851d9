//! The table of a scorecard, written straight into markup: ten thousand of these pages are rendered in one build.

use crate::core::attainment::{Outcome, Ruling};
use crate::core::charted::Charted;
use crate::core::contract::record::ScoreRule;
use crate::core::contract::terms::{clause_on, middle_day};
use crate::core::rollup::Subject;
use crate::core::score::{Line, Scorecard};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::kit::source::Place;
use crate::kit::words::{Direction, Family};
use crate::report::near::near;
use crate::report::rated;
use crate::report::rated::Beside;
use crate::report::verdict::{sub, verdict};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{Clause, clause, remark_of};
use crate::subject::evidence::sources::Sources;
use crate::subject::evidence::written::FigureRef;
use crate::subject::route::Route;
use crate::subject::shell::{GONE, PageContext};
use crate::subject::spark;
use crate::subject::tally::Tally;
use crate::subject::text::piece::Html;
use crate::subject::wording::figure::cut;
use crate::subject::wording::{figure, tone};

/// A scorecard, written.
pub struct Board {
    /// Rows of the table.
    pub rows: Html,
    pub sources: Sources,
    pub score: Option<FigureRef>,
    pub coverage: Option<FigureRef>,
    /// The rating's badge, with its place in the evidence where there is a score.
    pub rating: Html,
    /// Coverage of each family that has a line, in the fixed order of families; of vendors only.
    pub families: Vec<(Family, Option<FigureRef>)>,
    pub met: usize,
    pub missed: usize,
    pub unmeasured: usize,
    pub provisional: usize,
    /// Names of the gates that were missed.
    pub gates: Vec<String>,
    /// Counts what was met, missed, not measured and provisional; `None` of a scorecard without a service level.
    pub tally: Option<FigureNumber>,
}

impl Board {
    /// What its rating stands beside.
    pub fn beside(&self) -> Beside<'_> {
        Beside { missed: self.missed, score: self.score.as_ref(), count: self.tally }
    }
}

/// What a row adds to the totals.
struct Weighed<'a> {
    family: Family,
    weight: Decimal,
    place: Option<&'a Place>,
    /// The score's figure, when it was measured.
    score: Option<FigureNumber>,
}

/// Whether each row has a small picture of what came before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum History {
    Drawn,
    /// Of a site's past scorecards: there are twenty-five times as many, and the page behind each name draws the same points.
    Linked,
}

/// Writes a scorecard. `root` leads from the page to the site's root.
pub fn board<'a>(
    context: &PageContext<'a>,
    card: &'a Scorecard,
    root: &str,
    history: History,
    evidence: &mut Evidence<'a>,
) -> Board {
    let mut lines: Vec<(&Line, Clause<'a>)> = card
        .lines
        .iter()
        .filter_map(|line| Some((line, clause(context.report, line.judged, line.ruling)?)))
        .collect();
    lines.sort_by_key(|(_, clause)| clause.level.family);
    let mut board = Board {
        rows: Html::with_capacity(lines.len() * 1100),
        sources: Sources::new(context),
        score: None,
        coverage: None,
        rating: Html::default(),
        families: Vec::new(),
        met: 0,
        missed: 0,
        unmeasured: 0,
        provisional: 0,
        gates: Vec::new(),
        tally: None,
    };
    let mut weighed = Vec::with_capacity(lines.len());
    for (line, clause) in &lines {
        weighed.push(row(context, card, (line, clause), (root, history), evidence, &mut board));
    }
    totals(context, card, &weighed, evidence, &mut board);
    // A scorecard without a service level counts nothing.
    if !lines.is_empty() {
        let counted =
            Tally { met: board.met, missed: board.missed, unmeasured: board.unmeasured, vendors: 0 };
        let entry = counted.entry(evidence, counted.met);
        board.tally = Some(entry.whole("provisional", board.provisional as u64).done());
    }
    board.rating = rating(context, card, &board, evidence);
    board
}

fn rating(context: &PageContext<'_>, card: &Scorecard, board: &Board, evidence: &mut Evidence<'_>) -> Html {
    let mut own = None;
    if let (Some(value), Some(score), Some(coverage)) = (card.score, &board.score, &board.coverage) {
        let bands = context.report.register.settings.ratings.iter();
        let bands = bands.map(|band| (band.name.word(), band.at_least, band.place.as_ref()));
        let gates: Vec<&str> = card.gates_missed.iter().map(|gate| gate.as_str()).collect();
        let entry =
            evidence.figure(card.rating.label(), value, "rating").inputs([score.number, coverage.number]);
        own = Some(entry.settings(bands).note("gates", &gates).done());
    }
    rated::badge(card.rating, board.beside(), own)
}

fn row<'a>(
    context: &PageContext<'a>,
    card: &Scorecard,
    (line, clause): (&Line, &Clause<'a>),
    (root, history): (&str, History),
    evidence: &mut Evidence<'a>,
    board: &mut Board,
) -> Weighed<'a> {
    let value = clause.value(evidence);
    let (weight, place) = weight_of(card, line, clause);
    let weighed = Some(("weight", line.weight, place)).filter(|_| line.weight > Decimal::ZERO);
    let target = clause.target_with(evidence, weighed);
    let parts = clause.parts(evidence);
    let without = clause.value_without_relief(evidence);
    let remark = remark_of(clause, &value, evidence);
    let score = clause.ruling.and_then(|ruling| score(clause, ruling, remark, &target, evidence));
    count(clause, board);
    let chart = line.chart.and_then(|at| context.report.charts.get(at));
    let html = &mut board.rows;
    name_cell(html, context, chart, clause, (evidence.page(), root), card.period);
    // What a cell holds is known by its column: classes would be a tenth of the table. A cell that is a figure needs no element in it, and
    // cells and rows end where the next ones begin.
    let provisional = clause.ruling.is_some_and(|ruling| ruling.provisional);
    match &value {
        Some(value) if !provisional && without.is_none() => value.write_cell(html),
        Some(value) => {
            html.tags("<td>");
            value.write(html);
        }
        None => html.tags("<td><span class=\"quiet\">–</span>"),
    }
    if provisional {
        html.tags("<abbr class=\"provisional-mark\" title=\"Provisional\">p</abbr>");
    }
    if let Some(without) = without {
        sub(html, |html| {
            without.write(html);
            html.tags(" without relief");
        });
    }
    if parts.is_empty() {
        target.write_cell(html);
    } else {
        html.tags("<td>");
        target.write(html);
        html.push(&parts);
    }
    html.tags("<td>");
    verdict(html, clause, remark);
    let answered = clause.ruling.map(|ruling| {
        crate::subject::response::page::of_result(context, clause.judged, ruling.window.period)
    });
    crate::subject::response::page::write(html, &answered.unwrap_or_default(), root, context.gone);
    if history == History::Drawn {
        html.tags("<td>");
        picture(html, chart, card, clause);
    }
    html.tags("<td>");
    tone::icons(html, line.variation, line.assurance);
    let number = score.as_ref().and_then(|score| score.number);
    match &score {
        Some(score) => score.write_cell(html),
        None => html.tags("<td><span class=\"quiet\">–</span>"),
    }
    html.tags("<td");
    if line.weight > Decimal::ZERO {
        html.push_parts_of(&target);
        html.tags(">");
        html.push_inside(&figure::exact(line.weight));
    } else {
        html.tags("><span class=\"quiet\">–</span>");
    }
    html.tags("\n");
    board.sources.of_row(clause, &context.report.register.measurements);
    Weighed { family: clause.level.family, weight, place, score: number }
}

/// The weight in force in the card's period, and where it is written.
fn weight_of<'a>(card: &Scorecard, line: &Line, clause: &Clause<'a>) -> (Decimal, Option<&'a Place>) {
    // As for the rows of the period, the terms of its middle day hold.
    let in_force = clause_on(clause.contract, &clause.judged.service_level, middle_day(card.period));
    match in_force {
        // A neutral clause is shown, never weighed.
        Some((_, level)) if level.direction == Direction::Neutral => (Decimal::ZERO, None),
        // Of points beside another contract, which are brought to 100, the place says the points.
        Some((_, level)) => (line.weight, level.weight.place.as_ref()),
        None => (line.weight, None),
    }
}

fn count(clause: &Clause<'_>, board: &mut Board) {
    let Some(ruling) = clause.ruling else {
        board.unmeasured += 1;
        return;
    };
    board.provisional += usize::from(ruling.provisional);
    match ruling.outcome {
        Outcome::Met => board.met += 1,
        Outcome::Missed => {
            board.missed += 1;
            if clause.level.gate {
                board.gates.push(clause.level.name.clone());
            }
        }
        Outcome::NotMeasured(_) => board.unmeasured += 1,
        Outcome::Shown => {}
    }
}

fn name_cell(
    html: &mut Html,
    context: &PageContext<'_>,
    chart: Option<&Charted>,
    clause: &Clause<'_>,
    (from, root): (&str, &str),
    own: Period,
) {
    // Name and reference are all that has digits here, beside days.
    html.tags("<tr><th scope=\"row\" data-x=\"name\">");
    // Without rows of its own the metric may still have a page, with the rows of other parts.
    let subject = &clause.judged.subject;
    let has_page = || context.report.chart_of.contains_key(&(subject.clone(), clause.metric.id.clone()));
    if chart.is_some() || has_page() {
        let mut page = String::new();
        Route::push_metric(
            &mut page,
            context.one_page.subject(subject, &clause.metric.id),
            &clause.metric.id,
        );
        let is_gone = context.gone.contains(&page);
        if is_gone {
            html.tags(GONE);
            html.push_inside(&clause.level.name);
            html.tags("</span>");
        } else {
            html.tags("<a href=\"");
            html.push_address(&near(from, root, &page));
            html.tags("\">");
            html.push_inside(&clause.level.name);
            html.tags("</a>");
        }
    } else {
        html.push_inside(&clause.level.name);
    }
    if clause.level.gate {
        html.tags(" <span class=\"chip\" title=\"When missed, the rating is at most Requires improvement\">gate</span>");
    }
    sub(html, |html| {
        html.tags(clause.level.family.label());
        if let Some(reference) = &clause.level.clause_ref {
            html.tags(" · ");
            html.push_inside(reference);
        }
        // The card's own period stands above the table.
        if let Some(ruling) = clause.ruling.filter(|ruling| ruling.window.period != own) {
            html.tags(" · ");
            html.push_dated(&clause.window(ruling));
        }
    });
}

/// Small multiple of the series that the clause judges. What it shows is said by its column and its row.
fn picture(html: &mut Html, chart: Option<&Charted>, card: &Scorecard, clause: &Clause<'_>) {
    if let Some((chart, last)) = chart.and_then(|chart| Some((chart, spark::last_by(chart, card.period)?))) {
        spark::write(html, chart, clause.metric, last, "");
    }
}

fn score(
    clause: &Clause<'_>,
    ruling: &Ruling,
    result: Option<FigureNumber>,
    target: &FigureRef,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let exact = ruling.score?;
    let shown = cut(exact);
    let entry = match &clause.level.score {
        ScoreRule::MetOrNot => evidence.figure(&shown, exact, "score-met"),
        ScoreRule::Linear(floor) => {
            let floor = ("floor", **floor, Some(&floor.place));
            evidence.figure(&shown, exact, "score-linear").settings([floor])
        }
        ScoreRule::Bands(bands) => {
            let reached = bands.iter().find(|band| Quotient::from(band.score) == exact);
            evidence
                .figure(&shown, exact, "score-bands")
                .settings(reached.map(|band| ("score", band.score, Some(&band.place))))
        }
    };
    let number = entry
        .inputs([result, target.number])
        .note("clause", &[clause.judged.contract.as_str(), clause.judged.service_level.as_str()])
        .done();
    Some(FigureRef::new(number, exact, shown))
}

fn totals(
    context: &PageContext<'_>,
    card: &Scorecard,
    weighed: &[Weighed<'_>],
    evidence: &mut Evidence<'_>,
    board: &mut Board,
) {
    let book = &context.report.register.settings;
    let settings = |measured: bool, family: Option<Family>| {
        weighed
            .iter()
            .filter(move |one| one.weight > Decimal::ZERO && family.is_none_or(|family| family == one.family))
            .filter(move |one| !measured || one.score.is_some())
    };
    let inputs = |family| settings(true, family).filter_map(|one| one.score);
    if let Some(value) = card.score {
        let shown = cut(value);
        let entry = evidence.figure(&shown, value, "score").inputs(inputs(None));
        let weights = settings(true, None).map(|one| ("weight", one.weight, one.place));
        let number = entry.settings(weights).done();
        board.score = Some(FigureRef::new(number, value, shown));
    }
    if let Some(value) = card.coverage {
        let shown = format!("{}%", cut(value));
        let weights = settings(false, None).map(|one| ("weight", one.weight, one.place));
        let least =
            ("insufficient-coverage", *book.insufficient_coverage, book.insufficient_coverage.place.as_ref());
        let entry = evidence.figure(&shown, value, "coverage").inputs(inputs(None));
        let number = entry.settings(weights.chain(std::iter::once(least))).done();
        board.coverage = Some(FigureRef::new(number, value, shown));
    }
    if matches!(card.subject, Subject::Site(_)) {
        // Only a vendor's page, and the first page after it, show families.
        return;
    }
    for family in [Family::Productivity, Family::Quality, Family::Latency, Family::Wellness, Family::Cost] {
        let all: i64 = settings(false, Some(family)).map(|one| one.weight.micro()).sum();
        let measured: i64 = settings(true, Some(family)).map(|one| one.weight.micro()).sum();
        if !weighed.iter().any(|one| one.family == family) {
            continue;
        }
        let written = Quotient::new(i128::from(measured) * 100, i128::from(all)).map(|value| {
            let shown = format!("{}%", cut(value));
            let weights = settings(false, Some(family)).map(|one| ("weight", one.weight, one.place));
            let entry = evidence.figure(&shown, value, "coverage").inputs(inputs(Some(family)));
            let number = entry.settings(weights).note("family", &[family.word()]).done();
            FigureRef::new(number, value, shown)
        });
        board.families.push((family, written));
    }
}
