//! From what each miss costs to what the month owes: incident rule, points table, pools, cap (V10, V12).

use std::collections::BTreeSet;

use num_bigint::BigInt;
use num_rational::BigRational;

use super::entry::CreditLine;
use super::fee::FeeMonth;
use super::lines::{Billed, charge, points_amount, points_step, pool_of};
use super::share::{split, total};
use super::wording::{money, result};
use crate::core::billing::Step;
use crate::core::contract::record::{Contract, CreditMethod, IncidentRule};
use crate::kit::exact::{floor, of_decimal, of_whole, percent};
use crate::kit::number::Money;

/// Sets what each line owes and returns the total, which the lines add up to and which never passes the month's limit: first the
/// incident rule speaks, then each named pool and each stretch of fees holds its own misses to its own limit, then the widest limit
/// holds all of them.
pub fn settle(
    contract: &Contract,
    month: &FeeMonth<'_>,
    missed: &[Billed<'_>],
    lines: &mut [CreditLine],
    steps: &mut Vec<Step>,
) -> Money {
    let mut amounts = incident(month, missed, lines, steps);
    for ((line, billed), amount) in lines.iter_mut().zip(missed).zip(&mut amounts) {
        *amount = charge(month, billed, line, *amount);
    }
    pools(contract, month, missed, lines, &mut amounts, steps);
    let all: Vec<usize> = (0..lines.len()).collect();
    let widest = month.widest().limit();
    for (at, base) in month.bases.iter().enumerate().filter(|(_, base)| base.limit() < widest) {
        let of_base: Vec<usize> = all.iter().copied().filter(|&line| missed[line].base == at).collect();
        hold(&Limit::cap(month, base.limit()), &of_base, lines, &mut amounts, steps);
    }
    hold(&Limit::cap(month, widest), &all, lines, &mut amounts, steps);
    for (line, amount) in lines.iter_mut().zip(&amounts) {
        line.owed = *amount;
    }
    total(&amounts)
}

/// What some lines together never pass, with the words of its steps.
struct Limit<'m> {
    most: Money,
    currency: &'m str,
    formula: &'static str,
    /// `Capped`, `Held to pool quality`.
    words: String,
    /// `the limit`, `pool quality`.
    name: String,
}

impl<'m> Limit<'m> {
    fn cap(month: &'m FeeMonth<'_>, most: Money) -> Limit<'m> {
        Limit {
            most,
            currency: &month.terms.currency,
            formula: "credit-cap",
            words: "Capped".to_owned(),
            name: "the limit".to_owned(),
        }
    }
}

/// Scales the amounts of some lines down to a limit, in parts that add up to it.
fn hold(
    limit: &Limit<'_>,
    chosen: &[usize],
    lines: &mut [CreditLine],
    amounts: &mut [Money],
    steps: &mut Vec<Step>,
) {
    let before: Vec<Money> = chosen.iter().map(|&at| amounts[at]).collect();
    let sum = total(&before);
    if sum <= limit.most {
        return;
    }
    let show = |amount: Money| money(amount, limit.currency);
    let step = |text: String, amount: Money| Step {
        text,
        formula: limit.formula,
        result: result(&of_whole(amount.0)),
        settings: Vec::new(),
    };
    let weights: Vec<i128> = before.iter().map(|amount| i128::from(amount.0)).collect();
    for ((&at, part), before) in chosen.iter().zip(split(limit.most, &weights)).zip(before) {
        amounts[at] = part;
        if before.0 > 0 {
            let text = format!(
                "{}: {} × {} ÷ {} = {}",
                limit.words,
                show(before),
                show(limit.most),
                show(sum),
                show(part)
            );
            lines[at].steps.push(step(text, part));
        }
    }
    let text = format!("{} is over {} of {}", show(sum), limit.name, show(limit.most));
    steps.push(step(text, limit.most));
}

/// A named pool never pays more than itself: its share of the amount at risk, whatever its allocations and repeats come to.
fn pools(
    contract: &Contract,
    month: &FeeMonth<'_>,
    missed: &[Billed<'_>],
    lines: &mut [CreditLine],
    amounts: &mut [Money],
    steps: &mut Vec<Step>,
) {
    if month.credits.method == CreditMethod::Points {
        return;
    }
    let named = |billed: &Billed<'_>| Some((billed.base, billed.clause.pool.clone()?));
    let groups: BTreeSet<(usize, String)> = missed.iter().filter_map(named).collect();
    for (base, name) in groups {
        let chosen: Vec<usize> = (0..missed.len())
            .filter(|&at| named(&missed[at]).as_ref() == Some(&(base, name.clone())))
            .collect();
        let share = chosen.first().and_then(|&at| pool_of(contract, month, &missed[at]));
        let Some(share) = share else { continue };
        let at_risk = &month.bases[base].fee * percent(*month.credits.at_risk_percent);
        let limit = Limit {
            most: Money(floor(&(at_risk * percent(**share)))),
            currency: &month.terms.currency,
            formula: "credit-pool",
            words: format!("Held to pool {name}"),
            name: format!("pool {name}"),
        };
        hold(&limit, &chosen, lines, amounts, steps);
    }
}

/// What each line costs once the incident rule has spoken. Under `highest` only the dearest miss (most points, or the highest
/// amount; the first of equals) counts.
fn incident(
    month: &FeeMonth<'_>,
    missed: &[Billed<'_>],
    lines: &[CreditLine],
    steps: &mut Vec<Step>,
) -> Vec<Money> {
    let by_points = month.credits.method == CreditMethod::Points;
    let size = |line: &CreditLine| match by_points {
        true => of_decimal(line.points) * of_decimal(line.multiplier),
        false => of_whole(line.raw.0),
    };
    let sizes: Vec<BigRational> = lines.iter().map(size).collect();
    let mut amounts: Vec<Money> = lines.iter().map(|line| line.raw).collect();
    let of_base = |base: usize| (0..lines.len()).filter(move |&at| missed[at].base == base);
    let mut points: Vec<BigRational> =
        (0..month.bases.len()).map(|base| of_base(base).map(|at| &sizes[at]).sum()).collect();
    if month.credits.incident_rule == IncidentRule::Highest && lines.len() > 1 {
        let highest = (0..lines.len()).reduce(|best, at| if sizes[at] > sizes[best] { at } else { best });
        let highest = highest.unwrap_or(0);
        let base = missed[highest].base;
        points.fill(BigRational::from(BigInt::ZERO));
        points[base] = sizes[highest].clone();
        let kept = if by_points { points_amount(month, base, &points[base]) } else { amounts[highest] };
        amounts.fill(Money(0));
        amounts[highest] = kept;
        let text = format!(
            "{} service levels missed, only the highest counts: {}",
            lines.len(),
            lines[highest].service_level
        );
        let formula = "credit-incident";
        steps.push(Step { text, formula, result: result(&of_whole(kept.0)), settings: Vec::new() });
    }
    for (base, points) in points.iter().enumerate().filter(|_| by_points) {
        if of_base(base).next().is_some() {
            let amount = total(of_base(base).map(|at| &amounts[at]));
            steps.push(points_step(month, base, points, amount));
        }
    }
    amounts
}
