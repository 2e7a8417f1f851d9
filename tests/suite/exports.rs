//! What leaves the site: each number of `report.json`, `report.md`, the feed, the calendar and the lists of what changed has its
//! evidence, or a reason why it needs none. Every file of the site is known here: a new kind of export fails until it is read.

#![allow(clippy::print_stdout, reason = "the counts are what the test tells")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::known::numbers_of;
use crate::support::markup::Reader;
use crate::support::numbers::{Number, numbers};

/// Keys of `report.json` whose numbers need no evidence, and why.
const EXEMPT: [(&str, &str); 26] = [
    ("format", "name"),
    ("title", "name"),
    ("organisation", "name"),
    ("id", "name"),
    ("name", "name"),
    ("service_level", "name"),
    ("vendor", "name"),
    ("what", "name"),
    ("plan", "name"),
    ("owner", "name"),
    ("family", "name"),
    ("currency", "name"),
    ("root_cause", "quoted"),
    ("next", "quoted"),
    ("ask", "quoted"),
    ("page", "place"),
    ("commit", "place"),
    ("input_sha256", "place"),
    ("period", "date"),
    ("first_day", "date"),
    ("last_day", "date"),
    ("as_of", "date"),
    ("asked_on", "date"),
    ("due_on", "date"),
    ("span", "date"),
    ("severity", "name"),
];

#[derive(Default)]
struct Counts {
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
            "index.html" => said.push(words_of(&fs::read_to_string(path)?)),
            // Read above, and by the crawl of all pages.
            "report.json" | "report.md" | "feed.xml" | "evidence.json" | "calendar.ics" => {}
            // Hashes and addresses; code and its licences.
            "manifest.json" | "SHA256SUMS" | "robots.txt" | ".gitignore" => {}
            _ if path.parent().is_some_and(|folder| folder.ends_with("assets")) => {}
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
    for file in ["report.json", "report.md", "feed.xml", "since.json"] {
        assert!(counts.figures.get(file).is_some_and(|count| *count > 50), "next to nothing in {file}");
    }
    let first: Vec<&String> = counts.unmarked.iter().take(40).collect();
    assert!(first.is_empty(), "{} have neither evidence nor reason: {first:#?}", counts.unmarked.len());
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

// ---------------------------------------------------------------- report.json

type Known = BTreeMap<u64, Vec<f64>>;

fn report(data: &Value, counts: &mut Counts) {
    let known = numbers_of(&data["evidence"]);
    let entries = data["evidence"]["figures"].as_array().map(Vec::as_slice).unwrap_or_default();
    let by_number: BTreeMap<u64, &Value> =
        entries.iter().filter_map(|entry| Some((entry["n"].as_u64()?, entry))).collect();
    let mut rest = data.clone();
    let pieces = rest["sentences"].as_array().into_iter().flatten();
    let told: Vec<String> = pieces
        .map(|pieces| {
            let pieces = pieces.as_array().into_iter().flatten();
            pieces.filter_map(|piece| piece["text"].as_str()).collect()
        })
        .collect();
    if rest["headline"] != Value::from(told) {
        counts.unmarked("report.json", "the pieces of a sentence say something else");
    }
    // They are the same words, looked at piece by piece.
    for key in ["headline", "evidence"] {
        rest.as_object_mut().map(|rest| rest.remove(key));
    }
    value_of("", &rest, None, &known, &by_number, counts);
}

fn value_of(
    key: &str,
    value: &Value,
    of: Option<&Value>,
    known: &Known,
    entries: &BTreeMap<u64, &Value>,
    counts: &mut Counts,
) {
    match value {
        Value::Array(items) => {
            items.iter().for_each(|item| value_of(key, item, None, known, entries, counts));
        }
        Value::Object(fields) if fields.contains_key("n") => {
            let entry = fields["n"].as_u64().and_then(|n| entries.get(&n));
            let same = |key: &str| entry.is_some_and(|entry| entry[key] == fields[key]);
            let count = fields["shown"].as_str().map_or(0, |shown| numbers(shown).len());
            if same("shown") && same("value") {
                counts.figures("report.json", count);
            } else {
                counts.unmarked("report.json", format!("{key} {value}"));
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| *key != "of") {
                // Of a piece, `of` speaks of its text; else of the values by their keys.
                let of = fields.get("of").map(|of| if of.is_array() { of } else { &of[key] });
                match (&fields.get("exempt"), key.as_str()) {
                    (Some(reason), "text") => {
                        let reason = ["name", "quoted"].into_iter().find(|known| reason == known);
                        match reason.zip(value.as_str()) {
                            Some((reason, text)) => {
                                counts.exempt("report.json", reason, numbers(text).len());
                            }
                            None => counts.unmarked("report.json", value),
                        }
                    }
                    (_, "exempt") => {}
                    _ => value_of(key, value, of, known, entries, counts),
                }
            }
        }
        Value::Bool(_) | Value::Null => {}
        Value::String(_) | Value::Number(_) => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let found = numbers(&text);
            if let Some(ends) = of.and_then(Value::as_array) {
                let ends: Vec<u64> = ends.iter().filter_map(Value::as_u64).collect();
                let (own, strange) = parts(&found, &ends, known);
                counts.figures("report.json", own);
                if strange > 0 {
                    counts.unmarked("report.json", format!("{key} {text}"));
                }
            } else if let Some((_, reason)) = EXEMPT.iter().find(|(exempt, _)| *exempt == key) {
                counts.exempt("report.json", reason, found.len());
            } else if !found.is_empty() {
                counts.unmarked("report.json", format!("{key} {text}"));
            }
        }
    }
}

/// How many of some numbers are parts of figures, and how many are not.
fn parts(found: &[Number], ends: &[u64], known: &Known) -> (usize, usize) {
    let [first, last] = ends else { return (0, found.len()) };
    let mut values = known.range(first..=last).flat_map(|(_, values)| values).copied().collect::<Vec<_>>();
    values.retain(|value| !value.is_nan());
    let own = found.iter().filter(|number| values.iter().any(|value| number.is(*value))).count();
    (own, found.len() - own)
}

// ---------------------------------------------------------------- report.md

/// Each line speaks of one object of `report.json`, whose numbers are proved: it says none beside them.
fn report_text(text: &str, data: &Value, counts: &mut Counts) {
    let mut listed = 0;
    for line in text.lines() {
        let line = plain(line);
        let said = |key: &str| {
            let items = ["vendors", "exceptions", "plans", "credits", "asks"];
            let items = items.into_iter().flat_map(|list| data[list].as_array().into_iter().flatten());
            items.filter(|one| one[key].as_str().is_some_and(|name| line.contains(name))).collect::<Vec<_>>()
        };
        let about = ["what", "title", "name", "span"].into_iter().map(said).find(|found| !found.is_empty());
        if line.starts_with('#') {
            listed = 0;
        }
        if let Some(left) = line.strip_prefix("- and ") {
            let all = ["exceptions", "plans", "asks"]
                .into_iter()
                .find(|list| left.contains(list.trim_end_matches('s')))
                .map_or(0, |list| data[list].as_array().map_or(0, Vec::len));
            if numbers(left).first().is_some_and(|left| left.is((all - listed) as f64)) {
                counts.exempt("report.md", "rows", 1);
            } else {
                counts.unmarked("report.md", &line);
            }
            continue;
        }
        listed += usize::from(line.starts_with("- "));
        let sentence = line.trim_start_matches("# ");
        let mut known: Vec<String> = match about {
            _ if leaves(&data["headline"]).iter().any(|told| told == sentence) => vec![sentence.to_owned()],
            Some(found) => found.into_iter().flat_map(leaves).collect(),
            None => leaves(&data["completeness"]),
        };
        known.push(data["title"].as_str().unwrap_or_default().to_owned());
        let mut words = line.clone();
        for key in ["commit", "input_sha256"] {
            let id = data[key].as_str().and_then(|id| id.get(..12)).unwrap_or("no id");
            if words.contains(id) {
                counts.exempt("report.md", "place", 1);
                words = words.replace(id, "");
            }
        }
        let mut values: Vec<Number> = known.iter().flat_map(|text| numbers(text)).collect();
        for number in numbers(&words) {
            // Each number is said once.
            match values.iter().position(|value| *value == number) {
                Some(at) => {
                    values.swap_remove(at);
                    counts.figures("report.md", 1);
                }
                None => counts.unmarked("report.md", format!("{number:?} of {line}")),
            }
        }
    }
}

/// The texts and numbers below a value, exact ones and numbers of figures aside: those are not said.
fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(leaves).collect(),
        Value::Object(fields) if fields.contains_key("n") => leaves(&fields["shown"]),
        Value::Object(fields) => {
            fields.iter().filter(|(key, _)| *key != "of").flat_map(|(_, value)| leaves(value)).collect()
        }
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Bool(_) | Value::Null => Vec::new(),
    }
}

/// Markdown without its marks.
fn plain(line: &str) -> String {
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&#64;", "@"), ("&#35;", "#"), ("&#58;", ":"), ("&#124;", "|")];
    let mut text = line.replace("**", "").replace("<br>", " ").replace('\\', "");
    for (entity, letter) in entities {
        text = text.replace(entity, letter);
    }
    text.replace("&amp;", "&")
}

// ---------------------------------------------------------------- feeds

/// A sentence of the feed stands on the page that its entry leads to, where the crawl of all pages looks at its numbers.
fn feed(site: &Path, xml: &str, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    for entry in xml.split("<entry>").skip(1) {
        let inside = |before: &str, after: &str| {
            entry.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(text, _)| text)
        };
        let page = fs::read_to_string(site.join(inside("link href=\"", "\"")))?;
        let words = words_of(&page);
        let content = inside("<content type=\"text\">", "</content>");
        for sentence in
            content.lines().chain([inside("<title>", "</title>"), inside("<summary>", "</summary>")])
        {
            let sentence = one_line(&unescaped(sentence));
            // The page's own banner says it in other words around the same.
            let told = sentence.strip_prefix("By later data ").and_then(|rest| rest.split_once(": its page"));
            let told = told.map_or(sentence.as_str(), |(told, _)| told);
            let found = numbers(told).len();
            if found == 0 || words.contains(told) {
                counts.figures("feed.xml", found);
            } else {
                counts.unmarked("feed.xml", told);
            }
        }
    }
    Ok(())
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    text.replace("&amp;", "&")
}

/// What a page says, on one line.
fn words_of(html: &str) -> String {
    one_line(&Reader::read(html).into_iter().map(|said| said.text).collect::<String>())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The calendar names what falls due: its numbers are parts of names and titles that stand on the site.
fn calendar(ics: &str, said: &[String], counts: &mut Counts) {
    let text = ics.replace("\r\n ", "");
    for line in text.lines() {
        let Some((key, value)) = line.split_once(':').filter(|(key, _)| !key.contains('-')) else { continue };
        if !["SUMMARY", "DESCRIPTION"].contains(&key) {
            continue;
        }
        let value = value.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
        for part in value.split(". ").flat_map(|part| part.split(": ")) {
            let found = numbers(part).len();
            let name = part.strip_prefix("Version ").unwrap_or(part);
            if found == 0 || said.iter().any(|page| page.contains(name)) {
                counts.exempt("calendar.ics", "name", found);
            } else {
                counts.unmarked("calendar.ics", line);
            }
        }
    }
}

// ---------------------------------------------------------------- since.json

/// What an issue said then is a figure of its page; how many differ is said there.
fn since(path: &Path, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    let data: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let evidence: Value = serde_json::from_str(&fs::read_to_string(path.with_file_name("evidence.json"))?)?;
    let page = words_of(&fs::read_to_string(path.with_file_name("index.html"))?);
    let figures = data["figures"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (why, one, many) in [
        ("restated", "1 figure", "figures"),
        ("settled", "1 provisional figure", "provisional figures"),
        ("other", "1 figure", "figures"),
    ] {
        let told = match figures.iter().filter(|figure| figure["why"] == why).count() {
            0 => continue,
            1 => format!("{one} "),
            count => format!("{count} {many} "),
        };
        if page.contains(&told) {
            counts.exempt("since.json", "rows", 1);
        } else {
            counts.unmarked("since.json", format!("{} does not say {told}", path.display()));
        }
    }
    for figure in figures {
        let mut entries = evidence["figures"].as_array().into_iter().flatten();
        let entry = entries.find(|entry| entry["n"] == figure["n"]);
        let shown = |key: &str| figure[key].as_str().map_or(0, |shown| numbers(shown).len());
        let is_said = entry.map_or(figure["then"].is_null() && figure["n"].is_null(), |entry| {
            entry["shown"] == figure["then"] && entry["formula"] == figure["formula"]
        });
        if is_said {
            counts.figures("since.json", shown("then"));
        } else {
            counts.unmarked("since.json", format!("{} {figure}", path.display()));
        }
    }
    Ok(())
}
