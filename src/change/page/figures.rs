//! What checks and figures say otherwise: diagnostics, credits, ratings, verdicts, rows.

use super::Section;
use super::wording::{counted, signed, turn};
use crate::change::{
    Amounts, CardChange, CreditChange, Difference, MessageChange, MessageKind, RowChange, VerdictChange,
    Verdicts, Written,
};
use crate::core::measurement::record::Status;
use crate::kit::diag::{Class, Severity, plural};
use crate::kit::number::Money;
use crate::kit::page::table::{Cell, Table};
use crate::kit::text::piece::{Inline, ticked};
use crate::subject::wording::{figure, phrase};

pub fn messages(difference: &Difference) -> Option<Section> {
    let list = &difference.messages;
    let count = |kind: MessageKind| list.iter().filter(|change| change.kind == kind).count();
    let defects = |kind: MessageKind| {
        list.iter().filter(|c| c.kind == kind && c.code.class == Class::Defect && !c.is_waived).count()
    };
    let told = |kind: MessageKind, one: &str, many: &str| {
        let some = counted(count(kind), one, many)?;
        let of_those = defects(kind);
        Some(if of_those > 0 { format!("{some} ({})", plural(of_those, "defect")) } else { some })
    };
    let lede = [
        told(MessageKind::Appears, "message appears", "messages appear"),
        told(MessageKind::Disappears, "message disappears", "messages disappear"),
        counted(count(MessageKind::Waived), "message is waived now", "messages are waived now"),
        counted(count(MessageKind::NoLongerWaived), "waiver ends", "waivers end"),
    ];
    let columns = [("Change", "tight"), ("Code", "tight"), ("Message", ""), ("Place", "")];
    let mut table = Table::new("messages", "Messages of the checks", &columns);
    for change in list {
        table.push([
            kind(change).into(),
            code(change).into(),
            ticked(&change.message).into(),
            place(change).into(),
        ]);
    }
    Section::of("checks", "Checks", &lede, table)
}

fn kind(change: &MessageChange) -> Inline {
    match change.kind {
        MessageKind::Appears if change.is_waived => Inline::chip("plain", "Appears, waived"),
        MessageKind::Appears => Inline::chip("bad", "Appears"),
        MessageKind::Disappears => Inline::chip("good", "Disappears"),
        MessageKind::Waived => Inline::chip("plain", "Waived"),
        MessageKind::NoLongerWaived => Inline::chip("near", "No longer waived"),
    }
}

fn code(change: &MessageChange) -> Vec<Inline> {
    let class = match (change.code.class, change.code.severity) {
        (Class::Defect, _) => "defect",
        (Class::Finding, Severity::Error) => "finding, error",
        (Class::Finding, Severity::Warning) => "finding, warning",
    };
    vec![Inline::code(change.code.name), Inline::quiet(format!(" {class}"))]
}

fn place(change: &MessageChange) -> Inline {
    Inline::code(format!("{}:{}", change.path, change.line))
}

pub fn credits(list: &[CreditChange]) -> Option<Section> {
    let lede = totals(list).into_iter().map(|(currency, moved)| {
        Some(match moved {
            Money(0) => {
                format!("service credits move between months or lines and add up to the same in {currency}")
            }
            moved => format!("service credits change by {}", signed(moved, &currency)),
        })
    });
    let lede: Vec<Option<String>> = lede.collect();
    let columns = [
        ("Vendor", ""),
        ("Contract", "tight"),
        ("Month", "tight"),
        ("Owed", "num"),
        ("Net of earn-back", "num"),
        ("Difference", "num"),
    ];
    let mut table = Table::new("credits", "Service credits, month by month", &columns);
    for change in list {
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        let money = |of: fn(&Amounts) -> Money| {
            let shown = |amounts: Option<&Amounts>| {
                amounts.map(|amounts| figure::money(of(amounts), &amounts.currency))
            };
            turn(shown(before).as_deref(), shown(after).as_deref())
        };
        let difference = moved(change)
            .map_or_else(|| "another currency".to_owned(), |(currency, by)| signed(by, &currency));
        table.push([
            Cell::head(change.vendor.as_str()),
            Inline::code(change.contract.as_str()).into(),
            Cell::new(change.month.label()).key(change.month.first_day()),
            money(|amounts| amounts.owed).into(),
            money(|amounts| amounts.net).into(),
            Inline::strong(difference).into(),
        ]);
    }
    Section::of("credits", "Service credits", &lede, table)
}

/// What a month's net credits move by; `None` across currencies.
fn moved(change: &CreditChange) -> Option<(String, Money)> {
    let net = |amounts: &Option<Amounts>| amounts.as_ref().map_or(0, |amounts| amounts.net.0);
    let currency = |amounts: &Option<Amounts>| amounts.as_ref().map(|amounts| amounts.currency.clone());
    let (was, is) = (currency(&change.before), currency(&change.after));
    if was.is_some() && is.is_some() && was != is {
        return None;
    }
    Some((is.or(was)?, Money(net(&change.after) - net(&change.before))))
}

/// By currency, in its order.
pub fn totals(list: &[CreditChange]) -> std::collections::BTreeMap<String, Money> {
    let mut totals = std::collections::BTreeMap::new();
    for (currency, by) in list.iter().filter_map(moved) {
        let total: &mut Money = totals.entry(currency).or_default();
        total.0 += by.0;
    }
    totals
}

pub fn cards(list: &[CardChange]) -> Option<Section> {
    let turned = list.iter().filter(|change| change.turns_rating()).count();
    let lede = [
        counted(turned, "rating changes", "ratings change"),
        counted(
            list.len() - turned,
            "scorecard changes its score or coverage alone",
            "scorecards change their score or coverage alone",
        ),
    ];
    let columns = [("Whose", ""), ("Period", "tight"), ("Rating", ""), ("Score", "num"), ("Coverage", "num")];
    let mut table = Table::new("ratings", "Ratings and scores, latest week first", &columns);
    for change in list {
        let (before, after) = (change.before, change.after);
        let score = |card: Option<crate::change::Card>| card.and_then(|card| card.score).map(phrase::cut);
        let coverage = |card: Option<crate::change::Card>| {
            card.and_then(|card| card.coverage).map(|share| format!("{}%", phrase::cut(share)))
        };
        table.push([
            Cell::head(change.name.as_str()),
            Cell::new(change.period.to_string()),
            rating(change),
            turn(score(before).as_deref(), score(after).as_deref()).into(),
            turn(coverage(before).as_deref(), coverage(after).as_deref()).into(),
        ]);
    }
    Section::of("ratings", "Ratings and scores", &lede, table)
}

fn rating(change: &CardChange) -> Cell {
    let label = |card: Option<crate::change::Card>| card.map(|card| card.rating);
    match (label(change.before), label(change.after)) {
        (Some(was), Some(is)) if was != is => {
            Cell::new(vec![Inline::rating(was), Inline::words(" → "), Inline::rating(is)])
        }
        (None, Some(is)) => Cell::new(vec![Inline::quiet("–"), Inline::words(" → "), Inline::rating(is)]),
        (Some(was), None) => Cell::new(vec![Inline::rating(was), Inline::words(" → "), Inline::quiet("–")]),
        (_, Some(is)) => Cell::new(Inline::rating(is)),
        (None, None) => Cell::dash(),
    }
}

pub fn verdicts(verdicts: &Verdicts) -> Option<Section> {
    let list = &verdicts.changes;
    let lede = [
        counted(list.len(), "verdict changes", "verdicts change"),
        counted(
            verdicts.same_on_other_figures,
            "result changes in figure or target alone",
            "results change in figure or target alone",
        ),
        counted(verdicts.only_after, "window comes to be judged", "windows come to be judged"),
        counted(verdicts.only_before, "window ceases to be judged", "windows cease to be judged"),
    ];
    let columns = [("Service level", ""), ("Whose", ""), ("Window", "tight"), ("Before", ""), ("After", "")];
    let mut table = Table::new("verdicts", "Verdicts that change", &columns);
    for change in list {
        let side = |verdict: &crate::change::Verdict| {
            let tone = match verdict.word {
                "met" => "met",
                "missed" | "missed, severe" => "missed",
                "not measured" => "none",
                _ => "running",
            };
            Cell::new(Inline::mark(tone, phrase::capital(verdict.word))).under(verdict.figure.as_str())
        };
        table.push([
            Cell::head(change.clause.as_str()).under(Inline::code(named(change))),
            change.name.as_str().into(),
            Cell::new(change.window.label()).key(change.window.first_day()),
            side(&change.before),
            side(&change.after),
        ]);
    }
    Section::of("verdicts", "Verdicts", &lede, table)
}

fn named(change: &VerdictChange) -> String {
    format!("{}/{}", change.contract, change.service_level)
}

/// `ahead` are the rows after the as-of date, before and after.
pub fn rows(list: &[RowChange], ahead: (usize, usize)) -> Option<Section> {
    let (mut new, mut gone) = (0, 0);
    for change in list {
        new += usize::from(change.before.is_none());
        gone += usize::from(change.after.is_none());
    }
    let lede = [
        counted(list.len() - new - gone, "measurement changes", "measurements change"),
        counted(new, "measurement comes in", "measurements come in"),
        counted(gone, "measurement goes", "measurements go"),
        waiting(ahead),
    ];
    let mut table = Table::new("measurements", "Measurements", &[("Row", ""), ("Value", "")])
        .empty("No row up to the as-of date changes.", "");
    for change in list {
        let (was, is) = (change.before.as_ref(), change.after.as_ref());
        let before = was.map(|row| written(row, is));
        let after = is.map(|row| written(row, was));
        table.push([
            Cell::head(Inline::code(change.key.as_str())),
            turn(before.as_deref(), after.as_deref()).into(),
        ]);
    }
    Section::of("measurements", "Measurements", &lede, table)
}

/// `3 more rows wait for their day`: they lie after the as-of date, and no figure counts them.
pub fn waiting((before, after): (usize, usize)) -> Option<String> {
    let (one, many) = match after > before {
        true => ("more row waits for its day", "more rows wait for their day"),
        false => ("fewer row waits for its day", "fewer rows wait for their day"),
    };
    counted(after.abs_diff(before), one, many)
}

/// Where a figure came from, and its note, show only where the other side says otherwise.
fn written(row: &Written, other: Option<&Written>) -> String {
    let mut text = phrase::exact(row.numerator);
    if row.denominator != crate::kit::number::Decimal::ZERO {
        text.push_str(&format!(" / {}", phrase::exact(row.denominator)));
    }
    if row.status == Status::Provisional {
        text.push_str(" provisional");
    }
    if other.is_some_and(|other| other.source != row.source) {
        text.push_str(&format!(", source {}", row.source.word()));
    }
    if other.is_some_and(|other| other.note != row.note) {
        text.push_str(
            &row.note.as_ref().map_or_else(|| ", no note".to_owned(), |note| format!(", note: {note}")),
        );
    }
    text
}
