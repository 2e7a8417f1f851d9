//! What the data of the book say of a criterion at one site.

use crate::core::rollup::Cell;
use crate::kit::id::SopId;
use crate::kit::number::Quotient;
use crate::kit::period::Period;
use crate::subject::access::record::{AccessMeasure, AccessRegister};

/// Whether a criterion holds. What is not measured is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CriterionResult {
    Met,
    NotMet,
    NotMeasured,
}

/// At one site.
#[derive(Clone, Debug)]
pub enum Found {
    /// So many of what is wanted: usable accounts, people.
    Enough { measure: AccessMeasure, have: u64, wanted: Wanted },
    /// What should be none.
    Left { measure: AccessMeasure, have: u64 },
    /// Acknowledgements that hold, of those that are required, of so many procedures.
    Read { procedures: Vec<SopId>, holds: u64, required: u64 },
    /// The metric in its newest period that is due.
    Value { period: Period, value: Quotient, cell: Box<Cell>, is_met: bool },
    /// Nothing can be said.
    Unknown(Why),
}

/// How many there should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Planned(u32),
    /// As many as are active.
    Active(u64),
}

/// Why nothing can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// No export of the vendor by then.
    NotCounted(AccessRegister),
    /// Nothing of the project in the vendor's export.
    NothingThere(AccessRegister),
    NotTold,
    NothingPlanned,
    NoFigure(Period),
    NoProcedure,
    NotEffective(SopId),
    NotAcknowledged(SopId),
    NobodyHasTo,
}

impl Found {
    pub fn is_met(&self) -> bool {
        match self {
            Found::Enough { have, wanted, .. } => *have >= wanted.count() && wanted.count() > 0,
            Found::Left { have, .. } => *have == 0,
            Found::Read { holds, required, .. } => holds >= required,
            Found::Value { is_met, .. } => *is_met,
            Found::Unknown(_) => false,
        }
    }
}

impl Wanted {
    pub fn count(self) -> u64 {
        match self {
            Wanted::Planned(count) => count.into(),
            Wanted::Active(count) => count,
        }
    }
}

impl Why {
    /// A few words.
    pub fn text(&self) -> String {
        match self {
            Why::NotCounted(register) => format!("{} are not counted here", noun(*register)),
            Why::NothingThere(register) => format!("no {} of the project counted here", noun(*register)),
            Why::NotTold => "its count is not told".to_owned(),
            Why::NothingPlanned => "no number is planned".to_owned(),
            Why::NoFigure(period) => format!("no figure for {}", period.label()),
            Why::NoProcedure => "no effective procedure applies".to_owned(),
            Why::NotEffective(id) => format!("`{id}` is not in effect"),
            Why::NotAcknowledged(id) => format!("nothing says who has read `{id}`"),
            Why::NobodyHasTo => "nobody has to read them".to_owned(),
        }
    }
}

fn noun(register: AccessRegister) -> &'static str {
    match register {
        AccessRegister::Accounts => "accounts",
        AccessRegister::Grants => "permissions",
        AccessRegister::Tickets => "permission issues",
        AccessRegister::Roster => "people",
    }
}

/// Met where it is met at every site; a site of which nothing is known hides no site that falls short.
pub fn result<'f>(found: impl IntoIterator<Item = &'f Found>) -> CriterionResult {
    let found: Vec<&Found> = found.into_iter().collect();
    let falls_short = |one: &&&Found| !one.is_met() && !matches!(one, Found::Unknown(_));
    match found.iter().filter(falls_short).count() {
        0 if !found.is_empty() && found.iter().all(|one| one.is_met()) => CriterionResult::Met,
        0 => CriterionResult::NotMeasured,
        _ => CriterionResult::NotMet,
    }
}
