//! A date axis: terms of contracts, amendments, milestones, plans.

use super::exempt::Exempt;
use super::pen;
use super::scale::Scale;

/// A day, counted from any fixed day; the same count for every part of one picture.
pub type Day = i32;

/// A stretch of time with a name: a term, a ramp, a plan.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// A few words.
    pub label: &'a str,
    /// Its look.
    pub look: SpanLook,
}

/// The look of a stretch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpanLook {
    /// Past, or planned.
    #[default]
    Plain,
    /// In force.
    Current,
    /// Excused or provisional.
    Excused,
    /// Late.
    Late,
}

/// Something on one day.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The day.
    pub day: Day,
    /// A few words.
    pub label: &'a str,
    /// Its shape.
    pub shape: MomentShape,
}

/// The shape of a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MomentShape {
    /// To come: an open circle.
    #[default]
    Open,
    /// Done, or in force: a filled circle.
    Done,
    /// Missed, or made late (a retroactive amendment): a filled square.
    Late,
    /// Before its time, so that it answers nothing: an open diamond.
    Early,
}

/// A named day on the axis.
#[derive(Clone, Copy, Debug)]
pub struct Tick<'a> {
    /// The day.
    pub day: Day,
    /// `Jan 2026`.
    pub label: &'a str,
}

/// The picture.
#[derive(Clone, Copy, Debug)]
pub struct Timeline<'a> {
    /// What it shows, in words.
    pub label: &'a str,
    /// First and last day of the axis.
    pub range: (Day, Day),
    /// Named days, in order.
    pub ticks: &'a [Tick<'a>],
    /// Stretches, each in a row of its own, top first.
    pub spans: &'a [Span<'a>],
    /// Moments, in order of time.
    pub moments: &'a [Moment<'a>],
    /// The as-of day with its words.
    pub as_of: Option<(Day, &'a str)>,
}

const WIDTH: f64 = 720.0;
const LEFT: f64 = 14.0;
const RIGHT: f64 = 706.0;
const ROW: f64 = 24.0;
const TOP: f64 = 20.0;

impl Timeline<'_> {
    /// Appends the picture, as high as its rows need.
    pub fn write(&self, out: &mut String) {
        let scale = Scale::new((f64::from(self.range.0), f64::from(self.range.1)), (LEFT, RIGHT));
        let at = |day: Day| scale.at(f64::from(day)).clamp(LEFT, RIGHT);
        let rows = self.rows(&at);
        let spans_end = TOP + ROW * self.spans.len() as f64;
        let deepest = rows.iter().map(|&(row, _)| row + 1).max().unwrap_or(0);
        let axis = spans_end + 15.0 * deepest as f64 + 16.0;
        pen::open(out, "picture timeline", WIDTH as i32, axis as i32 + 24, self.label);
        // Its words name amendments and milestones.
        out.push_str("<g");
        Exempt::Name.attribute(out);
        out.push('>');
        for tick in self.ticks {
            pen::stroke(out, "grid", (at(tick.day), TOP), (at(tick.day), axis + 4.0));
            let anchor = anchor_of(at(tick.day), pen::width_of(tick.label) / 2.0, WIDTH);
            pen::words(out, "tick", (at(tick.day), axis + 17.0), anchor, tick.label);
        }
        pen::stroke(out, "axis", (LEFT, axis), (RIGHT, axis));
        for (row, span) in self.spans.iter().enumerate() {
            let (x1, x2, y) = (at(span.from), at(span.to), TOP + ROW * row as f64);
            let class = match span.look {
                SpanLook::Plain => "span",
                SpanLook::Current => "span accent",
                SpanLook::Excused => "span near",
                SpanLook::Late => "span bad",
            };
            pen::rect(out, class, (x1, y + 15.0), ((x2 - x1).max(2.0), 6.0));
            let width = pen::width_of(span.label);
            let (x, anchor) = if x1 + width > RIGHT { (x2, "end") } else { (x1, "start") };
            pen::words(out, "mark-text", (x, y + 11.0), anchor, span.label);
        }
        if let Some((day, said)) = self.as_of {
            pen::stroke(out, "today", (at(day), TOP - 5.0), (at(day), axis));
            let anchor = anchor_of(at(day), pen::width_of(said) / 2.0, WIDTH);
            pen::words(out, "mark-text label-value", (at(day), TOP - 9.0), anchor, said);
        }
        for (moment, &(row, left)) in self.moments.iter().zip(&rows) {
            let (x, y) = (at(moment.day), spans_end + 13.0 + 15.0 * row as f64);
            pen::stroke(out, "leader", (x, y + 1.0), (x, axis));
            let (x, anchor) = if left { (x - 5.0, "end") } else { (x + 5.0, "start") };
            pen::words(out, "mark-text", (x, y), anchor, moment.label);
        }
        for moment in self.moments {
            mark(out, moment.shape, at(moment.day), axis);
        }
        out.push_str("</g></svg>");
    }

    /// A row for each moment's words, the first where they touch nothing, and whether they stand to its left.
    fn rows(&self, at: &impl Fn(Day) -> f64) -> Vec<(usize, bool)> {
        let extents = self.moments.iter().map(|moment| {
            let x = at(moment.day);
            (x, x, pen::width_of(moment.label) + 10.0)
        });
        packed(extents, WIDTH)
    }
}

/// A row for each of some things with words beside them, the first where they touch nothing, and whether the words stand to the left, which
/// they do where they would pass `right`. Of each its left and right end, and how wide its words are.
pub(super) fn packed(extents: impl Iterator<Item = (f64, f64, f64)>, right: f64) -> Vec<(usize, bool)> {
    let mut rows: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut placed = Vec::new();
    for (low, high, width) in extents {
        let is_left = high + width > right;
        let (from, to) = if is_left { (low - width, high) } else { (low, high + width) };
        let is_free = |row: &Vec<(f64, f64)>| row.iter().all(|&(start, end)| end < from || to < start);
        let row = rows.iter().position(is_free).unwrap_or(rows.len());
        if row == rows.len() {
            rows.push(Vec::new());
        }
        rows[row].push((from, to));
        placed.push((row, is_left));
    }
    placed
}

pub(super) fn anchor_of(x: f64, half: f64, right: f64) -> &'static str {
    match (x - half < 0.0, x + half > right) {
        (true, _) => "start",
        (_, true) => "end",
        _ => "middle",
    }
}

pub(super) fn mark(out: &mut String, shape: MomentShape, x: f64, y: f64) {
    match shape {
        MomentShape::Early => {
            out.push_str("<path class=\"event early\" d=\"M");
            pen::coordinate(out, x);
            out.push(' ');
            pen::coordinate(out, y - 6.0);
            out.push_str("l6 6-6 6-6-6z\"/>");
        }
        MomentShape::Late => pen::rect(out, "event late", (x - 5.0, y - 5.0), (10.0, 10.0)),
        MomentShape::Open | MomentShape::Done => {
            let done = shape == MomentShape::Done;
            out.push_str(if done { "<circle class=\"event done\"" } else { "<circle class=\"event\"" });
            pen::place(out, "cx", x);
            pen::place(out, "cy", y);
            pen::place(out, "r", 5.0);
            out.push_str("/>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(day: Day, label: &str) -> Moment<'_> {
        Moment { day, label, shape: MomentShape::Late }
    }

    fn picture<'a>(moments: &'a [Moment<'a>], spans: &'a [Span<'a>]) -> Timeline<'a> {
        Timeline {
            label: "<terms>",
            range: (0, 100),
            ticks: &[Tick { day: 0, label: "\"Jan\"" }],
            spans,
            moments,
            as_of: Some((50, "as of <today>")),
        }
    }

    #[test]
    fn words_are_escaped_and_days_stay_on_the_axis() {
        let moments = [moment(-500, "<b>early"), moment(999, "late</svg><script>")];
        let spans = [Span { from: 90, to: 10, label: "<i>", look: SpanLook::Late }];
        let mut out = String::new();
        picture(&moments, &spans).write(&mut out);
        assert!(!out.contains("<b>") && !out.contains("<script") && !out.contains("<i>"), "{out}");
        assert_eq!(out.matches("</svg>").count(), 1);
        assert!(out.contains("x=\"9\"") && out.contains("x=\"701\""), "{out}");
    }

    #[test]
    fn words_that_would_touch_take_another_row() {
        let moments =
            [moment(10, "amendment one"), moment(12, "amendment two"), moment(60, "amendment three")];
        let scale = |day: Day| f64::from(day) * 7.0;
        assert_eq!(picture(&moments, &[]).rows(&scale), [(0, false), (1, false), (0, false)]);
    }

    #[test]
    fn an_empty_axis_is_still_a_picture() {
        let mut out = String::new();
        Timeline { label: "", range: (5, 5), ticks: &[], spans: &[], moments: &[], as_of: None }
            .write(&mut out);
        assert!(out.starts_with("<svg") && out.ends_with("</svg>") && !out.contains("NaN"));
    }
}
