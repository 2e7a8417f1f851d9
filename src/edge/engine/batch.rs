//! Cells of a result as text. Numbers stay exact: whole numbers and decimals as they are, floating point where it is whole.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::error::EngineError;
use crate::kit::calendar::add_days;

/// Past this size not every whole number is one in floating point.
const EXACT: f64 = 9_007_199_254_740_992.0;

const DAY: Date = date(1970, 1, 1);

/// Adds the rows of a batch to those before.
pub(super) fn rows(
    batch: &RecordBatch,
    engine: &str,
    into: &mut Vec<Vec<String>>,
) -> Result<(), EngineError> {
    let schema = batch.schema();
    for row in 0..batch.num_rows() {
        let mut cells = Vec::with_capacity(batch.num_columns());
        for (field, column) in schema.fields().iter().zip(batch.columns()) {
            let cell = text(column.as_ref(), row).map_err(|wrong| match wrong {
                Wrong::Type(help) => EngineError::Type {
                    engine: engine.to_owned(),
                    column: field.name().clone(),
                    found: column.data_type().to_string(),
                    help,
                },
                Wrong::Float(value) => {
                    EngineError::Float { row: into.len() + 1, column: field.name().clone(), value }
                }
            })?;
            cells.push(cell);
        }
        into.push(cells);
    }
    Ok(())
}

/// Why a cell is none.
#[derive(Debug, PartialEq)]
enum Wrong {
    /// What helps.
    Type(&'static str),
    Float(String),
}

const OTHER: &str = "cast it to text, to a date or to a number";
const ZONED: &str = "cast it to a date in the time zone of the book: of which day a moment is depends on it";

fn text(column: &dyn Array, row: usize) -> Result<String, Wrong> {
    if column.is_null(row) {
        return Ok(String::new());
    }
    macro_rules! number {
        ($kind:ty) => {
            Ok(column.as_primitive::<$kind>().value(row).to_string())
        };
    }
    match column.data_type() {
        DataType::Null => Ok(String::new()),
        DataType::Boolean => Ok(column.as_boolean().value(row).to_string()),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Float32 => whole(f64::from(column.as_primitive::<Float32Type>().value(row))),
        DataType::Float64 => whole(column.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal128(_, scale) => {
            Ok(decimal(column.as_primitive::<Decimal128Type>().value(row), *scale))
        }
        DataType::Utf8 => Ok(column.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Ok(column.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Ok(column.as_string_view().value(row).to_owned()),
        DataType::Date32 => Ok(add_days(DAY, column.as_primitive::<Date32Type>().value(row)).to_string()),
        DataType::Date64 => moment(column.as_primitive::<Date64Type>().value(row), 1_000),
        DataType::Timestamp(_, Some(_)) => Err(Wrong::Type(ZONED)),
        DataType::Timestamp(unit, None) => match unit {
            TimeUnit::Second => moment(column.as_primitive::<TimestampSecondType>().value(row), 1),
            TimeUnit::Millisecond => {
                moment(column.as_primitive::<TimestampMillisecondType>().value(row), 1_000)
            }
            TimeUnit::Microsecond => {
                moment(column.as_primitive::<TimestampMicrosecondType>().value(row), 1_000_000)
            }
            TimeUnit::Nanosecond => {
                moment(column.as_primitive::<TimestampNanosecondType>().value(row), 1_000_000_000)
            }
        },
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary();
            let at = dictionary.normalized_keys().get(row).copied().unwrap_or_default();
            text(dictionary.values().as_ref(), at)
        }
        _ => Err(Wrong::Type(OTHER)),
    }
}

fn whole(number: f64) -> Result<String, Wrong> {
    match number.fract() == 0.0 && number.abs() <= EXACT {
        true => Ok(format!("{number:.0}")),
        false => Err(Wrong::Float(number.to_string())),
    }
}

/// A whole number of 10 to the power of less the scale.
fn decimal(number: i128, scale: i8) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = number.unsigned_abs().to_string();
    match usize::try_from(scale) {
        Err(_) => format!("{sign}{digits}{}", "0".repeat(usize::from(scale.unsigned_abs()))),
        Ok(0) => format!("{sign}{digits}"),
        Ok(scale) => {
            let padded = format!("{digits:0>width$}", width = scale + 1);
            let (whole, fraction) = padded.split_at(padded.len() - scale);
            format!("{sign}{whole}.{fraction}")
        }
    }
}

/// A moment of no time zone, of which so many parts make a second: `2026-11-09 00:00:00`.
fn moment(parts: i64, of_second: i64) -> Result<String, Wrong> {
    let at = Timestamp::from_second(parts.div_euclid(of_second)).map_err(|_| Wrong::Type(OTHER))?;
    Ok(at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{
        ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, LargeStringArray,
        NullArray, StringArray, StringViewArray, TimestampMicrosecondArray, UInt8Array,
    };

    use super::*;

    fn cell(column: impl Array + 'static) -> Result<String, Wrong> {
        text(&column, 0)
    }

    #[test]
    fn every_type_that_engines_give_is_text() {
        let decimals = |value, scale| {
            Decimal128Array::from(vec![value]).with_precision_and_scale(38, scale).expect("a decimal")
        };
        let found: [(Result<String, Wrong>, &str); 14] = [
            (cell(NullArray::new(1)), ""),
            (cell(Int64Array::from(vec![None])), ""),
            (cell(Int64Array::from(vec![-480])), "-480"),
            (cell(UInt8Array::from(vec![200])), "200"),
            (cell(BooleanArray::from(vec![true])), "true"),
            (cell(Float64Array::from(vec![480.0])), "480"),
            (cell(decimals(10_850, 2)), "108.50"),
            (cell(decimals(-5, 3)), "-0.005"),
            (cell(decimals(7, 0)), "7"),
            (cell(StringArray::from(vec!["Łódź"])), "Łódź"),
            (cell(LargeStringArray::from(vec!["a"])), "a"),
            (cell(StringViewArray::from(vec!["b"])), "b"),
            (cell(Date32Array::from(vec![20_766])), "2026-11-09"),
            (cell(TimestampMicrosecondArray::from(vec![1_794_182_400_000_000])), "2026-11-09 00:00:00"),
        ];
        for (found, text) in found {
            assert_eq!(found.as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_not_exact_is_refused() {
        assert_eq!(cell(Float64Array::from(vec![0.1])), Err(Wrong::Float("0.1".to_owned())));
        assert_eq!(cell(Float64Array::from(vec![f64::NAN])), Err(Wrong::Float("NaN".to_owned())));
        assert_eq!(cell(Float64Array::from(vec![1e17])), Err(Wrong::Float("100000000000000000".to_owned())));
        let zoned = TimestampMicrosecondArray::from(vec![0]).with_timezone("+01:00");
        assert_eq!(cell(zoned), Err(Wrong::Type(ZONED)));
    }

    #[test]
    fn a_wrong_cell_names_its_row_and_column() {
        let column: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 0.5]));
        let batch = RecordBatch::try_from_iter([("value", column)]).expect("a batch");
        let mut all = vec![vec!["7".to_owned()]];
        let told = rows(&batch, "PostgreSQL", &mut all).expect_err("refused").to_string();
        assert!(told.starts_with("row 3 of the result: `value` is 0.5, in floating point"), "{told}");
    }
}
