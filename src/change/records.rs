//! Records that no other list of a difference tells: settings, people, metrics, vendors, sites, projects, relief, initiatives,
//! decisions, responses, audits, acknowledgements, commentaries, waivers, sign-offs, and what an amendment says of itself.

use std::collections::BTreeMap;

use super::changed::{Changed, keys};
use super::keyed::{Node, Table, Value, beside, between, blocks, pairs, read, read_front, shown};
use super::plans::Fate;
use super::reworded::Reworded;
use crate::core::contract::record::AmendmentRecord;
use crate::kit::id::ContractId;
use crate::kit::number::Money;
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
pub fn records(before: Side<'_>, after: Side<'_>) -> Vec<RecordChange> {
    let (old, new) = (collected(before), collected(after));
    let mut changes: Vec<RecordChange> =
        keys(&old, &new).filter_map(|key| change(key, old.get(key), new.get(key))).collect();
    for (path, kind, list) in [
        ("data/rebases.toml", RecordKind::Rebase, "rebase"),
        ("data/waivers.toml", RecordKind::Waiver, "waiver"),
    ] {
        let (old, new) = (file(before, path), file(after, path));
        let listed = pairs(blocks(old.get(list)), blocks(new.get(list))).into_iter();
        changes.extend(listed.filter_map(|(name, was, is)| {
            let record = |own: Option<&Table>, other| {
                own.map(|_| Record { table: beside(own, other), ..Record::default() })
            };
            change(&(kind, name), record(was, is).as_ref(), record(is, was).as_ref())
        }));
    }
    // Stable: what one list gave stays in its order.
    changes.sort_by_key(|change| change.kind);
    changes
}

fn change(
    (kind, id): &(RecordKind, String),
    was: Option<&Record>,
    is: Option<&Record>,
) -> Option<RecordChange> {
    let nothing = Record::default();
    let fate = match (was, is) {
        (None, _) => Fate::Added,
        (_, None) => Fate::Removed,
        _ => Fate::Changed,
    };
    let (was, is) = (was.unwrap_or(&nothing), is.unwrap_or(&nothing));
    let values = between(&was.table, &is.table);
    let text = Reworded::between(&was.text, &is.text);
    if fate == Fate::Changed && values.is_empty() && text.redline.is_empty() {
        return None;
    }
    let title = if fate == Fate::Removed { &was.title } else { &is.title };
    Some(RecordChange { kind: *kind, id: id.clone(), title: title.clone(), fate, values, text })
}

#[derive(Default)]
struct Record {
    title: String,
    table: Table,
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

fn collected(side: Side<'_>) -> BTreeMap<Key, Record> {
    let (report, texts) = side;
    let register = report.register;
    let mut records = BTreeMap::new();
    for (path, text) in texts {
        let found =
            FOLDERS.iter().find_map(|(folder, kind)| Some((path.as_str().strip_prefix(folder)?, kind)));
        let Some((name, kind)) = found else { continue };
        let table = read(register, text.content());
        let id = name.strip_suffix(".toml").unwrap_or(name).to_owned();
        let title = title(register, *kind, &id, &table);
        records.insert((*kind, id), Record { title, table, text: String::new() });
    }
    let mut book = file(side, "data/book.toml");
    records.extend(tables(&mut book, "people", RecordKind::Person));
    let settings = Record { title: "Settings of the book".to_owned(), table: book, text: String::new() };
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

fn file((report, texts): Side<'_>, path: &str) -> Table {
    let text = texts.get(&RepoPath::new(path));
    text.map(|text| read(report.register, text.content())).unwrap_or_default()
}

/// Takes the tables under `key` out of a file, each a record of its own.
fn tables(file: &mut Table, key: &str, kind: RecordKind) -> Vec<(Key, Record)> {
    let Some(Node::Table(tables)) = file.remove(key) else { return Vec::new() };
    let record = |(id, node)| match node {
        Node::Table(table) => {
            let title = shown(&table, "name").unwrap_or_default().to_owned();
            Some(((kind, id), Record { title, table, text: String::new() }))
        }
        _ => None,
    };
    tables.into_iter().filter_map(record).collect()
}

fn title(register: &Register, kind: RecordKind, id: &str, table: &Table) -> String {
    let key = |key: &str| shown(table, key);
    let joined = |parts: &[Option<&str>]| {
        let parts: Vec<&str> = parts.iter().flatten().copied().collect();
        parts.join(", ")
    };
    match kind {
        RecordKind::Response => {
            let figure = key("service-level").or(key("metric"));
            joined(&[key("about"), figure, key("site").or(key("vendor")), key("queue"), key("period")])
        }
        RecordKind::Audit => {
            let sop = key("sop").and_then(|id| register.sops.values().find(|sop| sop.id.as_str() == id));
            joined(&[sop.map(|sop| sop.title.as_str()), key("site")])
        }
        RecordKind::Relief => joined(&[key("reason")]),
        RecordKind::Signoff => match id.split_once("-restatement-") {
            Some((period, number)) => format!("{period}, restatement {number}"),
            None => id.to_owned(),
        },
        _ => key("title").or(key("name")).unwrap_or_default().to_owned(),
    }
}

/// An amendment: its terms stand among the terms, replayed; here as it is written, money as money.
fn amended(side: Side<'_>, contract: &ContractId, amendment: &AmendmentRecord) -> (Key, Record) {
    let register = side.0.register;
    let mut table = file(side, amendment.place.path.as_str());
    let currency = register.contracts.get(contract).and_then(|of| of.versions.last());
    let currency = currency.map_or("", |version| version.terms.currency.as_str());
    if let Some(Node::Blocks(changes)) = table.get_mut("change") {
        for change in changes {
            let is_money = shown(change, "path").is_some_and(|path| path.ends_with("-minor"));
            if let Some(Node::Value(value)) = change.get_mut("value").filter(|_| is_money)
                && let Ok(minor) = value.shown.replace('_', "").parse()
            {
                *value = Value::of(format!("{} {currency}", Money(minor).show(currency)));
            }
        }
    }
    let id = format!("{contract}/amendment-{:02}", amendment.number);
    let title = register.contracts.get(contract).map_or_else(String::new, |of| of.title.clone());
    ((RecordKind::Amendment, id), Record { title, table, text: String::new() })
}

/// The state of a day of each SOP, site and role.
fn acknowledgements(register: &Register) -> Vec<(Key, Record)> {
    let row = |row: &Acknowledgement| {
        let cells = [
            ("version", row.version.clone()),
            ("hash", row.hash.clone()),
            ("required", row.required.to_string()),
            ("acknowledged", row.acknowledged.to_string()),
        ];
        let table = cells.map(|(key, cell)| (key.to_owned(), Node::Value(Value::of(cell))));
        let id = format!("{}, {}, {}, {}", row.sop, row.site, row.role, row.as_of);
        let title = register.sops.get(&row.sop).map_or_else(String::new, |sop| sop.title.clone());
        let record = Record { title, table: table.into_iter().collect(), text: String::new() };
        ((RecordKind::Acknowledgement, id), record)
    };
    register.acknowledgements.iter().map(row).collect()
}

fn commentary((report, texts): Side<'_>, period: Period) -> (Key, Record) {
    let text = report.register.commentaries.get(&period).and_then(|of| {
        let text = texts.get(&of.place.path)?.content();
        Some((text.get(..of.body.start)?, text.get(of.body.start..of.body.end)?))
    });
    let (front, body) = text.unwrap_or_default();
    let table = read_front(report.register, front);
    let record = Record { title: period.label(), table, text: body.to_owned() };
    ((RecordKind::Commentary, period.to_string()), record)
}
