//! A cell as the value of a key, by what the declaration of the key asks for.

use crate::import::cell::{Cell, Shown};
use crate::import::day::{self, DayForm};
use crate::import::figure::Fault;
use crate::import::folded::{folded, one_line};
use crate::import::number::{Exact, NumberFault, parse};
use crate::kit::declared::Shape;
use crate::kit::period::Period;
use crate::kit::record::catalog::Sort;
use crate::starter::signoff::quoted;

/// The id of the one record of a sort that has a name.
pub type Named<'n> = &'n dyn Fn(Sort, &str) -> Option<String>;

/// What helps where a whole column of days is written in a way that can be read as two days, or in another language.
pub const DAYS_OF_A_COLUMN: &str = "write days as 2026-11-15: in a spreadsheet, give the whole column the format yyyy-mm-dd and save it anew";

/// The value as TOML.
///
/// # Errors
/// The cell is no such value.
pub fn literal(cell: &Cell, shape: &Shape, named: Named<'_>) -> Result<String, Fault> {
    let shown = cell.shown();
    match shape {
        Shape::Date => match said(cell)? {
            Period::Day(day) => Ok(day.to_string()),
            _ => Err((format!("`{shown}` is no day"), "write the day as 2026-11-15".to_owned())),
        },
        Shape::Period => Ok(quoted(&said(cell)?.to_string())),
        Shape::Whole | Shape::Decimal => number(cell),
        Shape::Boolean => match folded(&shown).as_str() {
            "true" | "yes" | "y" | "1" => Ok("true".to_owned()),
            "false" | "no" | "n" | "0" => Ok("false".to_owned()),
            _ => Err((format!("`{shown}` is neither yes nor no"), "write yes or no".to_owned())),
        },
        Shape::Id(Some(sort)) => Ok(quoted(&named(*sort, &shown).unwrap_or(shown))),
        Shape::Words(words) => {
            let word = words.iter().find(|word| **word == folded(&shown).replace(' ', "-"));
            Ok(quoted(word.copied().unwrap_or(&shown)))
        }
        Shape::List(inside) if inside.table().is_none() => {
            let sign = if shown.contains(';') { ';' } else { ',' };
            let items = shown.split(sign).map(one_line).filter(|item| !item.is_empty());
            let items: Result<Vec<String>, Fault> =
                items.map(|item| literal(&Cell::Text(item), inside, named)).collect();
            Ok(format!("[{}]", items?.join(", ")))
        }
        Shape::Any => number(cell).or_else(|_| Ok(quoted(&shown))),
        Shape::List(_) | Shape::Table(_) | Shape::Map(_) => {
            let help = "name a key of it in the head of the column, such as `credits.at-risk-percent`";
            Err(("a table does not stand in one cell".to_owned(), help.to_owned()))
        }
        _ => Ok(quoted(&shown)),
    }
}

/// The value of a key, as TOML. An amount of money that is written with decimals keeps them, so that the reader asks for minor units: `1,200,000.00` is
/// not 1,200,000 cents.
///
/// # Errors
/// The cell is no such value.
pub fn of_key(cell: &Cell, path: &[String], shape: &Shape, named: Named<'_>) -> Result<String, Fault> {
    if let Some(percent) = percent(cell).filter(|_| matches!(shape, Shape::Whole | Shape::Decimal)) {
        let key = path.last().map_or("", String::as_str);
        // What the key calls percent is taken as the cell shows it; elsewhere 95% may be 95, or a part of 1.
        return if key.ends_with("percent") { Ok(plain(percent)) } else { Err(no_percent(percent, key)) };
    }
    let value = literal(cell, shape, named)?;
    let is_money = matches!(shape, Shape::Whole) && path.last().is_some_and(|key| key.ends_with("-minor"));
    let decimals = match cell {
        Cell::Text(text) if is_money => parse(text, None).map_or(0, |written| written.decimals),
        _ => 0,
    };
    let is_cut = decimals > 0 && !value.contains('.');
    Ok(if is_cut { format!("{value}.{}", "0".repeat(decimals as usize)) } else { value })
}

/// The number before the percent sign that a cell shows.
fn percent(cell: &Cell) -> Option<Exact> {
    match cell {
        Cell::Number(number, Shown::Percent) => Some(number.times(100)),
        Cell::Text(text) => parse(text, None).ok().filter(|written| written.is_percent).map(|it| it.number),
        _ => None,
    }
}

fn no_percent(percent: Exact, key: &str) -> Fault {
    let part = percent.over(100);
    let help = format!(
        "show the cell as a plain number: {} if `{key}` is in percent, {} if it is a part of 1",
        plain(percent),
        plain(part)
    );
    (format!("{percent}% stands where a plain number is wanted"), help)
}

/// Money in minor units is larger than a number of metrics.
fn plain(exact: Exact) -> String {
    if exact.is_whole() { exact.floor().to_string() } else { exact.to_string() }
}

fn said(cell: &Cell) -> Result<Period, Fault> {
    let read = day::read(cell, &DayForm::default());
    read.map(|said| said.period).map_err(|fault| {
        let help = if fault.is_of_map() { DAYS_OF_A_COLUMN } else { "write days as 2026-11-15" };
        // A table of records has no map.
        let message = fault.message.replace(", which the map does not say of its dates", "");
        (message.replace(" that the map knows", ""), help.to_owned())
    })
}

fn number(cell: &Cell) -> Result<String, Fault> {
    let shown = cell.shown();
    let write = || "write the number plainly, such as 1200 or 12.5".to_owned();
    let exact = match cell {
        Cell::Number(number, _) => *number,
        Cell::Text(text) => match parse(text, None) {
            Ok(written) if !written.is_percent => written.number,
            Ok(written) => {
                return Err((format!("{}% stands where a number is wanted", written.number), write()));
            }
            Err(NumberFault::Ambiguous(one, other)) => {
                return Err((format!("`{shown}` is {one} or {other}"), write()));
            }
            Err(_) => return Err((format!("`{shown}` is no number"), write())),
        },
        _ => return Err((format!("`{shown}` is no number"), write())),
    };
    Ok(plain(exact))
}
