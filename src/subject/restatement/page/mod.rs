//! The ledger of restatements: what was recorded and is another now, by whom, when, why, and what it did to the report.

pub mod entry;

mod effect;

pub(crate) mod evidence;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::rollup::Subject;
use crate::kit::diag::plural;
use crate::kit::id::{ContractId, MetricId};
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::CommitIndex;
use crate::subject::evidence::Document;
use crate::subject::evidence::columns::Columns;
use crate::subject::history::{Change, ChangeKind, Fact};
use crate::subject::response::page::ReplyMark;
use crate::subject::restatement::address::RestatementPage;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Figure, Html, Inline, spaced};
use crate::subject::wording::phrase;
use entry::{Entry, commit_link, day, entries, kind, shift, what, who, why};

pub use crate::subject::absent::page::offered;

/// Its pages.
pub fn pages(_: &PageContext<'_>) -> Vec<RestatementPage> {
    vec![RestatementPage::All]
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, _: &Route, address: &RestatementPage) -> Option<Page<Shown>> {
    Some(match address {
        RestatementPage::All => {
            Page::new("Restatements", view(context), evidence(context)).shown("restatements.html")
        }
    })
}

#[derive(Serialize)]
pub struct RestatementsView {
    lede: Html,
    figures: Vec<Figure>,
    changes: Table,
    effects: Vec<CommitEffect>,
    matured: Table,
}

/// The effect of one commit.
#[derive(Serialize)]
struct CommitEffect {
    id: String,
    heading: Label,
    note: Vec<Inline>,
    table: Table,
}

pub fn view(context: &PageContext<'_>) -> RestatementsView {
    let entries = entries(context);
    RestatementsView {
        lede: lede(context, &entries),
        figures: figures(context, &entries),
        changes: changes(context, &entries),
        effects: effects(context),
        matured: matured(context),
    }
}

/// Evidence of the effects; `None` when there is none.
pub fn evidence(context: &PageContext<'_>) -> Option<Document> {
    let recorded = !context.recorded.commits.is_empty();
    recorded.then(|| evidence::document(context, entries(context).is_empty()))
}

/// Restated figures of a subject's metric, newest first: links to the ledger.
pub fn of_metric(context: &PageContext<'_>, subject: &Subject, metric: &MetricId) -> Vec<Vec<Inline>> {
    let register = context.report.register;
    let belongs = |site: &str| match subject {
        Subject::Site(id) => id.as_str() == site,
        Subject::Vendor(id) => register.sites.values().any(|of| of.id.as_str() == site && &of.vendor == id),
    };
    links(context, &|change| match &change.fact {
        Fact::Measurement { key, .. } => key.metric == metric.as_str() && belongs(&key.site),
        _ => false,
    })
}

/// Terms of a contract, or of a clause that it refers to, that were edited in their files, newest first: links to the ledger.
pub fn of_contract(context: &PageContext<'_>, contract: &ContractId) -> Vec<Vec<Inline>> {
    let contract = context.report.register.contracts.get(contract);
    links(context, &|change| contract.is_some_and(|contract| change.fact.is_of(contract)))
}

fn links(context: &PageContext<'_>, wanted: &dyn Fn(&Change) -> bool) -> Vec<Vec<Inline>> {
    let of = entries(context).into_iter().filter(|entry| wanted(entry.first())).collect::<Vec<_>>();
    of.iter()
        .rev()
        .map(|entry| {
            let on = context
                .recorded
                .commit(entry.first().made)
                .map_or_else(String::new, |commit| phrase::day(day(commit)));
            let what = match &entry.first().fact {
                Fact::Measurement { key, .. } => key.period.clone(),
                fact if fact.is_term() => fact.key().to_owned(),
                _ => String::new(),
            };
            let mut line = vec![
                Inline::anchor(
                    &Route::Restatement(RestatementPage::All),
                    &entry.anchor(),
                    format!("{what}, {on}"),
                )
                .because(Exempt::Name),
                Inline::literal(": "),
            ];
            // The ledger that the line leads to has the evidence.
            line.extend(shift(context, entry, |_| None));
            line
        })
        .collect()
}

fn lede(context: &PageContext<'_>, entries: &[Entry<'_>]) -> Html {
    if context.recorded.commits.is_empty() {
        return "This site was made from a folder without a git history: nothing can be said of what figures were before.".into();
    }
    if entries.is_empty() {
        let commits = plural(context.recorded.line.len(), "commit");
        let words = Html::from("In ").then(Html::part_of(FigureNumber::after(0), &commits));
        return words.then(" nothing that was recorded as final was changed.");
    }
    let dates = count(entries, |change| matches!(change.fact, Fact::DueDate { .. }));
    let money = context.effects.by_commit().values().filter(|effect| !effect.credits.is_empty()).count();
    // The tables below have a row for each of them.
    let said = phrase::sentences(&[
        format!("{} since the first commit", plural(entries.len(), "restatement")),
        if dates == 0 { String::new() } else { format!("{dates} of them moved a due date") },
        match money {
            0 => "none changed what a vendor owes".to_owned(),
            1 => "1 commit changed what a vendor owes".to_owned(),
            n => format!("{n} commits changed what vendors owe"),
        },
    ]);
    Html::exempt(Exempt::Rows, &said)
}

fn count(entries: &[Entry<'_>], wanted: impl Fn(&Change) -> bool) -> usize {
    entries.iter().filter(|entry| wanted(entry.first())).count()
}

fn figures(context: &PageContext<'_>, entries: &[Entry<'_>]) -> Vec<Figure> {
    let matured = context.history.changes.iter().filter(|change| change.kind == ChangeKind::Matured).count();
    let listed = |number: String| Html::exempt(Exempt::Rows, &number);
    let number = |wanted: &dyn Fn(&Change) -> bool| listed(count(entries, wanted).to_string());
    vec![
        Figure::new(
            "Figures restated",
            number(&|c| matches!(c.fact, Fact::Measurement { .. }) && c.kind == ChangeKind::Restated),
            "after they were final",
        ),
        Figure::new(
            "Figures withdrawn",
            number(&|c| matches!(c.fact, Fact::Measurement { .. }) && c.kind == ChangeKind::Withdrawn),
            "",
        ),
        Figure::new("Terms edited", number(&|c| c.fact.is_term()), "without an amendment"),
        Figure::new("Due dates moved", number(&|c| matches!(c.fact, Fact::DueDate { .. })), ""),
        Figure::new(
            "Other values changed",
            number(&|c| matches!(c.fact, Fact::Cell { .. } | Fact::Other { .. })),
            "of budgets, people, waivers and the like",
        ),
        Figure::new(
            "Cells matured",
            listed(crate::kit::number::group_thousands(&matured.to_string())),
            "provisional before",
        ),
    ]
}

fn changes(context: &PageContext<'_>, entries: &[Entry<'_>]) -> Table {
    let why_empty = if context.recorded.commits.is_empty() {
        "The book stands in no git repository, or has no commit yet."
    } else {
        "Every value is what it was when it was first recorded as final."
    };
    let told = entries.iter().rev().filter_map(|entry| {
        let change = entry.first();
        Some((entry, change, context.recorded.commit(change.made)?))
    });
    Columns::over(told, &mut ())
        .anchored(|(entry, ..)| entry.anchor())
        .column("When", "tight", |(_, change, commit), _| {
            Cell::day(day(commit)).under(brought(context, change)).key(commit.committed_at)
        })
        .column("What", "", |(_, change, _), _| {
            let (head, more) = what(context, change);
            Cell::head(head).under(more)
        })
        .column("Before and after", "", |(entry, ..), _| {
            shift(context, entry, |change| put_back(context, change)).into()
        })
        .column("Kind", "tight", |(_, change, _), _| Cell::new(kind(change)).under(replies(context, change)))
        .column("By", "", |(.., commit), _| {
            let (name, others) = who(commit);
            Cell::new(name).under(others)
        })
        .column("Reason given", "", |(.., commit), _| {
            let (reason, body) = why(commit);
            Cell::new(reason).under(body)
        })
        .column("Effect on today’s report", "", |(_, change, _), _| effect_cell(context, change))
        .table("restatements", "Every restatement, newest first")
        .titled()
        .filtered()
        .note("A value that moves, or is written another way, has not changed.")
        .empty("Nothing is restated.", why_empty)
}

/// The commit that made a change and, where a merge brought it, when the publishing branch got it.
fn brought(context: &PageContext<'_>, change: &Change) -> Vec<Inline> {
    let link = |at| context.recorded.commit(at).map(|commit| commit_link(context, commit));
    let mut line: Vec<Inline> = link(change.made).into_iter().collect();
    if let Some(merge) = context.recorded.commit(change.commit).filter(|_| change.commit != change.made) {
        line.push(Inline::dated(format!("merged {}", phrase::day(day(merge)))));
        line.push(commit_link(context, merge));
    }
    spaced(line)
}

/// What a vendor says of the row.
fn replies(context: &PageContext<'_>, change: &Change) -> Vec<Inline> {
    match &change.fact {
        Fact::Measurement { key, .. } => {
            spaced(crate::subject::response::page::of_row(context, key).iter().map(ReplyMark::piece))
        }
        _ => Vec::new(),
    }
}

fn effect_cell(context: &PageContext<'_>, change: &Change) -> Cell {
    let Some(effect) = context.effects.by_commit().get(&change.commit) else { return Cell::dash() };
    if !matches!(change.fact, Fact::Measurement { .. }) && !change.fact.is_term() {
        return Cell::dash();
    }
    let parts = effect::summary(effect);
    if parts.is_empty() && effect.left_out.is_empty() {
        return Cell::new("no result differs");
    }
    let text = if parts.is_empty() { "not computed".to_owned() } else { parts.join(", ") };
    let effect =
        Inline::anchor(&Route::Restatement(RestatementPage::All), &effect_id(context, change.commit), text);
    Cell::new(effect.of(figure_of(context, change.commit))).under("of the whole commit")
}

/// The figure that counts the results a commit's restatements changed; `None` without an effect. Before them stands the count
/// of commits, where nothing was restated.
fn figure_of(context: &PageContext<'_>, at: CommitIndex) -> Option<FigureNumber> {
    let before = usize::from(context.history.restated.is_empty());
    let place = context.effects.by_commit().keys().position(|of| *of == at);
    place.map(|place| FigureNumber::after(place + before))
}

/// The same where the effect puts the change back.
fn put_back(context: &PageContext<'_>, change: &Change) -> Option<FigureNumber> {
    let effect = context.effects.by_commit().get(&change.commit);
    let is_back = effect.is_some_and(|effect| {
        effect.put_back.iter().any(|&at| std::ptr::eq(&raw const context.history.changes[at], change))
    });
    figure_of(context, change.commit).filter(|_| is_back)
}

fn effect_id(context: &PageContext<'_>, at: CommitIndex) -> String {
    let id = context.recorded.commit(at).map_or("", |commit| commit.id.as_str());
    format!("effect-{}", id.chars().take(12).collect::<String>())
}

fn effects(context: &PageContext<'_>) -> Vec<CommitEffect> {
    let told = context.effects.by_commit().iter().rev().filter_map(|(at, effect)| {
        let commit = context.recorded.commit(*at)?;
        // What several commits of a branch made has the heading of the merge that brought it.
        let of_commit = context.history.changes.iter().filter(|change| change.commit == *at);
        let mut makers: Vec<CommitIndex> = of_commit.map(|change| change.made).collect();
        makers.dedup();
        let made = if let [made] = makers[..] { made } else { *at };
        let subject = context.recorded.commit(made).map_or(commit.subject.as_str(), |made| &made.subject);
        let figure = figure_of(context, *at);
        let table = effect::table(context, effect, &effect_id(context, *at), figure)
            .empty("No result differs.", "Every window, rating and credit is what it would be without it.");
        let mut note =
            vec![commit_link(context, commit), Inline::dated(format!(", {}: ", phrase::day(day(commit))))];
        let count = effect::count(effect);
        let verb = if count == 1 { "differs" } else { "differ" };
        note.push(Inline::words(format!("{} {verb}", plural(count, "result"))).of(figure));
        if !effect.left_out.is_empty() {
            note.push(
                Inline::words(format!(". Not put back: {}", effect.left_out.join("; ")))
                    .because(Exempt::Quoted),
            );
        }
        Some(CommitEffect {
            id: effect_id(context, *at),
            heading: Label::because(Exempt::Quoted, subject),
            note,
            table,
        })
    });
    told.collect()
}

/// Provisional values that became final or were replaced, by commit, newest first.
fn matured(context: &PageContext<'_>) -> Table {
    let mut by_commit: BTreeMap<(CommitIndex, CommitIndex), (usize, usize)> = BTreeMap::new();
    let changes = context.history.changes.iter().filter(|change| change.kind == ChangeKind::Matured);
    for change in changes {
        let (became, replaced) = by_commit.entry((change.commit, change.made)).or_default();
        match &change.fact {
            Fact::Measurement { column, .. } if column == "status" => *became += 1,
            _ => *replaced += 1,
        }
    }
    let settled = by_commit.into_iter().rev();
    let settled = settled.filter_map(|((_, made), counts)| Some((context.recorded.commit(made)?, counts)));
    Columns::over(settled, &mut ())
        .column("When", "tight", |(commit, _), _| {
            Cell::new(spaced([Inline::dated(phrase::day(day(commit))), commit_link(context, commit)]))
                .key(commit.committed_at)
        })
        .column("Became final", "num", |(_, (became, _)), _| {
            Inline::exempt(Exempt::Rows, &became.to_string()).into()
        })
        .column("Cells replaced", "num", |(_, (_, replaced)), _| {
            Inline::exempt(Exempt::Rows, &replaced.to_string()).into()
        })
        .column("By", "", |(commit, _), _| Inline::exempt(Exempt::Name, &commit.author).into())
        .column("Reason given", "", |(commit, _), _| Inline::exempt(Exempt::Quoted, &commit.subject).into())
        .table("matured", "Provisional figures that were settled, by commit")
        .titled()
        .note("They were recorded as provisional: to settle them restates nothing.")
        .empty("No provisional figure was settled yet.", "")
}
