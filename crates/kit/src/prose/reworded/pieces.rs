//! A text cut into blocks. Every line of it belongs to one: what the parser passes over, such as definitions of links, too.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::piece::{Form, Piece};
use super::token::{Token, Words};
use crate::prose::outline::options;

/// What a block stands in.
enum Around {
    Quote,
    /// The number of the next item, `None` for bullets.
    List(Option<u64>),
    /// The mark that is still to be shown: its first block has it.
    Item(Option<String>),
    Footnote(Option<String>),
}

/// The blocks of `text`, whose line ends are line feeds.
pub fn pieces(text: &str, words: &mut Words) -> Vec<Piece> {
    let mut cut = Cut::new(text, words);
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        cut.event(event, range);
    }
    cut.close();
    cut.pass_over(cut.lines.len());
    cut.pieces
}

struct Cut<'t, 'w> {
    text: &'t str,
    words: &'w mut Words,
    /// Bytes of each line, without its end.
    lines: Vec<Range<usize>>,
    /// Lines that belong to a block so far.
    done: usize,
    around: Vec<Around>,
    /// Headings that the next block stands under: level and words.
    headings: Vec<(u8, String)>,
    /// A block of running text whose lines are not all known, with its form if that is not said by what it stands in.
    open: Option<(Option<Form>, Range<usize>)>,
    /// Lines of code so far, and its language.
    code: Option<(String, String)>,
    /// Tokens of the row of a table so far.
    row: Option<Vec<Token>>,
    pieces: Vec<Piece>,
}

impl<'t, 'w> Cut<'t, 'w> {
    fn new(text: &'t str, words: &'w mut Words) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            lines.push(start..start + line.trim_end_matches('\n').len());
            start += line.len();
        }
        let (around, headings, pieces) = (Vec::new(), Vec::new(), Vec::new());
        Cut { text, words, lines, done: 0, around, headings, open: None, code: None, row: None, pieces }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.begin(Some(Form::Heading(level as u8)), range);
            }
            Event::Start(Tag::Paragraph) => self.begin(None, range),
            Event::Start(Tag::HtmlBlock) => self.begin(Some(Form::Html), range),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.close();
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.trim().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => self.code(range),
            Event::Start(Tag::Table(_)) => self.close(),
            Event::Start(Tag::TableHead | Tag::TableRow) => self.row = Some(Vec::new()),
            Event::End(TagEnd::TableCell) => self.cell(range),
            Event::End(TagEnd::TableRow) => self.row(range),
            Event::End(TagEnd::TableHead) => {
                self.row(range);
                // The line below it says how columns are set.
                self.done += 1;
            }
            Event::End(TagEnd::Table) => {}
            Event::Rule => {
                self.close();
                let first = self.line(range.start);
                self.pass_over(first);
                let piece = Piece { form: Form::Rule, lead: self.lead() + "---", ..Piece::default() };
                self.push(piece, range);
            }
            Event::Start(Tag::BlockQuote(_)) => self.enter(Around::Quote),
            Event::Start(Tag::List(first)) => self.enter(Around::List(first)),
            Event::Start(Tag::Item) => {
                let mark = self.mark();
                self.enter(Around::Item(Some(mark)));
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                self.enter(Around::Footnote(Some(label.into_string())));
            }
            Event::End(
                TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition,
            ) => {
                self.close();
                self.around.pop();
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::HtmlBlock) => self.close(),
            Event::Text(text) if self.code.is_some() => {
                if let Some((_, code)) = &mut self.code {
                    code.push_str(&text);
                }
            }
            // Words straight inside an item.
            _ if self.row.is_none() => match &mut self.open {
                Some((_, lines)) => lines.end = lines.end.max(range.end),
                None => self.open = Some((None, range)),
            },
            _ => {}
        }
    }

    fn enter(&mut self, around: Around) {
        self.close();
        self.around.push(around);
    }

    fn begin(&mut self, form: Option<Form>, range: Range<usize>) {
        self.close();
        self.open = Some((form, range));
    }

    /// The line that a byte stands in.
    fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.end < byte)
    }

    /// The mark of the item that comes, as Markdown would number it.
    fn mark(&mut self) -> String {
        match self.around.last_mut() {
            Some(Around::List(Some(number))) => {
                *number += 1;
                format!("{}. ", number.saturating_sub(1))
            }
            _ => "- ".to_owned(),
        }
    }

    /// The form of running text by what it stands in: the first text of an item is the item.
    fn form(&self) -> Form {
        let depth = self.around.iter().filter(|around| matches!(around, Around::Item(_))).count();
        match self.around.last() {
            Some(Around::Item(Some(mark))) => Form::Item(depth, !mark.starts_with('-')),
            Some(Around::Footnote(Some(label))) => Form::Footnote(label.clone()),
            _ if self.around.iter().any(|around| matches!(around, Around::Quote)) => Form::Quote,
            _ => Form::Paragraph,
        }
    }

    /// What stands before the words; marks are shown once.
    fn lead(&mut self) -> String {
        let mut lead = String::new();
        let mut lists = 0;
        for around in &mut self.around {
            match around {
                Around::Quote => lead.push_str("> "),
                Around::List(_) => {
                    if lists > 0 {
                        lead.push_str("  ");
                    }
                    lists += 1;
                }
                Around::Item(mark) => match mark.take() {
                    Some(mark) => lead.push_str(&mark),
                    None if lists > 0 => {}
                    None => lead.push_str("  "),
                },
                Around::Footnote(label) => {
                    if let Some(label) = label.take() {
                        lead.push_str(&format!("[^{label}]: "));
                    }
                }
            }
        }
        lead
    }

    /// A block of running text ends.
    fn close(&mut self) {
        let Some((form, range)) = self.open.take() else { return };
        let form = form.unwrap_or_else(|| self.form());
        let (first, last) = (self.line(range.start), self.line(range.end.saturating_sub(1).max(range.start)));
        self.pass_over(first);
        let mut lines: Vec<&str> = Vec::new();
        for at in first.max(self.done)..=last.min(self.lines.len().saturating_sub(1)) {
            let line = &self.text[self.lines[at].clone()];
            lines.push(self.bare(line, at == first));
        }
        let mut tokens = Vec::new();
        let mut lead = String::new();
        match &form {
            Form::Html => self.words.exact(&lines.join("\n"), &mut tokens),
            Form::Heading(level) => {
                let words = heading(&lines);
                lead = "#".repeat(usize::from(*level)) + " ";
                self.words.running(&words, &mut tokens);
            }
            _ => self.words.running(&lines.join("\n"), &mut tokens),
        }
        let lead = self.lead() + &lead;
        self.push(Piece { form, lead, tokens, ..Piece::default() }, range);
    }

    /// A line without what it stands in.
    fn bare(&self, line: &'t str, is_first: bool) -> &'t str {
        let mut rest = line.trim();
        for around in &self.around {
            let bare = match around {
                Around::Quote => rest.strip_prefix('>'),
                Around::Item(Some(_)) if is_first => without_mark(rest),
                Around::Footnote(Some(_)) if is_first => rest.split_once("]:").map(|(_, rest)| rest),
                _ => None,
            };
            rest = bare.map_or(rest, str::trim_start);
        }
        rest
    }

    fn code(&mut self, range: Range<usize>) {
        let Some((language, code)) = self.code.take() else { return };
        let first = self.line(range.start);
        self.pass_over(first);
        let mut tokens = Vec::new();
        self.words.exact(&code, &mut tokens);
        let piece = Piece { form: Form::Code(language), lead: self.lead(), tokens, ..Piece::default() };
        self.push(piece, range);
    }

    fn cell(&mut self, range: Range<usize>) {
        let Some(mut row) = self.row.take() else { return };
        if !row.is_empty() {
            self.words.mark("|", &mut row);
        }
        let cell = self.text[range].trim().trim_start_matches('|');
        let cell = if cell.ends_with("\\|") { cell } else { cell.trim_end_matches('|') };
        // A cell without a word still has its place.
        match cell.trim() {
            "" => self.words.mark("", &mut row),
            cell => self.words.running(cell, &mut row),
        }
        self.row = Some(row);
    }

    fn row(&mut self, range: Range<usize>) {
        let Some(tokens) = self.row.take() else { return };
        let (lead, first) = (self.lead(), self.line(range.start));
        self.pass_over(first);
        self.push(Piece { form: Form::Row, lead, tokens, ..Piece::default() }, range);
    }

    fn push(&mut self, mut piece: Piece, range: Range<usize>) {
        self.done = self.done.max(self.line(range.end.saturating_sub(1)) + 1);
        if let Form::Heading(level) = piece.form {
            self.headings.retain(|(above, _)| *above < level);
        }
        piece.under = self.headings.last().map(|(_, words)| words.clone()).unwrap_or_default();
        if let Form::Heading(level) = piece.form {
            self.headings.push((level, shown(&piece.tokens)));
        }
        piece.sorted = piece.tokens.iter().map(|token| token.id).collect();
        piece.sorted.sort_unstable();
        self.pieces.push(piece);
    }

    /// Lines that no block of the parser has: blank ones, empty items, and definitions of links.
    fn pass_over(&mut self, until: usize) {
        for at in self.done..until {
            let line = self.text[self.lines[at].clone()].trim_start_matches([' ', '\t', '>']).trim();
            let line = without_mark(line).unwrap_or(line);
            if line.is_empty() {
                continue;
            }
            let mut tokens = Vec::new();
            self.words.running(line, &mut tokens);
            let range = self.lines[at].clone();
            self.push(Piece { form: Form::Definition, tokens, ..Piece::default() }, range);
        }
        self.done = self.done.max(until);
    }
}

/// The words of a heading, without number signs and underlines.
fn heading(lines: &[&str]) -> String {
    let is_underline = |line: &str| !line.is_empty() && line.chars().all(|c| c == '=' || c == '-');
    match lines {
        [words @ .., last] if !words.is_empty() && is_underline(last) => words.join(" "),
        [line] => {
            let words = line.trim_start_matches('#').trim();
            let bare = words.trim_end_matches('#');
            let closes = bare.len() < words.len() && (bare.is_empty() || bare.ends_with([' ', '\t']));
            if closes { bare } else { words }.trim().to_owned()
        }
        lines => lines.join(" "),
    }
}

/// What stands behind the mark of an item.
fn without_mark(line: &str) -> Option<&str> {
    let rest = match line.strip_prefix(['-', '+', '*']) {
        Some(rest) => rest,
        None => {
            let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if digits == 0 {
                return None;
            }
            line[digits..].strip_prefix(['.', ')'])?
        }
    };
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| rest.trim_start())
}

/// Words as a reader sees them: a heading's without its marks of emphasis and code.
fn shown(tokens: &[Token]) -> String {
    let words: String = tokens.iter().flat_map(|token| [token.space.as_str(), token.word.as_str()]).collect();
    words.replace(['*', '`'], "")
}
