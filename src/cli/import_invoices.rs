//! `import --invoices`: exports of accounts payable, as lines of the book.

use std::path::Path;

use super::DEFECTS;
use super::args::Import;
use super::import_book::{Book, file_name, near_map, of_file, said, shown, told, written};
use crate::edge;
use crate::import::imported::NewFile;
use crate::import::invoices::{export, kept, summary};
use crate::import::spreadsheet::Source;
use crate::import::summary::refused;

/// The exit status: 0 when every line of a contract is taken, 1 when one is not.
///
/// # Errors
/// Wrong use or a failing disk, as a message.
pub(super) fn of_invoices(asked: &Import, file: &Path, map_id: &str, book: &Book) -> Result<u8, String> {
    let path = format!("data/invoice-maps/{map_id}.toml");
    let of_map = of_file(&book.found, &path);
    if !of_map.is_empty() {
        return shown(&of_map, &book.snapshot, "the map cannot be used yet");
    }
    let register = book.register()?;
    let maps = &register.imported.invoice_maps;
    let map = maps.get(map_id).ok_or_else(|| {
        let help = match register.imported.maps.contains_key(map_id) {
            true => "leave --invoices out: the map is of figures".to_owned(),
            false => near_map(map_id, maps.keys()),
        };
        format!("the book has no {path}\n  = help: {help}")
    })?;
    let bytes = edge::named_file(file).map_err(told)?;
    let name = file_name(file);
    let source = Source { name: &name, bytes: &bytes, sheet: asked.sheet.as_deref() };
    match export::proposed(source, map, register, &book.snapshot, asked.remove_gone) {
        Err(refusals) => {
            let text = refused(&refusals);
            said(&format!("{text}nothing is read: file and map do not fit\n"), DEFECTS)
        }
        Ok(proposed) => {
            let mut text = summary::of(source, map, &proposed);
            let outcome = &proposed.outcome;
            if outcome.lines.is_empty() && outcome.refusals.is_empty() && !outcome.others.is_empty() {
                text.push_str(summary::NO_CONTRACT);
                return said(&text, DEFECTS);
            }
            let changed =
                proposed.merge.files.iter().filter(|(_, file)| {
                    !file.added.is_empty() || !file.replaced.is_empty() || file.removed > 0
                });
            let mut files: Vec<NewFile> =
                changed.map(|(path, file)| NewFile { path: path.clone(), text: file.text.clone() }).collect();
            files.push(kept::record(source, map, &proposed, register));
            let (earlier, outcome) = (proposed.earlier.as_ref(), &proposed.outcome);
            written(asked, book, &text, &files, (earlier, &outcome.refusals))
        }
    }
}
