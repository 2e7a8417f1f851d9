//! A table as rows of metrics: each number with what it is of, checked by the reader of metric files before it is taken.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::measurement::columns::Column as Cell;
use crate::core::measurement::record::{RowStatus, Source};
use crate::core::metric::record::Metric;
use crate::import::cell::Address;
use crate::import::day;
use crate::import::doubts;
use crate::import::figure::{self, Figure, Figures};
use crate::import::folded::folded;
use crate::import::groups::{Group, Reading, groups};
use crate::import::keys::{self, Key, Keys};
use crate::import::names::Named;
use crate::import::notes::{self, is_note, is_skipped};
use crate::import::refusal::Refusal;
use crate::import::{strict, sums};
use crate::kit::personal;
use crate::kit::source::{RepoPath, Text};
use crate::kit::words::ClosedList;
use crate::subject::import::map::{NumberUnit, Role};
use crate::subject::import::row::{self, Cells};

/// A row that is taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    pub vendor: String,
    pub cells: Cells,
    /// Its first number.
    pub at: Address,
}

/// What became of a table.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub rows: Vec<Taken>,
    pub refusals: Vec<Refusal>,
    /// Rows of metrics, not of the file.
    pub refused: usize,
    /// Rows whose figure their sender kept back; they are among `rows`.
    pub suppressed: usize,
    pub missing: usize,
    /// Rows of the file that the map leaves out.
    pub skipped: usize,
    /// Rows below the table that hold a text and nothing else.
    pub notes: usize,
}

/// Why a row is not taken.
enum Stop {
    Missing,
    Skipped,
    Refused(Refusal),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(refusal)
    }
}

/// The rows of a table.
///
/// # Errors
/// What keeps the whole table from being read.
pub fn rows(reading: &Reading<'_>) -> Result<Outcome, Vec<Refusal>> {
    let groups = groups(reading)?;
    let first = reading.columns.first().map_or(0, |column| column.head_row + 1);
    let end = (first..reading.sheet.rows.len()).rev().find(|row| !is_note(reading, *row));
    let mut doubts = doubts::doubts(reading, end.unwrap_or(0));
    doubts.extend(notes::sections(reading, first..end.unwrap_or(0)));
    if !doubts.is_empty() {
        return Err(doubts);
    }
    let all = keys::of_all(reading.sheet, reading.map, reading.form)?;
    let mut outcome = Outcome::default();
    let mut told = BTreeSet::new();
    let mut known: BTreeMap<Vec<String>, Address> = BTreeMap::new();
    for number in first..reading.sheet.rows.len() {
        if reading.sheet.is_row_empty(number) {
            continue;
        }
        if end.is_none_or(|end| number > end) {
            outcome.notes += 1;
            continue;
        }
        if is_skipped(reading, number) {
            outcome.skipped += 1;
            continue;
        }
        let keys = keys::of_row(reading.sheet, number, reading.columns, &all, reading.form);
        for group in &groups {
            let taken = reading.figures(group, number).and_then(|figures| {
                let keys = keys::with_head(&keys.clone()?, group.says);
                reading.row(group, number, &keys, &figures)
            });
            match taken {
                Ok(taken) => {
                    let key = row::key(&taken.cells).map(str::to_owned).to_vec();
                    match known.get(&key) {
                        None => {
                            known.insert(key, taken.at);
                            outcome.suppressed += usize::from(row::is_withheld(&taken.cells));
                            outcome.rows.push(taken);
                        }
                        Some(first) => {
                            outcome.refused += 1;
                            let message = format!("it is of the same site, metric and period as {first}");
                            let help = "tell them apart by project, queue or language, or take one out";
                            outcome.refusals.push(Refusal::new(reading.sheet.named(taken.at), message, help));
                        }
                    }
                }
                Err(Stop::Missing) => outcome.missing += 1,
                Err(Stop::Skipped) => outcome.skipped += 1,
                Err(Stop::Refused(refusal)) => {
                    outcome.refused += 1;
                    // A wrong key refuses every number of its row, and is told once.
                    if told.insert((refusal.at.clone(), refusal.message.clone())) {
                        outcome.refusals.push(refusal);
                    }
                }
            }
        }
    }
    Ok(outcome)
}

const EMPTY_KEY: &str = "fill in the cell, or set `fill-down` in the map where the one above is meant; a row that sums others, leave out by `skip-rows`";

impl<'r> Reading<'r> {
    fn refusal(&self, at: Address, (message, help): (String, String)) -> Stop {
        Stop::Refused(Refusal::new(self.sheet.named(at), message, help))
    }

    /// The numbers of a row of the file.
    fn figures(&self, group: &Group<'r>, row: usize) -> Result<Figures, Stop> {
        let mut figures = Figures::new();
        for column in &group.numbers {
            let at = Address { row, column: column.at };
            let figure = self.figure(group, column, row)?;
            figures.insert(*column.of.is, (figure, at));
        }
        if figure::is_suppressed(&figures) {
            return Ok(figures);
        }
        // How many were measured is no figure by itself.
        let is_missing = |(role, (figure, _)): (&Role, &(Figure, Address))| {
            *role == Role::Samples || *figure == Figure::Missing
        };
        if !figures.iter().all(is_missing) {
            return Ok(figures);
        }
        // A file may say so in its column of the status, beside cells that are empty.
        match self.says_withheld(row) {
            true => Ok(figures),
            false => Err(Stop::Missing),
        }
    }

    fn says_withheld(&self, row: usize) -> bool {
        let of_status = self.columns.iter().filter(|column| *column.of.is == Role::Status);
        of_status
            .map(|column| self.sheet.seen(Address { row, column: column.at }).shown())
            .any(|shown| folded(&shown) == RowStatus::Withheld.word())
    }

    fn row(&self, group: &Group<'r>, row: usize, keys: &Keys, figures: &Figures) -> Result<Taken, Stop> {
        let first = group.numbers.first().map_or(0, |column| column.at);
        let here = Address { row, column: first };
        let mut cells: Cells = Default::default();
        let mut origin: BTreeMap<usize, Address> = BTreeMap::new();
        let mut put = |cell: Cell, text: String, at: Option<Address>| {
            cells[cell as usize] = text;
            origin.extend(at.map(|at| (cell as usize, at)));
        };
        let vendor = self.id(keys, Role::Vendor, None, here)?;
        let site = self.wanted(keys, Role::Site, vendor.as_deref(), here)?;
        put(Cell::Site, site, keys.get(&Role::Site).and_then(|key| key.at));
        for (role, cell) in
            [(Role::Project, Cell::Project), (Role::Queue, Cell::Queue), (Role::Language, Cell::Language)]
        {
            if let Some(id) = self.id(keys, role, None, here)? {
                put(cell, id, keys.get(&role).and_then(|key| key.at));
            }
        }
        let metric = match group.metric {
            Some(metric) => metric.to_string(),
            None => self.wanted(keys, Role::Metric, None, here)?,
        };
        put(Cell::Metric, metric.clone(), keys.get(&Role::Metric).and_then(|key| key.at));
        let Some(definition) = self.against.metrics.get(metric.as_str()) else {
            return Err(self.refusal(
                here,
                (format!("metric `{metric}` cannot be read"), "mend data/metrics.toml first".to_owned()),
            ));
        };
        let (period, at) = self.period(keys, definition, here)?;
        put(Cell::Period, period, Some(at));
        for (cell, text, at) in self.words(row)? {
            put(cell, text, at);
        }
        if figure::is_withheld(figures) {
            put(Cell::Status, RowStatus::Withheld.word().to_owned(), None);
        } else {
            for (cell, text, at) in self.numbers(group, definition, figures)? {
                put(cell, text, Some(at));
            }
        }
        let of_site = self.against.catalog.vendor_of_site.get(cells[Cell::Site as usize].as_str());
        if let (Some(of_site), Some(vendor)) = (of_site, &vendor)
            && of_site != vendor
        {
            let at = keys.get(&Role::Vendor).and_then(|key| key.at).unwrap_or(here);
            let message = format!(
                "site `{}` is of vendor `{of_site}`, and the row says `{vendor}`",
                cells[Cell::Site as usize]
            );
            return Err(self.refusal(at, (message, "correct the vendor or the site".to_owned())));
        }
        let Some(vendor) = of_site.cloned() else {
            return Err(self.refusal(
                here,
                ("the vendor of the site cannot be read".to_owned(), "mend data/sites first".to_owned()),
            ));
        };
        if let Some((cell, fault)) = strict::fault(&cells, &vendor, self.against) {
            return Err(self.refusal(origin.get(&cell).copied().unwrap_or(here), fault));
        }
        Ok(Taken { vendor, cells, at: here })
    }

    /// The id of a key; `None` where nothing says it.
    fn id(
        &self,
        keys: &Keys,
        role: Role,
        vendor: Option<&str>,
        here: Address,
    ) -> Result<Option<String>, Stop> {
        let Some(Key { text, at, .. }) = keys.get(&role) else { return Ok(None) };
        if at.is_none() {
            return Ok(Some(text.clone()));
        }
        match self.names.id(role, text, vendor) {
            Named::Id(id) => Ok(Some(id)),
            Named::Skipped => Err(Stop::Skipped),
            Named::Unknown(help) => {
                let message = format!("`{text}` is no {} of the book", role.word());
                let help = if sums::begins(text) { sums::help(text) } else { help };
                Err(self.refusal(at.unwrap_or(here), (message, help)))
            }
            Named::Elsewhere(fault) => Err(self.refusal(at.unwrap_or(here), fault)),
        }
    }

    fn wanted(&self, keys: &Keys, role: Role, vendor: Option<&str>, here: Address) -> Result<String, Stop> {
        self.id(keys, role, vendor, here)?.ok_or_else(|| {
            let is_column = self.columns.iter().any(|column| *column.of.is == role);
            let (message, help) = match is_column {
                true => (format!("the row names no {}", role.word()), EMPTY_KEY.to_owned()),
                false => (
                    format!("nothing says the {} of the rows", role.word()),
                    format!("add `{}` to the map, or a column of it", role.word()),
                ),
            };
            self.refusal(here, (message, help))
        })
    }

    fn period(&self, keys: &Keys, metric: &Metric, here: Address) -> Result<(String, Address), Stop> {
        let key = keys.get(&Role::Period);
        let Some((said, at)) = key.and_then(|key| Some((key.period?, key.at?))) else {
            let is_column = self.columns.iter().any(|column| *column.of.is == Role::Period);
            let (message, help) = match is_column {
                true => ("the row names no period", EMPTY_KEY),
                false => (
                    "nothing says the period of the rows",
                    "add a [[column]] or a [[cell]] that is the period",
                ),
            };
            return Err(self.refusal(here, (message.to_owned(), help.to_owned())));
        };
        let weeks = self.map.weeks.as_deref().copied();
        match day::in_grain(said, metric.grain, weeks) {
            Ok(period) => Ok((period.to_string(), at)),
            Err(fault) => Err(self.refusal(at, (fault.message, fault.help.to_owned()))),
        }
    }

    /// The cells of numbers, in the unit of the metric.
    fn numbers(
        &self,
        group: &Group<'r>,
        metric: &Metric,
        figures: &Figures,
    ) -> Result<Vec<(Cell, String, Address)>, Stop> {
        let mut cells = Vec::new();
        for column in &group.numbers {
            let role = *column.of.is;
            let Some((Figure::Number(number), at)) = figures.get(&role) else { continue };
            let unit = column.of.unit.as_deref().copied().unwrap_or(NumberUnit::Units);
            let exact = match role {
                Role::Share => {
                    figure::percent(*number, unit).and_then(|percent| match figures.get(&Role::Denominator) {
                        Some((Figure::Number(whole), _)) => {
                            // A share of one has two decimals more than its percent.
                            let is_share = !number.is_percent && unit == NumberUnit::Share;
                            let shown = self.sheet.decimals.get(at).copied().unwrap_or(0);
                            let decimals = number.decimals.max(shown);
                            let decimals = decimals.saturating_sub(if is_share { 2 } else { 0 });
                            figure::numerator((percent, decimals), whole.number)
                        }
                        _ => Err((
                            "a share stands without its whole".to_owned(),
                            "add the column of the denominator to the map".to_owned(),
                        )),
                    })
                }
                Role::Value => figure::in_unit(*number, unit, metric.unit),
                _ if number.is_time => Err((
                    format!("the cell is a length of time, and the {} is a count", role.word()),
                    "correct `is` in the map: a length of time is a value".to_owned(),
                )),
                _ if number.is_percent => Err((
                    format!("{}% is a percent, and the {} is a count", number.number, role.word()),
                    "say `is = \"share\"` in the map".to_owned(),
                )),
                _ => Ok(number.number),
            };
            let exact = exact.map_err(|fault| self.refusal(*at, fault))?;
            let exact = column.of.decimals.as_deref().map_or(exact, |decimals| exact.rounded(*decimals));
            let Some(decimal) = exact.decimal() else {
                let message = format!("{exact} has more than 6 decimals, or is above a billion");
                let help = match role {
                    Role::Value => "say `decimals` in the map to have it rounded",
                    _ => "correct the cell",
                };
                return Err(self.refusal(*at, (message, help.to_owned())));
            };
            let cell = match role {
                Role::Numerator | Role::Share => Cell::Numerator,
                Role::Denominator => Cell::Denominator,
                Role::Samples => Cell::Samples,
                _ => Cell::Value,
            };
            cells.push((cell, decimal.to_string(), *at));
        }
        Ok(cells)
    }

    /// Source, status and note: of the row where it has them, else of the map.
    fn words(&self, row: usize) -> Result<Vec<(Cell, String, Option<Address>)>, Stop> {
        let own = |role| {
            let column = self.columns.iter().find(|column| *column.of.is == role)?;
            let at = Address { row, column: column.at };
            let cell = self.sheet.seen(at);
            (!cell.is_empty()).then(|| (cell.shown(), at))
        };
        let mut words = Vec::new();
        for (role, cell, default, all) in [
            (Role::Source, Cell::Source, self.map.source.word(), listed::<Source>()),
            (Role::Status, Cell::Status, self.map.status.word(), listed::<RowStatus>()),
        ] {
            match own(role) {
                None => words.push((cell, default.to_owned(), None)),
                Some((text, at)) if all.contains(&folded(&text).as_str()) => {
                    words.push((cell, folded(&text), Some(at)));
                }
                Some((text, at)) => {
                    let message = format!("`{text}` is no {}", role.word());
                    return Err(self.refusal(at, (message, format!("write one of {}", all.join(", ")))));
                }
            }
        }
        if let Some((note, at)) = own(Role::Note) {
            let text = Text::new(RepoPath::new("note"), note.as_str());
            if let Some(found) = personal::found(&text, &self.against.catalog.roles).into_iter().next() {
                let help = "take it out of the notes, or say `is = \"ignore\"` of their column in the map";
                let refusal = Refusal::new(self.sheet.named(at), found.message, help);
                return Err(Stop::Refused(refusal.in_column(at.column)));
            }
            words.push((Cell::Note, note, Some(at)));
        }
        Ok(words)
    }
}

fn listed<T: ClosedList>() -> Vec<&'static str> {
    T::WORDS.iter().map(|(word, _)| *word).collect()
}
