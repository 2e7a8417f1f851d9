//! Whether what was imported still stands.

use std::collections::BTreeSet;

use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::{Context, FigureRule, Rule};
use crate::subject::import::invoice_row;
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
    if imports.values().filter(is_proved).count() == 0 {
        return;
    }
    let rows = row::of_book(context.snapshot);
    let mut standing: BTreeSet<String> = rows.values().flatten().map(|row| row::digest(&row.cells)).collect();
    standing.extend(invoice_row::of_book(context.snapshot).into_iter().map(|line| line.digest));
    for import in imports.values().filter(is_proved) {
        let replaced: BTreeSet<&str> =
            imports.values().flat_map(|import| &import.replaced).map(|digest| digest.as_str()).collect();
        let gone = gone(import, &standing, &replaced);
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

fn gone(import: &Import, standing: &BTreeSet<String>, replaced: &BTreeSet<&str>) -> usize {
    let is_gone = |digest: &str| !standing.contains(digest) && !replaced.contains(digest);
    import.rows.iter().filter(|digest| is_gone(digest.as_str())).count()
}
