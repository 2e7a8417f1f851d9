//! What a file as a whole leaves open to whoever writes its map: marks of decimals, orders of days, names of months, rows of sums.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::import::cell::Address;
use crate::import::folded::one_line;
use crate::import::guess::Looks;
use crate::import::known::{Seen, is_named, is_note, is_of_periods, known_as};
use crate::import::sheet::Sheet;
use crate::import::sums;
use crate::import::unseen;
use crate::kit::diag::list_and;
use crate::starter::signoff::quoted;
use crate::subject::import::map::Role;
use crate::subject::register::Register;

/// What numbers and days of the whole file leave open.
pub fn readings(text: &mut String, sheet: &Sheet, columns: &[Seen]) {
    let first = |of: fn(&Looks) -> Option<Address>| columns.iter().find_map(|column| of(&column.looks));
    let mut ask = |key: &str, at: Option<Address>, choices: &str| {
        if let Some(at) = at {
            let shown = one_line(&sheet.seen(at).shown());
            let _ = writeln!(text, "{key} = \"?\"   # {at} is {}: {choices}", quoted(&shown));
        }
    };
    ask("decimal-mark", first(|looks| looks.two_readings), "point or comma");
    ask("dates", first(|looks| looks.two_dates), "day-first or month-first");
    let serial =
        columns.iter().filter(|column| !column.looks.is_of_numbers()).find_map(|column| column.looks.serial);
    ask("serials", serial.or_else(|| first(|looks| looks.serial_head)), "1900 or 1904");
    ask_months(text, sheet, first(|looks| looks.foreign));
}

fn ask_months(text: &mut String, sheet: &Sheet, at: Option<Address>) {
    if let Some(at) = at {
        let shown = one_line(&sheet.seen(at).shown());
        let _ = writeln!(
            text,
            "months = [\"?\"]   # {at} is {}: the twelve names as the file writes them, January first",
            quoted(&shown)
        );
    }
}

/// What becomes of what the workbook hides of the table.
pub fn hidden(text: &mut String, sheet: &Sheet, first: usize) {
    let rows = || first..sheet.rows.len();
    let is_filled =
        |column: &usize| rows().any(|row| !sheet.cell(Address { row, column: *column }).is_empty());
    let columns = (0..sheet.width()).filter(is_filled);
    if let Some((_, hidden)) = unseen::told(sheet, rows().filter(|row| !sheet.is_row_empty(*row)), columns) {
        let _ = writeln!(text, "hidden = \"?\"   # the workbook hides {hidden}: read or leave-out");
    }
}

/// What texts among numbers mean.
pub fn strange_texts(text: &mut String, columns: &[Seen]) {
    let strange: Vec<String> = columns
        .iter()
        .filter(|column| column.looks.is_of_numbers())
        .flat_map(|column| column.looks.texts.keys().map(|word| quoted(word)))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if !strange.is_empty() {
        let _ = writeln!(
            text,
            "missing = [\"?\"]   # {} among the numbers: those that mean no figure\nsuppressed = [\"?\"]   # and those that mean a withheld one",
            list_and(&strange)
        );
    }
}

/// Rows of sums: where the period or the site is the word for one. A name of the book is none, a note says nothing of its row, and of what begins
/// like a sum elsewhere a person says whether it is.
pub fn skipped(text: &mut String, sheet: &Sheet, first: usize, columns: &[Seen], register: &Register) {
    let (mut sure, mut perhaps) = (BTreeSet::new(), BTreeSet::new());
    for column in columns.iter().filter(|column| !column.looks.is_of_numbers() && !is_note(column)) {
        let known = known_as(register, column);
        let is_key =
            is_of_periods(column) || matches!(known, Some(Role::Site | Role::Vendor | Role::Project));
        let shown = (first..sheet.rows.len())
            .map(|row| sheet.seen(Address { row, column: column.at }).shown())
            .filter(|shown| sums::begins(shown) && !is_named(register, shown));
        for shown in shown {
            match is_key || sums::is_word(&shown) {
                true => sure.insert(shown),
                false if known == Some(Role::Metric) => false,
                false => perhaps.insert(shown),
            };
        }
    }
    let list = |words: &BTreeSet<String>| words.iter().map(|word| quoted(word)).collect::<Vec<_>>();
    let (sure, perhaps) = (list(&sure), list(&perhaps));
    if !perhaps.is_empty() {
        let all = sure.iter().cloned().chain(["\"?\"".to_owned()]).collect::<Vec<_>>().join(", ");
        let named = list_and(&perhaps);
        let _ = writeln!(text, "skip-rows = [{all}]   # {named}: those that sum other rows");
    } else if !sure.is_empty() {
        let _ = writeln!(text, "skip-rows = [{}]", sure.join(", "));
    }
}
