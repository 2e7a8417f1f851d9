//! Events of markets as they are written: days, where, and by how much they are expected to move the work.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::organisation::record::{Site, covers_language};
use crate::core::registered::Rowed;
use crate::core::settings::forms::Country;
use crate::kit::declared::{Language, Reader, Row};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::PartId;
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place};
use crate::kit::words::closed_list;

closed_list! {
    /// What sort of event it is.
    EventKind {
        Holiday = "holiday" "Holiday",
        Election = "election" "Election",
        Peak = "peak" "Peak of work",
        Disruption = "disruption" "Disruption",
        Other = "other" "Other",
    }
}

/// Something that happens in a country, or wherever a language is spoken, and that work feels.
#[derive(Clone, Debug, Row)]
#[record(noun = "market event", path = "data/calendars/<file>.csv")]
pub struct MarketEvent {
    /// Unique in the book; relief names it.
    #[key(example = "pt-carnival-2026")]
    pub id: At<PartId>,
    /// The country, ISO 3166; it or a language is there.
    #[key(example = "PT")]
    pub country: Option<At<Country>>,
    /// The language, BCP 47, wherever it is worked in.
    #[key(example = "pt")]
    pub language: Option<At<Language>>,
    /// What sort of event it is.
    #[key(example = "holiday")]
    pub kind: At<EventKind>,
    /// What it is called.
    #[key(example = "Carnival")]
    pub title: At<String>,
    /// Its first day.
    #[key(example = "2026-02-16")]
    pub starts_on: At<Date>,
    /// Its last; not before `starts_on`.
    #[key(example = "2026-02-17")]
    pub ends_on: At<Date>,
    /// By how many percent work is expected to change, below 0 where it falls; empty: nobody has said so.
    #[key(example = "-30", range = -100..=1000)]
    pub effect_percent: Option<At<Decimal>>,
    /// Plain text.
    #[key(example = "Skeleton crew on both days")]
    pub note: Option<At<String>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = Vec<MarketEvent>;

impl MarketEvent {
    /// Whether a site feels it: it stands in the country, or works in the language.
    pub fn is_felt_at(&self, site: &Site) -> bool {
        let country = self.country.as_ref();
        let language = self.language.as_ref();
        country.is_none_or(|country| *country == site.country)
            && language.is_none_or(|tag| {
                site.languages.iter().any(|own| covers_language(tag, own) || covers_language(own, tag))
            })
    }

    /// Whether a day of it lies between two days.
    pub fn touches(&self, (first, last): (Date, Date)) -> bool {
        *self.starts_on <= last && *self.ends_on >= first
    }
}

impl Rowed for MarketEvent {
    fn check(draft: &mut MarketEventDraft, reader: &Reader<'_, '_, '_>, _: &Known<'_>) {
        reader.in_order("starts_on", "ends_on");
        let is_somewhere = reader.fields.has("country") || reader.fields.has("language");
        if let Some(id) = draft.id.as_ref().filter(|_| !is_somewhere) {
            reader.log().push(
                Diagnostic::new(
                    &codes::MISSING_KEY,
                    id.place.clone(),
                    format!("event `{}` happens nowhere", **id),
                )
                .label("it has neither country nor language")
                .help("fill in one of the two"),
            );
            reader.refuse();
        }
    }

    fn across(rows: &mut [Self], _: &Known<'_>) -> Vec<Diagnostic> {
        let mut seen = BTreeSet::new();
        let twice = rows.iter().filter(|row| !seen.insert(row.id.value.clone()));
        let told = |row: &MarketEvent| {
            Diagnostic::new(
                &codes::DUPLICATE_ID,
                row.id.place.clone(),
                format!("event `{}` stands here a second time", *row.id),
            )
            .label("an earlier row has this id")
            .help("give one of the two another id")
        };
        twice.map(told).collect()
    }
}
