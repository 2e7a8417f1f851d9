//! A number of people or things that was counted outside of the book, or the mark that it is not told.

use super::keys::Shape;
use super::value::{Value, Within, Written};
use crate::diag::{Diagnostic, codes};
use crate::toml::tree::Node;
use crate::toml::values;

/// In files of a number that is suppressed.
pub const HIDDEN: &str = "*";

/// A count, or `*`. What is hidden is not in the book, so nothing that is made of the book can tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tallied {
    Known(u32),
    Hidden,
}

impl Tallied {
    /// `None` where it is hidden.
    pub fn known(self) -> Option<u32> {
        match self {
            Tallied::Known(count) => Some(count),
            Tallied::Hidden => None,
        }
    }
}

impl Written for Tallied {
    fn written(&self) -> String {
        match self {
            Tallied::Known(count) => count.to_string(),
            Tallied::Hidden => HIDDEN.to_owned(),
        }
    }
}

impl Value for Tallied {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let found = values::text(node, key, within.log)?;
        let digits = !found.is_empty() && found.bytes().all(|byte| byte.is_ascii_digit());
        let count = found.parse().ok().filter(|_| digits);
        match (found, count) {
            (HIDDEN, _) => Some(Tallied::Hidden),
            (_, Some(count)) => Some(Tallied::Known(count)),
            _ => {
                within.log.push(
                    Diagnostic::new(&codes::BAD_VALUE, node.place(), format!("`{found}` is no count"))
                        .label("expected a whole number, or * where it is not told")
                        .help("leave it as `scorebook tally` wrote it"),
                );
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Pattern("^([0-9]+|\\*)$")
    }
}
