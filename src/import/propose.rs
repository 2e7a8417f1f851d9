//! A map that is written from a file, for a person to finish: what the file shows is filled in, what only a person knows is a `?`.

use std::fmt::Write as _;

use crate::import::asked::{hidden, readings, skipped, strange_texts};
use crate::import::cell::{Address, Cell, column_name};
use crate::import::day::{self, DayFault, DayForm};
use crate::import::folded::folded;
use crate::import::guess::{self, Looks};
use crate::import::head::head_texts;
use crate::import::known::{NOTES, Seen, called, is_of_periods, known_as};
use crate::import::sheet::Sheet;
use crate::import::sums;
use crate::kit::diag::did_you_mean;
use crate::kit::personal::is_personal_column;
use crate::starter::signoff::quoted;
use crate::subject::import::map::Role;
use crate::subject::register::Register;

/// Ids that a comment offers.
const OFFERED: usize = 16;

/// The text of a map for a sheet. `encoding` is what a person said of a text file.
pub fn map(sheet: &Sheet, file: &str, encoding: Option<&str>, register: &Register) -> String {
    let rows = guess::head_rows(sheet);
    let first = rows.last().map_or(0, |last| last + 1);
    let columns = seen(sheet, &rows, first);
    let heads: Vec<String> = rows.iter().map(|row| (row + 1).to_string()).collect();
    let mut text = format!(
        "# Proposed by `scorebook import --propose` from {}.\n# Answer each \"?\"; what stands beside it is what the file shows. `scorebook import` says what is still open.\ntitle = {}\n",
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
    strange_texts(&mut text, &columns);
    skipped(&mut text, sheet, first, &columns, register);
    of_every_row(&mut text, &columns, register);
    for column in &columns {
        described(&mut text, column, register);
    }
    for column in &columns {
        named(&mut text, column, register);
    }
    text
}

/// What no column says: of one vendor, site or project it is that one.
fn of_every_row(text: &mut String, columns: &[Seen], register: &Register) {
    let has = |role| columns.iter().any(|column| known_as(register, column) == Some(role));
    let vendors: Vec<&str> = register.vendors.keys().map(|id| id.as_str()).collect();
    let sites: Vec<&str> = register.sites.keys().map(|id| id.as_str()).collect();
    let projects: Vec<&str> = register.projects.keys().map(|id| id.as_str()).collect();
    let only = |key: &str, id: &str, text: &mut String| {
        let _ = writeln!(text, "{key} = {}   # the only one of the book: check it", quoted(id));
    };
    if has(Role::Site) {
        // A site says whose it is.
    } else if let [one] = vendors.as_slice() {
        only("vendor", one, text);
    } else if !has(Role::Vendor) {
        let ids = offered(&vendors);
        let _ = writeln!(
            text,
            "vendor = \"?\"   # whose figures they are, or a column below that says it; {ids}"
        );
    }
    match sites.as_slice() {
        _ if has(Role::Site) => {}
        [one] => only("site", one, text),
        several => {
            let ids = offered(several);
            let _ = writeln!(
                text,
                "site = \"?\"   # where it was measured, or a column below that says it; {ids}"
            );
        }
    }
    if let ([one], false) = (projects.as_slice(), has(Role::Project) || has(Role::Queue)) {
        let _ = writeln!(
            text,
            "project = {}   # the only one of the book: check it, and take it out of figures of the whole site",
            quoted(one)
        );
    }
}

/// The one metric that a head names: as a whole or with its first words, by name or id. Of two that fit, the longer.
fn metric_named<'r>(register: &'r Register, head: &str) -> Option<&'r str> {
    let parts = head.split(" / ").filter(|part| !part.contains('{')).map(folded).collect::<Vec<_>>();
    let begins = |text: &str, name: &str| {
        let rest = text.strip_prefix(name).filter(|_| !name.is_empty());
        rest.is_some_and(|rest| rest.chars().next().is_none_or(|next| !next.is_alphanumeric()))
    };
    let fitting = register.metrics.values().filter_map(|metric| {
        let (id, name) = (metric.id.as_str(), folded(&metric.name));
        let spaced = id.replace('-', " ");
        let names = [id, name.as_str(), spaced.as_str()];
        let named = names.into_iter().filter(|name| parts.iter().any(|part| begins(part, name)));
        Some((named.map(str::len).max()?, id))
    });
    let mut fitting: Vec<(usize, &str)> = fitting.collect();
    fitting.sort_unstable_by(|one, other| other.cmp(one));
    match fitting.as_slice() {
        [(_, only)] => Some(only),
        [(longest, first), (second, _), ..] if longest > second => Some(first),
        _ => None,
    }
}

/// The columns, those together whose heads have a period in the same place.
pub(super) fn seen(sheet: &Sheet, rows: &[usize], first: usize) -> Vec<Seen> {
    let mut columns: Vec<Seen> = Vec::new();
    for at in 0..sheet.width() {
        let head = head_texts(sheet, rows, at).into_iter().next().unwrap_or_default();
        let mut looks = guess::looks(sheet, first, at);
        if head.is_empty() && looks.filled == 0 {
            continue;
        }
        let named = Address { row: rows.last().copied().unwrap_or(0), column: at };
        let mut of_head = |fault: &DayFault| {
            if fault.help.contains("`months`") {
                looks.foreign.get_or_insert(named);
            } else if fault.help.contains("dates =") {
                looks.two_dates.get_or_insert(named);
            } else {
                looks.serial_head.get_or_insert(named);
            }
        };
        let parts = head.split(" / ").map(|part| {
            match day::read(&Cell::Text(part.to_owned()), &DayForm::default()) {
                Ok(_) => "{period}",
                // The map is asked what it means.
                Err(fault) if fault.is_of_map() => {
                    of_head(&fault);
                    "{period}"
                }
                Err(_) => part,
            }
        });
        let head = parts.collect::<Vec<_>>().join(" / ");
        match columns.iter_mut().find(|column| column.head == head && head.contains("{period}")) {
            Some(column) => column.looks.join(looks),
            None => columns.push(Seen { head, at, looks }),
        }
    }
    columns
}

fn described(text: &mut String, column: &Seen, register: &Register) {
    let looks = &column.looks;
    let name = column_name(column.at);
    let _ = write!(text, "\n[[column]]   # {name}\nhead = {}\n", quoted(&column.head));
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
    if is_of_periods(column) {
        let _ = writeln!(text, "is = \"period\"   # such as {}", quoted(&looks.first));
        return;
    }
    if let Some(role) = known_as(register, column) {
        let _ = writeln!(text, "is = \"{}\"   # the names are those of the book", role.word());
        return;
    }
    if is_personal_column(&column.head) {
        let _ =
            writeln!(text, "is = \"ignore\"   # it speaks of single persons, who do not come into the book");
        return;
    }
    let perhaps = perhaps(column);
    // Texts may be names of persons, and a map stands in the book.
    let such =
        if looks.is_of_numbers() { format!("; such as {}", quoted(&looks.first)) } else { String::new() };
    let _ = writeln!(text, "is = \"?\"   # {}{such}", perhaps.trim_end_matches("; "));
    if looks.is_of_numbers() {
        let metrics: Vec<&str> = register.metrics.keys().map(|id| id.as_str()).collect();
        let _ = match metric_named(register, &column.head) {
            Some(metric) => {
                writeln!(text, "metric = {}   # the column is named so: check it", quoted(metric))
            }
            None => writeln!(text, "metric = \"?\"   # {}", offered(&metrics)),
        };
        let shown = if looks.percents > 0 {
            "the file shows percent"
        } else {
            "in what the file has a value or a share"
        };
        let _ = writeln!(
            text,
            "unit = \"?\"   # {shown}; take the line out for a numerator, a denominator or samples"
        );
    }
}

/// A role that the name of a column makes likely; the word is for a person to choose.
fn perhaps(column: &Seen) -> String {
    let head = folded(&column.head);
    const WORDS: [(Role, &[&str]); 10] = [
        (Role::Period, &["month", "week", "date", "period", "day"]),
        (Role::Site, &["site", "location", "centre", "center", "office", "city"]),
        (Role::Vendor, &["vendor", "supplier", "partner", "provider", "company"]),
        (Role::Queue, &["queue", "workflow"]),
        (Role::Project, &["project", "programme", "program"]),
        (Role::Language, &["language", "locale"]),
        (Role::Metric, &["metric", "kpi", "measure", "indicator"]),
        (Role::Denominator, &["audited", "total", "out of", "denominator", "sampled", "all"]),
        (Role::Numerator, &["right", "correct", "numerator", "passed", "met"]),
        (Role::Note, &NOTES),
    ];
    let fits = |role: Role| column.looks.is_of_numbers() == role.is_number() || role == Role::Note;
    let found =
        WORDS.iter().find(|(role, words)| fits(*role) && words.iter().any(|word| head.contains(word)));
    match found {
        Some((role, _)) => format!("perhaps {}; ", role.word()),
        None if column.looks.percents > 0 => "perhaps share or value; ".to_owned(),
        None if column.looks.is_of_numbers() => {
            "numerator, denominator, value, share or samples; ".to_owned()
        }
        None => "a key, note or ignore; ".to_owned(),
    }
}

/// The names of a column that the book does not have.
fn named(text: &mut String, column: &Seen, register: &Register) {
    let Some(role) = known_as(register, column) else { return };
    let known = called(register, role);
    for name in column.looks.texts.keys() {
        let is_sum = role != Role::Metric && sums::begins(name);
        if is_sum || known.iter().any(|(id, other)| id == name || folded(other) == folded(name)) {
            continue;
        }
        let plain = folded(name).replace(' ', "-");
        let near = did_you_mean(&plain, known.iter().map(|(id, _)| id.as_str()));
        let near = near.map_or("no id is near".to_owned(), |id| format!("the nearest id is {id}"));
        let _ = write!(text, "\n[[name]]\nsays = {}\n{} = \"?\"   # {near}\n", quoted(name), role.word());
    }
}

pub(super) fn offered(ids: &[&str]) -> String {
    match ids.len() {
        0 => "the book has none yet".to_owned(),
        few if few <= OFFERED => format!("one of {}", ids.join(", ")),
        many => format!("one of {} and {} more", ids[..OFFERED].join(", "), many - OFFERED),
    }
}

impl Looks {
    /// Those of another column of the same kind.
    fn join(&mut self, other: Looks) {
        self.filled += other.filled;
        self.periods += other.periods;
        self.numbers += other.numbers;
        self.percents += other.percents;
        for (text, (count, at)) in other.texts {
            self.texts.entry(text).or_insert((0, at)).0 += count;
        }
        self.two_readings = self.two_readings.or(other.two_readings);
        self.two_dates = self.two_dates.or(other.two_dates);
        self.unread += other.unread;
        self.sums += other.sums;
        self.foreign = self.foreign.or(other.foreign);
        self.serial_head = self.serial_head.or(other.serial_head);
        self.serial = self.serial.or(other.serial);
        if self.first.is_empty() {
            self.first = other.first;
        }
    }
}
