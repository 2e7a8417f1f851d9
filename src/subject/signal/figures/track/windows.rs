//! Allowances of misses that were used up before their window was over: such a signal came true where the window was missed.

use crate::core::attainment::{Judged, Outcome};
use crate::core::budget::allowance;
use crate::core::contract::record::ServiceLevel;
use crate::core::metric::record::Metric;
use crate::core::rollup::{Cell, Subject};
use crate::kit::period::Period;
use crate::subject::given::Given;
use crate::subject::signal::figures::track::{Case, Fate, Track};
use crate::subject::signal::figures::volumes::{belongs, is_counted};

/// Of each window that has one before it, whose cases say how many misses it may have.
pub fn budgets(given: &Given<'_>) -> Track {
    given.judged.iter().flat_map(|judged| of_clause(given, judged).unwrap_or_default()).collect()
}

fn of_clause(given: &Given<'_>, judged: &Judged) -> Option<Track> {
    let register = given.register;
    let Subject::Site(site) = &judged.subject else { return None };
    let mut cases = Vec::new();
    for (at, before) in judged.rulings.iter().enumerate() {
        let now = judged.rulings.get(at + 1);
        let window = before.window.period.next();
        // The clause of the window; of the one that runs that of today.
        let level = match now {
            Some(now) if now.window.period != window => continue,
            Some(now) => judged.level(register, now),
            None => {
                let terms = register.contracts.get(&judged.contract)?.terms_on(register.as_of());
                terms.and_then(|terms| terms.service_levels.get(&judged.service_level))
            }
        };
        let Some(level) = level.filter(|level| is_counted(level)) else { continue };
        let metric = register.metrics.get(&level.metric)?;
        let cells = given.rollup.cells(&judged.subject, &level.metric, &level.scope);
        let own: Vec<&(Period, Cell)> = cells.iter().filter(|(period, _)| belongs(*period, window)).collect();
        let Some(spent) = spent_at(&own, (metric, level, before)) else { continue };
        // The last figure of a window that is over warns of nothing to come.
        let is_warned = spent.is_some_and(|at| now.is_none() || at + 1 < own.len());
        let fate = match now.map(|now| &now.outcome) {
            None => is_warned.then_some(Fate::Open),
            // A window of one figure is over when the figure comes.
            Some(_) if own.len() < 2 => None,
            Some(Outcome::Missed) => Some(if is_warned { Fate::Hit } else { Fate::Unwarned }),
            Some(Outcome::Met) => is_warned.then_some(Fate::FalseAlarm),
            Some(Outcome::NotMeasured(_) | Outcome::Shown) => None,
        };
        let name = format!("{}/{}/{site}/{window}", judged.contract, judged.service_level);
        cases.extend(fate.map(|fate| Case { name, fate }));
    }
    Some(cases)
}

/// At which of its figures a window has more misses than it may have; the outer `None`: nothing is allowed, or nothing was counted.
fn spent_at(
    own: &[&(Period, Cell)],
    (metric, level, before): (&Metric, &ServiceLevel, &crate::core::attainment::Ruling),
) -> Option<Option<usize>> {
    if own.is_empty() {
        return None;
    }
    let allowed = allowance(metric, level, before)?;
    let mut sums = (0, 0);
    Some(own.iter().position(|(_, cell)| {
        sums = (sums.0 + cell.numerator, sums.1 + cell.denominator);
        allowed.is_overspent(sums)
    }))
}
