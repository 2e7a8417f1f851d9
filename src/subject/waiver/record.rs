//! Waivers: dated, approved exceptions to diagnostics.

use jiff::civil::Date;

use crate::kit::diag::Code;
use crate::kit::id::PersonId;
use crate::kit::source::{At, Place, RepoPath};

/// What a register keeps of them.
pub type Records = Vec<Waiver>;

/// A diagnostic that is accepted for a while.
#[derive(Clone, Debug)]
pub struct Waiver {
    pub code: &'static Code,
    pub path: RepoPath,
    /// Part of the diagnostic's message; `None` covers every one of the code at the path.
    pub contains: Option<String>,
    pub reason: String,
    pub approved_by: PersonId,
    pub from_on: Date,
    pub until_on: At<Date>,
    pub place: Place,
}
