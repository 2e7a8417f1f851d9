//! The sentences of the headline: each number in them leads to the figure it speaks of.

use std::collections::BTreeMap;

use crate::core::attainment::Outcome;
use crate::core::rollup::Subject;
use crate::core::sentence::Sentence;
use crate::core::shift_share::{CutShift, Of};
use crate::kit::id::VendorId;
use crate::kit::numbered::{FigureNumber, Figures};
use crate::kit::picture::exempt::Exempt;
use crate::kit::words::Direction;
use crate::report::metric::shift::{CAUSES, ShiftFigures};
use crate::report::scorecard::Board;
use crate::report::site::index::{counted as tally_of, newest};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::basis::Basis;
use crate::subject::evidence::cite::whole;
use crate::subject::evidence::clause::{Clause, clause, subject_key};
use crate::subject::evidence::measured::period_value;
use crate::subject::executive::{About, Move};
use crate::subject::plan::page::counted;
use crate::subject::plan::record::Plan;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::tally::Tally;
use crate::subject::text::piece::Html;

/// Figures of the story that more than one piece speaks of.
#[derive(Default)]
struct Known<'a> {
    rulings: BTreeMap<(usize, usize), Option<Figures>>,
    shift: Option<ShiftFigures<'a>>,
    overall: Option<FigureNumber>,
}

/// One sentence as markup. `boards` are the scorecards on the same page.
pub fn say<'a>(
    context: &PageContext<'a>,
    boards: &BTreeMap<VendorId, Board>,
    sentence: &'a Sentence<About>,
    evidence: &mut Evidence<'a>,
) -> Html {
    let pieces = pieces(context, boards, sentence, evidence);
    pieces.into_iter().fold(Html::default(), |said, (words, basis)| said.then(basis.markup(words)))
}

/// The words of a sentence in their order, with what the numbers of each piece rest on.
pub fn pieces<'a>(
    context: &PageContext<'a>,
    boards: &BTreeMap<VendorId, Board>,
    sentence: &'a Sentence<About>,
    evidence: &mut Evidence<'a>,
) -> Vec<(&'a str, Basis)> {
    let mut known = Known::default();
    let mut basis = |(words, about): &'a (String, Option<About>)| {
        let has_number = words.bytes().any(|byte| byte.is_ascii_digit());
        match about {
            Some(about) if has_number || about.is_count() => {
                basis_of(context, boards, (words, about), &mut known, evidence)
            }
            _ => Basis::Nothing,
        }
    };
    sentence.pieces.iter().map(|piece| (piece.0.as_str(), basis(piece))).collect()
}

fn basis_of<'a>(
    context: &PageContext<'a>,
    boards: &BTreeMap<VendorId, Board>,
    (words, about): (&str, &'a About),
    known: &mut Known<'a>,
    evidence: &mut Evidence<'a>,
) -> Basis {
    let number = match about {
        About::Name => return Basis::Exempt(Exempt::Name),
        About::Quoted => return Basis::Exempt(Exempt::Quoted),
        About::Ruling(judged, ruling) => {
            let figures = known.rulings.entry((*judged, *ruling)).or_insert_with(|| {
                clause(context.report, *judged, Some(*ruling)).and_then(|clause| clause.told(evidence))
            });
            return Basis::parts(*figures);
        }
        About::Why(of) => {
            let executive = &context.report.executive;
            let why = executive.why.as_ref();
            let metric = why.and_then(|why| context.report.register.metrics.get(&why.metric));
            let Some((why, metric)) = why.zip(metric) else { return Basis::Nothing };
            let told = known
                .shift
                .get_or_insert_with(|| ShiftFigures::new(&why.subject, metric, &why.shift, evidence));
            let number = why.shift.cuts.first().and_then(|cut| did(context, told, cut, *of, evidence));
            return told.basis(words, *of, number, evidence);
        }
        About::Overall => Some(*known.overall.get_or_insert_with(|| {
            let tally = overall_tally(context);
            tally.entry(evidence, tally.missed).note("all", &["vendors"]).done()
        })),
        About::Vendor(vendor) => of_vendor(context, boards.get(vendor), vendor, evidence),
        About::Plans => evidence.count(&["plans-open"], open(context).map(|plan| &plan.place)).number,
        About::ActionsDone => {
            let plans: Vec<&Plan> = open(context).collect();
            let done: Vec<FigureNumber> = plans
                .iter()
                .filter_map(|plan| counted::actions_done(context, plan, evidence).number)
                .collect();
            let all = plans.iter().map(|plan| plan.actions.len()).sum::<usize>();
            let state =
                |plan: &&Plan| context.report.plans.states.get(&plan.id).map(|state| state.actions_done);
            let value = plans.iter().filter_map(state).sum::<usize>();
            let entry = evidence.figure(&format!("{value} of {all}"), whole(value), "sum").inputs(done);
            Some(entry.whole("of", all as u64).done())
        }
        About::ActionsOverdue => {
            let plans: Vec<&Plan> = open(context).collect();
            let late: Vec<FigureNumber> = plans
                .iter()
                .filter_map(|plan| counted::actions_overdue(context, plan, evidence).number)
                .collect();
            let state =
                |plan: &&Plan| context.report.plans.states.get(&plan.id).map(|state| state.actions_overdue);
            let value = plans.iter().filter_map(state).sum::<usize>();
            evidence.made_of(value.to_string(), whole(value), "sum", late).number
        }
        About::Moves(how, charts) => Some(moved(context, *how, charts, evidence)),
        About::Unanswered => Some(unanswered(context, evidence)),
        About::Asks => {
            let decisions = &context.report.register.decisions;
            let more = context.report.executive.asks.iter().skip(1).filter_map(|id| decisions.get(id));
            evidence.count(&["decisions-more"], more.map(|decision| &decision.place)).number
        }
    };
    if about.is_count() { Basis::said(number) } else { Basis::parts(number) }
}

/// The figure that counts what left its normal variation one way; each is shown by its newest point.
fn moved(
    context: &PageContext<'_>,
    how: Move,
    charts: &[usize],
    evidence: &mut Evidence<'_>,
) -> FigureNumber {
    let last = context.report.period.last_day();
    let newest = |at: &usize| {
        let chart = context.report.charts.get(*at)?;
        let metric = context.report.register.metrics.get(&chart.metric)?;
        let known = chart.series.cells.iter().rev().filter(|(period, _)| period.last_day() <= last);
        known.filter_map(|(period, cell)| period_value(chart, metric, *period, cell, evidence)).next()
    };
    let points: Vec<FigureNumber> =
        charts.iter().filter_map(newest).filter_map(|point| point.number).collect();
    let value = whole(charts.len());
    evidence.figure(&value.show(0), value, "moved").note("moved", &[how.word()]).inputs(points).done()
}

/// The figure that counts the misses without an open plan; each is shown by its value, where it has one.
fn unanswered<'a>(context: &PageContext<'a>, evidence: &mut Evidence<'a>) -> FigureNumber {
    let missed = context.report.executive.unanswered();
    let missed: Vec<Clause<'_>> = missed
        .filter_map(|exception| clause(context.report, exception.judged, Some(exception.ruling)))
        .collect();
    let values: Vec<FigureNumber> =
        missed.iter().filter_map(|clause| clause.value(evidence)?.number).collect();
    let name = |clause: &Clause<'_>| {
        let (kind, id) = subject_key(&clause.judged.subject);
        format!("{}/{}/{kind}/{id}", clause.judged.contract, clause.judged.service_level)
    };
    let names: Vec<String> = missed.iter().map(name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let value = whole(missed.len());
    evidence.figure(&value.show(0), value, "unanswered").note("misses", &names).inputs(values).done()
}

fn open<'a>(context: &PageContext<'a>) -> impl Iterator<Item = &'a Plan> {
    let report = context.report;
    report.executive.plans.iter().filter_map(|id| report.register.plans.get(id))
}

/// The figure that a cause or a part of a shift is; `None` for what is neither.
fn did(
    context: &PageContext<'_>,
    told: &ShiftFigures<'_>,
    cut: &CutShift,
    of: Of,
    evidence: &mut Evidence<'_>,
) -> Option<FigureNumber> {
    let effects = &cut.effects;
    match of {
        Of::Cause(at) => {
            let value = [&effects.rate, &effects.mix, &effects.interaction][at];
            told.amount(value, CAUSES[at], (cut.by, None), &told.whole, evidence).number
        }
        Of::Part(at) => {
            let part = &cut.parts[at];
            let id = cut.by.id(&context.report.register.measurements, part.of);
            let total = part.effects.total();
            told.amount(&total, "shift-total", (cut.by, Some(id)), &told.whole, evidence).number
        }
        _ => None,
    }
}

/// The figure that counts a vendor's scorecard: that of the page, else cited from the vendor's.
fn of_vendor(
    context: &PageContext<'_>,
    board: Option<&Board>,
    vendor: &VendorId,
    evidence: &mut Evidence<'_>,
) -> Option<FigureNumber> {
    if let Some(board) = board {
        return board.tally;
    }
    let card = newest(context, &Subject::Vendor(vendor.clone()))?;
    let tally = tally_of(context, card);
    let page = Route::Vendor(vendor.clone()).path();
    Some(tally.entry(evidence, tally.missed).note("from", &[&page]).done())
}

/// What is met, missed and not measured of all vendors in the report's week, neutral service levels aside.
pub fn overall_tally(context: &PageContext<'_>) -> Tally {
    let mut tally = Tally::default();
    for vendor in context.report.register.vendors.keys() {
        let Some(card) = newest(context, &Subject::Vendor(vendor.clone())) else { continue };
        let before = tally.judged();
        for line in &card.lines {
            let Some(clause) = clause(context.report, line.judged, line.ruling) else { continue };
            if clause.level.direction == Direction::Neutral {
                continue;
            }
            match clause.ruling.map(|ruling| &ruling.outcome) {
                Some(Outcome::Met) => tally.met += 1,
                Some(Outcome::Missed) => tally.missed += 1,
                _ => tally.unmeasured += 1,
            }
        }
        tally.vendors += usize::from(tally.judged() > before);
    }
    tally
}
