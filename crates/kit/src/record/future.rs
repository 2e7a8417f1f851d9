//! Days that have not come: later than both the commit and the as-of date.

use jiff::civil::Date;

use crate::diag::{Diagnostic, codes};
use crate::source::Place;

/// The days that a record's own day is held against; `None` where nothing says which.
#[derive(Clone, Copy, Debug)]
pub struct Today {
    pub as_of: Option<Date>,
    pub committed_on: Option<Date>,
}

impl Today {
    /// The diagnostic for a day that has not come; `what` is the key or column.
    pub fn future(&self, what: &str, day: Date, place: Place) -> Option<Diagnostic> {
        // Without a commit there is nothing that the day is known to lie after.
        let (as_of, committed_on) = (self.as_of?, self.committed_on?);
        if day <= as_of || day <= committed_on {
            return None;
        }
        let message = format!("`{what}` is {day}, after the commit and the as-of date");
        let label = format!("the report speaks for {as_of} and the commit is of {committed_on}");
        Some(
            Diagnostic::new(&codes::FUTURE_PERIOD, place, message)
                .label(label)
                .help("correct the date, or leave the record out until then"),
        )
    }
}
