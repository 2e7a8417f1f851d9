//! What is doubtful about columns as a whole: shares among percents, days that a spreadsheet may have turned round.

use std::collections::BTreeMap;

use crate::import::cell::{Address, Cell, Shown};
use crate::import::day;
use crate::import::figure::{self, Figure, Number};
use crate::import::folded::{folded, trimmed};
use crate::import::groups::Reading;
use crate::import::head::Column;
use crate::import::notes;
use crate::import::number::Exact;
use crate::import::refusal::Refusal;
use crate::import::unseen;
use crate::kit::period::Period;
use crate::subject::import::map::{NumberUnit, Role};

/// What keeps the table from being read. `end` is the last row that is no note.
pub fn doubts(reading: &Reading<'_>, end: usize) -> Vec<Refusal> {
    let of_column = |column: &Column<'_>| {
        if *column.of.is == Role::Period {
            return turned(reading, column, end);
        }
        if !column.of.is.is_number() {
            return None;
        }
        match column.of.unit.as_deref() {
            Some(NumberUnit::Percent) => {
                all_shares(reading, column, end).or_else(|| shares_among(reading, column, end))
            }
            Some(NumberUnit::Share) => all_percents(reading, column, end),
            _ => None,
        }
        .or_else(|| too_much(reading, column, end))
    };
    let columns = reading.columns.iter().filter_map(of_column);
    columns.chain(parted(reading, end)).chain(hidden(reading, end)).collect()
}

/// That the workbook hides some of the table, and the map does not say what becomes of it.
fn hidden(reading: &Reading<'_>, end: usize) -> Option<Refusal> {
    let first = reading.columns.first().map_or(0, |column| column.head_row + 1);
    let columns = reading.columns.iter().filter(|column| *column.of.is != Role::Ignore);
    let columns: Vec<usize> = columns.map(|column| column.at).collect();
    let says = reading.map.hidden.as_deref().copied();
    unseen::doubt(reading.sheet, says, first..=end, &columns, |row| notes::is_skipped(reading, row))
}

/// A number among notes, where no other row has one, behind `1` and `234` side by side: nobody quoted a number with a comma inside, and its second
/// half pushed the others to the right.
fn parted(reading: &Reading<'_>, end: usize) -> Option<Refusal> {
    let sheet = reading.sheet;
    let digits = |row: usize, column: usize| match sheet.cell(Address { row, column }) {
        Cell::Text(text) if trimmed(text).bytes().all(|byte| byte.is_ascii_digit()) => trimmed(text).len(),
        _ => 0,
    };
    let is_text_file = sheet.name.is_empty();
    let notes = reading.columns.iter().filter(|column| matches!(*column.of.is, Role::Note | Role::Ignore));
    notes.filter(|_| is_text_file).find_map(|column| {
        let rows = column.head_row + 1..=end;
        let mut numbers = rows.clone().filter(|row| digits(*row, column.at) > 0);
        let row = numbers.next().filter(|_| numbers.next().is_none() && rows.count() > 1)?;
        let from = (0..column.at).rev().take_while(|at| digits(row, *at) > 0).last()?;
        let is_pair = |at: usize| (1..=3).contains(&digits(row, at)) && digits(row, at + 1) == 3;
        (from..column.at.saturating_sub(1)).find(|at| is_pair(*at))?;
        let at = Address { row, column: column.at };
        let shown = sheet.cell(at).shown();
        let message = format!(
            "`{shown}` is a number where other rows have a note or nothing: a sign inside of a number may have parted it"
        );
        let help = "put the number that has the sign inside in quotes; if the note is right, write it in words";
        Some(Refusal::new(sheet.named(at), message, help))
    })
}

/// The cells of a column that are read.
fn rows<'r>(
    reading: &'r Reading<'_>,
    column: &'r Column<'_>,
    end: usize,
) -> impl Iterator<Item = Address> + 'r {
    let rows = (column.head_row + 1..=end).filter(|row| !reading.sheet.is_row_left_out(*row));
    rows.map(|row| Address { row, column: column.at })
}

/// The numbers of a column, each where it stands.
fn numbers(reading: &Reading<'_>, column: &Column<'_>, end: usize) -> Vec<(Address, Number)> {
    let cells = rows(reading, column, end);
    cells
        .filter_map(|at| match figure::read(reading.sheet.cell(at), reading.map) {
            Ok(Figure::Number(number)) if number.number.is_above(0) => Some((at, number)),
            _ => None,
        })
        .collect()
}

/// Those that do not say of themselves that they are in percent.
fn plain(reading: &Reading<'_>, column: &Column<'_>, end: usize) -> Vec<(Address, Exact)> {
    let numbers = numbers(reading, column, end).into_iter();
    numbers
        .filter(|(_, number)| !number.is_percent && !number.is_time)
        .map(|(at, number)| (at, number.number))
        .collect()
}

/// Of a column in percent: that its numbers look like shares of one, of which some may be above a whole.
fn all_shares(reading: &Reading<'_>, column: &Column<'_>, end: usize) -> Option<Refusal> {
    let plain = plain(reading, column, end);
    let large = plain.iter().filter(|(_, number)| number.is_above(1)).count();
    let is_doubtful = large * 2 < plain.len() && plain.iter().all(|(_, number)| !number.is_above(2));
    let (first, number) = plain.first().filter(|_| is_doubtful)?;
    let cell = reading.sheet.cell(*first);
    let unknown = match cell {
        Cell::Number(_, Shown::Unknown) => "; this kind of file does not say what it shows as percent",
        _ => "",
    };
    let help = format!(
        "say `unit = \"share\"` in the map, or write the numbers with their sign, such as `{number}%`{unknown}"
    );
    let above = if large == 0 {
        "no number of the column is above one"
    } else {
        "most numbers of the column are at most one"
    };
    let message =
        format!("{above}, such as {}: the map says percent, and they look like shares", cell.shown());
    Some(Refusal::new(reading.sheet.named(*first), message, help))
}

/// Of a column of shares: that most of its numbers look like percents.
fn all_percents(reading: &Reading<'_>, column: &Column<'_>, end: usize) -> Option<Refusal> {
    let plain = plain(reading, column, end);
    // A share of a target may be above one, and hardly above two.
    let large: Vec<&(Address, Exact)> = plain.iter().filter(|(_, number)| number.is_above(2)).collect();
    let (first, number) = large.first().filter(|_| large.len() * 2 > plain.len())?;
    let message = format!(
        "most numbers of the column are above one, such as {number}: the map says shares of one, and they look like percents"
    );
    let help = "say `unit = \"percent\"` in the map, or correct the column";
    Some(Refusal::new(reading.sheet.named(*first), message, help))
}

/// Of a column in percent: a number that would be as the others if it were a share. Numbers of one metric are compared.
fn shares_among(reading: &Reading<'_>, column: &Column<'_>, end: usize) -> Option<Refusal> {
    let of_metrics = reading.columns.iter().find(|column| *column.of.is == Role::Metric);
    let metric = |at: &Address| {
        let shown =
            of_metrics.map(|metrics| reading.sheet.seen(Address { column: metrics.at, ..*at }).shown());
        shown.as_deref().map(folded)
    };
    let plain = plain(reading, column, end);
    // Of each metric the first, the least and the most of those above one.
    let mut above: BTreeMap<Option<String>, [Exact; 3]> = BTreeMap::new();
    for (at, number) in plain.iter().filter(|(_, number)| number.is_above(1)) {
        let known = above.entry(metric(at)).or_insert([*number; 3]);
        known[1] = if number.is_from(known[1]) { known[1] } else { *number };
        known[2] = if number.is_from(known[2]) { *number } else { known[2] };
    }
    plain.iter().filter(|(_, number)| !number.is_above(1)).find_map(|(at, number)| {
        let [beside, least, most] = *above.get(&metric(at))?;
        let is_among =
            most.is_above(9) && most.times(2).is_from(number.times(100)) && number.times(400).is_from(least);
        if !is_among {
            return None;
        }
        let message =
            format!("{number} stands in a column in percent beside {beside}: it may be a share of one");
        let help = format!(
            "correct the cell, as {}, or write it with its sign, `{number}%`, where it is right",
            number.times(100)
        );
        Some(Refusal::new(reading.sheet.named(*at), message, help))
    })
}

/// A number in percent that was given the format of a share.
fn too_much(reading: &Reading<'_>, column: &Column<'_>, end: usize) -> Option<Refusal> {
    let found = numbers(reading, column, end).into_iter().find(|(at, number)| {
        let is_format = matches!(reading.sheet.cell(*at), Cell::Number(_, Shown::Percent));
        is_format && number.number.is_above(200)
    });
    let (at, number) = found?;
    let shown = number.number;
    let message = format!(
        "the cell shows {shown}%: its number may be in percent already, and has the format of a share"
    );
    let help = format!(
        "give the column a plain format in the spreadsheet; where it is right, write it as the text `{shown}%`"
    );
    Some(Refusal::new(reading.sheet.named(at), message, help))
}

/// Days beside texts such as 30/09/2026: the texts are what a spreadsheet could not read as days, by another order than they were written in, and
/// the days what it did.
fn turned(reading: &Reading<'_>, column: &Column<'_>, end: usize) -> Option<Refusal> {
    reading.form.order?;
    let cells = rows(reading, column, end);
    let cells: Vec<(Address, &Cell)> = cells.map(|at| (at, reading.sheet.seen(at))).collect();
    let unordered = day::DayForm { order: None, ..reading.form.clone() };
    let text = cells.iter().find_map(|(_, cell)| {
        let is_ordered = matches!(cell, Cell::Text(_))
            && day::read(cell, &unordered).is_err()
            && matches!(day::read(cell, reading.form), Ok(said) if matches!(said.period, Period::Day(_)));
        is_ordered.then(|| cell.shown())
    })?;
    let (at, day) = cells.iter().find_map(|(at, cell)| match cell {
        Cell::Day(day) if day.day() <= 12 && day.day() != day.month() => Some((*at, *day)),
        _ => None,
    })?;
    let message = format!(
        "the column has days, such as {day}, beside texts, such as `{text}`: whoever made them days may have taken the month for the day"
    );
    let help = "write all days of the column as 2026-11-15, or ask for all of them as text";
    Some(Refusal::new(reading.sheet.named(at), message, help))
}
