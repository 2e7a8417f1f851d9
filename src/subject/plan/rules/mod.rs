//! What plans owe.

pub(crate) mod breach;
pub(crate) mod closure;
pub(crate) mod plans;

use crate::kit::diag::codes;
use crate::subject::context::{FigureRule, Rule};

pub const RULES: &[Rule] = &[
    Rule { code: &codes::ACTION_WITHOUT_EVIDENCE, check: plans::action_without_evidence },
    Rule { code: &codes::PLAN_INCOMPLETE, check: plans::plan_incomplete },
];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::BREACH_WITHOUT_PLAN, check: breach::breach_without_plan },
    FigureRule { code: &codes::PLAN_CLOSED_UNPROVEN, check: closure::plan_closed_unproven },
    FigureRule { code: &codes::PLAN_RELAPSED, check: closure::plan_relapsed },
    FigureRule { code: &codes::ACTION_OVERDUE, check: closure::action_overdue },
];
