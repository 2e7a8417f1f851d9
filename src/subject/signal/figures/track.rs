//! How good the signals were: of those that were raised while a target was met, how many were followed by a miss, and which misses nobody was
//! warned of. Each is judged by what was known in its own period.

use std::collections::BTreeMap;

use crate::core::charted::Charted;
use crate::kit::period::Period;
use crate::kit::words::Direction;
use crate::subject::given::Given;
use crate::subject::register::Register;
use crate::subject::risk::record::SignalKind;
use crate::subject::signal::figures::About;
use crate::subject::signal::figures::charted::{is_concern, is_expected, of_sites};

/// Periods that are looked back upon.
const KEPT: usize = 104;

/// A signal that was raised, or a miss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub about: About,
    pub period: Period,
    pub fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// A miss followed within the horizon.
    Hit,
    /// None did.
    FalseAlarm,
    /// The horizon is not over.
    Open,
    /// A miss without such a signal in the periods before.
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

/// Of the kinds that say of a metric what will come.
pub fn tracks(given: &Given<'_>) -> BTreeMap<SignalKind, Track> {
    let register = given.register;
    let horizon = *register.settings.signal_policy().horizon_periods;
    let mut tracks = BTreeMap::new();
    for (_, chart) in of_sites(given.charts) {
        let history = History { register, chart, horizon: horizon as usize };
        let concerns: Vec<bool> = history.each(|at| is_concern(chart, at));
        let expected: Vec<bool> = history.each(|at| is_expected(register, chart, at, horizon));
        for (kind, warned) in [(SignalKind::SpecialCause, concerns), (SignalKind::ForecastMiss, expected)] {
            let cases = history.cases(&warned);
            if !cases.is_empty() {
                tracks.entry(kind).or_insert_with(Track::new).extend(cases);
            }
        }
    }
    tracks
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

    /// Whether the figure of a period missed the target of that period; `None` where one of them is not there.
    fn missed(&self, at: usize) -> Option<bool> {
        let (value, target) = (self.chart.values[at]?, self.chart.targets[at]?);
        match self.register.metrics.get(&self.chart.metric)?.direction {
            Direction::AtLeast => Some(value < target),
            Direction::AtMost => Some(value > target),
            Direction::Range | Direction::Neutral => None,
        }
    }

    fn cases(&self, warned: &[bool]) -> Vec<Case> {
        let judged: Vec<(usize, bool)> =
            (self.first()..warned.len()).filter_map(|at| Some((at, self.missed(at)?))).collect();
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
            crate::core::rollup::Subject::Site(site) => Some(site.clone()),
            crate::core::rollup::Subject::Vendor(_) => None,
        };
        let about = About { site, metric: Some(self.chart.metric.clone()), ..About::default() };
        Case { about, period: self.chart.periods[at], fate }
    }
}
