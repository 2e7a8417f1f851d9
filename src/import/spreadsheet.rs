//! `import FILE --map MAP`: the bytes of a spreadsheet, a map and a book to the files that the book would have.

use jiff::civil::Date;

use crate::core::measurement::columns::Column;
use crate::core::measurement::row_cells::Against;
use crate::core::settings::read::commit_date;
use crate::import::again;
use crate::import::cell::Address;
use crate::import::day::DayForm;
use crate::import::folded::folded;
use crate::import::groups::Reading;
use crate::import::head;
use crate::import::merge::{self, Before, Merge};
use crate::import::names::Names;
use crate::import::observed::{self, Outcome};
use crate::import::refusal::Refusal;
use crate::import::sheet::Sheet;
use crate::import::{encoding, kinds, separated};
#[cfg(feature = "spreadsheets")]
use crate::kit::diag::{plural, quoted_list};
use crate::kit::period::Period;
use crate::kit::source::{Snapshot, sha256};
use crate::subject::import::map::{HiddenCells, Map};
use crate::subject::import::record::Import;
use crate::subject::read;
use crate::subject::register::Register;

/// A file that is to be imported.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// Its name, without folders.
    pub name: &'s str,
    pub bytes: &'s [u8],
    /// The sheet that was asked for, before that of the map.
    pub sheet: Option<&'s str>,
}

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
    /// The record of the same file, if it was imported before.
    pub earlier: Option<Import>,
    /// How many rows were taken then, and replaced or removed since.
    pub since: usize,
    /// How many rows are of a period that begins after the day as of which the book speaks, and that day.
    pub later: (usize, Date),
}

/// What keeps a whole file from being read.
pub type Refused = Vec<Refusal>;

/// Reads a file by a map, and puts its rows into the book; of a file that was imported before, those that it did not give then. Where it `removes`, rows of earlier imports that a corrected file has no longer are taken out.
///
/// # Errors
/// What keeps the whole file from being read.
pub fn proposed(
    source: Source<'_>,
    map: &Map,
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
        weeks: map.weeks.as_deref().copied(),
    };
    let catalog = read::declared(snapshot);
    let columns = head::columns(&sheet, &map.head, &map.columns, &form)?;
    let names = Names::of_map(map, register, &catalog);
    let against = Against {
        catalog: &catalog,
        metrics: &register.metrics,
        sites: &register.sites,
        as_of: Some(register.as_of()),
        committed_on: commit_date(snapshot, &register.settings.time_zone),
    };
    let reading =
        Reading { sheet: &sheet, map, columns: &columns, names: &names, against: &against, form: &form };
    let mut outcome = observed::rows(&reading)?;
    let earlier = earlier(source, map, register);
    let (rows, imports) = match earlier {
        None => {
            let imports = register.imported.imports.values().filter(|import| is_by(import, map));
            (outcome.rows.clone(), imports.collect())
        }
        // It corrects no other file: the others may be newer.
        Some(earlier) => (again::fresh(&mut outcome, &sheet, earlier, snapshot), vec![earlier]),
    };
    let before = Before { imports: &imports, removes };
    let merge = merge::merge(&rows, &map.file_name(), snapshot, before);
    let (earlier, since) = (earlier.cloned(), outcome.rows.len() - rows.len());
    for row in merge.outranked.iter().filter_map(|at| rows.get(*at)) {
        outcome.rows.retain(|one| one.at != row.at);
        again::outranked(&mut outcome, row, &sheet);
    }
    let as_of = register.as_of();
    let is_later = |row: &&observed::Taken| {
        Period::parse(&row.cells[Column::Period as usize]).is_some_and(|period| period.first_day() > as_of)
    };
    let later = (outcome.rows.iter().filter(is_later).count(), as_of);
    let (is_hidden, sheet) = (sheet.hidden.sheet, sheet.name);
    Ok(Proposed { sha256: sha256(source.bytes), sheet, is_hidden, outcome, merge, earlier, since, later })
}

/// The import of the same bytes by the same map, if there was one.
fn earlier<'r>(source: Source<'_>, map: &Map, register: &'r Register) -> Option<&'r Import> {
    let sha256 = sha256(source.bytes);
    let sheet = source.sheet.or(map.sheet.as_ref().map(|sheet| sheet.as_str()));
    register.imported.imports.values().find(|import| {
        let same_sheet = sheet.is_none() || import.sheet.as_ref().map(|sheet| sheet.as_str()) == sheet;
        import.sha256.as_str() == sha256 && is_by(import, map) && same_sheet
    })
}

fn is_by(import: &Import, map: &Map) -> bool {
    import.map.as_ref().is_some_and(|id| **id == map.id)
}

/// How a file is to be opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    pub sheet: Option<&'a str>,
    pub encoding: Option<&'a str>,
    pub separator: Option<crate::subject::import::map::Separator>,
    /// Rows that name the columns, counted from 1.
    pub head: &'a [u32],
    /// What becomes of what a workbook hides.
    pub hidden: Option<HiddenCells>,
}

/// The sheet of a file: a workbook's, or the text itself.
///
/// # Errors
/// It cannot be opened, or it is not clear which sheet is meant.
pub fn sheet(source: Source<'_>, asked: &Asked<'_>) -> Result<Sheet, Refusal> {
    if let Some((message, help)) = kinds::no_table(source.bytes) {
        return Err(Refusal::of_file(message, help));
    }
    if is_workbook(source.bytes) {
        let mut sheet = of_workbook(source.bytes, asked.sheet)?;
        sheet.leaves_hidden_out = asked.hidden == Some(HiddenCells::LeaveOut);
        if sheet.leaves_hidden_out && sheet.hidden.is_unknown {
            let message = "of a workbook of this kind (xls, xlsb) it is not known what it hides, and the map leaves out what is hidden";
            return Err(Refusal::of_file(message, "save it anew as xlsx"));
        }
        return Ok(sheet);
    }
    if let Some(sheet) = asked.sheet {
        let message = format!("a text file has no sheet `{sheet}`");
        return Err(Refusal::of_file(message, "leave `sheet` out"));
    }
    let text = encoding::text(source.bytes, asked.encoding)
        .map_err(|fault| Refusal::of_file(fault.message, fault.help))?;
    separated::sheet(&text, asked.separator, asked.head).map_err(|fault| {
        let at = fault.at.map(|at: Address| at.to_string()).unwrap_or_default();
        Refusal::new(at, fault.message, fault.help)
    })
}

#[cfg(feature = "spreadsheets")]
fn is_workbook(bytes: &[u8]) -> bool {
    crate::import::workbook::is_workbook(bytes)
}

#[cfg(feature = "spreadsheets")]
fn of_workbook(bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, Refusal> {
    let book = crate::import::workbook::open(bytes, wanted)
        .map_err(|message| Refusal::of_file(message, "save it anew as xlsx or as CSV"))?;
    book.sheet.ok_or_else(|| {
        let hidden = match book.hidden.as_slice() {
            [] => String::new(),
            hidden => format!("; hidden in the workbook: {}", quoted_list(hidden)),
        };
        let has = quoted_list(&book.sheets) + &hidden;
        match wanted {
            Some(name) => {
                Refusal::of_file(format!("the workbook has no sheet `{name}`"), format!("name {has}"))
            }
            None => Refusal::of_file(
                format!("the workbook has {}", plural(book.sheets.len(), "sheet")),
                format!("say which: `sheet` in the map, or --sheet: {has}"),
            ),
        }
    })
}

#[cfg(not(feature = "spreadsheets"))]
fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

#[cfg(not(feature = "spreadsheets"))]
fn of_workbook(_: &[u8], _: Option<&str>) -> Result<Sheet, Refusal> {
    let message = "the file is a workbook, and this program was built without `spreadsheets`";
    Err(Refusal::of_file(message, "save it as CSV, or use a release"))
}
