//! Who approved which text, and whether that holds for the text of today.

use crate::core::settings::record::ApprovalPolicy;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::columns::Columns;
use crate::subject::shell::PageContext;
use crate::subject::sop::figures::{ApprovalState, approval_state, approvals_that_hold};
use crate::subject::sop::record::{AcknowledgedText, Sop, SopApproval};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, listed};
use crate::subject::wording::names;

/// Digits of a hash that a table shows.
const SHORT: usize = 12;

/// Approvals as records, newest first; `None` where there is none and the book asks for none.
pub fn table(context: &PageContext<'_>, sop: &Sop) -> Option<Table> {
    let register = context.report.register;
    let mut approvals: Vec<&SopApproval> = sop.approvals.iter().collect();
    if approvals.is_empty() && register.settings.approvals == ApprovalPolicy::Approver {
        return None;
    }
    approvals.sort_by(|a, b| (*b.on, &*a.by).cmp(&(*a.on, &*b.by)));
    let table = Columns::over(approvals, &mut ())
        .column("Version", "tight", |approval, _| {
            Cell::head(Inline::words(approval.version.as_str()).because(Exempt::Name))
        })
        .column("By", "", |approval, _| {
            let role = approval.role.as_ref().map(|role| Inline::words(role.as_str()).because(Exempt::Quoted));
            Cell::new(names::person(context, &approval.by)).under(role.into_iter().collect::<Vec<_>>())
        })
        .column("On", "tight", |approval, _| Cell::day(*approval.on))
        .column("Text", "tight", |approval, _| {
            Inline::place(approval.hash.chars().take(SHORT).collect(), None).into()
        })
        .column("Today", "", |approval, _| match *approval.on > register.as_of() {
            true => Inline::mark("none", "Counts from that day on").into(),
            false => standing(approval_state(context.history, sop, approval)),
        })
        .column("Note", "", |approval, _| match &approval.note {
            Some(note) => Inline::words(note.as_str()).because(Exempt::Quoted).into(),
            None => Cell::dash(),
        })
        .table("approvals", "Approvals")
        .titled()
        .note("An approval is of the text that its hash names: it holds while that is the text, or was changed in nothing material.")
        .empty("Nobody has approved this text yet.", "An approval names the version, the day and the hash of the text.");
    Some(table)
}

fn standing(state: ApprovalState) -> Cell {
    match state {
        ApprovalState::Holds(AcknowledgedText::Kept) => {
            Cell::new(Inline::mark("met", "Holds")).under("changed since in nothing material")
        }
        ApprovalState::Holds(_) => Inline::mark("met", "Holds").into(),
        ApprovalState::OfOtherText => Inline::mark("missed", "Of another text").into(),
        ApprovalState::ByAuthor => Inline::mark("missed", "By its author").into(),
        ApprovalState::Former => Inline::mark("none", "Of an earlier version").into(),
    }
}

/// Who approved the text of today: by record where one holds, else by the key. A book that asks for records takes none from the key.
pub fn approvers(context: &PageContext<'_>, sop: &Sop) -> Vec<Inline> {
    let holding = approvals_that_hold(context.history, sop, context.report.register.as_of());
    if !holding.is_empty() {
        return listed(holding.into_iter().map(|approval| names::person(context, &approval.by)));
    }
    let by_key = context.report.register.settings.approvals == ApprovalPolicy::Approver;
    match sop.approver.as_ref().filter(|_| by_key) {
        Some(id) => vec![names::person(context, id)],
        None => vec![Inline::chip("near", "nobody yet")],
    }
}
