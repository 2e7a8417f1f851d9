use jiff::civil::date;

use super::*;
use crate::core::attainment::judge_all;
use crate::core::charted::charts;
use crate::core::contract::record::{ServiceLevel, Target, Terms, Weights, Window};
use crate::core::organisation::record::Project;
use crate::core::rollup::Rollup;
use crate::kit::id::{ProjectId, VendorId};
use crate::kit::number::Quotient;
use crate::kit::words::RatingName;
use crate::subject::register::Register;
use crate::testing::computed::*;

fn weighed(lines: &[(&str, Option<&str>)]) -> (String, String) {
    let lines =
        lines.iter().map(|(weight, score)| (dec(weight), score.map(|score| Quotient::from(dec(score)))));
    let (score, coverage) = weigh(lines);
    (score.map_or("none".to_owned(), |s| s.show(2)), coverage.map_or("none".to_owned(), |c| c.show(0)))
}

#[test]
fn v25_weighted_scorecards() {
    let score = |lines: [(&str, &str); 4]| weighed(&lines.map(|(weight, score)| (weight, Some(score)))).0;
    assert_eq!(score([("0.4", "90"), ("0.2", "80"), ("0.2", "75"), ("0.2", "85")]), "84.00");
    assert_eq!(score([("0.4", "90"), ("0.3", "80"), ("0.2", "70"), ("0.1", "85")]), "82.50");
}

/// An exact 75 is rated as one, also where it is made of thirds: floor 80, target 95, value 90 at weight 3, and a level met at weight 1.
#[test]
fn v25_thirds_add_up_exactly() {
    let thirds = Quotient::new(200, 3).unwrap();
    let lines = [(dec("3"), Some(thirds)), (dec("1"), Some(Quotient::from(dec("100"))))];
    let (score, _) = weigh(lines.into_iter());
    assert_eq!(score, Quotient::new(75, 1));
}

#[test]
fn v25_what_is_not_measured_leaves_the_weights() {
    let lines = [("0.4", Some("90")), ("0.2", Some("80")), ("0.2", Some("75")), ("0.2", None)];
    assert_eq!(weighed(&lines), ("83.75".to_owned(), "80".to_owned()));
    assert_eq!(weighed(&[("0.4", None)]), ("none".to_owned(), "0".to_owned()));
    assert_eq!(weighed(&[("0", Some("90"))]), ("none".to_owned(), "none".to_owned()));
}

#[test]
fn v25_ratings_gates_and_coverage() {
    let settings = register(date(2026, 3, 1), Vec::new(), Vec::new()).book.settings;
    let rated = |score: &str, coverage: &str, gate| {
        rate(&settings, Some(Quotient::from(dec(score))), Some(Quotient::from(dec(coverage))), gate)
    };
    assert_eq!(rated("84", "100", false), Rating::Named(RatingName::ApproachingTarget));
    assert_eq!(rated("90", "100", false), Rating::Named(RatingName::Good));
    assert_eq!(rated("89.999999", "100", false), Rating::Named(RatingName::ApproachingTarget));
    assert_eq!(rated("99", "100", true), Rating::Named(RatingName::RequiresImprovement));
    assert_eq!(rated("10", "100", true), Rating::Named(RatingName::Inadequate));
    assert_eq!(rated("99", "59.999999", false), Rating::InsufficientData);
    assert_eq!(rated("99", "60", false), Rating::Named(RatingName::Good));
    assert_eq!(rate(&settings, None, None, false), Rating::NotMeasured);
}

fn cards(register: &Register) -> BTreeMap<Subject, Vec<Scorecard>> {
    let rollup = Rollup::new(register);
    let (charts, _, parts) = charts(register, &rollup);
    scorecards(register, &judge_all(register, &rollup), &charts, &parts)
}

fn vendor() -> Subject {
    Subject::Vendor(VendorId::new("acme"))
}

fn weekly(id: &str, weight: &str) -> ServiceLevel {
    ServiceLevel { window: Window::Week, weight: dec(weight).into(), ..clause(id, "accuracy", "95") }
}

#[test]
fn each_week_shows_the_latest_window_that_ended() {
    let monthly = clause("monthly", "accuracy", "95");
    let clauses = vec![ServiceLevel { weight: dec("40").into(), ..monthly }, weekly("weekly", "60")];
    let rows = vec![
        row("2026-W04", "accuracy", "99", "100"),
        row("2026-W05", "accuracy", "99", "100"),
        row("2026-W06", "accuracy", "90", "100"),
    ];
    let versions = vec![(date(2026, 1, 19), terms(clauses))];
    let register = register(date(2026, 2, 10), vec![contract("msa", versions)], rows);
    let cards = &cards(&register)[&vendor()];
    let weeks: Vec<String> = cards.iter().map(|card| card.period.to_string()).collect();
    assert_eq!(weeks, ["2026-W04", "2026-W05", "2026-W06"]);
    let scores: Vec<String> = cards.iter().map(|card| card.score.unwrap().show(0)).collect();
    assert_eq!(scores, ["100", "100", "40"]);
    // January ends with week 5; before, the monthly line has no window yet.
    assert_eq!(cards[0].lines[0].ruling, None);
    assert_eq!(cards[0].coverage.unwrap().show(0), "60");
    assert!(cards[1].lines[0].ruling.is_some());
}

#[test]
fn a_missed_gate_is_named_and_caps_the_rating() {
    let clauses = vec![ServiceLevel { gate: true, weight: dec("0").into(), ..weekly("gate", "0") }, {
        let target = Target::Line(dec("50")).into();
        ServiceLevel { target, ..weekly("score", "100") }
    }];
    let versions = vec![(date(2026, 1, 1), terms(clauses))];
    let rows = vec![row("2026-W05", "accuracy", "80", "100")];
    let register = register(date(2026, 2, 1), vec![contract("msa", versions)], rows);
    let card = cards(&register)[&vendor()].last().unwrap().clone();
    assert_eq!(card.score.unwrap().show(0), "100");
    assert_eq!(card.rating, Rating::Named(RatingName::RequiresImprovement));
    assert_eq!(card.gates_missed, [slid("gate")]);
}

#[test]
fn the_report_week_has_a_card_even_without_a_contract() {
    let cards = cards(&register(date(2026, 2, 1), Vec::new(), Vec::new()));
    assert_eq!(cards.len(), 2);
    for cards in cards.values() {
        assert_eq!((cards.len(), cards[0].rating), (1, Rating::NotMeasured));
    }
}

#[test]
fn points_of_one_contract_stand_beside_percents_of_another() {
    let by_points = Terms { weights: Weights::Points, ..terms(vec![weekly("a", "3"), weekly("b", "1")]) };
    let contracts = vec![
        contract("msa", vec![(date(2026, 1, 1), terms(vec![weekly("c", "100")]))]),
        contract("pilot", vec![(date(2026, 1, 1), by_points)]),
    ];
    let register = register(date(2026, 2, 1), contracts, vec![row("2026-W05", "accuracy", "99", "100")]);
    let card = cards(&register)[&vendor()].last().unwrap().clone();
    let weights: Vec<String> = card.lines.iter().map(|line| line.weight.to_string()).collect();
    assert_eq!(weights, ["100", "75", "25"]);
}

#[test]
fn an_amended_weight_counts_from_its_week() {
    let versions = vec![
        (date(2026, 1, 1), terms(vec![weekly("a", "50"), weekly("b", "50")])),
        (date(2026, 1, 26), terms(vec![weekly("a", "100")])),
    ];
    let rows = vec![row("2026-W04", "accuracy", "99", "100"), row("2026-W05", "accuracy", "99", "100")];
    let register = register(date(2026, 2, 1), vec![contract("msa", versions)], rows);
    let cards = &cards(&register)[&vendor()];
    let lines: Vec<usize> = cards.iter().rev().take(2).map(|card| card.lines.len()).collect();
    assert_eq!(lines, [1, 2]);
}

#[test]
fn a_clause_whose_work_is_over_has_no_line() {
    let mut scoped = weekly("sla", "100");
    scoped.scope.projects.insert(ProjectId::new("atlas"));
    let versions = vec![(date(2026, 1, 1), terms(vec![scoped]))];
    let mut register = register(date(2026, 3, 1), vec![contract("msa", versions)], Vec::new());
    let atlas =
        Project { starts_on: date(2026, 2, 2).into(), ends_on: Some(date(2026, 2, 15).into()), ..atlas() };
    register.projects.insert(atlas.id.clone(), atlas);
    let lines: Vec<usize> = cards(&register)[&vendor()].iter().map(|card| card.lines.len()).collect();
    assert_eq!(lines, [1, 1, 0, 0], "weeks 6 to 9");
}
