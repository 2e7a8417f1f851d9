//! The first page, in one screen: what to decide this week, who is failing, what is being done, what it costs, what was overlooked.

pub mod changed;
mod ahead;
mod asks;

pub mod cells;

pub mod procedures;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use ahead::ahead;
use asks::{AskLine, ask_line, is_this_week};
use cells::{VendorLine, vendor_line};

use crate::kit::id::VendorId;
use crate::kit::picture::exempt::Exempt;
use crate::report::credit::owed;
use crate::report::credit::owed::OwedSum;
use crate::report::exception::{ExceptionLine, exception_line};
use crate::report::gravest::{Whose, gravest};
use crate::report::home::changed::{IssueView, issue};
use crate::report::money::{MoneyLine, money_lines};
use crate::report::scorecard::Board;
use crate::report::story::say;
use crate::subject::commentary::record::Commentary;
use crate::subject::decision::record::Decision;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::clause;
use crate::subject::evidence::written::marked;
use crate::subject::executive::completeness;
use crate::subject::executive::{Exception, GridRow};
use crate::subject::group::page::brief::{Brief, brief};
use crate::subject::plan::page::line::{PlanLine, plan_line};
use crate::subject::record_pages::record_pages;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, RunningText};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};

/// What fits beside each other below the grid on a laptop's screen: exceptions, plans and asks.
fn room(vendors: usize) -> (usize, usize, usize) {
    if vendors <= 4 || vendors > MANY { (4, 2, 3) } else { (3, 2, 3) }
}

/// Kinds of what was overlooked that are named, fewer where what may come has a line too.
const OVERLOOKED: usize = 7;

/// Vendors whose grid leaves room below it on a laptop's screen; of more the worst are shown.
const MANY: usize = 6;

/// Vendors of a grid that comes last.
const GRID: usize = 12;

/// `templates/home.html`.
#[derive(Serialize)]
pub struct HomeView {
    eyebrow: Label,
    headline: Html,
    /// Who wrote the headline; empty for the generated one.
    headline_by: Label,
    lede: Html,
    /// The other sentences of the headline.
    story: Vec<Html>,
    issue: IssueView,
    /// Who wrote the week's commentary; empty where nobody did.
    commentary_by: Label,
    /// Said where a commentary is missing and a rating moved.
    awaited: bool,
    families: Vec<&'static str>,
    /// So many vendors that their grid comes last: what is asked for must not lie below it.
    many: bool,
    vendors: Vec<VendorLine>,
    /// Those that the grid leaves out.
    more_vendors: usize,
    /// What all vendors come to together, where there are many; of the report of today alone.
    above: Option<Brief>,
    exceptions: Vec<ExceptionLine>,
    /// Said where there is none.
    calm: &'static str,
    exceptions_count: usize,
    more_exceptions: usize,
    plans: Vec<PlanLine>,
    more_plans: usize,
    /// Overdue, or due within a week.
    asks: Vec<AskLine>,
    /// The others that wait.
    more_asks: usize,
    /// For the newest closed month.
    owed: Vec<OwedSum>,
    /// What can still be claimed; of the report of today alone.
    claimable: Vec<OwedSum>,
    /// How the accounts stand; of the report of today alone.
    money: Vec<MoneyLine>,
    /// What nobody claimed in time; likewise.
    lost: Vec<OwedSum>,
    /// The gravest findings; of the report of today alone.
    gravest: Vec<Vec<Inline>>,
    /// Warnings without an answer and the gravest risk; of the report of today alone.
    ahead: Vec<Vec<Inline>>,
    completeness: Html,
    /// The week's commentary, for the renderer.
    #[serde(skip)]
    pub commentary: Option<RunningText>,
}

pub fn home_page(context: &PageContext<'_>, route: &Route) -> Page<HomeView> {
    let mut evidence = Evidence::new(context, route);
    let mut view = overview(context, &Boards::new(), &mut evidence);
    if context.report.executive.since.is_some() {
        view.issue.page = Some(Link::to(&Route::Since, "what changed"));
    }
    if view.many {
        view.above = brief(context, &mut evidence);
    }
    view.claimable = owed::claimable(context, owed::Told::Sum, &mut evidence);
    view.lost = owed::lost(context, &mut evidence);
    view.money = money_lines(context, &mut evidence);
    view.gravest = gravest(context, Whose { vendor: &|_| true, site: &|_| true });
    view.ahead = ahead(context, &mut evidence);
    // The first page keeps to one screen: what is less grave stands with the other findings.
    let room = OVERLOOKED - view.ahead.len();
    if view.gravest.len() > room {
        view.gravest.truncate(room);
        view.gravest.push(vec![Inline::link(&Route::Audit, "more findings")]);
    }
    Page { title: "Home".into(), above: Vec::new(), view, evidence: Some(evidence.finish()) }
}

/// Scorecards that stand on the same page, by vendor: scores are cited from them, else from the vendor's own page.
pub type Boards = BTreeMap<VendorId, Board>;

/// The report of the context's period in one screen.
pub fn overview<'a>(context: &PageContext<'a>, boards: &Boards, evidence: &mut Evidence<'a>) -> HomeView {
    let report = context.report;
    let executive = &report.executive;
    let period = report.period;
    let said: Vec<Html> =
        executive.headline.iter().map(|sentence| say(context, boards, sentence, evidence)).collect();
    let mut sentences = said.into_iter();
    // The first sentence counts what is missed.
    let first = sentences.next().unwrap_or_default();
    let (headline, headline_by, lede) = match executive.standing() {
        Some(written) => {
            let by = report.register.person_name(written.author.as_str());
            (Html::exempt(Exempt::Quoted, &written.headline), Label::named(by), first)
        }
        None => (first, Label::default(), sentences.next().unwrap_or_default()),
    };
    let (exceptions_shown, plans_shown, asks_shown) = room(executive.grid.len());
    let written = report.register.commentaries.get(&period);
    let commentary = written.and_then(|written| commentary(context, written));
    let vendors: Vec<VendorLine> = executive
        .grid
        .iter()
        .take(if executive.grid.len() > MANY { GRID } else { MANY })
        .map(|row| vendor_line(context, row, boards.get(&row.vendor), evidence))
        .collect();
    let exceptions: Vec<ExceptionLine> = stories(context, &executive.exceptions)
        .take(exceptions_shown)
        .filter_map(|exception| exception_line(context, exception, evidence))
        .collect();
    let (asks, later): (Vec<&Decision>, Vec<&Decision>) = executive
        .asks
        .iter()
        .filter_map(|id| report.register.decisions.get(id))
        .partition(|ask| is_this_week(context, ask));
    let plans = executive.plans.iter().filter_map(|id| report.register.plans.get(id));
    HomeView {
        eyebrow: period.into(),
        headline,
        headline_by,
        lede,
        story: sentences.collect(),
        issue: issue(context),
        commentary_by: commentary.as_ref().and(written).map_or_else(Label::default, |written| {
            Label::named(report.register.person_name(written.author.as_str()))
        }),
        awaited: written.is_none() && executive.since.as_ref().is_some_and(|since| !since.moved.is_empty()),
        commentary,
        families: families(executive.grid.first()),
        many: executive.grid.len() > MANY,
        more_vendors: executive.grid.len() - vendors.len(),
        above: None,
        vendors,
        calm: executive.calm,
        exceptions_count: executive.exceptions.len(),
        more_exceptions: executive.exceptions.len().saturating_sub(exceptions.len()),
        exceptions,
        plans: plans.take(plans_shown).map(|plan| plan_line(context, plan, evidence)).collect(),
        more_plans: executive.plans.len().saturating_sub(plans_shown),
        more_asks: asks.len().saturating_sub(asks_shown) + later.len(),
        asks: asks.into_iter().take(asks_shown).map(|ask| ask_line(context, ask, evidence)).collect(),
        owed: owed::newest(context, evidence),
        claimable: Vec::new(),
        money: Vec::new(),
        lost: Vec::new(),
        gravest: Vec::new(),
        ahead: Vec::new(),
        completeness: executive.completeness.map_or_else(Html::default, |share| {
            let shown = completeness::shown(share);
            let number = evidence.figure(&shown, share, "completeness").done();
            marked(number, &shown)
        }),
    }
}

/// What a person wrote; `None` where the file has no text.
pub fn commentary(context: &PageContext<'_>, written: &Commentary) -> Option<RunningText> {
    let text = context.texts.get(&written.place.path)?.content();
    let markdown = text.get(written.body.start..written.body.end)?.trim();
    (!markdown.is_empty()).then(|| RunningText {
        markdown: markdown.to_owned(),
        file: written.place.path.clone(),
        title: String::new(),
        pages: record_pages(context),
        pictures: BTreeMap::new(),
        absent: BTreeMap::new(),
    })
}

/// One exception for each metric of each subject, its worst: the same failure by week and by month is one story.
fn stories<'e>(context: &'e PageContext<'_>, all: &'e [Exception]) -> impl Iterator<Item = &'e Exception> {
    let mut told = BTreeSet::new();
    all.iter().filter(move |exception| {
        let clause = clause(context.report, exception.judged, Some(exception.ruling));
        clause.is_none_or(|clause| told.insert((&clause.judged.subject, &clause.metric.id)))
    })
}

fn families(first: Option<&GridRow>) -> Vec<&'static str> {
    first.map_or_else(Vec::new, |row| row.cells.iter().map(|cell| cell.family.label()).collect())
}
