//! Diagnostics as SARIF 2.1.0, for code scanning: one run, its rules with their help, one result a diagnostic.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::json::end;
use super::{Texts, visible};
use crate::kit::diag::docs::section;
use crate::kit::diag::{Class, Code, Diagnostic, Diagnostics};
use crate::kit::source::Place;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log, with a line end. `folder` is the root below the repository's top, `/` between parts, empty at the top: paths are
/// counted from there. Lines and columns from 1, columns in characters, ends exclusive.
pub fn sarif(diagnostics: &Diagnostics, texts: &Texts, folder: &str, version: &str) -> String {
    let rules: BTreeMap<&str, &'static Code> =
        diagnostics.iter().map(|diagnostic| (diagnostic.code.name, diagnostic.code)).collect();
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, name)| (*name, at)).collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let rule = index.get(diagnostic.code.name).copied().unwrap_or_default();
            result(diagnostic, rule, texts, folder)
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "scorebook",
                "semanticVersion": version,
                "rules": rules.values().map(|code| rule(code)).collect::<Vec<_>>(),
            }},
            "invocations": [{ "executionSuccessful": true }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    // Strings and integers under fixed keys: nothing here can fail to serialise.
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn rule(code: &'static Code) -> Value {
    let class = match code.class {
        Class::Defect => "defect",
        Class::Finding => "finding",
    };
    json!({
        "id": code.name,
        "shortDescription": { "text": format!("{}.", code.meaning) },
        "fullDescription": { "text": format!("{}.", code.meaning) },
        "help": {
            "text": format!("Run `scorebook explain {}`.\n\n{}", code.name, section(code)),
            "markdown": section(code),
        },
        "defaultConfiguration": { "level": code.severity.word() },
        "properties": { "tags": [class], "problem.severity": code.severity.word() },
    })
}

fn result(diagnostic: &Diagnostic, rule: usize, texts: &Texts, folder: &str) -> Value {
    let mut lines = vec![diagnostic.message.as_str()];
    lines
        .extend([diagnostic.label.as_str(), diagnostic.help.as_str()].iter().filter(|line| !line.is_empty()));
    let text: Vec<String> = lines.iter().map(|line| plain(line)).collect();
    let mut result = json!({
        "ruleId": diagnostic.code.name,
        "ruleIndex": rule,
        "level": diagnostic.severity().word(),
        "message": { "text": text.join("\n") },
        "locations": [location(&diagnostic.place, texts, folder)],
        "partialFingerprints": { "codePathMessage/v1": fingerprint(diagnostic) },
    });
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().zip(1..).map(|((place, label), id)| {
            let mut location = location(place, texts, folder);
            location["id"] = json!(id);
            location["message"] = json!({ "text": plain(label) });
            location
        });
        result["relatedLocations"] = related.collect();
    }
    if let Some(waiver) = &diagnostic.waived_by {
        let justification = plain(&format!("waived by {waiver}"));
        result["suppressions"] =
            json!([{ "kind": "external", "status": "accepted", "justification": justification }]);
    }
    result
}

fn location(place: &Place, texts: &Texts, folder: &str) -> Value {
    let (end_line, end_column) = end(place, texts);
    let path = place.path.as_str();
    let path = if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": percent_encoded(&path), "uriBaseId": "%SRCROOT%" },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": end_line,
                "endColumn": end_column,
            },
        },
    })
}

/// Without characters that act on a screen, and without a link: SARIF reads `[text](target)` in plain messages as one.
fn plain(text: &str) -> String {
    let text = visible(text, false);
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.into_owned() }
}

/// What stays the same when lines move: code, path and message, as the first 32 hexadecimal digits of their SHA-256.
fn fingerprint(diagnostic: &Diagnostic) -> String {
    let mut hash = Sha256::new();
    for part in [diagnostic.code.name, diagnostic.place.path.as_str(), &diagnostic.message] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A relative path as a URI reference (RFC 3986): unreserved characters and `/` as they are.
fn percent_encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).into()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::sample;
    use crate::kit::diag::codes::{ACTION_OVERDUE, ALL};

    fn log(folder: &str) -> Value {
        let text = sarif(&sample::diagnostics(), &sample::texts(), folder, "0.1.0");
        serde_json::from_str(&text).expect("JSON")
    }

    #[test]
    fn a_result_has_its_rule_its_exact_place_and_its_waiver() {
        let log = log("");
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), 4);
        for result in results {
            let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("index") as usize];
            assert_eq!(rule["id"], result["ruleId"]);
        }
        let unknown = &results[1];
        let place = &unknown["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "data/contracts/a%2Cb/contract.toml");
        let region = json!({ "startLine": 3, "startColumn": 10, "endLine": 3, "endColumn": 19 });
        assert_eq!(place["region"], region);
        assert_eq!(results[2]["suppressions"][0]["kind"], "external");
        assert_eq!(results[3]["relatedLocations"][0]["message"]["text"], "due here");
        assert!(results[1].get("suppressions").is_none());
    }

    #[test]
    fn paths_count_from_the_top_and_a_fingerprint_outlives_a_moved_line() {
        let below = log("examples/my book");
        let uri =
            &below["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(*uri, "examples/my%20book/data/book.toml");
        let at = |range: std::ops::Range<usize>| {
            Diagnostic::new(&ACTION_OVERDUE, sample::contract().place(range), "late")
        };
        assert_eq!(fingerprint(&at(0..1)), fingerprint(&at(16..25)));
        let other = Diagnostic::new(&ACTION_OVERDUE, sample::contract().place(0..1), "later");
        assert_ne!(fingerprint(&at(0..1)), fingerprint(&other));
    }

    #[test]
    fn no_text_of_a_book_makes_a_link_or_moves_a_cursor() {
        assert_eq!(
            plain("see [this](https://example.org) `a[0]`"),
            "see \\[this\\](https://example.org) `a\\[0\\]`"
        );
        assert_eq!(plain("row [1] \u{1b}[2J"), "row [1] ␛[2J");
    }

    #[test]
    fn every_rule_has_its_section_of_the_documentation() {
        for code in ALL {
            let rule = rule(code);
            assert!(
                rule["help"]["markdown"].as_str().is_some_and(|text| text.len() > code.meaning.len()),
                "{}",
                code.name
            );
        }
    }
}
