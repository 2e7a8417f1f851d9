//! Hazards by site, and the controls that answer them.

use serde::Serialize;

use crate::kit::calendar::day_short;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::hazard::address::HazardPage;
use crate::subject::hazard::figures::{ControlState, HazardState, last_look};
use crate::subject::hazard::record::{Control, Hazard};
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::{names, phrase};

/// A hazard with how it stands.
type Known<'a> = (&'a Hazard, &'a HazardState);

/// `templates/hazards.html`.
#[derive(Serialize)]
struct HazardsView {
    hazards: Table,
    controls: Table,
}

/// Its pages: none in a book without hazards.
pub fn pages(context: &PageContext<'_>) -> Vec<HazardPage> {
    if context.report.hazards.states.is_empty() { Vec::new() } else { vec![HazardPage::All] }
}

/// The page; `None` where nothing is written.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &HazardPage) -> Option<Page<Shown>> {
    if context.report.hazards.states.is_empty() {
        return None;
    }
    Some(match address {
        HazardPage::All => index(context, route).shown("hazards.html"),
    })
}

/// The controls of a site on its page.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let Route::Site(site) = on else { return Vec::new() };
    let own: Vec<Known<'_>> = known(context).filter(|(hazard, _)| hazard.site == *site).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let note = vec![Inline::link(&Route::Hazard(HazardPage::All), "Hazards and controls of all sites")];
    let table = hazards(context, &own, evidence);
    vec![Offered { id: "hazards", heading: "Hazards", note, table }]
}

fn known<'a>(context: &PageContext<'a>) -> impl Iterator<Item = Known<'a>> {
    let report = context.report;
    let states = report.hazards.states.iter();
    states.filter_map(|state| Some((report.register.hazards.get(&state.hazard)?, state)))
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<HazardsView> {
    let mut evidence = Evidence::new(context, route);
    let all: Vec<Known<'_>> = known(context).collect();
    let view = HazardsView {
        hazards: hazards(context, &all, &mut evidence).titled(),
        controls: controls(context, &all, &mut evidence).titled().empty("No control is written.", ""),
    };
    Page::new("Hazards", view, Some(evidence.finish()))
}

/// Without a control first, then the highest score.
fn hazards(context: &PageContext<'_>, known: &[Known<'_>], evidence: &mut Evidence<'_>) -> Table {
    Columns::over(known.iter().copied(), evidence)
        .column("Hazard", "", |(hazard, _), _| {
            Cell::head(Inline::words(hazard.title.as_str()).because(Exempt::Quoted))
        })
        .column("Site", "", |(hazard, _), _| names::site(context, &hazard.site).into())
        .column("Who is exposed", "", |(hazard, _), _| {
            Inline::words(hazard.exposed.as_str()).because(Exempt::Quoted).into()
        })
        .column("Score", "num", |(hazard, state), evidence| score(hazard, state, evidence))
        .column("Controls", "", |(hazard, state), _| {
            let mut line = Vec::new();
            for (control, of) in hazard.controls.iter().zip(&state.controls) {
                if !line.is_empty() {
                    line.push(Inline::literal("; "));
                }
                line.push(Inline::words(control.title.as_str()).because(Exempt::Quoted));
                if *of == ControlState::Planned {
                    line.push(Inline::quiet(" (planned)"));
                }
            }
            match state.is_controlled() {
                true => line.into(),
                false => Cell::new(Inline::chip("bad", "none in place")).under(line),
            }
        })
        .table("hazards", "Hazards, those without a control first")
}

/// Likelihood × severity, of 25.
fn score(hazard: &Hazard, state: &HazardState, evidence: &mut Evidence<'_>) -> Cell {
    let value = Quotient::from(Decimal::from_int(state.score.into()));
    let shown = state.score.to_string();
    let factors = [("likelihood", &hazard.likelihood), ("severity", &hazard.severity)];
    let settings = factors.map(|(name, of)| (name, Decimal::from_int(of.value.into()), Some(&of.place)));
    let number = evidence.figure(&shown, value, "product").settings(settings).done();
    let told = FigureRef::new(number, value, shown);
    let words = format!("{} × {}", hazard.likelihood.value, hazard.severity.value);
    Cell::new(Inline::from(told)).under([Inline::part_of(number, &words)]).key(state.score)
}

/// A line for each control.
fn controls(context: &PageContext<'_>, known: &[Known<'_>], evidence: &mut Evidence<'_>) -> Table {
    let rows = known.iter().flat_map(|(hazard, state)| {
        hazard.controls.iter().zip(&state.controls).map(move |(control, of)| (*hazard, control, *of))
    });
    let rows: Vec<(&Hazard, &Control, ControlState)> = rows.collect();
    let as_of = context.report.register.as_of();
    Columns::over(rows, evidence)
        .column("Control", "", |(_, control, _), _| {
            Cell::head(Inline::words(control.title.as_str()).because(Exempt::Quoted))
        })
        .column("Hazard", "", |(hazard, ..), _| {
            let title = Inline::words(hazard.title.as_str()).because(Exempt::Quoted);
            Cell::new(title).under([names::site(context, &hazard.site)])
        })
        .column("Owner", "", |(_, control, _), _| names::owner(context, &control.owner).into())
        .column("In place", "tight", |(_, control, of), _| match (of, &control.in_place_on) {
            (ControlState::InPlace { .. }, Some(on)) => Cell::day(**on),
            (_, Some(on)) => Inline::dated(format!("from {}", day_short(**on))).into(),
            _ => Inline::chip("near", "planned").into(),
        })
        .column("Next check", "", move |(_, control, of), evidence| {
            let (ControlState::InPlace { check_due_on, age_days }, Some(looked)) =
                (*of, last_look(control, as_of))
            else {
                return Cell::dash();
            };
            let limit = Decimal::from_int((*control.check_days).into());
            let moved = [("check-days", limit, control.check_days.place.as_ref())];
            let number = evidence.days(age_days.into(), [looked], moved);
            let due = Inline::dated(day_short(check_due_on));
            Cell::new(due).under([phrase::age(age_days).of(number)]).key(check_due_on)
        })
        .table("controls", "Controls")
}
