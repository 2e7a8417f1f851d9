//! One value before and after, what became of a record, and the words for both.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kit::beside::beside;
use crate::kit::number::Money;
use crate::kit::words::closed_list;
use crate::subject::text::piece::Inline;
use crate::subject::wording::{figure, phrase};

/// A value by its name, as words; `None` where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

/// Values of a record by name, in words.
pub type Values = BTreeMap<String, String>;

/// Those that are there.
pub fn values<const N: usize>(list: [(&str, Option<String>); N]) -> Values {
    list.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// What two maps of named values do not share, by name.
pub fn between(before: &Values, after: &Values) -> Vec<Changed> {
    beside(before, after).filter_map(|(name, was, is)| Changed::of(name, was, is)).collect()
}

closed_list! {
    /// What became of a record.
    Fate {
        Added = "opened" "New",
        Closed = "closed" "Closed",
        Reopened = "reopened" "Reopened",
        Removed = "removed" "Removed",
        Changed = "changed" "Changed",
    }
}

impl Fate {
    /// By what there is on each side.
    pub fn of<T, U>(before: &Option<T>, after: &Option<U>) -> Fate {
        match (before, after) {
            (None, _) => Fate::Added,
            (_, None) => Fate::Removed,
            _ => Fate::Changed,
        }
    }

    /// Of what both sides have, by whether it is over.
    pub fn by_end(was_over: bool, is_over: bool) -> Fate {
        match (was_over, is_over) {
            (false, true) => Fate::Closed,
            (true, false) => Fate::Reopened,
            _ => Fate::Changed,
        }
    }

    pub fn chip(self) -> Inline {
        let tone = match self {
            Fate::Added => "new",
            Fate::Closed => "good",
            Fate::Reopened => "near",
            Fate::Removed => "bad",
            Fate::Changed => "plain",
        };
        Inline::chip(tone, self.label())
    }
}

/// `95 → 97`; a dash where there is no value.
pub fn turn(before: Option<&str>, after: Option<&str>) -> Vec<Inline> {
    if before == after {
        return vec![Inline::words(after.unwrap_or("–")).without_evidence()];
    }
    let none = || Inline::quiet("–");
    let was = before.map_or_else(none, |was| Inline::was(was.to_owned()).without_evidence());
    let becomes = after.map_or_else(none, |is| Inline::becomes(is.to_owned()).without_evidence());
    vec![was, Inline::literal(" → "), becomes]
}

/// `due on 2026-11-20 → 2026-12-04`
pub fn told(changed: &Changed) -> Vec<Inline> {
    let mut line = vec![Inline::words(format!("{} ", changed.what)).without_evidence()];
    line.extend(turn(changed.before.as_deref(), changed.after.as_deref()));
    line
}

/// Each value, with semicolons between.
pub fn told_all(list: &[Changed]) -> Vec<Inline> {
    list.iter().map(told).collect::<Vec<_>>().join(&Inline::literal("; "))
}

/// `+12,400.00 USD`, `−300.00 USD`.
pub fn signed(amount: Money, currency: &str) -> String {
    let text = figure::money(amount, currency);
    if amount > Money(0) { format!("+{text}") } else { text }
}

/// `1 rating changes`, `3 ratings change`; nothing for none.
pub fn counted(count: usize, one: &str, many: &str) -> Option<String> {
    let words = if count == 1 { one } else { many };
    (count > 0).then(|| format!("{count} {words}"))
}

/// With a capital, for a list of sentences; empty for none.
pub fn sentence(parts: impl IntoIterator<Item = String>) -> String {
    let said: Vec<String> = parts.into_iter().collect();
    if said.is_empty() { String::new() } else { format!("{}.", phrase::capital(&said.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_says_which_way_money_moves() {
        assert_eq!(signed(Money(1_240_000), "USD"), "+12,400.00\u{a0}USD");
        assert_eq!(signed(Money(-30_000), "USD"), "\u{2212}300.00\u{a0}USD");
        assert_eq!(signed(Money(0), "USD"), "0.00\u{a0}USD");
        let counts = [0, 1, 2].map(|count| counted(count, "rating changes", "ratings change"));
        assert_eq!(counts, [None, Some("1 rating changes".to_owned()), Some("2 ratings change".to_owned())]);
    }
}
