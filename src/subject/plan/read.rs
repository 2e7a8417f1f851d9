//! `data/plans/<plan>.toml`.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::record::{Contract, Window};
use crate::core::metric::read::same_grain;
use crate::core::metric::record::Metric;
use crate::core::organisation::read::{in_order, unique_ids};
use crate::kit::diag::{Diagnostic, codes, quoted_list};
use crate::kit::id::{ContractId, MetricId, PlanId, ServiceLevelId, VendorId};
use crate::kit::period::Period;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::table::Fields;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::kit::toml::values::ANY_SIZE;
use crate::kit::words::Direction;
use crate::subject::plan::record::{Action, LogEntry, LogKind, Plan, PlanStatus, SuccessCriterion, Trigger};

/// Records that plans are checked against.
pub struct Known<'c> {
    pub catalog: &'c Catalog,
    pub metrics: &'c BTreeMap<MetricId, Metric>,
    pub contracts: &'c BTreeMap<ContractId, Contract>,
    /// The month with which years and quarters start, 1 to 12.
    pub year_starts: i8,
}

pub fn read(id: &str, root: &Node<'_>, known: &Known<'_>, log: &Log) -> Option<Plan> {
    let catalog = known.catalog;
    let plan = Fields::new(root, log, "plan", "plan");
    let title = plan.required_text("title");
    let vendor = plan.require("vendor").and_then(|node| catalog.vendor(node, "vendor", "plan", log));
    let site = site(&plan, vendor.as_ref(), catalog);
    let severity = plan.required_word("severity");
    let status = plan.required_word::<PlanStatus>("status");
    let detected_on = plan.required_date("detected-on");
    let draft_due_on = plan.required_date("draft-due-on");
    let approved_by =
        plan.get("approved-by").and_then(|node| catalog.person(node, "approved-by", "plan", log));
    let approved_on = plan.date("approved-on");
    let owner_vendor = plan.text("owner-vendor");
    let owner_client =
        plan.get("owner-client").and_then(|node| catalog.person(node, "owner-client", "plan", log));
    let root_cause = plan.text("root-cause");
    let root_cause_method = plan.text("root-cause-method");
    let effect = plan.text("effect");
    let prevention = plan.text("prevention");
    let closed_on = plan.date("closed-on");
    let triggers = triggers(&plan, vendor.as_ref(), known);
    let actions: Vec<Action> =
        plan.tables("action").into_iter().filter_map(|node| action(node, log)).collect();
    unique_ids("action", actions.iter().map(|action| (action.id.as_str(), &action.place)), log);
    let mut success = Vec::new();
    for node in plan.tables("success") {
        success.extend(criterion(node, vendor.as_ref(), known, log));
    }
    let mut entries: Vec<LogEntry> =
        plan.tables("log").into_iter().filter_map(|node| entry(node, &actions, log)).collect();
    entries.sort_by_key(|entry| entry.on);
    plan.finish();
    in_order(&plan, "detected-on", "draft-due-on");
    in_order(&plan, "detected-on", "closed-on");
    closing(&plan, status);
    Some(Plan {
        id: PlanId::new(id),
        title: title?,
        vendor: vendor?,
        site,
        severity: severity?,
        status: status?,
        detected_on: detected_on?,
        draft_due_on: plan.at("draft-due-on", draft_due_on)?,
        approved_by,
        approved_on,
        owner_vendor,
        owner_client,
        root_cause,
        root_cause_method,
        effect,
        prevention,
        closed_on,
        triggers,
        actions,
        success,
        log: entries,
        place: root.place(),
    })
}

fn closing(plan: &Fields<'_, '_>, status: Option<PlanStatus>) {
    let is_closed = status == Some(PlanStatus::Closed);
    let (key, message, label) = match (is_closed, plan.has("closed-on")) {
        (true, false) => {
            ("status", "a closed plan has no `closed-on`", "`closed` wants the day on which it was closed")
        }
        (false, true) if status.is_some() => {
            ("closed-on", "a plan that is not closed has `closed-on`", "only status `closed` has this date")
        }
        _ => return,
    };
    let node = plan.node.get(key).unwrap_or(plan.node);
    let place = if is_closed { node.place() } else { node.key_place() };
    let help = if is_closed {
        "add `closed-on`, or correct the status"
    } else {
        "remove it, or write `status = \"closed\"`"
    };
    plan.log.push(Diagnostic::new(&codes::PLAN_STATE, place, message).label(label).help(help));
}

/// A site of the record's vendor.
pub fn site(
    fields: &Fields<'_, '_>,
    vendor: Option<&VendorId>,
    catalog: &Catalog,
) -> Option<crate::kit::id::SiteId> {
    let node = fields.get("site")?;
    let site = catalog.site(node, "site", &fields.name, fields.log)?;
    let belongs = vendor.is_none_or(|vendor| {
        catalog.site_belongs(site.as_str(), vendor.as_str(), node, &fields.name, fields.log)
    });
    belongs.then_some(site)
}

fn triggers(plan: &Fields<'_, '_>, vendor: Option<&VendorId>, known: &Known<'_>) -> Vec<Trigger> {
    let nodes = plan.tables("trigger");
    if nodes.is_empty() && !plan.has("trigger") {
        plan.log.push(
            plan.whole(&codes::MISSING_KEY, "plan has no `trigger`")
                .label("at least one [[trigger]] is required")
                .help("add `[[trigger]]` with the service level and the window that was missed"),
        );
    }
    nodes.into_iter().filter_map(|node| trigger(node, vendor, known, plan.log)).collect()
}

fn trigger(node: &Node<'_>, vendor: Option<&VendorId>, known: &Known<'_>, log: &Log) -> Option<Trigger> {
    let trigger = Fields::new(node, log, "trigger", "trigger");
    let clause_node = trigger.require("service-level");
    let clause = clause_node.and_then(|node| known.catalog.clause(node, "service-level", "plan", log));
    let period_node = trigger.require("period");
    let window = clause.as_ref().and_then(|clause| window_of(known, clause));
    let period = period_node
        .and_then(|node| window_period(node, window, known, "name the window that was missed", log));
    trigger.finish();
    let (contract, service_level) = clause?;
    if !contract_belongs(&contract, vendor, clause_node?, "plan", known, log) {
        return None;
    }
    Some(Trigger { contract, service_level, period: period?, place: node.place() })
}

/// Whether a contract is with the vendor of the record that names it; reports it when not.
pub fn contract_belongs(
    contract: &ContractId,
    vendor: Option<&VendorId>,
    node: &Node<'_>,
    record: &str,
    known: &Known<'_>,
    log: &Log,
) -> bool {
    let other = known.catalog.vendor_of_contract.get(contract.as_str());
    let (Some(vendor), Some(other)) = (vendor, other) else { return true };
    if vendor.as_str() == other {
        return true;
    }
    let message = format!("contract `{contract}` is with vendor `{other}`, the {record} with `{vendor}`");
    let label = format!("expected a contract of `{vendor}`");
    let help = format!("correct the clause or the {record}'s vendor");
    values::bad_value::<()>(node, message, &label, &help, log);
    false
}

/// The window by which a clause is judged.
pub fn window_of(known: &Known<'_>, (contract, level): &(ContractId, ServiceLevelId)) -> Option<Window> {
    let contract = known.contracts.get(contract)?;
    contract.versions.iter().find_map(|version| version.terms.service_levels.get(level)).map(|l| l.window)
}

/// A window of a clause: quarters are written `2026-Q3` and years `2026`, fiscal ones `2018/19-Q4` and `2018/19`; rolling windows by
/// their last week.
pub fn window_period(
    node: &Node<'_>,
    window: Option<Window>,
    known: &Known<'_>,
    help: &str,
    log: &Log,
) -> Option<Period> {
    let found = values::text(node, "period", log)?;
    let period = match Period::parse_long(found, known.year_starts) {
        Some(period) => period,
        None => values::period(node, "period", log)?,
    };
    let wanted = match (window?, period) {
        (Window::Month, Period::Month(..))
        | (Window::Quarter, Period::Quarter(..))
        | (Window::Year, Period::Year(_))
        | (Window::Week | Window::Rolling4 | Window::Rolling13, Period::Week(_)) => return Some(period),
        (Window::Month, _) => "a month such as 2026-09",
        (Window::Quarter, _) if known.year_starts == 1 => "a quarter such as 2026-Q3",
        (Window::Quarter, _) => "a quarter such as 2026/27-Q3",
        (Window::Year, _) if known.year_starts == 1 => "a year such as 2026",
        (Window::Year, _) => "a year such as 2026/27",
        (Window::Week, _) => "a week such as 2026-W46",
        (Window::Rolling4 | Window::Rolling13, _) => "the last week of the window, such as 2026-W46",
    };
    let message = format!("`{found}` is no window of the service level");
    values::bad_value(node, message, &format!("expected {wanted}"), help, log)
}

fn action(node: &Node<'_>, log: &Log) -> Option<Action> {
    let action = Fields::new(node, log, "action", "action");
    let id = action.required_id("id");
    let title = action.required_text("title");
    let owner = action.required_text("owner");
    let due_on = action.required_date("due-on");
    let done_on = action.date("done-on");
    let evidence = action.text("evidence");
    action.finish();
    Some(Action {
        id: id?.to_owned(),
        title: title?,
        owner: owner?,
        due_on: action.at("due-on", due_on)?,
        done_on: action.at("done-on", done_on),
        evidence,
        place: node.get("id")?.place(),
    })
}

fn criterion(
    node: &Node<'_>,
    vendor: Option<&VendorId>,
    known: &Known<'_>,
    log: &Log,
) -> Option<SuccessCriterion> {
    let catalog = known.catalog;
    let success = Fields::new(node, log, "success", "success criterion");
    let metric =
        success.require("metric").and_then(|node| catalog.metric(node, "metric", &success.name, log));
    let site = site(&success, vendor, catalog);
    let queue = success.get("queue").and_then(|node| catalog.queue(node, "queue", &success.name, log));
    let language = success.get("language").and_then(|node| {
        crate::kit::record::lists::languages(std::slice::from_ref(node), "language", log).into_iter().next()
    });
    let direction = success.required_word::<Direction>("direction");
    if let Some(Direction::Range | Direction::Neutral) = direction {
        let node = success.node.get("direction")?;
        log.push(values::unknown_word(node, "direction", node.as_text()?, &["at-least", "at-most"]));
    }
    let target = success.required_decimal("target", 0..=ANY_SIZE);
    let for_periods = success.required_whole_number("for-periods", 1..=520);
    let from = success.required_period("from");
    let no_concern = success.boolean("no-concern").unwrap_or(false);
    success.finish();
    let grain = metric.as_ref().and_then(|metric| Some(known.metrics.get(metric)?.grain));
    if let (Some(from), Some(grain), Some(node)) = (from, grain, node.get("from")) {
        same_grain(from, grain, node, "metric", log);
    }
    Some(SuccessCriterion {
        metric: metric?,
        site,
        queue,
        language,
        direction: direction?,
        target: success.at("target", target)?,
        for_periods: success.at("for-periods", for_periods.and_then(|count| u32::try_from(count).ok()))?,
        from: from?,
        no_concern,
        place: node.place(),
    })
}

/// An entry of a log; `actions` are those whose due dates it may say were moved.
pub fn entry(node: &Node<'_>, actions: &[Action], log: &Log) -> Option<LogEntry> {
    let entry = Fields::new(node, log, "log", "log entry");
    let on = entry.required_date("on");
    let kind = entry.required_word("kind");
    let text = entry.required_text("text");
    let moved = moved(&entry, kind, actions);
    entry.finish();
    Some(LogEntry { on: on?, kind: kind?, text: text?, moved: moved?, place: node.place() })
}

/// `Some(None)`: the entry moves no due date. `None`: it says so in a way that cannot be read.
#[allow(clippy::option_option, reason = "an entry that moves nothing is not one that is wrong")]
fn moved(
    entry: &Fields<'_, '_>,
    kind: Option<LogKind>,
    actions: &[Action],
) -> Option<Option<(String, Date)>> {
    if kind != Some(LogKind::DueDateMoved) {
        let stray = ["action", "due-was-on"].into_iter().find_map(|key| Some((key, entry.get(key)?)));
        let Some((key, node)) = stray else { return Some(None) };
        let message = format!("an entry that moves no due date has `{key}`");
        let help = "remove it, or write `kind = \"due-date-moved\"`";
        let label = "only a due date that was moved has this key";
        return values::bad_value(node, message, label, help, entry.log);
    }
    let action = entry.required_id("action");
    let was_on = entry.required_date("due-was-on");
    let (action, was_on) = (action?, was_on?);
    if !actions.iter().any(|one| one.id == action) {
        let message = format!("`{action}` is no action of this plan");
        let known: Vec<&str> = actions.iter().map(|one| one.id.as_str()).collect();
        let label = match known.as_slice() {
            [] => "there is no action here".to_owned(),
            known => format!("expected {}", quoted_list(known)),
        };
        let node = entry.node.get("action")?;
        return values::bad_value(
            node,
            message,
            &label,
            "name the action whose due date was moved",
            entry.log,
        );
    }
    Some(Some((action.to_owned(), was_on)))
}
