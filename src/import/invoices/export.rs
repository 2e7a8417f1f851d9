//! An export, an invoice map and a book to the files that the book would have.

use crate::core::contract::known::Known;
use crate::core::settings::read::commit_date;
use crate::import::cell::Address;
use crate::import::day::DayForm;
use crate::import::folded::folded;
use crate::import::head;
use crate::import::invoices::merge::{self, Before, Merge};
use crate::import::invoices::names::InvoiceNames;
use crate::import::invoices::reading::{Outcome, Reading};
use crate::import::invoices::table;
use crate::import::refusal::Refusal;
use crate::import::spreadsheet::{Asked, Refused, Source, sheet};
use crate::kit::record::future::Today;
use crate::kit::source::{Snapshot, sha256};
use crate::subject::import::invoice_map::InvoiceMap;
use crate::subject::import::invoice_row::said;
use crate::subject::import::record::Import;
use crate::subject::read;
use crate::subject::register::Register;

/// What an import would do.
#[derive(Clone, Debug)]
pub struct Proposed {
    pub sha256: String,
    /// Empty of a text file.
    pub sheet: String,
    /// Whether the workbook hides it.
    pub is_hidden: bool,
    pub outcome: Outcome,
    pub merge: Merge,
    /// Cells of lines that say what another line of the file says.
    pub repeated: Vec<String>,
    /// The record of the same file, if it was imported before.
    pub earlier: Option<Import>,
}

/// Reads an export by a map, and puts its lines into the book. Where it `removes`, lines of invoices that a corrected file has no longer are taken out.
///
/// # Errors
/// What keeps the whole file from being read.
pub fn proposed(
    source: Source<'_>,
    map: &InvoiceMap,
    register: &Register,
    snapshot: &Snapshot,
    removes: bool,
) -> Result<Proposed, Refused> {
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
        months: map.months.iter().map(|month| folded(month)).collect(),
        weeks: None,
    };
    let columns = head::columns(&sheet, &map.head, &map.columns, &form)?;
    let empty: Vec<Refusal> = map
        .cells
        .iter()
        .filter_map(|cell| Some((cell, Address::parse(&cell.at)?)))
        .filter(|(_, at)| sheet.seen(*at).is_empty())
        .map(|(cell, at)| {
            let message = format!("the cell is empty, and the map reads the {} there", cell.is.label());
            Refusal::new(sheet.named(at), message, "correct `at` in the map")
        })
        .collect();
    if !empty.is_empty() {
        return Err(empty);
    }
    let catalog = read::declared(snapshot);
    let known = Known {
        catalog: &catalog,
        metrics: &register.metrics,
        contracts: &register.contracts,
        settings: Some(&register.settings),
        today: Today {
            as_of: Some(register.as_of()),
            committed_on: commit_date(snapshot, &register.settings.time_zone),
        },
        snapshot,
    };
    let names = InvoiceNames::new(map, register, &catalog);
    let reading =
        Reading { sheet: &sheet, map, columns: &columns, names: &names, known: &known, form: &form };
    if let Some(doubt) = reading.hides() {
        return Err(vec![doubt]);
    }
    let mut outcome = table::lines(&reading);
    let earlier = earlier(source, map, register);
    let imports: Vec<&Import> = match earlier {
        None => register.imported.imports.values().filter(|import| is_by(import, map)).collect(),
        // It corrects no other file: the others may be newer.
        Some(earlier) => vec![earlier],
    };
    let before = Before { imports: &imports, earlier, removes };
    let merge = merge::merge(&mut outcome, (map, &sheet), snapshot, before);
    let repeated = outcome.repeated(said).into_iter().map(|line| sheet.named(line.at)).collect();
    let earlier = earlier.cloned();
    let (is_hidden, sheet) = (sheet.hidden.sheet, sheet.name);
    Ok(Proposed { sha256: sha256(source.bytes), sheet, is_hidden, outcome, merge, repeated, earlier })
}

/// The import of the same bytes by the same map, if there was one.
fn earlier<'r>(source: Source<'_>, map: &InvoiceMap, register: &'r Register) -> Option<&'r Import> {
    let sha256 = sha256(source.bytes);
    let sheet = source.sheet.or(map.sheet.as_ref().map(|sheet| sheet.as_str()));
    register.imported.imports.values().find(|import| {
        let same_sheet = sheet.is_none() || import.sheet.as_ref().map(|sheet| sheet.as_str()) == sheet;
        import.sha256.as_str() == sha256 && is_by(import, map) && same_sheet
    })
}

fn is_by(import: &Import, map: &InvoiceMap) -> bool {
    import.invoice_map.as_ref().is_some_and(|id| **id == map.id)
}
