//! Terms as of a day: the contract's tree with the changes of all amendments effective by then.

use jiff::civil::Date;

use super::amendments::{Amendment, ChangeNode};
use crate::core::contract::record::{Change, ChangeOp};
use crate::kit::diag::{Diagnostic, codes, did_you_mean};
use crate::kit::source::At;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;

/// What a contract is by: another vendor or signature is another contract.
pub const FIXED: [&str; 5] = ["vendor", "title", "document-ref", "signed-on", "effective-on"];

/// The tree that holds from a day.
pub struct Folded<'a> {
    pub from: Date,
    /// Places of `amendments` in the list given to [`fold`].
    pub applied: Vec<usize>,
    pub root: Node<'a>,
}

/// Applies amendments in order of effective date, then number; what cannot be applied is reported and left out.
/// `amendments` get their list of changes. The first tree is the base.
pub fn fold<'a>(
    base: &Node<'a>,
    base_from: Date,
    amendments: &mut [Amendment<'_, 'a>],
    log: &Log,
) -> Vec<Folded<'a>> {
    let mut order: Vec<usize> = (0..amendments.len()).collect();
    order.sort_by_key(|&at| (*amendments[at].record.effective_on, amendments[at].record.number));
    let mut versions = vec![Folded { from: base_from, applied: Vec::new(), root: base.clone() }];
    let mut of_the_day: Vec<(String, usize, usize)> = Vec::new();
    for at in order {
        let from = *amendments[at].record.effective_on;
        let Some(last) = versions.last() else { break };
        if last.applied.is_empty() || last.from != from {
            of_the_day.clear();
            let root = last.root.clone();
            versions.push(Folded { from, applied: Vec::new(), root });
        }
        let Some(version) = versions.last_mut() else { break };
        version.applied.push(at);
        let mut done = Vec::new();
        for (index, change) in amendments[at].changes.iter().enumerate() {
            let first = of_the_day.iter().find(|(path, ..)| path == change.path);
            if let Some(&(_, other, other_index)) = first {
                log.push(clash(change, &amendments[other].changes[other_index], from));
                continue;
            }
            of_the_day.push((change.path.to_owned(), at, index));
            match apply(&mut version.root, change) {
                Ok(change) => done.push(change),
                Err(diagnostic) => log.push(*diagnostic),
            }
        }
        amendments[at].record.changes = done;
    }
    versions
}

fn clash(change: &ChangeNode<'_, '_>, first: &ChangeNode<'_, '_>, on: Date) -> Diagnostic {
    let message = format!("`{}` is changed twice with effect from {on}", change.path);
    Diagnostic::new(&codes::AMENDMENT_CLASH, change.path_node.place(), message)
        .label("second change")
        .help("keep one of the two, or give them different dates")
        .related(first.path_node.place(), "first change")
}

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
    let (message, help) = match change.op {
        ChangeOp::Add if is_last => {
            (format!("`{so_far}` is in the terms already"), "write `op = \"replace\"`".to_owned())
        }
        _ => (
            format!("`{so_far}` is not in the terms of that day"),
            match did_you_mean(segment, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
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
