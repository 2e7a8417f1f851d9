//! What a pattern of hidden cells leaves open: the cells whose range is too narrow, and which further cells could widen it.

use super::boxes;
use super::network::{BOUNDLESS, Network, Residual};
use super::shape::Line;
use super::table::Table;

/// A table with its threshold, and what of its past stands by itself.
pub(super) struct Guard<'a> {
    pub table: &'a Table,
    pub threshold: i64,
    pub network: Option<Network>,
    lines: Vec<Line>,
    lines_of: Vec<Vec<usize>>,
    /// Cells hidden before that protect each other without any cell hidden now. Readers have their sums, so that they protect nothing else.
    settled: Vec<bool>,
    has_past: bool,
}

/// Which hidden cells may be thought to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Eyes {
    /// Who sees this output alone.
    Fresh,
    /// Who has the earlier outputs too, and takes what was hidden then and what was shown then as it was.
    Remembering,
}

/// A hidden cell whose range is too narrow.
#[derive(Clone, Debug)]
pub(super) struct Breach {
    pub cell: usize,
    pub measure: usize,
    pub eyes: Eyes,
    /// How wide its range is, less than the threshold.
    pub width: i64,
    /// One of these has to be hidden too, or the range stays as it is. In three dimensions: every cell that may be hidden.
    pub needed: Vec<usize>,
}

impl<'a> Guard<'a> {
    pub fn new(table: &'a Table, threshold: i64) -> Guard<'a> {
        let shape = table.shape();
        let lines = shape.lines();
        let lines_of = shape.lines_of(&lines);
        let cells = 0..shape.cells();
        let measures = 0..table.measures().len();
        let has_past = cells.clone().any(|cell| {
            table.hidden_since(cell).is_some()
                || measures.clone().any(|measure| table.is_known(measure, cell))
        });
        let network = Network::of(shape);
        let settled = vec![false; shape.cells()];
        let mut guard = Guard { table, threshold, network, lines, lines_of, settled, has_past };
        guard.settle();
        guard
    }

    /// Layers of hidden cells, the oldest first, by the output that hid them. A layer stands by itself, or with those before it that do not.
    fn settle(&mut self) {
        let cells = self.table.shape().cells();
        let mut outputs: Vec<usize> = (0..cells).filter_map(|cell| self.table.hidden_since(cell)).collect();
        outputs.sort_unstable();
        outputs.dedup();
        let mut together = vec![false; cells];
        for output in outputs {
            (0..cells)
                .filter(|&cell| self.table.hidden_since(cell) == Some(output))
                .for_each(|cell| together[cell] = true);
            let alone = (0..self.table.measures().len()).all(|measure| {
                let mut stands = true;
                self.narrow(&together, measure, &mut |_, _| {
                    stands = false;
                    false
                });
                stands
            });
            if alone {
                (0..cells).for_each(|cell| self.settled[cell] |= together[cell]);
                together = vec![false; cells];
            }
        }
    }

    /// Whether hiding the cell can protect something of the measure.
    pub fn can_help(&self, measure: usize, cell: usize) -> bool {
        !self.table.is_known(measure, cell)
    }

    /// Whether to these eyes the hidden cell may have any value.
    pub fn may_change(&self, eyes: Eyes, measure: usize, cell: usize) -> bool {
        eyes == Eyes::Fresh || !(self.settled[cell] || self.table.is_known(measure, cell))
    }

    /// The hidden cells whose range is too narrow, in the order of their cells; only the first of them if `first` is set. `may_be` says which
    /// cells can be hidden yet.
    pub fn breaches(&self, hidden: &[bool], may_be: &[bool], first: bool) -> Vec<Breach> {
        let mut breaches = Vec::new();
        let views: &[Eyes] = if self.has_past { &[Eyes::Fresh, Eyes::Remembering] } else { &[Eyes::Fresh] };
        for measure in 0..self.table.measures().len() {
            for &eyes in views {
                let open: Vec<bool> = (0..hidden.len())
                    .map(|cell| hidden[cell] && self.may_change(eyes, measure, cell))
                    .collect();
                let could = |cell: usize| may_be[cell] && !hidden[cell] && self.can_help(measure, cell);
                self.narrow(&open, measure, &mut |cell, held| {
                    let needed = (0..hidden.len()).filter(|&other| could(other) && held.by(other)).collect();
                    let needed = held.smaller(needed, &could, hidden.len());
                    breaches.push(Breach { cell, measure, eyes, width: held.width, needed });
                    !first
                });
                if first && !breaches.is_empty() {
                    return breaches;
                }
            }
        }
        breaches
    }

    /// Calls `found` with each cell of `open` whose range is too narrow when the cells of `open` alone may change, until it says no.
    fn narrow(&self, open: &[bool], measure: usize, found: &mut dyn FnMut(usize, Held) -> bool) {
        let values = &self.table.measures()[measure];
        let cells: Vec<usize> = (0..open.len()).filter(|&cell| open[cell]).collect();
        let mut residual = self
            .network
            .as_ref()
            .map(|network| network.residual(cells.iter().map(|&cell| (cell, BOUNDLESS, values[cell]))));
        for &cell in &cells {
            let held = match (&mut residual, &self.network) {
                (Some(residual), Some(network)) => self.held(network, residual, cell, values),
                _ => {
                    let boxes = boxes::boxes(self.table.shape(), cell, &|other| open[other]);
                    Held { width: boxes::width(&boxes, values, self.threshold), cuts: Vec::new() }
                }
            };
            let is_free =
                held.width >= self.threshold || measure > 0 && self.is_plainly_zero(cell, open, values);
            if !is_free && !found(cell, held) {
                return;
            }
        }
    }

    fn held<'n>(
        &self,
        network: &'n Network,
        residual: &mut Residual,
        cell: usize,
        values: &'n [i64],
    ) -> Held<'n> {
        let (from, to) = network.ends(cell);
        let up = residual.reach(cell, to, from, self.threshold);
        if up.flow >= self.threshold {
            return Held { width: up.flow, cuts: Vec::new() };
        }
        let down = residual.reach(cell, from, to, values[cell].min(self.threshold - up.flow));
        Held { width: up.flow + down.flow, cuts: vec![(up, network, values), (down, network, values)] }
    }

    /// Whether all that may change in a line of the cell are parts that are 0: then the line says that it is 0, and gives nothing away.
    fn is_plainly_zero(&self, cell: usize, open: &[bool], values: &[i64]) -> bool {
        self.lines_of[cell].iter().any(|&line| {
            let line = &self.lines[line];
            !open[line.total] && line.parts.iter().all(|&part| !open[part] || values[part] == 0)
        })
    }

    /// Whether in a line of the cell one hidden cell alone is left, when the cell itself is shown: then no flow need be asked.
    pub fn leaves_one(&self, hidden: &[bool], cell: usize) -> bool {
        self.lines_of[cell].iter().any(|&line| {
            self.lines[line].cells().filter(|&other| other != cell && hidden[other]).take(2).count() == 1
        })
    }
}

/// What holds the range of a cell: the cuts of its two flows. Without cuts nothing is said.
struct Held<'n> {
    width: i64,
    cuts: Vec<(super::network::Reach, &'n Network, &'n [i64])>,
}

impl Held<'_> {
    /// Whether to hide the other cell could widen the range.
    fn by(&self, other: usize) -> bool {
        self.crosses(false, other)
    }

    fn crosses(&self, far: bool, other: usize) -> bool {
        self.cuts.is_empty()
            || self
                .cuts
                .iter()
                .any(|(reach, network, values)| reach.crosses(far, network.ends(other), values[other]))
    }

    /// The cells across the other cuts, if they are fewer.
    fn smaller(&self, near: Vec<usize>, could: &dyn Fn(usize) -> bool, cells: usize) -> Vec<usize> {
        let far: Vec<usize> = (0..cells).filter(|&other| could(other) && self.crosses(true, other)).collect();
        if far.len() < near.len() { far } else { near }
    }
}
