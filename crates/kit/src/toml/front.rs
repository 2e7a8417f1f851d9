//! Front matter: TOML between lines `+++`, before a text in Markdown.

use std::ops::Range;

use super::tree;
use super::tree::{Doc, Node, Value};
use crate::diag::{Diagnostic, codes};
use crate::source::{Span, Text};

/// The line before the TOML, and the one after it.
pub const FENCE: &str = "+++";

/// Where the TOML and the Markdown stand, or what is wrong with the fences.
fn parts(text: &Text) -> Result<(Range<usize>, Range<usize>), Box<Diagnostic>> {
    let wrong = |span: Span, message: &str, help: &str| {
        Box::new(
            Diagnostic::new(&codes::FRONT_MATTER, text.place(span), message)
                .label("the file starts with `+++`, TOML, and `+++`, each fence on a line of its own")
                .help(help),
        )
    };
    let end = text.content().len();
    if text.line(1).trim_start_matches('\u{feff}').trim_end() != FENCE {
        let line = text.line_span(1);
        let span = Span::new(text.body_start(), line.end.max(text.body_start()));
        return Err(match text.body().lines().next().map(str::trim_end) {
            Some("---") => wrong(span, "the front matter is YAML, between lines `---`", &as_toml(text)),
            _ => {
                let is_procedure = text.path.as_str().starts_with("data/sops/");
                let such = if is_procedure { ", as `scorebook new sop ID` does" } else { "" };
                let help = format!("put `+++`, the keys as TOML, and `+++` before the text{such}");
                wrong(span, "the first line is not `+++`", &help)
            }
        });
    }
    let close = (2..=text.line_count()).find(|&line| text.line(line).trim_end() == FENCE);
    let Some(close) = close else {
        return Err(wrong(
            text.line_span(1),
            "the front matter is never closed",
            "add a line `+++` after it",
        ));
    };
    let toml = text.line_span(2).start..text.line_span(close).start;
    let body = if close < text.line_count() { text.line_span(close + 1).start } else { end };
    Ok((toml, body..end))
}

/// How YAML is mended, shown by its first key.
fn as_toml(text: &Text) -> String {
    let keys = text.body().lines().skip(1).take_while(|line| line.trim_end() != "---");
    let first =
        keys.filter_map(|line| line.split_once(": ")).find(|(key, _)| !key.starts_with(['#', ' ', '-']));
    let such = first.map_or(String::new(), |(key, value)| {
        let value = value.trim().trim_matches(['"', '\'']);
        format!(", such as `{} = {value:?}` for `{key}: {value}`", key.trim().replace('_', "-"))
    });
    format!("write `+++` for `---`, and the keys as TOML{such}")
}

/// The front matter as a document; without fences an empty one with gaps.
pub fn parse(text: &Text) -> Doc<'_> {
    match parts(text) {
        Ok((toml, _)) => {
            let mut doc = tree::parse(text, toml);
            let fence = text.line_span(1);
            doc.root.span = Span::new(text.body_start(), fence.end.max(text.body_start()));
            doc
        }
        Err(diagnostic) => {
            let start = Span::new(text.body_start(), text.body_start());
            let root = Node { text, key: start, span: start, value: Value::Broken };
            Doc { root, errors: vec![*diagnostic], gaps: true }
        }
    }
}

/// Bytes of the Markdown; `None` without fences.
pub fn body(text: &Text) -> Option<Span> {
    Some(Span::from(parts(text).ok()?.1))
}
