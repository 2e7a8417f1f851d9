//! Amendments: what changes in a contract or a shared clause, from when, and who agreed.

use jiff::civil::Date;

use super::words::ChangeOp;
use crate::kit::declared::{Anything, Record};
use crate::kit::id::PersonId;
use crate::kit::source::{At, Extent, Place};

/// What changes in a contract, from when, and who agreed.
#[derive(Clone, Debug, Record)]
#[record(noun = "amendment", path = "data/contracts/<contract>/amendment-<number>.toml")]
pub struct AmendmentRecord {
    /// Equal to NN of the file's name.
    #[key(example = 1, range = 1..=9999)]
    pub number: u32,
    /// When it was signed.
    #[key(example = "2026-05-20")]
    pub signed_on: At<Date>,
    /// From when it holds; before signed-on is allowed, and loud (retroactive).
    #[key(example = "2026-06-01")]
    pub effective_on: At<Date>,
    /// Why.
    #[key(example = "Guideline change")]
    pub reason: String,
    /// Who agreed at the client.
    #[key(example = "ben-field")]
    pub approved_by: PersonId,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north")]
    pub in_place_of: Option<At<PersonId>>,
    #[key(name = "change", range = 1..)]
    pub written: Vec<WrittenChange>,
    /// The written changes that could be applied.
    pub changes: Vec<Change>,
    pub place: Place,
}

/// A path in the terms, and what is done there.
#[derive(Clone, Debug, Record)]
#[record(noun = "change")]
pub struct WrittenChange {
    /// A key of contract.toml, or a whole table.
    #[key(example = "service-level.accuracy.target")]
    pub path: At<String>,
    /// What is done there.
    #[key(example = "replace")]
    pub op: ChangeOp,
    /// The value, or the whole table, that stands there then.
    #[key(example = 94, when = "op = add | replace", only = "op = add | replace")]
    pub value: Option<Anything>,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Change {
    pub path: String,
    pub op: ChangeOp,
    /// The value as written before this amendment, in fold order; `None` when added.
    pub before: Option<String>,
    /// The value as the amendment writes it; `None` when removed.
    pub after: Option<At<String>>,
    /// Of the path.
    pub place: Place,
    /// Its table `[[change]]`.
    pub table: Extent,
}
