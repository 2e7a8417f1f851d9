//! One metric file: its header, then row by row.

use std::collections::BTreeSet;

use super::columns::{Column, MetricRow};
use super::numbers::{self, Line};
use super::row_cells::{Against, FileRows, Reader, Row};
use crate::core::measurement::record::{Figure, RowStatus, Source};
use crate::kit::csv::cells::Cell;
use crate::kit::csv::distinct::Distinct;
use crate::kit::csv::header;
use crate::kit::csv::header::Header;
use crate::kit::csv::repeats::Repeats;
use crate::kit::csv::sheet;
use crate::kit::declared::Record;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::source::{RepoPath, Text};

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
    let opened = header::open(text, &MetricRow::table(), &against.catalog.roles, &mut file.wrong);
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
    if let Some(vendor) = vendor {
        of_one_other_vendor(&mut file, vendor, against);
    }
    file
}

/// A file whose sites are all of one other vendor stands in the wrong folder: one message, in place of one a site.
fn of_one_other_vendor(file: &mut FileRows<'_>, vendor: &str, against: &Against<'_>) {
    let catalog = against.catalog;
    let known = file.sites.list.iter().filter_map(|(site, _)| catalog.vendor_of_site.get(*site));
    let owners: BTreeSet<&str> = known.map(String::as_str).collect();
    let [owner] = owners.into_iter().collect::<Vec<_>>()[..] else { return };
    let Some(first) = file.wrong.iter().position(|wrong| wrong.code == &codes::SITE_OF_OTHER_VENDOR) else {
        return;
    };
    let path = RepoPath::new(&format!("data/metrics/{owner}/{}", file.text.path.file_name()));
    let help = match catalog.vendor_of(&path) {
        Some(_) => format!("move its rows into a file of data/metrics/{owner}/"),
        None => format!("move it to {path}"),
    };
    let place = file.wrong[first].place.clone();
    file.wrong.retain(|wrong| wrong.code != &codes::SITE_OF_OTHER_VENDOR);
    let message = format!("the file is of vendor `{owner}`, and stands in the folder of `{vendor}`");
    let label = format!("a site of `{owner}`, as are all sites of the file");
    file.wrong.push(Diagnostic::new(&codes::SITE_OF_OTHER_VENDOR, place, message).label(label).help(help));
}

impl<'a> Reader<'_, 'a> {
    fn row(&mut self, number: u32, header: &Header, cells: &[Cell]) {
        let text = self.file.text;
        let line = Line { text, number, header, cells };
        if let Some((fault, wrong)) = sheet::no_row(text, number, cells) {
            self.repeats.of_form(fault, wrong);
            return;
        }
        if cells.len() != header.count {
            self.repeats.row(sheet::wrong_count(text, cells, header.count));
            return;
        }
        if !self.is_row(&line) {
            return;
        }
        let period = self.period(&line);
        let site = self.site(&line);
        let queue = self.queue(&line);
        let project = self.project(&line, queue);
        let language = self.language(&line);
        let metric = self.metric(&line);
        let source = self.word(&line, Column::Source, Source::System);
        let status = self.word(&line, Column::Status, RowStatus::Final);
        if let (Some((at, when)), Some((metric_at, metric))) = (period, metric) {
            self.grain(&line, (at, when), (metric_at, metric));
        }
        if let (Some((at, when)), Some((site_at, open))) = (period, site) {
            self.open(&line, (at, when), (site_at, open));
        }
        let is_withheld = status == Some(RowStatus::Withheld);
        let numbers = metric.and_then(|(_, metric)| match is_withheld {
            true => numbers::none(&line, metric, self.repeats).then_some(None),
            false => numbers::read(&line, metric, self.repeats).map(Some),
        });
        let (Some((period, when)), Some((site, _)), Some((metric, definition))) = (period, site, metric)
        else {
            return;
        };
        let (Some(project), Some(queue), Some(language)) = (project, queue, language) else { return };
        let (Some(source), Some(status), Some(numbers)) = (source, status, numbers) else { return };
        let figure = numbers.zip(status.of_figure());
        let figure =
            figure.map(|((numerator, denominator), status)| Figure { numerator, denominator, status });
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
            source,
            figure,
        });
    }
}
