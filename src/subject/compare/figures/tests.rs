//! Two vendors, Acme and Bolt, each with a clause about accuracy.

use super::shared::shared;
use super::*;
use crate::core::attainment::judge_all;
use crate::core::charted::charts;
use crate::core::rollup::Rollup;
use crate::core::slices::Slices;
use crate::kit::number::Quotient;
use crate::subject::language::figures::withheld::Withheld;
use crate::subject::report::report;
use crate::testing::{Bench, BenchRow, contract};

fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.add_vendor("bolt", "Bolt Review");
    bench.add_site("bolt-turin", "bolt", "Turin");
    let mut other = contract("bolt-2026");
    other.vendor = VendorId::new("bolt");
    bench.add_contract(other);
    bench
}

fn row(
    site: &'static str,
    queue: Option<&'static str>,
    language: Option<&'static str>,
    correct: i64,
    of: i64,
) -> BenchRow {
    let project = queue.map(|_| "atlas");
    BenchRow { project, queue, language, ..BenchRow::new(site, "accuracy", "2026-W45", correct, of) }
}

fn likeness_of(bench: &Bench) -> Vec<Likeness> {
    let report = report(&bench.register);
    report.compared.metrics.iter().flat_map(|one| one.groups.iter().map(|group| group.likeness)).collect()
}

#[test]
fn the_same_queue_and_language_are_like_for_like() {
    let mut bench = bench();
    bench.add(row("acme-porto", Some("atlas-pt"), Some("pt-PT"), 95, 100));
    bench.add(row("bolt-turin", Some("atlas-pt"), Some("pt-PT"), 91, 100));
    assert_eq!(likeness_of(&bench), [Likeness::Alike]);
}

#[test]
fn another_queue_language_or_no_name_is_not() {
    let mut other = bench();
    other.add(row("acme-porto", Some("atlas-pt"), Some("pt-PT"), 95, 100));
    other.add(row("bolt-turin", Some("atlas-pt"), Some("es"), 91, 100));
    assert_eq!(likeness_of(&other), [Likeness::OtherWork]);
    let mut unnamed = bench();
    unnamed.add(row("acme-porto", None, None, 95, 100));
    unnamed.add(row("bolt-turin", None, None, 91, 100));
    assert_eq!(likeness_of(&unnamed), [Likeness::UnknownWork]);
    let mut alone = bench();
    alone.add(row("acme-porto", Some("atlas-pt"), Some("pt-PT"), 95, 100));
    assert_eq!(likeness_of(&alone), [Likeness::Alone]);
}

#[test]
fn a_definition_of_ones_own_is_said() {
    let mut bench = bench();
    bench.add(row("acme-porto", Some("atlas-pt"), Some("pt-PT"), 95, 100));
    bench.add(row("bolt-turin", Some("atlas-pt"), Some("pt-PT"), 91, 100));
    bench.level(|level| level.metric_definition = Some("accuracy-v0".to_owned().into()));
    let report = report(&bench.register);
    let group = &report.compared.metrics[0].groups[0];
    assert_eq!(group.likeness, Likeness::OtherTerms);
    assert_eq!(group.entries[0].differs, [Difference::Definition("accuracy-v0".to_owned())]);
    assert!(group.entries[1].differs.is_empty());
}

#[test]
fn a_pair_is_compared_on_what_both_do_alone() {
    let mut bench = bench();
    // Of Acme 100 of 300 are common, of Bolt all.
    bench.add(row("acme-porto", Some("atlas-pt"), Some("pt-PT"), 90, 100));
    bench.add(row("acme-porto", Some("atlas-pt"), Some("es"), 200, 200));
    bench.add(row("bolt-turin", Some("atlas-pt"), Some("pt-PT"), 240, 300));
    let register = &bench.register;
    let rollup = Rollup::new(register);
    let metric = &register.metrics[&MetricId::new("accuracy")];
    let of = shared(register, &rollup, &Slices::new(register), &Withheld::default(), metric);
    assert_eq!(of.cells.len(), 1);
    let [pair] = of.pairs.as_slice() else { panic!("{} pairs", of.pairs.len()) };
    assert_eq!((pair.one.as_str(), pair.other.as_str(), pair.cells), ("acme", "bolt", 1));
    assert_eq!(pair.adjusted.one, num_rational::BigRational::from_integer(90.into()));
    assert_eq!(pair.adjusted.other, num_rational::BigRational::from_integer(80.into()));
    assert_eq!(Some(pair.shares.0), Quotient::new(100, 3));
    assert_eq!(Some(pair.shares.1), Quotient::new(100, 1));
}

#[test]
fn a_metric_of_one_vendor_is_not_compared() {
    let mut bench = Bench::new();
    bench.add_row("2026-W45", 95, 100);
    assert!(report(&bench.register).compared.metrics.is_empty());
    assert!(!judge_all(&bench.register, &Rollup::new(&bench.register)).is_empty());
    assert!(!charts(&bench.register, &Rollup::new(&bench.register)).0.is_empty());
}
