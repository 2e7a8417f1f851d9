//! My page: what one person answers for and what waits for them; and the same for a line of business.

use serde::Serialize;

use crate::diag::{list_and, plural};
use crate::model::{Decision, Person, PersonId, Plan, Project, SiteId, Sop, SopStatus, days_between};
use crate::page::action::open_table;
use crate::page::people::{actions_for, actions_of, asked, awaited, due, lines, projects_of, sites_of};
use crate::page::piece::{Piece, listed};
use crate::page::plan::verdict::{is_closed, severity_chip, verdict};
use crate::page::project::rows::{project_table, site_table};
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::page::wording::names;
use crate::page::wording::phrase;

#[derive(Serialize)]
pub struct PersonView {
    role: String,
    lede: String,
    /// Vendors they answer for.
    vendors: Vec<Piece>,
    due: Table,
    awaited: Table,
    asked: Table,
    sites: Table,
    plans: Table,
    projects: Table,
    sops: Table,
    /// Actions due later.
    later: Table,
}

#[derive(Serialize)]
pub struct LineView {
    lede: String,
    projects: Table,
    sites: Table,
    actions: Table,
}

pub fn person(house: &House<'_>, id: &PersonId) -> Option<PersonView> {
    let register = house.report.register;
    let person = register.book.people.get(id)?;
    let sites: Vec<SiteId> =
        register.sites.values().filter(|site| site.manager == *id).map(|site| site.id.clone()).collect();
    let projects: Vec<&Project> =
        register.projects.values().filter(|project| project.client_manager == *id).collect();
    let vendors = register.vendors.values().filter(|vendor| vendor.owner == *id);
    let (due, awaited, asked) = (due(house, person), awaited(house, person), asked(house, person));
    let mut later = actions_for(house, person);
    later.retain(|state| !due.iter().any(|other| other.plan == state.plan && other.action == state.action));
    later.reverse();
    Some(PersonView {
        role: person.role.clone(),
        lede: lede(house, person, due.len(), &awaited, sites.len()),
        vendors: vendors_line(vendors.map(|vendor| names::vendor(house, &vendor.id)).collect()),
        due: open_table(house, &due, "Overdue or due within a week", false).empty(
            "Nothing is due this week.",
            "No action of yours, of your plans or at your sites falls due by then.",
        ),
        awaited: decision_table(house, &awaited, "Decisions that wait for you")
            .empty("No decision waits for you.", ""),
        asked: decision_table(house, &asked, "Decisions you have asked for")
            .empty("You wait for nobody’s decision.", ""),
        sites: site_table(house, &sites, "My sites").empty("No site is yours.", "").titled(),
        plans: plans(house, person),
        projects: project_table(house, &projects, "My projects").empty("No project is yours.", "").titled(),
        sops: sops(house, person),
        later: open_table(house, &later, "Due later", false).empty("Nothing further is planned.", ""),
    })
}

fn vendors_line(vendors: Vec<Piece>) -> Vec<Piece> {
    if vendors.is_empty() {
        return Vec::new();
    }
    let mut line = vec![Piece::words("Answers for ")];
    line.extend(listed(vendors));
    line
}

fn lede(house: &House<'_>, person: &Person, due: usize, awaited: &[&Decision], sites: usize) -> String {
    let as_of = house.report.register.as_of();
    let overdue = awaited.iter().filter(|decision| decision.due_on < as_of).count();
    let late = match overdue {
        0 => String::new(),
        n => format!(" ({n} overdue)"),
    };
    let mut parts = Vec::new();
    if !awaited.is_empty() {
        let verb = if awaited.len() == 1 { "waits" } else { "wait" };
        parts.push(format!("{} {verb} for you{late}", plural(awaited.len(), "decision")));
    }
    if due > 0 {
        let verb = if due == 1 { "is" } else { "are" };
        parts.push(format!("{} {verb} overdue or due within a week", plural(due, "action")));
    }
    if parts.is_empty() {
        let rest = if sites > 0 { "; your sites are below" } else { "" };
        return format!("Nothing waits for {} this week{rest}.", first_name(&person.name));
    }
    format!("{}.", list_and(&parts))
}

fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

fn decision_table(house: &House<'_>, decisions: &[&Decision], caption: &str) -> Table {
    let columns = [
        ("Decision", ""),
        ("About", ""),
        ("Who decides", ""),
        ("Asked by", ""),
        ("Due", "tight"),
        ("Age", "tight"),
    ];
    let mut table = Table::new("decisions", caption, &columns).titled();
    for decision in decisions {
        let age = days_between(decision.due_on, house.report.register.as_of());
        table.push([
            Cell::head(decision.title.as_str()).under(decision.ask.as_str()),
            about(house, decision).into(),
            names::person(house, &decision.owner).into(),
            Cell::new(names::person(house, &decision.asked_by)).under(phrase::day(decision.asked_on)),
            Cell::new(phrase::day(decision.due_on)).key(decision.due_on),
            Cell::new(phrase::age(age)).key(age),
        ]);
    }
    table
}

/// What a decision is about, each as a link.
pub fn about(house: &House<'_>, decision: &Decision) -> Vec<Piece> {
    let vendor = decision.vendor.as_ref().map(|id| names::vendor(house, id));
    let site = decision.site.as_ref().map(|id| names::site(house, id));
    let contract = decision.contract.as_ref().map(|id| names::contract(house, id));
    let project = decision.project.as_ref().map(|id| names::project(house, id));
    listed([vendor, site, contract, project].into_iter().flatten())
}

fn plans(house: &House<'_>, person: &Person) -> Table {
    let columns = [("Plan", ""), ("Severity", "tight"), ("Status", "tight"), ("Verdict of the data", "")];
    let mut table =
        Table::new("my-plans", "My open plans", &columns).empty("No open plan is yours.", "").titled();
    let register = house.report.register;
    let mine = |plan: &&Plan| !is_closed(house, plan) && plan.owner_client.as_ref() == Some(&person.id);
    let mut plans: Vec<&Plan> = register.plans.values().filter(mine).collect();
    plans.sort_by_key(|plan| (plan.severity, plan.detected_on));
    for plan in plans {
        table.push([
            Cell::head(names::plan(house, &plan.id)).under(names::party(
                house,
                &plan.vendor,
                plan.site.as_ref(),
            )),
            Cell::new(severity_chip(plan.severity)).key(plan.severity as u8),
            plan.status.label().into(),
            verdict(false, house.report.plans.get(&plan.id)).into(),
        ]);
    }
    table
}

/// Procedures whose review is overdue or due within 30 days.
fn sops(house: &House<'_>, person: &Person) -> Table {
    let columns = [("Procedure", ""), ("Version", "tight"), ("Review due", "tight"), ("Age", "tight")];
    let mut table = Table::new("my-sops", "Procedures to review", &columns)
        .empty("No procedure of yours needs a review.", "Those due within 30 days appear here.")
        .titled();
    let mine = |sop: &&Sop| sop.status == SopStatus::Effective && sop.owner.as_ref() == Some(&person.id);
    for sop in house.report.register.sops.values().filter(mine) {
        let Some(state) = house.report.sops.get(&sop.id).filter(|state| state.review_age_days >= -30) else {
            continue;
        };
        table.push([
            Cell::head(names::sop(house, &sop.id)),
            sop.version.as_str().into(),
            Cell::new(phrase::day(state.review_due_on)).key(state.review_due_on),
            Cell::new(phrase::age(state.review_age_days)).key(state.review_age_days),
        ]);
    }
    table
}

/// The page of a line of business, by its slug.
pub fn line(house: &House<'_>, slug: &str) -> Option<(String, LineView)> {
    let name = lines(house).remove(slug)?;
    let projects = projects_of(house, slug);
    let sites = sites_of(&projects);
    let actions = actions_of(house, slug);
    let overdue = actions.iter().filter(|state| state.age_days > 0).count();
    let lede = phrase::sentences(&[
        format!("{} at {}", plural(projects.len(), "project"), plural(sites.len(), "site")),
        match (actions.len(), overdue) {
            (0, _) => "no remediation action is open".to_owned(),
            (open, 0) => format!("{} open, none overdue", plural(open, "action")),
            (open, late) => format!("{} open, {late} overdue", plural(open, "action")),
        },
    ]);
    let view = LineView {
        lede,
        projects: project_table(house, &projects, "Projects").titled(),
        sites: site_table(house, &sites, "Sites").titled(),
        actions: open_table(house, &actions, "Open actions, most overdue first", false)
            .empty("No action is open.", "No plan at these sites asks for one."),
    };
    Some((name, view))
}
