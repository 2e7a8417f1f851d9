//! From what each miss costs to what the month owes: incident rule, points table, cap (V10, V12).

use num_rational::BigRational;

use super::entry::{CreditLine, Step};
use super::fee::FeeMonth;
use super::lines::{Billed, charge, points_amount, points_step};
use super::share::{split, total};
use super::wording::{money, result};
use crate::compute::exact::{of_decimal, of_whole};
use crate::model::{CreditMethod, IncidentRule, Money};

/// Sets what each line owes and returns the total, which the lines add up to and which never passes the month's limit.
pub fn settle(
    month: &FeeMonth<'_>,
    missed: &[Billed<'_>],
    lines: &mut [CreditLine],
    steps: &mut Vec<Step>,
) -> Money {
    let mut before_cap = incident(month, lines, steps);
    for ((line, billed), amount) in lines.iter_mut().zip(missed).zip(&mut before_cap) {
        *amount = charge(month, billed, line, *amount);
    }
    let sum = total(&before_cap);
    let owed = sum.min(month.limit());
    let capped = owed < sum;
    let weights: Vec<i128> = before_cap.iter().map(|amount| i128::from(amount.0)).collect();
    let parts = if capped { split(owed, &weights) } else { before_cap.clone() };
    let currency = &month.terms.currency;
    let cap_step = |text: String, amount: Money| Step {
        text,
        formula: "credit-cap",
        result: result(&of_whole(amount.0)),
        settings: Vec::new(),
    };
    for ((line, part), before) in lines.iter_mut().zip(parts).zip(before_cap) {
        line.owed = part;
        if capped && before.0 > 0 {
            let text = format!(
                "Capped: {} × {} ÷ {} = {}",
                money(before, currency),
                money(owed, currency),
                money(sum, currency),
                money(part, currency)
            );
            line.steps.push(cap_step(text, part));
        }
    }
    if capped {
        let text = format!("{} is over the limit of {}", money(sum, currency), money(owed, currency));
        steps.push(cap_step(text, owed));
    }
    owed
}

/// What each line costs once the incident rule has spoken. Under `highest` only the dearest miss (most points, or the highest
/// amount; the first of equals) counts.
fn incident(month: &FeeMonth<'_>, lines: &[CreditLine], steps: &mut Vec<Step>) -> Vec<Money> {
    let by_points = month.credits.method == CreditMethod::Points;
    let size = |line: &CreditLine| match by_points {
        true => of_decimal(line.points) * of_decimal(line.multiplier),
        false => of_whole(line.raw.0),
    };
    let sizes: Vec<BigRational> = lines.iter().map(size).collect();
    let mut amounts: Vec<Money> = lines.iter().map(|line| line.raw).collect();
    let mut points: BigRational = sizes.iter().sum();
    if month.credits.incident_rule == IncidentRule::Highest && lines.len() > 1 {
        let highest = (0..lines.len()).reduce(|best, at| if sizes[at] > sizes[best] { at } else { best });
        let highest = highest.unwrap_or(0);
        points = sizes[highest].clone();
        let kept = if by_points { points_amount(month, &points) } else { amounts[highest] };
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
    if by_points && !lines.is_empty() {
        steps.push(points_step(month, &points, total(&amounts)));
    }
    amounts
}
