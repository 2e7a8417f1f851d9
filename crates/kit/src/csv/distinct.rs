//! The distinct texts of a column, numbered.

use std::collections::HashMap;

/// What is known of an id in a column.
#[derive(Clone, Copy, Debug)]
pub enum Standing<T> {
    Good(T),
    /// Declared, but its record cannot be read; its own file says why.
    Unread,
    /// Reported at its first row.
    Wrong,
}

/// Distinct texts in the order they appear, with what is known of each.
pub struct Distinct<'a, T> {
    pub list: Vec<(&'a str, Standing<T>)>,
    numbers: HashMap<&'a str, u32>,
    last: Option<(&'a str, u32)>,
}

impl<T: Copy> Default for Distinct<'_, T> {
    fn default() -> Self {
        Distinct { list: Vec::new(), numbers: HashMap::new(), last: None }
    }
}

impl<'a, T: Copy> Distinct<'a, T> {
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of a text and its standing; `know` is asked when it is new.
    pub fn number(&mut self, text: &'a str, know: impl FnOnce() -> Standing<T>) -> (u32, Standing<T>) {
        let number = match self.last {
            Some((last, number)) if last == text => number,
            _ => *self.numbers.entry(text).or_insert_with(|| {
                self.list.push((text, know()));
                u32::try_from(self.list.len() - 1).unwrap_or(u32::MAX)
            }),
        };
        self.last = Some((text, number));
        (number, self.list[number as usize].1)
    }
}
