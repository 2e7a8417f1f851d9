//! The register as it would be without some changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::{Change, ChangeKind, Fact, RowKey, VALUE_COLUMNS};
use crate::model::{
    ContractId, Decimal, MetricKind, Observation, Period, Register, Source, Status, VendorId,
};
use crate::read;
use crate::source::{RepoPath, Snapshot, Text};

/// The vendors that the changes concern, with the former values in their rows and terms. `None` when nothing can be put back.
/// What cannot goes to `left_out`.
pub fn register(
    today: &Register,
    snapshot: &Snapshot,
    changes: &[&Change],
    left_out: &mut BTreeSet<String>,
) -> Option<Register> {
    let mut former = today.clone();
    let mut vendors: BTreeSet<VendorId> = BTreeSet::new();
    let mut texts: BTreeMap<RepoPath, String> = BTreeMap::new();
    let mut contracts: BTreeSet<ContractId> = BTreeSet::new();
    for change in changes {
        match &change.fact {
            Fact::Measurement { key, column } => match put_back(&mut former, change, key, column) {
                Some(vendor) => {
                    vendors.insert(vendor);
                }
                None => {
                    left_out.insert("a row cannot be put back".to_owned());
                }
            },
            Fact::Term { contract, .. } | Fact::Amendment { contract, .. } => {
                match rewrite(snapshot, &mut texts, change) {
                    Some(()) => {
                        contracts.insert(contract.clone());
                    }
                    None => {
                        left_out.insert("a term that stands on several lines, or is gone".to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    if !contracts.is_empty() {
        let read = reread(snapshot, texts);
        for id in contracts {
            match read.as_ref().and_then(|read| read.get(&id)) {
                Some(contract) => {
                    vendors.insert(contract.vendor.clone());
                    former.contracts.insert(id, contract.clone());
                }
                None => {
                    left_out.insert("the former terms cannot be read beside today's amendments".to_owned());
                }
            }
        }
    }
    if vendors.is_empty() {
        return None;
    }
    former.vendors.retain(|id, _| vendors.contains(id));
    former.sites.retain(|_, site| vendors.contains(&site.vendor));
    former.contracts.retain(|_, contract| vendors.contains(&contract.vendor));
    let of_site = &former.measurements.vendor_of_site;
    let concerned: Vec<bool> = of_site.iter().map(|vendor| vendors.contains(vendor)).collect();
    former.measurements.rows.retain(|row| concerned.get(row.site as usize).copied().unwrap_or_default());
    Some(former)
}

/// Puts a former value into its row, or a withdrawn row back; the vendor it concerns.
fn put_back(former: &mut Register, change: &Change, key: &RowKey, column: &str) -> Option<VendorId> {
    let (index, kind) = observation(former, key)?;
    let vendor = former.measurements.vendor_of_site.get(index.site as usize)?.clone();
    if change.kind == ChangeKind::Withdrawn {
        let cells: Vec<&str> = change.before.split(',').collect();
        let mut row = index;
        for (column, cell) in VALUE_COLUMNS.iter().zip(cells) {
            set(&mut row, kind, column, cell)?;
        }
        former.measurements.rows.push(row);
        return Some(vendor);
    }
    let same = |row: &&mut Observation| {
        let of = |row: &Observation| (row.site, row.project, row.queue, row.language, row.metric, row.period);
        of(row) == of(&index)
    };
    let row = former.measurements.rows.iter_mut().find(same)?;
    set(row, kind, column, &change.before)?;
    Some(vendor)
}

/// A row with the indices of its key and no values yet. A queue without its project stands for both.
fn observation(register: &Register, key: &RowKey) -> Option<(Observation, MetricKind)> {
    let measurements = &register.measurements;
    let index = |at: Result<usize, usize>| u32::try_from(at.ok()?).ok();
    let named = |text: &str, find: &dyn Fn(&str) -> Result<usize, usize>| match text {
        "" => Some(None),
        text => index(find(text)).map(Some),
    };
    let queue = register
        .projects
        .values()
        .flat_map(|project| &project.queues)
        .find(|queue| queue.id.as_str() == key.queue);
    let project = match (key.project.as_str(), queue) {
        ("", Some(queue)) => queue.project.as_str(),
        (project, _) => project,
    };
    let row = Observation {
        site: index(measurements.sites.binary_search_by(|id| id.as_str().cmp(&key.site)))?,
        project: named(project, &|text| measurements.projects.binary_search_by(|id| id.as_str().cmp(text)))?,
        queue: named(&key.queue, &|text| measurements.queues.binary_search_by(|id| id.as_str().cmp(text)))?,
        language: named(&key.language, &|text| {
            measurements.languages.binary_search_by(|id| id.as_str().cmp(text))
        })?,
        metric: index(measurements.metrics.binary_search_by(|id| id.as_str().cmp(&key.metric)))?,
        period: Period::parse(&key.period)?,
        numerator: Decimal::from_int(0),
        denominator: Decimal::from_int(0),
        source: Source::System,
        status: Status::Final,
        file: 0,
        line: 0,
    };
    let kind = register.metrics.values().find(|metric| metric.id.as_str() == key.metric)?.kind;
    Some((row, kind))
}

fn set(row: &mut Observation, kind: MetricKind, column: &str, cell: &str) -> Option<()> {
    let number = || if cell.is_empty() { Some(Decimal::from_int(0)) } else { Decimal::parse(cell).ok() };
    match (column, kind) {
        ("numerator", MetricKind::Ratio) => row.numerator = number()?,
        ("denominator", MetricKind::Ratio) => row.denominator = number()?,
        ("value", kind) if kind != MetricKind::Ratio => row.numerator = number()?,
        ("samples", MetricKind::Mean) => row.denominator = number()?,
        ("status", _) => row.status = if cell == "provisional" { Status::Provisional } else { Status::Final },
        // Source, and cells that this kind of metric does not count.
        _ => {}
    }
    Some(())
}

/// Writes the former value of a term into the text of its file.
fn rewrite(snapshot: &Snapshot, texts: &mut BTreeMap<RepoPath, String>, change: &Change) -> Option<()> {
    let place = change.place.as_ref()?;
    let today = snapshot.texts.get(&place.path)?;
    let text = texts.entry(place.path.clone()).or_insert_with(|| today.content().to_owned());
    let line = today.line(place.line);
    let (key, value) = line.split_once('=')?;
    let former = match change.kind {
        // The line stays, so that other lines keep their numbers.
        ChangeKind::Added => String::new(),
        _ if value.trim_start().starts_with(['"', '\'']) => format!("{key}= {:?}", change.before),
        _ => format!("{key}= {}", change.before),
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = place.line.checked_sub(1)? as usize;
    let end = lines.get(at)?.strip_prefix(line)?;
    let mut new: String = lines[..at].concat();
    new.push_str(&former);
    new.push_str(end);
    new.push_str(&lines[at + 1..].concat());
    *text = new;
    Some(())
}

/// The contracts of the book with some texts replaced; `None` when those texts have defects.
fn reread(
    snapshot: &Snapshot,
    texts: BTreeMap<RepoPath, String>,
) -> Option<BTreeMap<ContractId, crate::model::Contract>> {
    let mut former = snapshot.clone();
    // Contracts know no rows.
    former.texts.retain(|path, _| !path.as_str().ends_with(".csv"));
    let paths: BTreeSet<RepoPath> = texts.keys().cloned().collect();
    former.texts.extend(texts.into_iter().map(|(path, text)| (path.clone(), Text::new(path, text))));
    let (register, diagnostics) = read::read(&former);
    let broken = diagnostics.iter().any(|found| {
        found.code.class == crate::diag::Class::Defect
            && paths.iter().any(|path| path.folder() == found.place.path.folder())
    });
    register.filter(|_| !broken).map(|register| register.contracts)
}
