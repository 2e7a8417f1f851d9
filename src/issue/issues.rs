//! All issues of a book: each edition is judged as of its own day.

use std::io;

use crate::issue::judged::{Bench, Judged};
use crate::issue::page::month::month_page;
use crate::issue::page::week::week_page;
use crate::kit::calendar::Week;
use crate::kit::period::Period;
use crate::kit::source::CommitStore;
use crate::subject::edition::{Edition, editions, months, weeks};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;

/// Every edition of every issue, and what they are judged with.
pub struct Issues<'a> {
    /// Weeks, then months, each oldest first.
    editions: Vec<Edition>,
    weeks: Vec<Week>,
    bench: Bench<'a>,
}

impl<'a> Issues<'a> {
    /// `earlier` has the files of the commits that judge; `routes` are those of the pages beside the issues.
    pub fn new(
        context: &'a PageContext<'a>,
        earlier: &'a dyn CommitStore,
        routes: impl Iterator<Item = Route>,
    ) -> Issues<'a> {
        let weeks = weeks(context.report);
        let periods = weeks.iter().copied().map(Period::Week).chain(months(context.report));
        let editions: Vec<Edition> = periods.flat_map(|period| editions(context.report, period)).collect();
        let own = editions.iter().map(Route::edition).chain([Route::Issues]);
        let bench = Bench::new(context, earlier, routes.chain(own));
        Issues { editions, weeks, bench }
    }

    /// How many editions there are.
    pub fn count(&self) -> usize {
        self.editions.len()
    }

    /// Their pages, by number.
    pub fn routes(&self) -> impl Iterator<Item = Route> {
        self.editions.iter().map(Route::edition)
    }

    /// The edition of a number from 0 on, below [`Issues::count`].
    ///
    /// # Errors
    /// A commit that cannot be read.
    pub fn judge(&self, at: usize) -> io::Result<Judged> {
        let edition = &self.editions[at];
        match edition.period {
            Period::Week(week) => {
                let previous = self.weeks.iter().rfind(|before| **before < week).copied();
                self.bench.judge(edition, &|then| week_page(then, edition, week, previous))
            }
            _ => self.bench.judge(edition, &|then| month_page(then, edition)),
        }
    }
}
