//! The workbook of the period, read back: every figure in it is the one of the evidence that its row names.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use serde_json::Value;

use super::Counts;
use crate::support::known::numbers_of;
use crate::support::numbers::numbers;
use crate::support::unpacked::unpacked;

const FILE: &str = "workbook";
/// What the header of a column of numbers of figures begins with.
const EVIDENCE: &str = "Evidence of ";

/// What is known of the figures that a workbook names.
struct Known {
    figures: BTreeMap<u64, Value>,
    numbers: BTreeMap<u64, Vec<f64>>,
}

/// Its name and its cells.
pub type Sheet = (String, Range<Data>);

/// Its sheets by name, in order.
pub fn sheets(path: &Path) -> Result<Vec<Sheet>, Box<dyn Error>> {
    let mut book: Xlsx<_> = open_workbook(path)?;
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name)?;
        assert!(formulas.used_cells().all(|(.., formula)| formula.is_empty()), "{name} has a formula");
    }
    Ok(book.worksheets())
}

/// Holds each number of the workbook against the evidence beside it.
pub fn workbook(path: &Path, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    let evidence = unpacked(&fs::read(path.with_file_name("evidence.json"))?);
    let of_number = |figure: &Value| Some((figure["n"].as_u64()?, figure.clone()));
    let known = Known {
        figures: evidence["figures"].as_array().into_iter().flatten().filter_map(of_number).collect(),
        numbers: numbers_of(&evidence),
    };
    for (name, range) in sheets(path)? {
        match name.as_str() {
            "Read me" => cover(&range, &known, counts),
            _ => table(&name, &range, &known, counts),
        }
    }
    names(path, counts)
}

fn text(cell: &Data) -> &str {
    if let Data::String(text) = cell { text } else { "" }
}

fn number(cell: &Data) -> Option<f64> {
    match cell {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        _ => None,
    }
}

fn whole(cell: &Data) -> Option<u64> {
    number(cell).map(|number| number as u64)
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * other.abs().max(1.0)
}

/// Whether a cell holds the value of a figure: of a percentage a share of one, of money whole units.
fn is_value(cell: f64, figure: &Value, currency: &str) -> bool {
    let (num, den) =
        figure["value"].as_str().map(|text| text.split_once('/').unwrap_or((text, "1"))).unwrap();
    let value = num.parse::<f64>().unwrap() / den.parse::<f64>().unwrap();
    let shown = figure["shown"].as_str().unwrap_or_default();
    let formula = figure["formula"].as_str().unwrap_or_default();
    let scale = match () {
        () if formula.starts_with("credit") || formula.starts_with("claim") => {
            assert!(shown.ends_with(currency), "{shown} in {currency}");
            10_f64.powi(scorebook::kit::currency::exponent(currency).into())
        }
        () if shown.contains('%') || shown.ends_with("target") => 100.0,
        () => 1.0,
    };
    near(cell, value / scale)
}

fn cover(range: &Range<Data>, known: &Known, counts: &mut Counts) {
    for row in range.rows().skip(1) {
        let (label, Some(shown)) = (text(&row[0]), number(&row[1])) else { continue };
        let Some(n) = row.get(3).and_then(whole) else {
            // How many rows a sheet has: the reader can count them there.
            counts.exempt(FILE, "rows", 1);
            continue;
        };
        let currency = label.rsplit(' ').next().unwrap_or_default();
        let is_part = known.numbers.get(&n).is_some_and(|of| of.iter().any(|one| near(shown, *one)));
        match is_part || known.figures.get(&n).is_some_and(|figure| is_value(shown, figure, currency)) {
            true => counts.figures(FILE, 1),
            false => counts.unmarked(FILE, format!("{label}: {shown} is not figure {n}")),
        }
    }
}

fn table(name: &str, range: &Range<Data>, known: &Known, counts: &mut Counts) {
    let mut rows = range.rows();
    let head: Vec<String> = rows.next().into_iter().flatten().map(|cell| text(cell).to_owned()).collect();
    let lower = |label: &str| label[..1].to_lowercase() + &label[1..];
    let evidence_of = |label: &str| {
        head.iter().position(|one| one.strip_prefix(EVIDENCE).is_some_and(|of| of == lower(label)))
    };
    let currency = head.iter().position(|label| label == "Currency");
    for (at, row) in rows.enumerate() {
        let currency = currency.map_or("", |at| text(&row[at]));
        let named: Vec<u64> = head
            .iter()
            .zip(row)
            .filter(|(label, _)| label.starts_with(EVIDENCE))
            .filter_map(|(_, cell)| whole(cell))
            .collect();
        for (label, cell) in head.iter().zip(row).filter(|(label, _)| !label.starts_with(EVIDENCE)) {
            let own = evidence_of(label).and_then(|at| whole(&row[at]));
            let is_known = |n: &u64, value: f64| {
                known
                    .numbers
                    .get(n)
                    .is_some_and(|of| of.iter().any(|one| near(value, *one) || near(value * 100.0, *one)))
            };
            let wrong = |what: String| format!("{name}, row {}, {label}: {what}", at + 2);
            match (number(cell), own) {
                (Some(_), None) if label == "Line" => counts.exempt(FILE, "place", 1),
                (Some(value), Some(n)) => match is_value(value, &known.figures[&n], currency) {
                    true => counts.figures(FILE, 1),
                    false => counts.unmarked(FILE, wrong(format!("{value} is not figure {n}"))),
                },
                // A part of a figure of the row. One miss is no row of misses: evidence has it from the second on.
                (Some(value), None)
                    if (label == "Misses in a row" && near(value, 1.0))
                        || named.iter().any(|n| is_known(n, value)) =>
                {
                    counts.figures(FILE, 1);
                }
                (Some(value), None) => {
                    counts.unmarked(FILE, wrong(format!("{value} is no part of {named:?}")));
                }
                (None, Some(n)) => {
                    let found = numbers(text(cell));
                    let parts = &known.numbers[&n];
                    let is_part = found.iter().all(|one| parts.iter().any(|part| one.is(*part)));
                    match is_part {
                        true => counts.figures(FILE, found.len()),
                        false => counts.unmarked(FILE, wrong(format!("{:?} of figure {n}", text(cell)))),
                    }
                }
                // Names, titles and what persons wrote; days are days.
                (None, None) => {
                    assert!(label != "Value" || !text(cell).chars().any(|c| c.is_ascii_digit()), "{cell}");
                    counts.exempt(FILE, "name", numbers(text(cell)).len());
                }
            }
        }
    }
}

/// Each total has a name that leads to its cell.
fn names(path: &Path, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    let book: Xlsx<_> = open_workbook(path)?;
    let cover = sheets(path)?.remove(0).1;
    for (name, place) in book.defined_names().iter().filter(|(name, _)| !name.starts_with("_xlnm")) {
        let cell = place.strip_prefix("'Read me'!$B$").and_then(|row| row.parse::<u32>().ok());
        match cell.and_then(|row| cover.get_value((row - 1, 1))).and_then(number) {
            Some(_) => counts.figures("names of cells", 1),
            None => counts.unmarked(FILE, format!("{name} is called {place}")),
        }
    }
    Ok(())
}
