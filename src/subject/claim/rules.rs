//! Credits that nobody asked for in time, claims that nothing came of, and credit notes of another amount.

use crate::core::credit::CreditMonth;
use crate::kit::calendar::days_between;
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::kit::number::Money;
use crate::subject::claim::figures::{Outcome, Settlement, State, Unknown, is_in_time};
use crate::subject::claim::record::Claim;
use crate::subject::context::{FigureRule, ReportContext, Rule};
use crate::subject::credit_note::record::CreditNote;
use crate::subject::report::Report;

pub const RULES: &[Rule] = &[];

pub const FIGURE_RULES: &[FigureRule] = &[
    FigureRule { code: &codes::CREDIT_UNCLAIMED, check: credit_unclaimed },
    FigureRule { code: &codes::CREDIT_NOTE_AWAITED, check: credit_note_awaited },
    FigureRule { code: &codes::CREDIT_NOTE_DIFFERENCE, check: credit_note_difference },
    FigureRule { code: &codes::CLAIM_DIFFERENCE, check: claim_difference },
    FigureRule { code: &codes::CLAIM_UNDECIDED, check: claim_undecided },
];

/// X08: the last day to claim passed without a claim, or with one that came after it.
pub fn credit_unclaimed(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let as_of = report.register.as_of();
    // What could not be read may be the claim that is missed.
    if !figures.context.is_whole("data/claims/") {
        return;
    }
    for (one, outcome) in known(report) {
        let Some(by) = one.claim_by else { continue };
        let what = format!("{} of `{}` for {}", one.money(outcome.due), one.contract, one.month);
        match outcome.state {
            State::Expired { .. } => {
                let Some(place) =
                    entry(report, one).and_then(|entry| Some(&entry.claim_days.as_ref()?.place))
                else {
                    continue;
                };
                let ago = days(days_between(by, as_of));
                diagnostics.push(
                    Diagnostic::new(
                        &codes::CREDIT_UNCLAIMED,
                        place.clone(),
                        format!("{what} was not claimed by {by}"),
                    )
                    .label(format!("the last day to claim passed {ago} ago"))
                    .help("ask for it all the same, or have it waived with the reason"),
                );
            }
            State::Claimed { .. } | State::Disputed { .. } => {
                let late = first_claim(report, one).filter(|claim| !is_in_time(claim, one.claim_by));
                let Some(first) = late else { continue };
                let late = days(days_between(by, *first.claimed_on));
                diagnostics.push(
                    Diagnostic::new(
                        &codes::CREDIT_UNCLAIMED,
                        first.claimed_on.place.clone(),
                        format!("{what} was claimed {late} after the last day"),
                    )
                    .label(format!("the last day to claim was {by}"))
                    .help("agree with the vendor that it pays all the same, and write that"),
                );
            }
            _ => {}
        }
    }
}

/// X08: it was claimed in time, the last day to claim is over, and nothing has come.
pub fn credit_note_awaited(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let as_of = report.register.as_of();
    for (one, outcome) in known(report) {
        let (Some(by), Some(claim)) = (one.claim_by, first_claim(report, one)) else { continue };
        let is_waiting = matches!(outcome.state, State::Claimed { .. } | State::Agreed { .. });
        if !is_waiting || by >= as_of || !is_in_time(claim, one.claim_by) {
            continue;
        }
        let message =
            format!("{} of `{}` for {} has no credit note", one.money(outcome.due), one.contract, one.month);
        let on = *claim.claimed_on;
        let ago = days(days_between(on, as_of));
        diagnostics.push(
            Diagnostic::new(&codes::CREDIT_NOTE_AWAITED, claim.claimed_on.place.clone(), message)
                .label(format!("claimed on {on}, {ago} ago; the last day to claim was {by}"))
                .help("ask for the credit note, or write what was agreed into the claim"),
        );
    }
}

/// X09: credit notes add up to another amount than is due, or cannot be held against one.
pub fn credit_note_difference(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for one in &report.claims.settlements {
        for note in one.foreign.iter().filter_map(|at| report.register.credit_notes.get(*at)) {
            let message = format!(
                "credit note `{}` is in `{}`, and contract `{}` is in `{}`",
                note.credit_note.value,
                note.currency.as_str(),
                one.contract,
                one.currency
            );
            diagnostics.push(
                Diagnostic::new(&codes::CREDIT_NOTE_DIFFERENCE, note.currency.place.clone(), message)
                    .label("it settles nothing: credits are owed in the contract's currency")
                    .help("correct the currency, or ask the vendor for a credit note in the contract's"),
            );
        }
        let Some(last) = one.notes.last().and_then(|at| report.register.credit_notes.get(*at)) else {
            continue;
        };
        let (month, contract, received) = (one.month, &one.contract, one.received.unwrap_or_default());
        let (message, help) = match one.outcome {
            Err(Unknown::TooLarge) => continue,
            Err(why) => (
                format!(
                    "{} was credited of `{contract}` for {month}, and {}",
                    one.money(received),
                    told(why)
                ),
                "correct the month of the credit note, or ask the vendor what it is for",
            ),
            Ok(outcome) => match difference(one, &outcome, received) {
                Some(found) => found,
                None => continue,
            },
        };
        diagnostics.push(
            Diagnostic::new(&codes::CREDIT_NOTE_DIFFERENCE, last.amount_minor.place.clone(), message)
                .label(notes_of(report, one))
                .help(help),
        );
    }
}

/// What is said of an amount that came and is another than is due. A dispute is another finding.
fn difference(one: &Settlement, outcome: &Outcome, received: Money) -> Option<(String, &'static str)> {
    let basis = if outcome.agreed.is_some() { "was agreed" } else { "is owed" };
    let both = format!("{} was credited, {} {basis}", one.money(received), one.money(outcome.due));
    let of = format!("of `{}` for {}", one.contract, one.month);
    match outcome.state {
        State::Short { by } => Some((
            format!("{} {of} is still owed: {both}", one.money(by)),
            "ask for a credit note of the rest, or write what was agreed into the claim",
        )),
        State::Over { by } => Some((
            format!("{} {of} is too much: {both}", one.money(by)),
            "ask the vendor what it is for, or write what was agreed into the claim",
        )),
        _ => None,
    }
}

/// A claim asks for another amount than is owed, and nothing was agreed.
pub fn claim_difference(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    for one in &report.claims.settlements {
        let (Some(claimed), Some(claim)) = (one.claimed, last_claim(report, one)) else { continue };
        let of = format!("of `{}` for {}", one.contract, one.month);
        let message = match one.outcome {
            Ok(outcome) if outcome.agreed.is_some() || outcome.owed == claimed => continue,
            Ok(outcome) => {
                format!("{} was claimed {of}, and {} is owed", one.money(claimed), one.money(outcome.owed))
            }
            Err(Unknown::TooLarge) => continue,
            Err(why) => format!("{} was claimed {of}, and {}", one.money(claimed), told(why)),
        };
        diagnostics.push(
            Diagnostic::new(&codes::CLAIM_DIFFERENCE, claim.amount.place.clone(), message)
                .label("the ledger of the contract derives what is owed")
                .help("claim what is owed, or write into the claim what was agreed and why"),
        );
    }
}

/// X11: a claim has been in dispute for longer than the book allows.
pub fn claim_undecided(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let (as_of, limit) = (report.register.as_of(), *report.register.settings.claim_dispute_days);
    for (one, outcome) in known(report) {
        let State::Disputed { on } = outcome.state else { continue };
        let age = days_between(on, as_of);
        if i64::from(age) <= i64::from(limit) {
            continue;
        }
        let claims = one.claims.iter().filter_map(|id| report.register.claims.get(id));
        let Some(claim) = claims.into_iter().find(|claim| claim.disputed_on.as_deref() == Some(&on)) else {
            continue;
        };
        let Some(place) = claim.disputed_on.as_ref().map(|on| on.place.clone()) else { continue };
        let message = format!("claim `{}` has been in dispute for {}", claim.id, days(age));
        diagnostics.push(
            Diagnostic::new(&codes::CLAIM_UNDECIDED, place, message)
                .label(format!("`claim-dispute-days` allows {limit}"))
                .help("decide it with the vendor: set `agreed-on`, `agreed-minor`, `agreed-by` and `reason`"),
        );
    }
}

/// Months of which a credit is computed.
fn known<'r>(report: &'r Report<'_>) -> impl Iterator<Item = (&'r Settlement, Outcome)> {
    report.claims.settlements.iter().filter_map(|one| Some((one, one.outcome.ok()?)))
}

fn entry<'r>(report: &'r Report<'_>, one: &Settlement) -> Option<&'r CreditMonth> {
    report.credits.iter().find(|entry| entry.contract == one.contract && entry.month == one.month)
}

fn first_claim<'r>(report: &'r Report<'_>, one: &Settlement) -> Option<&'r Claim> {
    report.register.claims.get(one.claims.first()?)
}

fn last_claim<'r>(report: &'r Report<'_>, one: &Settlement) -> Option<&'r Claim> {
    report.register.claims.get(one.claims.last()?)
}

/// `credit note CN-2026-044`
fn notes_of(report: &Report<'_>, one: &Settlement) -> String {
    let notes = one.notes.iter().filter_map(|at| report.register.credit_notes.get(*at));
    let names: Vec<&str> = notes.map(|note: &CreditNote| note.credit_note.as_str()).collect();
    let noun = if names.len() == 1 { "credit note" } else { "credit notes" };
    format!("{noun} {}", names.join(", "))
}

fn told(why: Unknown) -> &'static str {
    match why {
        Unknown::NotClosed => "the month is not over",
        Unknown::NotInvoiced => "nothing is invoiced for a month whose fees its credit is a share of",
        Unknown::NoCredits => "no credit is computed for that month",
        Unknown::TooLarge => "the amounts are too large",
    }
}

fn days(days: i32) -> String {
    plural(days.unsigned_abs() as usize, "day")
}
