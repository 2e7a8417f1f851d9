//! Two who do the same work, on one and the same mix of it: only the cells that both have, each with the weight that the two give it together.

use num_rational::BigRational;

use crate::core::interval::wilson;
use crate::kit::number::Decimal;

/// What the one and the other did in a cell that both have: numerator and denominator, in millionths; denominators above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Common {
    pub one: (i128, i128),
    pub other: (i128, i128),
}

/// Both on the common mix, in the unit of the metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    pub one: BigRational,
    pub other: BigRational,
    /// 95% interval of one − other, as shares; `None` where a numerator is no part of its denominator.
    pub interval: Option<(f64, f64)>,
}

/// Direct standardisation: Σ w·r ÷ Σ w of each, w a cell's denominators of both. `factor` is 100 for percent. `None` without a common cell.
pub fn adjusted(cells: &[Common], factor: i128) -> Option<Adjusted> {
    let whole = |number: i128| BigRational::from_integer(number.into());
    let weight = |cell: &Common| cell.one.1 + cell.other.1;
    let all: i128 = cells.iter().map(weight).sum();
    if all <= 0 {
        return None;
    }
    let mean = |side: fn(&Common) -> (i128, i128)| {
        let sum = cells.iter().fold(whole(0), |sum, cell| {
            let (numerator, denominator) = side(cell);
            sum + whole(weight(cell) * factor) * BigRational::new(numerator.into(), denominator.into())
        });
        sum / whole(all)
    };
    Some(Adjusted {
        one: mean(|cell| cell.one),
        other: mean(|cell| cell.other),
        interval: interval(cells, all),
    })
}

/// Newcombe's interval of a difference from the Wilson intervals of both, cell by cell, by the squares of the weights.
fn interval(cells: &[Common], all: i128) -> Option<(f64, f64)> {
    let scale = Decimal::SCALE as f64;
    let (mut difference, mut below, mut above) = (0.0, 0.0, 0.0);
    for cell in cells {
        let share = (cell.one.1 + cell.other.1) as f64 / all as f64;
        let ends = |(numerator, denominator): (i128, i128)| {
            let (hits, of) = (numerator as f64 / scale, denominator as f64 / scale);
            wilson(hits, of).map(|(low, high)| (hits / of, low, high))
        };
        let ((p, p_low, p_high), (q, q_low, q_high)) = (ends(cell.one)?, ends(cell.other)?);
        difference += share * (p - q);
        below += share * share * ((p - p_low) * (p - p_low) + (q_high - q) * (q_high - q));
        above += share * share * ((p_high - p) * (p_high - p) + (q - q_low) * (q - q_low));
    }
    Some((difference - libm::sqrt(below), difference + libm::sqrt(above)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: i128 = Decimal::SCALE as i128;

    fn cell(one: (i128, i128), other: (i128, i128)) -> Common {
        let micro = |(numerator, denominator)| (numerator * ONE, denominator * ONE);
        Common { one: micro(one), other: micro(other) }
    }

    #[test]
    fn one_cell_is_newcombes_interval() {
        // Newcombe 1998, example (a), method 10: 56/70 and 48/80, 0.0524 to 0.3339.
        let of = adjusted(&[cell((56, 70), (48, 80))], 100).unwrap();
        assert_eq!(
            (of.one, of.other),
            (BigRational::new(80.into(), 1.into()), BigRational::new(60.into(), 1.into()))
        );
        let (low, high) = of.interval.unwrap();
        assert!((low - 0.0524).abs() < 5e-5 && (high - 0.3339).abs() < 5e-5, "{low} to {high}");
    }

    #[test]
    fn a_mix_turns_what_sums_say() {
        // Simpson: in both cells the one is better, in sums it is worse, for it has most of the hard work.
        let cells = [cell((81, 87), (234, 270)), cell((192, 263), (55, 80))];
        let of = adjusted(&cells, 100).unwrap();
        // 357 and 343 of 700: (357 × 81/87 + 343 × 192/263) ÷ 7.
        assert!(of.one > of.other, "{} and {}", of.one, of.other);
        let near = |value: &BigRational| {
            value.numer().to_string().parse::<f64>().unwrap()
                / value.denom().to_string().parse::<f64>().unwrap()
        };
        assert!(
            (near(&of.one) - 83.2546).abs() < 5e-4 && (near(&of.other) - 77.8875).abs() < 5e-4,
            "{} and {}",
            near(&of.one),
            near(&of.other)
        );
    }

    #[test]
    fn nothing_in_common_is_no_comparison() {
        assert_eq!(adjusted(&[], 100), None);
        // More than there is of it: a rate per hour has no interval.
        assert_eq!(adjusted(&[cell((120, 10), (90, 10))], 1).and_then(|of| of.interval), None);
    }
}
