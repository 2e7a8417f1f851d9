//! A shift in words: how much, since when, and what did most of it.

use std::cmp::Ordering;

use num_rational::BigRational;

use super::split::ratio;
use super::{Cut, CutShift, Part, Shift, is_negative, size};
use crate::core::Book;
use crate::core::metric::record::{Metric, Unit};
use crate::core::sentence::Sentence;
use crate::core::wording::counted;
use crate::kit::exact::{Toward, to_quotient};
use crate::kit::period::Period;

/// What a piece of such a sentence speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// How far the whole moved, without its sign.
    Change,
    /// The whole before (`0`) and after (`1`).
    Whole(usize),
    /// How many periods lie before (`0`) and after (`1`).
    Periods(usize),
    /// What the parts' own figures did, what the work that moved did, what both did at once: `0` to `2`, of all parts.
    Cause(usize),
    /// A part by its name.
    Name,
    /// All that one part did: index into the cut's parts.
    Part(usize),
}

/// `+1.00`, `−2.50`, `0.00`: rounded half away from zero for show; the parts themselves stay exact.
pub fn signed(value: &BigRational, decimals: u8) -> String {
    let shown = to_quotient(value, Toward::Lower).show(decimals);
    let is_nothing = shown.chars().all(|c| matches!(c, '0' | '.' | '\u{2212}'));
    match is_nothing {
        true => shown.trim_start_matches('\u{2212}').to_owned(),
        false if is_negative(value) => shown,
        false => format!("+{shown}"),
    }
}

/// How far it moved: `fell 1.50 points, from 90.00% to 88.50%, over the last 7 weeks against the 7 before`.
pub fn shift_sentence(metric: &Metric, shift: &Shift) -> Sentence<Of> {
    let verb = if is_negative(&shift.change) { "fell" } else { "rose" };
    let by = to_quotient(&size(&shift.change), Toward::Lower).show(metric.decimals);
    let by = match metric.unit {
        Unit::Percent => format!("{by} percentage points"),
        unit => unit.with(&by),
    };
    let show = |value: crate::kit::number::Quotient| metric.unit.with(&value.show(metric.decimals));
    Sentence::words(format!("{verb} "))
        .then(Of::Change, by)
        .and(", from ")
        .then(Of::Whole(0), show(shift.before.value))
        .and(" to ")
        .then(Of::Whole(1), show(shift.after.value))
        .and(", ")
        .join(spans(&shift.before.periods, &shift.after.periods))
}

fn spans(before: &[Period], after: &[Period]) -> Sentence<Of> {
    let noun = match after.first() {
        Some(Period::Day(_)) => ("day", "days"),
        Some(Period::Week(_)) => ("week", "weeks"),
        Some(Period::Month(..)) => ("month", "months"),
        Some(Period::Quarter(..) | Period::Year(_)) | None => ("period", "periods"),
    };
    let many = |periods: &[Period]| counted(periods.len(), noun.0, noun.1);
    match (before, after) {
        ([from], [to]) => Sentence::words(format!("{} against {}", to.label(), from.label())),
        (before, [to]) => Sentence::words(format!("{} against the ", to.label()))
            .then(Of::Periods(0), many(before))
            .and(" before"),
        (before, after) if before.len() == after.len() => {
            Sentence::words("the last ").then(Of::Periods(1), many(after)).and(" against as many before")
        }
        (before, after) => Sentence::words("the last ")
            .then(Of::Periods(1), many(after))
            .and(" against the ")
            .then(Of::Periods(0), many(before))
            .and(" before"),
    }
}

/// What did it, by one cut: `mostly because work moved between sites (−2.50), although every site rose; most of it in Porto (−1.20)`.
pub fn parts_sentence(book: &Book, metric: &Metric, shift: &Shift, cut: &CutShift) -> Sentence<Of> {
    let show = |value: &BigRational| signed(value, metric.decimals);
    let down = is_negative(&shift.change);
    let along =
        |value: &BigRational| is_negative(value) == down && value.numer().sign() != num_bigint::Sign::NoSign;
    let effects = &cut.effects;
    let own = format!("the {}\u{2019} own figures {}", cut.by.words(), if down { "fell" } else { "rose" });
    let moved = format!("work moved between {}", cut.by.words());
    let both = format!("work moved between {} while their figures changed", cut.by.words());
    let mut causes = [(&effects.rate, own), (&effects.mix, moved), (&effects.interaction, both)]
        .into_iter()
        .enumerate()
        .filter(|(_, (value, _))| along(value))
        .collect::<Vec<_>>();
    causes.sort_by_key(|(_, (value, _))| std::cmp::Reverse(size(value)));
    let mut told = match causes.first() {
        Some((at, (value, words))) => {
            Sentence::words(format!("mostly because {words} (")).then(Of::Cause(*at), show(value)).and(")")
        }
        // The change itself is nothing.
        None => Sentence::words("with no cause that stands out"),
    };
    if let Some(all) = every_part(cut, down) {
        told = told.and(format!(", although every {} {all}", cut.by.word()));
    } else if let Some(at) = cut.parts.iter().position(|part| along(&part.effects.total())) {
        let first = &cut.parts[at];
        told = told
            .and("; most of it: ")
            .then(Of::Name, part_name(book, cut.by, first))
            .and(" (")
            .then(Of::Part(at), show(&first.effects.total()))
            .and(")");
    }
    told
}

fn part_name(book: &Book, by: Cut, part: &Part) -> String {
    by.name(book, part.of)
}

/// `rose` or `fell` where every part moved against the whole.
fn every_part(cut: &CutShift, down: bool) -> Option<&'static str> {
    let against = if down { Ordering::Greater } else { Ordering::Less };
    let moved = |part: &Part| Some(ratio(part.after)?.cmp(&ratio(part.before)?));
    cut.parts.iter().all(|part| moved(part) == Some(against)).then_some(if down { "rose" } else { "fell" })
}
