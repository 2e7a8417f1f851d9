//! The first page: headline, vendor by family grid, exceptions worst first, asks.

use crate::compute::scorecard::Rating;
use crate::compute::spc::{Assurance, Variation};
use crate::model::{DecisionId, Family, PlanId, Quotient, VendorId};

#[derive(Clone, Debug)]
pub struct Executive {
    /// Sentences of the headline, in order: status, why, what is done, what is needed.
    pub headline: Vec<String>,
    /// Vendors in the fixed order of their ids; families in their fixed order.
    pub grid: Vec<GridRow>,
    /// Worst first.
    pub exceptions: Vec<Exception>,
    /// Open decisions, due first.
    pub asks: Vec<DecisionId>,
    /// Open plans, most severe first.
    pub plans: Vec<PlanId>,
    /// Percent of expected rows present for the reporting week over all service levels in force.
    pub completeness: Option<Quotient>,
}

#[derive(Clone, Debug)]
pub struct GridRow {
    pub vendor: VendorId,
    /// Of the vendor's own scorecard.
    pub overall: Rating,
    pub score: Option<Quotient>,
    pub coverage: Option<Quotient>,
    /// One for each family that any metric of the book has.
    pub cells: Vec<GridCell>,
}

#[derive(Clone, Debug)]
pub struct GridCell {
    pub family: Family,
    pub rating: Rating,
    /// The service level that leads the cell: the worst of the family, most material first. Index into `Report::judged`, and the ruling.
    pub lead: Option<(usize, usize)>,
    pub variation: Variation,
    pub assurance: Assurance,
    pub coverage: Option<Quotient>,
    /// Why nothing is measured; empty otherwise.
    pub reason: String,
}

/// What left tolerance.
#[derive(Clone, Debug)]
pub struct Exception {
    pub kind: ExceptionKind,
    pub vendor: VendorId,
    /// Index into `Report::judged`, and the ruling.
    pub judged: usize,
    pub ruling: usize,
    /// An open plan that answers it.
    pub plan: Option<PlanId>,
}

/// Worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExceptionKind {
    Chronic,
    Repeat,
    NewBreach,
    /// Control limits lie wholly on the wrong side of the target although the last window met it or is not judged.
    ConsistentlyFailing,
}
