//! Two reports beside each other: what the former values would say, and what is said today.

use std::sync::Arc;

use num_rational::BigRational;

use crate::core::attainment::{Outcome, Ruling};
use crate::core::contract::window::WindowSpan;
use crate::core::credit::CreditMonth;
use crate::core::results::{Results, RulingKey};
use crate::core::rollup::Subject;
use crate::core::score::{Rating, Scorecard};
use crate::kit::beside::beside;
use crate::kit::id::{ContractId, ServiceLevelId};
use crate::kit::number::{Money, Quotient};
use crate::kit::period::Period;
use crate::subject::register::Register;

/// One window of one service level.
#[derive(Clone, Debug)]
pub struct VerdictShift {
    pub contract: ContractId,
    pub service_level: ServiceLevelId,
    pub subject: Subject,
    pub window: WindowSpan,
    /// `None`: there is no such window with these values.
    pub then: Option<Verdict>,
    pub now: Option<Verdict>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub outcome: Outcome,
    /// In the metric's unit.
    pub value: Option<Quotient>,
    /// The value itself, where `value` is only near to it.
    pub beyond: Option<Arc<BigRational>>,
    /// 0 to 100.
    pub score: Option<Quotient>,
}

impl VerdictShift {
    /// Whether more than the value moved: met, missed or not measured.
    pub fn turns(&self) -> bool {
        let outcome = |verdict: &Option<Verdict>| verdict.as_ref().map(|verdict| verdict.outcome.clone());
        outcome(&self.then) != outcome(&self.now)
    }
}

/// A scorecard of a kept week, in a monthly book of a month.
#[derive(Clone, Debug)]
pub struct RatingShift {
    pub subject: Subject,
    pub period: Period,
    pub then: (Rating, Option<Quotient>),
    pub now: (Rating, Option<Quotient>),
}

/// What a contract owes for a month, after earn-back.
#[derive(Clone, Debug)]
pub struct CreditShift {
    pub contract: ContractId,
    pub month: Period,
    pub currency: String,
    pub then: Money,
    pub now: Money,
}

/// Rulings of the contracts of `former` that differ.
pub fn verdicts(former: &Register, then: Results<'_>, now: Results<'_>) -> Vec<VerdictShift> {
    let span = |ruling: &Ruling| (ruling.window.first, ruling.window.last);
    let today = now.rulings(span).filter(|((contract, ..), _)| former.contracts.contains_key(*contract));
    let verdict = |ruling: &Ruling| Verdict {
        outcome: ruling.outcome.clone(),
        value: ruling.value,
        beyond: ruling.beyond.value.clone(),
        score: ruling.score,
    };
    let shift = |((contract, service_level, subject, _), then, now): (RulingKey<'_, _>, _, _)| {
        let (then, now): (Option<(_, &Ruling)>, Option<(_, &Ruling)>) = (then, now);
        let window = then.or(now)?.1.window;
        let (then, now) = (then.map(|(_, ruling)| verdict(ruling)), now.map(|(_, ruling)| verdict(ruling)));
        (then != now).then(|| VerdictShift {
            contract: contract.clone(),
            service_level: service_level.clone(),
            subject: subject.clone(),
            window,
            then,
            now,
        })
    };
    beside(then.rulings(span), today).filter_map(shift).collect()
}

/// Scorecards of the subjects in `then` that differ. A week that only one side keeps has nothing measured on the other.
pub fn ratings(then: Results<'_>, now: Results<'_>) -> Vec<RatingShift> {
    let today = now.cards().filter(|((subject, _), _)| then.scorecards.contains_key(*subject));
    let side =
        |card: Option<&Scorecard>| card.map_or((Rating::NotMeasured, None), |card| (card.rating, card.score));
    beside(then.cards(), today)
        .map(|((subject, period), then, now)| RatingShift {
            subject: subject.clone(),
            period,
            then: side(then),
            now: side(now),
        })
        .filter(|shift| shift.then != shift.now)
        .collect()
}

/// Months of the contracts of `former` whose credit differs. A month that only one side has owes nothing on the other.
pub fn credits(former: &Register, then: Results<'_>, now: Results<'_>) -> Vec<CreditShift> {
    let today = now.months().filter(|((contract, _), _)| former.contracts.contains_key(*contract));
    let net = |month: Option<&CreditMonth>| month.map_or(Money(0), |month| month.net);
    let shift = |((contract, month), then, now): (_, Option<&CreditMonth>, Option<&CreditMonth>)| {
        let contract: &ContractId = contract;
        Some(CreditShift {
            contract: contract.clone(),
            month,
            currency: then.or(now)?.currency.clone(),
            then: net(then),
            now: net(now),
        })
    };
    beside(then.months(), today).filter_map(shift).filter(|shift| shift.then != shift.now).collect()
}
