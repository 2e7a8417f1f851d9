//! A value that keeps its place.

use std::ops::Deref;

use super::place::Place;

/// A value read from a file, and where it stands there: what a page cites, and what a diagnostic underlines.
///
/// It reads as the value itself, and two are equal when their values are: where something stands does not make it another thing.
#[derive(Clone, Debug)]
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

/// The value of a key that need not be written, and where it is written; `None` where the default of the format holds.
///
/// It reads as the value itself, and two are equal when their values are.
#[derive(Clone, Debug)]
pub struct Setting<T> {
    pub value: T,
    pub place: Option<Place>,
}

impl<T> Setting<T> {
    /// What holds where the key is not written.
    pub fn default(value: T) -> Self {
        Setting { value, place: None }
    }

    /// What is written, or else the default.
    pub fn or(written: Option<At<T>>, default: T) -> Self {
        written.map_or_else(|| Setting::default(default), Setting::from)
    }
}

impl<T> From<At<T>> for Setting<T> {
    fn from(written: At<T>) -> Self {
        Setting { value: written.value, place: Some(written.place) }
    }
}

impl<T> Deref for Setting<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A table of a file, or one key: where it starts, and its last line, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extent {
    pub place: Place,
    pub last_line: u32,
}

impl<T: std::fmt::Display> std::fmt::Display for At<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: std::fmt::Display> std::fmt::Display for Setting<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for At<T> {}

impl<T: PartialEq> PartialEq for Setting<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Setting<T> {}

/// A value in a file beside one that is computed.
impl<T: PartialEq> PartialEq<T> for At<T> {
    fn eq(&self, other: &T) -> bool {
        self.value == *other
    }
}

impl<T: PartialOrd> PartialOrd<T> for At<T> {
    fn partial_cmp(&self, other: &T) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(other)
    }
}

/// For tests whose records stand in no file.
#[cfg(any(test, feature = "testing"))]
impl<T> From<T> for At<T> {
    fn from(value: T) -> Self {
        let place = super::Text::new(super::RepoPath::new("data/test.toml"), "").place(0..0);
        At { value, place }
    }
}

/// As it stands where the key is not written.
#[cfg(any(test, feature = "testing"))]
impl<T> From<T> for Setting<T> {
    fn from(value: T) -> Self {
        Setting::default(value)
    }
}

impl From<At<String>> for String {
    fn from(at: At<String>) -> Self {
        at.value
    }
}

impl From<&At<String>> for String {
    fn from(at: &At<String>) -> Self {
        at.value.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{RepoPath, Text};

    #[test]
    fn the_same_value_in_two_places_is_the_same() {
        let text = Text::new(RepoPath::new("data/book.toml"), "a = 1\nb = 1\n");
        let (first, second) = (At::new(1, text.place(4..5)), At::new(1, text.place(10..11)));
        assert!(first == second && first == 1 && first.place != second.place);
        assert!(Setting::from(first) == Setting::default(1));
    }
}
