//! A vendor: its own scorecard with contract-wide rulings, its sites, contracts, plans and credits.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::core::contract::record::Contract;
use crate::core::credit::CreditMonth;
use crate::core::rollup::Subject;
use crate::kit::calendar::day_label;
use crate::kit::id::VendorId;
use crate::kit::number::Money;
use crate::kit::picture::exempt::Exempt;
use crate::report::contract::dates::price_review;
use crate::report::credit::{CreditSum, sums_of};
use crate::report::families::{FamilyScores, family_scores};
use crate::report::feeds::has_feed;
use crate::report::heat::{HeatGrid, by_family, by_site};
use crate::report::money::accounts_of;
use crate::report::review::reviews_of;
use crate::report::scorecard::{History, board};
use crate::report::site::index::{SiteRow, newest, site_row, worst_first};
use crate::report::site::{figures, unrated};
use crate::subject::block::BoxedFigure;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
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

/// `templates/vendor.html`.
#[derive(Serialize)]
pub struct VendorView {
    name: Label,
    owner: Link,
    since: Label,
    note: Label,
    week: Label,
    /// Said where there is no scorecard.
    no_card: Label,
    /// Ready-made badge.
    rating: Html,
    figures: Vec<BoxedFigure>,
    /// Score and coverage of each family; `None` without a scorecard.
    families: Option<FamilyScores>,
    table_name: String,
    rows: Html,
    sources: Html,
    /// Who stands for the week.
    signed: Vec<Inline>,
    sites: Vec<SiteRow>,
    /// Its sites by what they missed; of one site its families.
    heat: Option<HeatGrid>,
    contracts: Vec<ContractLine>,
    accounts: Table,
    plans: Vec<PlanLine>,
    /// What the vendor says of the rating.
    rating_replies: Vec<ReplyMark>,
    offered: Vec<Offered>,
    /// Figures that were put to the vendor.
    replies: Table,
    closed_plans: Vec<Link>,
    /// Pages of all metrics, judged or not.
    metrics: Vec<Link>,
    /// Its quarterly reviews, newest first.
    reviews: Vec<Link>,
    /// A feed tells what changes there.
    has_feed: bool,
}

#[derive(Serialize)]
struct ContractLine {
    link: Link,
    term: Label,
    /// In force by the as-of date; empty when none is.
    amendments: Html,
    /// The price review that was missed, else the next; empty where there is none.
    review: Vec<Inline>,
    ledger: Link,
    credits: Vec<CreditSum>,
}

pub fn vendor_page(context: &PageContext<'_>, route: &Route, id: &VendorId) -> Option<Page<VendorView>> {
    let register = context.report.register;
    let vendor = register.vendors.get(id)?;
    let subject = Subject::Vendor(id.clone());
    let card = newest(context, &subject);
    let mut evidence = Evidence::new(context, route);
    let board = card.map(|card| board(context, card, &route.root(), History::Drawn, &mut evidence));
    let sites = worst_first(context, register.sites_of(id));
    let mut view = VendorView {
        name: Label::named(vendor.name.as_str()),
        owner: Link::to(
            &Route::Person(vendor.owner.value.clone()),
            Label::named(register.person_name(vendor.owner.as_str())),
        ),
        since: Label::dated(vendor.since_on.as_deref().copied().map(day_label).unwrap_or_default()),
        note: Label::because(Exempt::Quoted, vendor.note.as_deref().cloned().unwrap_or_default()),
        week: context.report.period.into(),
        no_card: Label::dated(format!("No scorecard for {}.", context.report.period.label())),
        rating: board.as_ref().map_or_else(unrated, |board| board.rating.clone()),
        figures: Vec::new(),
        families: None,
        table_name: format!("{id}-{}", context.report.period),
        rows: Html::default(),
        sources: Html::default(),
        signed: crate::subject::signoff::page::mark(context, context.report.period, &mut evidence),
        heat: if sites.len() > 1 { by_site(context, &sites) } else { by_family(context, id) },
        sites: sites.iter().map(|site| site_row(context, site, &mut evidence)).collect(),
        contracts: register
            .contracts_of(id)
            .map(|contract| contract_line(context, contract, &mut evidence))
            .collect(),
        accounts: accounts_of(context, id, &mut evidence),
        plans: Vec::new(),
        rating_replies: crate::subject::response::page::of_rating(context, &subject, context.report.period),
        offered: offered(context, route, &mut evidence),
        replies: crate::subject::response::page::table(context, id, &mut evidence),
        closed_plans: Vec::new(),
        metrics: metrics_of(context, &subject),
        reviews: reviews_of(context.report, id)
            .into_iter()
            .rev()
            .map(|quarter| Link::to(&Route::Review(id.clone(), quarter), quarter))
            .collect(),
        has_feed: has_feed(context, &subject),
    };
    if let (Some(board), Some(card)) = (board, card) {
        view.figures = figures(context, card, &board);
        view.families = family_scores(context, id, &board, &mut evidence);
        view.sources = board.sources.panel_of(context, "score");
        view.rows = board.rows;
    }
    for plan in register.plans.values().filter(|plan| &plan.vendor == id) {
        if plan.status == PlanStatus::Closed {
            view.closed_plans.push(Link::to(
                &Route::Plan(PlanPage::One(plan.id.clone())),
                Label::named(plan.title.as_str()),
            ));
        } else {
            view.plans.push(plan_line(context, plan, &mut evidence));
        }
    }
    Some(Page {
        title: Label::named(vendor.name.as_str()),
        above: Vec::new(),
        view,
        evidence: Some(evidence.finish()),
    })
}

fn contract_line(
    context: &PageContext<'_>,
    contract: &Contract,
    evidence: &mut Evidence<'_>,
) -> ContractLine {
    let owing = |month: &&CreditMonth| month.contract == contract.id && month.owed != Money(0);
    let months = context.report.credits.iter().filter(owing);
    ContractLine {
        link: Link::to(&Route::Contract(contract.id.clone()), Label::named(contract.title.clone())),
        term: Label::dated(format!("{} – {}", day_label(contract.effective_on), day_label(contract.ends_on))),
        amendments: amendments_in_force(context, contract, evidence)
            .then(shared_amendments_in_force(context, contract, evidence)),
        review: review_line(context, contract, evidence),
        ledger: Link::to(&Route::Credits(contract.id.clone()), "Ledger"),
        credits: sums_of(months, false, evidence),
    }
}

fn review_line(context: &PageContext<'_>, contract: &Contract, evidence: &mut Evidence<'_>) -> Vec<Inline> {
    let Some((on, state)) = price_review(context, contract, evidence) else { return Vec::new() };
    let day = Inline::dated(format!("Price review {} ", day_label(on)));
    std::iter::once(day).chain(state).collect()
}

/// `; 2 amendments in force`, or nothing.
fn amendments_in_force(context: &PageContext<'_>, contract: &Contract, evidence: &mut Evidence<'_>) -> Html {
    let as_of = context.report.register.as_of();
    let places: Vec<_> =
        contract.amendments.iter().filter(|one| one.effective_on <= as_of).map(|one| &one.place).collect();
    let words = match places.len() {
        0 => return Html::default(),
        1 => " amendment in force",
        _ => " amendments in force",
    };
    let count = evidence.count(&["amendments", contract.id.as_str()], places);
    Html::from("; ").then(count).then(words)
}

/// `; 1 amendment of a shared clause`: of those that its service levels refer to, or nothing.
fn shared_amendments_in_force(
    context: &PageContext<'_>,
    contract: &Contract,
    evidence: &mut Evidence<'_>,
) -> Html {
    let as_of = context.report.register.as_of();
    let terms = contract.terms_on(as_of.max(contract.effective_on));
    let levels = terms.map(|terms| terms.service_levels.values()).into_iter().flatten();
    let clauses: BTreeSet<_> = levels.filter_map(|level| level.clause.as_deref()).collect();
    let clauses = clauses.into_iter().filter_map(|id| contract.clauses.get(id));
    let places: Vec<_> = clauses.flat_map(|clause| clause.in_force(as_of)).map(|one| &one.place).collect();
    let words = match places.len() {
        0 => return Html::default(),
        1 => " amendment of a shared clause",
        _ => " amendments of shared clauses",
    };
    let count = evidence.count(&["contract-clause-amendments", contract.id.as_str()], places);
    Html::from("; ").then(count).then(words)
}
