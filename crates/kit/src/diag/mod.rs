//! Diagnostics as plain data: a code with its meaning, a place, what was found, what is allowed, one imperative help.

pub mod codes;
pub mod docs;
mod diagnostic;
mod wording;

pub use codes::{Class, Code, Severity};
pub use diagnostic::{Diagnostic, Diagnostics, MOST_MESSAGES};
pub use wording::{did_you_mean, list_and, list_or, plural, quoted_list, tally};
