//! Date axes of pictures: days as numbers, months as ticks.

use jiff::civil::{Date, date};

use crate::calendar::{days_between, short_month};
use crate::picture::timeline::Day;

/// Days since the first day of 2000; the same count in every picture.
pub fn day_number(day: Date) -> Day {
    days_between(date(2000, 1, 1), day)
}

/// First days of months within the range, every so many that about eight stand: number and `Jan 2026`, the year only where
/// it changes.
pub fn months(from: Date, to: Date) -> Vec<(Day, String)> {
    let count = i32::from(to.year() - from.year()) * 12 + i32::from(to.month() - from.month()) + 1;
    let every = [1, 2, 3, 6, 12, 24].into_iter().find(|every| count / every <= 9).unwrap_or(48);
    let mut ticks = Vec::new();
    let mut said_year = None;
    for at in 0..=count {
        let month = i32::from(from.month()) - 1 + at;
        let (Ok(year), Ok(of_year)) =
            (i16::try_from(i32::from(from.year()) + month / 12), i8::try_from(month % 12 + 1))
        else {
            continue;
        };
        if month % every != 0 {
            continue;
        }
        let Ok(first) = Date::new(year, of_year, 1) else { continue };
        if first < from || first > to {
            continue;
        }
        let name = short_month(of_year);
        let label = if said_year == Some(year) { name } else { format!("{name} {year}") };
        said_year = Some(year);
        ticks.push((day_number(first), label));
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_eight_months_stand_and_years_are_said_once() {
        let labels = |from, to| months(from, to).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
        assert_eq!(labels(date(2026, 1, 5), date(2026, 4, 30)), ["Feb 2026", "Mar", "Apr"]);
        let year = labels(date(2025, 11, 1), date(2027, 1, 31));
        assert_eq!(year, ["Nov 2025", "Jan 2026", "Mar", "May", "Jul", "Sep", "Nov", "Jan 2027"]);
    }
}
