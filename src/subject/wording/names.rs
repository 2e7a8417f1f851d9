//! Records by name, each as a link to its page.

use crate::core::attainment::Ruling;
use crate::core::contract::record::{Contract, ServiceLevel};
use crate::core::rollup::Subject;
use crate::kit::calendar::day_short;
use crate::kit::id::{
    ContractId, DecisionId, MetricId, PartId, PersonId, PlanId, ProjectId, QueueId, ServiceLevelId, SiteId,
    SopId, VendorId,
};
use crate::kit::numbered::Figures;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::{At, Place};
use crate::subject::decision::address::DecisionPage;
use crate::subject::delegation::figures::delegates_for_asks;
use crate::subject::history::Change;
use crate::subject::plan::address::PlanPage;
use crate::subject::project::address::ProjectPage;
use crate::subject::queue::address::QueuePage;
use crate::subject::restatement::address::RestatementPage;
use crate::subject::route::{Route, slug};
use crate::subject::shell::{Link, PageContext};
use crate::subject::sop::address::SopPage;
use crate::subject::table::Cell;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Inline, Line};
use crate::subject::text::words::Unproved;
use crate::subject::wording::phrase;

pub fn vendor(context: &PageContext<'_>, id: &VendorId) -> Inline {
    let name = context.report.register.vendors.get(id).map_or(id.as_str(), |vendor| &vendor.name);
    Inline::link(&Route::Vendor(id.clone()), name.to_owned()).because(Exempt::Name)
}

/// A site by its own name, such as `Porto`.
pub fn site(context: &PageContext<'_>, id: &SiteId) -> Inline {
    let name = context.report.register.sites.get(id).map_or(id.as_str(), |site| &site.name);
    Inline::link(&Route::Site(id.clone()), name.to_owned()).because(Exempt::Name)
}

/// A vendor, and one of its sites where the record names one.
pub fn party(context: &PageContext<'_>, of: &VendorId, at: Option<&SiteId>) -> Vec<Inline> {
    let mut line = vec![vendor(context, of)];
    if let Some(at) = at {
        line.push(Inline::literal(", "));
        line.push(site(context, at));
    }
    line
}

pub fn subject(context: &PageContext<'_>, subject: &Subject) -> Inline {
    match subject {
        Subject::Vendor(id) => vendor(context, id),
        Subject::Site(id) => site(context, id),
    }
}

pub fn project(context: &PageContext<'_>, id: &ProjectId) -> Inline {
    let name = context.report.register.projects.get(id).map_or(id.as_str(), |project| &project.name);
    Inline::link(&Route::Project(ProjectPage::One(id.clone())), name.to_owned()).because(Exempt::Name)
}

pub fn line_of_business(line: &str) -> Inline {
    Inline::link(&Route::LineOfBusiness(slug(line)), line.to_owned()).because(Exempt::Name)
}

/// A queue's page; in a book of thousands, and in an issue, it may have none, and its project's page lists it.
pub fn queue(context: &PageContext<'_>, id: &QueueId) -> Inline {
    match context.report.register.queue(id) {
        Some(queue) if context.report.queues.pages.contains(id) => {
            Inline::link(&Route::Queue(QueuePage::One(id.clone())), &*queue.name)
        }
        Some(queue) => {
            Inline::anchor(&Route::Project(ProjectPage::One(queue.project.clone())), "queues", &*queue.name)
        }
        None => Inline::words(id.as_str()),
    }
    .because(Exempt::Name)
}

pub fn plan(context: &PageContext<'_>, id: &PlanId) -> Inline {
    let title = context.report.register.plans.get(id).map_or(id.as_str(), |plan| &plan.title);
    Inline::link(&Route::Plan(PlanPage::One(id.clone())), title.to_owned()).because(Exempt::Name)
}

/// Anchor of an action on its plan's page.
pub fn action_anchor(id: &str) -> String {
    format!("action-{id}")
}

/// An action of a plan, on the plan's page; `None` where it is not there.
pub fn action(context: &PageContext<'_>, (plan, id): &(PlanId, PartId)) -> Option<Inline> {
    let of = context.report.register.plans.get(plan)?;
    let action = of.actions.iter().find(|action| action.id == *id)?;
    let page = Route::Plan(PlanPage::One(plan.clone()));
    Some(Inline::anchor(&page, &action_anchor(id.as_str()), &*action.title).because(Exempt::Quoted))
}

/// Actions of plans, each with the day on which it was done, or by which it is to be.
pub fn actions<'a>(
    context: &PageContext<'_>,
    all: impl IntoIterator<Item = &'a (PlanId, PartId)>,
) -> Vec<Inline> {
    let register = context.report.register;
    let mut line = Vec::new();
    for one in all {
        let Some(link) = action(context, one) else { continue };
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        line.push(link);
        let of = register.plans.get(&one.0).and_then(|plan| plan.actions.iter().find(|of| of.id == one.1));
        let Some(of) = of else { continue };
        let done = of.done_on.as_deref().filter(|on| **on <= register.as_of());
        line.push(Inline::dated(match done {
            Some(on) => format!(" (done {})", day_short(*on)),
            None => format!(" (due {})", day_short(*of.due_on)),
        }));
    }
    line
}

/// A decision, in its row of the page of decisions; where it has no file, its id.
pub fn decision(context: &PageContext<'_>, id: &DecisionId) -> Inline {
    match context.report.register.decisions.get(id) {
        Some(one) => {
            let page = Route::Decision(DecisionPage::All);
            Inline::anchor(&page, id.as_str(), &*one.title).because(Exempt::Quoted)
        }
        None => Inline::words(id.as_str()).because(Exempt::Name),
    }
}

/// An SOP, whether it is there or withdrawn; its id as text where there never was such a file.
pub fn sop(context: &PageContext<'_>, id: &SopId) -> Inline {
    let there = context.report.register.sops.get(id).map(|sop| sop.title.as_str());
    let withdrawn = || context.report.withdrawn.get(id).map(|sop| sop.title.as_str());
    match there.or_else(withdrawn) {
        Some(title) => {
            Inline::link(&Route::Sop(SopPage::One(id.clone())), title.to_owned()).because(Exempt::Name)
        }
        None => Inline::words(id.as_str()).because(Exempt::Name),
    }
}

pub fn contract(context: &PageContext<'_>, id: &ContractId) -> Inline {
    let title = context.report.register.contracts.get(id).map_or(id.as_str(), |contract| &contract.title);
    Inline::link(&Route::Contract(id.clone()), title.to_owned()).because(Exempt::Name)
}

/// A person's page, or the role as it is written.
pub fn owner(context: &PageContext<'_>, owner: &str) -> Inline {
    match context.report.register.settings.people.get(owner) {
        Some(person) => Inline::link(&Route::Person(person.id.clone()), &person.name),
        None => Inline::words(owner),
    }
    .because(Exempt::Name)
}

pub fn person(context: &PageContext<'_>, id: &PersonId) -> Inline {
    owner(context, id.as_str())
}

/// Who approved or decided something, and in whose place: `Ben Field for Ada North`.
pub fn approver(context: &PageContext<'_>, by: &PersonId, in_place_of: Option<&At<PersonId>>) -> Vec<Inline> {
    let mut line = vec![person(context, by)];
    if let Some(of) = in_place_of {
        line.extend([Inline::literal(" for "), person(context, of)]);
    }
    line
}

/// Who stands in for a person on the as-of date, and until when; empty where nobody does.
pub fn stands_in(context: &PageContext<'_>, id: &PersonId) -> Vec<Inline> {
    let register = context.report.register;
    let mut line = Vec::new();
    for one in delegates_for_asks(register, id, register.as_of()) {
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        let until = format!(" stands in until {}", day_short(*one.ends_on));
        line.extend([person(context, &one.to), Inline::dated(until)]);
    }
    line
}

/// The metric's page for this subject, where there is one.
pub fn metric(context: &PageContext<'_>, subject: &Subject, id: &MetricId, name: &str) -> Inline {
    on_metric(context, subject, id, name.to_owned()).because(Exempt::Name)
}

/// The page that tells of a metric of a subject: its own, or the subject's where it has none.
pub fn page_of_metric(context: &PageContext<'_>, subject: &Subject, id: &MetricId) -> Route {
    own_page_of_metric(context, subject, id).unwrap_or_else(|| Route::of_subject(subject))
}

/// The page of a metric of a subject; `None` where it has none. A vendor and its one site may share it.
pub fn own_page_of_metric(context: &PageContext<'_>, subject: &Subject, id: &MetricId) -> Option<Route> {
    let is_there = context.report.chart_of.contains_key(&(subject.clone(), id.clone()));
    is_there.then(|| Route::Metric(context.one_page.subject(subject, id).clone(), id.clone()))
}

fn on_metric(context: &PageContext<'_>, subject: &Subject, id: &MetricId, text: String) -> Unproved {
    match own_page_of_metric(context, subject, id) {
        Some(page) => Inline::link(&page, text),
        None => Inline::words(text),
    }
}

/// Anchor of a service level on its contract's page.
pub fn clause_anchor(id: &ServiceLevelId) -> String {
    format!("sl-{id}")
}

/// A service level on its contract's page.
pub fn service_level(context: &PageContext<'_>, of: &ContractId, id: &ServiceLevelId) -> Inline {
    let contract = context.report.register.contracts.get(of);
    let name =
        contract.and_then(|contract| service_level_of(contract, id)).map_or(id.as_str(), |sl| &sl.name);
    Inline::anchor(&Route::Contract(of.clone()), &clause_anchor(id), name.to_owned()).because(Exempt::Name)
}

/// The service level as the latest version that has it spells it.
pub fn service_level_of<'a>(contract: &'a Contract, id: &ServiceLevelId) -> Option<&'a ServiceLevel> {
    contract.versions.iter().rev().find_map(|version| version.terms.service_levels.get(id))
}

/// A place in a file; a link where the book says where it is hosted and the site speaks for a commit.
pub fn place(context: &PageContext<'_>, place: &Place) -> Inline {
    let text = format!("{}:{}", place.path, place.line);
    Inline::place(text, context.permalinks().lines(place.path.as_str(), place.line, place.line))
}

/// Where a clause stands in the signed paper.
pub fn clause_ref(level: Option<&ServiceLevel>) -> Cell {
    let clause = level.and_then(|level| level.clause_ref.as_deref());
    clause.map_or_else(Cell::dash, |clause| Inline::words(clause).because(Exempt::Name).into())
}

/// A ruling's figure as a cell: linked to the metric's page, marked while provisional. `figures` are those in the evidence.
pub fn figure_cell(
    context: &PageContext<'_>,
    subject: &Subject,
    ruling: &Ruling,
    level: &ServiceLevel,
    figures: Option<Figures>,
) -> Option<Cell> {
    let of = context.report.register.metrics.get(&level.metric);
    let figure = on_metric(context, subject, &level.metric, phrase::figure(ruling, level, of)?);
    let cell = Cell::new(figure.of(figures));
    let provisional = ruling.provisional.then(|| Inline::literal("provisional"));
    let gaps = phrase::gaps(ruling, of).map(|gaps| Inline::words(gaps).of(figures));
    let between = (provisional.is_some() && gaps.is_some()).then(|| Inline::literal(", "));
    Some(cell.under(Line([provisional, between, gaps].into_iter().flatten().collect())))
}

/// How the latest window was judged, and which it is.
pub fn ruling_cell(latest: Option<&Ruling>) -> Cell {
    let Some(ruling) = latest else { return Inline::mark("none", "No window yet").into() };
    let (tone, word) = phrase::verdict(ruling);
    Cell::new(Inline::mark(tone, word)).under(Inline::dated(phrase::window(ruling)))
}

/// Words that lead to a change's line of the ledger of restatements.
pub fn restated(context: &PageContext<'_>, change: &Change, text: String) -> Unproved {
    let at = context.history.changes.iter().position(|other| std::ptr::eq(other, change));
    Inline::anchor(&Route::Restatement(RestatementPage::All), &ledger_line(at.unwrap_or_default()), text)
}

/// Anchor of a line of the ledger, by the index of its first change among those of the history.
pub fn ledger_line(at: usize) -> String {
    format!("r{at}")
}

/// Every metric of a subject that has a page, judged by a clause or not, by name.
pub fn metrics_of(context: &PageContext<'_>, subject: &Subject) -> Vec<Link> {
    let of_subject = context.report.chart_of.keys().filter(|(of, _)| of == subject);
    let mut links: Vec<Link> = of_subject
        .map(|(of, id)| {
            let name = context.report.register.metrics.get(id).map_or(id.as_str(), |metric| &metric.name);
            Link::to(&page_of_metric(context, of, id), Label::named(name))
        })
        .collect();
    links.sort_by(|a, b| (&a.label, &a.href).cmp(&(&b.label, &b.href)));
    links
}
