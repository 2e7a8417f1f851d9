//! A table of true values that is to be written, and a table as it was written.

use super::shape::{Malformed, Shape};

/// The largest value of a cell: sums of a table then stay inside 64 bits.
const LARGEST: i64 = i64::MAX >> 16;

/// What readers know of a cell from earlier outputs of the same table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// No earlier output has the cell, or it had another value there.
    Unseen,
    /// An earlier output shows each measure of the cell with the value that it has now. To hide it now protects nothing.
    Shown,
    /// Hidden for the first time in this output, 0 being the oldest. It stays hidden for ever.
    HiddenSince(usize),
}

/// A table of true values: one or several measures over the same cells.
///
/// The first measure counts persons and decides what is hidden. The others (hours, days) follow its pattern.
#[derive(Clone, Debug)]
pub struct Table {
    shape: Shape,
    measures: Vec<Vec<i64>>,
    hidden_since: Vec<Option<usize>>,
    /// By measure and cell: whether readers know the value from an earlier output.
    known: Vec<Vec<bool>>,
}

impl Table {
    /// A table of all its cells, totals among them, a list a measure in the order of [`Shape::cell`]. Wrong are negative values, values
    /// above 2^47, sums that are not their parts', and no measure.
    pub fn new(shape: Shape, measures: Vec<Vec<i64>>) -> Result<Table, Malformed> {
        if measures.is_empty() {
            return Err(Malformed("a table has at least one measure".to_owned()));
        }
        let lines = shape.lines();
        for values in &measures {
            if values.len() != shape.cells() {
                return Err(Malformed(format!(
                    "a measure has {} values, and the table {} cells",
                    values.len(),
                    shape.cells()
                )));
            }
            if let Some(value) = values.iter().find(|value| !(0..=LARGEST).contains(*value)) {
                return Err(Malformed(format!("{value} is not a count")));
            }
            for line in &lines {
                let sum: i64 = line.parts.iter().map(|&part| values[part]).sum();
                if sum != values[line.total] {
                    let at = shape.at(line.total);
                    let total = values[line.total];
                    return Err(Malformed(format!(
                        "the total at {at:?} is {total}, and its parts are {sum}"
                    )));
                }
            }
        }
        let known = vec![vec![false; shape.cells()]; measures.len()];
        Ok(Table { hidden_since: vec![None; shape.cells()], known, shape, measures })
    }

    /// A table of its parts alone, a list a measure with the last dimension running fastest; the totals are summed.
    pub fn of_parts(shape: Shape, parts: &[Vec<i64>]) -> Result<Table, Malformed> {
        let inner: Vec<usize> = (0..shape.cells()).filter(|&cell| !shape.is_total(cell)).collect();
        let mut measures = Vec::new();
        for values in parts {
            if values.len() != inner.len() {
                let (values, parts) = (values.len(), inner.len());
                return Err(Malformed(format!("a measure has {values} values, and the table {parts} parts")));
            }
            let mut cells = vec![0_i64; shape.cells()];
            for (&value, &cell) in values.iter().zip(&inner) {
                // Each dimension either keeps its index or goes to its total.
                let at = shape.at(cell);
                for totals in 0..1_usize << at.len() {
                    let to: Vec<usize> = (0..at.len())
                        .map(|along| if totals >> along & 1 == 1 { shape.parts()[along] } else { at[along] })
                        .collect();
                    let sum = &mut cells[shape.cell(&to)];
                    *sum = sum
                        .checked_add(value)
                        .ok_or_else(|| Malformed("the sums are too large".to_owned()))?;
                }
            }
            measures.push(cells);
        }
        Table::new(shape, measures)
    }

    /// The same table with what readers know of it from all earlier outputs, the oldest first. Give every one of them: what was hidden in
    /// any stays hidden. Wrong is an output of another shape or with another number of measures.
    pub fn after(mut self, earlier: &[Written]) -> Result<Table, Malformed> {
        for (output, written) in earlier.iter().enumerate() {
            if written.shape != self.shape || written.measures.len() != self.measures.len() {
                return Err(Malformed("an earlier output of the table has other cells".to_owned()));
            }
            for cell in 0..self.shape.cells() {
                if written.measures.iter().any(|values| values[cell].is_none()) {
                    self.hidden_since[cell].get_or_insert(output);
                }
                for (measure, values) in written.measures.iter().enumerate() {
                    self.known[measure][cell] |= values[cell] == Some(self.measures[measure][cell]);
                }
            }
        }
        for cell in 0..self.shape.cells() {
            if self.hidden_since[cell].is_some() {
                self.known.iter_mut().for_each(|known| known[cell] = false);
            }
        }
        Ok(self)
    }

    /// Says what readers know of one cell, in place of what was known of it: for earlier outputs that had other cells.
    pub fn set_before(&mut self, cell: usize, before: Before) {
        self.hidden_since[cell] = match before {
            Before::HiddenSince(output) => Some(output),
            Before::Unseen | Before::Shown => None,
        };
        self.known.iter_mut().for_each(|known| known[cell] = before == Before::Shown);
    }

    /// Dimensions and cells.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The values of each measure, persons first.
    pub fn measures(&self) -> &[Vec<i64>] {
        &self.measures
    }

    /// The output that hid the cell first; `None` if none did.
    pub fn hidden_since(&self, cell: usize) -> Option<usize> {
        self.hidden_since[cell]
    }

    /// Whether readers know this measure of the cell from an earlier output that shows it.
    pub(super) fn is_known(&self, measure: usize, cell: usize) -> bool {
        self.known[measure][cell]
    }

    /// The table with every cell hidden: what is written where nothing less protects.
    pub fn all_hidden(&self) -> Written {
        Written {
            shape: self.shape.clone(),
            measures: vec![vec![None; self.shape.cells()]; self.measures.len()],
        }
    }
}

/// A table as it is written: what a reader has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub(super) shape: Shape,
    pub(super) measures: Vec<Vec<Option<i64>>>,
}

impl Written {
    /// A table of what each cell of each measure shows, persons first, in the order of [`Shape::cell`]; `None` is a hidden cell.
    pub fn new(shape: Shape, measures: Vec<Vec<Option<i64>>>) -> Result<Written, Malformed> {
        if measures.is_empty() || measures.iter().any(|values| values.len() != shape.cells()) {
            return Err(Malformed("each measure of a table has a value or a mark for each cell".to_owned()));
        }
        if let Some(value) = measures.iter().flatten().flatten().find(|value| !(0..=LARGEST).contains(*value))
        {
            return Err(Malformed(format!("{value} is not a count")));
        }
        Ok(Written { shape, measures })
    }

    /// Dimensions and cells.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// What each measure shows, persons first; `None` is a hidden cell.
    pub fn measures(&self) -> &[Vec<Option<i64>>] {
        &self.measures
    }
}
