//! What leaves the site: each number of `report.json`, `report.md`, the feed, the calendar and the lists of what changed has its
//! evidence, or a reason why it needs none. Every file of the site is known here: a new kind of export fails until it is read.

#![allow(clippy::print_stdout, reason = "the counts are what the test tells")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scorebook::kit::number::show_minor;
use serde_json::Value;

mod report;
mod sent;
#[cfg(feature = "spreadsheets")]
pub mod workbook;

use report::{report, report_text};
use sent::{calendar, feed, feed_of_one, since, words_of};

#[derive(Default)]
pub struct Counts {
    /// By file: numbers that are figures, or parts of figures.
    figures: BTreeMap<&'static str, usize>,
    /// By file and reason.
    exempt: BTreeMap<(&'static str, &'static str), usize>,
    unmarked: Vec<String>,
}

impl Counts {
    fn figures(&mut self, file: &'static str, count: usize) {
        *self.figures.entry(file).or_default() += count;
    }

    fn exempt(&mut self, file: &'static str, reason: &'static str, count: usize) {
        if count > 0 {
            *self.exempt.entry((file, reason)).or_default() += count;
        }
    }

    /// Fails where a number is neither a figure nor exempt.
    pub fn all_marked(&self) {
        assert!(self.unmarked.is_empty(), "{:#?}", self.unmarked.iter().take(40).collect::<Vec<_>>());
    }

    /// Figures and parts of figures in a file.
    pub fn count_of(&self, file: &str) -> usize {
        self.figures.get(file).copied().unwrap_or(0)
    }

    fn unmarked(&mut self, file: &str, what: impl std::fmt::Display) {
        self.unmarked.push(format!("{file}: {what}"));
    }
}

#[test]
fn every_number_that_leaves_the_site_has_evidence_or_says_why_not() -> Result<(), Box<dyn Error>> {
    let (folder, book) = crate::demo_history::written();
    let site = folder.path().join("site");
    let mut run = Command::new(env!("CARGO_BIN_EXE_scorebook"));
    let run = run.args(["build", "--as-of", "2026-11-15", "--root"]).arg(&book);
    let run = run.arg("--output-dir").arg(&site).output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut counts = Counts::default();
    let text = |name: &str| fs::read_to_string(site.join(name));
    let data: Value = serde_json::from_str(&text("report.json")?)?;
    report(&data, &mut counts);
    report_text(&text("report.md")?, &data, &mut counts);
    feed(&site, &text("feed.xml")?, &mut counts)?;
    let mut said = Vec::new();
    let mut files = Vec::new();
    collect(&site, &mut files)?;
    for path in &files {
        match path.file_name().and_then(|name| name.to_str()).unwrap_or_default() {
            "since.json" => since(path, &mut counts)?,
            "ledger.csv" => ledger(path, &mut counts)?,
            "index.html" => said.push(words_of(&fs::read_to_string(path)?)),
            "languages.csv" => languages(path, &mut counts)?,
            #[cfg(feature = "spreadsheets")]
            name if name.ends_with(".xlsx") => workbook::workbook(path, &mut counts)?,
            "feed.xml" if *path != site.join("feed.xml") => feed_of_one(path, &mut counts)?,
            // Read above, and by the crawl of all pages.
            "report.json" | "report.md" | "feed.xml" | "evidence.json" | "calendar.ics" => {}
            // Words of pages, and what their still pictures show: read by the crawl of all pages.
            "entries.js" | "explore.js" => {}
            // Hashes and addresses; code and its licences.
            "manifest.json" | "SHA256SUMS" | "robots.txt" | ".gitignore" => {}
            _ if path.parent().is_some_and(|folder| folder.ends_with("assets")) => {}
            // Of procedures, as their authors drew them.
            _ if path.parent().is_some_and(|folder| folder.ends_with("pictures")) => {}
            _ => counts.unmarked("files", format!("{} is no known export", path.display())),
        }
    }
    calendar(&text("calendar.ics")?, &said, &mut counts);
    for (file, count) in &counts.figures {
        println!("{count:8} figures or parts of figures in {file}");
    }
    for ((file, reason), count) in &counts.exempt {
        println!("{count:8} need none in {file}: {reason}");
    }
    for file in ["report.json", "report.md", "feed.xml", "since.json", "ledger.csv"] {
        assert!(counts.figures.get(file).is_some_and(|count| *count > 50), "next to nothing in {file}");
    }
    let first: Vec<&String> = counts.unmarked.iter().take(40).collect();
    assert!(first.is_empty(), "{} have neither evidence nor reason: {first:#?}", counts.unmarked.len());
    Ok(())
}

/// Percent of the official languages: each is its correct decisions ÷ its audited ones. Counts are those of rows of the book.
fn languages(path: &Path, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().ok_or("an empty file")?;
    let at = |name: &str| head.iter().position(|one| *one == name).ok_or("a column is not there");
    let (correct, audited, percent) = (at("correct")?, at("audited")?, at("percent")?);
    for row in lines.filter(|row| !row[percent].is_empty() && row[percent] != "*") {
        let (part, whole): (f64, f64) = (row[correct].parse()?, row[audited].parse()?);
        match format!("{:.2}", 100.0 * part / whole) == row[percent] {
            true => counts.figures("languages.csv", 1),
            false => counts.unmarked("languages.csv", format!("{} of {row:?}", row[percent])),
        }
    }
    Ok(())
}

/// Each amount of the ledgers stands on the page of its vendor, where it has its evidence.
fn ledger(path: &Path, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    let money = path.parent().ok_or("a file without a folder")?;
    for line in fs::read_to_string(path)?.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let page = fs::read_to_string(money.join(cells[1]).join("index.html"))?;
        for cell in cells[5..].iter().filter(|cell| **cell != "0") {
            let shown = show_minor(cell.parse()?, cells[4]);
            match page.contains(&format!(">{shown}\u{a0}{}<", cells[4])) {
                true => counts.figures("ledger.csv", 1),
                false => counts.unmarked("ledger.csv", format!("{shown} of {line}")),
            }
        }
    }
    Ok(())
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, into)?;
        } else {
            into.push(path);
        }
    }
    Ok(())
}
