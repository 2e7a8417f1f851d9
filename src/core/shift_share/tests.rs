use num_bigint::BigInt;
use proptest::prelude::*;

use super::split::{effects, ratio};
use super::*;
use crate::core::rollup::Subject;
use crate::kit::id::{MetricId, VendorId};
use crate::subject::report::{Report, report};
use crate::testing::{Bench, BenchRow};

fn of(numerator: i128, denominator: i128) -> BigRational {
    BigRational::new(BigInt::from(numerator), BigInt::from(denominator))
}

fn sums(numerator: i128, denominator: i128) -> Sums {
    Sums { numerator, denominator }
}

#[test]
fn v20_both_sites_up_and_the_whole_down() {
    let parts = [(sums(950, 1000), sums(480, 500)), (sums(850, 1000), sums(1290, 1500))];
    let found: Vec<Effects> = split(&parts).unwrap().iter().map(|part| part.times(100)).collect();
    let mut whole = Effects::nothing();
    found.iter().for_each(|part| whole.add(part));
    assert_eq!(whole.rate, of(1, 1));
    assert_eq!(whole.mix, of(-5, 2));
    assert_eq!(whole.interaction, of(0, 1));
    assert_eq!([&found[0].interaction, &found[1].interaction], [&of(-1, 4), &of(1, 4)]);
    assert_eq!(whole.total(), of(177, 2) - of(90, 1), "from 90.0 to 88.5");
}

/// Two parts, mix at the old ratio and rate at the new share: rate and interaction taken together, mix not centred.
#[test]
fn v20_published_two_part_rows() {
    let micro = |value: i128| of(value, 100_000);
    let (share_a, share_b, rate_a, rate_b) = (micro(17_333), micro(18_592), micro(44_038), micro(55_034));
    let found = effects((&share_b, &rate_b), (&share_a, &rate_a), &of(0, 1));
    assert_eq!(signed(&found.mix, 6), "\u{2212}0.006929");
    assert_eq!(signed(&(&found.rate + &found.interaction), 6), "\u{2212}0.019059");
    assert_eq!(signed(&found.total(), 6), "\u{2212}0.025988");
}

/// −2.64 + 0.76 + 0.24 is printed beside −1.63: each is rounded by itself, the parts are not.
#[test]
fn v20_published_week_adds_up_before_it_is_rounded() {
    let week = Effects { rate: of(-26_356, 10_000), mix: of(7_642, 10_000), interaction: of(2_414, 10_000) };
    let shown = [&week.rate, &week.mix, &week.interaction, &week.total()].map(|value| signed(value, 2));
    assert_eq!(shown, ["\u{2212}2.64", "+0.76", "+0.24", "\u{2212}1.63"]);
    let rounded = [-264, 76, 24].iter().sum::<i32>();
    assert_eq!(rounded, -164, "a sum of rounded parts is one hundredth off, as it was in print");
}

#[test]
fn a_part_that_is_new_or_gone_is_mix_alone() {
    let parts = [(sums(90, 100), sums(90, 100)), (sums(0, 0), sums(50, 100)), (sums(80, 100), sums(0, 0))];
    let found = split(&parts).unwrap();
    for at in [1, 2] {
        assert_eq!((&found[at].rate, &found[at].interaction), (&of(0, 1), &of(0, 1)));
    }
    assert_eq!(
        found[1].mix,
        of(1, 2) * (of(1, 2) - of(17, 20)),
        "its share times how far it is from the whole"
    );
    assert_eq!(split(&[(sums(0, 0), sums(1, 2))]), None, "nothing before");
    assert_eq!(split(&[(sums(1, 0), sums(1, 2)), (sums(1, 2), sums(1, 2))]), None, "nothing to divide by");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn parts_add_up_to_the_change_exactly(
        table in proptest::collection::vec((0_i128..2_000, 0_i128..2_000, 0_u8..=100, 0_u8..=100), 1..9)
    ) {
        let parts: Vec<(Sums, Sums)> = table
            .iter()
            .map(|&(d0, d1, p0, p1)| (sums(d0 * i128::from(p0) / 100, d0), sums(d1 * i128::from(p1) / 100, d1)))
            .collect();
        let whole = |pick: fn(&(Sums, Sums)) -> Sums| {
            let numerator = parts.iter().map(|part| pick(part).numerator).sum();
            ratio(sums(numerator, parts.iter().map(|part| pick(part).denominator).sum()))
        };
        let (before, after) = (whole(|part| part.0), whole(|part| part.1));
        let found = split(&parts);
        prop_assert_eq!(found.is_some(), before.is_some() && after.is_some());
        if let (Some(found), Some(before), Some(after)) = (found, before, after) {
            let sum: BigRational = found.iter().map(Effects::total).sum();
            prop_assert_eq!(sum, after - before);
        }
    }
}

const WEEKS: [&str; 12] = [
    "2026-W35", "2026-W36", "2026-W37", "2026-W38", "2026-W39", "2026-W40", "2026-W41", "2026-W42",
    "2026-W43", "2026-W44", "2026-W45", "2026-W46",
];

/// Two sites; the last week as given, before it steady.
fn two_sites(last: [(i64, i64); 2]) -> Bench {
    let mut bench = Bench::new();
    bench.add_site("acme-braga", "acme", "Braga");
    for (at, week) in WEEKS.iter().enumerate() {
        let wobble = [1, 3, 0, 4][at % 4];
        let rows = if at == 11 { last } else { [(950 + wobble, 1000), (850 + wobble, 1000)] };
        for (site, (numerator, denominator)) in ["acme-porto", "acme-braga"].into_iter().zip(rows) {
            bench.add(BenchRow::new(site, "accuracy", week, numerator, denominator));
        }
    }
    bench
}

fn of_acme(report: &Report<'_>) -> Option<Shift> {
    let (subject, metric) = (Subject::Vendor(VendorId::new("acme")), MetricId::new("accuracy"));
    let chart =
        report.charts.iter().find(|of| of.is_whole() && of.subject == subject && of.metric == metric)?;
    shift(&report.register.measurements, report.register.metrics.get(&metric)?, chart)
}

#[test]
fn a_shift_is_told_by_site_with_what_did_it() {
    let bench = two_sites([(480, 500), (1290, 1500)]);
    let report = report(&bench.register);
    let shift = &of_acme(&report).expect("the last week is far outside");
    assert_eq!((shift.before.periods.len(), shift.after.periods.len()), (1, 1));
    assert_eq!(
        shift.cuts.iter().map(|cut| cut.by).collect::<Vec<_>>(),
        [Cut::Site],
        "one queue, no language"
    );
    let cut = &shift.cuts[0];
    assert_eq!(cut.effects.total(), shift.change, "the parts add up");
    let metric = &bench.register.metrics["accuracy"];
    assert_eq!(
        shift_sentence(metric, shift).text(),
        "fell 1.50 percentage points, from 90.00% to 88.50%, W46, to 15 Nov 2026 against W45, to 8 Nov 2026"
    );
    assert_eq!(
        parts_sentence(&bench.register, metric, shift, cut).text(),
        "mostly because work moved between sites (\u{2212}2.50), although every site rose"
    );
}

#[test]
fn one_part_that_fell_is_named() {
    let bench = two_sites([(800, 1000), (850, 1000)]);
    let report = report(&bench.register);
    let shift = &of_acme(&report).expect("the last week is far outside");
    let metric = &bench.register.metrics["accuracy"];
    assert_eq!(
        parts_sentence(&bench.register, metric, shift, &shift.cuts[0]).text(),
        "mostly because the sites\u{2019} own figures fell (\u{2212}7.50); most of it: Porto (\u{2212}7.50)"
    );
}

#[test]
fn noise_is_not_explained() {
    let bench = two_sites([(952, 1000), (849, 1000)]);
    assert!(of_acme(&report(&bench.register)).is_none());
}
