//! X25: a value so far from its history that it may be a slip of the pen.

use crate::core::charted::Charted;
use crate::core::rollup::{Subject, cell_value};
use crate::kit::diag::{Diagnostic, Diagnostics, codes, plural};
use crate::subject::context::ReportContext;
use crate::subject::context::row_place;

/// Points of history needed before a jump can be reported.
const HISTORY: usize = 12;

/// Standard deviations from the history's mean.
const SIGMAS: f64 = 5.0;

/// Mean moving range of two normal values, in standard deviations (d2 for n = 2).
const RANGE_TO_SIGMA: f64 = 1.128;

/// Each site's series, in the weeks that the site keeps: a value more than five standard deviations from the mean of all points
/// before it under the same limits, and as far from the last of them. When the next value stays out there too, something has
/// changed and no pen has slipped: that is for the chart to say.
pub fn value_jump(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    let report = figures.report;
    let kept_from = report.period.plus(1 - report.register.history()).first_day();
    for chart in
        report.charts.iter().filter(|chart| chart.is_whole() && matches!(chart.subject, Subject::Site(_)))
    {
        for (at, sigmas) in jumps(chart) {
            if chart.periods[at].first_day() >= kept_from {
                diagnostics.extend(diagnostic(figures, chart, at, sigmas));
            }
        }
    }
}

/// Index and distance of each value that stands alone off its history.
fn jumps(chart: &Charted) -> Vec<(usize, f64)> {
    let mut jumps = Vec::new();
    let mut history = History::default();
    for (at, value) in chart.values.iter().enumerate() {
        if chart.rebases.contains(&at) {
            history = History::default();
        }
        let Some(value) = *value else {
            // No range is taken across a gap.
            history.previous = None;
            continue;
        };
        if let Some((mean, sigma, last)) = history.known() {
            let is_far = |value: f64| libm::fabs(value - mean) > SIGMAS * sigma;
            let stays = chart.values.get(at + 1).copied().flatten().is_some_and(is_far);
            if is_far(value) && libm::fabs(value - last) > SIGMAS * sigma && !stays {
                jumps.push((at, libm::fabs(value - mean) / sigma));
            }
        }
        history.push(value);
    }
    jumps
}

/// Points so far under the same limits.
#[derive(Default)]
struct History {
    sum: f64,
    count: usize,
    ranges: f64,
    range_count: usize,
    /// The last point, unless a gap follows it.
    previous: Option<f64>,
    last: Option<f64>,
}

impl History {
    /// Mean, standard deviation and last point. `None` while there are too few, or when they do not vary: no variation
    /// measures no distance.
    fn known(&self) -> Option<(f64, f64, f64)> {
        let sigma = self.ranges / self.range_count.max(1) as f64 / RANGE_TO_SIGMA;
        (self.count >= HISTORY && sigma > 0.0).then_some((self.sum / self.count as f64, sigma, self.last?))
    }

    fn push(&mut self, value: f64) {
        if let Some(previous) = self.previous.replace(value) {
            self.ranges += libm::fabs(value - previous);
            self.range_count += 1;
        }
        self.last = Some(value);
        self.sum += value;
        self.count += 1;
    }
}

fn diagnostic(figures: &ReportContext<'_>, chart: &Charted, at: usize, sigmas: f64) -> Option<Diagnostic> {
    let register = figures.report.register;
    let period = chart.periods[at];
    let found = chart.series.cells.binary_search_by_key(&period, |(period, _)| *period).ok()?;
    let rows = &chart.series.cells[found].1.rows;
    let row = register.measurements.rows.get(*rows.first()? as usize)?;
    let metric = register.metrics.get(&chart.metric)?;
    // The exact figure, rounded once.
    let value = metric.unit.with(&cell_value(metric, &chart.series.cells[found].1)?.show(metric.decimals));
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
