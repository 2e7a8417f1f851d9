//! How far a month's credit has come, in words.

use crate::kit::calendar::day_short;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::subject::claim::figures::{Settlement, State, Unknown};
use crate::subject::claim::page::amounts::{Part, amount, difference};
use crate::subject::evidence::Evidence;
use crate::subject::report::Report;
use crate::subject::text::piece::Inline;

/// A chip, and what else there is to say.
pub fn state(report: &Report<'_>, one: &Settlement, evidence: &mut Evidence<'_>) -> Vec<Inline> {
    let state = match one.outcome {
        Ok(outcome) => outcome.state,
        Err(why) => return vec![Inline::quiet(unknown(why))],
    };
    let chip = Inline::chip(tone(state), word(state));
    let more = match state {
        State::NothingOwed => return vec![Inline::quiet("nothing is owed")],
        State::Undated => vec![Inline::literal(" the contract names no last day")],
        State::Open { by, days_left } | State::DueSoon { by, days_left } => {
            let number = days_until(report, one, days_left, evidence);
            let words = match days_left {
                0 => ", today".to_owned(),
                1 => ", 1 day left".to_owned(),
                left => format!(", {left} days left"),
            };
            let left = Inline::words(words).rests_on(|| number);
            vec![Inline::dated(format!(" until {}", day_short(by))), left]
        }
        State::Expired { by } => vec![Inline::dated(format!(" last day was {}", day_short(by)))],
        State::Claimed { on, days_late: 0 } => vec![Inline::dated(format!(" on {}", day_short(on)))],
        State::Claimed { on, .. } => {
            vec![Inline::dated(format!(" on {}, after the last day", day_short(on)))]
        }
        State::Disputed { on } | State::Agreed { on } | State::GivenUp { on } => {
            vec![Inline::dated(format!(" on {}", day_short(on)))]
        }
        State::Received => Vec::new(),
        State::Short { .. } | State::Over { .. } => {
            let by = difference(report.register, one, evidence);
            [Inline::literal(" by ")].into_iter().chain(by.map(Inline::from)).collect()
        }
    };
    std::iter::once(chip).chain(more).chain(agreed(report, one, evidence)).collect()
}

/// ` agreed at 8,250.00 USD`, where that is another amount than is owed.
fn agreed(report: &Report<'_>, one: &Settlement, evidence: &mut Evidence<'_>) -> Vec<Inline> {
    let is_other =
        one.outcome.is_ok_and(|outcome| outcome.agreed.is_some_and(|agreed| agreed != outcome.owed));
    if !is_other {
        return Vec::new();
    }
    let due = amount(report.register, one, Part::Due, evidence);
    due.map_or_else(Vec::new, |due| vec![Inline::literal(" agreed at "), Inline::from(due)])
}

/// Days from the as-of date to the last day to claim; `None` of today.
fn days_until(
    report: &Report<'_>,
    one: &Settlement,
    days: i32,
    evidence: &mut Evidence<'_>,
) -> Option<FigureNumber> {
    if days == 0 {
        return None;
    }
    let entry =
        report.credits.iter().find(|entry| entry.contract == one.contract && entry.month == one.month)?;
    let within = entry.claim_days.as_ref()?;
    let setting = ("claim-within-days", Decimal::from_int(within.value.into()), Some(&within.place));
    let value = Quotient::from(Decimal::from_int(days.into()));
    let figure = evidence.figure(&value.show(0), value, "claim-days").settings([setting]);
    Some(figure.note("month", &[one.contract.as_str(), &one.month.to_string()]).done())
}

fn tone(state: State) -> &'static str {
    match state {
        State::Expired { .. } | State::Short { .. } => "bad",
        State::DueSoon { .. } | State::Disputed { .. } | State::Over { .. } => "near",
        State::Open { .. } | State::Undated => "new",
        State::Received => "good",
        State::NothingOwed | State::Claimed { .. } | State::Agreed { .. } | State::GivenUp { .. } => "plain",
    }
}

/// The same in a word or two, or why it cannot be told.
pub fn in_a_word(one: &Settlement) -> &'static str {
    one.outcome.map_or_else(unknown, |outcome| word(outcome.state))
}

fn word(state: State) -> &'static str {
    match state {
        State::NothingOwed => "Nothing owed",
        State::Undated => "Not claimed",
        State::Open { .. } => "Can be claimed",
        State::DueSoon { .. } => "Claim it soon",
        State::Expired { .. } => "Lost",
        State::Claimed { .. } => "Claimed",
        State::Disputed { .. } => "Disputed",
        State::Agreed { .. } => "Agreed",
        State::GivenUp { .. } => "Given up",
        State::Received => "Received in full",
        State::Short { .. } => "Short",
        State::Over { .. } => "Too much",
    }
}

fn unknown(why: Unknown) -> &'static str {
    match why {
        Unknown::NotClosed => "the month is not over, or its figures are not due yet",
        Unknown::NotInvoiced => "not computed: for a month whose fees count nothing is invoiced",
        Unknown::NoCredits => "no credit is computed for the month",
        Unknown::TooLarge => "the amounts are too large",
    }
}
