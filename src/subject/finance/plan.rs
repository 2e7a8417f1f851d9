//! The budget in force held against what the months cost, and where the year leads.

use std::collections::BTreeSet;

use num_bigint::BigInt;
use num_rational::BigRational;

use super::cost::Cost;
use super::forecast::{Forecast, forecast, working_days};
use super::track::Track;
use super::variance::{Split, Volume, split};
use crate::core::contract::record::CostCategory;
use crate::kit::declared::Month;
use crate::kit::exact::of_decimal;
use crate::kit::id::{BudgetId, VendorId};
use crate::subject::budget::figures::{BudgetState, budget_state};
use crate::subject::budget_line::record::BudgetLine;
use crate::subject::exchange::figures::{Rates, day_of};
use crate::subject::register::Register;

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
    /// Of lines that name a rate and a quantity: the variance of the months that have ended, in two parts.
    pub splits: Vec<RateSplit>,
}

/// Plan, actual and forecast, in minor units of the book's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Of all months.
    pub planned: i128,
    /// Of those that have ended.
    pub planned_so_far: i128,
    /// What they cost, as far as it has an exchange rate.
    pub actual: i128,
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

/// What a rate was planned to cost and cost, over the months that have ended and whose quantities are known.
#[derive(Clone, Debug)]
pub struct RateSplit {
    /// Indices into the register's budget lines.
    pub lines: Vec<usize>,
    pub planned: Volume,
    pub actual: Volume,
    pub split: Split,
}

/// Of every budget with a version in force.
pub fn standings(register: &Register, tracks: &[Track], costs: &[Cost]) -> Vec<Standing> {
    let mut standings = Vec::new();
    for (id, budget) in &register.budgets {
        let state = budget_state(budget, &register.budget_lines, register.as_of());
        let months = budget.all_months();
        let (Some(_), Some(first), Some(last)) = (state.in_force, months.first(), months.last()) else {
            continue;
        };
        let as_of = register.as_of();
        let closed: Vec<Month> = months.iter().copied().filter(|month| month.last_day() <= as_of).collect();
        let calendar = &register.settings.calendar;
        let days_to = |last: &Month| working_days(calendar, first.first_day(), last.last_day());
        let days = (closed.last().map_or(0, days_to), days_to(last));
        let held = Held { register, state: &state, costs, closed: &closed, days };
        let vendors: BTreeSet<Option<&VendorId>> = held.vendors(&months);
        let outlook = move |vendor: Option<Option<&VendorId>>, category| held.outlook(vendor, category);
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
            splits: splits(register, &state, tracks, &closed),
            days,
            closed,
        });
    }
    standings
}

const CATEGORIES: [CostCategory; 3] = [CostCategory::Production, CostCategory::Training, CostCategory::Other];

impl Outlook {
    fn is_something(&self) -> bool {
        self.planned != 0 || self.actual != 0 || self.without_rate > 0
    }
}

/// A budget and the costs beside it.
#[derive(Clone, Copy)]
struct Held<'h> {
    register: &'h Register,
    state: &'h BudgetState,
    costs: &'h [Cost],
    closed: &'h [Month],
    days: (u32, u32),
}

impl<'h> Held<'h> {
    /// Vendors that are planned for, or cost something in the budget's months.
    fn vendors(&self, months: &[Month]) -> BTreeSet<Option<&'h VendorId>> {
        let lines = self.state.lines.iter().filter_map(|at| self.register.budget_lines.get(*at));
        let planned = lines.map(|line| line.vendor.as_deref());
        let costs = self.costs.iter().filter(|cost| months.contains(&cost.month));
        planned.chain(costs.map(|cost| Some(&cost.vendor))).collect()
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
        let actual = costs().filter_map(|cost| cost.in_book.as_ref().ok()).sum();
        let without_rate = costs().filter(|cost| cost.in_book.is_err()).count();
        let fits = |minor: i128| i64::try_from(minor).ok();
        let ahead = fits(actual).zip(fits(planned - planned_so_far));
        let forecast =
            ahead.and_then(|(actual, remaining)| forecast(actual, remaining, self.days.0, self.days.1));
        Outlook {
            planned,
            planned_so_far,
            actual,
            without_rate,
            unpriced: costs().map(|cost| cost.unpriced).sum(),
            forecast,
        }
    }
}

/// Lines of one vendor and rate together, over the months whose quantity is known and has an exchange rate.
fn splits(register: &Register, state: &BudgetState, tracks: &[Track], closed: &[Month]) -> Vec<RateSplit> {
    let rates = Rates::of(register, &register.exchange_rates);
    let own = register.settings.currency.as_str();
    let as_of = register.as_of();
    let mut found: Vec<RateSplit> = Vec::new();
    let mut keys = Vec::new();
    for at in &state.lines {
        let Some(line) = register.budget_lines.get(*at).filter(|line| closed.contains(&line.month)) else {
            continue;
        };
        let (Some(vendor), Some(rate), Some(quantity)) = (&line.vendor, &line.rate, &line.quantity) else {
            continue;
        };
        let of_line = |track: &&Track| track.vendor == **vendor && track.rate.as_ref() == Some(&**rate);
        let zero = || BigRational::from(BigInt::ZERO);
        let (mut minor, mut recorded, mut is_known) = (0_i128, zero(), false);
        for track in tracks.iter().filter(of_line) {
            let Some((_, delivered)) = track.services.iter().find(|(month, _)| *month == *line.month) else {
                continue;
            };
            let Some(count) = &delivered.recorded else { continue };
            let cost = delivered.payable() + delivered.open(as_of);
            let Ok(whole) = i64::try_from(cost) else { continue };
            let on = day_of(&register.settings, **line.month, None);
            let Ok(told) = rates.exchange(crate::kit::number::Money(whole), &track.currency, own, on) else {
                continue;
            };
            minor += i128::from(told.amount.0);
            recorded += count;
            is_known = true;
        }
        let Some(minor) = i64::try_from(minor).ok().filter(|_| is_known) else { continue };
        let key = (&**vendor, &**rate);
        let place = keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            keys.push(key);
            let none = || Volume { amount: 0, quantity: zero() };
            let split = Split { total: 0, price: 0, volume: 0 };
            found.push(RateSplit { lines: Vec::new(), planned: none(), actual: none(), split });
            found.len() - 1
        });
        let of = &mut found[place];
        of.lines.push(*at);
        of.planned.amount += line.amount_minor.0;
        of.planned.quantity += of_decimal(**quantity);
        of.actual.amount += minor;
        of.actual.quantity += recorded;
    }
    found.retain_mut(|one| match split(&one.planned, &one.actual) {
        Some(parts) => {
            one.split = parts;
            true
        }
        None => false,
    });
    found
}
