//! The rows of one subject, laid along the slices of a service level, before and after relief.

use std::borrow::Cow;

use crate::core::Book;
use crate::core::contract::record::{Contract, Scope, ServiceLevel};
use crate::core::contract::relief_record::Relief;
use crate::core::contract::terms::{covers, is_expected, sites_in_scope};
use crate::core::contract::window::Schedule;
use crate::core::metric::record::Metric;
use crate::core::organisation::record::Site;
use crate::core::relief::{Reliefs, events, relieve};
use crate::core::rollup::{Cell, Cells, Rollup, Subject, WithheldCells};
use crate::kit::id::{ReliefId, ServiceLevelId, SiteId};
use crate::kit::period::Period;

/// One slice of one subject.
#[derive(Debug, Default)]
pub struct Slot<'a> {
    /// After relief.
    pub cell: Option<Cow<'a, Cell>>,
    /// Before relief, where relief changed it.
    pub before: Option<Option<&'a Cell>>,
    /// Relief took the slice out: it counts neither as measured nor as missing.
    pub left_out: bool,
    /// The slice belongs to the subject: a row stands for it, or one is due.
    pub active: bool,
    pub relief: Vec<ReliefId>,
    /// Sites that owe a row where others of the vendor sent theirs, or said that they withhold it.
    pub silent: Vec<SiteId>,
    /// Indices into `Measurements::withheld`, rising: rows that their sender kept back and that no relief covers.
    pub withheld: Vec<u32>,
    /// Of a vendor: its sites of which no row is there and one was withheld, where that is not so of all that owe one.
    pub withheld_sites: Vec<SiteId>,
}

/// The slots of a subject and, of a vendor, the sites that owe rows.
#[derive(Debug, Default)]
pub struct Laid<'a> {
    /// One for each slice of the schedule.
    pub slots: Vec<Slot<'a>>,
    /// By site: whether a row of each slice is there or due, and not relieved.
    pub sites: Vec<Vec<bool>>,
}

/// Rows by the version of the terms that scopes them: an amendment may change scope or metric.
pub struct Rows<'a> {
    pub versions: Vec<Option<VersionRows<'a>>>,
}

pub struct VersionRows<'a> {
    pub clause: &'a ServiceLevel,
    pub metric: &'a Metric,
    cells: Cells,
    withheld: WithheldCells,
}

impl<'a> Rows<'a> {
    pub fn new(
        book: &'a Book,
        rollup: &Rollup<'_>,
        contract: &'a Contract,
        id: &ServiceLevelId,
        subject: &Subject,
    ) -> Rows<'a> {
        let of_version = |clause: &'a ServiceLevel| {
            let metric = book.metrics.get(&clause.metric)?;
            let cells = rollup.cells(subject, &clause.metric, &clause.scope);
            let withheld = rollup.withheld(subject, &clause.metric, &clause.scope);
            Some(VersionRows { clause, metric, cells, withheld })
        };
        let clauses = contract.versions.iter().map(|version| version.terms.service_levels.get(id));
        Rows { versions: clauses.map(|clause| clause.and_then(of_version)).collect() }
    }

    pub fn version(&self, at: usize) -> Option<&VersionRows<'a>> {
        self.versions.get(at)?.as_ref()
    }
}

/// Lays the rows of a subject along the slices of the schedule.
pub fn lay<'r>(
    book: &Book,
    rollup: &Rollup<'_>,
    contract: &Contract,
    id: &ServiceLevelId,
    subject: &Subject,
    schedule: &Schedule,
    rows: &'r Rows<'_>,
) -> Laid<'r> {
    let mut slots: Vec<Slot<'r>> = schedule.slices.iter().map(|_| Slot::default()).collect();
    for (version, of_version) in rows.versions.iter().enumerate() {
        let mut next = 0;
        for (period, cell) in of_version.iter().flat_map(|rows| rows.cells.iter()) {
            if let Some(at) = place(schedule, version, *period, next) {
                slots[at].cell = Some(Cow::Borrowed(cell));
                slots[at].active = true;
                next = at + 1;
            }
        }
        for (period, rows) in of_version.iter().flat_map(|rows| &rows.withheld) {
            if let Some(at) = place(schedule, version, *period, 0) {
                slots[at].withheld.clone_from(rows);
                slots[at].active = true;
            }
        }
    }
    let site = match subject {
        Subject::Site(site) => book.sites.get(site),
        Subject::Vendor(_) => None,
    };
    for (slot, slice) in slots.iter_mut().zip(&schedule.slices) {
        let Some(rows) = rows.version(slice.version) else { continue };
        slot.active = slot.active || is_due(book, &rows.clause.scope, site, slice.day);
    }
    let events = events(book, contract, id);
    if !events.is_empty() {
        apply((contract, id), &events, rollup, subject, schedule, rows, &mut slots);
    }
    let mut sites = Vec::new();
    if matches!(subject, Subject::Vendor(_)) {
        let owed = owed(book, rollup, contract, id, schedule, &events);
        forget_relieved(book, &owed, &mut slots);
        mark_relieved(&owed, &mut slots);
        mark_silent(&owed, &mut slots);
        sites = owed.into_iter().map(|site| site.due).collect();
    }
    Laid { slots, sites }
}

/// Where the slice of a period stands; `guess` is right as long as no row is missing.
fn place(schedule: &Schedule, version: usize, period: Period, guess: usize) -> Option<usize> {
    let guessed = schedule.slices.get(guess).is_some_and(|slice| slice.period == period);
    let at = if guessed { guess } else { *schedule.place_of.get(&period)? };
    (schedule.slices.get(at)?.version == version).then_some(at)
}

fn is_due(book: &Book, scope: &Scope, site: Option<&Site>, day: jiff::civil::Date) -> bool {
    site.is_none_or(|site| covers(book, scope, site)) && is_expected(book, scope, site, day)
}

fn apply<'r>(
    (contract, id): (&Contract, &ServiceLevelId),
    events: &[&Relief],
    rollup: &Rollup<'_>,
    subject: &Subject,
    schedule: &Schedule,
    rows: &'r Rows<'_>,
    slots: &mut [Slot<'r>],
) {
    for (slot, slice) in slots.iter_mut().zip(&schedule.slices) {
        let Some(rows) = rows.version(slice.version).filter(|rows| rows.clause.relief) else { continue };
        let scope = &rows.clause.scope;
        let reliefs = Reliefs { events, rollup, contract, id, metric: rows.metric, scope };
        let relieved = relieve(reliefs, subject, slice.period, slot.cell.as_deref());
        let Some(relieved) = relieved else { continue };
        slot.before = Some(match slot.cell.take() {
            Some(Cow::Borrowed(cell)) => Some(cell),
            _ => None,
        });
        slot.cell = relieved.cell.map(Cow::Owned);
        slot.left_out = relieved.left_out;
        if slot.left_out && matches!(subject, Subject::Site(_)) {
            slot.withheld.clear();
        }
        slot.relief = relieved.events;
    }
}

/// What one site of a vendor owes: by slice, whether its row is there, and who relieves it of it.
struct Owed<'a> {
    site: &'a SiteId,
    /// A row is there, or is due and not relieved.
    due: Vec<bool>,
    present: Vec<bool>,
    /// No row is there and no relief covers it, and one was withheld.
    withheld: Vec<bool>,
    /// Events that relieve it of the row, of each slice.
    relieved: Vec<Vec<ReliefId>>,
}

/// What the sites of a vendor owe by a service level. A site is expected once the clause names it or it has begun to report, for as long
/// as it is open and the work runs.
fn owed<'a>(
    book: &'a Book,
    rollup: &Rollup<'_>,
    contract: &'a Contract,
    id: &ServiceLevelId,
    schedule: &Schedule,
    events: &[&Relief],
) -> Vec<Owed<'a>> {
    let of_site = |site: &'a SiteId| {
        let record = book.sites.get(site)?;
        let rows = Rows::new(book, rollup, contract, id, &Subject::Site(site.clone()));
        let mut present = vec![false; schedule.slices.len()];
        for (version, rows) in rows.versions.iter().enumerate() {
            let mut next = 0;
            for (period, _) in rows.iter().flat_map(|rows| rows.cells.iter()) {
                if let Some(at) = place(schedule, version, *period, next) {
                    present[at] = true;
                    next = at + 1;
                }
            }
        }
        let mut withheld = vec![false; schedule.slices.len()];
        for (version, rows) in rows.versions.iter().enumerate() {
            for period in rows.iter().flat_map(|rows| rows.withheld.keys()) {
                if let Some(at) = place(schedule, version, *period, 0) {
                    withheld[at] = true;
                }
            }
        }
        // Who withholds a figure has begun to report.
        let has_reported = present.iter().zip(&withheld).map(|(present, withheld)| *present || *withheld);
        let begun = has_reported.into_iter().position(|reported| reported).unwrap_or(usize::MAX);
        let relieved = vec![Vec::new(); present.len()];
        let mut owed = Owed { site, due: present.clone(), relieved, withheld, present };
        for (at, slice) in schedule.slices.iter().enumerate() {
            if owed.present[at] && !owed.withheld[at] {
                continue;
            }
            let Some(rows) = rows.version(slice.version) else { continue };
            let scope = &rows.clause.scope;
            let expected = at >= begun || scope.sites.contains(site);
            let is_owed = expected && is_due(book, scope, Some(record), slice.day);
            if !is_owed && !owed.withheld[at] {
                continue;
            }
            let reliefs = Reliefs { events, rollup, contract, id, metric: rows.metric, scope };
            if rows.clause.relief {
                let over = reliefs.over_site(site, slice.period);
                owed.relieved[at] = over.into_iter().map(|event| event.id.clone()).collect();
            }
            owed.due[at] = owed.present[at] || owed.relieved[at].is_empty();
            owed.withheld[at] &= !owed.present[at] && owed.due[at];
        }
        Some(owed)
    };
    sites_in_scope(book, contract, id).into_iter().filter_map(of_site).collect()
}

/// A row that a site withheld and that relief covers is none, for the vendor as for the site.
fn forget_relieved(book: &Book, owed: &[Owed<'_>], slots: &mut [Slot<'_>]) {
    let measurements = &book.measurements;
    for (at, slot) in slots.iter_mut().enumerate().filter(|(_, slot)| !slot.withheld.is_empty()) {
        let site = |row: u32| measurements.sites.get(measurements.withheld.get(row as usize)?.site as usize);
        slot.withheld.retain(|row| {
            let of = owed.iter().find(|of| Some(of.site) == site(*row));
            of.is_none_or(|of| of.relieved[at].is_empty())
        });
        // Relief of the sites that sent their rows is none of the site that withheld its own.
        slot.left_out &= slot.withheld.is_empty();
    }
}

/// A slice of a vendor in which no site owes a row any more is left out: relief of each of its sites is relief of the whole.
fn mark_relieved(owed: &[Owed<'_>], slots: &mut [Slot<'_>]) {
    for (at, slot) in slots.iter_mut().enumerate() {
        let mut events: Vec<ReliefId> = owed.iter().flat_map(|of| of.relieved[at].iter().cloned()).collect();
        if slot.cell.is_some() || slot.left_out || events.is_empty() || owed.iter().any(|of| of.due[at]) {
            continue;
        }
        events.sort_unstable();
        events.dedup();
        slot.left_out = true;
        slot.before = Some(None);
        slot.relief = events;
    }
}

/// A vendor's sum hides a site that sent nothing, so silent sites are named, and apart from them those that withheld their figure.
/// Where no site sent one, the slice as a whole is missing, or withheld.
fn mark_silent(owed: &[Owed<'_>], slots: &mut [Slot<'_>]) {
    for (at, slot) in slots.iter_mut().enumerate() {
        let due = || owed.iter().filter(|of| of.due[at]);
        let is_whole = slot.cell.is_none() && (slot.withheld.is_empty() || due().all(|of| of.withheld[at]));
        for of in due().filter(|of| !is_whole && !of.present[at]) {
            let named = if of.withheld[at] { &mut slot.withheld_sites } else { &mut slot.silent };
            named.push(of.site.clone());
        }
    }
}
