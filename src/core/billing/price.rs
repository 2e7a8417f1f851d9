//! Pure amounts: tiers, a volume band, rounding.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::core::contract::record::{BandCounts, Tier, TierMode};
use crate::kit::currency::exponent;
use crate::kit::exact::{of_decimal, of_whole};
use crate::kit::number::Money;

/// What a volume costs by tiers, in units of the currency.
pub fn tiered(tiers: &[Tier], mode: TierMode, volume: &BigRational) -> BigRational {
    let zero = of_whole(0);
    match mode {
        TierMode::Slab => {
            let reached = tiers.iter().rev().find(|tier| of_decimal(*tier.above) < *volume);
            reached.map_or(zero, |tier| volume * of_decimal(*tier.price))
        }
        TierMode::Graduated => {
            let part = |at: usize, tier: &Tier| {
                let above = of_decimal(*tier.above);
                let until = tiers.get(at + 1).map(|next| of_decimal(*next.above));
                let until = until.filter(|until| until < volume).unwrap_or_else(|| volume.clone());
                (above < until).then(|| (until - above) * of_decimal(*tier.price))
            };
            tiers.iter().enumerate().filter_map(|(at, tier)| part(at, tier)).sum()
        }
    }
}

/// How many are charged beyond a baseline, and below zero how many are credited.
pub fn beyond(
    baseline: &BigRational,
    deadband: &BigRational,
    counts: BandCounts,
    volume: &BigRational,
) -> BigRational {
    let zero = of_whole(0);
    let (over, size) = (volume - baseline, |of: &BigRational| if *of < zero { -of } else { of.clone() });
    if size(&over) <= *deadband {
        return zero;
    }
    match counts {
        BandCounts::FromBaseline => over,
        BandCounts::FromDeadband if over < zero => over + deadband,
        BandCounts::FromDeadband => over - deadband,
    }
}

/// Units of a currency in its minor ones.
pub fn in_minor(units: &BigRational, currency: &str) -> BigRational {
    units * BigInt::from(10_u64.pow(exponent(currency).into()))
}

/// Minor units that a line may come to, as a line of an invoice may: sums of lines stay far inside 64 bits.
const LARGEST: i64 = 1_000_000_000_000_000;

/// To whole minor units, half up; `None` beyond what a line may come to.
pub fn rounded(exact: &BigRational) -> Option<Money> {
    let half = BigRational::new(BigInt::from(1), BigInt::from(2));
    let whole = i64::try_from(&(exact + half).floor().to_integer()).ok()?;
    (-LARGEST..=LARGEST).contains(&whole).then_some(Money(whole))
}
