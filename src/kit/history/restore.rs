//! A TOML file with some of its values as they were before.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::leaves::{is_block, names};

/// `today` with values under some keys (paths as the ledger has them) as they were before: each key with the texts its file had, newest
/// first, of which the first that has the key counts; none takes the value out. Values of other keys stay as they are, comments and
/// layout do not. `None` when `today` is no TOML, a key has no former value, or there is nothing to take out.
pub fn restored(today: &str, values: &[(&str, &[String])]) -> Option<String> {
    let mut tree = parsed(today)?;
    for (key, texts) in values {
        if texts.is_empty() {
            tree.take(key).then_some(())?;
            continue;
        }
        let former =
            texts.iter().filter_map(|text| parsed(text)).find(|former| former.find(key).is_some())?;
        match (tree.find_mut(key), former.find(key)) {
            (Some(place), Some(value)) => *place = value.clone(),
            _ => tree.bring(&former, key)?,
        }
    }
    let lines = tree.entries().iter();
    Some(lines.map(|(name, node)| format!("{} = {}\n", name.written, node.written())).collect())
}

/// A value, or what holds values.
#[derive(Clone)]
enum Node {
    Table(Vec<(Name, Node)>),
    /// Tables under headers of their own, `[[action]]`.
    Blocks(Vec<(Name, Node)>),
    /// As the file writes it, over several lines perhaps.
    Value(String),
}

#[derive(Clone)]
struct Name {
    /// As a part of a path.
    path: String,
    /// As the file writes it; empty for an item of a list.
    written: String,
}

fn parsed(text: &str) -> Option<Node> {
    let text = text.trim_start_matches('\u{feff}');
    Some(table(text, DeTable::parse(text).ok()?.get_ref()))
}

fn table(text: &str, of: &DeTable<'_>) -> Node {
    let mut entries: Vec<_> = of.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let written = text.get(key.span()).unwrap_or_default().to_owned();
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        (Name { path: key.to_string(), written }, node(text, value))
    };
    Node::Table(entries.into_iter().map(entry).collect())
}

fn node(text: &str, value: &Spanned<DeValue<'_>>) -> Node {
    match value.get_ref() {
        DeValue::Table(of) => table(text, of),
        DeValue::Array(items) if !items.is_empty() && items.iter().all(|item| is_block(text, item)) => {
            let tables = items.iter().filter_map(|item| item.get_ref().as_table());
            let names = names(tables.clone()).into_iter().map(|path| Name { path, written: String::new() });
            Node::Blocks(names.zip(tables.map(|of| table(text, of))).collect())
        }
        _ => Node::Value(text.get(value.span()).unwrap_or_default().to_owned()),
    }
}

/// What is left of a path behind a name; empty when nothing is. A name may hold dots.
fn behind<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(name)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}

impl Node {
    fn entries(&self) -> &[(Name, Node)] {
        match self {
            Node::Table(entries) | Node::Blocks(entries) => entries,
            Node::Value(_) => &[],
        }
    }

    fn entries_mut(&mut self) -> Option<&mut Vec<(Name, Node)>> {
        match self {
            Node::Table(entries) | Node::Blocks(entries) => Some(entries),
            Node::Value(_) => None,
        }
    }

    fn find(&self, path: &str) -> Option<&Node> {
        self.entries().iter().find_map(|(name, node)| match behind(path, &name.path)? {
            "" => matches!(node, Node::Value(_)).then_some(node),
            rest => node.find(rest),
        })
    }

    fn find_mut(&mut self, path: &str) -> Option<&mut Node> {
        self.entries_mut()?.iter_mut().find_map(|(name, node)| match behind(path, &name.path)? {
            "" => matches!(node, Node::Value(_)).then_some(node),
            rest => node.find_mut(rest),
        })
    }

    /// Takes a value out, and what holds nothing without it. Whether it was there.
    fn take(&mut self, path: &str) -> bool {
        let Some(entries) = self.entries_mut() else { return false };
        let found = entries.iter_mut().position(|(name, node)| match behind(path, &name.path) {
            None => false,
            Some("") => matches!(node, Node::Value(_)),
            Some(rest) => node.take(rest),
        });
        let Some(at) = found else { return false };
        if entries[at].1.entries().is_empty() {
            entries.remove(at);
        }
        true
    }

    /// Brings a value of `former` back, with the tables around it where they are gone too.
    fn bring(&mut self, former: &Node, path: &str) -> Option<()> {
        let (at, (name, node), rest) = former.entries().iter().enumerate().find_map(|(at, entry)| {
            let rest = behind(path, &entry.0.path)?;
            (rest.is_empty() || entry.1.find(rest).is_some()).then_some((at, entry, rest))
        })?;
        let entries = self.entries_mut()?;
        let here = match entries.iter().position(|(own, _)| own.path == name.path) {
            Some(here) => here,
            None => {
                let here = at.min(entries.len());
                let empty = match node {
                    Node::Table(_) => Node::Table(Vec::new()),
                    Node::Blocks(_) => Node::Blocks(Vec::new()),
                    Node::Value(_) => node.clone(),
                };
                entries.insert(here, (name.clone(), empty));
                here
            }
        };
        if rest.is_empty() { Some(()) } else { entries[here].1.bring(node, rest) }
    }

    fn written(&self) -> String {
        let listed = |entries: &[(Name, Node)], one: &dyn Fn(&(Name, Node)) -> String| {
            entries.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        match self {
            Node::Table(entries) => {
                let pair = |(name, node): &(Name, Node)| format!("{} = {}", name.written, node.written());
                format!("{{ {} }}", listed(entries, &pair))
            }
            Node::Blocks(entries) => format!("[{}]", listed(entries, &|(_, node)| node.written())),
            Node::Value(text) => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::leaves::leaves;
    use super::*;

    const FORMER: &str = "title = \"A\"\nends-on = 2027-01-31\n[service-level.month]\ntarget = 95\nramp = [\n  # Agreed.\n  { from = 2026-01-05, target = 90 },\n]\n                          [credits]\nmethod = \"points\"\n[[credits.points]]\nname = \"low.er\"\npercent = 1\n[[credits.points]]\nname = \"upper\"\npercent = 2\n";

    fn back(today: &str, keys: &[&str], out: &[&str]) -> Vec<(String, String)> {
        let former = [String::from("title ="), FORMER.to_owned(), String::new()];
        let values = keys.iter().map(|key| (*key, &former[..])).chain(out.iter().map(|key| (*key, &[][..])));
        let text = restored(today, &values.collect::<Vec<_>>()).unwrap();
        let leaves = leaves(&text).unwrap_or_else(|| panic!("{text}"));
        leaves.values.into_iter().map(|(key, leaf)| (key, leaf.meaning)).collect()
    }

    #[test]
    fn values_of_several_lines_inline_tables_and_lists_come_back_as_they_were() {
        let today = "title = \"B\"\nservice-level.month = { target = 97.5, ramp = [{ from = 2026-01-05, target = 80 }], floor = 70 }\n\
                     [credits]\n[[credits.points]]\nname = \"upper\"\npercent = 3\n[[credits.points]]\nname = \"top\"\npercent = 9\n";
        let keys = [
            "title",
            "ends-on",
            "service-level.month.target",
            "service-level.month.ramp",
            "credits.method",
            "credits.points.low.er.name",
            "credits.points.low.er.percent",
            "credits.points.upper.percent",
        ];
        let out = ["service-level.month.floor", "credits.points.top.name", "credits.points.top.percent"];
        let former = leaves(FORMER).unwrap().values.into_iter().map(|(key, leaf)| (key, leaf.meaning));
        // What was under headers of its own is a list now: the same values.
        let (found, former): (Vec<_>, Vec<_>) = (back(today, &keys, &out), former.collect());
        let plain = |found: &[(String, String)]| {
            let plain = found.iter().filter(|(key, _)| !key.starts_with("credits.points"));
            plain.cloned().collect::<Vec<_>>()
        };
        assert_eq!(plain(&found), plain(&former));
        let points =
            found.iter().find(|(key, _)| key == "credits.points").map(|(_, meaning)| meaning.as_str());
        assert_eq!(points, Some("[{ name = \"low.er\", percent = 1 }, { name = \"upper\", percent = 2 }]"));
    }

    #[test]
    fn what_is_not_asked_for_stays_as_it_is() {
        let today = "title = \"B\"\n[service-level.month]\ntarget = 97\nfloor = 70\n";
        let found = back(today, &["service-level.month.target"], &[]);
        let told = found.iter().map(|(key, meaning)| format!("{key} {meaning}")).collect::<Vec<_>>();
        assert_eq!(told, ["service-level.month.floor 70", "service-level.month.target 95", "title \"B\""]);
    }

    #[test]
    fn what_was_never_there_or_is_no_toml_cannot_be_put_back() {
        let former = ["a = 2\n".to_owned()];
        assert!(restored("a = 1\n", &[("b", &former)]).is_none());
        assert!(restored("a = 1\n", &[("b", &[])]).is_none());
        assert!(restored("a = \n", &[("a", &former)]).is_none());
        assert!(restored("a = 1\n", &[("a", &["a =".to_owned()])]).is_none());
    }
}
