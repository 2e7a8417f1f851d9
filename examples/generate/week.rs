//! ISO weeks by their Monday.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week(Date);

impl Week {
    /// Reads `2026-W46`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text} is not an ISO week such as 2026-W46");
        let (year, week) = text.split_once("-W").ok_or_else(wrong)?;
        let year = year.parse().map_err(|_| wrong())?;
        let week = week.parse().map_err(|_| wrong())?;
        let monday = ISOWeekDate::new(year, week, Weekday::Monday).map_err(|_| wrong())?;
        Ok(Week(monday.date()))
    }

    /// The week that holds a day.
    pub fn of(day: Date) -> Self {
        Week(day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()))
    }

    pub fn plus(self, weeks: i64) -> Self {
        Week(self.0.saturating_add(weeks.weeks()))
    }

    /// How many weeks this one lies after `other`.
    pub fn since(self, other: Week) -> i64 {
        let days = self.0.since(other.0).map_or(0, |span| i64::from(span.get_days()));
        days / 7
    }

    pub fn label(self) -> String {
        let iso = self.0.iso_week_date();
        format!("{:04}-W{:02}", iso.year(), iso.week())
    }

    pub fn monday(self) -> Date {
        self.0
    }

    pub fn sunday(self) -> Date {
        self.0.saturating_add(6.days())
    }

    /// The month of the week's Thursday, as `2026-11`.
    pub fn month(self) -> String {
        self.0.saturating_add(3.days()).strftime("%Y-%m").to_string()
    }
}
