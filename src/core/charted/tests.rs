use jiff::civil::date;

use super::*;
use crate::core::contract::record::{ServiceLevel, Window};
use crate::core::metric::record::{MetricKind, Rebase, RebaseScope, WholeRows};
use crate::core::target_line::drawn;
use crate::kit::id::{MetricId, PersonId, ProjectId, QueueId, SiteId, VendorId};
use crate::subject::register::Register;
use crate::testing::computed::*;

/// Weekly accuracy of Porto from week 2 of 2026 on; `None` leaves a gap.
fn weekly(values: &[Option<u32>]) -> Vec<Row> {
    let weeks = (2..).map(|week| format!("2026-W{week:02}"));
    let rows = weeks
        .zip(values)
        .filter_map(|(week, value)| value.map(|value| row(&week, "accuracy", &value.to_string(), "100")));
    rows.collect()
}

fn chart_of(register: &Register, subject: &Subject) -> Charted {
    let (charts, index, _) = charts(register, &Rollup::new(register));
    charts[index[&(subject.clone(), MetricId::new("accuracy"))]].clone()
}

fn porto() -> Subject {
    Subject::Site(SiteId::new("porto"))
}

#[test]
fn gaps_keep_their_place() {
    let register = register(date(2026, 6, 28), Vec::new(), weekly(&[Some(95), None, None, Some(96)]));
    let chart = chart_of(&register, &porto());
    assert_eq!(*chart.values, [Some(95.0), None, None, Some(96.0)]);
    assert_eq!(chart.periods.len(), 4);
    assert_eq!((chart.seen.len(), &*chart.targets), (4, [None; 4].as_slice()));
    assert_eq!(chart.series.cells.len(), 2);
}

#[test]
fn a_metric_of_withheld_rows_alone_has_a_chart_without_a_period() {
    let withheld = row("2026-W02", "accuracy", "95", "100").withheld();
    let later = row("2026-W03", "accuracy", "96", "100");
    let told = register(date(2026, 6, 28), Vec::new(), vec![withheld.clone(), later]);
    let alone = register(date(2026, 6, 28), Vec::new(), vec![withheld]);
    let (charts_alone, index, parts) = charts(&alone, &Rollup::new(&alone));
    assert_eq!(charted_metrics(&alone, &Rollup::new(&alone)), index);
    assert!(charts_alone.iter().all(|chart| chart.periods.is_empty() && chart.chart().limits().is_none()));
    assert_eq!(charts_alone.len(), 2, "of the site and of its vendor");
    assert_eq!(parts.len(), 2);
    // The same as of a day before the first figure came.
    let (charts_later, whole_of, part_of) = charts(&told, &Rollup::new(&told));
    assert_eq!(chart_of(&told, &porto()).periods.len(), 1);
    let earlier = charts_earlier(&alone, &Rollup::new(&alone), (&charts_later, &whole_of, &part_of));
    assert_eq!((earlier.0.len(), &earlier.1), (2, &index));
    assert!(earlier.0.iter().all(|chart| chart.periods.is_empty()));
}

#[test]
fn the_target_of_each_week_is_the_one_in_force_then() {
    let of = |target| ServiceLevel { window: Window::Week, ..clause("sla", "accuracy", target) };
    let versions =
        vec![(date(2026, 1, 12), terms(vec![of("95")])), (date(2026, 1, 26), terms(vec![of("90")]))];
    let register = register(date(2026, 6, 28), vec![contract("msa", versions)], weekly(&[Some(95); 5]));
    let targets = chart_of(&register, &porto()).targets;
    assert_eq!(*targets, [None, Some(95.0), Some(95.0), Some(90.0), Some(90.0)]);
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

/// A weekly clause about one queue.
fn narrow(id: &str, queue: &str, target: &str) -> ServiceLevel {
    let mut clause = ServiceLevel { window: Window::Week, ..clause(id, "accuracy", target) };
    clause.scope.queues.insert(QueueId::new(queue));
    clause
}

fn with_atlas(clauses: &[ServiceLevel], rows: Vec<Row>) -> Register {
    let versions = vec![(date(2026, 1, 1), terms(clauses.to_vec()))];
    let mut register = register(date(2026, 6, 28), vec![contract("msa", versions)], rows);
    register.projects.insert(ProjectId::new("atlas"), atlas());
    register
}

#[test]
fn the_clause_about_the_very_rows_draws_the_line() {
    let clauses = vec![narrow("a", "pt", "80"), clause("b", "accuracy", "95")];
    let material = ServiceLevel { most_material: true, ..clause("c", "accuracy", "97") };
    let drawn = |clauses: Vec<ServiceLevel>| {
        let versions = vec![(date(2026, 1, 1), terms(clauses))];
        let register = register(date(2026, 6, 28), vec![contract("msa", versions)], weekly(&[Some(95)]));
        chart_of(&register, &porto()).targets[0]
    };
    assert_eq!(drawn(clauses.clone()), Some(95.0));
    assert_eq!(drawn(vec![narrow("a", "pt", "80")]), None, "a part's target is no line of the whole");
    assert_eq!(drawn([clauses, vec![material]].concat()), Some(97.0));
}

#[test]
fn a_clause_about_a_part_has_the_chart_of_that_part() {
    let mut rows = weekly(&[Some(96), Some(96)]);
    rows.push(row("2026-W03", "accuracy", "80", "100").queue("pt"));
    let clauses = [narrow("a", "pt", "90"), narrow("b", "et", "90"), clause("c", "accuracy", "95")];
    let mut register = with_atlas(&clauses, rows);
    register.metrics.values_mut().for_each(|metric| metric.whole_rows = Some(WholeRows::Rest));
    let (charts, whole, parts) = charts(&register, &Rollup::new(&register));
    let of = |level: &ServiceLevel| of_clause(&parts, &porto(), level).map(|at| &charts[at]);
    let part = of(&clauses[0]).unwrap();
    assert_eq!((&*part.values, &*part.targets), (&[Some(80.0)][..], &[Some(90.0)][..]));
    assert!(!part.is_whole() && of(&clauses[1]).is_none(), "a part without rows has no chart");
    assert_eq!(*of(&clauses[2]).unwrap().values, [Some(96.0), Some(88.0)]);
    assert_eq!(
        whole.get(&(porto(), clauses[2].metric.clone())),
        of_clause(&parts, &porto(), &clauses[2]).as_ref()
    );
}

#[test]
fn a_part_that_is_all_there_is_shares_the_chart_of_the_whole() {
    let rows: Vec<Row> = weekly(&[Some(95), Some(96)]).into_iter().map(|row| row.queue("pt")).collect();
    let level = narrow("a", "pt", "90");
    let register = with_atlas(std::slice::from_ref(&level), rows);
    let (charts, whole, parts) = charts(&register, &Rollup::new(&register));
    let at = of_clause(&parts, &porto(), &level).unwrap();
    assert_eq!(charts.len(), 2, "one of the site, one of its vendor");
    assert_eq!(whole.get(&(porto(), level.metric.clone())), Some(&at));
    assert_eq!(*charts[at].targets, [Some(90.0); 2]);
}

#[test]
fn rebases_of_a_vendor_reach_its_sites_and_not_the_other_way() {
    let rows = weekly(&[Some(95); 6]);
    let mut register = register(date(2026, 6, 28), Vec::new(), rows);
    let rebase = |site: Option<&str>, vendor: Option<&str>, from: &str| Rebase {
        metric: MetricId::new("accuracy").into(),
        scope: RebaseScope {
            site: site.map(|id| SiteId::new(id).into()),
            vendor: vendor.map(|id| VendorId::new(id).into()),
        },
        from: period(from).into(),
        reason: "tool".to_owned().into(),
        approved_by: PersonId::new("ada").into(),
        place: place("rebase"),
    };
    register.rebases = vec![
        rebase(None, Some("acme"), "2026-W04"),
        rebase(Some("porto"), None, "2026-W06"),
        rebase(Some("riga"), None, "2026-W05"),
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
    assert_eq!(drawn(&metric, &of(Window::Month), date(2026, 1, 8)).map(|(line, _)| line.to_f64()), None);
    assert_eq!(
        drawn(&metric, &of(Window::Week), date(2026, 1, 8)).map(|(line, _)| line.to_f64()),
        Some(400.0)
    );
}
