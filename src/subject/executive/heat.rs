//! Who missed what and when: each period of a stretch by the results of the windows that ended in it.

use crate::core::Book;
use crate::core::attainment::{Judged, Outcome, WhyNot};
use crate::core::contract::record::ServiceLevel;
use crate::kit::period::Period;

/// Periods that are looked at: half a year of weeks, or two years of months.
const WEEKS: usize = 26;
const MONTHS: usize = 24;

/// What the results of a period come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heat {
    /// No window that is judged ended in it.
    NoWindow,
    /// All that was measured was met.
    Met,
    /// Something was not measured, and nothing was missed: missing is not met.
    NotMeasured,
    Missed,
    /// Half and more of what was judged.
    MostlyMissed,
}

/// A period of a row.
#[derive(Clone, Debug, Default)]
pub struct Square {
    /// What was missed: indices into the results.
    pub missed: Vec<usize>,
    met: usize,
    unmeasured: usize,
}

impl Square {
    pub fn heat(&self) -> Heat {
        match (self.missed.len(), self.met, self.unmeasured) {
            (0, 0, 0) => Heat::NoWindow,
            (0, _, 0) => Heat::Met,
            (0, ..) => Heat::NotMeasured,
            (missed, met, _) if missed >= met => Heat::MostlyMissed,
            _ => Heat::Missed,
        }
    }
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
            // Nothing was due, or another window tells it.
            let is_told = !matches!(
                ruling.outcome,
                Outcome::Shown | Outcome::NotMeasured(WhyNot::NotInForce | WhyNot::CombinedInto(_))
            );
            let across = periods.partition_point(|period| period.last_day() < ruling.window.last);
            let level = of.level(book, ruling).filter(|_| is_told);
            let Some(square) = level
                .and_then(|level| row(of, level))
                .and_then(|down| squares.get_mut(down)?.get_mut(across))
            else {
                continue;
            };
            match ruling.outcome {
                Outcome::Missed => square.missed.push(at),
                Outcome::Met => square.met += 1,
                Outcome::NotMeasured(_) | Outcome::Shown => square.unmeasured += 1,
            }
        }
    }
    squares
}

/// What a row comes to as a whole, where that can be said in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Always {
    /// Every period that holds a window holds a miss of half and more.
    MostlyMisses,
    /// Every period that holds a window holds a miss.
    Misses,
    /// Something is known of it, and no period holds a miss.
    NeverMisses,
}

/// `None` where a row is now this, now that, or nothing is known of it.
pub fn always(row: &[Square]) -> Option<Always> {
    let known: Vec<Heat> = row.iter().map(Square::heat).filter(|heat| *heat != Heat::NoWindow).collect();
    let all = |which: &[Heat]| known.iter().all(|heat| which.contains(heat));
    match known.is_empty() {
        true => None,
        false if all(&[Heat::MostlyMissed]) => Some(Always::MostlyMisses),
        false if all(&[Heat::MostlyMissed, Heat::Missed]) => Some(Always::Misses),
        false if all(&[Heat::Met, Heat::NotMeasured]) => Some(Always::NeverMisses),
        false => None,
    }
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
        let newest: Vec<Heat> = rows[0][22..].iter().map(Square::heat).collect();
        assert!(newest[1..].contains(&Heat::MostlyMissed), "{newest:?}");
        let none = squares(&bench.register, &judged, &periods, 1, |_, _| None);
        assert!(none[0].iter().all(|square| square.heat() == Heat::NoWindow));
        assert_eq!(always(&none[0]), None, "nothing is known of it");
    }

    #[test]
    fn months_are_looked_at_for_two_years() {
        let periods = stretch(Period::parse("2026-10").expect("a month"));
        assert_eq!((periods.len(), periods[0].to_string()), (24, "2024-11".to_owned()));
    }

    #[test]
    fn missing_is_not_met_and_half_is_most() {
        let of = |missed: usize, met, unmeasured| Square { missed: (0..missed).collect(), met, unmeasured };
        let seen = [of(0, 0, 0), of(0, 3, 0), of(0, 3, 1), of(1, 2, 5), of(1, 1, 0)];
        let heats: Vec<Heat> = seen.iter().map(Square::heat).collect();
        assert_eq!(heats, [Heat::NoWindow, Heat::Met, Heat::NotMeasured, Heat::Missed, Heat::MostlyMissed]);
        let [none, met, unmeasured, missed, mostly] = seen;
        assert_eq!(always(&[none.clone(), met.clone(), unmeasured]), Some(Always::NeverMisses));
        assert_eq!(always(&[none.clone(), missed.clone(), mostly.clone()]), Some(Always::Misses));
        assert_eq!(always(&[none.clone(), mostly]), Some(Always::MostlyMisses));
        assert_eq!((always(&[met, missed]), always(&[none])), (None, None));
    }
}
