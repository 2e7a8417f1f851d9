//! Lists of initiatives: of the whole book, of a vendor, of a site.

use serde::Serialize;

use crate::compute::initiative::{InitiativeState, Verdict};
use crate::model::{Initiative, InitiativeStatus, SiteId, VendorId};
use crate::page::evidence::Evidence;
use crate::page::initiative::figures::{effect, expected, verdict};
use crate::page::initiative::status_chip;
use crate::page::piece::{Markup, Piece};
use crate::page::route::Route;
use crate::page::shell::{House, Made};
use crate::page::table::{Cell, Table};
use crate::page::wording::names;
use crate::picture::exempt::Exempt;

/// `templates/initiatives.html`.
#[derive(Serialize)]
pub struct InitiativesView {
    lede: Markup,
    list: Table,
}

pub fn index(house: &House<'_>, route: &Route) -> Made<InitiativesView> {
    let mut evidence = Evidence::new(house, route);
    let list = table(house, &|_| true, &mut evidence)
        .titled()
        .empty("No initiative is under way.", "One appears here with its first file under data/initiatives.");
    let lede = lede(house, &mut evidence);
    let view = InitiativesView { lede, list };
    Made { title: "Initiatives".to_owned(), above: Vec::new(), view, evidence: Some(evidence.finish()) }
}

/// `2 of 3 initiatives show an effect.`
fn lede(house: &House<'_>, evidence: &mut Evidence<'_>) -> Markup {
    let all: Vec<_> = house
        .report
        .initiatives
        .iter()
        .filter_map(|(id, state)| Some((house.report.register.initiatives.get(id)?, state)))
        .collect();
    if all.is_empty() {
        return "What a team changes on purpose, and what the data say it brought.".into();
    }
    let working = all.iter().filter(|(_, state)| state.verdict == Verdict::Better);
    let working = evidence.count(&["initiatives", "better"], working.map(|(one, _)| &one.place));
    let whole = evidence.count(&["initiatives", "all"], all.iter().map(|(one, _)| &one.place));
    Markup::from("Of ")
        .then(whole)
        .then(" made so far, ")
        .then(working)
        .then(" moved the figure as it should.")
}

/// Initiatives of a vendor.
pub fn of_vendor(house: &House<'_>, vendor: &VendorId, evidence: &mut Evidence<'_>) -> Table {
    table(house, &|one| one.vendor == *vendor, evidence)
}

/// Initiatives that change the work of a site: its own, and those of its whole vendor.
pub fn of_site(house: &House<'_>, vendor: &VendorId, site: &SiteId, evidence: &mut Evidence<'_>) -> Table {
    let here = |one: &Initiative| one.vendor == *vendor && one.site.as_ref().is_none_or(|of| of == site);
    table(house, &here, evidence)
}

/// Under way first, then the newest.
fn table(house: &House<'_>, wanted: &dyn Fn(&Initiative) -> bool, evidence: &mut Evidence<'_>) -> Table {
    let columns = [
        ("Initiative", ""),
        ("Figure", ""),
        ("Expected", "num"),
        ("So far", "num"),
        ("What the data say", ""),
    ];
    let mut table = Table::new("initiatives", "Improvement initiatives", &columns)
        .note("The change of the mean, and below it what common-cause variation leaves open.");
    let register = house.report.register;
    let states = house.report.initiatives.iter();
    let mut all: Vec<(&Initiative, &InitiativeState)> = states
        .filter_map(|(id, state)| Some((register.initiatives.get(id)?, state)))
        .filter(|(one, _)| wanted(one))
        .collect();
    all.sort_by_key(|(one, _)| {
        let ended = one.status_on(register.as_of()) != InitiativeStatus::Running;
        (ended, std::cmp::Reverse(one.intervention), one.id.clone())
    });
    for (one, state) in all {
        let Some(metric) = register.metrics.get(&one.metric) else { continue };
        let expected = expected(one, metric, evidence);
        let (found, interval) = effect(one, state, metric, &[], evidence);
        let name = Piece::link(&Route::Initiative(one.id.clone()), one.title.clone()).because(Exempt::Name);
        table.push([
            Cell::head(name).under(names::party(house, &one.vendor, one.site.as_ref())),
            Cell::new(names::metric(house, &state.subject, &one.metric, metric.name.clone()))
                .under([status_chip(house, one)]),
            Cell::new(Piece::from(expected)),
            match found {
                Some(found) => {
                    let number = found.number;
                    Cell::new(Piece::from(found)).under([Piece::part_of(number, &interval)])
                }
                None => Cell::dash(),
            },
            verdict(one, state).into(),
        ]);
    }
    table
}
