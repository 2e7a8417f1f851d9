//! A month of the calendar, as a value of its own.

use std::fmt;
use std::ops::Deref;

use super::keys::Shape;
use super::value::{Value, Within, Written};
use crate::diag::{Diagnostic, codes};
use crate::period::Period;
use crate::toml::tree::Node;
use crate::toml::values;

/// `2026-10`: always [`Period::Month`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Period);

impl Month {
    /// `None` of a day, a week, a quarter or a year.
    pub fn new(period: Period) -> Option<Month> {
        matches!(period, Period::Month(..)).then_some(Month(period))
    }
}

impl Deref for Month {
    type Target = Period;

    fn deref(&self) -> &Period {
        &self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Written for Month {
    fn written(&self) -> String {
        self.0.to_string()
    }
}

impl Value for Month {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let found = values::text(node, key, within.log)?;
        let month = Period::parse(found).and_then(Month::new);
        if month.is_none() {
            within.log.push(
                Diagnostic::new(&codes::BAD_DATE, node.place(), format!("`{found}` is no month"))
                    .label("expected a month of the calendar")
                    .help("write year and month, such as 2026-11"),
            );
        }
        month
    }

    fn shape() -> Shape {
        Shape::Pattern("^\\d{4}-(0[1-9]|1[0-2])$")
    }
}
