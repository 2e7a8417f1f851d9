//! `scorebook tables`: what the tables of a site say as data is what its pages and their evidence say.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::numbers::numbers;
use crate::support::unpacked::unpacked;

#[test]
fn the_tables_of_the_demo_are_data_with_the_numbers_of_their_figures() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let site = folder.path().join("site");
    crate::evidence::built(Path::new(env!("CARGO_MANIFEST_DIR")), &site)?;
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook")).arg("tables").arg(&site).output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let document: Value = serde_json::from_slice(&run.stdout)?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (mut tables, mut held, mut kinds) = (0, 0, BTreeMap::new());
    for page in list(&document["pages"]) {
        let path = Path::new(page["path"].as_str().ok_or("a page without a path")?);
        assert!(!page["title"].as_str().unwrap_or_default().is_empty(), "{}", path.display());
        let figures: BTreeMap<u64, Value> = match fs::read(path.with_file_name("evidence.json")) {
            Ok(bytes) => list(&unpacked(&bytes)["figures"])
                .into_iter()
                .filter_map(|figure| Some((figure["n"].as_u64()?, figure)))
                .collect(),
            Err(_) => BTreeMap::new(),
        };
        for table in list(&page["tables"]) {
            tables += 1;
            let columns = list(&table["columns"]);
            let said = format!("{}: {}", path.display(), table["caption"]);
            assert!(!columns.is_empty() && !table["name"].as_str().unwrap_or_default().is_empty(), "{said}");
            for row in list(&table["rows"]) {
                let cells = list(&row);
                let width: u64 = cells.iter().map(|cell| cell["span"].as_u64().unwrap_or(1)).sum();
                assert_eq!(width, columns.len() as u64, "{said}: {row}");
                for (column, cell) in columns.iter().zip(&cells) {
                    *kinds.entry(column["type"].to_string()).or_insert(0) += 1;
                    let numbered = list(&cell["figures"]);
                    let known: Vec<&Value> =
                        numbered.iter().filter_map(|n| figures.get(&n.as_u64()?)).collect();
                    assert_eq!(known.len(), numbered.len(), "{said}: {cell}");
                    let (Some(value), [figure]) = (cell["value"].as_str(), known.as_slice()) else {
                        continue;
                    };
                    let shown = numbers(figure["shown"].as_str().unwrap_or_default());
                    let of_figure = shown
                        .first()
                        .is_some_and(|one| (one.value - value.parse().unwrap_or(f64::NAN)).abs() < 1e-9);
                    // A cell of a day, or one that counts beside its figure.
                    if column["type"] == "number"
                        && cell["text"].as_str().is_some_and(|text| !text.contains('·'))
                    {
                        assert!(of_figure, "{said}: {cell} shows {figure}");
                        held += 1;
                    }
                }
            }
        }
    }
    assert!(tables > 500 && held > 1_000, "{tables} tables, {held} figures");
    assert!(["\"text\"", "\"number\"", "\"date\""].iter().all(|kind| kinds.contains_key(*kind)), "{kinds:?}");
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook")).args(["tables", "nowhere.html"]).output()?;
    assert_eq!(run.status.code(), Some(2));
    Ok(())
}
