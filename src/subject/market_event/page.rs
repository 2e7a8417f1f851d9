//! Events: the calendar of all markets, and what lies ahead of a site, a project and a language.

use serde::Serialize;

use crate::core::organisation::record::{Site, covers_language};
use crate::kit::calendar::{add_days, day_short};
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::market_event::address::MarketEventPage;
use crate::subject::market_event::figures::{AHEAD_DAYS, ahead, between, is_felt_by};
use crate::subject::market_event::record::{EventKind, MarketEvent};
use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline, listed};
use crate::subject::wording::figure::exact;
use crate::subject::wording::{names, phrase};

/// `templates/events.html`.
#[derive(Serialize)]
struct EventsView {
    ahead: Table,
    later: Table,
    past: Table,
}

/// Its pages: none in a book without a calendar.
pub fn pages(context: &PageContext<'_>) -> Vec<MarketEventPage> {
    if context.report.register.market_events.is_empty() { Vec::new() } else { vec![MarketEventPage::All] }
}

/// The page; `None` where nothing is written.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &MarketEventPage) -> Option<Page<Shown>> {
    if context.report.register.market_events.is_empty() {
        return None;
    }
    Some(match address {
        MarketEventPage::All => index(context, route).shown("events.html"),
    })
}

/// What comes within eight weeks at a site, or at the sites of a project; in an issue what comes within two.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let register = context.report.register;
    let felt = |event: &MarketEvent| match on {
        Route::Site(id) => register.sites.get(id).is_some_and(|site| event.is_felt_at(site)),
        Route::Project(ProjectPage::One(id)) => {
            register.projects.get(id).is_some_and(|project| is_felt_by(register, event, project))
        }
        issue => issue.is_issue(),
    };
    let (first, last) = ahead(register);
    let (last, caption) = match on.is_issue() {
        true => (add_days(first, 14), "Events of the next two weeks"),
        false => (last, "Events of the next eight weeks"),
    };
    let own = between(register, (first, last), felt);
    if own.is_empty() {
        return Vec::new();
    }
    let note = vec![Inline::link(&Route::MarketEvent(MarketEventPage::All), "All events")];
    let table = table(context, own, ("events", caption), evidence);
    vec![Offered { id: "events", heading: "Events ahead", note, table }]
}

/// What comes within eight weeks where a language is worked in.
pub fn of_language(context: &PageContext<'_>, language: &str, evidence: &mut Evidence<'_>) -> Table {
    let register = context.report.register;
    let works = |site: &Site| site.languages.iter().any(|own| covers_language(language, own));
    let felt = |event: &MarketEvent| {
        let in_it = event
            .language
            .as_ref()
            .is_none_or(|tag| covers_language(tag, language) || covers_language(language, tag));
        in_it && register.sites.values().any(|site| works(site) && event.is_felt_at(site))
    };
    let own = between(register, ahead(register), felt);
    table(context, own, ("events", "Events of the next eight weeks where it is worked in"), evidence)
}

/// `Ahead within eight weeks: Christmas, 24 to 26 Dec 2026.` Nothing where no event is.
pub fn said_of_project(
    context: &PageContext<'_>,
    project: &crate::core::organisation::record::Project,
) -> Option<Html> {
    let register = context.report.register;
    let own = between(register, ahead(register), |event| is_felt_by(register, event, project));
    let mut said = Html::from("The forecast knows no calendar. Within eight weeks lie ");
    let mut is_first = true;
    for event in &own {
        if !is_first {
            said = said.then(", ");
        }
        is_first = false;
        let place =
            event.country.as_ref().map_or_else(String::new, |country| format!(", {}", country.as_str()));
        said = said.then(Html::exempt(Exempt::Name, &format!("{}{place}", event.title.as_str())));
        said = said.then(" (").then(Html::dated(&days(event))).then(")");
    }
    (!own.is_empty()).then(|| said.then("."))
}

/// `24 to 26 Dec 2026`
pub fn days(event: &MarketEvent) -> String {
    let (from, to) = (*event.starts_on, *event.ends_on);
    if from == to {
        return day_short(from);
    }
    let is_same = (from.year(), from.month()) == (to.year(), to.month());
    let first = if is_same { from.day().to_string() } else { phrase::short_day(from) };
    format!("{first} to {}", day_short(to))
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<EventsView> {
    let register = context.report.register;
    let mut evidence = Evidence::new(context, route);
    let (first, last) = ahead(register);
    let before = add_days(first, -1);
    let year = (add_days(first, -364), before);
    let is_past = |event: &MarketEvent| *event.ends_on < first;
    let is_later = |event: &MarketEvent| *event.starts_on > last;
    let mut past = between(register, year, is_past);
    past.reverse();
    let ours = &mut evidence;
    let view = EventsView {
        ahead: table(
            context,
            between(register, (first, last), |_| true),
            ("events-ahead", "The next eight weeks"),
            ours,
        )
        .titled()
        .empty("Nothing is written for the next eight weeks.", ""),
        later: table(
            context,
            between(register, (last, add_days(last, 3660)), is_later),
            ("events-later", "Later"),
            ours,
        )
        .titled(),
        past: table(context, past, ("events-past", "The year behind, latest first"), ours).titled(),
    };
    debug_assert_eq!(add_days(first, AHEAD_DAYS), last);
    Page::new("Events", view, Some(evidence.finish()))
}

fn table(
    context: &PageContext<'_>,
    events: Vec<&MarketEvent>,
    (name, caption): (&str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    let register = context.report.register;
    Columns::over(events, evidence)
        .column("Event", "", |event, _| {
            let cell = Cell::head(Inline::words(event.title.as_str()).because(Exempt::Name));
            match &event.note {
                Some(note) => cell.under(Inline::words(note.as_str()).because(Exempt::Quoted)),
                None => cell,
            }
        })
        .column("Kind", "tight", |event, _| match *event.kind {
            EventKind::Peak | EventKind::Disruption => Inline::chip("near", event.kind.label()).into(),
            _ => event.kind.label().into(),
        })
        .column("Days", "tight", |event, _| Cell::new(Inline::dated(days(event))).key(*event.starts_on))
        .column("Where", "", |event, _| {
            let tags = event.country.iter().map(|country| country.as_str());
            let tags = tags.chain(event.language.iter().map(|tag| tag.as_str()));
            let tags = listed(tags.map(|tag| Inline::words(tag).because(Exempt::Name)));
            let sites = register.sites.values().filter(|site| event.is_felt_at(site));
            Cell::new(tags).under(listed(sites.map(|site| names::site(context, &site.id))))
        })
        .column("Expected effect", "num", |event, evidence| match &event.effect_percent {
            Some(effect) => {
                let sign = if effect.value > Decimal::ZERO { "+" } else { "" };
                let shown = format!("{sign}{}%", exact(effect.value));
                let value = crate::kit::number::Quotient::from(effect.value);
                let entry =
                    evidence.figure(&shown, value, "event-effect").note("event", &[event.id.as_str()]);
                let number = entry.lines(&[&effect.place]).done();
                let figure = crate::subject::evidence::written::FigureRef::new(number, value, shown);
                Cell::new(figure).key(value.rounded(2))
            }
            None => Cell::dash(),
        })
        .column("Relief", "", |event, _| {
            let named = register.relief.values().filter(|relief| relief.event.as_ref() == Some(&event.id));
            let contracts: Vec<Inline> =
                named.map(|relief| names::contract(context, &relief.contract)).collect();
            if contracts.is_empty() { Cell::dash() } else { listed(contracts).into() }
        })
        .table(name, caption)
}
