//! What a figure that was put to a vendor is called, and what it says.

use crate::core::contract::record::Scope;
use crate::core::metric::record::Metric;
use crate::core::rollup::{Cell as Summed, cell_value};
use crate::kit::id::{ContractId, ServiceLevelId};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::subject::evidence::clause::clause;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::language::figures::withheld::Cut;
use crate::subject::response::figures::{is_about_result, rows_of, subject_of};
use crate::subject::response::record::{Replied, Response};
use crate::subject::shell::PageContext;
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;
use crate::subject::wording::figure::{Measure, money};
use crate::subject::wording::names;

/// What the figure is called, and what it says.
pub fn figure<'a>(
    context: &PageContext<'a>,
    response: &Response,
    evidence: &mut Evidence<'a>,
) -> (Vec<Inline>, Cell) {
    let report = context.report;
    match &response.figure {
        Replied::Result(contract, level) => {
            let name = vec![names::service_level(context, contract, level)];
            let judged =
                report.judged.iter().position(|one| is_about_result(response, one, **response.period));
            let ruling = judged.and_then(|at| {
                report.judged[at].rulings.iter().position(|ruling| ruling.window.period == **response.period)
            });
            let clause = judged.and_then(|at| clause(report, at, Some(ruling?)));
            let value = clause.as_ref().and_then(|clause| clause.value(evidence));
            let cell = match (value, clause) {
                (Some(value), Some(clause)) => {
                    let target = clause.target(evidence);
                    Cell::new(Inline::from(value)).under([Inline::literal("needs "), Inline::from(target)])
                }
                _ => Cell::dash(),
            };
            (name, cell)
        }
        Replied::Credit(contract, level) => {
            let name =
                vec![Inline::literal("Service credit: "), names::service_level(context, contract, level)];
            (
                name,
                credit(context, contract, level, **response.period, evidence)
                    .map_or_else(Cell::dash, Cell::new),
            )
        }
        Replied::Rating => {
            let cards = report.scorecards.get(&subject_of(response)).map(Vec::as_slice).unwrap_or_default();
            let card = cards.iter().find(|card| card.period == **response.period);
            let cell = card.map_or_else(Cell::dash, |card| Cell::new(Inline::rating(card.rating)));
            (vec![Inline::literal("Rating")], cell)
        }
        Replied::Measurement(id, _) => {
            let metric = report.register.metrics.get(id);
            let name = metric.map_or(id.as_str(), |metric| &metric.name);
            let name = vec![names::metric(context, &subject_of(response), id, name)];
            let value = metric.and_then(|metric| measured(context, response, metric, evidence));
            (name, value.map_or_else(Cell::dash, |value| Cell::new(Inline::from(value))))
        }
    }
}

/// What is owed for a service level in a month, after incident rule and cap.
fn credit(
    context: &PageContext<'_>,
    of: &ContractId,
    level: &ServiceLevelId,
    month: Period,
    evidence: &mut Evidence<'_>,
) -> Option<Inline> {
    let entry = context.report.credits.iter().find(|entry| entry.contract == *of && entry.month == month)?;
    let line = entry.lines.iter().find(|line| line.service_level == *level)?;
    let shown = money(line.owed, &entry.currency);
    let value = Quotient::from(Decimal::from_int(line.owed.0));
    let figure = evidence.figure(&shown, value, "credit-cap");
    let figure = figure.note("month", &[of.as_str(), &month.to_string(), level.as_str()]);
    let number = figure.note("part", &["owed"]).done();
    Some(Inline::from(FigureRef::new(number, value, shown)))
}

/// The sum of the rows that a response is about.
fn measured(
    context: &PageContext<'_>,
    response: &Response,
    metric: &Metric,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let register = context.report.register;
    let cell =
        Summed::sum(metric.kind, metric.whole_rows, &register.measurements.rows, rows_of(register, response));
    let value = cell_value(metric, &cell)?;
    let subject = subject_of(response);
    let mut scope = Scope::default();
    if let Replied::Measurement(_, Some(queue)) = &response.figure {
        if !context.report.languages.withheld.tells(register, &cell.rows, Cut::Queue) {
            return None;
        }
        scope.queues.insert(queue.clone());
    }
    let query = Query {
        clause: None,
        metric: &metric.id,
        subject: &subject,
        scope: &scope,
        slice: None,
        pooled: &[],
        period: **response.period,
        window: "period",
    };
    let shown = Measure::of(metric).show(value);
    let entry = evidence.figure(&shown, value, crate::core::formula::of_kind(metric.kind));
    let number = entry.query(&query).sums(cell.numerator, cell.denominator).rows(&cell.rows).done();
    Some(FigureRef::new(number, value, shown))
}
