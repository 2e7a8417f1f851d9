use super::*;
use proptest::prelude::*;

const EVERY_POINT: LimitsSetting = LimitsSetting { fix_after: None, screen: false, rule_set: RuleSet::Nhs };
const SCREENED: LimitsSetting = LimitsSetting { screen: true, ..EVERY_POINT };

fn of(values: &[f64], setting: &LimitsSetting) -> Limits {
    let values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    limits(&values, setting).expect("limits")
}

#[track_caller]
fn near(got: f64, printed: f64, tolerance: f64) {
    assert!((got - printed).abs() <= tolerance, "got {got}, printed {printed}");
}

#[test]
fn v01a_nist_flow_rate() {
    let got = of(&[49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1], &EVERY_POINT);
    near(got.mean, 50.81, 1e-9);
    near(got.mean_range, 1.8778, 5e-5);
    near(got.upper, 55.8049, 5e-5);
    near(got.lower, 45.8151, 5e-5);
    near(got.upper, 55.8041, 1e-3);
    near(got.lower, 45.8159, 1e-3);
    near(got.range_limit, 6.1347, 5e-5);
    assert!(got.trial);
}

#[test]
fn v01b_wheeler_inventory() {
    let values = [
        19., 27., 20., 16., 18., 25., 22., 24., 17., 25., 15., 17., 20., 22., 19., 16., 22., 19., 25., 22.,
        18., 20., 16., 17., 20., 15., 27., 25., 17., 19., 28.,
    ];
    let got = of(&values, &EVERY_POINT);
    near(got.mean, 20.39, 5e-3);
    near(got.mean_range, 4.70, 5e-3);
    near(got.upper, 32.89, 5.1e-3);
    near(got.lower, 7.89, 6e-3);
    near(got.range_limit, 15.35, 6e-3);
    assert_eq!((got.points_used, got.trial), (31, false));
}

#[test]
fn v01c_nhs_screening() {
    let values = [1., 2., 1., 2., 10., 1., 2., 1., 2., 1., 2., 1., 2., 1., 2., 1., 2., 1.];
    let screened = of(&values, &SCREENED);
    near(screened.upper, 4.60, 5e-3);
    near(screened.mean, 1.94, 5e-3);
    near(screened.lower, -0.72, 5e-3);
    let unscreened = of(&values, &EVERY_POINT);
    near(unscreened.upper, 6.95, 5e-3);
    near(unscreened.mean, 1.94, 5e-3);
    near(unscreened.lower, -3.06, 5e-3);
}

#[test]
fn v01_the_published_tool_does_not_screen() {
    assert_eq!(LimitsSetting::default(), LimitsSetting { fix_after: Some(12), ..EVERY_POINT });
}

#[test]
fn v01_a_constant_series_has_limits_at_its_mean() {
    for setting in [EVERY_POINT, SCREENED] {
        // 0.1 twelve times sums to something that is not 1.2.
        let got = of(&[0.1; 12], &setting);
        assert_eq!((got.lower, got.mean, got.upper), (0.1, 0.1, 0.1));
    }
}

#[test]
fn v01_no_range_across_a_gap() {
    let with_gap = [Some(1.0), Some(2.0), None, Some(9.0), Some(10.0)];
    let got = limits(&with_gap, &EVERY_POINT).expect("limits");
    assert_eq!((got.mean, got.mean_range, got.points_used), (5.5, 1.0, 4));
}

#[test]
fn v01_variation_that_was_not_seen_is_not_nil() {
    assert_eq!(limits(&[Some(1.0), None, Some(2.0), None, Some(3.0)], &EVERY_POINT), None);
    assert_eq!(limits(&[Some(1.0), Some(1.0), None, Some(2.0), Some(2.0)], &EVERY_POINT), None);
    assert_eq!(limits(&[Some(1.0)], &EVERY_POINT), None);
    assert_eq!(limits(&[], &EVERY_POINT), None);
}

#[test]
fn v01_fixed_limits_stay() {
    let mut values = vec![5.0, 6.0, 5.0, 6.0];
    let setting = LimitsSetting { fix_after: Some(4), ..EVERY_POINT };
    let before = of(&values, &setting);
    values.extend([50.0, 70.0]);
    assert_eq!(of(&values, &setting), before);
    assert_eq!(limits(&[Some(1.0), Some(2.0)], &LimitsSetting { fix_after: Some(0), ..EVERY_POINT }), None);
}

#[test]
fn v01_screening_that_leaves_no_width_is_not_applied() {
    let values = [1., 1., 1., 1., 1., 1., 1., 6., 6., 6., 6., 6.];
    assert_eq!(of(&values, &SCREENED), of(&values, &EVERY_POINT));
}

proptest! {
    #[test]
    fn limits_hold_the_mean(values in prop::collection::vec(prop::option::of(-1e6f64..1e6), 0..40), screen: bool) {
        let setting = LimitsSetting { screen, ..EVERY_POINT };
        if let Some(got) = limits(&values, &setting) {
            prop_assert!(got.lower <= got.mean && got.mean <= got.upper);
            prop_assert_eq!(got.points_used, values.iter().flatten().count());
        }
    }
}
