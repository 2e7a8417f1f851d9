//! Who works with the book: everybody named in it, and the lines of business.

pub mod owed;

pub mod person;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::organisation::record::Project;
use crate::core::settings::record::Person;
use crate::kit::calendar::add_days;
use crate::kit::picture::exempt::Exempt;
use crate::subject::decision::record::Decision;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::plan::figures::tracker::ActionState;
use crate::subject::plan::page::action::{action_of, counted, overdue};
use crate::subject::route::{Route, slug};
use crate::subject::shell::PageContext;
use crate::subject::sop::figures::is_in_effect;
use crate::subject::sop::record::Sop;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, listed};
use crate::subject::wording::names;

#[derive(Serialize)]
pub struct PeopleView {
    lede: &'static str,
    people: Table,
    /// `None` in a book of procedures alone.
    lines: Option<Table>,
}

pub fn index(context: &PageContext<'_>, route: &Route) -> (PeopleView, Option<Document>) {
    let register = context.report.register;
    let mut evidence = Evidence::new(context, route);
    let alone = register.is_of_procedures();
    let people =
        Columns::over(register.settings.people.values(), &mut evidence).column("Person", "", |person, _| {
            Cell::head(names::person(context, &person.id))
                .under(Inline::words(person.role.as_str()).because(Exempt::Name))
        });
    let people = match alone {
        true => people.column("Reviews overdue", "num", |person, evidence| {
            count(person::reviews_overdue(context, person, evidence))
        }),
        false => people
            .column("Sites", "", |person, _| {
                let sites = register.sites.values().filter(|site| site.manager == person.id);
                listed(sites.map(|site| names::site(context, &site.id))).into()
            })
            .column("Projects", "", |person, _| {
                let projects =
                    register.projects.values().filter(|project| project.client_manager == person.id);
                listed(projects.map(|project| names::project(context, &project.id))).into()
            })
            .column("Due this week", "num", |person, evidence| {
                let whose = ("person", person.id.as_str());
                count(counted(context, &due(context, person), "due", whose, evidence))
            }),
    };
    let people = people
        .column("Decisions awaited", "num", |person, evidence| {
            count(decisions_awaited(&awaited(context, person), person, evidence))
        })
        .table("people", "People")
        .empty("Nobody is declared yet.", "People are listed in data/book.toml.");
    let lines = (!alone).then(|| line_table(context, &mut evidence));
    let lede = match alone {
        true => "Find your name: the procedures that you have to review, and what waits for your decision.",
        false => "Find your name: your sites, what is due this week, and what waits for your decision.",
    };
    (PeopleView { lede, people, lines }, Some(evidence.finish()))
}

/// A number, quiet when it is 0.
fn count(written: FigureRef) -> Cell {
    match written.shown.as_str() {
        "0" => Cell::new(Inline::quiet("0").of(written.number)),
        _ => written.into(),
    }
}

/// Open decisions that wait for a person, counted.
pub fn decisions_awaited(decisions: &[&Decision], person: &Person, evidence: &mut Evidence<'_>) -> FigureRef {
    evidence.count(&["decisions-awaited", person.id.as_str()], decisions.iter().map(|one| &one.place))
}

fn line_table(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    Columns::over(lines(context), evidence)
        .column("Line of business", "", |(slug, line), _| {
            let route = Route::LineOfBusiness(slug.clone());
            Cell::head(Inline::link(&route, line.clone()).because(Exempt::Name))
        })
        .column("Projects", "", |(slug, _), _| {
            let projects = projects_of(context, slug).into_iter();
            listed(projects.map(|project| names::project(context, &project.id))).into()
        })
        .column("Sites", "", |(slug, _), _| {
            let sites = sites_of(&projects_of(context, slug)).into_iter();
            listed(sites.map(|site| names::site(context, &site))).into()
        })
        .column("Open actions", "num", |(slug, line), evidence| {
            count(counted(context, &actions_of(context, slug), "open", ("line", line), evidence))
        })
        .column("Overdue", "num", |(slug, line), evidence| {
            let late = overdue(&actions_of(context, slug));
            count(counted(context, &late, "overdue", ("line", line), evidence))
        })
        .table("lines-of-business", "Lines of business")
        .note("An action at a site of several lines counts in each of them.")
        .empty("No line of business yet.", "Projects name theirs.")
        .titled()
}

/// Slug and name of every line of business. Two names with one slug share a page, under the first name.
pub fn lines(context: &PageContext<'_>) -> BTreeMap<String, String> {
    let mut lines = BTreeMap::new();
    for project in context.report.register.projects.values() {
        let line = &project.line_of_business;
        lines.entry(slug(line)).or_insert_with(|| line.value.clone());
    }
    lines
}

pub fn projects_of<'a>(context: &PageContext<'a>, line: &str) -> Vec<&'a Project> {
    let projects = context.report.register.projects.values();
    projects.filter(|project| slug(&project.line_of_business) == line).collect()
}

/// Sites of projects, each once, in the order of their ids.
pub fn sites_of(projects: &[&Project]) -> Vec<crate::kit::id::SiteId> {
    let sites: std::collections::BTreeSet<_> =
        projects.iter().flat_map(|project| &project.sites).cloned().collect();
    sites.into_iter().collect()
}

/// Open actions of a line of business, most overdue first.
pub fn actions_of<'a>(context: &PageContext<'a>, line: &str) -> Vec<&'a ActionState> {
    let mut open: Vec<&ActionState> = context
        .report
        .plans
        .actions
        .iter()
        .filter(|state| !state.done && state.lines_of_business.iter().any(|of| slug(of) == line))
        .collect();
    open.sort_by_key(|state| (-state.age_days, state.plan.clone(), state.action));
    open
}

/// Open actions a person answers for: their own, those of their plans, those at their sites. Most overdue first.
pub fn actions_for<'a>(context: &PageContext<'a>, person: &Person) -> Vec<&'a ActionState> {
    let register = context.report.register;
    let mut open: Vec<&ActionState> = context
        .report
        .plans
        .actions
        .iter()
        .filter(|state| {
            let plan = register.plans.get(&state.plan);
            let site = state.site.as_ref().and_then(|site| register.sites.get(site));
            !state.done
                && (state.person.as_ref() == Some(&person.id)
                    || plan.is_some_and(|plan| plan.owner_client.as_deref() == Some(&person.id))
                    || site.is_some_and(|site| site.manager == person.id))
        })
        .collect();
    open.sort_by_key(|state| (-state.age_days, state.plan.clone(), state.action));
    open
}

/// Of those, what is overdue or due within a week.
pub fn due<'a>(context: &PageContext<'a>, person: &Person) -> Vec<&'a ActionState> {
    let until = add_days(context.report.register.as_of(), 7);
    let mut open = actions_for(context, person);
    open.retain(|state| action_of(context, state).is_some_and(|action| action.due_on <= until));
    open
}

/// Procedures in effect that a person owns, each with the days since its review was due.
pub fn reviews<'a>(context: &PageContext<'a>, person: &Person) -> impl Iterator<Item = (&'a Sop, i32)> {
    let mine = |sop: &&Sop| {
        is_in_effect(context.history, sop, context.report.register.as_of())
            && sop.owner.as_ref().is_some_and(|owner| *owner == person.id)
    };
    let sops = context.report.register.sops.values().filter(mine);
    sops.filter_map(|sop| Some((sop, context.report.sops.get(&sop.id)?.review_age_days)))
}

/// Open decisions that wait for a person, due first.
pub fn awaited<'a>(context: &PageContext<'a>, person: &Person) -> Vec<&'a Decision> {
    decisions(context, |decision| decision.owner == person.id)
}

/// Open decisions a person has asked others for, due first.
pub fn asked<'a>(context: &PageContext<'a>, person: &Person) -> Vec<&'a Decision> {
    decisions(context, |decision| decision.asked_by == person.id && decision.owner != person.id)
}

fn decisions<'a>(context: &PageContext<'a>, which: impl Fn(&Decision) -> bool) -> Vec<&'a Decision> {
    let as_of = context.report.register.as_of();
    let decisions = context.report.register.decisions.values();
    let mut open: Vec<&Decision> =
        decisions.filter(|decision| decision.is_open_on(as_of) && which(decision)).collect();
    open.sort_by_key(|decision| (*decision.due_on, decision.id.clone()));
    open
}
