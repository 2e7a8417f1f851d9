//! Which procedures are withdrawn: git recorded a text of theirs and the removal of their file, and nothing took their id since.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::settings::read::day_of;
use crate::core::settings::record::Settings;
use crate::kit::id::SopId;
use crate::kit::personal::{self, Roles};
use crate::kit::source::{RepoPath, Text};
use crate::subject::given::{Computed, Given};
use crate::subject::history::versions::{Removed, Version};

/// What a report keeps of them; empty without a history.
pub type Figures = BTreeMap<SopId, Withdrawn>;

#[derive(Clone, Debug)]
pub struct Withdrawn {
    pub id: SopId,
    pub title: String,
    /// The day of the commit that removed it.
    pub on: Date,
    /// Which of its versions is the last that can be read as a procedure.
    pub last: usize,
    /// A text of it holds what looks like personal data: none of them is shown.
    pub is_personal: bool,
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let Some((snapshot, history)) = given.recorded else { return Figures::new() };
        let settings = &given.register.settings;
        let there = snapshot.texts.keys().filter(|path| path.as_str().starts_with("data/sops/"));
        let there: BTreeSet<&str> = there.map(RepoPath::stem).collect();
        let is_gone = |id: &SopId| !there.contains(id.as_str()) && !given.register.sops.contains_key(id);
        let roles = roles(settings);
        let mut found = Figures::new();
        for (id, removed) in history.removed.iter().filter(|(id, _)| is_gone(id)) {
            if is_forgotten(settings, removed) {
                continue;
            }
            let Some(last) = removed.versions.iter().rposition(|version| version.sop.is_some()) else {
                continue;
            };
            let title = removed.versions[last].written("title").unwrap_or(id.as_str()).to_owned();
            let on = day_of(removed.removal.committed_at, &settings.time_zone);
            let is_personal = removed.versions.iter().any(|version| is_personal(version, &roles));
            found.insert(id.clone(), Withdrawn { id: id.clone(), title, on, last, is_personal });
        }
        found
    }
}

/// Whether the book asks that nothing of it is shown, under any name that it had.
pub fn is_forgotten(settings: &Settings, removed: &Removed) -> bool {
    let names: BTreeSet<RepoPath> = removed.names.iter().map(|path| RepoPath::new(path)).collect();
    settings.forget.iter().any(|id| names.iter().any(|path| path.stem() == id.as_str()))
}

/// Whether one of its texts would be refused if it stood in the book today. Nobody can mend it there: git has it as it was.
fn is_personal(version: &Version, roles: &Roles) -> bool {
    let text = Text::new(RepoPath::new(&version.path), version.text.as_str());
    !personal::found(&text, roles).is_empty()
}

fn roles(settings: &Settings) -> Roles {
    Roles::of(
        settings.role_mailboxes.iter().map(|text| &**text),
        settings.role_phones.iter().map(|text| &**text),
        settings.organisation_columns.iter().map(|text| &**text),
    )
}
