//! Contracts: the list, and a page each with the terms of the date, how they came to be and what was ruled.

pub mod strips;

pub mod levels;

pub mod relief;

pub mod story;

pub mod dates;

pub mod untold;

pub mod compared;

use serde::Serialize;

use crate::core::attainment::Outcome;
use crate::core::contract::record::{Contract, CreditMethod, Credits, IncidentRule, ShareOf, Terms, Weights};
use crate::core::rollup::Subject;
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::id::ContractId;
use crate::kit::number::Decimal;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::report::contract::compared::then_and_now;
use crate::report::contract::dates::{notice, price_review};
use crate::report::contract::levels::{Levels, levels, overview};
use crate::report::contract::relief::relief;
use crate::report::contract::story::{Amendment, amendments, is_retroactive, timeline};
use crate::report::credit::owed;
use crate::subject::block::Offered;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::terms::{in_force, tables_of};
use crate::subject::evidence::{Document, Evidence};
use crate::subject::offered::offered;
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::sop::address::SopPage;
use crate::subject::table::{Cell, Table};
use crate::subject::tally::Tally;
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Html, Inline, spaced};
use crate::subject::wording::{names, phrase};

#[derive(Serialize)]
pub struct ContractsView {
    lede: Html,
    contracts: Table,
    /// What all contracts owe, by month.
    credits: Table,
    /// What subjects have to say here: the clauses that contracts share.
    offered: Vec<Offered>,
}

#[derive(Serialize)]
pub struct ContractView {
    status: Vec<Inline>,
    lede: Html,
    /// Said loudly: terms that were changed backwards.
    retroactive: Vec<Html>,
    /// Terms that another value stands for than was first recorded, with links to the ledger.
    edited: Vec<Vec<Inline>>,
    facts: Vec<Fact>,
    money: Vec<Fact>,
    credits: Link,
    matrix: Link,
    timeline: Html,
    timeline_label: Label,
    overview: Table,
    levels: Levels,
    then_and_now: Table,
    amendments: Vec<Amendment>,
    changes: Table,
    relief: Table,
    source: Vec<Inline>,
}

pub fn index(context: &PageContext<'_>, route: &Route) -> (ContractsView, Option<Document>) {
    let register = context.report.register;
    let mut evidence = Evidence::new(context, route);
    let table = Columns::over(register.contracts.values(), &mut evidence)
        .column("Contract", "", |contract, _| {
            let vendor = names::vendor(context, &contract.vendor);
            Cell::head(names::contract(context, &contract.id)).under(vendor)
        })
        .column("State", "tight", |contract, _| state(context, contract).into())
        .column("Ends", "tight", |contract, _| Cell::day(contract.ends_on))
        .column("Notice by", "tight", |contract, evidence| {
            let (notice, age) = notice(context, contract, evidence);
            Cell::day(notice).under(age)
        })
        .column("Price review", "tight", |contract, evidence| {
            match price_review(context, contract, evidence) {
                Some((on, age)) => Cell::day(on).under(age),
                None => Cell::dash(),
            }
        })
        .column("Service levels", "num", |contract, evidence| {
            let levels = terms_shown(context, contract).1.service_levels.values().map(|level| &level.place);
            evidence.count(&["service-levels", contract.id.as_str()], levels).into()
        })
        .column("Latest period", "", |contract, evidence| latest(context, contract, evidence).into())
        .column("Amendments", "", |contract, evidence| amended(contract, evidence).into())
        .table("contracts", "All contracts")
        .empty("No contract.", "A folder under data/contracts becomes a page here.");
    let all = register.contracts.values();
    let in_force: Vec<&Place> =
        all.clone().filter(|c| c.terms_on(register.as_of()).is_some()).map(|c| &c.place).collect();
    let retroactive: Vec<&Place> =
        all.filter(|c| c.amendments.iter().any(is_retroactive)).map(|c| &c.place).collect();
    let said = phrase::sentences(&[phrase::are(in_force.len(), "contract", "in force")]);
    let mut lede = evidence.told(&["contracts-in-force"], in_force, &said);
    let said = match retroactive.len() {
        0 => String::new(),
        1 => " 1 has a backdated amendment.".to_owned(),
        n => format!(" {n} have backdated amendments."),
    };
    if !said.is_empty() {
        let counted = evidence.count(&["contracts-changed-backwards"], retroactive);
        lede = lede.then(Html::part_of(counted.number, &said));
    }
    let credits = owed::by_month(context, &mut evidence);
    let offered = offered(context, route, &mut evidence);
    (ContractsView { lede, contracts: table, credits, offered }, Some(evidence.finish()))
}

/// In force, ended or to come.
fn state(context: &PageContext<'_>, contract: &Contract) -> Inline {
    let as_of = context.report.register.as_of();
    if as_of < contract.effective_on {
        Inline::chip("plain", "to come")
    } else if contract.terms_on(as_of).is_some() {
        Inline::chip("good", "in force")
    } else {
        Inline::chip("plain", "ended")
    }
}

/// The terms of the date, or those nearest to it, and their index.
pub fn terms_shown<'a>(context: &PageContext<'_>, contract: &'a Contract) -> (usize, &'a Terms) {
    let as_of = context.report.register.as_of();
    let at = contract.versions.iter().rposition(|version| version.from <= as_of).unwrap_or(0);
    (at, &contract.versions[at].terms)
}

/// How many of the contract-wide results of the latest windows were met, missed or not measured.
fn latest(context: &PageContext<'_>, contract: &Contract, evidence: &mut Evidence<'_>) -> Vec<Inline> {
    let mut tally = Tally::default();
    let judged = context.report.judged.iter();
    for judged in judged.filter(|j| j.contract == contract.id && matches!(j.subject, Subject::Vendor(_))) {
        match judged.rulings.last().map(|ruling| &ruling.outcome) {
            Some(Outcome::Met) => tally.met += 1,
            Some(Outcome::Missed) => tally.missed += 1,
            Some(Outcome::NotMeasured(_)) | None => tally.unmeasured += 1,
            Some(Outcome::Shown) => {}
        }
    }
    if tally.missed + tally.met + tally.unmeasured == 0 {
        return vec![Inline::quiet("–")];
    }
    let mut pieces = Vec::new();
    let number = tally.entry(evidence, tally.missed).note("contract", &[contract.id.as_str()]).done();
    let parts = [
        (tally.missed, "missed", "missed"),
        (tally.met, "met", "met"),
        (tally.unmeasured, "none", "not measured"),
    ];
    for (count, tone, word) in parts {
        if count > 0 {
            pieces.push(Inline::mark(tone, format!("{count} {word}")).of(number));
        }
    }
    spaced(pieces)
}

fn amended(contract: &Contract, evidence: &mut Evidence<'_>) -> Vec<Inline> {
    let retroactive: Vec<&Place> = contract
        .amendments
        .iter()
        .filter(|amendment| is_retroactive(amendment))
        .map(|one| &one.place)
        .collect();
    let id = contract.id.as_str();
    let mut pieces = match contract.amendments.is_empty() {
        true => vec![Inline::literal("none")],
        false => {
            let all = contract.amendments.iter().map(|one| &one.place);
            vec![evidence.count(&["amendments-signed", id], all).into()]
        }
    };
    if !retroactive.is_empty() {
        let said = format!("{} retroactive", retroactive.len());
        let number = evidence.count(&["amendments-retroactive", id], retroactive).number;
        pieces.push(Inline::chip("bad", said).of(number));
    }
    spaced(pieces)
}

pub fn page(
    context: &PageContext<'_>,
    route: &Route,
    id: &ContractId,
) -> Option<(ContractView, Option<Document>)> {
    let contract = context.report.register.contracts.get(id)?;
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let (at, terms) = terms_shown(context, contract);
    let view = ContractView {
        status: status(context, contract),
        lede: lede(context, contract, at, ours),
        edited: crate::subject::restatement::page::of_contract(context, id),
        retroactive: story::retroactive(contract, ours),
        facts: facts(context, contract, terms, ours),
        money: money(contract, at, ours),
        credits: Link::to(&Route::Credits(id.clone()), "Credits ledger"),
        matrix: Link::to(&Route::Sop(SopPage::Traceability), "Procedures, audits and actions of each clause"),
        timeline: timeline(context, contract),
        timeline_label: Label::named(format!("Terms of {} over time", contract.title)),
        overview: overview(context, contract, terms, at, ours),
        levels: levels(context, contract, terms, at, ours),
        then_and_now: then_and_now(context, contract, at, ours),
        amendments: amendments(context, contract, ours),
        changes: story::changes(context, contract, ours),
        relief: relief(context, contract, ours),
        source: vec![names::place(context, &contract.place)],
    };
    Some((view, Some(evidence.finish())))
}

fn status(context: &PageContext<'_>, contract: &Contract) -> Vec<Inline> {
    let mut line = vec![state(context, contract), Inline::literal(" "), Inline::literal("with ")];
    line.push(names::vendor(context, &contract.vendor));
    line.push(Inline::words(format!(", {}", contract.document_ref)).because(Exempt::Name));
    line
}

fn lede(context: &PageContext<'_>, contract: &Contract, at: usize, evidence: &mut Evidence<'_>) -> Html {
    let as_of = context.report.register.as_of();
    let version = &contract.versions[at];
    let amended: Vec<&Place> = in_force(contract, at).map(|amendment| &amendment.place).collect();
    let base = match amended.len() {
        0 => Html::from("as signed, without an amendment"),
        n => {
            let number = evidence.count(&["amendments", contract.id.as_str()], amended).number;
            let words = Html::from("the base with ").then(Html::part_of(number, &plural(n, "amendment")));
            words.then(Html::dated(&format!(", unchanged since {}", day_label(version.from))))
        }
    };
    if as_of < contract.effective_on {
        let on = day_label(contract.effective_on);
        return Html::dated(&format!("Terms that will hold from {on} on: ")).then(base).then(".");
    }
    if contract.terms_on(as_of).is_none() {
        let on = day_label(contract.ends_on);
        return Html::dated(&format!("This contract ended on {on}. Its last terms: ")).then(base).then(".");
    }
    Html::dated(&format!("Terms as of {}: ", day_label(as_of))).then(base).then(".")
}

fn facts(
    context: &PageContext<'_>,
    contract: &Contract,
    terms: &Terms,
    evidence: &mut Evidence<'_>,
) -> Vec<Fact> {
    let decisions =
        context.report.register.decisions.values().filter(|d| d.contract.as_deref() == Some(&contract.id));
    let mut facts = vec![
        Fact::new("Signed", Inline::dated(day_label(contract.signed_on))),
        Fact::new("In force from", Inline::dated(day_label(contract.effective_on))),
        Fact::new("Ends", Inline::dated(day_label(*terms.ends_on))),
    ];
    facts.extend(dates::facts(context, contract, evidence));
    let weights = match terms.weights {
        Weights::Percent => "percent, adding up to 100",
        Weights::Points => "points, normalised to 100%",
    };
    facts.push(Fact::new("Weights", Inline::words(weights).because(Exempt::Rule)));
    for decision in decisions {
        let line = spaced([
            Inline::words(decision.title.clone()).because(Exempt::Quoted),
            Inline::chip("plain", decision.status.label()),
            names::person(context, &decision.owner),
        ]);
        facts.push(Fact::new("Decision", line));
    }
    facts
}

fn money(contract: &Contract, at: usize, evidence: &mut Evidence<'_>) -> Vec<Fact> {
    let terms = &contract.versions[at].terms;
    let mut facts = Vec::new();
    if let Some(fee) = &terms.monthly_fee {
        let shown = format!("{} {}", fee.show(&terms.currency), terms.currency);
        let minor = Decimal::from_int(fee.0);
        let fee = evidence.written("monthly-fee-minor", minor, Some(&fee.place), shown);
        facts.push(Fact::new("Monthly fee", Inline::from(fee)));
    }
    if let Some(basis) = &terms.fee_basis {
        facts.push(Fact::new("Credits are a share of", Inline::words(basis).because(Exempt::Quoted)));
    }
    let Some(credits) = &terms.credits else {
        facts.push(Fact::new("Service credits", "none: this contract owes no credits"));
        return facts;
    };
    let number = evidence.tables(&tables_of(contract, "credits", at));
    facts.extend(credit_facts(credits, number));
    facts
}

/// Numbers of the table of credits are parts of the figure `number`.
fn credit_facts(credits: &Credits, number: Option<FigureNumber>) -> Vec<Fact> {
    let of = |label: &'static str, words: String| Fact::new(label, Inline::words(words).of(number));
    let whole = match credits.share_of {
        ShareOf::Fee => "a month’s fee",
        ShareOf::Invoiced => "what is invoiced for a month",
    };
    let mut facts = vec![
        of("At risk", format!("{}% of {whole}", phrase::exact(*credits.at_risk_percent))),
        of("Most that is credited", format!("{}% of {whole}", phrase::exact(**credits.cap()))),
        Fact::new("Method", credits.method.label()),
        Fact::new(
            "Several misses in a month",
            match credits.incident_rule {
                IncidentRule::Sum => "all of them count",
                IncidentRule::Highest => "only the highest counts",
            },
        ),
    ];
    if let Some(base) = credits.base {
        facts.push(Fact::new("A window of several months is credited by", base.label()));
    }
    if credits.method == CreditMethod::Points {
        let rows: Vec<String> = credits
            .points
            .iter()
            .map(|row| format!("{}: {}%", phrase::points(row.at_least), phrase::exact(row.percent)))
            .collect();
        facts.push(of("Points to share of the fee", rows.join("; ")));
    }
    if !credits.pools.is_empty() {
        let pools: Vec<String> =
            credits.pools.iter().map(|(name, share)| format!("{name} {}%", phrase::exact(**share))).collect();
        facts.push(of("Pools, each paying no more than itself", pools.join(", ")));
    }
    if let Some(most) = credits.allocatable_percent {
        facts.push(of("Allocations of one pool", format!("up to {}% together", phrase::exact(most))));
    }
    if let Some(days) = credits.claim_within_days.as_deref().copied() {
        facts.push(of("Claim within", format!("{} of the month’s end", plural(days as usize, "day"))));
    }
    facts
}
