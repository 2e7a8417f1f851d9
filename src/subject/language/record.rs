//! Who speaks what, as it was counted: people of a project at a site, by language and level, `*` where they are too few to be told.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Rowed;
use crate::kit::declared::{Language, Node, Reader, Row, Tallied};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{ProjectId, SiteId};
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;
use crate::subject::language_need::record::LanguageLevel;

closed_list! {
    /// Whose people they are.
    Staff {
        Internal = "internal" "internal",
        External = "external" "external",
    }
}

/// People of a project at a site whose highest level in a language it is. Counts alone: nobody by name.
#[derive(Clone, Debug, Row)]
#[record(noun = "language count", path = "data/languages/<file>.csv")]
pub struct LanguageCount {
    /// The day of the count; the newest of a site replaces all earlier ones of it.
    #[key(example = "2026-11-01")]
    pub as_of: At<Date>,
    /// Where; empty of the client's own people alone.
    #[key(example = "acme-porto")]
    pub site: Option<At<SiteId>>,
    /// For which project they work.
    #[key(example = "atlas")]
    pub project: At<ProjectId>,
    /// The language, BCP 47.
    #[key(example = "pt-PT")]
    pub language: At<Language>,
    /// How well they know it.
    #[key(example = "native")]
    pub level: At<LanguageLevel>,
    /// Whose people they are: the client's are internal, a vendor's external.
    #[key(example = "external")]
    pub staff: At<Staff>,
    /// How many; fewer than may be told of languages, other than 0, are `*`.
    #[key(example = "18")]
    pub people: At<Tallied>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<LanguageCount>;

impl LanguageCount {
    /// A count that tells of fewer people than may be told of.
    pub fn told_of_few(&self, least: u32) -> bool {
        self.people.known().is_some_and(|count| (1..least).contains(&count))
    }
}

impl Rowed for LanguageCount {
    fn check(draft: &mut LanguageCountDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        let is_external = draft.staff.as_ref().is_some_and(|staff| **staff == Staff::External);
        if is_external && draft.site.is_none() && !reader.fields.has("site") {
            let place = reader.fields.node.get("staff").map_or_else(|| reader.place(), Node::place);
            reader.log().push(
                Diagnostic::new(&codes::MISSING_KEY, place, "people of a vendor are counted at no site")
                    .label("only the client's own people work at none")
                    .help("fill in the site"),
            );
            reader.refuse();
        }
    }

    fn across(rows: &mut [Self], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut seen = BTreeSet::new();
        let key = |row: &LanguageCount| {
            let site = row.site.as_ref().map(|site| site.value.clone());
            (*row.as_of, site, row.project.value.clone(), row.language.value.clone(), *row.level, *row.staff)
        };
        let twice = rows.iter().filter(|row| !seen.insert(key(row)));
        let told = |row: &LanguageCount| {
            let message = format!(
                "`{}` people for `{}` of {} are counted here twice",
                **row.language, *row.project, *row.as_of
            );
            Diagnostic::new(&codes::DUPLICATE_ROW, row.as_of.place.clone(), message)
                .label("an earlier row has day, site, project, language, level and staff")
                .help("keep one of the two rows")
        };
        twice.map(told).collect()
    }
}
