//! A site: its scorecard of the report's period, and the same page for each earlier one that is kept.

pub mod index;
pub mod brief;

use serde::Serialize;

use crate::core::organisation::record::{Vendor, tags};
use crate::core::rollup::Subject;
use crate::core::score::{Rating, Scorecard, rate};
use crate::kit::calendar::Grain;
use crate::kit::diag::{list_and, plural};
use crate::kit::id::SiteId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::report::credit::owed::{Cost, costs};
use crate::report::feeds::has_feed;
use crate::report::gravest::{Whose, gravest};
use crate::report::money::site_money;
use crate::report::scorecard::{Board, History, board};
use crate::subject::block::{BoxedFigure, Offered, WeekMark, or_dash};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::offered::offered;
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::page::line::{PlanLine, plan_line};
use crate::subject::plan::record::PlanStatus;
use crate::subject::response::page::ReplyMark;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::Table;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names::metrics_of;
use crate::subject::wording::tone;

/// `templates/site.html`.
#[derive(Serialize)]
pub struct SiteView {
    name: Label,
    vendor: Link,
    manager: Link,
    languages: Label,
    note: Label,
    /// The period that the scorecard speaks of.
    week: Label,
    /// What scorecards go by: `week` or `month`.
    noun: &'static str,
    /// Said where there is no scorecard.
    no_card: Label,
    /// Not the report's period.
    archived: bool,
    brief: Link,
    /// Ready-made badge.
    rating: Html,
    /// What the vendor says of it.
    rating_replies: Vec<ReplyMark>,
    figures: Vec<BoxedFigure>,
    gates: Label,
    /// How many figures are not final; empty when all are.
    provisional: Html,
    /// There is one such figure.
    one_provisional: bool,
    /// Who stands for the week.
    signed: Vec<Inline>,
    table_name: String,
    rows: Html,
    sources: Html,
    previous: Option<Link>,
    next: Option<Link>,
    latest: Option<Link>,
    weeks: Vec<WeekMark>,
    /// What its latest misses cost, and what was overlooked; of the page of today alone.
    costs: Vec<Cost>,
    gravest: Vec<Vec<Inline>>,
    /// What was invoiced for it; without rows where no accounts are kept.
    money: Table,
    /// Where what its vendor bills is matched.
    money_page: Link,
    plans: Vec<PlanLine>,
    closed_plans: Vec<Link>,
    /// Of the site and of its whole vendor.
    offered: Vec<Offered>,
    /// Pages of all metrics, judged or not.
    metrics: Vec<Link>,
    /// A feed tells what changes there.
    has_feed: bool,
}

/// The accounts of a vendor; those of all where it has none.
fn money_page(context: &PageContext<'_>, vendor: &Vendor) -> Link {
    match context.report.finance.ledgers.iter().any(|ledger| ledger.vendor == vendor.id) {
        true => Link::to(&Route::MoneyOf(vendor.id.clone()), "vendor’s page of money"),
        false => Link::to(&Route::Money, "page of money"),
    }
}

/// The page of a site, of the report's period or of an earlier one.
pub fn site_page(
    context: &PageContext<'_>,
    route: &Route,
    id: &SiteId,
    earlier: Option<Period>,
) -> Option<Page<SiteView>> {
    let register = context.report.register;
    let site = register.sites.get(id)?;
    let vendor = register.vendors.get(&*site.vendor)?;
    let cards = context.report.scorecards.get(&Subject::Site(id.clone())).map_or(&[][..], Vec::as_slice);
    let wanted = earlier.unwrap_or(context.report.period);
    let at = cards.iter().position(|card| card.period == wanted);
    let mut evidence = Evidence::new(context, route);
    let root = route.root();
    let history = if earlier.is_some() { History::Linked } else { History::Drawn };
    let board = at.map(|at| board(context, &cards[at], &root, history, &mut evidence));
    let mut view = SiteView {
        name: Label::named(site.name.as_str()),
        vendor: Link::to(&Route::Vendor(vendor.id.clone()), Label::named(vendor.name.as_str())),
        manager: Link::to(
            &Route::Person(site.manager.value.clone()),
            Label::named(register.person_name(site.manager.as_str())),
        ),
        languages: Label::named(tags(&site.languages).join(", ")),
        note: Label::because(Exempt::Quoted, site.note.as_deref().cloned().unwrap_or_default()),
        week: wanted.into(),
        noun: register.pace().noun(),
        no_card: Label::dated(format!("No scorecard for {}.", wanted.label())),
        archived: earlier.is_some(),
        brief: Link::to(&Route::SiteBrief(id.clone()), "Print the brief"),
        rating: board.as_ref().map_or_else(unrated, |board| board.rating.clone()),
        rating_replies: crate::subject::response::page::of_rating(
            context,
            &Subject::Site(id.clone()),
            wanted,
        ),
        figures: Vec::new(),
        gates: Label::default(),
        provisional: Html::default(),
        one_provisional: false,
        signed: crate::subject::signoff::page::mark(context, wanted, &mut evidence),
        table_name: format!("{id}-{wanted}"),
        rows: Html::default(),
        sources: Html::default(),
        previous: at
            .and_then(|at| at.checked_sub(1))
            .map(|before| period_link(context, id, cards[before].period)),
        next: at.and_then(|at| cards.get(at + 1)).map(|after| period_link(context, id, after.period)),
        latest: earlier.map(|_| Link::to(&Route::Site(id.clone()), latest_of(context))),
        weeks: Vec::new(),
        costs: Vec::new(),
        gravest: Vec::new(),
        money: Table::new("", "", &[]),
        money_page: money_page(context, vendor),
        plans: Vec::new(),
        closed_plans: Vec::new(),
        offered: Vec::new(),
        metrics: Vec::new(),
        has_feed: earlier.is_none() && has_feed(context, &Subject::Site(id.clone())),
    };
    if let (Some(board), Some(at)) = (board, at) {
        summary(context, &cards[at], &board, &mut view);
        view.sources = board.sources.panel_of(context, "score");
        view.rows = board.rows;
    }
    if earlier.is_none() {
        view.metrics = metrics_of(context, &Subject::Site(id.clone()));
        view.costs = costs(context, &Subject::Site(id.clone()), None, &mut evidence);
        view.money = site_money(context, id, &mut evidence);
        view.gravest =
            gravest(context, Whose { vendor: &|vendor| *vendor == *site.vendor, site: &|other| other == id });
        view.weeks = cards.iter().rev().skip(1).map(|card| week_mark(context, id, card)).collect();
        view.offered = offered(context, route, &mut evidence);
        let of_site = register.plans.values().filter(|plan| {
            plan.vendor == site.vendor && plan.site.as_ref().is_none_or(|planned| planned == id)
        });
        for plan in of_site {
            if plan.status == PlanStatus::Closed {
                view.closed_plans.push(Link::to(
                    &Route::Plan(PlanPage::One(plan.id.clone())),
                    Label::named(plan.title.as_str()),
                ));
            } else {
                view.plans.push(plan_line(context, plan, &mut evidence));
            }
        }
    }
    let (title, above) = match earlier {
        None => (Label::named(site.name.as_str()), Vec::new()),
        Some(_) => {
            (Label::from(wanted), vec![Link::to(&Route::Site(id.clone()), Label::named(site.name.as_str()))])
        }
    };
    Some(Page { title, above, view, evidence: Some(evidence.finish()) })
}

fn summary(context: &PageContext<'_>, card: &Scorecard, board: &Board, view: &mut SiteView) {
    view.figures = figures(context, card, board);
    view.gates = Label::named(list_and(&board.gates));
    if board.provisional > 0 {
        view.one_provisional = board.provisional == 1;
        view.provisional = Html::part_of(board.tally, &plural(board.provisional, "figure"));
    }
}

/// Score, coverage and what was met, for the top of a scorecard.
pub fn figures(context: &PageContext<'_>, card: &Scorecard, board: &Board) -> Vec<BoxedFigure> {
    let mut note = Html::exempt(Exempt::Rule, "of 100");
    // A score whose own band is no better than the gate allows is not capped by it.
    let book = &context.report.register.settings;
    if rate(book, card.score, card.coverage, false) != card.rating {
        note = note.then("; capped by ").then(Html::exempt(Exempt::Name, &list_and(&board.gates)));
    }
    let value = Quotient::from(Decimal::count(board.met));
    let met = format!("{} of {}", board.met, board.met + board.missed);
    let met = board.tally.map_or_else(Html::dash, |tally| FigureRef::new(tally, value, met).into());
    let unmeasured = match board.unmeasured {
        0 => "all measured".to_owned(),
        some => format!("{some} not measured"),
    };
    vec![
        BoxedFigure::new("Score", or_dash(board.score.as_ref()), note),
        BoxedFigure::coverage(
            board.coverage.as_ref(),
            card.coverage,
            *context.report.register.settings.insufficient_coverage,
        ),
        BoxedFigure::new("Service levels met", met, Html::part_of(board.tally, &unmeasured)),
    ]
}

fn latest_of(context: &PageContext<'_>) -> &'static str {
    if context.report.register.pace() == Grain::Month { "Latest month" } else { "Latest week" }
}

/// The page of a period: the site's own page for the report's.
pub fn period_link(context: &PageContext<'_>, id: &SiteId, period: Period) -> Link {
    if period == context.report.period {
        Link::to(&Route::Site(id.clone()), period)
    } else {
        Link::to(&Route::SitePeriod(id.clone(), period), period)
    }
}

/// The badge of a subject without a scorecard.
pub fn unrated() -> Html {
    let mut html = Html::default();
    tone::badge(&mut html, "rating", tone::rating(Rating::NotMeasured));
    html
}

fn week_mark(context: &PageContext<'_>, id: &SiteId, card: &Scorecard) -> WeekMark {
    let mut link = period_link(context, id, card.period);
    link.label = Label::dated(card.period.to_string());
    WeekMark { link, rating: tone::rating(card.rating), score: Html::default() }
}
