//! The last year of rows by queue, language and site, and which queues have a page.

use std::collections::BTreeSet;

use crate::core::slices::Slices;
use crate::kit::id::QueueId;
use crate::subject::given::{Computed, Given};

/// Pages of queues that a site has at most; those that are measured come first.
pub const PAGES: usize = 2_000;

/// What a report keeps of them.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub slices: Slices,
    /// Queues that have a page.
    pub pages: BTreeSet<QueueId>,
}

impl Computed for Figures {
    fn compute(given: &Given<'_>) -> Figures {
        let register = given.register;
        let slices = Slices::new(register);
        let queues = || register.projects.values().flat_map(|project| &project.queues).map(|queue| &queue.id);
        let is_measured = |id: &QueueId| slices.of_queue(id).next().is_some();
        let (measured, silent): (Vec<&QueueId>, Vec<&QueueId>) = queues().partition(|id| is_measured(id));
        let pages = measured.into_iter().chain(silent).take(PAGES).cloned().collect();
        Figures { slices, pages }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::ProjectId;
    use crate::subject::report::report;
    use crate::testing::{Bench, BenchRow};

    #[test]
    fn of_thousands_of_queues_those_that_are_measured_have_a_page() {
        let mut bench = Bench::new();
        bench.add(BenchRow {
            queue: Some("z-last"),
            ..BenchRow::new("acme-porto", "accuracy", "2026-W45", 95, 100)
        });
        let atlas = bench.register.projects.get_mut(&ProjectId::new("atlas")).expect("the bench's project");
        let queue = atlas.queues[0].clone();
        let named =
            |id: &str| crate::core::organisation::record::Queue { id: QueueId::new(id), ..queue.clone() };
        atlas.queues.extend((0..PAGES + 500).map(|at| named(&format!("q{at:05}"))));
        atlas.queues.push(named("z-last"));
        let pages = report(&bench.register).queues.pages;
        assert_eq!(pages.len(), PAGES);
        assert!(pages.contains(&QueueId::new("z-last")));
    }
}
