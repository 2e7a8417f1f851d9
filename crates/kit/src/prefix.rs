//! A list in order of time that is shared with what stood of it on an earlier day.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The first so many entries of a list; a clone shares them.
pub struct Prefix<T> {
    all: Arc<[T]>,
    len: usize,
}

impl<T> Prefix<T> {
    /// Its first `len` entries, all of them when it has fewer.
    pub fn first_of(&self, len: usize) -> Prefix<T> {
        Prefix { all: Arc::clone(&self.all), len: len.min(self.len) }
    }
}

impl<T> Clone for Prefix<T> {
    fn clone(&self) -> Self {
        self.first_of(self.len)
    }
}

impl<T> From<Vec<T>> for Prefix<T> {
    fn from(entries: Vec<T>) -> Self {
        Prefix { len: entries.len(), all: entries.into() }
    }
}

impl<T> Deref for Prefix<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.all[..self.len]
    }
}

impl<T: fmt::Debug> fmt::Debug for Prefix<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
