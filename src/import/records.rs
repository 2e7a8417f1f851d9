//! `import --records`: a table of vendors, sites, projects or contracts to a file each. Its columns are the keys of their declaration; what the
//! readers say of a file is said of the cell that it came from.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::accepted;
use crate::import::as_toml::toml;
use crate::import::called::{called, named_already};
use crate::import::cell::{Address, Cell};
use crate::import::folded::folded;
use crate::import::imported::NewFile;
use crate::import::latin::id_of;
use crate::import::literal::{DAYS_OF_A_COLUMN, Named, of_key};
use crate::import::refusal::Refusal;
use crate::import::sheet::Sheet;
use crate::import::unseen;
use crate::kit::declared::{Shape, Table};
use crate::kit::diag::{Diagnostics, codes, did_you_mean, quoted_list};
use crate::kit::id::is_valid_id;
use crate::kit::record::catalog::Sort;
use crate::kit::source::{Place, RepoPath, Snapshot};
use crate::starter;
use crate::subject::register::Register;

/// Rows in which the head is looked for.
const TOP: usize = 40;

/// What a table becomes.
#[derive(Clone, Debug, Default)]
pub struct Records {
    pub files: Vec<NewFile>,
    /// Paths at which a record stands already.
    pub left: Vec<String>,
    pub refusals: Vec<Refusal>,
    /// What the checks find in what is taken, at its cells.
    pub notes: Vec<Refusal>,
}

/// A column: its key, as parts of a path.
struct Column {
    at: usize,
    path: Vec<String>,
}

/// The kinds that a table can have rows of.
pub fn kinds() -> Vec<Table> {
    let is_one_id = |kind: &Table| {
        kind.path.ends_with(".toml") && !kind.path.contains("<number>") && !kind.path.contains("<period>")
    };
    starter::kinds().into_iter().filter(is_one_id).collect()
}

/// The records of a table. `kind` is that of every row; without it a column `kind` says it.
pub fn records(
    sheet: &Sheet,
    kind: Option<&str>,
    register: Option<&Register>,
    (snapshot, found): (&Snapshot, &Diagnostics),
) -> Records {
    let kinds = kinds();
    let mut records = Records::default();
    let Some((head, columns)) = head(sheet, &kinds) else {
        let help = "name the columns as the format names the keys; `scorebook schema vendor` lists them";
        records.refusals.push(Refusal::of_file("no row of the table names keys of a record", help));
        return records;
    };
    if let Some(word) = kind.filter(|word| !kinds.iter().any(|kind| kind.kind == *word)) {
        let words = || kinds.iter().map(|kind| kind.kind);
        let help = kind_meant(word, &words().collect::<Vec<_>>());
        records.refusals.push(Refusal::of_file(format!("--kind: `{word}` is no kind of record"), help));
        return records;
    }
    // A site may name a vendor of the same table.
    let own = own_names(sheet, kind, head, (&columns, &kinds));
    let named = |sort: Sort, name: &str| {
        let of_book = register.and_then(|register| called(register, sort, name));
        of_book.or_else(|| match own.get(&(sort, folded(name)))?.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        })
    };
    records.notes.extend(hidden(sheet, head, &columns));
    let mut origin: BTreeMap<(String, u32), Address> = BTreeMap::new();
    let mut paths: BTreeMap<String, Address> = BTreeMap::new();
    let mut refused: BTreeMap<String, String> = BTreeMap::new();
    for row in head + 1..sheet.rows.len() {
        if sheet.is_row_empty(row) {
            continue;
        }
        let row = Row { sheet, row, columns: &columns, kinds: &kinds, named: &named };
        if let Some(refusal) = register.and_then(|register| row.named_already(kind, register)) {
            records.refusals.push(refusal);
            continue;
        }
        let (file, lines, at) = match row.file(kind) {
            Ok(written) => written,
            Err(refusals) => {
                let first = refusals.first().map(|refusal| refusal.at.clone()).unwrap_or_default();
                refused.extend(row.path(kind).map(|path| (path, first)));
                records.refusals.extend(refusals);
                continue;
            }
        };
        if let Some(first) = paths.insert(file.path.clone(), at) {
            let message = format!("a second row becomes {}; the first is {first}", file.path);
            records.refusals.push(Refusal::new(sheet.named(at), message, "give them different ids"));
        } else if snapshot.texts.contains_key(&RepoPath::new(&file.path)) {
            records.left.push(file.path);
        } else {
            origin.extend(lines.into_iter().map(|(line, at)| ((file.path.clone(), line), at)));
            records.files.push(file);
        }
    }
    let with = accepted::with_files(snapshot, &records.files);
    let cell_of = |place: &Place| {
        let path = place.path.as_str();
        Some(sheet.named(*origin.get(&(path.to_owned(), place.line)).or_else(|| paths.get(path))?))
    };
    let mut wrong: BTreeSet<String> = BTreeSet::new();
    for defect in accepted::new_defects(found, &with).iter() {
        let path = defect.place.path.as_str();
        wrong.insert(path.to_owned());
        // What is missing stands in no cell.
        let cell =
            origin.get(&(path.to_owned(), defect.place.line)).filter(|_| defect.code != &codes::MISSING_KEY);
        let at = cell.or_else(|| paths.get(path));
        let at = at.map_or_else(|| path.to_owned(), |at| sheet.named(*at));
        // What its own table does not give yet is told there.
        let own = defect.label.strip_prefix("expected ").and_then(|path| Some((path, refused.get(path)?)));
        if let Some((path, row)) = own {
            let named = RepoPath::new(path);
            let message = format!("it names `{}`, whose row is not taken", named.stem());
            records.refusals.push(Refusal::new(at, message, format!("mend {row} first")));
            continue;
        }
        let said = if defect.label.is_empty() { String::new() } else { format!(": {}", defect.label) };
        records.refusals.push(Refusal::new(at, format!("{}{said}", defect.message), defect.help.clone()));
    }
    if wrong.is_empty() && records.refusals.is_empty() {
        let findings = accepted::findings(&with).into_iter();
        let of_cells =
            findings.filter_map(|one| Some(Refusal::new(cell_of(&one.place)?, one.message, one.help)));
        records.notes.extend(of_cells);
    }
    // A record that is refused is no new one.
    records.files.retain(|file| !wrong.contains(&file.path));
    records
}

/// Which of the rows and columns the workbook hides. The dry run names the files that they become, so that they are no doubt.
fn hidden(sheet: &Sheet, head: usize, columns: &[Column]) -> Option<Refusal> {
    let rows = (head + 1..sheet.rows.len()).filter(|row| !sheet.is_row_empty(*row));
    let (first, hidden) = unseen::told(sheet, rows, columns.iter().map(|column| column.at))?;
    let message = format!("the workbook hides {hidden}, and all of the table is read");
    Some(Refusal::new(sheet.named(first), message, "take out of the table what is not meant"))
}

/// What helps where a word is no kind of record.
fn kind_meant(word: &str, words: &[&str]) -> String {
    let plain = word.replace([' ', '_'], "-");
    match did_you_mean(&plain, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write {}", quoted_list(words)),
    }
}

/// The ids of the rows of a table by their names.
fn own_names(
    sheet: &Sheet,
    kind: Option<&str>,
    head: usize,
    (columns, kinds): (&[Column], &[Table]),
) -> BTreeMap<(Sort, String), Vec<String>> {
    let mut names: BTreeMap<(Sort, String), Vec<String>> = BTreeMap::new();
    for row in head + 1..sheet.rows.len() {
        let row = Row { sheet, row, columns, kinds, named: &|_, _| None };
        let first = Address { row: row.row, column: 0 };
        let (Ok(kind), Ok((id, _)), Some((name, _))) =
            (row.kind(kind, first), row.id(first), row.cell("name"))
        else {
            continue;
        };
        let sort = match kind.kind {
            "vendor" => Sort::Vendor,
            "site" => Sort::Site,
            "project" => Sort::Project,
            _ => continue,
        };
        names.entry((sort, folded(&name))).or_default().push(id);
    }
    names
}

/// The first row that names two keys or more, and its columns.
fn head(sheet: &Sheet, kinds: &[Table]) -> Option<(usize, Vec<Column>)> {
    let known = |name: &str| {
        name == "id" || name == "kind" || kinds.iter().any(|kind| shape(kind, &parts(name)).is_some())
    };
    let names = |row: usize| -> Vec<(usize, String)> {
        let cells = sheet.rows.get(row).into_iter().flatten().enumerate();
        cells.filter(|(_, cell)| !cell.is_empty()).map(|(at, cell)| (at, key_name(cell))).collect()
    };
    let row = (0..sheet.rows.len().min(TOP))
        .find(|row| names(*row).iter().filter(|(_, name)| known(name)).count() > 1)?;
    Some((row, names(row).into_iter().map(|(at, name)| Column { at, path: parts(&name) }).collect()))
}

fn key_name(cell: &Cell) -> String {
    folded(&cell.shown()).replace([' ', '_'], "-")
}

fn parts(name: &str) -> Vec<String> {
    name.split('.').map(str::to_owned).collect()
}

/// What a key may hold, by its path: `service-level.accuracy.target`, `queue.1.name`.
fn shape<'t>(table: &'t Table, path: &[String]) -> Option<&'t Shape> {
    let (first, rest) = path.split_first()?;
    // Keys of a part that stands in the table itself are its own.
    let key = table.keys.iter().find(|key| key.key == first)?;
    match (&key.shape, rest) {
        (shape, []) => Some(shape),
        (Shape::Table(inside), rest) => shape(inside, rest),
        (Shape::Map(inside) | Shape::List(inside), [_, rest @ ..]) => match inside.as_ref() {
            Shape::Table(inside) => shape(inside, rest),
            other if rest.is_empty() => Some(other),
            _ => None,
        },
        _ => None,
    }
}

struct Row<'r> {
    sheet: &'r Sheet,
    row: usize,
    columns: &'r [Column],
    kinds: &'r [Table],
    named: Named<'r>,
}

/// The file, the lines of its keys with their cells, and the row's first cell.
type Written = (NewFile, Vec<(u32, Address)>, Address);

impl Row<'_> {
    fn cell(&self, name: &str) -> Option<(String, Address)> {
        let column = self.columns.iter().find(|column| column.path == [name])?;
        let at = Address { row: self.row, column: column.at };
        let cell = self.sheet.seen(at);
        (!cell.is_empty()).then(|| (cell.shown(), at))
    }

    fn refusal(&self, at: Address, message: impl Into<String>, help: impl Into<String>) -> Vec<Refusal> {
        vec![Refusal::new(self.sheet.named(at), message, help)]
    }

    fn file(&self, kind: Option<&str>) -> Result<Written, Vec<Refusal>> {
        let first = Address { row: self.row, column: self.columns.first().map_or(0, |column| column.at) };
        let kind = self.kind(kind, first)?;
        let (id, at) = self.id(first)?;
        let mut refusals = Vec::new();
        let mut values: Vec<(&[String], String, Address)> = Vec::new();
        for column in self.columns.iter().filter(|column| column.path != ["id"] && column.path != ["kind"]) {
            let at = Address { row: self.row, column: column.at };
            let cell = self.sheet.seen(at);
            if cell.is_empty() {
                continue;
            }
            let Some(shape) = shape(kind, &column.path) else {
                refusals.push(self.no_key(kind, &column.path.join("."), at));
                continue;
            };
            match of_key(cell, &column.path, shape, self.named) {
                Ok(value) => values.push((&column.path, value, at)),
                Err((message, help)) => {
                    let is_of_column = help == DAYS_OF_A_COLUMN;
                    let refusal = Refusal::new(self.sheet.named(at), message, help);
                    refusals.push(if is_of_column { refusal.in_column(at.column) } else { refusal });
                }
            }
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let (text, lines) = toml(kind, &values);
        Ok((NewFile { path: path_of(kind, &id), text }, lines, at))
    }

    /// Where its file would stand, as far as the row says it.
    fn path(&self, kind: Option<&str>) -> Option<String> {
        let first = Address { row: self.row, column: 0 };
        Some(path_of(self.kind(kind, first).ok()?, &self.id(first).ok()?.0))
    }

    /// Why a row without an id is not a new record: the book has one of its name under another id.
    fn named_already(&self, kind: Option<&str>, register: &Register) -> Option<Refusal> {
        let kind = self.kind(kind, Address { row: self.row, column: 0 }).ok()?;
        let (name, at) = self.cell("name").filter(|_| self.cell("id").is_none())?;
        let vendor = self.cell("vendor").map(|(text, _)| (self.named)(Sort::Vendor, &text).unwrap_or(text));
        let known = named_already(register, kind.kind, &name, vendor.as_deref())?;
        let message = format!("{} `{known}` of the book is called `{name}` too", kind.noun);
        let help = format!("add a column `id`: `{known}` if it is the same, another id if it is not");
        (Some(known.as_str()) != id_of(&name).as_deref())
            .then(|| Refusal::new(self.sheet.named(at), message, help))
    }

    fn kind(&self, kind: Option<&str>, first: Address) -> Result<&Table, Vec<Refusal>> {
        let words: Vec<&str> = self.kinds.iter().map(|kind| kind.kind).collect();
        let (word, at) = match (kind, self.cell("kind")) {
            (_, Some((word, at))) => (folded(&word), at),
            (Some(kind), None) => (kind.to_owned(), first),
            (None, None) => {
                return Err(self.refusal(
                    first,
                    "nothing says which kind of record the row is",
                    "name it with --kind, or in a column `kind`",
                ));
            }
        };
        self.kinds.iter().find(|table| table.kind == word).ok_or_else(|| {
            self.refusal(at, format!("`{word}` is no kind of record"), kind_meant(&word, &words))
        })
    }

    /// Of a column `id`; else of the name, in lower case and with hyphens.
    fn id(&self, first: Address) -> Result<(String, Address), Vec<Refusal>> {
        if let Some((id, at)) = self.cell("id") {
            return match is_valid_id(&id) {
                true => Ok((id, at)),
                false => {
                    let help =
                        id_of(&id).map_or("choose a short id".to_owned(), |good| format!("write `{good}`"));
                    Err(self.refusal(
                        at,
                        format!("`{id}` is no id: ids are lower-case letters, digits and single hyphens"),
                        help,
                    ))
                }
            };
        }
        let Some((name, at)) = self.cell("name").or_else(|| self.cell("title")) else {
            return Err(self.refusal(first, "the row has neither an id nor a name", "fill in a column `id`"));
        };
        id_of(&name).map(|id| (id, at)).ok_or_else(|| {
            let message = format!("no id can be made of `{name}`: its letters are not those of ids");
            self.refusal(
                at,
                message,
                "add a column `id`, and write a short name in letters from a to z there",
            )
        })
    }

    fn no_key(&self, kind: &Table, name: &str, at: Address) -> Refusal {
        let keys: Vec<&str> = kind.keys.iter().map(|key| key.key).collect();
        let help = match did_you_mean(name, keys.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys of a {} are {}", kind.noun, quoted_list(&keys)),
        };
        let head = Address { row: at.row, column: at.column };
        Refusal::new(self.sheet.named(head), format!("a {} has no key `{name}`", kind.noun), help)
    }
}

fn path_of(kind: &Table, id: &str) -> String {
    let (before, rest) = kind.path.split_once('<').unwrap_or((kind.path, ""));
    let after = rest.split_once('>').map_or("", |(_, after)| after);
    format!("{before}{id}{after}")
}
