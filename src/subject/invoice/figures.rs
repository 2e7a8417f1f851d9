//! The three-way match: what a vendor billed, held against what was agreed (the price of the service month) and against what the client
//! itself recorded.
//!
//! 1. *Lines that stand for nothing*: another currency, no rate, a month outside the contract or its project, a second time. They are
//!    disputed whole and counted nowhere else. Of a contract without any rate card the others are not matched: neither payable nor disputed.
//! 2. *Groups*: the other lines by rate, month and site, held against the expected lines. A line below zero takes back inside its group.
//! 3. *Split*: what is over is (billed price − agreed price) × billed quantity + (billed quantity − record) × agreed price, to the minor unit.
//!
//! What was not measured is neither right nor wrong: it is unmatched. Less in one group never makes up for more in another.

mod alone;

mod group;

mod month;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use num_rational::BigRational;
use rayon::prelude::*;

use crate::core::billing::{ExpectedMonth, LineKind, expected_month, months_of};
use crate::core::contract::record::CostCategory;
use crate::core::rollup::Rollup;
use crate::kit::calendar::add_days;
use crate::kit::id::{ContractId, PartId, ProjectId, RateId, SiteId, VendorId, good_id};
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::subject::given::{Computed, Given};
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::register::Register;

/// What a report keeps of invoices.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// By contract and month: each month in force up to the one of the as-of date, and those that were billed.
    pub months: BTreeMap<(ContractId, Period), MonthMatch>,
    /// By vendor and number.
    pub invoices: BTreeMap<(VendorId, String), InvoiceMatch>,
    /// Of the lines issued by the as-of date, by their place in the register's list.
    pub lines: BTreeMap<usize, LineMatch>,
    /// In order of contract.
    pub exceptions: Vec<Exception>,
    /// Contracts whose lines add up to more than can be counted; none of them is matched.
    pub too_large: BTreeSet<ContractId>,
}

/// A month of a contract: what was expected, billed and is to be paid.
#[derive(Clone, Debug)]
pub struct MonthMatch {
    pub expected: ExpectedMonth,
    /// What is matched as one; lines disputed whole are in none.
    pub groups: Vec<GroupMatch>,
    /// Of the lines in the contract's currency, those disputed whole too.
    pub amounts: Amounts,
    /// Still to be invoiced, Σ over the groups that could be measured.
    pub left: Money,
}

impl MonthMatch {
    /// Whether each group could be measured, so that `left` is all that is still to come.
    pub fn is_whole(&self) -> bool {
        self.groups.iter().all(|group| group.left.is_some())
    }
}

/// Sums in minor units of one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    pub invoiced: Money,
    pub disputed: Money,
    /// Of what is not disputed: that of which the client's record is not there yet.
    pub unmatched: Money,
    /// Billed under a contract that has no rate card: nothing says what it should cost, and it is neither payable nor disputed.
    pub unrated: Money,
}

impl Amounts {
    /// Invoiced, and neither disputed nor without a rate card.
    pub fn payable(&self) -> Money {
        Money(self.invoiced.0 - self.disputed.0 - self.unrated.0)
    }

    /// Of what is payable: that which agrees with the client's record.
    pub fn matched(&self) -> Money {
        Money(self.payable().0 - self.unmatched.0)
    }
}

/// Lines of one rate and month, of one site or of all, held against what was expected of it.
#[derive(Clone, Debug)]
pub struct GroupMatch {
    pub rate: RateId,
    /// A shortfall is billed with the quantity, and belongs to it.
    pub kind: LineKind,
    pub category: CostCategory,
    /// `None`: of all sites together.
    pub site: Option<SiteId>,
    /// Places in `ExpectedMonth::lines`.
    pub expected_lines: Vec<usize>,
    /// Places in the register's list of invoice lines.
    pub lines: Vec<usize>,
    /// What it should cost; `None`: it could not be measured.
    pub expected: Option<Money>,
    /// What the client's record counts; `None` likewise.
    pub recorded: Option<BigRational>,
    /// What is to be paid for: the record under a cap, over a minimum.
    pub paid: Option<BigRational>,
    /// The price of one in the month, in units of the currency: the mean where there are several.
    pub agreed: Option<BigRational>,
    pub billed: BigRational,
    pub amounts: Amounts,
    /// Disputed since the price is above the agreed one.
    pub price_part: Money,
    /// Disputed since more was billed than recorded.
    pub quantity_part: Money,
    /// Still to be invoiced, 0 or more; `None`: it could not be measured.
    pub left: Option<Money>,
}

/// One line of an invoice.
#[derive(Clone, Debug)]
pub struct LineMatch {
    /// As the line says, else that of the rate, else other.
    pub category: CostCategory,
    /// Place in the groups of its month; `None`: it is disputed whole, or its contract has no rate card.
    pub group: Option<usize>,
    pub disputed: Money,
    pub unmatched: Money,
    /// The whole line, where its contract has no rate card and nothing else is wrong with it; else 0.
    pub unrated: Money,
    /// Places in `Figures::exceptions`.
    pub exceptions: Vec<usize>,
}

impl Default for LineMatch {
    fn default() -> Self {
        LineMatch {
            category: CostCategory::Other,
            group: None,
            disputed: Money(0),
            unmatched: Money(0),
            unrated: Money(0),
            exceptions: Vec::new(),
        }
    }
}

/// One invoice: a vendor's number.
#[derive(Clone, Debug)]
pub struct InvoiceMatch {
    /// Its number as an id, unlike those of the vendor's other invoices: where its page stands.
    pub slug: PartId,
    pub contracts: BTreeSet<ContractId>,
    /// The first of its days.
    pub issued_on: Date,
    pub due_on: Option<Date>,
    /// By currency; of one currency, but for a fault.
    pub amounts: BTreeMap<String, Amounts>,
    /// Places in the register's list, in order.
    pub lines: Vec<usize>,
    /// Places in `Figures::exceptions`.
    pub exceptions: Vec<usize>,
}

/// What is wrong with lines of an invoice.
#[derive(Clone, Debug)]
pub struct Exception {
    pub why: Why,
    pub contract: ContractId,
    pub month: Period,
    pub rate: Option<RateId>,
    pub site: Option<SiteId>,
    /// What is disputed for it, in minor units of `currency`; 0 where nothing is to be kept back.
    pub at_stake: Money,
    /// Of the line.
    pub currency: String,
    /// Places in the register's list; it is told at the first.
    pub lines: Vec<usize>,
}

/// Why.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// The line names no rate.
    NoRate,
    /// The contract has no rate of that name.
    UnknownRate,
    /// It has one, and not in that month.
    RateNotInForce,
    /// Of one, in units of the currency.
    Price { billed: BigRational, agreed: BigRational },
    /// More than the client recorded.
    Quantity { billed: BigRational, recorded: BigRational },
    /// The same of people and seats.
    GhostHeadcount { billed: BigRational, recorded: BigRational },
    /// More than the cap allows.
    OverCap { billed: BigRational, paid: BigRational },
    /// Less than the baseline was delivered, and the credit for it is not on the invoice.
    NotCredited { credit: Money },
    /// Quantity × price comes to another amount.
    LineTotal { total: Money },
    /// Billed before by the line at that place of the register's list.
    Duplicate { of: usize },
    /// Another line of the number has another day.
    SeveralDays { of: usize },
    /// Another line of the number is of another contract.
    SeveralContracts { of: usize },
    /// The contract is in this one.
    Currency { agreed: String },
    /// The month lies before the contract's first or after its last day.
    OutsideContract { on: Date, is_before: bool },
    /// The month lies outside the life of the project.
    OutsideProject { project: ProjectId, on: Date, is_before: bool },
    /// The site was closed, or not open yet.
    OutsideSite { site: SiteId, on: Date, is_before: bool },
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        Figures::matched(given, None)
    }
}

/// Days from the end of a month on, after which each row that belongs to it is over.
const ROWS_END: i32 = 7;

/// What each month of each contract should cost.
struct ExpectedMonths(BTreeMap<(ContractId, Period), ExpectedMonth>);

impl ExpectedMonths {
    fn of(register: &Register, rollup: &Rollup<'_>) -> ExpectedMonths {
        let months = register.contracts.par_iter().flat_map_iter(|(id, contract)| {
            let expected = |month| ((id.clone(), month), expected_month(register, rollup, contract, month));
            months_of(register, contract).into_iter().map(expected)
        });
        ExpectedMonths(months.collect())
    }
}

impl Figures {
    /// What a day knew. `later` is the match of a later day by the same records: what a month should cost is the same once its rows are over.
    pub fn matched(given: &Given<'_>, later: Option<&Figures>) -> Figures {
        let (register, rollup) = (given.register, given.rollup);
        let as_of = register.as_of();
        let mut by_contract: BTreeMap<&ContractId, Vec<usize>> = BTreeMap::new();
        for (at, line) in register.invoices.iter().enumerate() {
            if *line.issued_on <= as_of && register.contracts.contains_key(&*line.contract) {
                by_contract.entry(&*line.contract).or_default().push(at);
            }
        }
        // Of an earlier day most months are known from a later one.
        let all = later.is_none().then(|| given.worked_out.once(|| ExpectedMonths::of(register, rollup)));
        let mut figures = Figures::default();
        for contract in register.contracts.values() {
            let mut own = by_contract.remove(&contract.id).unwrap_or_default();
            let size: u128 =
                own.iter().map(|at| u128::from(register.invoices[*at].amount_minor.0.unsigned_abs())).sum();
            if size > LARGEST {
                figures.too_large.insert(contract.id.clone());
                own.clear();
            }
            own.sort_by(|one, other| {
                alone::order(&register.invoices[*one]).cmp(&alone::order(&register.invoices[*other]))
            });
            let mut months: BTreeSet<Period> = months_of(register, contract).into_iter().collect();
            months.extend(own.iter().map(|at| *register.invoices[*at].month.value));
            let mut found = alone::Found::default();
            let matched = alone::alone(register, contract, &own, &mut found);
            let mut of_month: BTreeMap<Period, Vec<usize>> = BTreeMap::new();
            for at in matched {
                of_month.entry(*register.invoices[at].month.value).or_default().push(at);
            }
            for month in months {
                let known = later.filter(|_| add_days(month.last_day(), ROWS_END) <= as_of);
                let known = known.and_then(|later| later.months.get(&(contract.id.clone(), month)));
                let of_all = || all.as_ref()?.0.get(&(contract.id.clone(), month));
                let known = known.map(|known| &known.expected).or_else(of_all);
                let expected =
                    known.cloned().unwrap_or_else(|| expected_month(register, rollup, contract, month));
                let lines = of_month.remove(&month).unwrap_or_default();
                let groups = month::groups(register, contract, &expected, &lines, &mut found);
                for (at, group) in groups.iter().enumerate() {
                    for line in &group.lines {
                        found.lines.entry(*line).or_default().group = Some(at);
                    }
                }
                let left = groups.iter().filter_map(|group| group.left).map(|left| i128::from(left.0)).sum();
                let whole = MonthMatch { expected, groups, amounts: Amounts::default(), left: within(left) };
                figures.months.insert((contract.id.clone(), month), whole);
            }
            figures.take(&register.invoices, &own, found);
        }
        figures.gather(given);
        figures
    }
}

impl Figures {
    /// Takes over what was found of a contract's lines.
    fn take(&mut self, all: &[InvoiceLine], own: &[usize], found: alone::Found) {
        let before = self.exceptions.len();
        let mut lines = found.lines;
        for (at, exception) in found.exceptions.iter().enumerate() {
            for line in &exception.lines {
                lines.entry(*line).or_default().exceptions.push(before + at);
            }
        }
        for at in own {
            let line = lines.entry(*at).or_default();
            if let Some(category) = &all[*at].category {
                line.category = category.value;
            }
        }
        self.lines.extend(lines);
        self.exceptions.extend(found.exceptions);
    }

    /// Sums by month and by invoice.
    fn gather(&mut self, given: &Given<'_>) {
        let register = given.register;
        let mut sums: BTreeMap<(&ContractId, Period), [i128; 4]> = BTreeMap::new();
        let mut invoices: BTreeMap<(VendorId, String), Vec<usize>> = BTreeMap::new();
        for (at, found) in &self.lines {
            let line = &register.invoices[*at];
            let Some(contract) = register.contracts.get(&*line.contract) else { continue };
            let key = (contract.vendor.clone(), line.invoice.value.clone());
            invoices.entry(key).or_default().push(*at);
            let month = self.months.get(&(contract.id.clone(), *line.month.value));
            if month.is_some_and(|month| month.expected.currency == **line.currency) {
                add(sums.entry((&contract.id, *line.month.value)).or_default(), line, found);
            }
        }
        let sums: Vec<_> = sums.into_iter().map(|((id, month), sum)| ((id.clone(), month), sum)).collect();
        for (key, sum) in sums {
            self.months.entry(key).and_modify(|month| month.amounts = amounts(sum));
        }
        let mut slugs: BTreeSet<(VendorId, PartId)> = BTreeSet::new();
        for (key, mut lines) in invoices {
            lines.sort_by(|one, other| {
                alone::order(&register.invoices[*one]).cmp(&alone::order(&register.invoices[*other]))
            });
            let all = || lines.iter().map(|at| &register.invoices[*at]);
            let mut by_currency: BTreeMap<String, [i128; 4]> = BTreeMap::new();
            for at in &lines {
                let line = &register.invoices[*at];
                add(by_currency.entry(line.currency.to_string()).or_default(), line, &self.lines[at]);
            }
            let Some(issued_on) = all().map(|line| *line.issued_on).min() else { continue };
            let mut exceptions: Vec<usize> =
                lines.iter().flat_map(|at| self.lines[at].exceptions.iter().copied()).collect();
            exceptions.sort_unstable();
            exceptions.dedup();
            let slug = slug(&key, &mut slugs);
            let invoice = InvoiceMatch {
                slug,
                contracts: all().map(|line| line.contract.value.clone()).collect(),
                issued_on,
                due_on: all().filter_map(|line| line.due_on.as_deref().copied()).min(),
                amounts: by_currency.into_iter().map(|(currency, sum)| (currency, amounts(sum))).collect(),
                lines,
                exceptions,
            };
            self.invoices.insert(key, invoice);
        }
    }
}

/// A number spelled as an id; what another invoice of the vendor has already gets a number after it.
fn slug((vendor, number): &(VendorId, String), taken: &mut BTreeSet<(VendorId, PartId)>) -> PartId {
    // An id has 63 characters at most, and room is left for the number.
    let short: String = number.chars().take(50).collect();
    let id = good_id(&short).unwrap_or_else(|| "invoice".to_owned());
    let names = std::iter::once(id.clone()).chain((2..).map(|n: usize| format!("{id}-{n}")));
    let mut free =
        names.map(|name| PartId::new(&name)).filter(|slug| taken.insert((vendor.clone(), slug.clone())));
    free.next().unwrap_or_else(|| PartId::new(&id))
}

fn add(sum: &mut [i128; 4], line: &InvoiceLine, found: &LineMatch) {
    let parts = [line.amount_minor.0, found.disputed.0, found.unmatched.0, found.unrated.0];
    sum.iter_mut().zip(parts).for_each(|(sum, part)| *sum += i128::from(part));
}

fn amounts(sum: [i128; 4]) -> Amounts {
    let [invoiced, disputed, unmatched, unrated] = sum.map(within);
    Amounts { invoiced, disputed, unmatched, unrated }
}

/// A sum of lines: no contract has more than [`LARGEST`], and an expected line is bounded as a line is.
fn within(sum: i128) -> Money {
    Money(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX }))
}

/// Minor units that the lines of a contract may come to, each without its sign: sums of them stay inside 64 bits.
const LARGEST: u128 = 1_000_000_000_000_000_000;

#[cfg(test)]
mod tests;
