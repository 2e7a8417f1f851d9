//! The arithmetic: a change of a ratio, cut into what each part did to it. Exact fractions throughout.

use num_bigint::BigInt;
use num_rational::BigRational;

/// Numerator and denominator of one part, in any unit that both spans share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub numerator: i128,
    pub denominator: i128,
}

/// What moved a ratio; the three add up to the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    /// The part's own ratio moved: w0 × (r1 − r0).
    pub rate: BigRational,
    /// The part's share of the denominators moved, towards or away from a ratio that differs from the whole: (w1 − w0) × (r0 − R0).
    pub mix: BigRational,
    /// Both at once: (w1 − w0) × (r1 − r0).
    pub interaction: BigRational,
}

impl Effects {
    pub fn nothing() -> Effects {
        let nothing = || BigRational::from(BigInt::ZERO);
        Effects { rate: nothing(), mix: nothing(), interaction: nothing() }
    }

    pub fn total(&self) -> BigRational {
        &self.rate + &self.mix + &self.interaction
    }

    pub fn add(&mut self, other: &Effects) {
        self.rate += &other.rate;
        self.mix += &other.mix;
        self.interaction += &other.interaction;
    }

    /// Of many parts by halves: sums of fractions grow with every part, so most additions are best made of short ones.
    pub fn sum(parts: &[Effects]) -> Effects {
        match parts {
            [] => Effects::nothing(),
            [only] => only.clone(),
            several => {
                let (some, others) = several.split_at(several.len() / 2);
                let mut sum = Effects::sum(some);
                sum.add(&Effects::sum(others));
                sum
            }
        }
    }

    pub fn times(&self, factor: i128) -> Effects {
        let factor = BigInt::from(factor);
        Effects {
            rate: &self.rate * &factor,
            mix: &self.mix * &factor,
            interaction: &self.interaction * &factor,
        }
    }
}

/// One part's effects from its shares `w` and ratios `r` before (0) and after (1), and the ratio of the whole before.
pub fn effects(
    (w0, r0): (&BigRational, &BigRational),
    (w1, r1): (&BigRational, &BigRational),
    whole: &BigRational,
) -> Effects {
    let shift = w1 - w0;
    let change = r1 - r0;
    Effects { rate: w0 * &change, mix: &shift * (r0 - whole), interaction: shift * change }
}

/// Effects of each part, in the order given, as shares of one. A part that is new or gone has no ratio of its own to compare, so
/// all it does is mix. `None` when either whole has no denominator, or a part has a numerator without one.
pub fn split(parts: &[(Sums, Sums)]) -> Option<Vec<Effects>> {
    let sum = |pick: fn(&(Sums, Sums)) -> Sums| {
        parts.iter().map(pick).fold(Sums::default(), |sum, part| Sums {
            numerator: sum.numerator + part.numerator,
            denominator: sum.denominator + part.denominator,
        })
    };
    let (before, after) = (sum(|part| part.0), sum(|part| part.1));
    let whole = ratio(before)?;
    ratio(after)?;
    let share =
        |part: Sums, of: Sums| BigRational::new(BigInt::from(part.denominator), BigInt::from(of.denominator));
    let one = |(from, to): &(Sums, Sums)| {
        if [from, to].iter().any(|sums| sums.denominator <= 0 && sums.numerator != 0) {
            return None;
        }
        let (r0, r1) = match (ratio(*from), ratio(*to)) {
            (Some(r0), Some(r1)) => (r0, r1),
            (Some(only), None) | (None, Some(only)) => (only.clone(), only),
            (None, None) => return Some(Effects::nothing()),
        };
        Some(effects((&share(*from, before), &r0), (&share(*to, after), &r1), &whole))
    };
    parts.iter().map(one).collect()
}

/// `None` without a denominator.
pub fn ratio(sums: Sums) -> Option<BigRational> {
    (sums.denominator > 0)
        .then(|| BigRational::new(BigInt::from(sums.numerator), BigInt::from(sums.denominator)))
}
