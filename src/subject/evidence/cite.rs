//! What a figure cites beside rows of measurements: dates, lines, records, tables of the book.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::kit::evidence::figure::Detail;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::kit::source::{At, Extent, Place};
use crate::subject::evidence::entry::{Entry, Evidence};
use crate::subject::evidence::written::FigureRef;
use crate::subject::route::Route;
use crate::subject::wording::figure::{cut, exact};

/// A day as a record says it: name of the key, and the day with its place.
pub type Dated<'s> = (&'s str, &'s At<Date>);

/// A number as a record says it: name of the key, value, and where it is written (`None`: a default of the format).
pub type Set<'s> = (&'static str, Decimal, Option<&'s Place>);

impl Evidence<'_> {
    /// A number of days: from the first date to the second, or to the as-of date where there is one alone; by a setting the first
    /// date is moved.
    pub fn days<'s>(
        &mut self,
        days: i64,
        dates: impl IntoIterator<Item = Dated<'s>>,
        moved: impl IntoIterator<Item = Set<'s>>,
    ) -> FigureNumber {
        let value = Quotient::from(Decimal::from_int(days.abs()));
        self.figure(&value.show(0), value, "days").dates(dates).settings(moved).done()
    }

    /// The age of something due, or how late it was done: days from the first date of a record to its second, or to the as-of date.
    /// `None` of what is due today, which is said without a number.
    pub fn age<'s>(&mut self, days: i32, dates: impl IntoIterator<Item = Dated<'s>>) -> Option<FigureNumber> {
        (days != 0).then(|| self.days(days.into(), dates, []))
    }

    /// Numbers as their authors wrote them, in tables and in single keys: for sentences that put many settings into words. Only numbers
    /// that stand there may be part of such a figure.
    pub fn quoted<'s, N: Into<Cow<'static, str>>>(
        &mut self,
        tables: &[Extent],
        settings: impl IntoIterator<Item = (N, Decimal, Option<&'s Place>)>,
    ) -> Option<FigureNumber> {
        let settings: Vec<_> = settings.into_iter().collect();
        if tables.is_empty() && settings.is_empty() {
            return None;
        }
        let (value, shown) = match settings.first() {
            Some((_, value, _)) if tables.is_empty() => (Quotient::from(*value), exact(*value)),
            _ => (whole(tables.len()), tables.len().to_string()),
        };
        let entry = self.figure(&shown, value, "written");
        let entry = if tables.is_empty() { entry } else { entry.tables(tables) };
        Some(entry.settings(settings).done())
    }

    /// The same of tables alone.
    pub fn tables(&mut self, tables: &[Extent]) -> Option<FigureNumber> {
        self.quoted(tables, [] as [Set<'_>; 0])
    }

    /// A number that others on the page were added up to, or that one takes from another: `formula` is `sum` or `difference`.
    pub fn made_of(
        &mut self,
        shown: String,
        value: Quotient,
        formula: &'static str,
        inputs: impl IntoIterator<Item: Into<Option<FigureNumber>>>,
    ) -> FigureRef {
        let number = self.figure(&shown, value, formula).inputs(inputs).done();
        FigureRef::new(number, value, shown)
    }
}

/// A score or coverage that another page derives: that page's evidence has its inputs.
pub fn quoted(
    evidence: &mut Evidence<'_>,
    page: &Route,
    formula: &'static str,
    value: Option<Quotient>,
) -> Option<FigureRef> {
    let value = value?;
    let shown = if formula == "coverage" { format!("{}%", cut(value)) } else { cut(value) };
    let number = evidence.figure(&shown, value, formula).note("from", &[&page.path()]).done();
    Some(FigureRef::new(number, value, shown))
}

/// A count as a value.
pub fn whole(count: usize) -> Quotient {
    Quotient::from(Decimal::count(count))
}

impl Entry<'_, '_> {
    /// Tables of the book: each from its head to its last line.
    pub fn tables(self, tables: &[Extent]) -> Self {
        let tables = tables.iter().map(|table| (table.place.path.clone(), table.place.line, table.last_line));
        self.with("tables", Detail::Tables(tables.collect()))
    }

    /// Dates that the figure follows from.
    pub fn dates<'s>(self, dates: impl IntoIterator<Item = Dated<'s>>) -> Self {
        let dates = dates.into_iter();
        let dates = dates.map(|(name, on)| (name.to_owned(), on.value, on.place.path.clone(), on.place.line));
        let dates: Vec<_> = dates.collect();
        if dates.is_empty() { self } else { self.with("dates", Detail::Dates(dates)) }
    }

    /// Lines by which a shared clause came into the terms, or which it says and the terms do not.
    pub fn refers<'s>(self, lines: impl IntoIterator<Item = &'s Place>) -> Self {
        let lines = lines.into_iter().map(|place| (place.path.clone(), place.line));
        self.with("refers", Detail::Records(lines.collect()))
    }

    /// The records that were counted, each by the place where it starts.
    pub fn records<'s>(self, records: impl IntoIterator<Item = &'s Place>) -> Self {
        let records = records.into_iter().map(|place| (place.path.clone(), place.line));
        self.with("records", Detail::Records(records.collect()))
    }
}
