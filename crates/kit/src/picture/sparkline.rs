//! A series in the height of a table row. Hundreds of thousands of them are drawn in one build: whole numbers
//! only, two to a pixel, one path for the line and one for each kind of mark. Band, mean, target and line are the first four paths, in this order,
//! and empty where there are none: classes would be an eighth of the picture.

use super::exempt::Exempt;
use super::pen::{self, nearest};
use super::scale::Scale;
use super::series::{Baseline, Mark, Point, TargetStep, extent, stretches};

const WIDTH: i32 = 240;
const HEIGHT: i32 = 56;
/// With ticks: their words stand beside it, so that it fills its frame from the lowest to the highest.
const PANEL: i32 = 96;
const SIDE: i32 = 7;
const EDGE: i32 = 7;
/// Of a picture without words of its own.
const OPEN: &str = "<svg class=\"sp\" viewBox=\"0 0 240 56\">";
const OPEN_PANEL: &str = "<svg class=\"sp\" viewBox=\"0 0 240 96\">";
/// A stroke without length, whose cap is the mark.
const DOT: &str = "h0";

/// A small picture of a series.
#[derive(Clone, Copy, Debug)]
pub struct Sparkline<'a> {
    /// What it shows, in words; empty where they stand beside it, as in a column of a table.
    pub label: &'a str,
    /// Oldest first, one for each period, gaps included.
    pub points: &'a [Point],
    /// Limits, oldest first; none where there are too few points.
    pub baselines: &'a [Baseline],
    /// Targets as they were in force, oldest first.
    pub targets: &'a [TargetStep],
    /// The lowest and the highest value of the frame, so that pictures beside each other are on one scale; `None`: its own.
    pub range: Option<(f64, f64)>,
    /// Values at which a thin line goes across: the picture is a panel between the first and the last, each at its edge. None: it is in a row of
    /// a table.
    pub ticks: &'a [f64],
}

impl Sparkline<'_> {
    /// Appends the picture. Without a single value it is an empty frame that still says its words.
    pub fn write(&self, out: &mut String) {
        out.reserve(600);
        let (height, edge) = if self.ticks.is_empty() { (HEIGHT, EDGE) } else { (PANEL, 0) };
        if self.label.is_empty() {
            out.push_str(if self.ticks.is_empty() { OPEN } else { OPEN_PANEL });
        } else {
            pen::open(out, "sp", WIDTH, height, self.label);
        }
        // Its words hold no figure: a name, how many points are drawn, up to when.
        if self.label.bytes().any(|byte| byte.is_ascii_digit()) {
            out.pop();
            Exempt::Rows.attribute(out);
            out.push('>');
        }
        let values = self.points.iter().filter_map(Point::shown);
        if let Some(own) = extent(values, self.baselines, self.targets) {
            let range =
                self.ticks.first().copied().zip(self.ticks.last().copied()).or(self.range).unwrap_or(own);
            let paper = Paper {
                scale: Scale::new(range, (f64::from(height - edge), f64::from(edge))),
                step: f64::from(WIDTH - 2 * SIDE) / (self.points.len().max(2) - 1) as f64,
            };
            self.across(out, &paper);
            self.limits(out, &paper);
            self.promised(out, &paper);
            self.line(out, &paper);
            self.marks(out, &paper);
        }
        out.push_str("</svg>");
    }

    fn across(&self, out: &mut String, paper: &Paper) {
        if self.ticks.is_empty() {
            return;
        }
        // A group of its own: the first four paths are told apart by their place.
        out.push_str("<g class=\"g\"><path d=\"");
        for value in self.ticks {
            level(out, 0, WIDTH, paper.y(*value));
        }
        out.push_str("\"/></g>");
    }

    fn limits(&self, out: &mut String, paper: &Paper) {
        if self.baselines.is_empty() {
            out.push_str("<path/><path/>");
            return;
        }
        out.push_str("<path d=\"");
        for (baseline, (x1, x2)) in self.baselines.iter().zip(self.spans(paper, self.baselines, |b| b.from)) {
            let (top, bottom) = (paper.y(baseline.upper), paper.y(baseline.lower));
            command(out, "M", x1);
            second(out, top);
            command(out, "H", x2);
            command(out, "V", bottom);
            command(out, "H", x1);
            out.push('z');
        }
        out.push_str("\"/><path d=\"");
        for (baseline, (x1, x2)) in self.baselines.iter().zip(self.spans(paper, self.baselines, |b| b.from)) {
            level(out, x1, x2, paper.y(baseline.mean));
        }
        out.push_str("\"/>");
    }

    fn promised(&self, out: &mut String, paper: &Paper) {
        if self.targets.iter().all(|step| step.floor.is_none() && step.ceiling.is_none()) {
            out.push_str("<path/>");
            return;
        }
        out.push_str("<path d=\"");
        for (step, (x1, x2)) in self.targets.iter().zip(self.spans(paper, self.targets, |step| step.from)) {
            for value in [step.floor, step.ceiling].into_iter().flatten() {
                level(out, x1, x2, paper.y(value));
            }
        }
        out.push_str("\"/>");
    }

    fn line(&self, out: &mut String, paper: &Paper) {
        out.push_str("<path d=\"");
        let mut before: Option<(i32, i32)> = None;
        for (at, point) in self.points.iter().enumerate() {
            let Some(value) = point.shown() else {
                before = None;
                continue;
            };
            let (x, y) = (paper.x(at), paper.y(value));
            match before {
                Some((x0, y0)) => {
                    command(out, "l", x - x0);
                    second(out, y - y0);
                }
                None => {
                    command(out, "M", x);
                    second(out, y);
                    if self.points.get(at + 1).is_none_or(|next| next.shown().is_none()) {
                        out.push_str("h0");
                    }
                }
            }
            before = Some((x, y));
        }
        out.push_str("\"/>");
    }

    fn marks(&self, out: &mut String, paper: &Paper) {
        let last = self.points.iter().rposition(|point| point.shown().is_some());
        // A mark of its own would lie on it.
        let last = last.filter(|at| matches!(self.points[*at].mark, Mark::Common | Mark::Neutral));
        if let Some((at, y)) = last.and_then(|at| Some((at, paper.y(self.points[at].shown()?)))) {
            command(out, "<path class=\"e\" d=\"M", paper.x(at));
            second(out, y);
            out.push_str("h0\"/>");
        }
        let seen = |wanted: fn(&Point) -> bool| self.points.iter().any(wanted);
        if seen(|point| point.mark != Mark::Common) {
            dots(out, "i", DOT, self.points, paper, |point| point.mark == Mark::Improvement);
            dots(out, "c", DOT, self.points, paper, |point| point.mark == Mark::Concern);
            dots(out, "n", "m-4 0l4-5l4 5l-4 5z", self.points, paper, |point| point.mark == Mark::Neutral);
        }
        if seen(|point| point.provisional) {
            dots(out, "o", DOT, self.points, paper, |point| point.provisional && point.mark == Mark::Common);
            dots(out, "h", DOT, self.points, paper, |point| point.provisional);
        }
    }

    /// From where to where each stretch reaches: half a step to either side of its points.
    fn spans<'p, T>(
        &self,
        paper: &'p Paper,
        steps: &'p [T],
        from: impl Fn(&T) -> usize + Clone + 'p,
    ) -> impl Iterator<Item = (i32, i32)> + 'p {
        let count = self.points.len();
        stretches(steps.iter().map(from), count).map(move |(start, end)| {
            let left = if start == 0 { SIDE } else { paper.between(start) };
            let right = if end >= count { WIDTH - SIDE } else { paper.between(end) };
            (left, right.max(left))
        })
    }
}

struct Paper {
    scale: Scale,
    step: f64,
}

impl Paper {
    fn x(&self, at: usize) -> i32 {
        SIDE + nearest(at as f64 * self.step)
    }

    fn between(&self, at: usize) -> i32 {
        SIDE + nearest((at as f64 - 0.5) * self.step)
    }

    fn y(&self, value: f64) -> i32 {
        nearest(self.scale.at(value))
    }
}

fn dots(
    out: &mut String,
    class: &str,
    shape: &str,
    points: &[Point],
    paper: &Paper,
    wanted: fn(&Point) -> bool,
) {
    let mut opened = false;
    let mut before: Option<(i32, i32)> = None;
    for (at, point) in points.iter().enumerate() {
        if !wanted(point) {
            continue;
        }
        let Some(value) = point.shown() else { continue };
        if !opened {
            out.push_str("<path class=\"");
            out.push_str(class);
            out.push_str("\" d=\"");
            opened = true;
        }
        let (x, y) = (paper.x(at), paper.y(value));
        match before.filter(|_| shape == DOT) {
            // A dot leaves the pen where it is.
            Some((x0, y0)) => {
                command(out, "m", x - x0);
                second(out, y - y0);
            }
            None => {
                command(out, "M", x);
                second(out, y);
            }
        }
        before = Some((x, y));
        out.push_str(shape);
    }
    if opened {
        out.push_str("\"/>");
    }
}

fn command(out: &mut String, letter: &str, value: i32) {
    out.push_str(letter);
    pen::integer(out, value);
}

/// The second number of a pair: a minus sign parts it from the first as well as a space does.
fn second(out: &mut String, value: i32) {
    if value >= 0 {
        out.push(' ');
    }
    pen::integer(out, value);
}

fn level(out: &mut String, x1: i32, x2: i32, y: i32) {
    command(out, "M", x1);
    second(out, y);
    command(out, "H", x2);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[Option<f64>]) -> Vec<Point> {
        values.iter().map(|&value| Point { value, ..Point::default() }).collect()
    }

    fn drawn(label: &str, points: &[Point], baselines: &[Baseline], targets: &[TargetStep]) -> String {
        let mut out = String::new();
        Sparkline { label, points, baselines, targets, range: None, ticks: &[] }.write(&mut out);
        out
    }

    #[test]
    fn a_gap_breaks_the_line_and_a_lone_point_shows() {
        let svg = drawn("x", &points(&[Some(1.0), Some(2.0), None, Some(1.0), None]), &[], &[]);
        assert!(svg.contains("<path d=\"M7 49l57-42M177 49h0\"/>"), "{svg}");
        assert!(svg.contains("<path class=\"e\" d=\"M177 49h0\"/>"), "{svg}");
    }

    #[test]
    fn marks_have_shapes_and_provisional_points_are_hollow() {
        let mut some = points(&[Some(1.0), Some(2.0), Some(3.0), Some(2.0)]);
        some[0].mark = Mark::Improvement;
        some[1].mark = Mark::Concern;
        some[2].mark = Mark::Neutral;
        some[3].provisional = true;
        let svg = drawn("x", &some, &[], &[]);
        for class in ["e", "i", "c", "n", "o", "h"] {
            assert_eq!(svg.matches(&format!("class=\"{class}\"")).count(), 1, "{class} in {svg}");
        }
        assert!(svg.contains("m-4 0l4-5l4 5l-4 5z"));
    }

    #[test]
    fn an_amended_target_is_a_step() {
        let targets = [
            TargetStep { from: 0, floor: Some(3.0), ceiling: None },
            TargetStep { from: 2, floor: Some(1.0), ceiling: None },
        ];
        let svg = drawn("x", &points(&[Some(1.0), Some(2.0), Some(3.0), Some(3.0)]), &[], &targets);
        assert!(svg.contains("<path/><path/><path d=\"M7 7H120M120 49H233\"/>"), "{svg}");
    }

    #[test]
    fn pictures_on_one_scale_share_their_frame() {
        let some = points(&[Some(5.0), Some(5.0)]);
        let mut out = String::new();
        Sparkline {
            label: "x",
            points: &some,
            baselines: &[],
            targets: &[],
            range: Some((0.0, 10.0)),
            ticks: &[],
        }
        .write(&mut out);
        assert!(out.contains("<path d=\"M7 28l226 0\"/>"), "{out}");
    }

    #[test]
    fn a_panel_has_a_line_at_each_tick_from_edge_to_edge() {
        let some = points(&[Some(90.0), Some(95.0)]);
        let mut out = String::new();
        Sparkline {
            label: "x",
            points: &some,
            baselines: &[],
            targets: &[],
            range: None,
            ticks: &[80.0, 90.0, 100.0],
        }
        .write(&mut out);
        assert!(out.contains("viewBox=\"0 0 240 96\""), "{out}");
        assert!(out.contains("<g class=\"g\"><path d=\"M0 96H240M0 48H240M0 0H240\"/></g>"), "{out}");
        assert!(out.contains("<path d=\"M7 48l226-24\"/>"), "{out}");
    }

    #[test]
    fn nothing_and_nonsense_are_drawn_without_numbers() {
        for some in [vec![], points(&[None, None]), points(&[Some(f64::NAN), Some(f64::INFINITY)])] {
            assert_eq!(
                drawn("no \"data\" <yet>", &some, &[], &[]),
                "<svg class=\"sp\" viewBox=\"0 0 240 56\" role=\"img\" \
                 aria-label=\"no &quot;data&quot; &lt;yet&gt;\"></svg>"
            );
        }
        assert_eq!(drawn("", &[], &[], &[]), "<svg class=\"sp\" viewBox=\"0 0 240 56\"></svg>");
        assert!(drawn("one", &points(&[Some(4.0)]), &[], &[]).contains("M7 28h0"));
    }

    #[test]
    fn a_full_picture_stays_small() {
        let some: Vec<Point> = (0..52)
            .map(|at| Point {
                value: Some(95.0 + f64::from((at * 7) % 11) / 3.0),
                mark: if at > 46 { Mark::Concern } else { Mark::Common },
                provisional: at == 51,
            })
            .collect();
        let baselines = [Baseline { from: 0, mean: 96.0, lower: 94.0, upper: 98.5 }];
        let targets = [TargetStep { from: 0, floor: Some(95.0), ceiling: None }];
        let svg = drawn("Accuracy, 52 weeks to 2026-W46: 94.9%", &some, &baselines, &targets);
        assert!(svg.len() < 870, "{} bytes", svg.len());
        assert!(drawn("Accuracy", &some[26..], &baselines, &targets).len() < 530);
    }
}
