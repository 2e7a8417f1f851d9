//! Why a figure of an issue is another today: something was restated that it rests on, a provisional value was settled, or something else
//! was recorded later.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::history::{Change, ChangeKind, Fact};
use crate::model::{Period, Register, SiteId, add_days};

/// The graver last: a figure that rests on both was restated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// Rows, relief or settings that were recorded later.
    Other,
    /// Provisional values became final, or were replaced while they were provisional.
    Settled,
    /// A final value or a term was replaced or withdrawn.
    Restated,
}

/// What was recorded anew after the commit that judges an issue.
pub struct Later<'a> {
    pub changes: Vec<&'a Change>,
    pub register: &'a Register,
    /// Of the issue.
    pub period: Period,
}

/// An evidence document.
pub struct Document<'v> {
    /// Its figures by their number.
    figures: BTreeMap<u64, &'v Value>,
    /// Whether its lines are those of the files of today.
    is_today: bool,
}

impl<'v> Document<'v> {
    pub fn new(parsed: &'v Value, is_today: bool) -> Document<'v> {
        let figures = parsed["figures"].as_array().into_iter().flatten();
        let figures = figures.filter_map(|figure| Some((figure["n"].as_u64()?, figure))).collect();
        Document { figures, is_today }
    }
}

impl Later<'_> {
    /// Why a figure is another. `None` where it names neither rows, nor settings, nor figures that it was made of.
    pub fn of(&self, entry: &Value, document: &Document<'_>) -> Option<Why> {
        let names = ["query", "inputs", "settings"].iter().any(|key| !entry[key].is_null());
        names.then(|| self.rests_on(entry, document, 8).unwrap_or(Why::Other))
    }

    /// For a figure that names nothing: the gravest of the figures beside it, else of all that concerns the issue.
    pub fn of_all(&self, beside: impl Iterator<Item = Why>) -> Why {
        let of_issue =
            || self.changes.iter().filter(|change| self.concerns(change)).map(|change| why(change));
        beside.max().or_else(|| of_issue().max()).unwrap_or(Why::Other)
    }

    /// `deep`: figures are made of figures so many times at most.
    fn rests_on(&self, entry: &Value, document: &Document<'_>, deep: u8) -> Option<Why> {
        let own = self
            .changes
            .iter()
            .filter(|change| self.is_of(entry, document, change))
            .map(|change| why(change));
        let inputs = entry["inputs"].as_array().into_iter().flatten().filter_map(Value::as_u64);
        let inputs = inputs.filter_map(|input| match deep {
            0 => None,
            deep => self.rests_on(document.figures.get(&input)?, document, deep - 1),
        });
        own.chain(inputs).max()
    }

    /// Whether a figure cites the line of a change, or asks for the row that is gone.
    fn is_of(&self, entry: &Value, document: &Document<'_>, change: &Change) -> bool {
        let Some(place) = change.place.as_ref().filter(|_| document.is_today) else {
            return self.asks_for(&entry["query"], change);
        };
        let is_path = |of: &Value| of.as_str() == Some(place.path.as_str());
        let holds = |range: &Value| {
            let line = |at: usize| range[at].as_u64().unwrap_or_default();
            (line(0)..=line(1)).contains(&u64::from(place.line))
        };
        let rows = entry["rows"].as_array().into_iter().flatten();
        let settings = entry["settings"].as_array().into_iter().flatten();
        rows.into_iter().any(|file| is_path(&file[0]) && file[1].as_array().into_iter().flatten().any(holds))
            || settings.into_iter().any(|set| is_path(&set[2]) && set[3].as_u64() == Some(place.line.into()))
    }

    fn asks_for(&self, query: &Value, change: &Change) -> bool {
        let is = |key: &str, id: &str| query[key].as_str() == Some(id);
        match &change.fact {
            Fact::Measurement { key, .. } => {
                let vendor =
                    self.register.sites.get(&SiteId::new(&key.site)).map(|site| site.vendor.as_str());
                let of_subject = is("site", &key.site) || vendor.is_some_and(|vendor| is("vendor", vendor));
                let rolling = query["window"].as_str().is_some_and(|window| window.starts_with("rolling"));
                let back = if rolling { 13 * 7 } else { 0 };
                let row = Period::parse(&key.period);
                let mut periods = query["periods"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let meets = |period: Period, row: Period| {
                    row.first_day() <= period.last_day()
                        && row.last_day() >= add_days(period.first_day(), -back)
                };
                is("metric", &key.metric)
                    && of_subject
                    && row.is_some_and(|row| {
                        periods.any(|of| Period::parse(of).is_some_and(|of| meets(of, row)))
                    })
            }
            Fact::Term { contract, key } | Fact::Amendment { contract, key, .. } => {
                let level = query["service_level"].as_str().unwrap_or_default();
                let of_level = key.strip_prefix("service-level.");
                let other = of_level.is_some_and(|rest| rest.split('.').next() != Some(level));
                is("contract", contract.as_str()) && !other
            }
            Fact::Cell { .. } | Fact::DueDate { .. } | Fact::Other { .. } => false,
        }
    }

    /// Whether a change is one of a term, or of a row of a period that had ended with the issue's.
    pub fn concerns(&self, change: &Change) -> bool {
        match &change.fact {
            Fact::Measurement { key, .. } => {
                Period::parse(&key.period).is_some_and(|of| of.last_day() <= self.period.last_day())
            }
            Fact::Term { .. } | Fact::Amendment { .. } => true,
            Fact::Cell { .. } | Fact::DueDate { .. } | Fact::Other { .. } => false,
        }
    }
}

fn why(change: &Change) -> Why {
    match change.kind {
        ChangeKind::Matured => Why::Settled,
        ChangeKind::Withdrawn if !change.was_final => Why::Settled,
        ChangeKind::Restated | ChangeKind::Withdrawn | ChangeKind::Added => Why::Restated,
    }
}
