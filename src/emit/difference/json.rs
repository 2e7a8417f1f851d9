//! A difference for programs: one document, described in docs/json-output.md, with its schema in docs/schemas.

use serde_json::{Map, Value, json};

use crate::change::{Difference, Version};

/// Version of the document. A field may be added within a version; none changes its meaning or goes.
pub const FORMAT: u32 = 1;

/// Sections that are there whether figures are compared or not.
const ALWAYS: [&str; 2] = ["messages", "files"];

/// Texts without a register: documents have figures of both sides or of none.
const FOR_READERS: &str = "texts";

/// The document, with a line end. `version` is the program's.
pub fn json(difference: &Difference, version: &str) -> String {
    let mut document = json!({
        "format": FORMAT,
        "version": version,
        "headline": difference.headline,
        "as_of": difference.as_of.map(|on| on.to_string()),
        "base": side(&difference.base),
        "head": side(&difference.head),
        "messages": [],
        "figures": null,
        "files": [],
    });
    let mut figures = Map::new();
    for section in difference.sections.iter().filter(|section| section.id != FOR_READERS) {
        let name = section.table.name.as_str();
        let list = Value::from(section.exact.as_slice());
        if ALWAYS.contains(&name) {
            document[name] = list;
        } else {
            figures.insert(name.to_owned(), list);
        }
        figures.extend(section.counts.iter().map(|(name, count)| ((*name).to_owned(), json!(count))));
    }
    if !figures.is_empty() {
        document["figures"] = figures.into();
    }
    // Strings and integers under fixed keys: nothing here can fail to serialise.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn side(version: &Version) -> Value {
    json!({ "commit": version.commit, "defects": version.defects, "findings": version.findings })
}
