//! Every formula in use, in plain maths: the method page shows them and evidence names their ids.

mod results;

mod money;

mod claims;

mod accounts;

mod pages;

mod groups;

use std::sync::LazyLock;

use crate::core::contract::record::{Aggregation, ScoreRule};
use crate::core::metric::record::MetricKind;

/// One formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formula {
    /// What evidence cites.
    pub id: &'static str,
    pub name: &'static str,
    /// The maths, one line.
    pub text: &'static str,
    /// Who says so.
    pub source: &'static str,
}

/// The formula of an id.
pub fn formula(id: &str) -> Option<&'static Formula> {
    FORMULAS.iter().find(|formula| formula.id == id)
}

/// How rows of a kind become one figure.
pub fn of_kind(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Ratio => "rollup-ratio",
        MetricKind::Count => "rollup-count",
        MetricKind::Mean => "rollup-mean",
        MetricKind::Level => "rollup-level",
        MetricKind::Percentile => "rollup-percentile",
    }
}

/// How the rows of a group of sites become one figure; of a percentile they never do.
pub fn of_group(kind: MetricKind) -> Option<&'static str> {
    match kind {
        MetricKind::Ratio => Some("group-ratio"),
        MetricKind::Count => Some("group-count"),
        MetricKind::Mean => Some("group-mean"),
        MetricKind::Level => Some("group-level"),
        MetricKind::Percentile => None,
    }
}

/// How slices become a window's value.
pub fn of_aggregation(aggregation: Aggregation) -> &'static str {
    match aggregation {
        Aggregation::Occurrences => "attainment-occurrences",
        Aggregation::Timeslices => "attainment-timeslices",
        Aggregation::RatioTimeslices => "attainment-ratio-timeslices",
    }
}

/// How a value becomes a score.
pub fn of_score(rule: &ScoreRule) -> &'static str {
    match rule {
        ScoreRule::MetOrNot => "score-met",
        ScoreRule::Linear { .. } => "score-linear",
        ScoreRule::Bands(_) => "score-bands",
    }
}

const fn f(id: &'static str, name: &'static str, text: &'static str, source: &'static str) -> Formula {
    Formula { id, name, text, source }
}

const CREDITS: &str = "Service credit clauses";
const OURS: &str = "Scorebook";
const OPEN_SLO: &str = "OpenSLO, budgetingMethod";
const SHIFT: &str = "Shift-share, three parts";
const NHS: &str = "NHS Making Data Count";

/// By theme, in the order of the method page.
pub static FORMULAS: LazyLock<Vec<Formula>> = LazyLock::new(|| {
    [
        results::FORMULAS,
        money::FORMULAS,
        claims::FORMULAS,
        accounts::FORMULAS,
        groups::FORMULAS,
        pages::FORMULAS,
    ]
    .concat()
});

#[cfg(test)]
mod tests;
