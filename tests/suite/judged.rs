//! Issues are judged from what was recorded when they came out: later rows and corrections change nothing in them but the banner.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::repo::Repo;
use crate::reproducible::read_all;
use crate::signoff::{book, said, scorebook};

const ROWS: &str = "data/metrics/acme/2026.csv";
const W45: &str = "reports/2026-W45/index.html";
const EVIDENCE: &str = "reports/2026-W45/evidence.json";

type Site = BTreeMap<String, Vec<u8>>;

/// Replaces words of a file and commits.
fn change(repo: &Repo, path: &str, from: &str, to: &str, day: &str) -> String {
    let text = fs::read_to_string(repo.path().join(path)).unwrap();
    assert!(text.contains(from), "{path} has no {from:?}");
    repo.write(path, text.replace(from, to));
    repo.commit("Ben Field", day, "Rows")
}

/// The sound book without its newest week, then with it.
fn two_weeks() -> Repo {
    let repo = book("2026-11-01");
    change(
        &repo,
        ROWS,
        "2026-W46,acme-porto,atlas,atlas-pt,pt-PT,accuracy,483,500,final\n",
        "",
        "2026-11-10",
    );
    repo
}

fn next_week(repo: &Repo) {
    let text = fs::read_to_string(repo.path().join(ROWS)).unwrap();
    repo.write(ROWS, text + "2026-W46,acme-porto,atlas,atlas-pt,pt-PT,accuracy,483,500,final\n");
    repo.commit("Ben Field", "2026-11-17", "Week 46");
}

fn build(repo: &Repo, as_of: &str) -> (TempDir, Site) {
    build_after(repo, as_of, &[])
}

/// With `--previous` and a manifest, or nothing.
fn build_after(repo: &Repo, as_of: &str, more: &[&str]) -> (TempDir, Site) {
    let folder = TempDir::new().unwrap();
    let site = folder.path().join("site");
    let asked = ["build", "--quiet", "--as-of", as_of, "--output-dir", site.to_str().unwrap()];
    let run = scorebook(repo, &[&asked, more].concat());
    assert!(run.status.success(), "{}", said(&run));
    let mut files = Site::new();
    read_all(&site, &site, &mut files);
    (folder, files)
}

fn text<'s>(site: &'s Site, path: &str) -> &'s str {
    std::str::from_utf8(&site[path]).unwrap()
}

fn judged_from(site: &Site, path: &str) -> String {
    let page = text(site, path);
    page.split_once("<dt>Judged from</dt><dd>").unwrap().1.split_once("</dd>").unwrap().0.to_owned()
}

#[test]
fn an_issue_says_what_it_said_when_it_came_out() {
    let repo = two_weeks();
    let (_first, first) = build(&repo, "2026-11-08");
    let by = judged_from(&first, W45);
    assert!(by.starts_with("commit ") && by.ends_with(" of 10 November 2026"), "{by}");

    next_week(&repo);
    let (_second, second) = build(&repo, "2026-11-15");
    for (path, bytes) in first.iter().filter(|(path, _)| path.starts_with("reports/2026-")) {
        assert!(second.get(path) == Some(bytes), "{path} is another with a new week");
    }
    assert!(text(&second, "reports/2026-W46/index.html").contains("96.60%"));

    change(
        &repo,
        ROWS,
        "2026-W45,acme-porto,atlas,atlas-pt,pt-PT,accuracy,484",
        "2026-W45,acme-porto,atlas,atlas-pt,pt-PT,accuracy,470",
        "2026-11-25",
    );
    let (folder, third) = build(&repo, "2026-11-15");
    let (was, is) = (text(&second, W45), text(&third, W45));
    let changed: Vec<(&str, &str)> = was.lines().zip(is.lines()).filter(|(was, is)| was != is).collect();
    assert_eq!((was.lines().count(), changed.len()), (is.lines().count(), 1), "{changed:?}");
    assert!(
        changed[0].0.is_empty() && changed[0].1.contains("href=\"../../restatements/index.html\""),
        "{changed:?}"
    );
    assert_eq!(second[EVIDENCE], third[EVIDENCE]);
    // Then on the issue, now on the page of today.
    assert!(is.contains("96.80%") && !is.contains("94.00%"));
    assert!(text(&third, "sites/acme-porto/2026-W45/index.html").contains("94.00%"));
    let since: serde_json::Value = serde_json::from_str(text(&third, "reports/2026-W45/since.json")).unwrap();
    let told = since["figures"].as_array().unwrap().iter().find(|figure| figure["then"] == "96.80%").unwrap();
    assert_eq!(
        (told["now"].as_str(), told["formula"].as_str(), told["why"].as_str()),
        (Some("94.00%"), Some("attainment-occurrences"), Some("restated"))
    );
    assert!(is.contains(&format!("data-f=\"{}\">96.80%", told["n"])), "the number is that of the page");
    let feed = text(&third, "feed.xml");
    let entry = feed.split("<entry>").find(|entry| entry.contains("/2026-W45</id>")).unwrap();
    assert!(
        entry.contains("(restated)") && entry.contains("<updated>2026-11-25T10:00:00+00:00</updated>"),
        "{entry}"
    );
    assert!(!text(&second, "feed.xml").contains("(restated)"));
    let verified = scorebook(&repo, &["verify", folder.path().join("site").to_str().unwrap()]);
    assert!(verified.status.success(), "{}", said(&verified));
}

#[test]
fn a_provisional_figure_that_became_final_is_told_apart_from_a_restated_one() {
    const W47: &str = "reports/2026-W47/index.html";
    let row = "2026-W47,acme-porto,atlas,atlas-pt,pt-PT,accuracy";
    let repo = book("2026-11-17");
    let rows = fs::read_to_string(repo.path().join(ROWS)).unwrap();
    repo.write(ROWS, format!("{rows}{row},480,500,provisional\n"));
    repo.commit("Ben Field", "2026-11-24", "Week 47");

    let told = |from: &str, to: &str, day: &str| {
        change(&repo, ROWS, &format!("{row},{from}"), &format!("{row},{to}"), day);
        let (_folder, site) = build(&repo, "2026-11-22");
        let page = text(&site, W47);
        let banner = page.split_once("<strong>Changed since.</strong> ").unwrap().1;
        let banner = banner.split_once("</p>").unwrap().0.to_owned();
        let since: serde_json::Value =
            serde_json::from_str(text(&site, "reports/2026-W47/since.json")).unwrap();
        let figures = since["figures"].as_array().unwrap();
        let whys: Vec<String> =
            figures.iter().map(|figure| figure["why"].as_str().unwrap().to_owned()).collect();
        let entry = text(&site, "feed.xml").split("<entry>").find(|entry| entry.contains("/2026-W47</id>"));
        (banner, whys, entry.unwrap().to_owned(), text(&site, "reports/index.html").to_owned())
    };
    let (banner, whys, entry, archive) = told("480,500,provisional", "483,500,final", "2026-12-03");
    assert!(
        banner.contains("became final") && !banner.contains("restated<") && !banner.contains(" restated"),
        "{banner}"
    );
    assert!(banner.contains("restatements/index.html#matured"), "{banner}");
    assert!(whys.iter().all(|why| why == "settled"), "{whys:?}");
    assert!(entry.contains("(settled)") && archive.contains("figures settled since"), "{entry}");

    let (banner, whys, entry, archive) = told("483,500,final", "470,500,final", "2026-12-04");
    assert!(banner.contains("restated, ") || banner.contains("restated</span>: "), "{banner}");
    assert!(whys.iter().all(|why| why == "restated"), "{whys:?}");
    assert!(entry.contains("(restated)") && archive.contains("figures restated since"), "{entry}");
}

#[test]
fn the_sign_off_judges_and_what_cannot_be_read_does_not() {
    let repo = two_weeks();
    next_week(&repo);
    // Recorded in time and wrong: it was never published, the one before it was.
    let text_of = |path: &str| fs::read_to_string(repo.path().join(path)).unwrap();
    let sound = text_of("data/book.toml");
    repo.write("data/book.toml", format!("colour = \"red\"\n{sound}"));
    repo.commit("Ben Field", "2026-11-18", "A key that is none");
    repo.write("data/book.toml", &sound);
    repo.commit("Ben Field", "2026-11-24", "Without it");
    let (_site, site) = build(&repo, "2026-11-15");
    assert!(judged_from(&site, "reports/2026-W46/index.html").ends_with(" of 17 November 2026"));
    assert_eq!(
        judged_from(&site, "reports/2026-W40/index.html"),
        "today\u{2019}s data: nothing was recorded by then"
    );

    let run = scorebook(&repo, &["signoff", "2026-W45", "--by", "ada-north", "--on", "2026-11-26"]);
    assert!(run.status.success(), "{}", said(&run));
    let signed = repo.commit("Ada North", "2026-11-26", "Sign");
    change(&repo, "data/book.toml", "Partner operations\"", "Another name\"", "2026-11-27");
    let (_site, site) = build(&repo, "2026-11-15");
    assert_eq!(judged_from(&site, W45), format!("commit {signed:.12} of 26 November 2026, the sign-off"));
    assert!(
        text(&site, W45).contains("Partner operations") && text(&site, "index.html").contains("Another name")
    );

    repo.write("data/book.toml", format!("{}\n", text_of("data/book.toml")));
    let (_site, site) = build(&repo, "2026-11-22");
    assert_eq!(judged_from(&site, "reports/2026-W47/index.html"), "files that are not committed");
}

#[test]
fn without_a_history_an_issue_is_judged_from_todays_data() {
    let folder = TempDir::new().unwrap();
    let sound = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_sound/repo");
    let copied = Command::new("cp").arg("-r").arg(&sound).arg(folder.path().join("book")).status().unwrap();
    assert!(copied.success());
    let site = folder.path().join("site");
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--quiet", "--root"])
        .arg(folder.path().join("book"))
        .arg("--output-dir")
        .arg(&site)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", said(&run));
    let mut files = Site::new();
    read_all(&site, &site, &mut files);
    assert_eq!(judged_from(&files, W45), "today\u{2019}s data: there is no git history");
}

#[test]
fn an_issue_that_is_published_with_other_bytes_says_so_in_the_feed() {
    let repo = two_weeks();
    let (first, _) = build(&repo, "2026-11-08");
    next_week(&repo);
    let after = |site: &TempDir, as_of: &str| {
        let manifest = site.path().join("site/manifest.json");
        build_after(&repo, as_of, &["--previous", manifest.to_str().unwrap()])
    };
    let entry = |site: &Site, period: &str| {
        let of_period = format!("/{period}</id>");
        let feed = text(site, "feed.xml");
        feed.split("<entry>").find(|entry| entry.contains(&of_period)).unwrap().to_owned()
    };
    let (second, same) = after(&first, "2026-11-15");
    assert!(
        !text(&same, "feed.xml").contains("ublished again"),
        "nothing that was published has other bytes"
    );

    let row = "2026-W45,acme-porto,atlas,atlas-pt,pt-PT,accuracy";
    change(&repo, ROWS, &format!("{row},484"), &format!("{row},470"), "2026-11-25");
    let (third, changed) = after(&second, "2026-11-15");
    let told = entry(&changed, "2026-W45");
    assert!(told.contains("Published again on 25 November 2026 with other bytes."), "{told}");
    assert!(
        told.contains("<updated>2026-11-25T10:00:01+00:00</updated>"),
        "after the day of the restatement: {told}"
    );
    assert!(!entry(&changed, "2026-W40").contains("ublished again"));
    let verified = scorebook(&repo, &["verify", third.path().join("site").to_str().unwrap()]);
    assert!(verified.status.success(), "{}", said(&verified));

    let (_fourth, kept) = after(&third, "2026-11-15");
    assert_eq!(entry(&kept, "2026-W45"), told, "said for good");
}

const PLAN: &str = r#"title = "Accuracy in Porto"
vendor = "acme"
site = "acme-porto"
severity = "moderate"
status = "investigating"
detected-on = 2026-10-05
draft-due-on = 2026-10-19
owner-vendor = "Site lead"
owner-client = "ada-north"
root-cause = "New colleagues"
[[trigger]]
service-level = "acme-2026/accuracy"
period = "2026-W40"
[[action]]
id = "brief"
title = "Brief every shift"
owner = "ada-north"
due-on = 2026-11-20
[[success]]
metric = "accuracy"
direction = "at-least"
target = 95
for-periods = 4
from = "2026-W44"
"#;

#[test]
fn what_becomes_of_a_plan_later_is_not_in_an_earlier_issue() {
    let repo = two_weeks();
    let plan = "data/plans/porto-accuracy.toml";
    repo.write(plan, PLAN);
    repo.commit("Ada North", "2026-11-11", "A plan");
    let (_before, before) = build(&repo, "2026-11-08");
    assert!(text(&before, W45).contains("Brief every shift"));
    next_week(&repo);
    change(&repo, plan, "due-on = 2026-11-20", "due-on = 2026-12-11", "2026-11-26");
    let (_moved, moved) = build(&repo, "2026-11-15");
    assert!(text(&moved, "index.html").contains("slipped "));
    assert!(moved[W45] == before[W45] && moved[EVIDENCE] == before[EVIDENCE]);
    // A record that is gone has no page: its name stays, the link does not.
    repo.remove(plan);
    repo.commit("Ben Field", "2026-11-27", "No plan");
    let (_gone, gone) = build(&repo, "2026-11-15");
    let issue = text(&gone, W45);
    assert!(issue.contains("Brief every shift") && !issue.contains("plans/porto-accuracy/"), "{issue}");
    assert!(issue.contains("title=\"No longer in the book\">Accuracy in Porto</span>"), "{issue}");
}
