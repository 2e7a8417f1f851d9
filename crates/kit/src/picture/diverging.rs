//! Bars to both sides of nothing: what each part added to a change, or took from it.

use super::pen;
use super::scale::Scale;

/// One part.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    pub name: &'a str,
    /// Below zero is drawn to the left; not finite as nothing.
    pub value: f64,
    /// The value in words, sign included.
    pub text: &'a str,
    /// The row that the picture is about.
    pub whole: bool,
}

/// Rows under each other: names on the left, bars from one common zero, values at their ends.
#[derive(Clone, Copy, Debug)]
pub struct Diverging<'a> {
    /// What it shows, in words.
    pub label: &'a str,
    /// From top to bottom.
    pub rows: &'a [Side<'a>],
}

const ROW: f64 = 22.0;
const WIDTH: f64 = 420.0;

impl Diverging<'_> {
    /// Appends the picture.
    pub fn write(&self, out: &mut String) {
        let height = ROW * self.rows.len() as f64 + 4.0;
        pen::open(out, "picture bars", WIDTH as i32, height as i32, self.label);
        let widest = |said: fn(&Side<'_>) -> f64| self.rows.iter().map(said).fold(0.0, f64::max);
        let names = widest(|row| pen::width_of(row.name)).clamp(30.0, 170.0) + 10.0;
        let texts = widest(|row| pen::width_of(row.text)).clamp(20.0, 80.0) + 8.0;
        let lowest = self.rows.iter().map(|row| finite(row.value)).fold(0.0, f64::min);
        let highest = self.rows.iter().map(|row| finite(row.value)).fold(0.0, f64::max);
        // Room for a value on each side that has bars.
        let left = names + if lowest < 0.0 { texts } else { 4.0 };
        let right = WIDTH - if highest > 0.0 { texts } else { 4.0 };
        let scale = Scale::new((lowest, highest), (left, right));
        let zero = scale.at(0.0);
        for (at, row) in self.rows.iter().enumerate() {
            let top = ROW * at as f64 + 2.0;
            let end = scale.at(finite(row.value));
            pen::name(out, (names - 8.0, top + 14.0), "end", row.name);
            let class = if row.whole { "bar accent" } else { "bar" };
            pen::rect(out, class, (zero.min(end), top + 3.0), ((end - zero).abs(), 14.0));
            let (x, anchor) = if row.value < 0.0 { (end - 5.0, "end") } else { (end + 5.0, "start") };
            pen::words(out, "mark-text label-value", (x, top + 14.0), anchor, row.text);
        }
        pen::stroke(out, "axis", (zero, 0.0), (zero, height));
        out.push_str("</svg>");
    }
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_their_own_side_and_survive_nonsense() {
        let row = |value| Side { name: "<b>", value, text: "−1 & more", whole: false };
        let mut out = String::new();
        Diverging { label: "\"parts\"", rows: &[row(-1.0), row(3.0), row(f64::NAN), row(0.0)] }
            .write(&mut out);
        Diverging { label: "", rows: &[] }.write(&mut out);
        assert!(!out.contains("<b>") && !out.contains("NaN") && !out.contains("width=\"-"), "{out}");
        assert_eq!(out.matches("text-anchor=\"end\"").count(), 5, "four names, and the value on the left");
    }
}
