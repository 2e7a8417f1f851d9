//! Accruals: what was delivered by the end of a month and not invoiced by then. Each is reversed in the next month by itself, and what is
//! still not invoiced then is accrued anew.

use jiff::civil::Date;

use crate::kit::calendar::add_days;
use crate::kit::declared::Month;

/// A service of one month, in minor units of the contract's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// What it should cost; `None`: that cannot be computed, and nothing is accrued for it.
    pub expected: Option<i128>,
    /// What was invoiced for it and is not disputed, by the day of the invoice.
    pub payable: Vec<(Date, i128)>,
    /// Its invoices bill all of it: what rounding line by line leaves is not to come.
    pub is_settled: bool,
}

impl Service {
    /// What is still to be invoiced for it at the end of a day, 0 or more.
    pub fn open(&self, on: Date) -> i128 {
        if self.is_settled && self.payable.iter().all(|(day, _)| *day <= on) {
            return 0;
        }
        let invoiced: i128 =
            self.payable.iter().filter(|(day, _)| *day <= on).map(|(_, amount)| amount).sum();
        self.expected.map_or(0, |expected| (expected - invoiced).max(0))
    }

    /// Services of one rate and month as one, where a reduction is among them: what lowers the cost of a rate is no service of its own that could be
    /// still to come.
    pub fn with_reductions(services: Vec<Service>) -> Vec<Service> {
        let is_reduction = |service: &Service| service.expected.is_some_and(|expected| expected < 0);
        if !services.iter().any(is_reduction) {
            return services;
        }
        let mut whole = Service { expected: Some(0), payable: Vec::new(), is_settled: true };
        for service in services {
            whole.expected = whole.expected.map(|sum| sum + service.expected.unwrap_or(0));
            whole.payable.extend(service.payable);
            whole.is_settled &= service.is_settled;
        }
        vec![whole]
    }

    /// What was invoiced for it in a month.
    fn invoiced(&self, month: Month) -> i128 {
        self.payable.iter().filter(|(day, _)| month.contains(*day)).map(|(_, amount)| amount).sum()
    }
}

/// What the books of a month carry for one contract and category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked {
    pub month: Month,
    /// Invoices of the month's days, without what is disputed.
    pub invoiced: i128,
    /// Still to be invoiced at its end, of this and of earlier services.
    pub accrued: i128,
    /// The accrual of the month before, taken back.
    pub reversed: i128,
    /// What the month bears of earlier services: by how much their invoices differ from the accruals that they take the place of. Above 0 it was more.
    pub true_up: i128,
}

impl Booked {
    /// What the month costs.
    pub fn cost(&self) -> i128 {
        self.invoiced + self.accrued - self.reversed
    }
}

/// Month by month from the first to the last, services with the months in which they were delivered.
pub fn booked(services: &[(Month, Service)], months: &[Month]) -> Vec<Booked> {
    let mut all = Vec::new();
    for month in months {
        let (before, end) = (add_days(month.first_day(), -1), month.last_day());
        let mut booked = Booked { month: *month, invoiced: 0, accrued: 0, reversed: 0, true_up: 0 };
        for (delivered, service) in services {
            let invoiced = service.invoiced(*month);
            booked.invoiced += invoiced;
            if delivered > month {
                continue;
            }
            let accrued = service.open(end);
            booked.accrued += accrued;
            if delivered < month {
                let reversed = service.open(before);
                booked.reversed += reversed;
                booked.true_up += invoiced + accrued - reversed;
            }
        }
        all.push(booked);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::period::Period;
    use crate::testing::day;
    use proptest::prelude::*;

    fn month(number: i8) -> Month {
        Month::new(Period::Month(2026, number)).unwrap()
    }

    fn service(expected: Option<i128>, payable: Vec<(Date, i128)>) -> Service {
        Service { expected, payable, is_settled: false }
    }

    /// 8,500 labels at 1.00 of a baseline of 10,000 with a deadband of 1,000: 8,500.00 less 500 × 0.12.
    #[test]
    fn a_reduction_lowers_what_is_still_to_come() {
        let parts = |labels, reduction| {
            Service::with_reductions(vec![service(Some(850_000), labels), service(Some(-6_000), reduction)])
        };
        let open = |services: Vec<Service>| -> i128 {
            services.iter().map(|service| service.open(day("2026-12-01"))).sum()
        };
        let on = day("2026-11-05");
        assert_eq!(open(parts(Vec::new(), Vec::new())), 844_000);
        assert_eq!(open(parts(vec![(on, 844_000)], Vec::new())), 0, "invoiced without the disputed part");
        assert_eq!(open(parts(vec![(on, 850_000)], vec![(on, -6_000)])), 0, "on two lines");
        let apart = vec![service(Some(10), Vec::new()), service(Some(20), vec![(on, 25)])];
        assert_eq!(Service::with_reductions(apart.clone()), apart, "sites stay by themselves");
    }

    #[test]
    fn v17_the_accrual_is_reversed_and_the_dispute_is_not_booked() {
        // 20,364 hours at 11.48 were approved; 20,500 were invoiced in the next month, of which 1,561.28 are disputed.
        let october = service(Some(23_377_872), vec![(day("2026-11-05"), 23_377_872)]);
        let found = booked(&[(month(10), october)], &[month(10), month(11)]);
        let at_end = Booked { month: month(10), invoiced: 0, accrued: 23_377_872, reversed: 0, true_up: 0 };
        let next =
            Booked { month: month(11), invoiced: 23_377_872, accrued: 0, reversed: 23_377_872, true_up: 0 };
        assert_eq!(found, [at_end, next]);
        assert_eq!((at_end.cost(), next.cost()), (23_377_872, 0), "the month of the service bears it");
    }

    #[test]
    fn d5_what_comes_for_less_or_more_than_was_accrued_is_a_true_up() {
        let less = service(Some(1000), vec![(day("2026-11-05"), 400)]);
        let found = booked(&[(month(10), less)], &[month(10), month(11), month(12)]);
        let costs: Vec<i128> = found.iter().map(Booked::cost).collect();
        assert_eq!(costs, [1000, 0, 0], "the rest is accrued until it is invoiced");
        let more = service(Some(1000), vec![(day("2026-11-05"), 1030)]);
        let found = booked(&[(month(10), more)], &[month(10), month(11)]);
        assert_eq!((found[0].true_up, found[1].cost(), found[1].true_up), (0, 30, 30));
        let unknown = service(None, vec![(day("2026-11-05"), 70)]);
        let found = booked(&[(month(10), unknown)], &[month(10), month(11)]);
        assert_eq!(
            (found[0].accrued, found[1].cost()),
            (0, 70),
            "nothing is accrued for what cannot be computed"
        );
    }

    #[test]
    fn what_rounding_leaves_of_a_service_that_is_billed_whole_is_not_to_come() {
        let mut billed = service(Some(1000), vec![(day("2026-11-05"), 999)]);
        assert_eq!(billed.open(day("2026-11-30")), 1);
        billed.is_settled = true;
        assert_eq!((billed.open(day("2026-10-31")), billed.open(day("2026-11-30"))), (1000, 0));
    }

    #[test]
    fn what_is_invoiced_ahead_is_in_the_month_of_its_invoice() {
        let ahead = service(Some(1000), vec![(day("2026-09-20"), 1000)]);
        let found = booked(&[(month(10), ahead)], &[month(9), month(10)]);
        let costs: Vec<i128> = found.iter().map(Booked::cost).collect();
        assert_eq!(costs, [1000, 0], "nothing is lost, and nothing is accrued beside it");
    }

    proptest! {
        #[test]
        fn what_is_accrued_is_taken_back_and_nothing_is_lost(
            services in prop::collection::vec((1_i8..=12, 0_i128..1_000_000, prop::collection::vec((1_i8..=12, 0_i128..500_000), 0..4)), 0..8),
        ) {
            let services: Vec<(Month, Service)> = services
                .into_iter()
                .map(|(of, expected, lines)| {
                    let payable = lines.into_iter().map(|(on, amount)| (month(on).first_day(), amount)).collect();
                    (month(of), service(Some(expected), payable))
                })
                .collect();
            let months: Vec<Month> = (1..=12).map(month).collect();
            let found = booked(&services, &months);
            let all: i128 = found.iter().map(Booked::cost).sum();
            let invoiced: i128 = services.iter().flat_map(|(_, one)| &one.payable).map(|(_, amount)| amount).sum();
            let open: i128 = services.iter().map(|(_, one)| one.open(month(12).last_day())).sum();
            prop_assert_eq!(all, invoiced + open);
        }
    }
}
