//! Pictures of a project's pace: units so far beside the plan, weeks one by one, the backlog, milestones on a line.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::core::organisation::record::Project;
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::kit::picture::axis::{day_number, months};
use crate::kit::picture::burnup::{Burnup, Forecast};
use crate::kit::picture::series::Point;
use crate::kit::picture::sparkline::Sparkline;
use crate::kit::picture::timeline::{Moment, MomentShape, Span, SpanLook, Tick, Timeline};
use crate::report::project::capacity::{Capacity, capacity};
use crate::report::project::periods::{PaceRow, by_period};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::project::figures::{MilestoneState, ProjectState};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::phrase;

/// Each picture may be empty: then its words say why.
#[derive(Serialize)]
pub struct Pace {
    burnup: Html,
    burnup_label: Label,
    burnup_caption: &'static str,
    nothing: &'static str,
    /// Whether the work keeps up with the plan; `None` where no pace is asked for.
    capacity: Option<Capacity>,
    weeks: Table,
    /// Empty where the capacity shows it.
    backlog: Html,
    backlog_said: Html,
    milestones: Html,
    milestones_label: Label,
}

pub fn pace(
    context: &PageContext<'_>,
    project: &Project,
    state: Option<&ProjectState>,
    evidence: &mut Evidence<'_>,
) -> Pace {
    let before = evidence.count_so_far();
    let weeks = state.map(|state| by_period(project, state, evidence)).unwrap_or_default();
    let capacity = capacity(context, &weeks, evidence.since(before));
    let delivers = weeks.values().any(|row| row.delivered.is_some());
    let label = format!("{}: units delivered and planned, summed up by week", project.name);
    let (backlog, backlog_said) = backlog(project, &weeks);
    Pace {
        burnup: if delivers { burnup(context, project, state, &weeks, &label) } else { Html::default() },
        burnup_caption: caption(state),
        burnup_label: Label::named(label),
        nothing: match &project.units_metric {
            Some(_) => "No unit has been delivered by the date of this report.",
            None => "No volume target for this project.",
        },
        weeks: week_table(&weeks, evidence),
        backlog: if capacity.is_some() { Html::default() } else { backlog },
        capacity,
        backlog_said,
        milestones: milestones(context, project, state),
        milestones_label: Label::named(format!("{}: milestones by date", project.name)),
    }
}

fn caption(state: Option<&ProjectState>) -> &'static str {
    match state.is_some_and(|state| state.forecast.is_ok()) {
        true => {
            "Solid line: delivered. Dashed line: planned. Horizontal line: all planned units. \
             Wedge: where the pace of the last weeks leads, fast end to slow end."
        }
        false => "Solid line: delivered. Dashed line: planned. Horizontal line: all planned units.",
    }
}

fn burnup(
    context: &PageContext<'_>,
    project: &Project,
    state: Option<&ProjectState>,
    weeks: &BTreeMap<Period, PaceRow>,
    label: &str,
) -> Html {
    let as_of = context.report.register.as_of();
    let forecast = state.and_then(|state| state.forecast.as_ref().ok());
    let first = weeks.keys().next().map_or(*project.starts_on, |period| period.first_day());
    let far = forecast.and_then(|forecast| forecast.latest).into_iter().chain(forecast.map(|f| f.on));
    let last = far.chain(project.ends_on.as_deref().copied()).chain([as_of]).max().unwrap_or(as_of);
    // A slow end years away would press the past into a corner: one more year than the rest needs is enough.
    let last = last.min(
        project
            .ends_on
            .as_deref()
            .copied()
            .unwrap_or(as_of)
            .max(as_of)
            .saturating_add(jiff::ToSpan::weeks(52)),
    );
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
    Html::picture(&Burnup {
        label,
        range: (day_number(first), day_number(last)),
        ticks: &ticks,
        delivered: &delivered,
        planned: &planned,
        before: &[],
        total: project.planned_units.as_deref().map(|units| units.to_f64()),
        forecast: cone.as_ref().map(|(label, forecast)| Forecast {
            earliest: day_number(forecast.earliest),
            on: day_number(forecast.on),
            latest: forecast.latest.map(day_number),
            label,
        }),
        as_of: Some((day_number(as_of), &as_of_words)),
    })
}

fn week_table(weeks: &BTreeMap<Period, PaceRow>, evidence: &mut Evidence<'_>) -> Table {
    let (mut delivered, mut planned) = (Running::default(), Running::default());
    let mut rows = Vec::new();
    for (week, row) in weeks {
        delivered.add(row.delivered, row.units_told, evidence);
        planned.add(row.planned, row.planned_told, evidence);
        rows.push((*week, *row, delivered, planned));
    }
    Columns::over(rows.into_iter().rev(), &mut ())
        .column("Period", "tight", |(week, ..), _| Cell::head(Inline::dated(week.to_string())))
        .column("Delivered", "num", |(_, row, ..), _| {
            let cell = row.delivered.map_or_else(
                || Cell::new(Inline::quiet("no figure")).key(""),
                |units| Cell::new(Inline::words(units.show(0)).of(row.units_told)).key(units),
            );
            if row.provisional { cell.under("provisional") } else { cell }
        })
        .column("Planned", "num", |(_, row, ..), _| {
            row.planned.map_or_else(Cell::dash, |units| {
                Cell::new(Inline::words(units.show(0)).of(row.planned_told)).key(units)
            })
        })
        .column("Delivered so far", "num", |(.., delivered, _), _| delivered.cell())
        .column("Planned so far", "num", |(.., planned), _| planned.cell())
        .column("Backlog", "num", |(_, row, ..), _| {
            row.backlog.map_or_else(Cell::dash, |value| {
                Cell::new(Inline::words(value.show(0)).of(row.backlog_told)).key(value.rounded(0))
            })
        })
        .table("weeks", "Pace, latest first")
        .titled()
        .empty("No figure has come in yet.", "They appear with the first row of the units metric.")
}

/// A sum that grows by the week, with the number of its figure.
#[derive(Clone, Copy, Default)]
struct Running {
    micro: i64,
    /// `None` before the first figure has come in.
    number: Option<FigureNumber>,
}

impl Running {
    /// A period without a figure of its own leaves the sum as it is.
    fn add(&mut self, units: Option<Decimal>, number: Option<FigureNumber>, evidence: &mut Evidence<'_>) {
        let Some(units) = units.filter(|_| number.is_some()) else { return };
        self.micro += units.micro();
        let sum = Decimal::from_micro(self.micro);
        self.number = evidence.made_of(sum.show(0), sum.into(), "sum", [self.number, number]).number;
    }

    fn cell(self) -> Cell {
        let sum = Decimal::from_micro(self.micro);
        // Nothing has come in yet: there is no figure, and nothing to show.
        match self.number {
            None => Cell::dash(),
            number => Cell::new(Inline::words(sum.show(0)).of(number)).key(sum),
        }
    }
}

/// The backlog of the last 26 weeks, and what it says in words.
fn backlog(project: &Project, weeks: &BTreeMap<Period, PaceRow>) -> (Html, Html) {
    if project.backlog_metric.is_none() {
        return (Html::default(), "This project keeps no backlog figure.".into());
    }
    let last: Vec<(Period, PaceRow)> = weeks.iter().rev().take(26).map(|(week, row)| (*week, *row)).collect();
    let known: Vec<(Period, Quotient, Option<FigureNumber>)> =
        last.iter().filter_map(|(week, row)| Some((*week, row.backlog?, row.backlog_told))).collect();
    let Some((now, value, number)) = known.first() else {
        return (Html::default(), "No backlog figure has come in yet.".into());
    };
    let highest = known.iter().max_by_key(|(_, value, _)| value.rounded(0));
    let highest = highest.map_or_else(Html::default, |(week, value, number)| {
        Html::part_of(*number, &format!(" Highest in these weeks: {} in {week}.", value.show(0)))
    });
    let points: Vec<Point> = last
        .iter()
        .rev()
        .map(|(_, row)| Point { value: row.backlog.map(Quotient::to_f64), ..Point::default() })
        .collect();
    let label = format!("Backlog of the last {}", plural(points.len(), "week"));
    let picture = Html::picture(&Sparkline {
        label: &label,
        points: &points,
        baselines: &[],
        targets: &[],
        range: None,
        ticks: &[],
    });
    (picture, Html::part_of(*number, &format!("{} open in {now}.", value.show(0))).then(highest))
}

fn milestones(context: &PageContext<'_>, project: &Project, state: Option<&ProjectState>) -> Html {
    if project.milestones.is_empty() {
        return Html::default();
    }
    let as_of = context.report.register.as_of();
    let days = project
        .milestones
        .iter()
        .flat_map(|milestone| [Some(*milestone.due_on), milestone.done_on.as_deref().copied()])
        .flatten();
    let days: Vec<Date> =
        days.chain([*project.starts_on, as_of]).chain(project.ends_on.as_deref().copied()).collect();
    let first = days.iter().min().copied().unwrap_or(as_of);
    let last = days.iter().max().copied().unwrap_or(as_of);
    let ticks = months(first, last);
    let ticks: Vec<Tick<'_>> = ticks.iter().map(|(day, label)| Tick { day: *day, label }).collect();
    let states = state.map(|state| state.milestones.as_slice()).unwrap_or_default();
    let mut sorted: Vec<_> = project.milestones.iter().enumerate().collect();
    sorted.sort_by_key(|(_, milestone)| *milestone.due_on);
    let moments: Vec<Moment<'_>> = sorted
        .into_iter()
        .map(|(at, milestone)| Moment {
            day: day_number(**milestone.done_on.as_ref().unwrap_or(&milestone.due_on)),
            label: &milestone.title,
            shape: match states.get(at) {
                Some(MilestoneState::Done { .. }) => MomentShape::Done,
                Some(MilestoneState::Open { age_days: 1.. }) => MomentShape::Late,
                _ => MomentShape::Open,
            },
        })
        .collect();
    let span = Span {
        from: day_number(*project.starts_on),
        to: day_number(project.ends_on.as_deref().copied().unwrap_or(last)),
        label: "promised",
        look: SpanLook::Current,
    };
    let as_of_words = format!("as of {}", phrase::short_day(as_of));
    let label = format!("Milestones of {} from {} to {}", project.name, day_label(first), day_label(last));
    Html::picture(&Timeline {
        label: &label,
        range: (day_number(first), day_number(last)),
        ticks: &ticks,
        spans: &[span],
        moments: &moments,
        as_of: Some((day_number(as_of), &as_of_words)),
    })
}
