//! `[credits]` of a contract: what misses cost.

use std::collections::BTreeMap;

use crate::core::contract::record::{CreditMethod, Credits, IncidentRule, PointsRow};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::number::Decimal;
use crate::kit::record::table::Fields;
use crate::kit::source::Place;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::kit::toml::values::ANY_SIZE;

pub fn read(node: &Node<'_>, log: &Log) -> Option<Credits> {
    let credits = Fields::new(node, log, "credits", "[credits]");
    let at_risk = credits.required_decimal("at-risk-percent", 0..=100);
    let cap = credits.decimal("cap-percent", 0..=100);
    let method = credits.word("method").unwrap_or(CreditMethod::Allocation);
    let base = credits.word("credit-base");
    let allocatable_percent = credits.decimal("allocatable-percent", 100..=10_000);
    let incident_rule = credits.word("incident-rule").unwrap_or(IncidentRule::Sum);
    let claim_within_days = credits.count("claim-within-days", 0..=3660);
    let points = points(&credits);
    let pools = credits.table("pools").map(|node| pools(node, log)).unwrap_or_default();
    credits.finish();
    if method == CreditMethod::Points && !credits.has("points") {
        log.push(
            credits
                .whole(&codes::ALLOCATION, "[credits] has the method `points` and no `points`")
                .label("method `points` reads the percentage from a table of points")
                .help("add `points = [{ at-least = 5, percent = 2 }]` with the contract's rows"),
        );
    }
    if let (Some(at_risk), Some(cap)) = (at_risk, cap)
        && cap > at_risk
    {
        let place = node.get("cap-percent").unwrap_or(node).place();
        log.push(
            Diagnostic::new(
                &codes::ALLOCATION,
                place,
                format!("`cap-percent` {cap} is above `at-risk-percent` {at_risk}"),
            )
            .label(format!("no month can lose more than is at risk: expected {at_risk} or less"))
            .help("correct one of the two"),
        );
    }
    let at_risk_place = node.get("at-risk-percent").map(Node::place);
    Some(Credits {
        at_risk_percent: at_risk?,
        at_risk_place: at_risk_place?,
        cap_percent: cap.or(at_risk)?,
        cap_place: node.get("cap-percent").map(Node::place),
        method,
        base,
        incident_rule,
        claim_within_days,
        points,
        pools,
        allocatable_percent,
        place: node.place(),
    })
}

fn points(credits: &Fields<'_, '_>) -> Vec<PointsRow> {
    let mut rows: Vec<PointsRow> = Vec::new();
    for node in credits.tables("points") {
        let row = Fields::new(node, credits.log, "points", "points row");
        let at_least = row.required_decimal("at-least", 0..=ANY_SIZE);
        let percent = row.required_decimal("percent", 0..=100);
        row.finish();
        let (Some(at_least), Some(percent)) = (at_least, percent) else { continue };
        if let Some(before) = rows.last() {
            let (key, found, least) = if at_least <= before.at_least {
                ("at-least", at_least, before.at_least)
            } else if percent < before.percent {
                ("percent", percent, before.percent)
            } else {
                rows.push(PointsRow { at_least, percent, place: node.place() });
                continue;
            };
            credits.log.push(
                Diagnostic::new(
                    &codes::ALLOCATION,
                    node.get(key).unwrap_or(node).place(),
                    format!("`{key}` {found} follows {least}"),
                )
                .label("points and percentages rise from row to row")
                .help("sort the rows, and let more points cost no less"),
            );
        } else {
            rows.push(PointsRow { at_least, percent, place: node.place() });
        }
    }
    rows
}

fn pools(node: &Node<'_>, log: &Log) -> BTreeMap<String, (Decimal, Place)> {
    let mut pools = BTreeMap::new();
    for (name, node) in node.entries() {
        let id = values::key_as_id(name, node, log);
        let share = values::decimal(node, name, 0..=100, log);
        if let (Some(id), Some(share)) = (id, share) {
            pools.insert(id.to_owned(), (share, node.place()));
        }
    }
    pools
}
