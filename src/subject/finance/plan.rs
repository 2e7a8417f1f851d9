//! The budget in force held against what the months cost, and where the year leads.

use std::collections::BTreeSet;

use super::commitment::{Commitments, Committed, committed};
use super::cost::Cost;
use super::forecast::{Forecast, forecast, working_days};
use super::rate_split::{Measured, RateSplit, splits};
use super::track::Track;
use super::travel::{Travel, travel};
use crate::core::contract::record::CostCategory;
use crate::core::rollup::Rollup;
use crate::kit::declared::Month;
use crate::kit::id::{BudgetId, VendorId};
use crate::subject::budget::figures::{BudgetState, Figures};
use crate::subject::budget_line::record::BudgetLine;
use crate::subject::register::Register;
use crate::subject::visit::figures::Figures as Visits;

/// A budget in force, held against the costs of its months that have ended.
#[derive(Clone, Debug)]
pub struct Standing {
    pub budget: BudgetId,
    /// Months that have ended, in order.
    pub closed: Vec<Month>,
    /// Working days of those, and of all its months.
    pub days: (u32, u32),
    /// Of all vendors and categories.
    pub all: Outlook,
    /// In the fixed order of categories; those that are neither planned nor cost anything are left out.
    pub categories: Vec<(CostCategory, Outlook)>,
    /// `None`: of no vendor.
    pub vendors: Vec<(Option<VendorId>, Outlook)>,
    /// Of each vendor and category that has either.
    pub cells: Vec<((Option<VendorId>, CostCategory), Outlook)>,
    /// Each of the months that have ended by itself, without a forecast and what is committed.
    pub months: Vec<(Month, Outlook)>,
    /// What its visits cost in them: of no vendor.
    pub travel: Travel,
    /// Of lines that name a rate and a quantity: the variance of the months that have ended, in parts.
    pub splits: Vec<RateSplit>,
}

/// Plan, actual and forecast, in minor units of the book's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Of all months.
    pub planned: i128,
    /// Of those that have ended.
    pub planned_so_far: i128,
    /// What orders commit for its months; `None` where none does, or one has no exchange rate.
    pub committed: Option<i128>,
    /// What they cost, as far as it has an exchange rate.
    pub actual: i128,
    /// What of it is visits.
    pub visits: i128,
    /// What of that is only expected: nobody has written what was paid.
    pub visits_accrued: i128,
    /// Amounts that could not be told in the book's currency.
    pub without_rate: usize,
    /// Rates and months of which it is not known what they should cost.
    pub unpriced: usize,
    /// `None`: nothing has run yet.
    pub forecast: Option<Forecast>,
}

impl Outlook {
    /// Above 0 is over budget: adverse.
    pub fn variance(&self) -> i128 {
        self.actual - self.planned_so_far
    }
}

impl Standing {
    /// What of a vendor's variance the splits of its rates do not explain; `None`: of what is of no vendor, all of it.
    pub fn unexplained(&self, vendor: Option<&VendorId>, outlook: &Outlook) -> i128 {
        let own = self.splits.iter().filter(|one| Some(&one.vendor) == vendor);
        outlook.variance() - own.map(|one| i128::from(one.split.total)).sum::<i128>()
    }
}

/// Of every budget with a version in force.
pub fn standings(
    register: &Register,
    rollup: &Rollup<'_>,
    (budgets, visits): (&Figures, &Visits),
    (tracks, costs, commitments): (&[Track], &[Cost], &Commitments),
) -> Vec<Standing> {
    let mut standings = Vec::new();
    for (id, state) in budgets {
        let Some(budget) = register.budgets.get(id) else { continue };
        let months = budget.all_months();
        let (Some(_), Some(first), Some(last)) = (state.in_force, months.first(), months.last()) else {
            continue;
        };
        let as_of = register.as_of();
        let closed: Vec<Month> = months.iter().copied().filter(|month| month.last_day() <= as_of).collect();
        let calendar = &register.settings.calendar;
        let days_to = |last: &Month| working_days(calendar, first.first_day(), last.last_day());
        let days = (closed.last().map_or(0, days_to), days_to(last));
        let committed = committed(register, commitments, (&months, &closed));
        let travel = travel(register, visits, id, &closed);
        let held =
            Held { register, state, costs, travel: &travel, committed: &committed, closed: &closed, days };
        let vendors: BTreeSet<Option<&VendorId>> = held.vendors(&months);
        let outlook = |vendor: Option<Option<&VendorId>>, category| held.outlook(vendor, category);
        let cells = vendors.iter().flat_map(|vendor| {
            CATEGORIES.iter().map(move |category| {
                ((vendor.cloned(), *category), held.outlook(Some(*vendor), Some(*category)))
            })
        });
        standings.push(Standing {
            budget: id.clone(),
            all: outlook(None, None),
            categories: CATEGORIES
                .iter()
                .map(|category| (*category, outlook(None, Some(*category))))
                .filter(|(_, outlook)| outlook.is_something())
                .collect(),
            vendors: vendors.iter().map(|vendor| (vendor.cloned(), outlook(Some(*vendor), None))).collect(),
            cells: cells.filter(|(_, outlook)| outlook.is_something()).collect(),
            months: held.by_month(),
            splits: splits(&Measured { register, rollup, tracks }, state, &closed),
            travel,
            days,
            closed,
        });
    }
    standings
}

const CATEGORIES: [CostCategory; 3] = [CostCategory::Production, CostCategory::Training, CostCategory::Other];

impl Outlook {
    fn is_something(&self) -> bool {
        self.planned != 0 || self.actual != 0 || self.without_rate > 0 || self.committed.is_some()
    }
}

/// A budget and the costs beside it.
#[derive(Clone, Copy)]
struct Held<'h> {
    register: &'h Register,
    state: &'h BudgetState,
    costs: &'h [Cost],
    travel: &'h Travel,
    committed: &'h Committed<'h>,
    closed: &'h [Month],
    days: (u32, u32),
}

impl<'h> Held<'h> {
    /// Vendors that are planned for, or cost something in the budget's months.
    fn vendors(&self, months: &[Month]) -> BTreeSet<Option<&'h VendorId>> {
        let lines = self.state.lines.iter().filter_map(|at| self.register.budget_lines.get(*at));
        let planned = lines.map(|line| line.vendor.as_deref());
        let costs = self.costs.iter().filter(|cost| months.contains(&cost.month));
        let committed = self.committed.keys().map(|(vendor, _)| Some(*vendor));
        let travel = self.travel.expenses.first().map(|_| None);
        planned.chain(costs.map(|cost| Some(&cost.vendor))).chain(committed).chain(travel).collect()
    }

    fn by_month(&self) -> Vec<(Month, Outlook)> {
        let committed = Committed::new();
        let of = |month: &Month| {
            let one =
                Held { closed: std::slice::from_ref(month), days: (0, 0), committed: &committed, ..*self };
            (*month, one.outlook(None, None))
        };
        self.closed.iter().map(of).collect()
    }

    fn outlook(&self, vendor: Option<Option<&VendorId>>, category: Option<CostCategory>) -> Outlook {
        let lines = &self.register.budget_lines;
        let of_line = |line: &BudgetLine| {
            vendor.is_none_or(|vendor| vendor == line.vendor.as_deref())
                && category.is_none_or(|category| category == *line.category)
        };
        let planned = self.state.planned(lines, of_line);
        let planned_so_far =
            self.state.planned(lines, |line| of_line(line) && self.closed.contains(&line.month));
        let of_cost = |cost: &&Cost| {
            self.closed.contains(&cost.month)
                && vendor.is_none_or(|vendor| vendor == Some(&cost.vendor))
                && category.is_none_or(|category| category == cost.category)
        };
        let costs = || self.costs.iter().filter(of_cost);
        let of_visits = self.travel.expenses.iter().filter(|of| {
            self.closed.contains(&of.month)
                && vendor.is_none_or(|vendor| vendor.is_none())
                && category.is_none_or(|category| category == of.category)
        });
        let (mut visits, mut visits_accrued) = (0, 0);
        for of in of_visits {
            visits += of.minor;
            visits_accrued += if of.is_accrued { of.minor } else { 0 };
        }
        let actual = visits + costs().filter_map(|cost| cost.in_book.as_ref().ok()).sum::<i128>();
        let without_rate = costs().filter(|cost| cost.in_book.is_err()).count();
        let mut orders = self.committed.iter().filter(|((of, by), _)| {
            vendor.is_none_or(|vendor| vendor == Some(*of)) && category.is_none_or(|category| category == *by)
        });
        let first = orders.next().and_then(|(_, minor)| *minor);
        let committed = orders.fold(first, |sum, (_, minor)| sum.zip(*minor).map(|(sum, more)| sum + more));
        let fits = |minor: i128| i64::try_from(minor).ok();
        let ahead = fits(actual).zip(fits(planned - planned_so_far));
        let forecast =
            ahead.and_then(|(actual, remaining)| forecast(actual, remaining, self.days.0, self.days.1));
        Outlook {
            planned,
            planned_so_far,
            committed,
            actual,
            visits,
            visits_accrued,
            without_rate,
            unpriced: costs().map(|cost| cost.unpriced).sum(),
            forecast,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::RateId;
    use crate::subject::finance::variance::Split;

    #[test]
    fn v18_what_the_rates_do_not_explain_is_the_rest() {
        let none = Outlook {
            planned: 0,
            planned_so_far: 1500,
            committed: None,
            actual: 1000,
            visits: 0,
            visits_accrued: 0,
            without_rate: 0,
            unpriced: 0,
            forecast: None,
        };
        let rate = |total: i64| RateSplit {
            vendor: VendorId::new("acme"),
            rate: RateId::new("hours"),
            split: Split { total, price: total, volume: 0, disputed: 0 },
            labour: None,
        };
        let standing = Standing {
            budget: BudgetId::new("b"),
            closed: Vec::new(),
            days: (0, 0),
            all: none,
            categories: Vec::new(),
            vendors: Vec::new(),
            cells: Vec::new(),
            months: Vec::new(),
            travel: Travel::default(),
            splits: vec![rate(-190), rate(40)],
        };
        // 1,000 of 1,500: −500, of which −190 and 40 are explained.
        assert_eq!(standing.unexplained(Some(&VendorId::new("acme")), &none), -350);
        assert_eq!(standing.unexplained(Some(&VendorId::new("other")), &none), -500);
        assert_eq!(standing.unexplained(None, &none), -500);
    }
}
