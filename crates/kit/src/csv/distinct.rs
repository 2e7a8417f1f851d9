//! The distinct texts of a column, numbered, and messages that repeat, counted.

use std::collections::HashMap;

use crate::diag::{Code, Diagnostic, plural};

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

/// Messages about rows. One cause in many rows is one message, at the first of them, with the number of the others.
#[derive(Default)]
pub struct Repeats {
    told: Vec<Diagnostic>,
    more: HashMap<(&'static str, u32, u32), (usize, usize, usize)>,
}

/// Messages of one code about single rows that a file may have before they are only counted.
const SINGLE_ROWS: usize = 50;

impl Repeats {
    /// A message about one row.
    pub fn row(&mut self, diagnostic: Diagnostic) {
        let code = diagnostic.code;
        self.tell(code, (u32::MAX, u32::MAX), SINGLE_ROWS, || diagnostic);
    }

    /// A message with a subject, such as a site: reported once.
    pub fn once(&mut self, code: &'static Code, subject: (u32, u32), make: impl FnOnce() -> Diagnostic) {
        self.tell(code, subject, 1, make);
    }

    fn tell(
        &mut self,
        code: &'static Code,
        subject: (u32, u32),
        limit: usize,
        make: impl FnOnce() -> Diagnostic,
    ) {
        let (count, last, more) = self.more.entry((code.name, subject.0, subject.1)).or_default();
        if *count == limit {
            *more += 1;
            return;
        }
        *count += 1;
        *last = self.told.len();
        self.told.push(make());
    }

    pub fn finish(mut self) -> Vec<Diagnostic> {
        for (_, last, more) in self.more.into_values().filter(|(.., more)| *more > 0) {
            let told = &mut self.told[last].message;
            *told = format!("{told}, and so in {} of the file", plural(more, "more row"));
        }
        self.told
    }
}
