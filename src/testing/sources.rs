//! A source and what it gives.

use super::{at, place};
use crate::core::measurement::columns::Column;
use crate::core::measurement::record::Source;
use crate::kit::calendar::Grain;
use crate::kit::id::{MetricId, SourceId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::{RepoPath, Span, Text};
use crate::pull::answer::Answer;
use crate::subject::import::row::{COLUMNS, Cells};
use crate::subject::source::asked::Asked;
use crate::subject::source::forms::{DriverName, QueryFile, RowsFile, SumText};
use crate::subject::source::pulled::{Digest, Instant, Pull};
use crate::subject::source::row_source::{RowSource, SourceGroup, SourceMeasure};

/// Accuracy of Acme, by the week.
pub fn source() -> RowSource {
    let text = Text::new(RepoPath::new("data/sources/acme-quality.toml"), "\n");
    RowSource {
        id: SourceId::new("acme-quality"),
        vendor: at(VendorId::new("acme")),
        fills: at(RowsFile::new("quality.csv")),
        metrics: vec![at(MetricId::new("accuracy"))],
        sites: Vec::new(),
        driver: at(DriverName::new("postgresql")),
        library: None,
        entrypoint: None,
        address_variable: None,
        query: Some(at(QueryFile::new("acme-quality.sql"))),
        window: at(Grain::Week),
        periods_back: at(4),
        time_limit_seconds: at(600),
        columns: None,
        options: Vec::new(),
        rows: None,
        day: None,
        group: None,
        measures: Vec::new(),
        place: text.place(Span::new(0, 0)),
    }
}

/// From a week to another.
pub fn asked(first: &str, last: &str) -> Asked {
    let period = |text| Period::parse(text).expect("a period");
    Asked::of(period(first), period(last)).expect("periods of one grain")
}

pub fn answer(columns: &[&str], rows: &[&[&str]]) -> Answer {
    let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
    Answer { columns: owned(columns), rows: rows.iter().map(|row| owned(row)).collect(), ..Answer::default() }
}

/// The cells of a row, in the order of the format; commas that are left over are of the note.
pub fn cells(row: &str) -> Cells {
    let mut parts = row.splitn(COLUMNS.len(), ',');
    COLUMNS.map(|column: Column| parts.next().unwrap_or_else(|| panic!("no {}", column.name())).to_owned())
}

/// Measures of files: each metric with its sums as `key=sum`.
pub fn of_files(measures: &[(&str, &[&str])]) -> RowSource {
    let measure = |(metric, sums): &(&str, &[&str])| {
        let sum = |key: &str| {
            let found = sums.iter().find_map(|sum| sum.strip_prefix(key)?.strip_prefix('='));
            found.map(|sum| at(SumText::new(sum)))
        };
        SourceMeasure {
            metric: at(MetricId::new(metric)),
            numerator: sum("numerator"),
            denominator: sum("denominator"),
            value: sum("value"),
            samples: sum("samples"),
            source: at(Source::Client),
            place: source().place,
        }
    };
    let named = |name: &str| at(name.to_owned());
    let group = SourceGroup {
        site: named("site"),
        project: None,
        queue: Some(named("queue")),
        language: None,
        place: source().place,
    };
    RowSource {
        driver: at(DriverName::new("files")),
        query: None,
        day: Some(named("labelled_at")),
        group: Some(group),
        measures: measures.iter().map(measure).collect(),
        ..source()
    }
}

/// With a shared library.
#[cfg(feature = "pull")]
pub fn at_library(source: RowSource, library: &str) -> RowSource {
    RowSource { library: Some(at(library.to_owned())), ..source }
}

/// A pull, by its line in the file of the source, its moment and its days.
pub fn pull(line: u32, pulled_at: &str, [first, last]: [&str; 2]) -> Pull {
    let hash = || at(Digest::new(&"a".repeat(64)));
    Pull {
        pulled_at: at(Instant::new(pulled_at)),
        first_day: at(first.parse().expect("a day")),
        last_day: at(last.parse().expect("a day")),
        rows: at(1),
        new: at(1),
        changed: at(0),
        gone: at(0),
        restated: at(0),
        reason: None,
        query_sha256: hash(),
        rows_sha256: hash(),
        driver: at(DriverName::new("postgresql")),
        engine: at("PostgreSQL".to_owned()),
        engine_version: None,
        seconds: at(Decimal::from_int(1)),
        place: place("data/pulls/acme-quality.csv", line),
    }
}
