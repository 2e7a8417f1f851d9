use super::*;
use crate::core::contract::record::{Chronic, ScoreRule, ServiceLevel};
use crate::kit::id::{ContractId, MetricId};
use crate::kit::number::Decimal;
use crate::kit::words::RatingName;
use crate::subject::decision::record::DecisionStatus;
use crate::subject::report::{Report, report};
use crate::testing::{
    Bench, BenchRow, action, at, contract, day, decision, metric, place, plan, service_level,
};

pub(super) const WEEKS: [&str; 12] = [
    "2026-W35", "2026-W36", "2026-W37", "2026-W38", "2026-W39", "2026-W40", "2026-W41", "2026-W42",
    "2026-W43", "2026-W44", "2026-W45", "2026-W46",
];

/// Weekly rows of a site, the last in week 46.
fn rows(bench: &mut Bench, site: &'static str, metric: &'static str, values: &[i64]) {
    for (week, value) in WEEKS[WEEKS.len() - values.len()..].iter().zip(values) {
        bench.add(BenchRow::new(site, metric, week, *value, 100));
    }
}

/// Acme with one site and one clause.
pub(super) fn acme(values: &[i64]) -> Bench {
    let mut bench = Bench::new();
    rows(&mut bench, "acme-porto", "accuracy", values);
    bench
}

/// A second vendor with one site, Riga, and the same clause.
fn borealis(bench: &mut Bench, values: &[i64]) {
    bench.add_vendor("borealis", "Borealis");
    bench.add_site("borealis-riga", "borealis", "Riga");
    let mut second = contract("borealis-2026");
    second.vendor = VendorId::new("borealis");
    bench.add_contract(second);
    rows(bench, "borealis-riga", "accuracy", values);
}

/// A clause of Acme on turnaround, in the family latency.
pub(super) fn turnaround(bench: &mut Bench, values: &[i64]) {
    let mut turnaround = metric("on-time", Family::Latency);
    turnaround.name = "On-time share".to_owned();
    bench.add_metric(turnaround);
    bench.terms(|terms| {
        let mut level = service_level("on-time", &place("data/contracts/acme-2026/contract.toml", 30));
        level.name = "On-time share".to_owned();
        level.family = Family::Latency;
        level.metric = MetricId::new("on-time");
        terms.service_levels.insert(level.id.clone(), level);
    });
    rows(bench, "acme-porto", "on-time", values);
}

pub(super) fn headline(bench: &Bench) -> String {
    report(&bench.register).executive.sentences().join(" ")
}

fn kinds(report: &Report<'_>) -> Vec<(ExceptionKind, Subject)> {
    let subject = |exception: &Exception| report.judged[exception.judged].subject.clone();
    report.executive.exceptions.iter().map(|exception| (exception.kind, subject(exception))).collect()
}

fn site(id: &str) -> Subject {
    Subject::Site(crate::kit::id::SiteId::new(id))
}

fn vendor(id: &str) -> Subject {
    Subject::Vendor(VendorId::new(id))
}

#[test]
fn r24_the_grid_has_the_worst_vendor_first_and_the_fixed_order_of_families() {
    let mut bench = acme(&[96, 96]);
    turnaround(&mut bench, &[90, 90]);
    bench.add_vendor("aardvark", "Aardvark");
    let grid = report(&bench.register).executive.grid;
    let vendors: Vec<&str> = grid.iter().map(|row| row.vendor.as_str()).collect();
    assert_eq!(vendors, ["acme", "aardvark"], "nothing of Aardvark is judged");
    let families: Vec<Family> = grid[0].cells.iter().map(|cell| cell.family).collect();
    assert_eq!(families, [Family::Quality, Family::Latency]);
    let ratings: Vec<Rating> = grid[0].cells.iter().map(|cell| cell.rating).collect();
    assert_eq!(ratings, [Rating::Named(RatingName::Good), Rating::Named(RatingName::Inadequate)]);
    assert_eq!(grid[1].cells[0].reason, "no service level in this family");
    assert_eq!(grid[1].cells[0].lead, None);
}

#[test]
fn a_family_is_led_by_its_worst_and_capped_by_its_gate() {
    let mut bench = acme(&[96, 96]);
    bench.terms(|terms| {
        let mut gate = service_level("critical", &place("data/contracts/acme-2026/contract.toml", 40));
        gate.target = crate::core::contract::record::Target::Line(Decimal::from_int(99)).into();
        gate.gate = true;
        gate.weight = Decimal::from_int(1).into();
        terms.service_levels.insert(gate.id.clone(), gate);
    });
    let report = report(&bench.register);
    let cell = &report.executive.grid[0].cells[0];
    assert_eq!(cell.rating, Rating::Named(RatingName::RequiresImprovement), "99% of the weight is met");
    let (judged, _) = cell.lead.expect("measured");
    assert_eq!(report.judged[judged].service_level.as_str(), "critical");
}

#[test]
fn what_is_not_measured_says_why() {
    let mut bench = acme(&[96]);
    bench.level(|level| level.min_volume = Decimal::from_int(500).into());
    let grid = report(&bench.register).executive.grid;
    assert_eq!(grid[0].cells[0].rating, Rating::NotMeasured);
    assert_eq!(grid[0].cells[0].reason, "volume 100 under the minimum of 500");
}

#[test]
fn exceptions_stand_worst_first() {
    let mut bench = acme(&[96, 90, 90]);
    turnaround(&mut bench, &[96, 96, 90]);
    borealis(&mut bench, &[90, 96, 90]);
    let borealis = bench.register.contracts.get_mut("borealis-2026").expect("the contract");
    let clause = borealis.versions[0].terms.service_levels.get_mut("accuracy").expect("the clause");
    clause.chronic = Some(Chronic { misses: 2, windows: 12, place: clause.place.clone() });
    assert_eq!(
        kinds(&report(&bench.register)),
        [
            (ExceptionKind::Repeat, site("acme-porto")),
            (ExceptionKind::Chronic, site("borealis-riga")),
            (ExceptionKind::NewBreach, site("acme-porto")),
        ]
    );
}

#[test]
fn one_failing_site_stands_for_the_contract_and_several_do_not() {
    let mut bench = acme(&[80]);
    bench.add_site("acme-lyon", "acme", "Lyon");
    rows(&mut bench, "acme-lyon", "accuracy", &[99]);
    assert_eq!(kinds(&report(&bench.register)), [(ExceptionKind::NewBreach, site("acme-porto"))]);
    let mut both = acme(&[80]);
    both.add_site("acme-lyon", "acme", "Lyon");
    rows(&mut both, "acme-lyon", "accuracy", &[90]);
    assert_eq!(kinds(&report(&both.register)), [(ExceptionKind::NewBreach, vendor("acme"))]);
}

#[test]
fn only_the_latest_window_counts() {
    assert!(kinds(&report(&acme(&[80, 80, 96]).register)).is_empty());
}

#[test]
fn stable_and_incapable_is_an_exception_although_met() {
    // Eleven weeks around 92, then one that meets: limits stay below 95.
    let mut bench = acme(&[92, 92, 91, 92, 92, 91, 92, 92, 91, 92, 92, 95]);
    bench.register.settings.fix_limits_after = crate::core::settings::forms::FixedAfter(Some(8)).into();
    assert_eq!(kinds(&report(&bench.register)), [(ExceptionKind::ConsistentlyFailing, site("acme-porto"))]);
    assert!(headline(&bench).contains("Labelling accuracy at Porto (Acme Labelling) cannot be relied on"));
}

#[test]
fn an_exception_names_the_open_plan_that_answers_it() {
    let mut bench = acme(&[90, 90]);
    bench.add_plan(plan("porto-accuracy"));
    let report = report(&bench.register);
    assert_eq!(report.executive.exceptions[0].plan, Some(PlanId::new("porto-accuracy")));
    assert_eq!(report.executive.plans, [PlanId::new("porto-accuracy")]);
}

#[test]
fn asks_are_what_is_open_on_the_as_of_date() {
    let mut bench = acme(&[96]);
    let mut later = decision("a-later");
    later.due_on = at(day("2026-12-24"));
    let mut decided = decision("b-decided");
    decided.status = at(DecisionStatus::Decided);
    decided.decided_on = Some(at(day("2026-11-15")));
    let mut not_yet = decision("c-not-yet");
    not_yet.asked_on = at(day("2026-11-16"));
    let mut undone = decision("d-decided-later");
    undone.status = at(DecisionStatus::Decided);
    undone.decided_on = Some(at(day("2026-11-16")));
    for decision in [later, decided, not_yet, undone] {
        bench.add_decision(decision);
    }
    let asks = report(&bench.register).executive.asks;
    assert_eq!(asks, [DecisionId::new("d-decided-later"), DecisionId::new("a-later")]);
}

#[test]
fn completeness_counts_what_each_site_owes_this_week() {
    let mut bench = acme(&[96]);
    bench.add_site("acme-lyon", "acme", "Lyon");
    bench.add_site("acme-new", "acme", "New");
    bench.register.sites.get_mut("acme-new").expect("the site").opened_on = day("2026-11-16").into();
    let completeness = report(&bench.register).executive.completeness.expect("two sites owe a row");
    assert_eq!(completeness.show(0), "50");
}

#[test]
fn nothing_wrong_reads_calmly() {
    assert_eq!(
        headline(&acme(&[96])),
        "The only service level judged is met by Acme Labelling. \
         There are too few periods yet to tell change from normal variation. \
         No remediation plan is open. No decision is awaited."
    );
    let mut two = acme(&[96; 12]);
    borealis(&mut two, &[96; 12]);
    assert_eq!(
        headline(&two),
        "Both service levels judged across two vendors are met. \
         Nothing has moved beyond normal variation. \
         No remediation plan is open. No decision is awaited."
    );
}

#[test]
fn nothing_measured_is_neither_good_nor_bad() {
    let mut bench = Bench::new();
    assert!(headline(&bench).starts_with(
        "The only service level in force could not be judged by the end of W46, to 15 Nov 2026."
    ));
    bench.register.contracts.clear();
    assert!(headline(&bench).starts_with("No service level is in force in W46, to 15 Nov 2026."));
    bench.register.vendors.clear();
    bench.register.sites.clear();
    assert!(headline(&bench).starts_with("No service level is in force in W46, to 15 Nov 2026."));
}

#[test]
fn one_vendor_is_not_compared() {
    let mut bench = acme(&[96, 90, 90]);
    turnaround(&mut bench, &[96, 96, 96]);
    assert!(
        headline(&bench).starts_with(
            "One of two service levels judged is missed by Acme Labelling. \
             Rated requires improvement, above all in quality: labelling accuracy was 90.00%, needs 95% or more, \
             the second week running; all of it is Porto."
        ),
        "{}",
        headline(&bench)
    );
}

#[test]
fn the_worst_vendor_is_named_with_its_worst_family() {
    let mut bench = acme(&[96, 94]);
    turnaround(&mut bench, &[96, 96]);
    borealis(&mut bench, &[90, 90]);
    let headline = headline(&bench);
    assert!(
        headline.starts_with(
            "Two of three service levels judged across two vendors are missed. \
             Worst vendor: Borealis (Inadequate), missing 1 of 1, above all in quality: \
             labelling accuracy was 90.00%, needs 95% or more, the second week running; all of it is Riga. "
        ),
        "{headline}"
    );
}

#[test]
fn equals_are_named_together() {
    let mut bench = acme(&[90]);
    borealis(&mut bench, &[90]);
    assert!(headline(&bench).contains(
        "Worst vendors, alike by every measure: Acme Labelling and Borealis; Acme Labelling (Inadequate) misses 1 of 1"
    ));
}

#[test]
fn r25_the_best_rating_is_not_said_beside_a_miss() {
    let mut bench = acme(&[94]);
    bench.level(|clause| {
        let floor_place = clause.place.clone();
        clause.score = ScoreRule::Linear(crate::kit::source::At::new(Decimal::from_int(50), floor_place));
    });
    borealis(&mut bench, &[96]);
    let headline = headline(&bench);
    assert!(
        headline.contains("Worst vendor: Acme Labelling, missing 1 of 1, above all in quality"),
        "{headline}"
    );
    assert!(!headline.contains("Good"), "{headline}");
}

#[test]
fn r24_beyond_the_floor_the_farthest_is_worst_and_not_the_first_of_the_alphabet() {
    // Both score 0: 74 against 90, and 58 against 95.
    let mut bench = acme(&[74]);
    let floor = |clause: &mut ServiceLevel, target, floor| {
        clause.target = crate::core::contract::record::Target::Line(Decimal::from_int(target)).into();
        let floor_place = clause.place.clone();
        clause.score = ScoreRule::Linear(crate::kit::source::At::new(Decimal::from_int(floor), floor_place));
    };
    bench.level(|level| floor(level, 90, 85));
    borealis(&mut bench, &[58]);
    let contract = bench.register.contracts.get_mut("borealis-2026").expect("the contract");
    floor(contract.versions[0].terms.service_levels.get_mut("accuracy").expect("the clause"), 95, 90);
    let report = report(&bench.register);
    let order: Vec<&str> = report.executive.grid.iter().map(|row| row.vendor.as_str()).collect();
    assert_eq!(order, ["borealis", "acme"], "7.4 widths are farther than 3.2");
    assert_eq!(kinds(&report)[0].1, site("borealis-riga"));
    assert!(headline(&bench).contains("Worst vendor: Borealis (Inadequate)"), "{}", headline(&bench));
}

#[test]
fn r24_a_gate_goes_before_a_greater_distance_and_wellness_is_one() {
    let mut bench = acme(&[50]);
    turnaround(&mut bench, &[94]);
    bench.terms(|terms| {
        let level = terms.service_levels.get_mut("on-time").expect("the clause");
        level.family = Family::Wellness;
    });
    let found = report(&bench.register);
    let first = found.judged[found.executive.exceptions[0].judged].service_level.as_str();
    assert_eq!(first, "on-time");
    bench.terms(|terms| {
        let level = terms.service_levels.get_mut("on-time").expect("the clause");
        level.family = Family::Latency;
    });
    let found = report(&bench.register);
    let first = found.judged[found.executive.exceptions[0].judged].service_level.as_str();
    assert_eq!(first, "accuracy");
}

#[test]
fn r24_equally_far_the_longer_run_is_worse() {
    let mut bench = acme(&[96, 90]);
    borealis(&mut bench, &[90, 90]);
    let report = report(&bench.register);
    assert_eq!(report.executive.grid[0].vendor.as_str(), "borealis");
}

#[test]
fn a_site_that_fails_under_a_contract_that_holds_is_named() {
    let mut bench = acme(&[90]);
    bench.add_site("acme-lyon", "acme", "Lyon");
    for week in &WEEKS[11..] {
        bench.add(BenchRow::new("acme-lyon", "accuracy", week, 1_980, 2_000));
    }
    assert!(headline(&bench).starts_with(
        "The only service level judged is met contract-wide by Acme Labelling. \
         The most serious exception is a new miss at Porto (Acme Labelling): labelling accuracy was 90.00%, \
         needs 95% or more."
    ));
}

#[test]
fn only_what_the_icon_shows_has_moved() {
    let mut bench = acme(&[96, 97, 96, 97, 96, 97, 96, 97, 96, 97, 96, 80]);
    turnaround(&mut bench, &[96, 97, 96, 97, 96, 97, 96, 97, 96, 97, 96, 95]);
    bench.register.settings.fix_limits_after = crate::core::settings::forms::FixedAfter(Some(8)).into();
    assert!(headline(&bench).contains(
        "Beyond normal variation, labelling accuracy at Acme Labelling is worse; all else is within it."
    ));
}

#[test]
fn plans_and_asks_read_as_written_by_a_person() {
    let mut bench = acme(&[90, 90]);
    let mut first = plan("porto-accuracy");
    first.actions = vec![action("a", "2026-10-30"), action("b", "2026-11-10"), action("c", "2026-11-20")];
    first.actions[0].done_on = Some(at(day("2026-10-29")));
    bench.add_plan(first.clone());
    bench.add_decision(decision("renew-acme"));
    assert!(headline(&bench).ends_with(
        "One remediation plan is open, \u{201c}Bring accuracy in Porto back\u{201d}: one of three actions is done, one is overdue, \
         and the next, \u{201c}Brief the late shift\u{201d}, is due on 20 November 2026. \
         Ben Field is asked to decide by 30 November 2026: Agree to renew for twelve months."
    ));
    let mut second = plan("other");
    second.triggers[0].clause.value.0 = ContractId::new("elsewhere");
    second.actions = vec![action("d", "2026-11-15")];
    bench.add_plan(second);
    let mut late = decision("late");
    late.due_on = at(day("2026-11-14"));
    bench.add_decision(late);
    let headline = headline(&bench);
    assert!(headline.contains("Two remediation plans are open: one of four actions is done, one is overdue, and \u{201c}Brief the late shift\u{201d} is due today."));
    assert!(headline.ends_with(
        "Ben Field was to decide by 14 November 2026 and has not: Agree to renew for twelve months. One more decision is awaited."
    ));
}

#[test]
fn a_miss_without_a_plan_is_said() {
    let mut bench = acme(&[90, 90]);
    let mut other = plan("other");
    other.triggers[0].clause.value.0 = ContractId::new("elsewhere");
    bench.add_plan(other);
    assert!(headline(&bench).contains(
        "One remediation plan is open, \u{201c}Bring accuracy in Porto back\u{201d}; it has no actions yet. \
         One miss has no open plan: labelling accuracy at Porto (Acme Labelling)."
    ));
}
