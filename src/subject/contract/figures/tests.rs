//! L5: a price review has a day, no tolerance, and a decision of its own.

use super::*;
use crate::subject::contract::rules::contracts::price_review_undecided;
use crate::testing::{Bench, at, day, decision};

/// Reviews on 1 June and 1 December 2026, as of a day.
fn bench(as_of: &str) -> Bench {
    let mut bench = Bench::new();
    bench.terms(|terms| terms.price_review_on = vec![at(day("2026-12-01")), at(day("2026-06-01"))]);
    bench.register.settings.as_of.on = day(as_of);
    bench
}

/// A decision on prices, due and decided on these days.
fn decided(bench: &mut Bench, id: &str, due: &str, on: &str) {
    let mut one = decision(id);
    one.kind = at(DecisionKind::PriceReview);
    one.asked_on = at(day("2026-05-01"));
    one.due_on = at(day(due));
    one.status = at(DecisionStatus::Decided);
    one.decided_on = Some(at(day(on)));
    bench.add_decision(one);
}

#[test]
fn l5_a_review_is_missed_from_the_day_after_it() {
    let said = "price-review-undecided: the price review of contract `acme-2026` was on 2026-06-01 and nothing is decided";
    assert!(bench("2026-06-01").run(price_review_undecided).is_empty(), "the day itself is left");
    assert_eq!(bench("2026-06-02").run(price_review_undecided), [said]);
    let later = "price-review-undecided: the price review of contract `acme-2026` was on 2026-12-01 and nothing is decided";
    assert_eq!(bench("2026-12-02").run(price_review_undecided), [later], "the later one takes its place");
    let mut ended = bench("2027-02-01");
    assert!(ended.run(price_review_undecided).is_empty(), "an ended contract has no prices");
    ended.terms(|terms| terms.price_review_on.clear());
}

#[test]
fn l5_a_decision_answers_the_review_that_it_is_due_nearest_to() {
    let mut bench = bench("2026-06-20");
    decided(&mut bench, "june", "2026-06-10", "2026-06-21");
    assert_eq!(bench.run(price_review_undecided).len(), 1, "decided tomorrow");
    bench.register.settings.as_of.on = day("2026-06-21");
    assert!(bench.run(price_review_undecided).is_empty());
    bench.register.settings.as_of.on = day("2026-12-02");
    assert_eq!(bench.run(price_review_undecided).len(), 1, "June's is not December's");
    decided(&mut bench, "december", "2026-11-20", "2026-11-25");
    assert!(bench.run(price_review_undecided).is_empty());
}

#[test]
fn l5_the_next_review_stands_beside_the_last() {
    let bench = bench("2026-06-02");
    let contract = bench.register.contracts.values().next().expect("a contract");
    let found: Vec<Date> = price_reviews(&bench.register, contract).iter().map(|one| **one.on).collect();
    assert_eq!(found, [day("2026-06-01"), day("2026-12-01")]);
    let mut before = bench;
    before.register.settings.as_of.on = day("2026-06-01");
    let contract = before.register.contracts.values().next().expect("a contract");
    let found: Vec<Date> = price_reviews(&before.register, contract).iter().map(|one| **one.on).collect();
    assert_eq!(found, [day("2026-06-01")]);
}

/// Reviews on 1 June and 1 December 2026 with 30 days of notice, as of a day: notice is due by 2 May and by 1 November.
fn with_notice(as_of: &str) -> Bench {
    let mut bench = bench(as_of);
    bench.terms(|terms| terms.price_review_notice_days = 30.into());
    bench
}

#[test]
fn l5_a_review_with_notice_is_missed_from_the_day_after_the_last_day_for_notice() {
    let said = |what: &str| {
        format!(
            "price-review-undecided: the price review of contract `acme-2026` {what} and nothing is decided"
        )
    };
    assert!(with_notice("2026-05-02").run(price_review_undecided).is_empty(), "the day itself is left");
    assert_eq!(with_notice("2026-05-03").run(price_review_undecided), [said("is on 2026-06-01")]);
    assert_eq!(with_notice("2026-06-01").run(price_review_undecided), [said("is on 2026-06-01")]);
    assert_eq!(with_notice("2026-06-02").run(price_review_undecided), [said("was on 2026-06-01")]);
    assert_eq!(with_notice("2026-11-01").run(price_review_undecided), [said("was on 2026-06-01")]);
    assert_eq!(with_notice("2026-11-02").run(price_review_undecided), [said("is on 2026-12-01")]);
}

#[test]
fn l5_a_decision_belongs_to_the_review_whose_last_day_for_notice_is_nearest() {
    let mut bench = with_notice("2026-08-01");
    // 62 days after 1 June, 121 before 1 December; of the last days for notice 92 and 91.
    decided(&mut bench, "december", "2026-08-02", "2026-08-01");
    let contract = bench.register.contracts.values().next().expect("a contract");
    let found: Vec<(Date, bool)> =
        price_reviews(&bench.register, contract).iter().map(|one| (one.by, one.is_decided)).collect();
    assert_eq!(found, [(day("2026-05-02"), false), (day("2026-11-01"), true)]);
}
