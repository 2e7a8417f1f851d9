//! No rules.

use crate::subject::context::{FigureRule, Rule};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[];
