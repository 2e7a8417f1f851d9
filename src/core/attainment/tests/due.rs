//! When figures are due: `lag-days` of the metric.

use jiff::civil::date;

use super::*;

/// February 2026 (weeks 6 to 9, to 1 March) of a clause whose figures are due two weeks later, as of a day.
fn february(on_missing: OnMissing, as_of: Date, rows: Vec<Row>) -> Option<Ruling> {
    let clause = ServiceLevel { on_missing, ..clause("sla", "accuracy", "95") };
    let versions = vec![(date(2026, 1, 1), terms(vec![clause]))];
    let mut register = register(as_of, vec![contract("msa", versions)], rows);
    register.metrics.values_mut().for_each(|metric| metric.lag_days = 14);
    let found = rulings(&register);
    found.iter().find(|ruling| ruling.window.period.to_string() == "2026-02").cloned()
}

#[test]
fn r22_a_window_is_not_due_until_the_days_of_its_metric_are_over() {
    let rows =
        || ["2026-W06", "2026-W07", "2026-W08", "2026-W09"].map(|week| row(week, "accuracy", "99", "100"));
    for day in [date(2026, 3, 1), date(2026, 3, 14)] {
        assert!(february(OnMissing::Flag, day, rows().into()).is_none(), "{day}");
        assert!(february(OnMissing::Flag, day, Vec::new()).is_none(), "{day}");
    }
    let due = february(OnMissing::Flag, date(2026, 3, 15), rows().into()).expect("due");
    assert_eq!((due.outcome, due.due_on), (Outcome::Met, date(2026, 3, 15)));
}

#[test]
fn r22_a_window_that_is_due_and_has_no_row_is_late_and_under_flag_stays_so() {
    for day in [date(2026, 3, 15), date(2026, 12, 31)] {
        assert!(february(OnMissing::Flag, day, Vec::new()).expect("due").is_late(), "{day}");
    }
}

#[test]
fn r22_days_of_grace_count_from_the_day_on_which_figures_were_due() {
    let missed = OnMissing::MissedAfter { days: 10 };
    let on = |day| february(missed, day, Vec::new()).expect("due");
    assert!(on(date(2026, 3, 24)).is_late());
    assert_eq!(on(date(2026, 3, 25)).outcome, Outcome::Missed);
}

#[test]
fn r22_a_report_of_an_earlier_day_knows_no_window_that_was_not_due_by_then() {
    let clause = clause("sla", "accuracy", "95");
    let versions = vec![(date(2026, 1, 1), terms(vec![clause]))];
    let rows = (1..=13).map(|week| row(&format!("2026-W{week:02}"), "accuracy", "99", "100"));
    let mut later = register(date(2026, 4, 12), vec![contract("msa", versions)], rows.collect());
    later.metrics.values_mut().for_each(|metric| metric.lag_days = 14);
    let rollup = Rollup::new(&later);
    let all = judge_all(&later, &rollup);
    let mut earlier = later.clone();
    earlier.settings.as_of.on = date(2026, 3, 8);
    let found = judge_earlier(&earlier, &rollup, &later, &all);
    let windows = |judged: &[Judged]| -> Vec<String> {
        judged[0].rulings.iter().map(|ruling| ruling.window.period.to_string()).collect()
    };
    assert_eq!(windows(&all), ["2026-01", "2026-02", "2026-03"]);
    assert_eq!(windows(&found), ["2026-01"]);
    assert_eq!(windows(&judge_all(&earlier, &rollup)), ["2026-01"]);
}
