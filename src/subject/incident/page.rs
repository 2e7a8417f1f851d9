//! Incidents: what is open and past its clock, where they happen, and what befell people as counts of a month.

mod tables;

use serde::Serialize;

use crate::core::settings::access::CountedTable;
use crate::kit::id::{SiteId, VendorId};
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::incident::address::IncidentPage;
use crate::subject::incident::figures::{Figures, IncidentState};
use crate::subject::incident::record::Incident;
use crate::subject::register::Register;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::Table;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};

/// An incident with how it stands.
type Known<'a> = (&'a Incident, &'a IncidentState);

/// `templates/incidents.html`.
#[derive(Serialize)]
struct IncidentsView {
    lede: Html,
    open: Table,
    closed: Table,
    places: Table,
    clocks: Table,
    people: Table,
    least: Label,
    reason: Label,
}

/// Its pages: none in a book without incidents.
pub fn pages(context: &PageContext<'_>) -> Vec<IncidentPage> {
    if is_empty(context) { Vec::new() } else { vec![IncidentPage::All] }
}

/// The page; `None` where nothing is written.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &IncidentPage) -> Option<Page<Shown>> {
    if is_empty(context) {
        return None;
    }
    Some(match address {
        IncidentPage::All => index(context, route).shown("incidents.html"),
    })
}

/// Those of a site, and of the sites of a vendor, that are open or were reported lately.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let note = vec![Inline::link(&Route::Incident(IncidentPage::All), "All incidents")];
    if let Some(period) = on.issue_of() {
        let told = tables::of_period(context, period, evidence);
        let block = |table| Offered { id: "incidents", heading: "Incidents", note, table };
        return told.map(block).into_iter().collect();
    }
    let is_own = |site: &SiteId, vendor: &VendorId| match on {
        Route::Vendor(id) => vendor == id,
        Route::Site(id) => site == id,
        _ => false,
    };
    let own = known(context).filter(|(row, state)| is_own(&row.site, &state.vendor) && state.is_recent());
    let own: Vec<Known<'_>> = own.collect();
    if own.is_empty() {
        return Vec::new();
    }
    let caption = "Incidents that are open or of the last quarter";
    let table = tables::incidents(context, &own, ("incidents", caption), evidence);
    vec![Offered { id: "incidents", heading: "Incidents", note, table }]
}

fn is_empty(context: &PageContext<'_>) -> bool {
    let incidents = &context.report.register.incidents;
    context.report.incidents.states.is_empty() && incidents.counts.is_empty()
}

fn known<'a>(context: &PageContext<'a>) -> impl Iterator<Item = Known<'a>> {
    of(context.report.register, &context.report.incidents)
}

fn of<'a>(register: &'a Register, figures: &'a Figures) -> impl Iterator<Item = Known<'a>> {
    let rows = &register.incidents.rows;
    figures.states.iter().filter_map(|state| Some((rows.get(state.at)?, state)))
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<IncidentsView> {
    let mut evidence = Evidence::new(context, route);
    let (least, reason) = context.report.register.settings.suppression(CountedTable::Wellness);
    let (open, mut closed): (Vec<Known<'_>>, Vec<Known<'_>>) =
        known(context).partition(|(_, state)| state.is_open());
    closed.sort_by_key(|(row, _)| std::cmp::Reverse(*row.reported_on));
    let view = IncidentsView {
        lede: lede(&open, &closed, &mut evidence),
        open: tables::incidents(context, &open, ("open-incidents", "Open"), &mut evidence)
            .titled()
            .empty("No incident is open.", ""),
        places: tables::places(context, &mut evidence).titled(),
        closed: tables::incidents(context, &closed, ("closed-incidents", "Closed"), &mut evidence)
            .titled()
            .filtered(),
        clocks: tables::clocks(context, &mut evidence).titled(),
        people: tables::people(context, &mut evidence).titled(),
        least: Label::because(Exempt::Rule, least.to_string()),
        reason: Label::because(Exempt::Quoted, reason),
    };
    Page::new("Incidents", view, Some(evidence.finish()))
}

/// `5 incidents are open; 2 are past their clock, 1 was answered late.`
fn lede(open: &[Known<'_>], closed: &[Known<'_>], evidence: &mut Evidence<'_>) -> Html {
    let mut count = |name: &str, places: Vec<&Place>, words: [&'static str; 2]| {
        let words = if places.len() == 1 { words[0] } else { words[1] };
        (!places.is_empty()).then(|| Html::from(evidence.count(&["incidents", name], places)).then(words))
    };
    let places = |of: &dyn Fn(&IncidentState) -> bool| -> Vec<&Place> {
        open.iter().filter(|(_, state)| of(state)).map(|(row, _)| &row.place).collect()
    };
    let late = open.iter().chain(closed).filter(|(_, state)| state.is_recent() && state.is_answered_late());
    let late: Vec<&Place> = late.map(|(row, _)| &row.place).collect();
    let lede = count("open", places(&|_| true), [" incident is open", " incidents are open"]);
    let parts = [
        count(
            "past-clock",
            places(&IncidentState::is_past_clock),
            [" is past its clock", " are past their clocks"],
        ),
        count(
            "late",
            late,
            [
                " of the last quarter was answered late or not at all",
                " of the last quarter were answered late or not at all",
            ],
        ),
    ];
    let mut lede = lede.unwrap_or_else(|| "No incident is open".into());
    for (at, more) in parts.into_iter().flatten().enumerate() {
        lede = lede.then(if at == 0 { "; " } else { ", " }).then(more);
    }
    lede.then(".")
}
