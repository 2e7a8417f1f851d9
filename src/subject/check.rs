//! Records against each other. One rule is one function, one code, one section of docs/diagnostics.md and one row here.
//! Rules that need computed numbers stand in `subject::findings`, a table of the same form.

use crate::core::contract::rules::contracts;
use crate::core::measurement::rules::units;
use crate::kit::diag::{Code, Diagnostics, codes};
use crate::kit::history::History;
use crate::kit::source::Snapshot;
use crate::subject::context::Context;
use crate::subject::plan::rules::plans;
use crate::subject::register::Register;
use crate::subject::response::rules::responses;
use crate::subject::sop::{coverage, links};

/// A rule reports only its own code.
#[derive(Debug)]
pub struct Rule {
    pub code: &'static Code,
    pub check: fn(&Context<'_>, &mut Diagnostics),
}

/// Every rule, in the order of docs/diagnostics.md.
pub const RULES: &[Rule] = &[
    Rule { code: &codes::UNKNOWN_SOP, check: crate::subject::sop::rules::unknown_sop },
    Rule { code: &codes::DEAD_LINK, check: links::dead_link },
    Rule { code: &codes::REFUSED_LINK, check: links::refused_link },
    Rule { code: &codes::DUE_DATE_MOVED, check: crate::subject::restatement::rules::due_date_moved },
    Rule { code: &codes::ACTION_WITHOUT_EVIDENCE, check: plans::action_without_evidence },
    Rule { code: &codes::PLAN_INCOMPLETE, check: plans::plan_incomplete },
    Rule { code: &codes::RESPONSE_MISSING, check: responses::response_missing },
    Rule { code: &codes::DISPUTE_UNDECIDED, check: responses::dispute_undecided },
    Rule { code: &codes::METRIC_WITHOUT_CONTRACT, check: coverage::metric_without_contract },
    Rule { code: &codes::WHOLE_BESIDE_PARTS, check: coverage::whole_beside_parts },
    Rule { code: &codes::UNIT_SLIP, check: units::unit_slip },
    Rule { code: &codes::RESTATED, check: crate::subject::restatement::rules::restated },
    Rule { code: &codes::RETROACTIVE_AMENDMENT, check: contracts::retroactive_amendment },
    Rule { code: &codes::LANGUAGE_NOT_LISTED, check: coverage::language_not_listed },
    Rule {
        code: &codes::TERM_EDITED_IN_PLACE,
        check: crate::subject::restatement::rules::term_edited_in_place,
    },
    Rule { code: &codes::KEY_UNCONFIRMED, check: crate::subject::restatement::rules::key_unconfirmed },
    Rule { code: &codes::DEFINITION_DIFFERS, check: contracts::definition_differs },
    Rule { code: &codes::CONTRACT_ENDS_UNDECIDED, check: contracts::contract_ends_undecided },
    Rule { code: &codes::CLAUSE_WITHOUT_REFERENCE, check: contracts::clause_without_reference },
    Rule { code: &codes::POOL_ALLOCATED_TWICE, check: contracts::pool_allocated_twice },
    Rule { code: &codes::RELIEF_UNAPPROVED, check: contracts::relief_unapproved },
    Rule { code: &codes::SOP_PAST_REVIEW, check: crate::subject::sop::rules::sop_past_review },
    Rule { code: &codes::SOP_UNOWNED, check: crate::subject::sop::rules::sop_unowned },
    Rule {
        code: &codes::ACKNOWLEDGEMENT_VOID,
        check: crate::subject::acknowledgement::rules::acknowledgement_void,
    },
    Rule { code: &codes::QUEUE_WITHOUT_SOP, check: coverage::queue_without_sop },
    Rule { code: &codes::SOP_ORPHAN, check: crate::subject::sop::rules::sop_orphan },
];

/// Runs every rule over the register. Rules see the reader's diagnostics, and conclude nothing from what a defect hides.
pub fn check(register: &Register, snapshot: &Snapshot, history: &History, diagnostics: &mut Diagnostics) {
    let context = Context::new(register, snapshot, history, diagnostics);
    for rule in RULES {
        (rule.check)(&context, diagnostics);
    }
}
