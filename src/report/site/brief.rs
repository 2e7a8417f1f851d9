//! The brief of a visit: what somebody who goes to a site has to know, on two sheets of paper. The site's own page is where its numbers are
//! worked with, and runs over many sheets; the brief takes the first of each and says how many more there are.

mod tables;

use serde::Serialize;

use crate::core::organisation::record::{Site, tags};
use crate::core::rollup::Subject;
use crate::core::score::Scorecard;
use crate::kit::calendar::day_label;
use crate::kit::id::SiteId;
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::report::credit::owed::{Cost, costs};
use crate::report::gravest::{Whose, gravest};
use crate::report::site::index::rating_of;
use crate::subject::access::page as access;
use crate::subject::acknowledgement::page as acknowledgement;
use crate::subject::block::{BoxedFigure, Offered, or_dash};
use crate::subject::claim::page as claim;
use crate::subject::decision::page::{ShownOn, awaited};
use crate::subject::decision::record::Decision;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::quoted;
use crate::subject::initiative::page as initiative;
use crate::subject::response::page as response;
use crate::subject::risk::page as risk;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::Table;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Html, Inline, spaced};
use crate::subject::visit::page as visit;
use crate::subject::wellness::page as wellness;
use crate::subject::wording::names;

/// `templates/site_brief.html`.
#[derive(Serialize)]
pub struct BriefView {
    name: Label,
    rating: Html,
    week: Label,
    figures: Vec<BoxedFigure>,
    facts: Vec<Fact>,
    gravest: Vec<Vec<Inline>>,
    costs: Vec<Cost>,
    blocks: Vec<Block>,
    site_page: Link,
}

/// A table of the brief, cut to what fits.
#[derive(Serialize)]
struct Block {
    heading: &'static str,
    note: Vec<Inline>,
    table: Table,
    /// Rows that were left out.
    more: usize,
    /// Over both columns of the sheet.
    wide: bool,
}

impl Block {
    /// `None` where there is nothing to tell. `more` rows were left out.
    fn new(heading: &'static str, (table, more): (Table, usize)) -> Option<Block> {
        let table = Table { name: format!("brief-{}", table.name), ..table };
        (!table.rows.is_empty()).then_some(Block { heading, note: Vec::new(), table, more, wide: false })
    }

    fn of(one: Offered) -> Option<Block> {
        Block::new(one.heading, (one.table, 0)).map(|block| Block { note: one.note, ..block })
    }
}

pub fn brief_page(context: &PageContext<'_>, route: &Route, id: &SiteId) -> Option<Page<BriefView>> {
    let register = context.report.register;
    let site = register.sites.get(id)?;
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let subject = Subject::Site(id.clone());
    let cards = context.report.scorecards.get(&subject).map_or(&[][..], Vec::as_slice);
    let card = cards.iter().find(|card| card.period == context.report.period);
    let is_site = |other: &SiteId| other == id;
    let is_vendor = |vendor: &crate::kit::id::VendorId| *vendor == *site.vendor;
    let view = BriefView {
        name: Label::named(site.name.as_str()),
        rating: rating_of(context, &subject, card, ours),
        week: context.report.period.into(),
        figures: card.map_or_else(Vec::new, |card| figures(id, card, ours)),
        facts: facts(context, site, ours),
        gravest: gravest(context, Whose { vendor: &is_vendor, site: &is_site }),
        costs: costs(context, &subject, None, ours),
        blocks: blocks(context, site, ours),
        site_page: Link::to(&Route::Site(id.clone()), Label::named(site.name.as_str())),
    };
    let title = Label::named(format!("Brief of {}", site.name.as_str()));
    let above = vec![Link::to(&Route::Site(id.clone()), Label::named(site.name.as_str()))];
    Some(Page { title, above, view, evidence: Some(evidence.finish()) })
}

/// Score and coverage, as the page of the site derives them.
fn figures(id: &SiteId, card: &Scorecard, evidence: &mut Evidence<'_>) -> Vec<BoxedFigure> {
    let page = Route::Site(id.clone());
    let score = quoted(evidence, &page, "score", card.score);
    let coverage = quoted(evidence, &page, "coverage", card.coverage);
    vec![
        BoxedFigure::new("Score", or_dash(score.as_ref()), Html::exempt(Exempt::Rule, "of 100")),
        BoxedFigure::new("Coverage", or_dash(coverage.as_ref()), "of the weight measured"),
    ]
}

/// Where it is, who runs it, when somebody was there and goes there next.
fn facts(context: &PageContext<'_>, site: &Site, evidence: &mut Evidence<'_>) -> Vec<Fact> {
    let register = context.report.register;
    let mut facts = vec![
        Fact::new("Vendor", names::vendor(context, &site.vendor)),
        Fact::new(
            "Manager",
            spaced(
                [names::person(context, &site.manager)]
                    .into_iter()
                    .chain(names::stands_in(context, &site.manager)),
            ),
        ),
        Fact::new("Languages", Inline::words(tags(&site.languages).join(", ")).because(Exempt::Name)),
        Fact::new("Time there", Inline::words(site.time_zone.as_str()).because(Exempt::Name)),
    ];
    if let Some(seats) = &site.capacity_seats {
        let value = Decimal::from_int((**seats).into());
        let shown = value.show(0);
        facts.push(Fact::new(
            "Seats",
            Inline::from(evidence.written("capacity-seats", value, Some(&seats.place), shown)),
        ));
    }
    facts.push(Fact::new("Open since", Inline::dated(day_label(*site.opened_on))));
    let cover = context.report.visits.sites.get(&site.id);
    let of = |id: &Option<crate::kit::id::VisitId>| {
        id.as_ref().and_then(|id| register.visits.get(id)).map(visit::link)
    };
    if let Some(last) = cover.and_then(|cover| of(&cover.last)) {
        facts.push(Fact::new("Last visit", last));
    }
    if let Some(next) = cover.and_then(|cover| of(&cover.next)) {
        facts.push(Fact::new("Next visit", next));
    }
    facts
}

/// What fits a column first: how the site works and by whom, what is done about it, what waits. Then what needs the width of the sheet: what it
/// costs, whether accounts and people are safe, what may happen, what is to be decided, and what was found the last time.
fn blocks(context: &PageContext<'_>, site: &Site, evidence: &mut Evidence<'_>) -> Vec<Block> {
    let register = context.report.register;
    let as_of = register.as_of();
    let here = Route::Site(site.id.clone());
    let audits = register.audits.values().filter(|audit| *audit.site == site.id && *audit.on <= as_of);
    let mut blocks = vec![
        Block::new("Service levels", tables::levels(context, site, 12, evidence)),
        Block::new("Queues and languages", cut(tables::queues(context, site), 8)),
        Block::new("People", (tables::people(context, site, evidence), 0)),
        Block::new("Remediation", cut(tables::plans(context, site), 5)),
        Block::new("Audits", tables::audits(context, audits.collect(), 4, evidence)),
        Block::new(
            "Acknowledgements that do not hold",
            acknowledgement::open_at(context, &site.id, 5, evidence),
        ),
        Block::new("Disputes", cut(response::disputes_of(context, site), 4)),
        Block::new("Relief", cut(tables::relief(context, site), 2)),
    ];
    let mut over = claim::offered(context, &Route::Vendor(site.vendor.value.clone()), evidence);
    over.extend(access::offered(context, &here, evidence));
    over.extend(wellness::offered(context, &here, evidence));
    over.extend(risk::offered(context, &here, evidence));
    over.extend(initiative::offered(context, &here, evidence));
    blocks.extend(over.into_iter().map(Block::of).map(wide));
    let mut open = asks(context, site);
    let more = open.len().saturating_sub(4);
    open.truncate(4);
    let table = awaited(context, &open, "Decisions that are awaited", ShownOn::Elsewhere, evidence);
    blocks.push(wide(Block::new("Decisions", (Table { titled: false, ..table }, more))));
    if let Some((last, table)) = visit::last_found(context, &site.id, evidence) {
        let block = wide(Block::new("What visits found", (table, 0)));
        blocks.push(block.map(|block| Block { note: vec![visit::link(last)], ..block }));
    }
    blocks.into_iter().flatten().collect()
}

/// The first rows of a table that tells no figure, and how many are left out.
fn cut(mut table: Table, most: usize) -> (Table, usize) {
    let more = table.rows.len().saturating_sub(most);
    table.rows.truncate(most);
    (table, more)
}

/// Open decisions about the site, or about its vendor as a whole; due first.
fn asks<'a>(context: &PageContext<'a>, site: &Site) -> Vec<&'a Decision> {
    let register = context.report.register;
    let is_ours = |one: &&Decision| match (&one.site, &one.vendor) {
        (Some(of), _) => **of == site.id,
        (None, Some(vendor)) => **vendor == *site.vendor,
        (None, None) => false,
    };
    let open = register.decisions.values().filter(|one| one.is_open_on(register.as_of()));
    let mut asks: Vec<&Decision> = open.filter(is_ours).collect();
    asks.sort_by_key(|one| (*one.due_on, &one.id));
    asks
}

fn wide(block: Option<Block>) -> Option<Block> {
    block.map(|block| Block { wide: true, ..block })
}
