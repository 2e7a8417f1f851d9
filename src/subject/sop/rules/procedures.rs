//! SOPs as records: reviewed in time, owned, approved by somebody else, and tied to what was promised.

use crate::core::settings::record::ApprovalPolicy;
use crate::kit::calendar::days_between;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, did_you_mean, list_and, plural};
use crate::kit::id::SopId;
use crate::kit::source::{At, Place, RepoPath};
use crate::subject::context::{Context, terms_today};
use crate::subject::sop::figures::approvals_that_hold;
use crate::subject::sop::record::Sop;
use crate::subject::sop::renamed::renamed;
use crate::subject::sop::rules::approvals::by_author;
use crate::subject::sop::rules::removed::{gone, is_withheld};

/// X60: an effective SOP is past its review date.
pub fn sop_past_review(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for sop in effective(context) {
        let due = sop.review_due_on();
        let days = days_between(due, context.as_of());
        if days <= 0 {
            continue;
        }
        let days = plural(usize::try_from(days).unwrap_or(0), "day");
        let reviewed = sop.reviewed_on.as_ref().filter(|on| ***on >= *sop.effective_on);
        let last = match reviewed {
            Some(on) => format!("last reviewed on {on}"),
            _ => format!("in effect since {}, not reviewed since", sop.effective_on),
        };
        let place = &reviewed.unwrap_or(&sop.effective_on).place;
        diagnostics.push(
            Diagnostic::new(
                &codes::SOP_PAST_REVIEW,
                place.clone(),
                format!("SOP `{}` is {days} past its review date, {due}", sop.id),
            )
            .label(format!("{last}, review every {}", sop.review_every()))
            .help("review it and set `reviewed-on`"),
        );
    }
}

/// X61: an effective SOP lacks an owner or approver, or its author approved it.
pub fn sop_unowned(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for sop in effective(context) {
        let mut lacking = Vec::new();
        if sop.owner.is_none() {
            lacking.push("owner");
        }
        // A record says who approved it, whether the key does or not.
        let has_record = !approvals_that_hold(context.history, sop, context.as_of()).is_empty();
        let asks_for_key = context.register.settings.approvals == ApprovalPolicy::Approver;
        if sop.approver.is_none() && asks_for_key && !has_record {
            lacking.push("approver");
        }
        // A key that names nobody of the book is told in its place, and is not absent.
        if !lacking.is_empty() && !context.is_whole(sop.place.path.as_str()) {
            continue;
        }
        let (place, message, help) = if !lacking.is_empty() {
            let keys: Vec<String> = lacking.iter().map(|key| format!("`{key}`")).collect();
            // What is absent has no place: the status is what asks for it, and the title stands where that is the default.
            let place = sop.status.place.as_ref().unwrap_or(&sop.title.place);
            (
                place,
                format!("effective SOP `{}` has no {}", sop.id, lacking.join(" and no ")),
                format!("add {}", list_and(&keys)),
            )
        } else if let Some(approver) = by_author(context, sop)
            .map(|approval| &approval.by)
            .or(sop.approver.as_ref().filter(|approver| **approver == sop.author))
        {
            let message = format!("SOP `{}` was approved by its author, `{}`", sop.id, sop.author);
            (&approver.place, message, "have somebody else approve it".to_owned())
        } else {
            continue;
        };
        diagnostics.push(
            Diagnostic::new(&codes::SOP_UNOWNED, place.clone(), message)
                .label("an effective SOP has an owner, and an approver who did not write it")
                .help(help),
        );
    }
}

/// X64: a clause, an SOP, an acknowledgement or an audit names an SOP that does not exist.
pub fn unknown_sop(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    for contract in context.register.contracts.values() {
        // A later version repeats the clauses it left alone, at the same places.
        let mut seen: Vec<&Place> = Vec::new();
        for At { value: sop, place } in
            contract.versions.iter().flat_map(|v| v.terms.service_levels.values()).flat_map(|l| &l.sops)
        {
            if !seen.contains(&place) {
                seen.push(place);
                must_exist(context, sop, place, "clause", diagnostics);
            }
        }
    }
    // One that is withdrawn was replaced by who says so.
    let replaced = context.register.sops.values().flat_map(|sop| &sop.supersedes);
    for sop in replaced.filter(|sop| gone(context, sop).is_none()) {
        must_exist(context, sop, &sop.place, "SOP", diagnostics);
    }
    // Rows repeat their SOP; a file tells a missing one once.
    let mut told: Vec<(&SopId, &RepoPath)> = Vec::new();
    for row in &context.register.acknowledgements {
        let key = (&*row.sop, &row.place.path);
        if !told.contains(&key) {
            told.push(key);
            must_exist(context, &row.sop, &row.sop.place, "acknowledgement", diagnostics);
        }
    }
    for audit in context.register.audits.values() {
        must_exist(context, &audit.sop, &audit.sop.place, "audit", diagnostics);
    }
}

/// X64: an effective SOP that satisfies no clause, and on which no clause relies.
pub fn sop_orphan(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    // In a book without contracts there is nothing to serve.
    // A clause of a metric that could not be read is not there, nor is what it relies on.
    let clauses = ["data/contracts/", "data/clauses/", "data/metrics.toml"];
    if !clauses.iter().all(|path| context.is_whole(path)) || context.register.contracts.is_empty() {
        return;
    }
    let as_of = context.as_of();
    let contracts = || context.register.contracts.values().filter_map(|c| terms_today(c, as_of));
    for sop in effective(context).filter(|sop| sop.satisfies.is_empty()) {
        // What it names may be what is wrong with its file.
        if !context.is_whole(sop.place.path.as_str()) {
            continue;
        }
        let is_named = contracts()
            .flat_map(|terms| terms.service_levels.values())
            .any(|level| level.sops.iter().any(|named| *named == sop.id));
        if is_named {
            continue;
        }
        diagnostics.push(
            Diagnostic::new(
                &codes::SOP_ORPHAN,
                sop.serves.clone(),
                format!("effective SOP `{}` satisfies no clause", sop.id),
            )
            .label("no clause relies on it, and it names none under `satisfies`")
            .help("name the clause under `satisfies`, or retire the SOP"),
        );
    }
}

fn effective<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Sop> {
    let as_of = context.as_of();
    let sops = context.register.sops.values();
    sops.filter(move |sop| sop.is_effective(as_of))
}

fn must_exist(context: &Context<'_>, sop: &SopId, place: &Place, who: &str, diagnostics: &mut Diagnostics) {
    let path = format!("data/sops/{sop}.md");
    // A file that is there and cannot be read has its own message, and so has one of a folder beside data/.
    let named = format!("{sop}.md");
    let is_it = |path: &RepoPath| path.as_str().starts_with("data/sops/") && path.file_name() == named;
    let is_there = || {
        let beside = RepoPath::new(path.trim_start_matches("data/"));
        [&RepoPath::new(&path), &beside].into_iter().any(|path| context.has_file(path))
            || context.snapshot.texts.keys().any(is_it)
            || context.is_astray(&named)
    };
    if context.register.sops.contains_key(sop) || is_there() {
        return;
    }
    if let Some(now) = renamed(context.snapshot, sop).filter(|now| context.register.sops.contains_key(now)) {
        let message = format!("{who} names SOP `{sop}`, which is `{now}` now");
        let found = Diagnostic::new(&codes::UNKNOWN_SOP, place.clone(), message);
        diagnostics.push(found.label("its file was renamed").help(format!("write `{now}`")));
        return;
    }
    if let Some(gone) = gone(context, sop) {
        let help = match who {
            "clause" => gone.instead(context),
            // What was read or audited then is history.
            _ => format!("waive this to keep what the {who} says of it, or remove the {who}"),
        };
        let message = format!("{who} names SOP `{sop}`, which was withdrawn");
        let found = Diagnostic::new(&codes::UNKNOWN_SOP, place.clone(), message);
        diagnostics.push(found.label(gone.told(context)).help(help));
        return;
    }
    if is_withheld(context, sop) {
        let message = format!("{who} names an SOP that book.toml forgets");
        let help = match who {
            "clause" => "name the SOP that is to be followed now, or remove its name here".to_owned(),
            _ => format!("waive this to keep what the {who} says of it, or remove the {who}"),
        };
        let found = Diagnostic::new(&codes::UNKNOWN_SOP, place.clone(), message);
        diagnostics.push(found.label("its file is gone, and the site names it nowhere").help(help));
        return;
    }
    let known = context.register.sops.keys().map(SopId::as_str);
    let help = match did_you_mean(sop.as_str(), known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the SOP, or remove its name here".to_owned(),
    };
    diagnostics.push(
        Diagnostic::new(
            &codes::UNKNOWN_SOP,
            place.clone(),
            format!("{who} names SOP `{sop}`, which has no file"),
        )
        .label(format!("expected {path}"))
        .help(help),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::{ContractId, PersonId, ServiceLevelId};
    use crate::subject::sop::record::SopStatus;
    use crate::testing::{Bench, day, sop};

    #[test]
    fn x60_review_counts_from_the_later_of_review_and_effect() {
        let mut bench = Bench::new();
        let mut guide = sop("label-guidelines");
        guide.effective_on = day("2025-11-14").into();
        guide.reviewed_on = Some(day("2025-11-15").into());
        bench.add_sop(guide.clone());
        assert!(bench.run(sop_past_review).is_empty(), "due today is not past");
        guide.reviewed_on = Some(day("2025-11-13").into());
        bench.add_sop(guide.clone());
        assert_eq!(
            bench.run(sop_past_review),
            ["sop-past-review: SOP `label-guidelines` is 1 day past its review date, 2026-11-14"]
        );
        guide.status = SopStatus::Retired.into();
        bench.add_sop(guide);
        assert!(bench.run(sop_past_review).is_empty());
    }

    #[test]
    fn x61_an_effective_sop_is_owned_and_approved_by_another() {
        let mut bench = Bench::new();
        let mut guide = sop("label-guidelines");
        bench.add_sop(guide.clone());
        assert!(bench.run(sop_unowned).is_empty());
        guide.approver = Some(PersonId::new("ada-north").into());
        bench.add_sop(guide.clone());
        assert_eq!(
            bench.run(sop_unowned),
            ["sop-unowned: SOP `label-guidelines` was approved by its author, `ada-north`"]
        );
        guide.approver = None;
        guide.owner = None;
        bench.add_sop(guide);
        assert_eq!(
            bench.run(sop_unowned),
            ["sop-unowned: effective SOP `label-guidelines` has no owner and no approver"]
        );
    }

    #[test]
    fn x64_a_named_sop_exists() {
        let mut bench = Bench::new();
        bench.level(|level| level.sops = vec![At::new(SopId::new("label-guideline"), level.place.clone())]);
        bench.add_sop(sop("label-guidelines"));
        assert_eq!(
            bench.run(unknown_sop),
            ["unknown-sop: clause names SOP `label-guideline`, which has no file"]
        );
        bench.add_text("data/sops/label-guideline.md", "not readable as an SOP");
        assert!(bench.run(unknown_sop).is_empty());
    }

    #[test]
    fn x64_an_sop_serves_a_clause() {
        let mut bench = Bench::new();
        let mut guide = sop("label-guidelines");
        bench.add_sop(guide.clone());
        assert_eq!(
            bench.run(sop_orphan),
            ["sop-orphan: effective SOP `label-guidelines` satisfies no clause"]
        );
        bench.level(|level| level.sops = vec![At::new(SopId::new("label-guidelines"), level.place.clone())]);
        assert!(bench.run(sop_orphan).is_empty());
        bench.level(|level| level.sops.clear());
        guide.satisfies = vec![(ContractId::new("acme-2026"), ServiceLevelId::new("accuracy")).into()];
        bench.add_sop(guide);
        assert!(bench.run(sop_orphan).is_empty());
    }
}
