//! The control chart of a series: one still picture, whichever page shows it.

use crate::core::metric::record::{Metric, Unit};
use crate::core::spc::{Limits, PointFlag, Variation};
use crate::kit::period::Period;
use crate::kit::picture::scale;
use crate::kit::picture::series::{Baseline, Mark, TargetStep};
use crate::kit::picture::xmr::{Event, Frame, XmrChart, XmrPoint};
use crate::subject::text::piece::Html;

/// A series as it is drawn: one entry a period in every list of points.
pub struct Series<'a> {
    pub metric: &'a Metric,
    pub periods: &'a [Period],
    /// In the metric's unit; `None` where a period has no figure.
    pub values: &'a [Option<f64>],
    /// What the rules say of each point, for its title: empty where the page has no figure of its signals.
    pub flags: Vec<Option<&'a PointFlag>>,
    /// How each point is marked.
    pub marks: Vec<Mark>,
    pub provisional: Vec<bool>,
    pub baselines: Vec<Baseline>,
    pub targets: Vec<TargetStep>,
    /// Index of the first period after something happened, and what.
    pub events: Vec<(usize, String)>,
}

impl Series<'_> {
    /// The still picture, called `label`.
    pub fn still(&self, label: &str, frame: Frame) -> Html {
        let names: Vec<String> = self.periods.iter().map(ToString::to_string).collect();
        let titles = self.titles();
        let points: Vec<XmrPoint<'_>> = names
            .iter()
            .zip(&titles)
            .enumerate()
            .map(|(at, (name, title))| XmrPoint {
                // A week's year stands in the table and the title; the axis has room for the week.
                period: name.split_once("-W").map_or(name.as_str(), |_| &name[5..]),
                title,
                value: self.values.get(at).copied().flatten(),
                mark: self.marks.get(at).copied().unwrap_or(Mark::Common),
                provisional: self.provisional.get(at).copied().unwrap_or_default(),
            })
            .collect();
        let events: Vec<Event<'_>> = self.events.iter().map(|(at, label)| Event { at: *at, label }).collect();
        Html::picture(&XmrChart {
            label,
            points: &points,
            baselines: &self.baselines,
            targets: &self.targets,
            events: &events,
            reliefs: &[],
            target_label: &self.target_label(),
            upper_label: &self.line("Upper", |baseline| baseline.upper),
            mean_label: &self.line("Mean", |baseline| baseline.mean),
            lower_label: &self.line("Lower", |baseline| baseline.lower),
            unit: &suffix(self.metric.unit),
            bounds: bounds_of(self.metric),
            frame,
        })
    }

    /// What each point says of itself, in either picture.
    pub fn titles(&self) -> Vec<String> {
        self.periods.iter().zip(0..).map(|(period, at)| self.title(at, &period.to_string())).collect()
    }

    /// `2026-W46: 95.1%, 7 on one side of the mean`.
    fn title(&self, at: usize, name: &str) -> String {
        let Some(value) = self.values.get(at).copied().flatten() else { return format!("{name}: no figure") };
        match self.flags.get(at).copied().flatten() {
            Some(PointFlag::Special(special)) => {
                format!("{name}: {}, {}", self.said(value), special.signal.text())
            }
            _ => format!("{name}: {}", self.said(value)),
        }
    }

    fn target_label(&self) -> String {
        let newest = self.targets.last();
        let said = newest.and_then(|step| {
            let side = if step.floor.is_some() { "more" } else { "less" };
            Some(format!("Target {} or {side}", self.said(step.floor.or(step.ceiling)?)))
        });
        said.unwrap_or_default()
    }

    /// What stands beside a line of the newest limits.
    fn line(&self, name: &str, pick: fn(&Baseline) -> f64) -> String {
        self.baselines
            .last()
            .map_or_else(String::new, |baseline| format!("{name} {}", self.said(pick(baseline))))
    }

    fn said(&self, value: f64) -> String {
        scale::label(value, usize::from(self.metric.decimals), &suffix(self.metric.unit))
    }
}

/// The lowest and highest value that a metric can have, where it has both.
pub fn bounds_of(metric: &Metric) -> Option<(f64, f64)> {
    let bounds = &metric.bounds;
    bounds.lower.as_ref().zip(bounds.upper.as_ref()).map(|(low, high)| (low.to_f64(), high.to_f64()))
}

/// What follows a number on an axis.
pub fn suffix(unit: Unit) -> String {
    match unit {
        Unit::Percent => "%".to_owned(),
        Unit::Units | Unit::Points | Unit::People => String::new(),
        other => format!(" {}", other.label()),
    }
}

/// Limits that hold from a point on, cut at the metric's bounds.
pub fn baseline(metric: &Metric, from: usize, limits: &Limits) -> Baseline {
    let lowest = metric.bounds.lower.as_ref().map_or(f64::MIN, |bound| bound.to_f64());
    let highest = metric.bounds.upper.as_ref().map_or(f64::MAX, |bound| bound.to_f64());
    Baseline { from, mean: limits.mean, lower: limits.lower.max(lowest), upper: limits.upper.min(highest) }
}

/// How a point is drawn.
pub fn mark(variation: Variation) -> Mark {
    match variation {
        Variation::ImprovementHigh | Variation::ImprovementLow => Mark::Improvement,
        Variation::ConcernHigh | Variation::ConcernLow => Mark::Concern,
        Variation::NeutralHigh | Variation::NeutralLow => Mark::Neutral,
        Variation::CommonCause | Variation::TooFewPoints => Mark::Common,
    }
}
