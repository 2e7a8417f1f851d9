//! The exact range of a cell in one or two dimensions.
//!
//! A table with its totals is a network. Multiply the equation of each ordinary column and of the total row by -1: then every cell stands in two
//! equations, once with + and once with -, and is an arc between the two. Values that fit are circulations, and what a cell can gain is the largest
//! flow that comes back around it. All values being whole, the ends of a range are whole.

use std::collections::VecDeque;

use super::shape::Shape;

/// More than any sum of a table.
pub(super) const BOUNDLESS: i64 = i64::MAX >> 2;

/// Equations as nodes, cells as arcs.
#[derive(Clone, Debug)]
pub(super) struct Network {
    nodes: usize,
    /// By cell, from which node to which.
    ends: Vec<(usize, usize)>,
}

/// How far a value can go in one direction, and what holds it back.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    /// How far, at most as far as was asked.
    pub flow: i64,
    /// By node: on the near side of the cut next to the start.
    near: Vec<bool>,
    /// By node: on the near side of the cut next to the end.
    far: Vec<bool>,
}

/// A direction of residual capacity: the node it leads to, the arc, and whether along it.
type Step = (usize, usize, bool);

/// The arcs that can change, with what each can still gain and lose.
pub(super) struct Residual<'a> {
    network: &'a Network,
    steps: Vec<Vec<Step>>,
    gain: Vec<i64>,
    lose: Vec<i64>,
}

impl Network {
    /// `None` for three dimensions, which are no network.
    pub fn of(shape: &Shape) -> Option<Network> {
        match *shape.parts() {
            // One equation, and a node outside that closes the circle.
            [parts] => {
                let ends = (0..=parts).map(|at| if at < parts { (1, 0) } else { (0, 1) }).collect();
                Some(Network { nodes: 2, ends })
            }
            [rows, columns] => {
                let end = |cell: usize| {
                    let (row, column) = (cell / (columns + 1), cell % (columns + 1));
                    let (here, there) = (row, rows + 1 + column);
                    if (row == rows) == (column == columns) { (here, there) } else { (there, here) }
                };
                Some(Network { nodes: rows + columns + 2, ends: (0..shape.cells()).map(end).collect() })
            }
            _ => None,
        }
    }

    /// The two ends of a cell's arc.
    pub fn ends(&self, cell: usize) -> (usize, usize) {
        self.ends[cell]
    }

    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// The cells that may change, with what each can gain and lose.
    pub fn residual(&self, cells: impl Iterator<Item = (usize, i64, i64)>) -> Residual<'_> {
        let mut residual = Residual {
            network: self,
            steps: vec![Vec::new(); self.nodes],
            gain: vec![0; self.ends.len()],
            lose: vec![0; self.ends.len()],
        };
        for (cell, gain, lose) in cells {
            let (from, to) = self.ends[cell];
            residual.steps[from].push((to, cell, true));
            residual.steps[to].push((from, cell, false));
            (residual.gain[cell], residual.lose[cell]) = (gain, lose);
        }
        residual
    }

    /// The least and the greatest value of each cell that fit every equation, between the bounds given; `None` if no values fit.
    pub fn ranges(&self, bounds: &[(i64, i64)]) -> Option<Vec<(i64, i64)>> {
        let value = self.fitting(bounds)?;
        let open: Vec<usize> = (0..bounds.len()).filter(|&cell| bounds[cell].0 < bounds[cell].1).collect();
        let mut ranges: Vec<(i64, i64)> = value.iter().map(|&value| (value, value)).collect();
        let room = |&cell: &usize| (cell, bounds[cell].1 - value[cell], value[cell] - bounds[cell].0);
        let mut residual = self.residual(open.iter().map(room));
        for &cell in &open {
            let (least, most) = bounds[cell];
            let (from, to) = self.ends[cell];
            let up = residual.reach(cell, to, from, most - value[cell]);
            let down = residual.reach(cell, from, to, value[cell] - least);
            ranges[cell] = (value[cell] - down.flow, value[cell] + up.flow);
        }
        Some(ranges)
    }

    /// Some values inside the bounds that fit every equation.
    fn fitting(&self, bounds: &[(i64, i64)]) -> Option<Vec<i64>> {
        if bounds.iter().any(|(least, most)| least > most) {
            return None;
        }
        // Every cell starts at its least value; what a node then has too much of flows to nodes that have too little.
        let mut surplus = vec![0_i64; self.nodes];
        for (cell, &(least, _)) in bounds.iter().enumerate() {
            let (from, to) = self.ends[cell];
            surplus[from] -= least;
            surplus[to] += least;
        }
        let open = bounds.iter().enumerate().filter(|(_, (least, most))| least < most);
        let mut residual = self.residual(open.map(|(cell, (least, most))| (cell, most - least, 0)));
        for from in 0..self.nodes {
            while surplus[from] > 0 {
                let came = residual.search(from, None);
                let to = (0..self.nodes).find(|&to| surplus[to] < 0 && came[to].is_some())?;
                let path = residual.path(&came, from, to);
                let flow = residual.narrowest(&path).min(surplus[from]).min(-surplus[to]);
                residual.push(&path, flow);
                surplus[from] -= flow;
                surplus[to] += flow;
            }
        }
        Some(bounds.iter().enumerate().map(|(cell, (least, _))| least + residual.lose[cell]).collect())
    }
}

impl Residual<'_> {
    /// How much can flow `from` a node `to` another without the arc of `without`, at most `limit`.
    pub fn reach(&mut self, without: usize, from: usize, to: usize, limit: i64) -> Reach {
        let before = (self.gain.clone(), self.lose.clone());
        (self.gain[without], self.lose[without]) = (0, 0);
        let reach = self.flow(from, to, limit);
        (self.gain, self.lose) = before;
        reach
    }

    fn flow(&mut self, from: usize, to: usize, limit: i64) -> Reach {
        let mut flow = 0;
        while flow < limit {
            let came = self.search(from, Some(to));
            if came[to].is_none() {
                let near = (0..self.network.nodes).map(|node| node == from || came[node].is_some()).collect();
                return Reach { flow, near, far: self.not_before(to) };
            }
            let path = self.path(&came, from, to);
            let more = self.narrowest(&path).min(limit - flow);
            self.push(&path, more);
            flow += more;
        }
        Reach { flow, near: Vec::new(), far: Vec::new() }
    }

    fn room(&self, cell: usize, along: bool) -> i64 {
        if along { self.gain[cell] } else { self.lose[cell] }
    }

    /// By node, the step by which it is reached first from `from`.
    fn search(&self, from: usize, to: Option<usize>) -> Vec<Option<(usize, usize, bool)>> {
        let mut came = vec![None; self.network.nodes];
        let mut next = VecDeque::from([from]);
        while let Some(node) = next.pop_front() {
            for &(there, cell, along) in &self.steps[node] {
                if there != from && came[there].is_none() && self.room(cell, along) > 0 {
                    came[there] = Some((node, cell, along));
                    if Some(there) == to {
                        return came;
                    }
                    next.push_back(there);
                }
            }
        }
        came
    }

    /// By node: whether nothing can flow from it to `to`.
    fn not_before(&self, to: usize) -> Vec<bool> {
        let mut apart = vec![true; self.network.nodes];
        apart[to] = false;
        let mut next = vec![to];
        while let Some(node) = next.pop() {
            for &(there, cell, along) in &self.steps[node] {
                // The step leads from `node`; what matters is the way back.
                if apart[there] && self.room(cell, !along) > 0 {
                    apart[there] = false;
                    next.push(there);
                }
            }
        }
        apart
    }

    fn path(&self, came: &[Option<(usize, usize, bool)>], from: usize, to: usize) -> Vec<(usize, bool)> {
        let mut path = Vec::new();
        let mut node = to;
        while let Some((before, cell, along)) = came[node].filter(|_| node != from) {
            path.push((cell, along));
            node = before;
        }
        path
    }

    fn narrowest(&self, path: &[(usize, bool)]) -> i64 {
        path.iter().map(|&(cell, along)| self.room(cell, along)).min().unwrap_or(0)
    }

    fn push(&mut self, path: &[(usize, bool)], flow: i64) {
        for &(cell, along) in path {
            let change = if along { flow } else { -flow };
            self.gain[cell] -= change;
            self.lose[cell] += change;
        }
    }
}

impl Reach {
    /// Whether an arc between these nodes, which can gain freely and lose what it has, leads across a cut that held the flow back: without
    /// such an arc more the flow stays as it is. Of the two cuts the one with fewer such arcs is `far` if `far` is asked for.
    pub fn crosses(&self, far: bool, (from, to): (usize, usize), value: i64) -> bool {
        let near = if far { &self.far } else { &self.near };
        if near.is_empty() {
            return false;
        }
        (near[from] && !near[to]) || (near[to] && !near[from] && value > 0)
    }
}
