//! What a project needs of a language, as it is written: one row each, which holds until the next one of the same project and language.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Rowed;
use crate::kit::declared::{Language, Reader, Row};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::ProjectId;
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;

closed_list! {
    /// How well somebody knows a language: the levels of the Common European Framework of Reference, and whoever grew up with it.
    LanguageLevel {
        B1 = "b1" "B1",
        B2 = "b2" "B2",
        C1 = "c1" "C1",
        C2 = "c2" "C2",
        Native = "native" "native",
    }
}

/// What a project needs of a language from a day on.
#[derive(Clone, Debug, Row)]
#[record(noun = "language need", path = "data/language-needs/<file>.csv")]
pub struct LanguageNeed {
    /// The first day; it holds until the next row of the project and the language.
    #[key(example = "2026-01-05")]
    pub from_on: At<Date>,
    /// The project.
    #[key(example = "atlas")]
    pub project: At<ProjectId>,
    /// The language, BCP 47; people of `pt-PT` serve a need of `pt`.
    #[key(example = "pt-PT")]
    pub language: At<Language>,
    /// The least level that counts as proficient.
    #[key(example = "c1")]
    pub level: At<LanguageLevel>,
    /// How many proficient people; 0 ends the need.
    #[key(example = "20", range = 0..=100_000)]
    pub people: At<u32>,
    /// Plain text.
    #[key(example = "Two shifts")]
    pub note: Option<At<String>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<LanguageNeed>;

impl Rowed for LanguageNeed {
    fn check(_: &mut LanguageNeedDraft, _: &Reader<'_, '_, '_>, _: &Known<'_>) {}

    fn across(rows: &mut [Self], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut seen = BTreeSet::new();
        let twice = rows.iter().filter(|row| {
            !seen.insert((*row.from_on, row.project.value.clone(), row.language.value.clone()))
        });
        let told = |row: &LanguageNeed| {
            let message = format!(
                "the need of `{}` for `{}` from {} on stands here twice",
                *row.project, **row.language, *row.from_on
            );
            Diagnostic::new(&codes::DUPLICATE_ROW, row.from_on.place.clone(), message)
                .label("an earlier row has day, project and language")
                .help("keep one of the two rows")
        };
        twice.map(told).collect()
    }
}
