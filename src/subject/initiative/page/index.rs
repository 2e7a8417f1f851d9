//! Lists of initiatives: of the whole book, of a vendor, of a site.

use serde::Serialize;

use crate::core::metric::record::Metric;
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::initiative::address::InitiativePage;
use crate::subject::initiative::figures::{InitiativeState, Verdict};
use crate::subject::initiative::page::figures::{effect, expected, verdict};
use crate::subject::initiative::page::status_chip;
use crate::subject::initiative::record::{Initiative, InitiativeStatus};
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names;

/// `templates/initiatives.html`.
#[derive(Serialize)]
pub struct InitiativesView {
    lede: Html,
    list: Table,
}

pub fn index(context: &PageContext<'_>, route: &Route) -> Page<InitiativesView> {
    let mut evidence = Evidence::new(context, route);
    let list = table(context, &|_| true, &mut evidence)
        .titled()
        .empty("No initiative is under way.", "One appears here with its first file under data/initiatives.");
    let lede = lede(context, &mut evidence);
    let view = InitiativesView { lede, list };
    Page { title: "Initiatives".into(), above: Vec::new(), view, evidence: Some(evidence.finish()) }
}

/// `2 of 3 initiatives show an effect.`
fn lede(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Html {
    let all: Vec<_> = context
        .report
        .initiatives
        .iter()
        .filter_map(|(id, state)| Some((context.report.register.initiatives.get(id)?, state)))
        .collect();
    if all.is_empty() {
        return "What a team changes on purpose, and what the data say it brought.".into();
    }
    let working = all.iter().filter(|(_, state)| state.verdict == Verdict::Better);
    let working = evidence.count(&["initiatives", "better"], working.map(|(one, _)| &one.place));
    let whole = evidence.count(&["initiatives", "all"], all.iter().map(|(one, _)| &one.place));
    Html::from("Of ").then(whole).then(" made so far, ").then(working).then(" moved the figure as it should.")
}

/// Those of a vendor, and those that change the work of a site: its own, and those of its whole vendor.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let sites = &context.report.register.sites;
    let here = |one: &Initiative| match on {
        Route::Vendor(id) => one.vendor == *id,
        Route::Site(id) => {
            sites.get(id).is_some_and(|site| one.vendor == *site.vendor)
                && one.site.as_ref().is_none_or(|of| of == id)
        }
        _ => false,
    };
    let table = table(context, &here, evidence);
    if table.is_empty() {
        return Vec::new();
    }
    vec![Offered { id: "initiatives", heading: "Initiatives", note: Vec::new(), table }]
}

/// Under way first, then the newest.
fn table(
    context: &PageContext<'_>,
    wanted: &dyn Fn(&Initiative) -> bool,
    evidence: &mut Evidence<'_>,
) -> Table {
    let register = context.report.register;
    let states = context.report.initiatives.iter();
    let mut all: Vec<(&Initiative, &InitiativeState)> = states
        .filter_map(|(id, state)| Some((register.initiatives.get(id)?, state)))
        .filter(|(one, _)| wanted(one))
        .collect();
    all.sort_by_key(|(one, _)| {
        let ended = one.status_on(register.as_of()) != InitiativeStatus::Running;
        (ended, std::cmp::Reverse(*one.intervention), one.id.clone())
    });
    let all = all.into_iter().filter_map(|(one, state)| {
        let metric = register.metrics.get(&*one.metric)?;
        Some(Listed { one, state, metric })
    });
    Columns::over(all, evidence)
        .column("Initiative", "", |told, _| {
            let one = told.one;
            let name = Inline::link(&Route::Initiative(InitiativePage::One(one.id.clone())), &*one.title);
            let party = names::party(context, &one.vendor, one.site.as_deref());
            Cell::head(name.because(Exempt::Name)).under(party)
        })
        .column("Figure", "", |told, _| {
            let metric = told.metric;
            Cell::new(names::metric(context, &told.state.subject, &metric.id, &metric.name))
                .under([status_chip(context, told.one)])
        })
        .column("Expected", "num", |told, evidence| {
            Cell::new(Inline::from(expected(told.one, told.metric, evidence)))
        })
        .column("So far", "num", |told, evidence| {
            let (found, interval) = effect(told.one, told.state, told.metric, None, evidence);
            let Some(found) = found else { return Cell::dash() };
            let interval = Inline::part_of(found.number, &interval);
            Cell::new(Inline::from(found)).under([interval])
        })
        .column("What the data say", "", |told, _| verdict(told.one, told.state).into())
        .table("initiatives", "Improvement initiatives")
        .note("The change of the mean, and below it what common-cause variation leaves open.")
}

/// An initiative with what is known of it.
struct Listed<'a> {
    one: &'a Initiative,
    state: &'a InitiativeState,
    metric: &'a Metric,
}
