//! Exact numbers as pages and `evidence.json` write them, without a formatter in between: a large book has millions of them.

use std::fmt::Write as _;
use std::sync::Arc;

use num_rational::BigRational;

use crate::number::{Decimal, Quotient};
use crate::picture::pen;

/// `num/den` in lowest terms; a whole number without its denominator.
pub fn ratio(out: &mut String, value: Quotient) {
    let (num, den) = (value.num(), value.den());
    // 64-bit division is several times quicker, and figures nearly always fit.
    if let (Ok(size), Ok(under)) = (u64::try_from(num.unsigned_abs()), u64::try_from(den)) {
        let divisor = gcd(size, under);
        if num < 0 {
            out.push('-');
        }
        pen::whole(out, size / divisor);
        if under > divisor {
            out.push('/');
            pen::whole(out, under / divisor);
        }
    } else {
        let _infallible = write!(out, "{num}/{den}");
    }
}

/// The same of a fraction that a quotient is only near to, where there is one.
pub fn exactly(out: &mut String, near: Quotient, beyond: Option<&Arc<BigRational>>) {
    match beyond {
        Some(exact) => {
            let _infallible = write!(out, "{exact}");
        }
        None => ratio(out, near),
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// Millionths as a decimal without idle zeros.
pub fn micro(out: &mut String, value: i128) {
    let scale = Decimal::SCALE.unsigned_abs();
    let Ok(size) = u64::try_from(value.unsigned_abs()) else {
        let _infallible = write!(out, "{value}/{scale}");
        return;
    };
    if value < 0 {
        out.push('-');
    }
    pen::whole(out, size / scale);
    let mut fraction = size % scale;
    let mut place = scale / 10;
    if fraction > 0 {
        out.push('.');
    }
    while fraction > 0 {
        out.push(char::from(b'0' + (fraction / place) as u8));
        fraction %= place;
        place /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn values_stand_in_lowest_terms() {
        let shown = |num, den| Quotient::new(num, den).map(|value| written(|out| ratio(out, value)));
        assert_eq!(shown(94_960_000, 1_000_000).as_deref(), Some("2374/25"));
        assert_eq!(shown(-200, 100).as_deref(), Some("-2"));
        assert_eq!(shown(0, 7).as_deref(), Some("0"));
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(written(|out| micro(out, 1_500_000)), "1.5");
        assert_eq!(written(|out| micro(out, -1)), "-0.000001");
    }
}
