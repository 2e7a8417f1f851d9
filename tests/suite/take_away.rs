//! What can be taken away: the workbook of the period, of books of every kind.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use calamine::DataType;

use crate::exports::Counts;
use crate::scale::{Size, generate};

type Test = Result<(), Box<dyn Error>>;

/// Builds a book; where its workbook stands.
fn workbook_of(book: &Path, site: &Path) -> Result<PathBuf, Box<dyn Error>> {
    crate::evidence::built(book, site)?;
    let folder = site.join("take-away");
    let found = fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut found = found.filter(|path| path.extension().is_some_and(|end| end == "xlsx"));
    let path = found.next().ok_or("no workbook")?;
    let page = fs::read_to_string(folder.join("index.html"))?;
    assert!(page.contains(&path.file_name().ok_or("no name")?.to_string_lossy().into_owned()), "{page}");
    Ok(path)
}

/// Whether its figures are those of the evidence; how many there are.
fn proved(path: &Path) -> Result<usize, Box<dyn Error>> {
    let mut counts = Counts::default();
    crate::exports::workbook::workbook(path, &mut counts)?;
    counts.all_marked();
    Ok(counts.count_of("workbook"))
}

fn names_of(path: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    Ok(crate::exports::workbook::sheets(path)?.into_iter().map(|(name, _)| name).collect())
}

const MEASURED: [&str; 7] =
    ["Read me", "Scores", "Service levels", "Credits", "Plans", "Actions", "Findings"];

#[test]
fn the_demo_has_a_workbook_whose_numbers_are_numbers() -> Test {
    let folder = tempfile::tempdir()?;
    let path = workbook_of(Path::new(env!("CARGO_MANIFEST_DIR")), &folder.path().join("site"))?;
    assert_eq!(path.file_name().and_then(|name| name.to_str()), Some("scorebook-2026-W46.xlsx"));
    assert_eq!(names_of(&path)?, MEASURED);
    assert!(proved(&path)? > 500);
    let sheets: BTreeMap<_, _> = crate::exports::workbook::sheets(&path)?.into_iter().collect();
    let levels = &sheets["Service levels"];
    let at = |name: &str| levels.rows().next().unwrap().iter().position(|cell| cell == name).unwrap();
    // What is measured is a number; what is not is said in words.
    for row in levels.rows().skip(1) {
        let result = row[at("Result")].to_string();
        let is_measured = result.starts_with("Met") || result.starts_with("Missed");
        assert_eq!(row[at("Value")].is_float(), is_measured, "{row:?}");
        assert!(is_measured || row[at("Value")] == *"not measured", "{row:?}");
    }
    // Dates are dates.
    assert!(levels.rows().skip(1).any(|row| row[at("Last day")].is_datetime()));
    Ok(())
}

/// Its texts begin with what spreadsheets take for a formula.
#[test]
fn no_text_of_a_hostile_book_becomes_a_formula() -> Test {
    let folder = tempfile::tempdir()?;
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let path = workbook_of(&book, &folder.path().join("site"))?;
    proved(&path)?;
    let begins =
        |cell: &calamine::Data| matches!(cell, calamine::Data::String(text) if text.starts_with('='));
    let sheets = crate::exports::workbook::sheets(&path)?;
    let texts = sheets.iter().flat_map(|(_, range)| range.used_cells()).filter(|(.., cell)| begins(cell));
    assert!(texts.count() > 3, "the hostile texts are there, as texts");
    Ok(())
}

#[test]
fn a_book_of_one_vendor_has_a_workbook() -> Test {
    let folder = tempfile::tempdir()?;
    let book = folder.path().join("book");
    generate(&Size { sites: 2, weeks: 12, metrics: 4, vendors: 1, seed: 7 }, &book)?;
    let path = workbook_of(&book, &folder.path().join("site"))?;
    assert_eq!(names_of(&path)?, MEASURED);
    assert!(proved(&path)? > 20);
    // Without its contracts the same book promises nothing: sheets have their headers, and no row says 0.
    for folder in ["contracts", "plans", "sops"] {
        fs::remove_dir_all(book.join("data").join(folder))?;
    }
    let path = workbook_of(&book, &folder.path().join("without"))?;
    assert_eq!(names_of(&path)?, MEASURED);
    proved(&path)?;
    let sheets: BTreeMap<_, _> = crate::exports::workbook::sheets(&path)?.into_iter().collect();
    assert_eq!(sheets["Service levels"].height(), 1, "nothing is promised");
    Ok(())
}
