//! A value that keeps its place.

use std::ops::Deref;

use super::place::Place;

/// A value read from a file, and where it stands there: what a page cites, and what a diagnostic underlines.
///
/// It reads as the value itself. Two are equal when both value and place are: compare `*a == *b` where only the value matters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At<T> {
    pub value: T,
    pub place: Place,
}

impl<T> At<T> {
    pub fn new(value: T, place: Place) -> Self {
        At { value, place }
    }

    /// Another value of the same place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> At<U> {
        At { value: f(self.value), place: self.place }
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
