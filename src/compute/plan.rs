//! Remediation plans against the data: is the success criterion true?

use crate::model::{Period, PlanId, Quotient};

/// What the data says of one plan at the as-of date.
#[derive(Clone, Debug)]
pub struct PlanState {
    pub plan: PlanId,
    /// In the plan's order.
    pub criteria: Vec<CriterionState>,
    pub actions_done: usize,
    pub actions_overdue: usize,
    /// Index of the open action due first.
    pub next_action: Option<usize>,
    /// Every criterion is proven, so the plan may be closed.
    pub proven: bool,
    /// First period in which a closed plan's criterion was missed again.
    pub relapsed: Option<Period>,
}

#[derive(Clone, Debug)]
pub struct CriterionState {
    pub verdict: Verdict,
    /// Each period that counts so far, with its figure and whether it met the criterion.
    pub periods: Vec<CriterionPeriod>,
    /// Longest run of met periods that ends with the last period.
    pub run: u32,
}

#[derive(Clone, Debug)]
pub struct CriterionPeriod {
    pub period: Period,
    pub value: Option<Quotient>,
    pub met: Option<bool>,
    /// Indices into `Measurements::rows`.
    pub rows: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Held for the required run, at the latest run or, for a closed plan, by the day it was closed.
    Proven,
    /// Enough periods, and the last ones fail.
    Failing,
    /// Too few periods yet.
    TooEarly,
    /// No figures.
    NoData,
}
