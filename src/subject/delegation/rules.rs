//! A delegate who is away, or who has handed on what was handed to them; and approvals by who had handed them over, or to whom nobody had.

use crate::kit::calendar::day_short;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::delegation::figures::approvals::Approval;
use crate::subject::delegation::figures::handed::{days, handed_away, why_not_handed};
use crate::subject::delegation::figures::signed::Signing;
use crate::subject::delegation::record::Delegation;
use crate::subject::visit::figures::Standing;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::DELEGATE_AWAY, check: delegate_away },
    FigureRule { code: &codes::DELEGATIONS_OVERLAP, check: delegations_overlap },
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

/// Two people are handed the same of one person for the same days. Told at the later delegation, of days that are not over.
pub fn delegations_overlap(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let register = figures.report.register;
    let coming = register.delegations.values().filter(|one| *one.ends_on >= register.as_of());
    let mut coming: Vec<&Delegation> = coming.collect();
    coming.sort_by_key(|one| (*one.starts_on, &one.id));
    for (at, later) in coming.iter().enumerate() {
        let meets = |one: &&&Delegation| {
            *one.from == *later.from && *one.to != *later.to && *one.ends_on >= *later.starts_on
        };
        let before = coming.get(..at).unwrap_or_default().iter().filter(meets);
        let others: Vec<(&Delegation, &str)> =
            before.filter_map(|one| Some((*one, shared(one, later)?))).collect();
        let Some((first, what)) = others.first() else { continue };
        let until = first.ends_on.min(*later.ends_on);
        let message = format!(
            "{what} of `{}` go to `{}` and to `{}` on the same days",
            *later.from, *first.to, *later.to
        );
        let help = if *first.starts_on < *later.starts_on {
            format!("end delegation `{}` before {}", first.id, *later.starts_on)
        } else {
            "let one of them begin after the other has ended".to_owned()
        };
        let mut diagnostic =
            Diagnostic::new(&codes::DELEGATIONS_OVERLAP, later.starts_on.place.clone(), message)
                .label(format!("both hold from {} to {until}", *later.starts_on))
                .help(format!("{help}, or hand asks to one and approvals to the other"));
        for (other, _) in &others {
            diagnostic = diagnostic
                .related(other.place.clone(), format!("delegation `{}`, {}", other.id, days(other)));
        }
        diagnostics.push(diagnostic);
    }
}

/// What both of two delegations hand over.
fn shared(one: &Delegation, other: &Delegation) -> Option<&'static str> {
    let asks = one.is_for_asks() && other.is_for_asks();
    match (asks, one.is_for_approvals() && other.is_for_approvals()) {
        (true, true) => Some("asks and approvals"),
        (true, false) => Some("asks"),
        (false, true) => Some("approvals"),
        (false, false) => None,
    }
}

/// Somebody approves or decides on a day on which that goes to somebody else. What was signed meanwhile is told until somebody has confirmed it.
pub fn approver_away(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let register = report.register;
    for one in &report.delegations.approvals {
        let Some(away) = handed_away(register, &one.by, one.on, one.is_of_ask).next() else { continue };
        let signing = Signing::of(register, one);
        if signing.as_ref().is_some_and(|signing| signing.is_confirmed(register, &report.signoffs)) {
            continue;
        }
        let message =
            format!("`{}` {} on {} and had handed that to `{}`", one.by, did(one), one.on, *away.to);
        let help = match signing {
            Some(signing) => {
                format!("{}, or correct the days of the delegation", signing.confirmed_by(register, &one.by))
            }
            None => format!("let `{}` {}, or correct the days", *away.to, way(one)),
        };
        diagnostics.push(
            Diagnostic::new(&codes::APPROVER_AWAY, one.by_place.clone(), message)
                .label(format!("a {} while delegation `{}` holds, {}", one.noun, away.id, days(away)))
                .help(help)
                .related(away.place.clone(), "the delegation"),
        );
    }
}

/// Somebody approves or decides in the place of somebody who has not handed that to them for the day.
pub fn approval_not_delegated(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let register = report.register;
    for one in &report.delegations.approvals {
        let Some((of, place)) = &one.in_place_of else { continue };
        let Some(label) = why_not_handed(register, of, &one.by, one.on, one.is_of_ask) else { continue };
        let signing = Signing::of(register, one);
        if signing.as_ref().is_some_and(|signing| signing.is_confirmed(register, &report.signoffs)) {
            continue;
        }
        let message = format!(
            "`{}` {} on {} in place of `{of}`, who had not handed it to them",
            one.by,
            did(one),
            one.on
        );
        let way = signing
            .map_or_else(|| format!("have `{of}` look at it"), |signing| signing.confirmed_by(register, of));
        diagnostics.push(
            Diagnostic::new(&codes::APPROVAL_NOT_DELEGATED, place.clone(), message)
                .label(label)
                .help(format!("{way}, or write the delegation that held")),
        );
    }
}

fn did(approval: &Approval) -> &'static str {
    if approval.is_of_ask { "decided" } else { "approved" }
}

fn way(approval: &Approval) -> &'static str {
    if approval.is_of_ask { "decide, and write `decided-by`" } else { "approve, and write `in-place-of`" }
}
