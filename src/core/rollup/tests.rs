use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::core::contract::record::Scope;
use crate::core::metric::record::MetricKind;
use crate::kit::calendar::Grain;
use crate::kit::id::{MetricId, QueueId, SiteId, VendorId};
use crate::subject::register::Register;
use crate::testing::computed::*;

fn of_kind(kind: MetricKind, rows: Vec<Row>) -> Register {
    let mut register = register(date(2026, 12, 31), Vec::new(), rows);
    register.metrics.insert(MetricId::new("m"), metric("m", kind, Grain::Week));
    register
}

fn vendor() -> Subject {
    Subject::Vendor(VendorId::new("acme"))
}

fn site(id: &str) -> Subject {
    Subject::Site(SiteId::new(id))
}

fn values(register: &Register, subject: &Subject, scope: &Scope) -> Vec<(String, Option<String>)> {
    let id = MetricId::new("m");
    let series = Rollup::new(register).series(subject, &id, scope);
    let shown = |cell: &Cell| cell_value(&register.metrics[&id], cell).map(|value| value.show(2));
    series.cells.iter().map(|(period, cell)| (period.to_string(), shown(cell))).collect()
}

fn week(period: &str, value: &str) -> (String, Option<String>) {
    (period.to_owned(), Some(value.to_owned()))
}

#[test]
fn each_kind_rolls_up_in_its_own_way() {
    let rows = || {
        vec![
            row("2026-W06", "m", "80", "100").queue("pt"),
            row("2026-W06", "m", "10", "10").queue("et"),
            row("2026-W06", "m", "50", "90").at("riga"),
            row("2026-W05", "m", "1", "2").queue("pt"),
        ]
    };
    let of = |kind, subject| values(&of_kind(kind, rows()), &subject, &Scope::default());
    assert_eq!(of(MetricKind::Ratio, site("porto")), [week("2026-W05", "50.00"), week("2026-W06", "81.82")]);
    assert_eq!(of(MetricKind::Ratio, vendor()), [week("2026-W05", "50.00"), week("2026-W06", "70.00")]);
    assert_eq!(of(MetricKind::Count, vendor()), [week("2026-W05", "1.00"), week("2026-W06", "140.00")]);
    assert_eq!(of(MetricKind::Level, vendor()), [week("2026-W05", "1.00"), week("2026-W06", "140.00")]);
    // (80 × 100 + 10 × 10 + 50 × 90) ÷ 200
    assert_eq!(of(MetricKind::Mean, vendor()), [week("2026-W05", "1.00"), week("2026-W06", "63.00")]);
    let none = ("2026-W06".to_owned(), None);
    assert_eq!(of(MetricKind::Percentile, vendor()), [week("2026-W05", "1.00"), none]);
}

#[test]
fn a_scope_selects_rows_and_sites() {
    let rows = vec![
        row("2026-W06", "m", "80", "100").queue("pt"),
        row("2026-W06", "m", "10", "10").queue("et"),
        row("2026-W06", "m", "50", "100"),
        row("2026-W06", "m", "30", "100").at("riga"),
    ];
    let register = of_kind(MetricKind::Ratio, rows);
    let queue = Scope { queues: [QueueId::new("pt")].into(), ..Scope::default() };
    assert_eq!(values(&register, &vendor(), &queue), [week("2026-W06", "80.00")]);
    let riga = Scope { sites: [SiteId::new("riga")].into(), ..Scope::default() };
    assert_eq!(values(&register, &vendor(), &riga), [week("2026-W06", "30.00")]);
    assert_eq!(values(&register, &site("porto"), &riga), []);
    let nowhere =
        Scope { languages: [crate::kit::declared::Language::new("et-EE")].into(), ..Scope::default() };
    assert_eq!(values(&register, &vendor(), &nowhere), []);
    assert_eq!(values(&register, &Subject::Vendor(VendorId::new("other")), &Scope::default()), []);
}

#[test]
fn sums_past_64_bits_do_not_wrap() {
    let rows = vec![row("2026-W06", "m", "1000000000", "1000000000"); 20_000];
    let register = of_kind(MetricKind::Mean, rows);
    let series = Rollup::new(&register).series(&vendor(), &MetricId::new("m"), &Scope::default());
    let cell = &series.cells[0].1;
    assert_eq!(cell.denominator, 20_000 * 1_000_000_000 * 1_000_000);
    assert_eq!(values(&register, &vendor(), &Scope::default()), [week("2026-W06", "1,000,000,000.00")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn shuffled_rows_give_the_same_sums(order in Just((0..60).collect::<Vec<usize>>()).prop_shuffle()) {
        let weeks = ["2026-W05", "2026-W06", "2026-W07"];
        let sites = ["porto", "riga", "sofia"];
        let all: Vec<Row> = (0..60)
            .map(|n| row(weeks[n % 3], "m", &n.to_string(), "100").at(sites[n / 3 % 3]))
            .collect();
        let shuffled: Vec<Row> = order.iter().map(|&at| all[at].clone()).collect();
        for subject in [vendor(), site("porto")] {
            let of = |rows: &[Row]| values(&of_kind(MetricKind::Ratio, rows.to_vec()), &subject, &Scope::default());
            prop_assert_eq!(of(&all), of(&shuffled));
        }
    }
}
