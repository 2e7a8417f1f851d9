//! Numbers where nobody expects them: the crawl of `coverage` over other books than the demo, and over the demo with a number in
//! every name and sentence.

use std::error::Error;
use std::path::Path;

use crate::coverage::prove;

type Test = Result<(), Box<dyn Error>>;

/// Nothing in the books has this value.
const NUMBER: &str = " 4711";

/// Names of rating bands are closed words.
const BANDS: [&str; 4] = ["good", "approaching-target", "requires-improvement", "inadequate"];

#[test]
fn every_number_of_real_flights_has_evidence_or_says_why_not() -> Test {
    let counts = prove(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/flights-2013"))?;
    assert!(counts.figures > 10_000, "the crawl found next to nothing");
    Ok(())
}

#[test]
fn every_number_of_a_hostile_book_has_evidence_or_says_why_not() -> Test {
    let counts = prove(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile"))?;
    assert!(counts.figures > 1_000, "the crawl found next to nothing");
    Ok(())
}

/// A vendor may be called `Team 7` and a plan `Halve the 40 hours`: the page says which numbers are names or words of an author.
#[test]
fn a_number_in_a_name_or_a_sentence_never_passes_for_a_figure() -> Test {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir()?;
    let numbers = copy(&demo.join("data"), &folder.path().join("data"))?;
    assert!(numbers > 500, "only {numbers} names and sentences hold a number");
    // Terms hold names: what was signed is another text now.
    std::fs::remove_dir_all(folder.path().join("data/signoffs"))?;
    let counts = prove(folder.path())?;
    assert!(counts.exempt.get("name").is_some_and(|count| *count > 10_000), "names are not told apart");
    Ok(())
}

/// Copies a book's files with a number in every name and sentence; how many there are.
fn copy(from: &Path, to: &Path) -> std::io::Result<usize> {
    std::fs::create_dir_all(to)?;
    let mut numbers = 0;
    for entry in std::fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() {
            numbers += copy(&path, &to.join(name))?;
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        let keys = match path.extension().and_then(|ending| ending.to_str()) {
            Some("toml") => text.len(),
            Some("md") => text.match_indices("+++").nth(1).map_or(0, |(at, _)| at),
            _ => 0,
        };
        let (told, count) = numbered(&text[..keys]);
        std::fs::write(to.join(name), told + &text[keys..])?;
        numbers += count;
    }
    Ok(numbers)
}

/// `key = "value"` with a number behind the value, where that is a name or has several words.
fn numbered(toml: &str) -> (String, usize) {
    let (mut told, mut rest, mut count) = (String::new(), toml, 0);
    while let Some((before, after)) = rest.split_once("= \"") {
        let key = before.trim_end().rsplit([' ', '\n', '{', ',']).next().unwrap_or_default();
        let end = closing(after);
        let value = &after[..end];
        told.push_str(before);
        told.push_str("= \"");
        told.push_str(value);
        if (["name", "title"].contains(&key) && !BANDS.contains(&value)) || value.contains(' ') {
            told.push_str(NUMBER);
            count += 1;
        }
        rest = &after[end..];
    }
    told.push_str(rest);
    (told, count)
}

/// Where the quote ends that has begun.
fn closing(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if !escaped => return at,
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    text.len()
}

#[test]
fn names_and_sentences_take_a_number_and_ids_do_not() {
    let toml = "id = \"a\"\nname = \"Kigali\"\nfrom = { title = \"Say \\\"no\\\"\", why = \"two words\" }\nname = \"good\"\n";
    let told = "id = \"a\"\nname = \"Kigali 4711\"\nfrom = { title = \"Say \\\"no\\\" 4711\", why = \"two words 4711\" }\nname = \"good\"\n";
    assert_eq!(numbered(toml), (told.to_owned(), 3));
}
