//! Records that no other section tells: settings, people, metrics, vendors, sites, projects, relief, initiatives, decisions, risks, responses,
//! audits, acknowledgements, commentaries, waivers, sign-offs, and what an amendment says of itself.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::json;

use super::keyed::{Pair, Table as Keys, pairs};
use super::record::{Record, Told};
use super::section::{Change, Section, Weight};
use super::side::Sound;
use super::sops::renamed;
use super::values::{Fate, counted, told_all, values};
use crate::core::contract::record::{AmendmentRecord, Contract};
use crate::kit::beside::beside;
use crate::kit::id::SopId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::RepoPath;
use crate::subject::acknowledgement::record::Acknowledgement;
use crate::subject::commentary::record::Commentary;
use crate::subject::register::{self, Register};
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;
use crate::subject::wording::phrase;

/// What a record is.
struct Kind {
    /// In documents.
    word: &'static str,
    one: &'static str,
    many: String,
    /// The folder whose files are one record each; empty where they stand elsewhere.
    folder: &'static str,
}

/// Folders that another section tells.
const TOLD_ELSEWHERE: [&str; 3] = ["data/plans/", "data/sops/", "data/reports/"];

/// In the order of the list: those with words of their own, then every other kind that is declared with a folder.
static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let named =
        |(word, one, many, folder): (_, _, &str, _)| Kind { word, one, many: many.to_owned(), folder };
    let mut kinds: Vec<Kind> = NAMED.into_iter().map(named).collect();
    for table in register::kinds() {
        let Some((folder, _)) = table.path.split_once('<') else { continue };
        let is_of_one = table.path.ends_with(">.toml") || table.path.ends_with(">.md");
        let is_file = is_of_one && table.path.matches('/').count() == 2;
        if is_file && !TOLD_ELSEWHERE.contains(&folder) && kinds.iter().all(|kind| kind.folder != folder) {
            kinds.push(Kind { word: table.noun, one: table.noun, many: format!("{}s", table.noun), folder });
        }
    }
    kinds
});

const NAMED: [(&str, &str, &str, &str); 17] = [
    ("setting", "settings", "settings of the book", ""),
    ("person", "person", "people", ""),
    ("metric", "metric", "metrics", ""),
    ("vendor", "vendor", "vendors", "data/vendors/"),
    ("site", "site", "sites", "data/sites/"),
    ("project", "project", "projects", "data/projects/"),
    ("amendment", "amendment", "amendments", ""),
    ("relief", "relief event", "relief events", "data/relief/"),
    ("rebase", "rebase", "rebases", ""),
    ("initiative", "initiative", "initiatives", "data/initiatives/"),
    ("decision", "decision", "decisions", "data/decisions/"),
    ("response", "response", "responses", "data/responses/"),
    ("audit", "audit", "audits", "data/audits/"),
    ("acknowledgement", "acknowledgement", "acknowledgements", ""),
    ("commentary", "commentary", "commentaries", ""),
    ("waiver", "waiver", "waivers", ""),
    ("sign-off", "sign-off", "sign-offs", "data/signoffs/"),
];

/// What documents call each kind.
pub fn words() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.word).collect()
}

/// Place of a kind among [`KINDS`], by its word.
fn of(word: &str) -> usize {
    KINDS.iter().position(|kind| kind.word == word).unwrap_or(KINDS.len())
}

/// With the place of its kind among [`KINDS`].
type Kinded = (usize, Told);

/// By kind, then id.
pub fn records(before: Sound<'_>, after: Sound<'_>) -> Section {
    let now = renamed(before, after);
    let both = beside(collected(before, &now), collected(after, &BTreeMap::new()));
    let mut list: Vec<Kinded> = both.map(|((kind, id), was, is)| (kind, Told::of(id, was, is))).collect();
    for (path, kind) in [("data/rebases.toml", "rebase"), ("data/waivers.toml", "waiver")] {
        let path = RepoPath::new(path);
        let pairs = pairs(before.file(&path).blocks(kind), after.file(&path).blocks(kind)).into_iter();
        let told = |(name, was, is): Pair<'_>| Told::of(name, was.map(Record::from), is.map(Record::from));
        list.extend(pairs.map(|pair| (of(kind), told(pair))));
    }
    list.retain(|(_, told)| !told.is_same());
    // Stable: what one file gave stays in its order.
    list.sort_by_key(|(kind, _)| *kind);
    let parts = parts(&list);
    // In a headline many kinds are one number.
    let briefly = match parts.len() {
        0..=3 => parts.clone(),
        _ => counted(list.len(), "other record changes", "other records change").into_iter().collect(),
    };
    let columns = [("Kind", "tight"), ("Record", ""), ("Change", "tight"), ("What changes", "")];
    Section::new("records", "Other records", &columns)
        .with(list.iter().map(change))
        .saying(parts.into_iter().map(Some))
        .heading(Weight::Records, briefly)
}

/// `2 responses change`, `1 waiver comes in`: by kind, in the order of the list.
fn parts(list: &[Kinded]) -> Vec<String> {
    let mut counts: Vec<(usize, Fate, usize)> = Vec::new();
    for (of, told) in list {
        match counts.iter_mut().find(|(kind, fate, _)| (kind, *fate) == (of, told.fate)) {
            Some((_, _, count)) => *count += 1,
            None => counts.push((*of, told.fate, 1)),
        }
    }
    let part = |(kind, fate, count): (usize, Fate, usize)| {
        let Kind { word, one, many, .. } = &KINDS[kind];
        let (goes, go) = match fate {
            Fate::Added => ("comes in", "come in"),
            Fate::Removed => ("goes", "go"),
            _ => ("changes", "change"),
        };
        match *word {
            "setting" => Some(format!("{many} change")),
            _ => counted(count, &format!("{one} {goes}"), &format!("{many} {go}")),
        }
    };
    counts.into_iter().filter_map(part).collect()
}

fn change((kind, told): &Kinded) -> Change {
    let Kind { word, one, .. } = &KINDS[*kind];
    let id = Inline::code(told.id.to_string()).because(Exempt::Place);
    let head = match told.title.is_empty() {
        true => Cell::head(id),
        false => Cell::head(Inline::words(phrase::capital(&told.title)).because(Exempt::Name)).under(id),
    };
    let mut what = told_all(&told.values);
    if told.text.added + told.text.removed > 0 {
        let lead = if what.is_empty() { "" } else { "; " };
        what.push(
            Inline::words(format!("{lead}words +{} −{}", told.text.added, told.text.removed))
                .without_evidence(),
        );
    }
    let exact = told.exact(json!({ "kind": word, "id": told.id }));
    let row = [
        Cell::new(Inline::words(phrase::capital(one)).without_number()),
        head,
        told.fate.chip().into(),
        what.into(),
    ];
    Change::new(exact, row).text(&told.id, &told.title, &told.text, told.fate == Fate::Changed)
}

type Key = (usize, String);

/// `now`: what procedures are called in the later version, whose acknowledgements are the same under both names.
fn collected<'a>(side: Sound<'a>, now: &BTreeMap<&SopId, &SopId>) -> BTreeMap<Key, Record<'a>> {
    let register = side.register;
    let mut records = BTreeMap::new();
    for path in side.snapshot.texts.keys() {
        let in_folder = |kind: &Kind| !kind.folder.is_empty() && path.as_str().starts_with(kind.folder);
        let Some(kind) = KINDS.iter().position(in_folder) else { continue };
        let name = &path.as_str()[KINDS[kind].folder.len()..];
        let table = side.file(path);
        let id = name.strip_suffix(".toml").or(name.strip_suffix(".md")).unwrap_or(name).to_owned();
        let title = title(register, KINDS[kind].word, &id, &table);
        records.insert((kind, id), Record { title, table, ..Record::default() });
    }
    let mut book = side.file(&RepoPath::new("data/book.toml"));
    records.extend(tables(&mut book, "people", "person"));
    let settings = Record { title: "Settings of the book".to_owned(), table: book, ..Record::default() };
    records.insert((of("setting"), "book".to_owned()), settings);
    records.extend(tables(&mut side.file(&RepoPath::new("data/metrics.toml")), "metric", "metric"));
    for contract in register.contracts.values() {
        records.extend(contract.amendments.iter().map(|amendment| amended(side, contract, amendment)));
    }
    records.extend(register.acknowledgements.iter().map(|row| acknowledged(register, row, now)));
    records.extend(register.commentaries.values().map(|of| commented(side, of)));
    records
}

/// Takes the tables under `key` out of a file, each a record of its own.
fn tables<'a>(file: &mut Keys<'a>, key: &str, kind: &str) -> Vec<(Key, Record<'a>)> {
    let record = |(id, table): (String, Keys<'a>)| {
        let title = table.shown("name").unwrap_or_default();
        ((of(kind), id), Record { title, table, ..Record::default() })
    };
    file.take(key).into_iter().map(record).collect()
}

fn title(register: &Register, kind: &str, id: &str, table: &Keys<'_>) -> String {
    let key = |key: &str| table.shown(key);
    let joined = |parts: &[Option<String>]| {
        let parts: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
        parts.join(", ")
    };
    match kind {
        "response" => {
            let figure = key("service-level").or(key("metric"));
            joined(&[key("about"), figure, key("site").or(key("vendor")), key("queue"), key("period")])
        }
        "audit" => {
            let sop = key("sop").and_then(|id| register.sops.values().find(|sop| sop.id.as_str() == id));
            joined(&[sop.map(|sop| sop.title.to_string()), key("site")])
        }
        "relief" => joined(&[key("reason")]),
        "sign-off" => match id.split_once("-restatement-") {
            Some((period, number)) => format!("{period}, restatement {number}"),
            None => id.to_owned(),
        },
        _ => key("title").or(key("name")).unwrap_or_default(),
    }
}

/// An amendment: its terms stand among the terms, replayed; here as it is written, money as money.
fn amended<'a>(side: Sound<'a>, contract: &'a Contract, amendment: &AmendmentRecord) -> (Key, Record<'a>) {
    let mut table = side.file(&amendment.place.path);
    table.currency = contract.versions.last().map_or("", |version| version.terms.currency.as_str());
    let id = format!("{}/amendment-{:02}", contract.id, amendment.number);
    ((of("amendment"), id), Record { title: contract.title.clone(), table, ..Record::default() })
}

/// The state of a day of an SOP, a site and a role.
fn acknowledged<'a>(
    register: &Register,
    row: &Acknowledgement,
    now: &BTreeMap<&SopId, &SopId>,
) -> (Key, Record<'a>) {
    let values = values([
        ("version", Some(row.version.to_string())),
        ("hash", Some(row.hash.to_string())),
        ("required", Some(row.required.to_string())),
        ("acknowledged", Some(row.acknowledged.to_string())),
    ]);
    let sop = now.get(&*row.sop).copied().unwrap_or(&row.sop);
    let id = format!("{sop}, {}, {}, {}", row.site, row.role, row.as_of);
    let title = register.sops.get(&*row.sop).map_or_else(String::new, |sop| sop.title.to_string());
    ((of("acknowledgement"), id), Record { title, values, ..Record::default() })
}

fn commented<'a>(side: Sound<'a>, commentary: &Commentary) -> (Key, Record<'a>) {
    let (file, body) = (side.text(&commentary.place.path), &commentary.body);
    let text = file.and_then(|file| file.content().get(body.start..body.end)).unwrap_or_default().to_owned();
    let (title, table) = (commentary.period.label(), side.file(&commentary.place.path));
    ((of("commentary"), commentary.period.to_string()), Record { title, table, text, ..Record::default() })
}
