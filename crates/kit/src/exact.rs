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

/// Within the sizes of [`Quotient`]: exact where both parts fit, else rounded at 18 decimals.
pub fn to_quotient(value: &BigRational, toward: Toward) -> Quotient {
    const MOST_NUM: i128 = 10_i128.pow(27);
    const MOST_DEN: i128 = 10_i128.pow(18);
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

    #[test]
    fn half_up_at_the_half_cent() {
        let cents = |num: i64, den: i64| half_up(&BigRational::new(num.into(), den.into()));
        assert_eq!([cents(5, 2), cents(3, 2), cents(249, 100), cents(-5, 2)], [3, 2, 2, -2]);
        assert_eq!(floor(&BigRational::new(5.into(), 2.into())), 2);
    }
}
