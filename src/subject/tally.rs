//! How a scorecard came out, counted: a figure of its own wherever it is shown.

use crate::kit::number::{Decimal, Quotient};
use crate::subject::evidence::{Entry, Evidence};

/// How many service levels of a scorecard were met, missed and not measured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub met: usize,
    pub missed: usize,
    pub unmeasured: usize,
    /// Of all vendors together: those with a judged service level. 0 for one scorecard.
    pub vendors: usize,
}

impl Tally {
    /// How many were judged.
    pub fn judged(self) -> usize {
        self.met + self.missed
    }

    /// The figure `some of judged`.
    pub fn entry<'e, 'm>(self, evidence: &'e mut Evidence<'m>, some: usize) -> Entry<'e, 'm> {
        let value = Quotient::from(Decimal::count(some));
        let entry = evidence.figure(&format!("{some} of {}", self.judged()), value, "tally");
        let entry = entry
            .whole("met", self.met as u64)
            .whole("missed", self.missed as u64)
            .whole("unmeasured", self.unmeasured as u64);
        if self.vendors > 0 { entry.whole("vendors", self.vendors as u64) } else { entry }
    }
}
