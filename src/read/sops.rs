//! `data/sops/<sop>.md`: front matter in TOML between `+++` lines, then Markdown.

use std::ops::Range;

use super::catalog::Catalog;
use super::lists;
use super::log::Log;
use super::table::Fields;
use super::tree::{self, Doc, Node, Value};
use crate::diag::{Diagnostic, codes};
use crate::model::{Criticality, Sop, SopId, SopStatus};
use crate::source::{Span, Text};

const FENCE: &str = "+++";

/// Where the front matter's TOML and the Markdown stand, or what is wrong with the fences.
fn parts(text: &Text) -> Result<(Range<usize>, Range<usize>), Box<Diagnostic>> {
    let wrong = |span: Span, message: &str, help: &str| {
        Box::new(
            Diagnostic::new(&codes::FRONT_MATTER, text.place(span), message)
                .label("an SOP starts with `+++`, TOML, and `+++`, each fence on a line of its own")
                .help(help),
        )
    };
    let end = text.content().len();
    if text.line(1).trim_start_matches('\u{feff}').trim_end() != FENCE {
        let line = text.line_span(1);
        let span = Span::new(text.body_start(), line.end.max(text.body_start()));
        return Err(wrong(span, "the first line is not `+++`", "put the front matter first"));
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

pub fn read(id: &str, text: &Text, root: &Node<'_>, catalog: &Catalog, log: &Log) -> Option<Sop> {
    let body = parts(text).ok()?.1;
    let sop = Fields::new(root, log, "sop", "SOP");
    let title = sop.required_text("title");
    let version = sop.required_text("version");
    let status = sop.word("status").unwrap_or(SopStatus::Effective);
    let person = |key, node| catalog.person(node, key, "SOP", log);
    let owner = sop.get("owner").and_then(|node| person("owner", node));
    let approver = sop.get("approver").and_then(|node| person("approver", node));
    let author = sop.require("author").and_then(|node| person("author", node));
    let effective_on = sop.required_date("effective-on");
    let reviewed_on = sop.date("reviewed-on");
    let review_days = sop.count("review-days", 1..=3660).unwrap_or(365);
    let criticality = sop.word("criticality").unwrap_or(Criticality::Normal);
    let sites = catalog.sites_in(sop.items("sites"), "sites", "SOP", log);
    let queues = catalog.queues_in(sop.items("queues"), "queues", "SOP", log);
    let languages = lists::languages(sop.items("languages"), "languages", log);
    let clause = |node: &Node<'_>| {
        let (contract, level) = catalog.clause(node, "satisfies", "SOP", log)?;
        Some((contract, level, node.place()))
    };
    let satisfies = sop.items("satisfies").iter().filter_map(clause).collect();
    let supersedes = lists::sop_ids(sop.items("supersedes"), "supersedes", log);
    sop.finish();
    Some(Sop {
        id: SopId::new(id),
        title: title?,
        version: version?,
        status,
        owner,
        approver,
        author: author?,
        effective_on: effective_on?,
        reviewed_on,
        review_days,
        criticality,
        sites,
        queues,
        languages,
        satisfies,
        supersedes,
        body: Span::from(body),
        place: root.place(),
    })
}
