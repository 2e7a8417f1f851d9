//! How a derivation writes its numbers.

pub use crate::core::billing::{amount, money, result};

/// `1st`, `2nd`, `3rd`, `4th`, `11th`
pub fn ordinal(n: u32) -> String {
    let suffix = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}
