//! Two ratings against each other: how many stand in each cell, the worst corner top right.

use super::bars::Tone;
use super::pen;
use crate::numbered::Figures;

/// A cell of the picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct Square<'a> {
    /// What it holds, in words; empty: nothing.
    pub text: &'a str,
    /// How grave a thing in it is.
    pub tone: Tone,
}

/// Cells in rows, the highest row first, columns rising.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    /// What it shows, in words.
    pub label: &'a str,
    /// What rises from bottom to top, and from left to right.
    pub axes: (&'a str, &'a str),
    /// Names of the rows, top first, and of the columns, left first.
    pub names: (&'a [&'a str], &'a [&'a str]),
    pub rows: &'a [Vec<Square<'a>>],
    /// The figures that are drawn.
    pub figures: Option<Figures>,
}

const WIDTH: f64 = 64.0;
const HEIGHT: f64 = 38.0;
const LEFT: f64 = 118.0;
const TOP: f64 = 20.0;

impl Matrix<'_> {
    /// Appends the picture.
    pub fn write(&self, out: &mut String) {
        let (rows, columns) = self.names;
        let width = LEFT + WIDTH * columns.len() as f64 + 4.0;
        let height = TOP + HEIGHT * rows.len() as f64 + 40.0;
        pen::open(out, "picture matrix", width as i32, height as i32, self.label);
        pen::words(out, "mark-text", (LEFT - 8.0, 12.0), "end", self.axes.0);
        out.push_str("<g");
        pen::parts_of(out, self.figures);
        out.push('>');
        for (at, cells) in self.rows.iter().enumerate() {
            let top = TOP + HEIGHT * at as f64;
            for (across, cell) in cells.iter().enumerate() {
                let left = LEFT + WIDTH * across as f64;
                pen::rect(out, cell.tone.square(), (left + 1.0, top + 1.0), (WIDTH - 2.0, HEIGHT - 2.0));
                if !cell.text.is_empty() {
                    let middle = (left + WIDTH / 2.0, top + HEIGHT / 2.0 + 5.0);
                    pen::words(out, "mark-text cell-text", middle, "middle", cell.text);
                }
            }
        }
        out.push_str("</g>");
        for (at, name) in rows.iter().enumerate() {
            let y = TOP + HEIGHT * at as f64 + HEIGHT / 2.0 + 4.0;
            pen::words(out, "mark-text\" data-x=\"axis", (LEFT - 8.0, y), "end", name);
        }
        let below = TOP + HEIGHT * rows.len() as f64;
        for (across, name) in columns.iter().enumerate() {
            let x = LEFT + WIDTH * across as f64 + WIDTH / 2.0;
            pen::words(out, "mark-text\" data-x=\"axis", (x, below + 16.0), "middle", name);
        }
        let middle = LEFT + WIDTH * columns.len() as f64 / 2.0;
        pen::words(out, "mark-text", (middle, below + 33.0), "middle", self.axes.1);
        out.push_str("</svg>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_holds_nothing_has_no_words() {
        let full = Square { text: "2", tone: Tone::Bad };
        let rows = [vec![Square::default(), full]];
        let matrix = Matrix {
            label: "Risks",
            axes: ("Likelihood", "Impact"),
            names: (&["1"], &["1", "2"]),
            rows: &rows,
            figures: None,
        };
        let mut out = String::new();
        matrix.write(&mut out);
        assert_eq!(out.matches("class=\"cell\"").count(), 1);
        assert_eq!(out.matches("cell-text").count(), 1);
    }
}
