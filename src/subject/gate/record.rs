//! Gates as they are written: criteria by area, each with an owner and a date, and a decision of go or no-go.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::core::contract::known::Known;
use crate::core::registered::Listed;
use crate::kit::declared::{Language, Reader, Record};
use crate::kit::diag::{Diagnostic, codes, quoted_list};
use crate::kit::id::{GateId, MetricId, PartId, PersonId, ProjectId, QueueId, SiteId, SopId};
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place};
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::kit::words::{Direction, closed_list};

closed_list! {
    /// Which way a project goes through it.
    GateKind {
        Launch = "launch" "Launch",
        Exit = "exit" "Exit",
    }
    /// What a criterion is about.
    GateArea {
        Accounts = "accounts" "Accounts",
        Permissions = "permissions" "Permissions",
        Hires = "hires" "Hires",
        Training = "training" "Training",
        Procedures = "procedures" "Procedures",
        Calibration = "calibration" "Calibration",
        AccountsRemoved = "accounts-removed" "Accounts removed",
        PermissionsRemoved = "permissions-removed" "Permissions taken away",
        DataReturned = "data-returned" "Data returned or destroyed",
        FinalInvoice = "final-invoice" "Final invoice",
        Lessons = "lessons" "Lessons",
        Other = "other" "Other",
    }
    /// What was decided. `go` of an exit: it is closed.
    GateDecision {
        Go = "go" "Go",
        Conditional = "go-with-conditions" "Go with conditions",
        NoGo = "no-go" "No-go",
    }
}

impl GateArea {
    /// Whether the book measures it by itself, without a metric.
    pub fn is_counted(self) -> bool {
        use GateArea as A;
        matches!(
            self,
            A::Accounts
                | A::Permissions
                | A::Hires
                | A::Procedures
                | A::AccountsRemoved
                | A::PermissionsRemoved
        )
    }

    /// Whether it is measured by a metric.
    pub fn is_by_metric(self) -> bool {
        matches!(self, GateArea::Training | GateArea::Calibration)
    }
}

/// What has to hold before a project starts, or when it has ended.
#[derive(Clone, Debug, Record)]
#[record(noun = "gate", path = "data/gates/<gate>.toml")]
pub struct Gate {
    pub id: GateId,
    /// What it is called.
    #[key(example = "Launch of Atlas in Porto")]
    pub title: At<String>,
    /// The project that goes through it.
    #[key(example = "atlas")]
    pub project: At<ProjectId>,
    /// Which way.
    #[key(example = "launch")]
    pub kind: At<GateKind>,
    /// It shows from this day on.
    #[key(example = "2026-10-01")]
    pub opened_on: At<Date>,
    /// The day by which it is to be passed; absent: the project's first day, of an exit its last one. A project without an end wants it of its exit.
    #[key(example = "2026-11-30")]
    pub due_on: Option<At<Date>>,
    /// Who brings it to a decision.
    #[key(example = "ada-north")]
    pub owner: At<PersonId>,
    /// The sites it speaks of; empty or absent is all of the project's.
    #[key(example = "acme-porto", loose)]
    pub sites: BTreeSet<SiteId>,
    // How many accounts and people are to be there.
    #[key(name = "planned")]
    pub planned: Vec<Planned>,
    #[key(name = "criterion", range = 1..)]
    pub criteria: Vec<Criterion>,
    /// What was decided.
    #[key(example = "go-with-conditions")]
    pub decision: Option<At<GateDecision>>,
    /// Who decided.
    #[key(example = "ben-field", when = "decision", only = "decision")]
    pub decided_by: Option<At<PersonId>>,
    /// Whom they stood in for, where they did: a delegation hands it to them on that day.
    #[key(example = "ada-north", only = "decision")]
    pub in_place_of: Option<At<PersonId>>,
    /// When.
    #[key(example = "2026-11-27", when = "decision", only = "decision")]
    pub decided_on: Option<At<Date>>,
    /// Why, in a sentence.
    #[key(example = "Two graders of forty are off, and both are coached", only = "decision")]
    pub reason: Option<At<String>>,
    #[key(
        name = "condition",
        when = "decision = go-with-conditions",
        only = "decision = go-with-conditions"
    )]
    pub conditions: Vec<Condition>,
    pub place: Place,
}

/// How many accounts and people a site is to have.
#[derive(Clone, Debug, Record)]
#[record(noun = "planned number")]
pub struct Planned {
    /// The site.
    #[key(example = "acme-porto")]
    pub site: At<SiteId>,
    /// Accounts that have to be usable.
    #[key(example = 40, range = 1..=1_000_000)]
    pub accounts: Option<At<u32>>,
    /// People who have to be there.
    #[key(example = 40, range = 1..=1_000_000)]
    pub people: Option<At<u32>>,
    pub place: Place,
}

/// One thing that has to hold.
#[derive(Clone, Debug, Record)]
#[record(noun = "gate criterion", check = Criterion::check)]
pub struct Criterion {
    /// Unique in the gate.
    #[key(example = "graders-calibrated")]
    pub id: At<PartId>,
    /// What it is about.
    #[key(example = "calibration")]
    pub area: At<GateArea>,
    /// What has to hold.
    #[key(example = "New graders agree with the gold set")]
    pub title: At<String>,
    /// Who brings it about.
    #[key(example = "ada-north")]
    pub owner: At<PersonId>,
    /// By when; absent: by the day of the gate.
    #[key(example = "2026-11-20")]
    pub due_on: Option<At<Date>>,
    /// When it was done; of what nothing measures.
    #[key(example = "# 2026-11-18")]
    pub done_on: Option<At<Date>>,
    /// What shows it.
    #[key(example = "Calibration sheet of 18 November, with the quality lead")]
    pub evidence: Option<At<String>>,
    /// Whether the data of the book say if it holds: never of data-returned, final-invoice, lessons and other.
    #[key(example = true, default = false)]
    pub measured: At<bool>,
    /// Of one site; absent: each site of the gate.
    #[key(example = "acme-porto", loose)]
    pub site: Option<At<SiteId>>,
    /// Of procedures: these alone; empty or absent is every effective one that applies to the project's queues and to the site.
    #[key(example = "# label-guidelines", only = "area = procedures")]
    pub procedures: Vec<At<SopId>>,
    /// Of measured training and calibration: the metric whose newest period that is due has to reach the target.
    #[key(example = "accuracy", only = "area = training | calibration")]
    pub metric: Option<At<MetricId>>,
    /// `at-least` or `at-most`.
    #[key(example = "at-least", when = "metric", only = "metric")]
    pub direction: Option<At<Direction>>,
    /// In the metric's unit.
    #[key(example = 95, when = "metric", only = "metric")]
    pub target: Option<At<Decimal>>,
    /// Of one queue.
    #[key(example = "atlas-pt", only = "metric")]
    pub queue: Option<At<QueueId>>,
    /// Of one language.
    #[key(example = "pt-PT", only = "metric")]
    pub language: Option<At<Language>>,
    pub place: Place,
}

/// Under what a gate was passed.
#[derive(Clone, Debug, Record)]
#[record(noun = "gate condition")]
pub struct Condition {
    /// What has to be done afterwards.
    #[key(example = "A coach sits with the two graders who are off")]
    pub title: At<String>,
    /// The criterion that was not met.
    #[key(example = "graders-calibrated")]
    pub criterion: Option<At<PartId>>,
    /// Who does it.
    #[key(example = "ada-north")]
    pub owner: At<PersonId>,
    /// By when.
    #[key(example = "2026-12-04")]
    pub due_on: At<Date>,
    /// When it was done.
    #[key(example = "2026-12-03")]
    pub done_on: Option<At<Date>>,
    pub place: Place,
}

/// What a register keeps of them.
pub type Records = BTreeMap<GateId, Gate>;

impl Listed for Gate {
    fn check(draft: &mut GateDraft, reader: &Reader<'_, '_, '_>, known: &Known<'_>) {
        reader.in_order("opened-on", "due-on");
        reader.in_order("opened-on", "decided-on");
        let mut sites = BTreeSet::new();
        for planned in &draft.planned {
            if !sites.insert(planned.site.as_str()) {
                let message = format!("`{}` is planned twice", planned.site.as_str());
                reader.bad_value(
                    &planned.site,
                    message,
                    "expected each site once",
                    "write both numbers into one table",
                );
            }
        }
        let known_ids: Vec<&str> = draft.criteria.iter().map(|one| one.id.as_str()).collect();
        for named in draft.conditions.iter().filter_map(|one| one.criterion.as_ref()) {
            if !known_ids.contains(&named.as_str()) {
                let message = format!("`{}` is no criterion of this gate", named.as_str());
                let label = match known_ids.as_slice() {
                    [] => "there is no criterion here".to_owned(),
                    known => format!("expected {}", quoted_list(known)),
                };
                reader.bad_value(named, message, label, "name the criterion for which it stands");
            }
        }
        let decided = draft.decided_on.iter().map(|on| ("decided-on", on));
        let ticked = draft.criteria.iter().filter_map(|one| Some(("done-on", one.done_on.as_ref()?)));
        let kept = draft.conditions.iter().filter_map(|one| Some(("done-on", one.done_on.as_ref()?)));
        for (key, on) in decided.chain(ticked).chain(kept) {
            if let Some(wrong) = known.today.future(key, **on, on.place.clone()) {
                reader.log().push(wrong);
            }
        }
    }
}

impl Criterion {
    fn check(draft: &mut CriterionDraft, reader: &Reader<'_, '_, '_>) {
        let node = reader.fields.node.get("direction");
        let word = node.and_then(Node::as_text).filter(|word| matches!(*word, "range" | "neutral"));
        if let (Some(node), Some(word)) = (node, word) {
            reader.log().push(values::unknown_word(node, "direction", word, &["at-least", "at-most"]));
        }
        let Some(area) = &draft.area else { return };
        let measured = &draft.measured;
        if !**measured {
            return;
        }
        let wrong = if !area.is_counted() && !area.is_by_metric() {
            Some((
                format!("a criterion of `{}` cannot be measured", area.word()),
                "nothing in the book measures this area",
                "remove `measured`, and write `done-on` when it is done",
            ))
        } else if reader.fields.has("done-on") {
            Some((
                "a measured criterion has `done-on`".to_owned(),
                "the data say whether it is met",
                "remove one of the two",
            ))
        } else if area.is_by_metric() && !reader.fields.has("metric") {
            Some((
                format!("a measured criterion of `{}` has no `metric`", area.word()),
                "expected a metric, a direction and a target",
                "add `metric`, `direction` and `target`",
            ))
        } else {
            None
        };
        if let Some((message, label, help)) = wrong {
            reader.log().push(
                Diagnostic::new(&codes::BAD_VALUE, measured.place.clone(), message).label(label).help(help),
            );
        }
    }
}

impl Gate {
    /// The planned numbers of a site, where the gate has them.
    pub fn planned_at(&self, site: &SiteId) -> Option<&Planned> {
        self.planned.iter().find(|planned| *planned.site == *site)
    }

    /// A decision by a day, which opened the gate.
    pub fn decided_by_day(&self, day: Date) -> Option<(GateDecision, Date)> {
        let on = self.decided_on.as_deref().copied().filter(|on| *on <= day)?;
        Some((self.decision.as_deref().copied()?, on))
    }
}

impl Condition {
    pub fn is_done(&self, day: Date) -> bool {
        self.done_on.as_ref().is_some_and(|on| **on <= day)
    }

    /// Past its date on a day, and not done.
    pub fn is_overdue(&self, day: Date) -> bool {
        *self.due_on < day && !self.is_done(day)
    }
}

impl GateDecision {
    /// Whether work may start, or has been closed.
    pub fn is_go(self) -> bool {
        self != GateDecision::NoGo
    }
}
