//! Calendars: months by their days, weeks by their Thursday, what relief covers, where a contract begins and ends, what an amendment
//! inside a window does.

use jiff::civil::{Date, date};

use super::*;
use crate::kit::number::Quotient;
use crate::kit::source::At;

/// Monthly uptime from January 2026 on.
fn uptime(values: &[&str]) -> Vec<Row> {
    let months = std::iter::successors(Some(Period::Month(2026, 1)), |month| Some(month.next()));
    months.zip(values).map(|(month, value)| row(&month.to_string(), "uptime", value, "100")).collect()
}

fn daily(register: &mut Register) {
    register.metrics.insert(MetricId::new("daily"), metric("daily", MetricKind::Ratio, Grain::Day));
    register.metrics.insert(MetricId::new("units"), metric("units", MetricKind::Count, Grain::Month));
    register.metrics.insert(MetricId::new("tasks"), metric("tasks", MetricKind::Count, Grain::Week));
}

fn of(as_of: Date, versions: Vec<(Date, Terms)>, rows: Vec<Row>) -> Vec<Ruling> {
    let mut register = register(as_of, vec![contract("msa", versions)], rows);
    daily(&mut register);
    rulings(&register)
}

fn labels(rulings: &[Ruling]) -> Vec<String> {
    rulings.iter().map(|ruling| ruling.window.label()).collect()
}

#[test]
fn r01_titles_of_windows_over_weekly_rows_name_the_weeks() {
    let weekly = one(clause("sla", "accuracy", "95"), date(2026, 4, 26), vec![]);
    assert_eq!(
        labels(&weekly),
        ["January 2026, weeks 1 to 5", "February 2026, weeks 6 to 9", "March 2026, weeks 10 to 13"]
    );
    let monthly = one(clause("sla", "uptime", "95"), date(2026, 3, 31), uptime(&["90", "90", "90"]));
    assert_eq!(labels(&monthly), ["January 2026", "February 2026", "March 2026"]);
    let days = |ruling: &Ruling| (ruling.window.first, ruling.window.last);
    assert_eq!(days(&monthly[1]), (date(2026, 2, 1), date(2026, 2, 28)));
    // February 2027 is four whole weeks, and still says so.
    let clause = clause("sla", "accuracy", "95");
    let long = Terms { ends_on: date(2027, 12, 31).into(), ..terms(vec![clause]) };
    let february = of(date(2027, 2, 28), vec![(date(2027, 2, 1), long)], vec![]);
    assert_eq!(labels(&february), ["February 2027, weeks 5 to 8"]);
}

#[test]
fn r02_a_month_is_judged_on_its_last_day_and_not_before() {
    let on = |day| {
        let rows = uptime(&["99", "99", "90", "90"]);
        let mut register = register(
            day,
            vec![contract("msa", vec![(date(2026, 1, 1), terms(vec![clause("sla", "uptime", "95")]))])],
            rows,
        );
        daily(&mut register);
        labels(&rulings(&register)).len()
    };
    assert_eq!(
        [date(2026, 3, 29), date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 29), date(2026, 4, 30)]
            .map(on),
        [2, 2, 3, 3, 4]
    );
    // Of weekly rows on the last Sunday.
    let weekly = |day| one(clause("sla", "accuracy", "95"), day, vec![]).len();
    assert_eq!(
        [date(2026, 3, 28), date(2026, 3, 29), date(2026, 4, 30), date(2026, 5, 3)].map(weekly),
        [2, 3, 3, 4]
    );
}

/// April's ruling under relief events of these days.
fn relieved(clause: ServiceLevel, row: Row, month: &str, events: &[(Date, Date)]) -> Ruling {
    let versions = vec![(date(2026, 1, 1), terms(vec![clause]))];
    let mut register = register(date(2026, 6, 30), vec![contract("msa", versions)], vec![row]);
    for (at, (from, to)) in events.iter().enumerate() {
        let event = relief(["a", "b", "c"][at], "sla", *from, *to);
        register.relief.insert(event.id.clone(), event);
    }
    at(&rulings(&register), month).clone()
}

#[test]
fn d1_relief_over_a_calendar_month_takes_its_row_out() {
    for (month, from, to) in [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2026-04", date(2026, 4, 1), date(2026, 4, 30)),
        ("2026-05", date(2026, 5, 1), date(2026, 5, 31)),
    ] {
        let ruling =
            relieved(clause("sla", "uptime", "95"), row(month, "uptime", "80", "100"), month, &[(from, to)]);
        assert_eq!(ruling.outcome, Outcome::NotMeasured(WhyNot::AllRelieved), "{month}");
    }
}

#[test]
fn r03_relief_that_covers_part_of_a_row_leaves_it_in() {
    let april = || row("2026-04", "uptime", "80", "100");
    let on = |events: &[(Date, Date)]| relieved(clause("sla", "uptime", "95"), april(), "2026-04", events);
    let part = on(&[(date(2026, 4, 1), date(2026, 4, 29))]);
    assert_eq!((part.outcome, part.relief.len()), (Outcome::Missed, 0));
    // Two events that cover it together cover it.
    let both = on(&[(date(2026, 3, 20), date(2026, 4, 14)), (date(2026, 4, 15), date(2026, 5, 2))]);
    assert_eq!((both.outcome, both.relief.len()), (Outcome::NotMeasured(WhyNot::AllRelieved), 2));
    let gap = on(&[(date(2026, 4, 1), date(2026, 4, 14)), (date(2026, 4, 16), date(2026, 4, 30))]);
    assert_eq!(gap.outcome, Outcome::Missed);
}

#[test]
fn r03_days_outside_the_contract_need_no_relief() {
    let versions = vec![(date(2026, 4, 16), terms(vec![clause("sla", "uptime", "95")]))];
    let mut register =
        register(date(2026, 6, 30), vec![contract("msa", versions)], uptime(&["90", "90", "90", "80"]));
    let event = relief("a", "sla", date(2026, 4, 16), date(2026, 4, 30));
    register.relief.insert(event.id.clone(), event);
    assert_eq!(at(&rulings(&register), "2026-04").outcome, Outcome::NotMeasured(WhyNot::AllRelieved));
}

/// A clause under 95, from `from` on under 90.
fn amended(
    metric: &str,
    window: Window,
    straddle: Straddle,
    from: Date,
    as_of: Date,
    rows: Vec<Row>,
) -> Vec<Ruling> {
    let clause = |target| ServiceLevel { straddle, window, ..clause("sla", metric, target) };
    of(as_of, vec![(date(2026, 1, 1), terms(vec![clause("95")])), (from, terms(vec![clause("90")]))], rows)
}

fn target(ruling: &Ruling) -> String {
    match ruling.target {
        Target::Line(line) => line.to_string(),
        _ => "none".to_owned(),
    }
}

#[test]
fn d1_straddle_of_a_monthly_row_goes_by_the_days_of_the_month() {
    let on = |straddle, from| {
        let rulings = amended("uptime", Window::Month, straddle, from, date(2026, 5, 31), uptime(&["92"; 5]));
        target(at(&rulings, "2026-05"))
    };
    assert_eq!(on(Straddle::Start, date(2026, 5, 15)), "95");
    assert_eq!(on(Straddle::End, date(2026, 5, 20)), "90");
    assert_eq!(on(Straddle::Start, date(2026, 5, 1)), "90");
    assert_eq!(on(Straddle::End, date(2026, 5, 31)), "90");
    // Most of its days decide, the later in a tie; June has thirty.
    assert_eq!(on(Straddle::Split, date(2026, 5, 16)), "90");
    assert_eq!(on(Straddle::Split, date(2026, 5, 17)), "95");
    let june = |from| {
        let rulings =
            amended("uptime", Window::Month, Straddle::Split, from, date(2026, 6, 30), uptime(&["92"; 6]));
        target(at(&rulings, "2026-06"))
    };
    assert_eq!((june(date(2026, 6, 16)), june(date(2026, 6, 17))), ("90".to_owned(), "95".to_owned()));
}

#[test]
fn d5_straddle_of_a_week_goes_by_monday_and_sunday() {
    let rows = || vec![row("2026-W20", "accuracy", "92", "100")];
    // Week 20 is 11 to 17 May 2026; the amendment is of its Wednesday.
    let on = |straddle| {
        target(at(
            &amended("accuracy", Window::Week, straddle, date(2026, 5, 13), date(2026, 5, 17), rows()),
            "2026-W20",
        ))
    };
    assert_eq!(on(Straddle::Start), "95");
    assert_eq!(on(Straddle::End), "90");
    assert_eq!(on(Straddle::Split), "90", "its Thursday");
    // A month over weekly rows by the calendar: the last day of May is a Sunday after its last Thursday.
    let on = |straddle, from| {
        target(at(&amended("accuracy", Window::Month, straddle, from, date(2026, 7, 5), rows()), "2026-05"))
    };
    assert_eq!(on(Straddle::End, date(2026, 5, 30)), "90");
    assert_eq!(on(Straddle::Start, date(2026, 5, 1)), "90");
    assert_eq!(on(Straddle::Start, date(2026, 5, 2)), "95");
}

#[test]
fn r04_split_keeps_its_parts_so_that_nothing_cancels_out_unseen() {
    // All of the first part met, all of the second missed: together they meet the blend.
    let clause = |target| ServiceLevel { window: Window::Quarter, ..clause("sla", "uptime", target) };
    let versions =
        vec![(date(2026, 1, 1), terms(vec![clause("90")])), (date(2026, 3, 1), terms(vec![clause("99")]))];
    let rulings = of(date(2026, 3, 31), versions, uptime(&["97", "97", "95"]));
    let parts: Vec<_> = rulings[0]
        .parts
        .iter()
        .map(|part| (part.first.to_string(), part.last.to_string(), part.value.unwrap().show(2), part.met))
        .collect();
    let expected =
        [("2026-01", "2026-02", "97.00", Some(true)), ("2026-03", "2026-03", "95.00", Some(false))];
    assert_eq!(
        parts,
        expected.map(|(from, to, value, met)| (from.to_owned(), to.to_owned(), value.to_owned(), met))
    );
    assert_eq!((rulings[0].outcome.clone(), target(&rulings[0])), (Outcome::Met, "93".to_owned()));
    // One target throughout: there are no parts.
    assert!(one(clause("90"), date(2026, 3, 31), uptime(&["97", "97", "95"]))[0].parts.is_empty());
}

#[test]
fn d1_a_contract_judges_the_month_it_begins_or_ends_in() {
    let clause = || clause("sla", "uptime", "95");
    let begun = of(date(2026, 5, 31), vec![(date(2026, 5, 20), terms(vec![clause()]))], uptime(&["90"; 5]));
    assert_eq!((labels(&begun), begun[0].outcome.clone()), (vec!["May 2026".to_owned()], Outcome::Missed));
    let ended = Terms { ends_on: date(2026, 5, 10).into(), ..terms(vec![clause()]) };
    let ended = of(date(2026, 7, 31), vec![(date(2026, 4, 1), ended)], uptime(&["90"; 7]));
    assert_eq!(labels(&ended), ["April 2026", "May 2026"]);
    // At least `min-days` of them.
    let few = |min_days: u32| {
        let clause = ServiceLevel { min_days: min_days.into(), ..clause() };
        of(date(2026, 5, 31), vec![(date(2026, 5, 20), terms(vec![clause]))], uptime(&["90"; 5]))[0]
            .outcome
            .clone()
    };
    assert_eq!(few(12), Outcome::Missed);
    assert_eq!(few(13), Outcome::NotMeasured(WhyNot::PartialPeriod { days: 12, minimum: 13 }));
}

#[test]
fn r05_a_month_between_two_contracts_belongs_to_the_one_with_most_of_its_days() {
    let judged = |change: Date| {
        let first = Terms {
            ends_on: change.yesterday().unwrap().into(),
            ..terms(vec![clause("sla", "uptime", "95")])
        };
        let second = terms(vec![clause("new", "uptime", "95")]);
        let contracts =
            vec![contract("old", vec![(date(2026, 1, 1), first)]), contract("next", vec![(change, second)])];
        let register = register(date(2026, 7, 31), contracts, uptime(&["90"; 7]));
        let judged = judge_all(&register, &Rollup::new(&register));
        let may = |judged: &&Judged| {
            judged
                .rulings
                .iter()
                .any(|one| one.window.period == Period::Month(2026, 5) && !one.rows.is_empty())
        };
        let vendors = judged.iter().filter(|judged| matches!(judged.subject, Subject::Vendor(_)));
        vendors.filter(may).map(|judged| judged.contract.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(judged(date(2026, 5, 11)), ["next"]);
    assert_eq!(judged(date(2026, 5, 21)), ["old"]);
    assert_eq!(judged(date(2026, 5, 17)), ["old"], "16 of 31 days");
    assert_eq!(judged(date(2026, 5, 16)), ["next"]);
}

#[test]
fn d6_a_weekly_row_needs_its_thursday() {
    let from = |day| {
        let clause = ServiceLevel { window: Window::Week, ..clause("sla", "accuracy", "95") };
        let rows = vec![row("2026-W20", "accuracy", "90", "100")];
        of(date(2026, 5, 17), vec![(day, terms(vec![clause]))], rows).len()
    };
    // Thursday 14 May 2026, and Friday.
    assert_eq!((from(date(2026, 5, 14)), from(date(2026, 5, 15))), (1, 0));
}

#[test]
fn r05_a_count_of_a_partial_month_is_pro_rated_or_not_measured() {
    let judged = |metric: &str, value: &str, pro_rate| {
        let clause = ServiceLevel { pro_rate, ..clause("sla", metric, "100") };
        let mut rows = vec![row("2026-05", "units", value, "1")];
        rows.extend(["2026-W20", "2026-W21"].map(|week| row(week, "tasks", value, "1")));
        let from = if metric == "units" { date(2026, 5, 20) } else { date(2026, 5, 14) };
        of(date(2026, 5, 31), vec![(from, terms(vec![clause]))], rows)[0].clone()
    };
    let whole = judged("units", "40", false);
    assert_eq!(whole.outcome, Outcome::NotMeasured(WhyNot::PartialCount { days: 12, of: 31 }));
    // 100 × 12 ÷ 31 = 38.709677…
    let met = judged("units", "39", true);
    assert_eq!(
        (met.outcome, met.target, met.pro_rated),
        (Outcome::Met, Target::Line(dec("38.709677")), Some((12, 31)))
    );
    let missed = judged("units", "38", true);
    assert_eq!((missed.outcome, missed.target), (Outcome::Missed, Target::Line(dec("38.709678"))));
    // Weekly rows by their weeks: 20 to 22 of 19 to 22 lie in force.
    assert_eq!(judged("tasks", "30", true).target, Target::Line(dec("75")));
    // A ratio has nothing to shorten.
    let ratio = of(
        date(2026, 5, 31),
        vec![(date(2026, 5, 20), terms(vec![clause("sla", "uptime", "95")]))],
        uptime(&["96"; 5]),
    );
    assert_eq!((ratio[0].outcome.clone(), ratio[0].pro_rated), (Outcome::Met, None));
}

#[test]
fn r05_a_shortened_count_scores_as_it_would_for_the_whole_month() {
    let score = ScoreRule::Linear(At::new(dec("50"), place("floor")));
    let clause = ServiceLevel { pro_rate: true, score, ..clause("sla", "units", "100") };
    // 30 in 10 of 30 days is 90 in 30: four fifths of the way from 50 to 100.
    let rows = vec![row("2026-06", "units", "30", "1")];
    let ruling = of(date(2026, 6, 30), vec![(date(2026, 6, 21), terms(vec![clause]))], rows)[0].clone();
    assert_eq!((ruling.outcome, ruling.score), (Outcome::Missed, Some(Quotient::from(dec("80")))));
}

#[test]
fn r06_a_fiscal_year_names_its_quarters_and_is_a_window() {
    let judged = |window| {
        let clause = ServiceLevel { window, ..clause("sla", "uptime", "95") };
        let versions =
            vec![(date(2026, 1, 1), Terms { ends_on: date(2028, 12, 31).into(), ..terms(vec![clause]) })];
        let mut register = register(date(2027, 4, 1), vec![contract("msa", versions)], uptime(&["96"; 15]));
        register.settings.calendar.year_starts = 4;
        labels(&rulings(&register))
    };
    assert_eq!(
        judged(Window::Quarter),
        ["Q4 2025/26", "Q1 2026/27", "Q2 2026/27", "Q3 2026/27", "Q4 2026/27"]
    );
    assert_eq!(judged(Window::Year), ["2025/26", "2026/27"]);
}

/// The window changes from one kind to another.
fn changed(metric: &str, from: Window, to: Window, on: Date) -> (Vec<String>, Vec<usize>) {
    let clause = |window| ServiceLevel { window, ..clause("sla", metric, "95") };
    let versions = vec![(date(2026, 1, 1), terms(vec![clause(from)])), (on, terms(vec![clause(to)]))];
    let mut rows = uptime(&["96"; 12]);
    let days = std::iter::successors(Some(date(2026, 1, 1)), |day| Some(day.tomorrow().unwrap()));
    let names: Vec<String> = days.take(365).map(|day| day.to_string()).collect();
    rows.extend(names.iter().map(|day| row(day, "daily", "96", "100")));
    let rulings = of(date(2026, 7, 31), versions, rows);
    (labels(&rulings), rulings.iter().map(|ruling| ruling.rows.len()).collect())
}

#[test]
fn r09_a_changed_window_begins_anew_on_the_day_of_the_amendment() {
    let (labels, rows) = changed("uptime", Window::Month, Window::Quarter, date(2026, 5, 1));
    assert_eq!(
        labels,
        ["January 2026", "February 2026", "March 2026", "April 2026", "Q2 2026, 1 May to 30 June"]
    );
    assert_eq!(rows, [1, 1, 1, 1, 2], "April once");
    let (labels, rows) = changed("uptime", Window::Quarter, Window::Month, date(2026, 5, 1));
    assert_eq!(labels, ["Q1 2026", "Q2 2026, 1 to 30 April", "May 2026", "June 2026", "July 2026"]);
    assert_eq!(rows, [3, 1, 1, 1, 1], "April too");
    let (labels, rows) = changed("daily", Window::Quarter, Window::Month, date(2026, 5, 15));
    assert_eq!(
        labels,
        ["Q1 2026", "Q2 2026, 1 April to 14 May", "May 2026, 15 to 31 May", "June 2026", "July 2026"]
    );
    assert_eq!(rows, [90, 44, 17, 30, 31]);
}

#[test]
fn r11_rows_count_from_measured_from_on() {
    let clause = ServiceLevel { measured_from: Some(date(2026, 2, 11)), ..clause("sla", "daily", "95") };
    let rows = vec![row("2026-02-10", "daily", "1", "100"), row("2026-02-11", "daily", "96", "100")];
    let rulings = of(date(2026, 2, 28), vec![(date(2026, 1, 1), terms(vec![clause]))], rows);
    assert_eq!(
        (labels(&rulings), rulings[0].rows.as_slice()),
        (vec!["February 2026".to_owned()], [1].as_slice())
    );
}
