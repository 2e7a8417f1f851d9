//! What the rows say that needs an answer.

pub(crate) mod coverage;
pub(crate) mod data;
pub(crate) mod gap;
pub(crate) mod withheld;
pub(crate) mod jump;
pub(crate) mod unchecked;
pub(crate) mod units;

use crate::kit::diag::codes;
use crate::subject::context::{FigureRule, Rule};

pub const RULES: &[Rule] = &[
    Rule { code: &codes::METRIC_WITHOUT_CONTRACT, check: coverage::metric_without_contract },
    Rule { code: &codes::WHOLE_BESIDE_PARTS, check: coverage::whole_beside_parts },
    Rule { code: &codes::UNIT_SLIP, check: units::unit_slip },
    Rule { code: &codes::LANGUAGE_NOT_LISTED, check: coverage::language_not_listed },
];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::SERVICE_LEVEL_WITHOUT_DATA, check: data::service_level_without_data },
    FigureRule { code: &codes::ONLY_PROVISIONAL, check: data::only_provisional },
    FigureRule { code: &codes::VENDOR_SOURCE_UNCHECKED, check: unchecked::vendor_source_unchecked },
    FigureRule { code: &codes::PERIOD_MISSING, check: gap::period_missing },
    FigureRule { code: &codes::FIGURES_WITHHELD, check: withheld::figures_withheld },
    FigureRule { code: &codes::VALUE_JUMP, check: jump::value_jump },
];
