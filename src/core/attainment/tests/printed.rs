//! Worked examples with printed numbers.

use jiff::civil::date;

use super::*;
use crate::core::attainment::Recent;
use crate::core::interval::Reading;
use crate::kit::source::At;

fn four_weeks() -> Vec<Row> {
    vec![
        row("2026-W06", "accuracy", "900", "1000"),
        row("2026-W07", "accuracy", "98", "100"),
        row("2026-W08", "accuracy", "98", "100"),
        row("2026-W09", "accuracy", "98", "100"),
    ]
}

fn february(clause: ServiceLevel) -> Ruling {
    at(&one(clause, date(2026, 3, 1), four_weeks()), "2026-02").clone()
}

#[test]
fn v19_three_aggregations_differ_on_the_same_data() {
    let occurrences = february(clause("sla", "accuracy", "95"));
    assert_eq!((shown(&occurrences).as_str(), &occurrences.outcome), ("91.85", &Outcome::Missed));
    assert_eq!((occurrences.numerator, occurrences.denominator), (1_194_000_000, 1_300_000_000));
    assert!(occurrences.slices.is_empty() && occurrences.rows == [0, 1, 2, 3]);

    let timeslices = february(ServiceLevel {
        aggregation: Aggregation::Timeslices,
        slice_target: Some(At::new(dec("95"), place("slice-target"))),
        ..clause("sla", "accuracy", "80")
    });
    assert_eq!((shown(&timeslices).as_str(), &timeslices.outcome), ("75.00", &Outcome::Missed));
    let met: Vec<_> = timeslices.slices.iter().map(|slice| slice.met).collect();
    assert_eq!(met, [Some(false), Some(true), Some(true), Some(true)]);

    let mean = february(ServiceLevel {
        aggregation: Aggregation::RatioTimeslices,
        ..clause("sla", "accuracy", "95")
    });
    assert_eq!((shown(&mean).as_str(), &mean.outcome), ("96.00", &Outcome::Met));
    assert_eq!(mean.value.unwrap().cmp_decimal(dec("96")), std::cmp::Ordering::Equal);
}

/// Monthly results from January 2025 on, `None` for a month without rows.
fn months(clause: ServiceLevel, values: &[Option<&str>]) -> Vec<Ruling> {
    let mut rows = Vec::new();
    let mut month = period("2025-01");
    for value in values {
        rows.extend(value.map(|value| row(&month.to_string(), "uptime", value, "100")));
        month = month.next();
    }
    let versions = vec![(date(2025, 1, 1), terms(vec![clause]))];
    let last = month.previous().last_day();
    rulings(&register(last, vec![contract("msa", versions)], rows))
}

fn chronic_clause() -> ServiceLevel {
    ServiceLevel {
        chronic: Some(Chronic { misses: 4, windows: 12, place: place("chronic") }),
        ..clause("sla", "uptime", "95")
    }
}

fn with_misses(count: usize, misses: &[usize]) -> Vec<Option<&'static str>> {
    (1..=count).map(|month| Some(if misses.contains(&month) { "90" } else { "96" })).collect()
}

#[test]
fn v26_four_misses_in_any_twelve_windows() {
    let rulings = months(chronic_clause(), &with_misses(13, &[1, 4, 8, 12]));
    let chronic: Vec<bool> = rulings.iter().map(|ruling| ruling.chronic).collect();
    assert!(chronic[11] && !chronic[10]);
    let recent = |at: usize| rulings[at].recent.unwrap();
    assert_eq!(recent(11), Recent { missed: 4, windows: 12 });
    assert_eq!(recent(10), Recent { missed: 3, windows: 11 });
    assert!(!chronic[12], "January has left the window");
    let late = months(chronic_clause(), &with_misses(13, &[1, 4, 8, 13]));
    assert!(late.iter().all(|ruling| !ruling.chronic), "window 2 to 13 holds three misses");
}

#[test]
fn v26_a_month_without_rows_takes_its_place_and_counts_as_neither() {
    let mut values = with_misses(12, &[1, 4, 8, 12]);
    values[5] = None;
    assert!(months(chronic_clause(), &values)[11].chronic);
    values[7] = None;
    assert!(!months(chronic_clause(), &values)[11].chronic);
}

#[test]
fn v11_a_met_window_ends_a_streak_and_an_unmeasured_one_does_not() {
    let values = [Some("90"), Some("90"), None, Some("90"), Some("99"), Some("90")];
    let streaks: Vec<u32> =
        months(clause("sla", "uptime", "95"), &values).iter().map(|ruling| ruling.streak).collect();
    assert_eq!(streaks, [1, 2, 0, 3, 0, 1]);
}

#[test]
fn v11_points_of_half_open_bands() {
    let clause = ServiceLevel { score: points_by_bands(), ..clause("sla", "uptime", "99") };
    let values = [Some("99"), Some("98"), Some("97"), Some("96"), Some("95.99"), Some("98.95")];
    let points: Vec<String> =
        months(clause, &values).iter().map(|ruling| ruling.points.to_string()).collect();
    assert_eq!(points, ["0", "1", "2", "3", "4", "1"], "98.95 has a band: there are no gaps");
}

#[test]
fn v05_the_interval_informs_and_the_point_decides() {
    let judged = |correct: &str, audited: &str| {
        let rows = vec![row("2026-W06", "accuracy", correct, audited)];
        let versions = vec![(date(2026, 1, 1), terms(vec![clause("sla", "accuracy", "95")]))];
        let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], rows);
        register.metrics.values_mut().for_each(|metric| metric.sampled = true);
        at(&rulings(&register), "2026-02").clone()
    };
    let near = judged("94", "100");
    assert_eq!((near.outcome, near.reading), (Outcome::Missed, Some(Reading::MissWithinError)));
    assert_eq!(judged("88", "100").reading, Some(Reading::Miss));
    assert_eq!(judged("95", "100").reading, Some(Reading::Met));
    let sure = judged("485", "500");
    assert_eq!(sure.reading, Some(Reading::MetWithConfidence));
    let (lower, upper) = sure.interval.unwrap();
    assert!((lower - 95.11).abs() < 0.01 && (upper - 98.17).abs() < 0.01);
}
