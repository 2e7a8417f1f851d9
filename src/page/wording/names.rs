//! Records by name, each as a link to its page.

use crate::compute::attainment::Ruling;
use crate::compute::rollup::Subject;
use crate::model::{
    Contract, ContractId, MetricId, PersonId, PlanId, ProjectId, QueueId, ServiceLevel, ServiceLevelId,
    SiteId, SopId, VendorId,
};
use crate::page::host::Permalinks;
use crate::page::piece::{Line, Piece};
use crate::page::route::{Route, slug};
use crate::page::shell::{House, Link};
use crate::page::table::Cell;
use crate::page::wording::phrase;
use crate::picture::exempt::Exempt;
use crate::source::Place;

pub fn vendor(house: &House<'_>, id: &VendorId) -> Piece {
    let name = house.report.register.vendors.get(id).map_or(id.as_str(), |vendor| &vendor.name);
    Piece::link(&Route::Vendor(id.clone()), name).because(Exempt::Name)
}

/// A site by its own name, such as `Porto`.
pub fn site(house: &House<'_>, id: &SiteId) -> Piece {
    let name = house.report.register.sites.get(id).map_or(id.as_str(), |site| &site.name);
    Piece::link(&Route::Site(id.clone()), name).because(Exempt::Name)
}

/// A vendor, and one of its sites where the record names one.
pub fn party(house: &House<'_>, of: &VendorId, at: Option<&SiteId>) -> Vec<Piece> {
    let mut line = vec![vendor(house, of)];
    if let Some(at) = at {
        line.push(Piece::words(", "));
        line.push(site(house, at));
    }
    line
}

pub fn subject(house: &House<'_>, subject: &Subject) -> Piece {
    match subject {
        Subject::Vendor(id) => vendor(house, id),
        Subject::Site(id) => site(house, id),
    }
}

pub fn project(house: &House<'_>, id: &ProjectId) -> Piece {
    let name = house.report.register.projects.get(id).map_or(id.as_str(), |project| &project.name);
    Piece::link(&Route::Project(id.clone()), name).because(Exempt::Name)
}

pub fn line_of_business(line: &str) -> Piece {
    Piece::link(&Route::LineOfBusiness(slug(line)), line).because(Exempt::Name)
}

/// A queue has no page of its own: its project's.
pub fn queue(house: &House<'_>, id: &QueueId) -> Piece {
    match house.report.register.queue(id) {
        Some(queue) => Piece::anchor(&Route::Project(queue.project.clone()), "queues", queue.name.clone()),
        None => Piece::words(id.as_str()),
    }
    .because(Exempt::Name)
}

pub fn plan(house: &House<'_>, id: &PlanId) -> Piece {
    let title = house.report.register.plans.get(id).map_or(id.as_str(), |plan| &plan.title);
    Piece::link(&Route::Plan(id.clone()), title).because(Exempt::Name)
}

/// An SOP, or its id as text where there is no such file.
pub fn sop(house: &House<'_>, id: &SopId) -> Piece {
    match house.report.register.sops.get(id) {
        Some(sop) => Piece::link(&Route::Sop(id.clone()), sop.title.clone()).because(Exempt::Name),
        None => Piece::words(id.as_str()).because(Exempt::Name),
    }
}

pub fn contract(house: &House<'_>, id: &ContractId) -> Piece {
    let title = house.report.register.contracts.get(id).map_or(id.as_str(), |contract| &contract.title);
    Piece::link(&Route::Contract(id.clone()), title).because(Exempt::Name)
}

/// A person's page, or the role as it is written.
pub fn owner(house: &House<'_>, owner: &str) -> Piece {
    match house.report.register.book.people.get(owner) {
        Some(person) => Piece::link(&Route::Person(person.id.clone()), person.name.clone()),
        None => Piece::words(owner),
    }
    .because(Exempt::Name)
}

pub fn person(house: &House<'_>, id: &PersonId) -> Piece {
    owner(house, id.as_str())
}

/// The metric's page for this subject, where there is one; `text` is a name.
pub fn metric(house: &House<'_>, subject: &Subject, id: &MetricId, text: impl Into<String>) -> Piece {
    let key = (subject.clone(), id.clone());
    match house.report.chart_of.contains_key(&key) {
        true => Piece::link(&Route::Metric(key.0, key.1), text),
        false => Piece::words(text.into()),
    }
    .because(Exempt::Name)
}

/// Anchor of a service level on its contract's page.
pub fn clause_anchor(id: &ServiceLevelId) -> String {
    format!("sl-{id}")
}

/// A service level on its contract's page.
pub fn service_level(house: &House<'_>, of: &ContractId, id: &ServiceLevelId) -> Piece {
    let contract = house.report.register.contracts.get(of);
    let name =
        contract.and_then(|contract| service_level_of(contract, id)).map_or(id.as_str(), |sl| &sl.name);
    Piece::anchor(&Route::Contract(of.clone()), &clause_anchor(id), name).because(Exempt::Name)
}

/// The service level as the latest version that has it spells it.
pub fn service_level_of<'a>(contract: &'a Contract, id: &ServiceLevelId) -> Option<&'a ServiceLevel> {
    contract.versions.iter().rev().find_map(|version| version.terms.service_levels.get(id))
}

/// A place in a file; a link where the book says where it is hosted and the site speaks for a commit.
pub fn place(house: &House<'_>, place: &Place) -> Piece {
    let text = format!("{}:{}", place.path, place.line);
    Piece::place(text, Permalinks::new(house).lines(place.path.as_str(), place.line, place.line))
}

/// A ruling's figure as a cell: linked to the metric's page, marked while provisional. `numbers` are its figures in the evidence.
pub fn figure_cell(
    house: &House<'_>,
    subject: &Subject,
    ruling: &Ruling,
    level: &ServiceLevel,
    numbers: (u32, u32),
) -> Option<Cell> {
    let of = house.report.register.metrics.get(&level.metric);
    let named = metric(house, subject, &level.metric, phrase::figure(ruling, level, of)?);
    let cell = Cell::new(named.of_all(numbers));
    let provisional = ruling.provisional.then(|| Piece::words("provisional"));
    let gaps = phrase::gaps(ruling, of).map(|gaps| Piece::words(gaps).of_all(numbers));
    let between = (provisional.is_some() && gaps.is_some()).then(|| Piece::words(", "));
    Some(cell.under(Line([provisional, between, gaps].into_iter().flatten().collect())))
}

/// Every metric of a subject that has a page, judged by a clause or not, by name.
pub fn metrics_of(house: &House<'_>, subject: &Subject) -> Vec<Link> {
    let of_subject = house.report.chart_of.keys().filter(|(of, _)| of == subject);
    let mut links: Vec<Link> = of_subject
        .map(|(of, id)| {
            let name = house.report.register.metrics.get(id).map_or(id.as_str(), |metric| &metric.name);
            Link::to(&Route::Metric(of.clone(), id.clone()), name)
        })
        .collect();
    links.sort_by(|a, b| (&a.label, &a.href).cmp(&(&b.label, &b.href)));
    links
}
