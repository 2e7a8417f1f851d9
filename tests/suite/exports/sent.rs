//! The feed, the calendar and the lists of what changed: they say nothing that a page with evidence does not say.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Counts;
use crate::support::markup::Reader;
use crate::support::numbers::numbers;
use crate::support::unpacked::unpacked;

/// A sentence of the feed stands on the page that its entry leads to, where the crawl of all pages looks at its numbers.
pub fn feed(site: &Path, xml: &str, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
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

/// Each number of the feed of one vendor or site stands on the page that its entry leads to; those of a procedure are counts and names of its
/// page of changes, or quoted.
pub fn feed_of_one(path: &Path, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    let folder = path.parent().ok_or("a file without a folder")?;
    let xml = fs::read_to_string(path)?;
    for entry in xml.split("<entry>").skip(1) {
        let inside = |before: &str, after: &str| {
            entry.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(text, _)| text)
        };
        let page = fs::read_to_string(folder.join(inside("link href=\"", "\"")))?;
        let said = Reader::read(&page);
        let stands: Vec<f64> =
            said.iter().flat_map(|said| numbers(&said.text)).map(|one| one.value).collect();
        for line in inside("<content type=\"text\">", "</content>").lines() {
            let line = one_line(&unescaped(line));
            if line.starts_with("By ") || line.starts_with("Found ") || line.starts_with("Recorded as ") {
                counts.exempt("feeds", "quoted", numbers(&line).len());
                continue;
            }
            for number in numbers(&line) {
                match stands.iter().any(|one| number.is(*one)) {
                    true => counts.figures("feeds", 1),
                    false => counts.unmarked("feeds", format!("{}: {line}", path.display())),
                }
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
pub fn words_of(html: &str) -> String {
    one_line(&Reader::read(html).into_iter().map(|said| said.text).collect::<String>())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The calendar names what falls due: its numbers are parts of names and titles that stand on the site.
pub fn calendar(ics: &str, said: &[String], counts: &mut Counts) {
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

/// What an issue said then is a figure of its page; how many differ is said there.
pub fn since(path: &Path, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    let data: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let evidence = unpacked(&fs::read(path.with_file_name("evidence.json"))?);
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
