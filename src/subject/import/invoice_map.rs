//! An invoice map: how an export of accounts payable, or an invoice that a vendor sent as a table, becomes invoice lines. It says what a file cannot say of
//! itself, above all which of its suppliers are vendors of which contract.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::contract::record::CostCategory;
use crate::core::settings::forms::Currency;
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{ContractId, MapId, PartId, ProjectId, RateId, SiteId};
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;
use crate::subject::import::map::{
    CellName, DateOrder, DecimalMark, HiddenCells, Separator, Serials, table_form,
};

closed_list! {
    /// What a column of invoice lines holds.
    InvoiceRole {
        Amount = "amount" "amount",
        Contract = "contract" "contract",
        Invoice = "invoice" "invoice",
        IssuedOn = "issued-on" "day of issue",
        DueOn = "due-on" "day on which it is due",
        Month = "month" "month of the service",
        Rate = "rate" "rate",
        Category = "category" "category",
        Site = "site" "site",
        Project = "project" "project",
        Quantity = "quantity" "quantity",
        Price = "price" "price",
        Currency = "currency" "currency",
        Order = "order" "purchase order",
        Note = "note" "note",
        Ignore = "ignore" "not read",
    }
    /// Which month a line is of, where nothing names one.
    MonthRule {
        Issued = "issued" "the month of the day of issue",
        Previous = "previous" "the month before the day of issue",
    }
    /// How the file signs what is owed.
    Sign {
        CostsPositive = "costs-positive" "what is owed is above zero",
        CostsNegative = "costs-negative" "what is owed is below zero",
    }
    /// What a file has of an invoice.
    Completeness {
        Whole = "whole" "all lines of each invoice that it names",
        InParts = "in-parts" "some lines of an invoice; others stand in other files",
    }
}

/// How an export of accounts payable becomes invoice lines.
#[derive(Clone, Debug, Record)]
#[record(noun = "invoice map", path = "data/invoice-maps/<map>.toml")]
pub struct InvoiceMap {
    pub id: MapId,
    /// What it reads, and from whom it comes.
    #[key(example = "Payments of the shared service centre, by month")]
    pub title: At<String>,
    /// The sheet; needed where the workbook has several.
    #[key(example = "# Payments")]
    pub sheet: Option<At<String>>,
    /// The rows that name the columns, counted from 1; of merged heads all of them, from above.
    #[key(example = "1", range = 1..=4)]
    pub head: Vec<At<u32>>,
    /// Of a text file that is not UTF-8: how it is encoded, as the web names it.
    #[key(example = "windows-1252")]
    pub encoding: Option<At<String>>,
    /// What parts the cells of a text file; absent: what its head rows show.
    #[key(example = "comma")]
    pub separator: Option<At<Separator>>,
    /// Of numbers written as text; absent: 27,834 is not read.
    #[key(example = "point")]
    pub decimal_mark: Option<At<DecimalMark>>,
    /// Of dates such as 03/04/2026, which are not read without it.
    #[key(example = "day-first")]
    pub dates: Option<At<DateOrder>>,
    /// Of days that are plain numbers, which are not read without it; 1904 in books from old Macs.
    #[key(example = "1900")]
    pub serials: Option<At<Serials>>,
    /// Names of the twelve months where they are not English; three letters are enough in the file.
    #[key(
        example = "# janvier, février, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre"
    )]
    pub months: Vec<At<String>>,
    /// Words of cells that are as good as empty. An empty amount is none, and no zero.
    #[key(example = "n/a, -")]
    pub missing: Vec<At<String>>,
    /// Rows with one of these texts in a cell are left out; `Total*` is every text that begins so.
    #[key(example = "Total*")]
    pub skip_rows: Vec<At<String>>,
    /// Of rows and columns of the table that a workbook hides, by a filter or otherwise; absent: a table with some is not read.
    #[key(example = "read")]
    pub hidden: Option<At<HiddenCells>>,
    /// Name of the file below data/invoices/; absent: the map's id.
    #[key(example = "payables-2026")]
    pub file: Option<At<PartId>>,
    /// Of amounts: how the file signs what is owed. Parentheses and a minus before or behind turn the sign around.
    #[key(example = "costs-positive", default = Sign::CostsPositive)]
    pub sign: At<Sign>,
    /// Whether a file has all lines of an invoice that it names; absent: an invoice of which the book has other lines is refused.
    #[key(example = "whole")]
    pub lines: Option<At<Completeness>>,
    /// Of every line, where no column and no cell says it.
    #[key(example = "# INV-2026-1017")]
    pub invoice: Option<At<String>>,
    /// Likewise; then the whole file is of one contract.
    #[key(example = "# acme-2026")]
    pub contract: Option<At<ContractId>>,
    /// Likewise.
    #[key(example = "# 2026-11-05")]
    pub issued_on: Option<At<Date>>,
    /// Likewise.
    #[key(example = "# 2026-12-05")]
    pub due_on: Option<At<Date>>,
    /// Which month the service was of, where nothing names one: that of the day of issue, or the one before.
    #[key(example = "previous")]
    pub month: Option<At<MonthRule>>,
    /// Of every line, where no column and no cell says it.
    #[key(example = "# labelling")]
    pub rate: Option<At<RateId>>,
    /// Likewise.
    #[key(example = "# production")]
    pub category: Option<At<CostCategory>>,
    /// Likewise.
    #[key(example = "# acme-porto")]
    pub site: Option<At<SiteId>>,
    /// Likewise.
    #[key(example = "# atlas")]
    pub project: Option<At<ProjectId>>,
    /// Likewise.
    #[key(example = "USD")]
    pub currency: Option<At<Currency>>,
    /// Likewise.
    #[key(example = "# PO-2026-77")]
    pub order: Option<At<String>>,
    #[key(name = "cell")]
    pub cells: Vec<InvoiceCell>,
    #[key(name = "column", range = 1..)]
    pub columns: Vec<InvoiceColumn>,
    #[key(name = "name")]
    pub names: Vec<InvoiceName>,
    pub place: Place,
}

/// A cell that speaks for every line, such as the number of the invoice in a title.
#[derive(Clone, Debug, Record)]
#[record(noun = "cell", check = InvoiceCell::check)]
pub struct InvoiceCell {
    /// Which cell.
    #[key(example = "B1")]
    pub at: At<CellName>,
    /// What it says; no amount, quantity, price or note.
    #[key(example = "order")]
    pub is: At<InvoiceRole>,
    pub place: Place,
}

/// A column of the file.
#[derive(Clone, Debug, Record)]
#[record(noun = "column", check = InvoiceColumn::check)]
pub struct InvoiceColumn {
    /// What its head says; of two rows both, as `above / below`.
    #[key(example = "Amount in Sterling")]
    pub head: At<String>,
    /// What it holds.
    #[key(example = "amount")]
    pub is: At<InvoiceRole>,
    /// An empty cell stands for the one above; not of numbers.
    #[key(example = "# true", default = false)]
    pub fill_down: bool,
    pub place: Place,
}

/// What the file calls something, and what that is; one of them.
#[derive(Clone, Debug, Record)]
#[record(noun = "name", check = InvoiceName::check)]
pub struct InvoiceName {
    /// As the cells have it; of a currency also the sign beside an amount, such as `£`.
    #[key(example = "ACME LABELLING (11532010)")]
    pub says: At<String>,
    /// The contract under which who is called so bills.
    #[key(example = "acme-2026")]
    pub contract: Option<At<ContractId>>,
    /// The rate.
    #[key(example = "# labelling")]
    pub rate: Option<At<RateId>>,
    /// The category.
    #[key(example = "# training")]
    pub category: Option<At<CostCategory>>,
    /// The site.
    #[key(example = "# acme-porto")]
    pub site: Option<At<SiteId>>,
    /// The project.
    #[key(example = "# atlas")]
    pub project: Option<At<ProjectId>>,
    /// The currency.
    #[key(example = "# GBP")]
    pub currency: Option<At<Currency>>,
    /// Rows of who is called so are left out.
    #[key(example = "# true", default = false)]
    pub skip: bool,
    pub place: Place,
}

impl InvoiceRole {
    /// Whether it holds a number.
    pub fn is_number(self) -> bool {
        matches!(self, InvoiceRole::Amount | InvoiceRole::Quantity | InvoiceRole::Price)
    }

    /// Whether several columns may be it.
    fn may_repeat(self) -> bool {
        matches!(self, InvoiceRole::Note | InvoiceRole::Ignore)
    }
}

impl InvoiceCell {
    fn check(draft: &mut InvoiceCellDraft, reader: &Reader<'_, '_, '_>) {
        let speaks_for_all = |is: InvoiceRole| !is.is_number() && !is.may_repeat();
        if let Some(is) = draft.is.as_ref().filter(|is| !speaks_for_all(is.value)) {
            let message = format!("one cell is the `{}` of every line", is.word());
            let label = "expected a key that all lines of the file may have";
            reader.bad_value(is, message, label, "make it a [[column]]");
        }
    }
}

impl InvoiceColumn {
    fn check(draft: &mut InvoiceColumnDraft, reader: &Reader<'_, '_, '_>) {
        let Some(is) = &draft.is else { return };
        if draft.fill_down && (is.is_number() || is.may_repeat()) {
            let message = format!("`fill-down` is set on a column of `{}`", is.word());
            reader.bad_value(is, message, "an empty number is no number", "remove it");
        }
    }
}

impl InvoiceName {
    fn check(draft: &mut InvoiceNameDraft, reader: &Reader<'_, '_, '_>) {
        let named = ["contract", "rate", "category", "site", "project", "currency"];
        let count = named.iter().filter(|key| reader.fields.has(key)).count() + usize::from(draft.skip);
        if count == 1 {
            return;
        }
        let message = match count {
            0 => "a name stands for nothing",
            _ => "a name stands for two things",
        };
        reader.log().push(
            Diagnostic::new(&codes::BAD_VALUE, reader.place(), message)
                .label("expected one of contract, rate, category, site, project, currency and skip")
                .help("write a [[name]] for each"),
        );
    }
}

impl InvoiceMap {
    /// The rules between its keys.
    pub fn check(draft: &mut InvoiceMapDraft, reader: &Reader<'_, '_, '_>) {
        table_form(&draft.head, &draft.months, reader);
        let mut seen = BTreeSet::new();
        for column in &draft.columns {
            let is = *column.is;
            if !is.may_repeat() && !seen.insert(is) {
                let message = format!("two columns are the `{}` of a line", is.word());
                let label = "expected one column of each kind";
                reader.bad_value(&column.is, message, label, "make one of them `note` or `ignore`");
            }
        }
        if let Some(first) = draft.columns.first().filter(|_| !seen.contains(&InvoiceRole::Amount)) {
            reader.log().push(
                Diagnostic::new(
                    &codes::BAD_VALUE,
                    first.place.clone(),
                    "no column of the map holds an amount",
                )
                .label("a line has an amount, before tax")
                .help("say of a column that it `is = \"amount\"`"),
            );
        }
    }

    /// The name of its file below `data/invoices/`.
    pub fn file_name(&self) -> String {
        format!("{}.csv", self.file.as_ref().map_or(self.id.as_str(), |file| file.as_str()))
    }
}
