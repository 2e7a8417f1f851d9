//! `report.json`, whose figures name their evidence, and `report.md`, which says the same in words.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Counts;
use crate::support::known::numbers_of;
use crate::support::numbers::{Number, numbers};

/// Keys of `report.json` whose numbers need no evidence, and why.
const EXEMPT: [(&str, &str); 26] = [
    ("format", "name"),
    ("title", "name"),
    ("organisation", "name"),
    ("id", "name"),
    ("name", "name"),
    ("service_level", "name"),
    ("vendor", "name"),
    ("what", "name"),
    ("plan", "name"),
    ("owner", "name"),
    ("family", "name"),
    ("currency", "name"),
    ("root_cause", "quoted"),
    ("next", "quoted"),
    ("ask", "quoted"),
    ("page", "place"),
    ("commit", "place"),
    ("input_sha256", "place"),
    ("period", "date"),
    ("first_day", "date"),
    ("last_day", "date"),
    ("as_of", "date"),
    ("asked_on", "date"),
    ("due_on", "date"),
    ("span", "date"),
    ("severity", "name"),
];

type Known = BTreeMap<u64, Vec<f64>>;

pub fn report(data: &Value, counts: &mut Counts) {
    let known = numbers_of(&data["evidence"]);
    let entries = data["evidence"]["figures"].as_array().map(Vec::as_slice).unwrap_or_default();
    let by_number: BTreeMap<u64, &Value> =
        entries.iter().filter_map(|entry| Some((entry["n"].as_u64()?, entry))).collect();
    let mut rest = data.clone();
    let pieces = rest["sentences"].as_array().into_iter().flatten();
    let told: Vec<String> = pieces
        .map(|pieces| {
            let pieces = pieces.as_array().into_iter().flatten();
            pieces.filter_map(|piece| piece["text"].as_str()).collect()
        })
        .collect();
    if rest["headline"] != Value::from(told) {
        counts.unmarked("report.json", "the pieces of a sentence say something else");
    }
    // They are the same words, looked at piece by piece.
    for key in ["headline", "evidence"] {
        rest.as_object_mut().map(|rest| rest.remove(key));
    }
    value_of("", &rest, None, &known, &by_number, counts);
}

fn value_of(
    key: &str,
    value: &Value,
    of: Option<&Value>,
    known: &Known,
    entries: &BTreeMap<u64, &Value>,
    counts: &mut Counts,
) {
    match value {
        Value::Array(items) => {
            items.iter().for_each(|item| value_of(key, item, None, known, entries, counts));
        }
        Value::Object(fields) if fields.contains_key("n") => {
            let entry = fields["n"].as_u64().and_then(|n| entries.get(&n));
            let same = |key: &str| entry.is_some_and(|entry| entry[key] == fields[key]);
            let count = fields["shown"].as_str().map_or(0, |shown| numbers(shown).len());
            if same("shown") && same("value") {
                counts.figures("report.json", count);
            } else {
                counts.unmarked("report.json", format!("{key} {value}"));
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| *key != "of") {
                // Of a piece, `of` speaks of its text; else of the values by their keys.
                let of = fields.get("of").map(|of| if of.is_array() { of } else { &of[key] });
                match (&fields.get("exempt"), key.as_str()) {
                    (Some(reason), "text") => {
                        let reason = ["name", "quoted"].into_iter().find(|known| reason == known);
                        match reason.zip(value.as_str()) {
                            Some((reason, text)) => {
                                counts.exempt("report.json", reason, numbers(text).len());
                            }
                            None => counts.unmarked("report.json", value),
                        }
                    }
                    (_, "exempt") => {}
                    _ => value_of(key, value, of, known, entries, counts),
                }
            }
        }
        Value::Bool(_) | Value::Null => {}
        Value::String(_) | Value::Number(_) => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let found = numbers(&text);
            if let Some(ends) = of.and_then(Value::as_array) {
                let ends: Vec<u64> = ends.iter().filter_map(Value::as_u64).collect();
                let (own, strange) = parts(&found, &ends, known);
                counts.figures("report.json", own);
                if strange > 0 {
                    counts.unmarked("report.json", format!("{key} {text}"));
                }
            } else if let Some((_, reason)) = EXEMPT.iter().find(|(exempt, _)| *exempt == key) {
                counts.exempt("report.json", reason, found.len());
            } else if !found.is_empty() {
                counts.unmarked("report.json", format!("{key} {text}"));
            }
        }
    }
}

/// How many of some numbers are parts of figures, and how many are not.
fn parts(found: &[Number], ends: &[u64], known: &Known) -> (usize, usize) {
    let [first, last] = ends else { return (0, found.len()) };
    let mut values = known.range(first..=last).flat_map(|(_, values)| values).copied().collect::<Vec<_>>();
    values.retain(|value| !value.is_nan());
    let own = found.iter().filter(|number| values.iter().any(|value| number.is(*value))).count();
    (own, found.len() - own)
}

/// Each line speaks of one object of `report.json`, whose numbers are proved: it says none beside them.
pub fn report_text(text: &str, data: &Value, counts: &mut Counts) {
    let mut listed = 0;
    for line in text.lines() {
        let line = plain(line);
        let said = |key: &str| {
            let items = ["vendors", "exceptions", "plans", "credits", "asks"];
            let items = items.into_iter().flat_map(|list| data[list].as_array().into_iter().flatten());
            items.filter(|one| one[key].as_str().is_some_and(|name| line.contains(name))).collect::<Vec<_>>()
        };
        let about = ["what", "title", "name", "span"].into_iter().map(said).find(|found| !found.is_empty());
        if line.starts_with('#') {
            listed = 0;
        }
        if let Some(left) = line.strip_prefix("- and ") {
            let all = ["exceptions", "plans", "asks"]
                .into_iter()
                .find(|list| left.contains(list.trim_end_matches('s')))
                .map_or(0, |list| data[list].as_array().map_or(0, Vec::len));
            if numbers(left).first().is_some_and(|left| left.is((all - listed) as f64)) {
                counts.exempt("report.md", "rows", 1);
            } else {
                counts.unmarked("report.md", &line);
            }
            continue;
        }
        listed += usize::from(line.starts_with("- "));
        let sentence = line.trim_start_matches("# ");
        let mut known: Vec<String> = match about {
            _ if leaves(&data["headline"]).iter().any(|told| told == sentence) => vec![sentence.to_owned()],
            Some(found) => found.into_iter().flat_map(leaves).collect(),
            None => leaves(&data["completeness"]),
        };
        known.push(data["title"].as_str().unwrap_or_default().to_owned());
        let mut words = line.clone();
        for key in ["commit", "input_sha256"] {
            let id = data[key].as_str().and_then(|id| id.get(..12)).unwrap_or("no id");
            if words.contains(id) {
                counts.exempt("report.md", "place", 1);
                words = words.replace(id, "");
            }
        }
        let mut values: Vec<Number> = known.iter().flat_map(|text| numbers(text)).collect();
        for number in numbers(&words) {
            // Each number is said once.
            match values.iter().position(|value| *value == number) {
                Some(at) => {
                    values.swap_remove(at);
                    counts.figures("report.md", 1);
                }
                None => counts.unmarked("report.md", format!("{number:?} of {line}")),
            }
        }
    }
}

/// The texts and numbers below a value, exact ones and numbers of figures aside: those are not said.
fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(leaves).collect(),
        Value::Object(fields) if fields.contains_key("n") => leaves(&fields["shown"]),
        Value::Object(fields) => {
            fields.iter().filter(|(key, _)| *key != "of").flat_map(|(_, value)| leaves(value)).collect()
        }
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Bool(_) | Value::Null => Vec::new(),
    }
}

/// Markdown without its marks.
fn plain(line: &str) -> String {
    let mut text = line.replace("**", "").replace("<br>", " ").replace(['\\', '\u{200b}'], "");
    for (entity, letter) in [("&lt;", "<"), ("&gt;", ">")] {
        text = text.replace(entity, letter);
    }
    text.replace("&amp;", "&")
}
