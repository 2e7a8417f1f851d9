//! One change of an amendment, applied to a tree.

use super::amendments::ChangeNode;
use crate::core::contract::record::{Change, ChangeOp};
use crate::kit::diag::{Diagnostic, codes, did_you_mean};
use crate::kit::source::At;
use crate::kit::toml::tree::{Node, Value};

/// What a contract is by: another vendor or signature is another contract.
pub const FIXED: [&str; 5] = ["vendor", "title", "document-ref", "signed-on", "effective-on"];

/// Tables that hold a table under each id: an amendment may add the first one.
const TABLES: [&str; 2] = ["service-level", "rate"];

/// Applies one change to a tree.
pub fn apply<'a>(root: &mut Node<'a>, change: &ChangeNode<'_, 'a>) -> Result<Change, Box<Diagnostic>> {
    let segments = change.segments();
    if FIXED.contains(&segments[0]) {
        return Err(Box::new(
            Diagnostic::new(
                &codes::AMENDMENT_PATH,
                change.path_node.place(),
                format!("`{}` cannot be amended", segments[0]),
            )
            .label(format!("{} are what the contract is by", FIXED.join(", ")))
            .help("start another contract, or remove the change"),
        ));
    }
    if let (ChangeOp::Add, [first, _]) = (change.op, segments.as_slice())
        && TABLES.contains(first)
        && root.get(first).is_none()
        && let Some(entries) = root.entries_mut()
    {
        // The first of them makes the table that holds them.
        let Node { text, span, .. } = *change.path_node;
        entries.push(((*first).to_owned(), Node { text, key: span, span, value: Value::Table(Vec::new()) }));
    }
    apply_below(root, &segments, 0, change)
}

/// Applies a change to the table that segments before `depth` lead to.
fn apply_below<'a>(
    table: &mut Node<'a>,
    segments: &[&str],
    depth: usize,
    change: &ChangeNode<'_, 'a>,
) -> Result<Change, Box<Diagnostic>> {
    let last = segments[depth];
    if depth + 1 < segments.len() {
        let missing = wrong(change, table, depth);
        return match table.get_mut(last).filter(|node| node.is_table()) {
            Some(next) => apply_below(next, segments, depth + 1, change),
            None => Err(missing),
        };
    }
    let at = table.entries().iter().position(|(key, _)| key == last);
    let before = at.map(|at| table.entries()[at].1.written());
    let after = change.value.map(|value| At::new(value.written(), value.place()));
    let entries = match (change.op, at) {
        (ChangeOp::Add, None) | (ChangeOp::Replace | ChangeOp::Remove, Some(_)) => table.entries_mut(),
        _ => None,
    };
    let Some(entries) = entries else { return Err(wrong(change, table, depth)) };
    let value = change.value.map(|value| Node { key: change.path_node.span, ..value.clone() });
    match (at, value) {
        (Some(at), Some(value)) => entries[at].1 = value,
        (Some(at), None) => {
            entries.remove(at);
        }
        (None, Some(value)) => entries.push((last.to_owned(), value)),
        (None, None) => {}
    }
    Ok(Change {
        path: change.path.to_owned(),
        op: change.op,
        before,
        after,
        place: change.path_node.place(),
        table: change.node.extent(),
    })
}

/// The path fails at segment `depth`, inside `table`.
fn wrong(change: &ChangeNode<'_, '_>, table: &Node<'_>, depth: usize) -> Box<Diagnostic> {
    let segments = change.segments();
    let so_far = segments[..=depth].join(".");
    let segment = segments[depth];
    let known: Vec<&str> = table.entries().iter().map(|(key, _)| key.as_str()).collect();
    let is_last = depth + 1 == segments.len();
    // A clause is one service level, and a path in it starts where that of a contract ends.
    let is_clause = depth == 0
        && TABLES[0] == segment
        && ["vendor", TABLES[0]].iter().all(|key| table.get(key).is_none());
    let below = segments.get(2..).filter(|below| is_clause && !below.is_empty()).map(|below| below.join("."));
    let (message, help) = match change.op {
        ChangeOp::Add if is_last => {
            (format!("`{so_far}` is in the terms already"), "write `op = \"replace\"`".to_owned())
        }
        _ => (
            format!("`{so_far}` is not in the terms of that day"),
            match did_you_mean(segment, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None if below.is_some() => {
                    format!("write `path = \"{}\"`: a clause is one service level", below.unwrap_or_default())
                }
                None if is_last && change.op == ChangeOp::Replace => "write `op = \"add\"`".to_owned(),
                None if is_last => "remove the change".to_owned(),
                None => format!("add `{so_far}` as a whole table"),
            },
        ),
    };
    let label = match (change.op, known.as_slice()) {
        (ChangeOp::Add, _) if is_last => "`add` wants a key that is absent".to_owned(),
        (_, []) => "no key stands there".to_owned(),
        (_, known) => format!("keys there: {}", known.join(", ")),
    };
    let place = change.path_node.place();
    Box::new(Diagnostic::new(&codes::AMENDMENT_PATH, place, message).label(label).help(help))
}
