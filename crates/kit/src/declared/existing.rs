//! Records that refer to others stand only while those are there.

use crate::record::catalog::Sort;

/// What a value of a record names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference<'a> {
    Id(Sort, &'a str),
    /// A service level of a contract.
    Clause(&'a str, &'a str),
    /// An action of a plan.
    Action(&'a str, &'a str),
}

/// The records that could be read.
pub trait Existing {
    fn has(&self, reference: Reference<'_>) -> bool;
}
