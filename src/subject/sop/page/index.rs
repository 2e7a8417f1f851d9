//! The list of procedures: what is in effect by section, the longest overdue first, and drafts and retired ones below.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::kit::diag::plural;
use crate::kit::id::SopId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::prose::slug::folder_name;
use crate::kit::source::Place;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::sop::address::SopPage;
use crate::subject::sop::figures::is_in_effect;
use crate::subject::sop::page::{criticality, matrix, owner, places, review_age, stage, version};
use crate::subject::sop::record::{Sop, Stage};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, listed};
use crate::subject::withdrawn::address::WithdrawnPage;
use crate::subject::wording::{names, phrase};

/// `templates/sops.html`.
#[derive(Serialize)]
pub struct SopsView {
    lede: Html,
    sops: Vec<Table>,
    other: Table,
    matrix: Option<Link>,
    /// To those that are withdrawn; `None` where none is.
    archive: Option<Link>,
}

pub fn index(context: &PageContext<'_>, route: &Route) -> (SopsView, Option<Document>) {
    let mut evidence = Evidence::new(context, route);
    let (live, other) = sorted(context);
    let lede = counted(context, &live, &mut evidence);
    let sops = sections(context, &live, &mut evidence);
    let rest =
        table(context, &other, ("other-sops", "Drafts, procedures to come and retired ones"), &mut evidence)
            .empty("There are none.", "");
    let archive = archive(context);
    (SopsView { lede, sops, other: rest, matrix: matrix(context), archive }, Some(evidence.finish()))
}

/// To the procedures whose files are gone.
pub fn archive(context: &PageContext<'_>) -> Option<Link> {
    let page = Route::Withdrawn(WithdrawnPage::All);
    let has_some = !context.report.withdrawn.is_empty();
    has_some.then(|| Link::to(&page, "Withdrawn procedures, with their last text"))
}

/// Procedures in effect, the longest overdue first, and the others.
fn sorted<'a>(context: &PageContext<'a>) -> (Vec<&'a Sop>, Vec<&'a Sop>) {
    let mut live: Vec<&Sop> = Vec::new();
    let mut other: Vec<&Sop> = Vec::new();
    for sop in context.report.register.sops.values() {
        let is_live = is_in_effect(context.history, sop, context.report.register.as_of());
        if is_live { live.push(sop) } else { other.push(sop) }
    }
    // Past review first: the list is read to find what to do.
    live.sort_by_key(|sop| (std::cmp::Reverse(age_of(context, &sop.id)), sop.id.clone()));
    (live, other)
}

/// What a sentence counts: the question that evidence answers, the procedures, and the words.
pub struct Count<'a> {
    pub question: &'static str,
    pub places: Vec<&'a Place>,
    pub said: String,
}

fn counts<'a>(context: &PageContext<'_>, live: &[&'a Sop]) -> [Count<'a>; 2] {
    let all = live.iter().map(|sop| &sop.place).collect::<Vec<_>>();
    let past: Vec<&Place> =
        live.iter().filter(|sop| age_of(context, &sop.id) > 0).map(|sop| &sop.place).collect();
    let count = |question, places: Vec<&'a Place>, what, is| {
        let said = phrase::sentences(&[phrase::are(places.len(), what, is)]);
        Count { question, places, said }
    };
    [
        count("procedures-in-effect", all, "procedure", "in effect"),
        count("reviews-overdue", past, "review", "overdue"),
    ]
}

/// How many are in effect, and overdue for review: what is sent says so too.
pub fn in_short<'a>(context: &PageContext<'a>) -> [Count<'a>; 2] {
    counts(context, &sorted(context).0)
}

/// Procedures whose review is overdue, the longest first, with the day that it was due.
pub fn overdue<'a>(context: &PageContext<'a>) -> Vec<(&'a Sop, Date)> {
    let late = sorted(context).0.into_iter().filter(|sop| age_of(context, &sop.id) > 0);
    late.filter_map(|sop| Some((sop, context.report.sops.get(&sop.id)?.review_due_on))).collect()
}

/// How many are in effect, overdue for review, and soon due.
fn counted(context: &PageContext<'_>, live: &[&Sop], evidence: &mut Evidence<'_>) -> Html {
    let soon = live.iter().filter(|sop| (-30..=0).contains(&age_of(context, &sop.id)));
    let soon: Vec<&Place> = soon.map(|sop| &sop.place).collect();
    let [all, past] = counts(context, live)
        .map(|count| evidence.told(&[count.question], count.places.iter().copied(), &count.said));
    let mut lede = all.then(" ").then(past);
    if !soon.is_empty() {
        let said = format!(" {}", plural(soon.len(), "more review"));
        let within = Html::exempt(Exempt::Rule, " due within 30 days.");
        lede = lede.then(evidence.told(&["reviews-soon"], soon, &said)).then(within);
    }
    lede
}

/// What the home page of a book of procedures says of them: the counts of what is in effect and of what is not, procedures that are overdue,
/// and the headings under which the others stand.
pub struct Standing {
    pub counts: Html,
    pub others: Html,
    pub overdue: Table,
    pub headings: Vec<Link>,
}

pub fn standing(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Standing {
    let (live, other) = sorted(context);
    let late: Vec<&Sop> = live.iter().copied().filter(|sop| age_of(context, &sop.id) > 0).collect();
    let as_of = context.report.register.as_of();
    let of = |stage: Stage| other.iter().filter(move |sop| sop.stage(as_of) == stage).map(|sop| &sop.place);
    let to_come: Vec<&Place> = of(Stage::ToCome).collect();
    let drafts: Vec<&Place> = of(Stage::Draft).collect();
    let retired: Vec<&Place> = of(Stage::Retired).collect();
    let mut others = Html::default();
    if !to_come.is_empty() {
        let said = phrase::sentences(&[phrase::are(to_come.len(), "procedure", "still to take effect")]);
        others = others.then(evidence.told(&["procedures-to-come"], to_come, &said)).then(" ");
    }
    if !drafts.is_empty() {
        let said = phrase::sentences(&[phrase::are(drafts.len(), "draft", "being written")]);
        others = others.then(evidence.told(&["procedures-draft"], drafts, &said)).then(" ");
    }
    if !retired.is_empty() {
        let said = phrase::sentences(&[phrase::are(retired.len(), "procedure", "retired")]);
        others = others.then(evidence.told(&["procedures-retired"], retired, &said));
    }
    let headings: BTreeSet<String> = live.iter().filter_map(|sop| sop.heading()).collect();
    let overdue = table(context, &late, ("overdue", "Reviews that are overdue, longest first"), evidence)
        .empty("No review is overdue.", "");
    Standing {
        counts: counted(context, &live, evidence),
        others,
        overdue,
        headings: headings.into_iter().map(|heading| section_link(&heading)).collect(),
    }
}

fn section_id(heading: &str) -> String {
    format!("section-{}", folder_name(heading))
}

/// To the part of the list that has a section.
fn section_link(heading: &str) -> Link {
    Link::at(&Route::Sop(SopPage::All), &section_id(heading), Label::named(heading))
}

/// Procedures in effect: one table, or where somebody sorted them one a section, by its name; what has none comes last.
fn sections(context: &PageContext<'_>, live: &[&Sop], evidence: &mut Evidence<'_>) -> Vec<Table> {
    let mut by_heading: BTreeMap<(bool, Option<String>), Vec<&Sop>> = BTreeMap::new();
    for sop in live.iter().copied() {
        let heading = sop.heading();
        by_heading.entry((heading.is_none(), heading)).or_default().push(sop);
    }
    if by_heading.keys().all(|(is_without, _)| *is_without) {
        let all = table(context, live, ("sops", "Procedures in effect, longest overdue first"), evidence);
        return vec![all.empty("No procedure is in effect.", "A file under data/sops becomes a page here.")];
    }
    let made = by_heading.into_iter().map(|((_, heading), sops)| match heading {
        Some(heading) => {
            table(context, &sops, (&section_id(&heading), Label::named(heading.as_str())), evidence).named()
        }
        None => table(context, &sops, ("without-section", "In no section"), evidence),
    });
    made.collect()
}

fn age_of(context: &PageContext<'_>, id: &SopId) -> i32 {
    context.report.sops.get(id).map_or(i32::MIN, |state| state.review_age_days)
}

fn table(
    context: &PageContext<'_>,
    sops: &[&Sop],
    (name, caption): (&str, impl Into<Label>),
    evidence: &mut Evidence<'_>,
) -> Table {
    // Only what is in effect is due for review.
    let is_due = |sop: &Sop| is_in_effect(context.history, sop, context.report.register.as_of());
    let review = |sop: &Sop| context.report.sops.get(&sop.id).filter(|_| is_due(sop));
    // There is no site to apply at and no clause to satisfy in a book of procedures alone.
    let alone = context.report.register.is_of_procedures();
    let columns = Columns::over(sops.iter().copied(), evidence)
        .column("Procedure", "", |sop, _| {
            let cell = Cell::head(names::sop(context, &sop.id));
            match alone {
                true => cell,
                false => cell.under(places(context, context.report.sops.get(&sop.id))),
            }
        })
        .column("Version", "tight", |sop, _| Cell::new(version(sop)).under(stage(context, sop)))
        .column("Owner", "", |sop, _| owner(context, sop).into())
        .column("Criticality", "tight", |sop, _| {
            Cell::new(criticality(*sop.criticality)).key(2 - *sop.criticality as u8)
        })
        .column("Review due", "tight", |sop, _| {
            review(sop).map_or_else(Cell::dash, |state| Cell::day(state.review_due_on))
        })
        .column("Age", "tight", |sop, evidence| {
            review(sop).map_or_else(Cell::dash, |state| {
                Cell::new(review_age(sop, state, evidence)).key(state.review_age_days)
            })
        });
    let columns = match alone {
        true => columns,
        false => columns.column("Satisfies", "", |sop, _| {
            let clauses = sop.satisfies.iter();
            listed(clauses.map(|clause| names::service_level(context, &clause.0, &clause.1))).into()
        }),
    };
    columns.table(name, caption).titled()
}
