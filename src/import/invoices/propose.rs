//! An invoice map that is written from a file, for a person to finish. The map goes into the book, so that it quotes no text of the file but its head:
//! suppliers may be persons, and so may those that a description names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::import::asked::{hidden, readings};
use crate::import::cell::column_name;
use crate::import::folded::folded;
use crate::import::guess;
use crate::import::invoices::heads::{self, Meant};
use crate::import::known::Seen;
use crate::import::propose::{offered, seen};
use crate::import::sheet::Sheet;
use crate::kit::diag::{did_you_mean, list_and};
use crate::starter::signoff::quoted;
use crate::subject::import::invoice_map::InvoiceRole;
use crate::subject::register::Register;

/// Rows that a comment lists.
const ROWS: usize = 6;

/// The text of a map for a sheet. `encoding` is what a person said of a text file.
pub fn map(sheet: &Sheet, file: &str, encoding: Option<&str>, register: &Register) -> String {
    let rows = guess::head_rows(sheet);
    let first = rows.last().map_or(0, |last| last + 1);
    let columns = seen(sheet, &rows, first);
    let means: Vec<Meant> = columns.iter().map(|column| meant(column, &columns)).collect();
    let heads: Vec<String> = rows.iter().map(|row| (row + 1).to_string()).collect();
    let mut text = format!(
        "# Proposed by `scorebook import --invoices --propose` from {}.\n# Answer each \"?\"; what stands beside it is what the file shows. `scorebook import` says what is still open.\ntitle = {}\n",
        quoted(file),
        quoted(&format!("Read from {file}")),
    );
    // Writing to a String cannot fail.
    if !sheet.name.is_empty() {
        let _ = writeln!(text, "sheet = {}", quoted(&sheet.name));
    }
    if let Some(encoding) = encoding.filter(|_| sheet.name.is_empty()) {
        let _ = writeln!(text, "encoding = {}", quoted(encoding));
    }
    let _ = writeln!(text, "head = [{}]", heads.join(", "));
    readings(&mut text, sheet, &columns);
    hidden(&mut text, sheet, first);
    totals(&mut text, sheet, first);
    let of = |role: InvoiceRole| means.iter().position(|meant| *meant == Meant::Sure(role));
    sign(&mut text, of(InvoiceRole::Amount).map(|at| &columns[at]), sheet, first);
    let _ = writeln!(
        text,
        "lines = \"?\"   # whole, where a later file that has an invoice has all its lines; in-parts, where it goes on"
    );
    if !has(&means, InvoiceRole::Month) {
        let _ = writeln!(
            text,
            "month = \"?\"   # no column is the month of the service: issued, that of the day of issue; previous, the one before"
        );
    }
    if of(InvoiceRole::Currency).is_none() {
        let named = columns.iter().find_map(|column| heads::currency(&column.head));
        let perhaps = named.map_or(String::new(), |code| format!(", perhaps {code}, as a head says"));
        let _ = writeln!(text, "currency = \"?\"   # of every line{perhaps}");
    }
    let missing = [
        (InvoiceRole::Invoice, "invoice", "the number of the invoice"),
        (
            InvoiceRole::Contract,
            "contract",
            "the contract of all lines, or a column below that names who bills",
        ),
        (InvoiceRole::IssuedOn, "issued-on", "the day of issue"),
    ];
    for (_, key, what) in missing.into_iter().filter(|(role, ..)| !has(&means, *role)) {
        let _ = writeln!(text, "{key} = \"?\"   # {what}: no head is so called");
    }
    for (column, meant) in columns.iter().zip(&means) {
        described(&mut text, column, *meant);
    }
    suppliers(&mut text, of(InvoiceRole::Contract).map(|at| &columns[at]), sheet, first, register);
    text
}

/// Rows of sums. Only a cell that is the word alone: a supplier may be called Total Energy.
fn totals(text: &mut String, sheet: &Sheet, first: usize) {
    let words = ["total", "grand total", "subtotal", "sub-total", "totals"];
    let cells = sheet.rows.iter().skip(first).flatten();
    let found: BTreeSet<String> =
        cells.map(|cell| cell.shown()).filter(|cell| words.contains(&folded(cell).as_str())).collect();
    if !found.is_empty() {
        let found: Vec<String> = found.iter().map(|word| quoted(word)).collect();
        let _ = writeln!(text, "skip-rows = [{}]", found.join(", "));
    }
}

/// What a column means, by its head and its cells. Of two columns with one meaning a person says which it is.
fn meant(column: &Seen, all: &[Seen]) -> Meant {
    let meant = heads::meant(&column.head);
    let Meant::Sure(role) = meant else { return meant };
    let is_same = |other: &&Seen| heads::meant(&other.head) == meant;
    if all.iter().filter(is_same).count() > 1 {
        return Meant::Perhaps(role, "two columns are called so");
    }
    let looks = &column.looks;
    let fits = match role {
        InvoiceRole::Amount | InvoiceRole::Quantity | InvoiceRole::Price => looks.is_of_numbers(),
        InvoiceRole::IssuedOn | InvoiceRole::DueOn => {
            looks.periods > 0 || looks.two_dates.is_some() || looks.serial.is_some()
        }
        _ => true,
    };
    if fits { meant } else { Meant::Perhaps(role, "its cells do not look so") }
}

fn has(means: &[Meant], role: InvoiceRole) -> bool {
    means.iter().any(|meant| matches!(meant, Meant::Sure(of) | Meant::Perhaps(of, _) if *of == role))
}

fn sign(text: &mut String, amounts: Option<&Seen>, sheet: &Sheet, first: usize) {
    let Some(column) = amounts else { return };
    let shown = (first..sheet.rows.len())
        .filter_map(|row| sheet.rows[row].get(column.at))
        .filter(|cell| !cell.is_empty())
        .map(|cell| cell.shown());
    let (mut below, mut all) = (0, 0);
    for shown in shown {
        all += 1;
        below += usize::from(shown.contains(['-', '(', '\u{2212}']));
    }
    if below * 2 > all {
        let _ = writeln!(
            text,
            "sign = \"?\"   # {below} of {all} amounts are below zero: costs-negative, or costs-positive where they take back"
        );
    }
}

fn described(text: &mut String, column: &Seen, meant: Meant) {
    let looks = &column.looks;
    let _ = write!(text, "\n[[column]]   # {}\nhead = {}\n", column_name(column.at), quoted(&column.head));
    if column.head.is_empty() {
        let _ = writeln!(
            text,
            "is = \"?\"   # it has no name in the file, and none can be told apart: name it there"
        );
        return;
    }
    if looks.filled == 0 {
        let _ = writeln!(text, "is = \"ignore\"   # every cell is empty");
        return;
    }
    let is_plain = looks.is_of_numbers() || looks.periods == looks.filled;
    let such = if is_plain { format!("such as {}", quoted(&looks.first)) } else { String::new() };
    let comment = |parts: &[&str]| {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { String::new() } else { format!("   # {}", parts.join("; ")) }
    };
    let _ = match meant {
        Meant::Sure(role) => writeln!(text, "is = \"{}\"{}", role.word(), comment(&[&such])),
        Meant::Perhaps(role, against) => {
            let perhaps = format!("perhaps {}", role.word());
            writeln!(text, "is = \"?\"{}", comment(&[&perhaps, against, &such]))
        }
        Meant::Unknown => {
            let is_number = if looks.is_of_numbers() { "a number" } else { "" };
            writeln!(text, "is = \"?\"{}", comment(&[is_number, "a key, note or ignore", &such]))
        }
    };
}

/// The vendors of the book that the file names by their own name; of others only where a name is near.
fn suppliers(text: &mut String, column: Option<&Seen>, sheet: &Sheet, first: usize, register: &Register) {
    let contracts_of = |vendor: &str| {
        let of_vendor = register.contracts.values().filter(|contract| contract.vendor.as_str() == vendor);
        of_vendor.map(|contract| contract.id.as_str()).collect::<Vec<_>>()
    };
    let named: BTreeMap<String, (&str, &str)> = register
        .vendors
        .values()
        .map(|vendor| (folded(&vendor.name), (vendor.name.as_str(), vendor.id.as_str())))
        .collect();
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    let mut nearly: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let rows = column.map_or(0..0, |_| first..sheet.rows.len());
    let mut known: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for row in rows {
        let Some(cell) = column.and_then(|column| sheet.rows[row].get(column.at)) else { continue };
        let name = folded(&cell.shown());
        if let Some((says, vendor)) = named.get(&name) {
            found.insert(says, vendor);
            continue;
        }
        let near = *known.entry(name).or_insert_with_key(|name| {
            let begins = |vendor: &&String| {
                name.strip_prefix(vendor.as_str()).is_some_and(|rest| rest.starts_with(' '))
            };
            let near = named.keys().find(begins).map(String::as_str);
            near.or_else(|| did_you_mean(name, named.keys().map(String::as_str)))
        });
        if let Some((says, _)) = near.filter(|_| !cell.is_empty()).and_then(|near| named.get(near)) {
            nearly.entry(says).or_default().push((row + 1).to_string());
        }
    }
    for (says, vendor) in &found {
        let contracts = contracts_of(vendor);
        let _ = match contracts.as_slice() {
            [only] => write!(text, "\n[[name]]\nsays = {}\ncontract = \"{only}\"\n", quoted(says)),
            several => write!(
                text,
                "\n[[name]]\nsays = {}\ncontract = \"?\"   # {}\n",
                quoted(says),
                offered(several)
            ),
        };
    }
    for (says, rows) in &nearly {
        let word = if rows.len() == 1 { "row" } else { "rows" };
        let shown = list_and(&rows[..rows.len().min(ROWS)]);
        let more = if rows.len() > ROWS { format!(" and {} more", rows.len() - ROWS) } else { String::new() };
        let _ = write!(
            text,
            "\n# Spelled nearly as {}: {word} {shown}{more}. Add a [[name]] where they are the same.\n",
            quoted(says)
        );
    }
    if found.is_empty() && column.is_some() {
        let contracts: Vec<&str> = register.contracts.keys().map(|id| id.as_str()).collect();
        let _ = write!(
            text,
            "\n[[name]]   # one for each spelling of a vendor; who has none is of no contract, and not read\nsays = \"?\"\ncontract = \"?\"   # {}\n",
            offered(&contracts)
        );
    }
}
