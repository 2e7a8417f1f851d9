//! Small multiples: series of one metric beside each other, over one and the same stretch and on one scale. One component of pages
//! (`multiples` in `templates/pieces.html`).

use serde::Serialize;

use crate::core::metric::record::Metric;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::picture::scale;
use crate::subject::control::suffix;
use crate::subject::spark::{Spark, one_scale};
use crate::subject::text::piece::{Html, Inline, Line};

/// Pictures that a page has room for: a year of one is 2 kB.
pub const PICTURES: usize = 90;

/// The component's data.
#[derive(Debug, Default, Serialize)]
pub struct Multiples {
    /// `W47, to 23 Nov 2025 to W46, to 15 Nov 2026; each from 80% to 100%.`
    note: Html,
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
    let note = match (span, range) {
        (Some((first, last)), Some((low, high))) => {
            let end = |value| scale::label(value, usize::from(metric.decimals), &suffix(metric.unit));
            Html::dated(&format!("{} up to {}, ", first.label(), last.label()))
                .then(Html::exempt(Exempt::Axis, &format!("each from {} to {}.", end(low), end(high))))
        }
        _ => Html::default(),
    };
    let items = drawn.into_iter().map(|one| {
        let mut picture = Html::default();
        if let Some(spark) = &one.spark {
            spark.write(&mut picture, &one.label, range);
        }
        Multiple { pick: one.pick, name: one.name.0, said: one.said.0, picture }
    });
    Multiples { note, items: items.collect() }
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
