//! The control chart of a metric's page: the still picture, and the plain values that the interactive one is drawn from.

use crate::core::charted::Charted;
use crate::core::metric::record::{Metric, RebaseScope, Unit};
use crate::core::spc::PointFlag;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::scale;
use crate::kit::picture::series::{Baseline, Mark, TargetStep};
use crate::kit::picture::xmr::{Event, XmrChart, XmrPoint};
use crate::kit::text::piece::Html;
use crate::subject::initiative::figures::partial;
use crate::subject::shell::PageContext;
use crate::subject::spark;

/// What the interactive chart shows, as plain values; one entry a period in every list.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    pub name: String,
    /// Follows a value: `%`, ` h`.
    pub unit: String,
    pub decimals: usize,
    pub periods: Vec<String>,
    pub values: Vec<Option<f64>>,
    pub marks: Vec<Mark>,
    pub provisional: Vec<bool>,
    pub mean: Vec<Option<f64>>,
    pub lower: Vec<Option<f64>>,
    pub upper: Vec<Option<f64>>,
    pub targets: Vec<Option<f64>>,
    /// Index of the first period after something happened, and what.
    pub events: Vec<(usize, String)>,
}

/// The still picture.
pub struct Still {
    pub label: String,
    pub svg: String,
    pub baselines: Vec<Baseline>,
}

/// Both pictures of a chart.
pub fn drawing(house: &PageContext<'_>, chart: &Charted, metric: &Metric, subject: &str) -> (Drawing, Still) {
    let count = chart.periods.len();
    let last = count.saturating_sub(1);
    let marks: Vec<Mark> = (0..count).map(|at| spark::mark_at(chart, at, last, metric.direction)).collect();
    let names: Vec<String> = chart.periods.iter().map(ToString::to_string).collect();
    let baselines = if count == 0 { Vec::new() } else { spark::baselines(chart, metric, 0, last) };
    let targets = if count == 0 { Vec::new() } else { spark::target_steps(chart, metric.direction, 0, last) };
    let events = events(house, chart);
    let still = still(chart, metric, subject, &names, &marks, &baselines, &targets, &events);
    let held =
        |pick: fn(&Baseline) -> f64| (0..count).map(|at| Some(pick(at_or_before(&baselines, at)?))).collect();
    let drawing = Drawing {
        name: metric.name.clone(),
        unit: suffix(metric.unit),
        decimals: usize::from(metric.decimals),
        values: chart.values.to_vec(),
        provisional: chart.provisional.to_vec(),
        mean: held(|baseline| baseline.mean),
        lower: held(|baseline| baseline.lower),
        upper: held(|baseline| baseline.upper),
        targets: chart.targets.to_vec(),
        marks,
        periods: names,
        events,
    };
    (drawing, still)
}

fn at_or_before(baselines: &[Baseline], at: usize) -> Option<&Baseline> {
    baselines.iter().rev().find(|baseline| baseline.from <= at)
}

/// What follows a number on an axis.
fn suffix(unit: Unit) -> String {
    match unit {
        Unit::Percent => "%".to_owned(),
        Unit::Units | Unit::Points | Unit::People => String::new(),
        other => format!(" {}", other.label()),
    }
}

#[allow(clippy::too_many_arguments)] // the lists of one chart, made once and lent to both pictures
fn still(
    chart: &Charted,
    metric: &Metric,
    subject: &str,
    names: &[String],
    marks: &[Mark],
    baselines: &[Baseline],
    targets: &[TargetStep],
    happened: &[(usize, String)],
) -> Still {
    let decimals = usize::from(metric.decimals);
    let unit = suffix(metric.unit);
    let said = |value: f64| scale::label(value, decimals, &unit);
    let titles: Vec<String> = chart
        .values
        .iter()
        .zip(names)
        .enumerate()
        .map(|(at, (value, name))| match (value, chart.chart().flags.get(at)) {
            (Some(value), Some(PointFlag::Special(special))) => {
                format!("{name}: {}, {}", said(*value), special.signal.text())
            }
            (Some(value), _) => format!("{name}: {}", said(*value)),
            (None, _) => format!("{name}: no figure"),
        })
        .collect();
    let points: Vec<XmrPoint<'_>> = names
        .iter()
        .enumerate()
        .map(|(at, name)| XmrPoint {
            // A week's year is told by the table and the title; the axis has room for the week.
            period: name.split_once("-W").map_or(name.as_str(), |_| &name[5..]),
            title: &titles[at],
            value: chart.values[at],
            mark: marks[at],
            provisional: chart.provisional.get(at).copied().unwrap_or_default(),
        })
        .collect();
    let events: Vec<Event<'_>> = happened.iter().map(|(at, label)| Event { at: *at, label }).collect();
    let target = targets.last().and_then(|step| {
        let side = if step.floor.is_some() { "more" } else { "less" };
        Some(format!("Target {} or {side}", said(step.floor.or(step.ceiling)?)))
    });
    let line = |name: &str, pick: fn(&Baseline) -> f64| {
        baselines.last().map_or_else(String::new, |baseline| format!("{name} {}", said(pick(baseline))))
    };
    let span = match (names.first(), names.last()) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "no periods".to_owned(),
    };
    let newest = chart.values.iter().rev().flatten().next();
    let label = match newest {
        Some(value) => format!("{}, {subject}, {span}; {} last", metric.name, measure_words(metric, *value)),
        None => format!("{}, {subject}: no figures yet", metric.name),
    };
    let mut svg = String::new();
    XmrChart {
        label: &label,
        points: &points,
        baselines,
        targets,
        events: &events,
        reliefs: &[],
        target_label: target.as_deref().unwrap_or_default(),
        upper_label: &line("Upper", |baseline| baseline.upper),
        mean_label: &line("Mean", |baseline| baseline.mean),
        lower_label: &line("Lower", |baseline| baseline.lower),
        unit: &unit,
        bounds: metric.bounds.lower.zip(metric.bounds.upper).map(|(low, high)| (low.to_f64(), high.to_f64())),
    }
    .write(&mut svg);
    Still { label, svg, baselines: baselines.to_vec() }
}

fn measure_words(metric: &Metric, value: f64) -> String {
    let decimals = usize::from(metric.decimals);
    metric.unit.with(&scale::label(value, decimals, ""))
}

/// New limits with their reasons, and initiatives that change a part of the work and leave the limits as they are.
fn events(house: &PageContext<'_>, chart: &Charted) -> Vec<(usize, String)> {
    let rebases = chart.rebases.iter();
    let mut events: Vec<(usize, String)> =
        rebases.map(|&at| (at, format!("New limits: {}", reason(house, chart, at)))).collect();
    for initiative in partial(house.report.register, &chart.subject, &chart.metric) {
        let at = chart.periods.partition_point(|period| *period < *initiative.intervention);
        if at < chart.periods.len() {
            events.push((at, format!("In some queues: {}", initiative.title)));
        }
    }
    events.sort();
    events
}

fn reason(house: &PageContext<'_>, chart: &Charted, at: usize) -> String {
    let Some(from) = chart.periods.get(at) else { return String::new() };
    let register = house.report.register;
    let of = register.rebases.iter().find(|rebase| {
        rebase.metric == chart.metric
            && rebase.from == *from
            && match (&rebase.scope, &chart.subject) {
                (RebaseScope::Site(site), crate::core::rollup::Subject::Site(id)) => site == id,
                (RebaseScope::Vendor(vendor), crate::core::rollup::Subject::Vendor(id)) => vendor == id,
                (RebaseScope::Vendor(vendor), crate::core::rollup::Subject::Site(id)) => {
                    register.sites.get(id).is_some_and(|site| &site.vendor == vendor)
                }
                (RebaseScope::Site(_), crate::core::rollup::Subject::Vendor(_)) => false,
            }
    });
    of.map_or_else(|| from.to_string(), |rebase| rebase.reason.clone())
}

/// What stands below both pictures; `figure` is the number of the limits.
pub fn caption(chart: &Charted, figure: u32) -> Html {
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
