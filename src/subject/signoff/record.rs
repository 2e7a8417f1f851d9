//! Sign-offs: who stands for the figures of a period, and what they were by then.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::id::PersonId;
use crate::kit::period::Period;
use crate::kit::source::{At, Place, RepoPath};

/// What a register keeps of them.
pub type Records = BTreeMap<Period, Signoff>;

/// A week or month whose figures somebody signed.
#[derive(Clone, Debug)]
pub struct Signoff {
    /// A week or a month.
    pub period: Period,
    pub signed_by: PersonId,
    /// Not before the period's last day.
    pub on: Date,
    /// SHA-256 of what was signed: 64 lower-case hexadecimal digits.
    pub hash: String,
    pub hash_place: Place,
    pub note: Option<String>,
    /// Rows of each metric file that were signed.
    pub covered: Vec<CoveredFile>,
    /// In order of number, without gaps.
    pub restatements: Vec<PeriodRestatement>,
    pub place: Place,
}

/// How many rows of a file a sign-off covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveredFile {
    pub path: RepoPath,
    pub rows: At<u32>,
}

/// Why what was signed has changed, agreed by somebody else than who changed it.
#[derive(Clone, Debug)]
pub struct PeriodRestatement {
    /// 1 or more; the file's own.
    pub number: u32,
    pub reason: String,
    pub approved_by: PersonId,
    pub approved_place: Place,
    pub on: Date,
    /// SHA-256 of what stands after it.
    pub hash_after: String,
    pub hash_place: Place,
    pub place: Place,
}
