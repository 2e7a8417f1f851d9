//! What contracts leave open or say against themselves.

pub(crate) mod contracts;
pub(crate) mod loosened;
pub(crate) mod relief;
pub(crate) mod relief_above;

use crate::kit::diag::codes;
use crate::subject::context::{FigureRule, Rule};

pub const RULES: &[Rule] = &[
    Rule { code: &codes::RETROACTIVE_AMENDMENT, check: contracts::retroactive_amendment },
    Rule { code: &codes::DEFINITION_DIFFERS, check: contracts::definition_differs },
    Rule { code: &codes::CONTRACT_ENDS_UNDECIDED, check: contracts::contract_ends_undecided },
    Rule { code: &codes::PRICE_REVIEW_UNDECIDED, check: contracts::price_review_undecided },
    Rule { code: &codes::CLAUSE_WITHOUT_REFERENCE, check: contracts::clause_without_reference },
    Rule { code: &codes::POOL_ALLOCATED_TWICE, check: contracts::pool_allocated_twice },
    Rule { code: &codes::RELIEF_UNAPPROVED, check: contracts::relief_unapproved },
];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::RELIEF_ABOVE_ROW, check: relief_above::relief_above_row },
    FigureRule { code: &codes::RELIEF_COVERS_PART, check: relief::relief_covers_part },
    FigureRule { code: &codes::TARGET_LOOSENED, check: loosened::target_loosened },
];
