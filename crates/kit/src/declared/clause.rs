//! Names of two parts: a service level of a contract, an action of a plan.

use super::existing::{Existing, Reference};
use super::keys::Shape;
use super::value::{Value, Within};
use crate::diag::{Diagnostic, codes, near_id, quoted_list};
use crate::id::{ContractId, PartId, PlanId, ServiceLevelId};
use crate::toml::tree::Node;
use crate::toml::values;

/// `contract/service-level`
impl Value for (ContractId, ServiceLevelId) {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        within.catalog.clause(node, key, within.owner, within.log)
    }

    fn shape() -> Shape {
        Shape::Clause
    }

    fn close(&mut self, existing: &dyn Existing) -> bool {
        existing.has(Reference::Clause(self.0.as_str(), self.1.as_str()))
    }
}

/// `plan/action`
impl Value for (PlanId, PartId) {
    fn read(node: &Node<'_>, key: &str, within: &Within<'_>) -> Option<Self> {
        let Within { catalog, log, owner, .. } = *within;
        let found = values::text(node, key, log)?;
        let Some((plan, action)) = found.split_once('/') else {
            let message = format!("`{found}` names no action");
            let help = "write the plan, a slash and the action's id";
            return values::bad_value(node, message, "expected plan/action", help, log);
        };
        let unknown = |message: String, label: String, meant: Option<&str>, help: &str| {
            let help = meant.map_or_else(|| help.to_owned(), |meant| format!("did you mean `{meant}`?"));
            log.push(Diagnostic::new(&codes::UNKNOWN_ACTION, node.place(), message).label(label).help(help));
            None
        };
        let Some(actions) = catalog.actions.get(plan) else {
            let meant = near_id(plan, catalog.actions.keys().map(String::as_str));
            let message = format!("a {owner} names plan `{plan}`, which has no file");
            let label = format!("expected data/plans/{plan}.toml");
            return unknown(message, label, meant, "correct it, or write the plan");
        };
        if actions.lacks(action) {
            let known: Vec<&str> = actions.iter().collect();
            let meant = near_id(action, known.iter().copied());
            let message = format!("a {owner} names action `{action}`, which plan `{plan}` does not have");
            let label = match known.as_slice() {
                [] => "the plan has no action".to_owned(),
                known => format!("expected {}", quoted_list(known)),
            };
            return unknown(message, label, meant, "name one of the plan's actions, or add it there");
        }
        actions.contains(action).then(|| (PlanId::new(plan), PartId::new(action)))
    }

    fn shape() -> Shape {
        Shape::Action
    }

    fn close(&mut self, existing: &dyn Existing) -> bool {
        existing.has(Reference::Action(self.0.as_str(), self.1.as_str()))
    }
}
