//! What a response owes, and what it is owed.

pub(crate) mod reply;
pub(crate) mod responses;

use crate::kit::diag::codes;
use crate::subject::context::{FigureRule, Rule};

pub const RULES: &[Rule] = &[
    Rule { code: &codes::RESPONSE_MISSING, check: responses::response_missing },
    Rule { code: &codes::DISPUTE_UNDECIDED, check: responses::dispute_undecided },
];

pub const FIGURE_RULES: &[FigureRule] =
    &[FigureRule { code: &codes::RESPONSE_ABOUT_NOTHING, check: reply::response_about_nothing }];
