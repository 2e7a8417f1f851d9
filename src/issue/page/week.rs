//! The issue of one week: the first page as it spoke then, the scorecards of the vendors, the actions carried over.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::rollup::Subject;
use crate::issue::page::index::IssueSummary;
use crate::kit::calendar::{Week, day_label};
use crate::kit::id::VendorId;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::report::home::{Boards, HomeView, overview};
use crate::report::money::{IssueMoney, issue_money};
use crate::report::rated;
use crate::report::scorecard::{History, board};
use crate::report::site::figures;
use crate::report::site::index::newest;
use crate::subject::block::{BoxedFigure, Offered, or_dash};
use crate::subject::edition::Edition;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::offered::offered;
use crate::subject::route::Route;
use crate::subject::shell::{Around, Link, Page, PageContext, Shown, around};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names;
use crate::subject::wording::phrase::capital;

/// `templates/week.html`.
#[derive(Serialize)]
struct WeekView {
    #[serde(flatten)]
    home: HomeView,
    #[serde(flatten)]
    around: Around,
    previous: Option<Link>,
    /// To the place in the archive where the next issue will stand, so that this page stays as it is when that issue comes.
    next: Link,
    month: Link,
    boards: VendorBoards,
    actions: Table,
    /// The accounts as they were known then; `None` of a book that keeps none.
    accounts: Option<IssueMoney>,
    offered: Vec<Offered>,
}

#[derive(Serialize)]
struct VendorBoard {
    link: Link,
    rating: Html,
    score: Html,
    name: String,
    figures: Vec<BoxedFigure>,
    coverage: Html,
    families: Vec<FamilyCoverage>,
    rows: Html,
    sources: Html,
}

/// How much of a family's weight was measured; ready-made markup.
#[derive(Serialize)]
struct VendorBoards {
    /// Of the pages that they go on with.
    name: &'static str,
    /// What the rows are of.
    vendors: bool,
    rows: Vec<VendorBoard>,
}

#[derive(Serialize)]
struct FamilyCoverage {
    family: &'static str,
    coverage: Html,
}

/// The page and what the archive tells of it. `context` speaks for the Sunday of `week`; `previous` is the week of the former issue.
pub fn week_page(
    context: &PageContext<'_>,
    edition: &Edition,
    week: Week,
    previous: Option<Week>,
) -> (Page<Shown>, IssueSummary) {
    let report = context.report;
    let route = &Route::edition(edition);
    let mut evidence = Evidence::new(context, route);
    let mut boards = Boards::new();
    let mut boxes: BTreeMap<VendorId, Vec<BoxedFigure>> = BTreeMap::new();
    for vendor in report.register.vendors.keys() {
        let card = newest(context, &Subject::Vendor(vendor.clone()));
        if let Some(card) = card.filter(|card| !card.lines.is_empty()) {
            let board = board(context, card, &route.root(), History::Drawn, &mut evidence);
            boxes.insert(vendor.clone(), figures(context, card, &board));
            boards.insert(vendor.clone(), board);
        }
    }
    let home = overview(context, &boards, &mut evidence);
    let told = IssueSummary::of_week(context);
    let shown = boards.into_iter().map(|(vendor, board)| {
        let name = report.register.vendors.get(&vendor).map_or("", |vendor| &vendor.name);
        VendorBoard {
            link: Link::to(&Route::Vendor(vendor.clone()), Label::named(name)),
            // A rating that says its rule has said it.
            score: match newest(context, &Subject::Vendor(vendor.clone())) {
                Some(card) if rated::says_rule(card.rating, board.missed) => Html::default(),
                _ => board.score.as_ref().map_or_else(Html::default, Html::from),
            },
            name: format!("{vendor}-{week}"),
            figures: boxes.remove(&vendor).unwrap_or_default(),
            coverage: or_dash(board.coverage.as_ref()),
            families: board
                .families
                .iter()
                .map(|(family, share)| FamilyCoverage {
                    family: family.label(),
                    coverage: or_dash(share.as_ref()),
                })
                .collect(),
            sources: board.sources.panel("score"),
            rating: board.rating,
            rows: board.rows,
        }
    });
    let month = Period::month_of_week(week);
    let mut view = WeekView {
        boards: VendorBoards { name: "scorecards", vendors: true, rows: shown.collect() },
        home,
        around: around(report, context.facts),
        previous: previous.map(|week| Link::to(&Route::WeekIssue(week), Period::Week(week))),
        next: Link::at(&Route::Issues, &week.next().to_string(), "Next issue"),
        month: Link::at(&Route::Issues, "months", month),
        actions: actions(context, previous),
        accounts: issue_money(context, &mut evidence),
        offered: offered(context, route, &mut evidence),
    };
    let title = capital(&Period::Week(week).label());
    let text = view.home.commentary.take();
    (Page::new(Label::dated(title), view, Some(evidence.finish())).shown_with("week.html", text), told)
}

/// Actions that are open, due first; whether the former issue had them too.
fn actions(context: &PageContext<'_>, previous: Option<Week>) -> Table {
    let register = context.report.register;
    let open = context.report.plans.actions.iter().filter(|state| !state.done);
    let told = open.filter_map(|state| {
        let plan = register.plans.get(&state.plan).filter(|plan| plan.detected_on <= register.as_of())?;
        Some((state, plan, plan.actions.get(state.action)?))
    });
    Columns::over(told, &mut ())
        .column("Action", "", |(.., action), _| {
            Cell::head(Inline::words(action.title.clone()).because(Exempt::Quoted))
        })
        .column("Plan", "", |(_, plan, _), _| names::plan(context, &plan.id).into())
        .column("Owner", "", |(.., action), _| names::owner(context, &action.owner).into())
        .column("Due", "tight", |(.., action), _| {
            Cell::new(Inline::dated(day_label(*action.due_on))).key(*action.due_on)
        })
        .column("State", "tight", |(state, ..), _| if state.is_overdue() { "Overdue" } else { "Open" }.into())
        .column("Carried over", "tight", |(_, plan, _), _| {
            let is_carried = previous.is_some_and(|week| plan.detected_on <= week.sunday());
            if is_carried { "Yes" } else { "New" }.into()
        })
        .table("carried-actions", "Open actions")
        .empty("No action is open.", "Actions of remediation plans appear here until they are done.")
}
