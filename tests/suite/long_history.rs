//! Books that go on for decades.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use scorebook::kit::calendar::Week;

use crate::cases::{self, Files};
use crate::repo::Repo;

const WEEKS: i32 = 1_500;

/// The small book with a row a week since 1998, committed once a year since 2016: the ten years of issues that are kept are judged from the
/// files of earlier commits, and reading those is what is parallel in itself.
fn decades() -> Repo {
    let mut files = Files::new();
    cases::collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_sound/repo"), &mut files);
    let last = Week::new(2026, 46).unwrap();
    let first = last.plus(1 - WEEKS);
    let started = first.monday();
    let repo = Repo::new();
    for (path, bytes) in &files {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let text: String = text
            .lines()
            // Nothing of it began in 2026.
            .map(|line| match line.split_once(" = ") {
                Some((key @ ("starts-on" | "opened-on" | "signed-on" | "effective-on"), _)) => {
                    format!("{key} = {started}\n")
                }
                _ => format!("{line}\n"),
            })
            .collect();
        if !path.ends_with(".csv") {
            repo.write(path, text);
        }
    }
    let header = "period,site,project,queue,language,metric,numerator,denominator,status\n";
    let mut years: BTreeMap<i16, String> = BTreeMap::new();
    for number in 0..WEEKS {
        let week = first.plus(number);
        let good = 470 + number * 7 % 25;
        let year = week.thursday().year();
        let text = years.entry(year).or_insert_with(|| header.to_owned());
        let _ = writeln!(text, "{week},acme-porto,atlas,atlas-pt,pt-PT,accuracy,{good},500,final");
    }
    for (year, text) in years {
        repo.write(&format!("data/metrics/acme/{year}.csv"), text);
        if year < 2015 {
            continue;
        }
        let day = if year == 2026 { "2026-11-17".to_owned() } else { format!("{}-01-08", year + 1) };
        repo.commit("Ada North", &day, &format!("The figures of {year}"));
    }
    repo
}

/// Issues are judged side by side, and each judges in parallel: with one inside the other, some 400 were more than a stack holds.
#[test]
fn item7_fifteen_hundred_measured_weeks_fit_the_usual_stack_with_any_number_of_threads() {
    let repo = decades();
    let mut sums: Vec<String> = Vec::new();
    for jobs in ["1", "2", "8"] {
        let site = repo.path().join(format!("site-{jobs}"));
        let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
            .args(["build", "--quiet", "--jobs", jobs, "--root"])
            .arg(repo.path())
            .arg("--output-dir")
            .arg(&site)
            .env_remove("RUST_MIN_STACK")
            .env("SCOREBOOK_CACHE", "off")
            .output()
            .unwrap();
        assert!(run.status.success(), "{jobs} threads: {}", String::from_utf8_lossy(&run.stderr));
        sums.push(fs::read_to_string(site.join("SHA256SUMS")).unwrap());
    }
    let issues = sums[0].lines().filter(|line| line.contains("  reports/2") && line.ends_with("index.html"));
    assert!(issues.count() > 600, "ten years of weeks and months");
    assert!(sums.iter().all(|one| *one == sums[0]), "the number of threads changes bytes");
}
