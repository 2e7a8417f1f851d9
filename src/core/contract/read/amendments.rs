//! `data/contracts/<contract>/amendment-NN.toml`: what changes, from when, who agreed.

use crate::core::contract::record::{AmendmentRecord, ChangeOp};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::record::catalog::Catalog;
use crate::kit::record::table::Fields;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::{Node, Value};
use crate::kit::toml::values;

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
}

/// `in_name` is NN of the file's name.
pub fn read<'n, 'a>(
    in_name: u32,
    root: &'n Node<'a>,
    catalog: &Catalog,
    log: &'n Log,
) -> Option<Amendment<'n, 'a>> {
    let amendment = Fields::new(root, log, "amendment", "amendment");
    let number = amendment.required_whole_number("number", 1..=9999);
    if let (Some(number), Some(node)) = (number, root.get("number"))
        && number != i64::from(in_name)
    {
        log.push(
            Diagnostic::new(
                &codes::AMENDMENT_NUMBER,
                node.place(),
                format!("the amendment is number {number}, its file is amendment-{in_name:02}"),
            )
            .label(format!("expected {in_name}"))
            .help("rename the file or correct the number"),
        );
    }
    let signed_on = amendment.required_date("signed-on");
    let effective_on = amendment.required_date("effective-on");
    let reason = amendment.required_text("reason");
    let approved_by = amendment
        .require("approved-by")
        .and_then(|node| catalog.person(node, "approved-by", "amendment", log));
    let nodes = amendment.tables("change");
    if nodes.is_empty() && !amendment.has("change") {
        log.push(
            amendment
                .whole(&codes::MISSING_KEY, "amendment has no `change`")
                .label("at least one [[change]] is required")
                .help("add `[[change]]` with `path`, `op` and `value`"),
        );
    }
    let changes = nodes.into_iter().filter_map(|node| change(node, log)).collect();
    amendment.finish();
    Some(Amendment {
        record: AmendmentRecord {
            number: in_name,
            signed_on: amendment.at("signed-on", signed_on)?,
            effective_on: amendment.at("effective-on", effective_on)?,
            reason: reason?,
            approved_by: approved_by?,
            changes: Vec::new(),
            place: root.place(),
        },
        changes,
    })
}

fn change<'n, 'a>(node: &'n Node<'a>, log: &'n Log) -> Option<ChangeNode<'n, 'a>> {
    let change = Fields::new(node, log, "change", "change");
    let path_node = change.require("path");
    let path = path_node.and_then(|node| values::text(node, "path", log));
    let op = change.required_word::<ChangeOp>("op");
    let value = match op {
        Some(ChangeOp::Add | ChangeOp::Replace) => change.require("value"),
        _ => change.get("value"),
    };
    change.finish();
    if let (Some(ChangeOp::Remove), Some(value)) = (op, value) {
        let label = "`op = \"remove\"` takes no value";
        let help = "remove `value`, or write `op = \"replace\"`";
        return values::bad_value(value, "a removal carries a `value`", label, help, log);
    }
    let (path, op) = (path?, op?);
    if op != ChangeOp::Remove && value.is_none_or(|value| matches!(value.value, Value::Broken)) {
        return None;
    }
    Some(ChangeNode { node, path, path_node: path_node?, op, value })
}
