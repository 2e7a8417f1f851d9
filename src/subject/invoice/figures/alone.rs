//! What a line shows by itself or beside its twin: it stands for nothing that could be matched.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Exception, LineMatch, Why};
use crate::core::contract::record::{Contract, MONTHLY_FEE, Rate};
use crate::kit::id::{ProjectId, RateId, SiteId};
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::register::Register;

/// What is found of the lines of a contract.
#[derive(Default)]
pub struct Found {
    pub lines: BTreeMap<usize, LineMatch>,
    pub exceptions: Vec<Exception>,
}

impl Found {
    /// Disputes part of a line, or nothing of it.
    pub fn dispute(&mut self, register: &Register, lines: Vec<usize>, why: Why, parts: &[(usize, Money)]) {
        let Some(line) = lines.first().map(|at| &register.invoices[*at]) else { return };
        for (at, part) in parts {
            self.lines.entry(*at).or_default().disputed.0 += part.0;
        }
        self.exceptions.push(Exception {
            why,
            contract: line.contract.value.clone(),
            month: *line.month.value,
            rate: line.rate.as_deref().cloned(),
            site: line.site.as_deref().cloned(),
            at_stake: Money(parts.iter().map(|(_, part)| part.0).sum()),
            currency: line.currency.to_string(),
            lines,
        });
    }
}

type Order<'l> = (
    (Date, &'l str, Period),
    (Option<&'l RateId>, Option<&'l SiteId>, Option<&'l ProjectId>),
    (Option<i64>, Option<i64>, i64),
    (&'l str, &'l str, u32),
);

/// Lines in the order in which they were billed, whatever the order of rows.
pub fn order(line: &InvoiceLine) -> Order<'_> {
    (
        (*line.issued_on, line.invoice.as_str(), *line.month.value),
        (line.rate.as_deref(), line.site.as_deref(), line.project.as_deref()),
        (
            line.quantity.as_deref().map(|quantity| quantity.micro()),
            line.price.as_deref().map(|price| price.micro()),
            line.amount_minor.0,
        ),
        (line.currency.as_str(), line.place.path.as_str(), line.place.line),
    )
}

/// Finds lines that are disputed whole, and returns the others; `own` in the order of [`order`].
pub fn alone(register: &Register, contract: &Contract, own: &[usize], found: &mut Found) -> Vec<usize> {
    let lines = &register.invoices;
    let mut left = Vec::new();
    for at in own {
        match fault(register, contract, &lines[*at]) {
            Some(why) => found.dispute(register, vec![*at], why, &[(*at, lines[*at].amount_minor.value)]),
            None => left.push(*at),
        }
    }
    let twice = twice(lines, &left);
    for (at, of) in &twice {
        let parts = [(*at, lines[*at].amount_minor.value)];
        found.dispute(register, vec![*at], Why::Duplicate { of: *of }, &parts);
    }
    left.retain(|at| !twice.contains_key(at));
    if !contract.has_rate_card() {
        for at in left.drain(..) {
            let line = found.lines.entry(at).or_default();
            line.unrated = lines[at].amount_minor.value;
        }
    }
    numbers(register, contract, own, found);
    left
}

/// The first reason for which nothing of a line can stand.
fn fault(register: &Register, contract: &Contract, line: &InvoiceLine) -> Option<Why> {
    let month = *line.month.value;
    let outside = |starts: Date, ends: Option<Date>| match ends {
        _ if month.last_day() < starts => Some((starts, true)),
        Some(ends) if ends < month.first_day() => Some((ends, false)),
        _ => None,
    };
    if let Some((on, is_before)) = outside(contract.effective_on, Some(contract.ends_on)) {
        return Some(Why::OutsideContract { on, is_before });
    }
    let by_then = contract.versions.iter().rfind(|version| version.from <= month.last_day());
    let agreed = by_then.map_or("", |version| &version.terms.currency);
    if **line.currency != *agreed {
        return Some(Why::Currency { agreed: agreed.to_owned() });
    }
    if !contract.has_rate_card() {
        return outside_of(register, line, None, outside);
    }
    let Some(id) = &line.rate else { return Some(Why::NoRate) };
    let rate = match in_force(contract, id, month) {
        Standing::InForce(rate) => rate,
        Standing::Not => return Some(Why::RateNotInForce),
        Standing::Unknown => return Some(Why::UnknownRate),
    };
    // A project that the line names, else those of the rate where all of them are over.
    let scoped =
        rate.filter(|rate| rate.scope.projects.len() == 1).and_then(|rate| rate.scope.projects.first());
    outside_of(register, line, scoped, outside)
}

/// Whether a line's month lies outside the life of its project or its site; `scoped` is the one project of its rate.
fn outside_of(
    register: &Register,
    line: &InvoiceLine,
    scoped: Option<&ProjectId>,
    outside: impl Fn(Date, Option<Date>) -> Option<(Date, bool)>,
) -> Option<Why> {
    if let Some(project) = line.project.as_deref().or(scoped).and_then(|id| register.projects.get(id))
        && let Some((on, is_before)) = outside(*project.starts_on, project.ends_on.as_deref().copied())
    {
        return Some(Why::OutsideProject { project: project.id.clone(), on, is_before });
    }
    let site = line.site.as_deref().and_then(|id| register.sites.get(id))?;
    let (opened, closed) = site.days();
    let (on, is_before) = outside(opened, closed)?;
    Some(Why::OutsideSite { site: site.id.clone(), on, is_before })
}

enum Standing<'a> {
    /// `None`: the monthly fee.
    InForce(Option<&'a Rate>),
    /// In another month.
    Not,
    Unknown,
}

fn in_force<'a>(contract: &'a Contract, id: &RateId, month: Period) -> Standing<'a> {
    let mut is_known = false;
    let mut last = None;
    for (at, version) in contract.versions.iter().enumerate() {
        let rate = version.terms.rates.get(id);
        let has =
            if id.as_str() == MONTHLY_FEE { version.terms.monthly_fee.is_some() } else { rate.is_some() };
        is_known |= has;
        let next = contract.versions.get(at + 1).map(|next| next.from);
        let begins = version.from <= month.last_day() && contract.effective_on <= month.last_day();
        let ends =
            next.is_some_and(|next| next <= month.first_day()) || *version.terms.ends_on < month.first_day();
        if has && begins && !ends {
            last = Some(rate);
        }
    }
    match last {
        Some(rate) => Standing::InForce(rate),
        None if is_known => Standing::Not,
        None => Standing::Unknown,
    }
}

/// Lines that were billed before, each with the line that did: the same rate, site, project, month, quantity and amount. A line that takes
/// back frees one of those before it, which may then be billed again.
fn twice(lines: &[InvoiceLine], own: &[usize]) -> BTreeMap<usize, usize> {
    let mut billed: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for at in own {
        let line = &lines[*at];
        let amount = line.amount_minor.0;
        if amount == 0 {
            continue;
        }
        let what = (line.rate.as_deref(), line.site.as_deref(), line.project.as_deref(), *line.month.value);
        let quantity = line.quantity.as_deref().map(|quantity| quantity.micro().unsigned_abs());
        let standing = billed.entry((what, quantity, amount.unsigned_abs())).or_default();
        if amount < 0 {
            standing.pop();
        } else {
            if let Some(first) = standing.first() {
                found.insert(*at, *first);
            }
            standing.push(*at);
        }
    }
    // A later line that takes back frees the twin, not the first.
    let taken_back = |at: &usize| {
        let line = &lines[*at];
        let what = (line.rate.as_deref(), line.site.as_deref(), line.project.as_deref(), *line.month.value);
        let quantity = line.quantity.as_deref().map(|quantity| quantity.micro().unsigned_abs());
        let standing = billed.get(&(what, quantity, line.amount_minor.0.unsigned_abs()));
        standing.is_none_or(|standing| !standing.contains(at))
    };
    found.retain(|at, _| !taken_back(at));
    found
}

/// One number has one day and one contract.
fn numbers(register: &Register, contract: &Contract, own: &[usize], found: &mut Found) {
    let lines = &register.invoices;
    let mut first_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told: BTreeMap<&str, Date> = BTreeMap::new();
    for at in own {
        let line = &lines[*at];
        let first = *first_of.entry(&line.invoice).or_insert(*at);
        let is_other = *lines[first].issued_on != *line.issued_on;
        if is_other && told.insert(&line.invoice, *line.issued_on) != Some(*line.issued_on) {
            found.dispute(register, vec![*at], Why::SeveralDays { of: first }, &[]);
        }
    }
    let as_of = register.as_of();
    let others = register.contracts_of(&contract.vendor).filter(|other| other.id < contract.id);
    let others: Vec<_> = others.map(|other| &other.id).collect();
    if others.is_empty() {
        return;
    }
    let mut elsewhere: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        if others.contains(&&line.contract.value) && *line.issued_on <= as_of {
            let best = elsewhere.entry(&line.invoice).or_insert(at);
            if order(line) < order(&lines[*best]) {
                *best = at;
            }
        }
    }
    for (number, first) in first_of {
        if let Some(of) = elsewhere.get(number) {
            found.dispute(register, vec![first], Why::SeveralContracts { of: *of }, &[]);
        }
    }
}
