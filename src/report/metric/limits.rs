//! The limits of a chart as numbers, in the open, and how they were made.

use serde::Serialize;

use crate::core::charted::Charted;
use crate::core::metric::record::{Metric, Unit};
use crate::core::settings::record::Settings;
use crate::core::spc::{CONSTANTS, Group, Limits};
use crate::kit::diag::plural;
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::scale;
use crate::kit::picture::series::Baseline;
use crate::report::metric::series::LimitFigure;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::{Fact, Html, Inline};
use crate::subject::wording::phrase;

/// One set of limits: from the start of a chart, or from an event that starts new ones.
#[derive(Serialize)]
pub struct LimitsView {
    /// `Limits in force`, or `Limits until W20 of 2026`.
    title: Html,
    facts: Vec<Fact>,
}

/// Every set of limits of a chart, the one in force first.
pub fn limits_shown(
    context: &PageContext<'_>,
    chart: &Charted,
    metric: &Metric,
    figures: &[LimitFigure],
) -> Vec<LimitsView> {
    let book = &context.report.register.settings;
    let last = figures.len().saturating_sub(1);
    let views = figures.iter().enumerate().filter_map(|(at, figure)| {
        let group = chart.chart().groups.get(figure.group)?;
        let limits = group.limits?;
        let until = chart.periods.get(group.end.saturating_sub(1))?;
        let title = match at == last {
            true => Html::from("Limits in force"),
            false => Html::dated(&format!("Limits until {}", until.label())),
        };
        let facts = facts(metric, &limits, &figure.baseline, figure.number)
            .into_iter()
            .chain(made(book, chart, group, &limits, figure.number))
            .collect();
        Some(LimitsView { title, facts })
    });
    let mut views: Vec<LimitsView> = views.collect();
    views.reverse();
    views
}

fn facts(metric: &Metric, limits: &Limits, drawn: &Baseline, number: FigureNumber) -> Vec<Fact> {
    let decimals = usize::from(metric.decimals);
    let shown = |value: f64| metric.unit.with(&scale::label(value, decimals, ""));
    // A limit is held against figures, so it has their decimals. What limits are made of has two more: 2.66 times a range that was
    // rounded like a figure is another limit.
    let made_of = |value: f64| scale::label(value, decimals + 2, "");
    // A difference of two shares is in percentage points.
    let between = |label: String| match metric.unit {
        Unit::Percent => format!("{label} percentage points"),
        unit => unit.with(&label),
    };
    let limit = |tested: f64, drawn: f64| {
        let words = Inline::words(shown(tested)).of(number);
        if tested == drawn {
            return vec![words];
        }
        // The rules look at the limit as it is; the picture ends where the metric does.
        let cut = Inline::words(format!(" (drawn at {}, where the metric ends)", shown(drawn))).of(number);
        vec![words, cut]
    };
    vec![
        Fact::new("Mean", Inline::words(metric.unit.with(&made_of(limits.mean))).of(number)),
        Fact::new("Lower limit", limit(limits.lower, drawn.lower)),
        Fact::new("Upper limit", limit(limits.upper, drawn.upper)),
        Fact::new("Mean moving range", Inline::words(between(made_of(limits.mean_range))).of(number)),
        Fact::new(
            "Range limit",
            Inline::words(between(scale::label(limits.range_limit, decimals, ""))).of(number),
        ),
    ]
}

/// Which points they rest on, whether new ones move them, and what was left out.
fn made(book: &Settings, chart: &Charted, group: &Group, limits: &Limits, number: FigureNumber) -> [Fact; 3] {
    let points = plural(limits.points_used, "point");
    let used = used(chart, group, limits.points_used);
    let which = used.map_or_else(String::new, |(first, last)| {
        format!(", {} to {}", phrase::short(first), phrase::short(last))
    });
    let trial = if limits.trial { "; trial limits, on fewer than 12" } else { "" };
    let rest = vec![
        Inline::words(points).of(number),
        Inline::dated(which),
        Inline::words(trial).because(Exempt::Rule),
    ];
    let fixed = match **book.fix_limits_after {
        Some(after) if limits.points_used >= after => {
            Inline::words(format!("no: fixed after {}", plural(after, "point"))).of(number)
        }
        Some(after) => Inline::words(format!("until there are {after}, then they are fixed")).of(number),
        None => Inline::literal("yes: each new point moves them"),
    };
    let ranges = match *book.screen_ranges {
        false => Inline::literal("no moving range is left out"),
        true if limits.dropped == 0 => Inline::literal("no moving range reached the range limit"),
        true => {
            let dropped = plural(limits.dropped, "moving range");
            Inline::words(format!("{dropped} at or above the range limit left out, once")).of(number)
        }
    };
    let formula = format!(
        "mean ± {} × mean moving range; range limit {} × mean moving range; ",
        CONSTANTS.limit, CONSTANTS.range
    );
    let how = vec![Inline::words(formula).because(Exempt::Rule), ranges];
    [Fact::new("Rest on", rest), Fact::new("Move with new points", fixed), Fact::new("Made as", how)]
}

/// The first and the last period that limits rest on.
fn used(chart: &Charted, group: &Group, points: usize) -> Option<(Period, Period)> {
    let inside =
        chart.periods.iter().zip(chart.values.iter()).skip(group.start).take(group.end - group.start);
    let mut present = inside.filter(|(_, value)| value.is_some()).map(|(period, _)| *period).take(points);
    let first = present.next()?;
    Some((first, present.last().unwrap_or(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::metric::record::MetricKind;
    use crate::kit::calendar::Grain;
    use crate::testing::computed::metric;

    fn said(mean: f64, mean_range: f64) -> Vec<String> {
        let limits = Limits {
            mean,
            lower: mean - CONSTANTS.limit * mean_range,
            upper: mean + CONSTANTS.limit * mean_range,
            mean_range,
            range_limit: CONSTANTS.range * mean_range,
            dropped: 0,
            points_used: 20,
            trial: false,
        };
        let drawn = Baseline { from: 0, mean, lower: limits.lower, upper: limits.upper };
        let facts = facts(
            &metric("accuracy", MetricKind::Ratio, Grain::Week),
            &limits,
            &drawn,
            FigureNumber::after(0),
        );
        facts.iter().map(|fact| format!("{} {}", fact.label, fact.line[0].text())).collect()
    }

    #[test]
    fn limits_can_be_made_again_from_the_numbers_beside_the_chart() {
        assert_eq!(
            said(95.2, 1.25),
            [
                "Mean 95.2000%",
                "Lower limit 91.88%",
                "Upper limit 98.53%",
                "Mean moving range 1.2500 percentage points",
                "Range limit 4.08 percentage points",
            ]
        );
    }
}
