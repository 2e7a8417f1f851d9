//! Earn-back (V13): a credit returns when the service level is then held at a harder level for long enough.

use jiff::ToSpan;
use jiff::civil::Date;
use num_rational::BigRational;

use super::entry::EarnBackState;
use super::wording::{ordinal, result};
use crate::core::Book;
use crate::core::attainment::{Outcome, Ruling, direction_of_window, due_by, grain, is_over};
use crate::core::billing::Step;
use crate::core::contract::record::{Aggregation, Contract, EarnBack, EarnBackKind, ServiceLevel};
use crate::core::contract::terms::clause_on;
use crate::core::contract::window::schedule;
use crate::kit::calendar::add_days;
use crate::kit::diag::plural;
use crate::kit::exact::{mean, of_decimal, of_whole};
use crate::kit::id::ServiceLevelId;
use crate::kit::number::{Decimal, Money};
use crate::kit::words::Direction;

/// Whether the credit `owed` for `rulings[miss]` has been earned back, and the sentence that says so.
pub fn earn_back(
    book: &Book,
    contract: &Contract,
    id: &ServiceLevelId,
    clause: &ServiceLevel,
    rulings: &[Ruling],
    miss: usize,
    owed: Money,
) -> (EarnBackState, Option<Step>) {
    let Some(rule) = &clause.earn_back else { return (EarnBackState::None, None) };
    let direction = direction_of_window(clause.direction, clause.aggregation == Aggregation::Timeslices);
    let (state, text) = match rule.kind {
        EarnBackKind::Consecutive => {
            let over = is_over(book, contract, id);
            consecutive(direction, rule, rulings, miss, over)
        }
        EarnBackKind::YearAverage => year_average(book, contract, id, direction, rule, rulings, miss),
    };
    let formula = match rule.kind {
        EarnBackKind::Consecutive => "earn-back-consecutive",
        EarnBackKind::YearAverage => "earn-back-year",
    };
    let settings = vec![("earn-back.level", *rule.level, rule.place.clone())];
    let returned = if matches!(state, EarnBackState::EarnedBack { .. }) { owed } else { Money(0) };
    (state, Some(Step { text, formula, result: result(&of_whole(returned.0)), settings }))
}

/// In days: the next window ends before so many have passed, since none is longer than a year.
const A_YEAR: i32 = 750;

fn reaches(direction: Direction, level: Decimal, value: &BigRational) -> bool {
    match direction {
        Direction::AtLeast => *value >= of_decimal(level),
        Direction::AtMost => *value <= of_decimal(level),
        Direction::Range | Direction::Neutral => false,
    }
}

/// So many windows in a row met at the level. Each credit asks for itself, so one run returns every credit whose wait it ends within,
/// the oldest first. A window off the level starts the count anew; one that is not measured neither
/// counts nor starts anew, but uses up the wait. After `max-wait` windows, or when no window is to come (`over`), it is final.
fn consecutive(
    direction: Direction,
    rule: &EarnBack,
    rulings: &[Ruling],
    miss: usize,
    over: bool,
) -> (EarnBackState, String) {
    let need = rule.windows.max(1);
    let wait = if rule.max_wait == 0 { usize::MAX } else { rule.max_wait as usize };
    let later = rulings.get(miss + 1..).unwrap_or_default();
    let mut run = 0;
    for ruling in later.iter().take(wait) {
        match (&ruling.outcome, ruling.exact_value()) {
            // Met by a clause on 0/0: there is no value to hold against the level.
            (Outcome::NotMeasured(_) | Outcome::Shown, _) | (Outcome::Met, None) => continue,
            (Outcome::Met, Some(value)) if reaches(direction, *rule.level, &value) => run += 1,
            _ => run = 0,
        }
        if run == need {
            let at = ruling.window.period;
            let text = format!("Earned back in {}: {} in a row at {}", at.label(), windows(need), rule.level);
            return (EarnBackState::EarnedBack { at }, text);
        }
    }
    if later.len() >= wait {
        let (row, wait) = (
            if need == 1 { "window".to_owned() } else { format!("{} in a row", windows(need)) },
            windows(rule.max_wait),
        );
        let text = format!("Final: no {row} at {} within {wait}", rule.level);
        return (EarnBackState::Final, text);
    }
    if over {
        let text = format!("Final: the contract ended before {} in a row at {}", windows(need), rule.level);
        return (EarnBackState::Final, text);
    }
    let text = format!("Provisional: {run} of {} in a row at {}", windows(need), rule.level);
    (EarnBackState::Provisional { have: run, need }, text)
}

/// The unweighted mean of the measured windows of the contract year reaches the level, once the year is over. A mean of windows, not
/// of pooled rows: a bad window of large volume weighs no more than any other. A year of which the clause is not in force for all
/// twelve months has no average.
fn year_average(
    book: &Book,
    contract: &Contract,
    id: &ServiceLevelId,
    direction: Direction,
    rule: &EarnBack,
    rulings: &[Ruling],
    miss: usize,
) -> (EarnBackState, String) {
    let span = rulings[miss].window;
    let years = |from: Date, n: i32| from.saturating_add(n.years());
    // The year of the missed window ends within a year of it, its last window soon after.
    let until = add_days(years(span.last, 1), A_YEAR);
    let all = schedule(book, contract, id, grain(book, contract, id), until);
    let first_day = |at: usize| all.slices.get(all.windows[at].slices.start).map(|slice| slice.day);
    let own = (0..all.windows.len()).find(|&at| all.windows[at].span == span);
    let Some(day) = own.and_then(first_day) else {
        return (EarnBackState::Final, "Final: the window has no contract year".to_owned());
    };
    let (from, to) = contract_year(contract.effective_on, day);
    let in_year =
        (0..all.windows.len()).filter(|&at| first_day(at).is_some_and(|day| from <= day && day < to));
    let spans: Vec<_> = in_year.map(|at| all.windows[at].span).collect();
    let measured: Vec<BigRational> = rulings
        .iter()
        .filter(|ruling| spans.contains(&ruling.window))
        .filter(|ruling| matches!(ruling.outcome, Outcome::Met | Outcome::Missed))
        .filter_map(Ruling::exact_value)
        .collect();
    let (have, need) = (count(measured.len()), count(spans.len()));
    let average = mean(&measured);
    let over = spans.iter().all(|span| span.last <= due_by(book, contract, id));
    let ordinal = ordinal(year_number(contract.effective_on, from));
    let months = months_in_force(contract, id, from);
    let shown = average.as_ref().map_or(String::new(), |mean| result(mean).show_against(*rule.level, 2));
    match (over, spans.last(), average) {
        (false, ..) => {
            let text =
                format!("Provisional: {have} of {} of the {ordinal} contract year are in", windows(need));
            (EarnBackState::Provisional { have, need }, text)
        }
        (true, ..) if months < 12 => {
            let text =
                format!("Final: {months} of the 12 months of the {ordinal} contract year were in force");
            (EarnBackState::Final, text)
        }
        (true, Some(last), Some(average)) if reaches(direction, *rule.level, &average) => {
            let text = format!(
                "Earned back: the mean of {} of the {ordinal} contract year is {shown}, the level {}",
                windows(have),
                rule.level
            );
            (EarnBackState::EarnedBack { at: last.period }, text)
        }
        _ => {
            let text = format!(
                "Final: the mean of {} of the {ordinal} contract year is {shown}, the level {}",
                windows(have),
                rule.level
            );
            (EarnBackState::Final, text)
        }
    }
}

/// First day of the contract year that holds `day`, and of the next one.
fn contract_year(effective: Date, day: Date) -> (Date, Date) {
    let year = |n: i32| effective.saturating_add(n.years());
    let mut n = i32::from(day.year() - effective.year()).max(0);
    if year(n) > day && n > 0 {
        n -= 1;
    }
    (year(n), year(n + 1))
}

/// Months of the contract year from a day on during all of whose days the clause is in force.
fn months_in_force(contract: &Contract, id: &ServiceLevelId, from: Date) -> u32 {
    let starts = |month: i32| from.saturating_add(month.months());
    let whole = |month: &i32| {
        let days = std::iter::successors(Some(starts(*month)), |day| day.tomorrow().ok());
        days.take_while(|day| *day < starts(month + 1)).all(|day| clause_on(contract, id, day).is_some())
    };
    count((0..12).filter(whole).count())
}

fn year_number(effective: Date, from: Date) -> u32 {
    u32::try_from(from.year() - effective.year()).unwrap_or(0) + 1
}

fn windows(n: u32) -> String {
    plural(n as usize, "window")
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
