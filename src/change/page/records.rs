//! What records say otherwise: terms with their replay, plans and actions, procedures, files.

use super::wording::{counted, fate, signed, value, values};
use super::{Redline, Section};
use crate::change::{
    CreditsReplayed, Fate, FileChange, Mark, PlanChange, Replay, Reworded, SopChange, TermChange, Turns,
    windows,
};
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::number::Money;
use crate::kit::page::table::{Cell, Table};
use crate::kit::period::Period;
use crate::kit::text::piece::Inline;
use crate::subject::wording::{figure, phrase};

pub fn terms(list: &[TermChange]) -> Option<Section> {
    let lede = [counted(list.len(), "change of contract terms", "changes of contract terms")];
    let columns = [("Contract", ""), ("Clause", ""), ("From", "tight"), ("What changes", "")];
    let mut table = Table::new("terms", "Contract terms", &columns);
    let mut points = Vec::new();
    for change in list {
        let clause = change.clause.as_ref();
        let named = clause.map_or_else(
            || Cell::new("the contract as a whole"),
            |clause| Cell::new(clause.name.as_str()).under(clause.reference.clone().unwrap_or_default()),
        );
        let mut what = match change.fate {
            Fate::Changed => Vec::new(),
            other => vec![fate(other), Inline::words(" ")],
        };
        what.extend(values(&change.values));
        table.push([
            Cell::head(change.title.as_str()).under(Inline::code(change.contract.as_str())),
            named,
            Cell::new(day_label(change.from)).key(change.from),
            what.into(),
        ]);
        if let Some(replay) = &change.replay {
            points.extend(replayed(change, replay));
        }
    }
    let mut section = Section::of("terms", "Contract terms", &lede, table)?;
    if !points.is_empty() {
        section.note = "Applied to the whole past of the figures and judged again, beside what the former terms say of the same figures:".to_owned();
    }
    section.points = points;
    Some(section)
}

fn replayed(change: &TermChange, replay: &Replay) -> Vec<Vec<Inline>> {
    let mut points = Vec::new();
    let mut line = subject(change);
    let whole = replay.turns.first();
    if let Some(turns) = whole {
        line.push(Inline::words(format!(" would have {}", turned(turns))));
    }
    if let Some(credits) = &replay.credits {
        line.push(Inline::words(if whole.is_some() { ", " } else { " " }));
        line.extend(money(credits, whole.is_some()));
    }
    points.push(line);
    for turns in replay.turns.iter().skip(1) {
        let which = listed_windows(turns);
        points.push(vec![Inline::words(format!("{}: {}{which}", turns.name, turned(turns)))]);
    }
    points
}

/// `target 95 → 97 on clause 3.2 (Accuracy, acme-2026)`
fn subject(change: &TermChange) -> Vec<Inline> {
    let mut line = Vec::new();
    match change.fate {
        Fate::Added => line.push(Inline::words("adding")),
        Fate::Removed => line.push(Inline::words("removing")),
        _ => {
            // What moves a verdict first; the rest is in the table.
            let weighty = [
                "target",
                "target-low",
                "target-high",
                "slice-target",
                "minimum",
                "window",
                "allocation",
                "bands",
            ];
            let chosen: Vec<_> =
                change.values.iter().filter(|value| weighty.contains(&value.what.as_str())).collect();
            match (chosen.first(), change.values.first()) {
                (Some(first), _) => line.extend(value(first)),
                (None, Some(first)) => line.extend(value(first)),
                (None, None) => {}
            }
            let more = change.values.len().saturating_sub(1);
            if more > 0 {
                line.push(Inline::words(format!(" and {}", plural(more, "other change"))));
            }
            line.push(Inline::words(" on"));
        }
    }
    let named = match &change.clause {
        Some(clause) => {
            let reference = clause.reference.as_ref().map_or_else(|| clause.id.to_string(), Clone::clone);
            format!(" clause {reference} ({}, {})", clause.name, change.contract)
        }
        None => format!(" contract {}", change.contract),
    };
    line.push(Inline::words(named));
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
        return vec![Inline::words(format!("{lead} left service credits at {was}"))];
    }
    let is = figure::money(credits.after, &credits.currency);
    let lead = if follows { "credits " } else { "would have moved service credits by " };
    vec![
        Inline::words(lead),
        Inline::strong(signed(moved, &credits.currency)),
        Inline::words(format!(" ({was} to {is} over all months)")),
    ]
}

pub fn plans(list: &[PlanChange]) -> Option<Section> {
    let count = |fate: Fate| list.iter().filter(|change| change.fate == fate).count();
    let actions: usize = list.iter().map(|change| change.actions.len()).sum();
    let moved = list.iter().flat_map(|change| &change.actions).flat_map(|action| &action.values);
    let moved = moved.filter(|value| value.what == "due on" && value.before.is_some()).count();
    let lede = [
        counted(count(Fate::Added), "plan opens", "plans open"),
        counted(count(Fate::Closed), "plan closes", "plans close"),
        counted(count(Fate::Reopened), "plan reopens", "plans reopen"),
        counted(count(Fate::Removed), "plan is removed", "plans are removed"),
        counted(count(Fate::Changed), "plan changes", "plans change"),
        counted(actions, "action changes", "actions change"),
        counted(moved, "due date moves", "due dates move"),
    ];
    let columns = [("Plan", ""), ("Action", ""), ("Change", "tight"), ("What changes", "")];
    let mut table = Table::new("plans", "Plans and actions", &columns);
    for change in list {
        let head = || Cell::head(change.title.as_str()).under(Inline::code(change.plan.as_str()));
        if !change.values.is_empty() || change.actions.is_empty() || change.fate != Fate::Changed {
            table.push([head(), Cell::dash(), fate(change.fate).into(), values(&change.values).into()]);
        }
        for action in &change.actions {
            let named = Cell::new(action.title.as_str()).under(Inline::code(action.action.as_str()));
            table.push([head(), named, fate(action.fate).into(), values(&action.values).into()]);
        }
    }
    Section::of("plans", "Plans and actions", &lede, table)
}

pub fn sops(list: &[SopChange]) -> Option<Section> {
    let (added, removed) = list
        .iter()
        .fold((0, 0), |(added, removed), change| (added + change.text.added, removed + change.text.removed));
    let lede = [
        counted(list.len(), "procedure changes", "procedures change"),
        (added + removed > 0)
            .then(|| format!("{} added and {} removed", plural(added, "word"), plural(removed, "word"))),
    ];
    let columns = [("Procedure", ""), ("Change", "tight"), ("Words", "num"), ("Front matter", "")];
    let mut table = Table::new("procedures", "Procedures", &columns);
    let mut redlines = Vec::new();
    for change in list {
        table.push([
            Cell::head(change.title.as_str()).under(Inline::code(change.sop.as_str())),
            fate(change.fate).into(),
            format!("+{} −{}", change.text.added, change.text.removed).into(),
            values(&change.values).into(),
        ]);
        if !change.text.redline.is_empty() {
            let id = format!("redline-{}", change.sop);
            redlines.push(redline(id, change.title.clone(), &change.text));
        }
    }
    let mut section = Section::of("procedures", "Procedures", &lede, table)?;
    section.redlines = redlines;
    Some(section)
}

/// Words added and removed, and the whole text with them.
pub fn redline(id: String, title: String, text: &Reworded) -> Redline {
    let runs = text.redline.iter().map(|run| match run.mark {
        Mark::Kept => Inline::words(run.text.as_str()),
        Mark::Removed => Inline::was(run.text.as_str()),
        Mark::Added => Inline::becomes(run.text.as_str()),
    });
    let words = match (text.added, text.removed) {
        (0, 0) => "only line breaks and spaces changed".to_owned(),
        (added, removed) => format!("{} added, {} removed", plural(added, "word"), plural(removed, "word")),
    };
    Redline { id, title, words, runs: runs.collect() }
}

pub fn files(list: &[FileChange]) -> Option<Section> {
    let lede = [counted(list.len(), "file differs", "files differ")];
    let mut table = Table::new("files", "Files", &[("File", ""), ("Change", "tight"), ("Lines", "num")]);
    for change in list {
        let lines = change
            .lines
            .map_or_else(|| "no text".to_owned(), |(added, removed)| format!("+{added} −{removed}"));
        table.push([Cell::head(Inline::code(change.path.as_str())), fate(change.fate).into(), lines.into()]);
    }
    Section::of("files", "Files", &lede, table)
}

/// With a capital, for a list of sentences.
pub fn sentence(parts: &[Option<String>]) -> String {
    let said: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    match said.len() {
        0 => String::new(),
        _ => format!("{}.", phrase::capital(&said.join(", "))),
    }
}
