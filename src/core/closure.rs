//! Keeps the book's promise that an id which stands in it has its record: what refers to a record that could not
//! be read is left out too. Only a book with defects loses anything here.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::book::Book;
use super::measurement::record::WithheldRow;
use crate::kit::declared;
use crate::kit::declared::{Existing as _, Record, Reference};
use crate::kit::id::{ContractId, MetricId, PersonId, ProjectId, SharedClauseId, SiteId, VendorId};
use crate::kit::record::catalog::Sort;

/// Removes until nothing dangles; each round can only make the book smaller.
pub fn close(book: &mut Book) {
    while round(book) {}
    let list = &book.measurements;
    let sites: Vec<bool> = list.sites.iter().map(|id| book.sites.contains_key(id)).collect();
    let metrics: Vec<bool> = list.metrics.iter().map(|id| book.metrics.contains_key(id)).collect();
    let projects: Vec<bool> = list.projects.iter().map(|id| book.projects.contains_key(id)).collect();
    let is_kept = |row: &WithheldRow| {
        sites[row.site as usize]
            && metrics[row.metric as usize]
            && row.project.is_none_or(|project| projects[project as usize])
    };
    let kept: Vec<bool> = list.rows.iter().map(|row| is_kept(&row.without_figure())).collect();
    let withheld_kept: Vec<bool> = list.withheld.iter().map(is_kept).collect();
    if kept.iter().chain(&withheld_kept).all(|kept| *kept) {
        return;
    }
    let measurements = Arc::make_mut(&mut book.measurements);
    keep(&mut measurements.rows, &mut measurements.notes, &kept);
    keep(&mut measurements.withheld, &mut measurements.withheld_notes, &withheld_kept);
}

/// The rows that are kept, and their notes under their new indices.
fn keep<T>(rows: &mut Vec<T>, notes: &mut Vec<(u32, String)>, kept: &[bool]) {
    let mut place = Vec::with_capacity(kept.len());
    let mut next: u32 = 0;
    for kept in kept {
        place.push(kept.then_some(next));
        next += u32::from(*kept);
    }
    notes.retain_mut(|(row, _)| match place[*row as usize] {
        Some(at) => {
            *row = at;
            true
        }
        None => false,
    });
    let mut at = 0;
    rows.retain(|_| {
        at += 1;
        kept[at - 1]
    });
}

fn round(book: &mut Book) -> bool {
    let before = size(book);
    let existing = Existing::of(book);
    let Book { vendors, sites, projects, clauses, contracts, relief, rebases, invoiced, .. } = book;
    vendors.retain(|_, vendor| vendor.close(&existing));
    sites.retain(|_, site| site.close(&existing));
    projects.retain(|_, project| project.close(&existing));
    for clause in clauses.values_mut() {
        Arc::make_mut(clause).amendments.retain_mut(|amendment| amendment.close(&existing));
    }
    contracts.retain(|_, contract| {
        contract.amendments.retain_mut(|amendment| amendment.close(&existing));
        contract.versions.iter_mut().all(|version| version.terms.close(&existing))
    });
    for relief in relief.values_mut() {
        let contract = relief.contract.as_str();
        relief.service_levels.retain(|level| existing.has(Reference::Clause(contract, level.as_str())));
    }
    relief.retain(|_, relief| relief.close(&existing));
    rebases.retain_mut(|rebase| rebase.close(&existing));
    invoiced.retain(|line| existing.has(Reference::Id(Sort::Contract, line.contract.as_str())));
    size(book) < before
}

/// What other records refer to.
fn size(book: &Book) -> usize {
    let levels = book.contracts.values().flat_map(|contract| &contract.versions);
    book.vendors.len()
        + book.sites.len()
        + book.projects.len()
        + book.contracts.len()
        + levels.map(|version| version.terms.service_levels.len()).sum::<usize>()
}

/// The ids of the records that stand: what others may refer to.
pub struct Existing {
    ids: BTreeSet<(Sort, String)>,
    clauses: BTreeSet<(String, String)>,
    parts: BTreeSet<(String, String)>,
}

impl Existing {
    /// Those of core.
    pub fn of(book: &Book) -> Existing {
        let mut ids = BTreeSet::new();
        let mut add = |sort, names: &mut dyn Iterator<Item = &str>| {
            ids.extend(names.map(|name| (sort, name.to_owned())));
        };
        let queues = book.projects.values().flat_map(|project| &project.queues);
        add(Sort::Person, &mut book.settings.people.keys().map(PersonId::as_str));
        add(Sort::Metric, &mut book.metrics.keys().map(MetricId::as_str));
        add(Sort::Vendor, &mut book.vendors.keys().map(VendorId::as_str));
        add(Sort::Site, &mut book.sites.keys().map(SiteId::as_str));
        add(Sort::Project, &mut book.projects.keys().map(ProjectId::as_str));
        add(Sort::Contract, &mut book.contracts.keys().map(ContractId::as_str));
        add(Sort::Clause, &mut book.clauses.keys().map(SharedClauseId::as_str));
        add(Sort::Queue, &mut queues.map(|queue| queue.id.as_str()));
        let clauses = book.contracts.values().flat_map(|contract| {
            let levels = contract.versions.iter().flat_map(|version| version.terms.service_levels.keys());
            levels.map(|level| (contract.id.to_string(), level.to_string()))
        });
        Existing { clauses: clauses.collect(), parts: BTreeSet::new(), ids }
    }

    /// A record of a subject; of no sort, nothing refers to it.
    pub fn add(&mut self, sort: Option<Sort>, id: &str) {
        self.ids.extend(sort.map(|sort| (sort, id.to_owned())));
    }

    /// A table of a record that others refer to, such as an action of a plan.
    pub fn add_part(&mut self, record: &str, part: &str) {
        self.parts.insert((record.to_owned(), part.to_owned()));
    }
}

impl declared::Existing for Existing {
    fn has(&self, reference: Reference<'_>) -> bool {
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        match reference {
            Reference::Id(sort, id) => self.ids.contains(&(sort, id.to_owned())),
            Reference::Clause(contract, level) => self.clauses.contains(&pair(contract, level)),
            Reference::Action(plan, action) => self.parts.contains(&pair(plan, action)),
        }
    }
}
