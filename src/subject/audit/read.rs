//! `data/audits/<audit>.toml`.

use crate::core::organisation::read::unique_ids;
use crate::kit::diag::{Diagnostic, codes, quoted_list};
use crate::kit::id::{AuditId, PlanId, SopId};
use crate::kit::record::catalog::Catalog;
use crate::kit::record::future::Today;
use crate::kit::record::table::Fields;
use crate::kit::source::Place;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::subject::audit::record::{Audit, AuditFinding, AuditItem, AuditResult};

pub fn read(id: &str, root: &Node<'_>, catalog: &Catalog, today: Today, log: &Log) -> Option<Audit> {
    let audit = Fields::new(root, log, "audit", "audit");
    let on = audit.required_date("on");
    let site = audit.require("site").and_then(|node| catalog.site(node, "site", "audit", log));
    let sop = audit.require("sop").and_then(|node| Some((values::id(node, "sop", log)?, node.place())));
    let sample = audit.required_whole_number("sample", 1..=values::ANY_SIZE);
    let sample = audit.at("sample", sample.and_then(|cases| u32::try_from(cases).ok()));
    let note = audit.text("note");
    let nodes = audit.tables("item");
    if nodes.is_empty() && !audit.has("item") {
        log.push(
            audit
                .whole(&codes::MISSING_KEY, "audit has no `item`")
                .label("at least one [[item]] is required")
                .help("add `[[item]]` for each line of the checklist"),
        );
    }
    let items: Vec<(AuditItem, Place)> = nodes.into_iter().filter_map(|node| item(node, log)).collect();
    unique_ids("item", items.iter().map(|(item, place)| (item.id.as_str(), place)), log);
    let items: Vec<AuditItem> = items.into_iter().map(|(item, _)| item).collect();
    let findings = audit.tables("finding");
    let findings: Vec<AuditFinding> =
        findings.into_iter().filter_map(|node| finding(node, &items, catalog, log)).collect();
    unique_ids("finding", findings.iter().map(|finding| (finding.id.as_str(), &finding.place)), log);
    audit.finish();
    let on = on?;
    if let Some(future) = root.get("on").and_then(|node| today.future("on", on, node.place())) {
        log.push(future);
        return None;
    }
    let (sop, sop_place) = sop?;
    Some(Audit {
        id: AuditId::new(id),
        on,
        site: site?,
        sop: SopId::new(sop),
        sop_place,
        sample: sample?,
        note,
        items,
        findings,
        place: root.place(),
    })
}

/// An item and the place of its id.
fn item(node: &Node<'_>, log: &Log) -> Option<(AuditItem, Place)> {
    let item = Fields::new(node, log, "item", "item");
    let id = item.required_id("id");
    let title = item.required_text("title");
    let result = item.required_word::<AuditResult>("result");
    let critical = item.boolean("critical").unwrap_or(false);
    item.finish();
    let place = node.get("id")?.place();
    Some((
        AuditItem {
            id: id?.to_owned(),
            title: title?,
            result: result?,
            result_place: node.get("result")?.place(),
            critical,
        },
        place,
    ))
}

fn finding(node: &Node<'_>, items: &[AuditItem], catalog: &Catalog, log: &Log) -> Option<AuditFinding> {
    let finding = Fields::new(node, log, "finding", "finding");
    let id = finding.required_id("id");
    let title = finding.required_text("title");
    let severity = finding.required_word("severity");
    let item = finding.get("item").and_then(|node| failed(node, items, log));
    let action = finding.get("action").and_then(|node| action(node, catalog, log));
    finding.finish();
    Some(AuditFinding {
        id: id?.to_owned(),
        title: title?,
        severity: severity?,
        item,
        action,
        place: node.get("id")?.place(),
    })
}

/// An item of the same audit that failed.
fn failed(node: &Node<'_>, items: &[AuditItem], log: &Log) -> Option<String> {
    let found = values::id(node, "item", log)?;
    // An item that could not be read is told where it stands.
    match items.iter().find(|item| item.id == found) {
        Some(item) if item.result == AuditResult::Fail => Some(found.to_owned()),
        None if log.has_gaps() => None,
        other => {
            let failed: Vec<&str> =
                items.iter().filter(|i| i.result == AuditResult::Fail).map(|i| i.id.as_str()).collect();
            let message = match other {
                Some(_) => format!("a finding names item `{found}`, which did not fail"),
                None => format!("a finding names item `{found}`, which the audit does not have"),
            };
            let label = match failed.as_slice() {
                [] => "no item of the audit failed".to_owned(),
                failed => format!("expected {}", quoted_list(failed)),
            };
            values::bad_value(node, message, &label, "name an item that failed, or correct its result", log)
        }
    }
}

/// `plan/action`.
fn action(node: &Node<'_>, catalog: &Catalog, log: &Log) -> Option<(PlanId, String)> {
    let found = values::text(node, "action", log)?;
    let Some((plan, action)) = found.split_once('/') else {
        let message = format!("`{found}` names no action");
        let help = "write the plan, a slash and the action's id";
        return values::bad_value(node, message, "expected plan/action", help, log);
    };
    let unknown = |message: String, label: String, help: String| {
        log.push(Diagnostic::new(&codes::UNKNOWN_ACTION, node.place(), message).label(label).help(help));
        None
    };
    let Some(actions) = catalog.actions.get(plan) else {
        let meant = crate::kit::diag::did_you_mean(plan, catalog.actions.keys().map(String::as_str));
        return unknown(
            format!("a finding names plan `{plan}`, which has no file"),
            format!("expected data/plans/{plan}.toml"),
            meant.map_or_else(
                || "correct it, or write the plan".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            ),
        );
    };
    if actions.lacks(action) {
        let known: Vec<&str> = actions.iter().collect();
        let meant = crate::kit::diag::did_you_mean(action, known.iter().copied());
        return unknown(
            format!("a finding names action `{action}`, which plan `{plan}` does not have"),
            if known.is_empty() {
                "the plan has no action".to_owned()
            } else {
                format!("expected {}", quoted_list(&known))
            },
            meant.map_or_else(
                || "name one of the plan's actions, or add it there".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            ),
        );
    }
    actions.contains(action).then(|| (PlanId::new(plan), action.to_owned()))
}
