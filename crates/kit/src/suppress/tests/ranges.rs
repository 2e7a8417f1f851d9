//! Random tables: no attacker narrows what `suppress` hides, and the audit says what an attacker finds.

use proptest::prelude::*;

use super::super::{Exposed, Shape, Table, Written, audit, suppress};
use super::attacker::{Seen, attack};

/// Counts as they are: many zeros and small ones.
pub fn count() -> impl Strategy<Value = i64> {
    prop_oneof![2 => Just(0_i64), 3 => 1..5_i64, 3 => 5..12_i64, 2 => 12..60_i64]
}

pub fn shape(dimensions: std::ops::RangeInclusive<usize>, most: usize) -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(1..=most, dimensions)
}

fn of(parts: Vec<usize>, measures: usize) -> impl Strategy<Value = Table> {
    let cells = parts.iter().product::<usize>();
    proptest::collection::vec(proptest::collection::vec(count(), cells), measures)
        .prop_map(move |values| Table::of_parts(Shape::new(&parts).unwrap(), &values).unwrap())
}

pub fn alone<'a>(truth: &'a Table, written: &'a Written) -> [Seen<'a>; 1] {
    let none = vec![false; truth.shape().cells()];
    [Seen { truth, written, told: none.clone(), same_as_before: none }]
}

/// Where a line hides only zeros, a measure that follows may be known to be 0.
fn may_be_known(table: &Table, written: &Written, measure: usize, cell: usize) -> bool {
    let values = &table.measures()[measure];
    let is_hidden = |cell: usize| written.measures()[measure][cell].is_none();
    measure > 0
        && table.shape().lines().iter().any(|line| {
            line.cells().any(|other| other == cell)
                && !is_hidden(line.total)
                && line.parts.iter().all(|&part| !is_hidden(part) || values[part] == 0)
        })
}

fn holds(table: &Table, threshold: i64) {
    let Ok(pattern) = suppress(table, threshold) else { return };
    let written = pattern.written(table);
    assert_eq!(audit(&written, threshold), [], "the audit cries wolf");
    for measure in 0..table.measures().len() {
        for found in attack(&alone(table, &written), measure) {
            let wide =
                found.most - found.least >= threshold || may_be_known(table, &written, measure, found.cell);
            assert!(wide, "measure {measure}: {found:?} in {written:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nobody_narrows_a_table_of_two_dimensions(table in shape(1..=2, 5).prop_flat_map(|parts| of(parts, 1)), threshold in 2..11_i64) {
        prop_assert!(suppress(&table, threshold).is_ok(), "without a past every table can be protected");
        holds(&table, threshold);
    }

    #[test]
    fn nobody_narrows_a_table_of_three_dimensions(table in shape(3..=3, 3).prop_flat_map(|parts| of(parts, 1)), threshold in 2..11_i64) {
        prop_assert!(suppress(&table, threshold).is_ok(), "without a past every table can be protected");
        holds(&table, threshold);
    }

    #[test]
    fn nobody_narrows_what_follows(table in shape(1..=3, 3).prop_flat_map(|parts| of(parts, 3)), threshold in 2..8_i64) {
        holds(&table, threshold);
    }

    #[test]
    fn nobody_narrows_a_large_table(table in of(vec![8, 7], 1), threshold in 2..11_i64) {
        holds(&table, threshold);
    }

    #[test]
    fn the_audit_finds_what_an_attacker_finds(
        table in shape(1..=2, 4).prop_flat_map(|parts| of(parts, 1)),
        marks in proptest::collection::vec(0..5_u8, 25),
        threshold in 2..11_i64,
    ) {
        let written = hidden_at_random(&table, &marks);
        let audited: Vec<(usize, i64, i64)> = audit(&written, threshold).into_iter().filter_map(narrow).collect();
        let found: Vec<(usize, i64, i64)> = attack(&alone(&table, &written), 0)
            .into_iter()
            .filter(|found| found.most - found.least < threshold)
            .map(|found| (found.cell, found.least, found.most))
            .collect();
        prop_assert_eq!(audited, found);
    }

    #[test]
    fn the_audit_of_three_dimensions_says_nothing_that_an_attacker_does_not_find(
        table in of(vec![2, 3, 2], 1),
        marks in proptest::collection::vec(0..3_u8, 36),
        threshold in 2..11_i64,
    ) {
        let written = hidden_at_random(&table, &marks);
        let found = attack(&alone(&table, &written), 0);
        for (cell, least, most) in audit(&written, threshold).into_iter().filter_map(narrow) {
            let found = found.iter().find(|found| found.cell == cell).unwrap();
            prop_assert!(least <= found.least && found.most <= most, "{least} to {most} and {found:?}");
        }
    }
}

fn narrow(exposed: Exposed) -> Option<(usize, i64, i64)> {
    match exposed {
        Exposed::Narrow { cell, at_least, at_most, .. } => Some((cell, at_least, at_most)),
        Exposed::Small { .. } => None,
        Exposed::Contradictory { .. } => panic!("what was written fits"),
    }
}

/// Hides cells whose mark is 0.
fn hidden_at_random(table: &Table, marks: &[u8]) -> Written {
    let values = table.measures()[0].iter().zip(marks);
    let cells = values.map(|(&value, &mark)| (mark > 0).then_some(value)).collect();
    Written::new(table.shape().clone(), vec![cells]).unwrap()
}
