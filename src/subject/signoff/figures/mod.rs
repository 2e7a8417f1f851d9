//! Signed periods: what each covers now, whether that is still what was signed, and who is shown to have signed.

pub(crate) mod covered;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use covered::{Covered, covered};

use crate::core::contract::window::closes_on;
use crate::core::settings::record::Person;
use crate::kit::id::PersonId;
use crate::kit::kept::Last;
use crate::kit::period::Period;
use crate::kit::source::Snapshot;
use crate::kit::source::{CommitIndex, Recorded, RecordedCommit, RepoPath, Text};
use crate::subject::given::{Computed, Given};
use crate::subject::history::History;
use crate::subject::history::{First, first_versions};
use crate::subject::register::Register;
use crate::subject::signoff::record::signed_hash;
use crate::subject::signoff::record::{PeriodRestatement, Signoff};

/// What a report keeps of them.
pub type Figures = Signed;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let signed = |(snapshot, _): (&Snapshot, &History)| {
            let known = given.worked_out.once(KeptCovers::default);
            signed(given.register, &snapshot.recorded, &snapshot.texts, &known)
        };
        given.recorded.map_or_else(Signed::default, signed)
    }
}

/// Where sign-offs stand.
const FOLDER: &str = "data/signoffs/";

/// Every sign-off of a period that has ended by the as-of date, and what became of their files.
#[derive(Clone, Debug, Default)]
pub struct Signed {
    /// By period. A sign-off of a period after the as-of date is not among them: its rows were left out.
    pub periods: BTreeMap<Period, SignedPeriod>,
    /// Sign-offs and restatements that are not what they were when first recorded, by path.
    pub edited: Vec<Edited>,
    /// Git history was there to compare with.
    pub recorded: bool,
}

impl Signed {
    /// `by Ada North (claimed)`; `None` when nobody signed the period.
    pub fn by_line(&self, register: &Register, period: Period) -> Option<String> {
        let signer = self.periods.get(&period)?.signer.word();
        let signoff = register.signoffs.get(&period)?;
        Some(format!("by {} ({signer})", signer_name(register, signoff)))
    }
}

/// `Ada North`, `Ben Field for Ada North`
pub fn signer_name(register: &Register, signoff: &Signoff) -> String {
    let name = register.person_name(signoff.signed_by.as_str());
    match &signoff.in_place_of {
        Some(of) => format!("{name} for {}", register.person_name(of.as_str())),
        None => name.to_owned(),
    }
}

/// A signed period as it stands.
#[derive(Clone, Debug)]
pub struct SignedPeriod {
    pub covered: Covered,
    /// The hash that was agreed to last: the sign-off's, or that of its latest restatement, as first recorded.
    pub agreed: String,
    /// The commit with which the publishing branch first had what was agreed to last by somebody who may; `None` when it is not
    /// committed. What was changed after it still needs a second person.
    pub since: Option<CommitIndex>,
    /// The commit with which the publishing branch first had the sign-off; `None` when it is not committed.
    pub signed: Option<CommitIndex>,
    pub signer: Signer,
    /// One a restatement, in their order.
    pub approvers: Vec<Approval>,
}

impl SignedPeriod {
    /// Whether the book still says what was agreed to.
    pub fn holds(&self) -> bool {
        self.agreed == self.covered.hash
    }

    /// Whether the restatement that stands last is approved by who made it: another one by somebody else takes its place.
    pub fn is_refused(&self) -> bool {
        self.approvers.last().is_some_and(|approval| approval.own.is_some())
    }

    /// Restatements after which the period says something else than before, of all of its own.
    pub fn changes<'s>(&self, signoff: &'s Signoff) -> impl Iterator<Item = &'s PeriodRestatement> {
        let is_change: Vec<bool> = self.approvers.iter().map(|approval| !approval.is_confirmation).collect();
        signoff.restatements.iter().zip(is_change).filter_map(|(one, is_change)| is_change.then_some(one))
    }

    /// The restatements that are approved by who made them and whose place no later one has taken: their index and the commit.
    pub fn refused(&self) -> impl Iterator<Item = (usize, CommitIndex)> + '_ {
        let after = self.approvers.iter().rposition(|approval| approval.own.is_none()).map_or(0, |at| at + 1);
        let open = self.approvers.iter().enumerate().skip(after);
        open.filter_map(|(at, approval)| Some((at, approval.own?)))
    }
}

/// The people of the book who made none of the changes since what was agreed to last: each may approve a restatement.
pub fn may_approve(register: &Register, recorded: &Recorded, state: &SignedPeriod) -> Vec<PersonId> {
    let rows = state.since.map(|since| changed_rows(register, recorded, &state.covered, since));
    let commits: BTreeSet<CommitIndex> =
        rows.unwrap_or_default().into_iter().map(|(_, commit)| commit).collect();
    let made = |person: &Person| {
        commits.iter().filter_map(|at| recorded.commit(*at)).any(|commit| is_by(commit, person))
    };
    register.settings.people.values().filter(|person| !made(person)).map(|person| person.id.clone()).collect()
}

/// Whether a name in a file is more than a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signer {
    /// The commit that set the file bears a valid SSH signature by this key of theirs (its fingerprint).
    Verified { key: String },
    /// Nothing proves it, and why.
    Claimed(&'static str),
}

impl Signer {
    pub fn word(&self) -> &'static str {
        match self {
            Signer::Verified { .. } => "verified",
            Signer::Claimed(_) => "claimed",
        }
    }
}

/// The approval of a restatement.
#[derive(Clone, Debug)]
pub struct Approval {
    pub signer: Signer,
    /// A commit by the approver that changed a covered row, or recorded the restatement: then it agrees to nothing.
    pub own: Option<CommitIndex>,
    /// It agrees to what was agreed to before: nothing has changed.
    pub is_confirmation: bool,
}

/// A file that was changed or removed after it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub path: RepoPath,
    pub first: CommitIndex,
    /// 1-based line of the first difference; `None` when the file is gone.
    pub line: Option<u32>,
}

/// What the periods cover that were signed.
pub type KeptCovers = Last<BTreeSet<Period>, Arc<BTreeMap<Period, Covered>>>;

/// Compares every sign-off with the register and with what git recorded. `known` is of the same records of core.
pub fn signed(
    register: &Register,
    recorded: &Recorded,
    texts: &BTreeMap<RepoPath, Text>,
    known: &KeptCovers,
) -> Signed {
    let firsts = first_versions(recorded, FOLDER);
    let as_of = register.as_of();
    let ended = || register.signoffs.values().filter(|signoff| closes_on(register, signoff.period) <= as_of);
    let periods: BTreeSet<Period> = ended().map(|signoff| signoff.period).collect();
    let covers = known.of(periods, |periods| Arc::new(covered(register, periods)));
    let book = Book { register, recorded, firsts: &firsts };
    let periods = ended()
        .filter_map(|signoff| {
            Some((signoff.period, book.period(signoff, covers.get(&signoff.period)?.clone())))
        })
        .collect();
    Signed { periods, edited: edited(&firsts, texts), recorded: !recorded.commits.is_empty() }
}

fn edited(firsts: &BTreeMap<String, First>, texts: &BTreeMap<RepoPath, Text>) -> Vec<Edited> {
    let mut edited = Vec::new();
    for (path, first) in firsts {
        let path = RepoPath::new(path);
        let Some(text) = texts.get(&path) else {
            edited.push(Edited { path, first: first.commit, line: None });
            continue;
        };
        let now: Vec<&str> = text.content().lines().collect();
        let was: Vec<&str> = first.lines.iter().map(String::as_str).collect();
        if now != was {
            let same = now.iter().zip(&was).take_while(|(now, was)| now == was).count();
            let line = u32::try_from(same + 1).unwrap_or(u32::MAX);
            edited.push(Edited { path, first: first.commit, line: Some(line) });
        }
    }
    edited
}

struct Book<'a> {
    register: &'a Register,
    recorded: &'a Recorded,
    firsts: &'a BTreeMap<String, First>,
}

impl Book<'_> {
    fn period(&self, signoff: &Signoff, covered: Covered) -> SignedPeriod {
        let mut agreed = self.first_hash(&signoff.place.path).unwrap_or_else(|| signoff.hash.to_string());
        let signed = self.first_commit(&signoff.place.path);
        let mut since = signed;
        let mut approvers = Vec::new();
        let mut stood = agreed.clone();
        for restatement in &signoff.restatements {
            let path = &restatement.place.path;
            agreed = self.first_hash(path).unwrap_or_else(|| restatement.hash_after.to_string());
            let until = self.first_commit(path);
            let own = self.own_change(restatement, &covered, since, until);
            let is_confirmation = own.is_none() && agreed == stood;
            approvers.push(Approval {
                signer: self.signer(&restatement.approved_by, path),
                own,
                is_confirmation,
            });
            if own.is_none() {
                stood.clone_from(&agreed);
                since = until.or(since);
            }
        }
        SignedPeriod {
            agreed,
            signer: self.signer(&signoff.signed_by, &signoff.place.path),
            approvers,
            since,
            signed,
            covered,
        }
    }

    fn first_commit(&self, path: &RepoPath) -> Option<CommitIndex> {
        self.firsts.get(path.as_str()).map(|first| first.commit)
    }

    /// The hash that the file stated when it was first recorded.
    fn first_hash(&self, path: &RepoPath) -> Option<String> {
        let first = self.firsts.get(path.as_str())?;
        signed_hash(&first.lines.join("\n"))
    }

    /// The commit that last set the file of HEAD: for a file that is only ever added, the one that added it.
    fn commit_of(&self, path: &RepoPath) -> Option<CommitIndex> {
        let touch = self.recorded.files.get(path.as_str())?.touches.last()?;
        touch.blob.as_ref().map(|_| touch.commit)
    }

    fn signer(&self, person: &PersonId, path: &RepoPath) -> Signer {
        if self.recorded.commits.is_empty() {
            return Signer::Claimed("there is no git history");
        }
        let Some(commit) = self.commit_of(path).and_then(|at| self.recorded.commit(at)) else {
            return Signer::Claimed("it is not committed");
        };
        let keys = self.register.settings.people.get(person).map_or(&[][..], |person| person.keys.as_slice());
        if commit.signature == crate::kit::source::Signature::None {
            return Signer::Claimed("its commit bears no signature");
        }
        if keys.is_empty() {
            return Signer::Claimed("the book names no key of theirs");
        }
        match keys.iter().find(|key| key.made(&commit.signature)) {
            Some(key) => Signer::Verified { key: key.fingerprint() },
            None => Signer::Claimed("no key of theirs made its commit's signature"),
        }
    }

    /// A commit by its approver that recorded the restatement, or set a covered row after `since` and not after it.
    fn own_change(
        &self,
        restatement: &PeriodRestatement,
        covered: &Covered,
        since: Option<CommitIndex>,
        until: Option<CommitIndex>,
    ) -> Option<CommitIndex> {
        let person = self.register.settings.people.get(&*restatement.approved_by)?;
        let is_own = |at: &CommitIndex| self.recorded.commit(*at).is_some_and(|commit| is_by(commit, person));
        // A merge brings the file to the branch, another commit made it: either may be theirs.
        let recorded = self.commit_of(&restatement.place.path).filter(is_own).or(until.filter(is_own));
        recorded.or_else(|| {
            let rows = changed_rows(self.register, self.recorded, covered, since?);
            let mut commits: Vec<CommitIndex> = rows.into_iter().map(|(_, commit)| commit).collect();
            commits.sort_unstable();
            commits.into_iter().filter(|commit| until.is_none_or(|until| *commit <= until)).find(is_own)
        })
    }
}

/// Covered rows whose line was set by a commit after `since`: index of the row, and the commit. Rows that are gone leave no
/// line to find.
pub fn changed_rows(
    register: &Register,
    recorded: &Recorded,
    covered: &Covered,
    since: CommitIndex,
) -> Vec<(usize, CommitIndex)> {
    let mut lines: BTreeMap<u32, Vec<CommitIndex>> = BTreeMap::new();
    let measurements = &register.measurements;
    let mut changed = Vec::new();
    for &at in &covered.rows {
        let Some(row) = measurements.rows.get(at) else { continue };
        let setters = lines.entry(row.file).or_insert_with(|| {
            let path = measurements.files.get(row.file as usize).map_or("", RepoPath::as_str);
            let runs = recorded.lines(path);
            runs.iter().flat_map(|run| std::iter::repeat_n(run.commit, run.count as usize)).collect()
        });
        let line = row.line as usize;
        if let Some(&commit) = line.checked_sub(1).and_then(|line| setters.get(line))
            && commit > since
        {
            changed.push((at, commit));
        }
    }
    changed
}

/// Names are claims, and the only thing that a commit and the book have in common.
fn is_by(commit: &RecordedCommit, person: &Person) -> bool {
    let author = commit.author.trim().to_lowercase();
    author == person.name.to_lowercase() || author == person.id.as_str()
}

#[cfg(test)]
mod tests;
