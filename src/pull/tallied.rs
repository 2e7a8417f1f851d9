//! Rows of a log added up by period and group, exactly: a small count a group in memory, however long the log. Sums are of whole millionths in 128 bits, so that their order is of no account; a sum that
//! outgrows them is an error and never another number.

use std::collections::HashMap;

use crate::core::measurement::record::Status;
use crate::kit::number::{Decimal, NumberError};
use crate::kit::period::Period;
use crate::pull::answer::Answer;
use crate::subject::source::asked::Asked;
use crate::subject::source::row_source::{RowSource, SourceMeasure};
use crate::subject::source::sum::{Of, Sum};

/// Most groups of one roll-up. A book has hundreds of rows a week; a log grouped by something that every row has otherwise would fill the memory.
const MOST_GROUPS: usize = 1_000_000;

/// Parts of a group's key; no cell of a log that is grouped may hold it.
const PART: u8 = 0x1f;

/// How a log is rolled up.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The column with the day.
    day: String,
    /// Names of the columns of a metric file, with those of the log.
    group: Vec<(&'static str, String)>,
    sums: Vec<Sum>,
    measures: Vec<Measure>,
    asked: Asked,
}

/// A metric and the places of its sums.
#[derive(Clone, Debug)]
struct Measure {
    metric: String,
    source: &'static str,
    form: Form,
}

/// Which sums a measure has, by their places.
#[derive(Clone, Copy, Debug)]
enum Form {
    Ratio { over: usize, under: usize },
    Value { of: usize },
    Mean { of: usize, samples: usize },
}

/// A sum as far as it is made: millionths, and how many rows they are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    total: i128,
    rows: u64,
}

/// Sums by period and group.
pub type Groups = HashMap<Vec<u8>, Vec<Part>>;

impl Tally {
    /// What a source of files says; `None` where it is not one.
    pub fn of(source: &RowSource, asked: Asked) -> Option<Tally> {
        let group = source.group.as_ref()?;
        let named = |name, column: &str| (name, column.to_owned());
        let mut columns = vec![named("site", &group.site)];
        for (name, column) in
            [("project", &group.project), ("queue", &group.queue), ("language", &group.language)]
        {
            columns.extend(column.as_ref().map(|column| named(name, column)));
        }
        let mut sums = Vec::new();
        let measures = source.measures.iter().map(|one| measure(one, &mut sums)).collect::<Option<_>>()?;
        Some(Tally { day: source.day.as_ref()?.value.clone(), group: columns, sums, measures, asked })
    }

    /// The places of the columns that it reads, in a file with these columns.
    ///
    /// # Errors
    /// A column is not there, or there twice, as a sentence without a place.
    pub fn placed<'t>(&'t self, columns: &[&str]) -> Result<Placed<'t>, String> {
        let at = |name: &str| match columns.iter().filter(|column| **column == name).count() {
            1 => Ok(columns.iter().position(|column| *column == name).unwrap_or_default()),
            0 => Err(format!("the file has no column `{name}`: it has {}", columns.join(", "))),
            _ => Err(format!("the file has two columns `{name}`")),
        };
        let sum = |sum: &'t Sum| {
            let column = match &sum.of {
                Of::Rows => None,
                Of::Column(name) | Of::Mean(name) => Some((at(name)?, name.as_str())),
            };
            let conditions = sum.conditions.iter();
            let conditions = conditions
                .map(|one| Ok((at(&one.column)?, one.is, one.value.as_bytes())))
                .collect::<Result<_, String>>()?;
            Ok(PlacedSum { column, conditions })
        };
        Ok(Placed {
            tally: self,
            day: at(&self.day)?,
            group: self.group.iter().map(|(_, column)| at(column)).collect::<Result<_, String>>()?,
            sums: self.sums.iter().map(sum).collect::<Result<_, String>>()?,
            last: None,
        })
    }

    /// What the groups come to, as an engine would have answered. The order of rows is that of their keys.
    ///
    /// # Errors
    /// The log has a cell that is not UTF-8, as a sentence.
    pub fn answer(&self, groups: Groups) -> Result<Answer, String> {
        let names = self.group.iter().map(|(name, _)| *name);
        let numbers = ["metric", "numerator", "denominator", "value", "samples", "source", "status"];
        let columns = std::iter::once("period").chain(names).chain(numbers).map(str::to_owned).collect();
        let mut groups: Vec<(Vec<u8>, Vec<Part>)> = groups.into_iter().collect();
        groups.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut rows = Vec::new();
        for (key, parts) in groups {
            let key = String::from_utf8(key).map_err(|_| "a cell of the groups is not UTF-8".to_owned())?;
            for measure in &self.measures {
                let Some(numbers) = measure.form.numbers(&self.sums, &parts) else { continue };
                let mut row: Vec<String> = key.split(char::from(PART)).map(str::to_owned).collect();
                row.push(measure.metric.clone());
                row.extend(numbers);
                row.extend([measure.source, Status::Final.word()].map(str::to_owned));
                rows.push(row);
            }
        }
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Answer { columns, rows, engine: "scorebook".to_owned(), version })
    }
}

fn measure(measure: &SourceMeasure, sums: &mut Vec<Sum>) -> Option<Measure> {
    let mut add = |sum: Sum| {
        sums.push(sum);
        sums.len() - 1
    };
    let form = match (&measure.numerator, &measure.denominator, &measure.value) {
        (Some(over), Some(under), None) => {
            Form::Ratio { over: add(Sum::parse(over).ok()?), under: add(Sum::parse(under).ok()?) }
        }
        (None, None, Some(value)) => {
            let value = Sum::parse(value).ok()?;
            match value.of {
                Of::Mean(_) => {
                    let of = add(value);
                    let samples =
                        measure.samples.as_ref().map(|samples| Sum::parse(samples).ok().map(&mut add));
                    Form::Mean { of, samples: samples.unwrap_or(Some(of))? }
                }
                _ => Form::Value { of: add(value) },
            }
        }
        _ => return None,
    };
    Some(Measure { metric: measure.metric.to_string(), source: measure.source.word(), form })
}

impl Form {
    /// Numerator, denominator, value and samples as texts; `None` of a mean of no row.
    fn numbers(self, sums: &[Sum], parts: &[Part]) -> Option<[String; 4]> {
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        let by = |at: usize| sums.get(at).map_or(1, |sum| i128::from(sum.by));
        let total = |at: usize| written(parted(part(at).total, by(at)));
        let mut numbers = <[String; 4]>::default();
        match self {
            Form::Ratio { over, under } => {
                numbers[0] = total(over);
                numbers[1] = total(under);
            }
            Form::Value { of } => numbers[2] = total(of),
            Form::Mean { of, samples } => {
                let Part { total: sum, rows } = part(of);
                if rows == 0 {
                    return None;
                }
                numbers[2] = written(parted(sum, i128::from(rows) * by(of)));
                numbers[3] = if samples == of { rows.to_string() } else { total(samples) };
            }
        }
        Some(numbers)
    }
}

/// Parted by a number above 0, rounded half away from zero to millionths, as everywhere in the book.
fn parted(total: i128, by: i128) -> i128 {
    // An odd number has no exact half, so adding its floor and cutting is right for both.
    let half = if total < 0 { -(by / 2) } else { by / 2 };
    total.saturating_add(half) / by
}

/// Millionths as a number in full, without zeros at its end.
fn written(micro: i128) -> String {
    let (scale, size) = (u128::from(Decimal::SCALE.unsigned_abs()), micro.unsigned_abs());
    let sign = if micro < 0 { "-" } else { "" };
    let fraction = format!("{:06}", size % scale);
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{}", size / scale),
        fraction => format!("{sign}{}.{fraction}", size / scale),
    }
}

/// A tally over the columns of one file.
#[derive(Debug)]
pub struct Placed<'t> {
    tally: &'t Tally,
    day: usize,
    group: Vec<usize>,
    sums: Vec<PlacedSum<'t>>,
    /// The day of the row before, with its period as text; `None`: it was not asked for. Rows of a day mostly stand together.
    last: Option<([u8; 10], Option<String>)>,
}

#[derive(Debug)]
struct PlacedSum<'t> {
    /// Where it adds up a column, with its name.
    column: Option<(usize, &'t str)>,
    conditions: Vec<(usize, bool, &'t [u8])>,
}

impl Placed<'_> {
    /// Adds a row to its group.
    ///
    /// # Errors
    /// A cell that cannot be read, as a sentence without a place.
    pub fn add<'r>(
        &mut self,
        cell: impl Fn(usize) -> &'r [u8],
        key: &mut Vec<u8>,
        groups: &mut Groups,
    ) -> Result<(), String> {
        if !self.is_asked(cell(self.day))? {
            return Ok(());
        }
        key.clear();
        key.extend(self.last.iter().filter_map(|(_, period)| period.as_deref()).flat_map(str::as_bytes));
        for at in &self.group {
            let part = cell(*at);
            if part.contains(&PART) {
                return Err("a cell holds the control character U+001F".to_owned());
            }
            key.push(PART);
            key.extend_from_slice(part);
        }
        if !groups.contains_key(key.as_slice()) {
            if groups.len() >= MOST_GROUPS {
                return Err(format!(
                    "the log has more than {MOST_GROUPS} groups: group it by what a book tells apart, such as sites and queues"
                ));
            }
            groups.insert(key.clone(), vec![Part::default(); self.sums.len()]);
        }
        let parts = groups.get_mut(key.as_slice()).map_or(&mut [][..], Vec::as_mut_slice);
        for (sum, part) in self.sums.iter().zip(parts) {
            if sum.conditions.iter().any(|(at, is, value)| (cell(*at) == *value) != *is) {
                continue;
            }
            let adds = match sum.column {
                None => Decimal::SCALE,
                Some((at, name)) => number(cell(at), name)?,
            };
            part.rows += 1;
            part.total = part.total.checked_add(i128::from(adds)).ok_or("a sum is too large for 128 bits")?;
        }
        Ok(())
    }

    /// Whether the day of a row is one of those that are asked for.
    fn is_asked(&mut self, cell: &[u8]) -> Result<bool, String> {
        let day: [u8; 10] = match cell.get(..10).and_then(|day| day.try_into().ok()) {
            Some(day) => day,
            None => return Err(self.no_day(cell)),
        };
        if let Some((last, period)) = &self.last
            && *last == day
        {
            return Ok(period.is_some());
        }
        let parsed = std::str::from_utf8(&day).ok().and_then(|day| day.parse().ok());
        let Some(date) = parsed else { return Err(self.no_day(cell)) };
        let asked = &self.tally.asked;
        let period: Option<Period> = asked.period_of(date).filter(|period| asked.has(*period));
        let is_asked = period.is_some();
        self.last = Some((day, period.map(|period| period.to_string())));
        Ok(is_asked)
    }

    fn no_day(&self, cell: &[u8]) -> String {
        let cell = String::from_utf8_lossy(cell);
        format!("`{}` is `{cell}`, which begins with no day such as 2026-11-09", self.tally.day)
    }
}

/// The millionths of a cell; an empty one is 0.
fn number(cell: &[u8], name: &str) -> Result<i64, String> {
    // Most cells are small whole numbers.
    if cell.len() <= 9 && cell.iter().all(u8::is_ascii_digit) {
        let whole = cell.iter().fold(0_i64, |whole, digit| whole * 10 + i64::from(digit - b'0'));
        return Ok(whole * Decimal::SCALE);
    }
    let text = std::str::from_utf8(cell).unwrap_or("?");
    Decimal::parse(text).map(Decimal::micro).map_err(|error| match error {
        NumberError::NotANumber => format!("`{name}` is `{text}`, which is no number"),
        NumberError::Range => {
            format!("`{name}` is `{text}`: a number has at most 6 decimals and is at most 1,000,000,000")
        }
    })
}

/// Adds the sums of some files to those of others.
///
/// # Errors
/// A sum outgrows 128 bits, or there are too many groups, as a sentence.
pub fn together(mut one: Groups, other: Groups) -> Result<Groups, String> {
    for (key, parts) in other {
        match one.get_mut(&key) {
            None => drop(one.insert(key, parts)),
            Some(sums) => {
                for (sum, part) in sums.iter_mut().zip(parts) {
                    sum.rows += part.rows;
                    sum.total = sum.total.checked_add(part.total).ok_or("a sum is too large for 128 bits")?;
                }
            }
        }
    }
    if one.len() > MOST_GROUPS { Err(format!("the log has more than {MOST_GROUPS} groups")) } else { Ok(one) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millionths_are_written_in_full() {
        for (micro, text) in
            [(0, "0"), (12_500_000, "12.5"), (1, "0.000001"), (-1_000_000, "-1"), (480_000_000, "480")]
        {
            assert_eq!(written(micro), text);
        }
    }

    #[test]
    fn parts_are_rounded_once() {
        // 391,500 s are 108.75 h; a third is 0.333333, two thirds 0.666667, half a millionth one.
        assert_eq!(parted(391_500 * 1_000_000, 3600), 108_750_000);
        assert_eq!(
            (parted(1_000_000, 3), parted(2_000_000, 3), parted(1, 2), parted(-1, 2)),
            (333_333, 666_667, 1, -1)
        );
    }

    #[test]
    fn a_sum_past_64_bits_is_exact_and_one_past_128_is_an_error() {
        let key = || b"2026-W45\x1facme-porto".to_vec();
        let of = |total| Groups::from([(key(), vec![Part { total, rows: 1 }])]);
        let both = together(of(i128::from(i64::MAX)), of(i128::from(i64::MAX))).expect("a sum");
        assert_eq!(both[&key()], [Part { total: i128::from(i64::MAX) * 2, rows: 2 }]);
        assert_eq!(together(of(i128::MAX), of(1)), Err("a sum is too large for 128 bits".to_owned()));
    }

    #[test]
    fn numbers_of_a_log_are_exact() {
        let read = |cell: &str| number(cell.as_bytes(), "units");
        assert_eq!((read(""), read("480"), read("12.5")), (Ok(0), Ok(480_000_000), Ok(12_500_000)));
        assert_eq!(read("yes"), Err("`units` is `yes`, which is no number".to_owned()));
        assert!(read("0.0000001").is_err_and(|why| why.contains("at most 6 decimals")));
    }
}
