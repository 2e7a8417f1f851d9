//! How the terms came to be: the timeline, each amendment before and after, then and now.

use serde::Serialize;

use crate::model::{AmendmentRecord, ChangeOp, Contract, ServiceLevel, Terms, day_label};
use crate::page::axis::{day_number, months};
use crate::page::piece::{Piece, spaced};
use crate::page::route::Route;
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::page::wording::clause_terms;
use crate::page::wording::names;
use crate::page::wording::phrase;
use crate::picture::timeline::{Moment, MomentShape, Span, SpanLook, Tick, Timeline};

/// An amendment in the chronicle.
#[derive(Serialize)]
pub struct Amendment {
    on: String,
    on_iso: String,
    title: String,
    chips: Vec<Piece>,
    told: Vec<Piece>,
    changes: Vec<Vec<Piece>>,
    /// Signed after it took effect.
    loud: bool,
    /// The latest that is in force.
    now: bool,
}

/// Signed after the day from which it holds.
pub fn is_retroactive(amendment: &AmendmentRecord) -> bool {
    amendment.effective_on < amendment.signed_on
}

pub fn timeline(house: &House<'_>, contract: &Contract) -> String {
    let as_of = house.report.register.as_of();
    let first = contract.signed_on.min(contract.effective_on);
    let last = contract.ends_on.max(as_of);
    let ticks = months(first, last);
    let ticks: Vec<Tick<'_>> = ticks.iter().map(|(day, label)| Tick { day: *day, label }).collect();
    let current = contract.versions.iter().rposition(|version| version.from <= as_of);
    let names: Vec<String> = contract
        .versions
        .iter()
        .map(|version| match version.amendments.as_slice() {
            [] => "base terms".to_owned(),
            [one] => format!("with amendment {one}"),
            more => format!(
                "with amendments {}",
                crate::diag::list_and(&more.iter().map(u32::to_string).collect::<Vec<_>>())
            ),
        })
        .collect();
    let spans: Vec<Span<'_>> = contract
        .versions
        .iter()
        .enumerate()
        .map(|(at, version)| {
            let end = contract
                .versions
                .get(at + 1)
                .map_or(day_number(contract.ends_on), |next| day_number(next.from) - 1);
            let look = if Some(at) == current && as_of <= contract.ends_on {
                SpanLook::Current
            } else {
                SpanLook::Plain
            };
            Span { from: day_number(version.from), to: end, label: &names[at], look }
        })
        .collect();
    let labels: Vec<(crate::picture::timeline::Day, String, MomentShape)> = moments(contract, as_of);
    let moments: Vec<Moment<'_>> =
        labels.iter().map(|(day, label, shape)| Moment { day: *day, label, shape: *shape }).collect();
    let as_of_words = format!("as of {}", phrase::short_day(as_of));
    let mut svg = String::new();
    Timeline {
        label: &format!("Terms of {} from {} to {}", contract.title, day_label(first), day_label(last)),
        range: (day_number(first), day_number(last)),
        ticks: &ticks,
        spans: &spans,
        moments: &moments,
        as_of: Some((day_number(as_of), &as_of_words)),
    }
    .write(&mut svg);
    svg
}

fn moments(contract: &Contract, as_of: jiff::civil::Date) -> Vec<(i32, String, MomentShape)> {
    let done = |day| if day <= as_of { MomentShape::Done } else { MomentShape::Open };
    let mut moments = vec![(day_number(contract.signed_on), "signed".to_owned(), done(contract.signed_on))];
    for amendment in &contract.amendments {
        let (words, shape) = if is_retroactive(amendment) {
            (format!("amendment {} signed, retroactive", amendment.number), MomentShape::Late)
        } else {
            (format!("amendment {} signed", amendment.number), done(amendment.signed_on))
        };
        moments.push((day_number(amendment.signed_on), words, shape));
    }
    moments.push((day_number(contract.ends_on), "ends".to_owned(), done(contract.ends_on)));
    moments.sort_by_key(|(day, _, _)| *day);
    moments
}

/// Latest first.
pub fn amendments(house: &House<'_>, contract: &Contract) -> Vec<Amendment> {
    let as_of = house.report.register.as_of();
    let mut records: Vec<&AmendmentRecord> = contract.amendments.iter().collect();
    records.sort_by_key(|record| std::cmp::Reverse((record.effective_on, record.number)));
    let now = records.iter().find(|record| record.effective_on <= as_of).map(|record| record.number);
    records
        .into_iter()
        .map(|record| {
            let mut chips = Vec::new();
            if is_retroactive(record) {
                chips.push(Piece::chip("bad", "Retroactive"));
            }
            if record.effective_on > as_of {
                chips.push(Piece::chip("plain", "to come"));
            }
            Amendment {
                on: day_label(record.effective_on),
                on_iso: record.effective_on.to_string(),
                title: format!("Amendment {}", record.number),
                chips: spaced(chips),
                told: vec![
                    Piece::words(format!(
                        "{} Signed on {}, approved by ",
                        phrase::sentences(&[record.reason.as_str()]),
                        day_label(record.signed_on)
                    )),
                    names::person(house, &record.approved_by),
                    Piece::words("."),
                ],
                changes: record
                    .changes
                    .iter()
                    .map(|change| {
                        let mut line = path(contract, &change.path);
                        line.push(Piece::words(": "));
                        line.extend(before_after(
                            change.op,
                            change.before.as_deref(),
                            change.after.as_deref(),
                        ));
                        line
                    })
                    .collect(),
                loud: is_retroactive(record),
                now: now == Some(record.number),
            }
        })
        .collect()
}

/// Every changed term as a row.
pub fn changes(house: &House<'_>, contract: &Contract) -> Table {
    let columns = [
        ("Amendment", "tight"),
        ("Term", ""),
        ("Before", ""),
        ("After", ""),
        ("In effect", "tight"),
        ("Signed", "tight"),
        ("Reason", ""),
        ("Written in", ""),
    ];
    let mut table = Table::new("amendments", "Every changed term", &columns)
        .empty("Nothing has been amended.", "The terms are those that were signed.");
    for record in &contract.amendments {
        for change in &record.changes {
            let signed = if is_retroactive(record) {
                Cell::new(phrase::day(record.signed_on)).under(Piece::chip("bad", "retroactive"))
            } else {
                Cell::new(phrase::day(record.signed_on))
            };
            table.push([
                Cell::head(record.number.to_string()),
                path(contract, &change.path).into(),
                value(change.before.as_deref()),
                value(change.after.as_deref()),
                Cell::new(phrase::day(record.effective_on)).key(record.effective_on),
                signed.key(record.signed_on),
                record.reason.as_str().into(),
                names::place(house, &change.place).into(),
            ]);
        }
    }
    table
}

/// Longest value that the table quotes.
const LONG: usize = 240;

fn value(text: Option<&str>) -> Cell {
    match text {
        None => Cell::new(Piece::quiet("–")),
        Some(text) if text.chars().count() > LONG => Cell::new(Piece::quiet("a whole clause, see the file")),
        Some(text) => Cell::new(Piece::code(text)),
    }
}

/// `service-level.accuracy.target` with the service level's name as a link.
fn path(contract: &Contract, path: &str) -> Vec<Piece> {
    let Some((id, key)) =
        path.strip_prefix("service-level.").map(|rest| rest.split_once('.').unwrap_or((rest, "")))
    else {
        return vec![Piece::words(path.replace(['-', '.'], " "))];
    };
    let level = contract.versions.iter().rev().find_map(|version| version.terms.service_levels.get(id));
    let name = level.map_or(id, |level| &level.name);
    let in_force =
        contract.versions.last().is_some_and(|version| version.terms.service_levels.contains_key(id));
    let name = match in_force {
        true => Piece::anchor(&Route::Contract(contract.id.clone()), &format!("sl-{id}"), name),
        false => Piece::words(name),
    };
    let mut line = vec![name];
    if !key.is_empty() {
        line.push(Piece::words(format!(", {}", key.replace(['-', '.'], " "))));
    }
    line
}

/// Longest value that is quoted in a sentence; tables and bands are written out in the table below.
const SHORT: usize = 60;

fn before_after(op: ChangeOp, before: Option<&str>, after: Option<&str>) -> Vec<Piece> {
    if [before, after].into_iter().flatten().any(|value| value.chars().count() > SHORT) {
        return vec![Piece::words(format!("{}, see “Then and now” and the table below", op.label()))];
    }
    match (op, before, after) {
        (ChangeOp::Add, _, after) => {
            spaced([Piece::words("added"), Piece::becomes(after.unwrap_or_default())])
        }
        (ChangeOp::Remove, before, _) => {
            spaced([Piece::words("removed"), Piece::was(before.unwrap_or_default())])
        }
        (ChangeOp::Replace, before, after) => spaced([
            Piece::was(before.unwrap_or("nothing")),
            Piece::words("→"),
            Piece::becomes(after.unwrap_or("nothing")),
        ]),
    }
}

/// What the base said beside what holds now, only where they differ.
pub fn then_and_now(house: &House<'_>, contract: &Contract, at: usize) -> Table {
    let columns = [("Service level", ""), ("Term", ""), ("As signed", ""), ("In force", "")];
    let mut table = Table::new("then-and-now", "Then and now", &columns)
        .titled()
        .empty("Nothing has changed since it was signed.", "");
    let (base, now) = (&contract.versions[0].terms, &contract.versions[at].terms);
    for (term, before, after) in
        contract_terms(base).into_iter().zip(contract_terms(now)).map(|(b, a)| (b.0, b.1, a.1))
    {
        if before != after {
            push(&mut table, Piece::words("Contract"), term, before, after);
        }
    }
    let ids = contract.service_level_ids();
    for id in ids {
        let name = names::service_level(house, &contract.id, id);
        match (base.service_levels.get(id), now.service_levels.get(id)) {
            (Some(before), Some(after)) => {
                let pairs = level_terms(house, base, before).into_iter().zip(level_terms(house, now, after));
                for ((term, before), (_, after)) in pairs.filter(|(before, after)| before.1 != after.1) {
                    push(&mut table, name.clone(), term, before, after);
                }
                if let Some((before, after)) = changed_policies(house, before, after) {
                    push(&mut table, name.clone(), "policies", before, after);
                }
            }
            (Some(_), None) => push(
                &mut table,
                Piece::words(name.text),
                "whole clause",
                "in force".to_owned(),
                "removed".to_owned(),
            ),
            (None, Some(_)) => {
                push(&mut table, name, "whole clause", "not yet".to_owned(), "in force".to_owned());
            }
            (None, None) => {}
        }
    }
    table
}

fn push(table: &mut Table, name: Piece, term: &'static str, before: String, after: String) {
    table.push([
        Cell::head(name),
        term.into(),
        Cell::new(Piece::was(before)),
        Cell::new(Piece::becomes(after)),
    ]);
}

fn contract_terms(terms: &Terms) -> Vec<(&'static str, String)> {
    let credits = terms.credits.as_ref();
    let percent = |value: Option<crate::model::Decimal>| {
        value.map_or_else(|| "none".to_owned(), |value| format!("{}%", phrase::exact(value)))
    };
    vec![
        ("end", day_label(terms.ends_on)),
        ("days of notice", terms.notice_days.to_string()),
        (
            "monthly fee",
            terms
                .monthly_fee
                .map_or_else(|| "none".to_owned(), |fee| format!("{} {}", fee.show(), terms.currency)),
        ),
        ("at risk", percent(credits.map(|credits| credits.at_risk_percent))),
        ("cap", percent(credits.map(|credits| credits.cap_percent))),
    ]
}

fn level_terms(house: &House<'_>, terms: &Terms, level: &ServiceLevel) -> Vec<(&'static str, String)> {
    let metric = house.report.register.metrics.get(&level.metric);
    vec![
        ("promise", phrase::promise(level, level.target, metric)),
        ("window", clause_terms::window(level.window).to_owned()),
        ("taken together", clause_terms::aggregation(level, metric)),
        ("weight", clause_terms::weight(level, terms.weights)),
        ("clause", level.clause_ref.clone().unwrap_or_else(|| "no reference".to_owned())),
    ]
}

/// The sentences of one that the other does not have; `None` when they say the same.
fn changed_policies(
    house: &House<'_>,
    before: &ServiceLevel,
    after: &ServiceLevel,
) -> Option<(String, String)> {
    let as_of = house.report.register.as_of();
    let said = |level: &ServiceLevel| {
        clause_terms::policies(level, house.report.register.metrics.get(&level.metric), as_of)
    };
    let (before, after) = (said(before), said(after));
    let only = |these: &[String], those: &[String]| {
        let kept: Vec<&str> = these.iter().filter(|one| !those.contains(one)).map(String::as_str).collect();
        if kept.is_empty() { "–".to_owned() } else { kept.join(" ") }
    };
    (before != after).then(|| (only(&before, &after), only(&after, &before)))
}
