//! How a gate stands on the as-of date: which criteria are met, what was decided, and what was known on the day of the decision.

pub mod found;
pub mod site;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::organisation::record::Project;
use crate::core::rollup::Rollup;
use crate::kit::calendar::days_between;
use crate::kit::id::{GateId, SiteId};
use crate::kit::source::At;
use crate::subject::gate::figures::found::{CriterionResult, Found};
use crate::subject::gate::figures::site::Judge;
use crate::subject::gate::record::{Criterion, Gate, GateDecision, GateKind};
use crate::subject::given::{Computed, Given};
use crate::subject::history::History;
use crate::subject::register::Register;

/// What a report keeps of them: those that were opened by the as-of date.
pub type Figures = BTreeMap<GateId, GateState>;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let none = History::default();
        let history = given.recorded.map_or(&none, |(_, history)| history);
        states(given.register, given.rollup, history)
    }

    fn of_issue(given: &Given<'_>) -> Figures {
        Figures::compute(given)
    }
}

/// A gate on the as-of date.
#[derive(Clone, Debug)]
pub struct GateState {
    /// `None`: neither the gate nor its project says a day.
    pub due: Option<Due>,
    /// Its own sites, else the project's.
    pub sites: Vec<SiteId>,
    /// In the gate's order.
    pub criteria: Vec<CriterionState>,
    /// By the as-of date.
    pub decision: Option<(GateDecision, Date)>,
}

/// A day with the key that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub key: &'static str,
    pub on: At<Date>,
    /// Days since then at the as-of date; below 0 it lies ahead.
    pub age_days: i32,
}

#[derive(Clone, Debug)]
pub struct CriterionState {
    pub due: Option<Due>,
    pub result: CriterionResult,
    /// What the data say at each site; empty of a criterion that is not measured.
    pub found: Vec<(SiteId, Found)>,
    /// On the day of the decision; `None`: nothing was decided.
    pub was_met: Option<bool>,
}

impl GateState {
    /// Neither started nor closed: nothing was decided, or no-go.
    pub fn is_open(&self) -> bool {
        !self.is_passed()
    }

    pub fn is_passed(&self) -> bool {
        self.decision.is_some_and(|(decision, _)| decision.is_go())
    }

    /// Its day has come and gone, and it is still open.
    pub fn is_overdue(&self) -> bool {
        self.is_open() && self.due.as_ref().is_some_and(|due| due.age_days > 0)
    }

    pub fn met(&self) -> usize {
        self.criteria.iter().filter(|criterion| criterion.is_met()).count()
    }

    /// Every criterion is met.
    pub fn is_ready(&self) -> bool {
        self.met() == self.criteria.len()
    }

    /// Of an open gate: a criterion is past its date and not met.
    pub fn is_late(&self, criterion: &CriterionState) -> bool {
        self.is_open() && !criterion.is_met() && criterion.due.as_ref().is_some_and(|due| due.age_days > 0)
    }
}

impl CriterionState {
    pub fn is_met(&self) -> bool {
        self.result == CriterionResult::Met
    }
}

/// All gates that were opened by the as-of date and whose project is there.
pub fn states(register: &Register, rollup: &Rollup<'_>, history: &History) -> Figures {
    let as_of = register.as_of();
    let open = register.gates.values().filter(|gate| *gate.opened_on <= as_of);
    let now = Judge::on(register, rollup, history, as_of);
    let of = |gate: &Gate| {
        let project = register.projects.get(&*gate.project)?;
        let decision = gate.decided_by_day(as_of);
        let then = decision.map(|(_, on)| Judge::on(register, rollup, history, on));
        Some((gate.id.clone(), state(gate, project, &now, then.as_ref())))
    };
    open.filter_map(of).collect()
}

fn state(gate: &Gate, project: &Project, now: &Judge<'_>, then: Option<&Judge<'_>>) -> GateState {
    let sites: Vec<SiteId> = match gate.sites.is_empty() {
        true => project.sites.iter().cloned().collect(),
        false => gate.sites.iter().cloned().collect(),
    };
    let due = due_of(gate, project, now.day);
    let criterion = |one: &Criterion| {
        let own = one.due_on.as_ref().map(|on| due_at("due-on", on, now.day));
        let (result, found) = now.judge((gate, project), &sites, one);
        let was_met = then.map(|then| then.judge((gate, project), &sites, one).0 == CriterionResult::Met);
        CriterionState { due: own.or_else(|| due.clone()), result, found, was_met }
    };
    GateState {
        criteria: gate.criteria.iter().map(criterion).collect(),
        decision: gate.decided_by_day(now.day),
        due,
        sites,
    }
}

/// The gate's own day, else the project's first one, or of an exit its last.
fn due_of(gate: &Gate, project: &Project, day: Date) -> Option<Due> {
    let (key, on) = match (&gate.due_on, *gate.kind) {
        (Some(on), _) => ("due-on", on),
        (None, GateKind::Launch) => ("starts-on", &project.starts_on),
        (None, GateKind::Exit) => ("ends-on", project.ends_on.as_ref()?),
    };
    Some(due_at(key, on, day))
}

fn due_at(key: &'static str, on: &At<Date>, day: Date) -> Due {
    Due { key, on: on.clone(), age_days: days_between(**on, day) }
}

#[cfg(test)]
mod tests;
