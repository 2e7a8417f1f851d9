//! Rows of a result pass the checks of rows of a metric file: the same reader reads them, as if they stood in one.

use crate::core::measurement::columns::Column;
use crate::core::measurement::row_cells::Against;
use crate::core::measurement::rows;
use crate::import::refusal::Refusal;
use crate::import::rewritten::quoted;
use crate::kit::diag::Diagnostic;
use crate::kit::record::catalog::Catalog;
use crate::kit::source::Text;
use crate::pull::shaped::row_of;
use crate::subject::import::row::Cells;
use crate::subject::register::Register;
use crate::subject::source::row_source::RowSource;

/// What is wrong with rows, each told of its row of the result.
pub fn wrong(rows: &[Cells], source: &RowSource, register: &Register, catalog: &Catalog) -> Vec<Refusal> {
    let mut content = Column::NAMES.join(",");
    content.push('\n');
    for cells in rows {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        content.push_str(&cells.join(","));
        content.push('\n');
    }
    let text = Text::new(source.path(), content);
    // A row of a day to come is not asked for.
    let against = Against {
        catalog,
        metrics: &register.metrics,
        sites: &register.sites,
        as_of: None,
        committed_on: None,
    };
    let read = rows::read(&text, Some(source.vendor.as_str()), &against);
    let refusal = |found: Diagnostic| {
        let at = usize::try_from(found.place.line).unwrap_or_default();
        let message = match found.label.as_str() {
            "" => found.message,
            label => format!("{}: {label}", found.message),
        };
        // Below the header.
        Refusal::new(at.checked_sub(2).map_or_else(String::new, row_of), message, found.help)
    };
    read.wrong.into_iter().map(refusal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::{RepoPath, Snapshot};
    use crate::subject::read;
    use crate::testing::Bench;
    use crate::testing::sources::{cells, source};

    const BOOK: [(&str, &str); 3] = [
        ("data/vendors/acme.toml", "name = \"Acme\"\n"),
        ("data/sites/acme-porto.toml", "vendor = \"acme\"\n"),
        ("data/metrics.toml", "[metric.accuracy]\n"),
    ];

    #[test]
    fn a_row_is_checked_as_one_of_a_metric_file() {
        let bench = Bench::new();
        let text = |(path, content): (&str, &str)| {
            let path = RepoPath::new(path);
            (path.clone(), Text::new(path, content))
        };
        let snapshot = Snapshot { texts: BOOK.into_iter().map(text).collect(), ..Snapshot::default() };
        let rows = [
            cells("2026-W45,acme-porto,,,,accuracy,480,500,,,client,final,said \"so\", twice"),
            cells("2026-W46,acme-porto,,,,accuracy,-480,500,,,client,final,"),
            cells("2026-W46,acme-prto,,,,accuracy,510,500,,,client,final,"),
        ];
        let found = wrong(&rows, &source(), &bench.register, &read::declared(&snapshot));
        let told: Vec<String> = found.into_iter().map(|one| format!("{}: {}", one.at, one.message)).collect();
        assert_eq!(
            told,
            [
                "row 2 of the result: numerator is -480: expected 0 or more",
                "row 3 of the result: a row names site `acme-prto`, which has no file: expected data/sites/acme-prto.toml",
                "row 3 of the result: the numerator 510 is above the denominator 500: `accuracy` is a percentage: expected 500 or less",
            ]
        );
    }
}
