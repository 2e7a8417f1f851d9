//! A metric whose every figure was withheld by its sender has a page that says so.

use std::fs;
use std::path::Path;

use crate::{coverage, evidence, histories};

#[test]
fn a_metric_of_withheld_rows_alone_has_a_page_that_says_who_withheld_them() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories/withheld-alone");
    let repo = histories::play(&case);
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    evidence::built(repo.path(), &site).unwrap();
    let read =
        |path: &str| fs::read_to_string(site.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let pages: Vec<&str> =
        ["vendors/acme/metrics/timeliness/index.html", "sites/acme-porto/metrics/timeliness/index.html"]
            .into_iter()
            .filter(|path| site.join(path).exists())
            .collect();
    assert!(!pages.is_empty(), "the metric has no page");
    for path in pages {
        let page = read(path);
        assert!(
            page.contains(
                " rows, whose figures their sender withheld (source: vendor); the newest is of W46"
            ),
            "{page}"
        );
        assert!(page.contains("timeliness.csv") && page.contains("withheld"), "{page}");
        assert!(!page.contains("No figures yet") && !page.contains("data-explore"), "{page}");
        assert!(!site.join(path).with_file_name("explore.js").exists());
    }
    assert!(read("sites/acme-porto/index.html").contains("Decided on time"), "the site leads there");
    let checked = evidence::checker(repo.path(), &site, &[]).unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    coverage::prove(repo.path()).unwrap();
}
