//! Signal or noise: control charts, so that nobody explains, rewards or punishes chance.
// A module imports only from those above it.
pub mod limits;

pub mod icon;

pub mod nhs;

pub mod nelson;

pub mod anhoej;

pub use icon::{Assurance, Improves, Side, Signal, Special, Variation, message};
pub use limits::{Baseline, CONSTANTS, Constants, Limits, LimitsSetting};

use crate::core::settings::record::RuleSet;

/// Periods under one set of limits: from the start, or from a rebase, up to the next one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// First index.
    pub start: usize,
    /// One past the last index.
    pub end: usize,
    /// `None` when they cannot be estimated.
    pub limits: Option<Limits>,
}

/// What a chart shows at one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointFlag {
    /// No value: the gap stays visible.
    Missing,
    /// Too few points to judge by.
    NotJudged,
    CommonCause,
    Special(Special),
}

/// A control chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// In order, without holes; none for an empty series.
    pub groups: Vec<Group>,
    /// One for each period.
    pub flags: Vec<PointFlag>,
    /// What the limits and flags were made with.
    pub setting: LimitsSetting,
}

/// The chart of a series, `None` for a missing period; values must be finite. A new group starts at each index
/// in `rebases`; their order does not matter, and 0, repeats and indices past the end are ignored.
pub fn chart(values: &[Option<f64>], rebases: &[usize], setting: &LimitsSetting) -> Chart {
    let starts = group_starts(values.len(), rebases);
    let mut groups = Vec::with_capacity(starts.len());
    let mut flags = Vec::with_capacity(values.len());
    for (at, &start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(values.len());
        let limits = limits::limits(&values[start..end], setting);
        groups.push(Group { start, end, limits });
        flags.extend(group_flags(&values[start..end], limits.as_ref(), setting.rule_set));
    }
    Chart { groups, flags, setting: *setting }
}

impl Chart {
    /// Limits of the last group: those that the icons speak of.
    pub fn limits(&self) -> Option<Limits> {
        self.groups.last()?.limits
    }

    /// Limits in force at a period.
    pub fn limits_at(&self, index: usize) -> Option<Limits> {
        self.groups.iter().find(|group| (group.start..group.end).contains(&index))?.limits
    }

    /// The icon of the last present point of the last group: a missing last period changes no icon.
    pub fn variation(&self, improves: Improves) -> Variation {
        let Some(group) = self.groups.last() else { return Variation::TooFewPoints };
        let flags = self.flags.get(group.start..group.end).unwrap_or_default();
        match flags.iter().rev().find(|flag| **flag != PointFlag::Missing) {
            Some(PointFlag::Special(special)) => Variation::of(special.side, improves),
            Some(PointFlag::CommonCause) => Variation::CommonCause,
            _ => Variation::TooFewPoints,
        }
    }

    /// The target, in the unit of the values, against the limits of the last group.
    pub fn assurance(&self, target: Option<f64>, improves: Improves) -> Assurance {
        assurance(self.limits().as_ref(), target, improves)
    }
}

/// For each period, the icons and limits as they stood when it was the last one: the same as `chart` on each
/// prefix, in one pass. Each point costs a look at no more than 15 points; where limits are neither fixed nor
/// unscreened, also a look at every range of its group so far.
pub fn as_seen(
    values: &[Option<f64>],
    rebases: &[usize],
    setting: &LimitsSetting,
    improves: Improves,
    target: Option<f64>,
) -> Vec<(Variation, Assurance, Option<Limits>)> {
    let mut starts = group_starts(values.len(), rebases).into_iter().peekable();
    let mut seen = Vec::with_capacity(values.len());
    let mut baseline = Baseline::new(setting);
    let mut limits = None;
    let mut present: Vec<f64> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        if starts.next_if_eq(&index).is_some() {
            baseline = Baseline::new(setting);
            limits = None;
            present.clear();
        }
        if baseline.push(*value) {
            limits = baseline.limits();
        }
        present.extend(value);
        let variation = match judged(limits.as_ref()) {
            None => Variation::TooFewPoints,
            Some(judged) => match last_flag(&present, judged, setting.rule_set) {
                Some(special) => Variation::of(special.side, improves),
                None => Variation::CommonCause,
            },
        };
        seen.push((variation, assurance(limits.as_ref(), target, improves), limits));
    }
    seen
}

/// Where groups start, ascending; the first at 0.
fn group_starts(len: usize, rebases: &[usize]) -> Vec<usize> {
    let mut starts: Vec<usize> = rebases.iter().copied().chain([0]).filter(|start| *start < len).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

fn group_flags(values: &[Option<f64>], limits: Option<&Limits>, set: RuleSet) -> Vec<PointFlag> {
    let present: Vec<f64> = values.iter().flatten().copied().collect();
    let mut judgements = match judged(limits) {
        None => vec![PointFlag::NotJudged; present.len()],
        Some(limits) => special_points(&present, limits, set)
            .into_iter()
            .map(|special| special.map_or(PointFlag::CommonCause, PointFlag::Special))
            .collect(),
    }
    .into_iter();
    values.iter().map(|value| value.and_then(|_| judgements.next()).unwrap_or(PointFlag::Missing)).collect()
}

fn special_points(present: &[f64], limits: &Limits, set: RuleSet) -> Vec<Option<Special>> {
    match set {
        RuleSet::Nhs => nhs::flags(present, limits),
        RuleSet::Nelson | RuleSet::WesternElectric => {
            (1..=present.len()).map(|end| last_flag(&present[..end], limits, set)).collect()
        }
    }
}

fn last_flag(present: &[f64], limits: &Limits, set: RuleSet) -> Option<Special> {
    match set {
        RuleSet::Nhs => nhs::last_flag(present, limits),
        RuleSet::Nelson | RuleSet::WesternElectric => {
            let recent = present.get(present.len().saturating_sub(nelson::WINDOW)..)?;
            let mut z = [0.0; nelson::WINDOW];
            for (z, value) in z.iter_mut().zip(recent) {
                *z = limits.z(*value);
            }
            nelson::last_flag(&z[..recent.len()], set)
        }
    }
}

fn judged(limits: Option<&Limits>) -> Option<&Limits> {
    limits.filter(|limits| limits.carry_icon())
}

fn assurance(limits: Option<&Limits>, target: Option<f64>, improves: Improves) -> Assurance {
    judged(limits).map_or(Assurance::NotApplicable, |limits| Assurance::of(limits, target, improves))
}

#[cfg(test)]
mod tests;
