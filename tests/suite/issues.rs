//! Issues keep their bytes when the book goes on, and what is sent is well formed.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::Path;
use std::process::Command;

use scorebook::core::credit::CreditMonth;
use scorebook::edge;
use scorebook::kit::period::Period;
use scorebook::subject::read;

use crate::reproducible::read_all;

fn build(as_of: &str, into: &Path) -> BTreeMap<String, Vec<u8>> {
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args([
            "build",
            "--quiet",
            "--base-url",
            "https://reports.example.org/book",
            "--as-of",
            as_of,
            "--root",
        ])
        .arg(env!("CARGO_MANIFEST_DIR"))
        .arg("--output-dir")
        .arg(into)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut files = BTreeMap::new();
    read_all(into, into, &mut files);
    files
}

#[test]
fn an_old_issue_keeps_its_bytes_when_a_new_week_comes() {
    let folder = tempfile::tempdir().unwrap();
    let earlier = build("2026-11-08", &folder.path().join("earlier"));
    let later = build("2026-11-15", &folder.path().join("later"));
    let is_issue = |path: &&String| path.starts_with("reports/2");
    let issues: Vec<&String> = earlier.keys().filter(is_issue).collect();
    assert!(issues.len() > 100, "{} files of issues", issues.len());
    let changed: Vec<&&String> =
        issues.iter().filter(|path| later.get(**path) != earlier.get(**path)).collect();
    assert!(changed.is_empty(), "{changed:?}");
    assert!(
        later.contains_key("reports/2026-W46/index.html")
            && !earlier.contains_key("reports/2026-W46/index.html")
    );
    sent(&later);
}

/// What leaves the site, of the later build.
fn sent(files: &BTreeMap<String, Vec<u8>>) {
    let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    let data: serde_json::Value = serde_json::from_str(&text("report.json")).unwrap();
    assert_eq!((&data["format"], &data["period"]), (&1.into(), &"2026-W46".into()));
    let figures = data["evidence"]["figures"].as_array().unwrap();
    let score = &data["vendors"][0]["score"];
    let cited = figures.iter().find(|figure| figure["n"] == score["n"]).unwrap();
    assert_eq!((&cited["shown"], &cited["value"]), (&score["shown"], &score["value"]));
    let report = text("report.md");
    assert!(
        report.starts_with("# ") && report.contains("](<https://reports.example.org/book/vendors/"),
        "{report}"
    );
    let feed = text("feed.xml");
    assert!(feed.contains("<id>https://reports.example.org/book/#2026-W46</id>"));
    assert_eq!(
        feed.matches("<entry>").count(),
        files.keys().filter(|path| path.starts_with("reports/2") && path.ends_with("html")).count()
    );
    let calendar = text("calendar.ics");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), calendar.matches("\r\nUID:").count());
    assert!(!calendar.replace("\r\n", "").contains(['\r', '\n']));
}

#[test]
fn the_report_of_an_issue_says_what_the_whole_report_of_its_day_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let snapshot = edge::open(root, None).unwrap().snapshot;
    let today = read::read(&snapshot).0.unwrap();
    let later = scorebook::subject::report::report(&today);
    let mut cut = 0;
    for day in ["2025-11-30", "2026-04-05", "2026-07-05", "2026-09-27"] {
        let register = scorebook::subject::edition::register_on(&today, day.parse().unwrap());
        let whole = scorebook::subject::report::report(&register);
        let week = scorebook::subject::report::report_of_week(&register, Some(&later));
        // A chart is drawn when it is first asked for.
        whole.charts.iter().chain(&week.charts).for_each(|chart| assert!(!chart.chart().flags.is_empty()));
        let same = |one: &dyn Debug, other: &dyn Debug| assert_eq!(format!("{one:?}"), format!("{other:?}"));
        same(&week.judged, &whole.judged);
        same(
            &(&week.charts, &week.chart_of, &week.part_of),
            &(&whole.charts, &whole.chart_of, &whole.part_of),
        );
        same(&week.scorecards, &whole.scorecards);
        same(&(&week.plans, &week.executive), &(&whole.plans, &whole.executive));
        let newest = whole.credits.iter().map(|month| month.month).max();
        let quarter = Period::quarter_of(register.as_of(), 1);
        let quarters = [quarter, quarter.previous()];
        let is_recent = |of: &&CreditMonth| {
            Some(of.month) == newest || quarters.iter().any(|one| one.contains(of.month.first_day()))
        };
        let recent: Vec<&CreditMonth> = whole.credits.iter().filter(is_recent).collect();
        cut += whole.credits.len() - recent.len();
        same(&week.credits, &recent);
        let month = scorebook::subject::report::report_of_month(&register, Some(&later));
        same(&(&month.judged, &month.chart_of), &(&whole.judged, &whole.chart_of));
        for issue in [&week, &month] {
            same(&(&issue.invoices, &issue.budgets), &(&whole.invoices, &whole.budgets));
            same(&(&issue.claims, &issue.finance), &(&whole.claims, &whole.finance));
        }
    }
    assert!(cut > 0, "every month was recent");
}
