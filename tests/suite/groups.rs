//! Books larger and smaller than the demo: totals stand first where vendors are many, lists are cut into pages, and nobody is repeated.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::links;

/// A book of so many vendors, each with one site, one contract and two months; every fifth misses October, every seventh has no row of it.
fn book(root: &Path, vendors: usize) {
    let write = |path: &str, text: String| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "data/book.toml",
        "format = 1\ntitle = \"Many\"\norganisation = \"Example platform\"\ncurrency = \"USD\"\n\
         time-zone = \"Europe/Dublin\"\npublication = \"restricted\"\nas-of = 2026-11-15\n\n\
         [people.ada-north]\nname = \"Ada North\"\nrole = \"Manager\"\n"
            .to_owned(),
    );
    write(
        "data/metrics.toml",
        "[metric.accuracy]\nname = \"Labelling accuracy\"\nfamily = \"quality\"\nkind = \"ratio\"\nunit = \"percent\"\n\
         direction = \"at-least\"\ngrain = \"month\"\nnumerator = \"correct decisions\"\ndenominator = \"audited decisions\"\n"
            .to_owned(),
    );
    let countries = ["PT", "PL", "KE"];
    for at in 0..vendors {
        let id = format!("v{at:03}");
        let letter = char::from(b'A' + u8::try_from(at % 26).unwrap());
        write(
            &format!("data/vendors/{id}.toml"),
            format!("name = \"{letter} Vendor {at}\"\nowner = \"ada-north\"\n"),
        );
        let tags = if at % 10 == 0 { "tags = [\"second-wave\"]\n" } else { "" };
        write(
            &format!("data/sites/{id}-site.toml"),
            format!(
                "vendor = \"{id}\"\nname = \"Site {at}\"\ncountry = \"{}\"\ntime-zone = \"Europe/Lisbon\"\nlanguages = [\"en\"]\n\
                 manager = \"ada-north\"\nopened-on = 2026-01-05\n{tags}",
                countries[at % 3]
            ),
        );
        write(
            &format!("data/contracts/{id}-2026/contract.toml"),
            format!(
                "vendor = \"{id}\"\ntitle = \"Agreement {at}\"\ndocument-ref = \"MSA-{at}\"\ncurrency = \"USD\"\n\
                 signed-on = 2026-01-02\neffective-on = 2026-01-05\nends-on = 2027-12-31\n\n\
                 [service-level.accuracy]\nname = \"Labelling accuracy\"\nfamily = \"quality\"\nmetric = \"accuracy\"\n\
                 clause-ref = \"Annex 2\"\ndirection = \"at-least\"\ntarget = 95\naggregation = \"occurrences\"\n\
                 window = \"month\"\nweight = 100\n"
            ),
        );
        let mut rows =
            format!("period,site,metric,numerator,denominator\n2026-09,{id}-site,accuracy,97,100\n");
        if at % 7 != 1 {
            let good = if at % 5 == 0 { 90 } else { 98 };
            let _ = writeln!(rows, "2026-10,{id}-site,accuracy,{good},100");
        }
        write(&format!("data/metrics/{id}/2026.csv"), rows);
    }
}

fn built(vendors: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    book(folder.path(), vendors);
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--root"])
        .arg(folder.path())
        .arg("--output-dir")
        .arg(folder.path().join("site"))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    folder
}

fn page(of: &tempfile::TempDir, path: &str) -> String {
    fs::read_to_string(of.path().join("site").join(path)).unwrap()
}

/// Words without tags.
fn words(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[test]
fn a_book_of_300_vendors_is_told_from_above_and_in_pages() {
    let site = built(300);
    let home = page(&site, "index.html");
    // 300, of which 43 have no row of October; of the other 257 every fifth is missed: 60 less the 9 that are silent.
    let said = "October 2026: 206 of 257 met, 43 not measured; 51 worse than the one before.";
    assert!(words(&home).contains(said), "{}", words(&home));
    let above = home.find("All vendors together").unwrap();
    assert!(above < home.find("Decide this week").unwrap(), "the total stands first");
    assert!(words(&home).contains("288 more vendors"), "the grid shows the worst");
    let whole = words(&page(&site, "groups/index.html"));
    assert!(whole.contains("300 vendors.") && whole.contains("206 of 257"), "{whole}");
    let tagged = words(&page(&site, "groups/tags/second-wave/index.html"));
    // Every tenth site, all of which are missed but the silent ones: 0, 10, 20 and so on, of which 4 or 5 of 30 lack October.
    assert!(tagged.contains("30 sites.") && tagged.contains("October 2026: 0 of 2"), "{tagged}");
    let mut seen = 0;
    for path in [
        "index.html",
        "groups/index.html",
        "groups/countries/pt/index.html",
        "vendors/index.html",
        "vendor-lists/worst-6/index.html",
        "vendor-lists/name-1/index.html",
        "vendor-lists/initial-a/index.html",
    ] {
        let html = page(&site, path);
        assert!(html.len() < 300_000, "{path} has {} bytes", html.len());
        seen += html.matches("<th scope=\"row\">").count();
    }
    assert!(seen > 150, "{seen} rows");
    let by_letter = page(&site, "vendor-lists/initial-a/index.html");
    assert_eq!(by_letter.matches("<th scope=\"row\">").count(), 12, "0, 26, 52 and so on");
    let evidence = fs::metadata(site.path().join("site/groups/evidence.json")).unwrap().len();
    assert!(evidence < 300_000, "{evidence} bytes of evidence");
    assert!(links::prove(&site.path().join("site")) > 1_000);
}

#[test]
fn a_book_of_one_vendor_has_no_page_that_repeats_it() {
    let site = built(1);
    assert!(!site.path().join("site/groups").exists());
    assert!(!site.path().join("site/vendor-lists").exists());
    let home = page(&site, "index.html");
    assert!(!home.contains("All vendors together"), "a total of one");
    assert!(!home.contains("groups/"), "a link to groups");
}

#[test]
fn few_vendors_keep_their_first_page_and_have_groups_beside() {
    let site = built(4);
    let home = page(&site, "index.html");
    assert!(!home.contains("All vendors together"));
    assert!(page(&site, "vendors/index.html").contains("href=\"../groups/index.html\""));
    assert!(!site.path().join("site/vendor-lists").exists());
}
