//! What a sign-off covers, as one canonical listing: every row of its period, and the terms and relief in force for it.
//! Reformatting, reordering and moving rows to another file change nothing in it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::core::contract::record::Contract;
use crate::core::contract::relief_record::Relief;
use crate::core::measurement::record::{Measurements, Observation, RowOf, Status, WithheldRow};
use crate::kit::calendar::{add_days, week_of};
use crate::kit::period::Period;
use crate::kit::source::{RepoPath, sha256};
use crate::subject::register::Register;

/// Version of the listing; another spelling would be another hash of the same figures.
const HEADER: &str = "scorebook sign-off 1";

/// What stands in the book for a period.
#[derive(Clone, Debug)]
pub struct Covered {
    /// SHA-256 of [`Covered::listing`], 64 hexadecimal digits.
    pub hash: String,
    /// Rows of each metric file, by path.
    pub files: BTreeMap<RepoPath, usize>,
    /// Indices into the rows of the register, in its order: those with a figure. What was withheld stands in the listing.
    pub rows: Vec<usize>,
    pub provisional: usize,
    /// Contracts with terms in force on a day of the period.
    pub contracts: usize,
    /// Approved relief events that touch it.
    pub relief: usize,
    /// Header first, then the lines sorted, each ended by a line feed; cells are parted by tabs.
    pub listing: String,
}

/// What each of `periods`, weeks, months or quarters, covers.
pub fn covered(register: &Register, periods: &BTreeSet<Period>) -> BTreeMap<Period, Covered> {
    let mut rows: BTreeMap<Period, Vec<usize>> = periods.iter().map(|period| (*period, Vec::new())).collect();
    if rows.is_empty() {
        return BTreeMap::new();
    }
    let starts = register.settings.calendar.year_starts;
    for (at, row) in register.measurements.rows.iter().enumerate() {
        for period in signed_with(row.period, starts).into_iter().flatten() {
            if let Some(list) = rows.get_mut(&period) {
                list.push(at);
            }
        }
    }
    let mut withheld: BTreeMap<Period, Vec<&WithheldRow>> = BTreeMap::new();
    for row in &register.measurements.withheld {
        for period in signed_with(row.period, starts).into_iter().flatten() {
            withheld.entry(period).or_default().push(row);
        }
    }
    // A row stands in the listing of its week, of its month and of its quarter.
    let wanted: BTreeSet<usize> = rows.values().flatten().copied().collect();
    let measurements = &register.measurements;
    let line = |at| Some((at, row_line(measurements, measurements.rows.get(at)?)));
    let lines: BTreeMap<usize, String> = wanted.into_par_iter().filter_map(line).collect();
    let of = |(period, rows)| {
        let withheld = withheld.get(&period).map_or(&[][..], Vec::as_slice);
        (period, of_period(register, period, rows, withheld, &lines))
    };
    rows.into_par_iter().map(of).collect()
}

/// The week, the month and the quarter that a row is signed with: its own period, the week of a day, the month and the quarter of a
/// day or of a week's Thursday. Years start with a month, 1 to 12.
fn signed_with(period: Period, starts: i8) -> [Option<Period>; 3] {
    let (week, month) = match period {
        Period::Day(day) => (Some(Period::Week(week_of(day))), Period::month_of(day)),
        Period::Week(week) => (Some(period), Period::month_of_week(week)),
        Period::Month(..) => (None, period),
        Period::Quarter(..) | Period::Year(_) => return [None; 3],
    };
    [week, Some(month), Some(Period::quarter_of(month.first_day(), starts))]
}

fn of_period(
    register: &Register,
    period: Period,
    rows: Vec<usize>,
    withheld: &[&WithheldRow],
    row_lines: &BTreeMap<usize, String>,
) -> Covered {
    let measurements = &register.measurements;
    let observations = || rows.iter().filter_map(|&at| measurements.rows.get(at));
    let of_rows = rows.iter().filter_map(|at| row_lines.get(at));
    let mut lines: Vec<Cow<'_, str>> = of_rows.map(Cow::from).collect();
    lines.extend(withheld.iter().map(|row| Cow::from(withheld_line(measurements, row))));
    let mut files: BTreeMap<RepoPath, usize> = BTreeMap::new();
    for path in observations().filter_map(|row| measurements.files.get(row.file as usize)) {
        *files.entry(path.clone()).or_default() += 1;
    }
    let periods = || observations().map(|row| row.period).chain(withheld.iter().map(|row| row.period));
    let starts = periods().map(|of| of.first_day());
    let ends = periods().map(|of| of.last_day());
    let first = starts.fold(period.first_day(), Date::min);
    let last = ends.fold(period.last_day(), Date::max);
    let mut contracts = 0;
    for contract in register.contracts.values() {
        let terms = term_lines(contract, first, last);
        contracts += usize::from(!terms.is_empty());
        lines.extend(terms.into_iter().map(Cow::from));
    }
    let before = lines.len();
    let touching = register.relief.values().filter(|relief| touches(relief, first, last));
    lines.extend(touching.map(|relief| Cow::from(relief_line(relief))));
    let relief = lines.len() - before;
    lines.sort_unstable();
    let mut listing = format!("{HEADER}\t{period}\n");
    for line in &lines {
        listing.push_str(line);
        listing.push('\n');
    }
    let provisional = observations().filter(|row| row.status == Status::Provisional).count();
    Covered { hash: sha256(&listing), files, provisional, contracts, relief, listing, rows }
}

/// Vendor, site, project, queue, language, metric, period, numbers, source, status. Notes are no figures.
fn row_line(all: &Measurements, row: &Observation) -> String {
    let figures = [
        row.period.to_string(),
        row.numerator.to_string(),
        row.denominator.to_string(),
        row.source.word().to_owned(),
        row.status.word().to_owned(),
    ];
    let ids = ids(all, row.of());
    let cells = ["row"].into_iter().chain(ids).map(str::to_owned).chain(figures);
    cells.collect::<Vec<_>>().join("\t")
}

/// Vendor, site, project, queue, language, metric, period, source of a figure that was kept back: one that comes later is a restatement.
fn withheld_line(all: &Measurements, row: &WithheldRow) -> String {
    let ids = ids(all, row.of());
    let rest = [row.period.to_string(), row.source.word().to_owned()];
    let cells = ["withheld"].into_iter().chain(ids).map(str::to_owned).chain(rest);
    cells.collect::<Vec<_>>().join("\t")
}

/// Vendor, site, project, queue, language, metric; `-` where a row names none.
fn ids(all: &Measurements, row: RowOf) -> [&str; 6] {
    let vendor = all.vendor_of_site.get(row.0 as usize).map_or("", |id| id.as_str());
    let [site, project, queue, language, metric] = all.ids(row);
    [vendor, site, project, queue, language, metric].map(|id| if id.is_empty() { "-" } else { id })
}

/// What a vendor is paid judges no figure, nor does a day on which prices are talked about: either may be written down after a
/// period was signed.
fn judges_figures(path: &str) -> bool {
    !["rate.", "invoice-tolerance.", "price-review-"].iter().any(|start| path.starts_with(start))
}

/// Contract, first day in force inside the days looked at, path, value: of each version in force on one of them.
fn term_lines(contract: &Contract, first: Date, last: Date) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, version) in contract.versions.iter().enumerate() {
        let replaced = contract.versions.get(at + 1).map(|next| add_days(next.from, -1));
        let end = replaced.map_or(*version.terms.ends_on, |day| day.min(*version.terms.ends_on)).min(last);
        let start = version.from.max(first);
        if start <= end {
            let line =
                |(path, value): &(String, String)| format!("term\t{}\t{start}\t{path}\t{value}", contract.id);
            lines.extend(version.written.iter().filter(|(path, _)| judges_figures(path)).map(line));
        }
    }
    lines
}

/// Relief without approval changes no figure.
fn touches(relief: &Relief, first: Date, last: Date) -> bool {
    relief.approved_by.is_some() && relief.from_on <= last && first <= *relief.to_on
}

fn relief_line(relief: &Relief) -> String {
    let levels: Vec<&str> = relief.service_levels.iter().map(|id| id.as_str()).collect();
    let sites: Vec<&str> = relief.sites.iter().map(|id| id.as_str()).collect();
    let mut subtract: Vec<String> = relief
        .subtract
        .iter()
        .map(|row| format!("{} {} {}/{}", row.period, row.site, row.numerator, row.denominator))
        .collect();
    subtract.sort_unstable();
    let (levels, sites, subtract) = (levels.join(","), sites.join(","), subtract.join(","));
    let (id, contract, from, to) = (&relief.id, &relief.contract, &relief.from_on, &relief.to_on);
    format!("relief\t{id}\t{contract}\t{from}\t{to}\t{levels}\t{sites}\t{subtract}")
}
