//! A delegate who is away, or who has handed on what was handed to them.

use crate::kit::calendar::day_short;
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::delegation::record::Delegation;
use crate::subject::visit::figures::Standing;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[FigureRule { code: &codes::DELEGATE_AWAY, check: delegate_away }];

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
