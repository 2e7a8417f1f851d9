//! Pages above a vendor: the whole book with all groups, one a country, work type and tag; and blocks for projects and lines of business.

pub mod brief;
pub mod told;
mod measured;
mod members;
mod periods;

use serde::Serialize;

use crate::core::organisation::record::WorkType;
use crate::kit::id::PartId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::words::ClosedList;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::group::address::GroupPage;
use crate::subject::group::figures::{Group, groups, has_groups};
use crate::subject::group::page::members::{MemberRow, gravity};
use crate::subject::group::page::told::{Told, called, places};
use crate::subject::project::address::ProjectPage;
use crate::subject::register::Register;
use crate::subject::route::{Route, slug};
use crate::subject::shell::{Link, Page, PageContext, Shown};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::phrase::capital;

/// `templates/group.html`.
#[derive(Serialize)]
struct GroupView {
    eyebrow: &'static str,
    lede: Html,
    blocks: Vec<Offered>,
    note: Vec<Inline>,
}

/// Its pages: none where there is nothing to add up.
pub fn pages(context: &PageContext<'_>) -> Vec<GroupPage> {
    let register = context.report.register;
    if !has_groups(register) {
        return Vec::new();
    }
    let own = groups(register).into_iter().filter_map(|group| address(&group));
    [GroupPage::All].into_iter().chain(own).collect()
}

fn address(group: &Group) -> Option<GroupPage> {
    match group {
        Group::Country(code) => Some(GroupPage::Country(code.to_lowercase())),
        Group::WorkType(kind) => Some(GroupPage::WorkType(kind.word().to_owned())),
        Group::Tag(id) => Some(GroupPage::Tag(id.to_string())),
        Group::Book | Group::Line(_) | Group::Project(_) | Group::Vendor(_) | Group::Site(_) => None,
    }
}

/// The page on which a group is told.
pub fn route_of(group: &Group) -> Route {
    match group {
        Group::Line(slug) => Route::LineOfBusiness(slug.clone()),
        Group::Project(id) => Route::Project(ProjectPage::One(id.clone())),
        Group::Vendor(id) => Route::Vendor(id.clone()),
        Group::Site(id) => Route::Site(id.clone()),
        _ => Route::Group(address(group).unwrap_or(GroupPage::All)),
    }
}

fn group_of(register: &Register, page: &GroupPage) -> Option<Group> {
    let group = match page {
        GroupPage::All => Group::Book,
        GroupPage::Country(code) => Group::Country(code.to_uppercase()),
        GroupPage::WorkType(word) => {
            Group::WorkType(WorkType::WORDS.iter().find(|(one, _)| one == word).map(|(_, kind)| *kind)?)
        }
        GroupPage::Tag(id) => Group::Tag(PartId::new(id.as_str())),
    };
    (group == Group::Book || group.is_worth_adding(register)).then_some(group)
}

/// What a group is called, as a link to its page.
pub fn link(context: &PageContext<'_>, group: &Group) -> Inline {
    Inline::link(&route_of(group), title(context, group).as_str().to_owned()).because(Exempt::Name)
}

/// What a group is called.
pub fn title(context: &PageContext<'_>, group: &Group) -> Label {
    let register = context.report.register;
    match group {
        Group::Book => Label::from("The whole book"),
        Group::Country(code) => Label::named(format!("Sites in {code}")),
        Group::WorkType(kind) => Label::from(kind.label()),
        Group::Tag(id) => Label::named(id.to_string()),
        Group::Line(of) => {
            let mut lines = register.projects.values().map(|project| &project.line_of_business);
            Label::named(lines.find(|line| slug(line) == *of).map_or(of.as_str(), |line| line.as_str()))
        }
        Group::Project(id) => {
            Label::named(register.projects.get(id).map_or(id.as_str(), |project| &project.name))
        }
        Group::Vendor(id) => Label::named(register.vendors.get(id).map_or(id.as_str(), |one| &one.name)),
        Group::Site(id) => Label::named(register.sites.get(id).map_or(id.as_str(), |one| &one.name)),
    }
}

/// A page of it; `None` where there is nothing to add up.
pub fn shown(context: &PageContext<'_>, route: &Route, page: &GroupPage) -> Option<Page<Shown>> {
    let register = context.report.register;
    if !has_groups(register) {
        return None;
    }
    let group = group_of(register, page)?;
    let title = title(context, &group);
    let mut evidence = Evidence::new(context, route);
    let told = Told::of(context.report, group);
    let is_added = told.group.is_worth_adding(register);
    let mut blocks = Vec::new();
    let mut note = Vec::new();
    let lede = if is_added {
        let lede = lede(&told, &mut evidence);
        blocks.extend(all_blocks(context, &told, &mut evidence));
        blocks.extend(members::block(context, &told, &mut evidence));
        note = explained(&told);
        lede
    } else {
        Html::from("The book has one vendor: what is added up of all stands on its page.")
    };
    if told.group == Group::Book {
        // What is told by month first; then the groups, which lead on.
        let at = blocks.len().min(1);
        blocks.splice(at..at, listed(context, &told, &mut evidence));
    }
    let eyebrow = match &told.group {
        Group::Book => "All vendors",
        Group::Country(_) => "Country",
        Group::WorkType(_) => "Work type",
        _ => "Tag",
    };
    let above = match page {
        GroupPage::All => Vec::new(),
        _ => vec![Link::to(&Route::Group(GroupPage::All), "Groups")],
    };
    let view = GroupView { eyebrow, lede, blocks, note };
    let page = Page::new(title, view, Some(evidence.finish()));
    Some(Page { above, ..page }.shown("group.html"))
}

/// Tables by length and of metrics.
fn all_blocks(context: &PageContext<'_>, told: &Told<'_>, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let mut blocks = periods::blocks(context, told, evidence);
    blocks.extend(measured::block(context, told, evidence));
    blocks
}

/// Who is in it, and how they came out in the newest window.
fn lede(told: &Told<'_>, evidence: &mut Evidence<'_>) -> Html {
    let members = &told.members;
    let count =
        |evidence: &mut Evidence<'_>, of: &[&str], places: Vec<&crate::kit::source::Place>| -> FigureRef {
            let words = told.group.words();
            let what: Vec<&str> = of.iter().copied().chain(words).collect();
            evidence.count(&what, places)
        };
    let (vendors, sites) = (members.vendors.len(), members.sites.len());
    let all = places(told);
    let mut said = Html::default();
    if vendors > 0 {
        let words = crate::kit::diag::plural(vendors, "vendor");
        let figure = count(evidence, &["group-vendors"], all.iter().copied().take(vendors).collect());
        said = said.then(Html::part_of(&figure, &words));
    }
    if sites > 0 {
        let words = crate::kit::diag::plural(sites, "site");
        let figure = count(evidence, &["group-sites"], all.iter().copied().skip(vendors).collect());
        said = said.then(if vendors > 0 { " and " } else { "" }).then(Html::part_of(&figure, &words));
    }
    let said = said.then(". ");
    match periods::sentence(told, evidence) {
        Some((sentence, _)) => said.then(sentence),
        None => said.then("No service level of theirs was judged so far."),
    }
}

/// What is counted, in words.
fn explained(told: &Told<'_>) -> Vec<Inline> {
    let mut note = vec![Inline::literal(match (&told.members.projects, told.members.sites.is_empty()) {
        (Some(_), _) => {
            "Counted are the results of the sites, of every service level that judges one of the projects."
        }
        (None, true) => "Counted are the contract-wide results of each service level.",
        (None, false) if told.members.vendors.is_empty() => "Counted are the results of each site.",
        (None, false) => {
            "Counted are the contract-wide results of vendors and the results of single sites, none of them twice."
        }
    })];
    note.push(Inline::literal(" A row counts one and the same window of every service level; better and worse are those that were judged in both."));
    if told.results.has_rolling {
        note.push(Inline::literal(" Rolling windows are of a length of their own and stand in no row."));
    }
    if told.members.vendors.is_empty() {
        note.push(Inline::literal(
            " Service credits belong to contracts, not to sites: they stand with the vendors.",
        ));
    }
    note
}

/// All groups by kind, the worst first, in the newest window of the book.
fn listed(context: &PageContext<'_>, told: &Told<'_>, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let register = context.report.register;
    let own = groups(register);
    let lines: std::collections::BTreeSet<String> =
        register.projects.values().map(|project| slug(&project.line_of_business)).collect();
    // Each table of a page has a caption of its own: readers who listen go from one to the next by it.
    let kinds: [(&'static str, &'static str, &'static str, Vec<Group>); 4] = [
        (
            "tags",
            "Named groups",
            "Service levels met by named group",
            own.iter().filter(|group| matches!(group, Group::Tag(_))).cloned().collect(),
        ),
        (
            "lines",
            "Lines of business",
            "Service levels met by line of business",
            lines.into_iter().map(Group::Line).collect(),
        ),
        (
            "work-types",
            "Work types",
            "Service levels met by work type",
            own.iter().filter(|one| matches!(one, Group::WorkType(_))).cloned().collect(),
        ),
        (
            "countries",
            "Countries",
            "Service levels met by country",
            own.iter().filter(|one| matches!(one, Group::Country(_))).cloned().collect(),
        ),
    ];
    let mut blocks = Vec::new();
    for (id, heading, caption, mut groups) in kinds {
        if groups.is_empty() {
            continue;
        }
        groups.sort_by_cached_key(|group| std::cmp::Reverse(gravity(context, group)));
        let rows: Vec<MemberRow> = groups
            .into_iter()
            .map(|group| MemberRow { results: Told::counts(context.report, &group), group })
            .collect();
        let Some(at) = told.results.leading().or_else(|| rows.iter().find_map(|row| row.results.leading()))
        else {
            continue;
        };
        let note = vec![called(
            at.1,
            format!("{}, the worst first, each by its own contract.", capital(&at.1.label())),
        )];
        let table = members::table(context, at, rows, (id, caption), evidence);
        blocks.push(Offered { id, heading, note, table });
    }
    blocks
}

/// Blocks for the page of a project and of a line of business.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let group = match on {
        Route::Project(ProjectPage::One(id)) => Group::Project(id.clone()),
        Route::LineOfBusiness(slug) => Group::Line(slug.clone()),
        _ => return Vec::new(),
    };
    if !group.is_worth_adding(context.report.register) {
        return Vec::new();
    }
    let told = Told::of(context.report, group);
    let mut blocks = all_blocks(context, &told, evidence);
    if let Some(last) = blocks.last_mut() {
        last.note.push(Inline::literal(" "));
        last.note.extend(explained(&told));
    }
    blocks
}
