//! A row of a contract of the book as an invoice line: each cell by its column, and every cell that is wrong told at once.

use std::collections::BTreeMap;

use crate::import::cell::{Address, Cell};
use crate::import::day;
use crate::import::figure::Fault;
use crate::import::folded::one_line;
use crate::import::invoices::amount::{self, Amount};
use crate::import::invoices::reading::{Line, Reading};
use crate::import::refusal::Refusal;
use crate::kit::calendar::Grain;
use crate::kit::period::Period;
use crate::subject::import::invoice_map::{InvoiceRole, MonthRule};
use crate::subject::import::invoice_row::{Column, LineCells};
use crate::subject::import::map::Role;

/// The line, or what is wrong with its cells. `at` is where its contract is named.
///
/// # Errors
/// A cell is wrong, or a key that every line has is said by nothing.
pub fn line(
    reading: &Reading<'_>,
    row: usize,
    (contract, at): (String, Option<Address>),
) -> Result<Line, Vec<Refusal>> {
    let vendor = reading.known.catalog.vendor_of_contract.get(contract.as_str()).cloned();
    let mut draft = Draft {
        reading,
        row,
        cells: Default::default(),
        origin: at.into_iter().map(|at| (Column::Contract as usize, at)).collect(),
        refusals: Vec::new(),
    };
    draft.cells[Column::Contract as usize] = contract;
    draft.invoice();
    draft.days();
    draft.words(vendor.as_deref());
    let (amount, at) = draft.money();
    let Draft { cells, origin, refusals, .. } = draft;
    match (amount, refusals.is_empty()) {
        (Some(amount), true) => Ok(Line { cells, amount, at, origin }),
        _ => Err(refusals),
    }
}

struct Draft<'d, 'r> {
    reading: &'d Reading<'r>,
    row: usize,
    cells: LineCells,
    origin: BTreeMap<usize, Address>,
    refusals: Vec<Refusal>,
}

impl Draft<'_, '_> {
    fn put(&mut self, column: Column, text: String, at: Option<Address>) {
        self.cells[column as usize] = text;
        self.origin.extend(at.map(|at| (column as usize, at)));
    }

    fn refuse(&mut self, at: Address, (message, help): Fault) {
        self.refusals.push(Refusal::new(self.reading.sheet.named(at), message, help));
    }

    /// What a cell says, or what the map says of every line; a fault is told.
    fn put_read(
        &mut self,
        (role, column): (InvoiceRole, Column),
        of_map: Option<String>,
        read: impl Fn(&Cell) -> Result<String, Fault>,
    ) {
        match self.reading.said(self.row, role).map(|(cell, at)| (read(cell), at)) {
            Some((Ok(text), at)) => self.put(column, text, Some(at)),
            Some((Err(fault), at)) => self.refuse(at, fault),
            None => self.put(column, of_map.unwrap_or_default(), None),
        }
    }

    /// Tells that nothing says a key that every line has.
    fn wanted(&mut self, role: InvoiceRole, what: &str, or: &str) {
        let at = self.reading.should(self.row, role);
        let is_column = self.reading.columns.iter().any(|column| *column.of.is == role);
        let help = match is_column {
            true => format!("fill in the cell; `fill-down` in the map where the one above is meant{or}"),
            false => format!("add a column that `is = \"{}\"` to the map{or}", role.word()),
        };
        self.refuse(at, (format!("the line has no {what}"), help));
    }

    fn invoice(&mut self) {
        let of_map = self.reading.map.invoice.as_ref().map(|invoice| one_line(invoice));
        self.put_read((InvoiceRole::Invoice, Column::Invoice), of_map, |cell| Ok(cell.shown()));
        if self.cells[Column::Invoice as usize].is_empty() {
            self.wanted(InvoiceRole::Invoice, "number of an invoice", "");
        }
        let of_map = self.reading.map.order.as_ref().map(|order| one_line(order));
        self.put_read((InvoiceRole::Order, Column::Order), of_map, |cell| Ok(cell.shown()));
        let notes = self.reading.notes(self.row);
        self.put(Column::Note, notes, None);
    }

    fn days(&mut self) {
        let form = self.reading.form;
        let day = |cell: &Cell| {
            let said = day::read(cell, form).map_err(|fault| (fault.message, fault.help.to_owned()))?;
            match said.period {
                Period::Day(day) => Ok(day.to_string()),
                other => Err((format!("{other} is no day"), "write the day as 2026-11-15".to_owned())),
            }
        };
        let map = self.reading.map;
        let before = self.refusals.len();
        let of_map = map.issued_on.as_ref().map(|day| day.to_string());
        self.put_read((InvoiceRole::IssuedOn, Column::IssuedOn), of_map, day);
        let issued = self.cells[Column::IssuedOn as usize].clone();
        let is_told = self.refusals.len() > before;
        if issued.is_empty() && !is_told {
            self.wanted(InvoiceRole::IssuedOn, "day of issue", "");
        }
        let of_map = map.due_on.as_ref().map(|day| day.to_string());
        self.put_read((InvoiceRole::DueOn, Column::DueOn), of_map, day);
        let ruled = issued.parse().ok().zip(map.month.as_deref()).map(|(issued, rule)| {
            let of_issue = Period::month_of(issued);
            match rule {
                MonthRule::Issued => of_issue,
                MonthRule::Previous => of_issue.previous(),
            }
        });
        let before = self.refusals.len();
        self.put_read((InvoiceRole::Month, Column::Month), ruled.map(|month| month.to_string()), |cell| {
            let said = day::read(cell, form)
                .and_then(|said| day::in_grain(said, Grain::Month, None))
                .map_err(|fault| (fault.message, fault.help.to_owned()))?;
            match said {
                Period::Month(..) => Ok(said.to_string()),
                other => Err((format!("{other} is no month"), "write the month as 2026-11".to_owned())),
            }
        });
        let is_told = self.refusals.len() > before || (map.month.is_some() && issued.is_empty());
        if self.cells[Column::Month as usize].is_empty() && !is_told {
            let or = ", or say `month = \"issued\"` or `\"previous\"` there";
            self.wanted(InvoiceRole::Month, "month of the service", or);
        }
    }

    fn words(&mut self, vendor: Option<&str>) {
        let (map, names) = (self.reading.map, self.reading.names);
        let of_map = map.rate.as_ref().map(|id| id.to_string());
        self.put_read((InvoiceRole::Rate, Column::Rate), of_map, |cell| {
            names.word(InvoiceRole::Rate, &cell.shown())
        });
        let of_map = map.category.as_ref().map(|category| category.word().to_owned());
        self.put_read((InvoiceRole::Category, Column::Category), of_map, |cell| {
            names.word(InvoiceRole::Category, &cell.shown())
        });
        let of_map = map.site.as_ref().map(|id| id.to_string());
        self.put_read((InvoiceRole::Site, Column::Site), of_map, |cell| {
            names.place(Role::Site, &cell.shown(), vendor)
        });
        let of_map = map.project.as_ref().map(|id| id.to_string());
        self.put_read((InvoiceRole::Project, Column::Project), of_map, |cell| {
            names.place(Role::Project, &cell.shown(), None)
        });
    }

    /// Quantity, price and amount with their currency; the amount in minor units, and where it stands.
    fn money(&mut self) -> (Option<i64>, Address) {
        let (reading, row) = (self.reading, self.row);
        let (map, names) = (reading.map, reading.names);
        let before = self.refusals.len();
        self.put_read((InvoiceRole::Currency, Column::Currency), None, |cell| {
            names.word(InvoiceRole::Currency, &cell.shown())
        });
        let is_told = self.refusals.len() > before;
        let mark = map.decimal_mark.as_deref().copied();
        for (role, column) in [(InvoiceRole::Quantity, Column::Quantity), (InvoiceRole::Price, Column::Price)]
        {
            let Some((cell, at)) = reading.said(row, role) else { continue };
            let read = amount::read(cell, mark, &names.signs);
            let read = read.and_then(|read| {
                self.of_currency(&read)?;
                decimal(&read)
            });
            match read {
                Ok(decimal) => self.put(column, decimal, Some(at)),
                Err(fault) => self.refuse(at, fault),
            }
        }
        let at = reading.should(row, InvoiceRole::Amount);
        let Some((cell, at)) = reading.said(row, InvoiceRole::Amount) else {
            let help =
                "fill in the cell, or leave the row out by `skip-rows` in the map; a line of zero says 0";
            self.refuse(at, ("the line has no amount".to_owned(), help.to_owned()));
            return (None, at);
        };
        let read = amount::read(cell, mark, &names.signs).and_then(|read| {
            self.of_currency(&read)?;
            Ok(read)
        });
        let read = match read {
            Ok(read) => read,
            Err(fault) => {
                self.refuse(at, fault);
                return (None, at);
            }
        };
        let currency = &self.cells[Column::Currency as usize];
        let currency =
            Some(currency.clone()).filter(|currency| !currency.is_empty()).or(read.currency.clone());
        let Some(currency) = currency.or(map.currency.as_ref().map(|currency| currency.to_string())) else {
            if !is_told {
                self.wanted(InvoiceRole::Currency, "currency", ", or `currency` where all lines have one");
            }
            return (None, at);
        };
        match amount::minor(read.number, &currency, *map.sign) {
            Ok(minor) => {
                self.put(Column::AmountMinor, minor.to_string(), Some(at));
                self.cells[Column::Currency as usize] = currency;
                (Some(minor), at)
            }
            Err(fault) => {
                self.refuse(at, fault);
                (None, at)
            }
        }
    }

    /// That the sign beside a number is of the currency that the row names.
    fn of_currency(&self, read: &Amount) -> Result<(), Fault> {
        let of_row = &self.cells[Column::Currency as usize];
        match &read.currency {
            Some(own) if !of_row.is_empty() && own != of_row => {
                let message = format!("the sign beside the number is of {own}, and the row says {of_row}");
                Err((message, "correct one of the two".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

fn decimal(read: &Amount) -> Result<String, Fault> {
    read.number.decimal().map(|decimal| decimal.to_string()).ok_or_else(|| {
        let message = format!("{} has more than 6 decimals, or is above a billion", read.number);
        (message, "correct the cell, or take the column out of the map".to_owned())
    })
}
