//! Long pages are cut: what is longest on one (rows of a table, messages of a code, scorecards of an issue) goes on, on further pages beside it, which
//! links lead to, with scripts or without. The first rows stay, so the order of a table is what decides: the worst come first.
//!
//! The further pages lie in the folder of the first and share its evidence, so a book of 300 vendors has the same addresses as one of three.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Bytes of rows on one page, by what they hold: with tags a page comes to less than 300 kB.
const ROOM: usize = 150_000;
/// What tags and classes add to a value, roughly.
const TAGS: usize = 16;
/// Rows that stay, however long they are.
const LEAST: usize = 5;

/// A page that goes on with one list: its file's name, and what its template gets beside the frame.
pub struct Further {
    pub file: String,
    pub view: Value,
}

/// A list of a view that may be cut: where its rows stand, and what they are.
#[derive(Clone, Copy)]
enum Kind {
    Rows,
    Messages,
    Vendors,
}

impl Kind {
    /// The key of the further page's view.
    fn key(self) -> &'static str {
        match self {
            Kind::Rows => "table",
            Kind::Messages => "group",
            Kind::Vendors => "list",
        }
    }

    fn words(self, count: usize) -> String {
        let (one, many) = match self {
            Kind::Rows => ("row", "rows"),
            Kind::Messages => ("message", "messages"),
            Kind::Vendors => ("vendor", "vendors"),
        };
        format!("{count} more {}", if count == 1 { one } else { many })
    }
}

/// Cuts the lists of a view that have no room on one page, and gives what goes on elsewhere.
pub fn cut(view: &mut Value) -> Vec<Further> {
    let mut sizes = Vec::new();
    walk(view, &mut |_, list| sizes.push(rows(list).iter().map(size).sum::<usize>()));
    if sizes.iter().sum::<usize>() <= ROOM {
        return Vec::new();
    }
    let share = share(&sizes);
    let mut further = Vec::new();
    let mut taken = BTreeSet::new();
    walk(view, &mut |kind, list| {
        if rows(list).iter().map(size).sum::<usize>() > share {
            let mut name = list.get("name").and_then(Value::as_str).unwrap_or("rows").to_owned();
            // Two lists of one name may stand on a page.
            while !taken.insert(name.clone()) {
                name.push_str("-too");
            }
            further.extend(cut_list(kind, list, &name, share));
        }
    });
    further
}

/// The bytes that each list may have, so that all that are longer have the same and none that is shorter is cut.
fn share(sizes: &[usize]) -> usize {
    let mut sorted = sizes.to_vec();
    sorted.sort_unstable();
    let mut room = ROOM;
    for (at, size) in sorted.iter().enumerate() {
        let each = room / (sorted.len() - at);
        if *size > each {
            return each;
        }
        room -= size;
    }
    ROOM
}

fn cut_list(kind: Kind, list: &mut Map<String, Value>, name: &str, share: usize) -> Vec<Further> {
    let Some(Value::Array(all)) = list.get_mut("rows") else { return Vec::new() };
    let rest = after(all, share);
    let left = rest.len();
    let mut parts = vec![rest];
    while let Some(rest) = parts.last_mut().map(|last| after(last, ROOM)).filter(|rest| !rest.is_empty()) {
        parts.push(rest);
    }
    let file = |at: usize| format!("{name}-{}.html", at + 2);
    let more = |at: usize, left: usize, ids: Vec<Value>| json!({"href": file(at), "words": kind.words(left), "ids": ids});
    let all_left: Vec<Value> = parts.iter().flatten().cloned().collect();
    let mut further = Vec::new();
    let mut before = 0;
    let count = parts.len();
    for (at, part) in parts.into_iter().enumerate() {
        let mut one = list.clone();
        let stood = part.len();
        before += stood;
        one.insert("rows".to_owned(), part.into());
        if at + 1 < count {
            one.insert("more".to_owned(), more(at + 1, left - before, Vec::new()));
        }
        let previous = if at == 0 { "index.html".to_owned() } else { file(at - 1) };
        let mut view =
            json!({"table": null, "group": null, "list": null, "previous": previous, "part": at + 2});
        view[kind.key()] = one.into();
        further.push(Further { file: file(at), view });
    }
    // Links to rows that stand elsewhere lead to the line that says where.
    list.insert("more".to_owned(), more(0, left, ids_of(&all_left)));
    further
}

/// Takes away what stands after the first rows that fill so many bytes.
fn after(rows: &mut Vec<Value>, room: usize) -> Vec<Value> {
    let mut taken = 0;
    let fits = rows.iter().take_while(|row| {
        taken += size(row);
        taken <= room
    });
    let fits = fits.count().max(LEAST.min(rows.len()));
    rows.split_off(fits)
}

fn ids_of(rows: &[Value]) -> Vec<Value> {
    let id = |row: &Value| {
        let id = row.get("id").or_else(|| row.get("name"));
        id.filter(|id| id.as_str().is_some_and(|id| !id.is_empty())).cloned()
    };
    rows.iter().filter_map(id).collect()
}

fn rows(list: &Map<String, Value>) -> &[Value] {
    list.get("rows").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Every list that may be cut, in order.
fn walk(value: &mut Value, seen: &mut dyn FnMut(Kind, &mut Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, seen)),
        Value::Object(map) => match kind_of(map) {
            Some(kind) => seen(kind, map),
            None => map.values_mut().for_each(|inner| walk(inner, seen)),
        },
        _ => {}
    }
}

fn kind_of(map: &Map<String, Value>) -> Option<Kind> {
    let is_list =
        map.get("rows").is_some_and(Value::is_array) && map.get("name").is_some_and(Value::is_string);
    if !is_list {
        return None;
    }
    if map.contains_key("columns") {
        Some(Kind::Rows)
    } else if map.contains_key("meaning") {
        Some(Kind::Messages)
    } else {
        map.contains_key("vendors").then_some(Kind::Vendors)
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + if text.is_empty() { 0 } else { TAGS },
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(map) => map.values().map(size).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, count: usize) -> Value {
        let rows: Vec<Value> = (0..count)
            .map(|at| json!({"id": format!("{name}-{at}"), "cells": ["x".repeat(1_000)]}))
            .collect();
        json!({"name": name, "columns": [], "rows": rows})
    }

    #[test]
    fn a_short_page_stays_as_it_is() {
        let mut view = json!({"one": table("a", 60), "inside": {"two": table("b", 60)}});
        let before = view.clone();
        assert!(cut(&mut view).is_empty());
        assert_eq!(view, before);
    }

    #[test]
    fn the_longest_list_goes_on_and_no_row_is_lost() {
        let mut view = json!({"one": table("a", 400), "two": table("b", 20)});
        let further = cut(&mut view);
        assert_eq!(view["two"]["rows"].as_array().unwrap().len(), 20);
        let first = view["one"]["rows"].as_array().unwrap().len();
        let files: Vec<&str> = further.iter().map(|one| one.file.as_str()).collect();
        assert_eq!(files, ["a-2.html", "a-3.html"]);
        assert_eq!(view["one"]["more"]["href"], "a-2.html");
        assert_eq!(view["one"]["more"]["words"], format!("{} more rows", 400 - first));
        assert_eq!(view["one"]["more"]["ids"].as_array().unwrap().len(), 400 - first);
        assert_eq!(further[0].view["previous"], "index.html");
        assert_eq!(further[1].view["previous"], "a-2.html");
        assert_eq!(further[0].view["table"]["more"]["href"], "a-3.html");
        assert!(further[1].view["table"].get("more").is_none());
        let parts = further.iter().map(|one| one.view["table"]["rows"].as_array().unwrap().len());
        assert_eq!(first + parts.sum::<usize>(), 400);
        assert_eq!(further[1].view["table"]["rows"].as_array().unwrap().last().unwrap()["id"], "a-399");
    }

    #[test]
    fn a_row_that_is_too_long_by_itself_stays_whole() {
        let rows: Vec<Value> = (0..7).map(|_| json!({"id": "", "cells": ["x".repeat(200_000)]})).collect();
        let mut view = json!({"name": "a", "columns": [], "rows": rows});
        let further = cut(&mut view);
        let parts = further.iter().map(|one| one.view["table"]["rows"].as_array().unwrap().len());
        assert_eq!(view["rows"].as_array().unwrap().len() + parts.sum::<usize>(), 7);
    }
}
