//! A delegate who is away, or who has handed on what was handed to them; and approvals by who had handed them over, or to whom nobody had.

use crate::kit::calendar::day_short;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::delegation::figures::approvals::Approval;
use crate::subject::delegation::record::Delegation;
use crate::subject::visit::figures::Standing;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::DELEGATE_AWAY, check: delegate_away },
    FigureRule { code: &codes::APPROVER_AWAY, check: approver_away },
    FigureRule { code: &codes::APPROVAL_NOT_DELEGATED, check: approval_not_delegated },
];

/// Delegations that have not ended: what is over cannot be mended.
pub fn delegate_away(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let register = report.register;
    let coming = register.delegations.values().filter(|one| *one.ends_on >= register.as_of());
    for one in coming {
        let meets =
            |(from, to): (jiff::civil::Date, jiff::civil::Date)| from <= *one.ends_on && to >= *one.starts_on;
        let visit = register.visits.values().find(|visit| {
            let standing = report.visits.visits.get(&visit.id).map(|state| state.standing);
            let is_away = matches!(standing, Some(Standing::Planned | Standing::UnderWay | Standing::Held));
            is_away && meets(visit.days()) && visit.people.iter().any(|person| *person == *one.to)
        });
        let is_onward = |other: &&Delegation| {
            let is_same = one.is_for_asks() && other.is_for_asks()
                || one.is_for_approvals() && other.is_for_approvals();
            *other.from == *one.to && is_same && meets((*other.starts_on, *other.ends_on))
        };
        let onward = register.delegations.values().find(is_onward);
        let label = match (visit, onward) {
            (Some(visit), _) => {
                let (from, to) = visit.days();
                format!("on visit `{}` from {} to {}", visit.id, day_short(from), day_short(to))
            }
            (None, Some(other)) => format!("delegation `{}` hands it on to `{}`", other.id, *other.to),
            (None, None) => continue,
        };
        let message = format!("`{}` stands in for `{}` and is not there", *one.to, *one.from);
        diagnostics.push(
            Diagnostic::new(&codes::DELEGATE_AWAY, one.to.place.clone(), message)
                .label(label)
                .help("name somebody who is there, or change the days"),
        );
    }
}

/// Somebody approves or decides on a day on which that goes to somebody else.
pub fn approver_away(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for one in &report.delegations.approvals {
        let mut handed = report.register.delegations.values();
        let away = handed.find(|away| *away.from == one.by && covers(away, one) && away.holds_on(one.on));
        let Some(away) = away else { continue };
        let message =
            format!("`{}` {} on {} and had handed that to `{}`", one.by, did(one), one.on, *away.to);
        diagnostics.push(
            Diagnostic::new(&codes::APPROVER_AWAY, one.by_place.clone(), message)
                .label(format!("a {} while delegation `{}` holds, {}", one.noun, away.id, days(away)))
                .help(format!("let `{}` {}, or correct the days", *away.to, way(one)))
                .related(away.place.clone(), "the delegation"),
        );
    }
}

/// Somebody approves or decides in the place of somebody who has not handed that to them for the day.
pub fn approval_not_delegated(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for one in &report.delegations.approvals {
        let Some((of, place)) = &one.in_place_of else { continue };
        let to_them: Vec<&Delegation> = report
            .register
            .delegations
            .values()
            .filter(|handed| *handed.from == *of && *handed.to == one.by)
            .collect();
        if to_them.iter().any(|handed| covers(handed, one) && handed.holds_on(one.on)) {
            continue;
        }
        let label = match to_them.iter().find(|handed| handed.holds_on(one.on)).or(to_them.first()) {
            Some(handed) if !covers(handed, one) => {
                let other = if one.is_of_ask { "approvals" } else { "asks" };
                format!("delegation `{}` hands over {other} alone", handed.id)
            }
            Some(handed) => format!("delegation `{}` holds {}", handed.id, days(handed)),
            None => format!("no delegation hands anything of `{of}` to them"),
        };
        let message = format!(
            "`{}` {} on {} in place of `{of}`, who had not handed it to them",
            one.by,
            did(one),
            one.on
        );
        diagnostics.push(
            Diagnostic::new(&codes::APPROVAL_NOT_DELEGATED, place.clone(), message)
                .label(label)
                .help(format!("have `{of}` look at it, or write the delegation that held")),
        );
    }
}

fn covers(delegation: &Delegation, approval: &Approval) -> bool {
    if approval.is_of_ask { delegation.is_for_asks() } else { delegation.is_for_approvals() }
}

fn did(approval: &Approval) -> &'static str {
    if approval.is_of_ask { "decided" } else { "approved" }
}

fn way(approval: &Approval) -> &'static str {
    if approval.is_of_ask { "decide, and write `decided-by`" } else { "approve, and write `in-place-of`" }
}

fn days(delegation: &Delegation) -> String {
    format!("from {} to {}", *delegation.starts_on, *delegation.ends_on)
}
