//! What a restatement did to the report: for each commit that changed final figures or terms, today's results beside those that
//! the former values would give.

mod former;

mod compare;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

pub use compare::{CreditShift, RatingShift, Verdict, VerdictShift};

use crate::compute::attainment::{Judged, judge_all};
use crate::compute::credit::{CreditMonth, credits};
use crate::compute::rollup::{Rollup, Subject};
use crate::compute::scorecard::{Scorecard, scorecards};
use crate::history::{Change, ChangeKind, Fact, History};
use crate::model::Register;
use crate::source::{CommitIndex, Snapshot};

/// The difference that one commit of the publishing branch makes to today's report.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// By contract, service level, subject and window: results whose value, verdict or score differs.
    pub verdicts: Vec<VerdictShift>,
    /// Kept weeks whose score or rating differs.
    pub ratings: Vec<RatingShift>,
    /// Months whose credit differs.
    pub credits: Vec<CreditShift>,
    /// Changes that could not be put back, with the reason: the value was changed again later, or stands on several lines.
    pub left_out: Vec<String>,
}

/// Today's results, to compare with.
#[derive(Clone, Copy, Debug)]
pub struct Today<'a> {
    pub judged: &'a [Judged],
    pub scorecards: &'a BTreeMap<Subject, Vec<Scorecard>>,
    pub credits: &'a [CreditMonth],
}

/// The effect of every commit that restated final measurements or terms, by commit. The former values are put back where they
/// stood, the vendors they concern are judged again, and the results are compared; other vendors cannot differ.
pub fn effects(
    register: &Register,
    snapshot: &Snapshot,
    history: &History,
    today: Today<'_>,
) -> BTreeMap<CommitIndex, Effect> {
    let mut last: BTreeMap<&Fact, usize> = BTreeMap::new();
    let mut by_commit: BTreeMap<CommitIndex, Vec<usize>> = BTreeMap::new();
    for (at, change) in history.changes.iter().enumerate() {
        last.insert(&change.fact, at);
        if counts(change) {
            by_commit.entry(change.commit).or_default().push(at);
        }
    }
    let work: Vec<(CommitIndex, Vec<usize>)> = by_commit.into_iter().collect();
    work.into_par_iter()
        .map(|(commit, changes)| {
            let (mut standing, mut left_out) = (Vec::new(), BTreeSet::new());
            for at in changes {
                let change = &history.changes[at];
                if last.get(&change.fact) == Some(&at) {
                    standing.push(change);
                } else {
                    left_out.insert("a value was changed again later".to_owned());
                }
            }
            let mut effect = effect(register, snapshot, &standing, today, &mut left_out);
            effect.left_out = left_out.into_iter().collect();
            (commit, effect)
        })
        .collect()
}

/// Whether a change can move a result: a final measurement, or a term of a contract or an amendment.
fn counts(change: &Change) -> bool {
    match &change.fact {
        Fact::Measurement { .. } => match change.kind {
            ChangeKind::Restated => true,
            ChangeKind::Withdrawn => !change.before.ends_with(",provisional"),
            ChangeKind::Matured | ChangeKind::Added => false,
        },
        Fact::Term { .. } | Fact::Amendment { .. } => true,
        Fact::Cell { .. } | Fact::DueDate { .. } | Fact::Other { .. } => false,
    }
}

fn effect(
    register: &Register,
    snapshot: &Snapshot,
    changes: &[&Change],
    today: Today<'_>,
    left_out: &mut BTreeSet<String>,
) -> Effect {
    let Some(former) = former::register(register, snapshot, changes, left_out) else {
        return Effect::default();
    };
    let rollup = Rollup::new(&former);
    let judged = judge_all(&former, &rollup);
    // Icons are of no concern here: no charts.
    let scorecards = scorecards(&former, &judged, &[], &BTreeMap::new());
    let credits = credits(&former, &judged);
    let then = Today { judged: &judged, scorecards: &scorecards, credits: &credits };
    Effect {
        verdicts: compare::verdicts(&former, then, today),
        ratings: compare::ratings(then, today),
        credits: compare::credits(&former, then, today),
        left_out: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
