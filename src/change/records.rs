//! Records that no other list of a difference tells: settings, people, metrics, vendors, sites, projects, relief, initiatives,
//! decisions, responses, audits, acknowledgements, commentaries, waivers, sign-offs, and what an amendment says of itself.

use std::collections::BTreeMap;

use super::changed::{Changed, between, keys};
use super::keyed::{self, Table, pairs, read, read_front};
use super::plans::Fate;
use super::reworded::Reworded;
use crate::core::contract::record::AmendmentRecord;
use crate::kit::id::ContractId;
use crate::kit::period::Period;
use crate::kit::source::{RepoPath, Text};
use crate::subject::acknowledgement::record::Acknowledgement;
use crate::subject::register::Register;
use crate::subject::report::Report;

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKind {
    Settings,
    Person,
    Metric,
    Vendor,
    Site,
    Project,
    Amendment,
    Relief,
    Rebase,
    Initiative,
    Decision,
    Response,
    Audit,
    Acknowledgement,
    Commentary,
    Waiver,
    Signoff,
}

impl RecordKind {
    /// The word in documents; with an `s` it stands for several.
    pub fn word(self) -> &'static str {
        match self {
            RecordKind::Settings => "setting",
            RecordKind::Person => "person",
            RecordKind::Metric => "metric",
            RecordKind::Vendor => "vendor",
            RecordKind::Site => "site",
            RecordKind::Project => "project",
            RecordKind::Amendment => "amendment",
            RecordKind::Relief => "relief",
            RecordKind::Rebase => "rebase",
            RecordKind::Initiative => "initiative",
            RecordKind::Decision => "decision",
            RecordKind::Response => "response",
            RecordKind::Audit => "audit",
            RecordKind::Acknowledgement => "acknowledgement",
            RecordKind::Commentary => "commentary",
            RecordKind::Waiver => "waiver",
            RecordKind::Signoff => "sign-off",
        }
    }
}

#[derive(Clone, Debug)]
pub struct RecordChange {
    pub kind: RecordKind,
    /// The file's stem, or what else names it in its file.
    pub id: String,
    /// Empty where the record has no words of its own.
    pub title: String,
    /// `Opened` when it is new, `Removed`, or `Changed`.
    pub fate: Fate,
    /// By their keys; of a new record every value it has, of a removed one every value it had.
    pub values: Vec<Changed>,
    /// Of a commentary.
    pub text: Reworded,
}

type Texts = BTreeMap<RepoPath, Text>;
type Side<'a> = (&'a Report<'a>, &'a Texts);

/// By kind, then id.
pub fn records<'a>(before: Side<'a>, after: Side<'a>) -> Vec<RecordChange> {
    let (old, new) = (collected(before), collected(after));
    let mut changes: Vec<RecordChange> =
        keys(&old, &new).filter_map(|key| change(key, old.get(key), new.get(key))).collect();
    for (path, kind, list) in [
        ("data/rebases.toml", RecordKind::Rebase, "rebase"),
        ("data/waivers.toml", RecordKind::Waiver, "waiver"),
    ] {
        let (old, new) = (file(before, path), file(after, path));
        let listed = pairs(old.blocks(list), new.blocks(list)).into_iter();
        changes.extend(listed.filter_map(|(name, was, is)| {
            let record = |own: Option<&Table<'a>>, other| {
                own.map(|_| Record { table: Table::beside(own, other), ..Record::default() })
            };
            let (was, is) = (was.as_ref(), is.as_ref());
            change(&(kind, name), record(was, is).as_ref(), record(is, was).as_ref())
        }));
    }
    // Stable: what one list gave stays in its order.
    changes.sort_by_key(|change| change.kind);
    changes
}

fn change(
    (kind, id): &(RecordKind, String),
    was: Option<&Record<'_>>,
    is: Option<&Record<'_>>,
) -> Option<RecordChange> {
    let nothing = Record::default();
    let fate = match (was, is) {
        (None, _) => Fate::Added,
        (_, None) => Fate::Removed,
        _ => Fate::Changed,
    };
    let (was, is) = (was.unwrap_or(&nothing), is.unwrap_or(&nothing));
    let mut values = between(&was.cells, &is.cells);
    values.extend(keyed::between(&was.table, &is.table));
    let text = Reworded::between(&was.text, &is.text);
    if fate == Fate::Changed && values.is_empty() && text.redline.is_empty() {
        return None;
    }
    let title = if fate == Fate::Removed { &was.title } else { &is.title };
    Some(RecordChange { kind: *kind, id: id.clone(), title: title.clone(), fate, values, text })
}

#[derive(Default)]
struct Record<'a> {
    title: String,
    /// What its file says.
    table: Table<'a>,
    /// What the row of a table says, by its columns.
    cells: BTreeMap<String, String>,
    text: String,
}

type Key = (RecordKind, String);

/// Folders whose files are one record each.
const FOLDERS: [(&str, RecordKind); 9] = [
    ("data/vendors/", RecordKind::Vendor),
    ("data/sites/", RecordKind::Site),
    ("data/projects/", RecordKind::Project),
    ("data/relief/", RecordKind::Relief),
    ("data/initiatives/", RecordKind::Initiative),
    ("data/decisions/", RecordKind::Decision),
    ("data/responses/", RecordKind::Response),
    ("data/audits/", RecordKind::Audit),
    ("data/signoffs/", RecordKind::Signoff),
];

fn collected<'a>(side: Side<'a>) -> BTreeMap<Key, Record<'a>> {
    let (report, texts) = side;
    let register = report.register;
    let mut records = BTreeMap::new();
    for (path, text) in texts {
        let found =
            FOLDERS.iter().find_map(|(folder, kind)| Some((path.as_str().strip_prefix(folder)?, kind)));
        let Some((name, kind)) = found else { continue };
        let table = read(register, Some(text));
        let id = name.strip_suffix(".toml").unwrap_or(name).to_owned();
        let title = title(register, *kind, &id, &table);
        records.insert((*kind, id), Record { title, table, ..Record::default() });
    }
    let mut book = file(side, "data/book.toml");
    records.extend(tables(&mut book, "people", RecordKind::Person));
    let settings = Record { title: "Settings of the book".to_owned(), table: book, ..Record::default() };
    records.insert((RecordKind::Settings, "book".to_owned()), settings);
    records.extend(tables(&mut file(side, "data/metrics.toml"), "metric", RecordKind::Metric));
    for contract in register.contracts.values() {
        let of = |amendment: &AmendmentRecord| amended(side, &contract.id, amendment);
        records.extend(contract.amendments.iter().map(of));
    }
    records.extend(acknowledgements(register));
    records.extend(register.commentaries.keys().map(|period| commentary(side, *period)));
    records
}

fn file<'a>((report, texts): Side<'a>, path: &str) -> Table<'a> {
    read(report.register, texts.get(&RepoPath::new(path)))
}

/// Takes the tables under `key` out of a file, each a record of its own.
fn tables<'a>(file: &mut Table<'a>, key: &str, kind: RecordKind) -> Vec<(Key, Record<'a>)> {
    let record = |(id, table): (String, Table<'a>)| {
        let title = table.shown("name").unwrap_or_default();
        ((kind, id), Record { title, table, ..Record::default() })
    };
    file.take(key).into_iter().map(record).collect()
}

fn title(register: &Register, kind: RecordKind, id: &str, table: &Table<'_>) -> String {
    let key = |key: &str| table.shown(key);
    let joined = |parts: &[Option<String>]| {
        let parts: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
        parts.join(", ")
    };
    match kind {
        RecordKind::Response => {
            let figure = key("service-level").or(key("metric"));
            joined(&[key("about"), figure, key("site").or(key("vendor")), key("queue"), key("period")])
        }
        RecordKind::Audit => {
            let sop = key("sop").and_then(|id| register.sops.values().find(|sop| sop.id.as_str() == id));
            joined(&[sop.map(|sop| sop.title.to_string()), key("site")])
        }
        RecordKind::Relief => joined(&[key("reason")]),
        RecordKind::Signoff => match id.split_once("-restatement-") {
            Some((period, number)) => format!("{period}, restatement {number}"),
            None => id.to_owned(),
        },
        _ => key("title").or(key("name")).unwrap_or_default(),
    }
}

/// An amendment: its terms stand among the terms, replayed; here as it is written, money as money.
fn amended<'a>(side: Side<'a>, contract: &ContractId, amendment: &AmendmentRecord) -> (Key, Record<'a>) {
    let register = side.0.register;
    let mut table = file(side, amendment.place.path.as_str());
    let terms = register.contracts.get(contract).and_then(|of| of.versions.last());
    table.currency = terms.map_or("", |version| version.terms.currency.as_str());
    let id = format!("{contract}/amendment-{:02}", amendment.number);
    let title = register.contracts.get(contract).map_or_else(String::new, |of| of.title.clone());
    ((RecordKind::Amendment, id), Record { title, table, ..Record::default() })
}

/// The state of a day of each SOP, site and role.
fn acknowledgements<'a>(register: &Register) -> Vec<(Key, Record<'a>)> {
    let row = |row: &Acknowledgement| {
        let cells = [
            ("version", row.version.clone()),
            ("hash", row.hash.clone()),
            ("required", row.required.to_string()),
            ("acknowledged", row.acknowledged.to_string()),
        ];
        let cells = cells.map(|(key, cell)| (key.to_owned(), cell)).into_iter().collect();
        let id = format!("{}, {}, {}, {}", row.sop, row.site, row.role, row.as_of);
        let title = register.sops.get(&row.sop).map_or_else(String::new, |sop| sop.title.to_string());
        ((RecordKind::Acknowledgement, id), Record { title, cells, ..Record::default() })
    };
    register.acknowledgements.iter().map(row).collect()
}

fn commentary<'a>((report, texts): Side<'a>, period: Period) -> (Key, Record<'a>) {
    let of = report.register.commentaries.get(&period);
    let file = of.and_then(|of| texts.get(&of.place.path));
    let body = of.zip(file).and_then(|(of, file)| file.content().get(of.body.start..of.body.end));
    let table = read_front(report.register, file);
    let text = body.unwrap_or_default().to_owned();
    let record = Record { title: period.label(), table, text, ..Record::default() };
    ((RecordKind::Commentary, period.to_string()), record)
}
