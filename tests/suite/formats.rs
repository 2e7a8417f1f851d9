//! The formats of `check` beside each other: one diagnostic, one place, whatever the text says.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

type Test = Result<(), Box<dyn std::error::Error>>;

fn checked(book: &str, format: &str) -> Result<String, Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(book);
    let output = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["check", "--quiet", "--format", format, "--root"])
        .arg(root)
        .output()?;
    Ok(String::from_utf8(output.stdout)?)
}

/// The hostile book writes `::` commands, line ends and commas into its texts. GitHub acts on a line that starts with `::`, so
/// there is exactly one such line a diagnostic, at the place that the JSON names.
#[test]
fn an_annotation_stands_at_the_exact_line_and_no_text_makes_a_command() -> Test {
    for book in ["tests/hostile", "."] {
        let json: Value = serde_json::from_str(&checked(book, "json")?)?;
        let found = json["diagnostics"].as_array().ok_or("diagnostics")?;
        assert!(!found.is_empty(), "{book}");
        let github = checked(book, "github")?;
        let lines: Vec<&str> = github.split('\n').filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), found.len(), "{book}");
        // The gravest first: the host shows ten of a kind.
        let mut found: Vec<&Value> = found.iter().collect();
        found.sort_by_key(|diagnostic| {
            let is = |key: &str, word: &str| diagnostic[key] == word;
            (!diagnostic["waived_by"].is_null(), is("class", "finding"), is("severity", "warning"))
        });
        for (line, diagnostic) in lines.iter().zip(found) {
            let word =
                if diagnostic["waived_by"].is_null() { &diagnostic["severity"] } else { &"notice".into() };
            let place = &diagnostic["place"];
            let path = place["path"].as_str().ok_or("path")?.replace(',', "%2C").replace(':', "%3A");
            // The book may stand below the top of its repository.
            let below = if book == "." { String::new() } else { format!("{book}/") };
            let start = format!(
                "::{} file={below}{path},line={},endLine={},col={}",
                word.as_str().ok_or("word")?,
                place["line"],
                place["end_line"],
                place["column"],
            );
            assert!(line.starts_with(&start), "{book}: {line}\nwants {start}");
            assert!(!line.contains('\r'), "{book}: {line}");
        }
    }
    Ok(())
}
