//! The register as it would be without some changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::core::contract::record::Contract;
use crate::core::measurement::record::{Observation, RowOf, RowStatus, Source, Status, WithheldRow};
use crate::core::metric::record::MetricKind;
use crate::kit::id::{ContractId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::{CommitIndex, RepoPath, Snapshot, Text};
use crate::subject::history;
use crate::subject::history::{Change, ChangeKind, Fact, History, RowKey, VALUE_COLUMNS};
use crate::subject::language::figures::withheld::Withheld;
use crate::subject::read;
use crate::subject::register::Register;
use crate::subject::restatement::figures::clause_names;

/// The vendors that some changes of a commit concern, with the former values in their rows and terms. `None` when nothing can be put
/// back. Changes that could be are added to `put_back`, the reason of those that could not to `left_out`.
pub fn register(
    today: &Register,
    snapshot: &Snapshot,
    history: &History,
    changes: &[usize],
    (put_back, left_out): (&mut Vec<usize>, &mut BTreeSet<String>),
) -> Option<Register> {
    let mut former = today.clone();
    let were_withheld: BTreeSet<&RowKey> =
        changes.iter().filter_map(|at| history.changes[*at].was_withheld()).collect();
    let mut vendors: BTreeSet<VendorId> = BTreeSet::new();
    let mut terms: BTreeMap<&RepoPath, Vec<usize>> = BTreeMap::new();
    for &at in changes {
        let change = &history.changes[at];
        match &change.fact {
            Fact::Measurement { key, column } if were_withheld.contains(key) => {
                match withhold(&mut former, key) {
                    Some(vendor) => {
                        vendors.insert(vendor);
                        put_back.push(at);
                    }
                    None => {
                        left_out.insert(NOT_THERE.to_owned());
                    }
                }
            }
            Fact::Measurement { key, column } => match put_back_row(&mut former, change, key, column) {
                Some(vendor) => {
                    vendors.insert(vendor);
                    put_back.push(at);
                }
                None => {
                    left_out.insert(NOT_THERE.to_owned());
                }
            },
            fact if fact.is_term() => terms.entry(&change.path).or_default().push(at),
            _ => {}
        }
    }
    for (id, contract, changes) in contracts(today, (snapshot, history), terms, left_out) {
        vendors.insert(contract.vendor.clone());
        former.contracts.insert(id, contract);
        put_back.extend(changes);
    }
    put_back.sort_unstable();
    // A shared clause is put back in each contract that refers to it.
    put_back.dedup();
    if vendors.is_empty() {
        return None;
    }
    former.vendors.retain(|id, _| vendors.contains(id));
    former.sites.retain(|_, site| vendors.contains(&*site.vendor));
    former.contracts.retain(|_, contract| vendors.contains(&contract.vendor));
    let of_site = &former.measurements.vendor_of_site;
    let concerned: Vec<bool> = of_site.iter().map(|vendor| vendors.contains(vendor)).collect();
    let measurements = Arc::make_mut(&mut former.measurements);
    let is_concerned = |site: u32| concerned.get(site as usize).copied().unwrap_or_default();
    measurements.rows.retain(|row| is_concerned(row.site));
    measurements.withheld.retain(|row| is_concerned(row.site));
    Some(former)
}

const NOT_THERE: &str = "a row or cell that was not there, or was empty";

/// Takes the figure out of a row that had none; the vendor it concerns.
fn withhold(former: &mut Register, key: &RowKey) -> Option<VendorId> {
    let (index, _) = observation(former, key)?;
    let vendor = former.measurements.vendor_of_site.get(index.site as usize)?.clone();
    let is_it = |of: RowOf, period: Period| (of, period) == (index.of(), index.period);
    let measurements = Arc::make_mut(&mut former.measurements);
    let stands = measurements.rows.iter().position(|row| is_it(row.of(), row.period));
    match stands {
        Some(at) => {
            let row = measurements.rows.remove(at).without_figure();
            measurements.withheld.push(row);
        }
        // Put back with an earlier change of the row, which has more than one cell.
        None if measurements.withheld.iter().any(|row| is_it(row.of(), row.period)) => {}
        None => return None,
    }
    Some(vendor)
}

/// Puts a former value into its row, or a withdrawn row back; the vendor it concerns.
fn put_back_row(former: &mut Register, change: &Change, key: &RowKey, column: &str) -> Option<VendorId> {
    let (index, kind) = observation(former, key)?;
    let vendor = former.measurements.vendor_of_site.get(index.site as usize)?.clone();
    if change.kind == ChangeKind::Withdrawn {
        let cells: Vec<&str> = change.before.split(',').collect();
        let status = VALUE_COLUMNS.iter().position(|column| *column == "status");
        if status.and_then(|at| cells.get(at)).is_some_and(|cell| *cell == RowStatus::Withheld.word()) {
            Arc::make_mut(&mut former.measurements).withheld.push(index.without_figure());
            return Some(vendor);
        }
        let mut row = index;
        for (column, cell) in VALUE_COLUMNS.iter().zip(cells) {
            set(&mut row, kind, column, cell)?;
        }
        Arc::make_mut(&mut former.measurements).rows.push(row);
        return Some(vendor);
    }
    let same = |row: &&mut Observation| {
        let of = |row: &Observation| (row.site, row.project, row.queue, row.language, row.metric, row.period);
        of(row) == of(&index)
    };
    let measurements = Arc::make_mut(&mut former.measurements);
    if let Some(row) = measurements.rows.iter_mut().find(same) {
        set(row, kind, column, &change.before)?;
        return Some(vendor);
    }
    // Withheld today: the row gets the figure that it had, cell by cell.
    let is_it = |row: &WithheldRow| (row.of(), row.period) == (index.of(), index.period);
    let at = measurements.withheld.iter().position(is_it)?;
    let mut row = index;
    set(&mut row, kind, column, &change.before)?;
    (row.file, row.line) = (measurements.withheld[at].file, measurements.withheld[at].line);
    measurements.withheld.remove(at);
    measurements.rows.push(row);
    Some(vendor)
}

/// Whether the former and the present value of a row may be told: too few people may have done its work.
pub fn is_told(register: &Register, withheld: &Withheld, key: &RowKey) -> bool {
    match observation(register, key) {
        Some((row, _)) => withheld.tells_former(&row),
        None => register.languages.is_empty() || (key.language.is_empty() && key.queue.is_empty()),
    }
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

/// Writes a cell as the reader would. `None` when the row cannot have said that: missing is not zero.
fn set(row: &mut Observation, kind: MetricKind, column: &str, cell: &str) -> Option<()> {
    let number = || Decimal::parse(cell).ok();
    match (column, kind) {
        ("numerator", MetricKind::Ratio) => row.numerator = number()?,
        ("denominator", MetricKind::Ratio) => row.denominator = number()?,
        ("value", kind) if kind != MetricKind::Ratio => row.numerator = number()?,
        // A mean without samples weighs nothing.
        ("samples", MetricKind::Mean) if cell.is_empty() => row.denominator = Decimal::from_int(0),
        ("samples", MetricKind::Mean) => row.denominator = number()?,
        ("status", _) => row.status = if cell == "provisional" { Status::Provisional } else { Status::Final },
        // Source, and cells that this kind of metric does not count.
        _ => {}
    }
    Some(())
}

/// Contracts with the former values in their terms, each with the changes that were put back.
fn contracts(
    today: &Register,
    (snapshot, history): (&Snapshot, &History),
    terms: BTreeMap<&RepoPath, Vec<usize>>,
    left_out: &mut BTreeSet<String>,
) -> Vec<(ContractId, Contract, Vec<usize>)> {
    let mut texts: BTreeMap<RepoPath, String> = BTreeMap::new();
    let mut changed: BTreeMap<ContractId, Vec<usize>> = BTreeMap::new();
    for (path, changes) in terms {
        let of: Vec<&Change> = changes.iter().map(|&at| &history.changes[at]).collect();
        let ids = contracts_of(today, path);
        match rewritten(snapshot, path, &of) {
            _ if ids.is_empty() => {
                left_out.insert("a shared clause that no contract refers to".to_owned());
            }
            Some(text) => {
                texts.insert(path.clone(), text);
                for id in ids {
                    changed.entry(id).or_default().extend(&changes);
                }
            }
            None => {
                left_out.insert("terms whose former text cannot be read".to_owned());
            }
        }
    }
    if texts.is_empty() {
        return Vec::new();
    }
    let mut read = reread(snapshot, texts, &changed).unwrap_or_default();
    let mut found = Vec::new();
    for (id, changes) in changed {
        match read.remove(&id) {
            Some(contract) => found.push((id, contract, changes)),
            None => {
                left_out.insert("the former terms cannot be read beside today's amendments".to_owned());
            }
        }
    }
    found
}

/// The text of a contract's file without some changes of one commit.
fn rewritten(snapshot: &Snapshot, path: &RepoPath, changes: &[&Change]) -> Option<String> {
    let commit = changes.first()?.commit;
    let before = history::texts_before(&snapshot.recorded, path.as_str(), commit);
    let of_today = |(text, ended): &(String, CommitIndex)| clause_names::of_today(snapshot, text, *ended);
    let before: Vec<String> = before.iter().map(of_today).collect();
    let keys: Vec<(&str, ChangeKind)> =
        changes.iter().map(|change| (change.fact.key(), change.kind)).collect();
    if keys.iter().any(|(key, _)| key.is_empty()) {
        // The whole file is gone.
        return before.into_iter().next();
    }
    let values: Vec<(&str, &[String])> = keys
        .iter()
        .map(|(key, kind)| (*key, if *kind == ChangeKind::Added { &[][..] } else { &before[..] }))
        .collect();
    history::restored(snapshot.texts.get(path)?.content(), &values)
}

/// Whose file it is: that of `data/contracts/<contract>/`, or of every contract that refers to the shared clause.
fn contracts_of(today: &Register, path: &RepoPath) -> Vec<ContractId> {
    let first = |rest: &str| rest.split('/').next().unwrap_or_default().to_owned();
    if let Some(rest) = path.as_str().strip_prefix("data/contracts/") {
        return vec![ContractId::new(&first(rest))];
    }
    let clause = path.as_str().strip_prefix("data/clauses/").map(first).unwrap_or_default();
    let clause = clause.strip_suffix(".toml").unwrap_or(&clause);
    let contracts = today.contracts.values().filter(|contract| contract.clauses.contains_key(clause));
    contracts.map(|contract| contract.id.clone()).collect()
}

/// The contracts of the book with some texts replaced; `None` when those texts, or contracts that rest on them, have defects.
fn reread(
    snapshot: &Snapshot,
    texts: BTreeMap<RepoPath, String>,
    changed: &BTreeMap<ContractId, Vec<usize>>,
) -> Option<BTreeMap<ContractId, Contract>> {
    let mut former = snapshot.clone();
    // Contracts know no rows.
    former.texts.retain(|path, _| !path.as_str().ends_with(".csv"));
    let mut folders: BTreeSet<String> = texts.keys().map(|path| path.folder().to_owned()).collect();
    folders.extend(changed.keys().map(|contract| format!("data/contracts/{contract}")));
    former.texts.extend(texts.into_iter().map(|(path, text)| (path.clone(), Text::new(path, text))));
    let (register, diagnostics) = read::read(&former);
    let broken = diagnostics.iter().any(|found| {
        found.code.class == crate::kit::diag::Class::Defect && folders.contains(found.place.path.folder())
    });
    register.filter(|_| !broken).map(|register| register.book.contracts)
}
