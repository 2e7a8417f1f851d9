//! The worked examples, and what is said of tables that cannot be.

use super::{Before, Exposed, Pattern, Shape, Table, Unprotectable, Why, Written, audit, suppress};

mod attacker;
mod fewest;
mod ranges;
mod outputs;

/// A table of one measure by its parts.
fn table(parts: &[usize], values: &[i64]) -> Table {
    Table::of_parts(Shape::new(parts).unwrap(), &[values.to_vec()]).unwrap()
}

fn hidden(pattern: &Pattern) -> Vec<usize> {
    pattern.hidden().collect()
}

#[test]
fn v22_a_team_of_two_parts_hides_both_and_shows_their_sum() {
    // X = A(3) + B(6).
    let team = table(&[2], &[3, 6]);
    let pattern = suppress(&team, 5).unwrap();
    assert_eq!(hidden(&pattern), [0, 1]);
    assert_eq!(
        (pattern.why(0), pattern.why(1), pattern.why(2)),
        (Some(Why::Small), Some(Why::Complement), None)
    );
    let written = pattern.written(&team);
    assert_eq!(written.measures()[0], [None, None, Some(9)]);
    assert_eq!(audit(&written, 5), []);
}

#[test]
fn v22_a_remainder_that_is_large_enough_shows_the_other_part() {
    // X = A(3) + B(6) + direct(4): A and direct together are 7.
    let team = table(&[3], &[3, 6, 4]);
    let pattern = suppress(&team, 5).unwrap();
    assert_eq!(hidden(&pattern), [0, 2]);
    assert_eq!(pattern.written(&team).measures()[0], [None, Some(6), None, Some(13)]);
    assert_eq!(pattern.shown(), 2);
}

#[test]
fn v22_a_remainder_that_is_too_small_hides_one_more() {
    // 1 + 3 = 4 tells each of them to within 4.
    let pattern = suppress(&table(&[3], &[1, 3, 9]), 5).unwrap();
    assert_eq!(hidden(&pattern), [0, 1, 2]);
}

#[test]
fn v22_the_audit_finds_a_part_that_its_sum_gives_away() {
    let shape = Shape::new(&[2]).unwrap();
    let written = Written::new(shape, vec![vec![None, Some(6), Some(9)]]).unwrap();
    assert_eq!(audit(&written, 5), [Exposed::Narrow { cell: 0, measure: 0, at_least: 3, at_most: 3 }]);
}

#[test]
fn nothing_small_hides_nothing_and_zero_is_shown() {
    let pattern = suppress(&table(&[2, 2], &[0, 7, 12, 0]), 5).unwrap();
    assert_eq!(hidden(&pattern), [] as [usize; 0]);
    assert_eq!(hidden(&suppress(&table(&[2], &[1, 2]), 1).unwrap()), [] as [usize; 0]);
}

#[test]
fn a_table_hides_a_rectangle() {
    // One small cell: the cheapest rectangle through it that has room.
    let sites = table(&[3, 3], &[3, 20, 30, 9, 8, 0, 40, 50, 60]);
    let pattern = suppress(&sites, 5).unwrap();
    let shape = sites.shape();
    let corners = [[0, 0], [0, 1], [1, 0], [1, 1]].map(|at| shape.cell(&at));
    assert_eq!(hidden(&pattern), corners);
    assert_eq!(audit(&pattern.written(&sites), 5), []);
}

#[test]
fn a_small_total_hides_too() {
    // The row of 2 is small, so its total is, and the parts give it away.
    let pattern = suppress(&table(&[1, 2], &[2, 0]), 5);
    let found = pattern.unwrap();
    assert!(found.why(2) == Some(Why::Small) && found.why(0) == Some(Why::Small), "{found:?}");
}

#[test]
fn three_dimensions_hide_a_box() {
    let mut values = vec![30; 27];
    values[0] = 2;
    let cube = table(&[3, 3, 3], &values);
    let pattern = suppress(&cube, 5).unwrap();
    assert_eq!(pattern.hidden().count(), 8);
    assert!(pattern.hidden().all(|cell| !cube.shape().is_total(cell)));
    assert_eq!(audit(&pattern.written(&cube), 5), []);
}

#[test]
fn what_follows_is_protected_by_its_own_range() {
    // Persons 3 + 6 hide each other; their hours 40 + 2 do, within 42. Hours 1 + 2 do not: the third part hides too.
    let shape = || Shape::new(&[3]).unwrap();
    let wide = Table::of_parts(shape(), &[vec![3, 6, 9], vec![40, 2, 50]]).unwrap();
    assert_eq!(hidden(&suppress(&wide, 5).unwrap()), [0, 1]);
    let narrow = Table::of_parts(shape(), &[vec![3, 6, 9], vec![1, 2, 50]]).unwrap();
    assert_eq!(hidden(&suppress(&narrow, 5).unwrap()), [0, 2]);
    // No hours at all give nothing away.
    let none = Table::of_parts(shape(), &[vec![3, 6, 9], vec![0, 0, 50]]).unwrap();
    let pattern = suppress(&none, 5).unwrap();
    assert_eq!(hidden(&pattern), [0, 1]);
    assert_eq!(audit(&pattern.written(&none), 5), []);
}

#[test]
fn what_was_shown_before_protects_nothing_and_what_was_hidden_stays_hidden() {
    let first = table(&[4], &[3, 6, 7, 20]);
    let shown =
        Written::new(first.shape().clone(), vec![vec![Some(9), Some(6), None, None, Some(42)]]).unwrap();
    let second = first.after(&[shown]).unwrap();
    let pattern = suppress(&second, 5).unwrap();
    // Part 2 is known to be 6; parts 3 and 4 hide each other by themselves, and their sum is known: the sum of all hides part 1.
    assert_eq!(pattern.why(2), Some(Why::Before));
    assert_eq!(pattern.why(1), None);
    assert_eq!(hidden(&pattern), [0, 2, 3, 4]);
}

#[test]
fn a_part_that_turns_small_is_not_told_by_parts_hidden_before() {
    // 3 + 6 were hidden beside 5; the 5 becomes 3. Who takes it that 3 + 6 stayed 9 would know it.
    let before = table(&[3], &[3, 6, 5]);
    let written = suppress(&before, 5).unwrap().written(&before);
    assert_eq!(written.measures()[0], [None, Some(6), None, Some(14)]);
    let after = table(&[3], &[3, 4, 5]).after(&[written]).unwrap();
    let pattern = suppress(&after, 5).unwrap();
    assert!(
        pattern.is_hidden(0) && pattern.is_hidden(1) && pattern.is_hidden(2) && pattern.is_hidden(3),
        "{pattern:?}"
    );
}

#[test]
fn what_cannot_be_protected_says_why() {
    // Only the part and its total are left unknown, and the total was shown.
    let mut single = table(&[2], &[3, 9]);
    single.set_before(1, Before::Shown);
    single.set_before(2, Before::Shown);
    let Unprotectable { cell, measure, reason } = suppress(&single, 5).unwrap_err();
    assert_eq!((cell, measure), (0, 0));
    assert_eq!(
        reason,
        "the cell at part 1 could be worked out, whatever else is hidden that earlier outputs do not show with the same value"
    );
    assert!(single.all_hidden().measures()[0].iter().all(Option::is_none));
}

#[test]
fn a_small_count_shown_before_is_hidden_and_said_to_be_lost() {
    let mut raised = table(&[3], &[3, 9, 20]);
    raised.set_before(0, Before::Shown);
    let pattern = suppress(&raised, 5).unwrap();
    assert_eq!(pattern.lost(), [0]);
    assert!(pattern.is_hidden(0));
}

#[test]
fn tables_that_are_none_are_refused() {
    assert!(Shape::new(&[]).is_err() && Shape::new(&[2, 0]).is_err() && Shape::new(&[1, 1, 1, 1]).is_err());
    let shape = || Shape::new(&[2]).unwrap();
    let told = |values: Vec<i64>| Table::new(shape(), vec![values]).unwrap_err().to_string();
    assert_eq!(told(vec![1, 2, 4]), "the total at [2] is 4, and its parts are 3");
    assert_eq!(told(vec![1, -2, -1]), "-2 is not a count");
    assert!(Table::new(shape(), vec![]).is_err() && Table::of_parts(shape(), &[vec![i64::MAX, 1]]).is_err());
    let other = Written::new(Shape::new(&[3]).unwrap(), vec![vec![None; 4]]).unwrap();
    assert!(table(&[2], &[1, 2]).after(&[other]).is_err());
}

#[test]
fn the_audit_says_what_is_small_and_what_cannot_be() {
    let shape = || Shape::new(&[2]).unwrap();
    let small = Written::new(shape(), vec![vec![Some(2), Some(8), Some(10)]]).unwrap();
    assert_eq!(audit(&small, 5), [Exposed::Small { cell: 0, value: 2 }]);
    let wrong = Written::new(shape(), vec![vec![None, Some(8), Some(7)]]).unwrap();
    assert_eq!(audit(&wrong, 5), [Exposed::Contradictory { measure: 0 }]);
}
