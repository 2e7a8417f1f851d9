//! SOPs: when the next review is due and what each covers.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::kit::calendar::days_between;
use crate::kit::id::{QueueId, SiteId, SopId};
use crate::subject::given::{Computed, Given};
use crate::subject::register::Register;
use crate::subject::sop::record::Sop;

/// What a report keeps of them.
pub type Figures = BTreeMap<SopId, SopState>;

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let sops = given.register.sops.values();
        sops.map(|sop| (sop.id.clone(), sop_state(given.register, sop))).collect()
    }
}

#[derive(Clone, Debug)]
pub struct SopState {
    pub sop: SopId,
    /// The later of last review and effective date, plus the interval.
    pub review_due_on: Date,
    /// Days past review at the as-of date; negative = days left.
    pub review_age_days: i32,
    /// Sites and queues it applies to, spelled out.
    pub sites: Vec<SiteId>,
    pub queues: Vec<QueueId>,
}

/// The state of an SOP on the as-of date. Where it names no site or queue, those that are open then are spelled out.
pub fn sop_state(register: &Register, sop: &Sop) -> SopState {
    let as_of = register.as_of();
    let review_due_on = sop.review_due_on();
    let is_open = |ends: Option<Date>| ends.is_none_or(|ends| as_of <= ends);
    let queues: Vec<_> = register
        .projects
        .values()
        .flat_map(|project| project.queues.iter().map(move |queue| (project, queue)))
        .filter(|(project, queue)| {
            sop.applies_to(project, queue)
                && queue.languages.iter().any(|language| sop.speaks(language))
                && (sop.queues.contains(&queue.id) || is_open(queue.days().1))
        })
        .collect();
    let sites = match (sop.sites.is_empty(), sop.queues.is_empty()) {
        (false, _) => sop.sites.iter().cloned().collect(),
        // An SOP for some queues applies where these queues are worked.
        (true, false) => {
            let at_queues = |site: &&SiteId| queues.iter().any(|(project, _)| project.sites.contains(*site));
            register.sites.keys().filter(at_queues).cloned().collect()
        }
        (true, true) => {
            register.sites.values().filter(|s| is_open(s.days().1)).map(|s| s.id.clone()).collect()
        }
    };
    let mut queues: Vec<QueueId> = queues.into_iter().map(|(_, queue)| queue.id.clone()).collect();
    queues.sort_unstable();
    let review_age_days = days_between(review_due_on, as_of);
    SopState { sop: sop.id.clone(), review_due_on, review_age_days, sites, queues }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::declared::Language;
    use crate::testing::{Bench, day, sop};

    #[test]
    fn review_is_due_an_interval_after_the_last_one() {
        let bench = Bench::new();
        let state = sop_state(&bench.register, &sop("label-guidelines"));
        assert_eq!((state.review_due_on, state.review_age_days), (day("2027-08-01"), -259));
    }

    #[test]
    fn what_it_covers_is_spelled_out() {
        let mut bench = Bench::new();
        bench.add_vendor("borealis", "Borealis");
        bench.add_site("borealis-riga", "borealis", "Riga");
        let mut guide = sop("label-guidelines");
        let state = sop_state(&bench.register, &guide);
        assert_eq!(state.sites, [SiteId::new("acme-porto"), SiteId::new("borealis-riga")]);
        assert_eq!(state.queues, [QueueId::new("atlas-pt")]);
        guide.queues = [QueueId::new("atlas-pt")].into();
        assert_eq!(sop_state(&bench.register, &guide).sites, [SiteId::new("acme-porto")]);
        guide.languages = [Language::new("lv")].into();
        assert!(sop_state(&bench.register, &guide).queues.is_empty());
    }
}
