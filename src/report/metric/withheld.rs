//! A metric of which no figure ever came: every row of it was withheld by its sender.

use std::collections::BTreeSet;

use crate::core::charted::Charted;
use crate::kit::diag::list_and;
use crate::kit::number::Decimal;
use crate::kit::number::Quotient;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::subject_key;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::Html;

/// How many rows there are, who withheld their figures, and of which period the newest is; empty where a figure came.
pub fn withheld(context: &PageContext<'_>, chart: &Charted, evidence: &mut Evidence<'_>) -> Html {
    let of = &chart.series;
    let cells = context.report.rollup.withheld(&of.subject, &of.metric, &of.scope);
    let Some(newest) = cells.keys().next_back().filter(|_| chart.periods.is_empty()) else {
        return Html::default();
    };
    let measurements = &context.report.register.measurements;
    let rows: Vec<u32> = cells.values().flatten().copied().collect();
    let sent = rows.iter().filter_map(|at| measurements.withheld.get(*at as usize));
    let senders: BTreeSet<&str> = sent.map(|row| row.source.label()).collect();
    let senders: Vec<&str> = senders.into_iter().collect();
    let (kind, id) = subject_key(&of.subject);
    let (count, value) = (rows.len().to_string(), Quotient::from(Decimal::count(rows.len())));
    let entry = evidence.figure(&count, value, "count");
    let entry = entry.note("count", &["rows-withheld", kind, id, of.metric.as_str()]);
    let number = entry.withheld_records(&rows).done();
    let said = if rows.len() == 1 {
        " row, whose figure its sender withheld"
    } else {
        " rows, whose figures their sender withheld"
    };
    Html::from("No figure came: ")
        .then(Html::figure(number, &count))
        .then(said)
        .then(Html::without_number(&format!(" (source: {})", list_and(&senders))))
        .then("; the newest is of ")
        .then(Html::dated(&newest.label()))
        .then(". The lines that say so stand below.")
}
