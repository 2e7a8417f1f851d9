//! What a person has to look at again or to renew: risks with what is done about them, safeguards, controls of hazards, briefs of markets, days of contracts.

use jiff::civil::Date;

use crate::core::contract::record::Contract;
use crate::core::settings::record::Person;
use crate::kit::picture::exempt::Exempt;
use crate::report::people::owed::{Owed, owns, titled};
use crate::subject::contract::figures::{notice, price_reviews};
use crate::subject::decision::record::Decision;
use crate::subject::hazard::address::HazardPage;
use crate::subject::hazard::figures::ControlState;
use crate::subject::market::page as market;
use crate::subject::risk::address::RiskPage;
use crate::subject::risk::figures::Standing;
use crate::subject::risk::page::anchor;
use crate::subject::risk::record::Risk;
use crate::subject::route::Route;
use crate::subject::safeguard::address::SafeguardPage;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::Inline;
use crate::subject::wording::{names, warned};

pub fn owed(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let mut owed = risks(context, person);
    owed.extend(safeguards(context, person));
    owed.extend(briefs(context, person));
    owed.extend(contracts(context, person));
    owed
}

/// Of risks that are not closed the next review and the day of the answer; of one that is accepted the end of the acceptance in place of an answer.
fn risks(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let own = context.report.risks.iter().filter_map(|(id, state)| Some((register.risks.get(id)?, state)));
    let own = own.filter(|(risk, state)| *risk.owner == person.id && state.is_open());
    let about = |risk: &Risk| match &risk.vendor {
        Some(vendor) => names::party(context, vendor, risk.site.as_deref()),
        None => risk.site.iter().map(|site| names::site(context, site)).collect(),
    };
    let of = own.flat_map(|(risk, state)| {
        let answer = risk.due_on.as_deref().copied();
        let (kind, due) = match state.standing {
            Standing::Accepted(until) => ("Acceptance of a risk to renew", Some(until)),
            Standing::Expired(_) => {
                ("Acceptance of a risk to renew", risk.accepted_until.as_deref().copied())
            }
            Standing::Open(_) | Standing::Closed(_) => ("Risk to answer", answer),
        };
        let days = [("Risk to review", Some(state.review_due_on)), (kind, due)];
        days.into_iter().filter(|(_, due)| due.is_some()).map(move |(kind, due)| Owed {
            what: titled(&Route::Risk(RiskPage::One(risk.id.clone())), &risk.title),
            kind,
            about: about(risk),
            due,
        })
    });
    of.collect()
}

/// What is done about open risks, by who does it.
pub fn mitigations(context: &PageContext<'_>, owner: &str) -> Vec<Owed> {
    let register = context.report.register;
    let known = context.report.risks.iter().filter_map(|(id, state)| Some((register.risks.get(id)?, state)));
    let of = known.flat_map(|(risk, state)| {
        let own = state.open_mitigations(risk).filter(|(one, _)| one.owner.as_str() == owner);
        own.map(move |(one, _)| Owed {
            what: Inline::anchor(
                &Route::Risk(RiskPage::One(risk.id.clone())),
                &anchor(one),
                one.title.as_str().to_owned(),
            )
            .because(Exempt::Quoted),
            kind: "Mitigation of a risk",
            about: vec![warned::of_risk(risk)],
            due: Some(*one.due_on),
        })
    });
    of.collect()
}

/// Those that nothing has replaced. A test that failed is to be repeated from its day on, whenever the next one would be.
fn safeguards(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let own = context.report.safeguards.iter().filter(|(_, state)| state.counts());
    let own = own.filter_map(|(id, state)| Some((register.safeguards.get(id)?, state)));
    let of = own.filter(|(one, _)| *one.owner == person.id).flat_map(|(one, state)| {
        let failed_on = one.tested_on.as_deref().filter(|_| state.test.is_some_and(|test| test.has_failed));
        let test = match failed_on {
            Some(failed_on) => ("Failed test to repeat", Some(*failed_on)),
            None => ("Safeguard to test or review", state.test.map(|test| test.due_on)),
        };
        let days = [("Safeguard to renew", Some(*one.expires_on)), test];
        days.into_iter().filter(|(_, due)| due.is_some()).map(move |(kind, due)| Owed {
            what: titled(&Route::Safeguard(SafeguardPage::All), &one.title),
            kind,
            about: vec![names::vendor(context, &one.vendor)],
            due,
        })
    });
    of.collect()
}

/// Controls of hazards: those that are in place by their next check, the others by their first day, where it is said.
pub fn controls(context: &PageContext<'_>, owner: &str) -> Vec<Owed> {
    let register = context.report.register;
    let mut owed = Vec::new();
    for state in &context.report.hazards.states {
        let Some(hazard) = register.hazards.get(&state.hazard) else { continue };
        let page = Route::Hazard(HazardPage::All);
        for (control, of) in hazard.controls.iter().zip(&state.controls) {
            if control.owner.as_str() != owner {
                continue;
            }
            let (kind, due) = match of {
                ControlState::Planned => ("Control to put in place", control.in_place_on.as_deref().copied()),
                ControlState::InPlace { check_due_on, .. } => ("Control to check", Some(*check_due_on)),
            };
            let about = vec![Inline::words(hazard.title.as_str()).because(Exempt::Quoted)];
            owed.push(Owed { what: titled(&page, &control.title), kind, about, due });
        }
    }
    owed
}

fn briefs(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let own = context.report.markets.states.keys().filter_map(|id| register.markets.get(id));
    let of = own.filter(|one| *one.author == person.id).map(|one| Owed {
        what: market::link(one),
        kind: "Brief to renew",
        about: Vec::new(),
        due: Some(*one.expires_on),
    });
    of.collect()
}

/// Of vendors that the person answers for: the last day for notice, and reviews of prices, until they are decided. Where a decision on it is in their
/// list already and due no later, that stands for it.
fn contracts(context: &PageContext<'_>, person: &Person) -> Vec<Owed> {
    let register = context.report.register;
    let as_of = register.as_of();
    let is_listed = |decision: Option<&Decision>, by: Date| {
        decision.is_some_and(|one| {
            let is_theirs = one.owner == person.id || one.asked_by == person.id;
            is_theirs && one.is_open_on(as_of) && *one.due_on <= by
        })
    };
    let mut owed = Vec::new();
    for contract in register.contracts.values().filter(|one| owns(context, person, &one.vendor)) {
        let mut push = |contract: &Contract, kind: &'static str, due| {
            owed.push(Owed {
                what: names::contract(context, &contract.id),
                kind,
                about: vec![names::vendor(context, &contract.vendor)],
                due: Some(due),
            });
        };
        if let Some(notice) = notice(register, contract).filter(|notice| !is_listed(notice.asked, notice.by))
        {
            push(contract, "Renewal or notice to decide", notice.by);
        }
        for review in price_reviews(register, contract) {
            if !review.is_decided && !is_listed(review.decision, review.by) {
                push(contract, "Prices to review", review.by);
            }
        }
    }
    owed
}
