//! Words that say of a row that it sums others.

use crate::import::folded::folded;

const WORDS: [&str; 11] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sub-total",
    "all sites",
    "overall",
    "average",
    "summe",
    "gesamt",
    "sum",
];

/// Whether a text is such a word.
pub fn is_word(text: &str) -> bool {
    WORDS.contains(&folded(text).as_str())
}

/// Whether it begins so, as `Total 2026` does and `Totally` does not.
pub fn begins(text: &str) -> bool {
    let text = folded(text);
    WORDS
        .iter()
        .any(|word| text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// What leaves the rows of a text out.
pub fn help(text: &str) -> String {
    format!("where the row sums others, leave it out: add \"{text}\" to `skip-rows` in the map")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_sum() {
        assert!(is_word(" TOTAL") && begins("Total 2026") && begins("All sites"));
        assert!(!begins("Totally") && !is_word("Total Energy") && !begins("Porto"));
    }
}
