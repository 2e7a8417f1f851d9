use jiff::civil::date;

use super::*;
use crate::compute::testing::*;
use crate::model::*;

/// Weekly accuracy of Porto from week 2 of 2026 on; `None` leaves a gap.
fn weekly(values: &[Option<u32>]) -> Vec<Row> {
    let weeks = (2..).map(|week| format!("2026-W{week:02}"));
    let rows = weeks
        .zip(values)
        .filter_map(|(week, value)| value.map(|value| row(&week, "accuracy", &value.to_string(), "100")));
    rows.collect()
}

fn chart_of(register: &Register, subject: &Subject) -> Charted {
    let (charts, index) = charts(register, &Rollup::new(register));
    charts[index[&(subject.clone(), MetricId::new("accuracy"))]].clone()
}

fn porto() -> Subject {
    Subject::Site(SiteId::new("porto"))
}

#[test]
fn gaps_keep_their_place() {
    let register = register(date(2026, 6, 28), Vec::new(), weekly(&[Some(95), None, None, Some(96)]));
    let chart = chart_of(&register, &porto());
    assert_eq!(chart.values, [Some(95.0), None, None, Some(96.0)]);
    assert_eq!(chart.periods.len(), 4);
    assert_eq!((chart.seen.len(), chart.targets.as_slice()), (4, [None; 4].as_slice()));
    assert_eq!(chart.series.cells.len(), 2);
}

#[test]
fn the_target_of_each_week_is_the_one_in_force_then() {
    let of = |target| ServiceLevel { window: Window::Week, ..clause("sla", "accuracy", target) };
    let versions =
        vec![(date(2026, 1, 12), terms(vec![of("95")])), (date(2026, 1, 26), terms(vec![of("90")]))];
    let register = register(date(2026, 6, 28), vec![contract("msa", versions)], weekly(&[Some(95); 5]));
    let targets = chart_of(&register, &porto()).targets;
    assert_eq!(targets, [None, Some(95.0), Some(95.0), Some(90.0), Some(90.0)]);
}

#[test]
fn what_was_seen_is_not_changed_by_a_later_target() {
    let of = |target| ServiceLevel { window: Window::Week, ..clause("sla", "accuracy", target) };
    let values: Vec<Option<u32>> = (0..16).map(|n| Some(94 + n % 2)).collect();
    let versions =
        vec![(date(2026, 1, 1), terms(vec![of("99")])), (date(2026, 4, 13), terms(vec![of("50")]))];
    let register = register(date(2026, 6, 28), vec![contract("msa", versions)], weekly(&values));
    let seen: Vec<Assurance> = chart_of(&register, &porto()).seen.iter().map(|seen| seen.1).collect();
    assert_eq!(seen[6], Assurance::NotApplicable, "seven points carry no icon");
    assert_eq!((seen[13], seen[14]), (Assurance::ConsistentlyFail, Assurance::ConsistentlyPass));
}

#[test]
fn the_widest_clause_draws_the_line() {
    let narrow = |id, target| {
        let mut clause = clause(id, "accuracy", target);
        clause.scope.languages.insert("pt-PT".to_owned());
        clause
    };
    let clauses = vec![narrow("a", "80"), clause("b", "accuracy", "95")];
    let material = ServiceLevel { most_material: true, ..clause("c", "accuracy", "97") };
    let drawn = |clauses: Vec<ServiceLevel>| {
        let versions = vec![(date(2026, 1, 1), terms(clauses))];
        let register = register(date(2026, 6, 28), vec![contract("msa", versions)], weekly(&[Some(95)]));
        chart_of(&register, &porto()).targets[0]
    };
    assert_eq!(drawn(clauses.clone()), Some(95.0));
    assert_eq!(drawn([clauses, vec![material]].concat()), Some(97.0));
}

#[test]
fn rebases_of_a_vendor_reach_its_sites_and_not_the_other_way() {
    let rows = weekly(&[Some(95); 6]);
    let mut register = register(date(2026, 6, 28), Vec::new(), rows);
    let rebase = |scope, from: &str| Rebase {
        metric: MetricId::new("accuracy"),
        scope,
        from: period(from),
        reason: "tool".to_owned(),
        approved_by: PersonId::new("ada"),
        place: place("rebase"),
    };
    register.rebases = vec![
        rebase(RebaseScope::Vendor(VendorId::new("acme")), "2026-W04"),
        rebase(RebaseScope::Site(SiteId::new("porto")), "2026-W06"),
        rebase(RebaseScope::Site(SiteId::new("riga")), "2026-W05"),
    ];
    assert_eq!(chart_of(&register, &porto()).rebases, [2, 4]);
    assert_eq!(chart_of(&register, &Subject::Vendor(VendorId::new("acme"))).rebases, [2]);
}

#[test]
fn a_monthly_target_of_a_count_is_no_line_on_weeks() {
    let mut register = register(date(2026, 6, 28), Vec::new(), weekly(&[Some(95)]));
    register.metrics.get_mut("accuracy").unwrap().kind = MetricKind::Count;
    let of = |window| ServiceLevel { window, ..clause("sla", "accuracy", "400") };
    let metric = register.metrics["accuracy"].clone();
    assert_eq!(drawn(&metric, &of(Window::Month), date(2026, 1, 8)), None);
    assert_eq!(drawn(&metric, &of(Window::Week), date(2026, 1, 8)), Some(400.0));
}
