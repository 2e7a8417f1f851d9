//! What became of signals, with answers known by hand.

use super::{Case, Fate};
use crate::core::contract::record::Window;
use crate::core::metric::record::MetricKind;
use crate::core::settings::signals::{SafeguardKind, SignalLimits};
use crate::kit::calendar::Grain;
use crate::kit::declared::{Language, Tallied};
use crate::kit::id::{MetricId, PersonId, ProjectId, SafeguardId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::source::Setting;
use crate::kit::words::{Direction, Family};
use crate::subject::decision::record::{DecisionKind, DecisionStatus};
use crate::subject::language::record::{LanguageCount, Staff};
use crate::subject::language_need::record::{LanguageLevel, LanguageNeed};
use crate::subject::report::report;
use crate::subject::risk::record::SignalKind;
use crate::subject::safeguard::record::Safeguard;
use crate::subject::sop::record::Criticality;
use crate::testing::{Bench, BenchRow, at, contract, day, decision, metric, place, project, sop, units};

fn track(bench: &Bench, kind: SignalKind) -> Vec<(String, Fate)> {
    let tracks = report(&bench.register).signals.tracks;
    let cases = tracks.get(&kind).cloned().unwrap_or_default();
    cases.into_iter().map(|Case { name, fate }| (name, fate)).collect()
}

fn named(name: &str, fate: Fate) -> Vec<(String, Fate)> {
    vec![(name.to_owned(), fate)]
}

/// Decisions right of 1,000 in the weeks of a year from one on.
fn weeks(bench: &mut Bench, first: u32, right: &[i64]) {
    for (at, right) in right.iter().enumerate() {
        let week = format!("2026-W{:02}", first as usize + at);
        bench.add_row(week.leak(), *right, 1_000);
    }
}

/// August may have 200 misses in 4,000 cases, and so may September, whose weeks are 36 to 39.
fn september(weeks_of_september: [(i64, i64); 4]) -> Vec<(String, Fate)> {
    let mut bench = Bench::new();
    bench.level(|level| level.window = Window::Month);
    weeks(&mut bench, 32, &[960, 960, 960, 960]);
    for (at, (right, all)) in weeks_of_september.into_iter().enumerate() {
        bench.add_row(format!("2026-W{}", 36 + at).leak(), right, all);
    }
    weeks(&mut bench, 40, &[990; 7]);
    track(&bench, SignalKind::BudgetSpent)
}

#[test]
fn an_allowance_used_up_came_true_where_its_window_was_missed() {
    let of = |fate| named("acme-2026/accuracy/acme-porto/2026-09", fate);
    // 100 + 150 misses in two weeks; 270 of 4,000 in all: 93.25%.
    assert_eq!(september([(900, 1_000), (850, 1_000), (990, 1_000), (990, 1_000)]), of(Fate::Hit));
    // As many, and 8,000 more cases without a miss: 97.5%.
    assert_eq!(september([(900, 1_000), (850, 1_000), (4_000, 4_000), (4_000, 4_000)]), of(Fate::FalseAlarm));
    // 330 misses, of which 300 in the last week.
    assert_eq!(september([(990, 1_000), (990, 1_000), (990, 1_000), (700, 1_000)]), of(Fate::Unwarned));
    assert_eq!(september([(990, 1_000); 4]), []);
}

#[test]
fn the_window_that_runs_is_open() {
    let mut bench = Bench::new();
    bench.level(|level| level.window = Window::Month);
    // October has 5,000 cases, so November may have 250 misses.
    weeks(&mut bench, 40, &[990, 990, 990, 990, 990, 740, 990]);
    assert_eq!(
        track(&bench, SignalKind::BudgetSpent),
        named("acme-2026/accuracy/acme-porto/2026-11", Fate::Open)
    );
}

fn limits() -> SignalLimits {
    SignalLimits {
        horizon_periods: Setting::or(None, 4),
        answer_days: Setting::or(None, 14),
        backlog_days: Setting::or(None, Decimal::from_int(5)),
        attrition_metric: Some(at(MetricId::new("attrition"))),
        attrition_limit: Setting::or(None, Decimal::from_int(5)),
        ahead_days: Setting::or(None, 45),
        vendor_share_percent: Setting::or(None, Decimal::from_int(70)),
        required_safeguards: Vec::new(),
        place: place("data/book.toml", 9),
    }
}

#[test]
fn leavers_came_true_where_a_target_of_the_site_was_missed_in_the_next_figures() {
    let mut bench = Bench::new();
    bench.register.settings.signals = Some(limits());
    let mut attrition = metric("attrition", Family::Cost);
    attrition.grain = Grain::Month;
    attrition.direction = Direction::AtMost;
    bench.add_metric(attrition);
    // Of 100 people; August is within the limit, October goes on from September.
    for (month, left) in [("2026-07", 8), ("2026-08", 3), ("2026-09", 9), ("2026-10", 9)] {
        bench.add(BenchRow {
            project: None,
            queue: None,
            ..BenchRow::new("acme-porto", "attrition", month, left, 100)
        });
    }
    // Week 30 is the last that ended by 31 July; week 33 misses, the third after it.
    weeks(&mut bench, 28, &[970, 970, 970, 970, 970, 940, 970, 970, 970, 970, 970, 970, 970, 970, 970, 970]);
    let found = track(&bench, SignalKind::Attrition);
    assert_eq!(
        found,
        [("acme-porto/2026-07".to_owned(), Fate::Hit), ("acme-porto/2026-09".to_owned(), Fate::FalseAlarm)]
    );
}

#[test]
fn a_backlog_came_true_where_latency_was_missed_and_nothing_else_counts() {
    let of = |family: Family, after: &[i64]| {
        let mut bench = Bench::new();
        bench.metric(|metric| metric.family = family);
        bench.add_metric(units("accepted-units", MetricKind::Count));
        bench.add_metric(units("open-backlog", MetricKind::Level));
        let mut atlas = project("atlas");
        atlas.units_metric = Some(at(MetricId::new("accepted-units")));
        atlas.backlog_metric = Some(at(MetricId::new("open-backlog")));
        bench.add_project(atlas);
        // 700 units a week: 300 open are three days of work, 1,000 are ten.
        for (week, open) in [("2026-W38", 300), ("2026-W39", 300), ("2026-W40", 1_000), ("2026-W41", 1_000)] {
            bench.add(BenchRow::new("acme-porto", "accepted-units", week, 700, 0));
            bench.add(BenchRow::new("acme-porto", "open-backlog", week, open, 0));
        }
        weeks(&mut bench, 38, &[970, 970, 970]);
        weeks(&mut bench, 41, after);
        track(&bench, SignalKind::Backlog)
    };
    let case = |fate| named("acme-porto/atlas/2026-W40", fate);
    assert_eq!(of(Family::Latency, &[970, 970, 970, 940]), case(Fate::Hit));
    assert_eq!(
        of(Family::Latency, &[970, 970, 970, 970, 940]),
        case(Fate::FalseAlarm),
        "the fifth is too late"
    );
    assert_eq!(of(Family::Latency, &[970, 970]), case(Fate::Open));
    assert_eq!(of(Family::Quality, &[940, 940, 940, 940]), [], "no target of latency could be missed");
}

#[test]
fn a_gap_of_people_is_counted_from_the_day_on_which_it_opens() {
    let mut bench = Bench::new();
    bench.register.language_needs.push(LanguageNeed {
        from_on: at(day("2026-01-05")),
        project: at(ProjectId::new("atlas")),
        language: at(Language::new("pt-PT")),
        level: at(LanguageLevel::C1),
        people: at(5),
        note: None,
        place: place("data/language-needs/2026.csv", 2),
    });
    for (on, people) in [("2026-06-01", 6), ("2026-09-28", 2), ("2026-10-12", 1)] {
        bench.register.languages.push(LanguageCount {
            as_of: at(day(on)),
            site: Some(at(SiteId::new("acme-porto"))),
            project: at(ProjectId::new("atlas")),
            language: at(Language::new("pt-PT")),
            level: at(LanguageLevel::C1),
            staff: at(Staff::External),
            people: at(Tallied::Known(people)),
            place: place("data/languages/2026.csv", 2),
        });
    }
    weeks(&mut bench, 37, &[970, 970, 970, 970, 940]);
    // In January nobody was known either, and no target had a figure that could be missed.
    assert_eq!(track(&bench, SignalKind::CoverageGap), named("atlas/2026-09-28", Fate::Hit));
}

/// With so many days of notice before an end on the last day of a month; what was decided, and when.
fn notice(ends_on: &str, decided_on: Option<&str>) -> Vec<(String, Fate)> {
    let mut bench = Bench::new();
    bench.terms(|terms| {
        terms.ends_on = at(day(ends_on));
        terms.notice_days = 60.into();
    });
    if let Some(on) = decided_on {
        let mut renewal = decision("renew");
        renewal.asked_on = at(day("2026-07-01"));
        renewal.status = at(DecisionStatus::Decided);
        renewal.decided_on = Some(at(day(on)));
        bench.add_decision(renewal);
    }
    track(&bench, SignalKind::NoticeNear)
}

/// With a price review on a day, 30 days of notice of it, and the day on which its decision, due on the last day for notice, was taken.
fn prices(on: &str, decided_on: Option<&str>) -> Vec<(String, Fate)> {
    let mut bench = Bench::new();
    bench.terms(|terms| {
        terms.price_review_on = vec![at(day(on))];
        terms.price_review_notice_days = 30.into();
    });
    if let Some(decided) = decided_on {
        let mut prices = decision("prices");
        prices.kind = at(DecisionKind::PriceReview);
        prices.contract = Some(at(crate::kit::id::ContractId::new("acme-2026")));
        prices.asked_on = at(day("2026-07-01"));
        prices.due_on = at(crate::kit::calendar::add_days(day(on), -30));
        prices.status = at(DecisionStatus::Decided);
        prices.decided_on = Some(at(day(decided)));
        bench.add_decision(prices);
    }
    track(&bench, SignalKind::PriceReviewNear)
}

#[test]
fn a_price_review_came_true_where_its_notice_passed_with_nothing_decided() {
    // 30 days before 1 December is 1 November; the signal stands from 17 September.
    let case = |fate| named("acme-2026/2026-11-01", fate);
    assert_eq!(prices("2026-12-01", None), case(Fate::Hit));
    assert_eq!(prices("2026-12-01", Some("2026-11-01")), case(Fate::FalseAlarm), "the last day is in time");
    assert_eq!(prices("2026-12-01", Some("2026-11-02")), case(Fate::Hit));
    assert_eq!(prices("2026-12-01", Some("2026-09-17")), [], "decided on the day: nothing was raised");
    assert_eq!(prices("2027-01-01", None), named("acme-2026/2026-12-02", Fate::Open));
}

#[test]
fn a_notice_day_came_true_where_it_passed_with_nothing_decided() {
    // 60 days before 31 December is 1 November; the signal stands from 17 September.
    let case = |fate| named("acme-2026/2026-11-01", fate);
    assert_eq!(notice("2026-12-31", None), case(Fate::Hit));
    assert_eq!(notice("2026-12-31", Some("2026-11-01")), case(Fate::FalseAlarm), "the last day is in time");
    assert_eq!(notice("2026-12-31", Some("2026-11-02")), case(Fate::Hit));
    assert_eq!(notice("2026-12-31", Some("2026-09-17")), [], "decided on the day: nothing was raised");
    assert_eq!(notice("2027-01-31", None), named("acme-2026/2026-12-02", Fate::Open));
    assert_eq!(notice("2027-03-31", None), [], "it lies too far ahead");
}

#[test]
fn a_contract_that_carries_on_settles_a_notice_day_when_it_is_signed() {
    let of = |signed_on: &str| {
        let mut bench = Bench::new();
        bench.terms(|terms| {
            terms.ends_on = at(day("2026-12-31"));
            terms.notice_days = 60.into();
        });
        let mut next = contract("acme-2027");
        next.signed_on = day(signed_on);
        next.versions[0].from = day("2027-01-01");
        next.versions[0].terms.ends_on = at(day("2028-12-31"));
        bench.add_contract(next);
        let found = track(&bench, SignalKind::NoticeNear);
        found.into_iter().filter(|(name, _)| name.starts_with("acme-2026/")).collect::<Vec<_>>()
    };
    assert_eq!(of("2026-10-20"), named("acme-2026/2026-11-01", Fate::FalseAlarm));
    assert_eq!(of("2026-11-10"), named("acme-2026/2026-11-01", Fate::Hit), "signed after the day");
    assert_eq!(of("2026-09-01"), []);
}

fn safeguard(id: &str, from: &str, to: &str) -> Safeguard {
    Safeguard {
        id: SafeguardId::new(id),
        title: at("Insurance".to_owned()),
        kind: at(SafeguardKind::Insurance),
        vendor: at(VendorId::new("acme")),
        sites: Vec::new(),
        issuer: None,
        reference: at("P-1".to_owned()),
        owner: at(PersonId::new("ada-north")),
        valid_from: at(day(from)),
        expires_on: at(day(to)),
        tested_on: None,
        test_result: None,
        test_days: Setting::or(None, 365),
        place: place("data/safeguards/a.toml", 1),
    }
}

#[test]
fn a_safeguard_came_true_where_it_expired_before_another_held_in_its_place() {
    let of = |all: &[(&str, &str, &str)]| {
        let mut bench = Bench::new();
        for (id, from, to) in all {
            let one = safeguard(id, from, to);
            bench.register.safeguards.insert(one.id.clone(), one);
        }
        track(&bench, SignalKind::SafeguardEnds)
    };
    let first = ("a", "2025-10-01", "2026-09-30");
    let case = |fate| named("a/2026-09-30", fate);
    assert_eq!(of(&[first]), case(Fate::Hit));
    assert_eq!(of(&[first, ("b", "2026-10-01", "2027-09-30")]), case(Fate::FalseAlarm), "without a gap");
    assert_eq!(of(&[first, ("b", "2026-10-02", "2027-09-30")]), case(Fate::Hit), "a day was not covered");
    assert_eq!(
        of(&[first, ("b", "2026-08-16", "2027-09-30")]),
        [],
        "there when the signal would have been raised"
    );
    // 45 days before 30 December is today.
    assert_eq!(of(&[("a", "2026-01-01", "2026-12-30")]), named("a/2026-12-30", Fate::Open));
    assert_eq!(of(&[("a", "2026-01-01", "2026-12-31")]), []);
    assert_eq!(of(&[("a", "2026-01-01", "2027-12-31")]), []);
}

#[test]
fn a_procedure_came_true_where_its_review_is_missing_when_the_days_for_an_answer_are_over() {
    let of = |reviewed_on: &str, criticality: Criticality| {
        let mut bench = Bench::new();
        let mut guide = sop("guide");
        guide.criticality = at(criticality);
        guide.effective_on = at(day("2025-01-01"));
        guide.reviewed_on = Some(at(day(reviewed_on)));
        bench.add_sop(guide);
        track(&bench, SignalKind::ProcedureOverdue)
    };
    // A year after it; 14 days for an answer end on 15 November.
    assert_eq!(of("2025-11-01", Criticality::High), named("guide/2026-11-01", Fate::Open));
    assert_eq!(of("2025-10-31", Criticality::High), named("guide/2026-10-31", Fate::Hit));
    assert_eq!(of("2025-11-15", Criticality::High), [], "due today");
    assert_eq!(of("2025-10-31", Criticality::Normal), []);
}
