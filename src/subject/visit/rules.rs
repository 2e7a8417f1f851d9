//! Sites that wait for a visit, findings that nothing answers or that are late, visits of which nobody says what became, and who travels too much
//! or hardly.

use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::kit::number::Decimal;
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::report::Report;
use crate::subject::visit::figures::{FoundState, Standing};
use crate::subject::visit::record::{AreaResult, Visit, VisitFinding};

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::SITE_NOT_VISITED, check: site_not_visited },
    FigureRule { code: &codes::VISIT_FINDING_UNANSWERED, check: finding_unanswered },
    FigureRule { code: &codes::VISIT_FINDING_OVERDUE, check: finding_overdue },
    FigureRule { code: &codes::VISIT_UNRECORDED, check: visit_unrecorded },
    FigureRule { code: &codes::VISIT_AREA_UNEXPLAINED, check: area_unexplained },
    FigureRule { code: &codes::TRAVEL_OVER, check: travel_over },
    FigureRule { code: &codes::TRAVEL_UNDER, check: travel_under },
];

/// X75: a site was not visited in its cadence. One that was never visited counts from the day on which it was opened.
pub fn site_not_visited(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    if !figures.context.is_whole("data/visits/") {
        return;
    }
    for (id, cover) in report.visits.sites.iter().filter(|(_, cover)| cover.is_overdue()) {
        let (Some(site), Some((due, late)), Some((_, every))) =
            (report.register.sites.get(id), cover.due, &cover.cadence)
        else {
            continue;
        };
        let since = plural(cover.since_days.unsigned_abs() as usize, "day");
        let message = match &cover.last {
            Some(_) => format!("site `{id}` was last visited {since} ago"),
            None => format!("site `{id}` was never visited in {since}"),
        };
        let every = plural(**every as usize, "day");
        let late = plural(late.unsigned_abs() as usize, "day");
        let place = site.visit_every_days.as_ref().map(|of| &of.place);
        let place = place.or(site.risk_tier.as_ref().map(|of| &of.place)).unwrap_or(&site.place);
        let help = match &cover.next {
            Some(next) => format!("hold visit `{next}`, and write down when it was"),
            None => "plan a visit, with a file under data/visits".to_owned(),
        };
        diagnostics.push(
            Diagnostic::new(&codes::SITE_NOT_VISITED, place.clone(), message)
                .label(format!("it is to be visited every {every}; a visit was due on {due}, {late} ago"))
                .help(help),
        );
    }
}

/// Findings of visits that were held, with how they stand.
fn found<'r>(report: &'r Report<'_>) -> impl Iterator<Item = (&'r Visit, &'r VisitFinding, &'r FoundState)> {
    let visits = report.visits.visits.iter();
    let visits = visits.filter_map(|(id, state)| Some((report.register.visits.get(id)?, state)));
    visits.flat_map(|(visit, state)| {
        visit.findings.iter().zip(&state.findings).map(move |(finding, found)| (visit, finding, found))
    })
}

/// X76: no action, plan or decision answers what a visit found.
pub fn finding_unanswered(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let is_whole = ["data/plans/", "data/decisions/"].iter().all(|folder| figures.context.is_whole(folder));
    if !is_whole {
        return;
    }
    let register = figures.report.register;
    for (visit, finding, _) in found(figures.report).filter(|(.., found)| !found.is_answered) {
        let label = match (&finding.action, &finding.plan, &finding.decision) {
            (Some(action), ..) => format!("action `{}/{}` was done before the visit", action.0, action.1),
            (None, Some(plan), _) if register.plans.contains_key(&**plan) => {
                format!("plan `{}` was closed before the visit", **plan)
            }
            (None, Some(plan), _) => format!("plan `{}` has no file", **plan),
            (None, None, Some(decision)) if register.decisions.contains_key(&**decision) => {
                format!("decision `{}` was withdrawn, or taken before the visit", **decision)
            }
            (None, None, Some(decision)) => format!("decision `{}` has no file", **decision),
            (None, None, None) => "it names no action, no plan and no decision, and is not done".to_owned(),
        };
        diagnostics.push(
            Diagnostic::new(
                &codes::VISIT_FINDING_UNANSWERED,
                finding.id.place.clone(),
                format!("nothing answers finding `{}` of visit `{}`", finding.id, visit.id),
            )
            .label(label)
            .help("name the action, the plan or the decision that answers it, or say when it was done"),
        );
    }
}

/// What was found is not mended by its day.
pub fn finding_overdue(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    for (visit, finding, found) in found(figures.report).filter(|(.., found)| found.is_overdue()) {
        let late = plural(found.age_days.unsigned_abs() as usize, "day");
        diagnostics.push(
            Diagnostic::new(
                &codes::VISIT_FINDING_OVERDUE,
                finding.due_on.place.clone(),
                format!("finding `{}` of visit `{}` is {late} late", finding.id, visit.id),
            )
            .label(format!("`{}` was to mend it by then", finding.owner.as_str()))
            .help("write `done-on` with its evidence, or close the action that answers it"),
        );
    }
}

/// An area was found failing, and no finding of the visit says what is wrong with it.
pub fn area_unexplained(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let held = report.visits.visits.iter().filter(|(_, state)| state.standing == Standing::Held);
    for visit in held.filter_map(|(id, _)| report.register.visits.get(id)) {
        let is_explained = |area| visit.findings.iter().any(|finding| *finding.area == area);
        let failing = visit.areas.iter().filter(|area| *area.result == AreaResult::Failing);
        for area in failing.filter(|area| !is_explained(*area.area)) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::VISIT_AREA_UNEXPLAINED,
                    area.result.place.clone(),
                    format!("visit `{}` found `{}` failing", visit.id, area.area.word()),
                )
                .label("no finding of the visit is about this area")
                .help("write what is wrong as `[[finding]]`, with who mends it by when"),
            );
        }
    }
}

/// A planned visit is over, and nobody says whether it was held.
pub fn visit_unrecorded(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for (id, state) in &report.visits.visits {
        let (Standing::Unrecorded(days), Some(visit)) = (state.standing, report.register.visits.get(id))
        else {
            continue;
        };
        let ago = plural(days.unsigned_abs() as usize, "day");
        diagnostics.push(
            Diagnostic::new(
                &codes::VISIT_UNRECORDED,
                visit.ends_on.place.clone(),
                format!("visit `{id}` was to end {ago} ago, and is still planned"),
            )
            .label("nobody says whether it was held")
            .help("write `status = \"held\"` with its days and what was found, or why it was cancelled"),
        );
    }
}

/// G2: more of the working days of 13 weeks than the book allows.
pub fn travel_over(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let most = report.register.settings.visit_policy().travel_percent;
    let line = Decimal::from_int((*most).into());
    for (person, load) in &report.visits.travel {
        let Some(share) = load.behind.share().filter(|share| share.cmp_decimal(line).is_gt()) else {
            continue;
        };
        let Some(at) = report.register.settings.people.get(person) else { continue };
        let shown = share.show_against(line, 1);
        diagnostics.push(
            Diagnostic::new(
                &codes::TRAVEL_OVER,
                at.place.clone(),
                format!(
                    "`{person}` travelled on {shown}% of the working days of 13 weeks, more than {}%",
                    *most
                ),
            )
            .label(days_of(&load.behind))
            .help("let somebody else go next, or move a visit"),
        );
    }
}

/// G2: hardly any of them, while a site of theirs waits for a visit.
pub fn travel_under(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let register = report.register;
    // A visit whose file has a defect was travelled all the same.
    if !figures.context.is_whole("data/visits/") {
        return;
    }
    let least = register.settings.visit_policy().travel_least_percent;
    let line = Decimal::from_int((*least).into());
    for (person, load) in &report.visits.travel {
        let Some(share) = load.behind.share().filter(|share| share.cmp_decimal(line).is_lt()) else {
            continue;
        };
        let mut waiting = report.visits.sites.iter().filter(|(id, cover)| {
            let site = register.sites.get(*id);
            cover.is_overdue() && site.is_some_and(|site| *site.manager == *person)
        });
        let (Some((site, _)), Some(at)) = (waiting.next(), register.settings.people.get(person)) else {
            continue;
        };
        let shown = share.show_against(line, 1);
        diagnostics.push(
            Diagnostic::new(
                &codes::TRAVEL_UNDER,
                at.place.clone(),
                format!("`{person}` travelled on {shown}% of the working days of 13 weeks, and site `{site}` waits for a visit"),
            )
            .label(days_of(&load.behind))
            .help("plan the visit, or have somebody else hold it"),
        );
    }
}

fn days_of(of: &crate::subject::visit::figures::Stretch) -> String {
    format!(
        "{} of {} from {} to {}",
        of.travelled,
        plural(of.working as usize, "working day"),
        of.first,
        of.last
    )
}
