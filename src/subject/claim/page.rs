//! The ledger of credits and claims, a page for each claim, and what vendors and people see of it.

pub mod amounts;
mod netted;
pub mod state;

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::id::ClaimId;
use crate::kit::number::Decimal;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::At;
use crate::subject::block::Offered;
use crate::subject::claim::address::ClaimPage;
use crate::subject::claim::figures::Settlement;
use crate::subject::claim::page::amounts::{Part, amount, by_currency, has, total};
use crate::subject::claim::page::state::state;
use crate::subject::claim::record::Claim;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Inline, listed};
use crate::subject::wording::figure::money;
use crate::subject::wording::names;
use crate::subject::wording::phrase::capital;

/// `templates/claims.html`.
#[derive(Serialize)]
struct ClaimsView {
    totals: Table,
    exceptions: Table,
    all: Table,
    netted: Table,
}

/// `templates/claim.html`.
#[derive(Serialize)]
struct ClaimView {
    status: Vec<Inline>,
    story: Vec<Told>,
    facts: Vec<Fact>,
    source: Vec<Inline>,
}

/// A heading and what its author wrote.
#[derive(Serialize)]
struct Told {
    heading: &'static str,
    text: Label,
}

/// Its pages.
pub fn pages(context: &PageContext<'_>) -> Vec<ClaimPage> {
    let sent = context.report.claims.settlements.iter().flat_map(|one| &one.claims);
    [ClaimPage::All].into_iter().chain(sent.map(|id| ClaimPage::One(id.clone()))).collect()
}

/// A page of it; `None` where the record is not there, or the claim had not been sent.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &ClaimPage) -> Option<Page<Shown>> {
    Some(match address {
        ClaimPage::All => index(context, route).shown("claims.html"),
        ClaimPage::One(id) => one(context, route, id)?.shown("claim.html"),
    })
}

/// What a vendor's contracts have open, and the claims for which a person answers that are not settled.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let register = context.report.register;
    let answers = |one: &Settlement, person: &str| {
        one.claims.iter().filter_map(|id| register.claims.get(id)).any(|claim| claim.owner.as_str() == person)
    };
    let belongs = |one: &&Settlement| match on {
        Route::Vendor(id) => register.contracts.get(&one.contract).is_some_and(|of| of.vendor == *id),
        Route::Person(id) => answers(one, id.as_str()),
        _ => false,
    };
    let own: Vec<&Settlement> = context.report.claims.settlements.iter().filter(belongs).collect();
    let open: Vec<&Settlement> = pressing_first(own.iter().copied().filter(|one| !is_closed(one)));
    if open.is_empty() {
        return Vec::new();
    }
    let mut note = Vec::new();
    if let Route::Vendor(id) = on {
        for (_, months) in by_currency(own) {
            note.extend(told(&months, ("vendor", id.as_str()), evidence));
        }
    }
    note.push(Inline::link(&Route::Claim(ClaimPage::All), "All credits and claims"));
    let table =
        table(context, &open, ("claims", "Credits that are not settled, the most pressing first"), evidence);
    vec![Offered { id: "claims", heading: "Credits and claims", note, table }]
}

/// `15,000.00 USD can still be claimed, 40,000.00 USD was lost. `
fn told(months: &[&Settlement], of: (&str, &str), evidence: &mut Evidence<'_>) -> Vec<Inline> {
    let parts =
        [(Part::Claimable, " can still be claimed"), (Part::Lost, " was lost: nobody claimed it in time")];
    let mut line = Vec::new();
    for (part, words) in parts.into_iter().filter(|(part, _)| has(months, *part)) {
        let Some(amount) = total(months, part, of, evidence) else { continue };
        line.extend([Inline::from(amount), Inline::literal(words), Inline::literal(". ")]);
    }
    line
}

/// Nothing is left to do or to see: all of it came, or nothing is owed.
fn is_closed(one: &Settlement) -> bool {
    one.foreign.is_empty() && one.state().is_some_and(|state| state.rank() >= 6)
}

/// Somebody has to act, or something was lost.
fn is_exception(one: &Settlement) -> bool {
    !one.foreign.is_empty() || one.state().is_none_or(|state| state.rank() <= 3)
}

fn pressing_first<'s>(settlements: impl Iterator<Item = &'s Settlement>) -> Vec<&'s Settlement> {
    let mut list: Vec<&Settlement> = settlements.collect();
    list.sort_by_key(|one| {
        let rank = one.state().map_or(1, |state| state.rank());
        (rank, std::cmp::Reverse(one.month), &one.contract)
    });
    list
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<ClaimsView> {
    let mut evidence = Evidence::new(context, route);
    let all = &context.report.claims.settlements;
    let told: Vec<&Settlement> = all.iter().filter(|one| !one.is_quiet()).collect();
    let exceptions = pressing_first(told.iter().copied().filter(|one| is_exception(one)));
    let mut others: Vec<&Settlement> = told.iter().copied().filter(|one| !is_exception(one)).collect();
    others.sort_by_key(|one| (std::cmp::Reverse(one.month), &one.contract));
    let view = ClaimsView {
        totals: totals(&told, &mut evidence),
        exceptions: table(
            context,
            &exceptions,
            ("claims-open", "What wants somebody, the most pressing first"),
            &mut evidence,
        )
        .titled()
        .empty(
            "Nothing was lost, and nothing waits.",
            "Credits about to lapse, lost or of another amount appear here.",
        ),
        all: table(context, &others, ("claims-others", "All others, newest first"), &mut evidence)
            .titled()
            .empty("No other credit is owed.", ""),
        netted: netted::table(context, &mut evidence),
    };
    Page::new("Credits and claims", view, Some(evidence.finish()))
}

/// A row for each currency: amounts of two are never added.
fn totals(told: &[&Settlement], evidence: &mut Evidence<'_>) -> Table {
    let column = |part: Part| {
        move |(currency, months): &(&str, Vec<&Settlement>), evidence: &mut Evidence<'_>| {
            figure(total(months, part, ("all", *currency), evidence))
        }
    };
    let columns = Columns::over(by_currency(told.iter().copied()), evidence)
        .column("Currency", "tight", |(currency, _), _| {
            Cell::head(Inline::words(*currency).because(Exempt::Name))
        })
        .column("Claimed", "num", column(Part::Claimed))
        .column("Owed", "num", column(Part::Owed))
        .column("Conceded", "num", column(Part::Conceded))
        .column("Received", "num", column(Part::Received));
    let columns = match has(told, Part::Beyond) {
        true => columns.column("Of it beyond what is owed", "num", column(Part::Beyond)),
        false => columns,
    };
    columns
        .column("Lost", "num", column(Part::Lost))
        .column("Outstanding", "num", column(Part::Outstanding))
        .column("Of it not yet claimed", "num", column(Part::Claimable))
        .table("claims-totals", "All contracts together")
        .titled()
        .empty("No service credit is owed.", "Credits appear here with the first month in which one is owed.")
}

fn figure(written: Option<FigureRef>) -> Cell {
    written.map_or_else(Cell::dash, |written| {
        let key = written.value.map(|value| value.rounded(0));
        let cell = Cell::new(Inline::from(written));
        match key {
            Some(key) => cell.key(key),
            None => cell,
        }
    })
}

fn table(
    context: &PageContext<'_>,
    settlements: &[&Settlement],
    (name, caption): (&str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    let register = context.report.register;
    let column = |part: Part| {
        move |one: &&Settlement, evidence: &mut Evidence<'_>| figure(amount(register, one, part, evidence))
    };
    let columns = Columns::over(settlements.iter().copied(), evidence)
        .column("Month", "tight", |one, _| {
            let month = one.month.to_string();
            let link =
                Inline::anchor(&Route::Credits(one.contract.clone()), &month, capital(&one.month.label()));
            Cell::head(link.dated()).key(one.month.first_day())
        })
        .column("Contract", "", |one, _| {
            let vendor = register.contracts.get(&one.contract).map(|of| names::vendor(context, &of.vendor));
            Cell::new(names::contract(context, &one.contract)).under(vendor.into_iter().collect::<Vec<_>>())
        })
        .column("State", "", |one, evidence| {
            let foreign = !one.foreign.is_empty();
            let foreign = foreign.then_some(Inline::literal("a credit note is in another currency"));
            Cell::new(state(context.report, one, evidence)).under(foreign.into_iter().collect::<Vec<_>>())
        })
        .column("Claimed", "num", |one, evidence| {
            figure(amount(register, one, Part::Claimed, evidence)).under(listed_claims(one))
        })
        .column("Owed", "num", column(Part::Owed));
    let columns = match has(settlements, Part::Conceded) {
        true => columns.column("Conceded", "num", column(Part::Conceded)),
        false => columns,
    };
    columns
        .column("Received", "num", |one, evidence| {
            figure(amount(register, one, Part::Received, evidence)).under(listed_notes(context, one))
        })
        .column("Outstanding", "num", column(Part::Outstanding))
        .column("Lost", "num", column(Part::Lost))
        .column("Claim by", "tight", |one, _| one.claim_by.map_or_else(Cell::dash, Cell::day))
        .table(name, caption)
}

fn listed_claims(one: &Settlement) -> Vec<Inline> {
    let link = |id: &ClaimId| {
        Inline::link(&Route::Claim(ClaimPage::One(id.clone())), id.to_string()).because(Exempt::Name)
    };
    if one.claims.is_empty() { Vec::new() } else { listed(one.claims.iter().map(link)) }
}

fn listed_notes(context: &PageContext<'_>, one: &Settlement) -> Vec<Inline> {
    let notes = one.notes.iter().filter_map(|at| context.report.register.credit_notes.get(*at));
    let names = notes.map(|note| Inline::words(note.credit_note.as_str()).because(Exempt::Name));
    if one.notes.is_empty() { Vec::new() } else { listed(names) }
}

fn one(context: &PageContext<'_>, route: &Route, id: &ClaimId) -> Option<Page<ClaimView>> {
    let report = context.report;
    let claim = report.register.claims.get(id)?;
    let settled = report.claims.of(&claim.contract, **claim.month)?;
    settled.claims.contains(id).then_some(())?;
    let mut evidence = Evidence::new(context, route);
    let status = state(report, settled, &mut evidence);
    let facts = facts(context, claim, settled, &mut evidence);
    let as_of = report.register.as_of();
    let is_known = |on: &Option<At<jiff::civil::Date>>| on.as_deref().is_some_and(|on| *on <= as_of);
    let told = [
        ("What the vendor says", claim.dispute.as_ref().filter(|_| is_known(&claim.disputed_on))),
        ("Why it is another amount", claim.reason.as_ref().filter(|_| is_known(&claim.agreed_on))),
    ];
    let part = |(heading, text): (_, Option<&At<String>>)| {
        Some(Told { heading, text: Label::because(Exempt::Quoted, text?.as_str()) })
    };
    let story = told.into_iter().filter_map(part).collect();
    let vendor = report.register.contracts.get(&*claim.contract).map(|of| names::vendor(context, &of.vendor));
    let vendor = vendor.map_or_else(|| claim.contract.to_string(), |vendor| vendor.text().to_owned());
    let title = Label::named(format!("Claim on {vendor} for {}", claim.month.label()));
    let view = ClaimView { status, story, facts, source: vec![names::place(context, &claim.place)] };
    let page = Page::new(title, view, Some(evidence.finish()));
    Some(Page { above: vec![Link::to(&Route::Claim(ClaimPage::All), "Credits and claims")], ..page })
}

fn facts(
    context: &PageContext<'_>,
    claim: &Claim,
    settled: &Settlement,
    evidence: &mut Evidence<'_>,
) -> Vec<Fact> {
    let register = context.report.register;
    let as_of = register.as_of();
    let mut written = |name: &'static str, amount: &At<crate::kit::number::Money>| {
        let shown = money(**amount, &settled.currency);
        let value = Decimal::from_int(amount.value.0);
        Inline::from(evidence.written(name, value, Some(&amount.place), shown))
    };
    let asked = written("amount-minor", &claim.amount);
    let agreed = claim.agreed_on.as_ref().filter(|on| ***on <= as_of);
    let agreed = agreed.zip(claim.agreed.as_ref()).map(|(on, amount)| {
        let by = claim.agreed_by.as_ref().map(|by| names::approver(context, by, claim.in_place_of.as_ref()));
        let on = Inline::dated(format!(" on {}", day_label(**on)));
        let mut line = vec![written("agreed-minor", amount), on];
        line.extend(by.into_iter().flat_map(|by| [vec![Inline::literal(", by ")], by].concat()));
        line
    });
    let month = claim.month.to_string();
    let ledger = Inline::anchor(&Route::Credits(claim.contract.value.clone()), &month, claim.month.label());
    let mut facts = vec![
        Fact::new("Contract", names::contract(context, &claim.contract)),
        Fact::new("Month", ledger.dated()),
        Fact::new("Claimed", [asked, Inline::dated(format!(" on {}", day_label(*claim.claimed_on)))]),
        Fact::new("Answers for it", names::person(context, &claim.owner)),
    ];
    if let Some(by) = settled.claim_by {
        facts.push(Fact::new("Last day to claim", Inline::dated(day_label(by))));
    }
    if let Some(on) = claim.disputed_on.as_ref().filter(|on| ***on <= as_of) {
        facts.push(Fact::new("Disputed", Inline::dated(day_label(**on))));
    }
    facts.extend(agreed.map(|line| Fact::new("Agreed", line)));
    let parts = [
        ("Owed for the month", Part::Owed),
        ("Conceded of it", Part::Conceded),
        ("Received for the month", Part::Received),
        ("Outstanding", Part::Outstanding),
        ("Lost", Part::Lost),
    ];
    for (label, part) in parts {
        if let Some(amount) = amount(register, settled, part, evidence) {
            facts.push(Fact::new(label, Inline::from(amount)));
        }
    }
    let notes = listed_notes(context, settled);
    if !notes.is_empty() {
        facts.push(Fact::new("Credit notes", notes));
    }
    facts
}

/// The state of a month on the pages of others; empty where nothing was ever owed.
pub fn mark(context: &PageContext<'_>, one: Option<&Settlement>, evidence: &mut Evidence<'_>) -> Vec<Inline> {
    match one.filter(|one| !one.is_quiet()) {
        Some(one) => state(context.report, one, evidence),
        None => Vec::new(),
    }
}
