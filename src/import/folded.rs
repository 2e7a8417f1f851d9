//! Texts of cells without what only the eye sees.

/// Without blanks around it, those included that do not break a line.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
}

/// Trimmed, with one blank wherever there are several or a line ends.
pub fn one_line(text: &str) -> String {
    trimmed(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As two texts are compared: in one line, in lower case.
pub fn folded(text: &str) -> String {
    one_line(text).to_lowercase()
}

/// Whether a text, folded, is one of those; `Total*` is every text that begins so.
pub fn is_among<'p>(patterns: impl IntoIterator<Item = &'p str>, text: &str) -> bool {
    patterns.into_iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(start) => text.starts_with(&folded(start)),
        None => text == folded(pattern),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_line_ends_are_one_blank() {
        assert_eq!(one_line("\u{feff} Right\r\n  of\u{a0}all "), "Right of all");
        assert_eq!(folded(" Right  OF all"), "right of all");
    }
}
