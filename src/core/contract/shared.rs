//! `data/clauses/<clause>.toml`: a service level that contracts share. A contract refers to it and says only what is its own.

use jiff::civil::Date;

use super::amendment::AmendmentRecord;
use super::service_level::ServiceLevel;
use crate::kit::declared::{Record, Shape, Table};
use crate::kit::id::SharedClauseId;
use crate::kit::source::{At, Extent, Place};

/// The key of a service level that names its shared clause.
pub const REFERENCE: &str = "clause";

/// A service level that contracts share: what they all promise, unless they say otherwise themselves.
#[derive(Clone, Debug)]
pub struct SharedClause {
    pub id: SharedClauseId,
    /// In order of day; the first is the file as written, and holds from ever. Never empty.
    pub versions: Vec<ClauseVersion>,
    /// In order of number.
    pub amendments: Vec<AmendmentRecord>,
    /// The whole file.
    pub written: Extent,
    pub place: Place,
}

/// What a shared clause says from a day until its next version.
#[derive(Clone, Debug)]
pub struct ClauseVersion {
    pub from: Date,
    /// Each key of the service level with its value as one line of TOML, in the order of the file; what amendments added comes last.
    pub keys: Vec<(String, At<String>)>,
}

impl SharedClause {
    /// What it is called; its id where it does not say.
    pub fn name(&self) -> &str {
        let name = self.versions.last().and_then(|version| version.get("name"));
        name.map_or(self.id.as_str(), |name| name.value.trim_matches(['"', '\'']))
    }

    /// As it stands on a day.
    pub fn on(&self, day: Date) -> Option<&ClauseVersion> {
        self.versions.iter().rev().find(|version| version.from <= day)
    }

    /// The amendments in force on a day, in order of number.
    pub fn in_force(&self, day: Date) -> impl Iterator<Item = &AmendmentRecord> {
        self.amendments.iter().filter(move |amendment| *amendment.effective_on <= day)
    }

    /// The keys of its file: those of a service level, but that it refers to no other. What a service level needs in certain cases, such
    /// as a target, may be left to each contract.
    pub fn table() -> Table {
        let mut keys = ServiceLevel::table().keys;
        keys.retain(|key| key.key != REFERENCE);
        keys.iter_mut().for_each(|key| key.when = None);
        Table {
            noun: "clause",
            kind: "clause",
            path: "data/clauses/<clause>.toml",
            doc: "A service level that contracts share: they refer to it with `clause`, and say only what is their own",
            keys,
            filled_by: None,
        }
    }

    /// The keys of an amendment to it: those of an amendment to a contract.
    pub fn amendment_table() -> Table {
        let mut keys = AmendmentRecord::table().keys;
        let changes = keys.iter_mut().filter_map(|key| match &mut key.shape {
            Shape::List(inside) => match &mut **inside {
                Shape::Table(change) => Some(change),
                _ => None,
            },
            _ => None,
        });
        for path in changes.flat_map(|change| &mut change.keys).filter(|key| key.key == "path") {
            path.doc = "A key of the clause, or a part of it such as earn-back.level.";
            path.example = Some("target");
        }
        Table {
            keys,
            noun: "clause amendment",
            kind: "clause-amendment",
            path: "data/clauses/<clause>/amendment-<number>.toml",
            doc: "What changes in a shared clause, from when, and who agreed: one change for every contract that refers to it",
            ..AmendmentRecord::table()
        }
    }

    /// The keys of a contract, whose service levels need no key that their shared clause may say.
    pub fn filling(mut contract: Table) -> Table {
        for key in contract.keys.iter_mut().filter(|key| key.key == "service-level") {
            if let Shape::Map(inside) = &mut key.shape
                && let Shape::Table(level) = &mut **inside
            {
                level.filled_by = Some(REFERENCE);
            }
        }
        contract
    }

    /// The keys that a shared clause cannot leave to its contracts.
    pub fn required() -> Vec<&'static str> {
        Self::table().keys.into_iter().filter(|key| key.is_required).map(|key| key.key).collect()
    }
}

impl ClauseVersion {
    pub fn get(&self, key: &str) -> Option<&At<String>> {
        self.keys.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}
