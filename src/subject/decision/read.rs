//! `data/decisions/<decision>.toml`.

use crate::core::organisation::read::in_order;
use crate::kit::id::DecisionId;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::table::Fields;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::subject::decision::record::{Decision, DecisionKind, DecisionStatus};

pub fn read(id: &str, root: &Node<'_>, catalog: &Catalog, log: &Log) -> Option<Decision> {
    let decision = Fields::new(root, log, "decision", "decision");
    let title = decision.required_text("title");
    let ask = decision.required_text("ask");
    let kind = decision.word("kind").unwrap_or(DecisionKind::Other);
    let person = |key, node| catalog.person(node, key, "decision", log);
    let owner = decision.require("owner").and_then(|node| person("owner", node));
    let asked_by = decision.require("asked-by").and_then(|node| person("asked-by", node));
    let asked_on = decision.required_date("asked-on");
    let due_on = decision.required_date("due-on");
    let status = decision.word("status").unwrap_or(DecisionStatus::Open);
    let vendor = decision.get("vendor").and_then(|node| catalog.vendor(node, "vendor", "decision", log));
    let site = decision.get("site").and_then(|node| catalog.site(node, "site", "decision", log));
    let contract =
        decision.get("contract").and_then(|node| catalog.contract(node, "contract", "decision", log));
    let project = decision.get("project").and_then(|node| catalog.project(node, "project", "decision", log));
    let level = |node: &Node<'_>| catalog.clause(node, "service-levels", "decision", log);
    let service_levels = decision.items("service-levels").iter().filter_map(level).collect();
    let waiting_costs = decision.text("waiting-costs");
    let is_decided = status == DecisionStatus::Decided;
    let outcome = if is_decided { decision.required_text("outcome") } else { decision.text("outcome") };
    let decided_on =
        if is_decided { decision.required_date("decided-on") } else { decision.date("decided-on") };
    decision.finish();
    if let (DecisionStatus::Open, Some(node)) = (status, root.get("decided-on")) {
        let label = "only a decision that is decided or withdrawn has this date";
        let help = "remove it, or write `status = \"decided\"`";
        values::bad_value::<()>(node, "an open decision has `decided-on`", label, help, log);
    }
    if let (Some(vendor), Some(site), Some(node)) = (&vendor, &site, root.get("site")) {
        catalog.site_belongs(site.as_str(), vendor.as_str(), node, "decision", log);
    }
    in_order(&decision, "asked-on", "due-on");
    in_order(&decision, "asked-on", "decided-on");
    Some(Decision {
        id: DecisionId::new(id),
        title: title?,
        ask: ask?,
        kind,
        owner: owner?,
        asked_by: asked_by?,
        asked_on: asked_on?,
        due_on: decision.at("due-on", due_on)?,
        status,
        vendor,
        site,
        contract,
        project,
        service_levels,
        waiting_costs,
        outcome,
        decided_on,
        place: root.place(),
    })
}
