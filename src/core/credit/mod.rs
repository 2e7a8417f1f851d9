//! Service credits: at-risk amount, allocation, points, cap, repeats and earn-back, each with its derivation.
//!
//! Only the contract-wide result of a service level judged by the month, the quarter or the year costs money, in the month in which the
//! window ends: a share of that month's fee, or of the fees of all its months, as `credit-base` says. The share at risk, the cap and the
//! pools are those of the month's last day in force; allocation, multiplier and target those of the terms that judged the window; the
//! fee is by the day. Amounts stay exact until they are owed; each is rounded once, half up, and parts of a cap are cut by largest
//! remainder, so that lines add up to the total.

mod entry;

mod share;

mod wording;

mod fee;

mod earn_back;

mod lines;

mod settle;

use jiff::civil::Date;

pub use crate::core::billing::Step;
pub use entry::{CreditLine, CreditMonth, EarnBackState};

use crate::core::Book;
use crate::core::attainment::{Judged, due_by, grain, lag_days};
use crate::core::contract::record::{Contract, CreditBase, ServiceLevel, ShareOf};
use crate::core::contract::terms::days_agreed;
use crate::core::contract::window::{PlannedWindow, schedule};
use crate::core::rollup::Subject;
use crate::kit::calendar::{Grain, add_days};
use crate::kit::exact::of_whole;
use crate::kit::id::{ContractId, ServiceLevelId};
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::kit::source::At;
use fee::{Fee, FeeMonth, fee_month, has_fee};
pub use lines::bears_credits;
use lines::{Billed, Chargeable, costs_from};
use wording::{money, result};

/// What every contract with credits owes for each month that has ended, zero or not, from the first month to which a window is
/// billed: by contract, then month.
pub fn credits(book: &Book, judged: &[Judged]) -> Vec<CreditMonth> {
    book.contracts.values().flat_map(|contract| credits_of(book, contract, judged)).collect()
}

/// What one contract owes, whether or not the book has it in these words.
pub fn credits_of(book: &Book, contract: &Contract, judged: &[Judged]) -> Vec<CreditMonth> {
    let account = Account::of(book, contract, judged);
    account.months.iter().filter_map(|month| account.credit_month(book, *month)).collect()
}

/// Months that have ended whose credits are shares of what was invoiced for them, of which nothing is: what they cost is not known. By
/// contract, then month.
pub fn uninvoiced(book: &Book, judged: &[Judged]) -> Vec<(ContractId, Period)> {
    let by_invoice = |contract: &&Contract| {
        let mut credits = contract.versions.iter().filter_map(|version| version.terms.credits.as_ref());
        credits.any(|credits| credits.share_of == ShareOf::Invoiced)
    };
    let of = |contract: &Contract| -> Vec<(ContractId, Period)> {
        let account = Account::of(book, contract, judged);
        let open = account.months.iter().filter(|month| account.credit_month(book, **month).is_none());
        open.map(|month| (contract.id.clone(), *month)).collect()
    };
    book.contracts.values().filter(by_invoice).flat_map(of).collect()
}

/// As [`credits`], but only the newest month of all, and those of the quarter that the book speaks of and of the one before, to
/// which the newest quarterly window is billed.
pub fn recent_credits(book: &Book, judged: &[Judged]) -> Vec<CreditMonth> {
    let accounts: Vec<Account<'_>> =
        book.contracts.values().map(|contract| Account::of(book, contract, judged)).collect();
    let quarter = Period::quarter_of(book.as_of(), book.settings.calendar.year_starts);
    let newest = accounts.iter().filter_map(|account| account.months.last()).max();
    let former = quarter.previous();
    let is_recent = |month: &&Period| {
        Some(*month) == newest || [quarter, former].iter().any(|of| of.contains(month.first_day()))
    };
    let of = |account: &Account<'_>| -> Vec<CreditMonth> {
        let recent = account.months.iter().filter(is_recent);
        recent.filter_map(|month| account.credit_month(book, *month)).collect()
    };
    accounts.iter().flat_map(of).collect()
}

/// The months of a contract that have a ledger entry, and the windows that are billed to them.
struct Account<'a> {
    contract: &'a Contract,
    /// Oldest first.
    months: Vec<Period>,
    billed: Vec<Billed<'a>>,
}

impl<'a> Account<'a> {
    fn of(book: &Book, contract: &'a Contract, judged: &'a [Judged]) -> Account<'a> {
        let mut account = Account { contract, months: Vec::new(), billed: Vec::new() };
        if contract.versions.iter().all(|version| version.terms.credits.is_none()) {
            return account;
        }
        account.billed = billed(book, contract, judged);
        // What a month costs is known when the last of its figures are due.
        let ids = account.billed.iter().map(|billed| &billed.judged.service_level);
        let lag = ids.map(|id| lag_days(book, contract, id)).max().unwrap_or(0);
        let first = account.billed.iter().map(|billed| billed.month).min();
        let months = std::iter::successors(first, |month| Some(month.next()));
        let by_weeks = has_weekly_windows(book, contract);
        let has_ended = |month: &Period| {
            month.first_day() <= contract.ends_on
                && add_days(closed_on(*month, by_weeks), lag) <= book.as_of()
        };
        account.months = months.take_while(has_ended).filter(|month| has_fee(contract, *month)).collect();
        account
    }

    /// One of its months; `None` where its credits are shares of what is invoiced, and that is not known.
    fn credit_month(&self, book: &Book, month: Period) -> Option<CreditMonth> {
        let known = fee_month(book, self.contract, month).expect("a month of the account has a fee");
        let Fee::Known(mut fee) = known else { return None };
        let mut of_month: Vec<Billed<'_>> =
            self.billed.iter().filter(|of| of.month == month).copied().collect();
        for billed in &mut of_month {
            billed.base = base_of(book, self.contract, &mut fee, billed)?;
        }
        Some(credit_month(book, self.contract, fee, &of_month))
    }
}

/// The place of the fees that a window's credit is a share of: its month's, or by `credit-base = "window"` those of all its days by the
/// calendar, each at its own fee; `None` where a month of them is not invoiced.
fn base_of(book: &Book, contract: &Contract, fee: &mut FeeMonth<'_>, billed: &Billed<'_>) -> Option<usize> {
    let is_long = billed.clause.window.months().is_some_and(|months| months > 1);
    if !is_long || fee.credits.base != Some(CreditBase::Window) {
        return Some(0);
    }
    let (first, last) = billed.days;
    let months = std::iter::successors(Some(Period::month_of(first)), |month| Some(month.next()));
    let months: Vec<Period> = months.take_while(|month| month.first_day() <= last).collect();
    fee.add_base(book, contract, &months, first, last)
}

/// The day by which every window of a month has ended: those of daily and monthly rows end with the calendar, of weekly ones on a
/// Sunday.
fn closed_on(month: Period, by_weeks: bool) -> Date {
    if by_weeks { month.last_day().max(month.weeks().1) } else { month.last_day() }
}

/// Whether a clause that costs money is measured by the week.
fn has_weekly_windows(book: &Book, contract: &Contract) -> bool {
    contract.versions.iter().enumerate().any(|(at, version)| {
        version.terms.service_levels.values().any(|clause| {
            let metric = book.metrics.get(&clause.metric);
            bears_credits(contract, clause, at) && metric.is_some_and(|metric| metric.grain == Grain::Week)
        })
    })
}

/// Windows that count for money, in order of service level.
fn billed<'a>(book: &Book, contract: &'a Contract, judged: &'a [Judged]) -> Vec<Billed<'a>> {
    let own = judged
        .iter()
        .enumerate()
        .filter(|(_, judged)| judged.contract == contract.id && matches!(judged.subject, Subject::Vendor(_)));
    let mut billed = Vec::new();
    for (judged_at, judged) in own {
        let id = &judged.service_level;
        let due_by = due_by(book, contract, id);
        let grain = grain(book, contract, id);
        let schedule = schedule(book, contract, id, grain, due_by);
        for (ruling_at, ruling) in judged.rulings.iter().enumerate() {
            let terms = contract.versions.get(ruling.version).map(|version| &version.terms);
            let Some(clause) = terms.and_then(|terms| terms.service_levels.get(id)) else { continue };
            let planned = schedule.windows.iter().find(|one| one.span == ruling.window && !one.coarse);
            let Some(window) = planned.filter(|_| bears_credits(contract, clause, ruling.version)) else {
                continue;
            };
            // Of the last row: a contract may end before its last window does.
            let slices = schedule.slices.get(window.slices.clone()).unwrap_or_default();
            let (Some(first), Some(last)) = (slices.first(), slices.last()) else { continue };
            let month = Period::month_of(last.day);
            let days = days_of(window, grain, (first.period, last.period));
            let Some(chargeable) = chargeable(contract, id, clause, days) else { continue };
            billed.push(Billed {
                month,
                judged_at,
                ruling_at,
                judged,
                ruling,
                clause,
                chargeable,
                days,
                base: 0,
            });
        }
    }
    billed
}

/// The days of a window by the calendar. Where a change of its length cuts it and its rows are months, it has the whole months of its rows: those of the
/// month that is cut are judged by one of both windows alone, and so are its days.
fn days_of(window: &PlannedWindow, grain: Grain, (first, last): (Period, Period)) -> (Date, Date) {
    let (from, to) = window.calendar;
    let period = window.span.period;
    if grain != Grain::Month {
        return (from, to);
    }
    let from = if from > period.first_day() { first.first_day() } else { from };
    let to = if to < period.last_day() { last.last_day() } else { to };
    (from, to)
}

/// The days of a window from `credits-from` on, else from `measured-from` on; `None` where it has none.
fn chargeable(
    contract: &Contract,
    id: &ServiceLevelId,
    clause: &ServiceLevel,
    (first, last): (Date, Date),
) -> Option<Chargeable> {
    let starts = [costs_from(clause), clause.measured_from];
    let from = starts.into_iter().flatten().fold(first, Date::max);
    let (days, of) = (days_agreed(contract, id, from, last), days_agreed(contract, id, first, last));
    let last = last.min(contract.ends_on);
    (days > 0).then_some(Chargeable { from, last, days, of })
}

fn credit_month(book: &Book, contract: &Contract, month: FeeMonth<'_>, billed: &[Billed<'_>]) -> CreditMonth {
    let missed: Vec<Billed<'_>> = billed.iter().filter(|billed| billed.ruling.missed()).copied().collect();
    let mut lines = lines::lines(contract, &month, &missed);
    let mut steps = month.steps.clone();
    let raw_total = share::total(lines.iter().map(|line| &line.raw));
    let owed = settle::settle(contract, &month, &missed, &mut lines, &mut steps);
    for (line, billed) in lines.iter_mut().zip(&missed) {
        let rulings = &billed.judged.rulings;
        let id = &billed.judged.service_level;
        let (state, step) =
            earn_back::earn_back(book, contract, id, billed.clause, rulings, billed.ruling_at, line.owed);
        line.earn_back = state;
        line.steps.extend(step);
    }
    let is_back = |line: &&CreditLine| matches!(line.earn_back, EarnBackState::EarnedBack { .. });
    let returned = share::total(lines.iter().filter(is_back).map(|line| &line.owed));
    let net = Money(owed.0 - returned.0);
    let currency = month.terms.currency.to_string();
    if returned > Money(0) {
        let text = format!(
            "{} owed − {} earned back = {}",
            money(owed, &currency),
            money(returned, &currency),
            money(net, &currency)
        );
        steps.push(Step {
            text,
            formula: "credit-net",
            result: result(&of_whole(net.0)),
            settings: Vec::new(),
        });
    }
    let claim_days = month.credits.claim_within_days.as_ref();
    // A window of a contract that has ended costs in its last month, and is judged when it is over by the calendar.
    let known_on = missed.iter().map(|billed| billed.days.1).fold(month.month.last_day(), Date::max);
    let claim_by = |days: &At<u32>| add_days(known_on, i32::try_from(days.value).unwrap_or(i32::MAX));
    CreditMonth {
        contract: contract.id.clone(),
        month: month.month,
        currency,
        fee: fee::shown(month.fee()),
        fee_place: month.fee_place.clone(),
        at_risk: month.widest().at_risk,
        cap: month.widest().cap,
        raw_total,
        owed,
        net,
        provisional: billed.iter().any(|billed| billed.ruling.provisional),
        awaited: billed.iter().any(|billed| {
            let ruling = billed.ruling;
            ruling.is_owed() && !ruling.missed()
        }),
        claim_by: claim_days.map(claim_by),
        claim_days: claim_days.cloned(),
        lines,
        steps,
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod dated_tests;
