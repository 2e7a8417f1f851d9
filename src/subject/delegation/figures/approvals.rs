//! Who approved or decided what, in every kind of record: as the declarations of the kinds say.

use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::kit::declared::{Record, Shape, Table};
use crate::kit::id::PersonId;
use crate::kit::record::catalog::Sort;
use crate::kit::source::{Place, Snapshot, Text};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::{front, tree, values};
use crate::subject::order::record::Order;
use crate::subject::register::{Register, tables};

/// Keys that name who approved. The day is the key of the same beginning with `-on`, else `on`, else `signed-on`; `in-place-of` says whom they
/// stood in for.
pub const APPROVED_BY: [&str; 5] = ["approved-by", "decided-by", "accepted-by", "agreed-by", "signed-by"];

/// Somebody's approval, or a decision on somebody's ask.
#[derive(Clone, Debug)]
pub struct Approval {
    pub by: PersonId,
    pub by_place: Place,
    /// Whom they stood in for, and where that is said.
    pub in_place_of: Option<(PersonId, Place)>,
    pub on: Date,
    /// Of an ask: else of anything else that is approved.
    pub is_of_ask: bool,
    /// What messages call the record.
    pub noun: &'static str,
}

/// Of all files, in the order of paths.
pub fn approvals(snapshot: &Snapshot) -> Vec<Approval> {
    let kinds: Vec<Table> = tables().into_iter().filter(|table| !table.is_sheet()).collect();
    let of_file = |text: &Text| {
        let table = kinds.iter().find(|table| table.is_of(text.path.as_str()))?;
        let found = text.worked_out.once(|| {
            let mut found = Vec::new();
            of_text(table, text, &mut found);
            OfText(found)
        });
        Some(found)
    };
    let texts: Vec<&Text> = snapshot.texts.values().collect();
    let found: Vec<Arc<OfText>> = texts.into_par_iter().filter_map(of_file).collect();
    found.iter().flat_map(|of| &of.0).cloned().collect()
}

/// The approvals of one text.
struct OfText(Vec<Approval>);

/// Rows of CSV have no tree: of orders, the one kind of them that is approved.
pub fn of_orders(register: &Register) -> Vec<Approval> {
    let orders = register.orders.iter();
    let approval = |order: &Order| Approval {
        by: order.approved_by.value.clone(),
        by_place: order.approved_by.place.clone(),
        in_place_of: order.in_place_of.as_ref().map(|of| (of.value.clone(), of.place.clone())),
        on: *order.approved_on,
        is_of_ask: false,
        noun: Order::NOUN,
    };
    orders.map(approval).collect()
}

fn of_text(table: &Table, text: &Text, found: &mut Vec<Approval>) {
    let doc = if table.is_front_matter() { front::parse(text) } else { tree::whole(text) };
    of_table(table, &doc.root, found);
}

fn of_table(table: &Table, node: &Node<'_>, found: &mut Vec<Approval>) {
    found.extend(match table.kind {
        "decision" => of_ask(table, node),
        _ => of_approver(table, node),
    });
    for key in &table.keys {
        let Some(inside) = node.get(key.key) else { continue };
        match &key.shape {
            Shape::Table(table) => of_table(table, inside, found),
            Shape::List(shape) => {
                if let Shape::Table(table) = &**shape {
                    inside.items().iter().for_each(|item| of_table(table, item, found));
                }
            }
            Shape::Map(shape) => {
                if let Shape::Table(table) = &**shape {
                    inside.entries().iter().for_each(|(_, item)| of_table(table, item, found));
                }
            }
            _ => {}
        }
    }
}

fn of_approver(table: &Table, node: &Node<'_>) -> Option<Approval> {
    let key = table.keys.iter().map(|key| key.key).find(|key| APPROVED_BY.contains(key))?;
    let by = node.get(key)?;
    Some(Approval {
        by: person(by)?,
        by_place: by.place(),
        in_place_of: node.get("in-place-of").and_then(|of| Some((person(of)?, of.place()))),
        on: day(node, day_key(table, key)?)?,
        is_of_ask: false,
        noun: table.noun,
    })
}

/// The owner decides an ask, or who stands in for them.
fn of_ask(table: &Table, node: &Node<'_>) -> Option<Approval> {
    node.get("status").and_then(Node::as_text).filter(|status| *status == "decided")?;
    let owner = node.get("owner")?;
    let by = node.get("decided-by").unwrap_or(owner);
    let is_other = by.as_text() != owner.as_text();
    Some(Approval {
        by: person(by)?,
        by_place: by.place(),
        in_place_of: person(owner).filter(|_| is_other).map(|of| (of, by.place())),
        on: day(node, "decided-on")?,
        is_of_ask: true,
        noun: table.noun,
    })
}

/// The key with the day of an approval; `None` where a kind has none.
pub fn day_key(table: &Table, by: &str) -> Option<&'static str> {
    let own = by.strip_suffix("by").map(|start| format!("{start}on"));
    let wanted = [own.as_deref(), Some("on"), Some("signed-on")];
    wanted.into_iter().flatten().find_map(|key| Some(table.key(key)?.key))
}

/// Every key of a declaration that names a person, with the table that it stands in.
pub fn people_named<'t>(table: &'t Table, found: &mut Vec<(&'t Table, &'static str)>) {
    for key in &table.keys {
        match &key.shape {
            Shape::Id(Some(Sort::Person)) => found.push((table, key.key)),
            Shape::Table(inside) => people_named(inside, found),
            Shape::List(shape) | Shape::Map(shape) => {
                if let Shape::Table(inside) = &**shape {
                    people_named(inside, found);
                }
            }
            _ => {}
        }
    }
}

fn person(node: &Node<'_>) -> Option<PersonId> {
    node.as_text().map(PersonId::new)
}

fn day(node: &Node<'_>, key: &str) -> Option<Date> {
    values::date(node.get(key)?, key, &Log::default())
}

#[cfg(test)]
mod tests;
