//! What figures of subjects are made of: the records, the figures of core, and what git recorded.

use std::collections::BTreeMap;
use std::fmt;

use crate::core::attainment::Judged;
use crate::core::charted::{Charted, PartIndex};
use crate::core::credit::CreditMonth;
use crate::core::rollup::{Rollup, Subject};
use crate::core::score::Scorecard;
use crate::kit::id::ContractId;
use crate::kit::kept::WorkedOut;
use crate::kit::period::Period;
use crate::kit::source::Snapshot;
use crate::subject::history::History;
use crate::subject::register::Register;

/// See the fields of the same names in [`crate::subject::report::Report`].
#[derive(Clone, Copy)]
pub struct Given<'g> {
    pub register: &'g Register,
    pub rollup: &'g Rollup<'g>,
    pub period: Period,
    pub judged: &'g [Judged],
    pub charts: &'g [Charted],
    pub part_of: &'g PartIndex,
    pub scorecards: &'g BTreeMap<Subject, Vec<Scorecard>>,
    pub credits: &'g [CreditMonth],
    pub uninvoiced: &'g [(ContractId, Period)],
    pub worked_out: &'g WorkedOut,
    /// `None`: the figures are computed of the records alone.
    pub recorded: Option<(&'g Snapshot, &'g History)>,
}

/// The figures of a subject on the as-of date.
pub trait Computed: Default + fmt::Debug {
    fn compute(given: &Given<'_>) -> Self;

    /// What the issue of an earlier week shows of them; nothing, unless a subject says so.
    fn of_issue(_: &Given<'_>) -> Self {
        Self::default()
    }
}

/// Nothing is computed.
impl Computed for () {
    fn compute(_: &Given<'_>) -> Self {}
}
