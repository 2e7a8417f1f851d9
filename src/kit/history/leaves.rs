//! The values of a TOML file, each under its path: `service-level.accuracy.target`, `action.brief.due-on`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::kit::number::Decimal;

/// Keys that name an item of an array of tables, first found first.
const NAMING: [&str; 9] = ["id", "path", "metric", "service-level", "period", "from", "on", "code", "name"];

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The same for all spellings of a value.
    pub meaning: String,
    /// For people: text without quotes, numbers and dates as written, lists on one line.
    pub shown: String,
    pub is_text: bool,
    /// 1-based, where the value begins and ends.
    pub line: u32,
    pub last_line: u32,
}

/// What a TOML file says.
#[derive(Clone, Debug, Default)]
pub struct Leaves {
    /// Every value by its path.
    pub values: BTreeMap<String, Leaf>,
    /// What each list of tables says as a whole, by its path: the same under headers of its own and on one line.
    pub lists: BTreeMap<String, String>,
}

/// `None` for a text that is no TOML: a broken version says nothing about values.
pub fn leaves(text: &str) -> Option<Leaves> {
    let text = text.trim_start_matches('\u{feff}');
    let table = DeTable::parse(text).ok()?;
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1))
        .collect();
    let mut walk = Walk { text, starts, found: Leaves::default() };
    walk.table("", table.get_ref());
    Some(walk.found)
}

struct Walk<'a> {
    text: &'a str,
    starts: Vec<usize>,
    found: Leaves,
}

impl Walk<'_> {
    fn table(&mut self, under: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = if under.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{under}.{}", key.get_ref())
            };
            self.value(&path, value);
        }
    }

    fn value(&mut self, path: &str, value: &Spanned<DeValue<'_>>) {
        if let DeValue::Array(items) = value.get_ref()
            && !items.is_empty()
            && items.iter().all(|item| matches!(item.get_ref(), DeValue::Table(_)))
        {
            self.found.lists.insert(path.to_owned(), meaning(value.get_ref()));
        }
        match value.get_ref() {
            DeValue::Table(table) => self.table(path, table),
            DeValue::Array(items)
                if !items.is_empty() && items.iter().all(|item| is_block(self.text, item)) =>
            {
                let tables = items.iter().filter_map(|item| item.get_ref().as_table());
                for (name, table) in names(tables.clone()).iter().zip(tables) {
                    self.table(&format!("{path}.{name}"), table);
                }
            }
            plain => {
                let line =
                    |at| u32::try_from(self.starts.partition_point(|&start| start <= at)).unwrap_or(u32::MAX);
                let span = value.span();
                let leaf = Leaf {
                    meaning: meaning(plain),
                    shown: self.shown(value),
                    is_text: matches!(plain, DeValue::String(_)),
                    line: line(span.start),
                    last_line: line(span.end.saturating_sub(1).max(span.start)),
                };
                self.found.values.insert(path.to_owned(), leaf);
            }
        }
    }

    fn shown(&self, value: &Spanned<DeValue<'_>>) -> String {
        match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Array(_) => meaning(value.get_ref()),
            _ => self.text.get(value.span()).unwrap_or_default().to_owned(),
        }
    }
}

/// Whether an item stands under a header of its own, `[[action]]`: a list on one line is one value.
pub fn is_block(text: &str, item: &Spanned<DeValue<'_>>) -> bool {
    matches!(item.get_ref(), DeValue::Table(_))
        && text.get(item.span()).is_some_and(|text| text.starts_with("[["))
}

/// What names each item of an array of tables as a part of a path; the second of a name is `name#2`.
pub fn names<'t, 'd: 't>(tables: impl Iterator<Item = &'t DeTable<'d>>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    tables
        .map(|table| {
            let name = naming(table);
            let count = seen.entry(name.clone()).and_modify(|count| *count += 1).or_insert(1);
            if *count > 1 { format!("{name}#{count}") } else { name }
        })
        .collect()
}

/// What names an item; without a naming key all items are called alike and are told apart by their place.
fn naming(table: &DeTable<'_>) -> String {
    let text = |key: &&str| match table.get(*key)?.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        value @ DeValue::Datetime(_) => Some(meaning(value)),
        _ => None,
    };
    NAMING.iter().find_map(text).unwrap_or_else(|| "item".to_owned())
}

/// The same text for all spellings of a value.
pub fn meaning(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => decimal(&number.to_string()),
        DeValue::Float(number) => decimal(&number.to_string()),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| meaning(item.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(table) => {
            let mut text = String::from("{");
            for (at, (key, value)) in table.iter().enumerate() {
                let _ = write!(
                    text,
                    "{} {} = {}",
                    if at > 0 { "," } else { "" },
                    key.get_ref(),
                    meaning(value.get_ref())
                );
            }
            text + " }"
        }
    }
}

fn decimal(text: &str) -> String {
    Decimal::parse(text).map_or_else(|_| text.to_owned(), |number| number.to_string())
}
