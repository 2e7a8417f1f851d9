//! Diagnostics for programs: one JSON document a run, with a versioned schema that docs/json-output.md describes.

use serde::Serialize;

use super::Texts;
use crate::kit::diag::{Class, Diagnostic, Diagnostics};
use crate::kit::source::{Place, Span};

/// Version of the document. A field may be added within a version; none changes its meaning or goes.
pub const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    version: &'a str,
    diagnostics: Vec<Entry<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    class: &'static str,
    severity: &'static str,
    message: &'a str,
    label: &'a str,
    help: &'a str,
    place: Where<'a>,
    related: Vec<Related<'a>>,
    waived_by: Option<Where<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    label: &'a str,
    place: Where<'a>,
}

/// Lines and columns from 1, columns in characters; offsets in bytes from 0; ends are exclusive.
#[derive(Serialize)]
struct Where<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Summary {
    defects: usize,
    findings: usize,
    errors: usize,
    warnings: usize,
    waived: usize,
    waiting: usize,
}

/// The document, with a line end. `version` is the program's.
pub fn json(diagnostics: &Diagnostics, texts: &Texts, version: &str) -> String {
    let document = Document {
        format: FORMAT,
        version,
        diagnostics: diagnostics.iter().map(|diagnostic| entry(diagnostic, texts)).collect(),
        summary: Summary {
            defects: diagnostics.defects(),
            findings: diagnostics.findings(),
            errors: diagnostics.errors(),
            warnings: diagnostics.warnings(),
            waived: diagnostics.waived(),
            waiting: diagnostics.waiting().len(),
        },
    };
    // Strings and integers under fixed keys: nothing here can fail to serialise.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn entry<'a>(diagnostic: &'a Diagnostic, texts: &Texts) -> Entry<'a> {
    Entry {
        code: diagnostic.code.name,
        class: match diagnostic.code.class {
            Class::Defect => "defect",
            Class::Finding => "finding",
        },
        severity: diagnostic.severity().word(),
        message: &diagnostic.message,
        label: &diagnostic.label,
        help: &diagnostic.help,
        place: where_(&diagnostic.place, texts),
        related: diagnostic
            .related
            .iter()
            .map(|(place, label)| Related { label, place: where_(place, texts) })
            .collect(),
        waived_by: diagnostic.waived_by.as_ref().map(|place| where_(place, texts)),
    }
}

fn where_<'a>(place: &'a Place, texts: &Texts) -> Where<'a> {
    let (end_line, end_column) = end(place, texts);
    Where {
        path: place.path.as_str(),
        line: place.line,
        column: place.column,
        end_line,
        end_column,
        start: place.span.start,
        end: place.span.end,
    }
}

/// Line and column after the last character; those of the start when the text is not at hand.
pub(super) fn end(place: &Place, texts: &Texts) -> (u32, u32) {
    texts.get(&place.path).map_or((place.line, place.column), |text| {
        let end = text.place(Span::new(place.span.end, place.span.end));
        (end.line, end.column)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::sample;

    #[test]
    fn golden() {
        let text = json(&sample::diagnostics(), &sample::texts(), "0.1.0");
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(document["format"], 1);
        let first = &document["diagnostics"][1];
        let expected = serde_json::json!({
            "code": "unknown-vendor", "class": "defect", "severity": "error",
            "message": "contract names vendor `acme-eu`, which has no file",
            "label": "expected data/vendors/acme-eu.toml", "help": "did you mean `acme-asia`?",
            "place": {
                "path": "data/contracts/a,b/contract.toml",
                "line": 3, "column": 10, "end_line": 3, "end_column": 19, "start": 16, "end": 25
            },
            "related": [], "waived_by": null
        });
        assert_eq!(*first, expected);
        assert_eq!(document["diagnostics"][2]["waived_by"]["line"], 1);
        assert_eq!(document["summary"]["defects"], 2);
        assert!(!text.contains('\u{1b}'), "control characters are escaped");
    }

    #[test]
    fn the_documented_example_has_every_field_and_no_other() {
        let docs = include_str!("../../docs/json-output.md");
        let example =
            docs.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
        let documented: serde_json::Value = serde_json::from_str(example).expect("JSON");
        let written = json(&sample::diagnostics(), &sample::texts(), "0.1.0");
        let written: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        let keys =
            |value: &serde_json::Value| value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>());
        for pointer in ["", "/diagnostics/0", "/diagnostics/0/place", "/summary"] {
            assert_eq!(
                documented.pointer(pointer).map(keys),
                written.pointer(pointer).map(keys),
                "{pointer}"
            );
        }
    }
}
