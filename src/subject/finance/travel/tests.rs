use super::*;
use crate::core::settings::forms::Currency;
use crate::kit::id::{ContractId, PersonId};
use crate::kit::number::Money;
use crate::kit::source::Setting;
use crate::subject::budget::record::{Budget, BudgetVersion};
use crate::subject::budget_line::record::BudgetLine;
use crate::subject::finance::Standing as BudgetStanding;
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::report::report;
use crate::subject::visit::record::VisitStatus;
use crate::testing::{Bench, at, day, place, visit, visit_cost};

fn month(number: i8) -> Month {
    Month::new(Period::Month(2026, number)).expect("a month")
}

fn line(of: i8, category: CostCategory, minor: i64) -> BudgetLine {
    BudgetLine {
        budget: at(BudgetId::new("b")),
        version: at(1),
        month: at(month(of)),
        vendor: None,
        project: None,
        category: at(category),
        amount_minor: at(Money(minor)),
        rate: None,
        quantity: None,
        units: None,
        units_metric: None,
        note: None,
        place: place("data/budget-lines/b.csv", 2),
    }
}

/// A budget of July to December that plans 900 a month for all else; the report is of 15 November 2026, so that July to October have ended.
fn bench(visits: Vec<Visit>) -> Bench {
    let mut bench = Bench::new();
    let version = BudgetVersion {
        in_place_of: None,
        number: at(1),
        reason: at("As planned".to_owned()),
        approved_by: Some(at(PersonId::new("ben-field"))),
        approved_on: Some(at(day("2026-06-15"))),
        place: place("data/budgets/b.toml", 1),
    };
    let budget = Budget {
        id: BudgetId::new("b"),
        title: at("Budget".to_owned()),
        first_month: at(month(7)),
        months: Setting { value: 6, place: None },
        owner: at(PersonId::new("ada-north")),
        versions: vec![version],
        place: place("data/budgets/b.toml", 1),
    };
    bench.register.budgets.insert(budget.id.clone(), budget);
    bench.register.budget_lines = (7..=12).map(|of| line(of, CostCategory::Other, 900)).collect();
    for visit in visits {
        bench.register.visits.insert(visit.id.clone(), visit);
    }
    bench
}

fn paid(id: &str, (from, to): (&str, &str), status: VisitStatus, costs: Vec<VisitCost>) -> Visit {
    Visit { budget: Some(at(BudgetId::new("b"))), costs, ..visit(id, from, to, status) }
}

fn standing(bench: &Bench) -> BudgetStanding {
    report(&bench.register).finance.standings.into_iter().next().expect("the budget is in force")
}

fn spent(minor: i64) -> Vec<VisitCost> {
    vec![visit_cost(1, None, Some(minor))]
}

#[test]
fn g5_what_visits_cost_is_actual_of_their_budget_category_and_month() {
    let august = vec![visit_cost(1, Some(400), Some(380)), visit_cost(2, Some(120), None)];
    let mut cancelled = paid(
        "c",
        ("2026-07-20", "2026-07-24"),
        VisitStatus::Cancelled,
        vec![visit_cost(1, Some(178), Some(24))],
    );
    cancelled.costs.push(visit_cost(2, Some(60), None));
    cancelled.cancelled_on = Some(at(day("2026-06-30")));
    let mut training = paid("d", ("2026-10-05", "2026-10-07"), VisitStatus::Held, spent(55));
    training.category = at(CostCategory::Training);
    let found = standing(&bench(vec![
        paid("a", ("2026-08-10", "2026-08-14"), VisitStatus::Held, august),
        paid("b", ("2026-09-30", "2026-10-02"), VisitStatus::Held, spent(90)),
        cancelled,
        training,
        paid("e", ("2026-11-02", "2026-11-06"), VisitStatus::Held, spent(70)),
        paid("f", ("2026-11-23", "2026-11-27"), VisitStatus::Planned, spent(500)),
    ]));
    let months: Vec<(i128, i128)> =
        found.months.iter().map(|(_, one)| (one.actual, one.visits_accrued)).collect();
    assert_eq!(
        months,
        [(24, 0), (500, 120), (0, 0), (145, 0)],
        "24; 380 + 120 that nobody has written as paid; none; 90 that was over in October + 55"
    );
    let all = found.all;
    assert_eq!((all.actual, all.visits, all.visits_accrued), (669, 669, 120));
    assert_eq!((all.planned_so_far, all.variance()), (3600, -2931), "four months of 900");
    let forecast = all.forecast.expect("months have ended");
    assert_eq!(forecast.by_plan, 2469, "669 + two months of 900");
    // 88 working days from July to October, 132 with November and December.
    assert_eq!(
        (forecast.elapsed, forecast.all, forecast.by_run_rate),
        (88, 132, 1004),
        "669 ÷ 88 × 132 = 1,003.5"
    );
    let of: Vec<(CostCategory, i128)> = found.categories.iter().map(|(of, one)| (*of, one.visits)).collect();
    assert_eq!(of, [(CostCategory::Training, 55), (CostCategory::Other, 614)]);
    let vendors: Vec<i128> = found.vendors.iter().map(|(_, one)| one.actual).collect();
    assert_eq!((found.vendors[0].0.is_none(), vendors[0]), (true, 669), "of no vendor");
}

#[test]
fn g5_what_is_in_no_sum_is_told() {
    let mut other = paid("other", ("2026-08-17", "2026-08-18"), VisitStatus::Held, spent(31));
    other.budget = None;
    let mut of_another = paid("third", ("2026-08-17", "2026-08-18"), VisitStatus::Held, spent(77));
    of_another.budget = Some(at(BudgetId::new("another")));
    let found = standing(&bench(vec![
        other,
        of_another,
        paid("forgotten", ("2026-09-01", "2026-09-02"), VisitStatus::Planned, spent(40)),
        paid("unsaid", ("2026-09-03", "2026-09-04"), VisitStatus::Held, vec![visit_cost(1, None, None)]),
    ]));
    let travel = &found.travel;
    assert_eq!((found.all.actual, travel.expenses.len(), travel.unsaid.len()), (0, 0, 1));
    assert_eq!(travel.unrecorded, [VisitId::new("forgotten")]);
    assert_eq!(travel.unbudgeted, [VisitId::new("other")]);
}

#[test]
fn g5_what_a_vendor_bills_is_counted_once() {
    let mut hotel = visit_cost(1, None, Some(200));
    hotel.invoice = Some(at("INV-9".to_owned()));
    let costs = vec![hotel, visit_cost(2, None, Some(90))];
    let mut bench = bench(vec![paid("a", ("2026-08-10", "2026-08-14"), VisitStatus::Held, costs)]);
    assert_eq!(standing(&bench).all.visits, 290, "no such invoice has come");
    bench.register.invoices.push(InvoiceLine {
        invoice: at("INV-9".to_owned()),
        contract: at(ContractId::new("acme-2026")),
        issued_on: at(day("2026-09-01")),
        due_on: None,
        month: at(month(8)),
        rate: None,
        category: Some(at(CostCategory::Other)),
        site: None,
        project: None,
        quantity: None,
        price: None,
        amount_minor: at(Money(200)),
        currency: at(Currency::new("USD")),
        order: None,
        note: None,
        place: place("data/invoices/acme.csv", 2),
    });
    let found = standing(&bench);
    assert_eq!(found.all.visits, 90, "the hotel is a cost of its invoice");
}
