//! Bars: parts of a count (ageing), what was delivered beside what was planned, and the share that was measured.

use super::pen;
use super::scale::{self, Scale};
use crate::numbered::Figures;

/// The look of a bar. A page says the same in words beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to say.
    #[default]
    Plain,
    /// As wanted.
    Good,
    /// Close.
    Near,
    /// Below.
    Poor,
    /// Far below.
    Bad,
    /// The bar that the picture is about.
    Accent,
    /// Not yet: a forecast, an open period.
    Soft,
}

impl Tone {
    /// The class of a square of this look.
    pub(super) fn square(self) -> &'static str {
        match self {
            Tone::Good => "cell good",
            Tone::Near => "cell near",
            Tone::Poor => "cell poor",
            Tone::Bad => "cell bad",
            Tone::Plain | Tone::Accent | Tone::Soft => "cell",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Tone::Plain => "bar",
            Tone::Good => "bar good",
            Tone::Near => "bar near",
            Tone::Poor => "bar poor",
            Tone::Bad => "bar bad",
            Tone::Accent => "bar accent",
            Tone::Soft => "bar soft",
        }
    }
}

/// One bar.
#[derive(Clone, Copy, Debug)]
pub struct Bar<'a> {
    /// What it counts: a bucket, a period, a milestone.
    pub name: &'a str,
    /// Its length; below zero and not finite are drawn as zero, `None` as a gap.
    pub value: Option<f64>,
    /// The value in words.
    pub text: &'a str,
    /// What was planned, as a stroke across the bar.
    pub goal: Option<f64>,
    /// Its look.
    pub tone: Tone,
}

/// Bars under each other, with their names on the left and their values on the right.
#[derive(Clone, Copy, Debug)]
pub struct Bars<'a> {
    /// What it shows, in words.
    pub label: &'a str,
    /// From top to bottom.
    pub bars: &'a [Bar<'a>],
    /// What values mean: then every bar is thin and stands over the bands, on their scale.
    pub bands: Option<Bands<'a>>,
    /// The figures that are drawn.
    pub figures: Option<Figures>,
}

/// Stretches of the scale that bars stand on, each with its least value and look, the best first.
#[derive(Clone, Copy, Debug)]
pub struct Bands<'a> {
    /// The end of the scale.
    pub full: f64,
    /// Least value, and look.
    pub from: &'a [(f64, Tone)],
}

const ROW: f64 = 26.0;
const WIDTH: f64 = 420.0;

impl Bars<'_> {
    /// Appends the picture.
    pub fn write(&self, out: &mut String) {
        let height = ROW * self.bars.len() as f64 + 4.0;
        let tall = if self.bands.is_some() { height + 18.0 } else { height };
        pen::open(out, "picture bars", WIDTH as i32, tall as i32, self.label);
        out.push_str("<g");
        pen::parts_of(out, self.figures);
        out.push('>');
        let widest = |said: fn(&Bar<'_>) -> f64| self.bars.iter().map(said).fold(0.0, f64::max);
        let left = widest(|bar| pen::width_of(bar.name)).clamp(30.0, 170.0) + 10.0;
        // Values are bold: a tenth wider and more than names are.
        let right = WIDTH - widest(|bar| pen::width_of(bar.text) * 1.2).clamp(20.0, 130.0) - 12.0;
        let full = self.bands.map_or_else(|| highest(self.bars), |bands| bands.full);
        let scale = Scale::new((0.0, full), (left, right));
        for (at, bar) in self.bars.iter().enumerate() {
            let top = ROW * at as f64 + 3.0;
            if let Some(bands) = &self.bands {
                bands.under(out, top, &scale);
            }
            pen::words(out, "mark-text\" data-x=\"axis", (left - 8.0, top + 14.0), "end", bar.name);
            let end = scale.at(length(bar.value));
            let (below, thick) = if self.bands.is_some() { (6.0, 8.0) } else { (2.0, 16.0) };
            pen::rect(out, bar.tone.class(), (left, top + below), (end - left, thick));
            // Over bands all values stand in one column, behind the scale.
            let mut past = if self.bands.is_some() { right } else { end };
            if let Some(goal) = bar.goal.filter(|goal| goal.is_finite()) {
                let x = scale.at(goal.max(0.0));
                pen::stroke(out, "goal", (x, top - 1.0), (x, top + 21.0));
                past = past.max(x);
            }
            pen::words(out, "mark-text label-value", (past + 7.0, top + 14.0), "start", bar.text);
        }
        pen::stroke(out, "axis", (left, 0.0), (left, height));
        if let Some(bands) = &self.bands {
            bands.ticks(out, height + 10.0, &scale);
        }
        out.push_str("</g></svg>");
    }
}

impl Bands<'_> {
    /// The bands of a row, from right to left.
    fn under(&self, out: &mut String, top: f64, scale: &Scale) {
        let mut end = self.full;
        for &(from, tone) in self.from {
            let (x, past) = (scale.at(from.max(0.0)), scale.at(end));
            pen::rect(out, tone.square(), (x, top), (past - x, 20.0));
            end = from.max(0.0);
        }
    }

    /// Where each band begins, and the end of the scale.
    fn ticks(&self, out: &mut String, y: f64, scale: &Scale) {
        for value in self.from.iter().map(|(from, _)| *from).chain([self.full]) {
            let decimals = usize::from(value.fract() != 0.0);
            pen::tick(out, (scale.at(value), y), "middle", &scale::label(value, decimals, ""));
        }
    }
}

/// Bars beside each other, one for each period, with what was planned as a stroke across.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// What it shows, in words.
    pub label: &'a str,
    /// Oldest first.
    pub bars: &'a [Bar<'a>],
}

const TALL: f64 = 200.0;
const FLOOR: f64 = 172.0;

impl Columns<'_> {
    /// Appends the picture. Values stand over their columns while there are few enough.
    pub fn write(&self, out: &mut String) {
        pen::open(out, "picture columns", 720, TALL as i32, self.label);
        let step = 712.0 / self.bars.len().max(1) as f64;
        let scale = Scale::new((0.0, highest(self.bars)), (FLOOR, 22.0));
        let widest = |said: fn(&Bar<'_>) -> f64| self.bars.iter().map(said).fold(1.0, f64::max) + 8.0;
        let every = (widest(|bar| pen::width_of(bar.name)) / step).ceil() as usize;
        let valued = widest(|bar| pen::width_of(bar.text)) <= step;
        for (at, bar) in self.bars.iter().enumerate() {
            let (left, middle) = (4.0 + step * at as f64, 4.0 + step * (at as f64 + 0.5));
            let mut top = scale.at(length(bar.value));
            if bar.value.is_some() {
                pen::rect(out, bar.tone.class(), (left + step * 0.16, top), (step * 0.68, FLOOR - top));
            }
            if let Some(goal) = bar.goal.filter(|goal| goal.is_finite()) {
                let y = scale.at(goal.max(0.0));
                pen::stroke(out, "goal", (left + step * 0.06, y), (left + step * 0.94, y));
                top = top.min(y);
            }
            if valued {
                pen::words(out, "tick label-value", (middle, top - 5.0), "middle", bar.text);
            }
            if (self.bars.len() - 1 - at).is_multiple_of(every.max(1)) {
                pen::words(out, "tick", (middle, FLOOR + 16.0), "middle", bar.name);
            }
        }
        pen::stroke(out, "axis", (4.0, FLOOR), (716.0, FLOOR));
        out.push_str("</svg>");
    }
}

/// How much of the weight was measured.
#[derive(Clone, Copy, Debug)]
pub struct Coverage<'a> {
    /// What it shows, in words.
    pub label: &'a str,
    /// From 0 to 1.
    pub share: f64,
    /// The least share for a rating, from 0 to 1.
    pub least: Option<f64>,
}

impl Coverage<'_> {
    /// Appends the bar, in the height of a line of text.
    pub fn write(&self, out: &mut String) {
        pen::open(out, "cover", 80, 10, self.label);
        pen::rect(out, "rail", (0.5, 0.5), (79.0, 9.0));
        let share = length(Some(self.share)).min(1.0);
        let low = self.least.is_some_and(|least| share < least);
        pen::rect(out, if low { "fill low" } else { "fill" }, (1.0, 1.0), (78.0 * share, 8.0));
        if let Some(least) = self.least.filter(|least| (0.0..=1.0).contains(least)) {
            let x = 1.0 + 78.0 * least;
            pen::stroke(out, "gate", (x, 0.0), (x, 10.0));
        }
        out.push_str("</svg>");
    }
}

fn length(value: Option<f64>) -> f64 {
    value.filter(|value| value.is_finite()).unwrap_or(0.0).max(0.0)
}

fn highest(bars: &[Bar<'_>]) -> f64 {
    let most = bars.iter().map(|bar| length(bar.value).max(length(bar.goal))).fold(0.0, f64::max);
    if most > 0.0 { most } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(value: Option<f64>, goal: Option<f64>) -> Bar<'static> {
        Bar { name: "<b>1–30</b>", value, text: "3 & more", goal, tone: Tone::Bad }
    }

    #[test]
    fn bars_escape_and_survive_nonsense() {
        let bars = [
            bar(Some(3.0), Some(4.0)),
            bar(None, None),
            bar(Some(-1.0), Some(-1.0)),
            bar(Some(f64::NAN), None),
        ];
        let mut out = String::new();
        Bars { label: "\"ageing\"", bars: &bars, bands: None, figures: None }.write(&mut out);
        Columns { label: "<i>", bars: &bars }.write(&mut out);
        Columns { label: "", bars: &[] }.write(&mut out);
        Bars { label: "", bars: &[], bands: None, figures: None }.write(&mut out);
        assert!(!out.contains("<b>") && !out.contains("NaN") && !out.contains("width=\"-"), "{out}");
        assert!(out.contains("&lt;b&gt;1–30") && out.contains("3 &amp; more"));
    }

    #[test]
    fn bars_over_bands_stand_on_the_scale_of_the_bands() {
        let bands = [(90.0, Tone::Good), (62.5, Tone::Near), (0.0, Tone::Bad)];
        let bars = [bar(Some(45.0), Some(90.0)), bar(None, None)];
        let bands = Some(Bands { full: 100.0, from: &bands });
        let mut out = String::new();
        Bars { label: "score", bars: &bars, bands, figures: None }.write(&mut out);
        assert_eq!(out.matches("class=\"cell ").count(), 6, "three bands under each: {out}");
        for tick in ["0", "62.5", "90", "100"] {
            assert!(out.contains(&format!("text-anchor=\"middle\">{tick}</text>")), "{tick}: {out}");
        }
    }

    #[test]
    fn coverage_stays_inside_and_says_when_low() {
        let drawn = |share, least| {
            let mut out = String::new();
            Coverage { label: "coverage", share, least }.write(&mut out);
            out
        };
        assert!(drawn(0.5, Some(0.6)).contains("class=\"fill low\" x=\"1\" y=\"1\" width=\"39\""));
        assert!(drawn(7.0, None).contains("width=\"78\""));
        assert!(drawn(f64::NAN, Some(9.0)).contains("width=\"0\""));
    }
}
