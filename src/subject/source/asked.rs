//! For which periods a source is asked.

use jiff::civil::Date;

use crate::kit::calendar::{Grain, add_days, week_of};
use crate::kit::period::Period;
use crate::kit::source::{Snapshot, Text};
use crate::subject::source::row_source::RowSource;

/// Periods of one grain, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub first: Period,
    pub last: Period,
}

impl Asked {
    /// The newest periods of a source that ended before a day.
    pub fn by(source: &RowSource, today: Date) -> Option<Asked> {
        let last = of_grain(*source.window, today)?.previous();
        let back = i32::try_from(*source.periods_back).ok()?;
        Some(Asked { first: last.plus(1 - back), last })
    }

    /// From a period to another, both of one grain.
    pub fn of(first: Period, last: Period) -> Option<Asked> {
        (first.grain() == last.grain() && first.first_day() <= last.first_day())
            .then_some(Asked { first, last })
    }

    pub fn first_day(&self) -> Date {
        self.first.first_day()
    }

    pub fn last_day(&self) -> Date {
        self.last.last_day()
    }

    /// The day with which a query ends, which is not asked for any more.
    pub fn day_after(&self) -> Date {
        add_days(self.last_day(), 1)
    }

    /// Whether a period is one of them.
    pub fn has(&self, period: Period) -> bool {
        period.grain() == self.first.grain()
            && period.first_day() >= self.first_day()
            && period.last_day() <= self.last_day()
    }

    /// The period of their grain that holds a day.
    pub fn period_of(&self, day: Date) -> Option<Period> {
        of_grain(self.first.grain()?, day)
    }
}

fn of_grain(grain: Grain, day: Date) -> Option<Period> {
    Some(match grain {
        Grain::Day => Period::Day(day),
        Grain::Week => Period::Week(week_of(day)),
        Grain::Month => Period::month_of(day),
    })
}

/// The text that says what a source asks for: its query; of files the source itself.
pub fn identity<'s>(source: &RowSource, snapshot: &'s Snapshot) -> Option<&'s Text> {
    let path = source.query_path().unwrap_or_else(|| source.place.path.clone());
    snapshot.texts.get(&path)
}
