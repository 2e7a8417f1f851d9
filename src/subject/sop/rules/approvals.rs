//! Approvals as records: of the text that is there, of a version that was there, and where the book asks for one.

use jiff::civil::Date;

use crate::core::settings::read::day_of;
use crate::core::settings::record::ApprovalPolicy;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::subject::context::Context;
use crate::subject::history::versions::Version;
use crate::subject::sop::figures::{ApprovalState, approval_state, approvals_that_hold};
use crate::subject::sop::record::{Sop, SopApproval};

/// X61: the version in force has approvals, and the text is another than they were given to.
pub fn approval_void(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for sop in context.register.sops.values().filter(|sop| sop.is_effective(context.as_of())) {
        let of_other_text = other_text(context, sop);
        let former = sop.approvals.iter().filter(|approval| is_of_no_text(context, sop, approval));
        for approval in of_other_text.into_iter().chain(former) {
            let message = format!(
                "the approval of SOP `{}` by `{}` is of another text than version {} has",
                sop.id, approval.by, approval.version
            );
            let (label, help) = match approval.version == sop.version {
                true => (
                    format!("the text of version {} is `{}`", sop.version, sop.hashes.now),
                    "have this text approved, or record a `[[change]]` that a reviewer found not material",
                ),
                false => (
                    format!("no recorded text of version {} has this hash", approval.version),
                    "correct the version or the hash",
                ),
            };
            diagnostics.push(
                Diagnostic::new(&codes::APPROVAL_VOID, approval.hash.place.clone(), message)
                    .label(label)
                    .help(help),
            );
        }
    }
}

/// The newest approval of the version in force, where each was given to another text.
fn other_text<'a>(context: &Context<'a>, sop: &'a Sop) -> Option<&'a SopApproval> {
    if !approvals_that_hold(context.history, sop, context.as_of()).is_empty() {
        return None;
    }
    let is_of_other = |approval: &&SopApproval| {
        approval.on <= context.as_of()
            && approval_state(context.history, sop, approval) == ApprovalState::OfOtherText
    };
    sop.approvals.iter().filter(is_of_other).max_by_key(|approval| *approval.on)
}

/// Whether git has texts of the version that an approval names, and none of them is the one that was approved.
fn is_of_no_text(context: &Context<'_>, sop: &Sop, approval: &SopApproval) -> bool {
    if approval.version == sop.version {
        return false;
    }
    let mut texts = of_version(context, sop, &approval.version).peekable();
    texts.peek().is_some() && !texts.any(|version| has_hash(version, &approval.hash))
}

/// X61: an approval names a version that nobody recorded, or a day on which the text cannot have been there.
pub fn approval_doubtful(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let register = context.register;
    for sop in register.sops.values().filter(|sop| sop.is_effective(context.as_of())) {
        let versions = versions(context, sop);
        let Some(first) = versions.first().map(|version| day(context, version)) else { continue };
        for approval in &sop.approvals {
            let is_known = approval.version == sop.version
                || of_version(context, sop, &approval.version).next().is_some();
            // What was approved before git knew the procedure may have had any number.
            if !is_known && *approval.on > first {
                let message = format!(
                    "an approval names version {}, which SOP `{}` never had",
                    approval.version, sop.id
                );
                diagnostics.push(
                    Diagnostic::new(&codes::APPROVAL_DOUBTFUL, approval.version.place.clone(), message)
                        .label(format!("the version is {}, and git recorded no such one", sop.version))
                        .help("correct the version, or remove the approval"),
                );
            }
            let Some(before) = replaced(context, versions, approval).filter(|before| *approval.on < *before)
            else {
                continue;
            };
            let message =
                format!("SOP `{}` was approved on {}, before its text was there", sop.id, approval.on);
            diagnostics.push(
                Diagnostic::new(&codes::APPROVAL_DOUBTFUL, approval.on.place.clone(), message)
                    .label(format!("the text that it replaced was recorded on {before}"))
                    .help("correct the day, or the hash"),
            );
        }
    }
}

/// The day on which git recorded the text before the approved one; `None` of a first text, and of one that nobody recorded.
fn replaced(context: &Context<'_>, versions: &[Version], approval: &SopApproval) -> Option<Date> {
    let at = versions.iter().position(|version| has_hash(version, &approval.hash))?;
    Some(day(context, versions.get(at.checked_sub(1)?)?))
}

/// X61: the book asks for approvals as records, and an effective SOP has none of its text.
pub fn sop_unapproved(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    if context.register.settings.approvals != ApprovalPolicy::Records {
        return;
    }
    for sop in context.register.sops.values().filter(|sop| sop.is_effective(context.as_of())) {
        let holds = approvals_that_hold(context.history, sop, context.as_of());
        // One of another text, or by the author, is told where it stands.
        let is_told = other_text(context, sop).is_some() || by_author(context, sop).is_some();
        if !holds.is_empty() || is_told {
            continue;
        }
        let message = format!("version {} of SOP `{}` has no approval of its text", sop.version, sop.id);
        let missing =
            |message: String| Diagnostic::new(&codes::SOP_UNAPPROVED, sop.version.place.clone(), message);
        diagnostics.push(match to_come(context, sop) {
            Some(approval) => missing(format!("{message} yet"))
                .label(format!("that of `{}` counts from {} on", approval.by, approval.on))
                .help("change nothing: a report of that day or a later one has it"),
            None => missing(message)
                .label(format!("the hash of the text is `{}`", sop.hashes.now))
                .help("add an `[[approval]]` with `by`, `on`, `version` and this `hash`"),
        });
    }
}

/// The first approval of the text of a day after the as-of date.
fn to_come<'a>(context: &Context<'a>, sop: &'a Sop) -> Option<&'a SopApproval> {
    let holds = |approval: &&SopApproval| {
        approval.on > context.as_of()
            && matches!(approval_state(context.history, sop, approval), ApprovalState::Holds(_))
    };
    sop.approvals.iter().filter(holds).min_by_key(|approval| *approval.on)
}

/// The newest approval that the author gave, where none holds.
pub(super) fn by_author<'a>(context: &Context<'a>, sop: &'a Sop) -> Option<&'a SopApproval> {
    if !approvals_that_hold(context.history, sop, context.as_of()).is_empty() {
        return None;
    }
    let own = sop.approvals.iter().filter(|approval| approval.by == sop.author);
    own.filter(|approval| approval.on <= context.as_of()).max_by_key(|approval| *approval.on)
}

fn versions<'a>(context: &Context<'a>, sop: &Sop) -> &'a [Version] {
    context.history.procedures.get(sop.place.path.as_str()).map_or(&[], Vec::as_slice)
}

/// The recorded texts that had a version's number.
fn of_version<'a>(context: &Context<'a>, sop: &Sop, number: &'a str) -> impl Iterator<Item = &'a Version> {
    versions(context, sop).iter().filter(move |version| version.written("version") == Some(number))
}

fn has_hash(version: &Version, hash: &str) -> bool {
    let hashes = version.sop.as_ref().map(|text| [&text.hash, &text.former_hash]);
    hashes.is_some_and(|hashes| hashes.iter().any(|known| known.starts_with(hash)))
}

fn day(context: &Context<'_>, version: &Version) -> Date {
    day_of(version.committed_at, &context.register.settings.time_zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, approval, change, day, sop};

    #[test]
    fn x61_an_approval_is_of_the_text_that_is_in_force() {
        const BEFORE: &str = "0123456789abcdef";
        let mut bench = Bench::new();
        let mut guide = sop("label-guidelines");
        let now = guide.hashes.now.clone();
        guide.approvals = vec![approval("ben-field", "2026-01-28", "2.1", BEFORE)];
        bench.add_sop(guide.clone());
        let void = [
            "approval-void: the approval of SOP `label-guidelines` by `ben-field` is of another text than version 2.1 has",
        ];
        assert_eq!(bench.run(approval_void), void);
        guide.changes = vec![change(BEFORE, &now, false)];
        bench.add_sop(guide.clone());
        assert!(bench.run(approval_void).is_empty(), "a reviewer found the change not material");
        guide.changes.clear();
        guide.approvals.push(approval("ben-field", "2026-02-03", "2.1", &now));
        bench.add_sop(guide.clone());
        assert!(bench.run(approval_void).is_empty(), "approved anew");
        guide.approvals = vec![approval("ben-field", "2025-01-28", "2.0", BEFORE)];
        bench.add_sop(guide);
        assert!(bench.run(approval_void).is_empty(), "of a version before, which nobody recorded");
    }

    #[test]
    fn x61_a_book_may_ask_for_approvals_as_records() {
        let mut bench = Bench::new();
        let mut guide = sop("label-guidelines");
        bench.add_sop(guide.clone());
        assert!(bench.run(sop_unapproved).is_empty(), "the default asks for an approver");
        bench.register.settings.approvals = ApprovalPolicy::Records;
        let none = ["sop-unapproved: version 2.1 of SOP `label-guidelines` has no approval of its text"];
        assert_eq!(bench.run(sop_unapproved), none);
        let now = guide.hashes.now.clone();
        guide.approvals = vec![approval("ben-field", "2026-11-16", "2.1", &now)];
        bench.add_sop(guide.clone());
        assert_eq!(
            bench.run(sop_unapproved),
            [format!("{} yet", none[0])],
            "not given yet on the as-of date"
        );
        let told = &bench.diagnose(sop_unapproved)[0];
        assert_eq!(told.label, "that of `ben-field` counts from 2026-11-16 on");
        guide.approvals[0].on = day("2026-11-15").into();
        bench.add_sop(guide);
        assert!(bench.run(sop_unapproved).is_empty());
    }
}
