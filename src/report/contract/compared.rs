//! Then and now: what was signed beside what holds, only where they differ.

use std::collections::BTreeSet;

use super::dates::{notice_days, price_review_notice_days};
use super::story;
use super::untold::{Untold, changed_by, level_of, untold};
use crate::core::contract::record::{Contract, ServiceLevel, Terms};
use crate::core::contract::shared::REFERENCE;
use crate::kit::calendar::day_label;
use crate::kit::id::ServiceLevelId;
use crate::kit::number::Decimal;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::terms::{level_tables, tables_of};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::text::words::Unproved;
use crate::subject::wording::term::words;
use crate::subject::wording::{clause_terms, names, phrase};

/// What the base said beside what holds now, only where they differ.
pub fn then_and_now(
    context: &PageContext<'_>,
    contract: &Contract,
    at: usize,
    evidence: &mut Evidence<'_>,
) -> Table {
    let columns = [("Service level", ""), ("Term", ""), ("As signed", ""), ("In force", "")];
    let mut table = Table::new("then-and-now", "Then and now", &columns)
        .titled()
        .empty("Nothing has changed since it was signed.", "");
    let (base, now) = (&contract.versions[0].terms, &contract.versions[at].terms);
    for (term, before, after) in
        contract_terms(base).into_iter().zip(contract_terms(now)).map(|(b, a)| (b.0, b.1, a.1))
    {
        if before != after {
            let told = (term_told(contract, term, 0, evidence), term_told(contract, term, at, evidence));
            push(&mut table, Inline::literal("Contract"), term, (before, after), told);
        }
    }
    let mut with_rows = BTreeSet::new();
    for id in contract.service_level_ids() {
        let name = names::service_level(context, &contract.id, id);
        match (base.service_levels.get(id), now.service_levels.get(id)) {
            (Some(before), Some(after)) => {
                let pairs =
                    level_terms(context, base, before).into_iter().zip(level_terms(context, now, after));
                let mut pairs: Vec<(&str, (String, String))> = pairs
                    .filter(|(before, after)| before.1 != after.1)
                    .map(|((term, before), (_, after))| (term, (before, after)))
                    .collect();
                pairs.extend(changed_policies(context, before, after).map(|changed| ("policies", changed)));
                if pairs.is_empty() {
                    continue;
                }
                with_rows.insert(id.as_str());
                // Words alone, such as another window, have no number to prove.
                let has_number = |text: &String| text.bytes().any(|byte| byte.is_ascii_digit());
                let numbers = (
                    pairs.iter().any(|(_, (before, _))| has_number(before)),
                    pairs.iter().any(|(_, (_, after))| has_number(after)),
                );
                let mut told_at = |version: usize, wanted: bool| match wanted {
                    true => evidence.tables(&level_tables(contract, id, version)),
                    false => None,
                };
                let told = (told_at(0, numbers.0), told_at(at, numbers.1));
                for (term, changed) in pairs {
                    push(&mut table, name.clone(), term, changed, told);
                }
            }
            (Some(_), None) => {
                let changed = ("in force".to_owned(), "removed".to_owned());
                push(
                    &mut table,
                    Inline::words(name.text()).because(Exempt::Name),
                    "whole clause",
                    changed,
                    (None, None),
                );
            }
            (None, Some(_)) => {
                push(
                    &mut table,
                    name,
                    "whole clause",
                    ("not yet".to_owned(), "in force".to_owned()),
                    (None, None),
                );
            }
            (None, None) => {}
        }
    }
    for other in untold(contract, at, |id| with_rows.contains(id)) {
        push_untold(&mut table, context, (contract, at), &other, evidence);
    }
    table
}

fn push_untold(
    table: &mut Table,
    context: &PageContext<'_>,
    (contract, at): (&Contract, usize),
    term: &Untold,
    evidence: &mut Evidence<'_>,
) {
    let level = level_of(&term.path).map(|(id, key)| (ServiceLevelId::new(id), key));
    let said = [(&term.before, 0), (&term.now, at)].map(|(value, version)| match value {
        None => Inline::quiet("–").into(),
        Some(_) if term.whole => Inline::literal("in force").into(),
        Some(value) => story::value(context, (contract, version), &term.path, Some(value)),
    });
    let numbers = match &level {
        Some((id, _)) => [(&said[0], 0), (&said[1], at)].map(|(piece, version)| {
            piece.has_number().then(|| evidence.tables(&level_tables(contract, id, version))).flatten()
        }),
        None => {
            let by = changed_by(contract, at, &term.path);
            let told = |(record, change)| story::change_told(contract, record, change, &said, evidence);
            [by.and_then(told); 2]
        }
    };
    let (name, key) = match &level {
        // The other clause is the place in the paper.
        Some((id, REFERENCE)) => {
            (names::service_level(context, &contract.id, id), "shared clause".to_owned())
        }
        Some((id, key)) => (names::service_level(context, &contract.id, id), words(key)),
        None if term.whole => (Inline::literal("Contract"), term.path.replacen('.', " ", 1)),
        None => (Inline::literal("Contract"), words(&term.path)),
    };
    let [before, now] = said;
    table.push([
        Cell::head(name),
        Inline::words(key).because(Exempt::Name).into(),
        before.of(numbers[0]).into(),
        now.of(numbers[1]).into(),
    ]);
}

/// `told` are the figures that the numbers before and after are parts of.
fn push(
    table: &mut Table,
    name: Inline,
    term: &'static str,
    (before, after): (String, String),
    told: (Option<FigureNumber>, Option<FigureNumber>),
) {
    let clause = term == "clause";
    let mark = |piece: Unproved, number| if clause { piece.because(Exempt::Name) } else { piece.of(number) };
    table.push([
        Cell::head(name),
        term.into(),
        Cell::new(mark(Inline::was(before), told.0)),
        Cell::new(mark(Inline::becomes(after), told.1)),
    ]);
}

/// The figure that says how a term of the contract stood in version `at`.
fn term_told(
    contract: &Contract,
    term: &str,
    at: usize,
    evidence: &mut Evidence<'_>,
) -> Option<FigureNumber> {
    let terms = &contract.versions[at].terms;
    match term {
        "days of notice" => evidence.quoted(&[], [notice_days(terms)]),
        "days of notice of a price review" => evidence.quoted(&[], [price_review_notice_days(terms)]),
        "monthly fee" => terms.monthly_fee.as_ref().and_then(|fee| {
            let minor = Decimal::from_int(fee.0);
            let shown = format!("{} {}", fee.show(&terms.currency), terms.currency);
            evidence.written("monthly-fee-minor", minor, Some(&fee.place), shown).number
        }),
        "at risk" | "cap" => evidence.tables(&tables_of(contract, "credits", at)),
        _ => None,
    }
}

fn contract_terms(terms: &Terms) -> Vec<(&'static str, String)> {
    let credits = terms.credits.as_ref();
    let percent = |value: Option<Decimal>| {
        value.map_or_else(|| "none".to_owned(), |value| format!("{}%", phrase::exact(value)))
    };
    let fee =
        terms.monthly_fee.as_ref().map(|fee| format!("{} {}", fee.show(&terms.currency), terms.currency));
    vec![
        ("end", day_label(*terms.ends_on)),
        ("days of notice", terms.notice_days.to_string()),
        ("price reviews", price_reviews_of(terms)),
        ("days of notice of a price review", terms.price_review_notice_days.to_string()),
        ("monthly fee", fee.unwrap_or_else(|| "none".to_owned())),
        ("at risk", percent(credits.map(|credits| *credits.at_risk_percent))),
        ("cap", percent(credits.map(|credits| **credits.cap()))),
    ]
}

fn price_reviews_of(terms: &Terms) -> String {
    let days: Vec<String> = terms.price_review_on.iter().map(|on| day_label(**on)).collect();
    if days.is_empty() { "none".to_owned() } else { days.join(", ") }
}

fn level_terms(
    context: &PageContext<'_>,
    terms: &Terms,
    level: &ServiceLevel,
) -> Vec<(&'static str, String)> {
    let metric = context.report.register.metrics.get(&level.metric);
    vec![
        ("promise", phrase::promise(level, level.target(), metric)),
        ("window", clause_terms::window(level.window).to_owned()),
        ("taken together", clause_terms::aggregation(level, metric)),
        ("weight", clause_terms::weight(level, terms.weights)),
        ("clause", level.clause_ref.clone().unwrap_or_else(|| "no reference".to_owned())),
    ]
}

/// The sentences of one that the other does not have; `None` when they say the same.
fn changed_policies(
    context: &PageContext<'_>,
    before: &ServiceLevel,
    after: &ServiceLevel,
) -> Option<(String, String)> {
    let as_of = context.report.register.as_of();
    let said = |level: &ServiceLevel| {
        clause_terms::policies(level, context.report.register.metrics.get(&level.metric), as_of)
    };
    let (before, after) = (said(before), said(after));
    let only = |these: &[String], those: &[String]| {
        let kept: Vec<&str> = these.iter().filter(|one| !those.contains(one)).map(String::as_str).collect();
        if kept.is_empty() { "–".to_owned() } else { kept.join(" ") }
    };
    (before != after).then(|| (only(&before, &after), only(&after, &before)))
}
