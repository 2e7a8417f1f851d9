//! Texts of a form of their own.

use std::fmt;
use std::ops::Deref;

use super::keys::Shape;
use super::value::{Value, Within};
use crate::calendar::Week;
use crate::diag::{Diagnostic, codes};
use crate::key::SigningKey;
use crate::period::Period;
use crate::record::lists::is_language;
use crate::source::RepoPath;
use crate::toml::tree::Node;
use crate::toml::{tree, values};

/// A window of a clause: a week, a month, a quarter or a year, those of the fiscal year of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WindowPeriod(pub Period);

impl Deref for WindowPeriod {
    type Target = Period;

    fn deref(&self) -> &Period {
        &self.0
    }
}

impl Value for WindowPeriod {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let found = values::text(node, key, within.log)?;
        let long = Period::parse_long(found, within.catalog.year_starts());
        long.or_else(|| values::period(node, key, within.log)).map(WindowPeriod)
    }

    fn shape() -> Shape {
        Shape::Window
    }
}

impl Value for Week {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let Period::Week(week) = values::period(node, key, within.log)? else {
            let message = format!("`{}` is no week", node.as_text().unwrap_or_default());
            let diagnostic = Diagnostic::new(&codes::BAD_DATE, node.place(), message);
            let diagnostic = diagnostic.label("expected an ISO week such as 2026-W46");
            within.log.push(diagnostic.help("write the week from which it holds"));
            return None;
        };
        Some(week)
    }

    fn shape() -> Shape {
        Shape::Pattern("^[0-9]{4}-W[0-9]{2}$")
    }
}

/// A path from the top of the repository.
impl Value for RepoPath {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let found = values::text(node, key, within.log)?;
        let is_plain = !found.split('/').any(|part| matches!(part, "" | "." | ".."));
        if is_plain {
            return Some(RepoPath::new(found));
        }
        let label = "expected a path from the top of the repository, such as data/sops/x.md";
        let help = "write the path as messages show it";
        values::bad_value(node, format!("`{found}` is no path"), label, help, within.log)
    }

    fn shape() -> Shape {
        Shape::Pattern("^[^/]+(/[^/]+)*$")
    }
}

/// A value of any type, which is read where it is put.
#[derive(Clone, Copy, Debug)]
pub struct Anything;

impl Value for Anything {
    fn read(node: &Node<'_>, _: &str, _: &Within<'_>) -> Option<Self> {
        (!matches!(node.value, tree::Value::Broken)).then_some(Anything)
    }

    fn shape() -> Shape {
        Shape::Any
    }
}

impl Value for SigningKey {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let signing_key = SigningKey::parse(values::text(node, key, within.log)?);
        if signing_key.is_none() {
            let label = "expected an Ed25519 key as OpenSSH writes it, such as ssh-ed25519 AAAA…";
            let help = "write the line of the person's `id_ed25519.pub`, without the comment at its end";
            return values::bad_value(node, "the text is no public key", label, help, within.log);
        }
        signing_key
    }

    fn shape() -> Shape {
        Shape::Text
    }
}

/// A BCP 47 tag in its usual case, such as `pt-PT`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(String);

impl Language {
    pub fn new(tag: &str) -> Self {
        Language(tag.to_owned())
    }
}

impl Deref for Language {
    type Target = String;

    fn deref(&self) -> &String {
        &self.0
    }
}

impl Value for Language {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let tag = values::text(node, key, within.log)?;
        if is_language(tag) {
            return Some(Language::new(tag));
        }
        let message = format!("`{tag}` is no language tag");
        let help = "write the language in lower case, then a script or region, such as `pt-PT`";
        values::bad_value(node, message, "expected a BCP 47 tag", help, within.log)
    }

    fn shape() -> Shape {
        Shape::Pattern("^[a-z]{2,3}(-([A-Z]{2}|[0-9]{3}|[a-z]{3}|[A-Za-z0-9]{4,8}))*$")
    }

    fn name(&self) -> Option<&str> {
        Some(&self.0)
    }
}

impl fmt::Display for WindowPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
