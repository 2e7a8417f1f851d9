//! Weighted scorecards with coverage and gates.

use crate::compute::rollup::Subject;
use crate::compute::spc::{Assurance, Variation};
use crate::model::{Decimal, Quotient, RatingName, ServiceLevelId, Week};

/// What the contract's service levels say of one subject at the end of one week.
#[derive(Clone, Debug)]
pub struct Scorecard {
    pub subject: Subject,
    /// Each line holds the latest window of its service level that ended by this week's Sunday.
    pub week: Week,
    pub lines: Vec<Line>,
    /// 0 to 100, weighted over what was measured, exact; `None` when nothing scored was measured.
    pub score: Option<Quotient>,
    /// Percent of the weight measured, 0 to 100; `None` when no line has weight.
    pub coverage: Option<Quotient>,
    pub rating: Rating,
    /// Gates that were missed and cap the rating.
    pub gates_missed: Vec<ServiceLevelId>,
}

#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Index into `Report::judged`.
    pub judged: usize,
    /// Index into `Judged::rulings`; `None` when no window has ended yet.
    pub ruling: Option<usize>,
    /// As the metric's series looked when this week was the last.
    pub variation: Variation,
    pub assurance: Assurance,
    /// In force that week.
    pub weight: Decimal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    Named(RatingName),
    /// Less weight measured than the book's `insufficient-coverage`.
    InsufficientData,
    NotMeasured,
}

impl Rating {
    pub fn label(self) -> &'static str {
        match self {
            Rating::Named(name) => name.label(),
            Rating::InsufficientData => "Insufficient data",
            Rating::NotMeasured => "Not measured",
        }
    }
}
