//! What a budget's year will come to, said in two ways.

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;

use crate::kit::calendar::{Calendar, add_days};
use crate::kit::exact::half_up;

/// The estimate at completion, in minor units, by two ways whose distance says how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// As it has gone so far: cost so far ÷ working days elapsed × working days of all months.
    pub by_run_rate: i64,
    /// As it was planned from here on: cost so far + plan of the months that remain.
    pub by_plan: i64,
    /// Working days of the months that are closed, and of all.
    pub elapsed: u32,
    pub all: u32,
}

impl Forecast {
    /// How far the two lie apart.
    pub fn spread(&self) -> i64 {
        self.by_run_rate.saturating_sub(self.by_plan).saturating_abs()
    }
}

/// `None` where no working day of the budget has passed: nothing has run yet.
pub fn forecast(so_far: i64, remaining_plan: i64, elapsed: u32, all: u32) -> Option<Forecast> {
    if elapsed == 0 {
        return None;
    }
    let rate = BigRational::new(BigInt::from(so_far), BigInt::from(elapsed));
    let by_run_rate = half_up(&(rate * BigInt::from(all)));
    Some(Forecast { by_run_rate, by_plan: so_far.checked_add(remaining_plan)?, elapsed, all })
}

/// Working days from the first to the last day, both counted.
pub fn working_days(calendar: &Calendar, first: Date, last: Date) -> u32 {
    let days = std::iter::successors(Some(first), |day| Some(add_days(*day, 1)));
    let days = days.take_while(|day| *day <= last).filter(|day| calendar.is_working_day(*day));
    u32::try_from(days.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    #[test]
    fn d8_the_two_estimates_and_their_spread() {
        // 900 in 60 of 240 working days; 2,400 are still planned.
        let found = forecast(900, 2400, 60, 240).unwrap();
        assert_eq!((found.by_run_rate, found.by_plan, found.spread()), (3600, 3300, 300));
        assert_eq!(forecast(0, 2400, 0, 240), None, "nothing has run yet");
    }

    #[test]
    fn d8_elapsed_is_counted_in_working_days() {
        let mut calendar = Calendar::default();
        assert_eq!(working_days(&calendar, day("2026-11-01"), day("2026-11-30")), 21);
        calendar.holidays.insert(day("2026-11-26"));
        assert_eq!(working_days(&calendar, day("2026-11-01"), day("2026-11-30")), 20);
        assert_eq!(working_days(&calendar, day("2026-11-07"), day("2026-11-08")), 0, "a weekend");
    }
}
