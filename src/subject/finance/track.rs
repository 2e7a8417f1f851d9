//! What each rate of a contract costs, month by month: what it should, what was invoiced for it, what is still to come.

use std::collections::BTreeMap;

use jiff::civil::Date;
use num_rational::BigRational;

use super::accrual::Service;
use crate::core::billing::{Unpriced, in_minor};
use crate::core::contract::record::{Contract, CostCategory, MONTHLY_FEE, Rate};
use crate::kit::declared::Month;
use crate::kit::exact::half_up;
use crate::kit::id::{ContractId, ProjectId, RateId, VendorId};
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::subject::invoice::figures::{Figures, GroupMatch};
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::register::Register;

/// What one rate of a contract costs; amounts in minor units of the contract's currency.
#[derive(Clone, Debug)]
pub struct Track {
    pub contract: ContractId,
    pub vendor: VendorId,
    pub currency: String,
    pub category: CostCategory,
    /// `None`: of lines that name none.
    pub rate: Option<RateId>,
    /// Of the rate, where it is of one alone; else that of its lines.
    pub project: Option<ProjectId>,
    /// In order of month.
    pub services: Vec<(Month, Delivered)>,
}

/// A month of a track.
#[derive(Clone, Debug, Default)]
pub struct Delivered {
    /// What is matched as one: of a rate all its sites together, or each by itself.
    pub services: Vec<Service>,
    /// Why it is not known what it should cost; a month that runs is none of these.
    pub unpriced: Vec<Unpriced>,
    /// What the client's record counts, where it is known.
    pub recorded: Option<BigRational>,
    /// What is disputed of that: of hours beyond a cap, at the agreed price.
    pub beyond: i128,
    pub lines: Vec<Billed>,
}

/// A line of an invoice, in minor units of the contract's currency.
#[derive(Clone, Copy, Debug)]
pub struct Billed {
    /// Index into the register's invoice lines.
    pub line: usize,
    /// Nothing is held against it.
    pub payable: i128,
    pub disputed: i128,
    /// Neither of both: its contract has no rate card.
    pub unrated: i128,
}

impl Delivered {
    /// What it should cost, as far as that is known.
    pub fn expected(&self) -> i128 {
        self.services.iter().filter_map(|service| service.expected).sum()
    }

    /// What was invoiced for it and is not disputed.
    pub fn payable(&self) -> i128 {
        self.lines.iter().map(|line| line.payable).sum()
    }

    pub fn disputed(&self) -> i128 {
        self.lines.iter().map(|line| line.disputed).sum()
    }

    /// Invoiced under a contract without a rate card.
    pub fn unrated(&self) -> i128 {
        self.lines.iter().map(|line| line.unrated).sum()
    }

    /// Still to be invoiced at the end of a day.
    pub fn open(&self, on: Date) -> i128 {
        self.services.iter().map(|service| service.open(on)).sum()
    }
}

/// The months of service that have ended, from the first of which an invoice, an accrual or a budget speaks.
pub fn months(register: &Register) -> Vec<Month> {
    let of_budgets = register.budgets.values().map(|budget| **budget.first_month);
    let first = kept_from(register, |_| true).into_iter().chain(of_budgets).min();
    first.map_or_else(Vec::new, |first| until_now(register, first))
}

/// The months of booking: the same, and those before them in which a service was invoiced or credited ahead.
pub fn months_booked(register: &Register, months: &[Month]) -> Vec<Month> {
    let invoiced = register.invoices.iter().map(|line| *line.issued_on);
    let credited = register.credit_notes.iter().map(|note| *note.issued_on);
    let days = invoiced.chain(credited).map(Period::month_of);
    let first = days.chain(months.first().map(|month| **month)).min();
    first.map_or_else(Vec::new, |first| until_now(register, first))
}

fn until_now(register: &Register, first: Period) -> Vec<Month> {
    let months = std::iter::successors(Some(first), |month: &Period| Some(month.next()));
    months.take_while(|month| month.last_day() <= register.as_of()).filter_map(Month::new).collect()
}

/// The first month of service that an invoice or an accrual of some contracts is for, of those that were known by the as-of day.
fn kept_from(register: &Register, which: impl Fn(&ContractId) -> bool) -> Option<Period> {
    let as_of = register.as_of();
    let lines = register.invoices.iter().filter(|line| *line.issued_on <= as_of && which(&line.contract));
    let accruals = register.accruals.iter().filter(|one| *one.posted_on <= as_of && which(&one.contract));
    lines.map(|line| **line.month).chain(accruals.map(|one| **one.month)).min()
}

/// From which month on a contract is accounted for though nothing was invoiced: its own first one, so that a team which begins with one vendor has no
/// accrual of all the others; its start, where it is newer than the accounts; and in a book of budgets alone all of its months.
fn accounted_from(register: &Register, contract: &Contract, months: &[Month]) -> Option<Period> {
    let first = **months.first()?;
    let starts = Period::month_of(contract.effective_on);
    let is_new = (starts >= first).then_some(starts);
    let own = kept_from(register, |id| *id == contract.id);
    let without = || kept_from(register, |_| true).is_none().then_some(first);
    own.into_iter().chain(is_new).min().or_else(without)
}

type Key<'k> = (&'k ContractId, CostCategory, Option<RateId>);

/// Of every contract that is in force in one of the months, or was invoiced for one.
pub fn tracks(register: &Register, matched: &Figures, months: &[Month]) -> Vec<Track> {
    let mut found: BTreeMap<Key<'_>, BTreeMap<Month, Delivered>> = BTreeMap::new();
    let from = |contract: &Contract| (contract.id.clone(), accounted_from(register, contract, months));
    let accounted: BTreeMap<ContractId, Option<Period>> = register.contracts.values().map(from).collect();
    for ((id, period), of_month) in &matched.months {
        let (Some(month), Some(contract)) = (Month::new(*period), register.contracts.get(id)) else {
            continue;
        };
        let is_kept = accounted.get(id).copied().flatten().is_some_and(|from| from <= *month)
            && months.contains(&month);
        for group in &of_month.groups {
            if !is_kept && group.lines.is_empty() {
                continue;
            }
            let key = (&contract.id, group.category, Some(group.rate.clone()));
            let delivered = found.entry(key).or_default().entry(month).or_default();
            let lines = group.lines.iter().filter_map(|at| billed(register, matched, *at));
            let (days, lines): (Vec<_>, Vec<Billed>) = lines.unzip();
            let payable = days.into_iter().zip(&lines).map(|(day, line)| (day, line.payable)).collect();
            let expected = group.expected.map(|amount| i128::from(amount.0));
            delivered.services.push(Service { expected, payable, is_settled: group.left == Some(Money(0)) });
            delivered.lines.extend(lines);
            let currency = contract.versions.first().map(|version| version.terms.currency.as_str());
            delivered.beyond += currency.map_or(0, |currency| beyond(group, currency));
            if let Some(recorded) = &group.recorded {
                let before = delivered.recorded.take();
                delivered.recorded = Some(before.map_or_else(|| recorded.clone(), |sum| sum + recorded));
            }
            let expected = group.expected_lines.iter().filter_map(|at| of_month.expected.lines.get(*at));
            let unpriced = expected.filter_map(|line| line.cost.as_ref().err());
            delivered.unpriced.extend(unpriced.filter(|why| **why != Unpriced::Running).cloned());
        }
    }
    for at in matched.lines.iter().filter(|(_, line)| line.group.is_none()).map(|(at, _)| at) {
        let Some(line) = register.invoices.get(*at) else { continue };
        let Some(contract) = register.contracts.get(&*line.contract) else { continue };
        let Some((day, billed)) = billed(register, matched, *at).filter(|_| is_of_currency(contract, line))
        else {
            continue;
        };
        let key = (&contract.id, category_of(contract, line), line.rate.as_deref().cloned());
        let delivered = found.entry(key).or_default().entry(*line.month).or_default();
        if billed.unrated != 0 {
            // What nobody can match is borne by the month of its invoice until somebody decides.
            let payable = vec![(day, billed.unrated)];
            delivered.services.push(Service { expected: None, payable, is_settled: false });
        }
        delivered.lines.push(billed);
    }
    for delivered in found.values_mut().flat_map(BTreeMap::values_mut) {
        delivered.services = Service::with_reductions(std::mem::take(&mut delivered.services));
    }
    let track = |((id, category, rate), services): (Key<'_>, BTreeMap<Month, Delivered>)| {
        let contract = register.contracts.get(id)?;
        let of_rate = rate.as_ref().and_then(|rate| project_of(register, contract, rate));
        let lines = services.values().flat_map(|delivered| &delivered.lines);
        let of_lines =
            lines.filter_map(|of| register.invoices.get(of.line)?.project.as_deref().cloned()).next();
        Some(Track {
            contract: id.clone(),
            vendor: contract.vendor.clone(),
            currency: contract.versions.first()?.terms.currency.to_string(),
            category,
            project: of_rate.or(of_lines),
            rate,
            services: services.into_iter().collect(),
        })
    };
    found.into_iter().filter_map(track).collect()
}

/// What is disputed of a quantity that was recorded and is not paid for, in minor units: what is billed above the record is none of it.
fn beyond(group: &GroupMatch, currency: &str) -> i128 {
    let (Some(recorded), Some(paid), Some(agreed)) = (&group.recorded, &group.paid, &group.agreed) else {
        return 0;
    };
    let worth = half_up(&in_minor(&((recorded - paid) * agreed), currency));
    i128::from(worth.min(group.quantity_part.0).max(0))
}

/// A line with its day.
fn billed(register: &Register, matched: &Figures, at: usize) -> Option<(Date, Billed)> {
    let line = register.invoices.get(at)?;
    let found = matched.lines.get(&at)?;
    let (disputed, unrated) = (i128::from(found.disputed.0), i128::from(found.unrated.0));
    let payable = i128::from(line.amount_minor.0) - disputed - unrated;
    Some((*line.issued_on, Billed { line: at, payable, disputed, unrated }))
}

/// What is billed in another currency is disputed as a whole, and told on its invoice alone.
fn is_of_currency(contract: &Contract, line: &InvoiceLine) -> bool {
    contract.versions.first().is_some_and(|version| *version.terms.currency == **line.currency)
}

/// The category of the rate where the contract has it, else what the line says, else other.
pub fn category_of(contract: &Contract, line: &InvoiceLine) -> CostCategory {
    let rate = line.rate.as_deref();
    if rate.is_some_and(|rate| rate.as_str() == MONTHLY_FEE) {
        return CostCategory::Production;
    }
    match rate.and_then(|rate| rate_of(contract, rate)) {
        Some(known) => *known.category,
        None => line.category.as_deref().copied().unwrap_or(CostCategory::Other),
    }
}

/// The newest form of a rate.
fn rate_of<'c>(contract: &'c Contract, rate: &RateId) -> Option<&'c Rate> {
    contract.versions.iter().rev().find_map(|version| version.terms.rates.get(rate))
}

/// The one project of a rate's scope, by its projects or its queues.
fn project_of(register: &Register, contract: &Contract, rate: &RateId) -> Option<ProjectId> {
    let scope = &rate_of(contract, rate)?.scope;
    let of_queues = scope.queues.iter().filter_map(|queue| Some(&register.queue(queue)?.project));
    let mut projects: Vec<&ProjectId> = scope.projects.iter().chain(of_queues).collect();
    projects.sort_unstable();
    projects.dedup();
    match projects.as_slice() {
        [one] => Some((*one).clone()),
        _ => None,
    }
}
