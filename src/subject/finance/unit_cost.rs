//! What a unit of accepted work costs, and what poor quality came to.

use num_bigint::BigInt;
use num_rational::BigRational;

use super::cost::Cost;
use super::rate_split::periods;
use super::track::Track;
use crate::core::contract::record::Scope;
use crate::core::credit::CreditMonth;
use crate::core::metric::record::MetricKind;
use crate::core::rollup::{Rollup, Subject};
use crate::kit::declared::Month;
use crate::kit::exact::half_up;
use crate::kit::id::{MetricId, VendorId};
use crate::kit::number::{Decimal, Money};
use crate::kit::period::Period;
use crate::subject::exchange::figures::{Rates, day_of};
use crate::subject::register::Register;

/// A vendor over the months of which both cost and units are known. Amounts in minor units of the book's currency.
#[derive(Clone, Debug)]
pub struct UnitCost {
    pub vendor: VendorId,
    /// In order; at least one.
    pub months: Vec<Month>,
    /// Invoiced and not disputed, still to be invoiced, less credit notes; production, training and all else.
    pub cost: i128,
    /// What of that is credit notes booked after the last of the months, 0 or more; `None`: no rate tells it in the book's currency.
    pub later: Option<i128>,
    /// Accepted, above 0.
    pub units: BigRational,
    /// Units that were done again; `None`: no metric counts them, or a row has not come.
    pub rework: Option<BigRational>,
    /// Owed by the ledgers of the months that are closed; `None`: no rate tells it in the book's currency.
    pub credits: Option<i128>,
    /// Disputed of what was invoiced for the months; likewise.
    pub disputed: Option<i128>,
}

impl UnitCost {
    /// What a thousand units cost, rounded once, half up.
    pub fn thousand(&self) -> i64 {
        half_up(&(self.each() * BigInt::from(1000)))
    }

    /// What the units that were done again cost, at the cost of one.
    pub fn rework_cost(&self) -> Option<i64> {
        Some(half_up(&(self.each() * self.rework.as_ref()?)))
    }

    /// Credits, what is disputed, and rework where it is known.
    pub fn poor_quality(&self) -> Option<i128> {
        Some(self.credits? + self.disputed? + self.rework_cost().map_or(0, i128::from))
    }

    fn each(&self) -> BigRational {
        BigRational::from(BigInt::from(self.cost)) / &self.units
    }
}

/// What they are made of.
#[derive(Clone, Copy)]
pub struct Of<'o> {
    pub register: &'o Register,
    pub rollup: &'o Rollup<'o>,
    pub credits: &'o [CreditMonth],
    pub tracks: &'o [Track],
    pub costs: &'o [Cost],
    pub months: &'o [Month],
}

/// By vendor; nothing of a book that names no metric of accepted units.
pub fn unit_costs(of: Of<'_>) -> Vec<UnitCost> {
    let Some(accepted) = of.register.settings.unit_cost_metric.as_deref() else { return Vec::new() };
    if of.register.metrics.get(accepted).is_none_or(|metric| metric.kind != MetricKind::Count) {
        return Vec::new();
    }
    of.register.vendors.keys().filter_map(|vendor| of.unit_cost(vendor, accepted)).collect()
}

/// By quarter of the book's year and vendor, over the months of the quarter that are accounted for.
pub fn quarter_costs(of: Of<'_>) -> Vec<(Period, UnitCost)> {
    let starts = of.register.settings.calendar.year_starts;
    let quarter = |month: &Month| Period::quarter_of(month.first_day(), starts);
    let quarters = of.months.chunk_by(|one, other| quarter(one) == quarter(other));
    let costs = quarters.filter_map(|months| Some((quarter(months.first()?), Of { months, ..of })));
    costs.flat_map(|(quarter, of)| unit_costs(of).into_iter().map(move |cost| (quarter, cost))).collect()
}

impl Of<'_> {
    fn unit_cost(&self, vendor: &VendorId, accepted: &MetricId) -> Option<UnitCost> {
        let zero = || BigRational::from(BigInt::from(0));
        let again = self.register.settings.rework_metric.as_deref();
        let (mut months, mut cost, mut units, mut rework) = (Vec::new(), 0, zero(), again.map(|_| zero()));
        for month in self.months {
            let Some((spent, made)) = self.cost(vendor, *month).zip(self.units(vendor, accepted, *month))
            else {
                continue;
            };
            months.push(*month);
            cost += spent;
            units += made;
            rework =
                rework.zip(again).and_then(|(sum, metric)| Some(sum + self.units(vendor, metric, *month)?));
        }
        if units == zero() {
            return None;
        }
        let (credits, disputed) = (self.owed(vendor, &months), self.disputed(vendor, &months));
        let later = self.later(vendor, &months);
        Some(UnitCost { vendor: vendor.clone(), months, cost, later, units, rework, credits, disputed })
    }

    /// `None` where nothing was delivered, or part of it is not known.
    fn cost(&self, vendor: &VendorId, month: Month) -> Option<i128> {
        let own = || self.costs.iter().filter(|cost| cost.vendor == *vendor && cost.month == month);
        if own().next().is_none() || own().any(|cost| cost.unpriced > 0) {
            return None;
        }
        own().map(|cost| cost.in_book.as_ref().ok().copied()).sum()
    }

    /// `None` where a row of the month has not come, or it is not clear what it counts.
    fn units(&self, vendor: &VendorId, metric: &MetricId, month: Month) -> Option<BigRational> {
        let wanted = periods(self.register.metrics.get(metric)?.grain, month);
        let cells = self.rollup.cells(&Subject::Vendor(vendor.clone()), metric, &Scope::default());
        let mut made = BigInt::from(0);
        for period in wanted {
            let (_, cell) = cells.iter().find(|(of, cell)| *of == period && !cell.is_unclear)?;
            made += BigInt::from(cell.numerator);
        }
        Some(BigRational::new(made, BigInt::from(Decimal::SCALE)))
    }

    fn owed(&self, vendor: &VendorId, months: &[Month]) -> Option<i128> {
        let of_vendor = |month: &&CreditMonth| {
            self.register.contracts.get(&month.contract).is_some_and(|contract| contract.vendor == *vendor)
        };
        let own = self.credits.iter().filter(of_vendor);
        let own = own.filter(|of| months.iter().any(|month| **month == of.month));
        own.map(|of| self.told(i128::from(of.net.0), &of.currency, Month::new(of.month)?)).sum()
    }

    /// Of credit notes in the currency of their contract, as in the costs.
    fn later(&self, vendor: &VendorId, months: &[Month]) -> Option<i128> {
        let end = months.last()?.last_day();
        let own = self.register.credit_notes.iter().filter(|note| {
            let contract = self.register.contracts.get(&*note.contract);
            let version = contract.filter(|of| of.vendor == *vendor).and_then(|of| of.versions.first());
            version.is_some_and(|version| *version.terms.currency == **note.currency)
        });
        let own = own.filter(|note| {
            months.contains(&note.month) && end < *note.issued_on && *note.issued_on <= self.register.as_of()
        });
        own.map(|note| self.told(i128::from(note.amount_minor.0), note.currency.as_str(), *note.month)).sum()
    }

    fn disputed(&self, vendor: &VendorId, months: &[Month]) -> Option<i128> {
        let own = self.tracks.iter().filter(|track| track.vendor == *vendor);
        let services = own.flat_map(|track| track.services.iter().map(move |(month, of)| (track, month, of)));
        let counted = services.filter(|(_, month, of)| of.disputed() != 0 && months.contains(month));
        counted.map(|(track, month, of)| self.told(of.disputed(), &track.currency, *month)).sum()
    }

    /// In the book's currency.
    fn told(&self, minor: i128, currency: &str, month: Month) -> Option<i128> {
        let rates = Rates::of(self.register, &self.register.exchange_rates);
        let on = day_of(&self.register.settings, *month, None);
        let minor = Money(i64::try_from(minor).ok()?);
        let told = rates.exchange(minor, currency, self.register.settings.currency.as_str(), on).ok()?;
        Some(i128::from(told.amount.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d11_a_unit_costs_what_its_months_cost_by_the_units_that_were_accepted() {
        let whole = |number: i64| BigRational::from(BigInt::from(number));
        let one = UnitCost {
            vendor: VendorId::new("acme"),
            months: vec![Month::new(Period::Month(2026, 10)).unwrap()],
            cost: 20_000_000,
            later: Some(0),
            units: whole(80_000),
            rework: Some(whole(1_200)),
            credits: Some(150_000),
            disputed: Some(156_128),
        };
        assert_eq!(one.thousand(), 250_000, "2.50 for one");
        assert_eq!(one.rework_cost(), Some(300_000));
        assert_eq!(one.poor_quality(), Some(606_128));
        let without = UnitCost { rework: None, ..one.clone() };
        assert_eq!(without.poor_quality(), Some(306_128), "rework where it is known");
        assert_eq!(UnitCost { credits: None, ..one }.poor_quality(), None);
    }
}
