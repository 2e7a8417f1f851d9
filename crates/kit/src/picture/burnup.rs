//! Units over time: what was delivered so far beside what was planned, and where the pace leads.

use super::pen;
use super::scale::{self, Scale, Ticks};
use super::timeline::{Day, Tick};

/// Where the pace leads: from the last point to the total.
#[derive(Clone, Copy, Debug)]
pub struct Forecast<'a> {
    /// At the fast end of the pace.
    pub earliest: Day,
    /// At the mean pace.
    pub on: Day,
    /// At the slow end; `None`: it never gets there.
    pub latest: Option<Day>,
    /// A few words beside the day.
    pub label: &'a str,
}

/// The picture. Both lines are cumulative and in order of time.
#[derive(Clone, Copy, Debug)]
pub struct Burnup<'a> {
    /// What it shows, in words.
    pub label: &'a str,
    /// First and last day of the axis.
    pub range: (Day, Day),
    /// Named days, in order.
    pub ticks: &'a [Tick<'a>],
    /// What was accepted by each day.
    pub delivered: &'a [(Day, f64)],
    /// What the plan wanted by each day.
    pub planned: &'a [(Day, f64)],
    /// What it wanted before its dates moved; empty where none did.
    pub before: &'a [(Day, f64)],
    /// All the units there are to deliver.
    pub total: Option<f64>,
    pub forecast: Option<Forecast<'a>>,
    /// The as-of day with its words.
    pub as_of: Option<(Day, &'a str)>,
}

const WIDTH: i32 = 720;
const HEIGHT: i32 = 280;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 700.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 246.0;

impl Burnup<'_> {
    /// Appends the picture.
    pub fn write(&self, out: &mut String) {
        pen::open(out, "picture burnup", WIDTH, HEIGHT, self.label);
        let days = Scale::new((f64::from(self.range.0), f64::from(self.range.1)), (LEFT, RIGHT));
        let x = |day: Day| days.at(f64::from(day)).clamp(LEFT, RIGHT);
        let ticks = Ticks::around((0.0, self.highest()), 4);
        let units = Scale::new((0.0, ticks.range().1), (BOTTOM, TOP));
        for &value in ticks.values.iter().filter(|value| **value >= 0.0) {
            let y = units.at(value);
            pen::stroke(out, "grid", (LEFT, y), (RIGHT, y));
            pen::tick(out, (LEFT - 8.0, y + 4.0), "end", &scale::label(value, ticks.decimals, ""));
        }
        for tick in self.ticks {
            let at = x(tick.day);
            pen::stroke(out, "axis", (at, BOTTOM), (at, BOTTOM + 4.0));
            let half = pen::width_of(tick.label) / 2.0;
            let anchor = if at + half > f64::from(WIDTH) { "end" } else { "middle" };
            pen::words(out, "tick", (at, BOTTOM + 18.0), anchor, tick.label);
        }
        pen::stroke(out, "axis", (LEFT, BOTTOM), (RIGHT, BOTTOM));
        self.cone(out, &x, &units);
        if let Some(total) = self.total.filter(|total| total.is_finite()) {
            pen::stroke(out, "mean", (LEFT, units.at(total)), (RIGHT, units.at(total)));
        }
        path(out, "limit", self.before, &x, &units);
        path(out, "target", self.planned, &x, &units);
        path(out, "line thick", self.delivered, &x, &units);
        if let Some((day, said)) = self.as_of {
            pen::stroke(out, "today", (x(day), TOP - 8.0), (x(day), BOTTOM));
            let anchor = if x(day) + pen::width_of(said) / 2.0 > f64::from(WIDTH) { "end" } else { "middle" };
            pen::words(out, "mark-text label-value", (x(day), TOP - 13.0), anchor, said);
        }
        out.push_str("</svg>");
    }

    /// The range of the forecast as a wedge, its mean as a line.
    fn cone(&self, out: &mut String, x: &impl Fn(Day) -> f64, units: &Scale) {
        let Some(forecast) = self.forecast else { return };
        let (Some(&(from, reached)), Some(total)) = (self.delivered.last(), self.total) else { return };
        let (x0, y0, y1) = (x(from), units.at(reached), units.at(total));
        // A slow end that never gets there leaves through the right edge at the height of the last point.
        let (slow_x, slow_y) = forecast.latest.map_or((RIGHT, y0), |day| (x(day), y1));
        out.push_str("<path class=\"band\" d=\"M");
        for (sign, value) in
            [("", x0), (" ", y0), ("L", x(forecast.earliest)), (" ", y1), ("L", slow_x), (" ", slow_y)]
        {
            out.push_str(sign);
            pen::coordinate(out, value);
        }
        out.push_str("z\"/>");
        pen::stroke(out, "limit", (x0, y0), (x(forecast.on), y1));
        let anchor =
            if x(forecast.on) + pen::width_of(forecast.label) / 2.0 > RIGHT { "end" } else { "middle" };
        pen::words(out, "mark-text", (x(forecast.on), y1 - 6.0), anchor, forecast.label);
    }

    fn highest(&self) -> f64 {
        let lines = self.delivered.iter().chain(self.planned).chain(self.before).map(|&(_, units)| units);
        lines.chain(self.total).filter(|units| units.is_finite()).fold(1.0, f64::max)
    }
}

/// A line of things that are counted one by one, each on its day, in order: it stays until one comes, and then rises by one. It begins at 0
/// on the day `from`, and stays after the last to the day `to`.
pub fn steps(from: Day, days: &[Day], to: Day) -> Vec<(Day, f64)> {
    let mut line = vec![(from, 0.0)];
    let mut count = 0.0;
    for &day in days {
        line.push((day, count));
        count += 1.0;
        line.push((day, count));
    }
    line.push((to, count));
    line
}

fn path(out: &mut String, class: &str, line: &[(Day, f64)], x: &impl Fn(Day) -> f64, units: &Scale) {
    if line.is_empty() {
        return;
    }
    out.push_str("<path class=\"");
    out.push_str(class);
    out.push_str("\" d=\"");
    for (at, &(day, value)) in line.iter().enumerate() {
        out.push(if at == 0 { 'M' } else { 'L' });
        pen::coordinate(out, x(day));
        out.push(' ');
        pen::coordinate(out, units.at(value));
    }
    out.push_str("\"/>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(picture: &Burnup<'_>) -> String {
        let mut out = String::new();
        picture.write(&mut out);
        out
    }

    #[test]
    fn nothing_delivered_is_still_a_picture() {
        let empty = Burnup {
            label: "<none>",
            range: (0, 0),
            ticks: &[],
            delivered: &[],
            planned: &[],
            before: &[],
            total: None,
            forecast: Some(Forecast { earliest: 1, on: 2, latest: None, label: "<b>" }),
            as_of: Some((0, "as of <day>")),
        };
        let svg = drawn(&empty);
        assert!(svg.ends_with("</svg>") && !svg.contains("NaN") && !svg.contains("<b>"), "{svg}");
    }

    #[test]
    fn what_is_counted_one_by_one_rises_in_steps() {
        assert_eq!(
            steps(0, &[5, 5, 9], 12),
            [(0, 0.0), (5, 0.0), (5, 1.0), (5, 1.0), (5, 2.0), (9, 2.0), (9, 3.0), (12, 3.0)]
        );
    }

    #[test]
    fn the_wedge_reaches_from_the_last_point_to_the_total() {
        let picture = Burnup {
            label: "units",
            range: (0, 100),
            ticks: &[Tick { day: 0, label: "Jan" }],
            delivered: &[(0, 0.0), (50, 40.0)],
            planned: &[(0, 0.0), (100, 80.0)],
            before: &[],
            total: Some(80.0),
            forecast: Some(Forecast { earliest: 90, on: 95, latest: Some(100), label: "95" }),
            as_of: None,
        };
        let svg = drawn(&picture);
        assert!(svg.contains("class=\"band\" d=\"M382 "), "{svg}");
        assert!(svg.contains("class=\"line thick\" d=\"M64 246L382 "), "{svg}");
    }
}
