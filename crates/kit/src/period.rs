//! Periods: days, ISO weeks, and months, quarters and years by the calendar. A week belongs to the month, the quarter and the
//! year of its Thursday.

use std::fmt;

use jiff::civil::{Date, date};

use super::calendar::{Grain, Week, add_days, day_label, day_short, days_between, month_name, week_of};

/// Twelve months from the first of a month on. A calendar year starts in January; a fiscal one in the month that the book names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year {
    /// The calendar year in which it begins.
    begins: i16,
    /// The month with which it begins, 1 to 12.
    starts: i8,
}

impl Year {
    /// `starts` is the month with which every year begins, 1 to 12.
    pub fn new(begins: i16, starts: i8) -> Year {
        Year { begins, starts: starts.clamp(1, 12) }
    }

    /// The year that holds `day`.
    pub fn of(day: Date, starts: i8) -> Year {
        let earlier = i16::from(day.month() < starts);
        Year::new(day.year() - earlier, starts)
    }

    fn plus(self, years: i16) -> Year {
        Year { begins: self.begins + years, ..self }
    }

    /// Its month `n`, from 0 on: past 11 a month of the next year.
    fn first_of_month(self, n: i8) -> Date {
        let at = self.starts - 1 + n;
        date(self.begins + i16::from(at / 12), at % 12 + 1, 1)
    }

    fn is_fiscal(self) -> bool {
        self.starts != 1
    }
}

impl fmt::Display for Year {
    /// `2026`, `2018/19`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.begins)?;
        if self.is_fiscal() { write!(f, "/{:02}", (self.begins + 1) % 100) } else { Ok(()) }
    }
}

/// A calendar period. Ordered by its first day, then by length.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    Day(Date),
    Week(Week),
    /// Year and month 1 to 12.
    Month(i16, i8),
    /// Year and quarter 1 to 4, counted from the year's first month.
    Quarter(Year, i8),
    Year(Year),
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

    /// Reads a quarter or a year, of years that start with a month: `2026-Q3` and `2026`; of fiscal ones `2018/19-Q4` and `2018/19`.
    pub fn parse_long(text: &str, starts: i8) -> Option<Period> {
        let (year, quarter) = match text.split_once("-Q") {
            Some((year, quarter)) => (year, Some(quarter)),
            None => (text, None),
        };
        let begins = year.get(..4).filter(|begins| begins.bytes().all(|b| b.is_ascii_digit()))?;
        let begins: i16 = begins.parse().ok().filter(|begins| (1900..=2200).contains(begins))?;
        let of = Year::new(begins, starts);
        if of.to_string() != year {
            return None;
        }
        let Some(quarter) = quarter else { return Some(Period::Year(of)) };
        let quarter: i8 = quarter.parse().ok().filter(|_| quarter.len() == 1)?;
        (1..=4).contains(&quarter).then_some(Period::Quarter(of, quarter))
    }

    /// The name that files and folders of the period bear: a fiscal quarter has a slash in its own (`2018-19-Q4`).
    pub fn stem(self) -> String {
        self.to_string().replace('/', "-")
    }

    /// Reads what [`Period::stem`] gives of a week, a month or a quarter; years start with a month.
    pub fn of_stem(stem: &str, starts: i8) -> Option<Period> {
        let spelled = match stem.split_once("-Q") {
            Some((year, quarter)) => format!("{}-Q{quarter}", year.replacen('-', "/", 1)),
            None => stem.to_owned(),
        };
        let short = Period::parse(&spelled).filter(|one| matches!(one, Period::Week(_) | Period::Month(..)));
        short
            .or_else(|| Period::parse_long(&spelled, starts).filter(|one| matches!(one, Period::Quarter(..))))
    }

    pub fn grain(self) -> Option<Grain> {
        match self {
            Period::Day(_) => Some(Grain::Day),
            Period::Week(_) => Some(Grain::Week),
            Period::Month(..) => Some(Grain::Month),
            Period::Quarter(..) | Period::Year(_) => None,
        }
    }

    /// The calendar month that holds `day`.
    pub fn month_of(day: Date) -> Period {
        Period::Month(day.year(), day.month())
    }

    /// The month of a week: that of its Thursday.
    pub fn month_of_week(week: Week) -> Period {
        Period::month_of(week.thursday())
    }

    /// The quarter that holds `day`, of years that start with a month 1 to 12.
    pub fn quarter_of(day: Date, starts: i8) -> Period {
        let year = Year::of(day, starts);
        let month = (day.month() - starts).rem_euclid(12);
        Period::Quarter(year, month / 3 + 1)
    }

    /// First day by the calendar.
    pub fn first_day(self) -> Date {
        match self {
            Period::Day(day) => day,
            Period::Week(week) => week.monday(),
            Period::Month(year, month) => date(year, month, 1),
            Period::Quarter(year, quarter) => year.first_of_month((quarter - 1) * 3),
            Period::Year(year) => year.first_of_month(0),
        }
    }

    /// Last day by the calendar.
    pub fn last_day(self) -> Date {
        match self {
            Period::Day(day) => day,
            Period::Week(week) => week.sunday(),
            Period::Month(year, month) => date(year, month, 1).last_of_month(),
            Period::Quarter(year, quarter) => year.first_of_month(quarter * 3 - 1).last_of_month(),
            Period::Year(year) => year.first_of_month(11).last_of_month(),
        }
    }

    /// The Monday of the first and the Sunday of the last week whose Thursday lies in the period.
    pub fn weeks(self) -> (Date, Date) {
        let (first, last) = (week_of(self.first_day()), week_of(self.last_day()));
        let first = if first.thursday() < self.first_day() { first.next() } else { first };
        let last = if last.thursday() > self.last_day() { last.previous() } else { last };
        (first.monday(), last.sunday())
    }

    /// Days from the first to the last.
    pub fn days(self) -> i32 {
        days_between(self.first_day(), self.last_day()) + 1
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
            Period::Quarter(year, 4) => Period::Quarter(year.plus(1), 1),
            Period::Quarter(year, quarter) => Period::Quarter(year, quarter + 1),
            Period::Year(year) => Period::Year(year.plus(1)),
        }
    }

    pub fn previous(self) -> Period {
        match self {
            Period::Day(day) => Period::Day(add_days(day, -1)),
            Period::Week(week) => Period::Week(week.previous()),
            Period::Month(year, 1) => Period::Month(year - 1, 12),
            Period::Month(year, month) => Period::Month(year, month - 1),
            Period::Quarter(year, 1) => Period::Quarter(year.plus(-1), 4),
            Period::Quarter(year, quarter) => Period::Quarter(year, quarter - 1),
            Period::Year(year) => Period::Year(year.plus(-1)),
        }
    }

    /// The period `n` periods of its kind later; earlier when negative.
    pub fn plus(self, n: i32) -> Period {
        match self {
            Period::Week(week) => Period::Week(week.plus(n)),
            _ if n < 0 => (n..0).fold(self, |period, _| period.previous()),
            _ => (0..n).fold(self, |period, _| period.next()),
        }
    }

    /// Words for pages: `W46, to 15 Nov 2026`, `November 2026`, `Q4 2026` or `Q4 2018/19`, `18 November 2026`.
    pub fn label(self) -> String {
        match self {
            Period::Day(day) => day_label(day),
            Period::Week(week) => {
                let (_, number) = week.number();
                format!("W{number}, to {}", day_short(week.sunday()))
            }
            Period::Month(year, month) => format!("{} {year}", month_name(month)),
            Period::Quarter(year, quarter) => format!("Q{quarter} {year}"),
            Period::Year(year) => year.to_string(),
        }
    }
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
            Period::Quarter(year, quarter) => write!(f, "{year}-Q{quarter}"),
            Period::Year(year) => write!(f, "{year}"),
        }
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r01_a_month_is_its_calendar_days_and_a_week_belongs_to_that_of_its_thursday() {
        let april = Period::Month(2025, 4);
        assert_eq!((april.first_day(), april.last_day()), (date(2025, 4, 1), date(2025, 4, 30)));
        assert_eq!(april.weeks(), (date(2025, 3, 31), date(2025, 4, 27)));
        assert_eq!(Period::month_of(date(2025, 3, 31)), Period::Month(2025, 3));
        assert_eq!(week_of(date(2025, 3, 31)).to_string(), "2025-W14");
        assert_eq!(Period::month_of_week(week_of(date(2025, 3, 31))), april);
        assert_eq!(week_of(date(2024, 12, 30)).to_string(), "2025-W01");
        let quarter = Period::quarter_of(date(2026, 3, 31), 1);
        assert_eq!((quarter.first_day(), quarter.last_day()), (date(2026, 1, 1), date(2026, 3, 31)));
        assert_eq!(quarter.weeks(), (date(2025, 12, 29), date(2026, 3, 29)));
        // Every week lies in one month.
        let mut month = Period::Month(2019, 12);
        while month < Period::Month(2031, 1) {
            assert_eq!(add_days(month.weeks().1, 1), month.next().weeks().0);
            assert_eq!(add_days(month.last_day(), 1), month.next().first_day());
            month = month.next();
        }
    }

    #[test]
    fn r06_quarters_and_years_may_be_fiscal_and_their_names_say_so() {
        let fourth = Period::quarter_of(date(2019, 2, 14), 4);
        assert_eq!((fourth.label().as_str(), fourth.to_string().as_str()), ("Q4 2018/19", "2018/19-Q4"));
        assert_eq!((fourth.first_day(), fourth.last_day()), (date(2019, 1, 1), date(2019, 3, 31)));
        assert_eq!(fourth.next().label(), "Q1 2019/20");
        let year = Period::Year(Year::of(date(2019, 2, 14), 4));
        assert_eq!((year.label().as_str(), year.days()), ("2018/19", 365));
        assert_eq!((year.first_day(), year.last_day()), (date(2018, 4, 1), date(2019, 3, 31)));
        // February starts a year: its quarters are none of the calendar's.
        let odd = Period::quarter_of(date(2026, 1, 31), 2);
        assert_eq!((odd.label().as_str(), odd.first_day()), ("Q4 2025/26", date(2025, 11, 1)));
        assert_eq!(Period::quarter_of(date(2026, 11, 18), 1).to_string(), "2026-Q4");
        for (text, starts) in [("2026-Q4", 1), ("2026", 1), ("2018/19-Q4", 4), ("2099/00", 10)] {
            let read = Period::parse_long(text, starts);
            assert_eq!(read.map(|period| period.to_string()).as_deref(), Some(text));
        }
        for (text, starts) in [
            ("2018-Q4", 4),
            ("2018/19", 1),
            ("2018/20-Q1", 4),
            ("2026-Q5", 1),
            ("2026-Q+1", 1),
            ("2026-11", 1),
            ("", 1),
        ] {
            assert_eq!(Period::parse_long(text, starts), None, "{text}");
        }
    }

    #[test]
    fn r06_a_fiscal_quarter_names_files_without_its_slash() {
        for (stem, starts, name) in [
            ("2026-Q3", 1, "2026-Q3"),
            ("2018-19-Q4", 4, "2018/19-Q4"),
            ("2099-00-Q1", 10, "2099/00-Q1"),
            ("2026-W46", 4, "2026-W46"),
            ("2026-11", 4, "2026-11"),
        ] {
            let read = Period::of_stem(stem, starts).expect(stem);
            assert_eq!((read.to_string().as_str(), read.stem().as_str()), (name, stem));
        }
        for (stem, starts) in [
            ("2026-Q3", 4),
            ("2018-19-Q4", 1),
            ("2026", 1),
            ("2026-11-18", 1),
            ("2018/19-Q4", 1),
            ("2026-Q0", 1),
        ] {
            assert_eq!(Period::of_stem(stem, starts), None, "{stem}");
        }
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
}
