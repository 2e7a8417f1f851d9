//! A cell that should hold a number: the number with its unit, nothing, or withheld.

use std::collections::BTreeMap;

use crate::core::metric::record::Unit;
use crate::import::cell::{Address, Cell, Shown, UNCALCULATED};
use crate::import::folded::folded;
use crate::import::number::{self, Exact, NumberFault, parse};
use crate::import::strange;
use crate::subject::import::map::{DecimalMark, Map, NumberUnit, Role};

/// What a cell of numbers says.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    Missing,
    Suppressed,
    Number(Number),
}

/// A number, and whether it says of itself that it is in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    pub number: Exact,
    pub is_percent: bool,
    /// Whether it is a length of time, and the number its seconds.
    pub is_time: bool,
    /// As written; of a number of a workbook as many as it has.
    pub decimals: u32,
}

/// The numbers of a row of a file, with their cells.
pub type Figures = BTreeMap<Role, (Figure, Address)>;

/// Whether one of them was kept back, which leaves none of the row.
pub fn is_suppressed(figures: &Figures) -> bool {
    figures.values().any(|(figure, _)| *figure == Figure::Suppressed)
}

/// Whether a row of a metric has none of them, once it is known that its sender has it.
pub fn is_withheld(figures: &Figures) -> bool {
    is_suppressed(figures) || !figures.values().any(|(figure, _)| matches!(figure, Figure::Number(_)))
}

pub use crate::import::strange::Fault;

/// The share of a whole of none.
pub const NONE: Number = Number { number: Exact::whole(0), is_percent: true, is_time: false, decimals: 0 };

fn fault<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Fault> {
    Err((message.into(), help.into()))
}

/// Reads the number of a cell.
///
/// # Errors
/// It holds something else, or a number that can be read in two ways.
pub fn read(cell: &Cell, map: &Map) -> Result<Figure, Fault> {
    if cell.is_empty() {
        return Ok(Figure::Missing);
    }
    let shown = cell.shown();
    let is_among =
        |words: &[crate::kit::source::At<String>]| words.iter().any(|word| folded(word) == folded(&shown));
    if is_among(&map.suppressed) {
        return Ok(Figure::Suppressed);
    }
    if is_among(&map.missing) {
        return Ok(Figure::Missing);
    }
    plain(cell, map.decimal_mark.as_deref().copied(), NO_FIGURE).map(Figure::Number)
}

const NO_FIGURE: &str =
    "if it stands for no figure, add it to `missing` in the map; if the figure is withheld, to `suppressed`";

/// Whether a share says nothing of a whole of none: it is missing, 0, or the error of a division by 0.
pub fn is_of_none(cell: &Cell, read: &Result<Figure, Fault>) -> bool {
    match read {
        Ok(Figure::Missing) => true,
        Ok(Figure::Number(share)) => share.number == Exact::whole(0),
        Ok(Figure::Suppressed) => false,
        Err(_) => matches!(cell, Cell::Error(_)) || strange::is_error(&cell.shown()),
    }
}

/// The number of a cell that is not empty. `no_number` helps where a text has no digit.
///
/// # Errors
/// It holds something else, or a number that can be read in two ways.
pub fn plain(cell: &Cell, mark: Option<DecimalMark>, no_number: &str) -> Result<Number, Fault> {
    let shown = cell.shown();
    let number = |number: Exact, is_percent| {
        let decimals = number.decimals().unwrap_or(MOST_DECIMALS);
        Ok(Number { number, is_percent, is_time: false, decimals })
    };
    let time = |number| Ok(Number { number, is_percent: false, is_time: true, decimals: 0 });
    match cell {
        Cell::Number(share, Shown::Percent) => number(share.times(100), true),
        Cell::Number(plain, _) => number(*plain, false),
        Cell::Text(text) => match parse(text, mark) {
            Ok(written) => {
                let number::Written { number, is_percent, decimals } = written;
                Ok(Number { number, is_percent, is_time: false, decimals })
            }
            Err(NumberFault::Ambiguous(one, other)) => fault(
                format!("`{shown}` is {one} or {other}"),
                "say `decimal-mark = \"point\"` or `\"comma\"` in the map",
            ),
            Err(NumberFault::TooLong) => {
                fault(format!("`{shown}` has too many digits"), "round it, or use a larger unit")
            }
            Err(NumberFault::NotANumber) => match strange::length(text) {
                Some(seconds) => time(seconds),
                None => Err(not_a_number(text, mark, no_number)),
            },
        },
        Cell::Length(seconds) => time(*seconds),
        Cell::Uncalculated => fault(UNCALCULATED.0, UNCALCULATED.1),
        Cell::Error(_) => fault(format!("`{shown}` is an error of the spreadsheet"), strange::ERROR),
        Cell::Day(_) => fault(
            format!("the cell is the day {shown}"),
            "format the cell as a number in the spreadsheet, and look at what it holds",
        ),
        Cell::Time(_) => {
            fault(format!("the cell is the time {shown}, or minutes and seconds"), strange::TIME)
        }
        Cell::Boolean(_) | Cell::Empty => fault(format!("`{shown}` is no number"), "write the number"),
    }
}

fn not_a_number(text: &str, mark: Option<DecimalMark>, no_number: &str) -> Fault {
    let (message, help) = strange::told(text, no_number);
    let other = match mark {
        None => return (message, help),
        Some(DecimalMark::Point) => DecimalMark::Comma,
        Some(DecimalMark::Comma) => DecimalMark::Point,
    };
    let said = mark.map_or("", DecimalMark::word);
    match parse(text, Some(other)) {
        Ok(_) => {
            let other = other.word();
            let help = format!(
                "correct the cell, or write `decimal-mark = \"{other}\"` in the map where all have it so: it says `\"{said}\"`"
            );
            (message, help)
        }
        Err(_) => (message, help),
    }
}

/// A share as a number of percent.
///
/// # Errors
/// It is in no unit of shares.
pub fn percent(found: Number, unit: NumberUnit) -> Result<Exact, Fault> {
    if found.is_time {
        return fault(
            "the cell is a length of time, and the map says a share",
            "correct `is` or `unit` in the map",
        );
    }
    match (found.is_percent, unit) {
        (true, NumberUnit::Share | NumberUnit::Percent) => Ok(found.number),
        (true, _) => fault(
            format!("{}% is a percent, and the map says {}", found.number, unit.label()),
            "correct `unit` in the map",
        ),
        (false, NumberUnit::Percent) => Ok(found.number),
        (false, NumberUnit::Share) if found.number.is_above(1) => fault(
            format!("{} is more than a whole, and the map says that it is a share of one", found.number),
            format!(
                "correct the cell, or write it as `{}%` where it is right; say `unit = \"percent\"` in the map only where all of the column are in percent",
                found.number.times(100)
            ),
        ),
        (false, NumberUnit::Share) => Ok(found.number.times(100)),
        (false, _) => fault(
            format!("a share is not in {}", unit.label()),
            "say `unit = \"percent\"` or `\"share\"` in the map",
        ),
    }
}

/// A number in the unit of its metric.
///
/// # Errors
/// The one cannot be converted to the other.
pub fn in_unit(found: Number, from: NumberUnit, to: Unit) -> Result<Exact, Fault> {
    if found.is_percent || matches!(from, NumberUnit::Share | NumberUnit::Percent) {
        let number = percent(found, from)?;
        return match to {
            Unit::Percent => Ok(number),
            _ => fault(
                format!("the map says {}, and the metric is in {}", from.label(), to.word()),
                "correct `unit` in the map, or the metric",
            ),
        };
    }
    let number = found.number;
    if found.is_time {
        // It says its own unit.
        return match (seconds(from.word()), seconds(to.word())) {
            (Some(_), Some(other)) => Ok(number.over(other)),
            _ => fault(
                format!("the cell is a length of time, and the map says {}", from.label()),
                "say a unit of time in the map where the metric has one, or correct the cell",
            ),
        };
    }
    match (seconds(from.word()), seconds(to.word())) {
        (Some(one), Some(other)) => Ok(number.times(one).over(other)),
        _ if from.word() == to.word() => Ok(number),
        _ => fault(
            format!("the map says {}, and the metric is in {}", from.label(), to.word()),
            "correct `unit` in the map, or the metric",
        ),
    }
}

/// Seconds of a unit of time. A day has 24 hours, or eight: it is converted to nothing.
fn seconds(unit: &str) -> Option<i64> {
    match unit {
        "seconds" => Some(1),
        "minutes" => Some(60),
        "hours" => Some(3_600),
        _ => None,
    }
}

/// Most decimals of a percent that are compared: a workbook has no more digits.
const MOST_DECIMALS: u32 = 10;

/// The whole number out of `whole` that is shown as so many percent with so many decimals: 96% of 500 may be 479, and 96.0% is 480.
///
/// # Errors
/// None is, or more than one.
pub fn numerator((percent, decimals): (Exact, u32), whole: Exact) -> Result<Exact, Fault> {
    let send = "ask for the count itself: a share is rounded";
    let none = Exact::whole(0);
    if whole == none && percent == none {
        return Ok(none);
    }
    if !whole.is_whole() || !whole.is_above(0) {
        return fault(format!("there is no share of {whole}"), send);
    }
    let of = whole.floor();
    let decimals = decimals.min(MOST_DECIMALS);
    let wanted = percent.rounded(u8::try_from(decimals).unwrap_or(0)).times(10_i64.pow(decimals)).floor();
    let near = percent.of(whole).map(|product| product.over(100).floor());
    let Some(near) = near else { return fault(format!("{percent}% of {whole} is too long a number"), send) };
    let fitting: Vec<i128> = (near - 2..=near + 2)
        .filter(|part| *part >= 0 && Exact::percent_of(*part, of, decimals) == wanted)
        .collect();
    match fitting.as_slice() {
        [only] => i64::try_from(*only)
            .map(Exact::whole)
            .map_err(|_| (format!("{only} is too large"), send.to_owned())),
        [] => fault(format!("no whole number out of {whole} is {percent}%"), send),
        [first, second, ..] => {
            fault(format!("{percent}% of {whole} is {first}, {second} or another number"), send)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        parse(text, None).expect("a number").number
    }

    #[test]
    fn a_share_of_a_count_is_a_count_only_where_one_fits() {
        let of = |percent: &str, whole| {
            let written = parse(percent, None).expect("a number");
            numerator((written.number, written.decimals), exact(whole))
        };
        assert_eq!(of("96.0", "500"), Ok(exact("480")));
        assert_eq!(of("94.6", "500"), Ok(exact("473")));
        assert_eq!(of("94.5", "500").expect_err("none").0, "no whole number out of 500 is 94.5%");
        assert_eq!(of("96", "500").expect_err("several").0, "96% of 500 is 478, 479 or another number");
        assert!(of("94.5", "12345").expect_err("several").0.starts_with("94.5% of 12345 is"));
        let share = Exact::of_float(473.0 / 497.0).expect("a number").times(100);
        assert_eq!(numerator((share, 14), exact("497")), Ok(exact("473")), "as a workbook keeps it");
        assert!(of("50", "0").is_err());
        assert_eq!(of("0", "0"), Ok(exact("0")), "a quiet month");
        assert_eq!(of("0", "12"), Ok(exact("0")));
        assert_eq!(of("100", "12"), Ok(exact("12")));
    }

    #[test]
    fn units_are_converted_where_they_can_be() {
        let plain = |text| Number { number: exact(text), is_percent: false, is_time: false, decimals: 0 };
        assert_eq!(in_unit(plain("90"), NumberUnit::Minutes, Unit::Hours), Ok(exact("1.5")));
        assert_eq!(in_unit(plain("0.945"), NumberUnit::Share, Unit::Percent), Ok(exact("94.5")));
        assert_eq!(in_unit(plain("94.5"), NumberUnit::Percent, Unit::Percent), Ok(exact("94.5")));
        assert_eq!(in_unit(plain("7"), NumberUnit::Units, Unit::Units), Ok(exact("7")));
        for (from, to) in [
            (NumberUnit::Days, Unit::Hours),
            (NumberUnit::Minutes, Unit::Percent),
            (NumberUnit::Percent, Unit::Hours),
        ] {
            assert!(in_unit(plain("1"), from, to).is_err(), "{from:?} {to:?}");
        }
        assert!(in_unit(plain("94.5"), NumberUnit::Share, Unit::Percent).is_err(), "a share above one");
        let time = Number { is_time: true, ..plain("330") };
        assert_eq!(
            in_unit(time, NumberUnit::Minutes, Unit::Minutes),
            Ok(exact("5.5")),
            "it says its own unit"
        );
        assert_eq!(in_unit(time, NumberUnit::Hours, Unit::Seconds), Ok(exact("330")));
        assert!(in_unit(time, NumberUnit::Units, Unit::Units).is_err());
        assert!(in_unit(time, NumberUnit::Percent, Unit::Percent).is_err());
        let marked = Number { number: exact("94.5"), is_percent: true, is_time: false, decimals: 1 };
        assert_eq!(in_unit(marked, NumberUnit::Share, Unit::Percent), Ok(exact("94.5")));
        assert!(in_unit(marked, NumberUnit::Minutes, Unit::Minutes).is_err());
    }
}
