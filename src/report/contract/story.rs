//! How the terms came to be: the timeline, each amendment before and after, then and now.

use serde::Serialize;

use crate::core::contract::record::{
    AmendmentRecord, Change, ChangeOp, Contract, SharedClause, TermsVersion,
};
use crate::kit::calendar::{day_label, days_between};
use crate::kit::diag::{list_and, plural};
use crate::kit::number::Decimal;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::axis::{day_number, months};
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::timeline::{Moment, MomentShape, Span, SpanLook, Tick, Timeline};
use crate::subject::clause::page as clause_page;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::terms::{change_tables, clause_tables};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline, listed, spaced};
use crate::subject::text::words::Unproved;
use crate::subject::wording::{names, phrase, term};

/// An amendment in the chronicle.
#[derive(Serialize)]
pub struct Amendment {
    on: Label,
    on_iso: String,
    title: Label,
    chips: Vec<Inline>,
    told: Vec<Inline>,
    changes: Vec<Vec<Inline>>,
    /// Signed after it took effect.
    loud: bool,
    /// The latest that is in force.
    now: bool,
}

/// Signed after the day from which it holds.
pub fn is_retroactive(amendment: &AmendmentRecord) -> bool {
    amendment.effective_on < *amendment.signed_on
}

/// Amendments of the contract, and of its shared clauses, that change terms backwards.
pub fn retroactive(contract: &Contract, evidence: &mut Evidence<'_>) -> Vec<Html> {
    let own = contract.amendments.iter().map(|amendment| (String::new(), amendment));
    let shared = contract.versions.iter().flat_map(|version| contract.shared_amendments(version));
    let shared = shared.map(|(clause, amendment)| (format!(" of “{}”", clause.name()), amendment));
    let all = own.chain(shared).filter(|(_, amendment)| is_retroactive(amendment));
    all.map(|(of, amendment)| backwards(amendment, &of, evidence)).collect()
}

fn backwards(amendment: &AmendmentRecord, of: &str, evidence: &mut Evidence<'_>) -> Html {
    let days = days_between(*amendment.effective_on, *amendment.signed_on);
    let dates = [("effective-on", &amendment.effective_on), ("signed-on", &amendment.signed_on)];
    let number = evidence.days(days.into(), dates, []);
    Html::exempt(Exempt::Name, &format!("Amendment {}{of}", amendment.number))
        .then(Html::dated(&format!(
            " is retroactive: signed on {}, it changes terms from {} on, ",
            day_label(*amendment.signed_on),
            day_label(*amendment.effective_on)
        )))
        .then(Html::part_of(number, &plural(usize::try_from(days).unwrap_or(0), "day")))
        .then(" earlier.")
}

pub fn timeline(context: &PageContext<'_>, contract: &Contract) -> Html {
    let as_of = context.report.register.as_of();
    let first = contract.signed_on.min(contract.effective_on);
    let last = contract.ends_on.max(as_of);
    let ticks = months(first, last);
    let ticks: Vec<Tick<'_>> = ticks.iter().map(|(day, label)| Tick { day: *day, label }).collect();
    let current = contract.versions.iter().rposition(|version| version.from <= as_of);
    let names: Vec<String> = contract.versions.iter().map(|version| named(contract, version)).collect();
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
    let labels: Vec<(crate::kit::picture::timeline::Day, String, MomentShape)> = moments(contract, as_of);
    let moments: Vec<Moment<'_>> =
        labels.iter().map(|(day, label, shape)| Moment { day: *day, label, shape: *shape }).collect();
    let as_of_words = format!("as of {}", phrase::short_day(as_of));
    Html::picture(&Timeline {
        label: &format!("Terms of {} from {} to {}", contract.title, day_label(first), day_label(last)),
        range: (day_number(first), day_number(last)),
        ticks: &ticks,
        spans: &spans,
        moments: &moments,
        as_of: Some((day_number(as_of), &as_of_words)),
    })
}

/// What a version of the terms is called.
fn named(contract: &Contract, version: &TermsVersion) -> String {
    let shared = version.shared.iter().filter_map(|id| contract.clauses.get(id));
    let shared: Vec<String> = shared.map(|clause| format!("“{}” amended", clause.name())).collect();
    let own = match version.amendments.as_slice() {
        [] if shared.is_empty() => return "base terms".to_owned(),
        [] => None,
        [one] => Some(format!("amendment {one}")),
        more => {
            let numbers: Vec<String> = more.iter().map(u32::to_string).collect();
            Some(format!("amendments {}", list_and(&numbers)))
        }
    };
    let parts: Vec<String> = shared.into_iter().chain(own).collect();
    format!("with {}", list_and(&parts))
}

fn moments(contract: &Contract, as_of: jiff::civil::Date) -> Vec<(i32, String, MomentShape)> {
    let done = |day| if day <= as_of { MomentShape::Done } else { MomentShape::Open };
    let mut moments = vec![(day_number(contract.signed_on), "signed".to_owned(), done(contract.signed_on))];
    for amendment in &contract.amendments {
        let (words, shape) = if is_retroactive(amendment) {
            (format!("amendment {} signed, retroactive", amendment.number), MomentShape::Late)
        } else {
            (format!("amendment {} signed", amendment.number), done(*amendment.signed_on))
        };
        moments.push((day_number(*amendment.signed_on), words, shape));
    }
    for version in &contract.versions {
        for (clause, amendment) in contract.shared_amendments(version) {
            let words = format!("amendment {} of “{}” signed", amendment.number, clause.name());
            let shape =
                if is_retroactive(amendment) { MomentShape::Late } else { done(*amendment.signed_on) };
            moments.push((day_number(*amendment.signed_on), words, shape));
        }
    }
    moments.push((day_number(contract.ends_on), "ends".to_owned(), done(contract.ends_on)));
    moments.sort_by_key(|(day, _, _)| *day);
    moments
}

/// Whose amendment it is.
#[derive(Clone, Copy)]
enum Of<'c> {
    Contract,
    /// A shared clause's, which changes something here.
    Clause(&'c SharedClause),
}

/// Latest first; of one day the contract's own before those of its shared clauses, which it is folded after.
pub fn amendments(
    context: &PageContext<'_>,
    contract: &Contract,
    evidence: &mut Evidence<'_>,
) -> Vec<Amendment> {
    let as_of = context.report.register.as_of();
    let mut records: Vec<(Of<'_>, &AmendmentRecord)> =
        contract.amendments.iter().map(|record| (Of::Contract, record)).collect();
    records.sort_by_key(|(_, record)| std::cmp::Reverse((*record.effective_on, record.number)));
    let shared = contract.versions.iter().flat_map(|version| contract.shared_amendments(version));
    records.extend(shared.map(|(clause, record)| (Of::Clause(clause), record)));
    records.sort_by_key(|(_, record)| std::cmp::Reverse(*record.effective_on));
    let now = records.iter().position(|(_, record)| record.effective_on <= as_of);
    let records = records.into_iter().enumerate();
    records
        .map(|(at, (of, record))| {
            let mut chips = Vec::new();
            if is_retroactive(record) {
                chips.push(Inline::chip("bad", "Retroactive"));
            }
            if record.effective_on > as_of {
                chips.push(Inline::chip("plain", "to come"));
            }
            let mut told = vec![
                Inline::words(phrase::sentences(&[record.reason.as_str()])).because(Exempt::Quoted),
                Inline::dated(format!(" Signed on {}, approved by ", day_label(*record.signed_on))),
            ];
            told.extend(names::approver(context, &record.approved_by, record.in_place_of.as_ref()));
            told.push(Inline::literal("."));
            if let Of::Clause(clause) = of {
                told.push(Inline::literal(" It changes the shared clause "));
                told.push(clause_page::link(clause));
                told.push(Inline::literal("."));
            }
            Amendment {
                on: Label::dated(day_label(*record.effective_on)),
                on_iso: record.effective_on.to_string(),
                title: Label::named(match of {
                    Of::Contract => format!("Amendment {}", record.number),
                    Of::Clause(clause) => format!("Amendment {} of “{}”", record.number, clause.name()),
                }),
                chips: spaced(chips),
                told,
                changes: record
                    .changes
                    .iter()
                    .map(|change| match of {
                        Of::Contract => own_change(context, contract, record, change, evidence),
                        Of::Clause(clause) => {
                            shared_change(context, contract, (clause, record), change, evidence)
                        }
                    })
                    .collect(),
                loud: is_retroactive(record),
                now: now == Some(at),
            }
        })
        .collect()
}

fn own_change(
    context: &PageContext<'_>,
    contract: &Contract,
    record: &AmendmentRecord,
    change: &Change,
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let mut line = path(contract, &change.path);
    line.push(Inline::literal(": "));
    let (before, after) = said(context, contract, change);
    let pieces = before_after(change.op, before.as_deref(), after.as_deref());
    let number = change_told(contract, record, change, &pieces, evidence);
    line.extend(pieces.into_iter().map(|piece| piece.of(number)));
    line
}

/// A change of a shared clause, with the service levels here that it reaches.
fn shared_change(
    context: &PageContext<'_>,
    contract: &Contract,
    (clause, record): (&SharedClause, &AmendmentRecord),
    change: &Change,
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let version = contract.versions.iter().rev().find(|version| version.from <= *record.effective_on);
    let levels = version.into_iter().flat_map(|version| version.terms.service_levels.values());
    let levels: Vec<_> = levels.filter(|level| level.clause.as_deref() == Some(&clause.id)).collect();
    let mut line = listed(levels.iter().map(|level| names::service_level(context, &contract.id, &level.id)));
    line.push(Inline::words(format!(", {}: ", term::words(&change.path))).because(Exempt::Name));
    let words = |text: Option<&str>| {
        let (text, level) = (text?, levels.first()?);
        let path = format!("service-level.{}.{}", level.id, change.path);
        let words = term::value(context.report.register, contract, &path, text);
        Some(words.unwrap_or_else(|| text.to_owned()))
    };
    let (before, after) =
        (words(change.before.as_deref()), words(change.after.as_ref().map(|after| after.as_str())));
    let pieces = before_after(change.op, before.as_deref(), after.as_deref());
    let has_number = pieces.iter().any(Unproved::has_number);
    let number = has_number.then(|| evidence.tables(&clause_tables(clause, *record.effective_on))).flatten();
    line.extend(pieces.into_iter().map(|piece| piece.of(number)));
    line
}

/// Every changed term as a row.
pub fn changes(context: &PageContext<'_>, contract: &Contract, evidence: &mut Evidence<'_>) -> Table {
    let all = contract.amendments.iter();
    let all = all.flat_map(|record| record.changes.iter().map(move |change| (record, change)));
    let told = all.map(|(record, change)| {
        let after = change.after.as_ref().map(|after| after.as_str());
        let both = [change.before.as_deref(), after]
            .map(|text| value(context, (contract, newest(contract)), &change.path, text));
        let number = change_told(contract, record, change, &both, evidence);
        (record, change, both.map(|value| value.of(number)))
    });
    Columns::over(told.collect::<Vec<_>>(), &mut ())
        .column("Amendment", "tight", |(record, ..), _| {
            Cell::head(Inline::words(record.number.to_string()).because(Exempt::Name))
        })
        .column("Term", "", |(_, change, _), _| path(contract, &change.path).into())
        .column("Before", "", |(.., [before, _]), _| before.clone().into())
        .column("After", "", |(.., [_, after]), _| after.clone().into())
        .column("In effect", "tight", |(record, ..), _| Cell::day(*record.effective_on))
        .column("Signed", "tight", |(record, ..), _| {
            let late = is_retroactive(record).then(|| Inline::chip("bad", "retroactive"));
            Cell::day(*record.signed_on).under(late.into_iter().collect::<Vec<_>>())
        })
        .column("Reason", "", |(record, ..), _| {
            Inline::words(record.reason.as_str()).because(Exempt::Quoted).into()
        })
        .column("Written in", "", |(_, change, _), _| names::place(context, &change.place).into())
        .table("amendments", "Every changed term")
        .empty("Nothing has been amended.", "The terms are those that were signed.")
}

/// Longest value that the table quotes.
const LONG: usize = 240;

/// A value of the term `path` in the words of a version: where it has none, as it is written.
pub fn value(
    context: &PageContext<'_>,
    (contract, version): (&Contract, usize),
    path: &str,
    text: Option<&str>,
) -> Unproved {
    let Some(text) = text else { return Inline::quiet("–").into() };
    match term::value_in(context.report.register, (contract, version), path, text) {
        Some(words) => Inline::words(words),
        None if text.chars().count() > LONG => Inline::quiet("a whole clause, see the file").into(),
        None => Inline::code(text.to_owned()),
    }
}

fn newest(contract: &Contract) -> usize {
    contract.versions.len().saturating_sub(1)
}

/// The values of a change before and after, in words where they have some.
fn said(context: &PageContext<'_>, contract: &Contract, change: &Change) -> (Option<String>, Option<String>) {
    let words = |text: Option<&String>| {
        let text = text?;
        let words = term::value(context.report.register, contract, &change.path, text);
        Some(words.unwrap_or_else(|| text.clone()))
    };
    (words(change.before.as_ref()), words(change.after.as_deref()))
}

/// The figure that says what was changed; `None` where the words hold no number.
pub fn change_told(
    contract: &Contract,
    record: &AmendmentRecord,
    change: &Change,
    said: &[Unproved],
    evidence: &mut Evidence<'_>,
) -> Option<FigureNumber> {
    if !said.iter().any(Unproved::has_number) {
        return None;
    }
    let tables = change_tables(contract, record, change);
    // A key above all tables has no table that could be cited.
    let base = contract.versions.first().map_or(&[][..], |version| version.written.as_slice());
    let signed = base.iter().find(|(path, _)| *path == change.path).and_then(|(path, value)| {
        let place = &contract.signed.get(path)?.place;
        Some((path.clone(), Decimal::parse(value).ok()?, Some(place)))
    });
    evidence.quoted(&tables, signed)
}

/// `service-level.accuracy.target` with the service level's name as a link.
fn path(contract: &Contract, path: &str) -> Vec<Inline> {
    let Some((id, key)) =
        path.strip_prefix("service-level.").map(|rest| rest.split_once('.').unwrap_or((rest, "")))
    else {
        return vec![Inline::words(phrase::capital(&term::words(path))).because(Exempt::Name)];
    };
    let level = contract.versions.iter().rev().find_map(|version| version.terms.service_levels.get(id));
    let name = level.map_or(id, |level| &level.name);
    let in_force =
        contract.versions.last().is_some_and(|version| version.terms.service_levels.contains_key(id));
    let name = match in_force {
        true => Inline::anchor(&Route::Contract(contract.id.clone()), &format!("sl-{id}"), name.to_owned()),
        false => Inline::words(name),
    };
    let mut line = vec![name.because(Exempt::Name)];
    if !key.is_empty() {
        line.push(Inline::words(format!(", {}", term::words(key))).because(Exempt::Name));
    }
    line
}

/// Longest value that is quoted in a sentence; tables and bands are written out in the table below.
const SHORT: usize = 60;

fn before_after(op: ChangeOp, before: Option<&str>, after: Option<&str>) -> Vec<Unproved> {
    if [before, after].into_iter().flatten().any(|value| value.chars().count() > SHORT) {
        return vec![Inline::words(format!("{}, see “Then and now” and the table below", op.label()))];
    }
    let side = |text: Option<&str>| text.unwrap_or("nothing").to_owned();
    match op {
        ChangeOp::Add => {
            vec![Inline::literal("added ").into(), Inline::becomes(after.unwrap_or_default().to_owned())]
        }
        ChangeOp::Remove => {
            vec![Inline::literal("removed ").into(), Inline::was(before.unwrap_or_default().to_owned())]
        }
        ChangeOp::Replace => {
            vec![Inline::was(side(before)), Inline::literal(" → ").into(), Inline::becomes(side(after))]
        }
    }
}
