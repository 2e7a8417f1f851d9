//! What a budget plans on the as-of date: the version in force, the line that holds for each month, and what each version changed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::declared::Month;
use crate::kit::id::BudgetId;
use crate::subject::budget::record::Budget;
use crate::subject::budget_line::record::BudgetLine;
use crate::subject::given::{Computed, Given};

/// A budget on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetState {
    /// Number of the last version that was approved by then; `None`: nothing is planned yet.
    pub in_force: Option<u32>,
    /// The lines that hold, as indices into the register's budget lines, in order of what they plan.
    pub lines: Vec<usize>,
    /// What each version after the first changes, in order of version, then of what is planned; proposals too.
    pub changes: Vec<LineChange>,
}

/// A line of a version that plans another amount than the versions before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineChange {
    pub version: u32,
    /// Index of the line that stood before; `None`: nothing was planned.
    pub before: Option<usize>,
    /// Index of the version's own line.
    pub line: usize,
}

/// What a report keeps of them.
pub type Figures = BTreeMap<BudgetId, BudgetState>;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let register = given.register;
        let of = |budget: &Budget| budget_state(budget, &register.budget_lines, register.as_of());
        register.budgets.iter().map(|(id, budget)| (id.clone(), of(budget))).collect()
    }
}

/// Number of the last version that was approved by a day.
pub fn in_force(budget: &Budget, on: Date) -> Option<u32> {
    let approved = budget
        .versions
        .iter()
        .filter(|version| version.approved_on.as_deref().is_some_and(|approved_on| *approved_on <= on));
    approved.map(|version| *version.number).max()
}

/// The lines of all versions up to the one in force are laid over each other.
pub fn budget_state(budget: &Budget, lines: &[BudgetLine], on: Date) -> BudgetState {
    let in_force = in_force(budget, on);
    let mut own: Vec<(usize, &BudgetLine)> =
        lines.iter().enumerate().filter(|(_, line)| *line.budget == budget.id).collect();
    own.sort_by_key(|(at, line)| (*line.version, line.key(), *at));
    let mut state = BudgetState { in_force, ..BudgetState::default() };
    let mut held = BTreeMap::new();
    let mut laid = BTreeMap::new();
    for (at, line) in own {
        let before: Option<usize> = laid.insert(line.key(), at);
        let amount = |at: usize| *lines[at].amount_minor;
        let is_later = budget.versions.first().is_some_and(|first| *first.number < *line.version);
        if is_later && before.map(amount) != Some(*line.amount_minor) {
            state.changes.push(LineChange { version: *line.version, before, line: at });
        }
        if in_force.is_some_and(|version| *line.version <= version) {
            held.insert(line.key(), at);
        }
    }
    state.lines = held.into_values().collect();
    state
}

impl BudgetState {
    /// What is planned for some of its lines, exactly.
    pub fn planned(&self, lines: &[BudgetLine], which: impl Fn(&BudgetLine) -> bool) -> i128 {
        let own = self.lines.iter().map(|at| &lines[*at]);
        own.filter(|line| which(line)).map(|line| i128::from(line.amount_minor.0)).sum()
    }
}

impl Budget {
    /// Its months, in order.
    pub fn all_months(&self) -> Vec<Month> {
        let first = **self.first_month;
        let count = i32::try_from(*self.months).unwrap_or(i32::MAX);
        (0..count).filter_map(|n| Month::new(first.plus(n))).collect()
    }
}

/// The difference that a version makes, all its lines together.
pub fn moved(changes: &[LineChange], lines: &[BudgetLine], version: u32) -> i128 {
    let amount = |at: usize| i128::from(lines[at].amount_minor.0);
    let of = changes.iter().filter(|change| change.version == version);
    of.map(|change| amount(change.line) - change.before.map_or(0, amount)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::contract::record::CostCategory;
    use crate::kit::id::{PersonId, VendorId};
    use crate::kit::number::Money;
    use crate::kit::period::Period;
    use crate::kit::source::Setting;
    use crate::subject::budget::record::BudgetVersion;
    use crate::testing::{at, day, place};

    fn month(number: i8) -> Month {
        Month::new(Period::Month(2026, number)).unwrap()
    }

    fn version(number: u32, approved_on: Option<&str>) -> BudgetVersion {
        BudgetVersion {
            in_place_of: None,
            number: at(number),
            reason: at("As planned".to_owned()),
            approved_by: approved_on.map(|_| at(PersonId::new("ben"))),
            approved_on: approved_on.map(|on| at(day(on))),
            place: place("data/budgets/b.toml", 1),
        }
    }

    fn line(version: u32, of: i8, vendor: Option<&str>, minor: i64) -> BudgetLine {
        BudgetLine {
            budget: at(BudgetId::new("b")),
            version: at(version),
            month: at(month(of)),
            vendor: vendor.map(|id| at(VendorId::new(id))),
            project: None,
            category: at(CostCategory::Production),
            amount_minor: at(Money(minor)),
            rate: None,
            quantity: None,
            units: None,
            units_metric: None,
            note: None,
            place: place("data/budget-lines/b.csv", 2),
        }
    }

    #[test]
    fn d6_a_later_version_stands_in_place_of_the_lines_that_it_names_once_it_is_approved() {
        let budget = Budget {
            id: BudgetId::new("b"),
            title: at("Budget".to_owned()),
            first_month: at(month(1)),
            months: Setting { value: 3, place: None },
            owner: at(PersonId::new("ada")),
            versions: vec![version(1, Some("2025-12-15")), version(2, Some("2026-02-10")), version(3, None)],
            place: place("data/budgets/b.toml", 1),
        };
        let lines = [
            line(1, 1, Some("acme"), 100),
            line(1, 2, Some("acme"), 100),
            line(2, 2, Some("acme"), 130),
            line(2, 2, None, 7),
            line(3, 2, Some("acme"), 500),
        ];
        let planned = |on: &str| {
            let state = budget_state(&budget, &lines, day(on));
            (state.in_force, state.planned(&lines, |_| true))
        };
        assert_eq!(planned("2025-12-14"), (None, 0), "nobody had approved it");
        assert_eq!(planned("2026-02-09"), (Some(1), 200));
        assert_eq!(planned("2026-02-10"), (Some(2), 237), "100 + 130 + 7");
        assert_eq!(planned("2027-01-01"), (Some(2), 237), "a proposal plans nothing");
        let changes = budget_state(&budget, &lines, day("2026-03-01")).changes;
        assert_eq!((moved(&changes, &lines, 2), moved(&changes, &lines, 3)), (37, 370));
    }
}
