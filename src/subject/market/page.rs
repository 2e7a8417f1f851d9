//! Markets: the list of briefs, a page each with its sources, and blocks where the country or the language is worked in.

mod one;

use serde::Serialize;

use crate::core::organisation::record::{Project, Site};
use crate::kit::calendar::day_short;
use crate::kit::id::SiteId;
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::market::address::MarketPage;
use crate::subject::market::figures::MarketState;
use crate::subject::market::record::Market;
use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline, listed};
use crate::subject::wording::{names, phrase};

/// A brief with how it stands.
type Known<'a> = (&'a Market, &'a MarketState);

/// `templates/markets.html`.
#[derive(Serialize)]
struct MarketsView {
    lede: Html,
    markets: Table,
}

/// Its pages: none in a book without briefs.
pub fn pages(context: &PageContext<'_>) -> Vec<MarketPage> {
    let states = context.report.markets.states.keys();
    let ones: Vec<MarketPage> = states.map(|id| MarketPage::One(id.clone())).collect();
    if ones.is_empty() { ones } else { [MarketPage::All].into_iter().chain(ones).collect() }
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &MarketPage) -> Option<Page<Shown>> {
    if context.report.markets.states.is_empty() {
        return None;
    }
    Some(match address {
        MarketPage::All => index(context, route).shown("markets.html"),
        MarketPage::One(id) => {
            let (page, text) = one::page(context, route, id)?;
            page.shown_with("market.html", text)
        }
    })
}

/// Briefs of a site's country, of a project's languages, and of a person, who answers for those that they wrote.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let register = context.report.register;
    let own: Vec<Known<'_>> = match on {
        Route::Site(id) => match register.sites.get(id) {
            Some(site) => known(context, |market| *market.country == *site.country),
            None => Vec::new(),
        },
        Route::Project(ProjectPage::One(id)) => match register.projects.get(id) {
            Some(project) => known(context, |market| is_of_project(context, market, project)),
            None => Vec::new(),
        },
        Route::Person(id) => known(context, |market| *market.author == *id),
        _ => Vec::new(),
    };
    if own.is_empty() {
        return Vec::new();
    }
    let note = vec![Inline::link(&Route::Market(MarketPage::All), "All markets")];
    vec![Offered { id: "markets", heading: "Markets", note, table: table(context, own, evidence) }]
}

/// Briefs that are past their last day, of the countries of some sites, the longest first.
pub fn expired<'a>(context: &PageContext<'a>, whose: &dyn Fn(&SiteId) -> bool) -> Vec<Inline> {
    let mut late = known(context, |market| {
        let mut sites = context.report.register.sites.values();
        sites.any(|site| *site.country == *market.country && whose(&site.id))
    });
    late.retain(|(_, state)| state.is_expired());
    late.into_iter().map(|(market, _)| link(market)).collect()
}

/// A brief as a link to its page.
pub fn link(market: &Market) -> Inline {
    Inline::link(&Route::Market(MarketPage::One(market.id.clone())), market.title.as_str().to_owned())
        .because(Exempt::Name)
}

/// The first to expire first.
fn known<'a>(context: &PageContext<'a>, which: impl Fn(&Market) -> bool) -> Vec<Known<'a>> {
    let report = context.report;
    let states = report.markets.states.iter();
    let known = states.filter_map(|(id, state)| Some((report.register.markets.get(id)?, state)));
    let mut known: Vec<Known<'a>> = known.filter(|(market, _)| which(market)).collect();
    known.sort_by_key(|(market, _)| (*market.expires_on, &market.id));
    known
}

/// Whether one of its queues is worked in a language of the brief: at a site of the country, where the country has sites.
fn is_of_project(context: &PageContext<'_>, market: &Market, project: &Project) -> bool {
    let as_of = context.report.register.as_of();
    let is_there = |site: &&Site| project.sites.contains(&site.id);
    let places = sites(context, market);
    if !places.is_empty() && !places.iter().any(is_there) {
        return false;
    }
    let live = project.queues.iter().filter(|queue| queue.ends_on.as_deref().is_none_or(|on| *on >= as_of));
    live.flat_map(|queue| &queue.languages).any(|language| market.speaks(language))
}

/// Open sites of the country.
fn sites<'a>(context: &PageContext<'a>, market: &Market) -> Vec<&'a Site> {
    let register = context.report.register;
    let as_of = register.as_of();
    let is_open = |site: &&Site| site.closed_on.as_deref().is_none_or(|on| *on >= as_of);
    register.sites.values().filter(|site| *site.country == *market.country).filter(is_open).collect()
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<MarketsView> {
    let mut evidence = Evidence::new(context, route);
    let all = known(context, |_| true);
    let view =
        MarketsView { lede: lede(&all, &mut evidence), markets: table(context, all, &mut evidence).titled() };
    Page::new("Markets", view, Some(evidence.finish()))
}

/// `4 briefs, 1 of them past its last day.`
fn lede(all: &[Known<'_>], evidence: &mut Evidence<'_>) -> Html {
    let count = evidence.count(&["markets", "all"], all.iter().map(|(market, _)| &market.place));
    let late: Vec<_> =
        all.iter().filter(|(_, state)| state.is_expired()).map(|(market, _)| &market.place).collect();
    let said = Html::from(count).then(if all.len() == 1 { " brief, " } else { " briefs, " });
    match late.len() {
        0 => said.then("none of them past its last day."),
        n => {
            let count = evidence.count(&["markets", "expired"], late);
            said.then(count).then(if n == 1 {
                " of them past its last day: what it says may no longer hold."
            } else {
                " of them past their last day: what they say may no longer hold."
            })
        }
    }
}

fn table(context: &PageContext<'_>, markets: Vec<Known<'_>>, evidence: &mut Evidence<'_>) -> Table {
    Columns::over(markets, evidence)
        .column("Market", "", |(market, _), _| {
            Cell::head(link(market)).under(Inline::words(market.country.as_str()).because(Exempt::Name))
        })
        .column("Languages", "", |(market, _), _| languages(market).into())
        .column("Sites", "", |(market, _), _| {
            listed(sites(context, market).into_iter().map(|site| names::site(context, &site.id))).into()
        })
        .column("As of", "tight", |(market, _), _| Cell::day(*market.as_of))
        .column("Answers for it", "", |(market, _), _| names::person(context, &market.author).into())
        .column("Relied on until", "tight", |(market, state), evidence| expiry(market, state, evidence))
        .column("Sources", "num", |(market, _), evidence| {
            let cell = Cell::new(sources(market, evidence)).key(market.sources.len());
            match market.unsourced.is_empty() {
                true => cell,
                false => cell.under(Inline::chip("poor", "claims without one")),
            }
        })
        .table("markets", "Briefs, the first to expire first")
}

fn expiry(market: &Market, state: &MarketState, evidence: &mut Evidence<'_>) -> Cell {
    let day = Inline::dated(day_short(*market.expires_on));
    Cell::new(day).under(age(market, state, evidence)).key(*market.expires_on)
}

/// How long it holds, or since when it does not.
fn age(market: &Market, state: &MarketState, evidence: &mut Evidence<'_>) -> Inline {
    let days = evidence.age(state.age_days, [("expires-on", &market.expires_on)]);
    let words = phrase::age(state.age_days).of(days);
    if state.is_expired() { Inline::chip("bad", words.text().to_owned()).of(days) } else { words }
}

/// How many it has.
fn sources(market: &Market, evidence: &mut Evidence<'_>) -> FigureRef {
    let places = market.sources.iter().map(|source| &source.id.place);
    evidence.count(&["market-sources", market.id.as_str()], places)
}

fn languages(market: &Market) -> Vec<Inline> {
    listed(market.languages.iter().map(|tag| Inline::words(tag.as_str()).because(Exempt::Name)))
}
