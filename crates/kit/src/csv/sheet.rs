//! A CSV file whose rows are records: each is read as a table of its columns, by its declaration.

use toml::value::Datetime;

use super::cells::{Cell, inside};
use super::header;
use super::repeats::Repeats;
use crate::currency::{is_known, minor_units_told};
use crate::declared::{Key, Reader, Record, Shape};
use crate::diag::{Diagnostic, codes, plural};
use crate::number::Decimal;
use crate::number_form::NumberForm;
use crate::record::catalog::Catalog;
use crate::source::{Span, Text};
use crate::toml::log::Log;
use crate::toml::tree::{Node, Value};

/// Every row that could be read, in the order of the lines. `check` looks at rules between the cells of a row.
pub fn read<R: Record>(
    text: &Text,
    catalog: &Catalog,
    check: impl Fn(&mut R::Draft, &Reader<'_, '_, '_>),
) -> (Vec<R>, Vec<Diagnostic>) {
    let columns = R::table();
    let mut wrong = Vec::new();
    let Some((header, mut rows)) = header::open(text, &columns, &catalog.roles, &mut wrong) else {
        return (Vec::new(), wrong);
    };
    let (mut read, mut repeats) = (Vec::new(), Repeats::default());
    let mut cells: Vec<Cell> = Vec::new();
    let mut quotes = Vec::new();
    while let Some(line) = rows.next(&mut cells, &mut quotes) {
        quotes.drain(..).for_each(|wrong| repeats.row(wrong));
        let span = text.line_span(line);
        if let Some((fault, wrong)) = no_row(text, line, &cells) {
            repeats.of_form(fault, wrong);
            continue;
        }
        if cells.len() != header.count {
            repeats.row(wrong_count(text, &cells, header.count));
            continue;
        }
        let currency = columns.keys.iter().position(|key| key.key == "currency");
        let currency = currency.and_then(|column| Some(inside(text, header.cell(column, &cells)?)));
        let currency = currency.filter(|code| is_known(code)).or_else(|| catalog.currency_of(&text.path));
        let entries = columns.keys.iter().enumerate().filter_map(|(column, key)| {
            let cell = header.cell(column, &cells)?;
            Some((key.key.to_owned(), node(text, cell, (key, currency), &mut repeats)?))
        });
        let row = Node { text, key: span, span, value: Value::Table(entries.collect()) };
        let log = Log::default();
        read.extend(R::read("", &row, catalog, &log, &check));
        log.finish().0.into_iter().for_each(|wrong| repeats.row(wrong));
    }
    quotes.into_iter().for_each(|wrong| repeats.row(wrong));
    wrong.extend(repeats.finish());
    (read, wrong)
}

/// A cell as the value that its column asks for; `None` where it is empty and may be. `currency` is that of the row.
fn node<'a>(
    text: &'a Text,
    cell: Cell,
    (key, currency): (&Key, Option<&str>),
    repeats: &mut Repeats,
) -> Option<Node<'a>> {
    let found = inside(text, cell);
    let of = |value| Some(Node { text, key: cell, span: cell, value });
    let name = key.key;
    if found.trim().is_empty() {
        if !key.is_required {
            return None;
        }
        let missing = Diagnostic::new(&codes::MISSING_KEY, text.place(cell), format!("a row has no {name}"));
        repeats.row(missing.label(format!("every row names its {name}")).help("fill in the cell"));
        return of(Value::Broken);
    }
    let wrong = match key.shape {
        Shape::Date => match found.parse::<Datetime>() {
            Ok(date) if date.date.is_some() && date.time.is_none() => return of(Value::Date(date)),
            _ => Diagnostic::new(&codes::BAD_DATE, text.place(cell), format!("`{found}` is no date"))
                .label("expected a day of the calendar from 1900 to 2200")
                .help("write a date as year-month-day, such as 2026-11-15"),
        },
        Shape::Whole | Shape::Decimal => {
            let is_whole = matches!(key.shape, Shape::Whole);
            let is_signed = key.range.is_some_and(|(low, _)| low < 0);
            let size = found.strip_prefix('-').filter(|_| is_signed).unwrap_or(found);
            let is_plain = size.bytes().all(|byte| byte.is_ascii_digit() || (byte == b'.' && !is_whole));
            let is_number =
                if is_whole { found.parse::<i64>().is_ok() } else { Decimal::parse(found).is_ok() };
            if is_plain && is_number {
                // The digits without quotes around the cell.
                let start = cell.start + (cell.end - cell.start - found.len()) / 2;
                let span = Span::new(start, start + found.len());
                let value = if is_whole { Value::Integer } else { Value::Float };
                return Some(Node { text, key: cell, span, value });
            }
            let wrong =
                Diagnostic::new(&codes::NOT_A_NUMBER, text.place(cell), format!("{name} is `{found}`"));
            let form = NumberForm::of(found, || repeats.commas(text));
            // Money stands in minor units: without its point an amount would be another.
            if let Some(amount) = form.number(found).filter(|number| is_minor(key) && number.contains('.')) {
                let (label, help) = minor_units_told(amount, currency);
                repeats.of_form("minor units", wrong.label(label).help(help));
                return of(Value::Broken);
            }
            if let Some(told) = form.told() {
                repeats.of_form(told.fault, wrong.label(told.label).help(told.help));
                return of(Value::Broken);
            }
            let (kind, such) =
                if is_whole { ("a whole number", "12") } else { ("digits with at most one point", "12.5") };
            wrong.label(format!("expected {kind}")).help(format!("write the number plainly, such as {such}"))
        }
        _ => return of(Value::Text(found.replace("\"\"", "\""))),
    };
    repeats.row(wrong);
    of(Value::Broken)
}

/// Whether a column holds money, as the format names it.
fn is_minor(key: &Key) -> bool {
    key.key.ends_with("_minor")
}

/// What is wrong with a row that says nothing: all its cells are empty, or it is the header once more.
pub fn no_row(text: &Text, line: u32, cells: &[Cell]) -> Option<(&'static str, Diagnostic)> {
    let of_row =
        |message: &str| Diagnostic::new(&codes::EMPTY_ROW, text.place(row_span(text, line)), message);
    if cells.iter().all(|cell| inside(text, *cell).trim().is_empty()) {
        let told = of_row("the row is empty").label("every row says something");
        return Some(("empty", told.help("remove the empty rows")));
    }
    let first = cells.first()?;
    let is_header = line > 1 && text.line(line) == text.line(1).trim_start_matches('\u{feff}');
    (is_header && first.start < first.end).then(|| {
        let told = of_row("the header stands here once more").label("the first line alone names the columns");
        ("header", told.help("remove the row"))
    })
}

fn row_span(text: &Text, line: u32) -> Span {
    let row = text.line_span(line);
    Span::new(row.start.max(text.body_start()), row.end)
}

/// A row with more or fewer cells than the header; it has one or more.
pub fn wrong_count(text: &Text, cells: &[Cell], wanted: usize) -> Diagnostic {
    let found = cells.len();
    let line = cells.first().map_or(1, |cell| text.line_of(cell.start));
    let extra = cells.get(wanted..).unwrap_or_default();
    let span = extra
        .first()
        .map_or_else(|| row_span(text, line), |first| Span::new(first.start, text.line_span(line).end));
    let is_empty = |cell: &Cell| inside(text, *cell).trim().is_empty();
    let help = match found > wanted {
        true if extra.iter().all(is_empty) => "remove the commas at the end of the row",
        true => "quote a cell that holds a comma, write a decimal comma as a point, or remove a cell",
        false => "add the missing commas",
    };
    let message = format!("the row has {}", plural(found, "cell"));
    Diagnostic::new(&codes::CSV_COLUMNS, text.place(span), message)
        .label(format!("the header has {wanted}"))
        .help(help)
}
