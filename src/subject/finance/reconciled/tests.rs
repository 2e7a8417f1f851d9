use jiff::civil::{Date, date};

use super::*;
use crate::core::contract::record::CostCategory;
use crate::core::settings::forms::Currency;
use crate::kit::id::{ContractId, VendorId};
use crate::kit::number::Money;
use crate::subject::credit_note::record::CreditNote;
use crate::subject::finance::accrual::Service;
use crate::subject::finance::cost::costs;
use crate::subject::finance::ledger::ledgers;
use crate::subject::finance::track::Billed;
use crate::subject::invoice::record::InvoiceLine;
use crate::testing::computed::{contract, period, place, register, terms};

fn month(text: &str) -> Month {
    Month::new(period(text)).unwrap()
}

fn note(of: &str, on: Date, minor: i64) -> CreditNote {
    CreditNote {
        credit_note: "CN-1".to_owned().into(),
        contract: ContractId::new("msa").into(),
        month: month(of).into(),
        issued_on: on.into(),
        amount_minor: Money(minor).into(),
        currency: Currency::new("USD").into(),
        invoice: None,
        note: None,
        place: place("data/credit-notes/2026.csv"),
    }
}

fn line(of: &str, on: Date, minor: i64) -> InvoiceLine {
    InvoiceLine {
        invoice: "INV-1".to_owned().into(),
        contract: ContractId::new("msa").into(),
        issued_on: on.into(),
        due_on: None,
        month: month(of).into(),
        rate: None,
        category: None,
        site: None,
        project: None,
        quantity: None,
        price: None,
        amount_minor: Money(minor).into(),
        currency: Currency::new("USD").into(),
        order: None,
        note: None,
        place: place("data/invoices/acme.csv"),
    }
}

/// Months from August on that should cost 1,000 each; the report is of 1 December 2026. Of each line its month of service, its day and what is payable.
fn found(lines: &[(&str, Date, i64)], notes: Vec<CreditNote>, span: (&str, &str)) -> Reconciled {
    let versions = vec![(date(2026, 1, 1), terms(Vec::new()))];
    let mut book = register(date(2026, 12, 1), vec![contract("msa", versions)], Vec::new());
    let services = ["2026-08", "2026-09", "2026-10"].map(|of| {
        let own = lines.iter().enumerate().filter(|(_, (month, ..))| *month == of);
        let payable: Vec<(Date, i128)> =
            own.clone().map(|(_, (_, on, minor))| (*on, i128::from(*minor))).collect();
        let billed = |(line, (_, _, minor)): (usize, &(&str, Date, i64))| Billed {
            line,
            payable: i128::from(*minor),
            disputed: 0,
            unrated: 0,
        };
        let lines = own.map(billed).collect();
        let service = Service { expected: Some(1000), payable, is_settled: false };
        (month(of), Delivered { services: vec![service], lines, ..Delivered::default() })
    });
    book.invoices = lines.iter().map(|(of, on, minor)| line(of, *on, *minor)).collect();
    book.credit_notes = notes;
    let tracks = vec![Track {
        contract: ContractId::new("msa"),
        vendor: VendorId::new("acme"),
        currency: "USD".to_owned(),
        category: CostCategory::Production,
        rate: None,
        project: None,
        services: services.into(),
    }];
    let months = ["2026-08", "2026-09", "2026-10", "2026-11"].map(month);
    let costs = costs(&book, &tracks);
    let ledgers = ledgers(&book, &tracks, &months);
    let accounts = Accounts { register: &book, tracks: &tracks, costs: &costs };
    reconcile(accounts, &ledgers[0], (month(span.0), month(span.1)))
}

fn adds_up(one: &Reconciled) {
    assert_eq!(one.booked + one.credited + one.invoiced, one.actual);
}

#[test]
fn d5_a_credit_note_that_is_booked_later_is_in_the_actual_of_its_month() {
    let notes = vec![note("2026-09", date(2026, 11, 6), 134), note("2026-08", date(2026, 10, 2), 50)];
    let one = found(&[], notes.clone(), ("2026-08", "2026-10"));
    // The ledger has 3,000 less the note of October; the actual is without the note of November too.
    assert_eq!((one.booked, one.credited, one.invoiced, one.actual), (2950, -134, 0, 2816));
    assert_eq!((one.notes.as_slice(), one.lines.as_slice()), ([0].as_slice(), [].as_slice()));
    adds_up(&one);
    let one = found(&[], notes.clone(), ("2026-09", "2026-10"));
    assert_eq!((one.booked, one.credited, one.actual), (1950, 50 - 134, 1866), "one came in for August");
    adds_up(&one);
    let one = found(&[], notes, ("2026-08", "2026-11"));
    assert!(!one.is_apart() && one.booked == one.actual, "to the end of November it is the same");
}

#[test]
fn d5_an_invoice_that_comes_later_for_another_amount_is_in_the_actual_of_its_service() {
    // October comes in November for 1,030 where 1,000 were accrued; August comes in September as it was accrued.
    let lines = [("2026-10", date(2026, 11, 4), 1030), ("2026-08", date(2026, 9, 4), 1000)];
    let one = found(&lines, Vec::new(), ("2026-09", "2026-10"));
    assert_eq!((one.booked, one.credited, one.invoiced, one.actual), (2000, 0, 30, 2030));
    assert_eq!(one.lines, [0], "what took the place of its accrual explains nothing");
    adds_up(&one);
    // August comes in September for 1,200: what is above the accrual is borne by September, and is of August.
    let lines = [("2026-08", date(2026, 9, 4), 1200)];
    let one = found(&lines, Vec::new(), ("2026-09", "2026-10"));
    assert_eq!((one.booked, one.invoiced, one.actual), (2200, -200, 2000));
    adds_up(&one);
    // October is invoiced ahead in September.
    let lines = [("2026-10", date(2026, 9, 20), 1000)];
    let one = found(&lines, Vec::new(), ("2026-08", "2026-09"));
    assert_eq!((one.booked, one.invoiced, one.actual), (3000, -1000, 2000));
    adds_up(&one);
}
