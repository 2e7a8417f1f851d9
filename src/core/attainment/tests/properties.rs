//! What must hold for any figures.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use num_rational::BigRational;

use crate::kit::exact::{of_decimal, of_quotient};
use crate::kit::number::Quotient;
use crate::kit::source::At;

const WEEKS: [&str; 4] = ["2026-W06", "2026-W07", "2026-W08", "2026-W09"];

fn exactly(score: Option<Quotient>) -> Option<BigRational> {
    score.map(of_quotient)
}

fn clauses() -> impl Strategy<Value = ServiceLevel> {
    let aggregation = prop_oneof![
        Just(Aggregation::Occurrences),
        Just(Aggregation::Timeslices),
        Just(Aggregation::RatioTimeslices)
    ];
    let rounding = prop_oneof![
        Just(Rounding::NONE),
        Just(Rounding { decimals: Some(1), mode: RoundMode::HalfUp }),
        Just(Rounding { decimals: Some(0), mode: RoundMode::Down }),
    ];
    let band = |bound: Option<i64>, score: i64, points: i64| ScoreBand {
        bound: bound.map(Decimal::from_int),
        score: Decimal::from_int(score),
        points: Decimal::from_int(points),
        place: place("band"),
    };
    let score = prop_oneof![
        Just(ScoreRule::MetOrNot),
        Just(ScoreRule::Linear(At::new(Decimal::ZERO, place("floor")))),
        Just(ScoreRule::Bands(vec![band(Some(90), 100, 0), band(Some(70), 60, 1), band(None, 0, 3)])),
    ];
    (aggregation, rounding, score, 1_i64..100, any::<bool>()).prop_map(
        |(aggregation, rounding, score, target, split)| ServiceLevel {
            aggregation,
            rounding,
            score,
            slice_target: Some(At::new(Decimal::from_int(target), place("slice-target"))),
            straddle: if split { Straddle::Split } else { Straddle::End },
            ..clause("sla", "accuracy", &target.to_string())
        },
    )
}

/// The February of a contract whose target rises by 3 in the middle of it.
fn judged(clause: &ServiceLevel, rows: Vec<Row>) -> Ruling {
    let mut harder = clause.clone();
    if let Target::Line(line) = clause.target() {
        harder.target =
            Target::Line(Decimal::from_micro(line.micro() + 3_000_000).min(Decimal::from_int(100))).into();
    }
    let versions =
        vec![(date(2026, 1, 1), terms(vec![clause.clone()])), (date(2026, 2, 16), terms(vec![harder]))];
    at(&rulings(&register(date(2026, 3, 1), vec![contract("msa", versions)], rows)), "2026-02").clone()
}

fn rows(figures: &[(u32, u32)]) -> Vec<Row> {
    let pair = |(at, (correct, audited)): (&&'static str, &(u32, u32))| {
        row(at, "accuracy", &correct.min(audited).to_string(), &audited.to_string())
    };
    WEEKS.iter().zip(figures).map(pair).collect()
}

fn same(left: &Ruling, right: &Ruling) -> bool {
    let key =
        |r: &Ruling| (r.outcome.clone(), r.score, r.points, r.numerator, r.denominator, r.target, r.severe);
    key(left) == key(right)
        && left.value.map(|v| (v.num(), v.den())) == right.value.map(|v| (v.num(), v.den()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_better_measurement_never_lowers_a_score_or_turns_met_into_missed(
        clause in clauses(),
        figures in prop::collection::vec((0_u32..500, 1_u32..500), 4),
        week in 0_usize..4,
        more in 1_u32..50,
    ) {
        let before = judged(&clause, rows(&figures));
        let mut better = figures.clone();
        better[week].0 = better[week].0.min(better[week].1) + more;
        let after = judged(&clause, rows(&better));
        prop_assert!(!(before.outcome == Outcome::Met && after.outcome == Outcome::Missed));
        prop_assert!(exactly(after.score) >= exactly(before.score), "{:?} then {:?}", before.score, after.score);
        prop_assert!(after.points <= before.points);
    }

    #[test]
    fn a_shown_miss_lies_on_the_wrong_side_of_the_shown_target(
        clause in clauses(),
        figures in prop::collection::vec((0_u32..500, 1_u32..500), 4),
    ) {
        let ruling = judged(&clause, rows(&figures));
        let (Some(value), Target::Line(line)) = (ruling.value, ruling.target) else { return Ok(()) };
        prop_assert_eq!(value.cmp_decimal(line).is_ge(), ruling.outcome == Outcome::Met);
        prop_assert!(ruling.outcome == Outcome::Met || exactly(ruling.score) < Some(of_decimal(dec("100"))) || matches!(clause.score, ScoreRule::Bands(_)));
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        clause in clauses(),
        figures in prop::collection::vec((0_u32..500, 0_u32..500), 12),
        order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let sites = ["porto", "riga", "sofia"];
        let all: Vec<Row> = figures.chunks(4).zip(sites).flat_map(|(figures, site)| {
            rows(figures).into_iter().map(move |row| row.at(site))
        }).collect();
        let shuffled = order.iter().map(|&at| all[at].clone()).collect();
        prop_assert!(same(&judged(&clause, all), &judged(&clause, shuffled)));
    }
}
