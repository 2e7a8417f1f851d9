//! Service credits that differ, month by month.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::section::{Change, Section, Weight};
use super::side::Sound;
use super::values::{counted, signed, turn};
use crate::core::credit::CreditMonth;
use crate::core::rollup::Subject;
use crate::core::wording::subject_name;
use crate::kit::beside::beside;
use crate::kit::id::ContractId;
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::register::Register;
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;
use crate::subject::wording::figure;

/// A month of a contract on both sides.
struct Month<'a> {
    contract: &'a ContractId,
    month: Period,
    before: Option<&'a CreditMonth>,
    after: Option<&'a CreditMonth>,
}

/// By contract and month.
pub fn credits(before: Sound<'_>, after: Sound<'_>) -> Section {
    let months = beside(before.results().months(), after.results().months());
    let months = months.map(|((contract, month), before, after)| Month { contract, month, before, after });
    let list: Vec<Month<'_>> = months.filter(Month::differs).collect();
    let mut totals: BTreeMap<&str, Money> = BTreeMap::new();
    for (currency, by) in list.iter().filter_map(Month::moved) {
        totals.entry(currency).or_default().0 += by.0;
    }
    let told = |(currency, moved): (&&str, &Money)| match *moved {
        Money(0) => {
            format!("service credits move between months or lines and add up to the same in {currency}")
        }
        moved => format!("service credits change by {}", signed(moved, currency)),
    };
    let elsewhere = counted(
        list.iter().filter(|month| month.moved().is_none()).count(),
        "month of service credits changes its currency",
        "months of service credits change their currency",
    );
    let columns = [
        ("Vendor", ""),
        ("Contract", "tight"),
        ("Month", "tight"),
        ("Owed", "num"),
        ("Net of earn-back", "num"),
        ("Difference", "num"),
    ];
    Section::new("credits", "Service credits", &columns)
        .captioned("Service credits, month by month")
        .with(
            list.iter().map(|month| {
                month.change(if month.after.is_some() { after.register } else { before.register })
            }),
        )
        .saying(totals.iter().map(|total| Some(told(total))).chain([elsewhere.clone()]))
        .heading(Weight::Credits, totals.iter().filter(|(_, moved)| **moved != Money(0)).map(told))
        .heading(Weight::Credits, elsewhere)
}

/// Owed, and owed less earned back, in minor units.
fn amounts(month: &CreditMonth) -> (&str, Money, Money) {
    (&month.currency, month.owed, month.net)
}

impl<'a> Month<'a> {
    fn differs(&self) -> bool {
        let is_nothing =
            |side: Option<&CreditMonth>| side.is_none_or(|of| of.owed == Money(0) && of.net == Money(0));
        self.before.map(amounts) != self.after.map(amounts)
            && !(is_nothing(self.before) && is_nothing(self.after))
    }

    /// What the net credits move by; `None` across currencies.
    fn moved(&self) -> Option<(&'a str, Money)> {
        let net = |side: Option<&CreditMonth>| side.map_or(0, |of| of.net.0);
        let (was, is) = (self.before.map(|of| &of.currency), self.after.map(|of| &of.currency));
        let currency = is.or(was)?;
        let is_one = was.is_none_or(|was| was == currency);
        is_one.then(|| (currency.as_str(), Money(net(self.after) - net(self.before))))
    }

    fn change(&self, register: &Register) -> Change {
        let vendor = register.contracts.get(self.contract).map(|of| Subject::Vendor(of.vendor.clone()));
        let vendor = vendor.map_or_else(String::new, |vendor| subject_name(register, &vendor));
        let money = |of: fn(&CreditMonth) -> Money| {
            let shown = |side: Option<&CreditMonth>| side.map(|side| figure::money(of(side), &side.currency));
            turn(shown(self.before).as_deref(), shown(self.after).as_deref())
        };
        let difference = self.moved();
        let difference =
            difference.map_or_else(|| "another currency".to_owned(), |(currency, by)| signed(by, currency));
        let exact = json!({
            "contract": self.contract.as_str(),
            "vendor": vendor,
            "month": self.month.to_string(),
            "before": self.before.map(exact),
            "after": self.after.map(exact),
        });
        let row = [
            Cell::head(Inline::words(vendor).because(Exempt::Name)),
            Inline::code(self.contract.to_string()).because(Exempt::Place).into(),
            Cell::new(Inline::dated(self.month.label())).key(self.month.first_day()),
            money(|of| of.owed).into(),
            money(|of| of.net).into(),
            Inline::strong(difference).without_evidence().into(),
        ];
        Change::new(exact, row)
    }
}

fn exact(month: &CreditMonth) -> Value {
    json!({ "currency": month.currency, "owed_minor": month.owed.0, "net_minor": month.net.0 })
}
