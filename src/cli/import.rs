//! `import`: figures and records of spreadsheets, as they would stand in the book; with `--write`, in the book.

use std::path::Path;

use super::args::Import;
use super::import_book::{Book, conclude, file_name, near_map, of_file, said, shown, told, written};
use super::{CLEAN, DEFECTS, import_invoices};
use crate::edge;
use crate::import::imported::{self, NewFile};
use crate::import::records::{self, Records};
use crate::import::spreadsheet::{self, Asked, Proposed, Source};
use crate::import::{invoices, propose, summary};
use crate::kit::diag::plural;
use crate::subject::import::map::Map;
use crate::subject::read;
use crate::subject::register::Register;

/// The exit status: 0 when everything is taken, 1 when something is not.
///
/// # Errors
/// Wrong use or a failing disk, as a message.
pub fn import(asked: &Import) -> Result<u8, String> {
    let opened =
        edge::threads(None).map_err(told)?.install(|| edge::open(&asked.root, None)).map_err(told)?;
    let (register, found) = read::read(&opened.snapshot);
    let book = Book { snapshot: opened.snapshot, register, found };
    if asked.encoding.is_some() && asked.records.is_none() && !asked.propose {
        return Err(
            "figures are read as their map says\n  = help: write `encoding` into the map: the book keeps how its rows came into it"
                .to_owned(),
        );
    }
    match (&asked.records, &asked.file, &asked.map) {
        (Some(table), ..) => of_table(asked, table, &book),
        (None, Some(file), Some(map)) => {
            let id = map_id(map, asked.invoices)?;
            match (asked.propose, asked.invoices) {
                (true, _) => proposal(asked, file, &id, &book),
                (false, false) => of_figures(asked, file, &id, &book),
                (false, true) => import_invoices::of_invoices(asked, file, &id, &book),
            }
        }
        _ => Err("name a file and its map".to_owned()),
    }
}

fn of_figures(asked: &Import, file: &Path, map_id: &str, book: &Book) -> Result<u8, String> {
    let of_map = of_file(&book.found, &format!("data/maps/{map_id}.toml"));
    if !of_map.is_empty() {
        return shown(&of_map, &book.snapshot, "the map cannot be used yet");
    }
    let register = book.register()?;
    let map = map(register, map_id)?;
    let bytes = edge::named_file(file).map_err(told)?;
    let name = file_name(file);
    let source = Source { name: &name, bytes: &bytes, sheet: asked.sheet.as_deref() };
    match spreadsheet::proposed(source, map, register, &book.snapshot, asked.remove_gone) {
        Err(refusals) => {
            let text = summary::refused(&refusals);
            said(&format!("{text}nothing is read: file and map do not fit\n"), DEFECTS)
        }
        Ok(proposed) => {
            let text = summary::of(source, map, &proposed);
            let files = files(source, map, &proposed, register);
            let (earlier, outcome) = (proposed.earlier.as_ref(), &proposed.outcome);
            written(asked, book, &text, &files, (earlier, &outcome.refusals))
        }
    }
}

/// The files that an import changes, its record last.
fn files(source: Source<'_>, map: &Map, proposed: &Proposed, register: &Register) -> Vec<NewFile> {
    let changed = proposed
        .merge
        .files
        .iter()
        .filter(|(_, file)| !file.added.is_empty() || !file.replaced.is_empty() || file.removed > 0);
    let mut files: Vec<NewFile> =
        changed.map(|(path, file)| NewFile { path: path.clone(), text: file.text.clone() }).collect();
    files.push(imported::record(source, map, proposed, register));
    files
}

fn of_table(asked: &Import, table: &Path, book: &Book) -> Result<u8, String> {
    let bytes = edge::named_file(table).map_err(told)?;
    let name = file_name(table);
    let source = Source { name: &name, bytes: &bytes, sheet: asked.sheet.as_deref() };
    let asks =
        Asked { sheet: asked.sheet.as_deref(), encoding: asked.encoding.as_deref(), ..Asked::default() };
    let sheet = match spreadsheet::sheet(source, &asks) {
        Ok(sheet) => sheet,
        Err(refusal) => return said(&summary::refused(&[refusal]), DEFECTS),
    };
    let undated = book.by_name();
    let Records { files, left, refusals, notes } = records::records(
        &sheet,
        asked.kind.as_deref(),
        book.register.as_ref().or(undated.as_ref()),
        (&book.snapshot, &book.found),
    );
    let mut text = summary::noted(&notes) + &summary::records(&files, &left, &refusals);
    if !refusals.is_empty() {
        text.push_str("nothing is written\n");
        return said(&text, DEFECTS);
    }
    if files.is_empty() {
        return said(&text, CLEAN);
    }
    conclude(asked, book, &text, &files, false)
}

fn proposal(asked: &Import, file: &Path, map_id: &str, book: &Book) -> Result<u8, String> {
    let bytes = edge::named_file(file).map_err(told)?;
    let name = file_name(file);
    let source = Source { name: &name, bytes: &bytes, sheet: asked.sheet.as_deref() };
    let asks =
        Asked { sheet: asked.sheet.as_deref(), encoding: asked.encoding.as_deref(), ..Asked::default() };
    let sheet = match spreadsheet::sheet(source, &asks) {
        Ok(sheet) => sheet,
        Err(refusal) => return said(&summary::refused(&[refusal]), DEFECTS),
    };
    let path = format!("{}/{map_id}.toml", folder(asked.invoices));
    let (encoding, register) = (asked.encoding.as_deref(), book.register()?);
    let text = match asked.invoices {
        true => invoices::propose::map(&sheet, &name, encoding, register),
        false => propose::map(&sheet, &name, encoding, register),
    };
    edge::add_file(&asked.root, &path, &text).map_err(told)?;
    let open = text.matches("\"?\"").count();
    let help = match open {
        0 => "read it before you import by it".to_owned(),
        _ => format!("answer {}; `scorebook import` by it says what is left", plural(open, "question")),
    };
    said(&format!("wrote {path}\n  = help: {help}\n"), CLEAN)
}

/// Where maps stand.
fn folder(invoices: bool) -> &'static str {
    if invoices { "data/invoice-maps" } else { "data/maps" }
}

/// The id of a map that was named by its file or by its id.
fn map_id(named: &Path, invoices: bool) -> Result<String, String> {
    let name = file_name(named);
    let stem = name.strip_suffix(".toml").unwrap_or(&name).to_owned();
    let stands = named.parent().filter(|stands| !stands.as_os_str().is_empty());
    if stands.is_some_and(|stands| !stands.ends_with(folder(invoices))) {
        let is_other = stands.is_some_and(|stands| stands.ends_with(folder(!invoices)));
        let help = match (is_other, invoices) {
            (true, true) => "leave --invoices out: the map is of figures",
            (true, false) => "add --invoices: the map is of invoices",
            (false, _) => "move it there: the book keeps how its rows came into it",
        };
        return Err(format!(
            "`{}` stands outside {}/\n  = help: {help}",
            edge::shown(named),
            folder(invoices)
        ));
    }
    match crate::kit::id::is_valid_id(&stem) {
        true => Ok(stem),
        false => Err(format!(
            "`{}` is no id of a map\n  = help: write lower-case letters, digits and single hyphens",
            stem.escape_debug()
        )),
    }
}

fn map<'r>(register: &'r Register, id: &str) -> Result<&'r Map, String> {
    let maps = &register.imported.maps;
    maps.get(id).ok_or_else(|| {
        let help = match register.imported.invoice_maps.contains_key(id) {
            true => "add --invoices: the map is of invoices".to_owned(),
            false => near_map(id, maps.keys()),
        };
        format!("the book has no data/maps/{id}.toml\n  = help: {help}")
    })
}
