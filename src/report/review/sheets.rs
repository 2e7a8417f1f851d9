//! The sheets of a review that are made of tables: money, credits, plans, access, wellness, risks and decisions.

use jiff::civil::Date;
use serde::Serialize;

use crate::core::attainment::{Outcome, Ruling};
use crate::core::rollup::Subject;
use crate::kit::id::VendorId;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::report::credit::totals;
use crate::report::money::{accounts_of_quarter, quarter_costs};
use crate::report::review::quarters::{Quarter, quarter_of};
use crate::subject::block::Offered;
use crate::subject::decision::page::{ShownOn, awaited, settled_table};
use crate::subject::decision::record::Decision;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{Clause, ruled};
use crate::subject::evidence::columns::Columns;
use crate::subject::plan::page::counted::actions_done;
use crate::subject::plan::page::index::{plan_named, severity_cell};
use crate::subject::plan::page::verdict::{is_closed, status_label, verdict};
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::Inline;
use crate::subject::wording::{names, phrase};

/// One sheet of paper.
#[derive(Serialize)]
pub struct Sheet {
    /// Its anchor.
    id: &'static str,
    heading: &'static str,
    blocks: Vec<Block>,
    /// Said where it has none.
    quiet: &'static str,
    /// It stands on the paper of the one before it.
    joins: bool,
}

/// Rows of tables, about, with which a sheet is nearly empty, and those that one sheet of paper holds.
const NEARLY_EMPTY: usize = 3;
const ON_A_PAPER: usize = 14;

impl Sheet {
    /// Rows, and two for the head of each table.
    fn length(&self) -> usize {
        self.blocks.iter().map(|block| block.table.rows.len() + 2).sum()
    }
}

/// What stands on a sheet of paper so far, in rows.
pub struct Paper(usize);

impl Paper {
    /// Whether what comes next stands on it: one of the two would leave its paper nearly empty, and both fit.
    pub fn joins(&mut self, length: usize) -> bool {
        let length = length.max(1);
        let is_light = |length: usize| length <= NEARLY_EMPTY + 2;
        let joins = (is_light(length) || is_light(self.0)) && self.0 + length <= ON_A_PAPER;
        self.0 = if joins { self.0 + length } else { length };
        joins
    }
}

#[derive(Serialize)]
pub struct Block {
    /// Empty where the sheet's own heading says it.
    heading: &'static str,
    note: Vec<Inline>,
    table: Table,
}

/// What subjects say of the vendor, by where it belongs.
pub struct Offers(Vec<Offered>);

impl Offers {
    pub fn new(offers: Vec<Offered>) -> Offers {
        Offers(offers)
    }

    /// Takes the blocks of these names, in this order.
    fn take(&mut self, ids: &[&str]) -> Vec<Block> {
        let mut taken = Vec::new();
        for id in ids {
            while let Some(at) = self.0.iter().position(|one| one.id == *id) {
                let Offered { heading, note, table, .. } = self.0.remove(at);
                taken.push(Block { heading, note, table });
            }
        }
        taken
    }

    /// What is left: each figure of it is in the evidence, so it has to stand somewhere.
    fn rest(self) -> Vec<Block> {
        self.0
            .into_iter()
            .map(|Offered { heading, note, table, .. }| Block { heading, note, table })
            .collect()
    }
}

/// Six sheets, what stands behind the deck, on the screen alone, and the paper of the last sheet.
pub fn sheets(
    then: &PageContext<'_>,
    vendor: &VendorId,
    quarter: &Quarter,
    mut offers: Offers,
    evidence: &mut Evidence<'_>,
) -> (Vec<Sheet>, Vec<Block>, Paper) {
    let block = |heading, table: Table| Block { heading, note: Vec::new(), table };
    let sheet = |id, heading, quiet, blocks: Vec<Block>| {
        let blocks = blocks.into_iter().filter(|block| !block.table.is_empty());
        // The heading of the block says it.
        let plain = |block: Block| Block { table: Table { titled: false, ..block.table }, ..block };
        let blocks = blocks.map(plain).collect();
        Sheet { id, heading, blocks, quiet, joins: false }
    };
    let mut money = vec![
        block("Accounts of the quarter", accounts_of_quarter(then, vendor, quarter.period, evidence)),
        block(
            "What a unit cost in the quarter, and what poor quality came to",
            quarter_costs(then, vendor, quarter.period, evidence),
        ),
    ];
    money.extend(offers.take(&["invoices"]));
    let mut credits = vec![block("", credits(then, vendor, quarter.period, evidence))];
    credits.extend(offers.take(&["claims"]));
    let mut plans = vec![block("", plans(then, vendor, quarter, evidence))];
    plans.extend(offers.take(&["initiatives"]));
    let access = offers.take(&["access", "access-changes", "gates"]);
    let wellness = offers.take(&["wellness", "incidents", "hazards"]);
    let mut risks = offers.take(&["risks", "signals", "escalations"]);
    risks.push(block("Decisions that are awaited", asked(then, vendor, evidence)));
    risks.push(block("Decisions of the quarter", settled(then, vendor, quarter)));
    risks.extend(offers.take(&["safeguards"]));
    let money_quiet = "Nothing is accounted for in the months of the quarter.";
    let mut sheets = vec![
        sheet("money", "Money of the quarter", money_quiet, money),
        sheet("credits", "Credits and claims", "No service credit is owed for the quarter.", credits),
        sheet("plans", "Plans and what they brought", "No plan was at work in the quarter.", plans),
        sheet("access", "Access and gates", "Nothing is counted of accounts and permissions.", access),
        sheet("wellness", "Wellness and incidents", "Nothing is counted of wellness.", wellness),
        sheet("risks", "Risks, signals and decisions", "Nothing is open, and nothing was decided.", risks),
    ];
    // The sheet before them has large pictures, and no room.
    let mut paper = Paper(ON_A_PAPER);
    for sheet in &mut sheets {
        sheet.joins = paper.joins(sheet.length());
    }
    (sheets, offers.rest(), paper)
}

/// Contract-wide results of the quarter's windows: the service level with the most misses first.
pub fn results(then: &PageContext<'_>, vendor: &VendorId, quarter: Period) -> Table {
    let report = then.report;
    let own = report.judged.iter().filter(|one| one.subject == Subject::Vendor(vendor.clone()));
    let mut lines: Vec<(Clause<'_>, Vec<&Ruling>)> = Vec::new();
    for judged in own {
        let of = |ruling: &&Ruling| quarter_of(report, ruling) == quarter;
        let rulings: Vec<&Ruling> = judged.rulings.iter().filter(of).collect();
        let Some(clause) = ruled(report, judged, rulings.last().copied()) else { continue };
        if !rulings.is_empty() {
            lines.push((clause, rulings));
        }
    }
    let missed = |rulings: &[&Ruling]| rulings.iter().filter(|ruling| ruling.missed()).count();
    lines.sort_by_key(|(clause, rulings)| {
        (!clause.level.gate || missed(rulings) == 0, std::cmp::Reverse(missed(rulings)), clause.level.family)
    });
    Columns::over(lines, &mut ())
        .column("Service level", "", |(clause, _), _| {
            let of = &clause.judged.subject;
            let page = names::metric(then, of, &clause.metric.id, &clause.level.name);
            Cell::head(page).under([Inline::from(clause.level.family.label())])
        })
        .column("Gate", "tight", |(clause, _), _| match clause.level.gate {
            true => Inline::chip("plain", "gate").into(),
            false => Cell::dash(),
        })
        .column("Missed in", "", |(_, rulings), _| marked("missed", windows(rulings, &Ruling::missed)))
        .column("Met in", "", |(_, rulings), _| {
            marked("met", windows(rulings, &|ruling| matches!(ruling.outcome, Outcome::Met)))
        })
        .column("Not measured in", "", |(_, rulings), _| {
            marked("none", windows(rulings, &|ruling| matches!(ruling.outcome, Outcome::NotMeasured(_))))
        })
        .table("results", "Results against the terms, the most misses first")
        .empty("No service level was judged in the quarter.", "")
}

/// A dash where there is none.
fn marked(tone: &'static str, windows: String) -> Cell {
    if windows.is_empty() { Cell::dash() } else { Inline::mark(tone, windows).dated().into() }
}

/// Windows by name; a run of neighbours as one stretch.
fn windows(rulings: &[&Ruling], which: &dyn Fn(&Ruling) -> bool) -> String {
    let mut runs: Vec<(Period, Period)> = Vec::new();
    let mut is_open = false;
    for ruling in rulings {
        if !which(ruling) {
            is_open = false;
            continue;
        }
        let period = ruling.window.period;
        match runs.last_mut().filter(|_| is_open) {
            Some((_, last)) => *last = period,
            None => runs.push((period, period)),
        }
        is_open = true;
    }
    let said = runs.into_iter().map(|(first, last)| match first == last {
        true => phrase::short(first),
        false => format!("{} to {}", phrase::short(first), phrase::short(last)),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// By contract and month.
fn credits(then: &PageContext<'_>, vendor: &VendorId, quarter: Period, evidence: &mut Evidence<'_>) -> Table {
    let report = then.report;
    let months = report.credits.iter().filter(|month| {
        let contract = report.register.contracts.get(&month.contract);
        contract.is_some_and(|contract| contract.vendor == *vendor)
            && quarter.contains(month.month.first_day())
    });
    let lines = months.flat_map(|month| totals([month]).into_iter().map(move |total| (month, total)));
    let lines: Vec<_> = lines.collect();
    Columns::over(lines, evidence)
        .column("Month", "tight", |(month, _), _| {
            let page = Route::Credits(month.contract.clone());
            let name = Inline::link(&page, month.month.label()).dated();
            Cell { head: true, ..Cell::new(name).key(month.month) }
        })
        .column("Contract", "", |(month, _), _| names::contract(then, &month.contract).into())
        .column("Credit", "num", |(_, total), evidence| Inline::from(total.net(evidence)).into())
        .column("At risk", "num", |(_, total), evidence| Inline::from(total.at_risk(evidence)).into())
        .column("Claim by", "tight", |(month, _), _| month.claim_by.map_or_else(Cell::dash, Cell::day))
        .table("quarter-credits", "Service credits of the quarter")
}

/// Plans that were open in the quarter, or were closed in it; the gravest first.
fn plans(then: &PageContext<'_>, vendor: &VendorId, quarter: &Quarter, evidence: &mut Evidence<'_>) -> Table {
    let plans = then.report.register.plans.values();
    let mut own: Vec<_> = plans
        .filter(|plan| {
            let closed = plan.closed_on.as_deref().is_some_and(|on| *on < quarter.period.first_day());
            *plan.vendor == *vendor && *plan.detected_on <= quarter.on && !closed
        })
        .collect();
    own.sort_by_key(|plan| (is_closed(then, plan), *plan.severity, *plan.detected_on));
    Columns::over(own, evidence)
        .column("Plan", "", |plan, _| plan_named(then, plan))
        .column("Severity", "tight", |plan, _| severity_cell(plan))
        .column("Status", "tight", |plan, _| status_label(then, plan).into())
        .column("Root cause", "", |plan, _| match &plan.root_cause {
            Some(cause) => Inline::words(cause.as_str()).because(Exempt::Quoted).into(),
            None => Cell::dash(),
        })
        .column("Actions done", "num", |plan, evidence| actions_done(then, plan, evidence).into())
        .column("Verdict of the data", "", |plan, _| {
            verdict(is_closed(then, plan), then.report.plans.states.get(&plan.id)).into()
        })
        .table("quarter-plans", "Plans at work in the quarter")
}

/// Decisions about the vendor, its sites or its contracts that were asked for by the day.
fn decisions<'a>(then: &PageContext<'a>, vendor: &VendorId) -> impl Iterator<Item = &'a Decision> {
    let register = then.report.register;
    let is_ours = move |one: &&Decision| {
        let of_site = one.site.as_ref().and_then(|site| register.sites.get(&**site));
        let of_contract = one.contract.as_ref().and_then(|id| register.contracts.get(&**id));
        one.vendor.as_deref() == Some(vendor)
            || of_site.is_some_and(|site| *site.vendor == *vendor)
            || of_contract.is_some_and(|contract| contract.vendor == *vendor)
    };
    register.decisions.values().filter(move |one| *one.asked_on <= register.as_of()).filter(is_ours)
}

/// Decisions that were asked for or taken in the quarter, and are settled by its day; the latest first.
fn settled(then: &PageContext<'_>, vendor: &VendorId, quarter: &Quarter) -> Table {
    let is_settled = |one: &&Decision| {
        let taken = one.decided_on.as_deref();
        let is_of_quarter = |on: &Date| quarter.period.first_day() <= *on && *on <= quarter.on;
        !one.is_open_on(quarter.on)
            && (quarter.period.contains(*one.asked_on) || taken.is_some_and(is_of_quarter))
    };
    let mut own: Vec<&Decision> = decisions(then, vendor).filter(is_settled).collect();
    own.sort_by_key(|one| (std::cmp::Reverse(one.decided_on.as_deref().copied()), &one.id));
    settled_table(then, &own, ShownOn::Elsewhere)
}

/// Those that wait; due first.
fn asked(then: &PageContext<'_>, vendor: &VendorId, evidence: &mut Evidence<'_>) -> Table {
    let is_open = |one: &&Decision| one.is_open_on(then.report.register.as_of());
    let mut own: Vec<_> = decisions(then, vendor).filter(is_open).collect();
    own.sort_by_key(|one| (*one.due_on, &one.id));
    let table = awaited(then, &own, "Decisions that are awaited", ShownOn::Elsewhere, evidence);
    Table { titled: false, ..table }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_empty_stands_on_the_paper_of_its_neighbour() {
        let joined = |lengths: &[usize]| {
            let mut paper = Paper(ON_A_PAPER);
            lengths.iter().map(|length| paper.joins(*length)).collect::<Vec<_>>()
        };
        assert_eq!(joined(&[1, 12, 12]), [false, true, false], "a quiet one and its neighbour");
        assert_eq!(joined(&[9, 3, 3]), [false, true, false], "the third does not fit");
        assert_eq!(joined(&[9, 5, 14, 2]), [false, true, false, false]);
        assert_eq!(joined(&[8, 6]), [false, false], "neither is nearly empty");
        assert_eq!(joined(&[0, 0, 0]), [false, true, true]);
    }
}
