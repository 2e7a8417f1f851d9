//! Signals that say of a site or a project that it lacks something: they came true where work suffered for it, that is where a target that was met when
//! they were raised was missed soon after.

use jiff::civil::Date;

use crate::core::rollup::Subject;
use crate::kit::id::SiteId;
use crate::kit::words::Family;
use crate::subject::given::Given;
use crate::subject::language::figures::{days_of_change, short_on};
use crate::subject::signal::figures::charted::{attrition, of_sites};
use crate::subject::signal::figures::track::{Case, Fate, KEPT, Track, missed};
use crate::subject::signal::figures::volumes::backlog;

/// Each first period of a run of backlogs beyond the limit, with the latency of its site.
pub fn backlogs(given: &Given<'_>) -> Track {
    let limit = *given.register.settings.signal_policy().backlog_days;
    let mut cases = Vec::new();
    for project in given.register.projects.values() {
        for site in &project.sites {
            let Some(days) = backlog(given, project, site) else { continue };
            let is_long = |at: usize| days[at].1.is_some_and(|days| days.cmp_decimal(limit).is_gt());
            for at in firsts(days.len(), is_long) {
                let period = days[at].0;
                let fate = followed(given, &|of| of == site, Some(Family::Latency), period.last_day());
                let name = format!("{site}/{}/{period}", project.id);
                cases.extend(fate.map(|fate| Case { name, fate }));
            }
        }
    }
    cases
}

/// Each first period of a run in which too many left, with every target of the site.
pub fn leavers(given: &Given<'_>) -> Track {
    let mut cases = Vec::new();
    for site in given.register.sites.keys() {
        let Some(periods) = attrition(given, site) else { continue };
        for at in firsts(periods.len(), |at| periods[at].1) {
            let period = periods[at].0;
            let fate = followed(given, &|of| of == site, None, period.last_day());
            cases.extend(fate.map(|fate| Case { name: format!("{site}/{period}"), fate }));
        }
    }
    cases
}

/// Each day from which a project had too few people for some language, with every target of its sites.
pub fn gaps(given: &Given<'_>) -> Track {
    let register = given.register;
    let mut cases = Vec::new();
    let mut before = std::collections::BTreeMap::new();
    for day in days_of_change(register).into_iter().rev() {
        let short = short_on(register, day);
        for project in short.keys().filter(|project| !before.contains_key(*project)) {
            let Some(record) = register.projects.get(project) else { continue };
            let fate = followed(given, &|of| record.sites.contains(of), None, day);
            cases.extend(fate.map(|fate| Case { name: format!("{project}/{day}"), fate }));
        }
        before = short;
    }
    cases
}

/// Places of the periods that are looked back upon and begin a run.
fn firsts(len: usize, holds: impl Fn(usize) -> bool) -> Vec<usize> {
    let start = len.saturating_sub(KEPT);
    (start..len).filter(|at| holds(*at) && (*at == 0 || !holds(*at - 1))).collect()
}

/// What became of targets that were met on a day, at sites and of a family: whether one of them was missed in the next figures, as many as the horizon
/// has. `None`: none was met then, so that nothing could come true.
fn followed(
    given: &Given<'_>,
    is_there: &dyn Fn(&SiteId) -> bool,
    family: Option<Family>,
    day: Date,
) -> Option<Fate> {
    let register = given.register;
    let horizon = *register.settings.signal_policy().horizon_periods as usize;
    let mut fates = Vec::new();
    for (site, chart) in of_sites(given.charts).filter(|(site, _)| is_there(site)) {
        debug_assert!(matches!(&chart.subject, Subject::Site(of) if of == site));
        let is_of_family = |metric: &crate::core::metric::record::Metric| {
            family.is_none_or(|family| metric.family == family)
        };
        if !register.metrics.get(&chart.metric).is_some_and(is_of_family) {
            continue;
        }
        let split = chart.periods.partition_point(|period| period.last_day() <= day);
        // The newest figure by then; one of long before says nothing of the day.
        let newest = (0..split).rev().find_map(|at| Some((at, missed(register, chart, at)?)));
        let is_met =
            newest.is_some_and(|(at, missed)| !missed && chart.periods[at].plus(3).last_day() >= day);
        if !is_met {
            continue;
        }
        let later = (split..chart.periods.len()).filter_map(|at| missed(register, chart, at));
        let later: Vec<bool> = later.take(horizon).collect();
        fates.push(match later.contains(&true) {
            true => Fate::Hit,
            false if later.len() < horizon => Fate::Open,
            false => Fate::FalseAlarm,
        });
    }
    [Fate::Hit, Fate::Open, Fate::FalseAlarm].into_iter().find(|fate| fates.contains(fate))
}
