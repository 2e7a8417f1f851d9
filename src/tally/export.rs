//! An export of a register as a table: its cells by what they hold, its days, its places.

use jiff::civil::Date;

use crate::import::cell::Address;
use crate::import::day::{self, DayForm};
use crate::import::folded::folded;
use crate::import::head::{self, Column, Headed};
use crate::import::refusal::Refusal;
use crate::import::sheet::Sheet;
use crate::import::spreadsheet::{Asked, Refused, Source, sheet};
use crate::import::unseen;
use crate::kit::id::{AccessRoleId, PartId, ProjectId, QueueId, SiteId, VendorId};
use crate::kit::period::Period;
use crate::kit::record::catalog::Catalog;
use crate::kit::source::At;
use crate::subject::import::map::Role;
use crate::subject::import::register_map::{RegisterColumn, RegisterField, RegisterMap, RegisterState};
use crate::subject::register::Register;
use crate::tally::counted::Spot;
use crate::tally::names::RegisterNames;

impl Headed for RegisterColumn {
    const PLACES: &'static [Role] = &[];

    fn head(&self) -> &At<String> {
        &self.head
    }

    fn is_ignored(&self) -> bool {
        *self.is == RegisterField::Ignore
    }
}

/// A table and what reads it.
pub struct Export<'e> {
    pub map: &'e RegisterMap,
    pub book: &'e Register,
    /// The day of the export.
    pub as_of: Date,
    sheet: Sheet,
    columns: Vec<(RegisterField, usize)>,
    first: usize,
    form: DayForm,
    missing: Vec<String>,
    names: RegisterNames<'e>,
}

/// Why a row is not counted.
#[derive(Debug)]
pub enum Left {
    /// The map leaves it out.
    Skipped,
    Refused(Refusal),
}

type Read<T> = Result<T, Left>;

impl<'e> Export<'e> {
    /// Opens a file as its map says.
    ///
    /// # Errors
    /// What keeps the whole file from being read.
    pub fn open(
        source: Source<'_>,
        map: &'e RegisterMap,
        (book, catalog): (&'e Register, &'e Catalog),
        as_of: Date,
    ) -> Result<Export<'e>, Refused> {
        let heads: Vec<u32> = map.head.iter().map(|row| row.value).collect();
        let asked = Asked {
            sheet: source.sheet.or(map.sheet.as_ref().map(|sheet| sheet.as_str())),
            encoding: map.encoding.as_ref().map(|encoding| encoding.as_str()),
            separator: map.separator.as_deref().copied(),
            head: &heads,
            hidden: map.hidden.as_deref().copied(),
        };
        let sheet = sheet(source, &asked).map_err(|refusal| vec![refusal])?;
        let form = DayForm {
            order: map.dates.as_deref().copied(),
            serials: map.serials.as_deref().copied(),
            months: Vec::new(),
            weeks: None,
        };
        let columns = head::columns(&sheet, &map.head, &map.columns, &form)?;
        let first = columns.first().map_or(0, |column| column.head_row + 1);
        let columns = columns.iter().map(|column: &Column<'_, RegisterColumn>| (*column.of.is, column.at));
        let columns: Vec<(RegisterField, usize)> =
            columns.filter(|(is, _)| *is != RegisterField::Ignore).collect();
        let read: Vec<usize> = columns.iter().map(|(_, at)| *at).collect();
        let hides = unseen::doubt(&sheet, asked.hidden, first..sheet.rows.len(), &read, |_| false);
        if let Some(doubt) = hides {
            return Err(vec![doubt]);
        }
        let names = RegisterNames::new(map, book, catalog);
        let missing = map.missing.iter().map(|word| folded(word)).collect();
        Ok(Export { map, book, as_of, sheet, columns, first, form, missing, names })
    }

    /// The rows that are not empty, nor left out since the workbook hides them.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        let rows = self.first..self.sheet.rows.len();
        rows.filter(|row| !self.sheet.is_row_empty(*row) && !self.sheet.is_row_left_out(*row))
    }

    pub fn has(&self, field: RegisterField) -> bool {
        self.columns.iter().any(|(is, _)| *is == field)
    }

    fn at(&self, row: usize, field: RegisterField) -> Address {
        let column = self.columns.iter().find(|(is, _)| *is == field).map_or(0, |(_, at)| *at);
        Address { row, column }
    }

    /// What a cell says; `None` where it is empty or there is no such column.
    pub fn text(&self, row: usize, field: RegisterField) -> Option<String> {
        let (_, column) = self.columns.iter().find(|(is, _)| *is == field)?;
        let shown = self.sheet.seen(Address { row, column: *column }).shown();
        let is_missing = shown.is_empty() || self.missing.iter().any(|word| *word == folded(&shown));
        (!is_missing).then_some(shown)
    }

    /// A text that every row has.
    ///
    /// # Errors
    /// The cell is empty.
    pub fn needed(&self, row: usize, field: RegisterField) -> Read<String> {
        self.text(row, field).ok_or_else(|| {
            let message = format!("the row has no {}", field.label());
            self.refused(
                row,
                field,
                message,
                "fill in the cell; leave such rows out by a [[name]] with `skip`",
            )
        })
    }

    /// The day of a cell.
    ///
    /// # Errors
    /// It holds something else.
    pub fn day(&self, row: usize, field: RegisterField) -> Read<Option<Date>> {
        if self.text(row, field).is_none() {
            return Ok(None);
        }
        let cell = self.sheet.seen(self.at(row, field));
        match day::read(cell, &self.form) {
            Ok(said) => match said.period {
                Period::Day(day) => Ok(Some(day)),
                _ => Err(self.refused(
                    row,
                    field,
                    format!("`{}` is no day", cell.shown()),
                    "write the day, such as 2026-11-12",
                )),
            },
            Err(fault) => Err(self.refused(row, field, fault.message, fault.help)),
        }
    }

    /// The day of a cell, where it is not after the export: what lies ahead has not happened.
    ///
    /// # Errors
    /// It holds something else.
    pub fn past(&self, row: usize, field: RegisterField) -> Read<Option<Date>> {
        Ok(self.day(row, field)?.filter(|day| *day <= self.as_of))
    }

    /// A whole number, 0 or more.
    ///
    /// # Errors
    /// It holds something else.
    pub fn number(&self, row: usize, field: RegisterField) -> Read<u32> {
        let Some(text) = self.text(row, field) else { return Ok(0) };
        // Parts of an hour are an hour: what is lost is not told too low.
        let decimal = text.parse::<f64>().ok().filter(|number| (0.0..1e6).contains(number));
        match decimal {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Some(number) => Ok(number.ceil() as u32),
            None => {
                let message = format!("`{text}` is no number of {}", field.label());
                Err(self.refused(row, field, message, "write a number, 0 or more"))
            }
        }
    }

    /// An id or a word: of its own column, else of the map.
    ///
    /// # Errors
    /// The cell names nothing that is known.
    pub fn id(&self, row: usize, field: RegisterField) -> Read<Option<String>> {
        let Some(text) = self.text(row, field) else { return Ok(self.of_every_row(field)) };
        if self.names.is_skipped(&text) {
            return Err(Left::Skipped);
        }
        match self.names.id(field, &text) {
            Ok(id) if id.is_empty() => Err(Left::Skipped),
            Ok(id) => Ok(Some(id)),
            Err((message, help)) => Err(self.refused(row, field, message, help)),
        }
    }

    fn of_every_row(&self, field: RegisterField) -> Option<String> {
        match field {
            RegisterField::Vendor => self.map.vendor.as_ref().map(|id| id.to_string()),
            RegisterField::Site => self.map.site.as_ref().map(|id| id.to_string()),
            RegisterField::Project => self.map.project.as_ref().map(|id| id.to_string()),
            RegisterField::Role => self.map.role.as_ref().map(|id| id.to_string()),
            _ => None,
        }
    }

    /// Where a row is counted. The vendor is that of the site, where no column names one.
    ///
    /// # Errors
    /// The row names no site, or one of another vendor.
    pub fn spot(&self, row: usize) -> Read<Spot> {
        let site = self.id(row, RegisterField::Site)?;
        let Some(site) = site.as_deref().map(SiteId::new).filter(|id| self.book.sites.contains_key(id))
        else {
            let message = "the row names no site of the book";
            let help = "fill in the cell, or write `site` into the map";
            return Err(self.refused(row, RegisterField::Site, message, help));
        };
        let owner = self.book.sites.get(&site).map(|of| of.vendor.value.clone());
        let vendor = self.id(row, RegisterField::Vendor)?.map(|id| VendorId::new(&id));
        let Some(owner) = owner.filter(|owner| vendor.is_none() || vendor.as_ref() == Some(owner)) else {
            let message = format!("site `{site}` is another vendor's");
            return Err(self.refused(row, RegisterField::Vendor, message, "correct one of the two"));
        };
        let project = self.id(row, RegisterField::Project)?.map(|id| ProjectId::new(&id));
        Ok(Spot { vendor: owner, site, project, queue: None, role: None })
    }

    /// The queue of a row.
    ///
    /// # Errors
    /// The cell names none.
    pub fn queue(&self, row: usize) -> Read<Option<QueueId>> {
        Ok(self.id(row, RegisterField::Queue)?.map(|id| QueueId::new(&id)))
    }

    /// The role of a row.
    ///
    /// # Errors
    /// The cell names none.
    pub fn role(&self, row: usize) -> Read<Option<AccessRoleId>> {
        Ok(self.id(row, RegisterField::Role)?.map(|id| AccessRoleId::new(&id)))
    }

    /// The permission of a row.
    ///
    /// # Errors
    /// The cell names none.
    pub fn level(&self, row: usize) -> Read<Option<PartId>> {
        Ok(self.id(row, RegisterField::Level)?.map(|id| PartId::new(&id)))
    }

    /// Its languages; empty where the register does not say.
    pub fn languages(&self, row: usize) -> Vec<String> {
        let Some(text) = self.text(row, RegisterField::Languages) else { return Vec::new() };
        let parts = text.split(self.map.between.as_str()).map(str::trim).filter(|part| !part.is_empty());
        parts.filter_map(|part| self.names.id(RegisterField::Languages, part).ok()).collect()
    }

    /// Whether it is in use on the day of the export: not removed by its state, nor by its day.
    ///
    /// # Errors
    /// The state or the day cannot be read.
    pub fn state(&self, row: usize) -> Read<RegisterState> {
        if self.past(row, RegisterField::RemovedOn)?.is_some() {
            return Ok(RegisterState::Removed);
        }
        Ok(match self.id(row, RegisterField::State)?.as_deref() {
            Some("removed") => RegisterState::Removed,
            Some("suspended") => RegisterState::Suspended,
            _ => RegisterState::Active,
        })
    }

    /// Whether nobody but its holder approved it; false where the register names no approvers at all.
    pub fn is_unapproved(&self, row: usize, holder: &str) -> bool {
        if !self.has(RegisterField::ApprovedBy) {
            return false;
        }
        self.text(row, RegisterField::ApprovedBy).is_none_or(|by| folded(&by) == folded(holder))
    }

    pub fn refused(
        &self,
        row: usize,
        field: RegisterField,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Left {
        Left::Refused(Refusal::new(self.sheet.named(self.at(row, field)), message, help))
    }
}
