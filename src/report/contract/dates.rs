//! The days of a contract that nobody may miss: notice, and reviews of its prices.

use jiff::civil::Date;

use crate::core::contract::record::{Contract, Terms};
use crate::kit::calendar::{add_days, day_label, days_between};
use crate::kit::diag::plural;
use crate::kit::number::Decimal;
use crate::report::contract::terms_shown;
use crate::subject::contract::figures::{PriceReview, price_reviews};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::Set;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::{Fact, Inline};

/// Each day with how far away it is.
pub fn facts(context: &PageContext<'_>, contract: &Contract, evidence: &mut Evidence<'_>) -> Vec<Fact> {
    let line = |(on, state): (Date, Vec<Inline>)| {
        let mut line = vec![Inline::dated(day_label(on)), Inline::literal(" ")];
        line.extend(state);
        line
    };
    let mut facts = vec![Fact::new("Notice by", line(notice(context, contract, evidence)))];
    let reviews = price_reviews(context.report.register, contract);
    let Some(review) = foremost(context, &reviews) else { return facts };
    facts.push(Fact::new("Price review", line(stands(context, contract, review, evidence))));
    // One that was missed hides the next one elsewhere.
    let next = reviews.last().filter(|next| next.on > review.on);
    facts.extend(
        next.map(|next| Fact::new("Next price review", line(stands(context, contract, next, evidence)))),
    );
    facts
}

/// The last day to give notice, and how far away it is.
pub fn notice(
    context: &PageContext<'_>,
    contract: &Contract,
    evidence: &mut Evidence<'_>,
) -> (Date, Vec<Inline>) {
    let (_, terms) = terms_shown(context, contract);
    let days = i32::try_from(*terms.notice_days).unwrap_or(0);
    let on = add_days(*terms.ends_on, -days);
    let left = days_between(context.report.register.as_of(), on);
    let tone = match left {
        91.. => return (on, Vec::new()),
        31..=90 => "near",
        0..=30 => "poor",
        _ => return (on, vec![Inline::chip("plain", "has passed")]),
    };
    let number = evidence.days(left.into(), [("ends-on", &terms.ends_on)], [notice_days(terms)]);
    let said = format!("in {}", plural(usize::try_from(left).unwrap_or(0), "day"));
    (on, vec![Inline::chip(tone, said).of(number)])
}

/// The price review that was missed, else the next one: its day, and how it stands.
pub fn price_review(
    context: &PageContext<'_>,
    contract: &Contract,
    evidence: &mut Evidence<'_>,
) -> Option<(Date, Vec<Inline>)> {
    let reviews = price_reviews(context.report.register, contract);
    Some(stands(context, contract, foremost(context, &reviews)?, evidence))
}

/// The review that was missed, else the next one, else the last.
fn foremost<'r>(context: &PageContext<'_>, reviews: &'r [PriceReview<'r>]) -> Option<&'r PriceReview<'r>> {
    let as_of = context.report.register.as_of();
    let missed = reviews.iter().find(|one| one.is_missed(as_of));
    missed.or_else(|| reviews.iter().find(|one| **one.on >= as_of)).or(reviews.last())
}

/// Its day, and how far away the last day to speak is or what it waits for.
fn stands(
    context: &PageContext<'_>,
    contract: &Contract,
    review: &PriceReview<'_>,
    evidence: &mut Evidence<'_>,
) -> (Date, Vec<Inline>) {
    let on = **review.on;
    let left = days_between(context.report.register.as_of(), review.by);
    let state = match left {
        _ if review.is_decided => Inline::chip("plain", "decided"),
        ..0 if review.has_notice() => Inline::chip("poor", "notice passed, undecided"),
        ..0 => Inline::chip("poor", "passed, undecided"),
        91.. => return (on, Vec::new()),
        left => {
            let (_, terms) = terms_shown(context, contract);
            let moved = review.has_notice().then(|| price_review_notice_days(terms));
            let number = evidence.days(left.into(), [("price-review-on", review.on)], moved);
            let days = plural(usize::try_from(left).unwrap_or(0), "day");
            let said = if review.has_notice() { format!("notice in {days}") } else { format!("in {days}") };
            Inline::chip(if left > 30 { "near" } else { "poor" }, said).of(number)
        }
    };
    (on, vec![state])
}

/// The days of notice of a price review, where they are written.
pub(crate) fn price_review_notice_days(terms: &Terms) -> Set<'_> {
    let days = &terms.price_review_notice_days;
    ("price-review-notice-days", Decimal::from_int((**days).into()), days.place.as_ref())
}

/// The days of notice, where they are written.
pub(crate) fn notice_days(terms: &Terms) -> Set<'_> {
    let days = &terms.notice_days;
    ("notice-days", Decimal::from_int((**days).into()), days.place.as_ref())
}
