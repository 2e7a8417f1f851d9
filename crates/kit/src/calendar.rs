//! Days, ISO weeks and working days.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::{Date, ISOWeekDate, Weekday, date};
use jiff::{SignedDuration, Span};

/// The months of the year in English, as people begin to write them: `nov` is the first three letters of one.
pub const MONTH_NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// An ISO 8601 week, Monday to Sunday. Held as its Monday: weeks are compared and counted far more often than written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    monday: Date,
}

impl Week {
    /// `week` 1 to 52 or 53; `None` when the year has no such week or lies outside 1900 to 2200.
    pub fn new(year: i16, week: i8) -> Option<Week> {
        if !(1900..=2200).contains(&year) {
            return None;
        }
        ISOWeekDate::new(year, week, Weekday::Monday).ok().map(|iso| Week { monday: iso.date() })
    }

    pub fn monday(self) -> Date {
        self.monday
    }

    pub fn thursday(self) -> Date {
        add_days(self.monday, 3)
    }

    pub fn sunday(self) -> Date {
        add_days(self.monday, 6)
    }

    pub fn next(self) -> Week {
        self.plus(1)
    }

    pub fn previous(self) -> Week {
        self.plus(-1)
    }

    /// The week `n` weeks later; earlier when negative.
    pub fn plus(self, n: i32) -> Week {
        week_of(add_days(self.monday, n.saturating_mul(7)))
    }

    /// The year it is counted in, and its number there.
    pub fn number(self) -> (i16, i8) {
        let iso = self.monday.iso_week_date();
        (iso.year(), iso.week())
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, week) = self.number();
        write!(f, "{year:04}-W{week:02}")
    }
}

impl fmt::Debug for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The ISO week a day lies in.
pub fn week_of(day: Date) -> Week {
    Week { monday: add_days(day, -i32::from(day.weekday().to_monday_zero_offset())) }
}

/// `day` moved by `days`; stops at the calendar's ends.
pub fn add_days(day: Date, days: i32) -> Date {
    // Most moves stay within the month; every month has 28 days.
    let within = i32::from(day.day()).saturating_add(days);
    if (1..=28).contains(&within) {
        return date(day.year(), day.month(), within as i8);
    }
    day.saturating_add(SignedDuration::from_hours(i64::from(days) * 24))
}

/// `day` moved by calendar months: the same day of the month, or the month's last where it has no such day.
pub fn add_months(day: Date, months: u32) -> Date {
    day.saturating_add(Span::new().months(i64::from(months)))
}

/// Whole days from `from` to `to`; negative when `to` lies before.
pub fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(from.duration_until(to).as_hours() / 24).unwrap_or(0)
}

/// Granularity of rows and windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    Day,
    Week,
    Month,
}

impl Grain {
    /// Lower case, as in sentences.
    pub fn noun(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
        }
    }
}

/// `15 November 2026`
pub fn day_label(day: Date) -> String {
    format!("{} {} {}", day.day(), month_name(day.month()), day.year())
}

/// `15 Nov 2026`
pub fn day_short(day: Date) -> String {
    let month: String = month_name(day.month()).chars().take(3).collect();
    format!("{} {month} {}", day.day(), day.year())
}

/// English name of month 1 to 12.
pub fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(month - 1).ok().and_then(|at| NAMES.get(at)).copied().unwrap_or("?")
}

/// The book's calendar. Working days are Monday to Friday without its holidays.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub holidays: BTreeSet<Date>,
    /// The month with which its years and quarters start, 1 to 12; 1: they are the calendar's.
    pub year_starts: i8,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar { holidays: BTreeSet::new(), year_starts: 1 }
    }
}

impl Calendar {
    pub fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.holidays.contains(&day)
    }

    /// Working days after `from` up to `to`; 0 where `to` is not later.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let days = std::iter::successors(Some(add_days(from, 1)), |day| Some(add_days(*day, 1)));
        let days = days.take_while(|day| *day <= to && *day < Date::MAX);
        u32::try_from(days.filter(|day| self.is_working_day(*day)).count()).unwrap_or(u32::MAX)
    }

    /// The day that is `n` working days after `from`; `from` itself when `n` is 0.
    pub fn plus_working_days(&self, from: Date, n: u32) -> Date {
        let mut day = from;
        let mut left = n;
        while left > 0 && day < Date::MAX {
            day = add_days(day, 1);
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        day
    }
}

/// `Jan` for 1.
pub fn short_month(month: i8) -> String {
    month_name(month).chars().take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_within_the_month_and_past_its_end_agree() {
        let start = date(2024, 1, 1);
        let mut day = start;
        for n in 0..800 {
            assert_eq!(add_days(start, n), day);
            assert_eq!(add_days(day, -n), start);
            assert_eq!(days_between(start, day), n);
            let iso = day.iso_week_date();
            assert_eq!(week_of(day).to_string(), format!("{:04}-W{:02}", iso.year(), iso.week()));
            assert_eq!(week_of(day).monday().weekday(), Weekday::Monday);
            day = day.tomorrow().unwrap();
        }
        assert_eq!((add_days(start, i32::MAX), add_days(start, i32::MIN)), (Date::MAX, Date::MIN));
    }

    #[test]
    fn a_month_without_such_a_day_ends_on_its_last() {
        assert_eq!(add_months(date(2026, 8, 31), 6), date(2027, 2, 28));
        assert_eq!(add_months(date(2027, 8, 31), 6), date(2028, 2, 29));
        assert_eq!(add_months(date(2026, 12, 15), 1), date(2027, 1, 15));
        assert_eq!(add_months(Date::MAX, 1), Date::MAX);
    }

    #[test]
    fn working_days_skip_weekends_and_holidays() {
        let calendar = Calendar { holidays: [date(2026, 12, 25)].into(), ..Calendar::default() };
        assert_eq!(calendar.plus_working_days(date(2026, 12, 24), 1), date(2026, 12, 28));
        assert_eq!(calendar.plus_working_days(date(2026, 11, 14), 0), date(2026, 11, 14));
    }
}
