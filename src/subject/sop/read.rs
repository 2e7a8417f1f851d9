//! `data/sops/<sop>.md`: front matter in TOML between `+++` lines, then Markdown.

use super::normative::{body_text, is_hash, normative_hash};
use crate::core::Book;
use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::metric::record::Rebase;
use crate::core::reading::{Reading, Registered};
use crate::kit::declared::Table;
use crate::kit::diag::codes;
use crate::kit::id::{PersonId, SopId};
use crate::kit::record::catalog::Catalog;
use crate::kit::record::catalog::Sort;
use crate::kit::record::layout::{Folder, Kind, Stem};
use crate::kit::record::lists;
use crate::kit::record::table::Fields;
use crate::kit::source::{RepoPath, Span, Text};
use crate::kit::toml::front;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::subject::sop::record::{Criticality, Sop, SopChange, SopPlaces, SopStatus};
use std::collections::{BTreeMap, BTreeSet};

pub fn read(id: &str, text: &Text, root: &Node<'_>, catalog: &Catalog, log: &Log) -> Option<Sop> {
    let body = front::body(text)?;
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
    let review_days = sop.setting("review-days", sop.count("review-days", 1..=3660), 365);
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
    let audit_threshold = sop.decimal("audit-threshold", 0..=100);
    let changes = sop
        .tables("change")
        .into_iter()
        .filter_map(|node| change(node, author.as_ref(), catalog, log))
        .collect();
    sop.finish();
    let markdown = text.content().get(body.start..body.end).unwrap_or_default();
    let at = |key: &str| root.get(key).map(Node::place);
    let places = SopPlaces {
        title: at("title"),
        status: at("status"),
        approver: at("approver"),
        satisfies: at("satisfies"),
    };
    Some(Sop {
        id: SopId::new(id),
        title: title?,
        version: version?,
        status,
        owner,
        approver,
        author: author?,
        effective_on: sop.at("effective-on", effective_on)?,
        reviewed_on: sop.at("reviewed-on", reviewed_on),
        review_days,
        criticality,
        sites,
        queues,
        languages,
        satisfies,
        supersedes,
        audit_threshold: sop.at("audit-threshold", audit_threshold),
        normative_hash: text.once(|| normative_hash(root, markdown)).to_owned(),
        changes,
        places,
        body: Span::from(body),
        place: root.place(),
    })
}

/// A text of an SOP by itself, as a version of it is compared with another: nothing in it is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SopText {
    pub version: Option<String>,
    /// Keys of the front matter in their order, with their values in one line.
    pub front: Vec<(String, String)>,
    /// The Markdown as it counts: line feeds, no blank lines around it.
    pub body: String,
    /// SHA-256 of the normative text, hexadecimal.
    pub hash: String,
}

/// Reads a text by itself; `None` when it has no front matter.
pub fn sop_text(content: &str) -> Option<SopText> {
    let text = Text::new(RepoPath::new("sop.md"), content);
    let body = front::body(&text)?;
    let doc = front::parse(&text);
    let value = |node: &Node<'_>| node.as_text().map_or_else(|| node.written(), str::to_owned);
    let markdown = content.get(body.start..body.end).unwrap_or_default();
    Some(SopText {
        version: doc.root.get("version").map(value),
        front: doc.root.entries().iter().map(|(key, node)| (key.clone(), value(node))).collect(),
        body: body_text(markdown),
        hash: normative_hash(&doc.root, markdown),
    })
}

/// An edit that somebody judged. One that is not material wants a reviewer who is not the author.
fn change(node: &Node<'_>, author: Option<&PersonId>, catalog: &Catalog, log: &Log) -> Option<SopChange> {
    let change = Fields::new(node, log, "change", "change");
    let from = change.require("from").and_then(|node| hash(node, "from", log));
    let to = change.require("to").and_then(|node| hash(node, "to", log));
    let material = change.boolean("material");
    let reviewer = change.get("reviewer").and_then(|node| catalog.person(node, "reviewer", "change", log));
    let note = change.required_text("note");
    if !change.has("material") {
        let missing = change.whole(&codes::MISSING_KEY, "change has no `material`");
        log.push(missing.label("`material` is required").help("add `material = …` to it"));
    }
    change.finish();
    if material == Some(false) {
        match (node.get("reviewer"), &reviewer) {
            (None, _) => {
                let missing =
                    change.whole(&codes::MISSING_KEY, "a change that is not material has no `reviewer`");
                log.push(
                    missing
                        .label("only a reviewer can find that earlier acknowledgements still hold")
                        .help("name who found it not material"),
                );
                return None;
            }
            (Some(node), Some(reviewer)) if Some(reviewer) == author => {
                let message = format!("the change was reviewed by its author, `{reviewer}`");
                let label = "expected somebody other than the SOP's `author`";
                return values::bad_value(node, message, label, "have somebody else judge it", log);
            }
            _ => {}
        }
    }
    Some(SopChange { from: from?, to: to?, material: material?, reviewer, note: note?, place: node.place() })
}

fn hash(node: &Node<'_>, key: &str, log: &Log) -> Option<String> {
    let found = values::text(node, key, log)?;
    if is_hash(found) {
        return Some(found.to_owned());
    }
    let label = "expected 16 to 64 lower-case hexadecimal digits";
    let help = "copy the hash of the text from the SOP's page";
    values::bad_value(node, format!("`{found}` is no hash of a text"), label, help, log)
}

impl Registered for BTreeMap<SopId, Sop> {
    fn folders() -> Vec<Folder> {
        vec![Folder { sort: Some(Sort::Sop), ..Folder::of("data/sops/<sop>.md") }]
    }

    fn tables() -> Vec<Table> {
        Vec::new()
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        reading.each(|file, doc, log| match (&file.kind, file.text) {
            (Kind::Record(Folder { name: "sops", .. }, Stem::Id(id)), Some(text)) => {
                read(id, text, &doc.root, known.catalog, log).map(|sop| (sop.id.clone(), sop))
            }
            _ => None,
        })
    }

    fn rebases(&self) -> Vec<Rebase> {
        Vec::new()
    }

    fn close(&mut self, book: &Book, existing: &mut Existing) {
        let queues: BTreeSet<_> =
            book.projects.values().flat_map(|project| &project.queues).map(|queue| &queue.id).collect();
        for sop in self.values_mut() {
            sop.sites.retain(|site| book.sites.contains_key(site));
            sop.queues.retain(|queue| queues.contains(queue));
            sop.satisfies.retain(|(contract, level, _)| book.has_clause(contract, level));
            existing.add(Some(Sort::Sop), sop.id.as_str());
        }
    }
}
