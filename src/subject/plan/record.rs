//! Remediation plans: what they answer, their actions, and what has to hold before they may be closed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::{Clause, Known};
use crate::core::registered::Listed;
use crate::kit::declared::{Language, Reader, Record, WindowPeriod};
use crate::kit::diag::{Diagnostic, codes, quoted_list};
use crate::kit::id::{MetricId, PartId, PersonId, PlanId, QueueId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::{At, Place};
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::kit::words::{Direction, closed_list};

closed_list! {
    PlanSeverity {
        Critical = "critical" "Critical",
        High = "high" "High",
        Moderate = "moderate" "Moderate",
        Low = "low" "Low",
    }
    PlanStatus {
        Open = "open" "Open",
        Investigating = "investigating" "Investigating",
        Remediating = "remediating" "Remediating",
        Closed = "closed" "Closed",
    }
    LogKind {
        StatusUpdate = "status-update" "Status update",
        MilestoneComplete = "milestone-complete" "Milestone complete",
        VendorCheckIn = "vendor-check-in" "Vendor check-in",
        Escalation = "escalation" "Escalation",
        Decision = "decision" "Decision",
        DueDateMoved = "due-date-moved" "Due date moved",
    }
}

/// A remediation plan.
#[derive(Clone, Debug, Record)]
#[record(noun = "plan", path = "data/plans/<plan>.toml")]
pub struct Plan {
    pub id: PlanId,
    /// What it is to bring about.
    #[key(example = "Bring accuracy in Porto back")]
    pub title: At<String>,
    /// Whose work it is about.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// Absent is the whole vendor.
    #[key(example = "acme-porto")]
    pub site: Option<At<SiteId>>,
    /// How grave the miss is.
    #[key(example = "high")]
    pub severity: At<PlanSeverity>,
    /// How far it has come.
    #[key(example = "closed")]
    pub status: At<PlanStatus>,
    /// When the miss was seen.
    #[key(example = "2026-10-05")]
    pub detected_on: At<Date>,
    /// Not before detected-on.
    #[key(example = "2026-10-19")]
    pub draft_due_on: At<Date>,
    /// Who agreed to it.
    #[key(example = "ben-field")]
    pub approved_by: Option<At<PersonId>>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north", only = "approved-by")]
    pub in_place_of: Option<At<PersonId>>,
    /// When.
    #[key(example = "2026-10-20")]
    pub approved_on: Option<At<Date>>,
    /// A role at the vendor; without it a finding.
    #[key(example = "Site lead, Porto")]
    pub owner_vendor: Option<At<String>>,
    /// Who answers for it at the client; without it a finding.
    #[key(example = "ada-north")]
    pub owner_client: Option<At<PersonId>>,
    /// Without it a finding.
    #[key(example = "New guideline was not briefed to the late shift")]
    pub root_cause: Option<At<String>>,
    /// How it was found.
    #[key(example = "five whys")]
    pub root_cause_method: Option<At<String>>,
    /// What the miss did.
    #[key(example = "One in twenty labels wrong")]
    pub effect: Option<At<String>>,
    /// What keeps it from coming back.
    #[key(example = "Briefing list signed per shift")]
    pub prevention: Option<At<String>>,
    /// The day on which it was closed: required of a closed plan, refused of others.
    #[key(example = "2026-11-13")]
    pub closed_on: Option<At<Date>>,
    #[key(name = "trigger", range = 1..)]
    pub triggers: Vec<Trigger>,
    #[key(name = "action")]
    pub actions: Vec<Action>,
    #[key(name = "success")]
    pub success: Vec<SuccessCriterion>,
    // In order of date.
    #[key(name = "log")]
    pub log: Vec<LogEntry>,
    pub place: Place,
}

/// The service level and the window that was missed.
#[derive(Clone, Debug, Record)]
#[record(noun = "trigger")]
pub struct Trigger {
    /// Contract/service-level.
    #[key(name = "service-level", example = "acme-2026/accuracy")]
    pub clause: At<Clause>,
    /// The window that was missed: a week, a month, for quarters 2026-Q3, for years 2026 (fiscal: 2026/27-Q3, 2026/27); a rolling window by its last week.
    #[key(example = "2026-09")]
    pub period: At<WindowPeriod>,
    pub place: Place,
}

/// What somebody is to do.
#[derive(Clone, Debug, Record)]
#[record(noun = "action")]
pub struct Action {
    /// Unique in the plan.
    #[key(example = "brief-late-shift")]
    pub id: At<PartId>,
    /// What is to be done.
    #[key(example = "Brief the late shift")]
    pub title: At<String>,
    /// A role or a handle.
    #[key(example = "Trainer, Porto")]
    pub owner: At<String>,
    /// By when.
    #[key(example = "2026-10-30")]
    pub due_on: At<Date>,
    /// When it was done.
    #[key(example = "2026-10-29")]
    pub done_on: Option<At<Date>>,
    /// A done action without it is a finding.
    #[key(example = "Attendance list 2026-10-29")]
    pub evidence: Option<At<String>>,
}

/// When all hold, the plan may be closed.
#[derive(Clone, Debug, Record)]
#[record(noun = "success criterion", check = SuccessCriterion::check)]
pub struct SuccessCriterion {
    /// What has to be good.
    #[key(example = "accuracy")]
    pub metric: At<MetricId>,
    /// Scope; absent: the plan's.
    #[key(example = "acme-porto")]
    pub site: Option<At<SiteId>>,
    /// Of one queue.
    #[key(example = "atlas-pt")]
    pub queue: Option<At<QueueId>>,
    /// Of one language.
    #[key(example = "pt-PT")]
    pub language: Option<At<Language>>,
    /// `at-least` or `at-most`.
    #[key(example = "at-least")]
    pub direction: At<Direction>,
    /// In the metric's unit.
    #[key(example = 95)]
    pub target: At<Decimal>,
    /// Consecutive periods of the metric's grain.
    #[key(example = 4, range = 1..=520)]
    pub for_periods: At<u32>,
    /// First period that counts.
    #[key(example = "2026-W44")]
    pub from: At<Period>,
    /// Also no special-cause concern at the end.
    #[key(example = true, default = false)]
    pub no_concern: At<bool>,
    pub place: Place,
}

/// What happened on the way.
#[derive(Clone, Debug, Record)]
#[record(noun = "log entry")]
pub struct LogEntry {
    /// The day.
    #[key(example = "2026-10-26")]
    pub on: At<Date>,
    /// A due date that moves is counted as a slip; git sees it too, and then it counts once.
    #[key(example = "due-date-moved")]
    pub kind: At<LogKind>,
    /// What happened.
    #[key(example = "The late shift is short of two people this week")]
    pub text: At<String>,
    /// Whose date it was.
    #[key(example = "brief-late-shift", when = "kind = due-date-moved", only = "kind = due-date-moved")]
    pub action: Option<At<PartId>>,
    /// When it was due before.
    #[key(example = "2026-10-23", when = "kind = due-date-moved", only = "kind = due-date-moved")]
    pub due_was_on: Option<At<Date>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<PlanId, Plan>;

impl Listed for Plan {
    const PARTS: Option<&'static str> = Some("action");

    fn check(draft: &mut PlanDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        let vendor = draft.vendor.as_ref();
        reader.site_of_vendor(draft.site.as_ref(), vendor);
        reader.in_order("detected-on", "draft-due-on");
        reader.in_order("detected-on", "closed-on");
        closing(draft.status.as_deref().copied(), reader);
        draft.triggers.retain(|trigger| {
            let help = "name the window that was missed";
            let is_window = known.is_window(&trigger.period, &trigger.clause, help, reader);
            known.is_with(&trigger.clause, vendor, reader) && is_window == Some(true)
        });
        for criterion in &draft.success {
            reader.site_of_vendor(criterion.site.as_ref(), vendor);
            known.metrics.get(&*criterion.metric).map(|metric| metric.has_grain(&criterion.from, reader));
        }
        LogEntry::check_all(&mut draft.log, &draft.actions, reader);
    }

    fn parts(&self) -> Vec<&str> {
        self.actions.iter().map(|action| action.id.as_str()).collect()
    }
}

fn closing(status: Option<PlanStatus>, reader: &Reader<'_, '_, '_>) {
    let plan = &reader.fields;
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

impl SuccessCriterion {
    fn check(_draft: &mut SuccessCriterionDraft, reader: &Reader<'_, '_, '_>) {
        let node = reader.fields.node.get("direction");
        let word = node.and_then(Node::as_text).filter(|word| matches!(*word, "range" | "neutral"));
        if let (Some(node), Some(word)) = (node, word) {
            reader.log().push(values::unknown_word(node, "direction", word, &["at-least", "at-most"]));
        }
    }
}

impl LogEntry {
    /// Puts entries in order of date; reports those that move the date of an action that is not there.
    pub fn check_all(entries: &mut [LogEntry], actions: &[Action], reader: &Reader<'_, '_, '_>) {
        entries.sort_by_key(|entry| *entry.on);
        for named in entries.iter().filter_map(|entry| entry.action.as_ref()) {
            if actions.iter().any(|one| one.id.value == named.value) {
                continue;
            }
            let known: Vec<&str> = actions.iter().map(|one| one.id.as_str()).collect();
            let label = match known.as_slice() {
                [] => "there is no action here".to_owned(),
                known => format!("expected {}", quoted_list(known)),
            };
            let message = format!("`{}` is no action of this plan", named.as_str());
            reader.bad_value(named, message, label, "name the action whose due date was moved");
        }
    }

    /// Of a due date that was moved, and of nothing else: the action's id, and when it was due before.
    pub fn moved(&self) -> Option<(&PartId, Date)> {
        Some((&**self.action.as_ref()?, **self.due_was_on.as_ref()?))
    }
}
