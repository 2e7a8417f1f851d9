//! Every row of a clause is judged once, whatever amendments do to its window.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::core::contract::window::schedule;

fn kind(at: u8) -> Window {
    [Window::Week, Window::Month, Window::Quarter, Window::Year][usize::from(at % 4)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Outside rolling windows no row is judged twice by one clause, none never.
    #[test]
    fn r09_every_slice_lies_in_one_window(
        changes in prop::collection::vec((1_i32..160, 0_u8..4), 0..6),
        grain in 0_u8..3,
        begins in 0_i32..60,
        starts in 1_i8..13,
    ) {
        let (metric, grain) = [("accuracy", Grain::Week), ("uptime", Grain::Month), ("daily", Grain::Day)][usize::from(grain)];
        let clause = |at: u8| {
            // Monthly rows in weeks are never judged, and say so.
            let window = if grain == Grain::Month && at == 0 { Window::Month } else { kind(at) };
            ServiceLevel { window, ..clause("sla", metric, "95") }
        };
        let mut day = add_days(date(2026, 1, 1), begins);
        let mut versions = vec![(day, terms(vec![clause(1)]))];
        for (days, at) in changes {
            day = add_days(day, days);
            versions.push((day, Terms { ends_on: date(2028, 6, 17).into(), ..terms(vec![clause(at)]) }));
        }
        let mut register = register(date(2032, 12, 31), vec![contract("msa", versions)], vec![]);
        register.metrics.insert(MetricId::new("daily"), crate::testing::computed::metric("daily", MetricKind::Ratio, Grain::Day));
        register.settings.calendar.year_starts = starts;
        let contract = register.contracts.values().next().unwrap();
        let schedule = schedule(&register, contract, &slid("sla"), grain, register.as_of());
        prop_assert!(!schedule.slices.is_empty());
        let mut seen = vec![0; schedule.slices.len()];
        for window in &schedule.windows {
            for at in window.slices.clone() {
                seen[at] += 1;
                let period = schedule.slices[at].period;
                prop_assert!(window.span.first <= period.first_day() && period.last_day() <= window.span.last,
                    "{period} in {:?}", window.span);
            }
        }
        prop_assert!(seen.iter().all(|times| *times == 1), "{seen:?}");
        for pair in schedule.windows.windows(2) {
            prop_assert!(pair[0].span.last < pair[1].span.first, "{:?} {:?}", pair[0].span, pair[1].span);
        }
    }
}
