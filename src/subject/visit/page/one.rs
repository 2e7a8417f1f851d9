//! A visit: why and by whom, the checklist, what was found and what answers it, what it cost.

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::id::VisitId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::audit::page::edit_links;
use crate::subject::budget::address::BudgetPage;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Html, Inline, listed};
use crate::subject::visit::address::VisitPage;
use crate::subject::visit::figures::{Standing, VisitState};
use crate::subject::visit::page::counted::{self, Found};
use crate::subject::visit::page::{areas, quoted, tables, who};
use crate::subject::visit::record::{AreaResult, Visit, VisitArea};
use crate::subject::wording::names;

/// `templates/visit.html`.
#[derive(Serialize)]
pub struct VisitView {
    status: Vec<Inline>,
    purpose: Label,
    note: Label,
    lede: Html,
    facts: Vec<Fact>,
    /// Without rows before it was held.
    areas: Table,
    findings: Table,
    costs: Table,
    site_page: Link,
    source: Vec<Inline>,
    edit: Vec<Inline>,
}

pub fn page(context: &PageContext<'_>, route: &Route, id: &VisitId) -> Option<Page<VisitView>> {
    let visit = context.report.register.visits.get(id)?;
    let state = context.report.visits.visits.get(id)?;
    let mut evidence = Evidence::new(context, route);
    let site = names::site(context, &visit.site);
    let title = format!("Visit of {}, {}", site.text(), tables::days(visit.days()));
    let found: Vec<Found<'_>> = tables::of_visit(visit, state).collect();
    let is_held = state.standing == Standing::Held;
    let view = VisitView {
        status: vec![tables::standing(state)],
        purpose: Label::because(Exempt::Quoted, visit.purpose.as_str()),
        note: Label::because(Exempt::Quoted, visit.note.as_deref().cloned().unwrap_or_default()),
        lede: if is_held { lede(visit, &found, &mut evidence) } else { Html::default() },
        facts: facts(context, visit, state, &mut evidence),
        areas: checklist(visit, is_held),
        findings: tables::findings(
            context,
            found,
            ("findings", "What was found, and what answers it"),
            false,
            &mut evidence,
        )
        .titled()
        .empty("Nothing was found.", ""),
        costs: costs(context, visit, &mut evidence),
        site_page: Link::to(&Route::Site(visit.site.value.clone()), Label::named(site.text())),
        source: vec![names::place(context, &visit.place)],
        edit: edit_links(context, &visit.place, &title),
    };
    let page = Page::new(Label::named(title), view, Some(evidence.finish()));
    Some(Page { above: vec![Link::to(&Route::Visit(VisitPage::All), "Visits")], ..page })
}

/// `2 areas are failing, 3 need attention, 1 was not seen. 4 findings, 2 of them open.`
fn lede(visit: &Visit, found: &[Found<'_>], evidence: &mut Evidence<'_>) -> Html {
    let id = visit.id.as_str();
    let mut said = Html::default();
    for (result, one, many) in [
        (AreaResult::Failing, "is failing", "are failing"),
        (AreaResult::Attention, "needs attention", "need attention"),
        (AreaResult::Good, "is good", "are good"),
    ] {
        let places: Vec<&Place> =
            visit.areas.iter().filter(|area| *area.result == result).map(|area| &area.area.place).collect();
        if places.is_empty() {
            continue;
        }
        let words = format!("{} {}", areas(places.len()), if places.len() == 1 { one } else { many });
        let number = evidence.count(&["visited-areas", result.word(), id], places).number;
        let before = if said.is_empty() { "" } else { ", " };
        said = said.then(before).then(Html::part_of(number, &words));
    }
    if said.is_empty() {
        said = "No area was seen".into();
    }
    let open: Vec<Found<'_>> = found.iter().copied().filter(|(.., found)| found.is_open()).collect();
    said = said.then(". ");
    match (found.len(), open.len()) {
        (0, _) => said.then("Nothing was found."),
        (all, open_count) => {
            let count = counted::findings("all", ("visit", id), found, evidence);
            said = said.then(count).then(if all == 1 { " finding" } else { " findings" });
            if open_count == 0 {
                return said.then(", all mended.");
            }
            let count = counted::findings("open", ("visit", id), &open, evidence);
            said.then(", ").then(count).then(" of them open.")
        }
    }
}

fn facts(
    context: &PageContext<'_>,
    visit: &Visit,
    state: &VisitState,
    evidence: &mut Evidence<'_>,
) -> Vec<Fact> {
    let register = context.report.register;
    let mut site = vec![names::site(context, &visit.site)];
    if let Some(of) = register.sites.get(&*visit.site) {
        site.extend([Inline::literal(", "), names::vendor(context, &of.vendor)]);
    }
    let day = |day: jiff::civil::Date| Inline::dated(day_label(day));
    let span = |from, to| [day(from), Inline::literal(" to "), day(to)];
    let mut facts = vec![
        Fact::new("Site", site),
        Fact::new("Kind", visit.kind.label()),
        Fact::new("Planned", span(*visit.starts_on, *visit.ends_on)),
    ];
    match state.standing {
        Standing::Held | Standing::UnderWay => {
            let (from, to) = visit.days();
            facts.push(Fact::new("Held", span(from, to)));
        }
        Standing::Cancelled => {
            let on = visit.cancelled_on.as_deref().map_or_else(|| Inline::literal(""), |on| day(*on));
            let why = visit.cancelled_because.as_deref().map_or("", String::as_str);
            facts.push(Fact::new("Cancelled", [on, Inline::literal(": "), quoted(why)]));
        }
        Standing::Planned | Standing::Unrecorded(_) => {}
    }
    facts.push(Fact::new("Who goes", who(context, visit)));
    if !visit.vendor_roles.is_empty() {
        let roles = visit.vendor_roles.iter().map(|role| Inline::words(role.as_str()).because(Exempt::Name));
        facts.push(Fact::new("Meets", listed(roles)));
    }
    let id = visit.id.as_str();
    if let Some(cost) = counted::costs(context, ["estimated", "visit", id], [visit], evidence) {
        facts.push(Fact::new("Estimated", Inline::from(cost)));
    }
    if let Some(cost) = counted::costs(context, ["spent", "visit", id], [visit], evidence) {
        facts.push(Fact::new("Spent", Inline::from(cost)));
    }
    if let Some(budget) = visit.budget.as_ref().and_then(|id| register.budgets.get(&**id)) {
        let route = Route::Budget(BudgetPage::One(budget.id.clone()));
        let link = Inline::link(&route, budget.title.as_str().to_owned()).because(Exempt::Name);
        facts.push(Fact::new(
            "Paid of",
            [link, Inline::literal(", "), Inline::literal(visit.category.label())],
        ));
    }
    facts
}

/// Every area of the checklist, in its order; one without a line was not seen.
fn checklist(visit: &Visit, is_held: bool) -> Table {
    let areas = VisitArea::ALL.iter().filter(|_| is_held).map(|area| (*area, visit.of_area(*area)));
    Columns::over(areas, &mut ())
        .column("Area", "", |(area, _), _| Cell::head(area.label()))
        .column("Result", "tight", |(_, seen), _| {
            match seen.map_or(AreaResult::NotSeen, |seen| *seen.result) {
                AreaResult::Good => Inline::mark("met", AreaResult::Good.label()),
                AreaResult::Attention => Inline::mark("running", AreaResult::Attention.label()),
                AreaResult::Failing => Inline::mark("missed", AreaResult::Failing.label()),
                AreaResult::NotSeen => Inline::mark("none", AreaResult::NotSeen.label()),
            }
            .into()
        })
        .column("What was seen", "", |(_, seen), _| match seen.and_then(|seen| seen.note.as_ref()) {
            Some(note) => quoted(note).into(),
            None => Cell::dash(),
        })
        .table("areas", "Checklist")
        .titled()
}

fn costs(context: &PageContext<'_>, visit: &Visit, evidence: &mut Evidence<'_>) -> Table {
    Columns::over(&visit.costs, evidence)
        .column("What for", "", |cost, _| {
            let cell = Cell::head(Inline::words(cost.title.as_str()).because(Exempt::Quoted));
            match &cost.invoice {
                Some(number) => cell.under([
                    Inline::quiet("billed by the vendor on "),
                    Inline::words(number.as_str()).because(Exempt::Name),
                ]),
                None => cell,
            }
        })
        .column("Estimated", "num", |cost, evidence| {
            counted::amount(context, "estimated-minor", cost.estimated.as_ref(), evidence)
                .map_or_else(Cell::dash, Cell::from)
        })
        .column("Spent", "num", |cost, evidence| {
            counted::amount(context, "spent-minor", cost.spent.as_ref(), evidence)
                .map_or_else(Cell::dash, Cell::from)
        })
        .table("costs", "What it costs")
        .titled()
}
