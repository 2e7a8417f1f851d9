//! `data/waivers.toml`: findings and defects that are accepted for a while.

use std::ops::Deref;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::reading::Reading;
use crate::core::registered::Registered;
use crate::core::settings::record::Settings;
use crate::kit::declared::{Node, Reader, Record, Shape, Table, Value, Within};
use crate::kit::diag::{Code, Diagnostic, codes};
use crate::kit::id::PersonId;
use crate::kit::record::layout::{Folder, Kind, Stem};
use crate::kit::source::{At, Place, RepoPath};
use crate::kit::toml::values;

/// What a register keeps of them.
pub type Records = Vec<Waiver>;

/// Findings and defects that are accepted for a while.
#[derive(Clone, Debug, Record)]
#[record(noun = "waivers", path = "data/waivers.toml")]
pub struct Waivers {
    #[key(name = "waiver")]
    pub waivers: Vec<Waiver>,
}

/// A finding or defect that is accepted for a while.
#[derive(Clone, Debug, Record)]
#[record(noun = "waiver", check = Waiver::check)]
pub struct Waiver {
    /// A code of docs/diagnostics.md that may be waived.
    #[key(example = "sop-past-review")]
    pub code: At<Waivable>,
    /// Where it is reported.
    #[key(example = "data/sops/label-guidelines.md")]
    pub path: At<RepoPath>,
    /// Part of its message; absent covers every one of the code at the path.
    #[key(example = "review")]
    pub contains: Option<At<String>>,
    /// Why it is accepted.
    #[key(example = "Review booked for December")]
    pub reason: At<String>,
    /// Not the author of the commit that last changed this file.
    #[key(example = "ben-field")]
    pub approved_by: At<PersonId>,
    /// When it was approved: without it, nobody can tell whether they were away.
    #[key(example = "2026-10-30")]
    pub approved_on: Option<At<Date>>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north", only = "approved-on")]
    pub in_place_of: Option<At<PersonId>>,
    /// The first day.
    #[key(example = "2026-11-01")]
    pub from_on: At<Date>,
    /// The last; not before from-on.
    #[key(example = "2026-12-31")]
    pub until_on: At<Date>,
    pub place: Place,
}

impl Registered for Records {
    fn folders() -> Vec<Folder> {
        vec![Folder::of(Waivers::PATH)]
    }

    fn tables() -> Vec<Table> {
        vec![Waivers::table()]
    }

    fn read(reading: &mut Reading<'_>, known: &Known<'_>) -> Self {
        let is_it = |kind: &Kind| *kind == Kind::Record(Folder::of(Waivers::PATH), Stem::None);
        let author = known.snapshot.waivers_author.as_deref();
        let file: Option<Waivers> = reading.record(is_it, known.catalog, |draft, reader| {
            Waivers::check(draft, reader, author, known.settings);
        });
        file.map_or_else(Vec::new, |file| file.waivers)
    }
}

impl Waivers {
    /// Leaves out those that were committed by who approves them. `author` is who committed the last change of the file, as git names them.
    pub fn check(
        draft: &mut WaiversDraft,
        reader: &Reader<'_, '_, '_>,
        author: Option<&str>,
        book: Option<&Settings>,
    ) {
        let Some(author) = author else { return };
        draft.waivers.retain(|waiver| {
            let approver = &waiver.approved_by;
            let is_own = is_same_person(author, approver, book);
            if is_own {
                let message = format!("`{}` approves a waiver and committed it", approver.value);
                reader.log().push(
                    Diagnostic::new(&codes::WAIVER_REFUSED, approver.place.clone(), message)
                        .label("expected a person other than the author of the file's last commit")
                        .help("let somebody else approve it, or commit it"),
                );
            }
            !is_own
        });
    }
}

impl Waiver {
    fn check(_draft: &mut WaiverDraft, reader: &Reader<'_, '_, '_>) {
        reader.in_order("from-on", "until-on");
        reader.in_order("approved-on", "until-on");
    }
}

fn is_same_person(author: &str, approver: &PersonId, book: Option<&Settings>) -> bool {
    let author = author.split('<').next().unwrap_or(author).trim().to_lowercase();
    let name = book.and_then(|book| book.people.get(approver)).map(|person| person.name.to_lowercase());
    author == approver.as_str() || name.is_some_and(|name| name == author)
}

/// A code that may be waived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waivable(pub &'static Code);

impl Deref for Waivable {
    type Target = &'static Code;

    fn deref(&self) -> &&'static Code {
        &self.0
    }
}

impl Value for Waivable {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let found = values::text(node, key, within.log)?;
        let Some(code) = Code::find(found) else {
            within.log.push(values::unknown_word(node, key, found, &waivable()));
            return None;
        };
        if !code.waivable {
            within.log.push(
                Diagnostic::new(&codes::WAIVER_REFUSED, node.place(), format!("`{found}` cannot be waived"))
                    .label(code.meaning)
                    .help("remove the waiver and correct what it is about"),
            );
        }
        code.waivable.then_some(Waivable(code))
    }

    fn shape() -> Shape {
        Shape::Words(waivable())
    }
}

fn waivable() -> Vec<&'static str> {
    codes::ALL.iter().filter(|code| code.waivable).map(|code| code.name).collect()
}
