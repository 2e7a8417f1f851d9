//! Two maps side by side.

use std::collections::BTreeMap;

/// Each key of both once, in order, with what either side has under it. Of a key that one side has twice the last counts.
pub fn beside<K: Ord, V, W>(
    before: impl IntoIterator<Item = (K, V)>,
    after: impl IntoIterator<Item = (K, W)>,
) -> impl Iterator<Item = (K, Option<V>, Option<W>)> {
    let mut both: BTreeMap<K, (Option<V>, Option<W>)> = BTreeMap::new();
    for (key, value) in before {
        both.entry(key).or_insert((None, None)).0 = Some(value);
    }
    for (key, value) in after {
        both.entry(key).or_insert((None, None)).1 = Some(value);
    }
    both.into_iter().map(|(key, (before, after))| (key, before, after))
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn each_key_stands_once_with_both_sides() {
        let both: Vec<_> = beside([("b", 1), ("a", 2), ("b", 3)], [("c", 'x'), ("b", 'y')]).collect();
        assert_eq!(both, [("a", Some(2), None), ("b", Some(3), Some('y')), ("c", None, Some('x'))]);
    }
}
