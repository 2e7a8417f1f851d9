//! Pictures of a project's pace: units so far beside the plan, weeks one by one, the backlog, milestones on a line.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::compute::project::{MilestoneState, ProjectState};
use crate::compute::rollup::Series;
use crate::model::{Decimal, Period, Project, Quotient, day_label};
use crate::page::axis::{day_number, months};
use crate::page::piece::Piece;
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::page::wording::phrase;
use crate::picture::burnup::{Burnup, Forecast};
use crate::picture::series::Point;
use crate::picture::sparkline::Sparkline;
use crate::picture::timeline::{Moment, MomentShape, Span, SpanLook, Tick, Timeline};

/// Each picture may be empty: then its words say why.
#[derive(Serialize)]
pub struct Pace {
    burnup: String,
    burnup_label: String,
    burnup_caption: String,
    nothing: &'static str,
    weeks: Table,
    backlog: String,
    backlog_said: String,
    milestones: String,
    milestones_label: String,
}

/// One week of a project, or one month where its units are counted by month.
#[derive(Clone, Copy, Default)]
struct PaceRow {
    planned: Option<Decimal>,
    delivered: Option<Decimal>,
    backlog: Option<Quotient>,
    provisional: bool,
}

pub fn pace(house: &House<'_>, project: &Project, state: Option<&ProjectState>) -> Pace {
    let weeks = state.map(by_week).unwrap_or_default();
    let delivers = weeks.values().any(|row| row.delivered.is_some());
    let label = format!("{}: units delivered and planned, summed up by week", project.name);
    let (backlog, backlog_said) = backlog(project, &weeks);
    Pace {
        burnup: if delivers { burnup(house, project, state, &weeks, &label) } else { String::new() },
        burnup_caption: caption(state),
        burnup_label: label,
        nothing: match project.units_metric {
            Some(_) => "No unit has been delivered by the date of this report.",
            None => "This project counts no units: its file names no units metric.",
        },
        weeks: week_table(&weeks),
        backlog,
        backlog_said,
        milestones: milestones(house, project, state),
        milestones_label: format!("{}: milestones by date", project.name),
    }
}

fn caption(state: Option<&ProjectState>) -> String {
    let mut said =
        "Solid line: delivered. Dashed line: planned. Horizontal line: all planned units.".to_owned();
    if state.is_some_and(|state| state.forecast.is_ok()) {
        said.push_str(" Wedge: where the pace of the last weeks leads, fast end to slow end.");
    }
    said
}

fn by_week(state: &ProjectState) -> BTreeMap<Period, PaceRow> {
    let mut weeks: BTreeMap<Period, PaceRow> = BTreeMap::new();
    let monthly = cells(state.delivered.as_ref()).any(|(period, _, _)| matches!(period, Period::Month(..)));
    for &(week, units) in &state.planned_by_week {
        let period = if monthly { Period::month_of(week.thursday()) } else { Period::Week(week) };
        let planned = &mut weeks.entry(period).or_default().planned;
        *planned = Some(Decimal::from_micro(planned.map_or(0, Decimal::micro) + units.micro()));
    }
    for (period, value, provisional) in cells(state.delivered.as_ref()) {
        let row = weeks.entry(period).or_default();
        row.delivered = i64::try_from(value.rounded(6)).ok().map(Decimal::from_micro);
        row.provisional = provisional;
    }
    for (period, value, _) in cells(state.backlog.as_ref()) {
        weeks.entry(period).or_default().backlog = Some(value);
    }
    weeks
}

/// Figures of a series of counts or levels.
fn cells(series: Option<&Series>) -> impl Iterator<Item = (Period, Quotient, bool)> {
    series.into_iter().flat_map(|series| &series.cells).filter_map(|(period, cell)| {
        Some((*period, Quotient::new(cell.numerator, cell.denominator)?, cell.provisional))
    })
}

fn burnup(
    house: &House<'_>,
    project: &Project,
    state: Option<&ProjectState>,
    weeks: &BTreeMap<Period, PaceRow>,
    label: &str,
) -> String {
    let as_of = house.report.register.as_of();
    let forecast = state.and_then(|state| state.forecast.as_ref().ok());
    let first = weeks.keys().next().map_or(project.starts_on, |period| period.first_day());
    let far = forecast.and_then(|forecast| forecast.latest).into_iter().chain(forecast.map(|f| f.on));
    let last = far.chain(project.ends_on).chain([as_of]).max().unwrap_or(as_of);
    // A slow end years away would press the past into a corner: one more year than the rest needs is enough.
    let last = last.min(project.ends_on.unwrap_or(as_of).max(as_of).saturating_add(jiff::ToSpan::weeks(52)));
    let ticks = months(first, last);
    let ticks: Vec<Tick<'_>> = ticks.iter().map(|(day, label)| Tick { day: *day, label }).collect();
    let mut delivered = vec![(day_number(first), 0.0)];
    let mut planned = vec![(day_number(first), 0.0)];
    let (mut sum, mut wanted) = (0.0, 0.0);
    for (week, row) in weeks {
        let day = day_number(week.last_day());
        if let Some(units) = row.delivered {
            sum += units.to_f64();
            delivered.push((day, sum));
        }
        if let Some(units) = row.planned {
            wanted += units.to_f64();
            planned.push((day, wanted));
        }
    }
    if wanted == 0.0 {
        planned.clear();
    }
    let cone = forecast.map(|forecast| (phrase::day(forecast.on), forecast));
    let as_of_words = format!("as of {}", phrase::short_day(as_of));
    let mut svg = String::new();
    Burnup {
        label,
        range: (day_number(first), day_number(last)),
        ticks: &ticks,
        delivered: &delivered,
        planned: &planned,
        total: project.planned_units.map(Decimal::to_f64),
        forecast: cone.as_ref().map(|(label, forecast)| Forecast {
            earliest: day_number(forecast.earliest),
            on: day_number(forecast.on),
            latest: forecast.latest.map(day_number),
            label,
        }),
        as_of: Some((day_number(as_of), &as_of_words)),
    }
    .write(&mut svg);
    svg
}

fn week_table(weeks: &BTreeMap<Period, PaceRow>) -> Table {
    let columns = [
        ("Period", "tight"),
        ("Delivered", "num"),
        ("Planned", "num"),
        ("Delivered so far", "num"),
        ("Planned so far", "num"),
        ("Backlog", "num"),
    ];
    let mut table = Table::new("weeks", "Pace, latest first", &columns)
        .titled()
        .empty("No figure has come in yet.", "They appear with the first row of the units metric.");
    let (mut delivered, mut planned) = (0_i64, 0_i64);
    let mut rows = Vec::new();
    for (week, row) in weeks {
        delivered += row.delivered.map_or(0, Decimal::micro);
        planned += row.planned.map_or(0, Decimal::micro);
        rows.push((*week, *row, delivered, planned));
    }
    let units = |value: Decimal| Cell::new(value.show(0)).key(value);
    for (week, row, delivered, planned) in rows.into_iter().rev() {
        let mut cell = row.delivered.map_or_else(|| Cell::new(Piece::quiet("no figure")).key(""), units);
        if row.provisional {
            cell = cell.under("provisional");
        }
        table.push([
            Cell::head(week.to_string()),
            cell,
            row.planned.map_or_else(Cell::dash, units),
            units(Decimal::from_micro(delivered)),
            units(Decimal::from_micro(planned)),
            row.backlog.map_or_else(Cell::dash, |value| Cell::new(value.show(0)).key(value.rounded(0))),
        ]);
    }
    table
}

/// The backlog of the last 26 weeks, and what it says in words.
fn backlog(project: &Project, weeks: &BTreeMap<Period, PaceRow>) -> (String, String) {
    if project.backlog_metric.is_none() {
        return (String::new(), "This project keeps no backlog figure.".to_owned());
    }
    let last: Vec<(Period, Option<Quotient>)> =
        weeks.iter().rev().take(26).map(|(week, row)| (*week, row.backlog)).collect();
    let known: Vec<(Period, Quotient)> =
        last.iter().filter_map(|(week, value)| Some((*week, (*value)?))).collect();
    let Some((now, value)) = known.first() else {
        return (String::new(), "No backlog figure has come in yet.".to_owned());
    };
    let highest = known.iter().max_by_key(|(_, value)| value.rounded(0));
    let highest = highest.map_or_else(String::new, |(week, value)| {
        format!(" Highest in these weeks: {} in {week}.", value.show(0))
    });
    let points: Vec<Point> = last
        .iter()
        .rev()
        .map(|(_, value)| Point { value: value.map(Quotient::to_f64), ..Point::default() })
        .collect();
    let label = format!("Backlog of the last {} weeks", points.len());
    let mut svg = String::new();
    Sparkline { label: &label, points: &points, baselines: &[], targets: &[] }.write(&mut svg);
    (svg, format!("{} open in {now}.{highest}", value.show(0)))
}

fn milestones(house: &House<'_>, project: &Project, state: Option<&ProjectState>) -> String {
    if project.milestones.is_empty() {
        return String::new();
    }
    let as_of = house.report.register.as_of();
    let days =
        project.milestones.iter().flat_map(|milestone| [Some(milestone.due_on), milestone.done_on]).flatten();
    let days: Vec<Date> = days.chain([project.starts_on, as_of]).chain(project.ends_on).collect();
    let first = days.iter().min().copied().unwrap_or(as_of);
    let last = days.iter().max().copied().unwrap_or(as_of);
    let ticks = months(first, last);
    let ticks: Vec<Tick<'_>> = ticks.iter().map(|(day, label)| Tick { day: *day, label }).collect();
    let states = state.map(|state| state.milestones.as_slice()).unwrap_or_default();
    let mut sorted: Vec<_> = project.milestones.iter().enumerate().collect();
    sorted.sort_by_key(|(_, milestone)| milestone.due_on);
    let moments: Vec<Moment<'_>> = sorted
        .into_iter()
        .map(|(at, milestone)| Moment {
            day: day_number(milestone.done_on.unwrap_or(milestone.due_on)),
            label: &milestone.title,
            shape: match states.get(at) {
                Some(MilestoneState::Done { .. }) => MomentShape::Done,
                Some(MilestoneState::Open { age_days: 1.. }) => MomentShape::Late,
                _ => MomentShape::Open,
            },
        })
        .collect();
    let span = Span {
        from: day_number(project.starts_on),
        to: day_number(project.ends_on.unwrap_or(last)),
        label: "promised",
        look: SpanLook::Current,
    };
    let as_of_words = format!("as of {}", phrase::short_day(as_of));
    let label = format!("Milestones of {} from {} to {}", project.name, day_label(first), day_label(last));
    let mut svg = String::new();
    Timeline {
        label: &label,
        range: (day_number(first), day_number(last)),
        ticks: &ticks,
        spans: &[span],
        moments: &moments,
        as_of: Some((day_number(as_of), &as_of_words)),
    }
    .write(&mut svg);
    svg
}
