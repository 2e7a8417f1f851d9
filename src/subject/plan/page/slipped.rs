//! How often due dates of a plan slipped, as a number with its evidence.

use crate::kit::diag::plural;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::source::Place;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::history::{Slip, slips};
use crate::subject::plan::record::{Action, Plan};
use crate::subject::shell::PageContext;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names;

/// `moved 2 times`, as a mark that leads to the ledger where git recorded it; nothing when it never did.
pub fn of_action(
    context: &PageContext<'_>,
    plan: &Plan,
    action: &Action,
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let found = known(context, plan, action);
    let Some(number) = figure(&[(action, &found)], &[plan.id.as_str(), action.id.as_str()], evidence) else {
        return Vec::new();
    };
    let text = format!("moved {}", times(found.len()));
    let recorded = found.iter().rev().find_map(|slip| match slip {
        Slip::Recorded(change) => Some(*change),
        Slip::Logged(_) => None,
    });
    vec![match recorded {
        Some(change) => names::restated(context, change, text).of(&number),
        None => Inline::words(text).of(&number),
    }]
}

/// `slipped 3 times`: all due dates of a plan; empty when none did.
pub fn of_plan(context: &PageContext<'_>, plan: &Plan, evidence: &mut Evidence<'_>) -> Html {
    let found: Vec<(&Action, Vec<Slip<'_>>)> =
        plan.actions.iter().map(|action| (action, known(context, plan, action))).collect();
    let lent: Vec<(&Action, &Vec<Slip<'_>>)> = found.iter().map(|(action, slips)| (*action, slips)).collect();
    let Some(number) = figure(&lent, &[plan.id.as_str()], evidence) else { return Html::default() };
    let words = if number.shown == "1" { " time" } else { " times" };
    Html::from("slipped ").then(number).then(words)
}

/// Of the context's own history: that of an earlier issue ends with the commit that judges it.
fn known<'h>(context: &PageContext<'h>, plan: &'h Plan, action: &Action) -> Vec<Slip<'h>> {
    slips(context.history, plan, action.id.as_str(), context.report.register.as_of())
}

fn figure(
    found: &[(&Action, &Vec<Slip<'_>>)],
    question: &[&str],
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let mut moves: Vec<String> = Vec::new();
    let mut told: Vec<&Place> = Vec::new();
    for (action, slip) in
        found.iter().flat_map(|(action, slips)| slips.iter().map(move |slip| (action, slip)))
    {
        match slip {
            Slip::Recorded(change) => moves.push(format!("{} {} {}", action.id, change.before, change.after)),
            Slip::Logged(entry) => told.push(&entry.place),
        }
    }
    let count = moves.len() + told.len();
    if count == 0 {
        return None;
    }
    let value = Quotient::from(Decimal::count(count));
    let shown = value.show(0);
    let moves: Vec<&str> = moves.iter().map(String::as_str).collect();
    let entry = evidence.figure(&shown, value, "slips").note("slips", question).note("moves", &moves);
    let number = entry.records(told).done();
    Some(FigureRef::new(number, value, shown))
}

fn times(count: usize) -> String {
    plural(count, "time")
}
