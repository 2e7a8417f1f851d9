//! The service levels that judge a project, at each of its sites.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::attainment::{Judged, Outcome};
use crate::core::contract::record::Window;
use crate::core::organisation::record::Project;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{ruled, written_clause};
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
    let columns =
        [("Service level", ""), ("For", ""), ("Promise", ""), ("Latest result", "num"), ("Ruling", "tight")];
    let mut table = Table::new("service-levels", "Service levels that judge it", &columns)
        .titled()
        .empty("No service level covers this project.", "Its contracts promise nothing about it.");
    let judged = judged_of(context, state);
    let mut tally = Tally::default();
    let newest = newest(context, &judged);
    for judged in &judged {
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
    if !judged.is_empty() {
        table = table.note(match tally.missed {
            0 if tally.judged() == 0 => Html::from("None was judged in the latest window."),
            0 => Html::from("None that was judged in the latest window was missed."),
            n => {
                let entry = tally.entry(evidence, n).note("project", &[project.id.as_str()]);
                let number = entry.whole("of", tally.judged() as u64).done();
                let said = format!(
                    "{n} of {} judged in the latest window were missed; those first.",
                    tally.judged()
                );
                Html::part_of(number, &said)
            }
        });
    }
    for judged in judged {
        push_level(context, &mut table, judged, evidence);
    }
    table
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

fn push_level(context: &PageContext<'_>, table: &mut Table, judged: &Judged, evidence: &mut Evidence<'_>) {
    let register = context.report.register;
    let Some(contract) = register.contracts.get(&judged.contract) else { return };
    let Some(level) = names::service_level_of(contract, &judged.service_level) else { return };
    let metric = register.metrics.get(&level.metric);
    let latest = judged.rulings.last();
    let target = latest.map_or(level.target(), |ruling| ruling.target);
    let clause = ruled(context.report, judged, latest);
    let promised = clause.as_ref().and_then(|clause| match clause.blended_target(evidence) {
        // A target that changed inside the window is written nowhere: it is a figure.
        Some(target) => target.number,
        None => written_clause(clause, evidence),
    });
    let result = latest.filter(|ruling| ruling.value.is_some()).zip(clause).and_then(|(ruling, clause)| {
        names::figure_cell(context, &judged.subject, ruling, level, clause.told(evidence))
    });
    let ruling = latest.map_or_else(
        || Cell::new(Inline::mark("none", "No window yet")),
        |ruling| {
            let (tone, word) = phrase::verdict(ruling);
            Cell::new(Inline::mark(tone, word)).under(Inline::dated(phrase::window(ruling)))
        },
    );
    table.push([
        Cell::head(names::service_level(context, &judged.contract, &judged.service_level))
            .under(names::contract(context, &judged.contract)),
        names::subject(context, &judged.subject).into(),
        Inline::words(phrase::promise(level, target, metric)).of(promised).into(),
        result.unwrap_or_else(Cell::dash),
        ruling,
    ]);
}
