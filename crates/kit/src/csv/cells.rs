//! A CSV text as rows of cells with their spans. Own code, because a wrong quote must have its exact place: the csv
//! crate accepts stray and unclosed quotes, and does not say where in the file a cell starts.

use crate::diag::{Diagnostic, codes};
use crate::source::{Span, Text};

/// A row: its line and how far its cells reach in the list of cells.
pub struct Rows<'a> {
    text: &'a Text,
    at: usize,
    line: u32,
}

/// A cell's bytes between the separators, quotes included.
pub type Cell = Span;

impl<'a> Rows<'a> {
    pub fn new(text: &'a Text) -> Self {
        Rows { text, at: text.body_start(), line: 0 }
    }

    /// Puts the cells of the next row that is not blank into `cells` and returns its line; a row with a wrong quote is
    /// reported and skipped.
    pub fn next(&mut self, cells: &mut Vec<Cell>, wrong: &mut Vec<Diagnostic>) -> Option<u32> {
        let content = self.text.content();
        loop {
            let rest = content.get(self.at..).filter(|rest| !rest.is_empty())?;
            let start = self.at;
            let length = rest.find('\n').unwrap_or(rest.len());
            self.at = (start + length + 1).min(content.len());
            self.line += 1;
            let line = rest[..length].strip_suffix('\r').unwrap_or(&rest[..length]);
            if line.is_empty() {
                continue;
            }
            cells.clear();
            if !line.contains('"') {
                split(line, start, cells);
                return Some(self.line);
            }
            match split_quoted(line, start, cells) {
                Ok(()) => return Some(self.line),
                Err(Fault::Stray { at }) => {
                    wrong.push(
                        self.fault(at, at + 1, "a quote stands inside a cell")
                            .label("a cell with quotes is quoted as a whole, and quotes inside are doubled")
                            .help("remove the quote, or quote the whole cell"),
                    );
                }
                Err(Fault::Open { at }) => {
                    let end = start + line.len();
                    match self.closing(at) {
                        Some(close) => {
                            let mut found = self.fault(at, end, "a quoted cell goes on in the next line");
                            found.code = &codes::CSV_NEWLINE;
                            wrong.push(found.label("a row is one line").help("write the text in one line"));
                            self.skip_past(close);
                        }
                        None => wrong.push(
                            self.fault(at, end, "a quoted cell is never closed")
                                .label("expected a closing quote before the end of the line")
                                .help("close the quote"),
                        ),
                    }
                }
            }
        }
    }

    /// The quote that closes the cell opened at `open`, if a separator or a line end follows it.
    fn closing(&self, open: usize) -> Option<usize> {
        let bytes = self.text.content().as_bytes();
        let mut at = open + 1;
        loop {
            at += bytes.get(at..)?.iter().position(|&b| b == b'"')?;
            match bytes.get(at + 1) {
                Some(b'"') => at += 2,
                None | Some(b',' | b'\n' | b'\r') => return Some(at),
                Some(_) => return None,
            }
        }
    }

    fn skip_past(&mut self, close: usize) {
        let content = self.text.content();
        let end = content[close..].find('\n').map_or(content.len(), |length| close + length + 1);
        let skipped = content[self.at..end].bytes().filter(|&b| b == b'\n').count();
        self.line += u32::try_from(skipped).unwrap_or(0);
        self.at = end;
    }

    fn fault(&self, start: usize, end: usize, message: &str) -> Diagnostic {
        Diagnostic::new(&codes::CSV_QUOTE, self.text.place(start..end), message)
    }
}

enum Fault {
    /// A quote where none may stand.
    Stray { at: usize },
    /// A quote that the line does not close.
    Open { at: usize },
}

fn split(line: &str, base: usize, cells: &mut Vec<Cell>) {
    let mut start = 0;
    for (at, byte) in line.bytes().enumerate() {
        if byte == b',' {
            cells.push(Span::new(base + start, base + at));
            start = at + 1;
        }
    }
    cells.push(Span::new(base + start, base + line.len()));
}

fn split_quoted(line: &str, base: usize, cells: &mut Vec<Cell>) -> Result<(), Fault> {
    let bytes = line.as_bytes();
    let mut start = 0;
    loop {
        let end = if bytes.get(start) == Some(&b'"') {
            close_of(bytes, start).ok_or(Fault::Open { at: base + start })? + 1
        } else {
            let length = bytes[start..].iter().position(|&b| b == b',');
            let end = length.map_or(bytes.len(), |length| start + length);
            if let Some(at) = bytes[start..end].iter().position(|&b| b == b'"') {
                return Err(Fault::Stray { at: base + start + at });
            }
            end
        };
        cells.push(Span::new(base + start, base + end));
        match bytes.get(end) {
            None => return Ok(()),
            Some(b',') => start = end + 1,
            Some(_) => return Err(Fault::Stray { at: base + end - 1 }),
        }
    }
}

/// The closing quote of a cell that starts with one.
fn close_of(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += bytes.get(at..)?.iter().position(|&b| b == b'"')?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// A cell without its quotes; doubled quotes stay as they are.
pub fn inside(text: &Text, cell: Cell) -> &str {
    let raw = &text.content()[cell.start..cell.end];
    if raw.as_bytes().first() != Some(&b'"') {
        return raw;
    }
    raw.get(1..raw.len().saturating_sub(1)).unwrap_or("")
}
