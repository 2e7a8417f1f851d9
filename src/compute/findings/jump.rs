//! X25: a value so far from its history that it may be a slip of the pen.

use super::Figures;
use crate::check::row_place;
use crate::compute::charted::Charted;
use crate::compute::rollup::Subject;
use crate::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::model::Decimal;

/// Points of history needed before a jump can be told.
const HISTORY: usize = 12;

/// Standard deviations from the history's mean.
const SIGMAS: f64 = 5.0;

/// Mean moving range of two normal values, in standard deviations (d2 for n = 2).
const RANGE_TO_SIGMA: f64 = 1.128;

/// Each site's series, in the weeks that the site keeps: a value more than five standard deviations from the mean of all points
/// before it under the same limits. Of several such values in a row the first is told: what stays is no slip.
pub fn value_jump(figures: &Figures<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let kept_from = report.week.plus(1 - i32::from(report.register.book.history_weeks)).monday();
    for chart in report.charts.iter().filter(|chart| matches!(chart.subject, Subject::Site(_))) {
        for (at, sigmas) in jumps(chart) {
            if chart.periods[at].first_day() >= kept_from {
                diagnostics.extend(diagnostic(figures, chart, at, sigmas));
            }
        }
    }
}

/// Index and distance of each first value off its history.
fn jumps(chart: &Charted) -> Vec<(usize, f64)> {
    let mut jumps = Vec::new();
    let mut history: Vec<f64> = Vec::new();
    let (mut ranges, mut count, mut previous) = (0.0, 0.0, None);
    let mut was_off = false;
    for (at, value) in chart.values.iter().enumerate() {
        if chart.rebases.contains(&at) {
            history.clear();
            (ranges, count, previous, was_off) = (0.0, 0.0, None, false);
        }
        let Some(value) = *value else {
            // No range is taken across a gap.
            previous = None;
            continue;
        };
        let sigma = if count > 0.0 { ranges / count / RANGE_TO_SIGMA } else { 0.0 };
        // A history without any variation measures no distance.
        let is_known = history.len() >= HISTORY && sigma > 0.0;
        let mean = history.iter().sum::<f64>() / history.len().max(1) as f64;
        let distance = libm::fabs(value - mean) / sigma;
        let is_off = is_known && distance > SIGMAS;
        if is_off && !was_off {
            jumps.push((at, distance));
        }
        was_off = is_off;
        if let Some(previous) = previous.replace(value) {
            ranges += libm::fabs(value - previous);
            count += 1.0;
        }
        history.push(value);
    }
    jumps
}

fn diagnostic(figures: &Figures<'_>, chart: &Charted, at: usize, sigmas: f64) -> Option<Diagnostic> {
    let register = figures.report.register;
    let period = chart.periods[at];
    let found = chart.series.cells.binary_search_by_key(&period, |(period, _)| *period).ok()?;
    let rows = &chart.series.cells[found].1.rows;
    let row = register.measurements.rows.get(*rows.first()? as usize)?;
    let metric = register.metrics.get(&chart.metric)?;
    let value = Decimal::from_micro(libm::round(chart.values[at]? * Decimal::SCALE as f64) as i64);
    let value = metric.unit.with(&value.show(metric.decimals));
    let others = match rows.len() {
        1 => String::new(),
        n => format!("; the first of {}", plural(n, "row")),
    };
    let Subject::Site(site) = &chart.subject else { return None };
    Some(
        Diagnostic::new(
            &codes::VALUE_JUMP,
            row_place(register, figures.context.snapshot, row),
            format!(
                "`{}` of site `{site}` is {value} in {period}, more than {} standard deviations from its history",
                chart.metric,
                libm::floor(sigmas.min(999.0))
            ),
        )
        .label(format!("{SIGMAS} is the line{others}"))
        .help("check the figure at its source; correct it, or record what happened under `[[rebase]]`"),
    )
}
