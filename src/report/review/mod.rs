//! The quarterly review of a vendor: one pack, made of everything, as a page that prints as a deck of ten sheets. It speaks as of the day by which
//! the figures of the quarter were due, by the files that the build reads.

mod quarters;
mod charts;
mod sheets;
mod promised;
mod since;

use serde::Serialize;

use crate::core::rollup::Subject;
use crate::core::score::Scorecard;
use crate::kit::calendar::day_label;
use crate::kit::id::VendorId;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::report::exception::{ExceptionLine, exception_line};
use crate::report::review::charts::LargeChart;
use crate::report::review::sheets::{Block, Offers, Sheet};
use crate::report::scorecard::{Board, History, board};
use crate::report::site::{figures, unrated};
use crate::subject::block::{BoxedFigure, or_dash};
use crate::subject::evidence::Evidence;
use crate::subject::offered::offered;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::Table;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Html, Inline, listed};
use crate::subject::wording::names;

pub use quarters::{Quarter, of_quarter, quarters, reviews_of};

/// `templates/review.html`.
#[derive(Serialize)]
pub struct ReviewView {
    name: Label,
    quarter: Label,
    spoken_on: Label,
    rating: Html,
    week: Label,
    figures: Vec<BoxedFigure>,
    facts: Vec<Fact>,
    /// What stands out at the end.
    exceptions: Vec<ExceptionLine>,
    /// The worst service levels at the end, with their pictures.
    charts: Vec<LargeChart>,
    /// Every service level at the end, with its score; empty where there is no scorecard.
    rows: Html,
    sources: Html,
    families: Vec<FamilyShare>,
    results: Table,
    sheets: Vec<Sheet>,
    /// What else subjects say of the vendor; on the screen alone.
    more: Vec<Block>,
    promised: Table,
    /// It stands on the paper of the sheet before it.
    promised_joins: bool,
    replies: Table,
    /// What was recorded anew since the quarter was signed.
    since: Table,
    previous: Option<Link>,
    next: Option<Link>,
}

/// How much of a family's weight was measured; ready-made markup.
#[derive(Serialize)]
struct FamilyShare {
    family: &'static str,
    coverage: Html,
}

/// Exceptions on the first sheet, the worst first.
const STANDING_OUT: usize = 5;

/// The page of a vendor and a quarter. `then` speaks for the day of the quarter, `now` for today: what the vendor says of the quarter's figures it
/// says later. `others` are the quarters of the vendor's other reviews.
pub fn review_page<'a>(
    now: &PageContext<'a>,
    then: &PageContext<'a>,
    id: &VendorId,
    quarter: &Quarter,
    others: &[Period],
) -> Option<Page<ReviewView>> {
    let register = then.report.register;
    let vendor = register.vendors.get(id)?;
    let route = Route::Review(id.clone(), quarter.period);
    let mut evidence = Evidence::new(then, &route);
    let ours = &mut evidence;
    let subject = Subject::Vendor(id.clone());
    let cards = then.report.scorecards.get(&subject).map_or(&[][..], Vec::as_slice);
    let card = cards.iter().find(|card| card.period == then.report.period);
    let board = card.map(|card| board(then, card, &route.root(), History::Drawn, ours));
    let at = |period: Period| Link::to(&Route::Review(id.clone(), period), period);
    let mut view = ReviewView {
        name: Label::named(vendor.name.as_str()),
        quarter: quarter.period.into(),
        spoken_on: Label::dated(day_label(quarter.on)),
        rating: board.as_ref().map_or_else(unrated, |board| board.rating.clone()),
        week: then.report.period.into(),
        figures: Vec::new(),
        facts: facts(now, then, id, quarter, ours),
        charts: card.map_or_else(Vec::new, |card| charts::charts(then, id, card, ours)),
        rows: Html::default(),
        sources: Html::default(),
        families: Vec::new(),
        results: sheets::results(then, id, quarter.period),
        sheets: Vec::new(),
        more: Vec::new(),
        promised: promised::table(then, id, quarter, ours),
        promised_joins: false,
        replies: crate::subject::response::page::table_of_periods(
            now,
            id,
            &|period| quarter.has(period),
            ours,
        ),
        since: since::table(now, id, quarter),
        exceptions: then
            .report
            .executive
            .exceptions
            .iter()
            .filter(|one| one.vendor == *id)
            .take(STANDING_OUT)
            .filter_map(|one| exception_line(then, one, ours))
            .collect(),
        previous: others.iter().rfind(|other| **other < quarter.period).map(|period| at(*period)),
        next: others.iter().find(|other| **other > quarter.period).map(|period| at(*period)),
    };
    if !view.since.is_empty() {
        let since = Inline::anchor(&route, "since", "figures or terms were recorded anew".to_owned());
        view.facts.push(Fact::new("Changed since", since.because(Exempt::Name)));
    }
    let offers = Offers::new(offered(then, &Route::Vendor(id.clone()), ours));
    let (sheets, more, mut paper) = sheets::sheets(then, id, quarter, offers, ours);
    view.promised_joins = paper.joins(view.promised.rows.len() + view.replies.rows.len() + 4);
    (view.sheets, view.more) = (sheets, more);
    if let (Some(board), Some(card)) = (board, card) {
        of_board(then, card, board, &mut view);
    }
    let title = Label::named(format!("{}, review of {}", vendor.name.as_str(), quarter.period.label()));
    let above = vec![Link::to(&Route::Vendor(id.clone()), Label::named(vendor.name.as_str()))];
    Some(Page { title, above, view, evidence: Some(evidence.finish()) })
}

fn of_board(then: &PageContext<'_>, card: &Scorecard, board: Board, view: &mut ReviewView) {
    view.figures = figures(then, card, &board);
    let share = |(family, share): &(crate::kit::words::Family, _)| FamilyShare {
        family: family.label(),
        coverage: or_dash(Option::as_ref(share)),
    };
    view.families = board.families.iter().map(share).collect();
    view.sources = board.sources.panel_of(then, "score");
    view.rows = board.rows;
}

/// Who, where, under which contracts, how far the relationship has come, and who stands for the figures as of today.
fn facts(
    now: &PageContext<'_>,
    then: &PageContext<'_>,
    id: &VendorId,
    quarter: &Quarter,
    evidence: &mut Evidence<'_>,
) -> Vec<Fact> {
    let register = then.report.register;
    let Some(vendor) = register.vendors.get(id) else { return Vec::new() };
    let contracts = register.contracts_of(id);
    let in_force = contracts.filter(|one| one.effective_on <= quarter.on && quarter.on <= one.ends_on);
    let mut facts = vec![
        Fact::new("Answered for by", names::person(then, &vendor.owner)),
        Fact::new("Sites", listed(register.sites_of(id).map(|site| names::site(then, &site.id)))),
        Fact::new("Contracts", listed(in_force.map(|one| names::contract(then, &one.id)))),
    ];
    if let Some(stage) = &vendor.relationship_stage {
        facts.push(Fact::new("Relationship", stage.label()));
    }
    let mut whole = crate::subject::signoff::page::mark(now, quarter.period, evidence);
    whole.push(Inline::quiet(
        " A signature covers the rows of metrics, the terms and the relief; what stands here of money, plans, meetings and other records is as the files of this build have it.",
    ));
    facts.push(Fact::new("Quarter signed off", whole));
    let mut months = Vec::new();
    let mut month = Period::month_of(quarter.period.first_day());
    while month.last_day() <= quarter.period.last_day() {
        let between = if months.is_empty() { "" } else { " " };
        months.extend([
            Inline::literal(between),
            Inline::words(month.label()).dated(),
            Inline::literal(": "),
        ]);
        months.extend(crate::subject::signoff::page::mark(now, month, evidence));
        month = month.next();
    }
    facts.push(Fact::new("Its months", months));
    if let Some(note) = &vendor.note {
        facts.push(Fact::new("Note", Inline::words(note.as_str()).because(Exempt::Quoted)));
    }
    facts
}
