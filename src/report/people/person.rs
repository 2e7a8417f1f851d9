//! My page: what one person answers for and what waits for them; and the same for a line of business.

use serde::Serialize;

use crate::core::organisation::record::Project;
use crate::core::settings::record::Person;
use crate::kit::diag::plural;
use crate::kit::id::{PersonId, SiteId, VendorId};
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::report::gravest::{Whose, gravest};
use crate::report::people::owed::owed_table;
use crate::report::people::{
    actions_for, actions_of, asked, awaited, decisions_awaited, due, lines, projects_of, reviews, sites_of,
};
use crate::report::project::rows::{project_table, site_table};
use crate::subject::block::Offered;
use crate::subject::decision::page::ShownOn;
use crate::subject::decision::record::Decision;
use crate::subject::delegation::page::in_their_place;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::offered::offered;
use crate::subject::plan::figures::tracker::ActionState;
use crate::subject::plan::page::action::{counted, open_table, overdue};
use crate::subject::plan::page::index::{plan_named, severity_cell};
use crate::subject::plan::page::verdict::{is_closed, verdict};
use crate::subject::plan::record::Plan;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::sop::page::review_told;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline, listed};
use crate::subject::wording::{names, phrase};

#[derive(Serialize)]
pub struct PersonView {
    role: Label,
    lede: Html,
    /// Vendors they answer for.
    vendors: Vec<Inline>,
    /// What was overlooked at their sites and in the contracts of their vendors.
    gravest: Vec<Vec<Inline>>,
    owed: Table,
    /// Actions; `None` in a book of procedures alone.
    due: Option<Table>,
    awaited: Table,
    asked: Table,
    sites: Table,
    plans: Table,
    projects: Table,
    sops: Table,
    /// Actions due later.
    later: Table,
    offered: Vec<Offered>,
}

#[derive(Serialize)]
pub struct LineView {
    lede: Html,
    offered: Vec<Offered>,
    projects: Table,
    sites: Table,
    actions: Table,
}

pub fn person(
    context: &PageContext<'_>,
    route: &Route,
    id: &PersonId,
) -> Option<(PersonView, Option<Document>)> {
    let register = context.report.register;
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let person = register.settings.people.get(id)?;
    let sites: Vec<SiteId> =
        register.sites.values().filter(|site| site.manager == *id).map(|site| site.id.clone()).collect();
    let projects: Vec<&Project> =
        register.projects.values().filter(|project| project.client_manager == *id).collect();
    let vendors = register.vendors.values().filter(|vendor| vendor.owner == *id);
    let (due, awaited, asked) = (due(context, person), awaited(context, person), asked(context, person));
    let mut later = actions_for(context, person);
    later.retain(|state| !due.iter().any(|other| other.plan == state.plan && other.action == state.action));
    later.reverse();
    let owned = |vendor: &VendorId| register.vendors.get(vendor).is_some_and(|vendor| vendor.owner == *id);
    let view = PersonView {
        gravest: gravest(context, Whose { vendor: &owned, site: &|site| sites.contains(site) }),
        role: Label::named(person.role.clone()),
        lede: lede(context, person, (&due, &awaited), sites.len(), ours),
        vendors: vendors_line(vendors.map(|vendor| names::vendor(context, &vendor.id)).collect()),
        owed: owed_table(context, person),
        due: (!register.is_of_procedures()).then(|| {
            open_table(
                context,
                &due,
                "At your sites and in your plans: actions overdue or due within a week",
                false,
                ours,
            )
            .empty(
                "Nothing is due this week.",
                "No action of yours, of your plans or at your sites falls due by then.",
            )
        }),
        awaited: crate::subject::decision::page::awaited(
            context,
            &awaited,
            "Decisions that wait for you",
            ShownOn::Elsewhere,
            ours,
        )
        .empty("No decision waits for you.", ""),
        asked: crate::subject::decision::page::awaited(
            context,
            &asked,
            "You wait for: decisions you have asked for",
            ShownOn::Elsewhere,
            ours,
        )
        .empty("You wait for nobody’s decision.", ""),
        sites: site_table(context, &sites, "My sites", ours).empty("No site is yours.", "").titled(),
        plans: plans(context, person),
        projects: project_table(context, &projects, "My projects", ours)
            .empty("No project is yours.", "")
            .titled(),
        sops: sops(context, person, ours),
        later: open_table(context, &later, "Due later", false, ours).empty("Nothing further is planned.", ""),
        offered: offered(context, route, ours),
    };
    Some((view, Some(evidence.finish())))
}

fn vendors_line(vendors: Vec<Inline>) -> Vec<Inline> {
    if vendors.is_empty() {
        return Vec::new();
    }
    let mut line = vec![Inline::literal("Answers for ")];
    line.extend(listed(vendors));
    line
}

fn lede(
    context: &PageContext<'_>,
    person: &Person,
    (due, awaited): (&[&ActionState], &[&Decision]),
    sites: usize,
    evidence: &mut Evidence<'_>,
) -> Html {
    let as_of = context.report.register.as_of();
    let id = person.id.as_str();
    let overdue: Vec<&Place> =
        awaited.iter().filter(|decision| decision.due_on < as_of).map(|decision| &decision.place).collect();
    let late = match overdue.len() {
        0 => Html::default(),
        n => {
            let number = evidence.count(&["decisions-overdue", id], overdue).number;
            Html::part_of(number, &format!(" ({n} overdue)"))
        }
    };
    let mut said = Html::default();
    if !awaited.is_empty() {
        let verb = if awaited.len() == 1 { "waits" } else { "wait" };
        let words = format!("{} {verb} for you", plural(awaited.len(), "decision"));
        said = Html::part_of(decisions_awaited(awaited, person, evidence).number, &words).then(late);
    }
    if !due.is_empty() {
        let verb = if due.len() == 1 { "is" } else { "are" };
        let words = format!("{} {verb} overdue or due within a week", plural(due.len(), "action"));
        let number = counted(context, due, "due", ("person", id), evidence).number;
        let and = if said.is_empty() { "" } else { " and " };
        said = said.then(and).then(Html::part_of(number, &words));
    }
    let reviews = late_of(context, person).len();
    if reviews > 0 {
        let verb = if reviews == 1 { "is" } else { "are" };
        let words = format!("{} {verb} overdue", plural(reviews, "review"));
        let and = if said.is_empty() { "" } else { " and " };
        let number = reviews_overdue(context, person, evidence).number;
        said = said.then(and).then(Html::part_of(number, &words));
    }
    let stands_in = !in_their_place(context, &person.id).is_empty();
    if said.is_empty() && stands_in {
        return "Nothing of your own waits this week, and decisions of those you stand in for do.".into();
    }
    if said.is_empty() {
        let rest = if sites > 0 { "; your sites are below" } else { "" };
        let name = Html::exempt(Exempt::Name, first_name(&person.name));
        return Html::from("Nothing waits for ").then(name).then(" this week").then(rest).then(".");
    }
    said.then(if stands_in { ". Decisions of those you stand in for wait too." } else { "." })
}

fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

fn plans(context: &PageContext<'_>, person: &Person) -> Table {
    let register = context.report.register;
    let mine = |plan: &&Plan| !is_closed(context, plan) && plan.owner_client.as_deref() == Some(&person.id);
    let mut plans: Vec<&Plan> = register.plans.values().filter(mine).collect();
    plans.sort_by_key(|plan| (*plan.severity, *plan.detected_on));
    Columns::over(plans, &mut ())
        .column("Plan", "", |plan, _| plan_named(context, plan))
        .column("Severity", "tight", |plan, _| severity_cell(plan))
        .column("Status", "tight", |plan, _| plan.status.label().into())
        .column("Verdict of the data", "", |plan, _| {
            verdict(false, context.report.plans.states.get(&plan.id)).into()
        })
        .table("my-plans", "My open plans")
        .empty("No open plan is yours.", "")
        .titled()
}

/// Those of a person whose review is overdue.
fn late_of<'a>(context: &PageContext<'a>, person: &Person) -> Vec<&'a Place> {
    reviews(context, person).filter(|(_, age)| *age > 0).map(|(sop, _)| &sop.place).collect()
}

/// How many reviews of a person's procedures are overdue.
pub fn reviews_overdue(context: &PageContext<'_>, person: &Person, evidence: &mut Evidence<'_>) -> FigureRef {
    evidence.count(&["reviews-overdue-of", person.id.as_str()], late_of(context, person))
}

/// Procedures whose review is overdue or due within 30 days.
fn sops(context: &PageContext<'_>, person: &Person, evidence: &mut Evidence<'_>) -> Table {
    let due = reviews(context, person).filter(|(_, age)| *age >= -30);
    let due = due.filter_map(|(sop, _)| Some((sop, context.report.sops.get(&sop.id)?)));
    Columns::over(due, evidence)
        .column("Procedure", "", |(sop, _), _| Cell::head(names::sop(context, &sop.id)))
        .column("Version", "tight", |(sop, _), _| {
            Inline::words(sop.version.as_str()).because(Exempt::Name).into()
        })
        .column("Review due", "tight", |(_, state), _| Cell::day(state.review_due_on))
        .column("Age", "tight", |(sop, state), evidence| {
            let age = phrase::age(state.review_age_days).of(review_told(sop, state, evidence));
            Cell::new(age).key(state.review_age_days)
        })
        .table("my-sops", "Procedures to review")
        .empty("No procedure of yours needs a review.", "Those due within 30 days appear here.")
        .titled()
}

/// The page of a line of business, by its slug.
pub fn line(
    context: &PageContext<'_>,
    route: &Route,
    slug: &str,
) -> Option<(String, LineView, Option<Document>)> {
    let name = lines(context).remove(slug)?;
    let projects = projects_of(context, slug);
    let sites = sites_of(&projects);
    let actions = actions_of(context, slug);
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let late = overdue(&actions);
    let register = context.report.register;
    let of_projects = ours.count(&["projects-of-line", &name], projects.iter().map(|project| &project.place));
    let places = sites.iter().filter_map(|id| Some(&register.sites.get(id)?.place));
    let of_sites = ours.count(&["sites-of-line", &name], places);
    let said = match actions.len() {
        0 => Html::from("No remediation action is open."),
        n => {
            let open = counted(context, &actions, "open", ("line", &name), ours);
            let said = Html::part_of(open.number, &format!("{} open, ", plural(n, "action")));
            match late.len() {
                0 => said.then("none overdue."),
                n => {
                    let number = counted(context, &late, "overdue", ("line", &name), ours).number;
                    said.then(Html::part_of(number, &format!("{n} overdue.")))
                }
            }
        }
    };
    let lede = Html::part_of(of_projects.number, &plural(projects.len(), "project"))
        .then(" at ")
        .then(Html::part_of(of_sites.number, &plural(sites.len(), "site")))
        .then(". ")
        .then(said);
    let view = LineView {
        lede,
        offered: offered(context, route, ours),
        projects: project_table(context, &projects, "Projects", ours).titled(),
        sites: site_table(context, &sites, "Sites", ours).titled(),
        actions: open_table(context, &actions, "Open actions, most overdue first", false, ours)
            .empty("No action is open.", "No plan at these sites asks for one."),
    };
    Some((name, view, Some(evidence.finish())))
}
