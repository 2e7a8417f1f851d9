//! Ratings, scores, credits, verdicts and rows that differ between two reports of one as-of date.

use std::collections::BTreeMap;

use super::changed::keys;
use crate::core::attainment::{Judged, Outcome, Ruling};
use crate::core::rollup::Subject;
use crate::core::score::{Rating, Scorecard};
use crate::core::wording::{against, clause, subject_name};
use crate::kit::id::{ContractId, ServiceLevelId};
use crate::kit::number::{Money, Quotient};
use crate::kit::period::Period;
use crate::subject::register::Register;
use crate::subject::report::Report;

/// A scorecard's summary. Score and coverage are exact, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    pub rating: Rating,
    pub score: Option<Quotient>,
    pub coverage: Option<Quotient>,
}

/// A scorecard that differs.
#[derive(Clone, Debug)]
pub struct CardChange {
    pub subject: Subject,
    pub name: String,
    pub period: Period,
    pub before: Option<Card>,
    pub after: Option<Card>,
}

impl CardChange {
    pub fn turns_rating(&self) -> bool {
        self.before.map(|card| card.rating) != self.after.map(|card| card.rating)
    }
}

/// A month's service credits in minor units of `currency`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amounts {
    pub currency: String,
    pub owed: Money,
    /// Owed less earned back.
    pub net: Money,
}

/// A month of a contract whose credits differ.
#[derive(Clone, Debug)]
pub struct CreditChange {
    pub contract: ContractId,
    pub vendor: String,
    pub month: Period,
    pub before: Option<Amounts>,
    pub after: Option<Amounts>,
}

/// A window whose verdict differs, with the figure and the target it was compared with.
#[derive(Clone, Debug)]
pub struct VerdictChange {
    pub contract: ContractId,
    pub service_level: ServiceLevelId,
    /// The service level's name.
    pub clause: String,
    pub subject: Subject,
    pub name: String,
    pub window: Period,
    pub before: Verdict,
    pub after: Verdict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// `met`, `missed`, `missed, severe`, `not measured`, `not judged`.
    pub word: &'static str,
    /// `94.20% against at least 95%`, or why nothing was measured.
    pub figure: String,
}

/// Verdicts that differ, and what else did.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    /// By contract, service level, subject and window.
    pub changes: Vec<VerdictChange>,
    /// Windows with the same verdict on another figure or target.
    pub same_on_other_figures: usize,
    /// Windows judged on one side alone.
    pub only_before: usize,
    pub only_after: usize,
}

/// By subject, then week, latest first.
pub fn cards(before: &Report<'_>, after: &Report<'_>) -> Vec<CardChange> {
    let mut changes = Vec::new();
    for subject in keys(&before.scorecards, &after.scorecards) {
        let (old, new) = (by_period(before, subject), by_period(after, subject));
        let register = if new.is_empty() { before.register } else { after.register };
        for period in keys(&old, &new).collect::<Vec<_>>().into_iter().rev() {
            let (before, after) = (old.get(period).copied(), new.get(period).copied());
            if before != after {
                let name = subject_name(register, subject);
                changes.push(CardChange { subject: subject.clone(), name, period: *period, before, after });
            }
        }
    }
    changes
}

fn by_period(report: &Report<'_>, subject: &Subject) -> BTreeMap<Period, Card> {
    let cards = report.scorecards.get(subject).map(Vec::as_slice).unwrap_or_default();
    let card = |card: &Scorecard| Card { rating: card.rating, score: card.score, coverage: card.coverage };
    cards.iter().map(|of| (of.period, card(of))).collect()
}

/// By contract and month.
pub fn credits(before: &Report<'_>, after: &Report<'_>) -> Vec<CreditChange> {
    let (old, new) = (by_month(before), by_month(after));
    let mut changes = Vec::new();
    for key in keys(&old, &new) {
        let (was, is) = (old.get(key).cloned(), new.get(key).cloned());
        if was == is || (is_nothing(was.as_ref()) && is_nothing(is.as_ref())) {
            continue;
        }
        let register = if is.is_some() { after.register } else { before.register };
        let vendor = register.contracts.get(&key.0).map(|contract| Subject::Vendor(contract.vendor.clone()));
        changes.push(CreditChange {
            contract: key.0.clone(),
            vendor: vendor.map_or_else(String::new, |vendor| subject_name(register, &vendor)),
            month: key.1,
            before: was,
            after: is,
        });
    }
    changes
}

fn is_nothing(amounts: Option<&Amounts>) -> bool {
    amounts.is_none_or(|amounts| amounts.owed == Money(0) && amounts.net == Money(0))
}

fn by_month(report: &Report<'_>) -> BTreeMap<(ContractId, Period), Amounts> {
    let months = report.credits.iter();
    let amounts = months.map(|month| {
        let amounts = Amounts { currency: month.currency.clone(), owed: month.owed, net: month.net };
        ((month.contract.clone(), month.month), amounts)
    });
    amounts.collect()
}

type Key = (ContractId, ServiceLevelId, Subject);

/// Window by window.
pub fn verdicts(before: &Report<'_>, after: &Report<'_>) -> Verdicts {
    let (old, new) = (by_subject(before), by_subject(after));
    let mut verdicts = Verdicts::default();
    for key in keys(&old, &new) {
        let (was, is) = (windows(old.get(key).copied()), windows(new.get(key).copied()));
        for window in keys(&was, &is) {
            match (was.get(window), is.get(window)) {
                (Some(was), Some(is)) => {
                    let (judged, other) = (&new[key], &old[key]);
                    compare(after.register, before.register, (judged, is), (other, was), &mut verdicts);
                }
                (Some(_), None) => verdicts.only_before += 1,
                (None, _) => verdicts.only_after += 1,
            }
        }
    }
    verdicts
}

fn compare(
    register: &Register,
    former: &Register,
    (judged, is): (&Judged, &Ruling),
    (other, was): (&Judged, &Ruling),
    verdicts: &mut Verdicts,
) {
    let (before, after) = (verdict(former, other, was), verdict(register, judged, is));
    if before.word == after.word {
        verdicts.same_on_other_figures += usize::from(before != after);
        return;
    }
    let named =
        clause(register, judged, is).map_or_else(|| judged.service_level.to_string(), |c| c.name.clone());
    verdicts.changes.push(VerdictChange {
        contract: judged.contract.clone(),
        service_level: judged.service_level.clone(),
        clause: named,
        subject: judged.subject.clone(),
        name: subject_name(register, &judged.subject),
        window: is.window.period,
        before,
        after,
    });
}

/// The word and the figure of a ruling, by the clause that made it.
pub fn verdict(register: &Register, judged: &Judged, ruling: &Ruling) -> Verdict {
    let word = match (&ruling.outcome, ruling.severe) {
        (Outcome::Met, _) => "met",
        (Outcome::Missed, true) => "missed, severe",
        (Outcome::Missed, false) => "missed",
        (Outcome::NotMeasured(_), _) => "not measured",
        (Outcome::Shown, _) => "not judged",
    };
    let clause = clause(register, judged, ruling);
    let metric = clause.and_then(|clause| register.metrics.get(&clause.metric));
    let figure = match (&ruling.outcome, clause, metric) {
        (Outcome::NotMeasured(why), ..) => why.text(),
        (_, Some(clause), Some(metric)) => against(metric, clause, ruling),
        _ => "no figure".to_owned(),
    };
    Verdict { word, figure }
}

fn by_subject<'a>(report: &'a Report<'_>) -> BTreeMap<Key, &'a Judged> {
    let judged = report.judged.iter();
    judged.map(|of| ((of.contract.clone(), of.service_level.clone(), of.subject.clone()), of)).collect()
}

fn windows(judged: Option<&Judged>) -> BTreeMap<Period, &Ruling> {
    judged
        .into_iter()
        .flat_map(|judged| judged.rulings.iter())
        .map(|ruling| (ruling.window.period, ruling))
        .collect()
}
