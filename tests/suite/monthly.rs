//! A book of monthly figures that come two weeks late: months as issues, each with a second edition, and no weekly page.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::reproducible::read_all;

type Site = BTreeMap<String, Vec<u8>>;

/// One vendor, one site, one clause of 95%, figures of some months of 2026.
fn book(root: &Path, rows: &[(&str, u32)], lag_days: u32) {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "data/book.toml",
        "format = 1\ntitle = \"Monthly\"\norganisation = \"Example\"\ncurrency = \"GBP\"\ntime-zone = \"Etc/UTC\"\n\
         publication = \"public\"\nas-of = 2026-11-08\n\n[people.ada]\nname = \"Ada North\"\nrole = \"Manager\"\n",
    );
    write(
        "data/metrics.toml",
        &format!(
            "[metric.in-time]\nname = \"Seen in time\"\nfamily = \"latency\"\nkind = \"ratio\"\nunit = \"percent\"\n\
             direction = \"at-least\"\ngrain = \"month\"\nlag-days = {lag_days}\nnumerator = \"in time\"\ndenominator = \"all\"\n"
        ),
    );
    write("data/vendors/trust.toml", "name = \"Trust\"\nowner = \"ada\"\n");
    write(
        "data/sites/unit.toml",
        "vendor = \"trust\"\nname = \"Unit\"\ncountry = \"GB\"\ntime-zone = \"Etc/UTC\"\nlanguages = [\"en\"]\nmanager = \"ada\"\n\
         opened-on = 2026-01-01\n",
    );
    write(
        "data/contracts/standard/contract.toml",
        "vendor = \"trust\"\ntitle = \"Standard\"\ndocument-ref = \"s\"\ncurrency = \"GBP\"\nsigned-on = 2026-01-01\n\
         effective-on = 2026-01-01\nends-on = 2027-12-31\n\n[service-level.in-time]\nname = \"Seen in time\"\nfamily = \"latency\"\n\
         metric = \"in-time\"\nclause-ref = \"1\"\ndirection = \"at-least\"\ntarget = 95\naggregation = \"occurrences\"\n\
         window = \"month\"\nweight = 100\n",
    );
    let row = |(month, value): &(&str, u32)| format!("{month},unit,in-time,{value},100\n");
    let rows: String = rows.iter().map(row).collect();
    write("data/metrics/trust/2026.csv", &format!("period,site,metric,numerator,denominator\n{rows}"));
}

fn build(root: &Path, as_of: &str) -> Site {
    let site = root.join(format!("site-{as_of}"));
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--quiet", "--as-of", as_of, "--root"])
        .arg(root)
        .arg("--output-dir")
        .arg(&site)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut files = Site::new();
    read_all(&site, &site, &mut files);
    files
}

fn text<'s>(site: &'s Site, path: &str) -> &'s str {
    std::str::from_utf8(site.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap()
}

fn heading<'s>(site: &'s Site, path: &str) -> String {
    let page: &'s str = text(site, path);
    let heading = page.split_once("<h1").unwrap().1.split_once('>').unwrap().1.split_once("</h1>").unwrap().0;
    let mut words = String::new();
    let mut inside = false;
    for letter in heading.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => words.push(letter),
            _ => {}
        }
    }
    words
}

const ROWS: [(&str, u32); 4] = [("2026-06", 96), ("2026-07", 96), ("2026-08", 90), ("2026-09", 96)];

#[test]
fn r23_a_monthly_book_has_months_as_issues_and_none_of_them_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    book(folder.path(), &ROWS, 14);
    let site = build(folder.path(), "2026-11-08");
    let weekly: Vec<&String> = site.keys().filter(|path| path.contains("-W")).collect();
    assert!(weekly.is_empty(), "{weekly:?}");
    assert!(heading(&site, "index.html").contains("September 2026"), "{}", heading(&site, "index.html"));
    // June is due on 14 July: July is the first month that can speak of anything.
    let issues: Vec<&String> =
        site.keys().filter(|path| path.starts_with("reports/2") && path.ends_with("index.html")).collect();
    let of = |path: &str| format!("reports/{path}/index.html");
    let expected: Vec<String> =
        ["2026-07/second", "2026-07", "2026-08/second", "2026-08", "2026-09/second", "2026-09", "2026-10"]
            .map(of)
            .into_iter()
            .collect();
    let mut found: Vec<String> = issues.into_iter().cloned().collect();
    let mut wanted = expected;
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    for path in &found {
        assert!(heading(&site, path).contains(" judged for "), "{path}: {}", heading(&site, path));
    }
}

#[test]
fn r23_each_edition_names_the_other_and_the_window_that_it_speaks_of() {
    let folder = tempfile::tempdir().unwrap();
    book(folder.path(), &ROWS, 14);
    let site = build(folder.path(), "2026-11-08");
    let first = heading(&site, "reports/2026-08/index.html");
    assert!(
        first.contains("judged for July 2026") && first.contains("Figures for August 2026 are not due yet"),
        "{first}"
    );
    let second = heading(&site, "reports/2026-08/second/index.html");
    assert!(second.contains("1 of 1") && second.contains("judged for August 2026 was missed"), "{second}");
    assert!(text(&site, "reports/2026-08/index.html").contains("reports/2026-08/second/index.html"));
    assert!(text(&site, "reports/2026-08/second/index.html").contains("reports/2026-08/index.html"));
    assert!(text(&site, "feed.xml").contains("A second edition: figures that were not due"));
    // What was issued stays as it was, but for the edition that it names.
    let before = build(folder.path(), "2026-09-06");
    assert_eq!(heading(&before, "reports/2026-08/index.html"), first);
    assert!(!before.contains_key("reports/2026-08/second/index.html"));
}

#[test]
fn r22_late_figures_close_no_exception_and_move_no_rating() {
    let folder = tempfile::tempdir().unwrap();
    book(folder.path(), &ROWS[..3], 0);
    // September and October have not come: August, missed, stands and is named.
    let site = build(folder.path(), "2026-11-08");
    let home = text(&site, "index.html");
    assert!(heading(&site, "index.html").contains("August 2026"), "{}", heading(&site, "index.html"));
    for praise in [
        "exceptions closed",
        "exception closed",
        "rating moved",
        "ratings moved",
        "within tolerance",
        "First issue",
    ] {
        assert!(!home.contains(praise), "{praise}: {home}");
    }
    let issue = heading(&site, "reports/2026-10/index.html");
    assert!(
        issue.contains("judged for August 2026")
            && issue.contains("No figures for October 2026 have come yet"),
        "{issue}"
    );
}
