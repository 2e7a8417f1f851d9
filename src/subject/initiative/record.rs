//! Improvement initiatives: a change that somebody made to the work, what it was to bring, and when it began.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::contract::record::Scope;
use crate::core::metric::record::{Metric, Rebase, RebaseScope};
use crate::core::registered::Listed;
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{InitiativeId, MetricId, PersonId, QueueId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::{At, Place};
use crate::kit::words::{Direction, closed_list};
use crate::subject::plan::record::LogEntry;

closed_list! {
    InitiativeStatus {
        Running = "running" "Under way",
        Kept = "kept" "Kept",
        Stopped = "stopped" "Stopped",
    }
}

/// A change that somebody makes on purpose.
#[derive(Clone, Debug, Record)]
#[record(noun = "initiative", path = "data/initiatives/<initiative>.toml")]
pub struct Initiative {
    pub id: InitiativeId,
    /// What it is called.
    #[key(example = "Second review of borderline labels")]
    pub title: At<String>,
    /// Whose work changes.
    #[key(example = "acme")]
    pub vendor: At<VendorId>,
    /// Absent is the whole vendor.
    #[key(example = "acme-porto")]
    pub site: Option<At<SiteId>>,
    /// The queues it changes; empty or absent is all.
    #[key(example = "atlas-pt")]
    pub queues: Vec<At<QueueId>>,
    /// What it is to move.
    #[key(example = "accuracy")]
    pub metric: At<MetricId>,
    /// What is done otherwise.
    #[key(example = "A second labeller decides where the first is unsure")]
    pub change: At<String>,
    /// How far it has come.
    #[key(example = "kept")]
    pub status: At<InitiativeStatus>,
    /// Who answers for it at the client.
    #[key(example = "ada-north")]
    pub owner_client: At<PersonId>,
    /// A role at the vendor.
    #[key(example = "Quality lead, Porto")]
    pub owner_vendor: Option<At<String>>,
    /// Limits start anew.
    #[key(example = "ben-field")]
    pub approved_by: At<PersonId>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north")]
    pub in_place_of: Option<At<PersonId>>,
    /// Shown from this day on.
    #[key(example = "2026-05-04")]
    pub approved_on: At<Date>,
    /// First period it is compared with, in the grain of the metric.
    #[key(example = "2026-W05")]
    pub baseline_from: At<Period>,
    /// The last; what lies between it and the intervention belongs to neither.
    #[key(example = "2026-W18")]
    pub baseline_to: At<Period>,
    /// The first period of the work as changed.
    #[key(example = "2026-W21")]
    pub intervention: At<Period>,
    /// Change of the mean, in the metric's unit (percentage points), and for the better.
    #[key(example = 1.5, range = -1_000_000_000..=1_000_000_000)]
    pub expected: At<Decimal>,
    /// What comes after a stop is not counted.
    #[key(example = "2026-09-28", when = "status = kept | stopped", only = "status = kept | stopped")]
    pub ended_on: Option<At<Date>>,
    /// What was decided, and why.
    #[key(example = "Kept at Porto", when = "status = kept | stopped")]
    pub outcome: Option<At<String>>,
    // In order of date.
    #[key(
        name = "log",
        example = "on = 2026-06-15\nkind = \"status-update\"\ntext = \"All shifts are trained\""
    )]
    pub log: Vec<LogEntry>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<InitiativeId, Initiative>;

impl Listed for Initiative {
    fn check(draft: &mut InitiativeDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        let metrics = known.metrics;
        reader.site_of_vendor(draft.site.as_ref(), draft.vendor.as_ref());
        reader.in_order("approved-on", "ended-on");
        LogEntry::check_all(&mut draft.log, &[], reader);
        let metric = draft.metric.as_ref().and_then(|id| metrics.get(&**id));
        let [from, to, intervention] =
            [&draft.baseline_from, &draft.baseline_to, &draft.intervention].map(|period| {
                period.as_ref().filter(|period| metric.is_some_and(|metric| metric.has_grain(period, reader)))
            });
        if let (Some(from), Some(to), Some(intervention)) = (from, to, intervention) {
            follows(("baseline-from", from), ("baseline-to", to), true, reader);
            follows(("baseline-to", to), ("intervention", intervention), false, reader);
        } else {
            reader.refuse();
        }
        if let (Some(expected), Some(metric)) = (&draft.expected, metric) {
            is_wanted(expected, metric, reader);
        }
    }

    /// The event at which limits start anew; `None` where it changes some queues only: the charts show the others too.
    fn rebase(&self) -> Option<Rebase> {
        self.queues.is_empty().then(|| Rebase {
            metric: self.metric.clone(),
            scope: RebaseScope {
                site: self.site.clone(),
                vendor: self.site.is_none().then(|| self.vendor.clone()),
            },
            from: self.intervention.clone(),
            reason: self.title.clone(),
            approved_by: self.approved_by.clone(),
            place: self.place.clone(),
        })
    }
}

impl Initiative {
    /// First and last period that it is compared with; both lie before `intervention`.
    pub fn baseline(&self) -> (Period, Period) {
        (*self.baseline_from, *self.baseline_to)
    }

    /// The rows it is judged by, within its site or vendor.
    pub fn scope(&self) -> Scope {
        Scope { queues: self.queues.iter().map(|queue| queue.value.clone()).collect(), ..Scope::default() }
    }

    /// On a day: a report of an earlier one shows it as it stood.
    pub fn status_on(&self, day: Date) -> InitiativeStatus {
        let has_ended = self.ended_on.as_ref().is_some_and(|on| **on <= day);
        if has_ended { *self.status } else { InitiativeStatus::Running }
    }
}

/// Reports a period that does not come after another, or lies with it where that is not allowed.
fn follows(
    (first, earlier): (&str, &At<Period>),
    (second, later): (&str, &At<Period>),
    same_allowed: bool,
    reader: &Reader<'_, '_, '_>,
) {
    if **earlier < **later || (same_allowed && **earlier == **later) {
        return;
    }
    let (message, label) = match same_allowed {
        true => (format!("`{second}` lies before `{first}`"), format!("expected {} or later", **earlier)),
        false => (
            format!("`{second}` does not lie after `{first}`"),
            format!("expected a period after {}", **earlier),
        ),
    };
    let diagnostic = Diagnostic::new(&codes::DATE_ORDER, later.place.clone(), message).label(label);
    let diagnostic = diagnostic.help("correct one of the two periods");
    reader.log().push(diagnostic.related(earlier.place.clone(), format!("`{first}`")));
    reader.refuse();
}

/// Reports a change that the metric does not call better.
fn is_wanted(expected: &At<Decimal>, metric: &Metric, reader: &Reader<'_, '_, '_>) {
    let change = **expected;
    let wrong = match metric.direction {
        _ if change == Decimal::ZERO => "a change of 0 is none",
        Direction::AtLeast if change < Decimal::ZERO => "higher is better: expected a change above 0",
        Direction::AtMost if change > Decimal::ZERO => "lower is better: expected a change below 0",
        _ => return,
    };
    let help = "write the change that is wanted, in the unit of the metric";
    reader.bad_value(expected, format!("`expected` cannot be {change}"), wrong, help);
    reader.refuse();
}
