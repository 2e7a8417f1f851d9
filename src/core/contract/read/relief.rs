//! `data/relief/<relief>.toml`.

use crate::core::contract::known::Known;
use crate::core::contract::record::{Relief, ServiceLevel, Subtract};
use crate::kit::calendar::Grain;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{ContractId, MetricId, ReliefId, ServiceLevelId, SiteId};
use crate::kit::record::catalog::Catalog;
use crate::kit::record::table::{Fields, in_order};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::kit::toml::values::ANY_SIZE;

pub fn read(id: &str, root: &Node<'_>, known: &Known<'_>, log: &Log) -> Option<Relief> {
    let catalog = known.catalog;
    let relief = Fields::new(root, log, "relief", "relief");
    let contract =
        relief.require("contract").and_then(|node| catalog.contract(node, "contract", "relief", log));
    let levels = relief.require("service-levels").map(|node| values::items(node, "service-levels", log));
    let mut service_levels: Vec<ServiceLevelId> = Vec::new();
    if let (Some(contract), Some(nodes)) = (&contract, levels) {
        for node in nodes {
            let Some(level) = values::text(node, "service-levels", log) else { continue };
            let found = catalog.level(contract.as_str(), level, "relief", || node.place(), log);
            service_levels.extend(found.map(|(_, level)| level));
        }
    }
    let site_nodes = relief.items("sites");
    let sites = catalog.sites_in(site_nodes, "sites", "relief", log);
    let vendor = contract.as_ref().and_then(|id| catalog.vendor_of_contract.get(id.as_str()));
    let belongs = |node: &Node<'_>| {
        let (Some(vendor), Some(site)) = (vendor, node.as_text()) else { return };
        catalog.site_belongs(site, vendor, node, "relief", log);
    };
    site_nodes.iter().for_each(belongs);
    let clauses = contract.as_ref().map(|id| clauses(known, id, &service_levels)).unwrap_or_default();
    site_nodes.iter().for_each(|node| in_scope(node, &clauses, log));
    let from_on = relief.required_date("from-on");
    let to_on = relief.required_date("to-on");
    let reason = relief.required_text("reason");
    let approved_by =
        relief.get("approved-by").and_then(|node| catalog.person(node, "approved-by", "relief", log));
    let approved_on = relief.date("approved-on");
    let evidence = relief.required_text("evidence");
    let mut subtract = Vec::new();
    for node in relief.tables("subtract") {
        let row = row(node, catalog, log);
        node.get("site").into_iter().for_each(belongs);
        let Some(row) = row else { continue };
        of_a_grain(node, &row, known, &clauses, log);
        if let (Some(from), Some(to)) = (from_on, to_on) {
            let outside = row.period.last_day() < from || to < row.period.first_day();
            if let (true, Some(node)) = (outside, node.get("period")) {
                log.push(
                    Diagnostic::new(
                        &codes::DATE_ORDER,
                        node.place(),
                        format!("`{}` lies outside the relief's days", row.period),
                    )
                    .label(format!("expected a period from {from} to {to}"))
                    .help("correct the period or the relief's dates"),
                );
            }
        }
        if !sites.is_empty() && !sites.contains(&row.site) {
            let node = node.get("site").unwrap_or(node);
            let message = format!("`{}` is not one of the relief's sites", row.site);
            let label = "expected one of `sites`";
            values::bad_value::<()>(node, message, label, "add it to `sites`, or correct it", log);
        } else if sites.is_empty()
            && let Some(node) = node.get("site")
        {
            in_scope(node, &clauses, log);
        }
        subtract.push(row);
    }
    relief.finish();
    in_order(&relief, "from-on", "to-on");
    Some(Relief {
        id: ReliefId::new(id),
        contract: contract?,
        service_levels,
        sites,
        from_on: relief.at("from-on", from_on)?,
        to_on: relief.at("to-on", to_on)?,
        reason: reason?,
        approved_by,
        approved_on,
        evidence: evidence?,
        subtract,
        place: root.place(),
    })
}

/// The event's service levels, as every version of the terms has them. Empty when one of them cannot be read.
fn clauses<'c>(known: &Known<'c>, contract: &ContractId, ids: &[ServiceLevelId]) -> Vec<&'c ServiceLevel> {
    let Some(contract) = known.contracts.get(contract) else { return Vec::new() };
    let of = |id: &ServiceLevelId| {
        let versions = contract.versions.iter();
        let found: Vec<_> = versions.filter_map(|version| version.terms.service_levels.get(id)).collect();
        (!found.is_empty()).then_some(found)
    };
    ids.iter().map(of).collect::<Option<Vec<_>>>().unwrap_or_default().concat()
}

/// A site of the vendor that none of the service levels speaks of has nothing to be relieved of.
fn in_scope(node: &Node<'_>, clauses: &[&ServiceLevel], log: &Log) {
    let Some(site) = node.as_text() else { return };
    let covers = |clause: &&ServiceLevel| {
        clause.scope.sites.is_empty() || clause.scope.sites.iter().any(|named| named.as_str() == site)
    };
    if clauses.is_empty() || clauses.iter().any(covers) {
        return;
    }
    let message = format!("`{site}` is in the scope of none of the relief's service levels");
    values::bad_value::<()>(
        node,
        message,
        "the relief changes nothing there",
        "correct the site or the service levels",
        log,
    );
}

/// A period of another grain than the rows takes nothing out of any of them.
fn of_a_grain(node: &Node<'_>, row: &Subtract, known: &Known<'_>, clauses: &[&ServiceLevel], log: &Log) {
    let grain_of = |metric: &MetricId| known.metrics.get(metric).map(|metric| metric.grain);
    let grains: Option<Vec<Grain>> = clauses.iter().map(|clause| grain_of(&clause.metric)).collect();
    let Some((wanted, clause)) = grains.as_ref().and_then(|grains| grains.first().zip(clauses.first()))
    else {
        return;
    };
    let Some(found) = row.period.grain() else { return };
    if grains.iter().flatten().any(|grain| *grain == found) {
        return;
    }
    let message = format!(
        "`{}` is a {}, metric `{}` is measured by the {}",
        row.period,
        found.noun(),
        clause.metric,
        wanted.noun()
    );
    log.push(
        Diagnostic::new(&codes::MIXED_GRAIN, node.get("period").unwrap_or(node).place(), message)
            .label(format!("expected a {}", wanted.noun()))
            .help("write the period as in the rows it takes from"),
    );
}

fn row(node: &Node<'_>, catalog: &Catalog, log: &Log) -> Option<Subtract> {
    let row = Fields::new(node, log, "subtract", "subtraction");
    let period = row.required_period("period");
    let site: Option<SiteId> = row.require("site").and_then(|node| catalog.site(node, "site", "relief", log));
    let numerator = row.required_decimal("numerator", 0..=ANY_SIZE);
    let denominator = row.required_decimal("denominator", 0..=ANY_SIZE);
    row.finish();
    Some(Subtract {
        period: period?,
        site: site?,
        numerator: row.at("numerator", numerator)?,
        denominator: row.at("denominator", denominator)?,
        place: node.place(),
        table: node.extent(),
    })
}
