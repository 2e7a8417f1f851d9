//! The action tracker: every action of every plan with its age.

use std::collections::{BTreeMap, BTreeSet};

use crate::kit::calendar::days_between;
use crate::kit::id::{PersonId, PlanId, SiteId, VendorId};
use crate::subject::plan::record::Plan;
use crate::subject::register::Register;

#[derive(Clone, Debug)]
pub struct ActionState {
    pub plan: PlanId,
    /// Index into the plan's actions.
    pub action: usize,
    pub vendor: VendorId,
    pub site: Option<SiteId>,
    /// Set when the owner is a declared person.
    pub person: Option<PersonId>,
    /// Lines of business of the projects at the action's site (or all of the vendor's sites), sorted.
    pub lines_of_business: Vec<String>,
    /// Days past due at the as-of date, or at the day it was done; negative = days left.
    pub age_days: i32,
    pub bucket: AgeBucket,
    pub done: bool,
    /// Done before the miss was detected that its plan answers: whatever it did, it does not answer it.
    pub is_early: bool,
}

impl ActionState {
    /// Open and past its due date.
    pub fn is_overdue(&self) -> bool {
        !self.done && self.age_days > 0
    }
}

/// The standard layout of ageing (V14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgeBucket {
    NotDue,
    DueToday,
    Days1To30,
    Days31To60,
    Days61To90,
    Over90,
}

impl AgeBucket {
    pub const ALL: [AgeBucket; 6] = [
        AgeBucket::NotDue,
        AgeBucket::DueToday,
        AgeBucket::Days1To30,
        AgeBucket::Days31To60,
        AgeBucket::Days61To90,
        AgeBucket::Over90,
    ];

    /// The bucket of so many days past due; negative is days left.
    pub fn of(age_days: i32) -> AgeBucket {
        match age_days {
            ..=-1 => AgeBucket::NotDue,
            0 => AgeBucket::DueToday,
            1..=30 => AgeBucket::Days1To30,
            31..=60 => AgeBucket::Days31To60,
            61..=90 => AgeBucket::Days61To90,
            91.. => AgeBucket::Over90,
        }
    }

    /// Words for pages.
    pub fn label(self) -> &'static str {
        match self {
            AgeBucket::NotDue => "Not due",
            AgeBucket::DueToday => "Due today",
            AgeBucket::Days1To30 => "1\u{2013}30 days",
            AgeBucket::Days31To60 => "31\u{2013}60 days",
            AgeBucket::Days61To90 => "61\u{2013}90 days",
            AgeBucket::Over90 => "Over 90 days",
        }
    }
}

/// All actions: open ones by due date, then done ones by due date.
pub fn actions(register: &Register) -> Vec<ActionState> {
    let as_of = register.as_of();
    let mut states = Vec::new();
    for plan in register.plans.values() {
        let lines_of_business = lines_of_business(register, plan);
        for (at, action) in plan.actions.iter().enumerate() {
            // What was done after the as-of date was open on it.
            let done_on = action.done_on.as_deref().copied().filter(|on| *on <= as_of);
            let age_days = days_between(*action.due_on, done_on.unwrap_or(as_of));
            states.push(ActionState {
                plan: plan.id.clone(),
                action: at,
                vendor: plan.vendor.value.clone(),
                site: plan.site.as_deref().cloned(),
                person: register
                    .settings
                    .people
                    .get_key_value(action.owner.as_str())
                    .map(|(id, _)| id.clone()),
                lines_of_business: lines_of_business.clone(),
                age_days,
                bucket: AgeBucket::of(age_days),
                done: done_on.is_some(),
                is_early: done_on.is_some_and(|on| on < *plan.detected_on),
            });
        }
    }
    let due_on = |state: &ActionState| *register.plans[&state.plan].actions[state.action].due_on;
    states
        .sort_by(|a, b| (a.done, due_on(a), &a.plan, a.action).cmp(&(b.done, due_on(b), &b.plan, b.action)));
    states
}

/// How many actions of a group are open in each bucket, and how many are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ageing {
    /// Open actions, in the order of [`AgeBucket::ALL`].
    pub open: [usize; 6],
    pub done: usize,
}

impl Ageing {
    pub fn overdue(&self) -> usize {
        self.open[2..].iter().sum()
    }

    /// Every action counted once.
    pub fn of<'s>(states: impl IntoIterator<Item = &'s ActionState>) -> Ageing {
        let mut ageing = Ageing::default();
        for state in states {
            match state.done {
                true => ageing.done += 1,
                false => ageing.open[state.bucket as usize] += 1,
            }
        }
        ageing
    }
}

/// Ageing by vendor, site, owner or line of business: whatever `keys` names of an action. An action under two keys counts in both.
pub fn ageing_by<K: Ord>(
    states: &[ActionState],
    keys: impl Fn(&ActionState) -> Vec<K>,
) -> BTreeMap<K, Ageing> {
    let mut groups: BTreeMap<K, Vec<&ActionState>> = BTreeMap::new();
    for state in states {
        for key in keys(state) {
            groups.entry(key).or_default().push(state);
        }
    }
    groups.into_iter().map(|(key, states)| (key, Ageing::of(states))).collect()
}

fn lines_of_business(register: &Register, plan: &Plan) -> Vec<String> {
    let is_meant = |site: &SiteId| match &plan.site {
        Some(only) => *site == **only,
        None => register.sites.get(site).is_some_and(|site| site.vendor == *plan.vendor),
    };
    let projects = register.projects.values().filter(|project| project.sites.iter().any(is_meant));
    let lines: BTreeSet<&String> = projects.map(|project| &*project.line_of_business).collect();
    lines.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, action, at, day, plan};

    #[test]
    fn v14_ageing_buckets() {
        let as_of = day("2025-03-31");
        for (due, age, bucket) in [
            ("2025-04-07", -7, AgeBucket::NotDue),
            ("2025-03-31", 0, AgeBucket::DueToday),
            ("2025-03-30", 1, AgeBucket::Days1To30),
            ("2025-03-01", 30, AgeBucket::Days1To30),
            ("2025-02-28", 31, AgeBucket::Days31To60),
            ("2025-01-30", 60, AgeBucket::Days31To60),
            ("2025-01-29", 61, AgeBucket::Days61To90),
            ("2024-12-31", 90, AgeBucket::Days61To90),
            ("2024-12-30", 91, AgeBucket::Over90),
        ] {
            let mut bench = Bench::new();
            bench.register.settings.as_of.on = as_of;
            let mut plan = plan("porto-accuracy");
            plan.actions = vec![action("brief", due)];
            bench.add_plan(plan);
            let states = actions(&bench.register);
            assert_eq!((states[0].age_days, states[0].bucket), (age, bucket), "{due}");
        }
    }

    #[test]
    fn v14_closed_items_age_to_their_closure() {
        let mut bench = Bench::new();
        let mut plan = plan("porto-accuracy");
        plan.actions =
            vec![action("late", "2026-10-01"), action("open", "2026-11-10"), action("later", "2026-11-16")];
        plan.actions[0].done_on = Some(at(day("2026-10-03")));
        plan.actions[2].done_on = Some(at(day("2026-11-16")));
        plan.actions[1].owner = at("ada-north".to_owned());
        bench.add_plan(plan);
        let states = actions(&bench.register);
        let seen: Vec<_> = states.iter().map(|s| (s.action, s.done, s.age_days)).collect();
        assert_eq!(
            seen,
            [(1, false, 5), (2, false, -1), (0, true, 2)],
            "done after the as-of date is open on it"
        );
        assert_eq!(states[0].person, Some(PersonId::new("ada-north")));
        assert_eq!(states[1].person, None);
        assert_eq!(states[0].lines_of_business, ["Search quality"]);
    }

    #[test]
    fn what_was_done_before_the_miss_answers_nothing() {
        let mut bench = Bench::new();
        let mut plan = plan("porto-accuracy");
        plan.detected_on = at(day("2026-10-05"));
        plan.actions = vec![action("before", "2026-10-30"), action("on-the-day", "2026-10-30")];
        plan.actions[0].done_on = Some(at(day("2026-10-04")));
        plan.actions[1].done_on = Some(at(day("2026-10-05")));
        bench.add_plan(plan);
        let seen: Vec<_> = actions(&bench.register).iter().map(|s| (s.action, s.is_early)).collect();
        assert_eq!(seen, [(0, true), (1, false)]);
    }

    #[test]
    fn ageing_counts_by_any_key() {
        let mut bench = Bench::new();
        let mut plan = plan("porto-accuracy");
        plan.actions = vec![action("a", "2026-10-01"), action("b", "2026-11-30"), action("c", "2026-11-10")];
        plan.actions[2].done_on = Some(at(day("2026-11-10")));
        bench.add_plan(plan);
        let states = actions(&bench.register);
        let by_vendor = ageing_by(&states, |state| vec![state.vendor.clone()]);
        let acme = by_vendor[&VendorId::new("acme")];
        assert_eq!(acme, Ageing { open: [1, 0, 0, 1, 0, 0], done: 1 });
        assert_eq!(acme.overdue(), 1);
        assert_eq!(ageing_by(&states, |state| state.lines_of_business.clone()).len(), 1);
    }
}
