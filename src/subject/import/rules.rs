//! Whether what was imported still stands.

use std::collections::BTreeSet;

use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::kit::source::RepoPath;
use crate::subject::context::{Context, FigureRule, Rule};
use crate::subject::import::invoice_row;
use crate::subject::import::map::Map;
use crate::subject::import::record::Import;
use crate::subject::import::row;

pub const RULES: &[Rule] = &[Rule { code: &codes::IMPORT_CHANGED, check: import_changed }];

pub const FIGURE_RULES: &[FigureRule] = &[];

/// Rows that an import wrote, that no later import replaced, and that are not there any more as it wrote them.
fn import_changed(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let imports = &context.register.imported.imports;
    // Of a file that could not be read whole, absence proves nothing.
    let (has_figures, has_invoices) = (context.is_whole("data/metrics/"), context.is_whole("data/invoices/"));
    let is_proved = |import: &&Import| match &import.invoice_map {
        None => has_figures,
        Some(_) => has_invoices,
    };
    let gone = gone(context, &imports.values().filter(is_proved).collect::<Vec<_>>());
    for import in imports.values().filter(is_proved) {
        let gone = import.rows.iter().filter(|digest| gone.contains(digest.as_str())).count();
        if gone == 0 {
            continue;
        }
        let (are, they) = if gone == 1 { ("is", "it") } else { ("are", "they") };
        let of = plural(import.rows.len(), "row");
        let message = format!("{gone} of the {of} of `{}` {are} not there as imported", import.file.value);
        diagnostics.push(
            Diagnostic::new(&codes::IMPORT_CHANGED, import.file.place.clone(), message)
                .label(format!("{they} {are} changed or removed since, by no other import"))
                .help("import the corrected file, or take the change back"),
        );
    }
}

/// The digests of rows that some imports wrote, that none replaced, and that no file of the book has.
fn gone<'a>(context: &Context<'a>, imports: &[&'a Import]) -> BTreeSet<&'a str> {
    let records = &context.register.imported;
    let replaced: BTreeSet<&str> =
        records.imports.values().flat_map(|import| &import.replaced).map(|digest| digest.as_str()).collect();
    let wrote = imports.iter().flat_map(|import| &import.rows).map(|digest| digest.as_str());
    let mut gone: BTreeSet<&str> = wrote.filter(|digest| !replaced.contains(digest)).collect();
    if imports.iter().any(|import| import.invoice_map.is_some()) {
        for line in invoice_row::of_book(context.snapshot) {
            gone.remove(line.digest.as_str());
        }
    }
    // Most stand where their map put them: the other files are read only where something is missing there.
    let names: BTreeSet<String> = records.maps.values().map(Map::file_name).collect();
    let is_of_map = |path: &RepoPath| names.contains(path.file_name());
    for of_map in [true, false] {
        if gone.is_empty() {
            break;
        }
        let files = row::digests(context.snapshot, |path| is_of_map(path) == of_map);
        for digest in files.iter().flat_map(|file| &file.0) {
            gone.remove(digest.as_str());
        }
    }
    gone
}
