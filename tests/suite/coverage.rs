//! Every number of the demo site has its evidence, or says why it needs none: the whole site is crawled, nothing is sampled.
//!
//! What counts as a number, and each reason, is told and defended in `docs/evidence.md`.

#![allow(clippy::print_stdout, reason = "the counts are what the test tells")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::known::numbers_of;
use crate::support::markup::{Node, Reader, Said};
use crate::support::numbers::{Number, numbers};
use crate::support::unpacked::unpacked;

/// Why a number needs no evidence: `data-x`, or an element that says it by itself.
const REASONS: [&str; 7] = ["axis", "date", "name", "place", "quoted", "rows", "rule"];

#[derive(Default)]
pub struct Counts {
    /// Numbers that stand in a figure's own element.
    pub figures: usize,
    /// Numbers that are parts of figures: sums, targets, limits, points of a picture.
    pub parts: usize,
    pub exempt: BTreeMap<String, usize>,
    unmarked: Vec<String>,
}

#[test]
fn every_number_of_the_demo_has_evidence_or_says_why_not() -> Result<(), Box<dyn Error>> {
    let counts = prove(Path::new(env!("CARGO_MANIFEST_DIR")))?;
    assert!(counts.figures > 10_000 && counts.parts > 10_000, "the crawl found next to nothing");
    Ok(())
}

/// What was restated, and what an issue said before, is said on the pages of a book with a history alone.
#[test]
fn every_number_of_the_demo_with_its_history_has_evidence_or_says_why_not() -> Result<(), Box<dyn Error>> {
    let (_folder, book) = crate::demo_history::written();
    let counts = prove(&book)?;
    assert!(counts.figures > 10_000 && counts.parts > 10_000, "the crawl found next to nothing");
    Ok(())
}

/// Invoices with every fault, which the demo does not have.
#[test]
fn every_number_of_invoices_has_evidence_or_says_why_not() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let books = crate::cases::books().into_iter().filter(|(name, _)| name.starts_with("invoices-"));
    for (name, files) in books {
        let book = folder.path().join(name);
        for (path, bytes) in files {
            let path = book.join(path);
            std::fs::create_dir_all(path.parent().ok_or("a file without a folder")?)?;
            std::fs::write(path, bytes)?;
        }
        prove(&book)?;
    }
    Ok(())
}

/// Builds the book in `root` and crawls its site: every number has evidence or says why it needs none.
pub fn prove(root: &Path) -> Result<Counts, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let site = folder.path().join("site");
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--root"])
        .arg(root)
        .arg("--output-dir")
        .arg(&site)
        .output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut pages = Vec::new();
    collect(&site, &mut pages)?;
    let mut counts = Counts::default();
    for page in &pages {
        crawl(&site, page, &mut counts)?;
    }
    println!(
        "{} pages: {} numbers are figures, {} parts of figures",
        pages.len(),
        counts.figures,
        counts.parts
    );
    for (reason, count) in &counts.exempt {
        println!("{count:8} need none: {reason}");
    }
    let first: Vec<&String> = counts.unmarked.iter().take(40).collect();
    assert!(
        first.is_empty(),
        "{} numbers have neither evidence nor reason: {first:#?}",
        counts.unmarked.len()
    );
    Ok(counts)
}

#[test]
fn a_number_without_evidence_is_found() {
    let evidence = BTreeMap::from([(1, vec![95.2, 2374.0, 2500.0])]);
    let cases = [
        ("<td>12</td>", 1),
        ("<td><data data-f=\"1\">95.20%</data> of 7</td>", 1),
        ("<td data-of=\"1\">2,374 of 2,500</td>", 0),
        ("<td data-of=\"1\">2,375</td>", 1),
        ("<td data-of=\"2\">2,374</td>", 1),
        ("<td data-f=\"2\">95.20%</td>", 1),
        ("<td data-x=\"name\">Part 2</td><td>P95, week 46 of 2026, 3 May 2026, 2026-W46, v2</td>", 0),
        ("<td data-x=\"because\">2</td>", 1),
        ("<td><svg aria-label=\"7 points\"></svg></td>", 1),
        (
            "<td><script class=\"explored\">{\"axis\":[40,60],\"values\":[95.2,null,4],\"limits\":[[7,3,2,1]]}</script></td>",
            5,
        ),
        (
            "<td data-of=\"1\"><script class=\"explored\">{\"values\":[95.2,4],\"targets\":[[0,95.2,null]]}</script></td>",
            1,
        ),
    ];
    for (cell, wrong) in cases {
        let html = format!("<main><table><tr>{cell}</tr></table></main>");
        let mut counts = Counts::default();
        judge("index.html", &html, &evidence, &mut counts);
        assert_eq!(counts.unmarked.len(), wrong, "{cell}: {:?}", counts.unmarked);
    }
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, into)?;
        } else if path.extension().is_some_and(|kind| kind == "html") {
            into.push(path);
        }
    }
    Ok(())
}

fn crawl(site: &Path, page: &Path, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    let name = page.strip_prefix(site)?.to_string_lossy().replace('\\', "/");
    let evidence = match std::fs::read(page.with_file_name("evidence.json")) {
        Ok(bytes) => numbers_of(&unpacked(&bytes)),
        Err(_) => BTreeMap::new(),
    };
    let mut html = std::fs::read_to_string(page)?;
    if let Some(at) = html.find("<figure class=\"chart\" data-explore=") {
        let told = std::fs::read_to_string(page.with_file_name("explore.js"))?;
        let told =
            told.strip_prefix("self.scorebookExplore = ").ok_or("explore.js begins with other words")?;
        let told = told.trim_end().trim_end_matches(';');
        let inside = at + html[at..].find('>').ok_or("a tag without an end")? + 1;
        html.insert_str(inside, &format!("<script class=\"explored\">{told}</script>"));
        same_marks(&name, &html, &serde_json::from_str(told)?);
    }
    judge(&name, &html, &evidence, counts);
    Ok(())
}

/// The interactive picture has every mark of the still one, by its kind.
fn same_marks(page: &str, html: &str, told: &Value) {
    let still =
        html.split_once("<svg").and_then(|(_, rest)| rest.split_once("</svg>")).map_or("", |(svg, _)| svg);
    let count = |key: &str| told[key].as_array().map_or(0, Vec::len);
    for key in ["concern", "improvement", "neutral"] {
        assert_eq!(count(key), still.matches(&format!("class=\"point {key}")).count(), "{page}: {key}");
    }
    // What a point says is read off the still picture, in the order of time.
    assert_eq!(count("values"), still.matches("<title>").count() + count("gaps"), "{page}: points");
    for (part, key) in
        [("class=\"mean\"", "limits"), ("class=\"limit\"", "limits"), ("class=\"target\"", "targets")]
    {
        assert_eq!(count(key) > 0, still.contains(part), "{page}: {part}");
    }
}

fn judge(page: &str, html: &str, evidence: &BTreeMap<u64, Vec<f64>>, counts: &mut Counts) {
    // An isolate is no part of a name: without it a label repeats the name as it stands on the page.
    let html = html.replace("<bdi>", "").replace("</bdi>", "");
    let mut all = Reader::read(&html);
    repeat_names(&mut all);
    for said in all {
        if !said.above.iter().any(|node| node.tag == "main") {
            continue;
        }
        let texts = if said.above.last().is_some_and(|node| node.tag == "script") {
            option(&said)
        } else {
            vec![said.text.clone()]
        };
        let found: Vec<Number> = texts.iter().flat_map(|text| numbers(text)).collect();
        if found.is_empty() {
            continue;
        }
        let missing = match mark(&said.above) {
            Mark::Figure(number) if evidence.contains_key(&number) => {
                counts.figures += found.len();
                continue;
            }
            Mark::Parts(figures) => {
                let known = |number: &&Number| {
                    figures.iter().any(|figure| {
                        evidence
                            .get(figure)
                            .is_some_and(|values| values.iter().any(|value| number.is(*value)))
                    })
                };
                counts.parts += found.iter().filter(known).count();
                found.iter().filter(|number| !known(number)).count()
            }
            Mark::Exempt(reason) if REASONS.contains(&reason.as_str()) => {
                *counts.exempt.entry(reason).or_default() += found.len();
                continue;
            }
            _ => found.len(),
        };
        let tags: Vec<&str> = said.above.iter().skip(3).map(|node| node.tag.as_str()).collect();
        let unmarked = format!("{page} {}: {}", tags.join(">"), said.text.trim());
        counts.unmarked.extend(std::iter::repeat_n(unmarked, missing));
    }
}

/// A label says again what the page shows: names that are marked there are taken out of it.
fn repeat_names(all: &mut [Said]) {
    let is_name = |said: &&Said| {
        let is_word = said.text.contains(char::is_alphabetic);
        is_word && !said.is_label && matches!(mark(&said.above), Mark::Exempt(of) if of == "name")
    };
    let mut names: Vec<String> = all
        .iter()
        .filter(is_name)
        .map(|said| said.text.trim().to_owned())
        .filter(|name| !numbers(name).is_empty())
        .collect();
    names.sort_unstable_by_key(|name| (std::cmp::Reverse(name.len()), name.clone()));
    names.dedup();
    for said in all.iter_mut().filter(|said| said.is_label) {
        for name in &names {
            if said.text.contains(name.as_str()) {
                said.text = said.text.replace(name.as_str(), " ");
            }
        }
    }
}

enum Mark {
    Figure(u64),
    Parts(Vec<u64>),
    Exempt(String),
    None,
}

/// The innermost mark decides.
fn mark(above: &[Node]) -> Mark {
    for node in above.iter().rev() {
        if let Some(number) = node.attribute("data-f") {
            return number.parse().map_or(Mark::None, Mark::Figure);
        }
        if let Some(figures) = node.attribute("data-of") {
            return Mark::Parts(range(figures));
        }
        if let Some(reason) = node.attribute("data-x") {
            return Mark::Exempt(reason.to_owned());
        }
        match node.tag.as_str() {
            "code" => return Mark::Exempt("place".to_owned()),
            "time" => return Mark::Exempt("date".to_owned()),
            _ => {}
        }
    }
    Mark::None
}

fn range(figures: &str) -> Vec<u64> {
    let (from, to) = figures.split_once('-').unwrap_or((figures, figures));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) => (from..=to).collect(),
        _ => Vec::new(),
    }
}

/// The numbers that a chart draws: its values, limits and targets. What it counts periods by, and the ends of its axis, are the drawing's own.
fn option(said: &Said) -> Vec<String> {
    let is_told = said.above.last().is_some_and(|node| node.attribute("class") == Some("explored"));
    let Some(told) = is_told.then(|| serde_json::from_str::<Value>(&said.text).ok()).flatten() else {
        return Vec::new();
    };
    let list = |key: &str| told[key].as_array().cloned().unwrap_or_default();
    let steps = ["limits", "targets"].into_iter().flat_map(list);
    let held =
        steps.flat_map(|step| step.as_array().into_iter().flatten().skip(1).cloned().collect::<Vec<_>>());
    list("values").into_iter().chain(held).filter(Value::is_number).map(|value| value.to_string()).collect()
}
