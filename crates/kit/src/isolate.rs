//! Foreign text on a page: what is written from right to left stays where it stands, and nothing on a page is unseen.
//!
//! Numbers beside a name in Hebrew or Arabic change places with it, so that "4 of 12" could read as "12 of 4". Each stretch from right to left is
//! put into an isolate of its own. Running text of procedures and commentaries is left whole: there each paragraph has the direction of its
//! first letter, by the style sheet.

use std::borrow::Cow;

use crate::prose::visible::visible;
use crate::toml::hidden::is_hidden;

/// The page with each stretch from right to left isolated, and with a picture in the place of each hidden character.
pub fn isolated(html: String) -> String {
    if is_plain(&html) {
        return html;
    }
    let mut page = Page { out: String::with_capacity(html.len() + html.len() / 64), ..Page::default() };
    let mut rest = html.as_str();
    while let Some(start) = rest.find('<') {
        page.text(&rest[..start]);
        let end = end_of_tag(&rest[start..]) + start;
        page.tag(&rest[start..end]);
        rest = &rest[end..];
        // What stands in a script is no text: JSON has its own escapes.
        if page.is_script {
            let end = rest.find("</").unwrap_or(rest.len());
            page.out.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    page.text(rest);
    page.out
}

/// Neither controls, nor letters from right to left, nor what acts on the direction. Eight bytes at a time: most pages are plain and mostly
/// ASCII, and there are many.
fn is_plain(html: &str) -> bool {
    let bytes = html.as_bytes();
    let (words, rest) = bytes.as_chunks::<8>();
    let mut words = words.iter().enumerate();
    words.all(|(at, word)| is_ascii_text(*word) || (8 * at..8 * at + 8).all(|at| is_plain_at(bytes, at)))
        && (bytes.len() - rest.len()..bytes.len()).all(|at| is_plain_at(bytes, at))
}

/// Whether each of eight bytes is from `' '` to `'~'`. A byte with its top bit set, or below a space, or a DEL, leaves a top bit.
fn is_ascii_text(word: [u8; 8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let word = u64::from_ne_bytes(word);
    let control = word.wrapping_sub(ONES * 0x20);
    // A byte at or above 0x80 may borrow from its neighbour: its own top bit says so anyway.
    (word | control | word.wrapping_add(ONES)) & (ONES * 0x80) == 0
}

/// The first byte of a character says nearly all; the next two say the rest.
fn is_plain_at(bytes: &[u8], at: usize) -> bool {
    let next = |by: usize| bytes.get(at + by).copied().unwrap_or_default();
    match bytes[at] {
        b' '..=b'~' | b'\n' | b'\t' | b'\r' | 0x80..=0xbf | 0xc3..=0xd5 | 0xe1 | 0xe3..=0xec => true,
        0xc2 => next(1) >= 0xa0,
        0xe2 => !is_directing(next(1), next(2)),
        _ => false,
    }
}

/// The second and third byte of U+2028 to U+202E and U+2066 to U+2069.
fn is_directing(second: u8, third: u8) -> bool {
    (second == 0x80 && (0xa8..=0xae).contains(&third)) || (second == 0x81 && (0xa6..=0xa9).contains(&third))
}

fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b'>') => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[derive(Default)]
struct Page {
    out: String,
    is_script: bool,
    /// Inside an element that holds characters alone, or a picture: isolates are characters there.
    plain: Option<&'static str>,
    /// How deep in the `div` of running text; 0 outside.
    prose: u32,
}

impl Page {
    fn tag(&mut self, tag: &str) {
        self.out.push_str(&shown(tag));
        let name = tag[1..].split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
        self.is_script = matches!(name, "script" | "style");
        match (self.plain, name) {
            (None, "title") => self.plain = Some("/title"),
            (None, "svg") => self.plain = Some("/svg"),
            (None, "option") => self.plain = Some("/option"),
            (Some(end), name) if name == end => self.plain = None,
            _ => {}
        }
        self.prose = match name {
            "div" if self.prose > 0 || tag.contains("class=\"prose") => self.prose + 1,
            "/div" => self.prose.saturating_sub(1),
            _ => self.prose,
        };
    }

    fn text(&mut self, text: &str) {
        let text = shown(text);
        if self.prose > 0 {
            self.out.push_str(&text);
            return;
        }
        let (open, close) = match self.plain {
            Some(_) => ("\u{2068}", "\u{2069}"),
            None => ("<bdi>", "</bdi>"),
        };
        let mut rest = &*text;
        while let Some(start) = rest.find(is_from_right) {
            let length = stretch(&rest[start..]);
            let (before, after) = (&rest[..start], &rest[start + length..]);
            for part in [before, open, &rest[start..start + length], close] {
                self.out.push_str(part);
            }
            rest = after;
        }
        self.out.push_str(rest);
    }
}

/// Bytes from a letter from right to left to the last one before anything that has a direction of its own.
fn stretch(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if is_from_right(c) {
            end = at + c.len_utf8();
        } else if c.is_alphanumeric() || c == '&' {
            break;
        }
    }
    closed(text, end)
}

/// Letters that a name may have in brackets; more is no name.
const BRACKETED: usize = 60;

/// As far as the bracket that is open at `end` closes, so that `(קומה 4)` is not parted from its end.
fn closed(text: &str, end: usize) -> usize {
    let mut open = text[..end].chars().fold(0_i32, |open, c| (open + depth(c)).max(0));
    for (at, c) in text[end..].char_indices().take(BRACKETED) {
        if open == 0 {
            break;
        }
        open += depth(c);
        if open == 0 {
            return end + at + c.len_utf8();
        }
    }
    end
}

/// What a character adds to the brackets that are open.
fn depth(c: char) -> i32 {
    match c {
        '(' | '[' => 1,
        ')' | ']' => -1,
        _ => 0,
    }
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and their kin, with their marks and digits.
fn is_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let one = |c: char| {
        if is_hidden(c) { visible(c.encode_utf8(&mut [0; 4]), false).into_owned() } else { c.to_string() }
    };
    Cow::Owned(text.chars().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> String {
        isolated(html.to_owned())
    }

    #[test]
    fn robustness_6_a_name_from_right_to_left_leaves_the_figures_beside_it_where_they_are() {
        assert_eq!(
            page("<td>חברת נתונים</td><td title=\"חברה\">שלום: 4 of 12</td>"),
            "<td><bdi>חברת נתונים</bdi></td><td title=\"חברה\"><bdi>שלום</bdi>: 4 of 12</td>"
        );
        assert_eq!(page("<title>بيانات 7</title>"), "<title>\u{2068}بيانات\u{2069} 7</title>");
        assert_eq!(
            page("<svg><text>אב</text></svg>ג"),
            "<svg><text>\u{2068}אב\u{2069}</text></svg><bdi>ג</bdi>"
        );
        let prose = "<div class=\"prose\"><div><p>שלום 4 שלום</p></div></div>";
        assert_eq!(page(prose), prose, "running text is whole");
        assert_eq!(page(&format!("{prose}א")), format!("{prose}<bdi>א</bdi>"));
    }

    #[test]
    fn a_bracket_that_opens_in_a_name_closes_in_it() {
        assert_eq!(page("<td>אתר (קומה 4): 12%</td>"), "<td><bdi>אתר (קומה 4)</bdi>: 12%</td>");
        assert_eq!(page("<td>(אתר) 4</td>"), "<td>(<bdi>אתר</bdi>) 4</td>");
        let open = format!("<td>אתר (קומה {}", "4 ".repeat(40));
        assert_eq!(
            page(&open),
            open.replace("אתר (קומה", "<bdi>אתר (קומה</bdi>"),
            "what never closes stays out"
        );
    }

    #[test]
    fn robustness_6_no_page_carries_what_nobody_sees() {
        assert_eq!(
            page("<p>a\u{0}b\u{1b}[31m\u{202e}4 of 12\u{9b}</p>"),
            "<p>a␀b␛[31m\u{fffd}4 of 12\u{fffd}</p>"
        );
        assert_eq!(page("<p title=\"\u{202e}x>\">y</p>"), "<p title=\"\u{fffd}x>\">y</p>");
        let script = "<script type=\"application/json\">{\"a\":\"אב < c\"}</script>";
        assert_eq!(page(script), script);
        for plain in ["", "<p>é – “quoted” … → 漢字 ✓ 🙂</p>", "<p>\t\r\n</p>"] {
            assert_eq!(page(plain), plain);
        }
    }

    #[test]
    fn a_character_is_found_wherever_a_stretch_of_bytes_ends() {
        for length in 0..130 {
            for hidden in ["\u{202e}", "\u{85}", "\u{1b}", "\u{2069}"] {
                let shown = page(&format!("{}{hidden}", "é".repeat(length / 2) + &"x".repeat(length % 2)));
                assert!(!shown.contains(hidden), "{hidden:?} after {length} bytes");
            }
        }
    }
}
