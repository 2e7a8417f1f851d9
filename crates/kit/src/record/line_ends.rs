//! Lines that end as they did on computers long gone: a carriage return and nothing after it.

use super::layout::File;
use crate::diag::{Diagnostic, codes};
use crate::source::{Span, Text};

/// Takes its text from a file whose lines end so, and says so: read by other ends it would be one line, and every word of it wrong.
pub fn carriage_returns(file: &mut File<'_>) -> Option<Diagnostic> {
    let text = file.text?;
    let at = first_alone(text)?;
    file.text = None;
    let is_sheet = file.path.as_str().ends_with(".csv");
    let how = if is_sheet { " (a spreadsheet's `CSV UTF-8` has them)" } else { "" };
    Some(
        Diagnostic::new(&codes::LINE_ENDS, text.place(at), "a line ends with a carriage return alone")
            .label("lines end with a line feed, or with both")
            .help(format!("save the file with line feeds at the ends of its lines{how}")),
    )
}

/// The first line that ends so: of a CSV file any outside quotes, of others one where no line ends otherwise.
fn first_alone(text: &Text) -> Option<Span> {
    let content = text.content();
    let bytes = content.as_bytes();
    let is_sheet = text.path.as_str().ends_with(".csv");
    if !bytes.contains(&b'\r') || (!is_sheet && bytes.contains(&b'\n')) {
        return None;
    }
    let mut is_quoted = false;
    let at = bytes.iter().enumerate().position(|(at, &byte)| {
        is_quoted ^= byte == b'"' && is_sheet;
        byte == b'\r' && !is_quoted && bytes.get(at + 1) != Some(&b'\n')
    })?;
    let start = content[..at].rfind('\n').map_or(text.body_start(), |before| before + 1);
    Some(Span::new(start, at))
}
