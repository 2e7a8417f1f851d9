//! Decisions that were asked for: those that wait, who must take them and by when, and what became of the others.

use jiff::civil::Date;
use serde::Serialize;

use crate::kit::calendar::{day_label, days_between};
use crate::kit::picture::exempt::Exempt;
use crate::subject::decision::address::DecisionPage;
use crate::subject::decision::record::{Decision, DecisionStatus};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline, listed, spaced};
use crate::subject::wording::{names, phrase};

pub use crate::subject::absent::page::offered;

/// Its pages.
pub fn pages(_: &PageContext<'_>) -> Vec<DecisionPage> {
    vec![DecisionPage::All]
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &DecisionPage) -> Option<Page<Shown>> {
    Some(match address {
        DecisionPage::All => page(context, route).shown("decisions.html"),
    })
}

/// `templates/decisions.html`.
#[derive(Serialize)]
pub struct DecisionsView {
    lede: Html,
    awaited: Table,
    settled: Table,
}

/// Which page shows a table of decisions.
#[derive(Clone, Copy)]
pub enum ShownOn {
    /// That of all decisions: each row is its place, with its kind and its file.
    Home,
    Elsewhere,
}

pub fn page(context: &PageContext<'_>, route: &Route) -> Page<DecisionsView> {
    let register = context.report.register;
    let as_of = register.as_of();
    let mut evidence = Evidence::new(context, route);
    let asked = register.decisions.values().filter(|decision| decision.asked_on <= as_of);
    let (mut open, mut settled): (Vec<&Decision>, Vec<&Decision>) =
        asked.partition(|decision| decision.is_open_on(as_of));
    open.sort_by_key(|decision| (*decision.due_on, decision.id.clone()));
    settled.sort_by_key(|decision| {
        (std::cmp::Reverse(decision.decided_on.as_deref().copied()), decision.id.clone())
    });
    let lede = lede(context, &open, &settled, &mut evidence);
    let awaited = awaited(context, &open, "Awaited, due first", ShownOn::Home, &mut evidence)
        .empty("Nothing awaits a decision.", "What is asked for stands under data/decisions.");
    let settled = settled_table(context, &settled, ShownOn::Home);
    let view = DecisionsView { lede, awaited, settled };
    Page { title: "Decisions".into(), above: Vec::new(), view, evidence: Some(evidence.finish()) }
}

/// `5 decisions are awaited, 1 of them overdue; 3 are settled.`
fn lede(
    context: &PageContext<'_>,
    open: &[&Decision],
    settled: &[&Decision],
    evidence: &mut Evidence<'_>,
) -> Html {
    let as_of = context.report.register.as_of();
    let late: Vec<&&Decision> = open.iter().filter(|decision| decision.due_on < as_of).collect();
    let mut said = match open.len() {
        0 => Html::from("Nothing awaits a decision"),
        n => {
            let count = evidence.count(&["decisions", "open"], open.iter().map(|one| &one.place));
            let words = if n == 1 { " decision is awaited" } else { " decisions are awaited" };
            Html::from(count).then(words)
        }
    };
    if !late.is_empty() {
        let count = evidence.count(&["decisions", "overdue"], late.iter().map(|one| &one.place));
        said = said.then(", ").then(count).then(" of them overdue");
    }
    if !settled.is_empty() {
        let count = evidence.count(&["decisions", "settled"], settled.iter().map(|one| &one.place));
        said =
            said.then("; ").then(count).then(if settled.len() == 1 { " is settled" } else { " are settled" });
    }
    said.then(".")
}

/// Decisions that wait, each with its age. Beside `Home`, the decisions' own page, a row links there.
pub fn awaited(
    context: &PageContext<'_>,
    open: &[&Decision],
    caption: &'static str,
    shown: ShownOn,
    evidence: &mut Evidence<'_>,
) -> Table {
    let (name, day): (_, fn(Date) -> String) = match shown {
        ShownOn::Home => ("awaited", day_label),
        ShownOn::Elsewhere => ("decisions", phrase::day),
    };
    let age = |one: &Decision| days_between(*one.due_on, context.report.register.as_of());
    let anchor = |one: &&Decision| match shown {
        ShownOn::Home => one.id.to_string(),
        ShownOn::Elsewhere => String::new(),
    };
    Columns::over(open.iter().copied(), evidence)
        .anchored(anchor)
        .column("Decision", "", |one, _| match shown {
            ShownOn::Home => title(context, one),
            ShownOn::Elsewhere => linked(one),
        })
        .column("About", "", |one, _| about(context, one).into())
        .column("Who decides", "", |one, _| {
            Cell::new(names::person(context, &one.owner)).under(names::stands_in(context, &one.owner))
        })
        .column("Asked by", "", |one, _| {
            Cell::new(names::person(context, &one.asked_by)).under(Inline::dated(day(*one.asked_on)))
        })
        .column("Due", "tight", |one, _| Cell::new(Inline::dated(day(*one.due_on))).key(*one.due_on))
        .column("Age", "tight", |one, evidence| {
            let number = evidence.age(age(one), [("due-on", &one.due_on)]);
            Cell::new(phrase::age(age(one)).of(number)).key(age(one))
        })
        .table(name, caption)
        .titled()
}

/// Title with a link to the decision's row, and what is asked for.
fn linked(decision: &Decision) -> Cell {
    let name = Inline::anchor(&Route::Decision(DecisionPage::All), decision.id.as_str(), &*decision.title);
    Cell::head(name.because(Exempt::Quoted))
        .under(Inline::words(decision.ask.as_str()).because(Exempt::Quoted))
}

/// What a decision is about, each as a link.
fn about(context: &PageContext<'_>, decision: &Decision) -> Vec<Inline> {
    let vendor = decision.vendor.as_ref().map(|id| names::vendor(context, id));
    let site = decision.site.as_ref().map(|id| names::site(context, id));
    let contract = decision.contract.as_ref().map(|id| names::contract(context, id));
    let project = decision.project.as_ref().map(|id| names::project(context, id));
    listed([vendor, site, contract, project].into_iter().flatten())
}

/// Decisions that were taken or withdrawn.
pub fn settled_table(context: &PageContext<'_>, settled: &[&Decision], shown: ShownOn) -> Table {
    Columns::over(settled.iter().copied(), &mut ())
        .anchored(|one| match shown {
            ShownOn::Home => one.id.to_string(),
            ShownOn::Elsewhere => String::new(),
        })
        .column("Decision", "", |one, _| match shown {
            ShownOn::Home => title(context, one),
            ShownOn::Elsewhere => linked(one),
        })
        .column("About", "", |one, _| about(context, one).into())
        .column("Asked", "", |one, _| {
            Cell::new(names::person(context, &one.asked_by)).under(Inline::dated(day_label(*one.asked_on)))
        })
        .column("Decided", "", |one, _| decided(context, one))
        .column("Outcome", "", |one, _| match &one.outcome {
            Some(outcome) => Cell::new(Inline::exempt(Exempt::Quoted, outcome)),
            None => Cell::dash(),
        })
        .column("Carried out by", "", |one, _| {
            match names::actions(context, one.actions.iter().map(|of| &of.value)) {
                none if none.is_empty() => Cell::dash(),
                line => line.into(),
            }
        })
        .table("settled", "Settled, latest first")
        .titled()
        .empty("Nothing has been decided yet.", "")
}

/// By whom and when, or that it was withdrawn.
fn decided(context: &PageContext<'_>, decision: &Decision) -> Cell {
    let on = decision.decided_on.as_deref().copied();
    let cell = match *decision.status {
        DecisionStatus::Withdrawn => Cell::new(Inline::chip("plain", "Withdrawn")),
        DecisionStatus::Open | DecisionStatus::Decided => Cell::new(names::person(context, &decision.owner)),
    };
    cell.under(Inline::dated(on.map_or_else(String::new, day_label)))
        .key(on.map_or_else(String::new, |on| on.to_string()))
}

/// Title, what is asked for, its kind, and where it is written.
fn title(context: &PageContext<'_>, decision: &Decision) -> Cell {
    let ask = Inline::exempt(Exempt::Quoted, &decision.ask);
    let kind = Inline::chip("plain", decision.kind.label());
    let name = Inline::words(decision.title.as_str()).because(Exempt::Name);
    Cell::head(spaced([name, kind])).under(spaced([ask, names::place(context, &decision.place)]))
}
