//! The error budget of a clause's latest window, in one sentence with its evidence.

use crate::core::budget::budget;
use crate::kit::diag::plural;
use crate::kit::number::Quotient;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::Clause;
use crate::subject::evidence::written::marked;
use crate::subject::text::piece::Html;
use crate::subject::wording::phrase;

/// Empty where a clause has no error budget.
pub fn budget_line(clause: &Clause<'_>, evidence: &mut Evidence<'_>) -> Html {
    let Some(ruling) = clause.ruling else { return Html::default() };
    let Some(budget) = budget(clause.metric, clause.level, ruling) else { return Html::default() };
    let Some(value) = clause.value(evidence) else { return Html::default() };
    let target = clause.target(evidence);
    let inputs = [value.number, target.number];
    let decimals = |value: Quotient| if value.num() % value.den() == 0 { 0 } else { 1 };
    let mut figure = |value: Quotient, formula: &'static str| {
        let shown = value.show(decimals(value));
        let number = evidence.figure(&shown, value, formula).inputs(inputs).done();
        marked(number, &shown)
    };
    let (allowed, missed) =
        (figure(budget.allowed, "budget-allowed"), figure(budget.missed, "budget-missed"));
    let line = Html::dated(&phrase::capital(&clause.window(ruling))).then(": ").then(value);
    let line = line.then(", needs ").then(target).then("; misses allowed ").then(allowed);
    let line = line.then(", misses had ").then(missed);
    let Some(used) = budget.used else {
        return line.then("; a target of 100% allows no miss, so there is no error budget to spend.");
    };
    let shown = format!("{}%", used.show(1));
    let mut entry = evidence.figure(&shown, used, "budget-used").inputs(inputs);
    let whole = |days: i64| u64::try_from(days).unwrap_or_default();
    if let Some((after, days)) = budget.gone_after {
        entry = entry.whole("after", whole(after)).whole("of", whole(days));
    }
    let number = entry.done();
    let line =
        line.then("; ").then(marked(number, &shown)).then(" of the error budget of this period used up.");
    let Some((after, days)) = budget.gone_after else { return line };
    let after = match after {
        0 => "on the first day".to_owned(),
        n => format!("after {n} of {}", plural(usize::try_from(days).unwrap_or_default(), "day")),
    };
    line.then(Html::part_of(number, &format!(" At this rate it was gone {after}.")))
}
