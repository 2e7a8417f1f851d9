//! An improvement initiative: what was changed, what it was to bring, and what the data say of it.

pub mod figures;

pub mod drawing;

pub mod index;

use serde::Serialize;

use crate::core::metric::record::Metric;
use crate::core::rollup::cell_value;
use crate::kit::calendar::day_label;
use crate::kit::id::InitiativeId;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::initiative::address::InitiativePage;
use crate::subject::initiative::figures::{InitiativeState, Phase, Verdict};
use crate::subject::initiative::page::drawing::picture;
use crate::subject::initiative::page::figures::{EffectFigures, expected, told, verdict, words};
use crate::subject::initiative::record::{Initiative, InitiativeStatus};
use crate::subject::log::Logged;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Html, Inline, listed, spaced};
use crate::subject::wording::figure::Measure;
use crate::subject::wording::{names, phrase, tone};

pub use index::offered;

/// Its pages.
pub fn pages(context: &PageContext<'_>) -> Vec<InitiativePage> {
    let initiatives = context.report.initiatives.keys();
    [InitiativePage::All].into_iter().chain(initiatives.map(|id| InitiativePage::One(id.clone()))).collect()
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &InitiativePage) -> Option<Page<Shown>> {
    Some(match address {
        InitiativePage::All => index::index(context, route).shown("initiatives.html"),
        InitiativePage::One(id) => page(context, route, id)?.shown("initiative.html"),
    })
}

/// `templates/initiative.html`.
#[derive(Serialize)]
pub struct InitiativeView {
    status: Vec<Inline>,
    /// Ready-made markup: the effect in one sentence.
    verdict: Html,
    caution: &'static str,
    change: Label,
    outcome: Label,
    facts: Vec<Fact>,
    /// Ready-made picture, and the numbers of the figures it draws.
    picture: Html,
    figures: String,
    phases: Table,
    periods: Table,
    log: Vec<Logged>,
    source: Vec<Inline>,
}

pub fn page(context: &PageContext<'_>, route: &Route, id: &InitiativeId) -> Option<Page<InitiativeView>> {
    let register = context.report.register;
    let initiative = register.initiatives.get(id)?;
    let state = context.report.initiatives.get(id)?;
    let metric = register.metrics.get(&*initiative.metric)?;
    let mut evidence = Evidence::new(context, route);
    let periods = periods(initiative, state, metric, &mut evidence);
    let expected = expected(initiative, metric, &mut evidence);
    let told = told(initiative, state, metric, &mut evidence);
    let drawn = evidence.since(0);
    let as_of = register.as_of();
    let entries = initiative.log.iter().rev().filter(|entry| entry.on <= as_of);
    let ended = initiative.ended_on.as_deref().copied().is_some_and(|on| on <= as_of);
    let view = InitiativeView {
        status: spaced([status_chip(context, initiative), verdict(initiative, state)]),
        verdict: words(metric, state, &told, &expected),
        caution: caution(state),
        change: Label::because(Exempt::Quoted, initiative.change.as_str()),
        outcome: Label::because(
            Exempt::Quoted,
            initiative.outcome.as_deref().cloned().filter(|_| ended).unwrap_or_default(),
        ),
        facts: facts(context, initiative, &expected),
        picture: picture(initiative, state, metric),
        figures: drawn.map_or_else(String::new, |drawn| drawn.to_string()),
        phases: phases(state, &told, metric),
        periods,
        log: entries.map(Logged::from).collect(),
        source: vec![names::place(context, &initiative.place)],
    };
    Some(Page {
        title: Label::named(initiative.title.as_str()),
        above: vec![Link::to(&Route::Initiative(InitiativePage::All), "Initiatives")],
        view,
        evidence: Some(evidence.finish()),
    })
}

/// How it stands on the as-of date.
pub fn status_chip(context: &PageContext<'_>, initiative: &Initiative) -> Inline {
    let status = initiative.status_on(context.report.register.as_of());
    let tone = match status {
        InitiativeStatus::Running => "new",
        InitiativeStatus::Kept => "good",
        InitiativeStatus::Stopped => "plain",
    };
    Inline::chip(tone, status.label())
}

fn caution(state: &InitiativeState) -> &'static str {
    match state.verdict {
        Verdict::NotBegun | Verdict::NoBaseline | Verdict::TooEarly => "",
        _ if !state.before.is_stable() => {
            "The work was not steady before the change: part of the difference may have been under way already."
        }
        _ => "The data show that the level differs, not why: look for what else changed at the time.",
    }
}

fn facts(context: &PageContext<'_>, initiative: &Initiative, expected: &FigureRef) -> Vec<Fact> {
    let register = context.report.register;
    let site = initiative.site.as_ref();
    let metric = register.metrics.get(&*initiative.metric).map_or(initiative.metric.as_str(), |m| &m.name);
    let subject = context.report.initiatives.get(&initiative.id).map(|state| &state.subject);
    let metric = match subject {
        Some(subject) => names::metric(context, subject, &initiative.metric, metric),
        None => Inline::words(metric).because(Exempt::Name),
    };
    let mut facts = vec![Fact::new("Where", names::party(context, &initiative.vendor, site.map(|at| &**at)))];
    if !initiative.queues.is_empty() {
        let queues = initiative.queues.iter().map(|queue| names::queue(context, queue));
        facts.push(Fact::new("Queues", listed(queues)));
    }
    let (from, to) = initiative.baseline();
    facts.extend([
        Fact::new("To move", metric),
        Fact::new("Expected", Inline::from(expected)),
        Fact::new("Compared with", Inline::dated(format!("{} to {}", from.label(), to.label()))),
        Fact::new("From", Inline::dated(initiative.intervention.label())),
        Fact::new("Owner on our side", names::person(context, &initiative.owner_client)),
    ]);
    if let Some(owner) = &initiative.owner_vendor {
        facts.push(Fact::new("Owner at the vendor", Inline::words(owner.as_str()).because(Exempt::Name)));
    }
    let mut approved = names::approver(context, &initiative.approved_by, initiative.in_place_of.as_ref());
    approved.push(Inline::dated(format!(", {}", day_label(*initiative.approved_on))));
    facts.push(Fact::new("Approved", approved));
    if let Some(on) = initiative.ended_on.as_deref().copied().filter(|on| *on <= register.as_of()) {
        facts.push(Fact::new(initiative.status.label(), Inline::dated(day_label(on))));
    }
    facts
}

/// Before, after and the change, with what the charts said at the end of each.
fn phases(state: &InitiativeState, told: &EffectFigures, metric: &Metric) -> Table {
    let columns =
        [("Stretch", ""), ("Mean", "num"), ("Limits", "num"), ("Points", "num"), ("Signal", "tight")];
    let mut table = Table::new("phases", "Before and after", &columns).titled();
    let mut row = |name: &'static str, phase: &Phase, mean: Option<&FigureRef>| {
        let span = state.periods.get(phase.from).zip(state.periods.get(phase.to.saturating_sub(1)));
        let span = span.map_or_else(String::new, |(from, to)| format!("{} to {}", from.label(), to.label()));
        let number = mean.and_then(|mean| mean.number);
        let limits = phase.limits().map(|limits| figures::limits(metric, &limits));
        let mut icons = Html::default();
        tone::icon_pair(&mut icons, phase.variation, phase.assurance);
        table.push([
            Cell::head(name).under(Inline::dated(span)),
            mean.map_or_else(Cell::dash, |mean| Cell::new(Inline::from(mean))),
            limits.map_or_else(Cell::dash, |limits| Cell::new(Inline::part_of(number, &limits))),
            match number {
                None => Cell::new(Inline::exempt(Exempt::Rows, &phase.points.to_string())),
                number => Cell::new(Inline::part_of(number, &phase.points.to_string())),
            },
            Cell::new(icons),
        ]);
    };
    row("Before", &state.before, told.before.as_ref());
    if let Some(after) = &state.after {
        row("Since", after, told.after.as_ref());
    }
    table
}

/// Every period with its value, newest first.
fn periods(
    initiative: &Initiative,
    state: &InitiativeState,
    metric: &Metric,
    evidence: &mut Evidence<'_>,
) -> Table {
    let scope = initiative.scope();
    let periods = state.periods.iter().zip(&state.cells).enumerate().rev();
    Columns::over(periods, evidence)
        .column("Period", "tight", |(_, (period, _)), _| {
            Cell::head(Inline::dated(phrase::capital(&period.label()))).key(period.first_day())
        })
        .column("Value", "num", |(_, (period, cell)), evidence| {
            let Some(cell) = cell else { return Cell::dash() };
            let Some(value) = cell_value(metric, cell) else { return Cell::dash() };
            let shown = Measure::of(metric).show(value);
            let query = Query {
                clause: None,
                metric: &metric.id,
                subject: &state.subject,
                scope: &scope,
                slice: None,
                pooled: &[],
                period: **period,
                window: "period",
            };
            let entry = evidence.figure(&shown, value, crate::core::formula::of_kind(metric.kind));
            let entry = entry.query(&query).sums(cell.numerator, cell.denominator).rows(&cell.rows);
            Inline::from(FigureRef::new(entry.done(), value, shown)).into()
        })
        .column("Part of", "", |(at, (period, _)), _| part(initiative, *at, **period, state).into())
        .table("periods", "Every period")
        .titled()
}

fn part(initiative: &Initiative, at: usize, period: Period, state: &InitiativeState) -> &'static str {
    if at < state.before.to {
        "before"
    } else if period < *initiative.intervention {
        "neither"
    } else {
        "since"
    }
}
