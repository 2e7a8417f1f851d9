//! `data/reports/<week or month>.md`: front matter in TOML, then the commentary.

use crate::core::Book;
use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::metric::record::Rebase;
use crate::core::reading::{Reading, Registered};
use crate::kit::declared::Table;
use crate::kit::period::Period;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::layout::{Folder, Form, Kind, Stem};
use crate::kit::record::table::Fields;
use crate::kit::source::Text;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::subject::commentary::record::{Claim, Commentary};
use std::collections::BTreeMap;

pub fn read(
    period: Period,
    text: &Text,
    root: &Node<'_>,
    catalog: &Catalog,
    log: &Log,
) -> Option<(Period, Commentary)> {
    let body = crate::kit::toml::front::body(text)?;
    let report = Fields::new(root, log, "report", "report");
    let author = report.require("author").and_then(|node| catalog.person(node, "author", "report", log));
    let headline = report.get("headline");
    let words =
        headline.and_then(|node| Some((values::text(node, "headline", log)?.to_owned(), node.place())));
    let nodes = report.tables("claims");
    let claims: Vec<Claim> = nodes.iter().filter_map(|node| claim(node, catalog, log)).collect();
    report.finish();
    match (headline, report.has("claims")) {
        _ if matches!(period, Period::Month(..)) => {
            for key in ["headline", "claims"] {
                let Some(node) = report.get(key) else { continue };
                let label = "claims are held against the scorecards of a week";
                let help = format!("write it below the front matter, and remove `{key}`");
                values::bad_value::<()>(node, &format!("a month has no `{key}`"), label, &help, log);
            }
        }
        (Some(node), _) if nodes.is_empty() => {
            let label = "what a headline says of vendors is listed in `claims`, so that it can be checked";
            let help = "add `claims = [{ vendor = \"…\", family = \"…\", status = \"…\" }]`";
            values::bad_value::<()>(node, "the headline claims nothing", label, help, log);
        }
        (None, true) if !report.has("headline") => {
            let node = report.get("claims").unwrap_or(root);
            let help = "add `headline`, or remove `claims`";
            values::bad_value::<()>(
                node,
                "`claims` without a headline",
                "they are the headline\u{2019}s",
                help,
                log,
            );
        }
        _ => {}
    }
    Some((period, Commentary { period, author: author?, headline: words, claims, body, place: root.place() }))
}

fn claim(node: &Node<'_>, catalog: &Catalog, log: &Log) -> Option<Claim> {
    let claim = Fields::new(node, log, "claims", "claim");
    let vendor = claim.require("vendor").and_then(|node| catalog.vendor(node, "vendor", "claim", log));
    let family = claim.required_word("family");
    let status = claim.required_word("status");
    claim.finish();
    Some(Claim { vendor: vendor?, family: family?, status: status?, place: node.place() })
}

/// Where the files stand.
fn folder() -> Folder {
    let expected = "a commentary is data/reports/<week or month>.md, such as 2026-W46.md or 2026-11.md";
    Folder { form: Form::Period, expected, ..Folder::of("data/reports/<period>.md") }
}

impl Registered for BTreeMap<Period, Commentary> {
    fn folders() -> Vec<Folder> {
        vec![folder()]
    }

    fn tables() -> Vec<Table> {
        Vec::new()
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        let ours = folder();
        reading.each(|file, doc, log| match (&file.kind, file.text) {
            (Kind::Record(folder, Stem::Period(period)), Some(text)) if *folder == ours => {
                read(*period, text, &doc.root, known.catalog, log)
            }
            _ => None,
        })
    }

    fn rebases(&self) -> Vec<Rebase> {
        Vec::new()
    }

    fn close(&mut self, _: &Book, _: &mut Existing) {}
}
