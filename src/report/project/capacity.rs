//! Whether a project keeps up: units delivered in each period beside the pace that its plan asks for, and below them on the same days the
//! backlog, which grows while less is done than comes in.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::Figures;
use crate::kit::period::Period;
use crate::kit::picture::axis::{day_number, months};
use crate::kit::picture::series::TargetStep;
use crate::kit::picture::stacked::{Panel, Reading, Stacked, Stand};
use crate::kit::picture::timeline::{Day, Tick};
use crate::report::project::periods::PaceRow;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::Html;
use crate::subject::wording::phrase;

/// A year of weeks.
const PERIODS: usize = 52;

/// What the picture shows.
const LABEL: &str = "Units delivered, the pace of the plan and the backlog, by date";

#[derive(Serialize)]
pub struct Capacity {
    /// The newest period with a figure: delivered, asked for, backlog.
    said: Html,
    picture: Html,
    label: &'static str,
    /// Numbers of the figures that are drawn.
    figures: String,
}

/// `None` where the plan asks for no pace, or nothing was delivered by it: then there is nothing to hold the work against.
pub fn capacity(
    context: &PageContext<'_>,
    rows: &BTreeMap<Period, PaceRow>,
    figures: Option<Figures>,
) -> Option<Capacity> {
    let newest: Vec<(Period, PaceRow)> =
        rows.iter().skip(rows.len().saturating_sub(PERIODS)).map(|(period, row)| (*period, *row)).collect();
    let is_held = |(_, row): &&(Period, PaceRow)| row.delivered.is_some() && row.planned.is_some();
    let last = newest.iter().rev().find(is_held)?;
    Some(Capacity {
        said: said(last),
        picture: picture(context, &newest, figures),
        label: LABEL,
        figures: figures?.to_string(),
    })
}

/// `13,900 units in W46, to 15 Nov 2026; the plan asks for 16,800. Backlog 2,140.`
fn said((period, row): &(Period, PaceRow)) -> Html {
    let units = |units: Option<Decimal>| units.map_or_else(String::new, |units| units.show(0));
    let delivered = Html::part_of(row.units_told, &units(row.delivered));
    let said = delivered
        .then(Html::dated(&format!(" units in {}; the plan asks for ", period.label())))
        .then(Html::part_of(row.planned_told, &units(row.planned)))
        .then(".");
    match row.backlog {
        Some(backlog) => {
            said.then(" Open backlog: ").then(Html::part_of(row.backlog_told, &backlog.show(0))).then(".")
        }
        None => said,
    }
}

fn picture(context: &PageContext<'_>, rows: &[(Period, PaceRow)], figures: Option<Figures>) -> Html {
    let as_of = context.report.register.as_of();
    let day = |period: &Period| day_number(period.last_day());
    let delivered: Vec<Reading> = rows
        .iter()
        .map(|(period, row)| Reading {
            day: day(period),
            value: row.delivered.map(|units| units.to_f64()),
            stand: match row.delivered.zip(row.planned) {
                Some((delivered, planned)) if delivered < planned => Stand::Missed,
                Some(_) => Stand::Met,
                None => Stand::Aside,
            },
        })
        .collect();
    let backlog: Vec<Reading> = rows
        .iter()
        .map(|(period, row)| Reading {
            day: day(period),
            value: row.backlog.map(Quotient::to_f64),
            stand: Stand::Aside,
        })
        .collect();
    let targets = targets(rows);
    let asked = targets.last().and_then(|(_, step)| step.floor).is_some();
    let panel = |name, readings, targets, target_label| Panel {
        name,
        readings,
        targets,
        target_label,
        counts_from: None,
        unit: "",
        bounds: Some((0.0, f64::MAX)),
        figures,
    };
    let mut panels = vec![panel(
        "Units delivered",
        &delivered[..],
        &targets[..],
        if asked { "Pace of the plan" } else { "" },
    )];
    if backlog.iter().any(|reading| reading.value.is_some()) {
        panels.push(panel("Open backlog", &backlog[..], &[], ""));
    }
    let first = rows.first().map_or(as_of, |(period, _)| period.first_day());
    let ticks = months(first, as_of);
    let ticks: Vec<Tick<'_>> = ticks.iter().map(|(day, label)| Tick { day: *day, label }).collect();
    let today = format!("as of {}", phrase::short_day(as_of));
    Html::picture(&Stacked {
        label: LABEL,
        range: (day_number(first), day_number(as_of)),
        ticks: &ticks,
        panels: &panels,
        lines: &[],
        acts: &[],
        as_of: Some((day_number(as_of), &today)),
    })
}

/// The pace that the plan asks for, as steps: a new one where it changes.
fn targets(rows: &[(Period, PaceRow)]) -> Vec<(Day, TargetStep)> {
    let mut steps: Vec<(Day, TargetStep)> = Vec::new();
    for (period, row) in rows {
        let floor = row.planned.map(|units| units.to_f64());
        if steps.last().is_none_or(|(_, step)| step.floor != floor) {
            steps.push((day_number(period.first_day()), TargetStep { from: 0, floor, ceiling: None }));
        }
    }
    steps
}
