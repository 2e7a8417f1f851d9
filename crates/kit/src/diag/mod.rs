//! Diagnostics as plain data: a code with its meaning, a place, what was found, what is allowed, one imperative help.

pub mod codes;
pub mod docs;
mod wording;
mod diagnostic;
mod tally;

pub use codes::{Class, Code, Severity};
pub use diagnostic::{Diagnostic, Diagnostics, MOST_MESSAGES};
pub use tally::{by_code, class_in_words, tally, waiting};
pub use wording::{did_you_mean, list_and, list_or, near_id, plural, plural_of, quoted_list};
