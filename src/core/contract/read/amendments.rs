//! `data/contracts/<contract>/amendment-NN.toml`: what changes, from when, who agreed.

use std::collections::BTreeSet;

use crate::core::contract::record::{AmendmentRecord, AmendmentRecordDraft, ChangeOp};
use crate::core::contract::shared::REFERENCE;
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::record::catalog::Catalog;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;

/// An amendment as its file has it, not yet applied.
pub struct Amendment<'n, 'a> {
    /// Its changes are filled in when it is applied.
    pub record: AmendmentRecord,
    pub changes: Vec<ChangeNode<'n, 'a>>,
}

/// One `[[change]]`.
pub struct ChangeNode<'n, 'a> {
    /// The whole table.
    pub node: &'n Node<'a>,
    pub path: &'n str,
    pub path_node: &'n Node<'a>,
    pub op: ChangeOp,
    /// Present unless `op` is `remove`.
    pub value: Option<&'n Node<'a>>,
}

impl<'a> ChangeNode<'_, 'a> {
    /// The value, or the path when there is none: where a violation of the folded terms is reported.
    pub fn origin(&self) -> &Node<'a> {
        self.value.unwrap_or(self.path_node)
    }

    pub fn segments(&self) -> Vec<&str> {
        self.path.split('.').collect()
    }

    /// The shared clauses that its value refers to: of one service level, of all, or the reference itself.
    pub fn refers(&self) -> BTreeSet<String> {
        let Some(value) = self.value else { return BTreeSet::new() };
        let reference = |level: &Node<'a>| Some(level.get(REFERENCE)?.as_text()?.to_owned());
        match self.segments().as_slice() {
            ["service-level"] => value.entries().iter().filter_map(|(_, level)| reference(level)).collect(),
            ["service-level", _] => reference(value).into_iter().collect(),
            ["service-level", _, REFERENCE] => value.as_text().map(ToOwned::to_owned).into_iter().collect(),
            _ => BTreeSet::new(),
        }
    }
}

/// `in_name` is NN of the file's name.
pub fn read<'n, 'a>(
    in_name: u32,
    root: &'n Node<'a>,
    catalog: &Catalog,
    log: &'n Log,
) -> Option<Amendment<'n, 'a>> {
    let check = |draft: &mut AmendmentRecordDraft, reader: &Reader<'_, '_, '_>| {
        AmendmentRecord::check(draft, reader, in_name);
    };
    let record = AmendmentRecord::read("", root, catalog, log, check)?;
    let changes = changes(&record, root);
    Some(Amendment { record, changes })
}

/// The changes of an amendment where its file has them.
pub fn changes<'n, 'a>(record: &AmendmentRecord, root: &'n Node<'a>) -> Vec<ChangeNode<'n, 'a>> {
    let nodes = root.get("change").map_or(&[][..], Node::items);
    let change = |node: &'n Node<'a>| {
        let written = record.written.iter().find(|written| written.place == node.place())?;
        let path_node = node.get("path")?;
        let (path, op) = (path_node.as_text()?, written.op);
        let value = node.get("value").filter(|_| written.value.is_some());
        // What is wrong with the value is reported; the change is left out with it.
        let stands = if op == ChangeOp::Remove { node.get("value").is_none() } else { value.is_some() };
        stands.then_some(ChangeNode { node, path, path_node, op, value })
    };
    nodes.iter().filter_map(change).collect()
}

impl AmendmentRecord {
    /// Its number is that of the file's name.
    fn check(draft: &mut AmendmentRecordDraft, reader: &Reader<'_, '_, '_>, in_name: u32) {
        let written = draft.number.filter(|number| *number != in_name);
        if let (Some(number), Some(node)) = (written, reader.fields.node.get("number")) {
            let message = format!("the amendment is number {number}, its file is amendment-{in_name:02}");
            reader.log().push(
                Diagnostic::new(&codes::AMENDMENT_NUMBER, node.place(), message)
                    .label(format!("expected {in_name}"))
                    .help("rename the file or correct the number"),
            );
        }
        draft.number = Some(in_name);
        draft.changes = Some(Vec::new());
    }
}
