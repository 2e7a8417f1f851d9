//! The two versions that are compared.

use super::keyed::{Table, read};
use crate::core::results::Results;
use crate::kit::diag::Diagnostics;
use crate::kit::source::{RepoPath, Snapshot, Text};
use crate::subject::register::Register;
use crate::subject::report::Report;

/// One side: what was read of it, what was said of it, and its report, unless defects keep it from being published.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    pub snapshot: &'a Snapshot,
    pub diagnostics: &'a Diagnostics,
    pub report: Option<&'a Report<'a>>,
}

/// A side that can be published.
#[derive(Clone, Copy)]
pub struct Sound<'a> {
    pub report: &'a Report<'a>,
    pub register: &'a Register,
    pub snapshot: &'a Snapshot,
}

impl<'a> Side<'a> {
    /// It is from before there was a book.
    pub fn is_empty(self) -> bool {
        self.snapshot.texts.is_empty()
    }

    pub fn sound(self) -> Option<Sound<'a>> {
        let report = self.report?;
        Some(Sound { report, register: report.register, snapshot: self.snapshot })
    }
}

impl<'a> Sound<'a> {
    pub fn results(self) -> Results<'a> {
        self.report.figures.results()
    }

    pub fn text(self, path: &RepoPath) -> Option<&'a Text> {
        self.snapshot.texts.get(path)
    }

    /// The keys of a TOML file; none where there is no such file.
    pub fn file(self, path: &RepoPath) -> Table<'a> {
        read(self.register, self.text(path))
    }
}
