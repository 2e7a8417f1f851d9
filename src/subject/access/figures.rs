//! What the newest export of each register says: counts by place, and what is made of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::contract::record::Scope;
use crate::core::rollup::{Cell, Rollup, Subject};
use crate::kit::calendar::days_between;
use crate::kit::id::{AccessRoleId, MetricId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::number::Quotient;
use crate::kit::period::Period;
use crate::subject::access::record::{AccessCount, AccessMeasure, AccessRegister};
use crate::subject::given::{Computed, Given};

/// What a report keeps of them.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// In order of vendor and register.
    pub exports: Vec<Export>,
    /// Likewise the exports before those, where there are any.
    pub former: Vec<Export>,
}

/// The newest export of a register of a vendor, by the as-of date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    pub vendor: VendorId,
    pub register: AccessRegister,
    pub as_of: Date,
    /// Days between it and the report, 0 or more.
    pub age_days: i32,
    /// Indices into the counts of the book, rising.
    pub rows: Vec<usize>,
}

/// Which counts are meant; `None` is any, and of what a row may lack `Some(None)` is without it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Where<'w> {
    pub vendor: Option<&'w VendorId>,
    pub site: Option<&'w SiteId>,
    pub project: Option<Option<&'w ProjectId>>,
    pub queue: Option<Option<&'w QueueId>>,
    pub role: Option<Option<&'w AccessRoleId>>,
}

/// A sum of counts of one measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub measure: AccessMeasure,
    /// `None`: one of its parts is not told.
    pub count: Option<u64>,
    /// Indices of its rows; without any it is 0, of the places that `counted` has.
    pub rows: Vec<usize>,
    /// Indices of the rows that say the register was counted there.
    pub counted: Vec<usize>,
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        figures(&given.register.access.counts, given.register.as_of())
    }

    fn of_issue(given: &Given<'_>) -> Figures {
        Figures::compute(given)
    }
}

/// Of each vendor and register the two newest exports that are not after the report.
pub fn figures(counts: &[AccessCount], as_of: Date) -> Figures {
    let mut days: BTreeMap<(&VendorId, AccessRegister), BTreeMap<Date, Vec<usize>>> = BTreeMap::new();
    for (at, row) in counts.iter().enumerate().filter(|(_, row)| *row.as_of <= as_of) {
        let own = days.entry((&row.vendor, row.measure.register())).or_default();
        own.entry(*row.as_of).or_default().push(at);
    }
    let mut found = Figures::default();
    for ((vendor, register), days) in days {
        let export = |(day, rows): (Date, Vec<usize>)| Export {
            vendor: vendor.clone(),
            register,
            as_of: day,
            age_days: days_between(day, as_of),
            rows,
        };
        let mut newest = days.into_iter().rev().map(export);
        found.exports.extend(newest.next());
        found.former.extend(newest.next());
    }
    found
}

impl Where<'_> {
    fn holds(&self, row: &AccessCount) -> bool {
        self.vendor.is_none_or(|id| *row.vendor == *id)
            && self.site.is_none_or(|id| *row.site == *id)
            && self.project.is_none_or(|id| row.project.as_deref() == id)
            && self.queue.is_none_or(|id| row.queue.as_deref() == id)
            && self.role.is_none_or(|id| row.role.as_deref() == id)
    }
}

impl Figures {
    /// Whether the book counts registers at all.
    pub fn is_empty(&self) -> bool {
        self.exports.is_empty()
    }

    pub fn export(&self, vendor: &VendorId, register: AccessRegister) -> Option<&Export> {
        self.exports.iter().find(|export| export.vendor == *vendor && export.register == register)
    }

    /// The export before the newest one.
    pub fn before(&self, vendor: &VendorId, register: AccessRegister) -> Option<&Export> {
        self.former.iter().find(|export| export.vendor == *vendor && export.register == register)
    }

    /// A measure of the newest exports, added up over places; `None` where none of its register was counted there.
    pub fn sum(&self, counts: &[AccessCount], measure: AccessMeasure, of: Where<'_>) -> Option<Sum> {
        sum(self.exports.iter(), counts, measure, of)
    }

    /// A measure of the exports before the newest, and of the newest, both of vendors that have two; `None` where they have none there.
    pub fn compared(
        &self,
        counts: &[AccessCount],
        measure: AccessMeasure,
        of: Where<'_>,
    ) -> Option<(Sum, Sum)> {
        let has_two = |export: &&Export| self.before(&export.vendor, export.register).is_some();
        let newest = self.exports.iter().filter(has_two);
        sum(self.former.iter(), counts, measure, of).zip(sum(newest, counts, measure, of))
    }

    /// The rows of a register's newest exports.
    pub fn rows<'c>(
        &self,
        counts: &'c [AccessCount],
        register: AccessRegister,
    ) -> impl Iterator<Item = &'c AccessCount> {
        let exports = self.exports.iter().filter(move |export| export.register == register);
        exports.flat_map(|export| &export.rows).map(|at| &counts[*at])
    }

    /// Where a register was counted: vendor, site and project, each once.
    pub fn places<'c>(&self, counts: &'c [AccessCount], register: AccessRegister) -> BTreeSet<Place<'c>> {
        let place = |row: &'c AccessCount| (&*row.vendor, &*row.site, row.project.as_deref());
        self.rows(counts, register).map(place).collect()
    }
}

fn sum<'e>(
    exports: impl Iterator<Item = &'e Export>,
    counts: &[AccessCount],
    measure: AccessMeasure,
    of: Where<'_>,
) -> Option<Sum> {
    let register = measure.register();
    // A large book has many vendors, and most questions are of one.
    let exports = exports
        .filter(|export| export.register == register && of.vendor.is_none_or(|id| export.vendor == *id));
    let own: Vec<usize> =
        exports.flat_map(|export| &export.rows).copied().filter(|at| of.holds(&counts[*at])).collect();
    let of_measure = |which: AccessMeasure| {
        own.iter().copied().filter(|at| *counts[*at].measure == which).collect::<Vec<_>>()
    };
    let (rows, counted) = (of_measure(measure), of_measure(register.base()));
    if rows.is_empty() && counted.is_empty() {
        return None;
    }
    let known: Option<u64> = rows.iter().map(|at| counts[*at].count.known().map(u64::from)).sum();
    Some(Sum { measure, count: known, rows, counted })
}

/// Vendor, site and project; `None`: of no project.
pub type Place<'c> = (&'c VendorId, &'c SiteId, Option<&'c ProjectId>);

/// What people who wait for a permission do not get done: hours lost times the units of an hour of the newest period of the metric that had ended by the
/// day of the export, at that site and queue. `None`: no such period was measured.
pub fn pace(
    rollup: &Rollup<'_>,
    metric: &MetricId,
    (site, queue): (&SiteId, Option<&QueueId>),
    by: Date,
) -> Option<(Period, Cell)> {
    let scope = Scope { queues: queue.into_iter().cloned().collect(), ..Scope::default() };
    let cells = rollup.cells(&Subject::Site(site.clone()), metric, &scope);
    let counts = |(period, cell): &&(Period, Cell)| {
        period.last_day() <= by && !cell.is_unclear && !cell.not_aggregable && cell.denominator > 0
    };
    cells.iter().rev().find(counts).cloned()
}

/// Rounded where it is shown.
pub fn units_lost(hours: u64, pace: &Cell) -> Option<Quotient> {
    Quotient::new(i128::from(hours).checked_mul(pace.numerator)?, pace.denominator)
}

impl Sum {
    pub fn is_some(&self) -> bool {
        self.count != Some(0)
    }

    /// As words of findings and pages: `3`, or `some` where it is not told.
    pub fn told(&self) -> String {
        self.count.map_or_else(|| "some".to_owned(), |count| count.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::declared::Tallied;
    use crate::testing::{at, day};

    fn row(on: &str, site: &str, measure: AccessMeasure, count: Tallied) -> AccessCount {
        AccessCount {
            as_of: at(day(on)),
            vendor: at(VendorId::new("acme")),
            site: at(SiteId::new(site)),
            project: None,
            queue: None,
            role: None,
            measure: at(measure),
            count: at(count),
            place: crate::testing::place("data/access/accounts.csv", 2),
        }
    }

    fn rows() -> Vec<AccessCount> {
        use AccessMeasure::{Active, Overdue};
        let known = Tallied::Known;
        vec![
            row("2026-11-05", "porto", Active, known(40)),
            row("2026-11-05", "porto", Overdue, known(6)),
            row("2026-11-12", "porto", Active, known(34)),
            row("2026-11-12", "lyon", Active, known(20)),
            row("2026-11-12", "lyon", Overdue, known(2)),
            row("2026-11-19", "lyon", Overdue, known(9)),
        ]
    }

    #[test]
    fn e3_the_newest_export_by_the_day_of_the_report_counts_alone() {
        let rows = rows();
        let figures = figures(&rows, day("2026-11-15"));
        assert_eq!(figures.exports.len(), 1);
        let export = &figures.exports[0];
        assert_eq!((export.as_of, export.age_days), (day("2026-11-12"), 3));
        let sum = figures.sum(&rows, AccessMeasure::Active, Where::default()).unwrap();
        assert_eq!(sum.count, Some(54));
    }

    #[test]
    fn a_measure_without_a_row_is_0_where_the_register_was_counted() {
        let rows = rows();
        let figures = figures(&rows, day("2026-11-15"));
        let at = |site: &str| {
            let site = SiteId::new(site);
            figures.sum(&rows, AccessMeasure::Overdue, Where { site: Some(&site), ..Where::default() })
        };
        assert_eq!(at("porto").and_then(|sum| sum.count), Some(0), "six were to remove a week before");
        assert_eq!(at("lyon").and_then(|sum| sum.count), Some(2));
        assert_eq!(at("rabat"), None, "nobody counted there");
    }

    #[test]
    fn the_export_before_the_newest_says_what_it_was() {
        let rows = rows();
        let figures = figures(&rows, day("2026-11-15"));
        let vendor = VendorId::new("acme");
        let before = figures.before(&vendor, AccessRegister::Accounts).unwrap();
        assert_eq!((before.as_of, before.rows.len()), (day("2026-11-05"), 2));
        let (then, now) = figures.compared(&rows, AccessMeasure::Overdue, Where::default()).unwrap();
        assert_eq!((then.count, now.count), (Some(6), Some(2)));
        assert_eq!(figures.before(&vendor, AccessRegister::Grants), None);
    }

    #[test]
    fn a_sum_of_which_a_part_is_hidden_is_not_told() {
        let mut rows = rows();
        rows[4].count = at(Tallied::Hidden);
        let figures = figures(&rows, day("2026-11-15"));
        let sum = figures.sum(&rows, AccessMeasure::Overdue, Where::default()).unwrap();
        assert_eq!(sum.count, None);
        assert!(sum.is_some(), "hidden is not 0");
        assert_eq!(sum.told(), "some");
    }
}
