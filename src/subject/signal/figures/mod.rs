//! Signals on the as-of date (H2), what answers each (H4), and how many of the earlier ones came true.

pub mod charted;
pub mod dated;
pub mod spoken;
pub mod volumes;
pub mod track;
mod answered;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::trend::Forecast;
use crate::kit::declared::Language;
use crate::kit::id::{
    ContractId, DecisionId, DismissalId, MetricId, PlanId, ProjectId, RiskId, SafeguardId, ServiceLevelId,
    SiteId, SopId, VendorId,
};
use crate::kit::number::Quotient;
use crate::kit::period::Period;
use crate::subject::given::{Computed, Given};
use crate::subject::risk::record::SignalKind;
use crate::subject::signal::figures::track::Track;

/// What a report keeps of them.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Red ones first, then by kind and by what they are about.
    pub signals: Vec<Signal>,
    /// By kind, what became of those that were raised.
    pub tracks: BTreeMap<SignalKind, Track>,
    /// Metrics of sites with a target for which no miss is forecast, by why.
    pub unforecast: BTreeMap<Unforecast, Vec<About>>,
}

/// A warning that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    pub kind: SignalKind,
    pub about: About,
    /// The first day from which it stands without a break.
    pub since: Date,
    /// It concerns what was promised, what is safe or what has a date; else it is one to watch.
    pub is_red: bool,
    pub basis: Basis,
    pub answer: Option<Answer>,
}

/// What a signal is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct About {
    pub vendor: Option<VendorId>,
    pub site: Option<SiteId>,
    pub metric: Option<MetricId>,
    pub project: Option<ProjectId>,
    pub sop: Option<SopId>,
    pub contract: Option<ContractId>,
    pub safeguard: Option<SafeguardId>,
}

/// What it rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// The chart of the metric, whose newest period it is.
    Chart(Period),
    /// The period in which the target would be missed.
    Expected(Period),
    /// Measured rows that come to a value, in words of the kind: days of backlog, percent of leavers, percent of units, percent of the allowance.
    Value(Box<Measured>),
    /// The day that it is about.
    Day(Date),
    /// Languages for which people are missing.
    Languages(Vec<Language>),
}

/// A value with the rows that it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    pub value: Quotient,
    /// The newest period.
    pub period: Period,
    /// Indices into the measurements, rising.
    pub rows: Vec<u32>,
    /// Of an allowance: the service level that grants it, and its last window, whose cases it is reckoned by.
    pub level: Option<(ServiceLevelId, Period)>,
}

/// Who or what has taken it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Risk(RiskId),
    Plan(PlanId),
    /// What it asks to be decided is asked for, in time.
    Asked(DecisionId),
    Dismissed(DismissalId),
}

/// Why no miss is forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unforecast {
    TooFewPoints,
    NothingMoves,
    NotTowards,
    TooFar,
    AlreadyMissed,
}

impl Unforecast {
    fn of(forecast: Forecast, horizon: u32) -> Option<Unforecast> {
        match forecast {
            Forecast::Reached { likely, .. } if likely <= horizon => None,
            Forecast::Reached { .. } | Forecast::TooFar => Some(Unforecast::TooFar),
            Forecast::OnTarget => Some(Unforecast::AlreadyMissed),
            Forecast::TooFewPoints => Some(Unforecast::TooFewPoints),
            Forecast::NothingMoves => Some(Unforecast::NothingMoves),
            Forecast::NotTowards => Some(Unforecast::NotTowards),
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Unforecast::TooFewPoints => "too few points for a trend",
            Unforecast::NothingMoves => "nothing but ordinary variation",
            Unforecast::NotTowards => "it moves away from a miss",
            Unforecast::TooFar => "a miss lies beyond the horizon",
            Unforecast::AlreadyMissed => "the target is missed already",
        }
    }
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let (signals, unforecast) = standing(given);
        Figures { signals, tracks: track::tracks(given), unforecast }
    }

    /// An issue shows what stood by then; how good signals were is said of today.
    fn of_issue(given: &Given<'_>) -> Figures {
        Figures { signals: standing(given).0, ..Figures::default() }
    }
}

/// The signals of the day in their order, each with its answer, and metrics without a forecast.
fn standing(given: &Given<'_>) -> (Vec<Signal>, BTreeMap<Unforecast, Vec<About>>) {
    let (mut signals, unforecast) = charted::signals(given);
    signals.extend(volumes::signals(given));
    signals.extend(dated::signals(given));
    signals.extend(spoken::signals(given.register));
    for signal in &mut signals {
        signal.answer = answered::answer(given.register, signal);
    }
    signals.sort_by(|one, other| {
        let key = |of: &Signal| (!of.is_red, of.answer.is_some(), of.kind);
        (key(one), &one.about).cmp(&(key(other), &other.about))
    });
    (signals, unforecast)
}
