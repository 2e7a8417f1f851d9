//! Service credits: at-risk amount, allocation, points, cap, repeats and earn-back, each with its derivation.

use crate::model::{ContractId, Decimal, Money, Period, Quotient, ServiceLevelId};
use crate::source::Place;

/// What one contract owes for one month (or quarter, billed in its last month).
#[derive(Clone, Debug)]
pub struct CreditMonth {
    pub contract: ContractId,
    /// A month.
    pub month: Period,
    pub currency: String,
    pub fee: Money,
    pub fee_place: Place,
    /// Most that can be lost.
    pub at_risk: Money,
    pub cap: Money,
    pub lines: Vec<CreditLine>,
    /// Before the cap.
    pub raw_total: Money,
    /// After incident rule and cap; the lines' `owed` add up to it exactly.
    pub owed: Money,
    /// `owed` less what was earned back.
    pub net: Money,
    /// The share of the fee rests on provisional figures.
    pub provisional: bool,
    /// Last day to claim, if the contract has one.
    pub claim_by: Option<jiff::civil::Date>,
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
    pub raw: Money,
    pub owed: Money,
    pub earn_back: EarnBackState,
    pub steps: Vec<Step>,
}

/// One line of a derivation: words, the numbers that stand in them and where each comes from.
#[derive(Clone, Debug)]
pub struct Step {
    /// `400,000.00 USD × 10% at risk × 100% pool × 60% allocation = 24,000.00 USD`
    pub text: String,
    /// Id of the formula on the method page.
    pub formula: &'static str,
    /// Result of the step in minor units, exact.
    pub result: Quotient,
    /// Settings used: name, value as written, place.
    pub settings: Vec<(&'static str, Decimal, Place)>,
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
