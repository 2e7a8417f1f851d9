//! Accounts and permissions: how ready people are, what is overdue to remove, what blocks them.

pub mod told;
mod tables;
mod provisioning;

use serde::Serialize;

use crate::core::settings::access::CountedTable;
use crate::kit::id::QueueId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::access::address::AccessPage;
use crate::subject::access::figures::Where;
use crate::subject::access::record::{AccessMeasure, AccessRegister};
use crate::subject::block::{BoxedFigure, Offered};
use crate::subject::evidence::Evidence;
use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::Table;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use told::Teller;

/// `templates/access.html`.
#[derive(Serialize)]
struct AccessView {
    answers: Vec<BoxedFigure>,
    accounts: Table,
    /// How long accounts take to be usable; without rows where no register tells.
    provisioning: Table,
    permissions: Table,
    issues: Table,
    /// `None` where nothing was exported twice.
    changes: Option<Table>,
    exports: Table,
    /// Below which count nothing is told, and why; empty where every count is.
    least: Label,
    reason: Label,
}

/// Permissions of a queue, by role.
pub fn permissions_of(context: &PageContext<'_>, queue: &QueueId, evidence: &mut Evidence<'_>) -> Table {
    tables::permissions(context, Some(queue), evidence)
}

/// Its pages: none in a book that counts no register.
pub fn pages(context: &PageContext<'_>) -> Vec<AccessPage> {
    if context.report.access.is_empty() { Vec::new() } else { vec![AccessPage::All] }
}

/// The page; `None` where nothing is counted.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &AccessPage) -> Option<Page<Shown>> {
    if context.report.access.is_empty() {
        return None;
    }
    Some(match address {
        AccessPage::All => index(context, route).shown("access.html"),
    })
}

/// What pages of a vendor, a site and a project say of accounts and permissions, and what an issue says changed.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let of = match on {
        Route::Vendor(id) => Where { vendor: Some(id), ..Where::default() },
        Route::Site(id) => Where { site: Some(id), ..Where::default() },
        Route::Project(ProjectPage::One(id)) => Where { project: Some(Some(id)), ..Where::default() },
        issue if issue.is_issue() => return in_issue(context, evidence),
        _ => return Vec::new(),
    };
    let table = tables::accounts(context, of, evidence);
    let note = noted(context, of, evidence);
    if table.rows.is_empty() && note.len() == 1 {
        return Vec::new();
    }
    let mut blocks = vec![Offered { id: "access", heading: "Accounts and permissions", note, table }];
    if matches!(on, Route::Vendor(_)) && tables::is_compared(context, of) {
        let table = tables::changes(context, of, evidence);
        let heading = "Accounts and permissions: what changed";
        blocks.push(Offered { id: "access-changes", heading, note: Vec::new(), table });
    }
    blocks
}

/// Troubles that no table beside them tells.
fn noted(context: &PageContext<'_>, of: Where<'_>, evidence: &mut Evidence<'_>) -> Vec<Inline> {
    let mut note = vec![Inline::link(&Route::Access(AccessPage::All), "All accounts and permissions")];
    let mut teller = Teller { context, evidence };
    let said = [
        (AccessMeasure::Missing, " permissions missing"),
        (AccessMeasure::Extra, " outside of their roles"),
        (AccessMeasure::Blocked, " people blocked by permission issues"),
    ];
    for (measure, words) in said {
        if let Some(count) = teller.more_than_none(measure, of) {
            note.extend([Inline::literal("; "), count, Inline::literal(words)]);
        }
    }
    note
}

/// How accounts and permissions stood by then, and what of it was otherwise in the exports before.
fn in_issue(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    if context.report.access.is_empty() {
        return Vec::new();
    }
    let mut note = noted(context, Where::default(), evidence);
    let mut teller = Teller { context, evidence };
    if let Some(count) = teller.more_than_none(AccessMeasure::Overdue, Where::default()) {
        note.extend([Inline::literal("; "), count, Inline::literal(" accounts to remove")]);
    }
    let table = tables::changes(context, Where::default(), evidence);
    vec![Offered { id: "access", heading: "Accounts and permissions", note, table }]
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<AccessView> {
    let mut evidence = Evidence::new(context, route);
    let settings = &context.report.register.settings;
    let (least, reason) = settings.suppression(CountedTable::Access);
    let (least, reason) = match least {
        0 | 1 => (Label::default(), Label::default()),
        least => (Label::because(Exempt::Rule, least.to_string()), Label::because(Exempt::Quoted, reason)),
    };
    let view = AccessView {
        answers: answers(context, &mut evidence),
        accounts: tables::accounts(context, Where::default(), &mut evidence).titled(),
        provisioning: provisioning::table(context, &mut evidence).titled(),
        permissions: tables::permissions(context, None, &mut evidence).titled(),
        issues: tables::issues(context, &mut evidence).titled(),
        changes: tables::is_compared(context, Where::default())
            .then(|| tables::changes(context, Where::default(), &mut evidence).titled()),
        exports: tables::exports(context, &mut evidence).titled(),
        least,
        reason,
    };
    Page::new("Accounts and permissions", view, Some(evidence.finish()))
}

/// How ready, what is overdue to remove, what blocks people.
fn answers(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<BoxedFigure> {
    let all = Where::default();
    let mut teller = Teller { context, evidence };
    let mut boxes = Vec::new();
    let has = |register| context.report.access.exports.iter().any(|export| export.register == register);
    if has(AccessRegister::Accounts) {
        let share = teller.share(AccessMeasure::Usable, AccessMeasure::Active, all);
        let of = teller.html(AccessMeasure::Active, all).then(" active accounts");
        boxes.push(BoxedFigure::new("Ready to work", share, of));
        let overdue = teller.html(AccessMeasure::Overdue, all);
        let week = teller.html(AccessMeasure::OverdueWeek, all).then(" of them for over a week");
        boxes.push(BoxedFigure::new("To remove", overdue, week));
        boxes.extend(provisioning::answer(&mut teller));
    }
    if has(AccessRegister::Grants) {
        let missing = teller.html(AccessMeasure::Missing, all);
        let extra = teller.html(AccessMeasure::Extra, all).then(" held outside of the role");
        boxes.push(BoxedFigure::new("Permissions missing", missing, extra));
    }
    if has(AccessRegister::Tickets) {
        let blocked = teller.html(AccessMeasure::Blocked, all);
        let open = teller.html(AccessMeasure::Open, all).then(" open issues");
        boxes.push(BoxedFigure::new("People blocked", blocked, open));
    }
    boxes
}

/// What is not told because it is below the least count.
fn hidden() -> Html {
    Html::from("not told")
}
