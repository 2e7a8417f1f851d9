//! The brief of a market: its text, and from where each claim is known.

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::id::MarketId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::audit::page::edit_links;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::market::address::MarketPage;
use crate::subject::market::figures::MarketState;
use crate::subject::market::page::{age, is_of_project, languages, sites};
use crate::subject::market::record::{Market, MarketSource};
use crate::subject::record_pages::record_pages;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, RunningText};
use crate::subject::sop::page::contents::{Entry, contents};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Inline, listed, spaced};
use crate::subject::wording::names;

/// `templates/market.html`.
#[derive(Serialize)]
pub struct MarketView {
    status: Vec<Inline>,
    facts: Vec<Fact>,
    contents: Vec<Entry>,
    /// Said when the file has no text.
    nothing: bool,
    /// Lines of claims that cite no source; may be empty.
    unsourced: Vec<Inline>,
    sources: Table,
    source: Vec<Inline>,
    edit: Vec<Inline>,
}

/// `None` where there is no such brief on the day of the report.
pub fn page<'a>(
    context: &PageContext<'a>,
    route: &Route,
    id: &MarketId,
) -> Option<(Page<MarketView>, RunningText)> {
    let market = context.report.register.markets.get(id)?;
    let state = context.report.markets.states.get(id)?;
    let text = context.texts.get(&market.place.path).map(|text| text.content()).unwrap_or_default();
    let markdown = text.get(market.body.start..market.body.end).unwrap_or_default();
    let mut evidence = Evidence::new(context, route);
    let bare = market.unsourced.iter().map(|place| names::place(context, place));
    let view = MarketView {
        status: status(market, state, &mut evidence),
        facts: facts(context, market, state, &mut evidence),
        contents: contents(markdown, &market.title),
        nothing: markdown.trim().is_empty(),
        unsourced: if market.unsourced.is_empty() { Vec::new() } else { listed(bare) },
        sources: sources(market),
        source: vec![names::place(context, &market.place)],
        edit: edit_links(context, &market.place, &market.title),
    };
    let text = RunningText {
        markdown: with_notes(markdown, market),
        file: market.place.path.clone(),
        title: market.title.to_string(),
        pages: record_pages(context),
        pictures: std::collections::BTreeMap::new(),
        absent: std::collections::BTreeMap::new(),
    };
    let page = Page::new(Label::named(market.title.as_str()), view, Some(evidence.finish()));
    Some((Page { above: vec![Link::to(&Route::Market(MarketPage::All), "Markets")], ..page }, text))
}

fn status(market: &Market, state: &MarketState, evidence: &mut Evidence<'_>) -> Vec<Inline> {
    let mut chips = Vec::new();
    if state.is_expired() {
        chips.push(age(market, state, evidence).led_by("Out of date, "));
    } else {
        chips.push(Inline::chip("good", "In date"));
    }
    if !market.unsourced.is_empty() {
        chips.push(Inline::chip("poor", "Claims without a source"));
    }
    spaced(chips)
}

fn facts(
    context: &PageContext<'_>,
    market: &Market,
    state: &MarketState,
    evidence: &mut Evidence<'_>,
) -> Vec<Fact> {
    let register = context.report.register;
    let projects = register.projects.values().filter(|project| is_of_project(context, market, project));
    let until = [Inline::dated(day_label(*market.expires_on)), age(market, state, evidence)];
    vec![
        Fact::new("Country", Inline::words(market.country.as_str()).because(Exempt::Name)),
        Fact::new("Languages", languages(market)),
        Fact::new("As of", Inline::dated(day_label(*market.as_of))),
        Fact::new("Relied on until", spaced(until)),
        Fact::new("Answers for it", names::person(context, &market.author)),
        Fact::new(
            "Sites there",
            listed(sites(context, market).into_iter().map(|site| names::site(context, &site.id))),
        ),
        Fact::new(
            "Projects in its languages",
            listed(projects.map(|project| names::project(context, &project.id))),
        ),
    ]
}

fn sources(market: &Market) -> Table {
    Columns::over(&market.sources, &mut ())
        .column("Source", "", |source, _| {
            let title = source.title.as_str().to_owned();
            Cell::head(match &source.address {
                Some(address) => Inline::away(address.as_str(), title).because(Exempt::Quoted),
                None => Inline::words(title).because(Exempt::Quoted),
            })
        })
        .column("Where it is found", "", |source, _| match (&source.reference, &source.address) {
            (Some(reference), _) => Inline::words(reference.as_str()).because(Exempt::Quoted).into(),
            (None, Some(address)) => Inline::words(address.as_str()).because(Exempt::Place).into(),
            (None, None) => Cell::dash(),
        })
        .column("Read on", "tight", |source, _| Cell::day(*source.retrieved_on))
        .column("Cited as", "tight", |source, _| match market.cited.contains(source.id.as_str()) {
            true => Inline::code(source.id.as_str().to_owned()).because(Exempt::Name).into(),
            false => Inline::chip("near", "not cited").into(),
        })
        .table("sources", "Sources")
        .titled()
        .empty("No source is declared.", "")
}

/// The text with a footnote for each source that it cites.
fn with_notes(markdown: &str, market: &Market) -> String {
    let mut text = markdown.trim_end().to_owned();
    for source in market.sources.iter().filter(|source| market.cited.contains(source.id.as_str())) {
        text.push_str(&format!("\n\n[^{}]: {}", *source.id, note(source)));
    }
    text.push('\n');
    text
}

fn note(source: &MarketSource) -> String {
    let title = plain(&source.title);
    let title = match &source.address {
        Some(address) => format!("[{title}](<{}>)", address.as_str()),
        None => title,
    };
    let reference = source.reference.as_ref().map(|of| format!(", {}", plain(of))).unwrap_or_default();
    format!("{title}{reference}. Read on {}.", day_label(*source.retrieved_on))
}

/// Words that Markdown takes as they stand.
fn plain(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in words.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if c.is_ascii_punctuation() {
            text.push('\\');
        }
        text.push(c);
    }
    text
}
