//! What has ended and is not spoken of: figures that are not due yet, or late. The page names the windows that stand until they come.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::grid::vendor_entries;
use super::{About, Inputs};
use crate::core::attainment::lag_days;
use crate::core::contract::terms::{clause_on, middle_day};
use crate::core::sentence::Sentence;
use crate::kit::calendar::{add_days, day_label};
use crate::kit::id::VendorId;
use crate::kit::period::Period;

/// The windows that judged service levels of the vendors speak of.
#[derive(Debug, Default)]
pub struct Standing {
    /// Service levels that speak of the newest window that has ended.
    current: usize,
    /// The window that stands, and the first one after it whose figures have not come: when they are due, and whether that has passed.
    behind: BTreeMap<(Period, Period), (Date, bool)>,
}

pub fn standing(inputs: &Inputs<'_>) -> Standing {
    let mut found = Standing::default();
    for vendor in inputs.register.vendors.keys() {
        add(inputs, vendor, &mut found);
    }
    found
}

fn add(inputs: &Inputs<'_>, vendor: &VendorId, found: &mut Standing) {
    let today = inputs.register.as_of();
    for entry in vendor_entries(inputs, vendor).iter().filter(|entry| entry.judged()) {
        let (Some(ruling), Some(judged)) = (entry.ruling, inputs.judged.get(entry.line.judged)) else {
            continue;
        };
        let Some(contract) = inputs.register.contracts.get(&judged.contract) else { continue };
        let next = ruling.window.period.next();
        let goes_on = clause_on(contract, &judged.service_level, middle_day(next)).is_some();
        if next.last_day() > today || !goes_on {
            found.current += 1;
            continue;
        }
        let due_on = add_days(next.last_day(), lag_days(inputs.register, contract, &judged.service_level));
        found.behind.insert((ruling.window.period, next), (due_on, due_on <= today));
    }
}

impl Standing {
    /// The one window that everything judged speaks of, where it is not the newest that has ended.
    pub fn one(&self) -> Option<Period> {
        let mut windows = self.behind.keys().map(|(stands, _)| *stands);
        let first = windows.next().filter(|_| self.current == 0)?;
        windows.all(|window| window == first).then_some(first)
    }

    /// A sentence for each window that stands for a newer one.
    pub fn sentences(&self) -> Vec<Sentence<About>> {
        let told = |((stands, next), (due_on, late)): (&(Period, Period), &(Date, bool))| {
            let (before, after) = match late {
                true => ("No figures have come yet for ", "were due on"),
                false => ("Figures for ", "are due on"),
            };
            let sentence = Sentence::words(before).then(About::Name, next.label());
            let sentence = match late {
                true => sentence.and(format!(", which {after} {}: ", day_label(*due_on))),
                false => sentence.and(format!(" {after} {}: until then ", day_label(*due_on))),
            };
            sentence.then(About::Name, stands.label()).and(" is the newest that can be spoken of.")
        };
        self.behind.iter().map(told).collect()
    }
}
