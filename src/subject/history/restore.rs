//! A TOML file with some of its values as they were before.

use crate::kit::source::{RepoPath, Text};
use crate::kit::toml::tree;
use crate::kit::toml::tree::{Node, Value, bare};

/// `today` with values under some keys (paths as the ledger has them) as they were before: each key with the texts its file had, newest
/// first, of which the first that has the key counts; none takes the value out. Values of other keys stay as they are, comments and
/// layout do not. `None` when `today` is no TOML, a key has no former value, or there is nothing to take out.
pub fn restored(today: &str, values: &[(&str, &[String])]) -> Option<String> {
    let today = written(today);
    let former: Vec<Vec<Text>> =
        values.iter().map(|(_, texts)| texts.iter().map(|text| written(text)).collect()).collect();
    let mut root = parsed(&today)?;
    for ((key, _), texts) in values.iter().zip(&former) {
        if texts.is_empty() {
            take(&mut root, key).then_some(())?;
            continue;
        }
        let former = texts.iter().filter_map(parsed).find(|former| find(former, key).is_some())?;
        match (find_mut(&mut root, key), find(&former, key)) {
            (Some(place), Some(value)) => *place = value.clone(),
            _ => bring(&mut root, &former, key)?,
        }
    }
    as_lists(&mut root);
    let lines = root.entries().iter().map(|(key, node)| format!("{} = {}\n", bare(key), node.written()));
    Some(lines.collect())
}

fn written(text: &str) -> Text {
    Text::new(RepoPath::new("former.toml"), text)
}

/// The values of a text, tables of a list by their names: these stay while values come and go, those that give the names too.
fn parsed(text: &Text) -> Option<Node<'_>> {
    let mut doc = tree::whole(text);
    doc.errors.is_empty().then(|| by_name(&mut doc.root))?;
    Some(doc.root)
}

/// What a name of a table of a list starts with: no key of the format does.
const OF_LIST: &str = "[]";

fn by_name(node: &mut Node<'_>) {
    let names = node.block_names();
    if let (Value::List(items), false) = (&mut node.value, names.is_empty()) {
        let names = names.iter().map(|name| format!("{OF_LIST}{name}"));
        node.value = Value::Table(names.zip(std::mem::take(items)).collect());
    }
    node.entries_mut().into_iter().flatten().for_each(|(_, node)| by_name(node));
}

/// Takes back what [`by_name`] did.
fn as_lists(node: &mut Node<'_>) {
    let Some(entries) = node.entries_mut() else { return };
    entries.iter_mut().for_each(|(_, node)| as_lists(node));
    if entries.first().is_some_and(|(name, _)| name.starts_with(OF_LIST)) {
        node.value = Value::List(std::mem::take(entries).into_iter().map(|(_, node)| node).collect());
    }
}

/// What is left of a path behind a name; empty when nothing is. A name may hold dots.
fn behind<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(name.trim_start_matches(OF_LIST))?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}

fn find<'n, 'a>(node: &'n Node<'a>, path: &str) -> Option<&'n Node<'a>> {
    node.entries().iter().find_map(|(name, node)| match behind(path, name)? {
        "" => (!node.is_table()).then_some(node),
        rest => find(node, rest),
    })
}

fn find_mut<'n, 'a>(node: &'n mut Node<'a>, path: &str) -> Option<&'n mut Node<'a>> {
    node.entries_mut()?.iter_mut().find_map(|(name, node)| match behind(path, name)? {
        "" => (!node.is_table()).then_some(node),
        rest => find_mut(node, rest),
    })
}

/// Takes a value out, and what holds nothing without it. Whether it was there.
fn take(node: &mut Node<'_>, path: &str) -> bool {
    let Some(entries) = node.entries_mut() else { return false };
    let found = entries.iter_mut().position(|(name, node)| match behind(path, name) {
        None => false,
        Some("") => !node.is_table(),
        Some(rest) => take(node, rest),
    });
    let Some(at) = found else { return false };
    if entries[at].1.entries().is_empty() {
        entries.remove(at);
    }
    true
}

/// Brings a value of `former` back, with the tables around it where they are gone too.
fn bring<'a>(own: &mut Node<'a>, former: &Node<'a>, path: &str) -> Option<()> {
    let (at, (name, node), rest) = former.entries().iter().enumerate().find_map(|(at, entry)| {
        let rest = behind(path, &entry.0)?;
        (rest.is_empty() || find(&entry.1, rest).is_some()).then_some((at, entry, rest))
    })?;
    let entries = own.entries_mut()?;
    let here = entries.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
        let here = at.min(entries.len());
        let mut empty = node.clone();
        empty.entries_mut().into_iter().for_each(Vec::clear);
        entries.insert(here, (name.clone(), empty));
        here
    });
    if rest.is_empty() { Some(()) } else { bring(&mut entries[here].1, node, rest) }
}

#[cfg(test)]
mod tests {
    use super::super::leaves;
    use super::*;

    const FORMER: &str = "title = \"A\"\nends-on = 2027-01-31\n[service-level.month]\ntarget = 95\nramp = [\n  # Agreed.\n  { from = 2026-01-05, target = 90 },\n]\n                          [credits]\nmethod = \"points\"\n[[credits.points]]\nname = \"low.er\"\npercent = 1\n[[credits.points]]\nname = \"upper\"\npercent = 2\n";

    fn back(today: &str, keys: &[&str], out: &[&str]) -> Vec<(String, String)> {
        let former = [String::from("title ="), FORMER.to_owned(), String::new()];
        let values = keys.iter().map(|key| (*key, &former[..])).chain(out.iter().map(|key| (*key, &[][..])));
        let text = restored(today, &values.collect::<Vec<_>>()).unwrap();
        let leaves = leaves::leaves(&written(&text)).unwrap_or_else(|| panic!("{text}"));
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
        let former = leaves::leaves(&written(FORMER))
            .unwrap()
            .values
            .into_iter()
            .map(|(key, leaf)| (key, leaf.meaning));
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
