//! Values of one TOML file from one version to the next.

use std::collections::BTreeMap;

use super::change::ChangeKind;
use super::leaves::{Leaf, Leaves};

/// One value that is not what it was.
pub struct Differs<'a> {
    pub key: &'a str,
    pub kind: ChangeKind,
    /// `None` for a key that is new.
    pub before: Option<Leaf>,
    /// `None` for one that was withdrawn.
    pub after: Option<&'a Leaf>,
}

/// What differs between two versions. Of a contract every value counts, of other files numbers, dates, yes and no. `gone` are the
/// values that were withdrawn before, each as it was last: what comes back otherwise is restated.
pub fn differences<'a>(
    was: &'a Leaves,
    now: &'a Leaves,
    keeps_all: bool,
    gone: &mut BTreeMap<String, Leaf>,
) -> Vec<Differs<'a>> {
    let keeps = |leaf: &Leaf| keeps_all || !leaf.is_text;
    // A list that says the same and is only written another way: under headers of its own, or on one line.
    let respelled: Vec<&str> = was
        .lists
        .iter()
        .filter(|(path, said)| now.lists.get(*path) == Some(said))
        .map(|(path, _)| path.as_str())
        .collect();
    let is_respelled = |key: &str| {
        respelled
            .iter()
            .any(|path| key.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    };
    let mut found = Vec::new();
    for (key, leaf) in was.values.iter().filter(|(_, leaf)| keeps(leaf)) {
        let after = now.values.get(key);
        let kind = match after {
            None if is_respelled(key) => continue,
            None => ChangeKind::Withdrawn,
            Some(now) if now.meaning == leaf.meaning => continue,
            Some(_) => ChangeKind::Restated,
        };
        if after.is_none() {
            gone.insert(key.clone(), leaf.clone());
        }
        found.push(Differs { key, kind, before: Some(leaf.clone()), after });
    }
    let new = |key: &String| !was.values.contains_key(key) && !is_respelled(key);
    for (key, leaf) in now.values.iter().filter(|(key, leaf)| keeps(leaf) && new(key)) {
        let (kind, before) = match gone.remove(key) {
            Some(old) if old.meaning != leaf.meaning => (ChangeKind::Restated, Some(old)),
            _ => (ChangeKind::Added, None),
        };
        found.push(Differs { key, kind, before, after: Some(leaf) });
    }
    found
}
