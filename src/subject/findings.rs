//! What the figures find: rules like those of `check`, for which numbers had to be computed first. One rule is one function, one
//! code, one section of docs/diagnostics.md and one row here.

use crate::core::contract::rules::{loosened, relief, relief_above};
use crate::core::measurement::rules::{data, gap, jump};
use crate::kit::diag::{Code, Diagnostics, codes};
use crate::kit::history::History;
use crate::kit::source::Snapshot;
use crate::subject::context::Context;
use crate::subject::plan::rules::{breach, chronic, closure};
use crate::subject::report::Report;
use crate::subject::response::rules::reply;

/// What a finding may look at: the figures, the records and their texts.
#[derive(Debug)]
pub struct Figures<'a> {
    pub report: &'a Report<'a>,
    pub context: Context<'a>,
}

/// A rule reports only its own code.
#[derive(Debug)]
pub struct Rule {
    pub code: &'static Code,
    pub check: fn(&Figures<'_>, &mut Diagnostics),
}

/// Every rule, in the order of docs/diagnostics.md.
pub const RULES: &[Rule] = &[
    Rule { code: &codes::RELIEF_ABOVE_ROW, check: relief_above::relief_above_row },
    Rule { code: &codes::BREACH_WITHOUT_PLAN, check: breach::breach_without_plan },
    Rule { code: &codes::PLAN_CLOSED_UNPROVEN, check: closure::plan_closed_unproven },
    Rule { code: &codes::PLAN_RELAPSED, check: closure::plan_relapsed },
    Rule { code: &codes::ACTION_OVERDUE, check: closure::action_overdue },
    Rule { code: &codes::CHRONIC_WITHOUT_ESCALATION, check: chronic::chronic_without_escalation },
    Rule { code: &codes::RESPONSE_ABOUT_NOTHING, check: reply::response_about_nothing },
    Rule { code: &codes::RELIEF_COVERS_PART, check: relief::relief_covers_part },
    Rule { code: &codes::INITIATIVE_UNPROVEN, check: crate::subject::initiative::rules::initiative_unproven },
    Rule { code: &codes::SERVICE_LEVEL_WITHOUT_DATA, check: data::service_level_without_data },
    Rule { code: &codes::ONLY_PROVISIONAL, check: data::only_provisional },
    Rule { code: &codes::PERIOD_MISSING, check: gap::period_missing },
    Rule { code: &codes::VALUE_JUMP, check: jump::value_jump },
    Rule { code: &codes::TARGET_LOOSENED, check: loosened::target_loosened },
    Rule {
        code: &codes::HEADLINE_CONTRADICTED,
        check: crate::subject::commentary::rules::headline_contradicted,
    },
    Rule { code: &codes::COMMENTARY_AWAITED, check: crate::subject::commentary::rules::commentary_awaited },
    Rule { code: &codes::AUDIT_BELOW_THRESHOLD, check: crate::subject::audit::rules::audit_below_threshold },
    Rule { code: &codes::SIGNOFF_STALE, check: crate::subject::signoff::rules::signoff_stale },
    Rule { code: &codes::SIGNOFF_EDITED, check: crate::subject::signoff::rules::signoff_edited },
    Rule { code: &codes::RESTATEMENT_REFUSED, check: crate::subject::signoff::rules::restatement_refused },
];

/// Runs every rule over the report.
pub fn find(report: &Report<'_>, snapshot: &Snapshot, history: &History, diagnostics: &mut Diagnostics) {
    let context = Context::new(report.register, snapshot, history, diagnostics);
    let figures = Figures { report, context };
    for rule in RULES {
        (rule.check)(&figures, diagnostics);
    }
}

#[cfg(test)]
mod audit_tests;
#[cfg(test)]
mod tests;
