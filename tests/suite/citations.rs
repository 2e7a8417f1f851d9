//! Evidence cites the line where a key is set, whatever other lines of the file look like that key.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::evidence::built;
use crate::reproducible::read_all;
use crate::support::unpacked::unpacked;

type Files = BTreeMap<String, Vec<u8>>;

/// The demo's files under `data/`.
pub fn demo() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Files::new();
    read_all(root, &root.join("data"), &mut files);
    files
}

/// Every `evidence.json` of the book's site, by the folder of its page.
fn evidence(files: &Files) -> BTreeMap<String, Value> {
    let folder = tempfile::tempdir().unwrap();
    let (book, site) = (folder.path().join("book"), folder.path().join("site"));
    for (path, bytes) in files {
        let path = book.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    built(&book, &site).unwrap();
    let mut pages = Files::new();
    read_all(&site, &site, &mut pages);
    let of = pages.into_iter().filter(|(path, _)| path.ends_with("evidence.json"));
    of.map(|(path, bytes)| (path, unpacked(&bytes))).collect()
}

/// What a figure says of a key: its name, and the line that is cited.
struct Cited {
    page: String,
    name: String,
    at: Option<(String, usize)>,
}

/// Settings and dates, which are a key's name, a value and its place.
fn cited(evidence: &BTreeMap<String, Value>) -> Vec<Cited> {
    let mut cited = Vec::new();
    for (page, json) in evidence {
        for figure in json["figures"].as_array().unwrap() {
            for list in ["settings", "dates"] {
                for one in figure[list].as_array().into_iter().flatten() {
                    let at = one[2]
                        .as_str()
                        .map(|path| (path.to_owned(), usize::try_from(one[3].as_u64().unwrap()).unwrap()));
                    cited.push(Cited { page: page.clone(), name: one[0].as_str().unwrap().to_owned(), at });
                }
            }
        }
    }
    cited
}

/// The TOML of a file: all of it, or what stands between the `+++` of a Markdown file.
fn toml_of<'t>(path: &str, text: &'t str) -> Option<(usize, &'t str)> {
    if path.ends_with(".md") {
        let end = text.get(4..)?.find("\n+++")? + 5;
        return Some((4, &text[4..end]));
    }
    path.ends_with(".toml").then_some((0, text))
}

/// A key of a table: where it and its value stand, and the header of its table.
struct Key {
    name: String,
    key: Range<usize>,
    value: Range<usize>,
    table: Range<usize>,
    is_text: bool,
}

fn keys(text: &str) -> Vec<Key> {
    fn walk(table: &DeTable<'_>, header: &Range<usize>, found: &mut Vec<Key>) {
        for (key, value) in table {
            found.push(Key {
                name: key.get_ref().to_string(),
                key: key.span(),
                value: value.span(),
                table: header.clone(),
                is_text: matches!(value.get_ref(), DeValue::String(_)),
            });
            inside(value.get_ref(), &value.span(), found);
        }
    }
    fn inside(value: &DeValue<'_>, at: &Range<usize>, found: &mut Vec<Key>) {
        match value {
            DeValue::Table(table) => walk(table, at, found),
            DeValue::Array(items) => {
                items.iter().for_each(|item| inside(item.get_ref(), &item.span(), found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(DeTable::parse(text).unwrap().get_ref(), &(0..0), &mut found);
    found.sort_by_key(|key| key.key.start);
    found
}

/// Keys with words of their own, which may stand on several lines.
const WORDS: [&str; 6] = ["title", "reason", "note", "ask", "fee-basis", "document-ref"];

/// Keys that the demo leaves to their defaults somewhere.
const SILENT: [&str; 9] = [
    "sample",
    "review-days",
    "for-periods",
    "audit-threshold",
    "history-weeks",
    "notice-days",
    "price-review-notice-days",
    "insufficient-coverage",
    "due-on",
];

/// The text with lines in it that look like each of its keys and are none: in a text of several lines that stands before the
/// keys, and in the Markdown below.
fn with_decoys(path: &str, text: &str) -> String {
    let Some((from, toml)) = toml_of(path, text) else { return text.to_owned() };
    let found = keys(toml);
    let names: BTreeSet<&str> =
        found.iter().map(|key| key.name.as_str()).chain(SILENT).filter(|name| *name != "title").collect();
    let decoys = |end: &str| names.iter().map(|name| format!("{name} = 9999{end}\n")).collect::<String>();
    let mut text = text.to_owned();
    let is_words = |key: &&Key| {
        key.is_text && (WORDS.contains(&key.name.as_str()) || key.name == "name" && key.table.len() > 12)
    };
    // A value on several lines: the lines are joined again when it is read.
    for key in found.iter().filter(is_words).collect::<Vec<_>>().into_iter().rev() {
        let written = toml[key.value.clone()].trim_matches('"').to_owned();
        text.replace_range(
            from + key.value.start..from + key.value.end,
            &format!("\"\"\"{written} \\\n{}\"\"\"", decoys(" \\")),
        );
    }
    if path.starts_with("data/audits/") && !names.contains("note") {
        text.insert_str(0, &format!("note = '''\n{}'''\n", decoys("")));
    }
    if path.ends_with(".md") {
        text.push('\n');
        text.push_str(&decoys(""));
    }
    text
}

/// The lines, from 1, where keys of a name are set, and those of the headers of their tables.
fn lines(path: &str, text: &str) -> BTreeMap<String, BTreeSet<usize>> {
    let mut lines: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let Some((from, toml)) = toml_of(path, text) else { return lines };
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |at: usize| ends.partition_point(|end| *end < from + at) + 1;
    for key in keys(toml) {
        let own = lines.entry(key.name).or_default();
        own.insert(line(key.key.start));
        own.insert(line(key.table.start));
    }
    lines
}

/// Whether a key is set on a line, by the name that the evidence gives it.
fn is_set(set: &BTreeMap<String, BTreeSet<usize>>, name: &str, at: usize) -> bool {
    let keys: &[&str] = match name {
        "minimum" => &["minimum", "min-volume", "min-days"],
        "target" => &["target", "slice-target"],
        // What credits may cost at most is at risk, where nothing else is said.
        "cap-percent" => &["cap-percent", "at-risk-percent"],
        // Of bands and pools, what names them.
        "good" | "approaching-target" | "requires-improvement" | "inadequate" => &["at-least"],
        "credits.pools" => return set.values().any(|lines| lines.contains(&at)),
        name => &[name.rsplit_once('.').map_or(name, |(_, key)| key)],
    };
    // An amendment's change has the key in its path.
    keys.iter().chain(&["value"]).any(|key| set.get(*key).is_some_and(|lines| lines.contains(&at)))
}

#[test]
fn a_line_that_only_looks_like_a_key_is_not_cited() {
    // Words of a contract are signed: other ones would be no sound book.
    let unsigned = demo().into_iter().filter(|(path, _)| !path.starts_with("data/signoffs/"));
    let files: Files = unsigned
        .map(|(path, bytes)| match std::str::from_utf8(&bytes) {
            Ok(text) => (path.clone(), with_decoys(&path, text).into_bytes()),
            Err(_) => (path, bytes),
        })
        .collect();
    let set: BTreeMap<&str, _> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".toml") || path.ends_with(".md"))
        .map(|(path, bytes)| (path.as_str(), lines(path, std::str::from_utf8(bytes).unwrap())))
        .collect();
    let mut wrong = BTreeSet::new();
    let mut sound = 0;
    for cited in cited(&evidence(&files)) {
        let Some((path, at)) = &cited.at else { continue };
        // A row of CSV has no keys: its citation names the line alone.
        let Some(set) = set.get(path.as_str()) else { continue };
        match is_set(set, &cited.name, *at) {
            true => sound += 1,
            false => {
                wrong.insert(format!("{path}:{at} `{}`", cited.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong: {:#?}", wrong.len(), wrong.iter().take(60).collect::<Vec<_>>());
    assert!(sound > 1000, "only {sound} citations were seen");
}

/// `"due-on" = 2026-11-30` says what `due-on = 2026-11-30` says.
#[test]
fn a_key_in_quotes_is_cited_as_one_without() {
    let quoted = |(path, bytes): (String, Vec<u8>)| {
        let mut text = String::from_utf8(bytes).unwrap();
        if let Some((from, toml)) = toml_of(&path, &text) {
            let found: BTreeSet<(usize, usize)> =
                keys(toml).into_iter().map(|key| (from + key.key.start, from + key.key.end)).collect();
            for (start, end) in found.into_iter().rev() {
                let key = format!("\"{}\"", &text[start..end]);
                text.replace_range(start..end, &key);
            }
        }
        (path, text.into_bytes())
    };
    let plain = demo();
    let quoted: Files = plain.clone().into_iter().map(quoted).collect();
    let (plain, quoted) = (cited(&evidence(&plain)), cited(&evidence(&quoted)));
    let said = |all: &[Cited]| -> BTreeSet<String> {
        all.iter().map(|one| format!("{}: `{}` at {:?}", one.page, one.name, one.at)).collect()
    };
    let (plain, quoted) = (said(&plain), said(&quoted));
    let differing: Vec<&String> = plain.symmetric_difference(&quoted).collect();
    assert!(
        differing.is_empty(),
        "{} differ: {:#?}",
        differing.len(),
        differing.iter().take(20).collect::<Vec<_>>()
    );
}
