//! The panel below a block: what its figures are made of, one level deep, readable without scripts.

use std::fmt::Write as _;

use crate::compute::formula::formula;
use crate::model::{Aggregation, Measurements};
use crate::page::evidence::clause::Clause;
use crate::page::evidence::runs;
use crate::page::host::Permalinks;
use crate::page::shell::House;
use crate::picture::pen;
use crate::source::Place;

/// Line ranges named before the panel points to evidence.json.
const SHOWN_RUNS: usize = 4;

/// A panel being written.
pub struct Sources {
    items: String,
    links: Permalinks,
}

impl Sources {
    pub fn new(house: &House<'_>) -> Sources {
        Sources { items: String::new(), links: Permalinks::new(house) }
    }

    /// One item: words, then places.
    pub fn item(&mut self, label: &str, places: &[&Place]) {
        self.items.push_str("<li>");
        pen::text(&mut self.items, label);
        for place in places {
            self.place(place.path.as_str(), place.line, place.line);
        }
        self.items.push_str("</li>");
    }

    /// A clause: its formula, its rows, its target.
    pub fn of_clause(&mut self, clause: &Clause<'_>, measurements: &Measurements) {
        self.items.push_str("<li><b>");
        pen::text(&mut self.items, &clause.level.name);
        self.items.push_str("</b>");
        if let (Some(over), Some(under)) = (&clause.metric.numerator, &clause.metric.denominator) {
            self.items.push_str(" (");
            pen::text(&mut self.items, over);
            self.items.push_str(" ÷ ");
            pen::text(&mut self.items, under);
            self.items.push(')');
        }
        if clause.level.aggregation != Aggregation::Occurrences {
            self.items.push_str(", ");
            self.items.push_str(clause.level.aggregation.label());
        }
        if let Some(ruling) = clause.ruling {
            self.items.push_str("; rows");
            self.rows(measurements, &ruling.rows);
            self.items.push_str("; target");
            self.place(ruling.target_place.path.as_str(), ruling.target_place.line, ruling.target_place.line);
        }
        self.items.push_str("</li>");
    }

    /// One item: words, then the rows behind them.
    pub fn rows_of(&mut self, label: &str, measurements: &Measurements, rows: &[u32]) {
        self.items.push_str("<li>");
        pen::text(&mut self.items, label);
        self.items.push_str(": rows");
        self.rows(measurements, rows);
        self.items.push_str("</li>");
    }

    /// Rows as short lists of lines.
    fn rows(&mut self, measurements: &Measurements, rows: &[u32]) {
        if rows.is_empty() {
            self.items.push_str(" none");
            return;
        }
        let mut left = 0;
        for (at, (file, from, to)) in runs(measurements, rows).enumerate() {
            if at >= SHOWN_RUNS {
                left += (to - from + 1) as usize;
                continue;
            }
            if let Some(path) = measurements.files.get(file as usize) {
                self.place(path.as_str(), from, to);
            }
        }
        if left > 0 {
            let _infallible = write!(self.items, " and {left} more, listed in evidence.json");
        }
    }

    fn place(&mut self, path: &str, from: u32, to: u32) {
        let out = &mut self.items;
        out.push(' ');
        let link = self.links.lines(path, from, to);
        if let Some(url) = &link {
            out.push_str("<a href=\"");
            pen::text(out, url);
            out.push_str("\">");
        }
        out.push_str("<code>");
        pen::text(out, path);
        out.push(':');
        pen::whole(out, from.into());
        if to > from {
            out.push('–');
            pen::whole(out, to.into());
        }
        out.push_str("</code>");
        if link.is_some() {
            out.push_str("</a>");
        }
    }

    /// The panel; empty when it has no item.
    pub fn panel(&self, formula_id: &str) -> String {
        if self.items.is_empty() {
            return String::new();
        }
        let mut html = String::with_capacity(self.items.len() + 256);
        html.push_str(
            "<details class=\"sources\" data-x=\"place\"><summary>Where these figures come from</summary>",
        );
        if let Some(formula) = formula(formula_id) {
            html.push_str("<p class=\"formula\">");
            html.push_str(formula.name);
            html.push_str(": ");
            html.push_str(formula.text);
            html.push_str("</p>");
        }
        html.push_str("<ul>");
        html.push_str(&self.items);
        html.push_str("</ul><p>Every figure, with its rows and settings: <a href=\"evidence.json\">evidence.json</a></p></details>");
        html
    }
}

/// Appends rows in a table's cell: file names without their folders, two ranges at most.
pub fn short_rows(html: &mut String, measurements: &Measurements, rows: &[u32]) {
    let mut left = 0;
    let mut last = None;
    for (at, (file, from, to)) in runs(measurements, rows).enumerate() {
        if at >= 2 {
            left += 1;
            continue;
        }
        html.push_str(if at > 0 { ", " } else { "" });
        if last != Some(file) {
            let name = measurements.files.get(file as usize).map_or("", |path| path.file_name());
            pen::text(html, name);
            html.push(':');
            last = Some(file);
        }
        let _infallible = write!(html, "{from}");
        if to > from {
            let _infallible = write!(html, "–{to}");
        }
    }
    if left > 0 {
        let _infallible = write!(html, " +{left}");
    }
}
