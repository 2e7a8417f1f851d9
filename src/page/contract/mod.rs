//! Contracts: the list, and a page each with the terms of the date, how they came to be and what was ruled.

pub mod levels;

pub mod relief;

pub mod story;

use jiff::civil::Date;
use serde::Serialize;

use crate::compute::attainment::Outcome;
use crate::compute::rollup::Subject;
use crate::diag::plural;
use crate::model::{
    Contract, ContractId, CreditMethod, Credits, IncidentRule, Money, Terms, Weights, add_days, day_label,
    days_between,
};
use crate::page::contract::levels::{Level, levels, overview};
use crate::page::contract::relief::relief;
use crate::page::contract::story::{Amendment, amendments, is_retroactive, then_and_now, timeline};
use crate::page::piece::{Fact, Piece, spaced};
use crate::page::restatement;
use crate::page::route::Route;
use crate::page::shell::{House, Link};
use crate::page::table::{Cell, Table};
use crate::page::wording::names;
use crate::page::wording::phrase;

#[derive(Serialize)]
pub struct ContractsView {
    lede: String,
    contracts: Table,
}

#[derive(Serialize)]
pub struct ContractView {
    status: Vec<Piece>,
    lede: String,
    /// Said loudly: terms that were changed backwards.
    retroactive: Vec<String>,
    /// Terms that another value stands for than was first recorded, with links to the ledger.
    edited: Vec<Vec<Piece>>,
    facts: Vec<Fact>,
    money: Vec<Fact>,
    credits: Link,
    matrix: Link,
    timeline: String,
    timeline_label: String,
    overview: Table,
    levels: Vec<Level>,
    then_and_now: Table,
    amendments: Vec<Amendment>,
    changes: Table,
    relief: Table,
    source: Vec<Piece>,
}

pub fn index(house: &House<'_>) -> ContractsView {
    let register = house.report.register;
    let columns = [
        ("Contract", ""),
        ("State", "tight"),
        ("Ends", "tight"),
        ("Notice by", "tight"),
        ("Service levels", "num"),
        ("Latest windows", ""),
        ("Amendments", ""),
    ];
    let mut table = Table::new("contracts", "All contracts", &columns)
        .empty("No contract.", "A folder under data/contracts becomes a page here.");
    for contract in register.contracts.values() {
        let (notice, age) = notice(house, contract);
        let terms = terms_shown(house, contract).1;
        table.push([
            Cell::head(names::contract(house, &contract.id)).under(names::vendor(house, &contract.vendor)),
            Cell::new(state(house, contract)),
            Cell::new(phrase::day(contract.ends_on)).key(contract.ends_on),
            Cell::new(phrase::day(notice)).under(age).key(notice),
            terms.service_levels.len().to_string().into(),
            Cell::new(latest(house, contract)),
            Cell::new(amended(contract)),
        ]);
    }
    let in_force = register.contracts.values().filter(|c| c.terms_on(register.as_of()).is_some()).count();
    let retroactive = register.contracts.values().filter(|c| c.amendments.iter().any(is_retroactive)).count();
    let lede = phrase::sentences(&[
        phrase::are(in_force, "contract", "in force"),
        match retroactive {
            0 => String::new(),
            1 => "1 was changed backwards by a retroactive amendment".to_owned(),
            n => format!("{n} were changed backwards by retroactive amendments"),
        },
    ]);
    ContractsView { lede, contracts: table }
}

/// In force, ended or to come.
fn state(house: &House<'_>, contract: &Contract) -> Piece {
    let as_of = house.report.register.as_of();
    if as_of < contract.effective_on {
        Piece::chip("plain", "to come")
    } else if contract.terms_on(as_of).is_some() {
        Piece::chip("good", "in force")
    } else {
        Piece::chip("plain", "ended")
    }
}

/// The terms of the date, or those nearest to it, and their index.
pub fn terms_shown<'a>(house: &House<'_>, contract: &'a Contract) -> (usize, &'a Terms) {
    let as_of = house.report.register.as_of();
    let at = contract.versions.iter().rposition(|version| version.from <= as_of).unwrap_or(0);
    (at, &contract.versions[at].terms)
}

/// The last day to give notice, and how far away it is.
fn notice(house: &House<'_>, contract: &Contract) -> (Date, Vec<Piece>) {
    let (_, terms) = terms_shown(house, contract);
    let days = i32::try_from(terms.notice_days).unwrap_or(0);
    let on = add_days(terms.ends_on, -days);
    let left = days_between(house.report.register.as_of(), on);
    let piece = match left {
        91.. => Vec::new(),
        31..=90 => {
            vec![Piece::chip("near", format!("in {}", plural(usize::try_from(left).unwrap_or(0), "day")))]
        }
        0..=30 => {
            vec![Piece::chip("poor", format!("in {}", plural(usize::try_from(left).unwrap_or(0), "day")))]
        }
        _ => vec![Piece::chip("plain", "has passed")],
    };
    (on, piece)
}

/// How many of the contract-wide results of the latest windows were met, missed or not measured.
fn latest(house: &House<'_>, contract: &Contract) -> Vec<Piece> {
    let (mut met, mut missed, mut none) = (0_usize, 0_usize, 0_usize);
    let judged = house.report.judged.iter();
    for judged in judged.filter(|j| j.contract == contract.id && matches!(j.subject, Subject::Vendor(_))) {
        match judged.rulings.last().map(|ruling| &ruling.outcome) {
            Some(Outcome::Met) => met += 1,
            Some(Outcome::Missed) => missed += 1,
            Some(Outcome::NotMeasured(_)) | None => none += 1,
            Some(Outcome::Shown) => {}
        }
    }
    let mut pieces = Vec::new();
    for (count, tone, word) in
        [(missed, "missed", "missed"), (met, "met", "met"), (none, "none", "not measured")]
    {
        if count > 0 {
            pieces.push(Piece::mark(tone, format!("{count} {word}")));
        }
    }
    if pieces.is_empty() { vec![Piece::quiet("–")] } else { spaced(pieces) }
}

fn amended(contract: &Contract) -> Vec<Piece> {
    let retroactive = contract.amendments.iter().filter(|amendment| is_retroactive(amendment)).count();
    let mut pieces = vec![Piece::words(match contract.amendments.len() {
        0 => "none".to_owned(),
        n => n.to_string(),
    })];
    if retroactive > 0 {
        pieces.push(Piece::chip("bad", format!("{retroactive} retroactive")));
    }
    spaced(pieces)
}

pub fn page(house: &House<'_>, id: &ContractId) -> Option<ContractView> {
    let contract = house.report.register.contracts.get(id)?;
    let (at, terms) = terms_shown(house, contract);
    let retroactive = contract.amendments.iter().filter(|amendment| is_retroactive(amendment));
    Some(ContractView {
        status: status(house, contract),
        lede: lede(house, contract, at),
        edited: restatement::of_contract(house, id),
        retroactive: retroactive
            .map(|amendment| {
                format!(
                    "Amendment {} is retroactive: signed on {}, it changes terms from {} on, {} earlier.",
                    amendment.number,
                    day_label(amendment.signed_on),
                    day_label(amendment.effective_on),
                    plural(
                        usize::try_from(days_between(amendment.effective_on, amendment.signed_on))
                            .unwrap_or(0),
                        "day"
                    )
                )
            })
            .collect(),
        facts: facts(house, contract, terms),
        money: money(terms),
        credits: Link::to(&Route::Credits(id.clone()), "Credits ledger"),
        matrix: Link::to(&Route::Traceability, "Procedures, audits and actions of each clause"),
        timeline: timeline(house, contract),
        timeline_label: format!("Terms of {} over time", contract.title),
        overview: overview(house, contract, terms),
        levels: levels(house, contract, terms),
        then_and_now: then_and_now(house, contract, at),
        amendments: amendments(house, contract),
        changes: story::changes(house, contract),
        relief: relief(house, contract),
        source: vec![names::place(house, &contract.place)],
    })
}

fn status(house: &House<'_>, contract: &Contract) -> Vec<Piece> {
    let mut line = vec![state(house, contract), Piece::words(" "), Piece::words("with ")];
    line.push(names::vendor(house, &contract.vendor));
    line.push(Piece::words(format!(", {}", contract.document_ref)));
    line
}

fn lede(house: &House<'_>, contract: &Contract, at: usize) -> String {
    let as_of = house.report.register.as_of();
    let version = &contract.versions[at];
    let amended: usize = contract.versions[..=at].iter().map(|version| version.amendments.len()).sum();
    let base = match amended {
        0 => "as signed, without an amendment".to_owned(),
        n => format!("the base with {}, unchanged since {}", plural(n, "amendment"), day_label(version.from)),
    };
    if as_of < contract.effective_on {
        return format!("Terms that will hold from {} on: {base}.", day_label(contract.effective_on));
    }
    if contract.terms_on(as_of).is_none() {
        return format!("This contract ended on {}. Its last terms: {base}.", day_label(contract.ends_on));
    }
    format!("Terms as of {}: {base}.", day_label(as_of))
}

fn facts(house: &House<'_>, contract: &Contract, terms: &Terms) -> Vec<Fact> {
    let (notice_on, age) = notice(house, contract);
    let mut notice = vec![Piece::words(day_label(notice_on)), Piece::words(" ")];
    notice.extend(age);
    let decisions =
        house.report.register.decisions.values().filter(|d| d.contract.as_ref() == Some(&contract.id));
    let mut facts = vec![
        Fact::new("Signed", day_label(contract.signed_on)),
        Fact::new("In force from", day_label(contract.effective_on)),
        Fact::new("Ends", day_label(terms.ends_on)),
        Fact::new("Notice by", notice),
        Fact::new(
            "Weights",
            match terms.weights {
                Weights::Percent => "percent, adding up to 100",
                Weights::Points => "points, normalised to 100%",
            },
        ),
    ];
    for decision in decisions {
        let line = spaced([
            Piece::words(decision.title.clone()),
            Piece::chip("plain", decision.status.label()),
            names::person(house, &decision.owner),
        ]);
        facts.push(Fact::new("Decision", line));
    }
    facts
}

fn amount(terms: &Terms, money: Money) -> String {
    format!("{} {}", money.show(), terms.currency)
}

fn money(terms: &Terms) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(fee) = terms.monthly_fee {
        facts.push(Fact::new("Monthly fee", amount(terms, fee)));
    }
    if let Some(basis) = &terms.fee_basis {
        facts.push(Fact::new("Credits are a share of", basis.as_str()));
    }
    let Some(credits) = &terms.credits else {
        facts.push(Fact::new("Service credits", "none: this contract owes no credits"));
        return facts;
    };
    facts.extend(credit_facts(credits));
    facts
}

fn credit_facts(credits: &Credits) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("At risk", format!("{}% of a month’s fee", phrase::exact(credits.at_risk_percent))),
        Fact::new(
            "Most that is credited",
            format!("{}% of a month’s fee", phrase::exact(credits.cap_percent)),
        ),
        Fact::new("Method", credits.method.label()),
        Fact::new(
            "Several misses in a month",
            match credits.incident_rule {
                IncidentRule::Sum => "all of them count",
                IncidentRule::Highest => "only the highest counts",
            },
        ),
    ];
    if credits.method == CreditMethod::Points {
        let rows: Vec<String> = credits
            .points
            .iter()
            .map(|row| format!("{} points: {}%", phrase::exact(row.at_least), phrase::exact(row.percent)))
            .collect();
        facts.push(Fact::new("Points to share of the fee", rows.join("; ")));
    }
    if !credits.pools.is_empty() {
        let pools: Vec<String> = credits
            .pools
            .iter()
            .map(|(name, (share, _))| format!("{name} {}%", phrase::exact(*share)))
            .collect();
        facts.push(Fact::new("Pools", pools.join(", ")));
    }
    if let Some(days) = credits.claim_within_days {
        facts.push(Fact::new("Claim within", format!("{} of the month’s end", plural(days as usize, "day"))));
    }
    facts
}
