use super::*;
use crate::core::contract::record::{Change, ChangeOp, Target};
use crate::core::measurement::record::Status;
use crate::kit::number::Decimal;
use crate::kit::source::Extent;
use crate::subject::contract::rules::loosened;
use crate::subject::escalation::rules::chronic;
use crate::subject::measurement::rules::{data, gap, jump, withheld};
use crate::subject::plan::record::PlanStatus;
use crate::subject::plan::rules::{breach, closure};
use crate::subject::report::report;
use crate::testing::{Bench, BenchRow, action, amendment, at, criterion, day, place, plan, said};

/// Weeks of 2026 up to 46.
fn week(n: usize) -> &'static str {
    const WEEKS: [&str; 26] = [
        "2026-W21", "2026-W22", "2026-W23", "2026-W24", "2026-W25", "2026-W26", "2026-W27", "2026-W28",
        "2026-W29", "2026-W30", "2026-W31", "2026-W32", "2026-W33", "2026-W34", "2026-W35", "2026-W36",
        "2026-W37", "2026-W38", "2026-W39", "2026-W40", "2026-W41", "2026-W42", "2026-W43", "2026-W44",
        "2026-W45", "2026-W46",
    ];
    WEEKS[n - 21]
}

/// Porto's accuracy, the last value in week 46.
pub(super) fn bench(values: &[i64]) -> Bench {
    let mut bench = Bench::new();
    for (at, value) in values.iter().enumerate() {
        bench.add_row(week(47 - values.len() + at), *value, 100);
    }
    bench
}

pub(super) fn found(bench: &Bench, rule: fn(&ReportContext<'_>, &mut Diagnostics)) -> Vec<String> {
    said(&diagnostics(bench, rule))
}

fn diagnostics(bench: &Bench, rule: fn(&ReportContext<'_>, &mut Diagnostics)) -> Diagnostics {
    let report = report(&bench.register);
    let mut diagnostics = Diagnostics::default();
    let context = Context::new(&bench.register, &bench.snapshot, &bench.history, &diagnostics);
    rule(&ReportContext { report: &report, context }, &mut diagnostics);
    diagnostics
}

#[test]
fn x01_two_misses_in_a_row_want_a_plan_within_its_working_days() {
    // Week 44 ends on 1 November: its second miss makes the breach, ten working days later is Friday 13 November.
    let mut bench = bench(&[96, 90, 90, 96, 96]);
    let told = "breach-without-plan: service level `acme-2026/accuracy` was missed contract-wide in 2026-W43 and 2026-W44 and no plan answers it";
    assert_eq!(found(&bench, breach::breach_without_plan), [told], "Porto is not told again");
    let got = diagnostics(&bench, breach::breach_without_plan);
    let label = got.iter().next().map(|d| d.label.as_str());
    assert_eq!(label, Some("two misses in a row are a breach; a plan was due by 2026-11-13, 2 days ago"));
    bench.register.settings.plan_draft_working_days = 11.into();
    assert!(found(&bench, breach::breach_without_plan).is_empty(), "due on Monday 16 November");
}

#[test]
fn x01_a_single_miss_without_money_is_no_breach() {
    assert!(found(&bench(&[90, 96, 90, 96, 90, 96]), breach::breach_without_plan).is_empty());
}

#[test]
fn x01_a_plan_answers_when_it_is_open_or_was_detected_since() {
    let mut bench = bench(&[96, 90, 90, 96, 96]);
    let mut plan = plan("porto-accuracy");
    bench.add_plan(plan.clone());
    assert!(found(&bench, breach::breach_without_plan).is_empty(), "open");
    plan.closed_on = Some(at(day("2026-10-12")));
    plan.status = at(PlanStatus::Closed);
    bench.add_plan(plan.clone());
    assert_eq!(found(&bench, breach::breach_without_plan).len(), 1, "closed before the breach began");
    plan.detected_on = at(day("2026-10-20"));
    plan.closed_on = Some(at(day("2026-11-10")));
    bench.add_plan(plan.clone());
    assert!(found(&bench, breach::breach_without_plan).is_empty(), "detected in the first missed window");
    plan.triggers.clear();
    bench.add_plan(plan);
    assert_eq!(found(&bench, breach::breach_without_plan).len(), 1, "about something else");
}

#[test]
fn x01_a_site_is_told_when_the_contract_holds() {
    let mut bench = bench(&[90, 90, 90, 90, 90]);
    bench.add_site("acme-lyon", "acme", "Lyon");
    for n in 42..=46 {
        bench.add(BenchRow::new("acme-lyon", "accuracy", week(n), 990, 1_000));
    }
    assert_eq!(
        found(&bench, breach::breach_without_plan),
        [
            "breach-without-plan: service level `acme-2026/accuracy` was missed at Porto (Acme Labelling) in 5 windows, 2026-W42 to 2026-W46, and no plan answers it"
        ]
    );
}

fn closed_bench(values: &[i64], closed_on: &str) -> Bench {
    let mut bench = bench(values);
    let mut plan = plan("porto-accuracy");
    plan.status = at(PlanStatus::Closed);
    plan.closed_on = Some(at(day(closed_on)));
    plan.success = vec![criterion(4, "2026-W40")];
    bench.add_plan(plan);
    bench
}

#[test]
fn x02_a_plan_closed_too_early_is_told() {
    let early = closed_bench(&[90, 90, 96, 96, 96, 96, 96], "2026-11-01");
    assert_eq!(
        found(&early, closure::plan_closed_unproven),
        [
            "plan-closed-unproven: plan `porto-accuracy` was closed on 2026-11-01, when its criterion held for 3 periods in a row, and 4 are needed"
        ]
    );
    let proven = closed_bench(&[90, 90, 96, 96, 96, 96, 96], "2026-11-08");
    assert!(found(&proven, closure::plan_closed_unproven).is_empty());
    let mut without = closed_bench(&[96; 7], "2026-11-08");
    without.register.plans.get_mut("porto-accuracy").expect("the plan").success.clear();
    assert_eq!(
        found(&without, closure::plan_closed_unproven),
        ["plan-closed-unproven: plan `porto-accuracy` was closed on 2026-11-08 without a success criterion"]
    );
}

#[test]
fn x03_a_relapse_is_told() {
    let steady = closed_bench(&[96; 7], "2026-11-01");
    assert!(found(&steady, closure::plan_relapsed).is_empty());
    let relapsed = closed_bench(&[96, 96, 96, 96, 96, 90, 90], "2026-11-01");
    assert_eq!(
        found(&relapsed, closure::plan_relapsed),
        [
            "plan-relapsed: plan `porto-accuracy` was closed on 2026-11-01 and its criterion was missed again in 2026-W45"
        ]
    );
}

#[test]
fn x04_an_action_past_its_date_is_told_at_that_date() {
    let mut bench = bench(&[96]);
    let mut plan = plan("porto-accuracy");
    plan.actions =
        vec![action("brief", "2026-11-14"), action("train", "2026-11-15"), action("done", "2026-10-01")];
    plan.actions[2].done_on = Some(at(day("2026-10-08")));
    bench.add_plan(plan);
    assert_eq!(
        found(&bench, closure::action_overdue),
        ["action-overdue: action `brief` of plan `porto-accuracy` is 1 day overdue"]
    );
}

#[test]
fn x21_a_silent_service_level_is_told_once() {
    let mut bench = bench(&[96, 96, 96]);
    assert!(found(&bench, data::service_level_without_data).is_empty());
    bench.register.settings.as_of.on = day("2026-11-22");
    assert_eq!(
        found(&bench, data::service_level_without_data),
        ["service-level-without-data: service level `acme-2026/accuracy` has no data in 2026-W47"]
    );
    bench.terms(|terms| terms.ends_on = day("2026-11-15").into());
    assert!(found(&bench, data::service_level_without_data).is_empty(), "no longer in force");
}

#[test]
fn who_withholds_figures_is_told_once_and_nobody_is_told_silent() {
    let mut bench = bench(&[96, 96]);
    assert!(found(&bench, withheld::figures_withheld).is_empty());
    bench.register.settings.as_of.on = day("2026-11-29");
    for week in ["2026-W47", "2026-W48"] {
        bench.add(BenchRow::withheld("acme-porto", "accuracy", week));
    }
    assert_eq!(
        found(&bench, withheld::figures_withheld),
        [
            "figures-withheld: figures of service level `acme-2026/accuracy` were withheld by their sender in 2 windows, the newest 2026-W48"
        ],
        "of the vendor, and not once more of its only site"
    );
    let told = diagnostics(&bench, withheld::figures_withheld);
    let told: Vec<_> = told.iter().map(|one| (one.place.line, one.label.as_str())).collect();
    assert_eq!(told, [(5, "the newest of 2 such rows")]);
    assert!(found(&bench, data::service_level_without_data).is_empty());
    assert!(found(&bench, gap::period_missing).is_empty());
    bench.terms(|terms| terms.ends_on = day("2026-11-15").into());
    assert!(found(&bench, withheld::figures_withheld).is_empty(), "no longer in force");
}

#[test]
fn a_site_that_withholds_beside_others_is_told_by_its_name() {
    let mut bench = bench(&[96, 96]);
    bench.add_site("acme-lyon", "acme", "Lyon");
    bench.add(BenchRow::withheld("acme-lyon", "accuracy", week(46)));
    assert_eq!(
        found(&bench, withheld::figures_withheld),
        [
            "figures-withheld: figures of service level `acme-2026/accuracy` for Lyon (Acme Labelling) were withheld by their sender in 2026-W46"
        ]
    );
}

#[test]
fn a_withheld_week_is_no_gap_and_one_that_was_not_sent_is() {
    let mut bench = bench(&[96]);
    bench.add_row(week(42), 96, 100);
    for week in [week(43), week(45)] {
        bench.add(BenchRow::withheld("acme-porto", "accuracy", week));
    }
    assert_eq!(
        found(&bench, gap::period_missing),
        [
            "period-missing: `accuracy` of site `acme-porto` has no row for 2026-W44, and rows before and after"
        ]
    );
}

#[test]
fn x21_a_site_that_falls_silent_is_told() {
    let mut bench = bench(&[96, 96]);
    bench.add_site("acme-lyon", "acme", "Lyon");
    bench.add_site("acme-faro", "acme", "Faro");
    bench.add(BenchRow::new("acme-lyon", "accuracy", week(45), 96, 100));
    assert_eq!(
        found(&bench, data::service_level_without_data),
        [
            "service-level-without-data: service level `acme-2026/accuracy` has no data for Lyon (Acme Labelling) in 2026-W46"
        ],
        "Faro has never reported, so its silence is no news"
    );
}

#[test]
fn x22_provisional_figures_are_told_a_week_after_the_window() {
    let mut bench = bench(&[96, 96]);
    let mut row = BenchRow::new("acme-porto", "accuracy", week(44), 96, 100);
    row.status = Status::Provisional;
    bench.add(row);
    assert_eq!(
        found(&bench, data::only_provisional),
        [
            "only-provisional: window 2026-W44 rests on 1 provisional figure for service level `acme-2026/accuracy`"
        ]
    );
    let got = diagnostics(&bench, data::only_provisional);
    let place = got.iter().next().map(|d| d.place.to_string());
    assert_eq!(place.as_deref(), Some("data/metrics/acme/2026.csv:4:1"));
    bench.register.settings.as_of.on = day("2026-11-01");
    assert!(found(&bench, data::only_provisional).is_empty(), "the window has just ended");
}

#[test]
fn x25_a_value_that_stands_alone_off_its_history_is_told() {
    let mut values = [95, 96, 95, 96, 95, 96, 95, 96, 95, 96, 95, 96, 95, 96];
    assert!(found(&bench(&values), jump::value_jump).is_empty());
    // Mean 95.5, sigma 1/1.128: 90 lies 6.2 away, 92 lies 3.9.
    values[12] = 90;
    let told = "value-jump: `accuracy` of site `acme-porto` is 90.00% in 2026-W45, more than 6 standard deviations from its history";
    assert_eq!(found(&bench(&values), jump::value_jump), [told]);
    values[13] = 90;
    assert!(found(&bench(&values), jump::value_jump).is_empty(), "what stays is no slip");
    values[12] = 92;
    values[13] = 95;
    assert!(found(&bench(&values), jump::value_jump).is_empty(), "not far enough");
    values[12] = 90;
    assert!(found(&bench(&values[3..]), jump::value_jump).is_empty(), "too short a history");
}

#[test]
fn x25_the_value_is_rounded_once() {
    let mut bench = Bench::new();
    for at in 0..12 {
        bench.add_row(week(33 + at), [95, 96][at % 2], 100);
    }
    // 90.0049999%: by way of six decimals it would read 90.01%.
    bench.add_row(week(45), 900_049_999, 1_000_000_000);
    let told = found(&bench, jump::value_jump);
    assert!(told.iter().any(|told| told.contains(" is 90.00% in 2026-W45, ")), "{told:?}");
}

#[test]
fn x25_a_history_without_variation_measures_nothing() {
    let mut values = [95; 14];
    values[13] = 60;
    assert!(found(&bench(&values), jump::value_jump).is_empty());
}

/// An amendment in force from Monday of week 45 that sets the target to `target`.
fn amended(values: &[i64], target: i64) -> Bench {
    let mut bench = bench(values);
    let contract = bench.register.contracts.get_mut("acme-2026").expect("the contract");
    let mut amendment = amendment(1, "2026-10-20", "2026-11-02");
    amendment.changes = vec![Change {
        path: "service-level.accuracy.target".to_owned(),
        op: ChangeOp::Replace,
        before: Some("95".to_owned()),
        after: Some(target.to_string().into()),
        place: place("data/contracts/acme-2026/amendment-01.toml", 9),
        table: Extent { place: place("data/contracts/acme-2026/amendment-01.toml", 8), last_line: 11 },
    }];
    let mut version = contract.versions[0].clone();
    version.from = *amendment.effective_on;
    version.amendments = vec![1];
    let clause = version.terms.service_levels.get_mut("accuracy").expect("the clause");
    clause.target = Target::Line(Decimal::from_int(target)).into();
    contract.versions.push(version);
    contract.amendments.push(amendment);
    bench
}

#[test]
fn x29_a_target_loosened_while_it_was_missed_is_told_at_the_change() {
    let failing = amended(&[96, 90, 90, 94, 94], 94);
    let got = diagnostics(&failing, loosened::target_loosened);
    assert_eq!(
        said(&got),
        [
            "target-loosened: amendment 1 loosens `acme-2026/accuracy` (target from 95 to 94) while it was being missed"
        ]
    );
    let first = got.iter().next().expect("one");
    assert_eq!(first.place.to_string(), "data/contracts/acme-2026/amendment-01.toml:9:1");
    assert_eq!(
        first.label,
        "the last window before 2026-11-02 was 2026-W44: missed, as was the one before it"
    );
    assert!(found(&amended(&[90, 90, 96, 94, 94], 94), loosened::target_loosened).is_empty(), "it was met");
    assert!(
        found(&amended(&[96, 90, 90, 94, 94], 97), loosened::target_loosened).is_empty(),
        "it was tightened"
    );
}

#[test]
fn a_rating_that_moved_wants_a_commentary_and_a_headline_must_be_true() {
    let mut bench = bench(&[96, 96, 90]);
    let awaited = "commentary-awaited: the overall rating of Acme Labelling went from good to inadequate in W46, to 15 Nov 2026 \
                   and one more rating moved; nobody has written why";
    assert_eq!(found(&bench, crate::subject::commentary::rules::commentary_awaited), [awaited]);
    let week = crate::kit::calendar::week_of(day("2026-11-15"));
    let at = |line| place("data/reports/2026-W46.md", line);
    let claim = crate::subject::commentary::record::Claim {
        vendor: crate::kit::id::VendorId::new("acme").into(),
        family: crate::kit::words::Family::Quality.into(),
        status: crate::subject::commentary::record::FamilyStatus::Good.into(),
        place: at(5),
    };
    let commentary = crate::subject::commentary::record::Commentary {
        period: crate::kit::period::Period::Week(week),
        author: crate::kit::id::PersonId::new("ada-north").into(),
        headline: Some("All is well".to_owned().into()),
        claims: vec![claim],
        body: crate::kit::source::Span::default(),
        place: at(1),
    };
    bench.register.commentaries.insert(crate::kit::period::Period::Week(week), commentary);
    assert!(found(&bench, crate::subject::commentary::rules::commentary_awaited).is_empty());
    let lie = "headline-contradicted: the headline claims `good` for quality of Acme Labelling; the figures say `inadequate`";
    assert_eq!(found(&bench, crate::subject::commentary::rules::headline_contradicted), [lie]);
    let places: Vec<u32> = diagnostics(&bench, crate::subject::commentary::rules::headline_contradicted)
        .iter()
        .map(|d| d.place.line)
        .collect();
    assert_eq!(places, [5], "at the claim");
    bench
        .register
        .commentaries
        .get_mut(&crate::kit::period::Period::Week(week))
        .expect("written")
        .claims
        .clear();
    let silent =
        "headline-contradicted: the headline claims nothing of quality of Acme Labelling, which fares worst";
    assert_eq!(found(&bench, crate::subject::commentary::rules::headline_contradicted), [silent]);
}

#[test]
fn x10_a_chronic_miss_wants_an_escalation() {
    let mut bench = bench(&[96, 90, 90, 90]);
    let chronic = |place| Some(crate::core::contract::record::Chronic { misses: 3, windows: 6, place });
    assert!(found(&bench, chronic::chronic_without_escalation).is_empty(), "not chronic by its contract");
    bench.level(|level| level.chronic = chronic(level.place.clone()));
    let told = "chronic-without-escalation: service level `acme-2026/accuracy` is a chronic miss of Porto (Acme Labelling) in \
                2026-W46, and no escalation was asked for";
    assert_eq!(found(&bench, chronic::chronic_without_escalation), [told]);
    let mut decision = crate::testing::decision("escalate");
    bench.add_decision(decision.clone());
    assert_eq!(found(&bench, chronic::chronic_without_escalation), [told], "a renewal is no escalation");
    decision.kind = at(crate::subject::decision::record::DecisionKind::Escalation);
    bench.add_decision(decision);
    assert!(found(&bench, chronic::chronic_without_escalation).is_empty());
}
