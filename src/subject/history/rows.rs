//! Lines of a CSV file as rows: what names them and what they say.

use std::borrow::Cow;
use std::rc::Rc;

use super::change::{RowKey, VALUE_COLUMNS};
use crate::kit::number::Decimal;

/// Parts the cells of a row; no cell holds it.
const PART: char = '\u{1f}';

/// Which cells of a file name a row and which are values.
#[derive(Debug)]
pub struct Header {
    is_metrics: bool,
    /// Indices of the cells that name a row; for a metric file those of [`RowKey`] in its order, absent ones `None`.
    naming: Vec<Option<usize>>,
    values: Vec<Option<usize>>,
    /// Of the values.
    pub columns: Vec<String>,
}

/// A parsed line.
pub struct Row {
    pub key: String,
    pub values: String,
    is_metrics: bool,
}

impl Row {
    /// What makes two lines one row: a queue without its project stands for both.
    pub fn identity(&self) -> Cow<'_, str> {
        let parts: Vec<&str> = self.key.split(PART).collect();
        match parts.as_slice() {
            [site, project, queue, rest @ ..]
                if self.is_metrics && !project.is_empty() && !queue.is_empty() =>
            {
                let parts = [&[*site, "", *queue], rest].concat();
                Cow::Owned(parts.join(PART.encode_utf8(&mut [0; 4])))
            }
            _ => Cow::Borrowed(&self.key),
        }
    }
}

impl Header {
    /// From the first line of a file under `data/`.
    pub fn new(line: &str, path: &str) -> Rc<Header> {
        let line = line.trim_start_matches('\u{feff}');
        let names: Vec<String> = cells(line).iter().map(|name| name.trim().to_lowercase()).collect();
        let at = |name: &str| names.iter().position(|other| other == name);
        let is_metrics = path.starts_with("data/metrics/");
        if is_metrics {
            let naming = ["site", "project", "queue", "language", "metric", "period"].map(at).to_vec();
            let values = VALUE_COLUMNS.map(at).to_vec();
            return Rc::new(Header {
                is_metrics,
                naming,
                values,
                columns: VALUE_COLUMNS.map(str::to_owned).to_vec(),
            });
        }
        let (mut naming, mut values, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        for (at, name) in names.into_iter().enumerate() {
            match name.as_str() {
                "note" => {}
                _ if is_value(&name) => {
                    values.push(Some(at));
                    columns.push(name);
                }
                _ => naming.push(Some(at)),
            }
        }
        Rc::new(Header { is_metrics, naming, values, columns })
    }

    /// A line as a row; `None` for a blank one.
    pub fn row(&self, line: &str) -> Option<Row> {
        if line.trim().is_empty() {
            return None;
        }
        let cells = cells(line);
        let (key, values) = (self.join(&self.naming, &cells), self.values(&cells));
        Some(Row { key, values, is_metrics: self.is_metrics })
    }

    fn values(&self, cells: &[Cow<'_, str>]) -> String {
        let mut text = self.join(&self.values, cells);
        if self.is_metrics {
            // Empty cells of these two have a meaning of their own.
            let mut parts: Vec<&str> = text.split(PART).collect();
            if let [_, _, _, _, source, status] = parts.as_mut_slice() {
                *source = if source.is_empty() { "system" } else { source };
                *status = if status.is_empty() { "final" } else { status };
            }
            text = parts.join(PART.encode_utf8(&mut [0; 4]));
        }
        text
    }

    fn join(&self, which: &[Option<usize>], cells: &[Cow<'_, str>]) -> String {
        let mut text = String::with_capacity(48);
        for (n, at) in which.iter().enumerate() {
            if n > 0 {
                text.push(PART);
            }
            text.push_str(at.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim()));
        }
        text
    }
}

/// Columns of other files that hold what may be restated.
fn is_value(name: &str) -> bool {
    const WORDS: [&str; 15] = [
        "value",
        "samples",
        "numerator",
        "denominator",
        "count",
        "hours",
        "units",
        "seats",
        "rate",
        "source",
        "status",
        "percent",
        "required",
        "acknowledged",
        "as_of",
    ];
    WORDS.contains(&name)
        || ["_minor", "_count", "_hours", "_units", "_percent", "_days", "_on"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// Each value with its column's place.
pub fn parts(values: &str) -> impl Iterator<Item = &str> {
    values.split(PART)
}

/// The cells that name a row of a metric file.
pub fn row_key(key: &str) -> RowKey {
    let mut parts = key.split(PART).map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    RowKey { site: next(), project: next(), queue: next(), language: next(), metric: next(), period: next() }
}

/// The cells that name a row, for people.
pub fn shown(key: &str) -> String {
    key.split(PART).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Whether two cells say the same: `95` and `95.00` do.
pub fn is_same(one: &str, other: &str) -> bool {
    one == other
        || matches!((Decimal::parse(one), Decimal::parse(other)), (Ok(one), Ok(other)) if one == other)
}

/// The cells of one line. A field never spans lines here: the reader reports such a field as a defect.
fn cells(line: &str) -> Vec<Cow<'_, str>> {
    let line = line.trim_end_matches(['\n', '\r']);
    if !line.contains('"') {
        return line.split(',').map(Cow::Borrowed).collect();
    }
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            // A doubled quote inside quotes leaves and enters again; the quote itself names nothing and is no number.
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            c => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells.into_iter().map(Cow::Owned).collect()
}
