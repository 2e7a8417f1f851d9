//! A metric of a vendor and of its one site that is the same in every figure has one page; where they differ, both have theirs.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::links;

/// `uno` and `tres` have one site each, `duo` two. The limits of the site of `tres` start anew in May, which those of its vendor do not.
fn book(root: &Path) {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "data/book.toml",
        "format = 1\ntitle = \"One page\"\norganisation = \"Example platform\"\ncurrency = \"USD\"\n\
         time-zone = \"Europe/Dublin\"\npublication = \"restricted\"\nas-of = 2026-11-15\n\n\
         [people.ada-north]\nname = \"Ada North\"\nrole = \"Manager\"\n",
    );
    write(
        "data/metrics.toml",
        "[metric.accuracy]\nname = \"Labelling accuracy\"\nfamily = \"quality\"\nkind = \"ratio\"\nunit = \"percent\"\n\
         direction = \"at-least\"\ngrain = \"month\"\nnumerator = \"correct decisions\"\ndenominator = \"audited decisions\"\n",
    );
    write(
        "data/rebases.toml",
        "[[rebase]]\nmetric = \"accuracy\"\nsite = \"tres-lima\"\nfrom = \"2026-05\"\nreason = \"New guideline\"\n\
         approved-by = \"ada-north\"\n",
    );
    for (vendor, sites) in
        [("uno", &["uno-porto"][..]), ("duo", &["duo-cebu", "duo-riga"][..]), ("tres", &["tres-lima"][..])]
    {
        write(
            &format!("data/vendors/{vendor}.toml"),
            &format!("name = \"{vendor} Ltd\"\nowner = \"ada-north\"\n"),
        );
        write(
            &format!("data/contracts/{vendor}-2026/contract.toml"),
            &format!(
                "vendor = \"{vendor}\"\ntitle = \"Agreement with {vendor}\"\ndocument-ref = \"MSA\"\ncurrency = \"USD\"\n\
                 signed-on = 2026-01-02\neffective-on = 2026-01-05\nends-on = 2027-12-31\n\n\
                 [service-level.accuracy]\nname = \"Labelling accuracy\"\nfamily = \"quality\"\nmetric = \"accuracy\"\n\
                 clause-ref = \"Annex 2\"\ndirection = \"at-least\"\ntarget = 95\naggregation = \"occurrences\"\n\
                 window = \"month\"\nweight = 100\n"
            ),
        );
        let mut rows = "period,site,metric,numerator,denominator\n".to_owned();
        for site in sites {
            write(
                &format!("data/sites/{site}.toml"),
                &format!(
                    "vendor = \"{vendor}\"\nname = \"{site} floor\"\ncountry = \"PT\"\ntime-zone = \"Europe/Lisbon\"\n\
                     languages = [\"en\"]\nmanager = \"ada-north\"\nopened-on = 2026-01-05\n"
                ),
            );
            for month in 2..=10 {
                let _ = writeln!(rows, "2026-{month:02},{site},accuracy,{},100", 90 + month % 5);
            }
        }
        write(&format!("data/metrics/{vendor}/2026.csv"), &rows);
    }
}

#[test]
fn a_vendor_and_its_one_site_share_the_page_of_a_metric_that_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    book(folder.path());
    let run = |arguments: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    };
    run(&["build"]);
    let site = folder.path().join("site");
    let has = |path: &str| site.join(path).join("metrics/accuracy/index.html").exists();
    let pages =
        ["vendors/uno", "vendors/duo", "vendors/tres", "sites/duo-cebu", "sites/duo-riga", "sites/tres-lima"];
    assert_eq!(pages.map(has), [true; 6]);
    assert!(!has("sites/uno-porto"), "it is the page of its vendor");
    assert!(!site.join("sites/uno-porto/metrics").exists(), "neither page nor evidence");

    let page = |path: &str| fs::read_to_string(site.join(path)).unwrap();
    let own = page("vendors/uno/metrics/accuracy/index.html");
    assert!(own.contains("uno-porto floor</a> is its one site: this page is of both"), "{own}");
    assert!(!page("vendors/tres/metrics/accuracy/index.html").contains("this page is of both"));
    let of_site = page("sites/uno-porto/index.html");
    assert!(of_site.contains("href=\"../../vendors/uno/metrics/accuracy/index.html\""), "{of_site}");
    assert!(page("sites/tres-lima/index.html").contains("href=\"metrics/accuracy/index.html\""));

    // What finds and exports pages has it once.
    let mut found = 0;
    let files = fs::read_dir(site.join("search")).unwrap().map(|file| file.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        let text = fs::read(file).unwrap();
        found += String::from_utf8_lossy(&text).matches("sites/uno-porto/metrics").count();
    }
    assert_eq!(found, 0);
    let tables = run(&["tables", "site"]);
    assert!(tables.contains("vendors/uno/metrics/accuracy"), "{tables}");
    assert!(!tables.contains("sites/uno-porto/metrics"));
    assert!(links::prove(&site) > 100);
}
