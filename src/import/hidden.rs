//! What a workbook hides of a sheet: rows that a filter or a person took out of sight, columns, the sheet as a whole.

use std::ops::RangeInclusive;

use crate::kit::diag::list_and;

/// Rows or columns, counted from 0, in stretches from above that neither meet nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretches(Vec<RangeInclusive<usize>>);

/// What a sheet hides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    pub rows: Stretches,
    pub columns: Stretches,
    /// Whether the sheet itself is hidden.
    pub sheet: bool,
    /// Whether the kind of file keeps rows and columns that it hides to itself, so that both are empty here.
    pub is_unknown: bool,
}

impl FromIterator<RangeInclusive<usize>> for Stretches {
    /// In any order, and over each other: a broken file may have them so.
    fn from_iter<I: IntoIterator<Item = RangeInclusive<usize>>>(all: I) -> Stretches {
        let mut all: Vec<RangeInclusive<usize>> = all.into_iter().filter(|one| !one.is_empty()).collect();
        all.sort_unstable_by_key(|one| *one.start());
        let mut merged: Vec<RangeInclusive<usize>> = Vec::new();
        for one in all {
            match merged.last_mut() {
                Some(last) if *one.start() <= last.end().saturating_add(1) => {
                    *last = *last.start()..=*last.end().max(one.end());
                }
                _ => merged.push(one),
            }
        }
        Stretches(merged)
    }
}

impl Stretches {
    pub fn contains(&self, at: usize) -> bool {
        let next = self.0.partition_point(|stretch| *stretch.end() < at);
        self.0.get(next).is_some_and(|stretch| stretch.contains(&at))
    }

    pub fn of(all: impl Iterator<Item = usize>) -> Stretches {
        all.map(|at| at..=at).collect()
    }

    pub fn first(&self) -> Option<usize> {
        self.0.first().map(|stretch| *stretch.start())
    }

    /// `row 3`, `rows 14 to 17 and 20`; `None` where there are none.
    pub fn told(&self, what: &str, name: impl Fn(usize) -> String) -> Option<String> {
        const SHOWN: usize = 6;
        let is_one = matches!(self.0.as_slice(), [only] if only.start() == only.end());
        let mut named: Vec<String> = self
            .0
            .iter()
            .take(SHOWN)
            .map(|stretch| match (name(*stretch.start()), name(*stretch.end())) {
                (first, last) if first == last => first,
                (first, last) => format!("{first} to {last}"),
            })
            .collect();
        if self.0.len() > SHOWN {
            let left: usize = self.0[SHOWN..].iter().map(|stretch| stretch.end() - stretch.start() + 1).sum();
            named.push(format!("{left} more"));
        }
        let plural = if is_one { "" } else { "s" };
        (!named.is_empty()).then(|| format!("{what}{plural} {}", list_and(&named)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_follow_each_other_are_one_stretch() {
        let of = |rows: &[usize]| Stretches::of(rows.iter().copied());
        let told = |rows: &[usize]| of(rows).told("row", |row| (row + 1).to_string());
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[2]).as_deref(), Some("row 3"));
        assert_eq!(told(&[13, 14, 15, 16]).as_deref(), Some("rows 14 to 17"));
        assert_eq!(told(&[2, 13, 14, 19]).as_deref(), Some("rows 3, 14 to 15 and 20"));
        let many: Vec<usize> = (0..20).step_by(2).collect();
        assert_eq!(told(&many).as_deref(), Some("rows 1, 3, 5, 7, 9, 11 and 4 more"));
        let some = of(&[2, 13, 14]);
        assert_eq!(
            [1, 2, 3, 13, 14, 15].map(|row| some.contains(row)),
            [false, true, false, true, true, false]
        );
    }

    #[test]
    fn stretches_may_come_in_any_order_and_over_each_other() {
        let told = |all: &[RangeInclusive<usize>]| {
            let all: Stretches = all.iter().cloned().collect();
            let seen: Vec<usize> = (0..14).filter(|at| all.contains(*at)).collect();
            (all.told("row", |row| row.to_string()).unwrap_or_default(), seen)
        };
        assert_eq!(told(&[0..=10, 2..=3]), ("rows 0 to 10".to_owned(), (0..=10).collect()));
        assert_eq!(told(&[2..=3, 0..=10]), ("rows 0 to 10".to_owned(), (0..=10).collect()));
        assert_eq!(
            told(&[9..=9, 8..=8, 4..=5, 1..=1]),
            ("rows 1, 4 to 5 and 8 to 9".to_owned(), vec![1, 4, 5, 8, 9])
        );
        assert_eq!(told(&[0..=usize::MAX, 3..=3]).1.len(), 14);
    }
}
