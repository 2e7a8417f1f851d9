//! The service levels that judge a project, at each of its sites.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::attainment::{Judged, Outcome};
use crate::core::contract::record::Window;
use crate::core::organisation::record::Project;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{ruled, written_clause};
use crate::subject::evidence::columns::Columns;
use crate::subject::project::figures::ProjectState;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::tally::Tally;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::{names, phrase};

/// Service levels whose scope covers the project, with their latest ruling.
pub fn levels(
    context: &PageContext<'_>,
    project: &Project,
    state: Option<&ProjectState>,
    evidence: &mut Evidence<'_>,
) -> Table {
    let judged = judged_of(context, state);
    let note = note(context, project, &judged, evidence);
    let register = context.report.register;
    let told = judged.into_iter().filter_map(|judged| {
        let contract = register.contracts.get(&judged.contract)?;
        Some((judged, names::service_level_of(contract, &judged.service_level)?))
    });
    Columns::over(told, evidence)
        .column("Service level", "", |(judged, _), _| {
            Cell::head(names::service_level(context, &judged.contract, &judged.service_level))
                .under(names::contract(context, &judged.contract))
        })
        .column("For", "", |(judged, _), _| names::subject(context, &judged.subject).into())
        .column("Promise", "", |(judged, level), evidence| {
            let latest = judged.rulings.last();
            let target = latest.map_or(level.target(), |ruling| ruling.target);
            let promised = ruled(context.report, judged, latest).and_then(|clause| {
                match clause.blended_target(evidence) {
                    // A target that changed inside the window is written nowhere: it is a figure.
                    Some(target) => target.number,
                    None => written_clause(&clause, evidence),
                }
            });
            let metric = register.metrics.get(&level.metric);
            Inline::words(phrase::promise(level, target, metric)).of(promised).into()
        })
        .column("Latest result", "num", |(judged, level), evidence| {
            let latest = judged.rulings.last().filter(|ruling| ruling.value.is_some());
            let clause = ruled(context.report, judged, latest);
            let result = latest.zip(clause).and_then(|(ruling, clause)| {
                names::figure_cell(context, &judged.subject, ruling, level, clause.told(evidence))
            });
            result.unwrap_or_else(Cell::dash)
        })
        .column("Ruling", "tight", |(judged, _), _| names::ruling_cell(judged.rulings.last()))
        .table("service-levels", "Service levels that judge it")
        .titled()
        .note(note)
        .empty("No service level covers this project.", "Its contracts promise nothing about it.")
}

/// How many were missed in the latest window; nothing where none judges it.
fn note(
    context: &PageContext<'_>,
    project: &Project,
    judged: &[&Judged],
    evidence: &mut Evidence<'_>,
) -> Html {
    if judged.is_empty() {
        return Html::default();
    }
    let mut tally = Tally::default();
    let newest = newest(context, judged);
    for judged in judged {
        // Who has nothing for the window that is counted is not counted by an earlier one.
        let counted = judged.rulings.last().filter(|ruling| {
            window_of(context, judged).is_some_and(|kind| newest.get(&kind) == Some(&ruling.window.last))
        });
        match counted.map(|ruling| &ruling.outcome) {
            Some(Outcome::Missed) => tally.missed += 1,
            Some(Outcome::Met) => tally.met += 1,
            Some(Outcome::NotMeasured(_)) | None => tally.unmeasured += 1,
            Some(Outcome::Shown) => {}
        }
    }
    match tally.missed {
        0 if tally.judged() == 0 => Html::from("None was judged in the latest window."),
        0 => Html::from("None that was judged in the latest window was missed."),
        n => {
            let entry = tally.entry(evidence, n).note("project", &[project.id.as_str()]);
            let number = entry.whole("of", tally.judged() as u64).done();
            let of = tally.judged();
            Html::part_of(
                number,
                &format!("{n} of {of} judged in the latest window were missed; those first."),
            )
        }
    }
}

fn window_of(context: &PageContext<'_>, judged: &Judged) -> Option<Window> {
    let contract = context.report.register.contracts.get(&judged.contract)?;
    names::service_level_of(contract, &judged.service_level).map(|level| level.window)
}

/// Last day of the newest window of each kind: all are counted in one and the same window.
fn newest(context: &PageContext<'_>, judged: &[&Judged]) -> BTreeMap<Window, Date> {
    let mut newest: BTreeMap<Window, Date> = BTreeMap::new();
    for judged in judged {
        if let (Some(kind), Some(ruling)) = (window_of(context, judged), judged.rulings.last()) {
            let last = newest.entry(kind).or_insert(ruling.window.last);
            *last = ruling.window.last.max(*last);
        }
    }
    newest
}

/// Missed first, then what was not measured, then what was met.
fn judged_of<'a>(context: &PageContext<'a>, state: Option<&ProjectState>) -> Vec<&'a Judged> {
    let judged = state.map(|state| state.judged.as_slice()).unwrap_or_default();
    let mut judged: Vec<&Judged> = judged.iter().filter_map(|&at| context.report.judged.get(at)).collect();
    judged.sort_by_key(|judged| match judged.rulings.last().map(|ruling| &ruling.outcome) {
        Some(Outcome::Missed) => 0,
        Some(Outcome::NotMeasured(_)) | None => 1,
        Some(Outcome::Met) => 2,
        Some(Outcome::Shown) => 3,
    });
    judged
}
