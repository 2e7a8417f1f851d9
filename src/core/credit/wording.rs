//! How a derivation writes its numbers.

use num_rational::BigRational;

use crate::kit::exact::{Toward, half_up, to_quotient};
use crate::kit::number::{Money, Quotient};

/// `1,234.50 USD`
pub fn money(amount: Money, currency: &str) -> String {
    format!("{} {currency}", amount.show(currency))
}

/// An exact amount in minor units, shown rounded half up.
pub fn amount(exact: &BigRational, currency: &str) -> String {
    money(Money(half_up(exact)), currency)
}

/// A step's result.
pub fn result(exact: &BigRational) -> Quotient {
    to_quotient(exact, Toward::Lower)
}

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
