//! Lines of a month by rate and site, each held against what was expected of it.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;

use super::alone::Found;
use super::group::{Agreed, Billed, Measured, Outcome, Tolerance, in_minor, matched};
use super::{Amounts, GroupMatch, Why};
use crate::core::billing::{Cost, ExpectedLine, ExpectedMonth, LineKind};
use crate::core::contract::record::{Contract, CostCategory, Rate, TermsVersion};
use crate::kit::currency::exponent;
use crate::kit::exact::{of_decimal, of_whole};
use crate::kit::id::{RateId, SiteId};
use crate::kit::number::Money;
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::register::Register;

/// What is matched as one.
type Key = (RateId, LineKind, Option<SiteId>);

struct Matching<'m> {
    register: &'m Register,
    expected: &'m ExpectedMonth,
    /// Minor units in one unit of the currency.
    unit: BigRational,
    tolerance: Tolerance,
}

/// The groups of a month: those of the expected lines, and those that were billed alone. `lines` in the order in which they were billed.
pub fn groups(
    register: &Register,
    contract: &Contract,
    expected: &ExpectedMonth,
    lines: &[usize],
    found: &mut Found,
) -> Vec<GroupMatch> {
    let unit = BigRational::from_integer(BigInt::from(10_u64.pow(exponent(&expected.currency).into())));
    let last = contract.versions.iter().rfind(|version| version.from <= expected.month.last_day());
    let written = last.and_then(|version| version.terms.invoice_tolerance.as_ref());
    let tolerance = written.map_or_else(Tolerance::default, |written| Tolerance {
        price_percent: *written.price_percent,
        quantity_percent: *written.quantity_percent,
        most: *written.most,
    });
    let matching = Matching { register, expected, unit, tolerance };
    let mut of_kind: BTreeMap<(RateId, LineKind), (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, line) in expected.lines.iter().enumerate() {
        of_kind.entry((line.rate.clone(), group_kind(line))).or_default().0.push(at);
    }
    for at in lines {
        let line = &register.invoices[*at];
        let Some(rate) = &line.rate else { continue };
        of_kind.entry((rate.value.clone(), matching.kind(line, rate))).or_default().1.push(*at);
    }
    let mut keyed: BTreeMap<Key, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for ((rate, kind), (parts, own)) in of_kind {
        let billed_at = |at: &usize| register.invoices[*at].site.as_deref().cloned();
        let expected_at = |at: &usize| expected.lines[*at].site.clone();
        let is_by_site =
            own.iter().all(|at| billed_at(at).is_some()) && parts.iter().all(|at| expected_at(at).is_some());
        let key = |site: Option<SiteId>| (rate.clone(), kind.clone(), site.filter(|_| is_by_site));
        for at in parts {
            keyed.entry(key(expected_at(&at))).or_default().0.push(at);
        }
        for at in own {
            keyed.entry(key(billed_at(&at))).or_default().1.push(at);
        }
    }
    let mut groups: Vec<GroupMatch> =
        keyed.into_iter().map(|(key, (parts, own))| matching.group(key, parts, own, found)).collect();
    matching.credit_less(&mut groups, found);
    groups
}

impl<'m> Matching<'m> {
    /// What a line bills of its rate: by its price, where the rate has several.
    fn kind(&self, line: &InvoiceLine, rate: &RateId) -> LineKind {
        let mut parts = self.expected.lines.iter().filter(|part| part.rate == *rate);
        let price = line.price.as_deref().map(|price| in_minor(*price, &self.unit));
        let has = |part: &&ExpectedLine| {
            let size = |of: &BigRational| if *of < of_whole(0) { -of } else { of.clone() };
            let is = |one: &BigRational| price.as_ref().is_some_and(|price| size(price) == one * &self.unit);
            part.prices.iter().any(|one| is(&one.price))
        };
        let first = parts.clone().next().map(group_kind);
        let by_price = parts.find(has).map(group_kind);
        by_price.or(first).unwrap_or(LineKind::Quantity)
    }

    fn group(
        &self,
        (rate, kind, site): Key,
        parts: Vec<usize>,
        own: Vec<usize>,
        found: &mut Found,
    ) -> GroupMatch {
        let expected: Vec<&ExpectedLine> = parts.iter().map(|at| &self.expected.lines[*at]).collect();
        let costs: Option<Vec<&Cost>> = expected.iter().map(|line| line.cost.as_ref().ok()).collect();
        let prices = self.prices(&rate, &kind, &expected);
        let measured = costs.as_ref().and_then(|costs| {
            let sum: i128 = costs.iter().map(|cost| i128::from(cost.amount.0)).sum();
            Some(Measured {
                expected: Money(i64::try_from(sum).ok()?),
                exact: costs.iter().map(|cost| &cost.exact).sum(),
                paid: costs.iter().map(|cost| &cost.quantity).sum(),
            })
        });
        let prices = match (&kind, &measured) {
            // A fee is one, at what the days of the month come to.
            (LineKind::Fee, Some(measured)) => vec![measured.exact.clone()],
            _ => prices,
        };
        let agreed = Agreed { prices, measured, tolerance: self.tolerance };
        let lines: Vec<Billed> = own.iter().map(|at| self.billed(*at, &kind)).collect();
        let outcome = matched(&agreed, &lines);
        let terms = self.terms(&rate);
        let category = terms.map_or(CostCategory::Production, |rate| *rate.category);
        let is_by_days = terms.is_some_and(|rate| rate.unit.is_by_days());
        let recorded: Option<BigRational> = costs.as_ref().map(|costs| {
            let of_kind = costs.iter().zip(&expected).filter(|(_, line)| line.kind != LineKind::Shortfall);
            of_kind.map(|(cost, _)| &cost.recorded).sum()
        });
        let paid = agreed.measured.as_ref().map(|measured| measured.paid.clone());
        let is_fee = kind == LineKind::Fee;
        let about = About { recorded: recorded.as_ref(), paid: paid.as_ref(), is_by_days, is_fee };
        self.tell(&own, &lines, &outcome, &about, found);
        let is_measured = agreed.measured.is_some();
        let (mut invoiced, mut disputed, mut unmatched) = (0, 0, 0);
        for (at, share) in own.iter().zip(&outcome.lines) {
            let amount = self.register.invoices[*at].amount_minor.0;
            let line = found.lines.entry(*at).or_default();
            line.category = category;
            if !is_measured {
                line.unmatched = Money(amount - share.disputed().0);
                unmatched += line.unmatched.0;
            }
            invoiced += amount;
            disputed += share.disputed().0;
        }
        GroupMatch {
            rate,
            kind,
            category,
            site,
            expected_lines: parts,
            lines: own,
            expected: agreed.measured.as_ref().map(|measured| measured.expected),
            recorded,
            paid,
            agreed: Some(&outcome.agreed / &self.unit),
            billed: outcome.billed,
            amounts: Amounts {
                invoiced: Money(invoiced),
                disputed: Money(disputed),
                unmatched: Money(unmatched),
                unrated: Money(0),
            },
            price_part: outcome.price_part,
            quantity_part: outcome.quantity_part,
            left: outcome.left,
        }
    }

    /// Prices of the month in minor units. Where the group has no expected line, those of the rate's other lines.
    fn prices(&self, rate: &RateId, kind: &LineKind, expected: &[&ExpectedLine]) -> Vec<BigRational> {
        let of = |lines: &[&ExpectedLine]| -> Vec<BigRational> {
            let prices = lines.iter().flat_map(|line| line.prices.iter());
            prices.map(|part| &part.price * &self.unit).collect()
        };
        let own = of(expected);
        if !own.is_empty() {
            return own;
        }
        let others = self.expected.lines.iter().filter(|line| line.rate == *rate && line.kind == *kind);
        let others = of(&others.collect::<Vec<_>>());
        if others.is_empty() { self.agreed_prices(rate) } else { others }
    }

    /// As the contract says them, where nothing was expected of the rate.
    fn agreed_prices(&self, rate: &RateId) -> Vec<BigRational> {
        let Some(rate) = self.terms(rate) else { return Vec::new() };
        let tiers = rate.tiers.iter().map(|tier| *tier.price);
        rate.price.iter().map(|price| **price).chain(tiers).map(|price| in_minor(price, &self.unit)).collect()
    }

    /// The rate by the last terms of the month that have it.
    fn terms(&self, rate: &RateId) -> Option<&'m Rate> {
        let contract = self.register.contracts.get(&self.expected.contract)?;
        let by_then = |version: &&TermsVersion| version.from <= self.expected.month.last_day();
        let mut versions = contract.versions.iter().rev().filter(by_then);
        versions.find_map(|version| version.terms.rates.get(rate))
    }

    fn billed(&self, at: usize, kind: &LineKind) -> Billed {
        let line = &self.register.invoices[at];
        Billed {
            amount: line.amount_minor.value,
            quantity: line.quantity.as_deref().map(|quantity| of_decimal(*quantity)),
            price: line.price.as_deref().map(|price| in_minor(*price, &self.unit)),
            is_amount: *kind == LineKind::Fee,
        }
    }

    /// Says what is kept back of the lines of a group, and why.
    fn tell(&self, own: &[usize], lines: &[Billed], outcome: &Outcome, about: &About<'_>, found: &mut Found) {
        for ((at, line), share) in own.iter().zip(lines).zip(&outcome.lines) {
            if let Some(total) = share.total.filter(|_| share.total_off.0 != 0) {
                let parts = [(*at, share.total_part)];
                found.dispute(self.register, vec![*at], Why::LineTotal { total }, &parts);
            }
            if share.price_part.0 > 0 {
                let amount = of_whole(line.amount.0 - share.total_part.0);
                let quantity = line.quantity.clone().filter(|quantity| *quantity != of_whole(0));
                let price = quantity.map(|quantity| amount / quantity).or_else(|| line.price.clone());
                let why = Why::Price {
                    billed: price.unwrap_or_else(|| outcome.agreed.clone()) / &self.unit,
                    agreed: &outcome.agreed / &self.unit,
                };
                found.dispute(self.register, vec![*at], why, &[(*at, share.price_part)]);
            }
        }
        let parts: Vec<(usize, Money)> = own
            .iter()
            .zip(&outcome.lines)
            .filter(|(_, share)| share.quantity_part.0 > 0)
            .map(|(at, share)| (*at, share.quantity_part))
            .rev()
            .collect();
        let (Some(recorded), Some(paid)) = (about.recorded, about.paid) else { return };
        if parts.is_empty() {
            return;
        }
        let (billed, recorded, paid) = (outcome.billed.clone(), recorded.clone(), paid.clone());
        let why = if about.is_fee {
            // So many fees: each is what the days of the month come to.
            let agreed = &outcome.agreed / &self.unit;
            Why::Price { billed: &billed * &agreed, agreed }
        } else if billed <= recorded {
            Why::OverCap { billed, paid }
        } else if about.is_by_days {
            Why::GhostHeadcount { billed, recorded }
        } else {
            Why::Quantity { billed, recorded }
        };
        found.dispute(self.register, parts.iter().map(|(at, _)| *at).collect(), why, &parts);
    }

    /// Less than the baseline was delivered: what is credited for it comes off what is billed and off what is still to come.
    fn credit_less(&self, groups: &mut [GroupMatch], found: &mut Found) {
        let credits: Vec<(RateId, Option<SiteId>, i64)> = groups
            .iter()
            .filter(|group| group.kind == LineKind::Band)
            .filter_map(|group| {
                let owed = group.expected?.0.min(0) - group.amounts.matched().0.min(0);
                (owed < 0).then(|| (group.rate.clone(), group.site.clone(), -owed))
            })
            .collect();
        for (rate, site, credit) in credits {
            let of_rate = |group: &&mut GroupMatch| {
                group.rate == rate
                    && group.kind == LineKind::Quantity
                    && (group.site == site || site.is_none())
            };
            let Some(group) = groups.iter_mut().find(of_rate) else { continue };
            let mut open = credit;
            if let Some(left) = &mut group.left {
                // What is still to come is billed with the credit, as far as it goes.
                let own = left.0.min(open);
                left.0 -= own;
                open -= own;
            }
            let due = open;
            let mut parts = Vec::new();
            for at in group.lines.iter().rev() {
                let disputed = found.lines.get(at).map_or(0, |line| line.disputed.0);
                let own = (self.register.invoices[*at].amount_minor.0 - disputed).max(0).min(open);
                if own > 0 {
                    parts.push((*at, Money(own)));
                    open -= own;
                }
            }
            let kept = due - open;
            if kept > 0 {
                group.amounts.disputed.0 += kept;
                group.quantity_part.0 += kept;
                let lines = parts.iter().map(|(at, _)| *at).collect();
                let why = Why::NotCredited { credit: Money(credit) };
                found.dispute(self.register, lines, why, &parts);
            }
        }
    }
}

/// A shortfall is billed as quantity.
fn group_kind(line: &ExpectedLine) -> LineKind {
    if line.kind == LineKind::Shortfall { LineKind::Quantity } else { line.kind.clone() }
}

/// What a group was held against.
struct About<'a> {
    recorded: Option<&'a BigRational>,
    paid: Option<&'a BigRational>,
    is_by_days: bool,
    is_fee: bool,
}
