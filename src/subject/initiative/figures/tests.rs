use super::*;
use crate::core::charted::charts;
use crate::core::registered::Listed;
use crate::kit::calendar::Week;
use crate::kit::id::{InitiativeId, MetricId, PersonId, SiteId, VendorId};
use crate::testing::at;
use crate::testing::computed::{dec, period, place, register, row};

fn initiative(expected: &str) -> Initiative {
    Initiative {
        in_place_of: None,
        id: InitiativeId::new("double-review"),
        title: at("Second review".to_owned()),
        vendor: at(VendorId::new("acme")),
        site: Some(at(SiteId::new("porto"))),
        queues: Vec::new(),
        metric: at(MetricId::new("accuracy")),
        change: at("Two people decide".to_owned()),
        status: at(InitiativeStatus::Running),
        owner_client: at(PersonId::new("ada")),
        owner_vendor: None,
        approved_by: at(PersonId::new("ada")),
        approved_on: at(period("2026-W01").first_day()),
        baseline_from: at(period("2026-W01")),
        baseline_to: at(period("2026-W10")),
        intervention: at(period("2026-W13")),
        expected: at(dec(expected)),
        ended_on: None,
        outcome: None,
        log: Vec::new(),
        place: place("data/initiatives/double-review.toml"),
    }
}

/// Weeks 1 to 10 at 95 and 96 in turn, 11 and 12 at 90 while people are trained, then the given percentages.
fn state(initiative: &Initiative, after: &[&str]) -> InitiativeState {
    let before = ["95", "96"].into_iter().cycle().take(10).chain(["90", "90"]);
    let weeks = std::iter::successors(Some(period("2026-W01")), |week| Some(week.next()));
    let rows = weeks.zip(before.chain(after.iter().copied()));
    let rows: Vec<_> =
        rows.map(|(week, percent)| row(&week.to_string(), "accuracy", percent, "100")).collect();
    let as_of = period(&format!("2026-W{}", 12 + after.len())).last_day();
    let mut register = register(as_of, Vec::new(), rows);
    register.rebases.extend(initiative.rebase());
    let rollup = Rollup::new(&register);
    let (charts, _, parts) = charts(&register, &rollup);
    initiative_state(&register, &rollup, (&charts, &parts), initiative).unwrap()
}

fn near(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() < 1e-6
}

#[test]
fn b14_the_effect_is_the_difference_of_the_means_with_what_chance_makes_of_it() {
    let found = state(&initiative("1.5"), &["97", "98", "97", "98", "97", "98", "97", "98", "97", "98"]);
    let effect = found.effect.unwrap();
    // Mean moving range 1, so s = 2.66 / 3; half = 1.959964 × s × √(1/10 + 1/10).
    let half = 1.959_964 * (2.66 / 3.0) * 0.2_f64.sqrt();
    assert!(near(effect.change, 2.0) && near(effect.low, 2.0 - half) && near(effect.high, 2.0 + half));
    assert_eq!(found.verdict, Verdict::Better);
    assert_eq!((found.before.points, found.after.as_ref().map(|after| after.points)), (10, Some(10)));
    // The two weeks of training belong to neither.
    assert_eq!((found.before.to, found.after.as_ref().map(|after| after.from)), (10, Some(12)));
    assert!(found.before.is_stable());
}

#[test]
fn b14_a_small_change_is_common_cause_variation_and_one_the_wrong_way_is_worse() {
    let small = ["95.3", "96.3", "95.3", "96.3", "95.3", "96.3", "95.3", "96.3"];
    assert_eq!(state(&initiative("1.5"), &small).verdict, Verdict::WithinNoise);
    let down = ["92", "93", "92", "93", "92", "93", "92", "93"];
    assert_eq!(state(&initiative("1.5"), &down).verdict, Verdict::Worse);
    assert_eq!(state(&initiative("-1.5"), &down).verdict, Verdict::Better);
}

#[test]
fn b14_too_few_points_say_nothing() {
    let seven = ["97", "98", "97", "98", "97", "98", "97"];
    let found = state(&initiative("1.5"), &seven);
    assert_eq!((found.verdict, found.effect), (Verdict::TooEarly, None));
    assert_eq!(state(&initiative("1.5"), &[]).verdict, Verdict::NotBegun);
    let mut short = initiative("1.5");
    short.baseline_from = at(period("2026-W04"));
    assert_eq!(state(&short, &["97"; 9]).verdict, Verdict::NoBaseline);
}

#[test]
fn b14_what_came_after_a_stopped_initiative_is_not_its_doing() {
    let mut stopped = initiative("1.5");
    stopped.status = at(InitiativeStatus::Stopped);
    stopped.ended_on = Some(at(Week::new(2026, 22).unwrap().sunday()));
    let found =
        state(&stopped, &["95", "96", "95", "96", "95", "96", "95", "96", "95", "96", "99", "99", "99"]);
    assert_eq!(found.periods.last(), Some(&period("2026-W22")));
    assert_eq!(found.verdict, Verdict::WithinNoise);
}

#[test]
fn b14_the_intervention_starts_the_limits_of_the_chart_anew() {
    let whole = initiative("1.5");
    let event = whole.rebase().unwrap();
    assert_eq!((*event.from, event.reason.as_str()), (period("2026-W13"), "Second review"));
    let mut some = initiative("1.5");
    some.queues.push(at(crate::kit::id::QueueId::new("atlas-pt")));
    assert!(some.rebase().is_none());
}
