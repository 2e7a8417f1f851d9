//! Which spreadsheet gave which rows, and whether they still stand as it gave them.

use crate::kit::diag::codes;
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::At;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::import::record::Import;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::names;

/// Digits of a hash that tell files apart.
const DIGITS: usize = 12;

/// The files that were imported; `None` where there is none.
pub fn imports(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Option<Table> {
    let imports = &context.report.register.imported.imports;
    if imports.is_empty() {
        return None;
    }
    let table = Columns::over(imports.values(), evidence)
        .column("File", "", |import, _| file(import))
        .column("SHA-256", "", |import, _| {
            let digits: String = import.sha256.chars().take(DIGITS).collect();
            Inline::code(digits).because(Exempt::Name).into()
        })
        .column("Read by", "", |import, _| {
            Inline::code(import.map_path().1).because(Exempt::Place).into()
        })
        .column("Rows taken", "num", |import, evidence| count("taken", Some(&import.taken), evidence))
        .column("Withheld", "num", |import, evidence| count("suppressed", import.suppressed.as_ref(), evidence))
        .column("No figure", "num", |import, evidence| count("missing", import.missing.as_ref(), evidence))
        .column("Of no contract", "num", |import, evidence| {
            count("not-of-contract", import.not_of_contract.as_ref(), evidence)
        })
        .column("State", "tight", |import, _| state(context, import).into())
        .column("Written in", "", |import, _| names::place(context, &import.place).into())
        .table("imports", "Imported files")
        .titled()
        .note("Rows that came out of a spreadsheet. The hash says which file it was; rows that a later file corrected are its own.");
    Some(table)
}

fn file(import: &Import) -> Cell {
    let name = Cell::head(Inline::words(import.file.as_str()).because(Exempt::Quoted));
    match &import.sheet {
        Some(sheet) => name.under(Inline::words(format!("sheet {}", sheet.value)).because(Exempt::Quoted)),
        None => name,
    }
}

fn count(key: &'static str, count: Option<&At<u32>>, evidence: &mut Evidence<'_>) -> Cell {
    let Some(count) = count else { return Cell::dash() };
    let value = Decimal::from_int(i64::from(**count));
    Cell::new(evidence.written(key, value, Some(&count.place), value.show(0))).key(**count)
}

/// Rows that it wrote and that are not there any more are a finding of the checks.
fn state(context: &PageContext<'_>, import: &Import) -> Inline {
    let is_of_it = |path: &crate::kit::source::RepoPath| *path == import.place.path;
    let mut found = context.diagnostics.iter();
    match found.any(|found| found.code == &codes::IMPORT_CHANGED && is_of_it(&found.place.path)) {
        true => Inline::chip("near", "changed since"),
        false => Inline::chip("good", "stands"),
    }
}
