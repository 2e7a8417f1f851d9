//! The words of a difference: values on their way from one to the other, money, signs.

use crate::change::{Changed, Fate};
use crate::kit::number::Money;
use crate::kit::text::piece::Inline;
use crate::subject::wording::figure;

/// `95 → 97`; a dash where there is no value.
pub fn turn(before: Option<&str>, after: Option<&str>) -> Vec<Inline> {
    let was = before.map_or_else(|| Inline::quiet("–"), Inline::was);
    let becomes = after.map_or_else(|| Inline::quiet("–"), Inline::becomes);
    match before == after {
        true => vec![Inline::words(after.unwrap_or("–"))],
        false => vec![was, Inline::words(" → "), becomes],
    }
}

/// `due on 2026-11-20 → 2026-12-04`
pub fn value(changed: &Changed) -> Vec<Inline> {
    let mut line = vec![Inline::words(format!("{} ", changed.what))];
    line.extend(turn(changed.before.as_deref(), changed.after.as_deref()));
    line
}

/// Each value, with semicolons between.
pub fn values(list: &[Changed]) -> Vec<Inline> {
    let mut line = Vec::new();
    for changed in list {
        if !line.is_empty() {
            line.push(Inline::words("; "));
        }
        line.extend(value(changed));
    }
    line
}

/// `+12,400.00 USD`, `−300.00 USD`.
pub fn signed(amount: Money, currency: &str) -> String {
    let text = figure::money(amount, currency);
    if amount > Money(0) { format!("+{text}") } else { text }
}

pub fn fate(fate: Fate) -> Inline {
    match fate {
        Fate::Added => Inline::chip("new", "New"),
        Fate::Closed => Inline::chip("good", "Closed"),
        Fate::Reopened => Inline::chip("near", "Reopened"),
        Fate::Removed => Inline::chip("bad", "Removed"),
        Fate::Changed => Inline::chip("plain", "Changed"),
    }
}

/// `1 rating changes`, `3 ratings change`; nothing for none.
pub fn counted(count: usize, one: &str, many: &str) -> Option<String> {
    let words = if count == 1 { one } else { many };
    (count > 0).then(|| format!("{count} {words}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_says_which_way_money_moves() {
        assert_eq!(signed(Money(1_240_000), "USD"), "+12,400.00\u{a0}USD");
        assert_eq!(signed(Money(-30_000), "USD"), "\u{2212}300.00\u{a0}USD");
        assert_eq!(signed(Money(0), "USD"), "0.00\u{a0}USD");
        assert_eq!(counted(1, "rating changes", "ratings change").as_deref(), Some("1 rating changes"));
        assert_eq!(counted(2, "rating changes", "ratings change").as_deref(), Some("2 ratings change"));
        assert_eq!(counted(0, "rating changes", "ratings change"), None);
    }
}
