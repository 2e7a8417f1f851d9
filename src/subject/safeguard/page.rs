//! Safeguards of all vendors: what holds, what expires next, what was tested.

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::route::Route;
use crate::subject::safeguard::address::SafeguardPage;
use crate::subject::safeguard::figures::{SafeguardState, missing};
use crate::subject::safeguard::record::Safeguard;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Inline;
use crate::subject::wording::{names, phrase};

/// `templates/safeguards.html`.
#[derive(Serialize)]
struct SafeguardsView {
    safeguards: Table,
    /// What is required and not there, as sentences.
    missing: Vec<Vec<Inline>>,
}

/// Its pages: none in a book that keeps none.
pub fn pages(context: &PageContext<'_>) -> Vec<SafeguardPage> {
    if context.report.safeguards.is_empty() { Vec::new() } else { vec![SafeguardPage::All] }
}

/// The page; `None` where nothing is kept.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &SafeguardPage) -> Option<Page<Shown>> {
    if context.report.safeguards.is_empty() {
        return None;
    }
    Some(match address {
        SafeguardPage::All => index(context, route).shown("safeguards.html"),
    })
}

/// Those of a vendor and of a site on their pages.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let belongs = |one: &Safeguard| match on {
        Route::Vendor(id) => *one.vendor == *id,
        Route::Site(id) => {
            let site = context.report.register.sites.get(id);
            let is_own = site.is_some_and(|site| *site.vendor == *one.vendor);
            is_own && (one.sites.is_empty() || one.sites.iter().any(|own| own.value == *id))
        }
        _ => false,
    };
    let own: Vec<_> = known(context).filter(|(one, _)| belongs(one)).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let note = vec![Inline::link(&Route::Safeguard(SafeguardPage::All), "All safeguards")];
    vec![Offered {
        id: "safeguards",
        heading: "Continuity, certificates, insurance",
        note,
        table: table(context, own, evidence),
    }]
}

fn known<'c>(context: &PageContext<'c>) -> impl Iterator<Item = (&'c Safeguard, &'c SafeguardState)> {
    let report = context.report;
    let kept = report.safeguards.iter().filter(|(_, state)| state.counts());
    kept.filter_map(|(id, state)| Some((report.register.safeguards.get(id)?, state)))
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<SafeguardsView> {
    let mut evidence = Evidence::new(context, route);
    let register = context.report.register;
    let lacking = register.vendors.values().flat_map(|vendor| {
        missing(register, &vendor.id).into_iter().map(move |kind| {
            vec![
                names::vendor(context, &vendor.id),
                Inline::literal(" has none on file: "),
                Inline::words(kind.value.label().to_lowercase()).because(Exempt::Name),
            ]
        })
    });
    let missing = lacking.collect();
    let safeguards = table(context, known(context).collect(), &mut evidence).titled();
    let view = SafeguardsView { safeguards, missing };
    Page::new(Label::from("Safeguards"), view, Some(evidence.finish()))
}

/// What expires first stands first.
fn table(
    context: &PageContext<'_>,
    mut of: Vec<(&Safeguard, &SafeguardState)>,
    evidence: &mut Evidence<'_>,
) -> Table {
    of.sort_by_key(|(one, state)| (state.days_left, one.id.clone()));
    Columns::over(of, evidence)
        .column("Safeguard", "", |(one, _), _| {
            let title = Inline::words(one.title.as_str().to_owned()).because(Exempt::Quoted);
            Cell::head(title).under([names::place(context, &one.place)])
        })
        .column("Vendor", "", |(one, _), _| names::vendor(context, &one.vendor).into())
        .column("Kind", "", |(one, _), _| one.kind.label().into())
        .column("Holds until", "tight", |(one, state), evidence| {
            let dates = [("expires-on", &one.expires_on)];
            let number = evidence.days((-state.days_left).into(), dates, []);
            Cell::new(Inline::dated(day_label(*one.expires_on)))
                .under([phrase::age(-state.days_left).of(number)])
                .key(*one.expires_on)
        })
        .column("Tested", "tight", |(one, state), _| {
            let Some(test) = state.test else { return Cell::dash() };
            let next = Inline::dated(format!("next by {}", day_label(test.due_on)));
            let result = one.test_result.as_ref().map(|result| Inline::from(result.label()));
            match &one.tested_on {
                Some(on) if **on <= context.report.register.as_of() => {
                    let between = result.is_some().then(|| Inline::literal("; "));
                    Cell::day(**on).under(result.into_iter().chain(between).chain([next]).collect::<Vec<_>>())
                }
                _ => Cell::new(Inline::literal("never")).under([next]),
            }
        })
        .column("State", "tight", |(_, state), _| standing(state).into())
        .column("Owner", "", |(one, _), _| names::person(context, &one.owner).into())
        .table("safeguards", "Continuity plans, certificates and insurance, what expires first")
}

fn standing(state: &SafeguardState) -> Inline {
    match state.test {
        _ if state.is_expired() => Inline::chip("bad", "Expired"),
        Some(test) if test.has_failed => Inline::chip("bad", "Test failed"),
        Some(test) if test.age_days > 0 => Inline::chip("bad", "Test overdue"),
        _ => Inline::chip("good", "Holds"),
    }
}
