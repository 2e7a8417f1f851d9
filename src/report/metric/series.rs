//! The rows behind a chart.

use std::collections::BTreeSet;

use crate::core::charted::Charted;
use crate::core::metric::record::Metric;
use crate::core::spc::PointFlag;
use crate::core::target_line::WrittenTarget;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::kit::picture::scale;
use crate::kit::picture::series::Baseline;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Evidence, Query};
use crate::subject::shell::PageContext;

/// The targets of a chart, each a figure of its own: index of the first period it holds for, and the figure.
pub fn target_figures(
    chart: &Charted,
    metric: &Metric,
    evidence: &mut Evidence<'_>,
) -> Vec<(usize, FigureRef)> {
    let decimals = usize::from(metric.decimals);
    let write = |target: &WrittenTarget| {
        let shown = metric.unit.with(&scale::label(target.line.to_f64(), decimals, ""));
        let value = Quotient::from(target.line);
        let settings = [("target", target.line, Some(&target.place))];
        let number = evidence.figure(&shown, value, "target").settings(settings).done();
        (target.from, FigureRef::new(number, value, shown))
    };
    chart.written_targets.iter().map(write).collect()
}

/// The limits of a chart, a figure for each set; the last of them. The chart's points are figures after `others`.
pub fn limit_figures(
    context: &PageContext<'_>,
    chart: &Charted,
    metric: &Metric,
    baselines: &[Baseline],
    others: usize,
    evidence: &mut Evidence<'_>,
) -> Option<FigureNumber> {
    let first_point = FigureNumber::after(others).get();
    let mut number = None;
    for baseline in baselines {
        let group = chart
            .chart()
            .groups
            .iter()
            .find(|group| group.start <= baseline.from && baseline.from < group.end);
        let Some(group) = group else { continue };
        let ends = chart.periods.get(group.start).zip(chart.periods.get(group.end.saturating_sub(1)));
        let (Some((first, last)), Some(limits)) = (ends, group.limits) else { continue };
        let value = Quotient::new((baseline.mean * 1e6).round() as i128, Decimal::SCALE.into());
        let Some(value) = value else { continue };
        let shown = metric.unit.with(&value.show(metric.decimals));
        let after = &context.report.register.settings.fix_limits_after;
        let fixed = after.map(Decimal::count);
        let entry =
            evidence.figure(&shown, value, "xmr").note("span", &[&first.to_string(), &last.to_string()]);
        let entry = entry.settings(fixed.map(|points| ("fix-limits-after", points, after.place.as_ref())));
        let flags = chart.chart().flags.get(group.start..group.end).unwrap_or_default();
        let said: BTreeSet<&str> = flags
            .iter()
            .filter_map(|flag| match flag {
                PointFlag::Special(special) => Some(special.signal.text()),
                _ => None,
            })
            .collect();
        let entry = entry.note("name", &[metric.name.as_str()]);
        let entry = entry.note("signals", &said.into_iter().collect::<Vec<_>>());
        let entry = entry.limits(baseline.mean, baseline.lower, baseline.upper);
        let entry = entry.whole("first", first_point.into()).whole("points", limits.points_used as u64);
        number = Some(entry.done());
    }
    number
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
