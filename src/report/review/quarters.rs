//! Which quarters a vendor has a review of, and what the book said when the figures of one were due.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::attainment::{Outcome, Ruling};
use crate::core::rollup::Subject;
use crate::kit::id::VendorId;
use crate::kit::period::Period;
use crate::kit::source::At;
use crate::subject::edition::register_on;
use crate::subject::report::{Report, report};
use crate::subject::shell::PageContext;

/// Quarters that are kept: two years.
const KEPT: usize = 8;

/// Reviews of a site, as far as each vendor keeps its newest one: each is a hundred kilobytes, and a large book has hundreds of vendors.
const MOST: usize = 400;

/// A quarter that has ended, and whose figures were due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    pub period: Period,
    /// The day that its reviews speak for: the last by which a figure of it was due.
    pub on: Date,
}

impl Quarter {
    /// Whether a period is of it: a week by its Thursday.
    pub fn has(&self, period: Period) -> bool {
        self.period.contains(match period {
            Period::Week(week) => week.thursday(),
            period => period.last_day(),
        })
    }
}

/// The quarter of a window: that of its month.
pub fn quarter_of(report: &Report<'_>, ruling: &Ruling) -> Period {
    Period::quarter_of(ruling.window.month().first_day(), report.register.settings.calendar.year_starts)
}

fn is_judged(ruling: &Ruling) -> bool {
    matches!(ruling.outcome, Outcome::Met | Outcome::Missed)
}

/// Quarters with the vendors that have a review of them, oldest first.
pub fn quarters(report: &Report<'_>) -> Vec<(Quarter, Vec<VendorId>)> {
    let as_of = report.register.as_of();
    let mut found: BTreeMap<Period, (Date, BTreeSet<VendorId>)> = BTreeMap::new();
    for judged in &report.judged {
        let Subject::Vendor(vendor) = &judged.subject else { continue };
        for ruling in judged.rulings.iter() {
            let period = quarter_of(report, ruling);
            let (on, vendors) = found.entry(period).or_insert((period.last_day(), BTreeSet::new()));
            *on = (*on).max(ruling.due_on);
            if is_judged(ruling) {
                vendors.insert(vendor.clone());
            }
        }
    }
    let due = found.into_iter().filter(|(_, (on, vendors))| *on <= as_of && !vendors.is_empty());
    let mut due: Vec<_> =
        due.map(|(period, (on, vendors))| (Quarter { period, on }, vendors.into_iter().collect())).collect();
    let vendors = report.register.vendors.len().max(1);
    let first = due.len().saturating_sub(KEPT.min((MOST / vendors).max(1)));
    due.drain(..first);
    due
}

/// The quarters of a vendor's reviews, oldest first.
pub fn reviews_of(report: &Report<'_>, vendor: &VendorId) -> Vec<Period> {
    let all = quarters(report).into_iter();
    all.filter(|(_, vendors)| vendors.contains(vendor)).map(|(quarter, _)| quarter.period).collect()
}

/// Computes the book as of the day of a quarter, and gives `take` the context in which its reviews are made.
pub fn of_quarter<T>(
    context: &PageContext<'_>,
    quarter: &Quarter,
    take: impl FnOnce(&PageContext<'_>) -> T,
) -> T {
    let mut register = register_on(context.report.register, quarter.on);
    // Scorecards of the whole quarter: what moved in it is told.
    register.settings.history_weeks = Some(At::new(14, register.settings.place.clone()));
    let report = report(&register);
    take(&PageContext { report: &report, ..*context })
}
