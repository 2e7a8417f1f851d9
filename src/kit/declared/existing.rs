//! Records that refer to others stand only while those are there.

use std::collections::BTreeSet;

use super::value::Value;
use crate::kit::record::catalog::Sort;

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

/// A field that a missing record empties, so that the rest of its record stays.
pub trait Loose {
    fn loosen(&mut self, existing: &dyn Existing);
}

impl<T: Value> Loose for Option<T> {
    fn loosen(&mut self, existing: &dyn Existing) {
        self.take_if(|value| !value.close(existing));
    }
}

impl<T: Value> Loose for Vec<T> {
    fn loosen(&mut self, existing: &dyn Existing) {
        self.retain_mut(|value| value.close(existing));
    }
}

impl<T: Value + Ord> Loose for BTreeSet<T> {
    fn loosen(&mut self, existing: &dyn Existing) {
        let all = std::mem::take(self).into_iter();
        self.extend(all.filter_map(|mut value| value.close(existing).then_some(value)));
    }
}
