//! The list of procedures: what is in effect by section, the longest overdue first, and drafts and retired ones below.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kit::diag::plural;
use crate::kit::id::SopId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::prose::slug::folder_name;
use crate::kit::source::Place;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::sop::page::{criticality, matrix, owner, places, review_age, version};
use crate::subject::sop::record::{Sop, SopStatus};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline, listed};
use crate::subject::wording::{names, phrase};

/// `templates/sops.html`.
#[derive(Serialize)]
pub struct SopsView {
    lede: Html,
    sops: Vec<Table>,
    other: Table,
    matrix: Link,
}

pub fn index(context: &PageContext<'_>, route: &Route) -> (SopsView, Option<Document>) {
    let mut evidence = Evidence::new(context, route);
    let mut live: Vec<&Sop> = Vec::new();
    let mut other: Vec<&Sop> = Vec::new();
    for sop in context.report.register.sops.values() {
        if *sop.status == SopStatus::Effective { live.push(sop) } else { other.push(sop) }
    }
    // Past review first: the list is read to find what to do.
    live.sort_by_key(|sop| (std::cmp::Reverse(age_of(context, &sop.id)), sop.id.clone()));
    let places = |which: &dyn Fn(i32) -> bool| -> Vec<&Place> {
        live.iter().filter(|sop| which(age_of(context, &sop.id))).map(|sop| &sop.place).collect()
    };
    let (all, past, soon) =
        (places(&|_| true), places(&|age| age > 0), places(&|age| (-30..=0).contains(&age)));
    let said = phrase::sentences(&[phrase::are(all.len(), "procedure", "in effect")]);
    let mut lede = evidence.told(&["procedures-in-effect"], all, &said);
    let said = phrase::sentences(&[phrase::are(past.len(), "review", "overdue")]);
    lede = lede.then(" ").then(evidence.told(&["reviews-overdue"], past, &said));
    if !soon.is_empty() {
        let said = format!(" {}", plural(soon.len(), "more review"));
        let within = Html::exempt(Exempt::Rule, " due within 30 days.");
        lede = lede.then(evidence.told(&["reviews-soon"], soon, &said)).then(within);
    }
    let sops = sections(context, &live, &mut evidence);
    let mut rest = table("other-sops", "Drafts and retired procedures").empty("There are none.", "");
    for sop in other {
        push(context, &mut rest, sop, &mut evidence);
    }
    (SopsView { lede, sops, other: rest, matrix: matrix() }, Some(evidence.finish()))
}

/// Procedures in effect: one table, or where somebody sorted them one a section, by its name; what has none comes last.
fn sections(context: &PageContext<'_>, live: &[&Sop], evidence: &mut Evidence<'_>) -> Vec<Table> {
    let mut by_heading: BTreeMap<(bool, Option<String>), Vec<&Sop>> = BTreeMap::new();
    for sop in live.iter().copied() {
        let heading = sop.heading();
        by_heading.entry((heading.is_none(), heading)).or_default().push(sop);
    }
    if by_heading.keys().all(|(is_without, _)| *is_without) {
        let mut all = table("sops", "Procedures in effect, longest overdue first")
            .empty("No procedure is in effect.", "A file under data/sops becomes a page here.");
        live.iter().for_each(|sop| push(context, &mut all, sop, evidence));
        return vec![all];
    }
    let made = by_heading.into_iter().map(|((_, heading), sops)| {
        let mut of_section = match heading {
            Some(heading) => table(&format!("section-{}", folder_name(&heading)), &heading).named(),
            None => table("without-section", "In no section"),
        };
        sops.into_iter().for_each(|sop| push(context, &mut of_section, sop, evidence));
        of_section
    });
    made.collect()
}

fn age_of(context: &PageContext<'_>, id: &SopId) -> i32 {
    context.report.sops.get(id).map_or(i32::MIN, |state| state.review_age_days)
}

fn table(name: &str, caption: &str) -> Table {
    let columns = [
        ("Procedure", ""),
        ("Version", "tight"),
        ("Owner", ""),
        ("Criticality", "tight"),
        ("Review due", "tight"),
        ("Age", "tight"),
        ("Satisfies", ""),
    ];
    Table::new(name, caption, &columns).titled()
}

fn push(context: &PageContext<'_>, table: &mut Table, sop: &Sop, evidence: &mut Evidence<'_>) {
    let state = context.report.sops.get(&sop.id);
    let review = state.filter(|_| *sop.status == SopStatus::Effective);
    table.push([
        Cell::head(names::sop(context, &sop.id)).under(places(context, state)),
        Cell::new(version(sop)).under(sop.status.label()),
        owner(context, sop).into(),
        Cell::new(criticality(*sop.criticality)).key(2 - *sop.criticality as u8),
        review.map_or_else(Cell::dash, |state| {
            Cell::new(Inline::dated(phrase::day(state.review_due_on))).key(state.review_due_on)
        }),
        review.map_or_else(Cell::dash, |state| {
            Cell::new(review_age(sop, state, evidence)).key(state.review_age_days)
        }),
        listed(sop.satisfies.iter().map(|clause| names::service_level(context, &clause.0, &clause.1))).into(),
    ]);
}
