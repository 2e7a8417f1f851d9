//! A row of a table as the text of a record.

use std::collections::BTreeSet;

use crate::import::cell::Address;
use crate::kit::declared::{Shape, Table};
use crate::kit::toml::tree::bare;

/// A record as TOML: its own keys first, in the order of the declaration, then its tables.
pub fn toml(kind: &Table, values: &[(&[String], String, Address)]) -> (String, Vec<(u32, Address)>) {
    let mut lines = Vec::new();
    let mut text = String::new();
    let mut count = 0_u32;
    let mut line = |content: &str, at: Option<Address>, text: &mut String| {
        text.push_str(content);
        text.push('\n');
        count += 1;
        lines.extend(at.map(|at| (count, at)));
    };
    for key in &kind.keys {
        for (path, value, at) in values.iter().filter(|(path, ..)| *path == [key.key]) {
            line(&format!("{} = {value}", bare(&path[0])), Some(*at), &mut text);
        }
    }
    let tables: BTreeSet<&[String]> =
        values.iter().filter(|(path, ..)| path.len() > 1).map(|(path, ..)| &path[..path.len() - 1]).collect();
    for table in tables {
        line("", None, &mut text);
        line(&header(kind, table), None, &mut text);
        for (path, value, at) in
            values.iter().filter(|(path, ..)| path.len() == table.len() + 1 && path.starts_with(table))
        {
            line(&format!("{} = {value}", bare(&path[path.len() - 1])), Some(*at), &mut text);
        }
    }
    (text, lines)
}

/// `[service-level.accuracy]`; of a list of tables, `queue.1`, `[[queue]]`.
fn header(kind: &Table, path: &[String]) -> String {
    let is_list =
        |key: &str| kind.keys.iter().any(|one| one.key == key && matches!(one.shape, Shape::List(_)));
    match path {
        [list, _] if is_list(list) => format!("[[{}]]", bare(list)),
        _ => format!("[{}]", path.iter().map(|part| bare(part)).collect::<Vec<_>>().join(".")),
    }
}
