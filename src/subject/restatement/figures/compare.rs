//! Two reports beside each other: what the former values would say, and what is said today.

use std::collections::BTreeMap;
use std::sync::Arc;

use num_rational::BigRational;

use super::Today;
use crate::core::attainment::{Judged, Outcome, Ruling};
use crate::core::contract::window::WindowSpan;
use crate::core::rollup::Subject;
use crate::core::score::Rating;
use crate::kit::id::{ContractId, ServiceLevelId};
use crate::kit::number::{Decimal, Money, Quotient};
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
    pub score: Option<Decimal>,
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

type RulingKey<'a> =
    (&'a ContractId, &'a ServiceLevelId, &'a Subject, (jiff::civil::Date, jiff::civil::Date));

/// Rulings of the contracts of `former` that differ.
pub fn verdicts(former: &Register, then: Today<'_>, now: Today<'_>) -> Vec<VerdictShift> {
    let concerned = |judged: &&Judged| former.contracts.contains_key(&judged.contract);
    let (then, now) = (rulings(then.judged.iter()), rulings(now.judged.iter().filter(concerned)));
    let mut shifts = Vec::new();
    let mut keys: Vec<&RulingKey<'_>> = then.keys().chain(now.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (old, new) = (then.get(key), now.get(key));
        let verdict = |ruling: Option<&&Ruling>| {
            ruling.map(|ruling| Verdict {
                outcome: ruling.outcome.clone(),
                value: ruling.value,
                beyond: ruling.beyond.value.clone(),
                score: ruling.score,
            })
        };
        let (old_verdict, new_verdict) = (verdict(old), verdict(new));
        let Some(window) = old.or(new).map(|ruling| ruling.window) else { continue };
        if old_verdict != new_verdict {
            let (contract, service_level, subject, _) = *key;
            shifts.push(VerdictShift {
                contract: contract.clone(),
                service_level: service_level.clone(),
                subject: subject.clone(),
                window,
                then: old_verdict,
                now: new_verdict,
            });
        }
    }
    shifts
}

fn rulings<'a>(judged: impl Iterator<Item = &'a Judged>) -> BTreeMap<RulingKey<'a>, &'a Ruling> {
    judged
        .flat_map(|of| {
            let key = move |ruling: &Ruling| {
                (&of.contract, &of.service_level, &of.subject, (ruling.window.first, ruling.window.last))
            };
            of.rulings.iter().map(move |ruling| (key(ruling), ruling))
        })
        .collect()
}

/// Scorecards of the subjects in `then` that differ. A week that only one side keeps has nothing measured on the other.
pub fn ratings(then: Today<'_>, now: Today<'_>) -> Vec<RatingShift> {
    let mut shifts = Vec::new();
    for (subject, cards) in then.scorecards {
        let mut periods: BTreeMap<Period, [(Rating, Option<Quotient>); 2]> = BTreeMap::new();
        let today = now.scorecards.get(subject).map(Vec::as_slice).unwrap_or_default();
        for (side, cards) in [cards.as_slice(), today].into_iter().enumerate() {
            for card in cards {
                periods.entry(card.period).or_insert([(Rating::NotMeasured, None); 2])[side] =
                    (card.rating, card.score);
            }
        }
        for (period, [then, now]) in periods {
            if then != now {
                shifts.push(RatingShift { subject: subject.clone(), period, then, now });
            }
        }
    }
    shifts
}

/// Months of the contracts of `former` whose credit differs. A month that only one side has owes nothing on the other.
pub fn credits(former: &Register, then: Today<'_>, now: Today<'_>) -> Vec<CreditShift> {
    let mut months: BTreeMap<(&ContractId, Period), (&str, Money, Money)> = BTreeMap::new();
    for month in then.credits {
        let entry =
            months.entry((&month.contract, month.month)).or_insert((&month.currency, Money(0), Money(0)));
        entry.1 = month.net;
    }
    for month in now.credits.iter().filter(|month| former.contracts.contains_key(&month.contract)) {
        let entry =
            months.entry((&month.contract, month.month)).or_insert((&month.currency, Money(0), Money(0)));
        entry.2 = month.net;
    }
    let shifts = months.into_iter().filter(|(_, (_, then, now))| then != now);
    shifts
        .map(|((contract, month), (currency, then, now))| CreditShift {
            contract: contract.clone(),
            month,
            currency: currency.to_owned(),
            then,
            now,
        })
        .collect()
}
