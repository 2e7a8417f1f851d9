//! Periods: days, ISO weeks, months, quarters. A week belongs to the month and the quarter of its Thursday.

use std::collections::BTreeSet;
use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{Date, ISOWeekDate, Weekday, date};

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
    fn number(self) -> (i16, i8) {
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

/// A calendar period. Ordered by its first day, then by length.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    Day(Date),
    Week(Week),
    /// Year and month 1 to 12: the weeks whose Thursday lies in it; for daily rows its calendar days.
    Month(i16, i8),
    /// Year and quarter 1 to 4, like months.
    Quarter(i16, i8),
}

impl Period {
    /// Reads `2026-W46`, `2026-11` or `2026-11-18`.
    pub fn parse(text: &str) -> Option<Period> {
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let (year, rest) = text.split_at_checked(4)?;
        if !digits(year) {
            return None;
        }
        let year: i16 = year.parse().ok().filter(|y| (1900..=2200).contains(y))?;
        if let Some(week) = rest.strip_prefix("-W") {
            return (week.len() == 2 && digits(week))
                .then(|| Week::new(year, week.parse().ok()?).map(Period::Week))?;
        }
        let rest = rest.strip_prefix('-')?;
        match rest.split_once('-') {
            None => {
                let month = (rest.len() == 2 && digits(rest)).then(|| rest.parse().ok())?;
                month.filter(|m| (1..=12).contains(m)).map(|m| Period::Month(year, m))
            }
            Some((month, day)) if month.len() == 2 && day.len() == 2 && digits(month) && digits(day) => {
                Date::new(year, month.parse().ok()?, day.parse().ok()?).ok().map(Period::Day)
            }
            Some(_) => None,
        }
    }

    pub fn grain(self) -> Option<Grain> {
        match self {
            Period::Day(_) => Some(Grain::Day),
            Period::Week(_) => Some(Grain::Week),
            Period::Month(..) => Some(Grain::Month),
            Period::Quarter(..) => None,
        }
    }

    /// The month that holds `day` by the Thursday rule.
    pub fn month_of(day: Date) -> Period {
        let thursday = week_of(day).thursday();
        Period::Month(thursday.year(), thursday.month())
    }

    /// The quarter that holds `day` by the Thursday rule.
    pub fn quarter_of(day: Date) -> Period {
        let thursday = week_of(day).thursday();
        Period::Quarter(thursday.year(), (thursday.month() - 1) / 3 + 1)
    }

    /// First day: for months and quarters the Monday of the first week whose Thursday lies in them.
    pub fn first_day(self) -> Date {
        match self {
            Period::Day(day) => day,
            Period::Week(week) => week.monday(),
            Period::Month(year, month) => first_monday(year, month),
            Period::Quarter(year, quarter) => first_monday(year, (quarter - 1) * 3 + 1),
        }
    }

    /// Last day: for months and quarters the Sunday of the last week whose Thursday lies in them.
    pub fn last_day(self) -> Date {
        match self {
            Period::Day(day) => day,
            Period::Week(week) => week.sunday(),
            Period::Month(..) | Period::Quarter(..) => add_days(self.next().first_day(), -1),
        }
    }

    pub fn contains(self, day: Date) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    pub fn next(self) -> Period {
        match self {
            Period::Day(day) => Period::Day(add_days(day, 1)),
            Period::Week(week) => Period::Week(week.next()),
            Period::Month(year, 12) => Period::Month(year + 1, 1),
            Period::Month(year, month) => Period::Month(year, month + 1),
            Period::Quarter(year, 4) => Period::Quarter(year + 1, 1),
            Period::Quarter(year, quarter) => Period::Quarter(year, quarter + 1),
        }
    }

    pub fn previous(self) -> Period {
        match self {
            Period::Day(day) => Period::Day(add_days(day, -1)),
            Period::Week(week) => Period::Week(week.previous()),
            Period::Month(year, 1) => Period::Month(year - 1, 12),
            Period::Month(year, month) => Period::Month(year, month - 1),
            Period::Quarter(year, 1) => Period::Quarter(year - 1, 4),
            Period::Quarter(year, quarter) => Period::Quarter(year, quarter - 1),
        }
    }

    /// Words for pages: `W46, to 15 Nov 2026`, `November 2026`, `Q4 2026`, `18 November 2026`.
    pub fn label(self) -> String {
        match self {
            Period::Day(day) => day_label(day),
            Period::Week(week) => {
                let (_, number) = week.number();
                format!("W{number}, to {}", day_short(week.sunday()))
            }
            Period::Month(year, month) => format!("{} {year}", month_name(month)),
            Period::Quarter(year, quarter) => format!("Q{quarter} {year}"),
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

fn first_monday(year: i16, month: i8) -> Date {
    let first = date(year, month, 1);
    let week = week_of(first);
    if week.thursday() >= first { week.monday() } else { week.next().monday() }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (self, other) {
            (Period::Day(one), Period::Day(other)) => one.cmp(other),
            (Period::Week(one), Period::Week(other)) => one.cmp(other),
            _ => (self.first_day(), self.last_day()).cmp(&(other.first_day(), other.last_day())),
        }
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Day(day) => write!(f, "{day}"),
            Period::Week(week) => write!(f, "{week}"),
            Period::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Period::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
        }
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Working days: Monday to Friday without the book's holidays.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    pub holidays: BTreeSet<Date>,
}

impl Calendar {
    pub fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.holidays.contains(&day)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_belongs_to_the_month_of_its_thursday() {
        assert_eq!(week_of(date(2025, 3, 31)).to_string(), "2025-W14");
        assert_eq!(Period::month_of(date(2025, 3, 31)), Period::Month(2025, 4));
        assert_eq!(week_of(date(2024, 12, 30)).to_string(), "2025-W01");
        let april = Period::Month(2025, 4);
        assert_eq!((april.first_day(), april.last_day()), (date(2025, 3, 31), date(2025, 4, 27)));
        assert_eq!(Period::Quarter(2026, 1).first_day(), date(2025, 12, 29));
    }

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
    fn periods_are_read_strictly() {
        assert_eq!(Period::parse("2026-W46").map(|p| p.to_string()).as_deref(), Some("2026-W46"));
        assert_eq!(Period::parse("2026-11-18"), Some(Period::Day(date(2026, 11, 18))));
        assert_eq!(Period::parse("2026-W53").map(|p| p.to_string()).as_deref(), Some("2026-W53"));
        for bad in [
            "2025-W53",
            "2026-W00",
            "2026-13",
            "2026-1",
            "26-W01",
            "2026-W1",
            "2026-02-30",
            "2026-11-1",
            "+026-11",
            "",
        ] {
            assert_eq!(Period::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn working_days_skip_weekends_and_holidays() {
        let calendar = Calendar { holidays: [date(2026, 12, 25)].into() };
        assert_eq!(calendar.plus_working_days(date(2026, 12, 24), 1), date(2026, 12, 28));
        assert_eq!(calendar.plus_working_days(date(2026, 11, 14), 0), date(2026, 11, 14));
    }
}
