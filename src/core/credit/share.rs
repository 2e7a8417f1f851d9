//! An amount in parts that add up to it exactly.

use crate::kit::number::Money;

/// Splits `total` in proportion to `weights` (not negative) by largest remainder: each part is cut to whole minor units, and
/// the units left over go to the largest cut-off fractions, the earlier part first among equals. Without any weight all parts
/// are 0.
pub fn split(total: Money, weights: &[i128]) -> Vec<Money> {
    let sum: i128 = weights.iter().sum();
    if sum <= 0 || total.0 <= 0 {
        return vec![Money(0); weights.len()];
    }
    let total_units = i128::from(total.0);
    let scaled: Vec<(i128, i128)> = weights
        .iter()
        .map(|weight| {
            let product = total_units.saturating_mul(*weight);
            (product / sum, product % sum)
        })
        .collect();
    let mut parts: Vec<i128> = scaled.iter().map(|(whole, _)| *whole).collect();
    let left = total_units - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(scaled[at].1), at));
    for &at in order.iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[at] += 1;
    }
    parts.into_iter().map(|part| Money(i64::try_from(part).unwrap_or(i64::MAX))).collect()
}

/// Adds amounts up; stops at the end of 64 bits, which no contract reaches.
pub fn total<'a>(amounts: impl IntoIterator<Item = &'a Money>) -> Money {
    Money(amounts.into_iter().fold(0, |sum, amount| amount.0.saturating_add(sum)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn v10_parts_of_the_cap_add_up() {
        let parts = split(Money(4_000_000), &[2_000_000, 1_600_000, 1_200_000]);
        assert_eq!(parts, [Money(1_666_667), Money(1_333_333), Money(1_000_000)]);
    }

    #[test]
    fn nothing_to_split_is_nothing() {
        assert_eq!(split(Money(0), &[1, 2]), [Money(0), Money(0)]);
        assert_eq!(split(Money(10), &[0, 0]), [Money(0), Money(0)]);
        assert_eq!(split(Money(10), &[]), []);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_stay_fair(total in 0_i64..10_000_000_000, weights in prop::collection::vec(0_i128..1_000_000_000, 1..12)) {
            let parts = split(Money(total), &weights);
            let sum: i128 = weights.iter().sum();
            if sum > 0 {
                prop_assert_eq!(parts.iter().map(|part| part.0).sum::<i64>(), total);
                for (part, weight) in parts.iter().zip(&weights) {
                    let exact = i128::from(total) * weight;
                    prop_assert!((i128::from(part.0) * sum - exact).abs() < sum);
                }
            }
        }
    }
}
