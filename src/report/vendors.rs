//! All vendors: worst first, by name, by the letter they begin with; in pages, so that a book of hundreds can be read without scripts.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::organisation::record::Vendor;
use crate::core::rollup::Subject;
use crate::report::exception::{ExceptionLine, exception_line};
use crate::report::site::index::{counted, newest, rating_of, score_of, tally_of};
use crate::subject::block::or_dash;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::quoted;
use crate::subject::group::figures::{Group, groups};
use crate::subject::group::page::link;
use crate::subject::plan::record::PlanStatus;
use crate::subject::route::{Route, VendorList, slug};
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::tally::Tally;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};

/// Rows of a page, and exceptions of one.
const PAGE: usize = 50;

/// Vendors from which on they can be had in other orders without scripts.
const MANY: usize = 7;

/// `templates/vendors.html`.
#[derive(Serialize)]
pub struct VendorsView {
    week: Label,
    /// How they are sorted, or which of them they are.
    order: Label,
    rows: Vec<VendorRow>,
    /// The other lists: their kind, and a link to each; `href` is empty for the one that is shown.
    lists: Vec<Choice>,
    groups: Vec<Inline>,
    /// Whether the page has exceptions.
    has_exceptions: bool,
    exceptions: Vec<ExceptionLine>,
    /// Said where there is none.
    calm: &'static str,
}

/// One way to choose among lists.
#[derive(Serialize)]
struct Choice {
    kind: &'static str,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct VendorRow {
    link: Link,
    owner: Link,
    /// Ready-made badge.
    rating: Html,
    score: Html,
    coverage: Html,
    missed: Html,
    sites: Html,
    plans: Html,
}

/// The lists beside the one of all; none in a book whose vendors are few.
pub fn lists(context: &PageContext<'_>) -> Vec<VendorList> {
    let count = context.report.register.vendors.len();
    let exceptions = pages(context.report.executive.exceptions.len());
    let mut lists: Vec<VendorList> = (2..=exceptions).map(VendorList::Exceptions).collect();
    if count < MANY {
        return lists;
    }
    lists.extend((2..=pages(count)).map(VendorList::Worst));
    lists.extend((1..=pages(count)).map(VendorList::Name));
    if count > PAGE {
        lists.extend(initials(context).into_keys().map(VendorList::Initial));
    }
    lists
}

fn pages(rows: usize) -> usize {
    rows.div_ceil(PAGE).max(1)
}

/// The letters that names begin with, by their slugs.
fn initials(context: &PageContext<'_>) -> BTreeMap<String, String> {
    let names = context.report.register.vendors.values().map(initial);
    names.map(|letter| (slug(&letter), letter)).collect()
}

fn initial(vendor: &Vendor) -> String {
    vendor.name.chars().next().map_or_else(|| "–".to_owned(), |first| first.to_uppercase().collect())
}

pub fn vendors_page(context: &PageContext<'_>, route: &Route) -> Page<VendorsView> {
    let mut evidence = Evidence::new(context, route);
    let list = match route {
        Route::VendorList(list) => Some(list),
        _ => None,
    };
    let vendors = chosen(context, list);
    let rows = vendors.into_iter().map(|vendor| row(context, vendor, &mut evidence)).collect();
    let exceptions = match list {
        None => Some(1),
        Some(VendorList::Exceptions(page)) => Some(*page),
        Some(_) => None,
    };
    let all = &context.report.executive.exceptions;
    let of_page = all.chunks(PAGE).nth(exceptions.unwrap_or(1) - 1).unwrap_or_default();
    let of_page = of_page.iter().filter(|_| exceptions.is_some());
    let view = VendorsView {
        week: context.report.period.into(),
        order: order(context, list),
        rows,
        lists: choices(context, route),
        groups: group_links(context),
        has_exceptions: exceptions.is_some(),
        exceptions: of_page.filter_map(|one| exception_line(context, one, &mut evidence)).collect(),
        calm: context.report.executive.calm,
    };
    let title = match list {
        None => Label::from("Vendors"),
        Some(VendorList::Exceptions(_)) => Label::from("Exceptions"),
        Some(_) => Label::from("Vendors in another order"),
    };
    Page { title, above: Vec::new(), view, evidence: Some(evidence.finish()) }
}

/// The vendors of a list.
fn chosen<'r>(context: &PageContext<'r>, list: Option<&VendorList>) -> Vec<&'r Vendor> {
    let mut vendors: Vec<&Vendor> = context.report.register.vendors.values().collect();
    let page = match list {
        Some(VendorList::Exceptions(_)) => return Vec::new(),
        Some(VendorList::Initial(letter)) => {
            vendors.retain(|vendor| slug(&initial(vendor)) == *letter);
            vendors.sort_by_cached_key(|vendor| vendor.name.to_lowercase());
            return vendors;
        }
        Some(VendorList::Name(page)) => {
            vendors.sort_by_cached_key(|vendor| vendor.name.to_lowercase());
            *page
        }
        Some(VendorList::Worst(page)) => {
            worst_first(context, &mut vendors);
            *page
        }
        None => {
            worst_first(context, &mut vendors);
            1
        }
    };
    vendors.chunks(PAGE).nth(page - 1).unwrap_or_default().to_vec()
}

fn worst_first(context: &PageContext<'_>, vendors: &mut [&Vendor]) {
    let subject = |vendor: &Vendor| Subject::Vendor(vendor.id.clone());
    vendors.sort_by_cached_key(|vendor| score_of(context, &subject(vendor)));
    vendors.sort_by(|one, other| context.report.executive.worst_first(&subject(one), &subject(other)));
}

fn order(context: &PageContext<'_>, list: Option<&VendorList>) -> Label {
    match list {
        None | Some(VendorList::Worst(_)) => Label::from("the worst first"),
        Some(VendorList::Name(_)) => Label::from("by name"),
        Some(VendorList::Initial(letter)) => {
            let letter = initials(context).remove(letter).unwrap_or_default();
            Label::named(format!("those that begin with {letter}"))
        }
        Some(VendorList::Exceptions(_)) => Label::from("everything that left tolerance"),
    }
}

/// Ways to other lists; nothing where all vendors stand on one page and are few.
fn choices(context: &PageContext<'_>, route: &Route) -> Vec<Choice> {
    let all = lists(context);
    let link = |page: Route, label: Label| match page == *route {
        true => Link { label, href: String::new() },
        false => Link::to(&page, label),
    };
    let numbered = |first: Option<Route>, of: &dyn Fn(&VendorList) -> Option<usize>| -> Vec<Link> {
        let later = all.iter().filter_map(|list| Some((of(list)?, Route::VendorList(list.clone()))));
        let pages: Vec<(usize, Route)> = first.into_iter().map(|page| (1, page)).chain(later).collect();
        let is_one = pages.len() == 1;
        let label = |n: usize| if is_one { Label::from("all") } else { Label::named(n.to_string()) };
        pages.into_iter().map(|(n, page)| link(page, label(n))).collect()
    };
    let worst = numbered(Some(Route::Vendors), &|list| match list {
        VendorList::Worst(page) => Some(*page),
        _ => None,
    });
    let name = numbered(None, &|list| match list {
        VendorList::Name(page) => Some(*page),
        _ => None,
    });
    let exceptions = numbered(Some(Route::Vendors), &|list| match list {
        VendorList::Exceptions(page) => Some(*page),
        _ => None,
    });
    let letters = initials(context);
    let letters = all.iter().filter_map(|list| match list {
        VendorList::Initial(letter) => Some((letters.get(letter)?, list)),
        _ => None,
    });
    let letters: Vec<Link> = letters
        .map(|(letter, list)| link(Route::VendorList(list.clone()), Label::named(letter.clone())))
        .collect();
    let kinds =
        [("Worst first", worst), ("By name", name), ("Begins with", letters), ("Exceptions", exceptions)];
    let choices = kinds.into_iter().filter(|(kind, links)| match *kind {
        "Worst first" => links.len() > 1 || context.report.register.vendors.len() >= MANY,
        "Exceptions" => links.len() > 1,
        _ => !links.is_empty(),
    });
    choices.map(|(kind, links)| Choice { kind, links }).collect()
}

/// Named groups, work types and countries, by which vendors and sites can be looked at.
fn group_links(context: &PageContext<'_>) -> Vec<Inline> {
    if context.report.register.vendors.len() < MANY {
        return Vec::new();
    }
    let mut line = Vec::new();
    for group in groups(context.report.register).iter().filter(|group| **group != Group::Book) {
        line.extend((!line.is_empty()).then(|| Inline::literal(" · ")));
        line.push(link(context, group));
    }
    line
}

fn row(context: &PageContext<'_>, vendor: &Vendor, evidence: &mut Evidence<'_>) -> VendorRow {
    let register = context.report.register;
    let card = newest(context, &Subject::Vendor(vendor.id.clone()));
    let page = Route::Vendor(vendor.id.clone());
    let tally = card.map_or_else(Tally::default, |card| counted(context, card));
    let open =
        register.plans.values().filter(|plan| plan.vendor == vendor.id && plan.status != PlanStatus::Closed);
    VendorRow {
        link: Link::to(&page, Label::named(vendor.name.as_str())),
        owner: Link::to(
            &Route::Person(vendor.owner.value.clone()),
            Label::named(register.person_name(vendor.owner.as_str())),
        ),
        rating: rating_of(context, &Subject::Vendor(vendor.id.clone()), card, evidence),
        score: or_dash(quoted(evidence, &page, "score", card.and_then(|card| card.score)).as_ref()),
        coverage: or_dash(quoted(evidence, &page, "coverage", card.and_then(|card| card.coverage)).as_ref()),
        missed: tally_of(evidence, &page, tally),
        sites: evidence
            .count(&["sites", vendor.id.as_str()], register.sites_of(&vendor.id).map(|site| &site.place))
            .into(),
        plans: evidence
            .count(&["open-plans", "vendor", vendor.id.as_str()], open.map(|plan| &plan.place))
            .into(),
    }
}
