//! X11: the right of reply has two clocks, the vendor's and ours.

use crate::kit::calendar::days_between;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::Context;
use crate::subject::response::record::Standing;

/// A vendor was asked about a figure and has not answered by the day it was asked to.
pub fn response_missing(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let as_of = context.as_of();
    for response in context.register.responses.values() {
        if response.standing(as_of) != Some(Standing::Awaited { late: true }) {
            continue;
        }
        let late = days_late(days_between(*response.answer_due_on, as_of));
        diagnostics.push(
            Diagnostic::new(
                &codes::RESPONSE_MISSING,
                response.answer_due_on.place.clone(),
                format!(
                    "vendor `{}` has not answered `{}`, which was due {late} ago",
                    response.vendor, response.id
                ),
            )
            .label(format!("asked on {}, no answer by {as_of}", response.asked_on))
            .help("remind the vendor and record its answer, or agree another day"),
        );
    }
}

/// A disputed figure is still undecided after the day its decision was due.
pub fn dispute_undecided(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let as_of = context.as_of();
    for response in context.register.responses.values() {
        if response.standing(as_of) != Some(Standing::Disputed { late: true }) {
            continue;
        }
        let (Some(due_on), Some(answered_on)) = (&response.decision_due_on, &response.answered_on) else {
            continue;
        };
        let late = days_late(days_between(**due_on, as_of));
        diagnostics.push(
            Diagnostic::new(
                &codes::DISPUTE_UNDECIDED,
                due_on.place.clone(),
                format!(
                    "dispute `{}` of vendor `{}` should have been decided {late} ago",
                    response.id, response.vendor
                ),
            )
            .label(format!("disputed on {}, undecided on {as_of}", **answered_on))
            .help("decide it: set `decision`, `decided-on`, `decided-by` and `reason`"),
        );
    }
}

fn days_late(days: i32) -> String {
    plural(usize::try_from(days).unwrap_or(0), "day")
}
