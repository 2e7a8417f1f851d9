//! The first page: headline, vendor by family grid, exceptions worst first, asks.

pub mod completeness;

pub mod heat;

mod gravity;

mod grid;

mod exceptions;

mod awaited;

mod status;

mod worst;

mod movement;

mod headline;

mod written;

mod since;

use std::collections::BTreeMap;

pub use gravity::{Distance, Gravity};
pub use movement::Move;
pub use since::{Moved, Since};
pub use written::{Flaw, Written};

use crate::core::attainment::Judged;
use crate::core::charted::{ChartIndex, Charted};
use crate::core::credit::CreditMonth;
use crate::core::rollup::{Rollup, Subject};
use crate::core::score::{Rating, Scorecard};
use crate::core::sentence::Sentence;
use crate::core::shift_share::{Of, Shift};
use crate::core::spc::{Assurance, Variation};
use crate::kit::id::{DecisionId, MetricId, PlanId, VendorId};
use crate::kit::number::Quotient;
use crate::kit::period::Period;
use crate::kit::words::Family;
use crate::subject::decision::record::Decision;
use crate::subject::plan::figures::plan;
use crate::subject::plan::figures::plan::PlanState;
use crate::subject::plan::record::Plan;
use crate::subject::register::Register;

#[derive(Clone, Debug, Default)]
pub struct Executive {
    /// Sentences of the headline, in order: status, what moved, what is done, what is needed.
    pub headline: Vec<Sentence<About>>,
    /// The gravest ratio that moved, as the headline explains it.
    pub why: Option<Why>,
    /// Vendors worst first; families in their fixed order.
    pub grid: Vec<GridRow>,
    /// How grave the results of each vendor and site are, all together.
    pub gravity: BTreeMap<Subject, Gravity>,
    /// The service levels of each vendor that have a result in the reporting week, worst first: indices into `Report::judged`.
    pub worst: BTreeMap<VendorId, Vec<usize>>,
    /// Worst first.
    pub exceptions: Vec<Exception>,
    /// Open decisions, due first.
    pub asks: Vec<DecisionId>,
    /// Open plans, most severe first.
    pub plans: Vec<PlanId>,
    /// Percent of expected rows present for the reporting week over all service levels in force.
    pub completeness: Option<Quotient>,
    /// What a person wrote over the week; `None` when nobody did.
    pub written: Option<Written>,
    /// `None` for the first issue.
    pub since: Option<Since>,
    /// Said where there is no exception.
    pub calm: &'static str,
}

/// A ratio that moved, and by what.
#[derive(Clone, Debug)]
pub struct Why {
    pub subject: Subject,
    pub metric: MetricId,
    pub shift: Shift,
}

/// What a piece of the headline speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// How many service levels of all vendors are met, missed, not measured.
    Overall,
    /// The same of one vendor.
    Vendor(VendorId),
    /// Value, target and streak of a ruling: index into `Report::judged`, and the ruling.
    Ruling(usize, usize),
    /// What of `Executive::why`, by its first cut.
    Why(Of),
    /// How many plans are open.
    Plans,
    /// How many decisions are awaited beside the first.
    Asks,
    /// How many actions of the open plans are done, of how many.
    ActionsDone,
    /// How many of them are overdue.
    ActionsOverdue,
    /// How many figures left their normal variation, and which way: indices into `Report::charts`, the gravest first.
    Moves(Move, Vec<usize>),
    /// How many misses no open plan answers: see [`Executive::unanswered`].
    Unanswered,
    /// A name: of a vendor, a site, a service level.
    Name,
    /// A title or a question as its author wrote it.
    Quoted,
}

impl About {
    /// A count of two and more: it has its figure in letters too (`seven figures`), since it is no part of another.
    pub fn is_count(&self) -> bool {
        matches!(self, About::Plans | About::Asks | About::Moves(..) | About::Unanswered)
    }
}

impl Executive {
    /// Misses that no open plan answers, the gravest first.
    pub fn unanswered(&self) -> impl Iterator<Item = &Exception> {
        let missed = |exception: &&Exception| exception.kind != ExceptionKind::ConsistentlyFailing;
        self.exceptions.iter().filter(missed).filter(|exception| exception.plan.is_none())
    }

    /// The words of the headline's sentences.
    pub fn sentences(&self) -> Vec<String> {
        self.headline.iter().map(Sentence::text).collect()
    }

    /// Orders subjects, the worst first; those of which nothing is judged come last, equals stay as they were.
    pub fn worst_first(&self, one: &Subject, other: &Subject) -> std::cmp::Ordering {
        let none = Gravity::none();
        let of = |subject| self.gravity.get(subject).unwrap_or(&none);
        of(other).cmp(of(one))
    }

    /// The written headline where it stands against the figures.
    pub fn standing(&self) -> Option<&Written> {
        self.written.as_ref().filter(|written| written.flaws.is_empty())
    }
}

#[derive(Clone, Debug)]
pub struct GridRow {
    pub vendor: VendorId,
    /// Of the vendor's own scorecard.
    pub overall: Rating,
    pub score: Option<Quotient>,
    pub coverage: Option<Quotient>,
    /// One for each family that any metric or service level of the book has.
    pub cells: Vec<GridCell>,
}

#[derive(Clone, Debug)]
pub struct GridCell {
    pub family: Family,
    pub rating: Rating,
    /// The service level that leads the cell: the worst of the family, most material first. Index into `Report::judged`, and the ruling.
    pub lead: Option<(usize, usize)>,
    pub variation: Variation,
    pub assurance: Assurance,
    pub coverage: Option<Quotient>,
    /// Of the family's lines, weighted over what was measured; `None` when nothing scored was measured.
    pub score: Option<Quotient>,
    /// Lines of the family that are missed.
    pub missed: usize,
    /// Why nothing is measured; empty otherwise.
    pub reason: String,
}

/// What left tolerance.
#[derive(Clone, Debug)]
pub struct Exception {
    pub kind: ExceptionKind,
    pub vendor: VendorId,
    /// Index into `Report::judged`, and the ruling.
    pub judged: usize,
    pub ruling: usize,
    /// No signal stands: what its limits say of the target, they say of the process as it runs.
    pub is_stable: bool,
    /// The window had another target than the one that holds now, which the limits are held against.
    pub target_moved: bool,
    /// Of a site: the same window is met contract-wide.
    pub contract_holds: bool,
    /// An open plan that answers it.
    pub plan: Option<PlanId>,
}

/// Among equals of one gravity, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExceptionKind {
    Chronic,
    Repeat,
    NewBreach,
    /// Control limits lie wholly on the wrong side of the target although the last window met it or is not judged.
    ConsistentlyFailing,
}

/// What the first page is made from.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    pub register: &'a Register,
    pub rollup: &'a Rollup<'a>,
    pub period: Period,
    pub judged: &'a [Judged],
    pub scorecards: &'a BTreeMap<Subject, Vec<Scorecard>>,
    pub plans: &'a BTreeMap<PlanId, PlanState>,
    pub charts: &'a [Charted],
    /// What missed windows cost, of the months that the report knows.
    pub credits: &'a [CreditMonth],
    /// Of whole metrics.
    pub chart_of: &'a ChartIndex,
}

impl<'a> Inputs<'a> {
    /// The scorecard of the period.
    fn card(&self, subject: &Subject) -> Option<&'a Scorecard> {
        self.scorecards.get(subject)?.iter().rev().find(|card| card.period == self.period)
    }
}

pub fn executive(inputs: &Inputs<'_>) -> Executive {
    let register = inputs.register;
    let gravity = grid::gravities(inputs);
    let mut executive = Executive {
        headline: Vec::new(),
        why: None,
        grid: grid::worst_first(grid::grid(inputs), &gravity),
        gravity,
        worst: grid::worst(inputs),
        exceptions: exceptions::exceptions(inputs),
        asks: asks(register).into_iter().map(|decision| decision.id.clone()).collect(),
        plans: open_plans(register).into_iter().map(|plan| plan.id.clone()).collect(),
        completeness: completeness::completeness(inputs),
        written: None,
        since: None,
        calm: status::calm(inputs),
    };
    (executive.headline, executive.why) = headline::headline(inputs, &executive);
    executive.written = written::written(inputs, &executive);
    executive.since = since::since(inputs, &executive.grid, &executive.exceptions);
    executive
}

/// Decisions that were asked for and not given by the as-of date: due first, then by id.
fn asks(register: &Register) -> Vec<&Decision> {
    let as_of = register.as_of();
    let all = register.decisions.values();
    let mut asks: Vec<&Decision> = all.filter(|decision| decision.is_open_on(as_of)).collect();
    // Of one day, what answers a service level comes first: the headline may speak of it.
    asks.sort_by_key(|decision| (*decision.due_on, decision.service_levels.is_empty()));
    asks
}

/// Most severe first, then the oldest.
fn open_plans(register: &Register) -> Vec<&Plan> {
    let mut plans: Vec<&Plan> =
        register.plans.values().filter(|plan| plan::is_open(register, plan)).collect();
    plans.sort_by_key(|plan| (*plan.severity, *plan.detected_on));
    plans
}

#[cfg(test)]
mod headline_tests;
#[cfg(test)]
mod late_tests;
#[cfg(test)]
mod tests;
