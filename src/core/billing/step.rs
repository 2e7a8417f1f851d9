//! The sentences that derive an amount, and how they write their numbers.

use num_rational::BigRational;

use crate::kit::exact::{Toward, half_up, to_quotient};
use crate::kit::number::{Decimal, Money, Quotient};
use crate::kit::source::Place;

/// One line of a derivation: words, the numbers that stand in them and where each comes from.
#[derive(Clone, Debug)]
pub struct Step {
    /// `400,000.00 USD × 10% at risk × 100% pool × 60% allocation = 24,000.00 USD`
    pub text: String,
    /// Id of the formula on the method page.
    pub formula: &'static str,
    /// Result of the step: of an amount in minor units, of a quantity in its unit; exact. Of an earn-back what it returns.
    pub result: Quotient,
    /// Settings used: name, value as written, place.
    pub settings: Vec<(&'static str, Decimal, Place)>,
}

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

/// A quantity or a price: up to six decimals, without the zeros at its end; `20,364`, `0.85`.
pub fn number(exact: &BigRational) -> String {
    let near = to_quotient(exact, Toward::Lower);
    let scaled = near.rounded(6);
    let places = (0..6_u8).find(|places| scaled % 10_i128.pow(6 - u32::from(*places)) == 0).unwrap_or(6);
    near.show(places)
}
