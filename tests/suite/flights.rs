//! The real book of 2013's flights from New York: its published totals, and each carrier's year, come out exactly.
use std::collections::BTreeMap;
use std::path::Path;

use scorebook::core::contract::record::Scope;
use scorebook::core::rollup::{Rollup, Subject, cell_value};
use scorebook::kit::id::{MetricId, VendorId};
use scorebook::kit::number::{Decimal, Quotient};

/// Sums of one carrier's year over its airports and weeks.
#[derive(Debug, Default, PartialEq)]
struct Year {
    scheduled: i128,
    arrived: i128,
    on_time: i128,
}

#[test]
fn totals_and_every_carriers_year_rate_are_exact() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/flights-2013");
    let opened = scorebook::edge::open(&root, None).unwrap();
    let (register, diagnostics) = scorebook::subject::read::read(&opened.snapshot);
    assert_eq!(diagnostics.defects(), 0, "{:?}", diagnostics.iter().next());
    let register = register.unwrap();
    let rollup = Rollup::new(&register);

    let one = i128::from(Decimal::SCALE);
    let sums = |vendor: &VendorId, metric: &str| {
        let series =
            rollup.series(&Subject::Vendor(vendor.clone()), &MetricId::new(metric), &Scope::default());
        let add = |sum: (i128, i128), cell: &(_, scorebook::core::rollup::Cell)| {
            (sum.0 + cell.1.numerator / one, sum.1 + cell.1.denominator / one)
        };
        series.cells.iter().fold((0, 0), add)
    };
    let years: BTreeMap<String, Year> = register
        .vendors
        .keys()
        .map(|vendor| {
            let (on_time, arrived) = sums(vendor, "on-time-arrival");
            let (completed, scheduled) = sums(vendor, "completion");
            assert_eq!(completed, arrived, "{vendor}: what completed is what arrived");
            (vendor.to_string(), Year { scheduled, arrived, on_time })
        })
        .collect();

    assert_eq!(years.len(), 16);
    assert_eq!(years.values().map(|year| year.scheduled).sum::<i128>(), 336_776);
    assert_eq!(years.values().map(|year| year.scheduled - year.arrived).sum::<i128>(), 9_430);

    let derived = std::fs::read_to_string(root.join("source/derived_carrier_year.csv")).unwrap();
    let metric = &register.metrics[&MetricId::new("on-time-arrival")];
    let mut compared = 0;
    for line in derived.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let year = &years[&cells[0].to_lowercase()];
        let whole = |at: usize| cells[at].parse::<i128>().unwrap();
        assert_eq!((year.scheduled, year.on_time, year.arrived), (whole(1), whole(4), whole(5)), "{line}");

        // The rate as the program computes it from the year's sums, against all the digits of the file.
        let cell = scorebook::core::rollup::Cell {
            numerator: year.on_time * one,
            denominator: year.arrived * one,
            ..Default::default()
        };
        let percent = cell_value(metric, &cell).unwrap();
        let rate = Quotient::new(percent.num(), percent.den() * 100).unwrap();
        assert!(
            (rate.to_f64() - cells[6].parse::<f64>().unwrap()).abs() < 1e-15,
            "{line}: {}",
            rate.to_f64()
        );
        compared += 1;
    }
    assert_eq!(compared, 16);
}
