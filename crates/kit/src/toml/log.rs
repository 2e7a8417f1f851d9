//! What reading one record has found: its diagnostics, and the keys it asked for.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, codes};

/// Every key the readers ask for, by table and key, and whether some file had it.
pub type KeyUse = BTreeMap<(&'static str, &'static str), bool>;

/// Collects while a record is read. Lines that could not be parsed leave gaps in a record; what would only repeat
/// such a gap in other words is not reported. One of [`Log::default`] does not remember keys: of the cells of a row the header tells.
#[derive(Debug, Default)]
pub struct Log {
    list: RefCell<Vec<Diagnostic>>,
    /// `None` where nobody asks for them.
    keys: Option<RefCell<KeyUse>>,
    gaps: bool,
}

/// Codes that speak about several keys at once, or about one that is not there.
static OF_THE_WHOLE: &[&Code] = &[
    &codes::MISSING_KEY,
    &codes::SERVICE_LEVEL_SHAPE,
    &codes::WEIGHTS,
    &codes::BANDS,
    &codes::ALLOCATION,
    &codes::PLAN_STATE,
    &codes::AMENDMENT_PATH,
];

impl Log {
    /// `gaps`: parts of the record's text could not be parsed.
    pub fn new(gaps: bool) -> Self {
        Log { gaps, keys: Some(RefCell::default()), ..Log::default() }
    }

    /// Whether parts of the text could not be parsed.
    pub fn has_gaps(&self) -> bool {
        self.gaps
    }

    pub fn push(&self, diagnostic: Diagnostic) {
        if !(self.gaps && OF_THE_WHOLE.contains(&diagnostic.code)) {
            self.list.borrow_mut().push(diagnostic);
        }
    }

    /// Remembers that a reader of `table` asked for `key`.
    pub fn asked(&self, table: &'static str, key: &'static str, present: bool) {
        if let Some(keys) = &self.keys {
            *keys.borrow_mut().entry((table, key)).or_default() |= present;
        }
    }

    pub fn finish(self) -> (Vec<Diagnostic>, KeyUse) {
        (self.list.into_inner(), self.keys.map(RefCell::into_inner).unwrap_or_default())
    }
}
