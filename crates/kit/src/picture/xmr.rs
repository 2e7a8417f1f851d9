//! The full process behaviour chart of one metric: values, mean, limits, the target as it was in force, and what
//! happened on the way. Drawn still, for print and for readers without scripts.

use super::pen::{self, nearest};
use super::scale::{self, Scale, Ticks};
use super::series::{Baseline, Mark, TargetStep, extent, stretches};

/// How large a chart is, in units: a word is 11 units high in each, so that a smaller frame has the larger words once it is stretched.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    width: f64,
    height: i32,
    /// The edges of the plot.
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Of a page with one chart.
pub const PAGE: Frame =
    Frame { width: 720.0, height: 320, left: 58.0, right: 598.0, top: 40.0, bottom: 286.0 };

/// One of several on a sheet, read from afar.
pub const SHEET: Frame =
    Frame { width: 480.0, height: 190, left: 48.0, right: 366.0, top: 34.0, bottom: 164.0 };

impl Frame {
    /// Where the words of the ticks end, and where those of the right edge begin.
    fn words(&self) -> (f64, f64) {
        (self.left - 7.0, self.right + 12.0)
    }
}

/// One period of the chart.
#[derive(Clone, Copy, Debug)]
pub struct XmrPoint<'a> {
    /// The period, as the axis shows it: `W46`.
    pub period: &'a str,
    /// What hovering says: `2026-W46: 94.9%, below the lower limit`.
    pub title: &'a str,
    /// In display units; `None` is a gap.
    pub value: Option<f64>,
    /// What the rules say of it.
    pub mark: Mark,
    /// Drawn hollow.
    pub provisional: bool,
}

/// Something that happened at a point: new limits, an amendment, an intervention.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Index of the first point after it.
    pub at: usize,
    /// A few words.
    pub label: &'a str,
}

/// Points excused by a relief event.
#[derive(Clone, Copy, Debug)]
pub struct Relief<'a> {
    /// Index of the first point excused.
    pub from: usize,
    /// Index of the last point excused.
    pub to: usize,
    /// A few words.
    pub label: &'a str,
}

/// The chart. Every list is in order of time.
#[derive(Clone, Copy, Debug)]
pub struct XmrChart<'a> {
    /// What it shows, in words.
    pub label: &'a str,
    /// One for each period, gaps included.
    pub points: &'a [XmrPoint<'a>],
    /// Limits; each but the first is a rebase.
    pub baselines: &'a [Baseline],
    /// Targets as they were in force.
    pub targets: &'a [TargetStep],
    /// Rebases and amendments with their reasons.
    pub events: &'a [Event<'a>],
    /// Relief events.
    pub reliefs: &'a [Relief<'a>],
    /// Words for the right edge: the last target, upper limit, mean, lower limit. Empty ones are left out.
    pub target_label: &'a str,
    /// See `target_label`.
    pub upper_label: &'a str,
    /// See `target_label`.
    pub mean_label: &'a str,
    /// See `target_label`.
    pub lower_label: &'a str,
    /// What follows a number on the axis: `%`, ` h`.
    pub unit: &'a str,
    /// The lowest and highest value there can be (0 and 100 for a share): the axis stays inside.
    pub bounds: Option<(f64, f64)>,
    pub frame: Frame,
}

impl XmrChart<'_> {
    /// Appends the chart.
    pub fn write(&self, out: &mut String) {
        out.reserve(4096 + self.points.len() * 120);
        let Frame { left, right, top, bottom, .. } = self.frame;
        let values = self.points.iter().filter_map(|point| point.value);
        // A tick every fifty units.
        let wanted = nearest((bottom - top) / 50.0).max(2) as usize;
        let (ticks, axis) = axis(values, self.baselines, self.targets, self.bounds, wanted);
        let (low, high) = self.bounds.unwrap_or((f64::MIN, f64::MAX));
        let marked = ticks.values.iter().filter(|value| **value >= low && **value <= high);
        let marked: Vec<(f64, String)> =
            marked.map(|value| (*value, scale::label(*value, ticks.decimals, self.unit))).collect();
        pen::open_between(out, "picture xmr", self.ends(&marked), self.frame.height, self.label);
        let view = View {
            left,
            y: Scale::new(axis, (bottom, top)),
            step: (right - left) / self.points.len().max(1) as f64,
        };
        self.reliefs(out, &view);
        self.limits(out, &view);
        self.grid(out, &view, &marked);
        self.periods(out, &view);
        self.centre(out, &view);
        self.promised(out, &view);
        self.happened(out, &view);
        self.line(out, &view);
        self.dots(out, &view);
        self.edge(out, &view);
        out.push_str("</svg>");
    }

    fn ends(&self, ticks: &[(f64, String)]) -> (i32, i32) {
        let edge = [self.upper_label, self.mean_label, self.lower_label].map(pen::width_of);
        let edge = edge.into_iter().fold(pen::bold_width_of(self.target_label), f64::max);
        ends(self.frame.words(), self.frame.width, ticks.iter().map(|(_, said)| said.as_str()), edge)
    }

    /// A line and words at each tick: one path, and words in a group that says once how they stand.
    fn grid(&self, out: &mut String, view: &View, marked: &[(f64, String)]) {
        let Frame { left, right, .. } = self.frame;
        out.push_str("<path class=\"grid\" d=\"");
        for (value, _) in marked {
            pen::level(out, (left, right), view.y.at(*value));
        }
        out.push_str("\"/><g class=\"tick\" data-x=\"axis\" text-anchor=\"end\">");
        for (value, said) in marked {
            out.push_str("<text");
            pen::place(out, "x", self.frame.words().0);
            pen::place(out, "y", view.y.at(*value) + 4.0);
            out.push('>');
            pen::text(out, said);
            out.push_str("</text>");
        }
        out.push_str("</g>");
    }

    fn reliefs(&self, out: &mut String, view: &View) {
        let Frame { top, bottom, .. } = self.frame;
        for relief in self.reliefs.iter().filter(|relief| relief.from < self.points.len()) {
            let (x1, x2) = (view.before(relief.from), view.before(relief.to.min(self.points.len() - 1) + 1));
            pen::rect(out, "relief", (x1, top), (x2 - x1, bottom - top));
            pen::words(out, "mark-text", ((x1 + x2) / 2.0, bottom - 6.0), "middle", relief.label);
        }
    }

    fn limits(&self, out: &mut String, view: &View) {
        for (baseline, (x1, x2)) in
            self.baselines.iter().zip(view.spans(self.baselines, self.points.len(), |b| b.from))
        {
            let (upper, lower) = (view.y.at(baseline.upper), view.y.at(baseline.lower));
            pen::rect(out, "band", (x1, upper), (x2 - x1, lower - upper));
            out.push_str("<path class=\"limit\" d=\"");
            pen::level(out, (x1, x2), upper);
            pen::level(out, (x1, x2), lower);
            out.push_str("\"/>");
        }
    }

    fn centre(&self, out: &mut String, view: &View) {
        for (baseline, (x1, x2)) in
            self.baselines.iter().zip(view.spans(self.baselines, self.points.len(), |b| b.from))
        {
            let mean = view.y.at(baseline.mean);
            pen::stroke(out, "mean", (x1, mean), (x2, mean));
        }
    }

    fn promised(&self, out: &mut String, view: &View) {
        for (step, (x1, x2)) in
            self.targets.iter().zip(view.spans(self.targets, self.points.len(), |step| step.from))
        {
            for value in [step.floor, step.ceiling].into_iter().flatten() {
                pen::stroke(out, "target", (x1, view.y.at(value)), (x2, view.y.at(value)));
            }
        }
    }

    /// As many periods as fit, counted from the last, which always shows.
    fn periods(&self, out: &mut String, view: &View) {
        let Frame { left, right, bottom, .. } = self.frame;
        pen::stroke(out, "axis", (left, bottom), (right, bottom));
        let widest = self.points.iter().map(|point| pen::width_of(point.period)).fold(20.0, f64::max);
        let every = ((widest + 12.0) / view.step).ceil().max(1.0) as usize;
        let shown = || self.points.iter().enumerate().rev().step_by(every);
        out.push_str("<path class=\"axis\" d=\"");
        for (at, _) in shown() {
            out.push('M');
            pen::coordinate(out, view.x(at));
            out.push(' ');
            pen::coordinate(out, bottom);
            out.push_str("v4");
        }
        out.push_str("\"/><g class=\"tick\" text-anchor=\"middle\" transform=\"translate(0 ");
        pen::coordinate(out, bottom + 17.0);
        out.push_str(")\">");
        for (at, point) in shown() {
            out.push_str("<text");
            pen::place(out, "x", view.x(at));
            out.push('>');
            pen::text(out, point.period);
            out.push_str("</text>");
        }
        out.push_str("</g>");
    }

    /// Words above the plot, in two rows where they would touch.
    fn happened(&self, out: &mut String, view: &View) {
        let mut taken = [f64::MIN; 2];
        for event in self.events.iter().filter(|event| event.at < self.points.len()) {
            let (x, width) = (view.before(event.at), pen::width_of(event.label));
            let (anchor, from) = if x + width > self.frame.width { ("end", x - width) } else { ("start", x) };
            let row = usize::from(taken[0] > from);
            taken[row] = from + width + 8.0;
            let y = self.frame.top - 22.0 + 13.0 * row as f64;
            pen::stroke(out, "rebase", (x, y + 3.0), (x, self.frame.bottom));
            pen::name(out, (x, y), anchor, event.label);
        }
    }

    fn line(&self, out: &mut String, view: &View) {
        out.push_str("<path class=\"line\" d=\"");
        let mut drawing = false;
        for (at, point) in self.points.iter().enumerate() {
            let Some(value) = point.value.filter(|value| value.is_finite()) else {
                drawing = false;
                continue;
            };
            out.push(if drawing { 'L' } else { 'M' });
            pen::coordinate(out, view.x(at));
            out.push(' ');
            pen::coordinate(out, view.y.at(value));
            drawing = true;
        }
        out.push_str("\"/>");
    }

    fn dots(&self, out: &mut String, view: &View) {
        let last = self.points.iter().rposition(|point| point.value.is_some_and(f64::is_finite));
        for (at, point) in self.points.iter().enumerate() {
            let Some(value) = point.value.filter(|value| value.is_finite()) else { continue };
            let (x, y) = (view.x(at), view.y.at(value));
            if Some(at) == last {
                out.push_str("<circle class=\"last\"");
                pen::place(out, "cx", x);
                pen::place(out, "cy", y);
                out.push_str("/>");
            }
            let tag = if matches!(point.mark, Mark::Common | Mark::Improvement) { "circle" } else { "path" };
            out.push('<');
            out.push_str(tag);
            let is_plain = point.mark == Mark::Common && !point.provisional;
            if !is_plain {
                out.push_str(" class=\"");
                out.push_str(point.mark.class());
                out.push_str(if point.provisional { " provisional\"" } else { "\"" });
            }
            match point.mark {
                // How they look, and how large they are, is said once in the style sheet.
                Mark::Common | Mark::Improvement => {
                    pen::place(out, "cx", x);
                    pen::place(out, "cy", y);
                }
                Mark::Concern => corner(out, (x - 4.4, y - 4.4), "h8.8v8.8h-8.8z"),
                Mark::Neutral => corner(out, (x, y - 5.6), "l5.6 5.6-5.6 5.6-5.6-5.6z"),
            }
            out.push_str("><title>");
            pen::text(out, point.title);
            out.push_str("</title></");
            out.push_str(tag);
            out.push('>');
        }
    }

    /// The words at the right edge, each near its line, none on another.
    fn edge(&self, out: &mut String, view: &View) {
        let mut said: Vec<(f64, &str, &str)> = Vec::new();
        if let Some(baseline) = self.baselines.last() {
            said.push((baseline.upper, "tick", self.upper_label));
            said.push((baseline.mean, "tick", self.mean_label));
            said.push((baseline.lower, "tick", self.lower_label));
        }
        if let Some(value) = self.targets.last().and_then(|step| step.floor.or(step.ceiling)) {
            said.push((value, "tick label-target", self.target_label));
        }
        said.retain(|(value, _, words)| value.is_finite() && !words.is_empty());
        said.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (right, (_, edge)) = (self.frame.right, self.frame.words());
        let wanted: Vec<f64> = said.iter().map(|(value, ..)| view.y.at(*value)).collect();
        for ((y, at), (_, class, words)) in
            spread(&wanted, 13.0, self.frame.bottom + 2.0).into_iter().zip(&wanted).zip(said)
        {
            pen::stroke(out, "leader", (right + 1.0, *at), (right + 9.0, y));
            pen::words(out, class, (edge, y + 4.0), "start", words);
        }
    }
}

/// Left and right end of a picture: words that are longer than their margin make it wider, and none is cut. Words of ticks end at `ticks`, those of
/// the right edge begin at `edge` and are `wide`; at the least it is as wide as its frame.
pub fn ends<'w>(
    (ticks, edge): (f64, f64),
    frame: f64,
    of_ticks: impl IntoIterator<Item = &'w str>,
    wide: f64,
) -> (i32, i32) {
    let longest = of_ticks.into_iter().map(pen::width_of).fold(0.0, f64::max);
    let left = (ticks - longest).min(0.0).floor();
    let right = (edge + wide).max(frame).ceil();
    (left as i32, right as i32)
}

/// About `wanted` marks of the upright axis and its ends, inside `bounds`: the lowest and highest value there can be.
pub fn axis(
    values: impl Iterator<Item = f64>,
    baselines: &[Baseline],
    targets: &[TargetStep],
    bounds: Option<(f64, f64)>,
    wanted: usize,
) -> (Ticks, (f64, f64)) {
    let ticks = Ticks::around(extent(values, baselines, targets).unwrap_or((0.0, 1.0)), wanted);
    let (low, high) = bounds.unwrap_or((f64::MIN, f64::MAX));
    let (bottom, top) = ticks.range();
    (ticks, (bottom.max(low), top.min(high)))
}

/// Moves rows that are closer than `apart` away from each other, downwards first, then back inside the plot.
fn spread(wanted: &[f64], apart: f64, mut floor: f64) -> Vec<f64> {
    let mut rows = wanted.to_vec();
    for at in 1..rows.len() {
        rows[at] = rows[at].max(rows[at - 1] + apart);
    }
    for row in rows.iter_mut().rev() {
        *row = row.min(floor);
        floor = *row - apart;
    }
    rows
}

fn corner(out: &mut String, (x, y): (f64, f64), rest: &str) {
    out.push_str(" d=\"M");
    pen::coordinate(out, x);
    out.push(' ');
    pen::coordinate(out, y);
    out.push_str(rest);
    out.push('"');
}

struct View {
    left: f64,
    y: Scale,
    step: f64,
}

impl View {
    fn x(&self, at: usize) -> f64 {
        self.left + (at as f64 + 0.5) * self.step
    }

    /// Halfway between a point and the one before it.
    fn before(&self, at: usize) -> f64 {
        self.left + at as f64 * self.step
    }

    fn spans<'v, T>(
        &'v self,
        steps: &'v [T],
        count: usize,
        from: impl Fn(&T) -> usize + Clone + 'v,
    ) -> impl Iterator<Item = (f64, f64)> + 'v {
        stretches(steps.iter().map(from), count).map(|(start, end)| (self.before(start), self.before(end)))
    }
}

#[cfg(test)]
#[path = "xmr_tests.rs"]
mod tests;
