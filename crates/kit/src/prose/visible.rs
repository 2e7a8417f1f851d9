//! Characters that act on a terminal, made visible.

use std::borrow::Cow;

/// `text` with every control character as its picture (`␛`) and every character that turns the direction of writing
/// as `�`, one for one, so that no text of a file can move the cursor, colour the screen or hide a part of a line.
/// Tabs stay when `tabs` says so.
pub fn visible(text: &str, tabs: bool) -> Cow<'_, str> {
    let shown = |c: char| if tabs && c == '\t' { c } else { picture(c) };
    if text.chars().all(|c| shown(c) == c) { Cow::Borrowed(text) } else { text.chars().map(shown).collect() }
}

fn picture(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' => '\u{fffd}',
        '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_is_seen_and_the_rest_stays() {
        assert_eq!(visible("\u{1b}[2J\ta\r\n\u{202e}é漢\u{9b}", false), "␛[2J␉a␍␊\u{fffd}é漢\u{fffd}");
        assert_eq!(visible("a\tb", true), "a\tb");
        assert!(matches!(visible("plain", false), Cow::Borrowed("plain")));
    }
}
