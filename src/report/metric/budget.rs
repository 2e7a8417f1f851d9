//! The error budget of a clause's latest window, in one sentence with its evidence.

use crate::core::budget::budget;
use crate::kit::diag::plural;
use crate::kit::picture::pen;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::Clause;
use crate::subject::evidence::written::marked;
use crate::subject::text::piece::Html;

/// Ready-made markup; empty where a clause has no error budget.
pub fn budget_line(clause: &Clause<'_>, evidence: &mut Evidence<'_>) -> String {
    let Some(ruling) = clause.ruling else { return String::new() };
    let Some(budget) = budget(clause.metric, clause.level, ruling) else { return String::new() };
    let Some(value) = clause.value(evidence) else { return String::new() };
    let target = clause.target(evidence);
    let inputs = [value.number, target.number];
    let decimals = |value: crate::kit::number::Quotient| if value.num() % value.den() == 0 { 0 } else { 1 };
    let mut figure =
        |value: crate::kit::number::Quotient, unit: &str, formula: &'static str, decimals: u8| {
            let shown = format!("{}{unit}", value.show(decimals));
            let number = evidence.figure(&shown, value, formula).inputs(inputs).done();
            marked(number, value, &shown)
        };
    let mut html = String::new();
    pen::text(&mut html, &crate::subject::wording::phrase::capital(&clause.window(ruling)));
    html.push_str(": ");
    html.push_str(&value.html());
    html.push_str(", needs ");
    html.push_str(&target.html());
    html.push_str("; misses allowed ");
    html.push_str(&figure(budget.allowed, "", "budget-allowed", decimals(budget.allowed)));
    html.push_str(", misses had ");
    html.push_str(&figure(budget.missed, "", "budget-missed", decimals(budget.missed)));
    let Some(left) = budget.left else {
        html.push_str("; a target of 100% allows no miss, so there is no allowance to spend.");
        return html;
    };
    let shown = format!("{}%", left.show(1));
    let mut entry = evidence.figure(&shown, left, "budget-left").inputs(inputs);
    let whole = |days: i64| u64::try_from(days).unwrap_or_default();
    if let Some((after, days)) = budget.gone_after {
        entry = entry.whole("after", whole(after)).whole("of", whole(days));
    }
    let number = entry.done();
    html.push_str("; ");
    html.push_str(&marked(number, left, &shown));
    html.push_str(" of the allowance left.");
    if let Some((after, days)) = budget.gone_after {
        let after = match after {
            0 => "on the first day".to_owned(),
            n => format!("after {n} of {}", plural(usize::try_from(days).unwrap_or_default(), "day")),
        };
        html.push_str(Html::part_of(number, &format!(" At this rate it was gone {after}.")).as_str());
    }
    html
}
