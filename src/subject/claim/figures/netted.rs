//! Invoices on which credit notes were netted: what is left to pay is never below zero, and what is over is carried forward.

use std::collections::BTreeMap;

use crate::kit::id::VendorId;
use crate::kit::number::Money;
use crate::subject::register::Register;

/// An invoice of a vendor, and the credit notes that name it. Those in another currency than the invoice's are another entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Netted {
    pub vendor: VendorId,
    pub invoice: String,
    pub currency: String,
    /// Its lines that had come by the as-of date, by their index in the register; none where the book has no such invoice.
    pub lines: Vec<usize>,
    /// Likewise, one or more.
    pub notes: Vec<usize>,
    /// What its lines add up to; `None` without a line, or where 64 bits are too few.
    pub total: Option<Money>,
    /// What the credit notes add up to; `None` where 64 bits are too few.
    pub credited: Option<Money>,
}

impl Netted {
    /// What is left to pay.
    pub fn left(&self) -> Option<Money> {
        Some(Money(self.total?.0.checked_sub(self.credited?.0)?.max(0)))
    }

    /// What the invoice was too small for: it is taken off the next one.
    pub fn carried(&self) -> Option<Money> {
        Some(Money(self.credited?.0.checked_sub(self.total?.0)?.max(0)))
    }
}

/// Lines of an invoice, and credit notes that are netted on it, by their places in the register.
type Parts = (Vec<usize>, Vec<usize>);

/// By vendor, invoice and currency.
pub fn netted(register: &Register) -> Vec<Netted> {
    let as_of = register.as_of();
    let vendor = |contract: &str| register.contracts.get(contract).map(|contract| contract.vendor.clone());
    let mut of_invoice: BTreeMap<(VendorId, &str, &str), Parts> = BTreeMap::new();
    for (at, note) in register.credit_notes.iter().enumerate().filter(|(_, note)| *note.issued_on <= as_of) {
        if let (Some(invoice), Some(vendor)) = (&note.invoice, vendor(note.contract.as_str())) {
            of_invoice.entry((vendor, invoice.as_str(), note.currency.as_str())).or_default().1.push(at);
        }
    }
    for (at, line) in register.invoices.iter().enumerate().filter(|(_, line)| *line.issued_on <= as_of) {
        let Some(vendor) = vendor(line.contract.as_str()) else { continue };
        if let Some((lines, _)) = of_invoice.get_mut(&(vendor, line.invoice.as_str(), line.currency.as_str()))
        {
            lines.push(at);
        }
    }
    let sum = |amounts: &mut dyn Iterator<Item = Money>| {
        let sum: i128 = amounts.map(|amount| i128::from(amount.0)).sum();
        i64::try_from(sum).ok().map(Money)
    };
    let found = of_invoice.into_iter().map(|((vendor, invoice, currency), (lines, notes))| {
        let total = sum(&mut lines.iter().map(|at| register.invoices[*at].amount_minor.value));
        let credited = sum(&mut notes.iter().map(|at| register.credit_notes[*at].amount_minor.value));
        Netted {
            total: total.filter(|_| !lines.is_empty()),
            credited,
            vendor,
            invoice: invoice.to_owned(),
            currency: currency.to_owned(),
            lines,
            notes,
        }
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_is_never_below_zero_and_the_rest_is_carried_forward() {
        let of = |total: Option<i64>, credited: i64| {
            let one = Netted {
                vendor: VendorId::new("acme"),
                invoice: "INV-1".to_owned(),
                currency: "USD".to_owned(),
                lines: Vec::new(),
                notes: vec![0],
                total: total.map(Money),
                credited: Some(Money(credited)),
            };
            (one.left(), one.carried())
        };
        assert_eq!(of(Some(1_000), 400), (Some(Money(600)), Some(Money(0))));
        assert_eq!(of(Some(1_000), 1_000), (Some(Money(0)), Some(Money(0))));
        assert_eq!(of(Some(1_000), 1_250), (Some(Money(0)), Some(Money(250))));
        assert_eq!(of(None, 400), (None, None), "the invoice is not in the book");
    }
}
