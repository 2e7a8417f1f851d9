//! The control chart of a metric's page: the still picture, and the plain values that the interactive one is drawn from.

use crate::core::charted::Charted;
use crate::core::metric::record::Metric;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::scale;
use crate::kit::picture::series::{Baseline, Mark, TargetStep};
use crate::kit::picture::xmr::{PAGE, SHEET, axis};
use crate::subject::control::{Series, bounds_of, suffix};
use crate::subject::initiative::figures::partial;
use crate::subject::shell::PageContext;
use crate::subject::spark;
use crate::subject::text::piece::Html;

/// What the interactive chart shows, as plain values. What the whole and its points say in words is the still picture's.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// The metric.
    pub name: String,
    /// Both ends of the upright axis.
    pub axis: (f64, f64),
    /// Follows a value: `%`, ` h`.
    pub unit: String,
    pub decimals: usize,
    /// One entry a period, as in the three lists below.
    pub periods: Vec<String>,
    pub values: Vec<Option<f64>>,
    pub marks: Vec<Mark>,
    pub provisional: Vec<bool>,
    /// Each holds from one of the periods on.
    pub limits: Vec<Baseline>,
    pub targets: Vec<TargetStep>,
    /// Index of the first period after something happened, and what.
    pub events: Vec<(usize, String)>,
}

/// The still picture.
pub struct Still {
    pub label: String,
    pub svg: Html,
    pub baselines: Vec<Baseline>,
}

/// Both pictures of a chart.
pub fn drawing(
    context: &PageContext<'_>,
    chart: &Charted,
    metric: &Metric,
    subject: &str,
) -> (Drawing, Still) {
    let series = series_from(context, chart, metric, 0);
    let label = label(chart, metric, subject, 0);
    let svg = series.still(&label, PAGE);
    let values = chart.values.iter().copied().flatten();
    let drawing = Drawing {
        name: metric.name.clone(),
        unit: suffix(metric.unit),
        decimals: usize::from(metric.decimals),
        values: chart.values.to_vec(),
        axis: axis(values, &series.baselines, &series.targets, bounds_of(metric), 5).1,
        periods: chart.periods.iter().map(ToString::to_string).collect(),
        provisional: series.provisional,
        marks: series.marks,
        limits: series.baselines.clone(),
        targets: series.targets,
        events: series.events,
    };
    (drawing, Still { label, svg, baselines: series.baselines })
}

/// The still picture from a period on, by its index, for a sheet of several; its baselines are counted from there.
pub fn still_from(
    context: &PageContext<'_>,
    chart: &Charted,
    metric: &Metric,
    subject: &str,
    first: usize,
) -> Still {
    let series = series_from(context, chart, metric, first);
    let label = label(chart, metric, subject, first);
    let svg = series.still(&label, SHEET);
    Still { label, svg, baselines: series.baselines }
}

/// What is drawn from a period on.
fn series_from<'a>(
    context: &PageContext<'_>,
    chart: &'a Charted,
    metric: &'a Metric,
    first: usize,
) -> Series<'a> {
    let count = chart.periods.len();
    let first = first.min(count);
    let last = count.saturating_sub(1);
    let is_empty = first == count;
    let events = events(context, chart).into_iter().filter(|(at, _)| *at >= first);
    Series {
        metric,
        periods: &chart.periods[first..],
        values: &chart.values[first..],
        flags: (first..count).map(|at| chart.chart().flags.get(at)).collect(),
        marks: (first..count).map(|at| spark::mark_at(chart, at, last, metric.direction)).collect(),
        provisional: chart.provisional[first..].to_vec(),
        baselines: if is_empty { Vec::new() } else { spark::baselines(chart, metric, first, last) },
        targets: if is_empty {
            Vec::new()
        } else {
            spark::target_steps(chart, metric.direction, first, last)
        },
        events: events.map(|(at, words)| (at - first, words)).collect(),
    }
}

/// `Accuracy, Lisbon, 2026-W01 to 2026-W46; 95.1% last`.
fn label(chart: &Charted, metric: &Metric, subject: &str, first: usize) -> String {
    let span = match (chart.periods.get(first), chart.periods.last()) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "no periods".to_owned(),
    };
    let newest = chart.values.iter().rev().flatten().next();
    newest.map_or_else(
        || format!("{}, {subject}: no figures yet", metric.name),
        |value| {
            let shown = metric.unit.with(&scale::label(*value, usize::from(metric.decimals), ""));
            format!("{}, {subject}, {span}; {shown} last", metric.name)
        },
    )
}

/// New limits with their reasons, and initiatives that change a part of the work and leave the limits as they are.
fn events(context: &PageContext<'_>, chart: &Charted) -> Vec<(usize, String)> {
    let rebases = chart.rebases.iter();
    let mut events: Vec<(usize, String)> =
        rebases.map(|&at| (at, format!("New limits: {}", reason(context, chart, at)))).collect();
    for initiative in partial(context.report.register, &chart.subject, &chart.metric) {
        let at = chart.periods.partition_point(|period| *period < *initiative.intervention);
        if at < chart.periods.len() {
            events.push((at, format!("In some queues: {}", initiative.title)));
        }
    }
    events.sort();
    events
}

fn reason(context: &PageContext<'_>, chart: &Charted, at: usize) -> String {
    let Some(from) = chart.periods.get(at) else { return String::new() };
    let register = context.report.register;
    let of = register.rebases.iter().find(|rebase| {
        rebase.metric == chart.metric
            && rebase.from == *from
            && match &chart.subject {
                crate::core::rollup::Subject::Site(id) => {
                    register.sites.get(id).is_some_and(|site| rebase.scope.reaches(Some(id), &site.vendor))
                }
                crate::core::rollup::Subject::Vendor(id) => rebase.scope.reaches(None, id),
            }
    });
    of.map_or_else(|| from.to_string(), |rebase| rebase.reason.to_string())
}

/// What stands below both pictures; `figure` is that of the limits.
pub fn caption(chart: &Charted, figure: Option<FigureNumber>) -> Html {
    let Some(limits) = chart.chart().limits() else {
        return "Too few points for limits: no icon, no signal.".into();
    };
    let trial = if limits.trial { " Trial limits: fewer than 12 points." } else { "" };
    let rest = format!(" points (mean ± 2.66 × mean moving range).{trial}");
    Html::from("Mean and limits rest on ")
        .then(Html::part_of(figure, &limits.points_used.to_string()))
        .then(Html::exempt(Exempt::Rule, &rest))
        .then(" Squares: special cause, concern. Larger dots: improvement. Hollow: provisional.")
}
