//! What a restatement did to the report: for each commit that changed final figures or terms, today's results beside those that
//! the former values would give.

mod clause_names;

pub mod former;

mod compare;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

pub use compare::{CreditShift, RatingShift, Verdict, VerdictShift};

use crate::core::attainment::judge_all;
use crate::core::credit::credits;
use crate::core::results::Results;
use crate::core::rollup::Rollup;
use crate::core::score::scorecards;
use crate::kit::apart;
use crate::kit::source::{CommitIndex, Snapshot};
use crate::subject::history::{Change, ChangeKind, Fact, History};
use crate::subject::register::Register;

/// No figure of the report: see [`Effects`].
pub type Figures = ();

/// The effects of all restatements, computed when a page first asks for them. Each judges the book once more, and neither a figure nor a
/// finding rests on them.
pub struct Effects<'a> {
    register: &'a Register,
    recorded: (&'a Snapshot, &'a History),
    today: Results<'a>,
    made: OnceLock<BTreeMap<CommitIndex, Effect>>,
}

impl<'a> Effects<'a> {
    /// `today` are the results of `register`.
    pub fn new(
        register: &'a Register,
        snapshot: &'a Snapshot,
        history: &'a History,
        today: Results<'a>,
    ) -> Effects<'a> {
        Effects { register, recorded: (snapshot, history), today, made: OnceLock::new() }
    }

    /// By commit.
    pub fn by_commit(&self) -> &BTreeMap<CommitIndex, Effect> {
        if let Some(made) = self.made.get() {
            return made;
        }
        // Outside of the cell: a thread that waits for it may have taken up another page that asks.
        let (snapshot, history) = self.recorded;
        let made = effects(self.register, snapshot, history, self.today);
        self.made.get_or_init(|| made)
    }
}

/// The difference that one commit of the publishing branch makes to today's report.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// Indices of the history's changes whose former values give the other side.
    pub put_back: Vec<usize>,
    /// By contract, service level, subject and window: results whose value, verdict or score differs.
    pub verdicts: Vec<VerdictShift>,
    /// Kept weeks whose score or rating differs.
    pub ratings: Vec<RatingShift>,
    /// Months whose credit differs.
    pub credits: Vec<CreditShift>,
    /// Why some changes could not be put back, such as a value that was changed again later.
    pub left_out: Vec<String>,
}

/// The effect of every commit that restated final measurements or terms, by commit. The former values are put back where they
/// stood, the vendors they concern are judged again, and the results are compared; other vendors cannot differ.
fn effects(
    register: &Register,
    snapshot: &Snapshot,
    history: &History,
    today: Results<'_>,
) -> BTreeMap<CommitIndex, Effect> {
    let mut last: BTreeMap<&Fact, usize> = BTreeMap::new();
    let mut by_commit: BTreeMap<CommitIndex, Vec<usize>> = BTreeMap::new();
    for (at, change) in history.changes.iter().enumerate() {
        last.insert(&change.fact, at);
    }
    for (at, change) in history.changes.iter().enumerate() {
        // A file that came back shows as the values that are not what they were.
        let is_file = !matches!(change.fact, Fact::Measurement { .. }) && change.fact.key().is_empty();
        if counts(change) && !(is_file && last.get(&change.fact) != Some(&at)) {
            by_commit.entry(change.commit).or_default().push(at);
        }
    }
    let work: Vec<(CommitIndex, Vec<usize>)> = by_commit.into_iter().collect();
    let of_commit = |at: usize| {
        let (commit, changes) = &work[at];
        let mut left_out = BTreeSet::new();
        let stands = |at: &usize| {
            let change = &history.changes[*at];
            // A row that was withdrawn may have come back as it was: that restates nothing.
            let is_back = change.kind == ChangeKind::Withdrawn && change.place.is_some();
            last.get(&change.fact) == Some(at) && !is_back
        };
        let (standing, later): (Vec<usize>, Vec<usize>) = changes.iter().copied().partition(stands);
        if !later.is_empty() {
            left_out.insert("a value was changed again later".to_owned());
        }
        let mut effect = effect(register, (snapshot, history), &standing, today, &mut left_out);
        effect.left_out = left_out.into_iter().collect();
        (*commit, effect)
    };
    apart::each(work.len(), of_commit).into_iter().collect()
}

/// Whether a change can move a result: a final measurement, or a term of a contract or an amendment.
fn counts(change: &Change) -> bool {
    match &change.fact {
        Fact::Measurement { .. } => match change.kind {
            ChangeKind::Restated => true,
            ChangeKind::Withdrawn => change.was_final,
            ChangeKind::Matured | ChangeKind::Added => false,
        },
        // That a file came back moves nothing by itself.
        Fact::Term { key, .. }
        | Fact::Amendment { key, .. }
        | Fact::Clause { key, .. }
        | Fact::ClauseAmendment { key, .. } => !(key.is_empty() && change.kind == ChangeKind::Added),
        Fact::Cell { .. } | Fact::DueDate { .. } | Fact::Other { .. } => false,
    }
}

fn effect(
    register: &Register,
    (snapshot, history): (&Snapshot, &History),
    changes: &[usize],
    today: Results<'_>,
    left_out: &mut BTreeSet<String>,
) -> Effect {
    let mut put_back = Vec::new();
    let told = (&mut put_back, left_out);
    let Some(former) = former::register(register, snapshot, history, changes, told) else {
        return Effect::default();
    };
    let rollup = Rollup::new(&former);
    let judged = judge_all(&former, &rollup);
    // Icons are of no concern here: no charts.
    let scorecards = scorecards(&former, &judged, &[], &BTreeMap::new());
    let credits = credits(&former, &judged);
    let then = Results { judged: &judged, scorecards: &scorecards, credits: &credits };
    Effect {
        put_back,
        verdicts: compare::verdicts(&former, then, today),
        ratings: compare::ratings(then, today),
        credits: compare::credits(&former, then, today),
        left_out: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
