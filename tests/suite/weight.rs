//! Pages stay light, however large the book: what a page may weigh, and what a scorecard may, with its evidence.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::evidence::{built, figures_follow};
use crate::scale::{Size, generate};

type Test = Result<(), Box<dyn std::error::Error>>;

/// Bytes of a page, and of a scorecard of twenty rows with its evidence.
const PAGE: usize = 300_000;
const SCORECARD: usize = 22_000;

/// Every file of the site of a generated book.
fn site_of(size: &Size, folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn std::error::Error>> {
    let (book, site) = (folder.join("book"), folder.join("site"));
    generate(size, &book)?;
    built(&book, &site)?;
    let mut files = BTreeMap::new();
    crate::reproducible::read_all(&site, &site, &mut files);
    Ok(files)
}

#[test]
fn a_scorecard_of_twenty_rows_is_light_with_its_evidence() -> Test {
    let folder = tempfile::tempdir()?;
    let size = Size { sites: 2, weeks: 30, metrics: 20, vendors: 2, seed: 7 };
    let files = site_of(&size, folder.path())?;
    let mut weighed = 0;
    for (path, page) in &files {
        let Some(week) =
            path.strip_suffix("/index.html").filter(|path| path.starts_with("sites/site-0001/2026-W"))
        else {
            continue;
        };
        let html = String::from_utf8_lossy(page);
        assert_eq!(html.matches("<th scope=\"row\"").count(), 20, "{path}");
        // Of a past week the page behind each name draws the history.
        assert!(
            !html.contains("class=\"sp\"") && html.contains("The page behind each name draws its history."),
            "{path}"
        );
        let beside = &files[&format!("{week}/evidence.json")];
        let weight = page.len() + beside.len();
        assert!(weight <= SCORECARD, "{path} weighs {} + {} bytes", page.len(), beside.len());
        weighed += 1;
    }
    assert_eq!(weighed, 29, "one page for each week but the last");
    let newest = String::from_utf8_lossy(&files["sites/site-0001/index.html"]);
    assert_eq!(newest.matches("<td><svg class=\"sp\"").count(), 20, "the newest draws each");
    figures_follow(&folder.path().join("book"), &folder.path().join("site"))
}

/// A vendor of a hundred sites, each of them with twenty service levels: the contract, the project and the vendor speak of all.
#[test]
fn no_page_of_a_large_book_is_heavy() -> Test {
    let folder = tempfile::tempdir()?;
    let size = Size { sites: 100, weeks: 14, metrics: 20, vendors: 1, seed: 7 };
    let files = site_of(&size, folder.path())?;
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let heavy: Vec<String> = pages
        .clone()
        .filter(|(_, page)| page.len() > PAGE)
        .map(|(path, page)| format!("{path} {} kB", page.len() / 1000))
        .collect();
    assert!(heavy.is_empty(), "{}", heavy.join("\n"));
    // What was cut goes on elsewhere, and each link to it leads there.
    let further = pages.filter(|(path, _)| !path.ends_with("index.html")).count();
    assert!(further > 0, "nothing was cut: the book is too small to show it");
    crate::links::prove(&folder.path().join("site"));
    Ok(())
}

/// Three hundred vendors: home, the archive and the reports speak of all of them.
#[test]
fn no_page_of_a_book_of_many_vendors_is_heavy() -> Test {
    let folder = tempfile::tempdir()?;
    let size = Size { sites: 300, weeks: 9, metrics: 3, vendors: 300, seed: 7 };
    let files = site_of(&size, folder.path())?;
    let pages = files.iter().filter(|(path, page)| path.ends_with(".html") && page.len() > PAGE);
    let heavy: Vec<String> = pages.map(|(path, page)| format!("{path} {} kB", page.len() / 1000)).collect();
    assert!(heavy.is_empty(), "{}", heavy.join("\n"));
    assert!(fs::metadata(folder.path().join("site/reports/2026-W46/scorecards-2.html")).is_ok());
    Ok(())
}
