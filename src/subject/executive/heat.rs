//! Who missed what and when: each period of a stretch by the worst result of the windows that ended in it.

use crate::core::Book;
use crate::core::attainment::{Judged, Outcome, WhyNot};
use crate::core::contract::record::ServiceLevel;
use crate::kit::period::Period;

/// Periods that are looked at: half a year of weeks, or two years of months.
const WEEKS: usize = 26;
const MONTHS: usize = 24;

/// The worst of the results that a period holds; from none to the worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heat {
    /// No window that is judged ended in it.
    #[default]
    NoWindow,
    /// All that was measured was met.
    Met,
    /// Something was not measured, and nothing was missed: missing is not met.
    NotMeasured,
    Missed,
}

/// A period of a row.
#[derive(Clone, Debug, Default)]
pub struct Square {
    pub heat: Heat,
    /// What was missed: indices into the results.
    pub missed: Vec<usize>,
}

/// The periods up to the newest one, oldest first.
pub fn stretch(newest: Period) -> Vec<Period> {
    let count = if matches!(newest, Period::Week(_) | Period::Day(_)) { WEEKS } else { MONTHS };
    let back = std::iter::successors(Some(newest), |period| Some(period.previous()));
    let mut periods: Vec<Period> = back.take(count).collect();
    periods.reverse();
    periods
}

/// So many rows of squares, one for each of the periods. `row` says to which of them a result belongs by the terms that it was judged by, if to any.
pub fn squares(
    book: &Book,
    judged: &[Judged],
    periods: &[Period],
    rows: usize,
    row: impl Fn(&Judged, &ServiceLevel) -> Option<usize>,
) -> Vec<Vec<Square>> {
    let mut squares = vec![vec![Square::default(); periods.len()]; rows];
    let Some(first) = periods.first().map(|period| period.first_day()) else { return squares };
    for (at, of) in judged.iter().enumerate() {
        for ruling in of.rulings.iter().rev().take_while(|ruling| ruling.window.last >= first) {
            let heat = match ruling.outcome {
                Outcome::Met => Heat::Met,
                Outcome::Missed => Heat::Missed,
                // Nothing was due, or another window tells it.
                Outcome::Shown | Outcome::NotMeasured(WhyNot::NotInForce | WhyNot::CombinedInto(_)) => {
                    continue;
                }
                Outcome::NotMeasured(_) => Heat::NotMeasured,
            };
            let across = periods.partition_point(|period| period.last_day() < ruling.window.last);
            let level = of.level(book, ruling);
            let Some(square) = level
                .and_then(|level| row(of, level))
                .and_then(|down| squares.get_mut(down)?.get_mut(across))
            else {
                continue;
            };
            square.heat = square.heat.max(heat);
            if heat == Heat::Missed {
                square.missed.push(at);
            }
        }
    }
    squares
}

/// Whether every period of a row that holds a window holds a miss.
pub fn misses_always(row: &[Square]) -> bool {
    let mut known = row.iter().filter(|square| square.heat != Heat::NoWindow).peekable();
    known.peek().is_some() && known.all(|square| square.heat == Heat::Missed)
}

/// Whether something is known of a row, and no period of it holds a miss.
pub fn never_misses(row: &[Square]) -> bool {
    let is_known = row.iter().any(|square| matches!(square.heat, Heat::Met | Heat::NotMeasured));
    is_known && row.iter().all(|square| square.heat != Heat::Missed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::attainment::judge_all;
    use crate::core::rollup::Rollup;
    use crate::testing::Bench;

    #[test]
    fn a_window_stands_in_the_period_in_which_it_ends() {
        let mut bench = Bench::new();
        for (week, value) in [("2026-W44", 96), ("2026-W45", 90), ("2026-W46", 96)] {
            bench.add_row(week, value, 100);
        }
        let judged = judge_all(&bench.register, &Rollup::new(&bench.register));
        let periods = stretch(Period::parse("2026-W46").expect("a week"));
        assert_eq!((periods.len(), periods[0].to_string()), (26, "2026-W21".to_owned()));
        let rows = squares(&bench.register, &judged, &periods, 1, |_, _| Some(0));
        let newest: Vec<Heat> = rows[0][22..].iter().map(|square| square.heat).collect();
        assert!(newest[1..].contains(&Heat::Missed), "{newest:?}");
        assert!(!misses_always(&rows[0]) && !never_misses(&rows[0]));
        let none = squares(&bench.register, &judged, &periods, 1, |_, _| None);
        assert!(none[0].iter().all(|square| square.heat == Heat::NoWindow));
        assert!(!misses_always(&none[0]) && !never_misses(&none[0]), "nothing is known of it");
    }

    #[test]
    fn months_are_looked_at_for_two_years() {
        let periods = stretch(Period::parse("2026-10").expect("a month"));
        assert_eq!((periods.len(), periods[0].to_string()), (24, "2024-11".to_owned()));
    }

    #[test]
    fn the_worst_of_a_period_is_what_it_shows() {
        assert!(
            Heat::Missed > Heat::NotMeasured && Heat::NotMeasured > Heat::Met && Heat::Met > Heat::NoWindow
        );
    }
}
