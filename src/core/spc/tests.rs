//! The printed charts of the field, and the proof that the past is reported as it was seen.
use super::*;
use proptest::prelude::*;

const EVERY_POINT: LimitsSetting = LimitsSetting { fix_after: None, screen: false, rule_set: RuleSet::Nhs };
const SCREENED: LimitsSetting = LimitsSetting { screen: true, ..EVERY_POINT };
const FIXED_SCREENED: LimitsSetting = LimitsSetting { fix_after: Some(12), ..SCREENED };

const QUALITY: [f64; 20] = [
    95.2, 95.6, 95.1, 95.8, 95.3, 95.5, 95.9, 95.4, 95.0, 95.7, 95.3, 95.6, 94.9, 94.8, 94.9, 94.7, 94.6,
    94.5, 94.4, 94.3,
];
const TURNAROUND: [f64; 13] = [20., 22., 19., 21., 23., 20., 22., 21., 19., 20., 22., 21., 40.];
const ATTRITION: [f64; 12] = [3.0, 3.2, 2.9, 3.1, 3.0, 3.3, 2.8, 3.1, 3.0, 3.2, 2.9, 3.1];

fn present(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

fn of(values: &[f64], setting: &LimitsSetting) -> Chart {
    chart(&present(values), &[], setting)
}

fn signal(flag: PointFlag) -> Option<(Signal, Side)> {
    match flag {
        PointFlag::Special(special) => Some((special.signal, special.side)),
        _ => None,
    }
}

#[track_caller]
fn assert_limits(chart: &Chart, mean: f64, lower: f64, upper: f64) {
    let got = chart.limits().expect("limits");
    for (name, got, printed) in
        [("mean", got.mean, mean), ("lower", got.lower, lower), ("upper", got.upper, upper)]
    {
        assert!((got - printed).abs() <= 5.1e-5, "{name}: got {got}, printed {printed}");
    }
}

#[test]
fn v03b_quality_drifts_down() {
    for setting in [FIXED_SCREENED, LimitsSetting::default()] {
        let chart = of(&QUALITY, &setting);
        assert_limits(&chart, 95.45, 94.2409, 96.6591);
        assert!(chart.flags[..12].iter().all(|flag| *flag == PointFlag::CommonCause));
        assert!(chart.flags[12..16].iter().all(|flag| signal(*flag) == Some((Signal::Shift, Side::Low))));
        assert!(chart.flags[16..].iter().all(|flag| signal(*flag) == Some((Signal::TwoInThree, Side::Low))));
        assert_eq!(chart.variation(Improves::Up), Variation::ConcernLow);
        for (target, want) in [
            (95.0, Assurance::HitAndMiss),
            (97.0, Assurance::ConsistentlyFail),
            (93.0, Assurance::ConsistentlyPass),
            (94.0, Assurance::ConsistentlyPass),
        ] {
            assert_eq!(chart.assurance(Some(target), Improves::Up), want, "target {target}");
        }
    }
}

#[test]
fn v03b_the_icon_turns_while_the_light_stays_green() {
    assert!(QUALITY.iter().all(|value| *value >= 94.0));
    let seen = as_seen(&present(&QUALITY), &[], &FIXED_SCREENED, Improves::Up, Some(94.0));
    let first_concern = seen.iter().position(|(variation, ..)| *variation == Variation::ConcernLow);
    assert_eq!(first_concern, Some(17), "week 18");
    let limits = seen[18].2.expect("limits");
    let places: Vec<nhs::Place> = QUALITY.iter().map(|value| nhs::Place::of(*value, &limits)).collect();
    let first_shift = nhs::shift(&places).iter().position(Option::is_some);
    assert_eq!(first_shift, Some(18), "week 19");
}

#[test]
fn v03c_a_spike_does_not_widen_fixed_limits() {
    let screened = of(&TURNAROUND, &SCREENED);
    assert_limits(&screened, 22.3077, 17.2295, 27.3859);
    let unscreened = of(&TURNAROUND, &EVERY_POINT);
    assert_limits(&unscreened, 22.3077, 13.4410, 31.1744);
    let fixed = of(&TURNAROUND, &LimitsSetting::default());
    assert_limits(&fixed, 20.8333, 15.7552, 25.9115);
    for chart in [&screened, &unscreened, &fixed] {
        assert_eq!(signal(chart.flags[12]), Some((Signal::Outside, Side::High)));
        assert_eq!(chart.variation(Improves::Down), Variation::ConcernHigh);
        assert_eq!(chart.assurance(Some(24.0), Improves::Down), Assurance::HitAndMiss);
    }
    let runs = |chart: &Chart| {
        chart.flags.iter().filter(|f| signal(**f) == Some((Signal::Shift, Side::Low))).count()
    };
    assert!(runs(&screened) >= 7);
    assert_eq!(runs(&fixed), 0, "the false run disappears");
}

#[test]
fn v03d_stable_and_incapable() {
    let chart = of(&ATTRITION, &LimitsSetting::default());
    assert_limits(&chart, 3.05, 2.3971, 3.7029);
    let icons = (chart.variation(Improves::Down), chart.assurance(Some(2.0), Improves::Down));
    assert_eq!(icons, (Variation::CommonCause, Assurance::ConsistentlyFail));
    assert_eq!(
        message(icons.0, icons.1),
        Some("stable and incapable: needs a process change, not a pep talk")
    );
    // V3: the assurance icon speaks of the limits, whatever the last points did.
    assert!(message(Variation::ConcernLow, Assurance::ConsistentlyPass).is_some());
    assert_eq!(message(Variation::CommonCause, Assurance::ConsistentlyPass), None);
}

#[test]
fn v03_no_icon_below_eight_points() {
    let icons = |values: &[f64]| {
        let chart = of(values, &LimitsSetting::default());
        (chart.variation(Improves::Up), chart.assurance(Some(0.0), Improves::Up))
    };
    assert_eq!(icons(&QUALITY[..7]), (Variation::TooFewPoints, Assurance::NotApplicable));
    assert_eq!(icons(&QUALITY[..8]), (Variation::CommonCause, Assurance::ConsistentlyPass));
    assert_eq!(icons(&[]), (Variation::TooFewPoints, Assurance::NotApplicable));
    assert!(of(&QUALITY[..11], &EVERY_POINT).limits().expect("limits").trial);
    assert!(!of(&QUALITY[..12], &EVERY_POINT).limits().expect("limits").trial);
}

#[test]
fn v01_a_constant_series_is_common_cause() {
    for rule_set in [RuleSet::Nhs, RuleSet::WesternElectric] {
        let chart = of(&[0.1; 14], &LimitsSetting { rule_set, ..SCREENED });
        assert_eq!(chart.variation(Improves::Up), Variation::CommonCause);
        assert!(chart.flags.iter().all(|flag| *flag == PointFlag::CommonCause));
    }
}

#[test]
fn v03_limits_per_rebase_group() {
    let values: Vec<f64> = QUALITY.iter().chain(&TURNAROUND[..12]).copied().collect();
    let chart = chart(&present(&values), &[99, 20, 20, 0], &LimitsSetting::default());
    let bounds: Vec<_> = chart.groups.iter().map(|group| (group.start, group.end)).collect();
    assert_eq!(bounds, [(0, 20), (20, 32)]);
    assert_eq!(chart.limits_at(19), of(&QUALITY, &LimitsSetting::default()).limits());
    assert_limits(&chart, 20.8333, 15.7552, 25.9115);
    assert_eq!(chart.limits_at(32), None);
    assert_eq!(chart.variation(Improves::Up), Variation::CommonCause);
}

#[test]
fn v02_a_gap_breaks_no_run() {
    let mut values = present(&QUALITY);
    values.insert(15, None);
    let chart = chart(&values, &[], &LimitsSetting::default());
    assert_eq!(chart.flags[15], PointFlag::Missing);
    assert_eq!(signal(chart.flags[14]), Some((Signal::Shift, Side::Low)));
    assert_eq!(chart.variation(Improves::Up), Variation::ConcernLow);
    values.push(None);
    assert_eq!(
        super::chart(&values, &[], &LimitsSetting::default()).variation(Improves::Up),
        Variation::ConcernLow
    );
}

#[test]
fn v04_other_rule_sets_give_the_same_icons() {
    for rule_set in [RuleSet::Nelson, RuleSet::WesternElectric] {
        let chart = of(&TURNAROUND, &LimitsSetting { rule_set, ..LimitsSetting::default() });
        assert_eq!(signal(chart.flags[12]), Some((Signal::BeyondThreeSigma, Side::High)));
        assert_eq!(chart.variation(Improves::Down), Variation::ConcernHigh);
        assert_eq!(chart.variation(Improves::Neutral), Variation::NeutralHigh);
    }
}

#[test]
fn v04_the_widest_window_is_seen_whole() {
    // Twelve restless weeks, then a calm that only the fifteenth quiet point makes a signal.
    let restless = (0..12).map(|i| if i % 4 < 2 { 20.0 } else { 0.0 });
    let calm = (0..15).map(|i| if i % 4 < 2 { 10.5 } else { 9.5 });
    let values: Vec<Option<f64>> = restless.chain(calm).map(Some).collect();
    let setting = LimitsSetting { rule_set: RuleSet::Nelson, ..LimitsSetting::default() };
    let chart = chart(&values, &[], &setting);
    assert_eq!(signal(chart.flags[25]), None);
    assert_eq!(signal(chart.flags[26]).map(|(signal, _)| signal), Some(Signal::FifteenWithinOneSigma));
    let seen = as_seen(&values, &[], &setting, Improves::Up, None);
    assert_eq!(seen[25].0, Variation::CommonCause);
    assert_eq!(seen[26].0, chart.variation(Improves::Up));
    assert_ne!(seen[26].0, Variation::CommonCause);
}

#[test]
fn two_hundred_thousand_points_in_one_pass() {
    let values: Vec<Option<f64>> = (0..200_000u32).map(|i| Some(f64::from(i * 7919 % 101))).collect();
    for rule_set in [RuleSet::Nhs, RuleSet::Nelson] {
        let setting = LimitsSetting { rule_set, ..LimitsSetting::default() };
        assert_eq!(as_seen(&values, &[100, 50_000], &setting, Improves::Up, Some(1.0)).len(), values.len());
    }
}

fn any_setting() -> impl Strategy<Value = LimitsSetting> {
    let rule_sets = prop_oneof![Just(RuleSet::Nhs), Just(RuleSet::Nelson), Just(RuleSet::WesternElectric)];
    (prop::option::of(0usize..20), any::<bool>(), rule_sets)
        .prop_map(|(fix_after, screen, rule_set)| LimitsSetting { fix_after, screen, rule_set })
}

/// Few distinct values, so that ties, runs, trends and points on the mean happen; some steps, some gaps.
fn any_series() -> impl Strategy<Value = Vec<Option<f64>>> {
    let walk = prop_oneof![4 => (-3i32..=3).prop_map(Some), 2 => Just(Some(1)), 1 => Just(None)];
    (prop::collection::vec(walk, 0..60), any::<bool>()).prop_map(|(steps, sum)| {
        let mut level = 0;
        let mut at = |step: i32| {
            level = if sum { level + step } else { step };
            f64::from(level) * 0.1
        };
        steps.into_iter().map(|step| step.map(&mut at)).collect()
    })
}

fn any_improves() -> impl Strategy<Value = Improves> {
    prop_oneof![Just(Improves::Up), Just(Improves::Down), Just(Improves::Neutral)]
}

proptest! {
    #[test]
    fn as_seen_is_the_chart_of_each_prefix(
        values in any_series(),
        rebases in prop::collection::vec(0usize..70, 0..3),
        setting in any_setting(),
        improves in any_improves(),
        target in prop::option::of(-1.0f64..1.0),
    ) {
        let seen = as_seen(&values, &rebases, &setting, improves, target);
        prop_assert_eq!(seen.len(), values.len());
        for (index, seen) in seen.into_iter().enumerate() {
            let chart = chart(&values[..=index], &rebases, &setting);
            let want = (chart.variation(improves), chart.assurance(target, improves), chart.limits());
            prop_assert_eq!(seen, want, "at {}", index);
        }
    }

    #[test]
    fn turning_a_series_over_turns_its_icons_over(values in any_series(), setting in any_setting()) {
        let turned: Vec<Option<f64>> = values.iter().map(|value| value.map(|v| -v)).collect();
        let (a, b) = (chart(&values, &[], &setting), chart(&turned, &[], &setting));
        // Signals that tell no side (a point on the mean) count as low both ways.
        let sided = |flag: &PointFlag| !matches!(flag, PointFlag::Special(Special {
            signal: Signal::FourteenAlternating | Signal::FifteenWithinOneSigma, .. }));
        if a.flags.iter().all(sided) {
            let (icon, turned) = (a.variation(Improves::Up), b.variation(Improves::Down));
            let high_low = match icon {
                Variation::ImprovementHigh => Variation::ImprovementLow,
                Variation::ConcernLow => Variation::ConcernHigh,
                same => same,
            };
            prop_assert_eq!(high_low, turned);
        }
    }

    #[test]
    fn no_input_panics(
        values in prop::collection::vec(prop::option::of(prop::num::f64::ANY), 0..40),
        rebases in prop::collection::vec(any::<usize>(), 0..4),
        setting in any_setting(),
        target in prop::option::of(prop::num::f64::ANY),
    ) {
        let chart = chart(&values, &rebases, &setting);
        prop_assert_eq!(chart.flags.len(), values.len());
        let _ = (chart.variation(Improves::Up), chart.assurance(target, Improves::Down), chart.limits_at(3));
        prop_assert_eq!(as_seen(&values, &rebases, &setting, Improves::Up, target).len(), values.len());
    }
}
