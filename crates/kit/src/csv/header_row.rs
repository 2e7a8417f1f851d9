//! Where the header of a file stands, and what parts its cells: spreadsheets put titles above it, and other signs than commas between.

use crate::declared::Table;
use crate::source::Text;

/// A row with the names of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderRow {
    pub line: u32,
    pub separator: char,
}

/// Lines that are looked at.
const MOST_LINES: u32 = 40;

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

impl HeaderRow {
    /// The first line that names every required column; `None` where none does.
    pub fn find(text: &Text, columns: &Table) -> Option<HeaderRow> {
        let required: Vec<&str> =
            columns.keys.iter().filter(|key| key.is_required).map(|key| key.key).collect();
        // Of fewer names a line of text could be made by chance.
        if required.len() < 2 {
            return None;
        }
        (1..=text.line_count().min(MOST_LINES)).find_map(|line| {
            let written = text.line(line).trim_start_matches('\u{feff}');
            SEPARATORS.into_iter().find_map(|separator| {
                let names: Vec<String> = written.split(separator).map(plain_name).collect();
                let has = |name: &&str| names.iter().any(|found| found == name);
                required.iter().all(has).then_some(HeaderRow { line, separator })
            })
        })
    }
}

/// A name as the format writes it, whatever capitals and blanks a file has.
pub fn plain_name(written: &str) -> String {
    written.trim().trim_matches('"').trim().to_lowercase().replace([' ', '-'], "_")
}

/// What messages call a separator.
pub fn separators(separator: char) -> &'static str {
    match separator {
        ';' => "semicolons",
        '\t' => "tabs",
        '|' => "bars",
        _ => "commas",
    }
}
