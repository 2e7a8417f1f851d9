//! The first page tells the truth: one status a cell, money that equals the page it links to, the real chronic count, the field's words.

use std::path::Path;
use std::process::Command;

struct Site {
    folder: tempfile::TempDir,
    told: String,
}

impl Site {
    fn of(root: &Path) -> Site {
        let folder = tempfile::tempdir().unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
            .args(["build", "--root"])
            .arg(root)
            .arg("--output-dir")
            .arg(folder.path().join("site"))
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        Site { folder, told: String::from_utf8_lossy(&run.stderr).into_owned() }
    }

    fn page(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join("site").join(path)).unwrap()
    }
}

fn demo() -> Site {
    Site::of(Path::new(env!("CARGO_MANIFEST_DIR")))
}

/// What stands between two marks, after `at`.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(inside, _)| inside)
}

#[test]
fn the_first_page_is_true_of_the_pages_behind_it() {
    let site = demo();
    let home = site.page("index.html");
    let cells: Vec<&str> = home.split("<td data-label=").skip(1).collect();
    assert!(cells.len() >= 20, "a cell for each vendor and family");
    for cell in &cells {
        let cell = cell.split("</td>").next().unwrap();
        if cell.contains("att-missed") {
            assert!(!cell.contains(">Good<") && !cell.contains("rating-good"), "good above a miss: {cell}");
            assert!(cell.contains(" miss"), "a miss without its count: {cell}");
        }
        assert!(
            cell.contains("class=\"what\"") || cell.contains("Not measured"),
            "a value without a name: {cell}"
        );
        assert!(
            !cell.contains("ai-passed-before") && !cell.contains("ai-none"),
            "an icon of nothing: {cell}"
        );
    }
    let decide = home.find("Decide this week").unwrap();
    assert!(decide < home.find("Vendors by family").unwrap(), "what to decide stands on top");

    // Each amount stands on the page that its link leads to.
    let costs = between(&home, "id=\"h-costs\"", "</section>").unwrap();
    let mut followed = 0;
    for link in costs.split("<a ").skip(1) {
        let Some(href) = between(link, "href=\"", "\"") else { continue };
        let Some((page, anchor)) = href.split_once('#') else { continue };
        let Some(amount) = link.split("</a>").nth(1).and_then(|rest| between(rest, ">", "</span>")) else {
            continue;
        };
        if !amount.contains('\u{a0}') {
            continue;
        }
        let there = site.page(page);
        assert!(there.contains(&format!("id=\"{anchor}\"")), "{href} leads nowhere");
        assert!(there.contains(&format!(">{amount}</span>")), "{href} does not show {amount}");
        followed += 1;
    }
    assert!(followed >= 4, "only {followed} amounts lead to a page: {costs}");
    assert!(!costs.contains(">0.00"), "a zero currency");
    let total = between(costs, "<b><span", "</span>").and_then(|data| data.split('>').nth(1)).unwrap();
    assert!(
        site.page("contracts/index.html").contains(&format!(">{total}</span>")),
        "{total} on the contracts' page"
    );
}

#[test]
fn r25_r26_every_page_says_it_in_the_fields_words() {
    let site = demo();
    assert!(site.told.contains(" defects · ") && site.told.contains(" serious)"), "{}", site.told);
    let told = site.told.lines().last().unwrap_or_default();
    let counts = between(told, " s: ", ";").unwrap();
    for page in ["index.html", "audit/index.html"] {
        assert!(site.page(page).contains(counts), "{page} counts otherwise than {counts:?}");
    }
    let vendors = site.page("vendors/index.html");
    assert!(vendors.contains("5 of the last 12 months missed (limit 4)"), "the real chronic count");
    for page in ["index.html", "vendors/index.html", "sites/varnlow-mombasa/index.html"] {
        let html = site.page(page);
        assert!(!html.contains('≥') && !html.contains('≤'), "{page} has a sum that reads as false");
        assert!(!html.contains("misses in 12 windows"), "{page} prints the limit as the count");
    }
}
