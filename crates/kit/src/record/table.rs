//! Reading one table field by field: every wrong key and value is reported at its place, and none hides another.

use std::cell::RefCell;
use std::fmt::Display;

use crate::diag::{Code, Diagnostic, MOST_MESSAGES, codes, did_you_mean};
use crate::toml::log::Log;
use crate::toml::tree::{Node, Value};
use crate::toml::values;
use crate::toml::values::LISTED;

/// A table being read. Every key asked for is a key of the format; [`Fields::finish`] reports the others.
pub struct Fields<'n, 'a> {
    pub node: &'n Node<'a>,
    pub log: &'n Log,
    /// The table's kind, such as `service-level`: the name under which its keys are recorded.
    table: &'static str,
    /// What messages call it: ``service level `accuracy` ``.
    pub name: String,
    asked: RefCell<Vec<&'static str>>,
    /// Required keys that are not there; reported by [`Fields::finish`], unless a mistyped key is meant to be one.
    missing: RefCell<Vec<(&'static str, String)>>,
}

impl<'n, 'a> Fields<'n, 'a> {
    pub fn new(node: &'n Node<'a>, log: &'n Log, table: &'static str, name: impl Into<String>) -> Self {
        Fields { node, log, table, name: name.into(), asked: RefCell::default(), missing: RefCell::default() }
    }

    /// The value of a key, which thereby is one of the table's keys. Values already reported as unreadable are absent.
    pub fn get(&self, key: &'static str) -> Option<&'n Node<'a>> {
        let found = self.node.get(key);
        self.asked.borrow_mut().push(key);
        self.log.asked(self.table, key, found.is_some());
        found.filter(|node| !matches!(node.value, Value::Broken))
    }

    pub fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some()
    }

    /// The value of a key that must be there.
    pub fn require(&self, key: &'static str) -> Option<&'n Node<'a>> {
        self.require_as(key, || format!("`{key}` is required"))
    }

    /// The value of a key that must be there under a condition, which its words say.
    pub fn require_when(&self, key: &'static str, condition: &dyn Display) -> Option<&'n Node<'a>> {
        self.require_as(key, || format!("`{key}` is required {condition}"))
    }

    fn require_as(&self, key: &'static str, label: impl FnOnce() -> String) -> Option<&'n Node<'a>> {
        let found = self.get(key);
        if !self.has(key) {
            self.missing.borrow_mut().push((key, label()));
        }
        found
    }

    /// A diagnostic about the table as a whole.
    pub fn whole(&self, code: &'static Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.node.place(), message)
    }

    /// Reports every key that was not asked for, and every required one that is not there. `about` says of a key what it holds, and how
    /// it is added.
    pub fn finish(&self, about: impl Fn(&str) -> Option<(String, String)>) {
        let mut known = self.asked.borrow().clone();
        known.sort_unstable();
        known.dedup();
        let mut missing = self.missing.borrow().clone();
        missing.dedup_by_key(|(key, _)| *key);
        let all_absent: Vec<&'static str> = known.iter().copied().filter(|known| !self.has(known)).collect();
        let unknown = self.node.entries().iter().filter(|(key, _)| !known.contains(&key.as_str()));
        // No more than are reported of a file, and one that shows that there were more.
        for (key, node) in unknown.take(MOST_MESSAGES + 1) {
            let absent = all_absent.iter().copied();
            let meant = did_you_mean(key, absent).or_else(|| did_you_mean(key, known.iter().copied()));
            missing.retain(|(missing, _)| meant != Some(missing));
            // Without a value it is told of already.
            if matches!(node.value, Value::Broken) {
                continue;
            }
            let label = match meant {
                Some(_) if known.len() > LISTED => format!("not one of the {} keys there are", known.len()),
                _ => format!("known keys: {}", known.join(", ")),
            };
            let help = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("remove `{key}`, or use one of the keys there are"),
            };
            let message = format!("{} has no key `{key}`", self.name_of_kind());
            self.log.push(
                Diagnostic::new(&codes::UNKNOWN_KEY, node.key_place(), message).label(label).help(help),
            );
        }
        for (key, label) in missing {
            let diagnostic = self.whole(&codes::MISSING_KEY, format!("{} has no `{key}`", self.name));
            self.log.push(match about(key) {
                Some((holds, help)) if holds.is_empty() => diagnostic.label(label).help(help),
                Some((holds, help)) => diagnostic.label(format!("{label}: {holds}")).help(help),
                None => diagnostic.label(label).help(format!("add `{key} = …` to it")),
            });
        }
    }

    /// `a service level` for ``service level `accuracy` ``.
    pub fn name_of_kind(&self) -> String {
        let kind = self.name.split(" `").next().unwrap_or(&self.name);
        if kind.starts_with("the ") || kind.starts_with('[') || kind.ends_with(".toml") {
            return kind.to_owned();
        }
        let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u', 'S']) { "an" } else { "a" };
        format!("{article} {kind}")
    }
}

/// Reports two dates of a table that stand in the wrong order; absent or wrong dates are reported elsewhere.
pub fn in_order(fields: &Fields<'_, '_>, first: &'static str, second: &'static str) {
    let silent = Log::default();
    let date = |key| {
        let node = fields.node.get(key)?;
        values::date(node, key, &silent).map(|date| (date, node))
    };
    let (Some((earlier, first_node)), Some((later, node))) = (date(first), date(second)) else { return };
    if later < earlier {
        fields.log.push(
            Diagnostic::new(&codes::DATE_ORDER, node.place(), format!("`{second}` lies before `{first}`"))
                .label(format!("expected {earlier} or later"))
                .help("correct one of the two dates")
                .related(first_node.place(), format!("`{first}`")),
        );
    }
}
