//! `data/relief/<relief>.toml`.

use super::catalog::Catalog;
use super::log::Log;
use super::organisation::in_order;
use super::table::Fields;
use super::tree::Node;
use super::values::{self, ANY_SIZE};
use crate::diag::{Diagnostic, codes};
use crate::model::{Relief, ReliefId, ServiceLevelId, SiteId, Subtract};

pub fn read(id: &str, root: &Node<'_>, catalog: &Catalog, log: &Log) -> Option<Relief> {
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
        from_on: from_on?,
        to_on: to_on?,
        reason: reason?,
        approved_by,
        approved_on,
        evidence: evidence?,
        subtract,
        place: root.place(),
    })
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
        numerator: numerator?,
        denominator: denominator?,
        place: node.place(),
    })
}
