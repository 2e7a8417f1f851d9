//! The rows behind a chart.

use std::collections::BTreeSet;

use crate::core::charted::Charted;
use crate::core::metric::record::Metric;
use crate::core::spc::PointFlag;
use crate::core::target_line::WrittenTarget;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::scale;
use crate::kit::picture::series::Baseline;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::target::target_figure;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;

/// The targets of a chart, each a figure of its own: index of the first period it holds for, and the figure.
pub fn target_figures(
    context: &PageContext<'_>,
    chart: &Charted,
    metric: &Metric,
    evidence: &mut Evidence<'_>,
) -> Vec<(usize, FigureRef)> {
    let decimals = usize::from(metric.decimals);
    let mut figure = |target: &WrittenTarget| {
        let shown = metric.unit.with(&scale::label(target.line.to_f64(), decimals, ""));
        (target.from, target_figure(context, &chart.subject, target, shown, evidence))
    };
    chart.written_targets.iter().map(&mut figure).collect()
}

/// A set of limits that a page says and draws.
pub struct LimitFigure {
    /// Index of its group in the chart.
    pub group: usize,
    pub baseline: Baseline,
    pub number: FigureNumber,
}

/// The limits of a chart, a figure for each set, oldest first. The chart's points are figures after `others`.
pub fn limit_figures(
    context: &PageContext<'_>,
    chart: &Charted,
    metric: &Metric,
    baselines: &[Baseline],
    others: usize,
    evidence: &mut Evidence<'_>,
) -> Vec<LimitFigure> {
    limits_from(context, chart, metric, (0, baselines), FigureNumber::after(others), evidence)
}

/// The same where the baselines count from a period of the chart. No point of the chart has a number before `first_point`.
pub fn limits_from(
    context: &PageContext<'_>,
    chart: &Charted,
    metric: &Metric,
    (counted_from, baselines): (usize, &[Baseline]),
    first_point: FigureNumber,
    evidence: &mut Evidence<'_>,
) -> Vec<LimitFigure> {
    let first_point = first_point.get();
    let mut figures = Vec::new();
    for baseline in baselines {
        let groups = &chart.chart().groups;
        let begins = baseline.from + counted_from;
        let at = groups.iter().position(|group| group.start <= begins && begins < group.end);
        let Some((at, group)) = at.and_then(|at| Some((at, groups.get(at)?))) else { continue };
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
        let entry = entry.ranges(&limits);
        let entry = entry.whole("first", first_point.into()).whole("points", limits.points_used as u64);
        figures.push(LimitFigure { group: at, baseline: *baseline, number: entry.done() });
    }
    figures
}
