//! Small multiples: series of one metric beside each other, over one and the same stretch and on one scale. One component of pages
//! (`multiples` in `templates/pieces.html`).

use serde::Serialize;

use crate::core::metric::record::Metric;
use crate::kit::calendar::day_short;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::scale::{self, Ticks};
use crate::subject::control::suffix;
use crate::subject::spark::{Spark, one_scale};
use crate::subject::text::piece::{Html, Inline, Line};
use crate::subject::wording::phrase;

/// Pictures that a page has room for: a year of one is 2 kB.
pub const PICTURES: usize = 90;

/// The component's data.
#[derive(Debug, Default, Serialize)]
pub struct Multiples {
    /// `W47, to 23 Nov 2025 to W46, to 15 Nov 2026; each from 80% to 100%.`
    note: Html,
    /// What stands beside the axis of each, the highest first; of the values between two of them there is a line alone.
    ticks: Vec<Html>,
    /// The first and the last period: `W47 2025`.
    ends: Vec<Html>,
    items: Vec<Multiple>,
}

#[derive(Debug, Serialize)]
struct Multiple {
    /// Ready-made box to choose it by; may be empty.
    pick: Html,
    name: Vec<Inline>,
    said: Vec<Inline>,
    picture: Html,
}

/// One of them, before the scale of all is known.
pub struct Drawn {
    pub pick: Html,
    pub name: Line,
    /// The newest value and what is said of it.
    pub said: Line,
    /// What the picture shows, in words.
    pub label: String,
    /// `None`: nothing may be shown of it.
    pub spark: Option<Spark>,
}

/// All of them on the scale of all.
pub fn multiples(metric: &Metric, span: Option<(Period, Period)>, drawn: Vec<Drawn>) -> Multiples {
    let range = one_scale(drawn.iter().filter_map(|one| one.spark.as_ref()));
    let axis = range.map(|range| Ticks::around(range, 2));
    let said: Vec<String> = axis.iter().flat_map(|axis| labels(axis, metric)).collect();
    let note = match (span, said.first(), said.last()) {
        (Some((first, last)), Some(high), Some(low)) => {
            Html::dated(&format!("{} up to {}, ", first.label(), last.label()))
                .then(Html::exempt(Exempt::Axis, &format!("each from {low} to {high}.")))
        }
        _ => Html::default(),
    };
    let values = axis.map_or_else(Vec::new, |axis| axis.values);
    let ends = span.map_or_else(Vec::new, |(first, last)| vec![first, last]);
    let items = drawn.into_iter().map(|one| {
        let mut picture = Html::default();
        if let Some(spark) = &one.spark {
            spark.write_panel(&mut picture, &one.label, &values);
        }
        Multiple { pick: one.pick, name: one.name.0, said: one.said.0, picture }
    });
    Multiples {
        note,
        ticks: said.iter().map(|said| Html::exempt(Exempt::Axis, said)).collect(),
        ends: ends.into_iter().map(|period| Html::exempt(Exempt::Axis, &end(period))).collect(),
        items: items.collect(),
    }
}

/// The highest first, with the unit: two or three, so that they have room beside the smallest panel. Of four values it is the outer two.
fn labels(axis: &Ticks, metric: &Metric) -> Vec<String> {
    let every = if axis.values.len() > 3 { axis.values.len() - 1 } else { 1 };
    let labelled = axis.values.iter().step_by(every).rev();
    labelled.map(|value| scale::label(*value, axis.decimals, &suffix(metric.unit))).collect()
}

/// An end of the axis of periods, with its year: `W47 2025`, `Nov 2025`, `18 Nov 2025`.
fn end(period: Period) -> String {
    match period {
        Period::Week(week) => format!("{} {}", phrase::short(period), week.number().0),
        Period::Month(year, _) => format!("{} {year}", phrase::short(period)),
        Period::Day(day) => day_short(day),
        Period::Quarter(..) | Period::Year(_) => period.label(),
    }
}

impl Multiples {
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// A box by which a reader chooses a row or a picture, without scripts: see `.choosing` in `parts.css`.
pub fn pick(name: &str) -> Html {
    let mut html = Html::default();
    html.tags("<input type=\"checkbox\" class=\"pick\" data-x=\"name\" aria-label=\"Choose ");
    html.push_inside(name);
    html.tags("\">");
    html
}
