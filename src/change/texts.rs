//! Texts of procedures as their files have them, where a defect leaves no register to compare: what an author wrote is to be read all the
//! same.

use std::collections::BTreeMap;

use serde_json::Value;

use super::record::{Record, Told};
use super::section::{Section, Weight};
use super::sops::{change, parts, pictured};
use super::values::Values;
use crate::kit::beside::beside;
use crate::kit::source::Snapshot;
use crate::subject::sop::picture::{self, Used};
use crate::subject::sop::read::{SopText, sop_text};

const FOLDER: &str = "data/sops/";

/// In order of id; for readers alone, since documents have figures of both sides or of none.
pub fn texts(before: &Snapshot, after: &Snapshot) -> Section {
    let pairs = beside(procedures(before), procedures(after)).filter(|(_, was, is)| was != is);
    let told = pairs.filter_map(|(id, was, is)| {
        let text = |(content, pictures): (&str, Vec<Used>)| sop_text(content, pictures);
        let (was, is) = (was.map(text), is.map(text));
        // A front matter that cannot be read says nothing: that would show as a change of every key.
        if matches!(was, Some(None)) || matches!(is, Some(None)) {
            return None;
        }
        let (was, is) = (was.flatten().map(record), is.flatten().map(record));
        Some(Told::of(id, was, is)).filter(|told| !told.is_same())
    });
    let list: Vec<Told> = told.collect();
    let parts = parts(&list);
    let columns = [("Procedure", ""), ("Change", "tight"), ("Words", "num"), ("What changes", "")];
    let section = Section::new("texts", "Procedures", &columns)
        .with(list.iter().map(|told| change(told, Value::Object(serde_json::Map::new()))))
        .saying(parts.iter().cloned().map(Some))
        .heading(Weight::Procedures, parts);
    Section {
        note: "As their files have them; what follows from them shows once the defects are mended.",
        exact: Vec::new(),
        ..section
    }
}

/// Each text by its id, with the pictures that it has; of two files of one name the second by its path.
fn procedures(side: &Snapshot) -> BTreeMap<String, (&str, Vec<Used>)> {
    let mut all = BTreeMap::new();
    for (path, text) in &side.texts {
        let Some(below) = path.as_str().strip_prefix(FOLDER).and_then(|below| below.strip_suffix(".md"))
        else {
            continue;
        };
        let id = if all.contains_key(path.stem()) { below } else { path.stem() };
        all.insert(id.to_owned(), (text.content(), picture::used_by(text, &side.pictures)));
    }
    all
}

fn record<'a>(text: SopText) -> Record<'a> {
    let find = |key: &str| text.front.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    let (title, is_over) = (find("title").unwrap_or_default(), find("status").as_deref() == Some("retired"));
    let plain = |value: String| value.trim_matches(['[', ']']).replace('"', "");
    let mut values: Values = text.front.into_iter().map(|(key, value)| (key, plain(value))).collect();
    values.extend(pictured(&text.pictures));
    Record { title, values, text: text.body, is_over, ..Record::default() }
}
