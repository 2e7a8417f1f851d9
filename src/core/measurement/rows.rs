//! One metric file: its header, then row by row.

use super::columns::{Column, MetricRow};
use super::numbers::{self, Line};
use super::row_cells::{Against, FileRows, Reader, Row};
use crate::core::measurement::record::{Source, Status};
use crate::kit::csv::cells::Cell;
use crate::kit::csv::distinct::{Distinct, Repeats};
use crate::kit::csv::header;
use crate::kit::csv::header::Header;
use crate::kit::declared::Record;
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
    let opened = header::open(text, &MetricRow::table(), &mut file.wrong);
    let Some((header, mut rows)) = opened else { return file };
    let mut cells: Vec<Cell> = Vec::new();
    file.rows.reserve(text.line_count() as usize);
    let mut repeats = Repeats::default();
    let mut reader = Reader { file: &mut file, repeats: &mut repeats, vendor, against };
    let mut quotes = Vec::new();
    while let Some(line) = rows.next(&mut cells, &mut quotes) {
        quotes.drain(..).for_each(|wrong| reader.repeats.row(wrong));
        reader.row(line, &header, &cells);
    }
    quotes.into_iter().for_each(|wrong| repeats.row(wrong));
    file.wrong.extend(repeats.finish());
    file
}

impl<'a> Reader<'_, 'a> {
    fn row(&mut self, number: u32, header: &Header, cells: &[Cell]) {
        let line = Line { text: self.file.text, header, cells };
        if cells.len() != header.count {
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
