//! What one state of a folder leaves for the next, for one who looks at it again and again while it is written.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::core::figures::KeptFigures;
use crate::core::kept::KeptReadings;
use crate::kit::kept::Last;
use crate::kit::source::{RepoPath, Snapshot, Text};
use crate::render::Templates;
use crate::render::template::TemplateError;
use crate::subject::history;

/// The templates of a repository by their names below `templates/`.
type Own = BTreeMap<String, Vec<u8>>;

/// What one state of a folder leaves for the next: its texts, its record as it was replayed, its templates as they were parsed, readings and figures.
#[derive(Debug, Default)]
pub struct Kept {
    texts: Mutex<BTreeMap<RepoPath, Text>>,
    pub(super) history: history::Kept,
    templates: Last<Own, Templates>,
    pub(super) readings: KeptReadings,
    pub(super) figures: KeptFigures,
}

impl Kept {
    /// Puts the texts of the last state in place of those that are the same, with what was worked out of them.
    pub fn recognise(&self, snapshot: &mut Snapshot) {
        let mut last = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        for (path, text) in &mut snapshot.texts {
            if let Some(known) = last.get(path).filter(|known| *known == text) {
                *text = known.clone();
            }
        }
        last.clone_from(&snapshot.texts);
    }

    pub(super) fn templates(&self, own: &Own) -> Result<Templates, TemplateError> {
        if let Some(templates) = self.templates.known(own) {
            return Ok(templates);
        }
        let templates = Templates::parsed(own)?;
        self.templates.keep(own.clone(), templates.clone());
        Ok(templates)
    }
}
