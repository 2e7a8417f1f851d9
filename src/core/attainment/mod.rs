//! Attainment: what a clause says of each window of each subject.
//!
//! The policies, in the order they speak:
//! 1. *In force*: a row belongs whole to the terms of one day ([`crate::core::contract::standing`]): its day, a week's Thursday, of a month
//!    those that cover most of it. Slices before `measured-from`, or outside the contract, take no part; a window with fewer days in
//!    force than `min-days` is not measured, nor is a count over a window in force only in part without `pro-rate`, nor one in which
//!    no work of the clause runs at the subject.
//! 2. *Due*: a window whose rows are not due yet (`lag-days` of its metric) is not ruled on, as one that has not ended.
//!    *Relief*: approved events take rows or slices out, missing ones too; the value without relief stands beside.
//! 3. *Missing*: a slice without a row is listed. With `on-missing = "missed"` the window is missed once the days of grace have
//!    passed since it was due, contract-wide also when a single site that reports is silent, and ends the pool of the next policy;
//!    else what there is, is judged, and a window without any row is late and passed over. *Withheld*: a row that its sender kept back is
//!    not owed, so its slice is listed as withheld and never as missing. A window of which all rows due were withheld is not measured
//!    whatever `on-missing` says, and the next policy passes it over as under `flag`.
//! 4. *Nothing to divide*: `on-zero-denominator`, of a slice where slices are compared. *Too little*: `min-volume`, or pooled into the
//!    next window that has rows; what waits when no window is to come is judged as it stands.
//! 5. *Rounding* of the result, where the clause has it; then the exact comparison, equality meeting.
//! 6. *Amendment or ramp step inside the window*: `start` and `end` take the terms of its first or last day in force, by the
//!    calendar; `split` blends the slices' targets by what each slice weighs, so that sums meet when Σ numerators ≥ Σ target ×
//!    denominator, and keeps the parts.

mod ruling;

mod settled;

mod line;

mod measure;

mod slots;

mod sampling;

mod verdict;

pub(crate) mod judge;

mod run;

use jiff::civil::Date;
use rayon::prelude::*;

pub use crate::core::contract::window::WindowSpan;
pub use line::direction_of_window;
pub use ruling::{Beyond, Gaps, Judged, Outcome, Recent, Ruling, Slice, SplitPart, WhyNot};

use crate::core::Book;
use crate::core::contract::record::Contract;
use crate::core::contract::terms::{days_in_force, sites_in_scope};
use crate::core::contract::window::{PlannedWindow, Schedule, schedule};
use crate::core::metric::record::Metric;
use crate::core::organisation::record::Site;
use crate::core::rollup::{Rollup, Subject};
use crate::kit::calendar::{Grain, add_days};
use crate::kit::id::ServiceLevelId;
use crate::kit::period::Period;
use judge::{Bench, Carried};
use slots::Rows;

/// Every service level of every contract, for the vendor and for each site in scope: by contract, service level, subject
/// (vendor before sites).
pub fn judge_all(book: &Book, rollup: &Rollup<'_>) -> Vec<Judged> {
    let mut work: Vec<(&Contract, &ServiceLevelId, Schedule, Vec<Subject>)> = Vec::new();
    for contract in book.contracts.values() {
        for id in contract.service_level_ids() {
            let clauses = contract.versions.iter().filter_map(|version| version.terms.service_levels.get(id));
            clauses.for_each(|clause| rollup.prepare(&clause.scope));
            let due_by = due_by(book, contract, id);
            let schedule = schedule(book, contract, id, grain(book, contract, id), due_by);
            let sites = sites_in_scope(book, contract, id).into_iter().cloned().map(Subject::Site);
            let vendor = Subject::Vendor(contract.vendor.clone());
            work.push((contract, id, schedule, std::iter::once(vendor).chain(sites).collect()));
        }
    }
    let pairs: Vec<(&Contract, &ServiceLevelId, &Schedule, &Subject)> = work
        .iter()
        .flat_map(|(contract, id, schedule, subjects)| {
            subjects.iter().map(move |subject| (*contract, *id, schedule, subject))
        })
        .collect();
    // Each ruling looks at its own subject alone, and the results stand in the order of the pairs.
    pairs
        .into_par_iter()
        .with_min_len(16)
        .map(|(contract, id, schedule, subject)| judge_on(book, rollup, contract, id, schedule, subject))
        .collect()
}

/// As [`judge_all`], of a book that speaks for an earlier day than another with the same records: only what
/// something that came between may have changed is judged anew.
pub fn judge_earlier(book: &Book, rollup: &Rollup<'_>, later: &Book, judged: &[Judged]) -> Vec<Judged> {
    let clauses = judged
        .chunk_by(|one, next| (&one.contract, &one.service_level) == (&next.contract, &next.service_level));
    let of_clause = |judged: &[Judged]| -> Vec<Judged> {
        let Some(first) = judged.first() else { return Vec::new() };
        let Some(contract) = book.contracts.get(&first.contract) else { return Vec::new() };
        let id = &first.service_level;
        let stands = settled::stands(book, later, contract, id);
        let anew = |judged: &Judged| judge(book, rollup, contract, id, &judged.subject);
        let settled = |judged: &Judged| settled::settled(book, contract, judged).filter(|_| stands);
        judged.iter().map(|judged| settled(judged).unwrap_or_else(|| anew(judged))).collect()
    };
    clauses.collect::<Vec<_>>().into_par_iter().flat_map_iter(of_clause).collect()
}

/// All rulings of one service level for one subject.
pub fn judge(
    book: &Book,
    rollup: &Rollup<'_>,
    contract: &Contract,
    service_level: &ServiceLevelId,
    subject: &Subject,
) -> Judged {
    let grain = grain(book, contract, service_level);
    let due_by = due_by(book, contract, service_level);
    let schedule = schedule(book, contract, service_level, grain, due_by);
    judge_on(book, rollup, contract, service_level, &schedule, subject)
}

/// Grain of the metric that the last version of a clause names.
pub fn grain(book: &Book, contract: &Contract, id: &ServiceLevelId) -> Grain {
    metric_of(book, contract, id).map_or(Grain::Week, |metric| metric.grain)
}

/// Days after the end of a window by which the rows of a clause are due: those of the metric that its last version names.
pub fn lag_days(book: &Book, contract: &Contract, id: &ServiceLevelId) -> i32 {
    let days = metric_of(book, contract, id).map_or(0, |metric| metric.lag_days);
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// The last day that a window may end on to be due by the as-of date.
pub fn due_by(book: &Book, contract: &Contract, id: &ServiceLevelId) -> Date {
    add_days(book.as_of(), -lag_days(book, contract, id))
}

fn metric_of<'a>(book: &'a Book, contract: &Contract, id: &ServiceLevelId) -> Option<&'a Metric> {
    let clauses = contract.versions.iter().rev();
    let metric =
        clauses.filter_map(|version| version.terms.service_levels.get(id)).map(|clause| &clause.metric);
    metric.into_iter().find_map(|id| book.metrics.get(id))
}

fn judge_on(
    book: &Book,
    rollup: &Rollup<'_>,
    contract: &Contract,
    id: &ServiceLevelId,
    schedule: &Schedule,
    subject: &Subject,
) -> Judged {
    let rows = Rows::new(book, rollup, contract, id, subject);
    let laid = slots::lay(book, rollup, contract, id, subject, schedule, &rows);
    let bench = Bench {
        contract,
        id,
        schedule,
        rows: &rows,
        slots: &laid.slots,
        sites: &laid.sites,
        lag_days: lag_days(book, contract, id),
        as_of: book.as_of(),
    };
    let open = match subject {
        Subject::Site(site) => book.sites.get(site),
        Subject::Vendor(_) => None,
    };
    let mut rulings: Vec<Ruling> = Vec::with_capacity(schedule.windows.len());
    let mut carried = Carried::default();
    // Indices of the rulings that wait for a later window to report them, and the last of these windows with what it was judged by.
    let mut waiting: Vec<usize> = Vec::new();
    let mut newest: Option<(&PlannedWindow, Vec<usize>, u32, Carried)> = None;
    for window in &schedule.windows {
        let own = bench.own(window);
        let days = days_open(contract, id, window, open);
        if days == 0 {
            continue;
        }
        if !window.coarse && (own.is_empty() || (window.rolling && own.len() < window.slices.len())) {
            // At its start a rolling window is not full yet; at the end of the work, or before it, nothing is due.
            let begins = own.last().is_some_and(|last| last + 1 == window.slices.end);
            rulings.extend((!begins).then(|| bench.idle(window)).flatten());
            continue;
        }
        let Some(ruling) = bench.rule(window, &own, days, &carried, false) else { continue };
        if bench.combines(&ruling) {
            waiting.push(rulings.len());
            let before = carried.clone();
            carried.add(window.span.period, &own);
            newest = Some((window, own, days, before));
        } else if !ruling.combined_with.is_empty() {
            report_with(&mut rulings, waiting.drain(..), window.span.period);
            carried = Carried::default();
        } else if ruling.missed() && (ruling.rows.is_empty() || ruling.denominator != 0) {
            // Missed for want of rows, not for 0/0: what waited stays as little as it is.
            waiting.clear();
            carried = Carried::default();
        }
        rulings.push(ruling);
    }
    let ends = || open.and_then(|site| site.days().1).is_some_and(|on| on <= book.as_of());
    if let Some((window, own, days, before)) = newest.filter(|_| !waiting.is_empty())
        && (ends() || is_over(book, contract, id))
        && let Some(ruling) = bench.rule(window, &own, days, &before, true)
    {
        let at = waiting.pop().unwrap_or_default();
        report_with(&mut rulings, waiting.drain(..), window.span.period);
        rulings[at] = ruling;
    }
    run::mark_streaks(&mut rulings);
    run::mark_chronic(&mut rulings, |version| {
        rows.version(version).and_then(|rows| rows.clause.chronic.as_ref())
    });
    Judged {
        contract: contract.id.clone(),
        service_level: id.clone(),
        subject: subject.clone(),
        rulings: rulings.into(),
    }
}

/// Windows that are reported with a later one.
fn report_with(rulings: &mut [Ruling], waiting: impl Iterator<Item = usize>, later: Period) {
    for at in waiting {
        rulings[at].outcome = Outcome::NotMeasured(WhyNot::CombinedInto(later));
    }
}

/// Whether no window of a service level is to end after the as-of date.
pub fn is_over(book: &Book, contract: &Contract, id: &ServiceLevelId) -> bool {
    let due_by = due_by(book, contract, id);
    let later = schedule(book, contract, id, grain(book, contract, id), add_days(due_by, TWO_YEARS));
    later.windows.iter().all(|window| window.span.last <= due_by)
}

/// No window is as long, in days: the next one ends before so many have passed.
const TWO_YEARS: i32 = 731;

/// Days of a window on which the clause is in force and, of a site, the site is open.
fn days_open(contract: &Contract, id: &ServiceLevelId, window: &PlannedWindow, site: Option<&Site>) -> u32 {
    let Some(site) = site else { return window.days };
    let (from, to) = window.row_days();
    let (opened, closed) = site.days();
    let (first, last) = (opened.max(from), closed.map_or(to, |on| on.min(to)));
    if (first, last) == (from, to) { window.days } else { days_in_force(contract, id, first, last) }
}

#[cfg(test)]
mod tests;
