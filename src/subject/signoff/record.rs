//! Sign-offs: who stands for the figures of a period, and what they were by then.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::reading::Reading;
use crate::core::registered::Registered;
use crate::kit::declared::{Node, Reader, Record, Shape, Table, WindowPeriod, text_forms};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::PersonId;
use crate::kit::period::Period;
use crate::kit::record::layout::{Folder, Form, Kind, Stem};
use crate::kit::source::{At, Place, RepoPath, Text};
use crate::kit::toml::log::Log;
use crate::kit::toml::{tree, values};
use crate::subject::sop::normative::is_hexadecimal;

/// What a register keeps of them.
pub type Records = BTreeMap<Period, Signoff>;

/// A week, a month or a quarter whose figures somebody signed.
#[derive(Clone, Debug, Record)]
#[record(noun = "sign-off", path = "data/signoffs/<period>.toml")]
pub struct Signoff {
    /// The one that its file names.
    pub period: Period,
    /// The file's stem: a week, a month or a quarter; a fiscal quarter is `2026/27-Q1` here and `2026-27-Q1` in the file's name.
    #[key(name = "period", example = "2026-W45")]
    pub written_period: At<WindowPeriod>,
    /// Shown as claimed, or verified when their key signed the file's commit.
    #[key(example = "ada-north")]
    pub signed_by: At<PersonId>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north")]
    pub in_place_of: Option<At<PersonId>>,
    /// Not before the period's last day. `signoff` writes the as-of date, or the day of --on.
    #[key(example = "2026-11-10")]
    pub on: At<Date>,
    /// Of what was signed.
    #[key(example = "76cebda36829b7ff6a07303a5dd4b60d6b5ef20c5b8e0d2bc1ee94f43b7dbbd1")]
    pub hash: At<ListingHash>,
    /// Plain text.
    #[key(example = "Agreed in the weekly review")]
    pub note: Option<At<String>>,
    #[key(name = "covered")]
    pub covered: Vec<CoveredFile>,
    /// In order of number, without gaps.
    pub restatements: Vec<PeriodRestatement>,
    pub place: Place,
}

/// How many rows of a metric file were signed, so that a reader can follow the hash.
#[derive(Clone, Debug, PartialEq, Eq, Record)]
#[record(noun = "covered file", check = CoveredFile::check)]
pub struct CoveredFile {
    /// From the top of the repository.
    #[key(name = "file", example = "data/metrics/acme/2026.csv")]
    pub path: At<RepoPath>,
    /// Rows of it, 1 or more.
    #[key(example = 2, range = 1..)]
    pub rows: At<u32>,
}

/// Why what was signed has changed, agreed by somebody else than who changed it.
#[derive(Clone, Debug, Record)]
#[record(noun = "restatement", path = "data/signoffs/<period>-restatement-<number>.toml")]
pub struct PeriodRestatement {
    /// 1 or more; the file's own.
    pub number: u32,
    /// What was wrong before.
    #[key(example = "The client corrected its export of Tuesday")]
    pub reason: At<String>,
    /// Not who changed the figures or committed this file.
    #[key(example = "ben-field")]
    pub approved_by: At<PersonId>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north")]
    pub in_place_of: Option<At<PersonId>>,
    /// Not before the period's last day.
    #[key(example = "2026-11-12")]
    pub on: At<Date>,
    /// Of what holds from now on.
    #[key(example = "7dd987653ebc75230137c13aa307455e324c9388a9bb5d25cfc2d51cf40c0c8a")]
    pub hash_after: At<ListingHash>,
    pub place: Place,
}

impl Registered for Records {
    fn folders() -> Vec<Folder> {
        let expected = "a sign-off is data/signoffs/<week, month or quarter>.toml with <period>-restatement-NN.toml beside it";
        vec![Folder { form: Form::Restated, expected, ..Folder::of(Signoff::PATH) }]
    }

    fn tables() -> Vec<Table> {
        vec![Signoff::table(), PeriodRestatement::table()]
    }

    /// A restatement whose sign-off could not be read is left out.
    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        let mut signed = reading.each(|file, doc, log| {
            let Kind::Record(Folder { name: "signoffs", .. }, Stem::Spelled(stem)) = &file.kind else {
                return None;
            };
            let read = Signoff::read("", &doc.root, known.catalog, log, |draft, reader| {
                Signoff::check(draft, reader, stem);
            });
            read.map(|signoff| (signoff.period, signoff))
        });
        let restated = reading.each(|file, doc, log| {
            let Kind::Record(Folder { name: "signoffs", .. }, Stem::Restatement(stem, number)) = &file.kind
            else {
                return None;
            };
            // What names no quarter of the book has no sign-off that could be read.
            let (period, number) = (Period::of_stem(stem, known.catalog.year_starts())?, *number);
            let read = PeriodRestatement::read("", &doc.root, known.catalog, log, |draft, reader| {
                PeriodRestatement::check(draft, reader, period, number);
            });
            Some(((period, number), read?))
        });
        for ((period, _), restatement) in restated {
            signed.entry(period).and_modify(|signoff| signoff.restatements.push(restatement));
        }
        signed
    }
}

impl Signoff {
    /// The rules between its keys and the period that its file names.
    pub fn check(draft: &mut SignoffDraft, reader: &Reader<'_, '_, '_>, stem: &str) {
        let starts = reader.catalog.year_starts();
        let named = Period::of_stem(stem, starts);
        let written = draft.written_period.as_ref();
        if let Some(found) = written.filter(|found| named != Some(found.0)) {
            let message = format!("the sign-off is of {}, its file of {stem}", found.0);
            let expected = named.map_or_else(
                || format!("data/signoffs/{}.toml", found.0.stem()),
                |period| format!("\"{period}\""),
            );
            reader.bad_value(
                found,
                message,
                format!("expected {expected}"),
                "rename the file or correct the period",
            );
        }
        draft.period = named.or(written.map(|found| found.0));
        draft.restatements = Some(Vec::new());
        if let Some(period) = draft.period {
            not_before_its_end(draft.on.as_ref(), reader, period);
        }
    }
}

impl CoveredFile {
    fn check(draft: &mut CoveredFileDraft, reader: &Reader<'_, '_, '_>) {
        let is_metrics = |path: &str| path.starts_with("data/metrics/") && path.ends_with(".csv");
        if let Some(path) = draft.path.as_ref().filter(|path| !is_metrics(path.as_str())) {
            let label = "expected a path such as data/metrics/acme/2026.csv";
            let help = "write the path from the top of the repository";
            reader.bad_value(path, format!("`{}` is no metric file", path.value), label, help);
            reader.refuse();
        }
    }
}

impl PeriodRestatement {
    /// The rules between its keys and what its file is called.
    pub fn check(
        draft: &mut PeriodRestatementDraft,
        reader: &Reader<'_, '_, '_>,
        period: Period,
        number: u32,
    ) {
        draft.number = Some(number);
        not_before_its_end(draft.on.as_ref(), reader, period);
    }
}

fn not_before_its_end(on: Option<&At<Date>>, reader: &Reader<'_, '_, '_>, period: Period) {
    if let Some(on) = on.filter(|on| ***on < period.last_day()) {
        let what = &reader.fields.name;
        let message = format!("the {what} of {period} is dated before the period ended");
        let diagnostic = Diagnostic::new(&codes::DATE_ORDER, on.place.clone(), message);
        let diagnostic = diagnostic.label(format!("expected {} or later", period.last_day()));
        reader.log().push(diagnostic.help("correct the date"));
    }
}

/// The hash that the text of a sign-off or a restatement states, whatever else is wrong in it: what was recorded is
/// compared with what stands there now.
pub fn signed_hash(content: &str) -> Option<String> {
    let text = Text::new(RepoPath::new("data/signoffs"), content);
    let doc = tree::whole(&text);
    let node = doc.root.get("hash").or_else(|| doc.root.get("hash-after"))?;
    node.as_text().map(str::to_owned)
}

text_forms! {
    /// SHA-256 of what is signed: 64 lower-case hexadecimal digits.
    ListingHash listing_hash, Shape::Pattern("^[0-9a-f]{64}$");
}

fn listing_hash(found: &str, node: &Node<'_>, key: &str, log: &Log) -> Option<String> {
    if is_hexadecimal(found, 64..=64) {
        return Some(found.to_owned());
    }
    let label = "expected 64 lower-case hexadecimal digits";
    values::bad_value(node, format!("`{key}` is no SHA-256"), label, "let `scorebook signoff` write it", log)
}
