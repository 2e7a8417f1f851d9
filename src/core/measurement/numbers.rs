//! The number cells of a row: which ones its metric's kind wants, and their values.

use super::columns::Column;
use crate::core::metric::record::{Metric, MetricKind, Unit};
use crate::kit::csv::cells::{Cell, inside};
use crate::kit::csv::header::Header;
use crate::kit::csv::repeats::Repeats;
use crate::kit::diag::{Code, Diagnostic, codes, list_and};
use crate::kit::number::{Decimal, NumberError};
use crate::kit::number_form::{NumberForm, Told};
use crate::kit::source::{Place, Text};

/// A row's cells with their columns.
pub struct Line<'l, 'a> {
    pub text: &'a Text,
    /// 1-based.
    pub number: u32,
    pub header: &'l Header,
    pub cells: &'l [Cell],
}

impl<'a> Line<'_, 'a> {
    /// A cell's text; empty when the file has no such column.
    pub fn get(&self, column: Column) -> &'a str {
        self.header.cell(column as usize, self.cells).map_or("", |cell| inside(self.text, cell))
    }

    /// A cell's place; the row's first cell when the file has no such column.
    pub fn place(&self, column: Column) -> Place {
        let cell = self.header.cell(column as usize, self.cells).or_else(|| self.cells.first().copied());
        self.text.place(cell.unwrap_or_default())
    }
}

/// What a kind wants: required columns, optional ones.
fn wanted(kind: MetricKind) -> (&'static [Column], &'static [Column]) {
    match kind {
        MetricKind::Ratio => (&[Column::Numerator, Column::Denominator], &[]),
        MetricKind::Count | MetricKind::Level => (&[Column::Value], &[]),
        MetricKind::Mean => (&[Column::Value, Column::Samples], &[]),
        MetricKind::Percentile => (&[Column::Value], &[Column::Samples]),
    }
}

const ALL: [Column; 4] = [Column::Numerator, Column::Denominator, Column::Value, Column::Samples];

/// Whether a withheld row has no number; one that has is reported.
pub fn none(line: &Line<'_, '_>, metric: &Metric, repeats: &mut Repeats) -> bool {
    let carried: Vec<Column> = ALL.into_iter().filter(|column| !line.get(*column).is_empty()).collect();
    let Some(first) = carried.first() else { return true };
    let names: Vec<&str> = carried.iter().map(|column| column.name()).collect();
    let names = list_and(&names);
    let message = format!("a row of metric `{}` is withheld and carries {names}", metric.id);
    repeats.row(
        Diagnostic::new(&codes::VALUE_SHAPE, line.place(*first), message)
            .label("a figure that its sender kept back has no number")
            .help(format!(
                "empty {names} if the sender kept the figure back, else take `withheld` out of its status"
            )),
    );
    false
}

/// Numerator or value, and denominator or samples; `None` when something was reported.
pub fn read(line: &Line<'_, '_>, metric: &Metric, repeats: &mut Repeats) -> Option<(Decimal, Decimal)> {
    let (required, optional) = wanted(metric.kind);
    let carried = |column: Column| !line.get(column).is_empty();
    let lacking = required.iter().copied().find(|&column| !carried(column));
    let foreign = ALL
        .into_iter()
        .find(|column| !required.contains(column) && !optional.contains(column) && carried(*column));
    // The number stands under a name that the format does not have: the header is told of it.
    if foreign.is_none() && lacking.is_some_and(|column| line.header.may_be_misnamed(column as usize)) {
        return None;
    }
    if let Some(column) = foreign.or(lacking) {
        let found: Vec<&str> = ALL.into_iter().filter(|c| carried(*c)).map(Column::name).collect();
        let want: Vec<&str> = required.iter().map(|column| column.name()).collect();
        let want = list_and(&want);
        let (found, help) = match found.as_slice() {
            [] => {
                let help = format!(
                    "fill in {want}; write `withheld` as status if the sender kept the figure back; else remove the row"
                );
                ("no number".to_owned(), help)
            }
            found => (list_and(found), format!("fill in {want}, and nothing else")),
        };
        let message = format!("a row of metric `{}` carries {found}", metric.id);
        repeats.row(
            Diagnostic::new(&codes::VALUE_SHAPE, line.place(column), message)
                .label(format!("a metric of kind `{}` wants {want}", metric.kind.word()))
                .help(help),
        );
        return None;
    }
    let first = number(line, required[0], metric, repeats);
    let second = match (metric.kind, carried(Column::Samples)) {
        (MetricKind::Ratio, _) => number(line, Column::Denominator, metric, repeats),
        (_, true) => samples(line, metric, repeats),
        (_, false) => Some(Decimal::ZERO),
    };
    let (first, second) = (first?, second?);
    if metric.kind == MetricKind::Ratio && metric.unit == Unit::Percent && first > second {
        let message = format!("the numerator {first} is above the denominator {second}");
        repeats.row(
            Diagnostic::new(&codes::NUMERATOR_OVER_DENOMINATOR, line.place(Column::Numerator), message)
                .label(format!("`{}` is a percentage: expected {second} or less", metric.id))
                .help("correct one of the two, or exchange them"),
        );
        return None;
    }
    Some((first, second))
}

fn number(line: &Line<'_, '_>, column: Column, metric: &Metric, repeats: &mut Repeats) -> Option<Decimal> {
    let text = line.get(column);
    if let Some(number) = plain(text) {
        return Some(number);
    }
    let name = column.name();
    if let Some(told) = badly_written(text, column, metric, line, repeats) {
        let message = format!("{name} is `{text}`");
        let wrong = Diagnostic::new(&codes::NOT_A_NUMBER, line.place(column), message);
        repeats.of_form(told.fault, wrong.label(told.label).help(told.help));
        return None;
    }
    let mut wrong = |code: &'static Code, message: String, label: &str, help: &str| {
        repeats.row(Diagnostic::new(code, line.place(column), message).label(label).help(help));
        None
    };
    let parsed = if text.contains(['_', '+']) { Err(NumberError::NotANumber) } else { Decimal::parse(text) };
    match parsed {
        Ok(number) if number < Decimal::ZERO => wrong(
            &codes::NEGATIVE_NUMBER,
            format!("{name} is {number}"),
            "expected 0 or more",
            "correct the number",
        ),
        Ok(number) => Some(number),
        Err(NumberError::NotANumber) => wrong(
            &codes::NOT_A_NUMBER,
            format!("{name} is `{text}`"),
            "expected digits with at most one point, such as 480 or 12.5",
            "write its digits, or remove the row if nothing was measured",
        ),
        Err(NumberError::Range) => wrong(
            &codes::NUMBER_RANGE,
            format!("{name} is `{text}`"),
            "numbers have at most 6 decimals and are at most 1,000,000,000",
            "round it, or use a larger unit",
        ),
    }
}

/// What a spreadsheet has made of a number, or written in place of one.
fn badly_written(
    text: &str,
    column: Column,
    metric: &Metric,
    line: &Line<'_, '_>,
    repeats: &Repeats,
) -> Option<Told> {
    let form = NumberForm::of(text, || repeats.commas(line.text));
    // Without its sign it would be a number of something else.
    let is_share = matches!(form, NumberForm::Percent(_));
    if is_share && !(column == Column::Value && metric.unit == Unit::Percent) {
        let what = match column {
            Column::Value => format!("metric `{}` is measured in {}", metric.id, metric.unit.word()),
            _ => format!("{} is a number, and no share of one", column.name()),
        };
        return Some(Told {
            fault: "percent of something else",
            label: what,
            help: "write how many there were, without a percent sign".to_owned(),
        });
    }
    let told = form.told()?;
    if form == NumberForm::NoFigure {
        return Some(Told {
            label: "it stands for a figure that is not there".to_owned(),
            help: "leave the numbers empty and write `withheld` as status where the sender kept the figure back; else remove the row: what has no row is shown as missing, never as zero".to_owned(),
            ..told
        });
    }
    Some(told)
}

/// Up to nine digits with a point among them or none: nearly every cell.
fn plain(text: &str) -> Option<Decimal> {
    if !(1..=9).contains(&text.len()) {
        return None;
    }
    let mut digits = 0_i64;
    let mut point = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, point) {
            (b'0'..=b'9', _) => digits = digits * 10 + i64::from(byte - b'0'),
            (b'.', None) if at > 0 && at + 1 < text.len() => point = Some(text.len() - at - 1),
            _ => return None,
        }
    }
    let places = u32::try_from(point.unwrap_or(0)).ok().filter(|places| *places <= 6)?;
    Some(Decimal::from_micro(digits * (Decimal::SCALE / 10_i64.pow(places))))
}

fn samples(line: &Line<'_, '_>, metric: &Metric, repeats: &mut Repeats) -> Option<Decimal> {
    let samples = number(line, Column::Samples, metric, repeats)?;
    if samples.is_whole() && samples > Decimal::ZERO {
        return Some(samples);
    }
    repeats.row(
        Diagnostic::new(&codes::BAD_VALUE, line.place(Column::Samples), format!("samples is {samples}"))
            .label("expected a whole number, 1 or more")
            .help("write how many were measured"),
    );
    None
}

#[cfg(test)]
mod tests {
    use super::plain;
    use crate::kit::number::Decimal;

    #[test]
    fn the_short_way_reads_as_the_long_one() {
        for text in ["0", "480", "12.5", "0.000001", "1.230", "999999999", "00.50", "95.25"] {
            assert_eq!(plain(text), Decimal::parse(text).ok(), "{text}");
        }
        for text in ["", ".5", "5.", "1.2.3", "-1", "+1", "1_0", "1e3", " 1", "0.0000001"] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
