//! Text of a book inside Markdown: shown as it is, and nothing more. No markup, no HTML, no link, no mention, no picture.

use std::borrow::Cow;

use super::visible::visible;

/// A space of no width: it keeps a reference from being one, and nobody sees it.
const GAP: char = '\u{200b}';

/// Hexadecimal digits that hosting sites take for a commit.
const SHORTEST_ID: usize = 7;

/// At most `most` characters, the last an ellipsis where some are left out.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some(_) => {
            let kept: String = text.chars().take(most.saturating_sub(1)).collect();
            Cow::Owned(format!("{}…", kept.trim_end()))
        }
    }
}

/// `text` as words of a Markdown line or table cell.
pub fn words(text: &str) -> String {
    let text = visible(text, false);
    let mut out = String::with_capacity(text.len() + 16);
    let mut hexadecimal = 0;
    let chars: Vec<char> = text.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        hexadecimal = if c.is_ascii_hexdigit() { hexadecimal + 1 } else { 0 };
        if hexadecimal == SHORTEST_ID {
            out.push(GAP);
            hexadecimal = 1;
        }
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '|' | '~' | '$' | '^' => out.extend(['\\', c]),
            // A list, a heading or a rule only at the start of a line.
            '-' | '+' | '=' if at == 0 && is_mark(c, chars.get(1)) => out.extend(['\\', c]),
            '.' | ')' if is_numbered(&chars, at) => out.extend(['\\', c]),
            '#' => out.extend(['\\', c, GAP]),
            '@' => out.extend([c, GAP]),
            ':' if matches!(chars.get(at + 1), Some('/' | ':')) => out.extend([c, GAP]),
            '/' if at == 0 => out.extend([GAP, c]),
            '.' if ends_in_www(&chars[..at]) => out.extend([GAP, c]),
            '-' if ends_in_gh(&chars[..at]) => out.extend([GAP, c]),
            c => out.push(c),
        }
    }
    out
}

/// `- `, `---` or `===`, but not `-3`.
fn is_mark(c: char, next: Option<&char>) -> bool {
    next.is_none_or(|next| next.is_whitespace() || *next == c)
}

/// `1. ` at the start of a line is a list.
fn is_numbered(chars: &[char], at: usize) -> bool {
    let is_last = chars.get(at + 1).is_none_or(|next| next.is_whitespace());
    at > 0 && is_last && chars[..at].iter().all(char::is_ascii_digit)
}

fn ends_in_www(before: &[char]) -> bool {
    before.len() >= 3 && before[before.len() - 3..].iter().all(|c| c.eq_ignore_ascii_case(&'w'))
}

fn ends_in_gh(before: &[char]) -> bool {
    let last: String = before.iter().rev().take(2).collect();
    last.eq_ignore_ascii_case("hg")
}

/// `text` as code: nothing in it acts. The fence is longer than any run of backticks inside.
pub fn code(text: &str) -> String {
    let text = visible(text, false);
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    // Inside a table a bar ends the cell even in code.
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_book_says_acts() {
        for (text, shown) in [
            ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
            ("[click](javascript:x)", "\\[click\\](javascript:x)"),
            ("![x](https://example.org/p.png)", "\\!\\[x\\](https:\u{200b}//example.org/p.png)"),
            ("ping @team and a@b.c", "ping @\u{200b}team and a@\u{200b}b.c"),
            ("fixes #12, GH-3", "fixes \\#\u{200b}12, GH\u{200b}-3"),
            ("www.example.org", "www\u{200b}.example.org"),
            ("a | b `c` *d* _e_ ~f~ $g$", "a \\| b \\`c\\` \\*d\\* \\_e\\_ \\~f\\~ \\$g\\$"),
            ("- item", "\\- item"),
            ("---", "\\---"),
            ("+3 −1", "+3 −1"),
            ("1. item", "1\\. item"),
            ("87.9", "87.9"),
            ("# Title", "\\#\u{200b} Title"),
            ("0123456789abcdef", "012345\u{200b}67\u{200b}89\u{200b}ab"),
            ("a\nb\u{202e}", "a␊b\u{fffd}"),
            ("</details>&amp;", "&lt;/details&gt;&amp;amp;"),
        ] {
            if text.len() == 16 && text.starts_with("0123") {
                let plain = words(text);
                let longest = plain.split(GAP).map(str::len).max();
                assert!(longest < Some(SHORTEST_ID), "{plain}");
                assert_eq!(plain.replace(GAP, ""), text);
            } else {
                assert_eq!(words(text), shown, "{text}");
            }
        }
    }

    #[test]
    fn code_holds_any_number_of_ticks_and_bars() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("<b> @you"), "`<b> @you`");
    }

    #[test]
    fn long_text_says_that_it_is_cut() {
        assert_eq!(shortened("short", 5), "short");
        assert_eq!(shortened("too long", 5), "too…");
    }
}
