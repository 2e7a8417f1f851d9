//! How good the signals were: of those that were raised, how many came true, and which misses nobody was warned of. What it is to come true is
//! said of each kind; docs/signals.md has all of it. Each is judged by what was known in its own period.

mod after;
mod days;
#[cfg(test)]
mod tests;
mod windows;

use std::collections::BTreeMap;

use crate::core::charted::Charted;
use crate::core::rollup::Subject;
use crate::kit::words::Direction;
use crate::subject::given::Given;
use crate::subject::register::Register;
use crate::subject::risk::record::SignalKind;
use crate::subject::signal::figures::charted::{is_concern, is_expected, of_sites};

/// Periods that are looked back upon.
const KEPT: usize = 104;

/// A signal that was raised, or a miss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it is about and its period or day: `acme-porto/accuracy/2026-W40`.
    pub name: String,
    pub fate: Fate,
}

/// What is counted of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// What came true, what did not, and what came without a warning.
    Whole,
    /// What came without a warning has other causes as a rule, or cannot be.
    Raised,
    /// What came true alone: a thing that was mended late leaves no trace.
    TrueAlone,
    Nothing,
}

/// Whether a kind can be judged by the data.
pub fn counted(kind: SignalKind) -> Counted {
    match kind {
        SignalKind::SpecialCause | SignalKind::ForecastMiss | SignalKind::BudgetSpent => Counted::Whole,
        SignalKind::Backlog
        | SignalKind::Attrition
        | SignalKind::CoverageGap
        | SignalKind::NoticeNear
        | SignalKind::PriceReviewNear
        | SignalKind::SafeguardEnds => Counted::Raised,
        SignalKind::ProcedureOverdue => Counted::TrueAlone,
        SignalKind::OneVendor => Counted::Nothing,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It came true.
    Hit,
    /// It did not: it was a false alarm, or somebody acted in time.
    FalseAlarm,
    /// Its time is not over.
    Open,
    /// A miss without such a signal before.
    Unwarned,
}

impl Fate {
    pub const ALL: [Fate; 4] = [Fate::Hit, Fate::FalseAlarm, Fate::Open, Fate::Unwarned];

    pub fn word(self) -> &'static str {
        match self {
            Fate::Hit => "hit",
            Fate::FalseAlarm => "false-alarm",
            Fate::Open => "open",
            Fate::Unwarned => "unwarned",
        }
    }
}

/// The cases of a kind, by subject and period.
pub type Track = Vec<Case>;

/// By kind; those of which nothing was raised are left out.
pub fn tracks(given: &Given<'_>) -> BTreeMap<SignalKind, Track> {
    let register = given.register;
    let horizon = *register.settings.signal_policy().horizon_periods;
    let mut tracks = BTreeMap::new();
    for (_, chart) in of_sites(given.charts) {
        let history = History { register, chart, horizon: horizon as usize };
        let concerns: Vec<bool> = history.each(|at| is_concern(chart, at));
        let expected: Vec<bool> = history.each(|at| is_expected(register, chart, at, horizon));
        for (kind, warned) in [(SignalKind::SpecialCause, concerns), (SignalKind::ForecastMiss, expected)] {
            tracks.entry(kind).or_insert_with(Track::new).extend(history.cases(&warned));
        }
    }
    tracks.insert(SignalKind::BudgetSpent, windows::budgets(given));
    tracks.insert(SignalKind::Backlog, after::backlogs(given));
    tracks.insert(SignalKind::Attrition, after::leavers(given));
    tracks.insert(SignalKind::CoverageGap, after::gaps(given));
    tracks.insert(SignalKind::NoticeNear, days::notices(register));
    tracks.insert(SignalKind::PriceReviewNear, days::price_reviews(register));
    tracks.insert(SignalKind::SafeguardEnds, days::safeguards(register));
    tracks.insert(SignalKind::ProcedureOverdue, days::procedures(register));
    tracks.retain(|_, cases: &mut Track| !cases.is_empty());
    tracks
}

/// Whether the figure of a period missed the target of that period; `None` where one of them is not there.
fn missed(register: &Register, chart: &Charted, at: usize) -> Option<bool> {
    let (value, target) = (chart.values[at]?, chart.targets[at]?);
    match register.metrics.get(&chart.metric)?.direction {
        Direction::AtLeast => Some(value < target),
        Direction::AtMost => Some(value > target),
        Direction::Range | Direction::Neutral => None,
    }
}

struct History<'h> {
    register: &'h Register,
    chart: &'h Charted,
    horizon: usize,
}

impl History<'_> {
    fn first(&self) -> usize {
        self.chart.periods.len().saturating_sub(KEPT)
    }

    /// By period; false before those that are looked back upon, and where there is no figure.
    fn each(&self, holds: impl Fn(usize) -> bool) -> Vec<bool> {
        let first = self.first();
        (0..self.chart.periods.len())
            .map(|at| at >= first && self.chart.values[at].is_some() && holds(at))
            .collect()
    }

    fn cases(&self, warned: &[bool]) -> Vec<Case> {
        let judged: Vec<(usize, bool)> = (self.first()..warned.len())
            .filter_map(|at| Some((at, missed(self.register, self.chart, at)?)))
            .collect();
        let mut cases = Vec::new();
        for (place, (at, missed)) in judged.iter().enumerate() {
            let before = &judged[..place];
            let is_new = before.last().is_none_or(|(former, _)| !warned[*former]);
            if warned[*at] && !missed && is_new {
                cases.push(self.case(*at, self.fate(&judged[place + 1..])));
            }
            let is_first = before.last().is_some_and(|(_, missed)| !missed);
            let recent = before.iter().rev().take(self.horizon);
            if *missed && is_first && !recent.clone().any(|(at, _)| warned[*at]) {
                cases.push(self.case(*at, Fate::Unwarned));
            }
        }
        cases
    }

    fn fate(&self, after: &[(usize, bool)]) -> Fate {
        let within = &after[..after.len().min(self.horizon)];
        match within.iter().any(|(_, missed)| *missed) {
            true => Fate::Hit,
            false if within.len() < self.horizon => Fate::Open,
            false => Fate::FalseAlarm,
        }
    }

    fn case(&self, at: usize, fate: Fate) -> Case {
        let site = match &self.chart.subject {
            Subject::Site(site) => site.as_str(),
            Subject::Vendor(_) => "",
        };
        Case { name: format!("{site}/{}/{}", self.chart.metric, self.chart.periods[at]), fate }
    }
}
