//! What a restatement changed, in rows: the result without it, and today's.

use crate::core::attainment::Outcome;
use crate::kit::diag::plural;
use crate::kit::number::{Money, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::subject::restatement::figures::{Effect, Verdict, VerdictShift};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::figure::Measure;
use crate::subject::wording::{names, phrase};

/// In a few words, for the ledger; empty when nothing can be said.
pub fn summary(effect: &Effect) -> Vec<String> {
    let mut parts = Vec::new();
    let turned = effect.verdicts.iter().filter(|shift| shift.turns()).count();
    if turned > 0 {
        parts.push(format!("{} turned", plural(turned, "verdict")));
    }
    let rated = effect.ratings.iter().filter(|shift| shift.then.0 != shift.now.0).count();
    if rated > 0 {
        parts.push(format!("{} changed", plural(rated, "rating")));
    }
    for shift in &effect.credits {
        let by = Money(shift.now.0 - shift.then.0);
        let sign = if by.0 > 0 { "+" } else { "" };
        parts.push(format!(
            "credit of {} {sign}{} {}",
            shift.month.label(),
            by.show(&shift.currency),
            shift.currency
        ));
    }
    let moved = effect.verdicts.len() - turned;
    if parts.is_empty() && moved > 0 {
        parts.push(format!("{} moved, no verdict turned", plural(moved, "value")));
    }
    parts
}

/// How many results differ.
pub fn count(effect: &Effect) -> usize {
    effect.verdicts.len() + effect.ratings.len() + effect.credits.len()
}

/// Every result that differs: verdicts that turned first, then credits, ratings and values. `figure` is the effect's number.
pub fn table(context: &PageContext<'_>, effect: &Effect, name: &str, figure: Option<FigureNumber>) -> Table {
    let columns = [("What", ""), ("When", "tight"), ("Without it", ""), ("Today", "")];
    let mut table = Table::new(name, "Results that differ", &columns);
    let (turned, moved): (Vec<&VerdictShift>, Vec<&VerdictShift>) =
        effect.verdicts.iter().partition(|shift| shift.turns());
    for shift in turned {
        verdict_row(context, &mut table, shift, figure);
    }
    for shift in &effect.credits {
        let money = |amount: Money| {
            Inline::words(format!("{} {}", amount.show(&shift.currency), shift.currency)).of(figure)
        };
        table.push([
            Cell::head("Service credit").under(names::contract(context, &shift.contract)),
            Cell::new(Inline::dated(phrase::capital(&shift.month.label()))).key(shift.month),
            money(shift.then).into(),
            money(shift.now).into(),
        ]);
    }
    for shift in &effect.ratings {
        let side = |(rating, score): (crate::core::score::Rating, Option<Quotient>)| {
            let score =
                score.map_or_else(|| "no score".to_owned(), |score| format!("score {}", phrase::cut(score)));
            Cell::new(Inline::rating(rating)).under(Inline::words(score).of(figure))
        };
        table.push([
            Cell::head("Rating").under(names::subject(context, &shift.subject)),
            Cell::new(Inline::dated(shift.period.to_string())),
            side(shift.then),
            side(shift.now),
        ]);
    }
    for shift in moved {
        verdict_row(context, &mut table, shift, figure);
    }
    table
}

fn verdict_row(
    context: &PageContext<'_>,
    table: &mut Table,
    shift: &VerdictShift,
    figure: Option<FigureNumber>,
) {
    let contract = context.report.register.contracts.get(&shift.contract);
    let level = contract.and_then(|contract| names::service_level_of(contract, &shift.service_level));
    let metric = level.and_then(|level| context.report.register.metrics.get(&level.metric));
    let measure = level.zip(metric).map(|(level, metric)| Measure::of_clause(level, metric));
    let side = |verdict: &Option<Verdict>| match verdict {
        None => Cell::dash(),
        Some(verdict) => {
            let (tone, word) = match &verdict.outcome {
                Outcome::Met => ("met", "Met"),
                Outcome::Missed => ("missed", "Missed"),
                Outcome::NotMeasured(_) => ("none", "Not measured"),
                Outcome::Shown => ("running", "Not judged"),
            };
            let value = verdict.value.zip(measure).map(|(value, measure)| measure.show(value));
            let cell = Cell::new(Inline::mark(tone, word));
            match value {
                Some(value) => cell.under(Inline::words(value).of(figure)),
                None => cell,
            }
        }
    };
    table.push([
        Cell::head(names::service_level(context, &shift.contract, &shift.service_level))
            .under(names::subject(context, &shift.subject)),
        Cell::new(Inline::dated(phrase::capital(&shift.window.label()))).key(shift.window.last),
        side(&shift.then),
        side(&shift.now),
    ]);
}
