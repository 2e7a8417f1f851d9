//! Why a cost is another than was planned, in parts that add up to the difference. Above 0 is over budget: adverse.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::kit::exact::half_up;

/// What was planned or came: an amount in minor units, and how many it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    pub amount: i64,
    pub quantity: BigRational,
}

/// The difference between actual and budget in three parts, in minor units. They add up to `total` exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    pub total: i64,
    /// (actual price − budget price) × actual quantity, as if what is disputed of that quantity were paid.
    pub price: i64,
    /// (actual quantity − budget quantity) × budget price.
    pub volume: i64,
    /// What is disputed of that quantity, below 0: it is in no amount.
    pub disputed: i64,
}

impl Split {
    /// What is disputed of the quantity is no difference of prices: it is taken out of the price. `minor` is 0 or more.
    pub fn apart_from(self, minor: i64) -> Option<Split> {
        Some(Split {
            price: self.price.checked_add(minor)?,
            disputed: self.disputed.checked_sub(minor)?,
            ..self
        })
    }
}

/// The volume of hours in two parts, in minor units. They add up to [`Split::volume`] exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labour {
    /// (actual hours − standard hours of the actual work) × budget price: worse than planned is above 0.
    pub efficiency: i64,
    /// (standard hours of the actual work − budget hours) × budget price: more work than planned.
    pub work: i64,
}

/// `None` where nothing was planned: there is no budget price.
pub fn split(budget: &Volume, actual: &Volume) -> Option<Split> {
    let price = budget_price(budget)?;
    let total = actual.amount.checked_sub(budget.amount)?;
    let at_budget_price = half_up(&(price * &actual.quantity));
    let volume = at_budget_price.checked_sub(budget.amount)?;
    Some(Split { total, price: total.checked_sub(volume)?, volume, disputed: 0 })
}

/// `units`: what the budget's quantity was to bring, and what came. `None` where no unit was planned.
pub fn labour(budget: &Volume, actual: &Volume, units: [&BigRational; 2]) -> Option<Labour> {
    let [planned, came] = units;
    if *planned <= BigRational::from(BigInt::ZERO) {
        return None;
    }
    let volume = split(budget, actual)?.volume;
    let standard = &budget.quantity * came / planned;
    let at_standard = half_up(&(budget_price(budget)? * standard));
    let work = at_standard.checked_sub(budget.amount)?;
    Some(Labour { efficiency: volume.checked_sub(work)?, work })
}

fn budget_price(budget: &Volume) -> Option<BigRational> {
    let is_planned = budget.quantity > BigRational::from(BigInt::ZERO);
    is_planned.then(|| BigRational::from(BigInt::from(budget.amount)) / &budget.quantity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(number: i64) -> BigRational {
        BigRational::from(BigInt::from(number))
    }

    fn volume(quantity: i64, amount: i64) -> Volume {
        Volume { amount, quantity: whole(quantity) }
    }

    #[test]
    fn v18_price_and_volume_add_up_to_the_variance() {
        // Budget 100 at 10, actual 90 at 9, in whole units of money.
        let found = split(&volume(100, 1000), &volume(90, 810)).unwrap();
        assert_eq!(found, Split { total: -190, price: -90, volume: -100, disputed: 0 });
    }

    #[test]
    fn v18_what_is_disputed_is_no_difference_of_prices() {
        // Budget 300 hours at 18.00; 372 are recorded, of which 300 are paid at 18.50 and 72 are disputed with 1,332.00.
        let found = split(&volume(300, 540_000), &volume(372, 555_000)).unwrap().apart_from(133_200).unwrap();
        // 0.50 more for each of 372 hours, and 72 hours more at 18.00.
        assert_eq!(found, Split { total: 15_000, price: 18_600, volume: 129_600, disputed: -133_200 });
    }

    #[test]
    fn v18_labour_is_rate_and_efficiency() {
        // Standard 6 an hour and 16 hours a unit; 17,000 units took 280,500 hours and cost 1,626,900.
        let (planned, actual) = (volume(17_000 * 16, 17_000 * 16 * 6), volume(280_500, 1_626_900));
        let rate = split(&planned, &actual).unwrap();
        let hours = labour(&planned, &actual, [&whole(17_000), &whole(17_000)]).unwrap();
        assert_eq!((rate.price, hours.efficiency, rate.total), (-56_100, 51_000, -5_100));
        assert_eq!(hours.work, 0, "as much work as planned");
    }

    #[test]
    fn nothing_planned_has_no_price() {
        assert_eq!(split(&volume(0, 0), &volume(90, 810)), None);
        assert_eq!(labour(&volume(10, 60), &volume(10, 60), [&whole(0), &whole(5)]), None);
    }

    proptest! {
        #[test]
        fn parts_add_up(
            planned in (1_i64..1_000_000, 0_i64..1_000_000_000), came in (0_i64..1_000_000, 0_i64..1_000_000_000),
            units in (1_i64..10_000, 0_i64..10_000),
        ) {
            let (budget, actual) = (volume(planned.0, planned.1), volume(came.0, came.1));
            let found = split(&budget, &actual).unwrap();
            prop_assert_eq!(found.price + found.volume, found.total);
            let hours = labour(&budget, &actual, [&whole(units.0), &whole(units.1)]).unwrap();
            prop_assert_eq!(hours.efficiency + hours.work, found.volume);
        }
    }
}
