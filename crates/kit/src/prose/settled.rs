//! Markdown without the white space that it does not show: how lines are wrapped, blanks at their ends, blank lines between blocks, how
//! far the items of a list are set in. Two texts that settle alike read alike. docs/data-format.md has the rules in words; the separate checker
//! follows them there.

/// The blocks of a text, a line each. Where it is not plain that white space is not shown, it stays: code, and whatever stands in a table's or a tag's line.
pub fn settled(markdown: &str) -> String {
    let mut settler = Settler::default();
    for line in markdown.split('\n') {
        settler.line(line.strip_suffix('\r').unwrap_or(line));
    }
    settler.out
}

/// An item of a list that is open.
struct Item {
    /// The column at which its text starts.
    column: usize,
    numbered: bool,
}

/// A block of code between fences.
struct Fence {
    mark: char,
    length: usize,
    /// Columns before its first line.
    indent: usize,
}

#[derive(Default)]
struct Settler {
    out: String,
    items: Vec<Item>,
    /// How many quotations the last line stood in.
    quotes: usize,
    /// The next line goes on with the last block.
    joins: bool,
    /// Set before a line that stands right below one of this sort: it belongs to its row, tag or broken line.
    below: Option<char>,
    /// Blank lines since the last code that was set in; `None` after anything else.
    code: Option<usize>,
    fence: Option<Fence>,
}

impl Settler {
    fn line(&mut self, line: &str) {
        if self.fence.is_some() {
            return self.fenced(line);
        }
        let text = line.trim_end_matches(BLANK);
        let (indent, rest) = set_in(text);
        let (quotes, inner) = quoted(rest);
        if inner.is_empty() {
            (self.joins, self.below) = (false, None);
            self.code = self.code.map(|blank| blank + 1);
            return;
        }
        if quotes != self.quotes {
            (self.joins, self.below, self.code) = (false, None, None);
            self.quotes = quotes;
        }
        let (more, inner) = set_in(inner);
        let indent = if quotes == 0 { indent } else { more };
        self.block(indent, inner);
    }

    fn block(&mut self, indent: usize, rest: &str) {
        let open = self.items.iter().rposition(|item| item.column <= indent).map_or(0, |at| at + 1);
        let base = if open == 0 { 0 } else { self.items[open - 1].column };
        let is_deep = indent - base >= CODE;
        if self.joins && (is_deep || !self.interrupts(rest)) {
            self.out.pop();
            self.out.push(' ');
            self.out.push_str(&single(rest));
            self.out.push('\n');
            self.joins = !is_underline(rest) && goes_on(rest);
            self.below = below(rest);
            return;
        }
        let under = self.below.take().filter(|_| is_deep || !self.interrupts(rest));
        self.items.truncate(open);
        self.out.push_str(&"  ".repeat(open));
        self.out.extend(std::iter::repeat_n('>', self.quotes));
        if let Some(mark) = under {
            self.out.push(mark);
        } else if is_deep {
            let before = self.code.take().unwrap_or(0);
            // Blank lines between lines of code are shown.
            self.out.push_str(&"↵".repeat(before));
            self.out.push_str(&" ".repeat(indent - base));
            self.out.push_str(rest);
            self.out.push('\n');
            (self.code, self.joins) = (Some(0), false);
            return;
        }
        self.code = None;
        self.text(indent, rest);
    }

    /// The text of a line that starts a block, after its marks.
    fn text(&mut self, indent: usize, rest: &str) {
        let (mut column, mut rest) = (indent, rest);
        while let Some(marker) = marker(rest).filter(|_| !is_rule(rest)) {
            self.out.push_str(marker.written);
            let after = &rest[marker.written.len()..];
            let (blank, text) = set_in(after);
            let wide = if text.is_empty() || blank > CODE { 1 } else { blank };
            column += marker.written.len() + wide;
            self.items.push(Item { column, numbered: marker.numbered });
            if text.is_empty() {
                self.out.push('\n');
                (self.joins, self.below) = (true, None);
                return;
            }
            self.out.push(' ');
            if blank > CODE {
                self.out.push_str(&" ".repeat(blank - 1));
            }
            rest = text;
        }
        if let Some((mark, length)) = fence(rest) {
            self.fence = Some(Fence { mark, length, indent: column });
        }
        self.out.push_str(&single(rest));
        self.out.push('\n');
        self.joins = self.fence.is_none() && goes_on(rest);
        self.below = below(rest).filter(|_| self.fence.is_none());
    }

    /// A line between fences: as it is, but for what its fence is set in by.
    fn fenced(&mut self, line: &str) {
        let Some(Fence { mark, length, indent }) = &self.fence else { return };
        let (own, text) = set_in(line);
        let is_end = fence(text).is_some_and(|(found, long)| found == *mark && long >= *length)
            && text.trim_end_matches(BLANK).chars().all(|c| c == *mark);
        self.out.push_str(&" ".repeat(own.saturating_sub(*indent)));
        self.out.push_str(text.trim_end_matches(BLANK));
        self.out.push('\n');
        if is_end {
            self.fence = None;
            (self.joins, self.below) = (false, None);
        }
    }

    /// Whether a line ends the paragraph above it.
    fn interrupts(&self, rest: &str) -> bool {
        let starts_list = marker(rest).is_some_and(|marker| {
            let has_text = rest.len() > marker.written.len();
            let is_next = !marker.numbered || marker.is_first || self.items.iter().any(|item| item.numbered);
            has_text && is_next
        });
        is_heading(rest)
            || starts_list
            || (is_rule(rest) && !is_underline(rest))
            || fence(rest).is_some()
            || rest.starts_with('<')
            || rest.contains('|')
            || is_definition(rest)
    }
}

const BLANK: [char; 2] = [' ', '\t'];
/// So many columns further in than the block around it a line is code.
const CODE: usize = 4;

/// Columns of white space before a text, a tab to the next fourth, and the text.
fn set_in(line: &str) -> (usize, &str) {
    let mut columns = 0;
    for (at, c) in line.char_indices() {
        match c {
            ' ' => columns += 1,
            '\t' => columns += CODE - columns % CODE,
            _ => return (columns, &line[at..]),
        }
    }
    (columns, "")
}

/// How many `>` a line starts with, and what follows them.
fn quoted(rest: &str) -> (usize, &str) {
    let (mut quotes, mut rest) = (0, rest);
    while let Some(inner) = rest.trim_start_matches(BLANK).strip_prefix('>') {
        quotes += 1;
        rest = inner.strip_prefix(' ').unwrap_or(inner);
    }
    (quotes, if rest.trim_matches(BLANK).is_empty() { "" } else { rest })
}

struct Marker<'a> {
    written: &'a str,
    numbered: bool,
    /// Numbered 1.
    is_first: bool,
}

/// The mark of a list's item, with white space or nothing after it.
fn marker(rest: &str) -> Option<Marker<'_>> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let long = match digits {
        0 => usize::from(rest.starts_with(['-', '*', '+'])),
        1..=9 => digits + usize::from(rest[digits..].starts_with(['.', ')'])),
        _ => 0,
    };
    let is_marker = long > digits && (rest.len() == long || rest[long..].starts_with(BLANK));
    let number = rest[..digits].parse::<u32>().ok();
    is_marker.then(|| Marker { written: &rest[..long], numbered: digits > 0, is_first: number == Some(1) })
}

fn is_heading(rest: &str) -> bool {
    let after = rest.trim_start_matches('#');
    (1..=6).contains(&(rest.len() - after.len())) && (after.is_empty() || after.starts_with(BLANK))
}

/// `***`, `- - -`, `___`
fn is_rule(rest: &str) -> bool {
    let bare: String = rest.chars().filter(|c| !BLANK.contains(c)).collect();
    bare.len() >= 3
        && ["-", "*", "_"].iter().any(|mark| bare.trim_matches(|c| mark.starts_with(c)).is_empty())
}

/// What makes the line above it a heading.
fn is_underline(rest: &str) -> bool {
    !rest.is_empty() && (rest.bytes().all(|b| b == b'=') || rest.bytes().all(|b| b == b'-'))
}

/// The mark of a fence and its length.
fn fence(rest: &str) -> Option<(char, usize)> {
    let mark = rest.chars().next().filter(|c| ['`', '~'].contains(c))?;
    let length = rest.chars().take_while(|c| *c == mark).count();
    let is_open = length >= 3 && (mark == '~' || !rest[length..].contains('`'));
    is_open.then_some((mark, length))
}

/// `[name]: address`, but not a footnote, whose text goes on.
fn is_definition(rest: &str) -> bool {
    rest.starts_with('[') && rest.contains("]:")
}

/// Whether the next line may be of the same paragraph.
fn goes_on(rest: &str) -> bool {
    let is_address = is_definition(rest) && !rest.starts_with("[^");
    !(is_heading(rest) || is_rule(rest) || is_address || below(rest).is_some())
}

/// The sort of a line whose next one belongs to it as it is wrapped.
fn below(rest: &str) -> Option<char> {
    match rest {
        rest if rest.contains('|') => Some('|'),
        rest if rest.starts_with('<') => Some('<'),
        rest if rest.ends_with('\\') => Some('\\'),
        _ => None,
    }
}

/// Runs of white space as one space. Of a table's row the blanks around its bars go, and its rule is as short as can be.
fn single(rest: &str) -> String {
    let words: Vec<&str> = rest.split(BLANK).filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    let is_under_head = line.contains('|') && line.chars().all(|c| "|-: ".contains(c));
    if is_under_head {
        let mut short = String::new();
        for c in line.chars().filter(|c| *c != ' ') {
            if c != '-' || !short.ends_with('-') {
                short.push(c);
            }
        }
        return short;
    }
    if line.starts_with('|') { line.replace(" |", "|").replace("| ", "|") } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that a reader of the page cannot tell apart.
    #[test]
    fn white_space_that_is_not_shown_settles() {
        for (one, other) in [
            ("a b\nc d\n", "a\nb c\nd"),
            ("a  \nb\n\n\n\nc\n", "a\nb\n\nc"),
            ("# H\ntext\r\n", "# H\n\ntext"),
            ("- a\n- b\n", "-   a\n\n-   b\n"),
            ("- a\n  more\n  - b\n", "- a more\n    - b\n"),
            ("1. a\n   - b\n\n     c\n", "1.  a\n    - b\n\n      c\n"),
            ("> a\n> b\n", "> a b\n"),
            ("| a | b |\n|---|:--|\n| 1 | 2 |\n", "|a   |b   |\n|-----|:----|\n|1|2|\n"),
            ("- x\n\n  ```\n  code  \n    in\n  ```\n", "-  x\n\n   ```\n   code\n     in\n   ```"),
            ("In\n2020. it was.\n", "In 2020. it was.\n"),
            ("[^1]: a note\ngoes on\n", "[^1]: a note goes on\n"),
        ] {
            assert_eq!(settled(one), settled(other), "{one:?} {other:?}");
        }
    }

    /// Texts that a reader sees to differ.
    #[test]
    fn white_space_that_is_shown_stays() {
        for (one, other) in [
            ("a b", "a\n\nb"),
            ("- a\n- b", "- a - b"),
            ("- a\n- b", "- a\n  - b"),
            ("- a\n\n  b", "- a\n\nb"),
            ("a\n---", "a\n\n---"),
            ("# H\ntext", "# H text"),
            ("```\na\n b\n```", "```\na\nb\n```"),
            ("```\na\n\nb\n```", "```\na\nb\n```"),
            ("x\n\n    a\n\n    b", "x\n\n    a\n    b"),
            ("x\n\n    code", "x\n\ncode"),
            ("> a", "a"),
            ("> > a", "> a"),
            ("| a |\ntext", "| a |\n\ntext"),
            ("a\\\nb", "a\\ b"),
            ("a\n2. b", "a\n\n2. b"),
            ("<a>\nb", "<a>\n\nb"),
            ("1. a\n2. b", "1. a 2. b"),
            ("ab", "a b"),
        ] {
            assert_ne!(settled(one), settled(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_settled_text_is_plain() {
        let text =
            "# Title\n\nTo  be\nread.  \n\n* one\n  two\n    1) three\n\n> quoted\n> on\n\n| a |\n|---|\n";
        assert_eq!(settled(text), "# Title\nTo be read.\n* one two\n  1) three\n>quoted on\n|a|\n|-|\n");
    }
}
