//! Two versions of a TOML record, key by key. Spelling, order and comments are no part of a value; the tables of a list are paired
//! by what names them, so that one put in between moves no other.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::values::Changed;
use crate::kit::beside::beside;
use crate::kit::declared::{Key, Shape};
use crate::kit::number::Money;
use crate::kit::record::catalog::Sort;
use crate::kit::source::{RepoPath, Text};
use crate::kit::toml::tree::{Node, Value};
use crate::kit::toml::{front, tree};
use crate::subject::register::{Register, tables};

/// How keys end that hold an amount of a currency in its minor unit.
const MINOR: &str = "-minor";

/// Keys of a record, or of a table inside one.
#[derive(Clone, Default)]
pub struct Table<'a> {
    register: Option<&'a Register>,
    /// Of values under a path that ends in `-minor`.
    pub currency: &'a str,
    /// What it may hold; `None`: nothing is declared of it, or it is not there.
    shape: Option<&'static Shape>,
    keys: BTreeMap<String, Node<'a>>,
    /// Whether its `value` is money: of a change whose path ends so.
    has_money: bool,
    /// What names a table of a list, by the keys that do.
    names: Vec<(&'static str, String)>,
}

/// What the format declares, by which a key is known to name a person, and what holds where it is not written.
static DECLARED: LazyLock<Vec<Shape>> = LazyLock::new(|| tables().into_iter().map(Shape::Table).collect());

/// The keys of a contract on a day, whose amounts are of a currency.
pub fn folded<'a>(register: &'a Register, path: &RepoPath, root: &Node<'a>, currency: &'a str) -> Table<'a> {
    let nothing = Table { register: Some(register), currency, ..Table::default() };
    nothing.inside(root, declared(path))
}

fn declared(path: &RepoPath) -> Option<&'static Shape> {
    DECLARED.iter().find(|shape| shape.table().is_some_and(|table| table.is_of(path.as_str())))
}

/// The keys of a record's text, people by their names; none of a text that is no TOML. Of a text in Markdown those of its front matter.
pub fn read<'a>(register: &'a Register, text: Option<&'a Text>) -> Table<'a> {
    let nothing = Table { register: Some(register), ..Table::default() };
    let Some(text) = text else { return nothing };
    let doc = if text.path.as_str().ends_with(".md") { front::parse(text) } else { tree::whole(text) };
    if doc.errors.is_empty() { nothing.inside(&doc.root, declared(&text.path)) } else { nothing }
}

impl<'a> Table<'a> {
    /// A table inside this one.
    fn inside(&self, node: &Node<'a>, shape: Option<&'static Shape>) -> Table<'a> {
        let keys = node.entries().iter().cloned().collect();
        let path = node.get("path").and_then(Node::as_text);
        let has_money = path.is_some_and(|path| path.ends_with(MINOR));
        Table {
            register: self.register,
            currency: self.currency,
            shape,
            keys,
            has_money,
            names: node.names(),
        }
    }

    /// Whether a key holds money of the table's currency.
    fn is_money(&self, key: &str) -> bool {
        !self.currency.is_empty() && (key.ends_with(MINOR) || key == "value" && self.has_money)
    }

    /// Its place among the keys that are declared.
    pub fn place_of(&self, key: &str) -> Option<usize> {
        self.shape?.table()?.keys.iter().position(|one| one.key == key)
    }

    /// What is declared of a key.
    fn key(&self, key: &str) -> Option<&'static Key> {
        match self.shape? {
            Shape::Table(table) => table.keys.iter().find(|one| one.key == key),
            _ => None,
        }
    }

    /// What a key may hold; of a list what each of its tables may.
    fn shape_of(&self, key: &str) -> Option<&'static Shape> {
        match self.shape? {
            Shape::Map(inside) => Some(inside),
            _ => match &self.key(key)?.shape {
                Shape::List(inside) if inside.table().is_some() => Some(inside),
                shape => Some(shape),
            },
        }
    }

    pub fn retain(&mut self, keeps: impl Fn(&str) -> bool) {
        self.keys.retain(|key, _| keeps(key));
    }

    /// The value of a key, as shown; where it is not written that which holds.
    pub fn shown(&self, key: &str) -> Option<String> {
        let Some(node) = self.keys.get(key) else { return self.key(key)?.default.clone() };
        if node.is_table() || !node.blocks().is_empty() {
            return None;
        }
        if self.is_money(key)
            && let Ok(minor) = node.raw().replace('_', "").parse()
        {
            return Some(format!("{} {}", Money(minor).show(self.currency), self.currency));
        }
        let shape = self.shape_of(key);
        // A role and what nothing is declared of may be a handle too.
        let may_be_person = matches!(shape, None | Some(Shape::Text | Shape::Id(Some(Sort::Person))));
        match (&node.value, self.register) {
            (Value::Text(handle), Some(register)) if may_be_person => {
                Some(register.person_name(handle).to_owned())
            }
            (Value::List(items), _) if shape.is_some() && items.iter().all(Node::is_table) => {
                let items: Vec<String> = items.iter().map(in_words).collect();
                Some(items.join("; ")).filter(|list| !list.is_empty())
            }
            (Value::List(_), _) if shape.is_some() => {
                Some(sorted(node, Node::shown)).filter(|list| !list.is_empty())
            }
            _ => Some(node.shown()),
        }
    }

    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.keys.keys()
    }

    pub fn has_table(&self, key: &str) -> bool {
        self.keys.get(key).is_some_and(Node::is_table)
    }

    /// The value of a key in one spelling: lists have no order, and what is not written is as its default, or as an empty list.
    pub fn spelled(&self, key: &str) -> Option<String> {
        match self.keys.get(key) {
            Some(node) if node.is_table() || !node.blocks().is_empty() => Some(node.spelled()),
            Some(node) if self.is_money(key) => Some(format!("{} {}", node.spelled(), self.currency)),
            Some(node) if matches!((&node.value, self.shape_of(key)), (Value::List(_), Some(_))) => {
                Some(sorted(node, Node::spelled)).filter(|list| !list.is_empty())
            }
            Some(node) => Some(node.spelled()),
            None => self.key(key).and_then(|key| Some(key.shape.literal(key.default.as_deref()?))),
        }
    }

    /// The tables of a list; none of anything else.
    pub fn blocks(&self, key: &str) -> Vec<Table<'a>> {
        let blocks = self.keys.get(key).map_or(&[][..], Node::blocks);
        blocks.iter().map(|block| self.inside(block, self.shape_of(key))).collect()
    }

    /// The table under a key; without keys where there is none.
    pub fn table(&self, key: &str) -> Table<'a> {
        let shape = self.shape_of(key);
        let nothing = Table { shape, keys: BTreeMap::new(), names: Vec::new(), ..self.clone() };
        self.keys.get(key).map_or(nothing, |node| self.inside(node, shape))
    }

    /// Takes the tables under a key out, each by its own.
    pub fn take(&mut self, key: &str) -> Vec<(String, Table<'a>)> {
        let inside = match self.shape_of(key) {
            Some(Shape::Map(inside)) => Some(&**inside),
            _ => None,
        };
        let Some(node) = self.keys.remove(key) else { return Vec::new() };
        let tables = node.entries().iter().filter(|(_, node)| node.is_table());
        tables.map(|(key, node)| (key.clone(), self.inside(node, inside))).collect()
    }

    /// Of one that comes or goes whole, what names it is said already.
    fn alone(mut self) -> (String, Table<'a>) {
        let name = self.name();
        let names = std::mem::take(&mut self.names);
        self.retain(|key| !names.iter().any(|(naming, _)| *naming == key));
        (name, self)
    }

    fn name(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(|(_, name)| name.as_str()).collect();
        if names.is_empty() { "item".to_owned() } else { names.join(" ") }
    }
}

/// Equal whatever the spelling, and whoever is called how.
impl PartialEq for Table<'_> {
    fn eq(&self, other: &Self) -> bool {
        let is_same = |(a, b): ((&String, &Node<'_>), (&String, &Node<'_>))| {
            a.0 == b.0 && a.1.spelled() == b.1.spelled()
        };
        self.keys.len() == other.keys.len() && self.keys.iter().zip(&other.keys).all(is_same)
    }
}

/// A table of a list in one line: `at-least 75, score 60`.
fn in_words(table: &Node<'_>) -> String {
    let entry = |(key, node): &(String, Node<'_>)| match node.value {
        Value::Boolean(true) => key.clone(),
        _ => format!("{key} {}", node.shown()),
    };
    table.entries().iter().map(entry).collect::<Vec<_>>().join(", ")
}

/// The items of a list, in order.
fn sorted<'a>(list: &Node<'a>, written: impl Fn(&Node<'a>) -> String) -> String {
    let mut items: Vec<String> = list.items().iter().map(written).collect();
    items.sort();
    items.join(", ")
}

/// Every value that the two do not share, by its key, in the order in which the format declares them; a key of a table stands behind the table's name, one of a list's tables
/// behind the list's and what names it: `milestone half-way due-on`.
pub fn between<'t>(before: &Table<'t>, after: &Table<'t>) -> Vec<Changed> {
    let mut found = Vec::new();
    compare("", ' ', before, after, &mut found);
    found
}

/// The same with the paths by which an amendment names what it changes: `credits.cap-percent`.
pub fn between_paths<'t>(before: &Table<'t>, after: &Table<'t>) -> Vec<Changed> {
    let mut found = Vec::new();
    compare("", '.', before, after, &mut found);
    found
}

fn compare<'t>(under: &str, joint: char, before: &Table<'t>, after: &Table<'t>, found: &mut Vec<Changed>) {
    let mut keys: Vec<&String> = beside(&before.keys, &after.keys).map(|(key, ..)| key).collect();
    keys.sort_by_key(|key| before.place_of(key).or(after.place_of(key)).unwrap_or(usize::MAX));
    for key in keys {
        if before.spelled(key) == after.spelled(key) {
            continue;
        }
        let is_money = before.is_money(key) || after.is_money(key);
        let label = if is_money { key.trim_end_matches(MINOR) } else { key };
        let name = if under.is_empty() { label.to_owned() } else { format!("{under}{joint}{label}") };
        found.extend(Changed::of(&name, before.shown(key), after.shown(key)));
        compare(&name, joint, &before.table(key), &after.table(key), found);
        for (of, was, is) in pairs(before.blocks(key), after.blocks(key)) {
            let is_empty = |side: &Option<Table<'_>>| side.as_ref().is_none_or(|table| table.keys.is_empty());
            if is_empty(&was) && is_empty(&is) {
                let named = |side: &Option<Table<'_>>| side.as_ref().map(|_| of.clone());
                found.extend(Changed::of(&name, named(&was), named(&is)));
            }
            compare(&format!("{name} {of}"), ' ', &was.unwrap_or_default(), &is.unwrap_or_default(), found);
        }
    }
}

/// A table of a list before and after, with what names it.
pub type Pair<'t> = (String, Option<Table<'t>>, Option<Table<'t>>);

/// The tables that differ, in order of name; of one that comes or goes whole without the keys that name it. Equal ones pair off first, then those of one whole name, then those that share the
/// first part of it.
pub fn pairs<'t>(mut old: Vec<Table<'t>>, mut new: Vec<Table<'t>>) -> Vec<Pair<'t>> {
    let mut paired: Vec<Pair<'t>> = Vec::new();
    let alike: [fn(&Table<'_>, &Table<'_>) -> bool; 3] = [
        |a, b| a == b,
        |a, b| a.names == b.names,
        |a, b| {
            a.names.first().is_some_and(|(_, name)| b.names.first().is_some_and(|(_, other)| name == other))
        },
    ];
    for (at, is_same) in alike.into_iter().enumerate() {
        for was in std::mem::take(&mut old) {
            match new.iter().position(|is| is_same(&was, is)) {
                // Equal ones are not reported.
                Some(other) if at == 0 => drop(new.remove(other)),
                Some(other) => {
                    let is = new.remove(other);
                    paired.push((is.name(), Some(was), Some(is)));
                }
                None => old.push(was),
            }
        }
    }
    paired.extend(old.into_iter().map(Table::alone).map(|(name, was)| (name, Some(was), None)));
    paired.extend(new.into_iter().map(Table::alone).map(|(name, is)| (name, None, Some(is))));
    paired.sort_by(|a, b| (&a.0, a.1.is_none(), a.2.is_none()).cmp(&(&b.0, b.1.is_none(), b.2.is_none())));
    paired
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    /// What differs between two texts of a file, in lines.
    fn said_of(path: &str, before: &str, after: &str) -> Vec<String> {
        let bench = Bench::new();
        let [before, after] = [before, after].map(|text| Text::new(RepoPath::new(path), text));
        listed(between(&read(&bench.register, Some(&before)), &read(&bench.register, Some(&after))))
    }

    fn listed(values: Vec<Changed>) -> Vec<String> {
        let word = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let line = |value: Changed| format!("{}: {} > {}", value.what, word(value.before), word(value.after));
        values.into_iter().map(line).collect()
    }

    fn said(before: &str, after: &str) -> Vec<String> {
        said_of("data/a.toml", before, after)
    }

    #[test]
    fn a_contract_is_told_by_paths_its_money_as_money_and_its_bands_in_words() {
        let bench = Bench::new();
        let path = RepoPath::new("data/contracts/acme-2026/contract.toml");
        let contract = |fee: &str, risk: u32, bound: u32| {
            let bands = format!("[{{ at-least = {bound}, score = 100 }}, {{ otherwise = true, score = 0 }}]");
            let text = format!(
                "monthly-fee-minor = {fee}\n[credits]\nat-risk-percent = {risk}\n[service-level.a]\nbands = {bands}\n"
            );
            Text::new(path.clone(), text)
        };
        let (before, after) = (contract("10_000", 10, 75), contract("12_000", 12, 80));
        let keys = |text| folded(&bench.register, &path, &tree::whole(text).root, "USD");
        assert_eq!(
            listed(between_paths(&keys(&before), &keys(&after))),
            [
                "monthly-fee: 100.00 USD > 120.00 USD",
                "credits.at-risk-percent: 10 > 12",
                "service-level.a.bands: at-least 75, score 100; otherwise, score 0 > at-least 80, score 100; otherwise, score 0",
            ]
        );
    }

    #[test]
    fn a_value_is_told_by_its_key_and_a_spelling_is_no_change() {
        let before = "name = \"Acme\" # the vendor\nsince-on = 2025-01-01\nseats = 1_20\n[a]\nb = 95.0\n";
        assert!(
            said(before, "seats = 120\r\nsince-on = 2025-01-01\r\nname = 'Acme'\r\na = { b = 95 }\r\n")
                .is_empty()
        );
        let after = "name = \"Acme Data\"\nseats = 120\nnote = \"Two\"\n[a]\nb = 96\n";
        assert_eq!(
            said(before, after),
            ["a b: 95.0 > 96", "name: Acme > Acme Data", "note: - > Two", "since-on: 2025-01-01 > -"]
        );
    }

    #[test]
    fn what_is_declared_says_who_is_a_person_and_what_holds_unwritten() {
        let front = |keys: &str| format!("+++\n{keys}+++\n\n# Guide\n");
        let said = |before: &str, after: &str| said_of("data/sops/guide.md", &front(before), &front(after));
        assert_eq!(
            said("owner = \"ada-north\"\n", "owner = \"ben-field\"\n"),
            ["owner: Ada North > Ben Field"]
        );
        assert_eq!(said("", "criticality = \"normal\"\nsites = []\n"), [""; 0]);
        assert_eq!(said("", "criticality = \"high\"\n"), ["criticality: normal > high"]);
        assert_eq!(said("sites = [\"b\", \"a\"]\n", "sites = [\"a\", \"b\"]\n"), [""; 0]);
        assert_eq!(said("sites = [\"b\", \"a\"]\n", "sites = [\"a\"]\n"), ["sites: a, b > a"]);
    }

    #[test]
    fn a_table_put_in_between_moves_no_other() {
        let entry = |on: &str, text: &str| format!("[[log]]\non = {on}\ntext = \"{text}\"\n");
        let before = entry("2026-10-12", "A") + &entry("2026-10-12", "B");
        let after = entry("2026-10-12", "New") + &before;
        assert_eq!(said(&before, &after), ["log 2026-10-12 text: - > New"]);
        let edited = entry("2026-10-12", "A") + &entry("2026-10-12", "C");
        assert_eq!(said(&before, &edited), ["log 2026-10-12 text: B > C"]);
        assert_eq!(said(&after, &before), ["log 2026-10-12 text: New > -"]);
        assert_eq!(said("", "[[language]]\nname = \"pt\"\n"), ["language: - > pt"], "a bare name is told");
    }

    #[test]
    fn what_names_a_table_may_itself_change() {
        let group = |site: &str, from: &str| {
            format!("[[rebase]]\nmetric = \"accuracy\"\nsite = \"{site}\"\nfrom = \"{from}\"\n")
        };
        let before = group("porto", "2026-W20") + &group("riga", "2026-W20");
        let after = group("porto", "2026-W20") + &group("riga", "2026-W31");
        assert_eq!(said(&before, &after), ["rebase accuracy riga 2026-W31 from: 2026-W20 > 2026-W31"]);
    }
}
