//! One month: its claims and credit notes against what the ledger says.

use jiff::civil::Date;

use super::{Known, Outcome, SOON_DAYS, Settlement, State, Unknown};
use crate::core::contract::record::Contract;
use crate::kit::calendar::days_between;
use crate::kit::id::ContractId;
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::subject::claim::record::Claim;
use crate::subject::register::Register;

/// `None` where there is no such contract.
pub(super) fn settle(
    register: &Register,
    contract: &ContractId,
    month: Period,
    known: &Known<'_>,
) -> Option<Settlement> {
    let Known { entry, is_uninvoiced, claims, notes } = known;
    let of = register.contracts.get(contract)?;
    let as_of = register.as_of();
    let currency = match entry {
        Some(entry) => entry.currency.clone(),
        None => currency_in(of, month)?,
    };
    let (own, foreign): (Vec<_>, Vec<_>) =
        notes.iter().partition(|(_, note)| note.currency.as_str() == currency);
    let claimed = sum(claims.iter().map(|claim| claim.amount.value));
    let received = sum(own.iter().map(|(_, note)| note.amount_minor.value));
    let claim_by = entry.and_then(|entry| entry.claim_by);
    let outcome = match (entry, claimed, received) {
        (_, None, _) | (_, _, None) => Err(Unknown::TooLarge),
        (None, ..) if *is_uninvoiced => Err(Unknown::NotInvoiced),
        (None, ..) => Err(unknown(register, of, month)),
        (Some(entry), _, Some(received)) => outcome(entry.net, claim_by, claims, received, as_of),
    };
    Some(Settlement {
        contract: contract.clone(),
        month,
        currency,
        claim_by,
        claimed: claimed.filter(|_| !claims.is_empty()),
        received: received.filter(|_| !own.is_empty()),
        claims: claims.iter().map(|claim| claim.id.clone()).collect(),
        notes: own.into_iter().map(|(at, _)| at).collect(),
        foreign: foreign.into_iter().map(|(at, _)| at).collect(),
        provisional: entry.is_some_and(|entry| entry.provisional),
        outcome,
    })
}

/// The contract's currency in a month; before its first day and after its last that of its nearest terms.
fn currency_in(contract: &Contract, month: Period) -> Option<String> {
    let in_force = contract.versions.iter().rev().find(|version| version.from <= month.last_day());
    let version = in_force.or(contract.versions.first())?;
    Some(version.terms.currency.to_string())
}

/// Why the ledger has no such month.
fn unknown(register: &Register, contract: &Contract, month: Period) -> Unknown {
    let last = month.last_day().min(contract.ends_on);
    let has_credits = contract.terms_on(last).is_some_and(|terms| terms.credits.is_some());
    if !has_credits || last < contract.effective_on || month.first_day() > contract.ends_on {
        return Unknown::NoCredits;
    }
    if month.last_day() >= register.as_of() { Unknown::NotClosed } else { Unknown::NoCredits }
}

/// `received` is what came in the contract's currency, 0 where nothing did.
pub(super) fn outcome(
    owed: Money,
    claim_by: Option<Date>,
    claims: &[&Claim],
    received: Money,
    as_of: Date,
) -> Result<Outcome, Unknown> {
    let agreements: Vec<(Money, Date)> = claims.iter().filter_map(|claim| agreement(claim, as_of)).collect();
    let is_agreed = !claims.is_empty() && agreements.len() == claims.len();
    let agreed = match is_agreed {
        true => Some(sum(agreements.iter().map(|(amount, _)| *amount)).ok_or(Unknown::TooLarge)?),
        false => None,
    };
    let due = agreed.unwrap_or(owed);
    let rest = due.0.checked_sub(received.0).ok_or(Unknown::TooLarge)?;
    let is_past = claim_by.is_some_and(|by| by < as_of);
    // What was asked for late, or agreed on, is not given up.
    let is_lost = is_past && claims.is_empty();
    let open = Money(rest.max(0));
    let state = state(
        Due { due, received, agreed: agreements.last().map(|(_, on)| *on).filter(|_| is_agreed) },
        claim_by,
        claims,
        as_of,
    );
    Ok(Outcome {
        owed,
        agreed,
        due,
        outstanding: if is_lost { Money(0) } else { open },
        lost: if is_lost { open } else { Money(0) },
        over: Money(rest.min(0).checked_neg().ok_or(Unknown::TooLarge)?),
        state,
    })
}

/// What is settled of a month before its claims are looked at.
struct Due {
    due: Money,
    received: Money,
    /// The day on which its last claim was agreed, where all are.
    agreed: Option<Date>,
}

fn state(known: Due, claim_by: Option<Date>, claims: &[&Claim], as_of: Date) -> State {
    let Due { due, received, agreed } = known;
    if received > due {
        return State::Over { by: Money(received.0 - due.0) };
    }
    if let (Some(on), Money(0)) = (agreed, due) {
        return State::GivenUp { on };
    }
    match (due, received) {
        (Money(0), Money(0)) => return State::NothingOwed,
        (due, received) if due == received => return State::Received,
        _ => {}
    }
    let dispute = claims.iter().filter(|claim| agreement(claim, as_of).is_none());
    let dispute = dispute.filter_map(|claim| claim.disputed_on.as_deref().filter(|on| **on <= as_of)).min();
    if let Some(on) = dispute {
        return State::Disputed { on: *on };
    }
    if received != Money(0) {
        return State::Short { by: Money(due.0 - received.0) };
    }
    if let Some(on) = agreed {
        return State::Agreed { on };
    }
    if let Some(first) = claims.first() {
        let on = *first.claimed_on;
        let days_late = claim_by.map_or(0, |by| days_between(by, on).max(0));
        return State::Claimed { on, days_late };
    }
    let Some(by) = claim_by else { return State::Undated };
    match days_between(as_of, by) {
        days_left if days_left < 0 => State::Expired { by },
        days_left if days_left <= SOON_DAYS => State::DueSoon { by, days_left },
        days_left => State::Open { by, days_left },
    }
}

/// What a claim was agreed at by a day.
fn agreement(claim: &Claim, as_of: Date) -> Option<(Money, Date)> {
    let on = claim.agreed_on.as_deref().filter(|on| **on <= as_of)?;
    Some((claim.agreed.as_ref()?.value, *on))
}

/// Whether a claim was sent by the last day to claim.
pub fn is_in_time(claim: &Claim, claim_by: Option<Date>) -> bool {
    claim_by.is_none_or(|by| *claim.claimed_on <= by)
}

/// `None` where 64 bits are too few.
fn sum(amounts: impl Iterator<Item = Money>) -> Option<Money> {
    let sum: i128 = amounts.map(|amount| i128::from(amount.0)).sum();
    i64::try_from(sum).ok().map(Money)
}
