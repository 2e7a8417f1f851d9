//! Purchase orders: what was committed, what invoice lines have drawn on it, and lines that draw on what is not there for them.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;

use super::track::category_of;
use crate::core::contract::record::CostCategory;
use crate::kit::declared::Month;
use crate::kit::id::VendorId;
use crate::subject::exchange::figures::{Rates, day_of};
use crate::subject::invoice::figures::{Figures, LineMatch};
use crate::subject::invoice::record::InvoiceLine;
use crate::subject::order::record::Order;
use crate::subject::register::Register;

/// A row of a purchase order that was approved by the as-of day, in minor units of its currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// Index into the register's orders.
    pub order: usize,
    pub committed: i128,
    /// Of the lines that draw on it.
    pub invoiced: i128,
    /// Of those, what is disputed: it draws nothing.
    pub disputed: i128,
    /// Indices into the register's invoice lines, in the order in which they were billed.
    pub lines: Vec<usize>,
    /// The first line that took more than was left, and how much was left for it, which may be below 0.
    pub exceeded: Option<(usize, i128)>,
}

impl Commitment {
    /// Below 0 more was invoiced than was committed.
    pub fn left(&self) -> i128 {
        self.committed - self.invoiced + self.disputed
    }
}

/// Why a line that names an order draws on none of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    /// No row has the number.
    Unknown,
    /// The order is of another vendor; index into the register's orders.
    OtherVendor(usize),
    /// It was not approved by the as-of day; likewise.
    NotApproved(usize),
    /// None of its rows is for the category or the project; likewise, its first row.
    OtherPurpose(usize),
    /// The month of service lies in none of its rows that are.
    OtherMonth(usize),
    /// The line is in another currency.
    OtherCurrency(usize),
}

/// What was drawn on orders.
#[derive(Clone, Debug, Default)]
pub struct Commitments {
    /// In order of vendor, number and place.
    pub rows: Vec<Commitment>,
    /// Lines that name an order and draw on none: indices into the register's invoice lines, rising.
    pub strays: Vec<(usize, Stray)>,
}

/// Of all orders; nothing is a stray in a book that keeps no orders.
pub fn commitments(register: &Register, matched: &Figures) -> Commitments {
    let as_of = register.as_of();
    let orders = &register.orders;
    let mut places: Vec<usize> = (0..orders.len()).filter(|at| *orders[*at].approved_on <= as_of).collect();
    places.sort_by_key(|at| {
        let of = &orders[*at];
        (&*of.vendor, &*of.order, &of.place.path, of.place.line)
    });
    let row = |at: &usize| Commitment {
        order: *at,
        committed: i128::from(orders[*at].amount_minor.0),
        invoiced: 0,
        disputed: 0,
        lines: Vec::new(),
        exceeded: None,
    };
    let mut found = Commitments { rows: places.iter().map(row).collect(), strays: Vec::new() };
    if orders.is_empty() {
        return found;
    }
    let mut lines: Vec<(usize, &LineMatch)> = matched.lines.iter().map(|(at, line)| (*at, line)).collect();
    lines.sort_by_key(|(at, _)| {
        let line = &register.invoices[*at];
        (*line.issued_on, line.invoice.as_str(), &line.place.path, line.place.line)
    });
    for (at, of) in lines {
        let line = &register.invoices[at];
        let Some(number) = line.order.as_deref() else { continue };
        let Some(contract) = register.contracts.get(&*line.contract) else { continue };
        let category = line.category.as_deref().copied().unwrap_or_else(|| category_of(contract, line));
        match found.row_of(orders, number, (line, category), &contract.vendor) {
            Ok(row) => found.rows[row].draw(at, line, of),
            Err(why) => found.strays.push((at, why)),
        }
    }
    found.strays.sort_unstable_by_key(|(at, _)| *at);
    found
}

impl Commitments {
    /// The row that a line draws on: of its vendor, category, project, month and currency; of several the first.
    fn row_of(
        &self,
        orders: &[Order],
        number: &str,
        (line, category): (&InvoiceLine, CostCategory),
        vendor: &VendorId,
    ) -> Result<usize, Stray> {
        let named = orders.iter().position(|order| *order.order == number).ok_or(Stray::Unknown)?;
        let own = |order: &&Order| *order.order == number && *order.vendor == *vendor;
        let first = orders.iter().position(|order| own(&order)).ok_or(Stray::OtherVendor(named))?;
        let mut rows: Vec<usize> =
            (0..self.rows.len()).filter(|at| own(&&orders[self.rows[*at].order])).collect();
        if rows.is_empty() {
            return Err(Stray::NotApproved(first));
        }
        let mut keep = |which: &dyn Fn(&Order) -> bool, why: Stray| {
            rows.retain(|at| which(&orders[self.rows[*at].order]));
            if rows.is_empty() { Err(why) } else { Ok(()) }
        };
        let of_project = |order: &Order| match (order.project.as_deref(), line.project.as_deref()) {
            (Some(wanted), of) => of == Some(wanted),
            (None, _) => true,
        };
        keep(&|order| *order.category == category && of_project(order), Stray::OtherPurpose(first))?;
        keep(
            &|order| *order.from_month <= *line.month && *line.month <= *order.to_month,
            Stray::OtherMonth(first),
        )?;
        keep(&|order| **order.currency == **line.currency, Stray::OtherCurrency(first))?;
        rows.first().copied().ok_or(Stray::Unknown)
    }
}

impl Commitment {
    fn draw(&mut self, at: usize, line: &InvoiceLine, of: &LineMatch) {
        let left = self.left();
        self.invoiced += i128::from(line.amount_minor.0);
        self.disputed += i128::from(of.disputed.0);
        self.lines.push(at);
        if self.exceeded.is_none() && self.left() < 0 && self.left() < left {
            self.exceeded = Some((at, left));
        }
    }
}

/// What orders commit for some months, in minor units of the book's currency, by vendor and category: of each the share of its months that are among them, each rounded once.
/// `None`: no rate tells it in the book's currency.
pub type Committed<'c> = BTreeMap<(&'c VendorId, CostCategory), Option<i128>>;

/// An order in another currency takes the rate of the last of the months that has ended, else that of the as-of day.
pub fn committed<'c>(
    register: &'c Register,
    commitments: &Commitments,
    (months, closed): (&[Month], &[Month]),
) -> Committed<'c> {
    let rates = Rates::of(register, &register.exchange_rates);
    let own = register.settings.currency.as_str();
    let on = closed.last().map_or(register.as_of(), |last| day_of(&register.settings, **last, None));
    let mut found = Committed::new();
    for row in &commitments.rows {
        let order = &register.orders[row.order];
        let of = |months: &[Month]| {
            months.iter().filter(|month| *order.from_month <= **month && **month <= *order.to_month).count()
        };
        let (shared, all) = (of(months), order.months());
        if shared == 0 || all == 0 {
            continue;
        }
        let share = BigRational::new(BigInt::from(row.committed) * shared, BigInt::from(all));
        let told = rates.exchange_exact(&share, &order.currency, own, on).ok();
        let told = told.map(|told| i128::from(told.amount.0));
        let sum = found.entry((&order.vendor, *order.category)).or_insert(Some(0));
        *sum = sum.zip(told).map(|(sum, more)| sum + more);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::settings::forms::Currency;
    use crate::kit::id::{ContractId, PersonId, ProjectId};
    use crate::kit::number::Money;
    use crate::testing::computed::{contract, period, place, register, terms};
    use jiff::civil::{Date, date};

    fn month(text: &str) -> Month {
        Month::new(period(text)).unwrap()
    }

    fn order(number: &str, (from, to): (&str, &str), minor: i64) -> Order {
        Order {
            in_place_of: None,
            order: number.to_owned().into(),
            vendor: VendorId::new("acme").into(),
            category: CostCategory::Production.into(),
            project: None,
            from_month: month(from).into(),
            to_month: month(to).into(),
            amount_minor: Money(minor).into(),
            currency: Currency::new("USD").into(),
            approved_by: PersonId::new("ben").into(),
            approved_on: date(2026, 1, 5).into(),
            place: place("data/orders/2026.csv"),
        }
    }

    fn line(order: &str, of: &str, on: Date, minor: i64) -> InvoiceLine {
        InvoiceLine {
            invoice: "INV-1".to_owned().into(),
            contract: ContractId::new("msa").into(),
            issued_on: on.into(),
            due_on: None,
            month: month(of).into(),
            rate: None,
            category: Some(CostCategory::Production.into()),
            site: None,
            project: None,
            quantity: None,
            price: None,
            amount_minor: Money(minor).into(),
            currency: Currency::new("USD").into(),
            order: Some(order.to_owned().into()),
            note: None,
            place: place("data/invoices/acme.csv"),
        }
    }

    fn book(orders: Vec<Order>, lines: Vec<(InvoiceLine, i64)>) -> (Register, Figures) {
        let versions = vec![(date(2026, 1, 1), terms(Vec::new()))];
        let mut book = register(date(2026, 12, 1), vec![contract("msa", versions)], Vec::new());
        let mut matched = Figures::default();
        for (at, (line, disputed)) in lines.into_iter().enumerate() {
            matched.lines.insert(at, LineMatch { disputed: Money(disputed), ..LineMatch::default() });
            book.invoices.push(line);
        }
        book.orders = orders;
        (book, matched)
    }

    #[test]
    fn d6_lines_draw_on_their_order_and_what_is_disputed_draws_nothing() {
        let orders = vec![order("PO-1", ("2026-01", "2026-12"), 1000)];
        let (book, matched) = book(
            orders,
            vec![
                (line("PO-1", "2026-09", date(2026, 10, 5), 700), 100),
                (line("PO-1", "2026-10", date(2026, 11, 5), 450), 0),
                (line("PO-1", "2026-11", date(2026, 12, 1), 10), 0),
            ],
        );
        let found = commitments(&book, &matched);
        let row = &found.rows[0];
        assert_eq!((row.invoiced, row.disputed, row.left()), (1160, 100, -60));
        assert_eq!(row.exceeded, Some((1, 400)), "the second took more than was left, and is told alone");
        assert_eq!(found.strays, []);
    }

    #[test]
    fn d6_a_line_whose_order_is_not_for_it_draws_on_none() {
        let mut later = order("PO-2", ("2026-01", "2026-12"), 1000);
        later.approved_on = date(2026, 12, 5).into();
        let mut of_project = order("PO-3", ("2026-01", "2026-12"), 1000);
        of_project.project = Some(ProjectId::new("atlas").into());
        let orders = vec![order("PO-1", ("2026-01", "2026-06"), 1000), later, of_project];
        let on = date(2026, 11, 5);
        let lines = ["PO-1", "PO-2", "PO-3", "PO-9"].map(|order| (line(order, "2026-10", on, 100), 0));
        let (book, matched) = book(orders, lines.into());
        let found = commitments(&book, &matched);
        let strays = [
            (0, Stray::OtherMonth(0)),
            (1, Stray::NotApproved(1)),
            (2, Stray::OtherPurpose(2)),
            (3, Stray::Unknown),
        ];
        assert_eq!(found.strays, strays);
        assert_eq!(
            commitments(&Register { orders: Vec::new(), ..book }, &matched).strays,
            [],
            "no orders are kept"
        );
    }

    #[test]
    fn d6_an_order_is_committed_by_the_months_that_it_shares() {
        let (book, matched) = book(vec![order("PO-1", ("2026-07", "2027-06"), 1201)], Vec::new());
        let found = commitments(&book, &matched);
        let months: Vec<Month> = ["2026-10", "2026-11", "2026-12"].map(month).into();
        let told = committed(&book, &found, (&months, &months[..1]));
        assert_eq!(told.into_values().collect::<Vec<_>>(), [Some(300)], "1,201 × 3 ÷ 12, half up");
        assert!(committed(&book, &found, (&[month("2026-06")], &[])).is_empty());
    }
}
