use super::*;
use crate::core::organisation::record::PlannedPace;
use crate::kit::id::PartId;
use crate::testing::{Bench, BenchRow, day, project, units};

const WEEKS: [&str; 10] = [
    "2026-W37", "2026-W38", "2026-W39", "2026-W40", "2026-W41", "2026-W42", "2026-W43", "2026-W44",
    "2026-W45", "2026-W46",
];

/// A project of 20,000 units with these weekly deliveries of Porto, the last in week 46.
fn bench(delivered: &[i64]) -> Bench {
    let mut bench = Bench::new();
    bench.add_metric(units("accepted-units", MetricKind::Count));
    bench.add_metric(units("open-backlog", MetricKind::Level));
    let mut project = project("atlas");
    project.planned_units = Some(Decimal::from_int(20_000).into());
    project.units_metric = Some(MetricId::new("accepted-units").into());
    project.backlog_metric = Some(MetricId::new("open-backlog").into());
    bench.add_project(project);
    for (week, value) in WEEKS[WEEKS.len() - delivered.len()..].iter().zip(delivered) {
        bench.add(BenchRow::new("acme-porto", "accepted-units", week, *value, 0));
    }
    bench
}

fn state(bench: &Bench) -> ProjectState {
    let week = week_of(bench.register.as_of());
    let project = &bench.register.projects["atlas"];
    project_state(&bench.register, &Rollup::new(&bench.register), &[], week, project)
}

#[test]
fn an_even_pace_has_one_date() {
    let state = state(&bench(&[1_000; 10]));
    assert_eq!(state.delivered_total, Some(Decimal::from_int(10_000)));
    let forecast = state.forecast.expect("ten weeks");
    assert_eq!((forecast.pace, forecast.weeks_used), (1_000.0, 8));
    // Ten more weeks after Sunday 15 November.
    assert_eq!((forecast.on, forecast.earliest), (day("2027-01-24"), day("2027-01-24")));
    assert_eq!(forecast.latest, Some(day("2027-01-24")));
}

#[test]
fn chance_widens_the_range() {
    // Mean 1,000, every moving range 400: the mean of eight weeks lies within 2.66 × 400 ÷ √8 = 376.2.
    let forecast =
        state(&bench(&[1_200, 800, 1_200, 800, 1_200, 800, 1_200, 800])).forecast.expect("eight weeks");
    assert_eq!(forecast.on, day("2027-02-07"));
    // 12,000 left: at 1,376.2 a week 62 days, at 623.8 a week 135.
    assert_eq!(forecast.earliest, add(62));
    assert_eq!(forecast.latest, Some(add(135)));
    let wild = state(&bench(&[2_400, 0, 2_400, 0, 2_400, 0, 2_400, 0])).forecast.expect("eight weeks");
    assert_eq!(wild.latest, None, "at the slow end it never completes");
}

fn add(days: i32) -> Date {
    crate::kit::calendar::add_days(day("2026-11-15"), days)
}

#[test]
fn without_a_basis_there_is_no_forecast() {
    assert_eq!(state(&bench(&[1_000; 7])).forecast, Err(NoForecast::TooFewWeeks));
    assert_eq!(state(&bench(&[])).forecast, Err(NoForecast::NothingDelivered));
    assert_eq!(state(&bench(&[0; 8])).forecast, Err(NoForecast::NothingDelivered));
    assert_eq!(state(&bench(&[3_000; 8])).forecast, Err(NoForecast::Complete));
    let mut unplanned = bench(&[1_000; 8]);
    let project = unplanned.register.projects.get_mut("atlas").expect("the project");
    project.planned_units = None;
    assert_eq!(state(&unplanned).forecast, Err(NoForecast::NoPlan));
}

#[test]
fn a_week_that_lacks_a_site_is_not_complete() {
    let mut bench = bench(&[1_000; 10]);
    bench.add_site("acme-lyon", "acme", "Lyon");
    let project = bench.register.projects.get_mut("atlas").expect("the project");
    project.sites.insert(SiteId::new("acme-lyon"));
    // Lyon starts in week 44 and has no figure for week 45: that week says nothing of the pace.
    for week in ["2026-W44", "2026-W46"] {
        bench.add(BenchRow::new("acme-lyon", "accepted-units", week, 500, 0));
    }
    let state = state(&bench);
    let forecast = state.forecast.expect("nine complete weeks");
    assert_eq!(forecast.pace, (6.0 * 1_000.0 + 2.0 * 1_500.0) / 8.0);
    assert_eq!(state.delivered_total, Some(Decimal::from_int(11_000)));
}

#[test]
fn the_plan_wants_its_pace_and_never_more_than_its_units() {
    let mut bench = bench(&[1_000; 8]);
    let pace = |from: &str, units| PlannedPace {
        from: week_of(Period::parse(from).expect("a week").first_day()).into(),
        units_per_week: Decimal::from_int(units).into(),
        place: crate::testing::place("data/projects/atlas.toml", 12),
    };
    let project = bench.register.projects.get_mut("atlas").expect("the project");
    project.planned = vec![pace("2026-W43", 900), pace("2026-W45", 1_100)];
    let paced = state(&bench);
    assert_eq!(paced.planned_to_date, Some(Decimal::from_int(4_000)));
    assert_eq!(paced.planned_by_week.len(), 4);
    bench.register.projects.get_mut("atlas").expect("the project").planned_units =
        Some(Decimal::from_int(3_500).into());
    assert_eq!(state(&bench).planned_to_date, Some(Decimal::from_int(3_500)));
}

#[test]
fn backlog_and_milestones_speak_of_the_as_of_date() {
    let mut bench = bench(&[1_000; 8]);
    bench.add(BenchRow::new("acme-porto", "open-backlog", "2026-W45", 1_500, 0));
    bench.add(BenchRow::new("acme-porto", "open-backlog", "2026-W46", 1_400, 0));
    let milestone = |due: &str, done: Option<&str>| Milestone {
        id: PartId::new("half").into(),
        title: "Half".to_owned().into(),
        due_on: day(due).into(),
        done_on: done.map(|done| day(done).into()),
        units: None,
    };
    bench.register.projects.get_mut("atlas").expect("the project").milestones = vec![
        milestone("2026-06-30", Some("2026-07-03")),
        milestone("2026-11-10", None),
        milestone("2026-11-10", Some("2026-11-16")),
    ];
    let state = state(&bench);
    let (week, backlog) = state.backlog_now.expect("a figure");
    assert_eq!((week.to_string().as_str(), backlog.show(0).as_str()), ("2026-W46", "1,400"));
    let open = MilestoneState::Open { age_days: 5 };
    assert_eq!(state.milestones, [MilestoneState::Done { late_days: 3 }, open, open]);
}
