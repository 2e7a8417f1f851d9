//! Visits for tests.

use crate::core::contract::record::CostCategory;
use crate::kit::id::{PersonId, SiteId, VisitId};
use crate::kit::number::Money;
use crate::kit::source::At;
use crate::subject::visit::record::{Visit, VisitCost, VisitKind, VisitStatus};
use crate::testing::{at, day, place};

/// A visit of Porto between two days, without findings and costs.
pub fn visit(id: &str, from: &str, to: &str, status: VisitStatus) -> Visit {
    let held = |on: &str| (status == VisitStatus::Held).then(|| at(day(on)));
    Visit {
        id: VisitId::new(id),
        site: at(SiteId::new("acme-porto")),
        kind: at(VisitKind::Regular),
        purpose: at("Look".to_owned()),
        starts_on: at(day(from)),
        ends_on: at(day(to)),
        people: vec![at(PersonId::new("ada-north"))],
        vendor_roles: Vec::new(),
        status: at(status),
        held_on: held(from),
        back_on: held(to),
        cancelled_on: None,
        cancelled_because: None,
        budget: None,
        category: at(CostCategory::Other),
        note: None,
        areas: Vec::new(),
        findings: Vec::new(),
        costs: Vec::new(),
        place: place(&format!("data/visits/{id}.toml"), 1),
    }
}

/// A line of what a visit costs, in minor units.
pub fn visit_cost(line: u32, estimated: Option<i64>, spent: Option<i64>) -> VisitCost {
    let money = |minor: i64| At::new(Money(minor), place("data/visits/of.toml", line));
    VisitCost {
        title: at(format!("Line {line}")),
        estimated: estimated.map(money),
        spent: spent.map(money),
        invoice: None,
    }
}
