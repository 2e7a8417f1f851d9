//! Several series above each other on one axis of days, each with its target, and below them what was done and is to be done: whether
//! what was done changed anything is seen at a glance. Drawn of a few paths, so that ten years of days are as light as a quarter of weeks.

use super::exempt::Exempt;
use super::pen;
use super::scale::{self, Scale};
use super::series::TargetStep;
use super::timeline::{Day, MomentShape, Tick, anchor_of, mark, packed};
use super::xmr::{self, ends};
use crate::numbered::Figures;

/// What a value is to the question that its panel answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stand {
    /// It does not count: before the count began.
    #[default]
    Aside,
    /// It counts, and meets the target: a dot.
    Met,
    /// It counts, and misses the target: a square.
    Missed,
}

/// One period of a series.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    /// The last day of its period.
    pub day: Day,
    /// In display units; `None` is a gap.
    pub value: Option<f64>,
    pub stand: Stand,
}

/// One series with its own upright axis.
#[derive(Clone, Copy, Debug)]
pub struct Panel<'a> {
    /// What is measured.
    pub name: &'a str,
    /// In order of time.
    pub readings: &'a [Reading],
    /// Each with the first day it holds for, until the next; their `from` is not looked at.
    pub targets: &'a [(Day, TargetStep)],
    /// Words for the right edge, beside the newest target.
    pub target_label: &'a str,
    /// The day from which on values count; shaded. `None` where all count alike.
    pub counts_from: Option<Day>,
    /// What follows a number on the axis: `%`, ` h`.
    pub unit: &'a str,
    /// The lowest and highest value there can be.
    pub bounds: Option<(f64, f64)>,
    /// The figures that are drawn.
    pub figures: Option<Figures>,
}

/// Something to do: due on a day, and done on another.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    pub due: Day,
    /// When it was done; of an open one that is late the as-of day, so that its line shows how late.
    pub until: Option<Day>,
    pub shape: MomentShape,
    /// As somebody wrote it; cut where it is long.
    pub label: &'a str,
}

impl Act<'_> {
    /// Where its mark stands.
    fn marked(&self) -> Day {
        match self.shape {
            MomentShape::Done | MomentShape::Early => self.until.unwrap_or(self.due),
            MomentShape::Open | MomentShape::Late => self.due,
        }
    }
}

/// The picture. Every list is in order of time.
#[derive(Clone, Copy, Debug)]
pub struct Stacked<'a> {
    /// What it shows, in words.
    pub label: &'a str,
    /// First and last day of the axis.
    pub range: (Day, Day),
    /// Named days.
    pub ticks: &'a [Tick<'a>],
    pub panels: &'a [Panel<'a>],
    /// What happened to all of them, with its words.
    pub lines: &'a [(Day, &'a str)],
    pub acts: &'a [Act<'a>],
    /// The as-of day with its words; `None` of what ended long before it.
    pub as_of: Option<(Day, &'a str)>,
}

const LEFT: f64 = 58.0;
const RIGHT: f64 = 598.0;
const WIDTH: f64 = 720.0;
const TICKS: f64 = LEFT - 7.0;
const EDGE: f64 = RIGHT + 10.0;
/// Room for the words above the first panel.
const TOP: f64 = 34.0;
/// A panel's name, its plot, and the room below it.
const NAME: f64 = 20.0;
const PLOT: f64 = 112.0;
const GAP: f64 = 16.0;
const ROW: f64 = 19.0;
/// Letters of an act that are shown.
const LETTERS: usize = 46;
/// Dots closer than this are not told apart: the line says it.
const APART: f64 = 3.5;

impl Stacked<'_> {
    /// Appends the picture, as high as its panels and acts need.
    pub fn write(&self, out: &mut String) {
        let days = Scale::new((f64::from(self.range.0), f64::from(self.range.1)), (LEFT, RIGHT));
        let x = |day: Day| days.at(f64::from(day)).clamp(LEFT, RIGHT);
        let labels: Vec<String> = self.acts.iter().map(|act| short(act.label)).collect();
        let rows = self.rows(&labels, &x);
        let lane = TOP + (NAME + PLOT + GAP) * self.panels.len() as f64;
        let deepest = rows.iter().map(|&(row, _)| row + 1).max().unwrap_or(0);
        let bottom = lane + ROW * deepest as f64 + if deepest > 0 { 6.0 } else { -GAP / 2.0 };
        let drawn: Vec<Drawn<'_>> = self.panels.iter().map(Drawn::of).collect();
        let ticks = drawn.iter().flat_map(|panel| panel.ticks.iter().map(|(_, said)| said.as_str()));
        let edge = self.panels.iter().map(|panel| pen::bold_width_of(panel.target_label));
        let ends = ends((TICKS, EDGE), WIDTH, ticks, edge.fold(0.0, f64::max));
        pen::open_between(out, "picture stacked", ends, bottom as i32 + 26, self.label);
        for tick in self.ticks {
            pen::stroke(out, "grid", (x(tick.day), TOP + NAME), (x(tick.day), bottom + 4.0));
            let anchor = anchor_of(x(tick.day), pen::width_of(tick.label) / 2.0, f64::from(ends.1));
            pen::words(out, "tick", (x(tick.day), bottom + 18.0), anchor, tick.label);
        }
        for (at, panel) in drawn.iter().enumerate() {
            panel.write(out, TOP + (NAME + PLOT + GAP) * at as f64, &x);
        }
        self.lines(out, bottom, f64::from(ends.1), &x);
        for (at, panel) in self.panels.iter().enumerate() {
            let top = TOP + (NAME + PLOT + GAP) * at as f64;
            pen::words(out, "title-text\" data-x=\"name", (LEFT, top + 13.0), "start", panel.name);
        }
        pen::stroke(out, "axis", (LEFT, bottom), (RIGHT, bottom));
        self.acts(out, (lane, &labels, &rows), &x);
        out.push_str("</svg>");
    }

    /// Upright lines through all panels, their words in two rows where they would touch.
    fn lines(&self, out: &mut String, bottom: f64, right: f64, x: &impl Fn(Day) -> f64) {
        let all = self.lines.iter().map(|&(day, words)| (day, words, "rebase"));
        let mut all: Vec<(Day, &str, &str)> =
            all.chain(self.as_of.map(|(day, said)| (day, said, "today"))).collect();
        all.sort_by_key(|&(day, ..)| day);
        let mut taken = [f64::MIN; 2];
        for (day, words, class) in all {
            let (at, width) = (x(day), pen::width_of(words));
            let (anchor, from) = if at + width > right { ("end", at - width) } else { ("start", at) };
            let row = usize::from(taken[0] > from);
            taken[row] = from + width + 8.0;
            let y = TOP - 22.0 + 13.0 * row as f64;
            pen::stroke(out, class, (at, y + 3.0), (at, bottom));
            pen::words(out, "mark-text label-value", (at, y), anchor, words);
        }
    }

    fn acts(
        &self,
        out: &mut String,
        (lane, labels, rows): (f64, &[String], &[(usize, bool)]),
        x: &impl Fn(Day) -> f64,
    ) {
        if self.acts.is_empty() {
            return;
        }
        // Titles are the words of whoever wrote the plan.
        out.push_str("<g");
        Exempt::Quoted.attribute(out);
        out.push('>');
        for ((act, label), &(row, is_left)) in self.acts.iter().zip(labels).zip(rows) {
            let (y, at) = (lane + ROW * row as f64 + 7.0, x(act.marked()));
            if act.shape == MomentShape::Done {
                pen::stroke(out, "leader", (at, TOP + NAME), (at, y));
            }
            if let Some(until) = act.until {
                let class = if act.shape == MomentShape::Late { "lateness bad" } else { "lateness" };
                pen::stroke(out, class, (x(act.due), y), (x(until), y));
            }
            mark(out, act.shape, at, y);
            let (low, high) = self.spread(act, x);
            let (said_at, anchor) = if is_left { (low - 9.0, "end") } else { (high + 9.0, "start") };
            pen::words(out, "mark-text", (said_at, y + 4.0), anchor, label);
        }
        out.push_str("</g>");
    }

    /// Left and right end of what is drawn of an act.
    fn spread(&self, act: &Act<'_>, x: &impl Fn(Day) -> f64) -> (f64, f64) {
        let (due, until) = (x(act.due), x(act.until.unwrap_or(act.due)));
        (due.min(until), due.max(until))
    }

    /// A row for each act, the first where it touches nothing, and whether its words stand to its left.
    fn rows(&self, labels: &[String], x: &impl Fn(Day) -> f64) -> Vec<(usize, bool)> {
        let extents = self.acts.iter().zip(labels).map(|(act, label)| {
            let (low, high) = self.spread(act, x);
            (low - 6.0, high + 6.0, pen::width_of(label) + 12.0)
        });
        packed(extents, EDGE + 100.0)
    }
}

/// A panel with its axis.
struct Drawn<'p> {
    panel: &'p Panel<'p>,
    ticks: Vec<(f64, String)>,
    axis: (f64, f64),
}

impl<'p> Drawn<'p> {
    fn of(panel: &'p Panel<'p>) -> Drawn<'p> {
        let values = panel.readings.iter().filter_map(|reading| reading.value);
        let promised: Vec<TargetStep> = panel.targets.iter().map(|(_, step)| *step).collect();
        let (ticks, axis) = xmr::axis(values, &[], &promised, panel.bounds, 3);
        let (low, high) = panel.bounds.unwrap_or((f64::MIN, f64::MAX));
        let marked = ticks.values.iter().filter(|value| **value >= low && **value <= high);
        let label = |value: &f64| (*value, scale::label(*value, ticks.decimals, panel.unit));
        Drawn { panel, ticks: marked.map(label).collect(), axis }
    }

    fn write(&self, out: &mut String, top: f64, x: &impl Fn(Day) -> f64) {
        let (high, low) = (top + NAME, top + NAME + PLOT);
        let y = Scale::new(self.axis, (low, high));
        out.push_str("<g");
        pen::parts_of(out, self.panel.figures);
        out.push('>');
        let counts = self.panel.counts_from.map_or(RIGHT, x);
        if counts < RIGHT {
            pen::rect(out, "band", (counts, high), (RIGHT - counts, PLOT));
        }
        for (value, said) in &self.ticks {
            pen::stroke(out, "grid", (LEFT, y.at(*value)), (RIGHT, y.at(*value)));
            pen::tick(out, (TICKS, y.at(*value) + 4.0), "end", said);
        }
        self.promised(out, &y, x);
        self.line(out, &y, x);
        let room = (RIGHT - LEFT) / self.panel.readings.len().max(1) as f64;
        let looks = [("aside", Stand::Aside), ("met", Stand::Met), ("missed", Stand::Missed)];
        for (class, stand) in looks.into_iter().filter(|(_, stand)| room >= APART || *stand == Stand::Missed)
        {
            self.marks(out, (class, stand), &y, x);
        }
        out.push_str("</g>");
    }

    /// The first target holds from the left edge on.
    fn promised(&self, out: &mut String, y: &Scale, x: &impl Fn(Day) -> f64) {
        let targets = self.panel.targets;
        for (at, (from, step)) in targets.iter().enumerate() {
            let start = if at == 0 { LEFT } else { x(*from) };
            let end = targets.get(at + 1).map_or(RIGHT, |(next, _)| x(*next));
            for value in [step.floor, step.ceiling].into_iter().flatten().filter(|value| value.is_finite()) {
                pen::stroke(out, "target", (start, y.at(value)), (end, y.at(value)));
                if at + 1 == targets.len() {
                    let place = (EDGE, y.at(value) + 4.0);
                    pen::words(out, "tick label-target", place, "start", self.panel.target_label);
                }
            }
        }
    }

    fn line(&self, out: &mut String, y: &Scale, x: &impl Fn(Day) -> f64) {
        let mut path = String::new();
        let mut is_drawing = false;
        for reading in self.panel.readings {
            let Some(value) = reading.value.filter(|value| value.is_finite()) else {
                is_drawing = false;
                continue;
            };
            path.push(if is_drawing { 'L' } else { 'M' });
            pen::coordinate(&mut path, x(reading.day));
            path.push(' ');
            pen::coordinate(&mut path, y.at(value));
            is_drawing = true;
        }
        drawn(out, "line", &path);
    }

    /// All marks of one look as one path: a stroke without a length, whose cap is its shape.
    fn marks(&self, out: &mut String, (class, stand): (&str, Stand), y: &Scale, x: &impl Fn(Day) -> f64) {
        let mut path = String::new();
        for reading in self.panel.readings.iter().filter(|reading| reading.stand == stand) {
            let Some(value) = reading.value.filter(|value| value.is_finite()) else { continue };
            path.push('M');
            pen::coordinate(&mut path, x(reading.day));
            path.push(' ');
            pen::coordinate(&mut path, y.at(value));
            path.push_str("h0");
        }
        drawn(out, class, &path);
    }
}

fn drawn(out: &mut String, class: &str, path: &str) {
    if !path.is_empty() {
        out.push_str("<path class=\"");
        out.push_str(class);
        out.push_str("\" d=\"");
        out.push_str(path);
        out.push_str("\"/>");
    }
}

fn short(label: &str) -> String {
    match label.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", label[..end].trim_end()),
        None => label.to_owned(),
    }
}

#[cfg(test)]
#[path = "stacked_tests.rs"]
mod tests;
