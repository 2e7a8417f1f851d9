//! Three outputs of one table, with values restated between them, and an attacker who has all three.
//!
//! He knows the rule. He is told more than he could know: of every cell whose true value some output shows, that it has that value; and of two outputs
//! between which no hidden value changed, that none did.

use proptest::prelude::*;

use super::super::{Shape, Table, Written, audit, suppress};
use super::attacker::{Found, Seen, attack};
use super::ranges::{count, shape};

/// The parts of a table and what is restated before the second and the third output: a part and its new value.
type History = (Vec<usize>, Vec<i64>, [Vec<(usize, i64)>; 2]);

fn history(dimensions: std::ops::RangeInclusive<usize>, most: usize) -> impl Strategy<Value = History> {
    shape(dimensions, most).prop_flat_map(|parts| {
        let cells = parts.iter().product::<usize>();
        let restated = || proptest::collection::vec((0..cells, count()), 0..4);
        (Just(parts), proptest::collection::vec(count(), cells), [restated(), restated()])
    })
}

struct Issued {
    truth: Table,
    written: Written,
    /// Nothing less than the whole table protects: all of it is hidden, and nothing is promised.
    is_dark: bool,
}

fn issue((parts, mut values, restated): History, threshold: i64) -> Vec<Issued> {
    let mut issued: Vec<Issued> = Vec::new();
    for changes in [vec![]].into_iter().chain(restated) {
        changes.into_iter().for_each(|(part, value)| values[part] = value);
        let earlier: Vec<Written> = issued.iter().map(|issued| issued.written.clone()).collect();
        let truth = Table::of_parts(Shape::new(&parts).unwrap(), &[values.clone()]).unwrap();
        let truth = truth.after(&earlier).unwrap();
        let pattern = suppress(&truth, threshold);
        let (written, is_dark) = match pattern {
            Ok(pattern) => {
                let written = pattern.written(&truth);
                assert_eq!(audit(&written, threshold), [], "the audit cries wolf");
                (written, false)
            }
            Err(_) => (truth.all_hidden(), true),
        };
        issued.push(Issued { truth, written, is_dark });
    }
    issued
}

fn holds(issued: &[Issued], threshold: i64) {
    for (earlier, later) in issued.iter().zip(&issued[1..]) {
        let stays = earlier.written.measures()[0].iter().zip(&later.written.measures()[0]);
        assert!(stays.into_iter().all(|(earlier, later)| earlier.is_some() || later.is_none()));
    }
    let open: Vec<&Issued> = issued.iter().filter(|issued| !issued.is_dark).collect();
    let mut seen: Vec<Seen> = Vec::new();
    for (output, issued) in open.iter().enumerate() {
        let truth = &issued.truth.measures()[0];
        let cells = truth.len();
        let hidden_before =
            |cell: usize| output > 0 && open[output - 1].written.measures()[0][cell].is_none();
        let is_same = |cell: usize| open[output - 1].truth.measures()[0][cell] == truth[cell];
        let unchanged = (0..cells).all(|cell| !hidden_before(cell) || is_same(cell));
        let told = (0..cells).map(|cell| {
            let shows = |earlier: &&Issued| earlier.written.measures()[0][cell] == Some(truth[cell]);
            !hidden_before(cell) && open[..output].iter().any(shows)
        });
        let told = told.collect();
        let same_as_before = vec![unchanged; cells];
        seen.push(Seen { written: &issued.written, truth: &issued.truth, told, same_as_before });
    }
    for found in attack(&seen, 0) {
        let outputs: Vec<_> =
            seen.iter().map(|seen| (seen.written.measures(), seen.truth.measures())).collect();
        let Found { output, cell, least, most } = found;
        assert!(most - least >= threshold, "output {output}, cell {cell}: {least} to {most} in {outputs:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nobody_narrows_three_outputs_of_two_dimensions(history in history(1..=2, 4), threshold in 2..8_i64) {
        holds(&issue(history, threshold), threshold);
    }

    #[test]
    fn nobody_narrows_three_outputs_of_three_dimensions(history in history(3..=3, 3), threshold in 2..8_i64) {
        holds(&issue(history, threshold), threshold);
    }
}
