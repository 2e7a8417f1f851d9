//! What a metric says of one period, as a figure.

use crate::core::charted::Charted;
use crate::core::formula;
use crate::core::metric::record::{Metric, MetricKind, Unit};
use crate::core::rollup::Cell;
use crate::kit::number::Quotient;
use crate::kit::period::Period;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::wording::figure::Measure;

/// The value of a chart's series in one period, as a figure; `None` where it has none.
pub fn period_value(
    chart: &Charted,
    metric: &Metric,
    period: Period,
    cell: &Cell,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    if cell.not_aggregable || cell.is_unclear {
        return None;
    }
    let times = if metric.kind == MetricKind::Ratio && metric.unit == Unit::Percent { 100 } else { 1 };
    let value = Quotient::new(cell.numerator.checked_mul(times)?, cell.denominator)?;
    let shown = Measure::of(metric).show(value);
    let number = evidence
        .figure(&shown, value, formula::of_kind(metric.kind))
        .query(&series_query(chart, period))
        .sums(cell.numerator, cell.denominator)
        .rows(&cell.rows)
        .done();
    Some(FigureRef::new(number, value, shown))
}

/// The rows of a chart's series in one period.
pub fn series_query(chart: &Charted, period: Period) -> Query<'_> {
    Query {
        clause: None,
        metric: &chart.metric,
        subject: &chart.subject,
        scope: &chart.series.scope,
        slice: None,
        pooled: &[],
        period,
        window: "period",
    }
}
