//! Anchors of headings and names of folders that are made of words: the functions that checks and pages share.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::source::sha256;

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

/// Bytes that a folder's name may have: systems end at 255, and some paths as a whole at 260.
const LONGEST_NAME: usize = 80;
/// Characters of the hash that tell two names apart.
const TOLD_APART: usize = 10;

/// A text as a folder name: lower-case letters and digits, other runs of characters as one hyphen, the letters outside ASCII spelled by their
/// code. Where signs at an end are lost (`C++` is not `C`) or the name is too long, a piece of the text's SHA-256 stands at the end.
pub fn folder_name(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if c.is_ascii() {
            if !out.ends_with('-') && !out.is_empty() {
                out.push('-');
            }
        } else {
            // Writing to a String cannot fail.
            let _infallible = write!(out, "u{:x}", u32::from(c));
        }
    }
    let name = out.trim_end_matches('-');
    let is_sign = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != ' ';
    if name.len() <= LONGEST_NAME
        && !name.is_empty()
        && !text.trim().starts_with(is_sign)
        && !text.trim().ends_with(is_sign)
    {
        return name.to_owned();
    }
    // All of it is ASCII.
    let cut = name[..name.len().min(LONGEST_NAME - TOLD_APART - 1)].trim_end_matches('-');
    let cut = if cut.is_empty() { "other" } else { cut };
    format!("{cut}-{}", &sha256(text)[..TOLD_APART])
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

    #[test]
    fn robustness_7_names_of_folders_are_short_and_tell_texts_apart() {
        assert_eq!(folder_name("Trust & Safety"), "trust-safety");
        assert_eq!(folder_name("Größe 1"), "gruf6udfe-1");
        assert_eq!(folder_name("C"), "c");
        for (one, other) in [("C", "C++"), ("C++", "C#"), ("NET", ".NET"), ("!", "?"), ("", "-")] {
            assert_ne!(folder_name(one), folder_name(other), "{one} {other}");
        }
        let long = "信".repeat(52);
        assert!(folder_name(&long).len() <= LONGEST_NAME, "{}", folder_name(&long));
        assert_ne!(folder_name(&long), folder_name(&format!("{long}任")));
        assert!(folder_name(&"a ".repeat(200)).len() <= LONGEST_NAME);
    }
}
