//! Briefs of markets as they are written: front matter with dated sources, and Markdown whose claims cite them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::organisation::record::covers_language;
use crate::core::registered::Listed;
use crate::core::settings::forms::{Country, WebAddress};
use crate::kit::declared::{Language, Reader, Record};
use crate::kit::diag::{Diagnostic, codes, did_you_mean};
use crate::kit::id::{MarketId, PartId, PersonId};
use crate::kit::prose::cited::{Cited, cited};
use crate::kit::source::{At, Place, Span};
use crate::kit::toml::front;

/// What the team knows of a market. Its text cites a source as `[^id]`.
#[derive(Clone, Debug, Record)]
#[record(noun = "market", path = "data/markets/<market>.md")]
pub struct Market {
    pub id: MarketId,
    /// What it is called.
    #[key(example = "Portugal")]
    pub title: At<String>,
    /// The country, ISO 3166, two capitals.
    #[key(name = "market", example = "PT")]
    pub country: At<Country>,
    /// Languages that it is about, BCP 47, at least one.
    #[key(example = "pt-PT", range = 1..)]
    pub languages: Vec<At<Language>>,
    /// The day for which it speaks.
    #[key(example = "2026-09-14")]
    pub as_of: At<Date>,
    /// Who wrote it, and answers for its renewal.
    #[key(example = "ada-north")]
    pub author: At<PersonId>,
    /// The last day on which it may be relied on; not before as-of.
    #[key(example = "2027-03-14")]
    pub expires_on: At<Date>,
    #[key(name = "source")]
    pub sources: Vec<MarketSource>,
    /// Where a claim begins that cites no source.
    pub unsourced: Vec<Place>,
    /// Ids of sources that the text cites.
    pub cited: BTreeSet<String>,
    /// Bytes of the Markdown after the front matter, in the file of `place`.
    pub body: Span,
    pub place: Place,
}

/// Where something is known from: an address of the web, or words that find it elsewhere.
#[derive(Clone, Debug, Record)]
#[record(noun = "source", check = MarketSource::check)]
pub struct MarketSource {
    /// Unique in the brief; the text cites it as `[^id]`.
    #[key(example = "visit")]
    pub id: At<PartId>,
    /// What it is called.
    #[key(example = "Report of the visit of Porto, September 2026")]
    pub title: At<String>,
    /// Where a browser finds it; it or `reference` is there.
    #[key(example = "https://example.org/reports/porto-2026-09")]
    pub address: Option<At<WebAddress>>,
    /// Where else it is found.
    #[key(example = "Visit porto-2026-09, area staffing")]
    pub reference: Option<At<String>>,
    /// When it was read.
    #[key(example = "2026-09-14")]
    pub retrieved_on: At<Date>,
}

/// What a register keeps of them.
pub type Records = BTreeMap<MarketId, Market>;

impl MarketSource {
    fn check(draft: &mut MarketSourceDraft, reader: &Reader<'_, '_, '_>) {
        let is_found = reader.fields.has("address") || reader.fields.has("reference");
        if let Some(id) = draft.id.as_ref().filter(|_| !is_found) {
            reader.log().push(
                Diagnostic::new(
                    &codes::MISSING_KEY,
                    id.place.clone(),
                    format!("nobody can find source `{}`", **id),
                )
                .label("it has neither `address` nor `reference`")
                .help("write one of the two"),
            );
            reader.refuse();
        }
    }
}

impl Listed for Market {
    fn check(draft: &mut MarketDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        let text = reader.fields.node.text;
        let Some(body) = front::body(text) else { return };
        let markdown = text.content().get(body.start..body.end).unwrap_or_default();
        let found = cited(markdown, body.start);
        reader.in_order("as-of", "expires-on");
        let days = draft.sources.iter().map(|source| ("retrieved-on", &source.retrieved_on));
        for (key, day) in draft.as_of.iter().map(|day| ("as-of", day)).chain(days) {
            if let Some(future) = known.today.future(key, **day, day.place.clone()) {
                reader.log().push(future);
                reader.refuse();
            }
        }
        let seen: BTreeSet<&str> = draft.sources.iter().map(|source| source.id.as_str()).collect();
        unknown_sources(&found, &seen, text, reader);
        let is_cited = |label: &&String| seen.contains(label.as_str());
        draft.cited =
            Some(found.mentions.iter().map(|mention| &mention.label).filter(is_cited).cloned().collect());
        let is_told = |label: &String| seen.contains(label.as_str()) || !found.notes.contains(label.as_str());
        let bare = found
            .claims
            .iter()
            // One that cites a source that is not declared is told there.
            .filter(|claim| !claim.labels.iter().any(is_told));
        draft.unsourced = Some(bare.map(|claim| text.place(claim.span)).collect());
        draft.body = Some(body);
    }
}

/// A source is cited that is not declared.
fn unknown_sources(
    found: &Cited,
    declared: &BTreeSet<&str>,
    text: &crate::kit::source::Text,
    reader: &Reader<'_, '_, '_>,
) {
    for mention in &found.mentions {
        let label = mention.label.as_str();
        if declared.contains(label) || found.notes.contains(label) {
            continue;
        }
        let help = did_you_mean(label, declared.iter().copied()).map_or_else(
            || "declare it as [[source]], or correct the id".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        reader.log().push(
            Diagnostic::new(
                &codes::UNKNOWN_SOURCE,
                text.place(mention.span),
                format!("source `{label}` is cited and not declared"),
            )
            .label("no [[source]] has this id")
            .help(help),
        );
    }
}

impl Market {
    /// Whether it is about a language: a brief of `pt` is about `pt-PT`, and one of `pt-PT` says something of what is called `pt`.
    pub fn speaks(&self, language: &str) -> bool {
        let about = |own: &At<Language>| covers_language(own, language) || covers_language(language, own);
        self.languages.iter().any(about)
    }
}
