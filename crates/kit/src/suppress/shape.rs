//! How a table with totals is laid out, and which of its cells add up to which.

use std::fmt;

/// What is wrong with a table before anything is hidden in it, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(pub(super) String);

impl fmt::Display for Malformed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Malformed {}

/// One to three dimensions. Each has its parts in order, and after them the total as an index of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    parts: Vec<usize>,
}

/// An equation: the parts add up to the total. All are numbers of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Cells that are added.
    pub parts: Vec<usize>,
    /// The cell that they come to.
    pub total: usize,
}

impl Line {
    /// The cells of the equation, its total last.
    pub fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().copied().chain([self.total])
    }
}

impl Shape {
    /// A shape by the number of parts of each dimension, totals not counted. Wrong are no dimension, more than three, and a dimension without parts.
    pub fn new(parts: &[usize]) -> Result<Shape, Malformed> {
        if !(1..=3).contains(&parts.len()) {
            return Err(Malformed(format!("a table has one to three dimensions, and not {}", parts.len())));
        }
        if parts.contains(&0) {
            return Err(Malformed("each dimension of a table has at least one part".to_owned()));
        }
        Ok(Shape { parts: parts.to_vec() })
    }

    /// The number of parts of each dimension.
    pub fn parts(&self) -> &[usize] {
        &self.parts
    }

    /// How many cells there are, totals among them.
    pub fn cells(&self) -> usize {
        self.parts.iter().map(|parts| parts + 1).product()
    }

    /// The number of the cell at `at`, an index a dimension. The last dimension runs fastest, and its total is its last index.
    ///
    /// # Panics
    /// When `at` lies outside.
    pub fn cell(&self, at: &[usize]) -> usize {
        assert_eq!(at.len(), self.parts.len(), "an index for each dimension");
        at.iter().zip(&self.parts).fold(0, |cell, (&at, &parts)| {
            assert!(at <= parts, "an index inside the table");
            cell * (parts + 1) + at
        })
    }

    /// The index of a cell in each dimension.
    pub fn at(&self, cell: usize) -> Vec<usize> {
        let mut rest = cell;
        let mut at = vec![0; self.parts.len()];
        for (at, parts) in at.iter_mut().zip(&self.parts).rev() {
            *at = rest % (parts + 1);
            rest /= parts + 1;
        }
        at
    }

    /// Whether the cell is a total in any dimension.
    pub fn is_total(&self, cell: usize) -> bool {
        self.at(cell).iter().zip(&self.parts).any(|(at, parts)| at == parts)
    }

    /// Every equation of the table: along each dimension, for every index of the others.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for (along, &parts) in self.parts.iter().enumerate() {
            for first in (0..self.cells()).filter(|&cell| self.at(cell)[along] == 0) {
                let mut at = self.at(first);
                let mut cells = Vec::with_capacity(parts);
                for part in 0..parts {
                    at[along] = part;
                    cells.push(self.cell(&at));
                }
                at[along] = parts;
                lines.push(Line { parts: cells, total: self.cell(&at) });
            }
        }
        lines
    }

    /// For each cell the numbers of the lines, as in [`Shape::lines`], in which it stands: one a dimension.
    pub(super) fn lines_of(&self, lines: &[Line]) -> Vec<Vec<usize>> {
        let mut of = vec![Vec::new(); self.cells()];
        for (number, line) in lines.iter().enumerate() {
            line.cells().for_each(|cell| of[cell].push(number));
        }
        of
    }
}
