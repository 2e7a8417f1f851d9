//! Rows of metric files that come, go or change.

use std::collections::BTreeMap;

use super::changed::keys;
use crate::core::measurement::record::{Measurements, Observation, Source, Status};
use crate::kit::number::Decimal;
use crate::subject::register::Register;

/// A measured value as its row writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Of a ratio; of other kinds the value.
    pub numerator: Decimal,
    /// Of a ratio; of a mean its samples; else 0.
    pub denominator: Decimal,
    pub status: Status,
    pub source: Source,
    pub note: Option<String>,
}

/// A row that differs, by its key: site, project, queue, language, metric, period, as written, absent parts left out.
#[derive(Clone, Debug)]
pub struct RowChange {
    pub key: String,
    pub before: Option<Written>,
    pub after: Option<Written>,
}

type Key<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, crate::kit::period::Period);

/// In order of site, metric and what else the key has.
pub fn rows(before: &Register, after: &Register) -> Vec<RowChange> {
    let (old, new) = (by_key(before), by_key(after));
    let changed = keys(&old, &new).filter(|key| old.get(*key) != new.get(*key));
    let change = |key: &Key<'_>| RowChange {
        key: spelled(key),
        before: old.get(key).cloned(),
        after: new.get(key).cloned(),
    };
    changed.map(change).collect()
}

fn spelled(&(site, metric, project, queue, language, period): &Key<'_>) -> String {
    let parts = [site, project, queue, language, metric].into_iter().filter(|part| !part.is_empty());
    let mut key: Vec<String> = parts.map(str::to_owned).collect();
    key.push(period.to_string());
    key.join(", ")
}

fn by_key(register: &Register) -> BTreeMap<Key<'_>, Written> {
    let of = &register.measurements;
    let name = |at: Option<u32>, list: fn(&Measurements, usize) -> Option<&str>| {
        at.and_then(|at| list(of, at as usize)).unwrap_or_default()
    };
    let key = |row: &Observation| {
        (
            name(Some(row.site), |of, at| of.sites.get(at).map(|id| id.as_str())),
            name(Some(row.metric), |of, at| of.metrics.get(at).map(|id| id.as_str())),
            name(row.project, |of, at| of.projects.get(at).map(|id| id.as_str())),
            name(row.queue, |of, at| of.queues.get(at).map(|id| id.as_str())),
            name(row.language, |of, at| of.languages.get(at).map(String::as_str)),
            row.period,
        )
    };
    let written = |at: usize, row: &Observation| Written {
        numerator: row.numerator,
        denominator: row.denominator,
        status: row.status,
        source: row.source,
        note: note(of, at),
    };
    of.rows.iter().enumerate().map(|(at, row)| (key(row), written(at, row))).collect()
}

/// Notes stand in the order of their rows.
fn note(of: &Measurements, at: usize) -> Option<String> {
    let at = u32::try_from(at).ok()?;
    let found = of.notes.binary_search_by_key(&at, |(row, _)| *row).ok()?;
    of.notes.get(found).map(|(_, text)| text.clone())
}
