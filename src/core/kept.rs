//! What reading one state of a book leaves for the next, for one who looks at it again and again while it is written.
//!
//! A reading is kept with all that it was made from, and taken only where that is equal: nothing here decides what a change may touch.

use std::sync::Arc;

use jiff::civil::Date;

use crate::core::contract::record::Contract;
use crate::core::measurement::record::Measurements;
use crate::kit::diag::Diagnostic;
use crate::kit::kept::{Last, LastOfEach};
use crate::kit::personal::Roles;
use crate::kit::record::catalog::Catalog;
use crate::kit::source::{RepoPath, Text};
use crate::kit::toml::log::KeyUse;

#[derive(Debug, Default)]
pub struct KeptReadings {
    /// Each with its own files.
    pub contracts: LastOfEach<Ground, FilesRead, Arc<ReadContract>>,
    pub measurements: Last<RowsOf, Arc<ReadRows>>,
    /// What no text may have and this one has; on what the book declares to be of no person.
    pub texts: LastOfEach<Roles, Text, Arc<Vec<Diagnostic>>>,
}

/// Files as they were read, in order of path; `None`: no text.
pub type FilesRead = Vec<(RepoPath, Option<Text>)>;

/// What all readings of a sort rest on: the ids that the book declares, and files.
#[derive(Debug, PartialEq, Eq)]
pub struct Ground {
    pub catalog: Catalog,
    pub files: FilesRead,
}

/// What rows are read from: their own files, those of what they name, and the days that they are held against.
#[derive(Debug, PartialEq, Eq)]
pub struct RowsOf {
    pub ground: Ground,
    pub as_of: Option<Date>,
    pub committed_on: Option<Date>,
}

#[derive(Clone, Debug)]
pub struct ReadContract {
    /// `None`: it could not be read.
    pub contract: Option<Contract>,
    pub found: Vec<Diagnostic>,
    pub keys: KeyUse,
}

#[derive(Debug)]
pub struct ReadRows {
    pub measurements: Arc<Measurements>,
    pub found: Vec<Diagnostic>,
}
