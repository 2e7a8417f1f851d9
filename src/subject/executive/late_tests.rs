//! What is late, not due or absent is never good news.

use super::tests::{WEEKS, acme, headline, turnaround};
use crate::core::contract::record::Window;
use crate::subject::report::report;
use crate::testing::{Bench, BenchRow};

/// A clause of Acme on turnaround that stays without a row for the last `late` weeks.
fn late_turnaround(late: usize, values: &[i64]) -> Bench {
    let mut bench = acme(&[96; 12]);
    turnaround(&mut bench, &[]);
    for (week, value) in WEEKS[WEEKS.len() - values.len() - late..].iter().zip(values) {
        bench.add(BenchRow::new("acme-porto", "on-time", week, *value, 100));
    }
    bench.terms(|terms| {
        terms.service_levels.values_mut().for_each(|level| level.window = Window::Week);
    });
    bench
}

#[test]
fn r22_a_miss_stands_until_a_window_is_judged_that_meets() {
    let bench = late_turnaround(1, &[80, 80]);
    let report = report(&bench.register);
    assert_eq!(report.executive.exceptions.len(), 1, "week 46 is late, week 45 was missed");
    let exception = &report.executive.exceptions[0];
    let ruling = &report.judged[exception.judged].rulings[exception.ruling];
    assert_eq!(ruling.window.period.to_string(), "2026-W45");
    let since = report.executive.since.as_ref().expect("an earlier week");
    assert!(since.closed.is_empty() && since.moved.is_empty() && since.new.is_empty(), "{since:?}");
    assert!(
        headline(&bench).contains("could not be judged because its figures are late"),
        "{}",
        headline(&bench)
    );
}

#[test]
fn r22_where_nobody_has_reported_the_week_before_stands_and_is_named() {
    let mut bench = Bench::new();
    for week in &WEEKS[..11] {
        bench.add(BenchRow::new("acme-porto", "accuracy", week, 90, 100));
    }
    bench.terms(|terms| {
        terms.service_levels.values_mut().for_each(|level| level.window = Window::Week);
    });
    let told = headline(&bench);
    assert!(
        told.starts_with("The only service level judged is missed by Acme Labelling in W45, to 8 Nov 2026."),
        "{told}"
    );
    assert!(
        told.contains("No figures have come yet for W46, to 15 Nov 2026, which were due on 15 November 2026"),
        "{told}"
    );
    let report = report(&bench.register);
    let since = report.executive.since.as_ref().expect("an earlier week");
    assert!(since.closed.is_empty() && since.moved.is_empty(), "{since:?}");
}

#[test]
fn r22_figures_that_are_not_due_leave_the_window_before_and_say_until_when() {
    let mut bench = acme(&[90; 11]);
    bench.register.metrics.values_mut().for_each(|metric| metric.lag_days = 3);
    bench.terms(|terms| {
        terms.service_levels.values_mut().for_each(|level| level.window = Window::Week);
    });
    let told = headline(&bench);
    assert!(told.contains(" in W45, to 8 Nov 2026."), "{told}");
    assert!(
        told.contains(
            "Figures for W46, to 15 Nov 2026 are due on 18 November 2026: until then W45, to 8 Nov 2026"
        ),
        "{told}"
    );
    assert_eq!(report(&bench.register).executive.calm, "Every service level is within tolerance.");
}

#[test]
fn r22_calm_is_said_of_what_could_be_judged_alone() {
    assert_eq!(report(&Bench::new().register).executive.calm, "No service level could be judged.");
    let bench = late_turnaround(1, &[96, 96]);
    let calm = report(&bench.register).executive.calm;
    assert_eq!(calm, "Every service level that could be judged is within tolerance; some could not.");
}
