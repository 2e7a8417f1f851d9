//! The register of risks, and a page each.

mod one;

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::bars::Tone;
use crate::kit::picture::matrix::{Matrix, Square};
use crate::kit::source::At;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::risk::address::RiskPage;
use crate::subject::risk::figures::{RiskState, Standing, gravity};
use crate::subject::risk::record::{Mitigation, Risk, RiskStatus};
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline, spaced};
use crate::subject::wording::{names, phrase, warned};

/// A risk with how it stands.
pub type Known<'a> = (&'a Risk, &'a RiskState);

/// `templates/risks.html`.
#[derive(Serialize)]
struct RisksView {
    lede: Html,
    /// Open risks by likelihood and impact; empty where none is open.
    matrix: Html,
    open: Table,
    closed: Table,
}

/// Its pages.
pub fn pages(context: &PageContext<'_>) -> Vec<RiskPage> {
    let risks = context.report.risks.keys();
    [RiskPage::All].into_iter().chain(risks.map(|id| RiskPage::One(id.clone()))).collect()
}

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &RiskPage) -> Option<Page<Shown>> {
    Some(match address {
        RiskPage::All => index(context, route).shown("risks.html"),
        RiskPage::One(id) => one::page(context, route, id)?.shown("risk.html"),
    })
}

/// Open risks of a vendor, a site and a person on their pages.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let register = context.report.register;
    let belongs = |risk: &Risk| match on {
        Route::Vendor(id) => risk.vendor.as_ref().is_some_and(|vendor| vendor == id),
        Route::Site(id) => match (&risk.site, &risk.vendor) {
            (Some(site), _) => site == id,
            (None, Some(vendor)) => register.sites.get(id).is_some_and(|site| site.vendor == **vendor),
            (None, None) => false,
        },
        Route::Person(id) => risk.owner == *id,
        _ => false,
    };
    let mut open = open(context);
    open.retain(|(risk, _)| belongs(risk));
    if open.is_empty() {
        return Vec::new();
    }
    let all = Inline::link(&Route::Risk(RiskPage::All), "All risks");
    let table = table(
        context,
        &open,
        ("risks", "Open risks, highest score first, the nearest of one score"),
        evidence,
    );
    vec![Offered { id: "risks", heading: "Risks", note: vec![all], table }]
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<RisksView> {
    let mut evidence = Evidence::new(context, route);
    let open = open(context);
    let mut closed: Vec<Known<'_>> = known(context).filter(|(_, state)| !state.is_open()).collect();
    closed.sort_by_key(|(risk, _)| (std::cmp::Reverse(risk.closed_on.as_deref().copied()), risk.id.clone()));
    let view = RisksView {
        lede: lede(&open, &mut evidence),
        matrix: matrix(&open, &mut evidence),
        open: table(
            context,
            &open,
            ("open-risks", "Open risks, highest score first, the nearest of one score"),
            &mut evidence,
        )
        .titled()
        .empty("No risk is open.", "One appears here with its first file under data/risks."),
        closed: table(context, &closed, ("closed-risks", "Closed risks, latest first"), &mut evidence)
            .titled()
            .empty("No risk has been closed.", ""),
    };
    Page::new("Risks", view, Some(evidence.finish()))
}

/// `4 risks are open; 1 is past its review, 1 acceptance has ended.`
fn lede(open: &[Known<'_>], evidence: &mut Evidence<'_>) -> Html {
    let mut count = |name: &str, which: &dyn Fn(&RiskState) -> bool, words: [&'static str; 2]| {
        let places: Vec<_> =
            open.iter().filter(|(_, state)| which(state)).map(|(risk, _)| &risk.place).collect();
        let words = if places.len() == 1 { words[0] } else { words[1] };
        (!places.is_empty()).then(|| Html::from(evidence.count(&["risks", name], places)).then(words))
    };
    let Some(all) = count("open", &|_| true, [" risk is open", " risks are open"]) else {
        return "No risk is open.".into();
    };
    let past =
        count("past-review", &RiskState::is_past_review, [" is past its review", " are past their review"]);
    let is_expired = |state: &RiskState| matches!(state.standing, Standing::Expired(_));
    let ended = count("expired", &is_expired, [" acceptance has ended", " acceptances have ended"]);
    let mut lede = all;
    for (at, more) in [past, ended].into_iter().flatten().enumerate() {
        lede = lede.then(if at == 0 { "; " } else { ", " }).then(more);
    }
    lede.then(".")
}

/// How many open risks stand at each likelihood and impact; the table below names them.
fn matrix(open: &[Known<'_>], evidence: &mut Evidence<'_>) -> Html {
    if open.is_empty() {
        return Html::default();
    }
    let before = evidence.count_so_far();
    let mut texts: Vec<Vec<(String, Tone)>> = Vec::new();
    for likelihood in (1..=HIGHEST).rev() {
        let mut row = Vec::new();
        for impact in 1..=HIGHEST {
            let is_there = |risk: &Risk| *risk.likelihood == likelihood && *risk.impact == impact;
            let places: Vec<_> =
                open.iter().filter(|(risk, _)| is_there(risk)).map(|(risk, _)| &risk.place).collect();
            let count = places.len();
            if count > 0 {
                evidence.count(&["risks-at", &likelihood.to_string(), &impact.to_string()], places);
            }
            let text = if count == 0 { String::new() } else { count.to_string() };
            row.push((text, tone(likelihood * impact)));
        }
        texts.push(row);
    }
    let rows: Vec<Vec<Square<'_>>> = texts.iter().map(|row| squares(row)).collect();
    Html::picture(&Matrix {
        label: "Open risks by likelihood and impact, the gravest top right",
        axes: ("Likelihood", "Impact"),
        names: (
            &["almost certain 5", "likely 4", "possible 3", "unlikely 2", "rare 1"],
            &["1", "2", "3", "4", "5 severe"],
        ),
        rows: &rows,
        figures: evidence.since(before),
    })
}

fn squares(row: &[(String, Tone)]) -> Vec<Square<'_>> {
    row.iter().map(|(text, tone)| Square { text, tone: *tone }).collect()
}

/// The highest rating.
const HIGHEST: u32 = 5;

/// How grave a score is, in a picture alone: a quarter of 25 at a time.
fn tone(score: u32) -> Tone {
    match score {
        0..=4 => Tone::Good,
        5..=9 => Tone::Near,
        10..=14 => Tone::Poor,
        _ => Tone::Bad,
    }
}

fn known<'a>(context: &PageContext<'a>) -> impl Iterator<Item = Known<'a>> {
    let report = context.report;
    report.risks.iter().filter_map(|(id, state)| Some((report.register.risks.get(id)?, state)))
}

/// Open ones, the gravest first.
pub fn open<'a>(context: &PageContext<'a>) -> Vec<Known<'a>> {
    let mut open: Vec<Known<'a>> = known(context).filter(|(_, state)| state.is_open()).collect();
    open.sort_by_key(|(risk, state)| gravity(risk, state));
    open
}

fn table(
    context: &PageContext<'_>,
    risks: &[Known<'_>],
    (name, caption): (&str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    Columns::over(risks.iter().copied(), evidence)
        .column("Risk", "", |(risk, _), _| Cell::head(warned::of_risk(risk)).under(party(context, risk)))
        .column("Score", "num", |(risk, state), evidence| {
            let score = score(risk, state, evidence);
            let factors = Inline::part_of(score.number, &format!("{} × {}", risk.likelihood, risk.impact));
            Cell::new(Inline::from(score)).under([factors])
        })
        .column("Could happen", "tight", |(risk, _), _| match risk.proximity.as_deref() {
            Some(proximity) => Cell::new(proximity.label()).key(*proximity as u8),
            None => Cell::dash(),
        })
        .column("Response", "", |(risk, state), _| {
            Cell::new(risk.response.label()).under(answered(context, risk, state))
        })
        .column("Owner", "", |(risk, _), _| names::person(context, &risk.owner).into())
        .column("Review due", "tight", |(risk, state), evidence| {
            if !state.is_open() {
                return Cell::dash();
            }
            if state.is_unknown {
                return Cell::new(Inline::quiet("reviewed later"));
            }
            Cell::new(Inline::dated(day_label(state.review_due_on)))
                .under([review_age(risk, state, evidence)])
                .key(state.review_due_on)
        })
        .column("State", "tight", |(_, state), _| standing(state).into())
        .table(name, caption)
}

fn party(context: &PageContext<'_>, risk: &Risk) -> Vec<Inline> {
    match &risk.vendor {
        Some(vendor) => names::party(context, vendor, risk.site.as_deref()),
        None => risk.site.as_ref().map(|site| names::site(context, site)).into_iter().collect(),
    }
}

/// The plan that it is answered by, and whether a mitigation is late.
fn answered(context: &PageContext<'_>, risk: &Risk, state: &RiskState) -> Vec<Inline> {
    let plan = warned::plan_of(context.report, risk).map(|plan| names::plan(context, plan));
    let is_late = state.open_mitigations(risk).any(|(_, of)| of.is_overdue());
    let late = is_late.then(|| Inline::chip("bad", "mitigation overdue"));
    spaced(plan.into_iter().chain(late))
}

/// Likelihood × impact, of 25.
pub fn score(risk: &Risk, state: &RiskState, evidence: &mut Evidence<'_>) -> FigureRef {
    let value = Quotient::from(Decimal::from_int(state.score.into()));
    let shown = state.score.to_string();
    let factor = |name, of: &At<u32>| (name, Decimal::from_int(of.value.into()), of.place.clone());
    let factors = [factor("likelihood", &risk.likelihood), factor("impact", &risk.impact)];
    let settings = factors.iter().map(|(name, value, place)| (*name, *value, Some(place)));
    let number = evidence.figure(&shown, value, "product").settings(settings).done();
    FigureRef::new(number, value, shown)
}

fn review_age(risk: &Risk, state: &RiskState, evidence: &mut Evidence<'_>) -> Inline {
    let days = Decimal::from_int((*risk.review_days).into());
    let every = [("review-days", days, risk.review_days.place.as_ref())];
    let number = evidence.days(state.review_age_days.into(), [state.last_look(risk)], every);
    phrase::age(state.review_age_days).of(number)
}

fn standing(state: &RiskState) -> Inline {
    match state.standing {
        Standing::Open(RiskStatus::Open) => Inline::chip("new", RiskStatus::Open.label()),
        Standing::Open(status) => Inline::chip("near", status.label()),
        Standing::Accepted(until) => {
            Inline::chip("plain", format!("Accepted until {}", day_label(until))).dated()
        }
        Standing::Expired(_) => Inline::chip("bad", "Acceptance expired"),
        Standing::Closed(_) => Inline::chip("good", RiskStatus::Closed.label()),
    }
}

/// Anchor of a mitigation on the page of its risk.
pub fn anchor(one: &Mitigation) -> String {
    format!("mitigation-{}", one.id.as_str())
}
