//! One metric file: its header, then row by row.

use super::columns::{self, Column, Columns};
use super::numbers::{self, Line};
use super::row_cells::{Against, FileRows, Reader, Row};
use crate::core::measurement::record::{Source, Status};
use crate::kit::csv::cells::{Cell, Rows};
use crate::kit::csv::distinct::{Distinct, Repeats};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::source::Text;

/// `vendor` is the folder; `None` when it names no vendor, which is reported once for the folder.
pub fn read<'a>(text: &'a Text, vendor: Option<&str>, against: &'a Against<'a>) -> FileRows<'a> {
    let mut file = FileRows {
        text,
        rows: Vec::new(),
        sites: Distinct::new(),
        projects: Distinct::new(),
        queues: Distinct::new(),
        languages: Distinct::new(),
        metrics: Distinct::new(),
        periods: Distinct::new(),
        notes: Vec::new(),
        wrong: Vec::new(),
    };
    let mut rows = Rows::new(text);
    let mut cells: Vec<Cell> = Vec::new();
    if rows.next(&mut cells, &mut file.wrong).is_none() {
        if file.wrong.is_empty() {
            file.wrong.push(
                Diagnostic::new(&codes::CSV_HEADER, text.place(0..0), "the file has no header row")
                    .label("expected the names of the columns")
                    .help("add a header row, or remove the file"),
            );
        }
        return file;
    }
    let Some(columns) = columns::read(text, &cells, &mut file.wrong) else { return file };
    file.rows.reserve(text.line_count() as usize);
    let mut repeats = Repeats::default();
    let mut reader = Reader { file: &mut file, repeats: &mut repeats, vendor, against };
    let mut quotes = Vec::new();
    while let Some(line) = rows.next(&mut cells, &mut quotes) {
        quotes.drain(..).for_each(|wrong| reader.repeats.row(wrong));
        reader.row(line, &columns, &cells);
    }
    quotes.into_iter().for_each(|wrong| repeats.row(wrong));
    file.wrong.extend(repeats.finish());
    file
}

impl<'a> Reader<'_, 'a> {
    fn row(&mut self, number: u32, columns: &Columns, cells: &[Cell]) {
        let line = Line { text: self.file.text, columns, cells };
        if cells.len() != columns.count {
            self.column_count(&line, number);
            return;
        }
        let period = self.period(&line);
        let site = self.site(&line);
        let queue = self.queue(&line);
        let project = self.project(&line, queue);
        let language = self.language(&line);
        let metric = self.metric(&line);
        let source = self.word(&line, Column::Source, Source::System);
        let status = self.word(&line, Column::Status, Status::Final);
        if let (Some((at, when)), Some((metric_at, metric))) = (period, metric) {
            self.grain(&line, (at, when), (metric_at, metric));
        }
        if let (Some((at, when)), Some((site_at, open))) = (period, site) {
            self.open(&line, (at, when), (site_at, open));
        }
        let numbers = metric.and_then(|(_, metric)| numbers::read(&line, metric, self.repeats));
        let (Some((period, when)), Some((site, _)), Some((metric, definition))) = (period, site, metric)
        else {
            return;
        };
        let (Some(project), Some(queue), Some(language)) = (project, queue, language) else { return };
        let (Some(source), Some(status), Some((numerator, denominator))) = (source, status, numbers) else {
            return;
        };
        if when.period.grain() != Some(definition.grain) {
            return;
        }
        let note = line.get(Column::Note);
        if !note.is_empty() {
            let at = u32::try_from(self.file.rows.len()).unwrap_or(u32::MAX);
            self.file.notes.push((at, note.replace("\"\"", "\"")));
        }
        self.file.rows.push(Row {
            line: number,
            site,
            project,
            queue,
            language,
            metric,
            period,
            numerator,
            denominator,
            source,
            status,
        });
    }
}
