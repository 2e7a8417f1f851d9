//! The first page of a book that has procedures and nothing else: what is in effect, whose review is overdue, what changed.

use serde::Serialize;

use crate::core::settings::read::day_of;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::history::versions::Version;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::sop::address::SopPage;
use crate::subject::sop::page::index::standing;
use crate::subject::sop::record::Sop;
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
    };
    Page { title: "Home".into(), above: Vec::new(), view, evidence: Some(evidence.finish()) }
}

/// The newest recorded changes of procedures.
fn recent(context: &PageContext<'_>) -> Table {
    let columns = [("Recorded", "tight"), ("Procedure", ""), ("Change", ""), ("By", "")];
    let mut table = Table::new("recent", "What changed last", &columns)
        .titled()
        .empty("No change is recorded.", "A site built from a git repository shows here what changed.");
    let of = |sop: &'_ Sop| context.history.procedures.get(sop.place.path.as_str());
    let mut all: Vec<(&Version, &Sop)> = Vec::new();
    for sop in context.report.register.sops.values() {
        all.extend(of(sop).into_iter().flatten().map(|version| (version, sop)));
    }
    all.sort_by(|(a, one), (b, other)| (b.committed_at, &one.id).cmp(&(a.committed_at, &other.id)));
    for (version, sop) in all.into_iter().take(RECENT) {
        let on = day_of(version.committed_at, &context.report.register.settings.time_zone);
        table.push([
            Cell::day(on),
            Cell::head(names::sop(context, &sop.id)),
            Inline::exempt(Exempt::Quoted, &version.subject).into(),
            Inline::exempt(Exempt::Name, &version.author).into(),
        ]);
    }
    table
}
