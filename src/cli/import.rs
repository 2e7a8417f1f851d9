//! `import`: figures and records of spreadsheets, as they would stand in the book; with `--write`, in the book.

use std::path::Path;

use super::args::Import;
use super::{CLEAN, DEFECTS};
use crate::edge::{Change, Stream, say};
use crate::import::accepted;
use crate::import::imported::{self, NewFile};
use crate::import::records::{self, Records};
use crate::import::spreadsheet::{self, Asked, Proposed, Source};
use crate::import::{propose, summary};
use crate::kit::diag::{Diagnostic, Diagnostics, did_you_mean, plural};
use crate::kit::source::{RepoPath, Snapshot};
use crate::subject::import::map::Map;
use crate::subject::read;
use crate::subject::register::Register;
use crate::{edge, emit};

/// A book as it stands, and what its readers say of it.
struct Book {
    snapshot: Snapshot,
    register: Option<Register>,
    found: Diagnostics,
}

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
        (None, Some(file), Some(map)) if asked.propose => proposal(asked, file, &map_id(map)?, &book),
        (None, Some(file), Some(map)) => of_figures(asked, file, &map_id(map)?, &book),
        _ => Err("name a file and its map".to_owned()),
    }
}

impl Book {
    fn register(&self) -> Result<&Register, String> {
        self.register.as_ref().ok_or_else(|| {
            format!("the book has {}; `scorebook check` shows them", plural(self.found.defects(), "defect"))
        })
    }

    /// Writes files: those that stand there become what they are to be.
    fn write(&self, root: &Path, files: &[NewFile]) -> Result<(), String> {
        let before = |path: &str| self.snapshot.texts.get(&RepoPath::new(path)).map(|text| text.content());
        let changes: Vec<Change<'_>> = files
            .iter()
            .map(|file| Change { path: &file.path, before: before(&file.path), text: &file.text })
            .collect();
        edge::change_files(root, &changes).map_err(told)
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
    if let Some(earlier) = spreadsheet::earlier(source, map, register) {
        let text =
            format!("already imported: data/imports/{}.toml has this file; nothing is written\n", earlier.id);
        return said(&text, CLEAN);
    }
    match spreadsheet::proposed(source, map, register, &book.snapshot, asked.remove_gone) {
        Err(refusals) => {
            let text = summary::refused(&refusals);
            said(&format!("{text}nothing is read: file and map do not fit\n"), DEFECTS)
        }
        Ok(proposed) => {
            let mut text = summary::of(source, map, &proposed);
            let files = files(source, map, &proposed, register);
            let refused = proposed.outcome.refused > 0;
            if !asked.write || !refused || asked.skip_refused {
                return conclude(asked, book, &text, &files, refused);
            }
            text.push_str("nothing is written\n  = help: mend the cells or the map; --skip-refused writes the others and records these\n");
            said(&text, DEFECTS)
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

/// Says what there is to say, and writes the files where that was asked for and the readers take them.
fn conclude(asked: &Import, book: &Book, text: &str, files: &[NewFile], refused: bool) -> Result<u8, String> {
    let status = if refused { DEFECTS } else { CLEAN };
    let with = accepted::with_files(&book.snapshot, files);
    let defects = accepted::new_defects(&book.found, &with);
    if !defects.is_empty() {
        say(Stream::Out, text).map_err(no_output)?;
        return shown(&defects, &with, "the book could not be read any more");
    }
    if !asked.write {
        return said(&format!("{text}nothing is written; --write does\n"), status);
    }
    book.write(&asked.root, files)?;
    let wrote: String = match files {
        [one] => format!("wrote {}\n", one.path),
        several if several.len() <= 8 => {
            several.iter().map(|file| format!("wrote {}\n", file.path)).collect()
        }
        several => format!("wrote {}\n", plural(several.len(), "file")),
    };
    let told = say(Stream::Out, &format!("{text}{wrote}"));
    told.map_err(|error| format!("the files are written; {}", no_output(error)))?;
    Ok(status)
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
    let Records { files, left, refusals } = records::records(
        &sheet,
        asked.kind.as_deref(),
        book.register.as_ref(),
        (&book.snapshot, &book.found),
    );
    let mut text = summary::records(&files, &left, &refusals);
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
    let path = format!("data/maps/{map_id}.toml");
    let text = propose::map(&sheet, &name, asked.encoding.as_deref(), book.register()?);
    edge::add_file(&asked.root, &path, &text).map_err(told)?;
    let open = text.matches("\"?\"").count();
    let help = match open {
        0 => "read it before you import by it".to_owned(),
        _ => format!("answer {}; `scorebook import` by it says what is left", plural(open, "question")),
    };
    said(&format!("wrote {path}\n  = help: {help}\n"), CLEAN)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The id of a map that was named by its file or by its id.
fn map_id(named: &Path) -> Result<String, String> {
    let name = file_name(named);
    let stem = name.strip_suffix(".toml").unwrap_or(&name).to_owned();
    let folder = named.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.ends_with("data/maps")) {
        return Err(format!(
            "`{}` stands outside data/maps/\n  = help: move it there: the book keeps how its rows came into it",
            edge::shown(named)
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
        let help = match did_you_mean(id, maps.keys().map(|id| id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "--propose writes it from the file".to_owned(),
        };
        format!("the book has no data/maps/{id}.toml\n  = help: {help}")
    })
}

fn of_file(found: &Diagnostics, path: &str) -> Diagnostics {
    let mut of_file = Diagnostics::default();
    of_file.extend(found.iter().filter(|found: &&Diagnostic| found.place.path.as_str() == path).cloned());
    of_file.sort();
    of_file
}

fn shown(found: &Diagnostics, snapshot: &Snapshot, why: &str) -> Result<u8, String> {
    let text = emit::human(found, &snapshot.texts, false);
    said(&format!("{text}nothing is written: {why}\n"), DEFECTS)
}

fn said(text: &str, status: u8) -> Result<u8, String> {
    say(Stream::Out, text).map(|()| status).map_err(no_output)
}

fn no_output(error: impl std::fmt::Display) -> String {
    format!("cannot write to standard output: {error}")
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
