//! Dates of a text, moved: days, ISO weeks and months wherever they stand, in values, words and names of files.

use jiff::civil::Date;

use crate::kit::calendar::{add_days, days_between, week_of};
use crate::kit::period::Period;

/// How far, in whole weeks or whole months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift(By);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Weeks(i32),
    Months(i32),
}

impl Shift {
    /// By the whole weeks from one day to another.
    pub fn weeks(from: Date, to: Date) -> Shift {
        Shift(By::Weeks(days_between(from, to) / 7))
    }

    /// By the months from the month of one day to that of another.
    pub fn months(from: Date, to: Date) -> Shift {
        let years = i32::from(to.year()) - i32::from(from.year());
        Shift(By::Months(years * 12 + i32::from(to.month()) - i32::from(from.month())))
    }

    /// `text` with every date in it moved. A date stands alone: no letter, digit or hyphen touches it.
    pub fn text(self, text: &str) -> String {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let mut moved = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_part) {
            let (before, from) = rest.split_at(start);
            let (word, after) = from.split_at(from.find(|c| !is_part(c)).unwrap_or(from.len()));
            moved.push_str(before);
            match Period::parse(word) {
                Some(period) => moved.push_str(&self.period(period).to_string()),
                None => moved.push_str(word),
            }
            rest = after;
        }
        moved.push_str(rest);
        moved
    }

    /// A day moved. By months it keeps its number as far as the month has it, and the last of a month stays the last.
    pub fn day(self, day: Date) -> Date {
        match self.0 {
            By::Weeks(weeks) => add_days(day, 7 * weeks),
            By::Months(months) => {
                let month = Period::month_of(day);
                let to = month.plus(months);
                if day == month.last_day() {
                    return to.last_day();
                }
                add_days(to.first_day(), i32::from(day.day()) - 1).min(to.last_day())
            }
        }
    }

    /// Weeks move with their Thursday, months with their first day.
    fn period(self, period: Period) -> Period {
        match period {
            Period::Day(day) => Period::Day(self.day(day)),
            Period::Week(_) => Period::Week(week_of(self.day(add_days(period.first_day(), 3)))),
            Period::Month(..) => Period::month_of(self.day(period.first_day())),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_move_wherever_they_stand_and_nothing_else_does() {
        let shift = Shift::weeks(date(2026, 11, 22), date(2027, 1, 3));
        assert_eq!(
            shift.text(
                "on = 2026-11-22, 2026-W47.md, \"2026-11\" (2026-02-28) EXAMPLE-001 1.1 v2026-11 26,000"
            ),
            "on = 2027-01-03, 2026-W53.md, \"2026-12\" (2026-04-11) EXAMPLE-001 1.1 v2026-11 26,000"
        );
        let text = "2024-02-29 é 2026-W01";
        assert_eq!(Shift::weeks(date(2026, 11, 22), date(2026, 11, 22)).text(text), text);
    }

    #[test]
    fn by_months_the_last_day_stays_the_last() {
        let shift = Shift::months(date(2026, 10, 1), date(2028, 2, 1));
        assert_eq!(
            shift.text("2026-10-31 2026-10-29 2026-10-30 2026-09-30"),
            "2028-02-29 2028-02-29 2028-02-29 2028-01-31"
        );
        assert_eq!(shift.text("2026-10 2025-W40"), "2028-02 2027-W05");
        let back = Shift::months(date(2026, 10, 1), date(2025, 12, 1));
        assert_eq!(back.text("2026-10 2026-01-15"), "2025-12 2025-03-15");
    }
}
