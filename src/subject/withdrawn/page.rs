//! The archive: procedures whose file was removed, each with a page at the address that it had.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::settings::host::Permalinks;
use crate::kit::calendar::day_label;
use crate::kit::id::SopId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::cite::whole;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::history::versions::{Removed, Version};
use crate::subject::record_pages::record_pages;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, RunningText, Shown};
use crate::subject::sop::address::SopPage;
use crate::subject::sop::page::changes::{self, Past};
use crate::subject::sop::page::contents::{Entry, contents};
use crate::subject::sop::picture;
use crate::subject::sop::picture::Used;
use crate::subject::sop::record::SopStatus;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Html, Inline, listed, spaced};
use crate::subject::withdrawn::address::WithdrawnPage;
use crate::subject::withdrawn::figures::Withdrawn;
use crate::subject::wording::{names, phrase};

pub use crate::subject::absent::page::offered;

/// Its pages; none where nothing is known to be withdrawn.
pub fn pages(context: &PageContext<'_>) -> Vec<WithdrawnPage> {
    let mut pages = Vec::new();
    for sop in context.report.withdrawn.values() {
        pages.push(WithdrawnPage::One(sop.id.clone()));
        let pairs = removed(context, sop).map(|removed| past(sop, removed).pairs()).unwrap_or_default();
        pages.extend(pairs.into_iter().map(|(from, to)| WithdrawnPage::Change(sop.id.clone(), from, to)));
    }
    if !pages.is_empty() {
        pages.push(WithdrawnPage::All);
    }
    pages
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &WithdrawnPage) -> Option<Page<Shown>> {
    let of = |id: &SopId| {
        let sop = context.report.withdrawn.get(id)?;
        Some((sop, removed(context, sop)?))
    };
    Some(match address {
        WithdrawnPage::All => {
            let (view, evidence) = archive(context, route);
            Page::new("Withdrawn procedures", view, evidence).shown("withdrawn.html")
        }
        WithdrawnPage::One(id) => {
            let (sop, removed) = of(id)?;
            let (page, text) = page(context, route, sop, removed)?;
            page.shown_with("sop_withdrawn.html", text)
        }
        WithdrawnPage::Change(id, from, to) => {
            let (sop, removed) = of(id)?;
            changes::page(context, &past(sop, removed), (*from, *to))?.shown("sop_change.html")
        }
    })
}

fn removed<'a>(context: &PageContext<'a>, sop: &Withdrawn) -> Option<&'a Removed> {
    context.history.removed.get(&sop.id)
}

fn past<'a>(sop: &'a Withdrawn, removed: &'a Removed) -> Past<'a> {
    let is_compared = !sop.is_personal;
    Past { id: &sop.id, title: &sop.title, versions: &removed.versions, judged: &[], is_compared }
}

/// `templates/withdrawn.html`.
#[derive(Serialize)]
struct ArchiveView {
    lede: Html,
    list: Table,
    all: Link,
}

fn archive(context: &PageContext<'_>, route: &Route) -> (ArchiveView, Option<Document>) {
    let mut evidence = Evidence::new(context, route);
    let lede = counted(context, &mut evidence);
    let all = context.report.withdrawn.values();
    let mut list: Vec<(&Withdrawn, &Removed)> =
        all.filter_map(|sop| Some((sop, removed(context, sop)?))).collect();
    list.sort_by(|a, b| (b.0.on, &a.0.id).cmp(&(a.0.on, &b.0.id)));
    let list = Columns::over(list, &mut ())
        .column("Procedure", "", |(sop, _), _| {
            Cell::head(names::sop(context, &sop.id))
                .under(Inline::code(sop.id.to_string()).because(Exempt::Place))
        })
        .column("Last version", "tight", |(sop, removed), _| {
            named(removed.versions[sop.last].written("version").unwrap_or("–")).into()
        })
        .column("Withdrawn", "tight", |(sop, _), _| Cell::day(sop.on))
        .column("By", "", |(_, Removed { removal, .. }), _| {
            Cell::new(named(&removal.author)).under(vec![changes::commit(context, removal.commit)])
        })
        .column("Why", "", |(_, removed), _| {
            Inline::words(removed.removal.subject.as_str()).because(Exempt::Quoted).into()
        })
        .column("Replaced by", "", |(sop, _), _| listed(newer(context, &sop.id)).into())
        .table("withdrawn", "Withdrawn, newest first")
        .titled()
        .note("The day and the commit are those with which the publishing branch lost the file.")
        .empty("No procedure is withdrawn.", "");
    let view = ArchiveView {
        lede,
        list,
        all: Link::to(&Route::Sop(SopPage::All), "Procedures in effect, drafts and retired ones"),
    };
    (view, Some(evidence.finish()))
}

/// How many are withdrawn, as a sentence; empty where none is.
pub fn counted(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Html {
    let all = &context.report.withdrawn;
    if all.is_empty() {
        return Html::default();
    }
    let commit = |sop: &Withdrawn| {
        let at = removed(context, sop)?.removal.commit;
        Some(format!("{} {}", sop.id, context.recorded.commit(at)?.id))
    };
    let each: Vec<String> = all.values().filter_map(commit).collect();
    let each: Vec<&str> = each.iter().map(String::as_str).collect();
    let entry = evidence.figure(&all.len().to_string(), whole(all.len()), "procedures-withdrawn");
    let number = entry.note("withdrawn", &each).done();
    Html::part_of(number, &phrase::sentences(&[phrase::are(all.len(), "procedure", "withdrawn")]))
}

fn named(words: &str) -> Inline {
    Inline::words(words).because(Exempt::Name)
}

/// The procedures that say they replace it.
fn newer(context: &PageContext<'_>, id: &SopId) -> Vec<Inline> {
    let sops = context.report.register.sops.values();
    let newer = sops.filter(|other| other.supersedes.iter().any(|older| older.value == *id));
    newer.map(|other| names::sop(context, &other.id)).collect()
}

/// `templates/sop_withdrawn.html`.
#[derive(Serialize)]
struct WithdrawnView {
    title: Label,
    status: Vec<Inline>,
    notice: Vec<Inline>,
    facts: Vec<Fact>,
    contents: Vec<Entry>,
    /// A text of it looks as if it spoke of a person: none is shown.
    hidden: bool,
    nothing: bool,
    audits: Table,
    versions: Table,
    source: Vec<Inline>,
}

fn page<'a>(
    context: &PageContext<'a>,
    route: &Route,
    sop: &Withdrawn,
    removed: &Removed,
) -> Option<(Page<WithdrawnView>, Option<RunningText>)> {
    let last = removed.versions.get(sop.last)?;
    let body = last.sop.as_ref()?.body.as_str();
    let markdown = if sop.is_personal { "" } else { body };
    let mut evidence = Evidence::new(context, route);
    let facts = facts(context, sop, removed, last, &mut evidence);
    let audited = context.report.register.audits.values().filter(|audit| *audit.sop == sop.id);
    let audits =
        crate::subject::audit::page::table(context, "audits", "Audits, newest first", audited, &mut evidence);
    let view = WithdrawnView {
        title: Label::named(sop.title.as_str()),
        status: status(last),
        notice: notice(context, sop, removed),
        facts,
        contents: contents(markdown, &sop.title),
        hidden: sop.is_personal,
        nothing: body.trim().is_empty(),
        audits,
        versions: changes::table(context, &past(sop, removed)),
        source: source(context, last),
    };
    let (drawn, absent) = pictures(context, removed, last);
    let text = (!sop.is_personal).then(|| RunningText {
        markdown: markdown.to_owned(),
        file: removed.path.clone(),
        title: sop.title.clone(),
        pages: record_pages(context),
        pictures: drawn,
        absent,
    });
    let above = vec![Link::to(&Route::Withdrawn(WithdrawnPage::All), "Withdrawn procedures")];
    let title = Label::named(sop.title.as_str());
    Some((Page { title, above, view, evidence: Some(evidence.finish()) }, text))
}

/// The pictures of its last text that the book still has, and why others are not shown, by the paths at which the text looks for them.
fn pictures(
    context: &PageContext<'_>,
    removed: &Removed,
    last: &Version,
) -> (BTreeMap<String, picture::Shown>, BTreeMap<String, &'static str>) {
    let (mut drawn, mut absent) = (BTreeMap::new(), BTreeMap::new());
    for one in &last.pictures {
        let Some(path) = picture::at(&one.address, &removed.path) else { continue };
        let kept = picture::kept(one, context.pictures);
        let shown = kept.and_then(|kept| picture::shown(&[kept], context.pictures).into_values().next());
        let why = match context.pictures.contains_key(&path) {
            true => "where another picture stands by now",
            false => "whose file is no longer in the book",
        };
        match shown {
            Some(shown) => drop(drawn.insert(path.to_string(), shown)),
            None => drop(absent.insert(path.to_string(), why)),
        }
    }
    (drawn, absent)
}

/// The pictures that pages of withdrawn procedures show, each where the book has it today.
pub fn pictured(context: &PageContext<'_>) -> Vec<Used> {
    let told = context.report.withdrawn.values().filter(|sop| !sop.is_personal);
    let last = told.filter_map(|sop| removed(context, sop)?.versions.get(sop.last));
    last.flat_map(|last| &last.pictures).filter_map(|one| picture::kept(one, context.pictures)).collect()
}

fn status(last: &Version) -> Vec<Inline> {
    let mut chips = vec![Inline::chip("bad", "Withdrawn")];
    if let Some(number) = last.written("version") {
        chips.push(Inline::chip("plain", format!("Last version {number}")).because(Exempt::Name));
    }
    let draft = SopStatus::Draft.word();
    if last.written("status") == Some(draft) {
        chips.push(Inline::chip("near", "Never more than a draft"));
    }
    spaced(chips)
}

/// What who comes by an old link has to know.
fn notice(context: &PageContext<'_>, sop: &Withdrawn, removed: &Removed) -> Vec<Inline> {
    let mut line = vec![
        Inline::dated(format!("Withdrawn on {} by commit ", day_label(sop.on))),
        changes::commit(context, removed.removal.commit),
        Inline::literal(": not to be followed any more."),
    ];
    let newer = newer(context, &sop.id);
    if newer.is_empty() {
        line.push(Inline::literal(" No procedure says that it replaces this one."));
    } else {
        line.push(Inline::literal(" Replaced by "));
        line.extend(listed(newer));
        line.push(Inline::literal("."));
    }
    line
}

fn facts(
    context: &PageContext<'_>,
    sop: &Withdrawn,
    removed: &Removed,
    last: &Version,
    evidence: &mut Evidence<'_>,
) -> Vec<Fact> {
    let removal = &removed.removal;
    let by = [named(&removal.author), changes::commit(context, removal.commit)];
    let mut facts = vec![
        Fact::new("Withdrawn on", Inline::dated(day_label(sop.on))),
        Fact::new("Withdrawn by", spaced(by)),
        Fact::new("Why", Inline::words(removal.subject.as_str()).because(Exempt::Quoted)),
    ];
    if !removal.reviewers.is_empty() {
        let agreed = removal.reviewers.iter().map(|name| named(name));
        facts.push(Fact::new("Agreed by", listed(agreed)));
    }
    let newer = newer(context, &sop.id);
    if !newer.is_empty() {
        facts.push(Fact::new("Replaced by", listed(newer)));
    }
    if let Some(owner) = last.written("owner") {
        facts.push(Fact::new("Last owner", names::owner(context, owner)));
    }
    if let Some(on) = last.written("effective-on").and_then(|on| on.parse().ok()) {
        facts.push(Fact::new("In effect from", Inline::dated(day_label(on))));
    }
    facts.push(Fact::new("Texts recorded", Inline::marked(texts(context, removed, last, evidence))));
    let hash = last.sop.as_ref().map_or_else(String::new, |text| text.hash.clone());
    facts.push(Fact::new("Hash of the text", Inline::place(hash, None)));
    facts
}

/// How many texts git recorded of it; its evidence names the one that is shown, and the commit at which that stood.
fn texts(context: &PageContext<'_>, removed: &Removed, last: &Version, evidence: &mut Evidence<'_>) -> Html {
    let id = |at| context.recorded.commit(at).map_or("", |commit| commit.id.as_str());
    let hash = last.sop.as_ref().map_or("", |text| text.hash.as_str());
    let (count, shown) = (removed.versions.len(), removed.versions.len().to_string());
    let entry = evidence.figure(&shown, whole(count), "texts-recorded");
    let number = entry
        .note("text", &[id(last.commit), &last.path, hash])
        .note("removed", &[id(removed.removal.commit), removed.path.as_str()])
        .done();
    Html::part_of(number, &shown)
}

/// The file at the commit that recorded the text.
fn source(context: &PageContext<'_>, last: &Version) -> Vec<Inline> {
    let commit = context.recorded.commit(last.commit);
    let url = commit.and_then(|commit| {
        let links = Permalinks::at(&context.report.register.settings, &commit.id);
        links.lines(&last.path, 1, 1)
    });
    let at = changes::commit(context, last.commit);
    vec![Inline::place(last.path.clone(), url), Inline::literal(" as of commit "), at]
}
