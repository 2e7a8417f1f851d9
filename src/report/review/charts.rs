//! The service levels of a vendor that matter most as large pictures: their values with limits and target.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::core::charted::Charted;
use crate::core::credit::bears_credits;
use crate::core::score::{Line, Scorecard};
use crate::kit::id::VendorId;
use crate::kit::numbered::FigureNumber;
use crate::report::metric::chart::{Still, still_from};
use crate::report::metric::series::{limits_from, target_figures};
use crate::report::verdict::verdict;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{Clause, clause, remark_of};
use crate::subject::evidence::measured::period_value;
use crate::subject::shell::{Link, PageContext};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::names;

/// Pictures that a sheet of paper has room for, at a size that is read from afar.
const SHOWN: usize = 6;

/// Periods of a picture: a year of weeks.
const PERIODS: usize = 52;

#[derive(Serialize)]
pub struct LargeChart {
    /// The service level, with a link to the metric's page.
    name: Link,
    period: Label,
    value: Html,
    target: Html,
    verdict: Html,
    label: Label,
    still: Html,
    /// Numbers of the figures that are drawn.
    figures: String,
}

/// Those of the scorecard that have a series of their own: what is missed, the worst first, then what credits hang on, then the rest.
pub fn charts<'a>(
    then: &PageContext<'a>,
    vendor: &VendorId,
    card: &Scorecard,
    evidence: &mut Evidence<'a>,
) -> Vec<LargeChart> {
    let worst = then.report.executive.worst.get(vendor).map_or(&[][..], Vec::as_slice);
    let lines = worst.iter().filter_map(|at| card.lines.iter().find(|line| line.judged == *at));
    let mut lines: Vec<&Line> = lines.collect();
    lines.sort_by_key(|line| weight(then, line));
    let lines = lines.into_iter();
    // A service level by the week and one by the month may judge one series: it is drawn for the worse.
    let mut drawn = BTreeSet::new();
    let lines = lines.filter(|line| line.chart.is_some_and(|chart| drawn.insert(chart)));
    let drawable = lines.filter_map(|line| Some((line, then.report.charts.get(line.chart?)?)));
    let with_points = drawable.filter(|(_, chart)| chart.values.iter().any(Option::is_some)).take(SHOWN);
    with_points.filter_map(|(line, chart)| large(then, line, chart, evidence)).collect()
}

/// How far behind the others it comes.
fn weight(then: &PageContext<'_>, line: &Line) -> u8 {
    let Some(clause) = clause(then.report, line.judged, line.ruling) else { return 3 };
    let Some(ruling) = clause.ruling else { return 3 };
    match (ruling.missed(), bears_credits(clause.contract, clause.level, ruling.version)) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    }
}

fn large<'a>(
    then: &PageContext<'a>,
    line: &Line,
    chart: &Charted,
    evidence: &mut Evidence<'a>,
) -> Option<LargeChart> {
    let clause = clause(then.report, line.judged, line.ruling)?;
    let ruling = clause.ruling?;
    let value = clause.value(evidence);
    let target = Html::from(clause.target(evidence)).then(clause.parts(evidence));
    let remark = remark_of(&clause, &value, evidence);
    let mut said = Html::default();
    verdict(&mut said, &clause, remark);
    let first = chart.periods.len().saturating_sub(PERIODS);
    let still = still_from(then, chart, clause.metric, clause.level.name.as_str(), first);
    let before = evidence.count_so_far();
    drawn(then, &clause, chart, &still, first, evidence);
    let figures = evidence.since(before)?;
    let page = names::page_of_metric(then, &clause.judged.subject, &clause.metric.id);
    Some(LargeChart {
        name: Link::to(&page, Label::named(clause.level.name.as_str())),
        period: Label::dated(clause.window(ruling)),
        value: value.map_or_else(Html::default, Html::from),
        target,
        verdict: said,
        label: Label::part_of(figures, still.label),
        still: still.svg,
        figures: figures.to_string(),
    })
}

/// The figures behind a picture: its targets, the points that it shows and those that its limits rest on, the limits.
fn drawn(
    then: &PageContext<'_>,
    clause: &Clause<'_>,
    chart: &Charted,
    still: &Still,
    first: usize,
    evidence: &mut Evidence<'_>,
) {
    let before = evidence.count_so_far();
    target_figures(then, chart, clause.metric, evidence);
    let groups = chart.chart().groups.iter().filter(|group| group.end > first);
    let start = groups.map(|group| group.start).min().unwrap_or(first);
    let from = chart.periods.get(start).copied();
    for (period, cell) in chart.series.cells.iter().filter(|(period, _)| Some(*period) >= from) {
        period_value(chart, clause.metric, *period, cell, evidence);
    }
    let first_point = FigureNumber::after(before);
    limits_from(then, chart, clause.metric, (first, &still.baselines), first_point, evidence);
}
