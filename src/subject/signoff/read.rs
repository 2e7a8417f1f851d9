//! `data/signoffs/<period>.toml` and `<period>-restatement-NN.toml`.

use crate::core::Book;
use crate::core::closure::Existing;
use crate::core::contract::known::Known;
use crate::core::metric::record::Rebase;
use crate::core::reading::{Reading, Registered};
use crate::kit::declared::Table;
use crate::kit::record::layout::{Folder, Form, Kind, Stem};
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::diag::{Diagnostic, codes};
use crate::kit::period::Period;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::table::Fields;
use crate::kit::source::{RepoPath, Text};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values::ANY_SIZE;
use crate::kit::toml::{tree, values};
use crate::subject::signoff::record::{CoveredFile, PeriodRestatement, Signoff};

/// Reads the sign-off of the period that its file names; restatements are put to it by [`with_restatements`].
pub fn read(period: Period, root: &Node<'_>, catalog: &Catalog, log: &Log) -> Option<Signoff> {
    let signoff = Fields::new(root, log, "signoff", "sign-off");
    if let Some(found) = signoff.required_period("period")
        && found != period
        && let Some(node) = root.get("period")
    {
        let message = format!("the sign-off is of {found}, its file of {period}");
        let label = format!("expected \"{period}\"");
        values::bad_value::<()>(node, message, &label, "rename the file or correct the period", log);
    }
    let signed_by =
        signoff.require("signed-by").and_then(|node| catalog.person(node, "signed-by", "sign-off", log));
    let on = signoff.required_date("on");
    let hash = signoff.require("hash");
    let hash = hash.and_then(|node| Some((sha256(node, "hash", log)?, node.place())));
    let note = signoff.text("note");
    let covered = signoff.tables("covered").into_iter().filter_map(|node| covered(node, log)).collect();
    signoff.finish();
    not_before_its_end(&signoff, period, on);
    let (hash, hash_place) = hash?;
    Some(Signoff {
        period,
        signed_by: signed_by?,
        on: on?,
        hash,
        hash_place,
        note,
        covered,
        restatements: Vec::new(),
        place: root.place(),
    })
}

fn covered(node: &Node<'_>, log: &Log) -> Option<CoveredFile> {
    let covered = Fields::new(node, log, "covered", "covered file");
    let file = covered.require("file").and_then(|node| {
        let file = values::text(node, "file", log)?;
        if file.starts_with("data/metrics/") && file.ends_with(".csv") {
            return Some(RepoPath::new(file));
        }
        let message = format!("`{file}` is no metric file");
        let label = "expected a path such as data/metrics/acme/2026.csv";
        values::bad_value(node, message, label, "write the path from the top of the repository", log)
    });
    let rows = covered.required_whole_number("rows", 1..=ANY_SIZE);
    let rows = covered.at("rows", rows.and_then(|rows| u32::try_from(rows).ok()));
    covered.finish();
    Some(CoveredFile { path: file?, rows: rows? })
}

/// Reads restatement `number` of the sign-off of `period`.
pub fn restatement(
    period: Period,
    number: u32,
    root: &Node<'_>,
    catalog: &Catalog,
    log: &Log,
) -> Option<PeriodRestatement> {
    let restatement = Fields::new(root, log, "signoff-restatement", "restatement");
    let reason = restatement.required_text("reason");
    let approver = restatement.require("approved-by");
    let approved_by = approver.and_then(|node| catalog.person(node, "approved-by", "restatement", log));
    let on = restatement.required_date("on");
    let hash = restatement.require("hash-after");
    let hash = hash.and_then(|node| Some((sha256(node, "hash-after", log)?, node.place())));
    restatement.finish();
    not_before_its_end(&restatement, period, on);
    let (hash_after, hash_place) = hash?;
    Some(PeriodRestatement {
        number,
        reason: reason?,
        approved_by: approved_by?,
        approved_place: approver?.place(),
        on: on?,
        hash_after,
        hash_place,
        place: root.place(),
    })
}

/// Sign-offs with their restatements, in order of number. A restatement whose sign-off could not be read is left out.
pub fn with_restatements(
    mut signoffs: BTreeMap<Period, Signoff>,
    restatements: BTreeMap<(Period, u32), PeriodRestatement>,
) -> BTreeMap<Period, Signoff> {
    for ((period, _), restatement) in restatements {
        if let Some(signoff) = signoffs.get_mut(&period) {
            signoff.restatements.push(restatement);
        }
    }
    signoffs
}

/// The hash that the text of a sign-off or a restatement states, whatever else is wrong in it: what was recorded is
/// compared with what stands there now.
pub fn signed_hash(content: &str) -> Option<String> {
    let text = Text::new(RepoPath::new("data/signoffs"), content);
    let doc = tree::parse(&text, text.body_start()..text.content().len());
    let node = doc.root.get("hash").or_else(|| doc.root.get("hash-after"))?;
    node.as_text().map(str::to_owned)
}

fn not_before_its_end(fields: &Fields<'_, '_>, period: Period, on: Option<Date>) {
    let (Some(on), Some(node)) = (on, fields.node.get("on")) else { return };
    if on < period.last_day() {
        fields.log.push(
            Diagnostic::new(
                &codes::DATE_ORDER,
                node.place(),
                format!("the {} of {period} is dated before the period ended", fields.name),
            )
            .label(format!("expected {} or later", period.last_day()))
            .help("correct the date"),
        );
    }
}

fn sha256(node: &Node<'_>, key: &str, log: &Log) -> Option<String> {
    let found = values::text(node, key, log)?;
    let is_hash =
        found.len() == 64 && found.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if is_hash {
        return Some(found.to_owned());
    }
    let message = format!("`{key}` is no SHA-256");
    let label = "expected 64 lower-case hexadecimal digits";
    values::bad_value(node, message, label, "let `scorebook signoff` write it", log)
}

/// Where the files stand.
fn folder() -> Folder {
    let expected =
        "a sign-off is data/signoffs/<week or month>.toml with <week or month>-restatement-NN.toml beside it";
    Folder { form: Form::Restated, expected, ..Folder::of("data/signoffs/<period>.toml") }
}

impl Registered for BTreeMap<Period, Signoff> {
    fn folders() -> Vec<Folder> {
        vec![folder()]
    }

    fn tables() -> Vec<Table> {
        Vec::new()
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        let ours = folder();
        let signed = reading.each(|file, doc, log| match file.kind {
            Kind::Record(folder, Stem::Period(period)) if folder == ours => {
                read(period, &doc.root, known.catalog, log).map(|signoff| (period, signoff))
            }
            _ => None,
        });
        let restated = reading.each(|file, doc, log| match file.kind {
            Kind::Record(folder, Stem::Restatement(period, number)) if folder == ours => {
                let read = restatement(period, number, &doc.root, known.catalog, log);
                read.map(|restatement| ((period, number), restatement))
            }
            _ => None,
        });
        with_restatements(signed, restated)
    }

    fn rebases(&self) -> Vec<Rebase> {
        Vec::new()
    }

    fn close(&mut self, _: &Book, _: &mut Existing) {}
}
