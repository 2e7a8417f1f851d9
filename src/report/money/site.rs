//! The money of a site: what was invoiced for it alone in the newest months beside what its vendor bills for no one site, and the credits that its misses
//! cost its vendor.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::core::credit::{CreditLine, CreditMonth};
use crate::core::rollup::Subject;
use crate::kit::id::SiteId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::figure::money;
use crate::subject::wording::phrase::capital;

/// Months that are shown.
const NEWEST: usize = 6;

/// A month of a site in one currency, in its minor units.
#[derive(Default)]
struct SiteMonth<'m> {
    invoiced: i128,
    /// Invoiced by its vendor on lines that name no site, such as a monthly fee.
    of_no_site: i128,
    disputed: i128,
    /// Billed under a contract without a rate card.
    unrated: i128,
    /// Credits of its contract for levels that the site missed too.
    credits: Vec<(&'m CreditMonth, &'m CreditLine)>,
}

/// Newest month first; without rows where no accounts are kept, or none name the site.
pub fn site_money(context: &PageContext<'_>, site: &SiteId, evidence: &mut Evidence<'_>) -> Table {
    let months = if context.report.finance.months.is_empty() { Vec::new() } else { months(context, site) };
    let sum = |what: &'static str, of: fn(&SiteMonth<'_>) -> i128| {
        move |((month, currency), own): &((Reverse<Period>, &str), SiteMonth<'_>),
              evidence: &mut Evidence<'_>| match of(own) {
            0 => Cell::dash(),
            minor => {
                let asked = [what, site.as_str(), &month.0.to_string(), currency];
                let told = evidence.money(minor, currency, "money-site", |entry| entry.note("asked", &asked));
                Cell::new(told).key(minor)
            }
        }
    };
    let is_unrated = months.iter().any(|(_, own)| own.unrated != 0);
    let columns = Columns::over(months, evidence)
        .column("Month", "tight", |((month, _), _), _| {
            Cell::head(Inline::dated(capital(&month.0.label()))).key(month.0.first_day())
        })
        .column("Billed for this site alone", "num", sum("invoiced", |own| own.invoiced))
        .column("Disputed", "num", sum("disputed", |own| own.disputed))
        .column("Payable", "num", sum("payable", |own| own.invoiced - own.disputed - own.unrated));
    let columns = match is_unrated {
        true => columns.column("Not matched", "num", sum("unrated", |own| own.unrated)),
        false => columns,
    };
    columns
        .column("Billed by its vendor for no one site", "num", sum("of-no-site", |own| own.of_no_site))
        .column("Credits for what it missed", "num", |((_, currency), own), evidence| {
            credits(&own.credits, currency, evidence).map_or_else(Cell::dash, Cell::new)
        })
        .table(&format!("money-{site}"), "Invoices and credits of the newest months")
}

/// By month, newest first, then by currency.
fn months<'a>(context: &PageContext<'a>, site: &SiteId) -> Vec<((Reverse<Period>, &'a str), SiteMonth<'a>)> {
    let report = context.report;
    let mut months: BTreeMap<(Reverse<Period>, &str), SiteMonth<'a>> = BTreeMap::new();
    for (at, found) in &report.invoices.lines {
        let Some(line) = report.register.invoices.get(*at) else { continue };
        if line.site.as_deref() != Some(site) {
            continue;
        }
        let own = months.entry((Reverse(**line.month), line.currency.as_str())).or_default();
        own.invoiced += i128::from(line.amount_minor.0);
        own.disputed += i128::from(found.disputed.0);
        own.unrated += i128::from(found.unrated.0);
    }
    let of_site = Subject::Site(site.clone());
    for month in &report.credits {
        for line in month.lines.iter().filter(|line| line.owed.0 != 0) {
            let Some(window) = report.judged.get(line.judged).and_then(|of| of.rulings.get(line.ruling))
            else {
                continue;
            };
            let missed = report.judged.iter().filter(|of| {
                of.contract == month.contract
                    && of.service_level == line.service_level
                    && of.subject == of_site
            });
            let is_missed = missed
                .flat_map(|of| of.rulings.iter())
                .any(|ruling| ruling.window == window.window && ruling.missed());
            if is_missed {
                let own = months.entry((Reverse(month.month), month.currency.as_str())).or_default();
                own.credits.push((month, line));
            }
        }
    }
    let vendor = report.register.sites.get(site).map(|site| &site.vendor.value);
    for at in report.invoices.lines.keys() {
        let Some(line) = report.register.invoices.get(*at).filter(|line| line.site.is_none()) else {
            continue;
        };
        let by = report.register.contracts.get(&*line.contract).map(|contract| &contract.vendor);
        let own = months.get_mut(&(Reverse(**line.month), line.currency.as_str()));
        if let Some(own) = own.filter(|_| by == vendor) {
            own.of_no_site += i128::from(line.amount_minor.0);
        }
    }
    let mut newest: Vec<Reverse<Period>> = months.keys().map(|(month, _)| *month).collect();
    newest.dedup();
    newest.truncate(NEWEST);
    months.into_iter().filter(|((month, _), _)| newest.contains(month)).collect()
}

/// What the ledger has for each, added up.
fn credits(
    own: &[(&CreditMonth, &CreditLine)],
    currency: &str,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let mut parts = Vec::new();
    for (month, line) in own {
        let shown = money(line.owed, &month.currency);
        let value = Quotient::from(Decimal::from_int(line.owed.0));
        let key = [month.contract.as_str(), &month.month.to_string(), line.service_level.as_str()];
        let entry = evidence.figure(&shown, value, "credit-cap").note("month", &key);
        parts.push(entry.note("part", &["owed"]).done());
    }
    let sum: i128 = own.iter().map(|(_, line)| i128::from(line.owed.0)).sum();
    (!parts.is_empty()).then(|| evidence.money_sum(sum, currency, parts))
}
