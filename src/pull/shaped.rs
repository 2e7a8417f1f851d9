//! A result as rows of a metric file: which column is which, and of which period, site and metric a row is.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::measurement::columns::Column;
use crate::import::refusal::Refusal;
use crate::kit::diag::{did_you_mean, list_and};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::pull::answer::Answer;
use crate::subject::import::row::{Cells, key};
use crate::subject::source::asked::Asked;
use crate::subject::source::row_source::RowSource;

/// The rows of a result, in its order.
///
/// # Errors
/// Columns that no metric file has, and every row that is not of what was asked for.
pub fn shaped(answer: &Answer, source: &RowSource, asked: &Asked) -> Result<Vec<Cells>, Vec<Refusal>> {
    let places = places(&answer.columns, source)?;
    let mut rows = Vec::with_capacity(answer.rows.len());
    let mut wrong = Vec::new();
    for (at, row) in answer.rows.iter().enumerate() {
        let cells = places.map(|place| place.and_then(|place| row.get(place)).cloned().unwrap_or_default());
        match of_source(cells, source, asked) {
            Ok(cells) => rows.push((at, cells)),
            Err((message, help)) => wrong.push(Refusal::new(row_of(at), message, help)),
        }
    }
    wrong.extend(repeated(&rows));
    if wrong.is_empty() { Ok(rows.into_iter().map(|(_, cells)| cells).collect()) } else { Err(wrong) }
}

/// `row 5 of the result`, of its index.
pub fn row_of(at: usize) -> String {
    format!("row {} of the result", at + 1)
}

/// For each column of a metric file, that of the result.
fn places(columns: &[String], source: &RowSource) -> Result<[Option<usize>; 13], Vec<Refusal>> {
    let renamed: BTreeMap<&str, &str> = source.columns.iter().flat_map(|columns| columns.renamed()).collect();
    let called = |name: &'static str| renamed.get(name).copied().unwrap_or(name);
    // Some engines give every name in capitals.
    let is = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
    let mut wrong = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        if columns[..at].iter().any(|other| is(other, column)) {
            wrong.push(Refusal::of_file(
                format!("the result has two columns `{column}`"),
                "give each a name of its own",
            ));
        }
        if !Column::NAMES.iter().any(|name| is(called(name), column)) {
            let known: Vec<&str> = Column::NAMES.iter().map(|name| called(name)).collect();
            let help = match did_you_mean(&column.to_lowercase(), known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "leave it out of the query, or say under `columns` of the source which one it is"
                    .to_owned(),
            };
            wrong.push(Refusal::of_file(
                format!("the result has a column `{column}`, which no metric file has"),
                help,
            ));
        }
    }
    let places = Column::NAMES.map(|name| columns.iter().position(|column| is(column, called(name))));
    let lacking = [Column::Period, Column::Site, Column::Metric]
        .into_iter()
        .filter(|column| places[*column as usize].is_none());
    let lacking: Vec<String> = lacking.map(|column| format!("`{}`", called(column.name()))).collect();
    if !lacking.is_empty() {
        let message = format!("the result has no column {}", list_and(&lacking));
        wrong.push(Refusal::of_file(
            message,
            "select it, or say under `columns` of the source what it is called",
        ));
    }
    if wrong.is_empty() { Ok(places) } else { Err(wrong) }
}

/// A row of the source in the spelling of a metric file; else what is wrong, and what helps.
fn of_source(mut cells: Cells, source: &RowSource, asked: &Asked) -> Result<Cells, (String, String)> {
    let get = |column: Column| cells[column as usize].as_str();
    if let Some(column) =
        Column::NAMES.iter().zip(&cells).find_map(|(name, cell)| cell.contains(['\n', '\r']).then_some(name))
    {
        return Err((format!("{column} has a line end"), "write the text in one line".to_owned()));
    }
    let (site, metric) = (get(Column::Site), get(Column::Metric));
    // Of an empty one and of one that is not there the checks of a row speak.
    if !metric.is_empty() && !source.metrics.iter().any(|own| own.as_str() == metric) {
        let help = "leave it out of the query, or add it to the `metrics` of the source".to_owned();
        return Err((format!("metric `{metric}` is none of the source's"), help));
    }
    let is_own =
        source.sites.is_empty() || site.is_empty() || source.sites.iter().any(|own| own.as_str() == site);
    if !is_own {
        let help = "leave it out of the query, or add it to the `sites` of the source".to_owned();
        return Err((format!("site `{site}` is none of the source's"), help));
    }
    let period = period(get(Column::Period), asked)?;
    cells[Column::Period as usize] = period.to_string();
    for column in [Column::Numerator, Column::Denominator, Column::Value, Column::Samples] {
        let cell = &mut cells[column as usize];
        if let Ok(number) = Decimal::parse(cell) {
            *cell = number.to_string();
        }
    }
    Ok(cells)
}

fn period(text: &str, asked: &Asked) -> Result<Period, (String, String)> {
    let grain = asked.first.grain().map_or("period", |grain| grain.noun());
    let first = asked.first;
    // A day of it, or a moment: `2026-11-09`, `2026-11-09 00:00:00`, `2026-11-09T00:00:00Z`.
    let day = || {
        let (day, rest) = text.split_at_checked(10)?;
        let is_moment = rest.is_empty() || rest.starts_with([' ', 'T']);
        is_moment.then(|| day.parse::<Date>().ok()).flatten().and_then(|day| asked.period_of(day))
    };
    let own = Period::parse(text).filter(|period| period.grain() == first.grain());
    let Some(period) = own.or_else(day) else {
        let message = match text {
            "" => "period is empty".to_owned(),
            text => format!("period `{text}` is no {grain}"),
        };
        return Err((message, format!("write it as `{first}`, or as a day of it")));
    };
    if asked.has(period) {
        return Ok(period);
    }
    let message = format!("`{period}` was not asked for");
    let help = format!(
        "let the query take days from its first parameter, {}, up to and without its second, {}",
        asked.first_day(),
        asked.day_after()
    );
    Err((message, help))
}

/// Two rows of one key, each with its index in the result.
fn repeated(rows: &[(usize, Cells)]) -> Vec<Refusal> {
    let mut first: BTreeMap<[&str; 6], usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (at, cells) in rows {
        if let Some(other) = first.insert(key(cells), *at) {
            let parts: Vec<&str> = key(cells).into_iter().filter(|part| !part.is_empty()).collect();
            let message = format!("it is of `{}`, as is {}", parts.join(" "), row_of(other));
            let help = "group by everything that names a row: period, site, project, queue, language, metric";
            wrong.push(Refusal::new(row_of(*at), message, help));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sources::{answer, asked, source};

    fn rows(columns: &[&str], rows: &[&[&str]]) -> Result<Vec<String>, Vec<String>> {
        let shaped = shaped(&answer(columns, rows), &source(), &asked("2026-W45", "2026-W46"));
        let told = |wrong: Vec<Refusal>| {
            wrong.into_iter().map(|one| format!("{}: {}", one.at, one.message)).collect()
        };
        shaped.map(|rows| rows.iter().map(|cells| cells.join(",")).collect()).map_err(told)
    }

    const HEADER: [&str; 5] = ["PERIOD", "site", "metric", "numerator", "denominator"];

    #[test]
    fn a_period_is_spelled_or_is_a_day_of_it_and_numbers_are_spelled_alike() {
        let found = rows(
            &HEADER,
            &[
                &["2026-W45", "acme-porto", "accuracy", "480", "500.00"],
                &["2026-11-09", "acme-porto", "accuracy", "470", "500"],
                &["2026-11-03 00:00:00", "acme-lyon", "accuracy", "470", "500"],
            ],
        );
        assert_eq!(
            found.expect("rows"),
            [
                "2026-W45,acme-porto,,,,accuracy,480,500,,,,,",
                "2026-W46,acme-porto,,,,accuracy,470,500,,,,,",
                "2026-W45,acme-lyon,,,,accuracy,470,500,,,,,",
            ]
        );
    }

    #[test]
    fn what_was_not_asked_for_is_refused_row_by_row() {
        let found = rows(
            &HEADER,
            &[
                &["2026-W44", "acme-porto", "accuracy", "480", "500"],
                &["2026-11", "acme-porto", "accuracy", "480", "500"],
                &["2026-W45", "acme-porto", "throughput", "480", "500"],
                &["2026-W45", "acme-porto", "accuracy", "480", "500"],
                &["2026-11-02", "acme-porto", "accuracy", "481", "500"],
            ],
        );
        assert_eq!(
            found.expect_err("refused"),
            [
                "row 1 of the result: `2026-W44` was not asked for",
                "row 2 of the result: period `2026-11` is no week",
                "row 3 of the result: metric `throughput` is none of the source's",
                "row 5 of the result: it is of `acme-porto accuracy 2026-W45`, as is row 4 of the result",
            ]
        );
    }

    #[test]
    fn columns_are_those_of_a_metric_file() {
        let found = rows(&["period", "site", "weight", "site"], &[]);
        assert_eq!(
            found.expect_err("refused"),
            [
                ": the result has a column `weight`, which no metric file has",
                ": the result has two columns `site`",
                ": the result has no column `metric`",
            ]
        );
    }
}
