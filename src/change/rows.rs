//! Rows of metric files that come, go or change.

use serde_json::{Value, json};

use super::section::{Change, Section, Weight};
use super::side::Sound;
use super::values::{counted, turn};
use crate::core::measurement::record::{Figure, RowStatus, Source, Status};
use crate::kit::beside::beside;
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::register::Register;
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;
use crate::subject::wording::phrase;

/// A measured value as its row writes it.
#[derive(PartialEq, Eq)]
struct Written<'a> {
    /// `None`: withheld by its sender.
    figure: Option<Figure>,
    source: Source,
    note: Option<&'a str>,
}

/// In order of site, metric and what else the key has.
pub fn rows(before: Sound<'_>, after: Sound<'_>) -> Section {
    let (before, after) = (before.register, after.register);
    let (mut new, mut gone, mut changed) = (0, 0, 0);
    let mut changes = Vec::new();
    for (key, was, is) in beside(by_key(before), by_key(after)).filter(|(_, was, is)| was != is) {
        *match (&was, &is) {
            (None, _) => &mut new,
            (_, None) => &mut gone,
            _ => &mut changed,
        } += 1;
        changes.push(change(&spelled(&key), was.as_ref(), is.as_ref()));
    }
    let all = counted(changes.len(), "measurement changes", "measurements change");
    let ahead = (before.measurements.after_as_of, after.measurements.after_as_of);
    let mut section = Section::new("measurements", "Measurements", &[("Row", ""), ("Value", "")])
        .with(changes)
        .saying([
            counted(changed, "measurement changes", "measurements change"),
            counted(new, "measurement comes in", "measurements come in"),
            counted(gone, "measurement goes", "measurements go"),
            waiting(ahead),
        ])
        .heading(Weight::Measurements, all)
        .heading(Weight::Waiting, waiting(ahead));
    // Rows may wait where none changes.
    section.table = section.table.empty("No row up to the as-of date changes.", "");
    section.counts = vec![("rows_ahead_before", ahead.0), ("rows_ahead_after", ahead.1)];
    section
}

/// `3 more rows wait for their day`: they lie after the as-of date, and no figure counts them.
fn waiting((before, after): (usize, usize)) -> Option<String> {
    let (one, many) = match after > before {
        true => ("more row waits for its day", "more rows wait for their day"),
        false => ("fewer row waits for its day", "fewer rows wait for their day"),
    };
    counted(after.abs_diff(before), one, many)
}

fn change(key: &str, before: Option<&Written<'_>>, after: Option<&Written<'_>>) -> Change {
    let shown = |row: Option<&Written<'_>>, other| row.map(|row| row.shown(other));
    let (was, is) = (shown(before, after), shown(after, before));
    let exact =
        json!({ "key": key, "before": before.map(Written::exact), "after": after.map(Written::exact) });
    Change::new(
        exact,
        [
            Cell::head(Inline::code(key.to_owned()).because(Exempt::Place)),
            turn(was.as_deref(), is.as_deref()).into(),
        ],
    )
}

impl Written<'_> {
    /// Where it came from, and its note, show only where the other side says otherwise.
    fn shown(&self, other: Option<&Written<'_>>) -> String {
        let mut text = self.figure.map_or_else(|| RowStatus::Withheld.word().to_owned(), number);
        if other.is_some_and(|other| other.source != self.source) {
            text.push_str(&format!(", source {}", self.source.word()));
        }
        if other.is_some_and(|other| other.note != self.note) {
            text.push_str(
                &self.note.map_or_else(|| ", no note".to_owned(), |note| format!(", note: {note}")),
            );
        }
        text
    }

    fn exact(&self) -> Value {
        let Some(figure) = self.figure else {
            return json!({ "withheld": true, "source": self.source.word(), "note": self.note });
        };
        json!({
            "numerator": figure.numerator.to_string(),
            "denominator": figure.denominator.to_string(),
            "provisional": figure.status == Status::Provisional,
            "source": self.source.word(),
            "note": self.note,
        })
    }
}

fn number(figure: Figure) -> String {
    let mut text = phrase::exact(figure.numerator);
    if figure.denominator != Decimal::ZERO {
        text.push_str(&format!(" / {}", phrase::exact(figure.denominator)));
    }
    if figure.status == Status::Provisional {
        text.push_str(" provisional");
    }
    text
}

/// Site, metric, project, queue, language, period; absent parts are empty.
type Key<'a> = ([&'a str; 5], Period);

/// As written: site, project, queue, language, metric, period, absent parts left out.
fn spelled(([site, metric, project, queue, language], period): &Key<'_>) -> String {
    let period = period.to_string();
    let parts = [*site, *project, *queue, *language, *metric, &period].into_iter();
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn by_key(register: &Register) -> impl Iterator<Item = (Key<'_>, Written<'_>)> {
    let of = &register.measurements;
    let there = of.rows.iter().enumerate().map(|(at, row)| {
        let figure = Figure { numerator: row.numerator, denominator: row.denominator, status: row.status };
        (row.of(), row.period, Written { figure: Some(figure), source: row.source, note: of.note(at) })
    });
    let withheld = of.withheld.iter().enumerate().map(|(at, row)| {
        let written = Written { figure: None, source: row.source, note: of.note_of_withheld(at) };
        (row.of(), row.period, written)
    });
    there.chain(withheld).map(|(row, period, written)| {
        let [site, project, queue, language, metric] = of.ids(row);
        (([site, metric, project, queue, language], period), written)
    })
}
