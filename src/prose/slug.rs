//! Anchors of headings: the one function that checks and pages share.

use std::collections::BTreeMap;

/// The anchor of a heading's text: letters and digits in lower case, spaces and hyphens as `-`, all else dropped.
/// `section` when nothing is left, so that every heading can be linked to.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in text.trim().chars() {
        if letter.is_alphanumeric() || letter == '_' {
            slug.extend(letter.to_lowercase());
        } else if letter.is_whitespace() || letter == '-' {
            slug.push('-');
        }
    }
    if slug.chars().all(|letter| letter == '-') { "section".to_owned() } else { slug }
}

/// Hands out the anchors of one page: a repeated heading gets `-1`, `-2` and so on.
#[derive(Debug, Default)]
pub struct Slugs {
    taken: BTreeMap<String, u32>,
}

impl Slugs {
    /// The next free anchor for a heading's text.
    pub fn next(&mut self, text: &str) -> String {
        let base = slug(text);
        let mut candidate = base.clone();
        let mut count = self.taken.get(&base).copied().unwrap_or(0);
        while self.taken.contains_key(&candidate) {
            count += 1;
            candidate = format!("{base}-{count}");
        }
        self.taken.insert(base, count);
        self.taken.entry(candidate.clone()).or_insert(0);
        candidate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_lower_case_words_with_hyphens() {
        assert_eq!(slug("When in doubt: ask"), "when-in-doubt-ask");
        assert_eq!(slug("  3.1 Über `code` & more "), "31-über-code--more");
        assert_eq!(slug("???"), "section");
    }

    #[test]
    fn repeated_headings_stay_apart() {
        let mut slugs = Slugs::default();
        let got: Vec<String> =
            ["Scope", "Scope", "Scope 1", "Scope"].iter().map(|text| slugs.next(text)).collect();
        assert_eq!(got, ["scope", "scope-1", "scope-1-1", "scope-2"]);
    }
}
