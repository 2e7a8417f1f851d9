//! The report of the week as plain words and figures: what `report.md` says and `report.json` holds.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::attainment::Ruling;
use crate::kit::calendar::day_label;
use crate::kit::id::VendorId;
use crate::kit::number::Quotient;
use crate::kit::numbered::FigureNumber;
use crate::kit::source::Tree;
use crate::report::brief::asks::{Ask, ask};
use crate::report::brief::procedures::{Review, counted, reviews};
use crate::report::credit::{spans, totals};
use crate::report::exception::reasons;
use crate::report::home::Boards;
use crate::report::home::cells::{missed_beside, rule};
use crate::report::rated;
use crate::report::story::pieces;
use crate::subject::evidence::basis::Basis;
use crate::subject::evidence::clause::{clause, subject_name};
use crate::subject::evidence::{Document, Evidence, of_file};
use crate::subject::executive::completeness;
use crate::subject::executive::{Exception, GridCell, GridRow};
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::figures::plan::Verdict;
use crate::subject::plan::page::counted::{actions_done, actions_overdue, run as run_of};
use crate::subject::plan::page::line::verdict;
use crate::subject::plan::record::Plan;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::wording::figure::cut;
use crate::subject::wording::{names, tone};

/// Version of `report.json`.
pub const FORMAT: u32 = 1;

/// `report.json`.
#[derive(Debug, Serialize)]
pub struct Brief {
    pub format: u32,
    pub title: String,
    pub organisation: String,
    /// `2026-W46`
    pub period: String,
    /// `week 46 of 2026`
    #[serde(skip)]
    pub period_label: String,
    pub first_day: String,
    pub last_day: String,
    pub as_of: String,
    /// Of the files; `null` when they are not exactly a commit's.
    pub commit: Option<String>,
    pub input_sha256: String,
    /// Sentences: status first.
    pub headline: Vec<String>,
    /// The same in pieces, each with what its numbers rest on.
    pub sentences: Vec<Vec<Said>>,
    pub completeness: Option<Number>,
    /// Said where there is no exception.
    pub calm: &'static str,
    pub vendors: Vec<Vendor>,
    /// Worst first.
    pub exceptions: Vec<Line>,
    pub plans: Vec<PlanBrief>,
    pub credits: Vec<CreditBrief>,
    pub asks: Vec<Ask>,
    /// Of a book of procedures alone, whose reviews are overdue: what the text says in place of vendors and exceptions.
    #[serde(skip)]
    pub reviews: Option<Vec<Review>>,
    /// Of its figures.
    pub evidence: Document,
}

/// A figure: as pages show it, exact, and its number among the evidence.
#[derive(Clone, Debug, Serialize)]
pub struct Number {
    pub shown: String,
    /// A fraction or a whole number.
    pub value: String,
    pub n: FigureNumber,
}

/// Words of a sentence.
#[derive(Debug, Serialize)]
pub struct Said {
    pub text: String,
    /// First and last of the figures that its numbers are parts of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<[FigureNumber; 2]>,
    /// Why its numbers need none: a reason of `data-x`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exempt: Option<&'static str>,
}

/// By key: first and last of the figures that the numbers of its value are parts of.
pub type Parts = BTreeMap<&'static str, [FigureNumber; 2]>;

#[derive(Debug, Serialize)]
pub struct Vendor {
    pub id: String,
    pub name: String,
    pub page: String,
    pub rating: &'static str,
    /// What the rating goes by where it would contradict a miss: `score 98.6, 1 miss`; empty otherwise.
    pub rule: String,
    pub score: Option<Number>,
    pub families: Vec<FamilyBrief>,
    #[serde(skip_serializing_if = "Parts::is_empty")]
    pub of: Parts,
}

#[derive(Debug, Serialize)]
pub struct FamilyBrief {
    pub family: &'static str,
    pub rating: &'static str,
    /// The service level that leads the family; empty when none is measured.
    pub service_level: String,
    pub value: Option<Number>,
    pub target: Option<Number>,
    pub missed: bool,
    pub provisional: bool,
    /// What the rating goes by where something is missed: `score 98.6, 1 miss`; empty otherwise.
    pub rule: String,
    /// Why nothing is measured; empty otherwise.
    pub reason: String,
    #[serde(skip_serializing_if = "Parts::is_empty")]
    pub of: Parts,
}

#[derive(Debug, Serialize)]
pub struct Line {
    pub kind: &'static str,
    pub vendor: String,
    /// `Mombasa: decision accuracy`
    pub what: String,
    pub page: String,
    pub value: Option<Number>,
    pub target: Option<Number>,
    pub why: String,
    pub plan: Option<String>,
    #[serde(skip_serializing_if = "Parts::is_empty")]
    pub of: Parts,
}

#[derive(Debug, Serialize)]
pub struct PlanBrief {
    pub id: String,
    pub title: String,
    pub page: String,
    pub severity: &'static str,
    pub root_cause: String,
    pub actions: usize,
    pub done: usize,
    pub overdue: usize,
    pub next: String,
    pub verdict: String,
    #[serde(skip_serializing_if = "Parts::is_empty")]
    pub of: Parts,
}

/// Net credits of a month or of a quarter so far, in one currency.
#[derive(Debug, Serialize)]
pub struct CreditBrief {
    pub span: String,
    pub currency: String,
    pub net: Number,
    pub provisional: bool,
}

/// The brief with the evidence of its figures.
pub fn brief(context: &PageContext<'_>) -> Brief {
    let report = context.report;
    let register = report.register;
    let executive = &report.executive;
    let mut evidence = Evidence::of_file(context, super::REPORT_DATA);
    let period = report.period;
    let exceptions =
        executive.exceptions.iter().filter_map(|exception| line(context, exception, &mut evidence)).collect();
    let plans = executive.plans.iter().filter_map(|id| register.plans.get(id));
    let asks = executive.asks.iter().filter_map(|id| register.decisions.get(id));
    let mut brief = Brief {
        format: FORMAT,
        title: register.settings.title.clone(),
        organisation: register.settings.organisation.clone(),
        period: period.to_string(),
        period_label: period.label(),
        first_day: period.first_day().to_string(),
        last_day: period.last_day().to_string(),
        as_of: register.as_of().to_string(),
        commit: match (&context.facts.commit, context.facts.tree) {
            (Some(commit), Tree::Committed) => Some(commit.id.clone()),
            _ => None,
        },
        input_sha256: context.facts.input_hash.clone(),
        headline: executive.sentences(),
        sentences: Vec::new(),
        completeness: executive.completeness.map(|share| {
            let shown = completeness::shown(share);
            let n = evidence.figure(&shown, share, "completeness").done();
            number(n, share, shown)
        }),
        calm: executive.calm,
        vendors: executive.grid.iter().map(|row| vendor(context, row, &mut evidence)).collect(),
        exceptions,
        plans: plans.map(|plan| plan_brief(context, plan, &mut evidence)).collect(),
        credits: credits(context, &mut evidence),
        asks: asks.map(|decision| ask(context, decision)).collect(),
        reviews: reviews(context),
        evidence: of_file(context, super::REPORT_DATA),
    };
    if brief.reviews.is_some() {
        // Nothing is promised that could be missed.
        let counts = counted(context, &mut evidence);
        let piece = |(words, number): &(String, _)| vec![said((words, Basis::parts(*number)))];
        brief.sentences = counts.iter().map(piece).collect();
        (brief.headline, brief.calm) = (counts.map(|(words, _)| words).to_vec(), "");
    } else {
        let pieces = |sentence| pieces(context, &Boards::new(), sentence, &mut evidence);
        let sentences = executive.headline.iter().map(pieces);
        let not_empty = |(words, _): &(&str, Basis)| !words.is_empty();
        let all = |pieces: Vec<(&str, Basis)>| pieces.into_iter().filter(not_empty).map(said).collect();
        brief.sentences = sentences.map(all).collect();
    }
    brief.evidence = evidence.finish();
    brief
}

fn said((words, basis): (&str, Basis)) -> Said {
    Said { text: words.to_owned(), of: basis.figures(words), exempt: basis.exempt(words) }
}

/// Of some keys, whose words or numbers are given with the figure that these are parts of: those that have a number.
fn parts<'w>(of: impl IntoIterator<Item = (&'static str, Option<FigureNumber>, &'w str)>) -> Parts {
    let of = of.into_iter();
    of.filter_map(|(key, number, words)| Some((key, Basis::parts(number).figures(words)?))).collect()
}

fn number(n: FigureNumber, value: Quotient, shown: String) -> Number {
    let mut exact = String::new();
    crate::subject::evidence::ratio(&mut exact, value);
    Number { shown, value: exact, n }
}

fn vendor<'a>(context: &PageContext<'a>, row: &GridRow, evidence: &mut Evidence<'a>) -> Vendor {
    let page = Route::Vendor(row.vendor.clone());
    let name =
        context.report.register.vendors.get(&row.vendor).map_or(row.vendor.as_str(), |vendor| &vendor.name);
    let score = row.score.map(|value| {
        let shown = cut(value);
        let n = evidence.figure(&shown, value, "score").note("from", &[&page.path()]).done();
        number(n, value, shown)
    });
    let beside = missed_beside(context, row, None, evidence);
    let rule = beside.map_or_else(String::new, |(missed, _)| match &score {
        Some(score) => format!("score {}, {}", score.shown, rated::misses(missed)),
        None => rated::misses(missed),
    });
    let ends = beside.map(|(_, count)| ("rule", [score.as_ref().map_or(count, |score| score.n), count]));
    Vendor {
        id: row.vendor.to_string(),
        name: name.to_owned(),
        page: page.path(),
        rating: row.overall.label(),
        rule,
        of: ends.into_iter().collect(),
        score,
        families: row.cells.iter().map(|cell| family(context, &row.vendor, cell, evidence)).collect(),
    }
}

fn family<'a>(
    context: &PageContext<'a>,
    vendor: &VendorId,
    cell: &GridCell,
    evidence: &mut Evidence<'a>,
) -> FamilyBrief {
    let lead = cell.lead.and_then(|(judged, ruling)| clause(context.report, judged, Some(ruling)));
    let value = lead.as_ref().and_then(|lead| lead.value(evidence));
    let target = lead.as_ref().filter(|_| value.is_some()).map(|lead| lead.target(evidence));
    let ruling = lead.as_ref().and_then(|lead| lead.ruling);
    let has_number = cell.reason.bytes().any(|byte| byte.is_ascii_digit());
    let why_not = lead.as_ref().filter(|_| has_number).and_then(|lead| lead.why_not(evidence));
    let (ruled, rule) = rule(vendor, cell, evidence).unzip();
    let rule = rule.unwrap_or_default();
    FamilyBrief {
        family: cell.family.word(),
        rating: cell.rating.label(),
        service_level: lead.as_ref().map_or_else(String::new, |lead| lead.level.name.clone()),
        value: value.and_then(figured),
        target: target.and_then(figured),
        missed: ruling.is_some_and(Ruling::missed),
        provisional: ruling.is_some_and(|ruling| ruling.provisional),
        reason: cell.reason.clone(),
        of: parts([("reason", why_not, cell.reason.as_str()), ("rule", ruled, rule.as_str())]),
        rule,
    }
}

/// `None` for words that are no figure.
fn figured(written: crate::subject::evidence::written::FigureRef) -> Option<Number> {
    let mut exact = String::new();
    crate::subject::evidence::exactly(&mut exact, written.value?, written.beyond.as_ref());
    Some(Number { shown: written.shown, value: exact, n: written.number? })
}

fn line<'a>(context: &PageContext<'a>, exception: &Exception, evidence: &mut Evidence<'a>) -> Option<Line> {
    let register = context.report.register;
    let clause = clause(context.report, exception.judged, Some(exception.ruling))?;
    let subject = &clause.judged.subject;
    let vendor = register.vendors.get(&exception.vendor).map_or("", |vendor| &vendor.name);
    let value = clause.value(evidence).and_then(figured);
    let target = clause.target(evidence);
    let page = names::page_of_metric(context, subject, &clause.metric.id);
    let plan = exception.plan.as_ref().and_then(|id| register.plans.get(id));
    let why = clause.ruling.map_or_else(Vec::new, |ruling| {
        let replies = crate::subject::response::page::of_story(context, clause.judged, ruling.window.period);
        let replies = replies.into_iter().map(|mark| mark.label.to_owned());
        let reasons = reasons(exception, &clause, ruling).into_iter().map(|reason| reason.words);
        reasons.chain(replies).collect()
    });
    let why = why.join(", ");
    Some(Line {
        kind: tone::exception(exception.kind).label,
        vendor: vendor.to_owned(),
        what: format!("{}: {}", subject_name(register, subject), clause.level.name),
        page: page.path(),
        of: parts([("why", value.as_ref().map(|value| value.n), why.as_str())]),
        value,
        target: figured(target),
        why,
        plan: plan.map(|plan| plan.title.value.clone()),
    })
}

fn plan_brief(context: &PageContext<'_>, plan: &Plan, evidence: &mut Evidence<'_>) -> PlanBrief {
    let state = context.report.plans.states.get(&plan.id);
    let next = state.and_then(|state| state.next_action).and_then(|at| plan.actions.get(at));
    let criterion = plan.success.first().zip(state.and_then(|state| state.criteria.first()));
    let done = actions_done(context, plan, evidence).number;
    let overdue = actions_overdue(context, plan, evidence).number;
    let run = criterion.filter(|(_, state)| state.verdict != Verdict::NoData);
    let run = run.and_then(|(criterion, state)| run_of(plan, 0, criterion, state, evidence).number);
    let verdict = criterion.map_or_else(String::new, |(criterion, state)| {
        format!("criterion {}", verdict(context, criterion, state))
    });
    PlanBrief {
        of: [("actions", done), ("done", done), ("overdue", overdue)]
            .into_iter()
            .filter_map(|(key, number)| Some((key, [number?; 2])))
            .chain(parts([("verdict", run, verdict.as_str())]))
            .collect(),
        id: plan.id.to_string(),
        title: plan.title.value.clone(),
        page: Route::Plan(PlanPage::One(plan.id.clone())).path(),
        severity: plan.severity.word(),
        root_cause: plan
            .root_cause
            .as_deref()
            .cloned()
            .unwrap_or_else(|| "no root cause written down yet".to_owned()),
        actions: plan.actions.len(),
        done: state.map_or(0, |state| state.actions_done),
        overdue: state.map_or(0, |state| state.actions_overdue),
        next: next.map_or_else(String::new, |action| {
            format!("next: {}, due {}", action.title, day_label(*action.due_on))
        }),
        verdict,
    }
}

/// Net credits of the newest month in the ledger and of the quarter so far, by currency.
fn credits(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<CreditBrief> {
    let mut brief = Vec::new();
    for (span, months) in spans(context) {
        for total in totals(months) {
            let (currency, provisional) = (total.currency.to_owned(), total.provisional);
            let Some(net) = figured(total.net(evidence)) else { continue };
            brief.push(CreditBrief { span: span.clone(), currency, net, provisional });
        }
    }
    brief
}
