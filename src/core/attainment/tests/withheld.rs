//! A figure that its sender withheld: neither there nor missing, and never a miss.

use jiff::civil::date;

use super::*;

const LATER: Date = date(2026, 4, 30);

fn missed() -> OnMissing {
    OnMissing::MissedAfter { days: 0 }
}

fn sla(on_missing: OnMissing) -> ServiceLevel {
    ServiceLevel { on_missing, ..clause("sla", "accuracy", "95") }
}

fn weekly(clause: ServiceLevel) -> ServiceLevel {
    ServiceLevel { window: Window::Week, ..clause }
}

/// The weeks 6 to 9 of 2026 are those of February: 96 of 100 each, but for those listed, which were withheld.
fn weeks(withheld: &[i64]) -> Vec<Row> {
    let week = |number: i64| {
        let row = row(&format!("2026-W{number:02}"), "accuracy", "96", "100");
        if withheld.contains(&number) { row.withheld() } else { row }
    };
    (6..10).map(week).collect()
}

fn february(clause: ServiceLevel, rows: Vec<Row>) -> Ruling {
    at(&one(clause, LATER, rows), "2026-02").clone()
}

fn not(why: WhyNot) -> Outcome {
    Outcome::NotMeasured(why)
}

#[test]
fn a_window_of_withheld_rows_is_not_measured_whatever_on_missing_says() {
    for on_missing in [OnMissing::Flag, missed()] {
        let ruling = february(sla(on_missing), weeks(&[6, 7, 8, 9]));
        assert_eq!(ruling.outcome, not(WhyNot::Withheld));
        assert_eq!((ruling.missing.len(), ruling.missing_sites.len(), ruling.value), (0, 0, None));
        assert_eq!((ruling.withheld.len(), ruling.withheld_rows.as_slice()), (4, [0, 1, 2, 3].as_slice()));
        assert_eq!(ruling.gaps(), Some(Gaps { slices: (0, 4), sites: None, withheld: (4, 0) }));
        assert!(!ruling.is_late() && !ruling.is_owed());
    }
    assert_eq!(february(sla(missed()), Vec::new()).outcome, Outcome::Missed, "without a word it is missed");
    assert_eq!(WhyNot::Withheld.text(), "withheld by its sender");
}

#[test]
fn what_is_there_is_judged_beside_what_was_withheld() {
    for on_missing in [OnMissing::Flag, missed()] {
        let ruling = february(sla(on_missing), weeks(&[7]));
        assert_eq!((ruling.outcome.clone(), shown(&ruling)), (Outcome::Met, "96.00".to_owned()), "288 ÷ 300");
        assert_eq!(ruling.denominator, 300_000_000);
        assert_eq!(ruling.withheld, [period("2026-W07")]);
        let gaps = ruling.gaps().unwrap();
        assert_eq!((gaps.slices, gaps.sites, gaps.withheld), ((3, 4), None, (1, 0)));
    }
}

#[test]
fn what_is_really_missing_beside_a_withheld_row_stays_missing() {
    let mut rows = weeks(&[7]);
    rows.remove(3);
    let flagged = february(sla(OnMissing::Flag), rows.clone());
    assert_eq!((flagged.outcome, flagged.missing), (Outcome::Met, vec![period("2026-W09")]));
    let ruled = february(sla(missed()), rows);
    assert_eq!(ruled.outcome, Outcome::Missed, "week 9 is owed");
    let none = vec![weeks(&[7]).remove(1)];
    let late = february(sla(OnMissing::Flag), none.clone());
    assert_eq!((late.outcome, late.missing.len()), (not(WhyNot::Late), 3), "three weeks are still owed");
    assert_eq!(february(sla(missed()), none).outcome, Outcome::Missed);
}

#[test]
fn a_site_that_withholds_is_named_as_that_and_not_as_silent() {
    let riga = |rows: Vec<Row>| rows.into_iter().map(|row| row.at("riga"));
    let both = || weeks(&[]).into_iter().chain(riga(weeks(&[8]))).collect::<Vec<_>>();
    let ruling = february(sla(missed()), both());
    assert_eq!((ruling.outcome.clone(), ruling.missing_sites.len()), (Outcome::Met, 0));
    assert_eq!(ruling.withheld_sites, [(period("2026-W08"), SiteId::new("riga"))]);
    assert_eq!(ruling.gaps(), Some(Gaps { slices: (3, 4), sites: Some((1, 2)), withheld: (1, 1) }));
    // Riga goes on withholding, and Porto sends nothing in week 9: Porto owes it.
    let mut rows = weeks(&[]);
    rows.pop();
    rows.extend(riga(weeks(&[6, 7, 8, 9])));
    let owed = february(sla(missed()), rows.clone());
    assert_eq!(owed.missing_sites, [(period("2026-W09"), SiteId::new("porto"))]);
    assert_eq!((owed.missing.len(), owed.outcome), (0, Outcome::Missed));
    assert_eq!(february(sla(OnMissing::Flag), rows).outcome, Outcome::Met, "288 ÷ 300 of Porto");
}

#[test]
fn who_withholds_has_begun_to_report() {
    // Riga withholds week 6 and says nothing of the rest of February.
    let mut rows = weeks(&[]);
    rows.push(row("2026-W06", "accuracy", "0", "0").at("riga").withheld());
    let ruling = february(sla(OnMissing::Flag), rows.clone());
    assert_eq!(ruling.missing_sites.len(), 3);
    assert_eq!(ruling.withheld_sites.len(), 1);
    rows.pop();
    assert_eq!(february(sla(OnMissing::Flag), rows).missing_sites.len(), 0, "nobody expects Riga yet");
}

#[test]
fn a_site_that_the_clause_names_owes_no_row_that_it_withholds() {
    let mut named = sla(missed());
    named.scope.sites = ["porto", "riga"].map(SiteId::new).into();
    let mut rows = weeks(&[]);
    rows.extend((6..10).map(|n| row(&format!("2026-W{n:02}"), "accuracy", "0", "0").at("riga").withheld()));
    let ruling = february(named.clone(), rows.clone());
    assert_eq!(
        (ruling.outcome, ruling.missing_sites.len(), ruling.withheld_sites.len()),
        (Outcome::Met, 0, 4)
    );
    rows.truncate(7);
    let ruling = february(named, rows);
    assert_eq!((ruling.outcome, ruling.missing_sites.len()), (Outcome::Missed, 1), "week 9 of Riga is owed");
}

#[test]
fn a_site_of_its_own_is_judged_alike() {
    let versions = vec![(date(2026, 1, 1), terms(vec![sla(missed())]))];
    let register = register(LATER, vec![contract("msa", versions)], weeks(&[6, 7, 8, 9]));
    let rollup = Rollup::new(&register);
    let contract = register.contracts.values().next().unwrap();
    let id = contract.service_level_ids().into_iter().next().unwrap();
    let judged = judge(&register, &rollup, contract, id, &Subject::Site(SiteId::new("porto")));
    let ruling = at(&judged.rulings, "2026-02");
    assert_eq!(ruling.outcome, not(WhyNot::Withheld));
    assert_eq!(ruling.gaps(), Some(Gaps { slices: (0, 4), sites: None, withheld: (4, 0) }));
    assert_eq!(at(&judged.rulings, "2026-03").outcome, Outcome::Missed, "March was never sent");
}

#[test]
fn one_queue_that_is_withheld_tears_its_slice() {
    let rows = || {
        let mut rows: Vec<Row> = weeks(&[]).into_iter().map(|row| row.queue("pt")).collect();
        rows.push(row("2026-W08", "accuracy", "0", "0").queue("et").withheld());
        rows
    };
    let ruling = february(sla(missed()), rows());
    assert_eq!((ruling.outcome.clone(), shown(&ruling)), (Outcome::Met, "96.00".to_owned()));
    assert_eq!((ruling.gaps().unwrap().slices, ruling.withheld_rows.as_slice()), ((3, 4), [0].as_slice()));
    assert_eq!(ruling.withheld_sites.len(), 0, "Porto sent a row");
    let mut of_pt = sla(missed());
    of_pt.scope.queues.insert(QueueId::new("pt"));
    assert_eq!(february(of_pt, rows()).gaps(), None, "the clause does not speak of the other queue");
}

#[test]
fn a_part_that_its_total_holds_takes_nothing_away() {
    let judged = |whole_rows| {
        let clause = ServiceLevel { metric: MetricId::new("m"), ..clause("sla", "m", "1000") };
        let rows =
            vec![row("2026-W06", "m", "800", "0"), row("2026-W06", "m", "0", "0").queue("pt").withheld()];
        let versions = vec![(date(2026, 1, 1), terms(vec![clause]))];
        let mut register = register(LATER, vec![contract("msa", versions)], rows);
        register.projects.insert(ProjectId::new("atlas"), atlas());
        register
            .metrics
            .insert(MetricId::new("m"), Metric { whole_rows, ..metric("m", MetricKind::Count, Grain::Week) });
        at(&rulings(&register), "2026-02").withheld.len()
    };
    assert_eq!((judged(Some(WholeRows::Total)), judged(Some(WholeRows::Rest))), (0, 1));
}

#[test]
fn a_pool_passes_over_a_withheld_window_under_missed_as_under_flag() {
    for on_missing in [OnMissing::Flag, missed()] {
        let pooling = ServiceLevel {
            min_volume: dec("10").into(),
            below_min_volume: BelowMinVolume::CombineNext,
            ..weekly(sla(on_missing))
        };
        let rows = vec![
            row("2026-W06", "accuracy", "4", "4"),
            row("2026-W07", "accuracy", "0", "0").withheld(),
            row("2026-W08", "accuracy", "6", "6"),
        ];
        let rulings = one(pooling, date(2026, 2, 22), rows);
        let of = |window| at(&rulings, window).outcome.clone();
        assert_eq!(of("2026-W06"), not(WhyNot::CombinedInto(period("2026-W08"))));
        assert_eq!(of("2026-W07"), not(WhyNot::Withheld));
        assert_eq!(of("2026-W08"), Outcome::Met);
        assert_eq!(at(&rulings, "2026-W08").combined_with, [period("2026-W06")]);
    }
}

#[test]
fn relief_comes_before_what_was_withheld() {
    let judged = |sites: &[&str], rows: Vec<Row>| {
        let versions = vec![(date(2026, 1, 1), terms(vec![weekly(sla(missed()))]))];
        let mut register = register(LATER, vec![contract("msa", versions)], rows);
        let event = relief("cut", "sla", date(2026, 2, 9), date(2026, 2, 15));
        let event = Relief { sites: sites.iter().map(|id| SiteId::new(id).into()).collect(), ..event };
        register.relief.insert(event.id.clone(), event);
        at(&rulings(&register), "2026-W07").clone()
    };
    let whole = judged(&[], weeks(&[7]));
    assert_eq!((whole.outcome, whole.withheld.len()), (not(WhyNot::AllRelieved), 0));
    // Porto is relieved, and Riga withholds.
    let mut rows = weeks(&[]);
    rows.push(row("2026-W07", "accuracy", "0", "0").at("riga").withheld());
    let porto = judged(&["porto"], rows.clone());
    assert_eq!((porto.outcome, porto.withheld.len()), (not(WhyNot::Withheld), 1));
    // Riga is relieved of what it withholds.
    let riga = judged(&["riga"], rows);
    assert_eq!((riga.outcome.clone(), riga.withheld.len(), riga.gaps()), (Outcome::Met, 0, None));
}

#[test]
fn a_withheld_window_breaks_no_run_of_misses_and_starts_none() {
    let mut rows: Vec<Row> = ["2026-W06", "2026-W08"].map(|week| row(week, "accuracy", "90", "100")).to_vec();
    rows.push(row("2026-W07", "accuracy", "0", "0").withheld());
    let rulings = one(weekly(sla(missed())), date(2026, 2, 22), rows);
    let streaks = ["2026-W06", "2026-W07", "2026-W08"].map(|week| at(&rulings, week).streak);
    assert_eq!(streaks, [6, 0, 7], "five weeks were never sent");
}

#[test]
fn a_day_before_its_end_nothing_was_withheld_yet() {
    let versions = || vec![(date(2026, 1, 1), terms(vec![weekly(sla(missed()))]))];
    let later = register(date(2026, 3, 1), vec![contract("msa", versions())], weeks(&[8, 9]));
    let earlier = register(date(2026, 2, 22), vec![contract("msa", versions())], weeks(&[8, 9]));
    let rollup = Rollup::new(&later);
    let all = judge_all(&later, &rollup);
    let then = judge_earlier(&earlier, &rollup.on(&earlier), &later, &all);
    let fresh = judge_all(&earlier, &Rollup::new(&earlier));
    let told = |judged: &[Judged]| -> Vec<(String, Outcome, Vec<u32>)> {
        let rulings = judged.iter().flat_map(|judged| judged.rulings.iter());
        let of = |r: &Ruling| (r.window.period.to_string(), r.outcome.clone(), r.withheld_rows.clone());
        rulings.map(of).collect()
    };
    assert_eq!(told(&then), told(&fresh));
    assert_eq!(told(&then).last().unwrap().1, not(WhyNot::Withheld));
}
