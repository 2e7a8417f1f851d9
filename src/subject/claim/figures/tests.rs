use proptest::prelude::*;

use super::settle::outcome;
use super::*;
use crate::core::settings::forms::Currency;
use crate::kit::declared::Month;
use crate::kit::id::PersonId;
use crate::kit::source::At;
use crate::testing::{Bench, day, place};

const BY: &str = "2026-10-30";

fn at<T>(value: T) -> At<T> {
    At::new(value, place("data/claims/one.toml", 1))
}

fn claim(on: &str, amount: i64) -> Claim {
    Claim {
        in_place_of: None,
        id: ClaimId::new("one"),
        contract: at(ContractId::new("acme-2026")),
        month: at(Month::new(Period::Month(2026, 9)).unwrap()),
        claimed_on: at(day(on)),
        amount: at(Money(amount)),
        owner: at(PersonId::new("ada-north")),
        disputed_on: None,
        dispute: None,
        agreed_on: None,
        agreed: None,
        agreed_by: None,
        reason: None,
        place: place("data/claims/one.toml", 1),
    }
}

fn disputed(claim: Claim, on: &str) -> Claim {
    Claim { disputed_on: Some(at(day(on))), dispute: Some(at("No".to_owned())), ..claim }
}

fn agreed(claim: Claim, on: &str, amount: i64) -> Claim {
    Claim { agreed_on: Some(at(day(on))), agreed: Some(at(Money(amount))), ..claim }
}

/// Of 1,000.00 owed for September, to be claimed by 30 October.
fn of(claims: &[&Claim], received: i64, as_of: &str) -> Outcome {
    let as_of = day(as_of);
    let known: Vec<&Claim> = claims.iter().filter(|claim| *claim.claimed_on <= as_of).copied().collect();
    outcome(Money(100_000), Some(day(BY)), &known, Money(received), as_of).unwrap()
}

fn state(claims: &[&Claim], received: i64, as_of: &str) -> State {
    of(claims, received, as_of).state
}

#[test]
fn a_credit_is_open_then_due_soon_then_lost() {
    let by = day(BY);
    assert_eq!(state(&[], 0, "2026-10-15"), State::Open { by, days_left: 15 });
    assert_eq!(state(&[], 0, "2026-10-16"), State::DueSoon { by, days_left: 14 });
    assert_eq!(state(&[], 0, BY), State::DueSoon { by, days_left: 0 }, "the last day counts");
    let lost = of(&[], 0, "2026-10-31");
    assert_eq!((lost.state, lost.lost, lost.outstanding), (State::Expired { by }, Money(100_000), Money(0)));
    let undated = outcome(Money(100_000), None, &[], Money(0), day("2027-10-31")).unwrap();
    assert_eq!((undated.state, undated.outstanding), (State::Undated, Money(100_000)));
    let none = outcome(Money(0), Some(by), &[], Money(0), day("2026-12-31")).unwrap();
    assert_eq!((none.state, none.lost), (State::NothingOwed, Money(0)));
}

#[test]
fn a_claim_keeps_it_and_what_is_agreed_is_due() {
    let sent = claim("2026-10-12", 100_000);
    assert_eq!(state(&[&sent], 0, "2026-10-11"), State::Open { by: day(BY), days_left: 19 });
    let claimed = of(&[&sent], 0, "2026-12-31");
    assert_eq!(claimed.state, State::Claimed { on: day("2026-10-12"), days_late: 0 });
    assert_eq!((claimed.outstanding, claimed.lost), (Money(100_000), Money(0)));
    let late = claim("2026-11-02", 100_000);
    assert_eq!(state(&[&late], 0, "2026-11-15"), State::Claimed { on: day("2026-11-02"), days_late: 3 });
    let refused = disputed(sent.clone(), "2026-10-20");
    assert_eq!(state(&[&refused], 0, "2026-10-19"), State::Claimed { on: day("2026-10-12"), days_late: 0 });
    assert_eq!(state(&[&refused], 0, "2026-10-20"), State::Disputed { on: day("2026-10-20") });
    let settled = agreed(refused, "2026-11-02", 80_000);
    assert_eq!(state(&[&settled], 0, "2026-11-01"), State::Disputed { on: day("2026-10-20") });
    let half = of(&[&settled], 0, "2026-11-02");
    assert_eq!((half.state, half.due), (State::Agreed { on: day("2026-11-02") }, Money(80_000)));
    assert_eq!(state(&[&settled], 80_000, "2026-11-15"), State::Received);
    let none = agreed(sent, "2026-11-02", 0);
    assert_eq!(state(&[&none], 0, "2026-11-15"), State::GivenUp { on: day("2026-11-02") });
}

#[test]
fn what_came_is_held_against_what_is_due() {
    let sent = claim("2026-10-12", 100_000);
    let short = of(&[&sent], 98_750, "2026-11-15");
    assert_eq!((short.state, short.outstanding), (State::Short { by: Money(1_250) }, Money(1_250)));
    let over = of(&[&sent], 100_001, "2026-11-15");
    assert_eq!((over.state, over.over, over.outstanding), (State::Over { by: Money(1) }, Money(1), Money(0)));
    assert_eq!(state(&[], 100_000, "2026-11-15"), State::Received, "the vendor credited it by itself");
    let rest = of(&[], 60_000, "2026-11-15");
    assert_eq!(
        (rest.state, rest.lost),
        (State::Short { by: Money(40_000) }, Money(40_000)),
        "nobody asked for the rest"
    );
    let nothing = outcome(Money(0), None, &[], Money(500), day("2026-11-15")).unwrap();
    assert_eq!(nothing.state, State::Over { by: Money(500) });
    // A vendor that takes more back than it gave owes more than before.
    let back = of(&[&sent], -500, "2026-11-15");
    assert_eq!(back.outstanding, Money(100_500));
}

#[test]
fn two_claims_of_a_month_are_agreed_when_both_are() {
    let (one, other) = (claim("2026-10-12", 60_000), claim("2026-10-14", 40_000));
    let half = agreed(one.clone(), "2026-10-20", 50_000);
    assert_eq!(of(&[&half, &other], 0, "2026-11-15").due, Money(100_000));
    let both = agreed(other, "2026-11-01", 30_000);
    let settled = of(&[&half, &both], 0, "2026-11-15");
    assert_eq!((settled.due, settled.state), (Money(80_000), State::Agreed { on: day("2026-11-01") }));
}

#[test]
fn a_credit_note_in_another_currency_and_one_of_an_unknown_month_settle_nothing() {
    let mut bench = Bench::new();
    let note = |month: i8, currency: &str| CreditNote {
        credit_note: at("CN-1".to_owned()),
        contract: at(ContractId::new("acme-2026")),
        month: at(Month::new(Period::Month(2026, month)).unwrap()),
        issued_on: at(day("2026-11-01")),
        amount_minor: at(Money(500)),
        currency: at(Currency::new(currency)),
        invoice: None,
        note: None,
        place: place("data/credit-notes/acme.csv", 2),
    };
    bench.register.credit_notes = vec![note(8, "EUR"), note(8, "USD"), note(11, "USD")];
    let settled = settlements(&bench.register, &[], &[]);
    let told: Vec<_> =
        settled.iter().map(|one| (one.month, one.received, one.foreign.clone(), one.outcome)).collect();
    let unknown = Err(Unknown::NoCredits);
    assert_eq!(
        told,
        [
            (Period::Month(2026, 8), Some(Money(500)), vec![0], unknown),
            (Period::Month(2026, 11), Some(Money(500)), vec![], unknown),
        ]
    );
    bench.register.settings.as_of.on = day("2026-10-31");
    assert!(settlements(&bench.register, &[], &[]).is_empty(), "none had been issued");
}

proptest! {
    #[test]
    fn nothing_of_a_credit_goes_missing(
        owed in 0_i64..1_000_000,
        received in -1_000_i64..1_200_000,
        asked in prop::option::of(0_i64..1_000_000),
        settled in prop::option::of(0_i64..1_000_000),
        day_of in 1_i8..29,
    ) {
        let mut sent = claim("2026-10-12", asked.unwrap_or(0));
        if let Some(amount) = settled {
            sent = agreed(sent, "2026-10-14", amount);
        }
        let as_of = Date::constant(2026, 11, day_of);
        let claims: Vec<&Claim> = asked.iter().map(|_| &sent).collect();
        let one = outcome(Money(owed), Some(day(BY)), &claims, Money(received), as_of).unwrap();
        prop_assert_eq!(received + one.outstanding.0 + one.lost.0, one.due.0 + one.over.0);
        prop_assert!(one.outstanding.0 >= 0 && one.lost.0 >= 0 && one.over.0 >= 0);
        prop_assert!(one.outstanding == Money(0) || one.lost == Money(0));
    }
}

#[test]
fn what_is_owed_is_conceded_received_lost_and_outstanding() {
    let adds_up = |one: Outcome, received: i64| {
        one.conceded().0 + received - one.over.0 + one.lost.0 + one.outstanding.0 == one.owed.0
    };
    // Of 1,000.00 owed 800.00 were agreed, and 500.00 came.
    let settled = agreed(claim("2026-10-12", 100_000), "2026-11-02", 80_000);
    let one = of(&[&settled], 50_000, "2026-11-15");
    assert_eq!((one.conceded(), one.outstanding, one.lost), (Money(20_000), Money(30_000), Money(0)));
    assert!(adds_up(one, 50_000));
    let more = of(&[&agreed(claim("2026-10-12", 100_000), "2026-11-02", 110_000)], 0, "2026-11-15");
    assert_eq!((more.conceded(), more.outstanding), (Money(-10_000), Money(110_000)), "more was agreed");
    assert!(adds_up(more, 0));
    let over = of(&[&settled], 90_000, "2026-11-15");
    assert!(over.over == Money(10_000) && adds_up(over, 90_000));
    let lost = of(&[], 60_000, "2026-11-15");
    assert!(lost.lost == Money(40_000) && adds_up(lost, 60_000));
}
