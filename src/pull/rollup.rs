//! Files of a log, read row by row. A row is in memory while it is added up, and no longer.

use std::fmt;
use std::io::Read;

use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder};

use crate::pull::tallied::{Groups, Tally};

/// What is wrong with a file of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// As the source names it.
    pub file: String,
    /// 1-based; `None`: the file as a whole.
    pub line: Option<u64>,
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// Adds up the rows of a file.
///
/// # Errors
/// The first row that cannot be read, by its line, or a file that cannot be read.
pub fn of_file(bytes: impl Read, file: &str, tally: &Tally) -> Result<Groups, Fault> {
    let fault = |line: Option<u64>, message: String| Fault { file: file.to_owned(), line, message };
    let unread = |error: csv::Error| {
        let line = error.position().map(csv::Position::line);
        let message = match error.kind() {
            ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("the row has {len} cells, and the first line names {expected_len} columns")
            }
            ErrorKind::Io(error) => error.to_string(),
            ErrorKind::Utf8 { .. } => "the first line is not UTF-8".to_owned(),
            _ => error.to_string(),
        };
        fault(line, message)
    };
    let mut reader = ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(bytes);
    let columns = reader.headers().map_err(unread)?.clone();
    let columns: Vec<&str> =
        columns.iter().map(|column| column.trim_start_matches('\u{feff}').trim()).collect();
    if columns.iter().all(|column| column.is_empty()) {
        return Err(fault(None, "the file is empty, and names no columns".to_owned()));
    }
    let mut placed = tally.placed(&columns).map_err(|message| fault(Some(1), message))?;
    let (mut groups, mut row, mut key) = (Groups::new(), ByteRecord::new(), Vec::new());
    while reader.read_byte_record(&mut row).map_err(unread)? {
        let added = placed.add(|at| row.get(at).unwrap_or_default(), &mut key, &mut groups);
        added.map_err(|message| fault(Some(line_of(&row, &reader)), message))?;
    }
    Ok(groups)
}

/// The line of a row that was just read. Blank lines before it are passed over, and its own position is that of the first of them.
fn line_of<R: Read>(row: &ByteRecord, reader: &Reader<R>) -> u64 {
    let last = reader.position().line().saturating_sub(1);
    row.position().map_or(last, |first| first.line().max(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pull::tallied::together;
    use crate::testing::sources::{asked, of_files};

    const LOG: &str = "labelled_at,site,queue,verdict,correct,units,minutes
2026-11-01T23:59:00Z,acme-porto,atlas-pt,a,1,10,1
2026-11-02T00:00:00Z,acme-porto,atlas-pt,a,1,10,1.5
2026-11-03,acme-porto,atlas-pt,\"not sure\",0,11,2
2026-11-08 12:00:00,acme-porto,\"atlas, es\",a,,12,0.25

2026-11-09,acme-porto,atlas-pt,a,1,13,3
2026-11-16,acme-porto,atlas-pt,a,1,14,4
";

    fn tally() -> Tally {
        let source = of_files(&[
            ("accuracy", &["numerator=sum of correct where verdict != 'not sure'", "denominator=count"]),
            ("units", &["value=sum of units"]),
            ("wait", &["value=mean of minutes where correct = 1"]),
            ("share", &["numerator=count where correct = 2", "denominator=count where correct = 2"]),
        ]);
        Tally::of(&source, asked("2026-W45", "2026-W46")).expect("a source of files")
    }

    fn rows(groups: Groups) -> Vec<String> {
        tally().answer(groups).expect("an answer").rows.iter().map(|row| row.join("|")).collect()
    }

    const SUMS: [&str; 12] = [
        "2026-W45|acme-porto|atlas, es|accuracy|0|1|||client|final",
        "2026-W45|acme-porto|atlas, es|units|||12||client|final",
        "2026-W45|acme-porto|atlas, es|share|0|0|||client|final",
        "2026-W45|acme-porto|atlas-pt|accuracy|1|2|||client|final",
        "2026-W45|acme-porto|atlas-pt|units|||21||client|final",
        "2026-W45|acme-porto|atlas-pt|wait|||1.5|1|client|final",
        "2026-W45|acme-porto|atlas-pt|share|0|0|||client|final",
        "2026-W46|acme-porto|atlas-pt|accuracy|1|1|||client|final",
        "2026-W46|acme-porto|atlas-pt|units|||13||client|final",
        "2026-W46|acme-porto|atlas-pt|wait|||3|1|client|final",
        "2026-W46|acme-porto|atlas-pt|share|0|0|||client|final",
        "",
    ];

    #[test]
    fn a_log_is_added_up_by_period_and_group() {
        let groups = of_file(LOG.as_bytes(), "labels/a.csv", &tally()).expect("read");
        assert_eq!(rows(groups), SUMS[..11]);
    }

    #[test]
    fn parts_of_a_log_come_to_the_same_in_any_order() {
        let lines: Vec<&str> = LOG.lines().collect();
        let part = |lines: &[&str]| {
            let text = format!("{}\n{}\n", LOG.lines().next().unwrap_or_default(), lines.join("\n"));
            of_file(text.as_bytes(), "labels/part.csv", &tally()).expect("read")
        };
        let (one, other) = (part(&lines[1..4]), part(&lines[4..]));
        let both = together(other.clone(), one.clone()).expect("sums");
        assert_eq!(rows(together(one, other).expect("sums")), SUMS[..11]);
        assert_eq!(rows(both), SUMS[..11]);
    }

    #[test]
    fn what_cannot_be_read_names_file_and_line() {
        let told = |text: &str| {
            of_file(text.as_bytes(), "labels/a.csv", &tally()).err().map(|fault| fault.to_string())
        };
        let bad = LOG.replace(",,12,", ",,a dozen,");
        assert_eq!(told(&bad).as_deref(), Some("labels/a.csv:5: `units` is `a dozen`, which is no number"));
        let bad = LOG.replace("2026-11-09,", "9 November,");
        assert_eq!(
            told(&bad).as_deref(),
            Some(
                "labels/a.csv:7: `labelled_at` is `9 November`, which begins with no day such as 2026-11-09"
            )
        );
        let bad = LOG.replace("2026-11-03,acme-porto,", "2026-11-03,");
        assert_eq!(
            told(&bad).as_deref(),
            Some("labels/a.csv:4: the row has 6 cells, and the first line names 7 columns")
        );
        let bad = LOG.replacen(",units,", ",unit,", 1);
        let columns = "labelled_at, site, queue, verdict, correct, unit, minutes";
        assert_eq!(
            told(&bad),
            Some(format!("labels/a.csv:1: the file has no column `units`: it has {columns}"))
        );
        assert_eq!(told("").as_deref(), Some("labels/a.csv: the file is empty, and names no columns"));
    }
}
