//! How much of what must be acknowledged is: counts per site and role, by the text they were given to.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::id::{SiteId, SopId};
use crate::kit::number::Quotient;
use crate::subject::acknowledgement::record::Acknowledgement;
use crate::subject::given::{Computed, Given};
use crate::subject::history::History;
use crate::subject::register::Register;
use crate::subject::sop::figures::text_of;
use crate::subject::sop::record::{AcknowledgedText, Sop};

/// What a report keeps of them.
pub type Figures = BTreeMap<SopId, Acknowledged>;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let sops = given.register.sops.values();
        let none = History::default();
        let history = given.recorded.map_or(&none, |(_, history)| history);
        sops.map(|sop| (sop.id.clone(), acknowledged(given.register, history, sop))).collect()
    }
}

/// The last row up to the as-of date of each SOP, site and role; earlier ones are its history.
pub fn current(register: &Register) -> Vec<&Acknowledgement> {
    current_on(register, register.as_of())
}

/// The last row up to a day of each SOP, site and role.
fn current_on(register: &Register, day: Date) -> Vec<&Acknowledgement> {
    let mut last: BTreeMap<(&SopId, &SiteId, &str), &Acknowledgement> = BTreeMap::new();
    for row in register.acknowledgements.iter().filter(|row| *row.as_of <= day) {
        let known = last.entry((&row.sop, &row.site, row.role.as_str())).or_insert(row);
        if *row.as_of > *known.as_of {
            *known = row;
        }
    }
    last.into_values().collect()
}

/// The acknowledgements of one SOP that count on the as-of date: the last row of each site and role.
#[derive(Clone, Debug, Default)]
pub struct Acknowledged {
    /// By site, then role.
    pub rows: Vec<Row>,
    /// People who have to, over all rows.
    pub required: u64,
    /// People whose acknowledgement holds.
    pub holds: u64,
    /// People who acknowledged a text that is no longer the SOP's.
    pub void: u64,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub row: Acknowledgement,
    pub text: AcknowledgedText,
}

impl Row {
    /// Acknowledgements that hold: none of a former text.
    pub fn holds(&self) -> u32 {
        if self.text == AcknowledgedText::Former { 0 } else { *self.row.acknowledged }
    }

    /// In percent; `None` is not applicable: nobody has to.
    pub fn rate(&self) -> Option<Quotient> {
        percent(self.holds().into(), (*self.row.required).into())
    }
}

impl Acknowledged {
    /// In percent; `None` is not applicable: nobody has to.
    pub fn rate(&self) -> Option<Quotient> {
        percent(self.holds, self.required)
    }
}

fn percent(part: u64, whole: u64) -> Option<Quotient> {
    Quotient::new(i128::from(part) * 100, i128::from(whole)).filter(|_| whole > 0)
}

/// What is acknowledged of an SOP.
pub fn acknowledged(register: &Register, history: &History, sop: &Sop) -> Acknowledged {
    acknowledged_on(register, history, sop, register.as_of())
}

/// What was acknowledged of an SOP by a day, held against its text of the as-of date.
pub fn acknowledged_on(register: &Register, history: &History, sop: &Sop, day: Date) -> Acknowledged {
    let of_sop = current_on(register, day).into_iter().filter(|row| row.sop == sop.id);
    let rows: Vec<Row> =
        of_sop.map(|row| Row { row: row.clone(), text: text_of(history, sop, &row.hash) }).collect();
    let sum = |count: fn(&Row) -> u32| rows.iter().map(|row| u64::from(count(row))).sum();
    Acknowledged {
        required: sum(|row| *row.row.required),
        holds: sum(Row::holds),
        void: sum(|row| *row.row.acknowledged - row.holds()),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::PartId;
    use crate::testing::{Bench, acknowledgement, sop};

    #[test]
    fn c3_the_rate_is_acknowledged_over_required_and_void_ones_are_none() {
        let mut bench = Bench::new();
        let guide = sop("guide");
        let now = guide.hashes.now.clone();
        let mut lead = acknowledgement("guide", "00000000000000aa", 4, 4);
        lead.role = PartId::new("team-lead").into();
        let mut idle = acknowledgement("guide", &now, 0, 0);
        idle.role = PartId::new("trainer").into();
        bench.register.acknowledgements = vec![acknowledgement("guide", &now[..16], 40, 33), lead, idle];
        let state = acknowledged(&bench.register, &History::default(), &guide);
        assert_eq!((state.required, state.holds, state.void), (44, 33, 4));
        assert_eq!(state.rate(), Quotient::new(75, 1));
        let rates: Vec<_> = state.rows.iter().map(Row::rate).collect();
        assert_eq!(rates, [Quotient::new(165, 2), Quotient::new(0, 1), None]);
        assert_eq!(
            acknowledged(&bench.register, &History::default(), &sop("other")).rate(),
            None,
            "nobody has to"
        );
    }
}
