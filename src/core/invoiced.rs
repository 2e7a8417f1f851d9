//! What was invoiced, as far as credits are shares of it.

use jiff::civil::Date;

use crate::kit::id::ContractId;
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::kit::source::{At, Place};

/// A line of an invoice: an amount for a month of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoiced {
    pub contract: ContractId,
    /// In which the service was delivered.
    pub month: Period,
    /// The day on the invoice.
    pub issued_on: Date,
    /// Minor units of the currency; below zero it takes back.
    pub amount: At<Money>,
    pub currency: String,
    /// The line.
    pub place: Place,
}
