//! Exact fractions of any size, for means over a window and blended targets, whose common denominators outgrow 128 bits.

use std::sync::Arc;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::number::{Decimal, Quotient};

/// Which way a fraction that does not fit is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    Lower,
    Higher,
}

pub fn of_quotient(value: Quotient) -> BigRational {
    BigRational::new(BigInt::from(value.num()), BigInt::from(value.den()))
}

pub fn of_decimal(value: Decimal) -> BigRational {
    BigRational::new(BigInt::from(value.micro()), BigInt::from(Decimal::SCALE))
}

/// The unweighted mean; `None` of nothing.
pub fn mean(values: &[BigRational]) -> Option<BigRational> {
    let count = BigInt::from(values.len());
    let sum: BigRational = values.iter().sum();
    (!values.is_empty()).then(|| sum / count)
}

/// A fraction that `near` stands for without being it; `None` where the two are equal.
pub fn beyond(exact: BigRational, near: Quotient) -> Option<Arc<BigRational>> {
    (of_quotient(near) != exact).then(|| Arc::new(exact))
}

/// The fraction itself: that beyond 128 bits where there is one.
pub fn itself(near: Quotient, beyond: Option<&Arc<BigRational>>) -> BigRational {
    beyond.map_or_else(|| of_quotient(near), |exact| exact.as_ref().clone())
}

/// The parts of a quotient are no larger.
const MOST_NUM: i128 = 10_i128.pow(27);
const MOST_DEN: i128 = 10_i128.pow(18);

/// Within the sizes of [`Quotient`]: exact where both parts fit, else rounded at 18 decimals.
pub fn to_quotient(value: &BigRational, toward: Toward) -> Quotient {
    let exact = i128::try_from(value.numer()).ok().zip(i128::try_from(value.denom()).ok());
    let fits = exact.filter(|(num, den)| num.abs() <= MOST_NUM && *den <= MOST_DEN);
    if let Some(quotient) = fits.and_then(|(num, den)| Quotient::new(num, den)) {
        return quotient;
    }
    let scaled = scaled(value, MOST_DEN, toward);
    // Values lie within ±10^11 of a unit, 10^29 scaled; one that does not is cut to what 128 bits hold.
    let num =
        i128::try_from(&scaled).unwrap_or(if value.numer() < &BigInt::ZERO { -MOST_NUM } else { MOST_NUM });
    Quotient::new(num, MOST_DEN).unwrap_or(Quotient::from(Decimal::ZERO))
}

/// A sum of weighted fractions, exact whatever their denominators: in 128 bits as long as they hold it, which is many times faster.
#[derive(Debug)]
pub enum Sum {
    Small { num: i128, den: i128 },
    Large(BigRational),
}

impl Default for Sum {
    fn default() -> Self {
        Sum::Small { num: 0, den: 1 }
    }
}

impl Sum {
    pub fn add(&mut self, weight: i128, value: Quotient) {
        let small = match self {
            Sum::Small { num, den } => small_sum((*num, *den), weight, value),
            Sum::Large(_) => None,
        };
        match small {
            Some((num, den)) => *self = Sum::Small { num, den },
            None => *self = Sum::Large(self.large() + of_quotient(value) * BigInt::from(weight)),
        }
    }

    /// The sum over `whole`, above 0, as [`to_quotient`] gives it.
    pub fn over(&self, whole: i128, toward: Toward) -> Quotient {
        let small = match self {
            Sum::Small { num, den } => den.checked_mul(whole).map(|den| lowest(*num, den)),
            Sum::Large(_) => None,
        };
        match small.filter(|(num, den)| num.abs() <= MOST_NUM && *den <= MOST_DEN) {
            Some((num, den)) => Quotient::new(num, den).unwrap_or(Quotient::from(Decimal::ZERO)),
            None => to_quotient(&(self.large() / BigInt::from(whole)), toward),
        }
    }

    fn large(&self) -> BigRational {
        match self {
            Sum::Small { num, den } => BigRational::new(BigInt::from(*num), BigInt::from(*den)),
            Sum::Large(sum) => sum.clone(),
        }
    }
}

/// `None` where 128 bits do not hold it.
fn small_sum((num, den): (i128, i128), weight: i128, value: Quotient) -> Option<(i128, i128)> {
    let added = weight.checked_mul(value.num())?;
    if den == value.den() {
        return Some((num.checked_add(added)?, den));
    }
    let (added, of) = lowest(added, value.den());
    let divisor = divisor(den, of);
    let (left, right) = (of / divisor, den / divisor);
    Some((num.checked_mul(left)?.checked_add(added.checked_mul(right)?)?, den.checked_mul(left)?))
}

/// Without a common divisor; `den` is above 0.
fn lowest(num: i128, den: i128) -> (i128, i128) {
    let divisor = divisor(num, den);
    (num / divisor, den / divisor)
}

/// The greatest common divisor with `other`, which is above 0.
fn divisor(one: i128, other: i128) -> i128 {
    let (mut divisor, mut rest) = (one.unsigned_abs(), other.unsigned_abs());
    while rest != 0 {
        // Most are small, and dividing 64 bits is many times faster.
        let next = match (u64::try_from(divisor), u64::try_from(rest)) {
            (Ok(divisor), Ok(rest)) => u128::from(divisor % rest),
            _ => divisor % rest,
        };
        (divisor, rest) = (rest, next);
    }
    i128::try_from(divisor).unwrap_or(1).max(1)
}

/// To a whole number, half up. Saturates at the ends of 64 bits.
pub fn half_up(value: &BigRational) -> i64 {
    let half = BigRational::new(BigInt::from(1), BigInt::from(2));
    let whole = (value + half).floor().to_integer();
    i64::try_from(&whole).unwrap_or(if value.numer() < &BigInt::ZERO { i64::MIN } else { i64::MAX })
}

/// To a whole number, cut down.
pub fn floor(value: &BigRational) -> i64 {
    i64::try_from(&value.floor().to_integer()).unwrap_or(i64::MAX)
}

/// A share written in percent.
pub fn percent(value: Decimal) -> BigRational {
    of_decimal(value) / BigInt::from(100)
}

pub fn of_whole(value: i64) -> BigRational {
    BigRational::from(BigInt::from(value))
}

/// To six decimals, one way.
pub fn to_decimal(value: &BigRational, toward: Toward) -> Decimal {
    let micro = scaled(value, i128::from(Decimal::SCALE), toward);
    Decimal::from_micro(i64::try_from(&micro).unwrap_or(i64::MAX))
}

fn scaled(value: &BigRational, scale: i128, toward: Toward) -> BigInt {
    let scaled = value * BigInt::from(scale);
    match toward {
        Toward::Lower => scaled.floor().to_integer(),
        Toward::Higher => scaled.ceil().to_integer(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    #[test]
    fn a_mean_that_outgrows_128_bits_is_rounded_one_way() {
        // 13 weeks with denominators that share no factor.
        let primes = [
            99_991, 99_989, 99_971, 99_961, 99_929, 99_923, 99_907, 99_901, 99_881, 99_877, 99_871, 99_859,
            99_839,
        ];
        let values: Vec<BigRational> =
            primes.iter().filter_map(|p| Quotient::new(95 * p - 1, *p)).map(of_quotient).collect();
        let exact = mean(&values).unwrap();
        let target = Decimal::from_int(95);
        assert!(exact < of_decimal(target));
        assert_eq!(to_quotient(&exact, Toward::Lower).cmp_decimal(target), Ordering::Less);
        assert!(of_quotient(to_quotient(&exact, Toward::Higher)) >= exact);
        assert_eq!(mean(&[]), None);
    }

    proptest! {
        #[test]
        fn a_weighted_sum_is_the_same_in_128_bits_and_beyond(
            parts in prop::collection::vec((1_i128..100_000_000, -(10_i128.pow(20))..10_i128.pow(20), 1_i128..10_i128.pow(12)), 1..9),
        ) {
            let (mut sum, mut large, mut whole) = (Sum::default(), of_whole(0), 0);
            for (weight, num, den) in parts {
                let value = Quotient::new(num, den).unwrap();
                sum.add(weight, value);
                large += of_quotient(value) * BigInt::from(weight);
                whole += weight;
            }
            let exact = large / BigInt::from(whole);
            for toward in [Toward::Lower, Toward::Higher] {
                let (one, other) = (sum.over(whole, toward), to_quotient(&exact, toward));
                prop_assert_eq!((one.num(), one.den()), (other.num(), other.den()));
            }
        }
    }

    #[test]
    fn a_sum_of_a_few_small_fractions_stays_small() {
        let mut sum = Sum::default();
        // 3 of 7 counted twice, 1 of 3 once: 25 of 21, over 3.
        sum.add(2, Quotient::new(3, 7).unwrap());
        sum.add(1, Quotient::new(1, 3).unwrap());
        assert!(matches!(sum, Sum::Small { num: 25, den: 21 }), "{sum:?}");
        let mean = sum.over(3, Toward::Lower);
        assert_eq!((mean.num(), mean.den()), (25, 63));
    }

    #[test]
    fn half_up_at_the_half_cent() {
        let cents = |num: i64, den: i64| half_up(&BigRational::new(num.into(), den.into()));
        assert_eq!([cents(5, 2), cents(3, 2), cents(249, 100), cents(-5, 2)], [3, 2, 2, -2]);
        assert_eq!(floor(&BigRational::new(5.into(), 2.into())), 2);
    }
}
