//! What is owed by month and contract, what can still be claimed, and what was lost. Each amount leads to the ledger that shows it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::{Total, totals};
use crate::core::credit::{CreditLine, CreditMonth};
use crate::core::rollup::Subject;
use crate::kit::calendar::day_short;
use crate::kit::id::{ContractId, MetricId};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::claim::address::ClaimPage;
use crate::subject::claim::figures::Settlement;
use crate::subject::claim::page::amounts::{Part, amount, by_currency, total};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::marked;
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline, spaced};
use crate::subject::wording::figure::money;
use crate::subject::wording::phrase::capital;
use crate::subject::wording::{names, phrase};

/// An amount of one currency, and the contracts that it is the sum of. Amounts are ready-made markup.
#[derive(Serialize)]
pub struct OwedSum {
    /// A month; empty where the amount is of several.
    pub label: Label,
    pub amount: Html,
    /// Of what was at risk; empty where nothing is said of it.
    pub share: Html,
    /// Some month rests on provisional figures.
    pub provisional: bool,
    /// To the page that shows the sum.
    pub link: Link,
    /// The first of them.
    pub parts: Vec<OwedPart>,
    /// How many there are beside them.
    pub more: usize,
}

/// Parts of a sum that a line has room for: a large book has a hundred.
const SHOWN: usize = 8;

/// What one contract owes, with its place in the ledger that shows the same amount.
#[derive(Serialize)]
pub struct OwedPart {
    pub amount: Html,
    pub link: Link,
    /// Last day to claim it; empty where that is not said.
    pub by: Label,
}

/// Owed for the newest month that is closed, by currency; a currency in which nothing is owed is left out.
pub fn newest(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<OwedSum> {
    let credits = &context.report.credits;
    let Some(newest) = credits.iter().map(|month| month.month).max() else { return Vec::new() };
    let of_newest = || credits.iter().filter(move |month| month.month == newest);
    let owing = totals(of_newest()).into_iter().filter(|total| !total.is_nothing());
    owing
        .map(|total| {
            let parts = of_newest().filter(|month| month.currency == total.currency && month.net.0 != 0);
            let parts = by_amount(parts.collect());
            OwedSum {
                more: parts.len().saturating_sub(SHOWN),
                label: newest.into(),
                share: share(&total, evidence),
                amount: total.net(evidence).into(),
                provisional: total.provisional,
                link: Link::at(&Route::Contracts, &row_id(newest, total.currency), "all months"),
                parts: self::parts(context, &parts, evidence),
            }
        })
        .collect()
}

/// What was lost since its last day to claim passed without a claim, by currency and contract.
pub fn lost(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Vec<OwedSum> {
    let settlements = &context.report.claims.settlements;
    let lost = settlements.iter().filter(|one| one.lost().is_some());
    let sum = |(currency, months): (&str, Vec<&Settlement>)| {
        let by_contract = months.chunk_by(|one, next| one.contract == next.contract);
        let contracts: Vec<&ContractId> = by_contract.clone().map(|of| &of[0].contract).collect();
        let more = contracts.len().saturating_sub(SHOWN);
        let parts = by_contract.take(SHOWN).filter_map(|of| {
            let id = &of[0].contract;
            let amount = total(of, Part::Lost, ("contract", id.as_str()), evidence)?;
            let link =
                Link::at(&Route::Credits(id.clone()), "claims", Label::named(name(context, id, &contracts)));
            Some(OwedPart { amount: amount.into(), link, by: Label::default() })
        });
        let parts: Vec<OwedPart> = parts.collect();
        summed(&months, (Part::Lost, currency), (parts, more), evidence)
    };
    by_currency(lost).into_iter().filter_map(sum).collect()
}

/// How much is said of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The contracts and months that it is made of, too.
    Parts,
    Sum,
}

/// What can still be claimed, by currency; of each month with its last day, the nearest first.
pub fn claimable(context: &PageContext<'_>, told: Told, evidence: &mut Evidence<'_>) -> Vec<OwedSum> {
    let register = context.report.register;
    let open = context.report.claims.settlements.iter().filter(|one| one.claimable().is_some());
    let sum = |(currency, mut months): (&str, Vec<&Settlement>)| {
        months.sort_by_key(|one| (one.claim_by.unwrap_or(Date::MAX), one.month, &one.contract));
        let contracts: Vec<&ContractId> = months.iter().map(|one| &one.contract).collect();
        let part = |one: &&Settlement| {
            let amount = amount(register, one, Part::Claimable, evidence)?;
            let (id, month) = (&one.contract, one.month.to_string());
            let is_repeated = contracts.iter().filter(|other| **other == id).count() > 1;
            let of_month = if is_repeated { format!(", {}", one.month.label()) } else { String::new() };
            let label = format!("{}{of_month}", name(context, id, &contracts));
            let link = Link::at(&Route::Credits(id.clone()), &month, Label::named(label));
            let by = one.claim_by.map(day_short).unwrap_or_default();
            Some(OwedPart { amount: amount.into(), link, by: Label::dated(by) })
        };
        let parts: Vec<OwedPart> = match told {
            Told::Parts => months.iter().take(SHOWN).filter_map(part).collect(),
            Told::Sum => Vec::new(),
        };
        let more = if parts.is_empty() { 0 } else { months.len().saturating_sub(SHOWN) };
        summed(&months, (Part::Claimable, currency), (parts, more), evidence)
    };
    by_currency(open).into_iter().filter_map(sum).collect()
}

fn summed(
    months: &[&Settlement],
    (part, currency): (Part, &str),
    (parts, more): (Vec<OwedPart>, usize),
    evidence: &mut Evidence<'_>,
) -> Option<OwedSum> {
    Some(OwedSum {
        label: Label::default(),
        share: Html::default(),
        amount: total(months, part, ("all", currency), evidence)?.into(),
        provisional: months.iter().any(|one| one.provisional),
        link: Link::to(&Route::Claim(ClaimPage::All), "all months"),
        parts,
        more,
    })
}

/// The dearest first.
fn by_amount(mut months: Vec<&CreditMonth>) -> Vec<&CreditMonth> {
    months.sort_by_key(|month| std::cmp::Reverse(month.net.0));
    months
}

/// `11.8% of what was at risk`; empty where nothing was.
fn share(total: &Total<'_>, evidence: &mut Evidence<'_>) -> Html {
    let Some(value) = Quotient::new(i128::from(total.net_minor()) * 100, i128::from(total.at_risk_minor()))
    else {
        return Html::default();
    };
    let inputs = [total.net(evidence).number, total.at_risk(evidence).number];
    Html::from(evidence.made_of(phrase::percent(value), value, "share", inputs))
}

fn parts(context: &PageContext<'_>, months: &[&CreditMonth], evidence: &mut Evidence<'_>) -> Vec<OwedPart> {
    let contracts: Vec<&ContractId> = months.iter().map(|month| &month.contract).collect();
    let part = |month: &&CreditMonth| {
        let shown = money(month.net, &month.currency);
        let value = Quotient::from(Decimal::from_int(month.net.0));
        let key = [month.contract.as_str(), &month.month.to_string()];
        let number = evidence.figure(&shown, value, "credit-net").note("month", &key).note("part", &["net"]);
        let amount = marked(number.done(), &shown);
        let route = Route::Credits(month.contract.clone());
        OwedPart {
            amount,
            link: Link::at(
                &route,
                &month.month.to_string(),
                Label::named(name(context, &month.contract, &contracts)),
            ),
            by: Label::default(),
        }
    };
    months.iter().take(SHOWN).map(part).collect()
}

/// The vendor; where it owes by several contracts, the contract.
fn name(context: &PageContext<'_>, contract: &ContractId, among: &[&ContractId]) -> String {
    let register = context.report.register;
    let vendor = |id: &ContractId| register.contracts.get(id).map(|contract| &contract.vendor);
    let shares = |other: &&ContractId| vendor(other) == vendor(contract) && *other != contract;
    let title =
        register.contracts.get(contract).map_or(contract.as_str(), |contract| contract.title.as_str());
    match vendor(contract).and_then(|id| register.vendors.get(id)) {
        Some(vendor) if !among.iter().any(shares) => vendor.name.value.clone(),
        _ => title.to_owned(),
    }
}

/// Anchor of a month's row in the table of all contracts.
fn row_id(month: Period, currency: &str) -> String {
    format!("credits-{month}-{}", currency.to_lowercase())
}

/// What all contracts owe, month by month and currency by currency, newest first. Months in which nothing is owed are left out.
pub fn by_month(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let credits = &context.report.credits;
    let months: BTreeSet<Period> = credits.iter().map(|month| month.month).collect();
    let owed = months.iter().rev().flat_map(|month| {
        let of_month = totals(credits.iter().filter(|one| one.month == *month)).into_iter();
        of_month.filter(|total| !total.is_nothing()).map(|total| {
            let is_own = |one: &&CreditMonth| one.month == *month && one.currency == total.currency;
            let own = credits.iter().filter(is_own).filter(|one| one.net.0 != 0);
            (*month, own.collect::<Vec<_>>(), total)
        })
    });
    Columns::over(owed, evidence)
        .anchored(|(month, _, total)| row_id(*month, total.currency))
        .column("Month", "tight", |(month, ..), _| {
            Cell::head(Inline::dated(capital(&month.label()))).key(month.first_day())
        })
        .column("Owed", "num", |(.., total), evidence| total.net(evidence).into())
        .column("At risk", "num", |(.., total), evidence| total.at_risk(evidence).into())
        .column("Share", "num", |(.., total), evidence| Inline::marked(share(total, evidence)).into())
        .column("By contract", "", |(_, own, _), evidence| {
            let parts = parts(context, own, evidence).into_iter().map(|part| {
                let link =
                    Inline::to(part.link.href, part.link.label.as_str().to_owned()).because(Exempt::Name);
                spaced([link, Inline::marked(part.amount)])
            });
            parts.collect::<Vec<_>>().join(&Inline::literal(" · ")).into()
        })
        .column("Claim by", "tight", |(_, own, total), evidence| {
            let Some(by) = own.iter().filter_map(|one| one.claim_by).min() else { return Cell::dash() };
            let of = |one: &&CreditMonth| context.report.claims.of(&one.contract, one.month);
            let lost: Vec<&Settlement> =
                own.iter().filter_map(of).filter(|one| one.lost().is_some()).collect();
            Cell::day(by).under(lost_of(context, &lost, total, evidence))
        })
        .table("credits-by-month", "Service credits by month")
        .titled()
        .empty("No service credit is owed.", "Months in which something is owed appear here.")
}

/// What of a month's credits nobody claimed in time: all of it, or so much.
fn lost_of(
    context: &PageContext<'_>,
    lost: &[&Settlement],
    total: &Total<'_>,
    evidence: &mut Evidence<'_>,
) -> Vec<Inline> {
    let sum: i128 = lost.iter().filter_map(|one| one.lost()).map(|lost| i128::from(lost.0)).sum();
    if sum == 0 {
        return Vec::new();
    }
    if sum == i128::from(total.net_minor()) {
        return vec![Inline::chip("bad", "not claimed in time")];
    }
    let parts = lost.iter().filter_map(|one| amount(context.report.register, one, Part::Lost, evidence));
    let parts: Vec<_> = parts.map(|part| part.number).collect();
    let part = evidence.money_sum(sum, total.currency, parts);
    vec![
        Inline::chip("bad", "part lost"),
        Inline::literal(" "),
        part.into(),
        Inline::literal(" not claimed in time"),
    ]
}

/// What a missed window costs, as the ledger has it.
#[derive(Serialize)]
pub struct Cost {
    /// The service level and its window.
    what: Label,
    /// Ready-made markup.
    amount: Html,
    /// To the month of the ledger.
    ledger: Link,
    /// What a site misses is paid for by the contract.
    of_contract: bool,
}

/// What the latest misses of a subject cost, of one metric or of all; the contract-wide miss of the same window is what costs.
pub fn costs(
    context: &PageContext<'_>,
    subject: &Subject,
    metric: Option<&MetricId>,
    evidence: &mut Evidence<'_>,
) -> Vec<Cost> {
    let report = context.report;
    let Some(card) = report.scorecards.get(subject).and_then(|cards| cards.last()) else { return Vec::new() };
    let mut costs = Vec::new();
    for line in &card.lines {
        let Some(judged) = report.judged.get(line.judged) else { continue };
        let Some(ruling) = line.ruling.and_then(|at| judged.rulings.get(at)).filter(|ruling| ruling.missed())
        else {
            continue;
        };
        let contract = report.register.contracts.get(&judged.contract);
        let level = contract.and_then(|contract| names::service_level_of(contract, &judged.service_level));
        let Some(level) = level.filter(|level| metric.is_none_or(|metric| level.metric == *metric)) else {
            continue;
        };
        let found =
            report.credits.iter().filter(|month| month.contract == judged.contract).find_map(|month| {
                let of_window = |credit: &&CreditLine| {
                    let whole =
                        report.judged.get(credit.judged).and_then(|whole| whole.rulings.get(credit.ruling));
                    credit.service_level == judged.service_level
                        && whole.is_some_and(|whole| whole.window == ruling.window)
                };
                Some((month, month.lines.iter().find(of_window)?))
            });
        let Some((month, credit)) = found else { continue };
        let shown = money(credit.owed, &month.currency);
        let value = Quotient::from(Decimal::from_int(credit.owed.0));
        let key = [month.contract.as_str(), &month.month.to_string(), credit.service_level.as_str()];
        let entry = evidence.figure(&shown, value, "credit-cap").note("month", &key);
        costs.push(Cost {
            what: Label::named(format!("{}, {}", level.name, month.month.label())),
            amount: marked(entry.note("part", &["owed"]).done(), &shown),
            ledger: Link::at(&Route::Credits(month.contract.clone()), &month.month.to_string(), "Ledger"),
            of_contract: matches!(subject, Subject::Site(_)),
        });
    }
    costs
}
