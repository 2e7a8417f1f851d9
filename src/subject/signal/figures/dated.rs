//! Signals of days: a notice day or a price review that comes near, a procedure past its review, a safeguard that expires.

use jiff::civil::Date;

use crate::core::contract::record::Contract;
use crate::kit::calendar::{add_days, days_between};
use crate::subject::contract::figures::{PriceReview, notice, price_reviews};
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;
use crate::subject::risk::record::SignalKind;
use crate::subject::safeguard::figures::Figures as Safeguards;
use crate::subject::signal::figures::{About, Basis, Signal};
use crate::subject::sop::record::{Criticality, Sop};

pub fn signals(given: &Given<'_>) -> Vec<Signal> {
    let register = given.register;
    let ahead = i32::try_from(*register.settings.signal_policy().ahead_days).unwrap_or(i32::MAX);
    let notices = register.contracts.values().filter_map(|contract| notice_near(register, contract, ahead));
    let mut found: Vec<Signal> = notices.collect();
    let reviews = register.contracts.values();
    found.extend(reviews.filter_map(|contract| price_review_near(register, contract, ahead)));
    found.extend(procedures(register));
    found.extend(safeguards(given, ahead));
    found
}

/// A contract in force whose notice day is near or past, without a renewal that is decided or a contract that carries on.
fn notice_near(register: &Register, contract: &Contract, ahead: i32) -> Option<Signal> {
    let by = notice(register, contract)?.by;
    (register.as_of() >= add_days(by, -ahead))
        .then(|| of_contract(SignalKind::NoticeNear, contract, by, ahead))
}

/// A contract in force one of whose price reviews has its last day to speak near or past, and no decision. The next one, where it is near, takes the
/// place of the one before.
fn price_review_near(register: &Register, contract: &Contract, ahead: i32) -> Option<Signal> {
    let is_near = |review: &PriceReview<'_>| register.as_of() >= add_days(review.by, -ahead);
    let review = price_reviews(register, contract).into_iter().rfind(is_near)?;
    (!review.is_decided).then(|| of_contract(SignalKind::PriceReviewNear, contract, review.by, ahead))
}

fn of_contract(kind: SignalKind, contract: &Contract, by: Date, ahead: i32) -> Signal {
    Signal {
        kind,
        about: About {
            vendor: Some(contract.vendor.clone()),
            contract: Some(contract.id.clone()),
            ..About::default()
        },
        since: add_days(by, -ahead),
        is_red: true,
        basis: Basis::Day(by),
        answer: None,
    }
}

/// Effective procedures on which much hangs, past their review.
fn procedures(register: &Register) -> impl Iterator<Item = Signal> {
    let as_of = register.as_of();
    let overdue =
        register.sops.values().filter(move |sop| is_watched(sop, as_of) && sop.review_due_on() < as_of);
    overdue.map(|sop| Signal {
        kind: SignalKind::ProcedureOverdue,
        about: About { sop: Some(sop.id.clone()), ..About::default() },
        since: add_days(sop.review_due_on(), 1),
        is_red: true,
        basis: Basis::Day(sop.review_due_on()),
        answer: None,
    })
}

/// Whether a late review of a procedure is a signal: it is in use on the day, and much hangs on it.
pub fn is_watched(sop: &Sop, day: Date) -> bool {
    sop.is_effective(day) && *sop.criticality == Criticality::High
}

fn safeguards(given: &Given<'_>, ahead: i32) -> Vec<Signal> {
    let register = given.register;
    let states = Safeguards::compute(given);
    let near = states.into_iter().filter(|(_, state)| state.counts() && state.days_left <= ahead);
    let near = near.filter_map(|(id, _)| register.safeguards.get(&id));
    near.map(|one| Signal {
        kind: SignalKind::SafeguardEnds,
        about: About {
            vendor: Some(one.vendor.value.clone()),
            safeguard: Some(one.id.clone()),
            ..About::default()
        },
        since: add_days(*one.expires_on, -ahead),
        is_red: days_between(register.as_of(), *one.expires_on) <= ahead / 2,
        basis: Basis::Day(*one.expires_on),
        answer: None,
    })
    .collect()
}
