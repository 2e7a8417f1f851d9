//! `data/initiatives/<initiative>.toml`.

use crate::core::metric::read::same_grain;
use crate::core::metric::record::Metric;
use crate::core::organisation::read::in_order;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::InitiativeId;
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::record::table::Fields;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::kit::toml::values::ANY_SIZE;
use crate::kit::words::Direction;
use crate::subject::initiative::record::{Initiative, InitiativeStatus};
use crate::subject::plan::read::{Known, entry, site};
use crate::subject::plan::record::LogEntry;

pub fn read(id: &str, root: &Node<'_>, known: &Known<'_>, log: &Log) -> Option<Initiative> {
    let catalog = known.catalog;
    let fields = Fields::new(root, log, "initiative", "initiative");
    let person = |key, node| catalog.person(node, key, "initiative", log);
    let title = fields.required_text("title");
    let vendor = fields.require("vendor").and_then(|node| catalog.vendor(node, "vendor", "initiative", log));
    let site = site(&fields, vendor.as_ref(), catalog);
    let queues = catalog.queues_in(fields.items("queues"), "queues", "initiative", log);
    let metric = fields.require("metric").and_then(|node| catalog.metric(node, "metric", "initiative", log));
    let change = fields.required_text("change");
    let status = fields.required_word::<InitiativeStatus>("status");
    let owner_client = fields.require("owner-client").and_then(|node| person("owner-client", node));
    let owner_vendor = fields.text("owner-vendor");
    let approved_by = fields.require("approved-by").and_then(|node| person("approved-by", node));
    let approved_on = fields.required_date("approved-on");
    let metric = metric.and_then(|id| known.metrics.get(&id));
    let [from, to, intervention] =
        ["baseline-from", "baseline-to", "intervention"].map(|key| period(&fields, key, metric));
    let expected = expected(&fields, metric);
    let ended = matches!(status, Some(InitiativeStatus::Kept | InitiativeStatus::Stopped));
    let ended_on = if ended { fields.required_date("ended-on") } else { fields.date("ended-on") };
    let outcome = if ended { fields.required_text("outcome") } else { fields.text("outcome") };
    let entries = fields.tables("log");
    let mut entries: Vec<LogEntry> = entries.into_iter().filter_map(|node| entry(node, &[], log)).collect();
    entries.sort_by_key(|entry| entry.on);
    fields.finish();
    if let (Some(InitiativeStatus::Running), Some(node)) = (status, root.get("ended-on")) {
        let label = "only an initiative that was kept or stopped has this date";
        let help = "remove it, or write `status = \"kept\"` or `status = \"stopped\"`";
        values::bad_value::<()>(node, "an initiative under way has `ended-on`", label, help, log);
    }
    in_order(&fields, "approved-on", "ended-on");
    let baseline = from.zip(to)?;
    let in_turn = follows(&fields, ("baseline-from", baseline.0), ("baseline-to", baseline.1), true)
        & follows(&fields, ("baseline-to", baseline.1), ("intervention", intervention?), false);
    in_turn.then_some(())?;
    Some(Initiative {
        id: InitiativeId::new(id),
        title: title?,
        vendor: vendor?,
        site,
        queues,
        metric: metric?.id.clone(),
        change: change?,
        status: status?,
        owner_client: owner_client?,
        owner_vendor,
        approved_by: approved_by?,
        approved_on: approved_on?,
        baseline,
        intervention: intervention?,
        expected: expected?,
        expected_place: root.get("expected")?.place(),
        ended_on,
        outcome,
        log: entries,
        place: root.place(),
    })
}

/// A period of the metric's grain.
fn period(fields: &Fields<'_, '_>, key: &'static str, metric: Option<&Metric>) -> Option<Period> {
    let node = fields.require(key)?;
    let period = values::period(node, key, fields.log)?;
    let grain = metric?.grain;
    same_grain(period, grain, node, "metric", fields.log);
    (period.grain() == Some(grain)).then_some(period)
}

/// Whether one period comes after another, or is the same where that is `allowed`; reports it when not.
fn follows(
    fields: &Fields<'_, '_>,
    (first, earlier): (&str, Period),
    (second, later): (&str, Period),
    same_allowed: bool,
) -> bool {
    if earlier < later || (same_allowed && earlier == later) {
        return true;
    }
    if let (Some(node), Some(other)) = (fields.node.get(second), fields.node.get(first)) {
        let (message, label) = match same_allowed {
            true => (format!("`{second}` lies before `{first}`"), format!("expected {earlier} or later")),
            false => (
                format!("`{second}` does not lie after `{first}`"),
                format!("expected a period after {earlier}"),
            ),
        };
        let diagnostic = Diagnostic::new(&codes::DATE_ORDER, node.place(), message).label(label);
        let diagnostic = diagnostic.help("correct one of the two periods");
        fields.log.push(diagnostic.related(other.place(), format!("`{first}`")));
    }
    false
}

/// The change that is wanted: one that the metric calls better.
fn expected(fields: &Fields<'_, '_>, metric: Option<&Metric>) -> Option<Decimal> {
    let node = fields.require("expected")?;
    let change = values::decimal(node, "expected", -ANY_SIZE..=ANY_SIZE, fields.log)?;
    let wrong = match metric?.direction {
        _ if change == Decimal::ZERO => "a change of 0 is none",
        Direction::AtLeast if change < Decimal::ZERO => "higher is better: expected a change above 0",
        Direction::AtMost if change > Decimal::ZERO => "lower is better: expected a change below 0",
        _ => return Some(change),
    };
    let message = format!("`expected` cannot be {change}");
    values::bad_value(
        node,
        message,
        wrong,
        "write the change that is wanted, in the unit of the metric",
        fields.log,
    )
}
