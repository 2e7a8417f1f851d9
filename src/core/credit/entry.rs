//! What a contract owes, with the sentences that derive it.

use crate::core::billing::Step;
use crate::kit::id::{ContractId, ServiceLevelId};
use crate::kit::number::{Decimal, Money};
use crate::kit::period::Period;
use crate::kit::source::{At, Place};

/// What one contract owes for one month (or quarter, billed in its last month).
#[derive(Clone, Debug)]
pub struct CreditMonth {
    pub contract: ContractId,
    /// A month.
    pub month: Period,
    pub currency: String,
    /// Of the month, by calendar days where it is not whole in force; shown rounded, computed with exactly.
    pub fee: Money,
    pub fee_place: Place,
    /// Most that can be lost, cut to whole minor units: of the month's fee, or of all fees of the longest window billed to it by them.
    pub at_risk: Money,
    /// Most that is credited, cut to whole minor units, so that nothing owed passes it.
    pub cap: Money,
    pub lines: Vec<CreditLine>,
    /// All lines before incident rule and cap.
    pub raw_total: Money,
    /// After incident rule and cap; the lines' `owed` add up to it exactly.
    pub owed: Money,
    /// `owed` less what was earned back.
    pub net: Money,
    /// A credit-bearing window of the month rests on provisional figures.
    pub provisional: bool,
    /// Rows of a credit-bearing window of the month have not come.
    pub awaited: bool,
    /// Last day to claim, if the contract has one.
    pub claim_by: Option<jiff::civil::Date>,
    /// Days after the month's end that the contract gives for it.
    pub claim_days: Option<At<u32>>,
    /// Sentences of the computation as a whole (at-risk amount, incident rule, cap), in order.
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub struct CreditLine {
    pub service_level: ServiceLevelId,
    /// Index into `Report::judged` and its rulings.
    pub judged: usize,
    pub ruling: usize,
    pub multiplier: Decimal,
    /// Points of this miss, for the points method.
    pub points: Decimal,
    /// Before incident rule and cap; with the points method this line's share of the month's.
    pub raw: Money,
    pub owed: Money,
    pub earn_back: EarnBackState,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EarnBackState {
    /// The clause has none.
    None,
    /// Still open: `have` of `need` windows at the level.
    Provisional {
        have: u32,
        need: u32,
    },
    EarnedBack {
        at: Period,
    },
    Final,
}
