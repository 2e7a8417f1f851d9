//! `data/waivers.toml`: findings and defects that are accepted for a while.

use crate::core::Book;
use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::metric::record::Rebase;
use crate::core::reading::{Reading, Registered};
use crate::core::settings::record::Settings;
use crate::kit::declared::Table;
use crate::kit::diag::{Code, Diagnostic, codes};
use crate::kit::id::PersonId;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::layout::{Folder, Kind, Stem};
use crate::kit::record::table::{Fields, in_order};
use crate::kit::source::RepoPath;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::subject::waiver::record::Waiver;

/// `author` is who committed the last change of the file, as git names them.
pub fn read(
    root: &Node<'_>,
    author: Option<&str>,
    book: Option<&Settings>,
    catalog: &Catalog,
    log: &Log,
) -> Vec<Waiver> {
    let file = Fields::new(root, log, "waivers", "waivers.toml");
    let nodes = file.tables("waiver");
    file.finish();
    nodes.into_iter().filter_map(|node| waiver(node, author, book, catalog, log)).collect()
}

fn waiver(
    node: &Node<'_>,
    author: Option<&str>,
    book: Option<&Settings>,
    catalog: &Catalog,
    log: &Log,
) -> Option<Waiver> {
    let waiver = Fields::new(node, log, "waiver", "waiver");
    let code = waiver.require("code").and_then(|node| code(node, log));
    let path = waiver.require("path").and_then(|node| path(node, log));
    let contains = waiver.text("contains");
    let reason = waiver.required_text("reason");
    let approver = waiver.require("approved-by");
    let approved_by = approver.and_then(|node| catalog.person(node, "approved-by", "waiver", log));
    let from_on = waiver.required_date("from-on");
    let until_on = waiver.required_date("until-on");
    waiver.finish();
    in_order(&waiver, "from-on", "until-on");
    if let (Some(author), Some(approver), Some(node)) = (author, &approved_by, approver)
        && is_same_person(author, approver, book)
    {
        let message = format!("`{approver}` approves a waiver and committed it");
        log.push(
            Diagnostic::new(&codes::WAIVER_REFUSED, node.place(), message)
                .label("expected a person other than the author of the file's last commit")
                .help("let somebody else approve it, or commit it"),
        );
        return None;
    }
    Some(Waiver {
        code: code?,
        path: path?,
        contains,
        reason: reason?,
        approved_by: approved_by?,
        from_on: from_on?,
        until_on: waiver.at("until-on", until_on)?,
        place: node.place(),
    })
}

fn code(node: &Node<'_>, log: &Log) -> Option<&'static Code> {
    let found = values::text(node, "code", log)?;
    let Some(code) = Code::find(found) else {
        let waivable: Vec<&str> =
            codes::ALL.iter().filter(|code| code.waivable).map(|code| code.name).collect();
        log.push(values::unknown_word(node, "code", found, &waivable));
        return None;
    };
    if !code.waivable {
        log.push(
            Diagnostic::new(&codes::WAIVER_REFUSED, node.place(), format!("`{found}` cannot be waived"))
                .label(code.meaning)
                .help("remove the waiver and correct what it is about"),
        );
        return None;
    }
    Some(code)
}

fn path(node: &Node<'_>, log: &Log) -> Option<RepoPath> {
    let found = values::text(node, "path", log)?;
    let plain = !found.starts_with('/') && !found.split('/').any(|part| matches!(part, "" | "." | ".."));
    if !plain {
        let label = "expected a path from the top of the repository, such as data/sops/x.md";
        return values::bad_value(
            node,
            format!("`{found}` is no path"),
            label,
            "write the path as messages show it",
            log,
        );
    }
    Some(RepoPath::new(found))
}

fn is_same_person(author: &str, approver: &PersonId, book: Option<&Settings>) -> bool {
    let author = author.split('<').next().unwrap_or(author).trim().to_lowercase();
    let name = book.and_then(|book| book.people.get(approver)).map(|person| person.name.to_lowercase());
    author == approver.as_str() || name.is_some_and(|name| name == author)
}

impl Registered for Vec<Waiver> {
    fn folders() -> Vec<Folder> {
        vec![Folder::of("data/waivers.toml")]
    }

    fn tables() -> Vec<Table> {
        Vec::new()
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        let author = known.snapshot.waivers_author.as_deref();
        let ours = Folder::of("data/waivers.toml");
        reading
            .single(
                |kind| *kind == Kind::Record(ours, Stem::None),
                |doc, log| read(&doc.root, author, known.settings, known.catalog, log),
            )
            .unwrap_or_default()
    }

    fn rebases(&self) -> Vec<Rebase> {
        Vec::new()
    }

    fn close(&mut self, _: &Book, _: &mut Existing) {}
}
