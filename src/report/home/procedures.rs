//! The first page of a book that has procedures and nothing else: what is in effect, whose review is overdue, what changed.

use jiff::Timestamp;
use serde::Serialize;

use crate::core::settings::read::day_of;
use crate::kit::id::SopId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::history::versions::{Removed, Version};
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::sop::address::SopPage;
use crate::subject::sop::page::index::{archive, standing};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names;

/// Changes that the page shows.
const RECENT: usize = 12;

/// `templates/home_procedures.html`.
#[derive(Serialize)]
pub struct ProceduresView {
    title: Label,
    counts: Html,
    others: Html,
    overdue: Table,
    recent: Table,
    /// The sections of the list; may be empty.
    headings: Vec<Link>,
    all: Link,
    /// To those that are withdrawn; `None` where none is.
    archive: Option<Link>,
}

pub fn procedures_page(context: &PageContext<'_>, route: &Route) -> Page<ProceduresView> {
    let mut evidence = Evidence::new(context, route);
    let standing = standing(context, &mut evidence);
    let view = ProceduresView {
        title: Label::named(context.report.register.settings.title.as_str()),
        counts: standing.counts,
        others: standing.others,
        overdue: standing.overdue,
        recent: recent(context),
        headings: standing.headings,
        all: Link::to(&Route::Sop(SopPage::All), "All procedures"),
        archive: archive(context),
    };
    Page { title: "Home".into(), above: Vec::new(), view, evidence: Some(evidence.finish()) }
}

/// The newest recorded changes of procedures.
fn recent(context: &PageContext<'_>) -> Table {
    let columns = [("Recorded", "tight"), ("Procedure", ""), ("Change", ""), ("By", "")];
    let mut table = Table::new("recent", "What changed last", &columns)
        .titled()
        .empty("No change is recorded.", "A site built from a git repository shows here what changed.");
    let history = context.history;
    let mut all: Vec<Recent<'_>> = Vec::new();
    for sop in context.report.register.sops.values() {
        let versions = history.procedures.get(sop.place.path.as_str()).into_iter().flatten();
        all.extend(versions.map(|version| Recent::of(&sop.id, version)));
    }
    for id in context.report.withdrawn.keys() {
        let Some(Removed { versions, removal, .. }) = history.removed.get(id) else { continue };
        all.extend(versions.iter().map(|version| Recent::of(id, version)));
        let (at, subject, author) = (removal.committed_at, &removal.subject, &removal.author);
        all.push(Recent { at, id, subject, author, is_removal: true });
    }
    all.sort_by(|a, b| (b.at, a.id, b.is_removal).cmp(&(a.at, b.id, a.is_removal)));
    for Recent { at, id, subject, author, is_removal } in all.into_iter().take(RECENT) {
        let on = day_of(at, &context.report.register.settings.time_zone);
        let what = Cell::new(Inline::exempt(Exempt::Quoted, subject));
        table.push([
            Cell::day(on),
            Cell::head(names::sop(context, id)),
            if is_removal { what.under("withdrawn") } else { what },
            Inline::exempt(Exempt::Name, author).into(),
        ]);
    }
    table
}

/// A text that git recorded, or the removal of a procedure.
struct Recent<'a> {
    at: Timestamp,
    id: &'a SopId,
    subject: &'a str,
    author: &'a str,
    is_removal: bool,
}

impl<'a> Recent<'a> {
    fn of(id: &'a SopId, version: &'a Version) -> Recent<'a> {
        let (subject, author) = (&version.subject, &version.author);
        Recent { at: version.committed_at, id, subject, author, is_removal: false }
    }
}
