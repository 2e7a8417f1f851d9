//! How many service levels were met, of one and the same window: a week, a month, a quarter or a year, never a mix of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::attainment::{Outcome, Ruling, WhyNot, due_by};
use crate::core::contract::record::Window;
use crate::core::contract::terms::clause_on;
use crate::core::rollup::Subject;
use crate::kit::calendar::Week;
use crate::kit::id::SiteId;
use crate::kit::period::Period;
use crate::kit::words::Direction;
use crate::subject::group::figures::{Given, Group};

/// The lengths over which is counted. Rolling windows are of a length of their own and stand in none of these.
pub const LENGTHS: [Window; 4] = [Window::Month, Window::Quarter, Window::Year, Window::Week];

/// How the service levels of a group came out in one window: indices into `Report::judged` and its rulings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub met: Vec<(usize, usize)>,
    pub missed: Vec<(usize, usize)>,
    pub unmeasured: Vec<(usize, usize)>,
}

impl Count {
    pub fn judged(&self) -> usize {
        self.met.len() + self.missed.len()
    }

    pub fn is_empty(&self) -> bool {
        self.judged() + self.unmeasured.len() == 0
    }
}

/// Service levels that were judged in two windows of one length, and came out otherwise in the later one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Missed, then met.
    pub better: usize,
    /// Met, then missed.
    pub worse: usize,
    /// Judged in both.
    pub both: usize,
}

/// The results of a group.
#[derive(Clone, Debug, Default)]
pub struct Results {
    counts: BTreeMap<(Window, Period), Count>,
    /// Some are judged over rolling windows, which stand in no count.
    pub has_rolling: bool,
    /// Weeks of one site for which no row came, by metric and the period of the row.
    pub silent: BTreeMap<(crate::kit::id::MetricId, Period), BTreeSet<SiteId>>,
}

/// Every result of a group, and the rows that it lacks.
pub fn results(given: &Given<'_>, group: &Group) -> Results {
    Results { silent: silent(given, group), ..counts(given, &group.counted(given)) }
}

/// The results of service levels, by their indices in `Report::judged`.
pub fn counts(given: &Given<'_>, counted: &[usize]) -> Results {
    let mut results = Results::default();
    for &at in counted {
        let Some(judged) = given.judged.get(at) else { continue };
        for (nth, ruling) in judged.rulings.iter().enumerate() {
            let Some(level) = judged.level(given.register, ruling) else { continue };
            if level.direction == Direction::Neutral || is_nothing(ruling) {
                continue;
            }
            if !LENGTHS.contains(&level.window) {
                results.has_rolling = true;
                continue;
            }
            let count = results.counts.entry((level.window, ruling.window.period)).or_default();
            match ruling.outcome {
                Outcome::Met => count.met.push((at, nth)),
                Outcome::Missed => count.missed.push((at, nth)),
                Outcome::NotMeasured(_) | Outcome::Shown => count.unmeasured.push((at, nth)),
            }
        }
    }
    results
}

/// Rows that a site owed by a service level, was not relieved of, and did not send.
fn silent(
    given: &Given<'_>,
    group: &Group,
) -> BTreeMap<(crate::kit::id::MetricId, Period), BTreeSet<SiteId>> {
    let members = group.members(given.register);
    let sites = members.all_sites(given.register);
    let of_projects: Option<BTreeSet<usize>> =
        members.projects.as_ref().map(|_| group.counted(given).into_iter().collect());
    let mut silent: BTreeMap<_, BTreeSet<SiteId>> = BTreeMap::new();
    for (at, judged) in given.judged.iter().enumerate() {
        let Subject::Site(site) = &judged.subject else { continue };
        if !sites.contains(site) || of_projects.as_ref().is_some_and(|own| !own.contains(&at)) {
            continue;
        }
        for ruling in judged.rulings.iter().filter(|ruling| !ruling.missing.is_empty()) {
            let Some(level) = judged.level(given.register, ruling) else { continue };
            for period in &ruling.missing {
                silent.entry((level.metric.clone(), *period)).or_default().insert(site.clone());
            }
        }
    }
    silent
}

impl Results {
    /// How the windows of one length came out in a period.
    pub fn count(&self, window: Window, period: Period) -> Option<&Count> {
        self.counts.get(&(window, period))
    }

    /// Periods of a length in which something is counted, newest first.
    pub fn periods(&self, window: Window) -> impl Iterator<Item = Period> + '_ {
        self.counts.keys().rev().filter(move |(of, _)| *of == window).map(|(_, period)| *period)
    }

    /// The newest period of a length in which something was judged, else the newest in which anything is due.
    pub fn newest(&self, window: Window) -> Option<Period> {
        let judged = |period: &Period| self.count(window, *period).is_some_and(|count| count.judged() > 0);
        self.periods(window).find(judged).or_else(|| self.periods(window).next())
    }

    /// The length that is told first, and its newest period: months, which most contracts are judged and paid by, else weeks, quarters, years.
    pub fn leading(&self) -> Option<(Window, Period)> {
        let lengths = [Window::Month, Window::Week, Window::Quarter, Window::Year];
        let newest: Vec<(Window, Period)> =
            lengths.into_iter().filter_map(|window| Some((window, self.newest(window)?))).collect();
        let is_judged = |(window, period): &&(Window, Period)| {
            self.count(*window, *period).is_some_and(|count| count.judged() > 0)
        };
        newest.iter().find(is_judged).or(newest.first()).copied()
    }

    /// What was judged in both periods, one by one.
    pub fn change(&self, window: Window, from: Period, to: Period) -> Change {
        let (before, after) = (self.outcomes(window, from), self.outcomes(window, to));
        let mut change = Change::default();
        for (at, is_met) in after {
            let Some(was_met) = before.get(&at) else { continue };
            change.both += 1;
            change.better += usize::from(is_met && !was_met);
            change.worse += usize::from(!is_met && *was_met);
        }
        change
    }

    /// Met or missed, by the index of the service level; the last ruling where an amendment cuts a window in two.
    fn outcomes(&self, window: Window, period: Period) -> BTreeMap<usize, bool> {
        let Some(count) = self.count(window, period) else { return BTreeMap::new() };
        let met = count.met.iter().map(|(at, nth)| (*at, *nth, true));
        let mut all: Vec<_> = met.chain(count.missed.iter().map(|(at, nth)| (*at, *nth, false))).collect();
        all.sort_unstable();
        all.into_iter().map(|(at, _, is_met)| (at, is_met)).collect()
    }

    /// Results of the shorter windows that lie in a period: the weeks of a month, the months of a quarter and of a year.
    pub fn inside(&self, period: Period) -> Option<(Window, Count)> {
        let window = match period {
            Period::Month(..) => Window::Week,
            Period::Quarter(..) | Period::Year(_) => Window::Month,
            Period::Week(_) | Period::Day(_) => return None,
        };
        let mut all = Count::default();
        for ((_, inner), count) in self.counts.iter().filter(|((of, _), _)| *of == window) {
            if lies_in(*inner, period) {
                all.met.extend(&count.met);
                all.missed.extend(&count.missed);
                all.unmeasured.extend(&count.unmeasured);
            }
        }
        (!all.is_empty()).then_some((window, all))
    }
}

/// Service levels of a group that have not been due for a period yet, since their figures come later: indices into `Report::judged`.
pub fn awaited(given: &Given<'_>, group: &Group, window: Window, period: Period) -> Vec<usize> {
    let is_awaited = |at: &usize| {
        let judged = &given.judged[*at];
        let Some(contract) = given.register.contracts.get(&judged.contract) else { return false };
        let day = period.last_day();
        let Some((_, level)) = clause_on(contract, &judged.service_level, day) else { return false };
        let is_open = match &judged.subject {
            Subject::Vendor(_) => true,
            Subject::Site(id) => given.register.sites.get(id).is_some_and(|site| {
                let (opened, closed) = site.days();
                opened <= day && closed.is_none_or(|closed| day <= closed)
            }),
        };
        level.window == window
            && level.direction != Direction::Neutral
            && is_open
            && judged.rulings.iter().all(|ruling| ruling.window.period != period)
            && due_by(given.register, contract, &judged.service_level) < day
    };
    group.counted(given).into_iter().filter(is_awaited).collect()
}

/// Nothing was due: it is not counted, as what is not measured is.
fn is_nothing(ruling: &Ruling) -> bool {
    ruling.outcome == Outcome::NotMeasured(WhyNot::NotInForce)
}

/// Whether a period belongs to a longer one: a week by its Thursday, a month by its days.
pub fn lies_in(inner: Period, period: Period) -> bool {
    match inner {
        _ if inner == period => true,
        Period::Week(_) if matches!(period, Period::Week(_) | Period::Day(_)) => false,
        Period::Week(week) => period.contains(week.thursday()),
        _ => period.contains(inner.first_day()) && period.contains(inner.last_day()),
    }
}

/// The same period of the year before; `None` of a 53rd week where that year has none.
pub fn year_before(period: Period) -> Option<Period> {
    match period {
        Period::Week(week) => {
            let (year, number) = week.number();
            Week::new(year - 1, number).map(Period::Week)
        }
        Period::Month(year, month) => Some(Period::Month(year - 1, month)),
        Period::Quarter(..) => Some(period.plus(-4)),
        Period::Year(_) => Some(period.previous()),
        Period::Day(_) => None,
    }
}
