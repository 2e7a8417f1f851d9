//! One value before and after.

use std::collections::{BTreeMap, BTreeSet};

/// A value by its name, as words; `None` where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub what: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Changed {
    /// `None` when both are the same.
    pub fn of(
        what: impl Into<String>,
        before: Option<impl Into<String>>,
        after: Option<impl Into<String>>,
    ) -> Option<Changed> {
        let (before, after) = (before.map(Into::into), after.map(Into::into));
        (before != after).then(|| Changed { what: what.into(), before, after })
    }
}

/// What two maps of named values do not share, by name.
pub fn between(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<Changed> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter_map(|name| Changed::of(name.clone(), before.get(name).cloned(), after.get(name).cloned()))
        .collect()
}

/// Keys of two maps, each once, in order.
pub fn keys<'a, K: Ord, V, W>(
    before: &'a BTreeMap<K, V>,
    after: &'a BTreeMap<K, W>,
) -> impl Iterator<Item = &'a K> {
    before.keys().chain(after.keys()).collect::<BTreeSet<&K>>().into_iter()
}
