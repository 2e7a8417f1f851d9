//! The weeks of each vendor, newest first, and whether a site is red.

pub mod kept;

use std::collections::BTreeMap;

use crate::core::settings::policy::WellnessPolicy;
use crate::kit::calendar::Week;
use crate::kit::declared::Tallied;
use crate::kit::id::{SiteId, VendorId};
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;
use crate::subject::team_exposure::record::TeamExposure;
use crate::subject::wellness::figures::kept::Kept;
use crate::subject::wellness::record::WellnessCount;

/// What a report keeps of them.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// In order of site.
    pub sites: Vec<SiteWeeks>,
    pub kept: Kept,
}

/// A site, all tiers together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteWeeks {
    pub site: SiteId,
    pub vendor: VendorId,
    /// Newest first, by the as-of date: the week, and the index of its row among the counts of the book.
    pub weeks: Vec<(Week, usize)>,
    /// Whether its newest pulse survey is below what the book asks for.
    pub is_pulse_low: bool,
}

/// How exposure of a week stands to the cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    Within,
    Beyond,
    /// It is not told, or nobody saw such content.
    Unknown,
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let register = given.register;
        let as_of = register.as_of();
        let mut figures = figures(&register.wellness, |row| row.week.sunday() <= as_of);
        figures.kept = Kept::new(register);
        let asked = register.settings.wellness_policy().pulse_percent;
        for of in &mut figures.sites {
            of.is_pulse_low = asked.as_ref().is_some_and(|asked| is_pulse_low(register, &of.site, **asked));
        }
        figures
    }

    fn of_issue(given: &Given<'_>) -> Figures {
        Figures::compute(given)
    }
}

/// K4: whether the newest survey of a site whose month is over has a smaller share of favourable answers than is asked; what is not told is not low.
fn is_pulse_low(register: &Register, site: &SiteId, asked: u32) -> bool {
    let of_site = register.surveys.iter().filter(|row| row.site == *site);
    let over = of_site.filter(|row| row.month.last_day() <= register.as_of());
    let newest = over.max_by_key(|row| *row.month);
    newest.and_then(|row| row.favourable.known()).is_some_and(|share| share < asked)
}

/// The weeks that are over and told of, newest first.
pub fn newest_of_team(register: &Register) -> Vec<&TeamExposure> {
    let as_of = register.as_of();
    let over = register
        .team_exposures
        .iter()
        .filter(|row| row.week.sunday() <= as_of && row.people.known().is_some());
    let mut weeks: Vec<&TeamExposure> = over.collect();
    weeks.sort_by_key(|row| std::cmp::Reverse(*row.week));
    weeks
}

/// The weeks that are over, by site.
pub fn figures(rows: &[WellnessCount], is_over: impl Fn(&WellnessCount) -> bool) -> Figures {
    let mut sites: BTreeMap<&SiteId, SiteWeeks> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| is_over(row) && row.tier.is_none()) {
        let Some(site) = &row.site else { continue };
        let empty = || SiteWeeks {
            site: site.value.clone(),
            vendor: row.vendor.value.clone(),
            weeks: Vec::new(),
            is_pulse_low: false,
        };
        sites.entry(site).or_insert_with(empty).weeks.push((*row.week, at));
    }
    let mut sites: Vec<SiteWeeks> = sites.into_values().collect();
    sites.iter_mut().for_each(|of| of.weeks.sort_by_key(|(week, _)| std::cmp::Reverse(*week)));
    Figures { sites, kept: Kept::default() }
}

/// K1: the share of person-days within the cap, held against the least that must be.
pub fn exposure(row: &WellnessCount, policy: &WellnessPolicy) -> Exposure {
    let (Tallied::Known(days), Tallied::Known(within)) = (*row.person_days, *row.within_cap) else {
        return Exposure::Unknown;
    };
    let least = u64::from(*policy.within_cap_percent);
    match days {
        0 => Exposure::Unknown,
        _ if u64::from(within) * 100 < u64::from(days) * least => Exposure::Beyond,
        _ => Exposure::Within,
    }
}

impl Figures {
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    pub fn of(&self, site: &SiteId) -> Option<&SiteWeeks> {
        self.sites.iter().find(|of| of.site == *site)
    }
}

impl SiteWeeks {
    /// The newest row.
    pub fn newest<'r>(&self, rows: &'r [WellnessCount]) -> Option<&'r WellnessCount> {
        rows.get(self.weeks.first()?.1)
    }

    /// How many of its newest weeks were beyond the cap, one after the other; a week that is not told, or missing, ends the run.
    pub fn beyond(&self, rows: &[WellnessCount], policy: &WellnessPolicy) -> usize {
        let is_run = |pair: &(usize, &(Week, usize))| {
            let (nth, (week, at)) = pair;
            let is_next = i32::try_from(*nth).is_ok_and(|nth| self.weeks[0].0.plus(-nth) == *week);
            is_next && exposure(&rows[*at], policy) == Exposure::Beyond
        };
        self.weeks.iter().enumerate().take_while(is_run).count()
    }

    /// X81: whether the newest week is beyond the cap or has overtime, or the newest pulse survey is low.
    pub fn is_red(&self, rows: &[WellnessCount], policy: &WellnessPolicy) -> bool {
        let is_week_red = self.newest(rows).is_some_and(|row| {
            exposure(row, policy) == Exposure::Beyond
                || row.overtime_minutes.known().is_some_and(|minutes| minutes > 0)
        });
        is_week_red || self.is_pulse_low
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::Setting;
    use crate::testing::{at, place};

    fn row(week: &str, days: u32, within: Option<u32>) -> WellnessCount {
        let told = |count: u32| at(Tallied::Known(count));
        WellnessCount {
            week: at(week_named(week)),
            vendor: at(VendorId::new("acme")),
            site: Some(at(SiteId::new("porto"))),
            tier: None,
            people: told(40),
            person_days: told(days),
            within_cap: at(within.map_or(Tallied::Hidden, Tallied::Known)),
            overtime_minutes: told(0),
            breaks_due_minutes: told(0),
            breaks_taken_minutes: told(0),
            counselled: told(0),
            past_rotation: told(0),
            place: place("data/wellness/w.csv", 2),
        }
    }

    fn week_named(text: &str) -> Week {
        Week::new(2026, text.parse().unwrap()).unwrap()
    }

    fn policy(least: u32) -> WellnessPolicy {
        let setting = |value| Setting { value, place: None };
        WellnessPolicy {
            high_cap_minutes: setting(240),
            low_cap_minutes: setting(360),
            within_cap_percent: setting(least),
            rotation_weeks: None,
            pulse_percent: None,
        }
    }

    #[test]
    fn k1_the_share_within_the_cap_is_held_against_the_least() {
        assert_eq!(exposure(&row("45", 200, Some(196)), &policy(98)), Exposure::Within, "98% is enough");
        assert_eq!(exposure(&row("45", 200, Some(195)), &policy(98)), Exposure::Beyond);
        assert_eq!(exposure(&row("45", 0, Some(0)), &policy(98)), Exposure::Unknown, "nobody was exposed");
        assert_eq!(exposure(&row("45", 200, None), &policy(98)), Exposure::Unknown);
    }

    #[test]
    fn x77_weeks_running_end_at_one_that_is_missing_or_not_told() {
        let beyond = |weeks: &[(&str, Option<u32>)]| {
            let rows: Vec<_> = weeks.iter().map(|(week, within)| row(week, 200, *within)).collect();
            figures(&rows, |_| true).sites[0].beyond(&rows, &policy(100))
        };
        assert_eq!(beyond(&[("44", Some(190)), ("45", Some(190)), ("46", Some(199))]), 3);
        assert_eq!(
            beyond(&[("43", Some(190)), ("45", Some(190)), ("46", Some(199))]),
            2,
            "week 44 is missing"
        );
        assert_eq!(beyond(&[("44", Some(190)), ("45", None), ("46", Some(199))]), 1);
        assert_eq!(beyond(&[("45", Some(190)), ("46", Some(200))]), 0, "the newest is within");
    }
}
