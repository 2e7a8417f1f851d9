//! One change of contract terms and what it would have done, in words: `target 95 → 97 on clause 3.2 (Accuracy, acme-2026) would have
//! turned 9 of 26 weeks to missed`.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::held::WORDS;
use super::replay::{CreditsReplayed, Replay, Turns};
use super::section::Change;
use super::values::{Changed, Fate, signed, told, told_all};
use crate::core::contract::record::Window;
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::id::{ContractId, ServiceLevelId};
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;
use crate::subject::wording::figure;

/// What a contract says otherwise, of one service level or of the contract as a whole, from one day on.
#[derive(Clone)]
pub struct Term {
    pub contract: ContractId,
    pub title: String,
    /// `None`: terms of the contract as a whole.
    pub clause: Option<ClauseName>,
    pub fate: Fate,
    /// The first day on which the two sides differ.
    pub from: Date,
    pub values: Vec<Changed>,
    /// `None` where nothing can be replayed: the contract is new or gone, or no figure hangs on what changed.
    pub replay: Option<Replay>,
}

#[derive(Clone)]
pub struct ClauseName {
    pub id: ServiceLevelId,
    pub name: String,
    /// As the contract writes it, such as `3.2`.
    pub reference: Option<String>,
}

/// Said before what all of them would have done.
pub const NOTE: &str = "Applied to the whole past of the figures and judged again, beside what the former terms say of the same figures:";

/// Whether a verdict, a score or a credit hangs on it.
pub fn is_judged_by(value: &Changed) -> bool {
    !WORDS.contains(&value.what.as_str())
}

/// Its row, and what it would have done.
pub fn change(term: &Term) -> Change {
    let clause = term.clause.as_ref();
    let named = clause.map_or_else(
        || Cell::new("the contract as a whole"),
        |clause| {
            let reference = clause.reference.clone().unwrap_or_default();
            Cell::new(Inline::words(clause.name.as_str()).because(Exempt::Name))
                .under(Inline::words(reference).because(Exempt::Name))
        },
    );
    let mut what = match term.fate {
        Fate::Changed => Vec::new(),
        other => vec![other.chip(), Inline::literal(" ")],
    };
    what.extend(told_all(&term.values));
    let exact = json!({
        "contract": term.contract.as_str(),
        "service_level": clause.map(|clause| clause.id.as_str()),
        "clause_ref": clause.and_then(|clause| clause.reference.as_deref()),
        "change": term.fate.word(),
        "from_on": term.from.to_string(),
        "values": term.values,
        "replay": term.replay.as_ref().map(exact),
    });
    let row = [
        Cell::head(Inline::words(term.title.as_str()).because(Exempt::Name))
            .under(Inline::code(term.contract.to_string()).because(Exempt::Place)),
        named,
        Cell::new(Inline::dated(day_label(term.from))).key(term.from),
        what.into(),
    ];
    let points = term.replay.as_ref().map(|replay| points(term, replay));
    Change::new(exact, row).points(points.unwrap_or_default())
}

/// What a change of terms would have done: to the vendor as a whole, then to each site.
fn points(term: &Term, replay: &Replay) -> Vec<Vec<Inline>> {
    let mut line = subject(term);
    if !replay.turns.is_empty() {
        line.push(Inline::literal(" would have"));
    }
    of_replay(line, replay)
}

/// The vendor as a whole after `lead`, then each site.
pub fn of_replay(lead: Vec<Inline>, replay: &Replay) -> Vec<Vec<Inline>> {
    let mut line = lead;
    let whole = replay.turns.first();
    if let Some(turns) = whole {
        line.push(Inline::words(format!(" {}", turned(turns))).without_evidence());
    }
    if let Some(credits) = &replay.credits {
        line.push(Inline::literal(if whole.is_some() { ", " } else { " " }));
        line.extend(money(credits, whole.is_some()));
    }
    let mut points = vec![line];
    for turns in replay.turns.iter().skip(1) {
        let which = listed_windows(turns);
        points.push(vec![
            Inline::words(format!("{}: {}{which}", turns.name, turned(turns))).without_evidence(),
        ]);
    }
    points
}

/// `target 95 → 97 on clause 3.2 (Accuracy, acme-2026)`
fn subject(term: &Term) -> Vec<Inline> {
    let mut line = Vec::new();
    match term.fate {
        Fate::Added => line.push(Inline::literal("adding")),
        Fate::Removed => line.push(Inline::literal("removing")),
        _ => {
            // The others are in the table.
            let chosen = term.values.iter().find(|value| is_judged_by(value)).or(term.values.first());
            line.extend(chosen.into_iter().flat_map(told));
            let more = term.values.len().saturating_sub(1);
            if more > 0 {
                line.push(Inline::words(format!(" and {}", plural(more, "other change"))).without_evidence());
            }
            line.push(Inline::literal(" on"));
        }
    }
    let named = match &term.clause {
        Some(clause) => {
            let reference = clause.reference.as_ref().map_or_else(|| clause.id.to_string(), Clone::clone);
            format!(" clause {reference} ({}, {})", clause.name, term.contract)
        }
        None => format!(" contract {}", term.contract),
    };
    line.push(Inline::words(named).without_evidence());
    line
}

/// `turned 9 of 26 weeks to missed`
fn turned(turns: &Turns) -> String {
    let kind = turns.window.map_or("windows", windows);
    let of = |count: usize| format!("{count} of {} {kind}", turns.judged_after);
    match (turns.to_missed.len(), turns.to_met.len()) {
        _ if turns.window.is_none() => {
            format!(
                "left {} unjudged, {} of them missed",
                plural(turns.judged_before, "window"),
                turns.missed_before
            )
        }
        _ if turns.judged_before == 0 && turns.judged_after > 0 => {
            format!("missed {}", of(turns.missed_after))
        }
        (0, 0) if turns.judged_before == turns.judged_after && turns.missed_before == turns.missed_after => {
            format!("turned none of {} {kind}", turns.judged_after)
        }
        (0, 0) => format!(
            "missed {} instead of {} of {}",
            of(turns.missed_after),
            turns.missed_before,
            turns.judged_before
        ),
        (missed, 0) => format!("turned {} to missed", of(missed)),
        (0, met) => format!("turned {} to met", of(met)),
        (missed, met) => format!("turned {} to missed and {met} to met", of(missed)),
    }
}

/// ` (2026-W40, 2026-W41)`, at most twelve.
fn listed_windows(turns: &Turns) -> String {
    const MOST: usize = 12;
    let all: Vec<&Period> = turns.to_missed.iter().chain(&turns.to_met).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut shown: Vec<String> = all.iter().take(MOST).map(ToString::to_string).collect();
    if all.len() > MOST {
        shown.push(format!("{} more", all.len() - MOST));
    }
    format!(" ({})", shown.join(", "))
}

fn money(credits: &CreditsReplayed, follows: bool) -> Vec<Inline> {
    let moved = Money(credits.after.0 - credits.before.0);
    let was = figure::money(credits.before, &credits.currency);
    if moved == Money(0) {
        let lead = if follows { "and" } else { "would have moved no verdict and" };
        return vec![Inline::words(format!("{lead} left service credits at {was}")).without_evidence()];
    }
    let is = figure::money(credits.after, &credits.currency);
    let lead = if follows { "credits " } else { "would have moved service credits by " };
    vec![
        Inline::literal(lead),
        Inline::strong(signed(moved, &credits.currency)).without_evidence(),
        Inline::words(format!(" ({was} to {is} over all months)")).without_evidence(),
    ]
}

/// Windows in the plural: `weeks`.
fn windows(window: Window) -> &'static str {
    match window {
        Window::Week => "weeks",
        Window::Month => "months",
        Window::Quarter => "quarters",
        Window::Year => "years",
        Window::Rolling4 => "rolling windows of 4 weeks",
        Window::Rolling13 => "rolling windows of 13 weeks",
    }
}

/// For programs.
pub fn exact(replay: &Replay) -> Value {
    let windows = |list: &[Period]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let turns = |turns: &Turns| {
        json!({
            "name": turns.name,
            "window": turns.window.map(|window| window.word()),
            "judged_before": turns.judged_before,
            "judged_after": turns.judged_after,
            "missed_before": turns.missed_before,
            "missed_after": turns.missed_after,
            "to_missed": windows(&turns.to_missed),
            "to_met": windows(&turns.to_met),
        })
    };
    let credits = |credits: &CreditsReplayed| {
        json!({
            "currency": credits.currency,
            "before_minor": credits.before.0,
            "after_minor": credits.after.0,
        })
    };
    json!({
        "subjects": replay.turns.iter().map(turns).collect::<Vec<_>>(),
        "credits": replay.credits.as_ref().map(credits),
    })
}
