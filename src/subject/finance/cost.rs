//! What the months cost in the book's currency, where there is a rate for it.

use std::collections::BTreeMap;

use super::track::Track;
use crate::core::contract::record::CostCategory;
use crate::kit::declared::Month;
use crate::kit::id::{ContractId, ProjectId, VendorId};
use crate::kit::number::Money;
use crate::subject::exchange::figures::{NoRate, Rates, day_of};
use crate::subject::register::Register;

/// What a contract costs in a month for one project and category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    pub month: Month,
    pub vendor: VendorId,
    pub contract: ContractId,
    pub project: Option<ProjectId>,
    pub category: CostCategory,
    /// Of the contract; the amounts below are in its minor units.
    pub currency: String,
    /// Invoiced, without what is disputed.
    pub payable: i128,
    /// Invoiced under a contract without a rate card: borne until somebody decides.
    pub unrated: i128,
    /// Delivered and still to be invoiced.
    pub open: i128,
    /// Credit notes for the month.
    pub credited: i128,
    /// Rates of which it is not known what the month should cost.
    pub unpriced: usize,
    /// `payable` + `unrated` + `open` − `credited` in minor units of the book's currency, rounded once.
    pub in_book: Result<i128, NoRate>,
}

impl Cost {
    /// In minor units of the contract's currency.
    pub fn own(&self) -> i128 {
        self.payable + self.unrated + self.open - self.credited
    }
}

type Key<'k> = (Month, &'k VendorId, &'k ContractId, Option<&'k ProjectId>, CostCategory);

/// As in [`Cost`].
struct Sums<'c> {
    currency: &'c str,
    payable: i128,
    unrated: i128,
    open: i128,
    credited: i128,
    unpriced: usize,
}

impl<'c> Sums<'c> {
    fn of(currency: &'c str) -> Sums<'c> {
        Sums { currency, payable: 0, unrated: 0, open: 0, credited: 0, unpriced: 0 }
    }
}

/// By month, vendor, contract, project and category. Credits lower the production that they are for.
pub fn costs(register: &Register, tracks: &[Track]) -> Vec<Cost> {
    let as_of = register.as_of();
    let mut found: BTreeMap<Key<'_>, Sums<'_>> = BTreeMap::new();
    for track in tracks {
        for (month, delivered) in &track.services {
            let key = (*month, &track.vendor, &track.contract, track.project.as_ref(), track.category);
            let sums = found.entry(key).or_insert_with(|| Sums::of(&track.currency));
            sums.payable += delivered.payable();
            sums.unrated += delivered.unrated();
            sums.open += delivered.open(as_of);
            sums.unpriced += usize::from(!delivered.unpriced.is_empty());
        }
    }
    for note in register.credit_notes.iter().filter(|note| *note.issued_on <= as_of) {
        let Some(contract) = register.contracts.get(&*note.contract) else { continue };
        let Some(version) = contract.versions.first() else { continue };
        if *version.terms.currency != **note.currency {
            continue;
        }
        let key = (*note.month, &contract.vendor, &contract.id, None, CostCategory::Production);
        let currency = version.terms.currency.as_str();
        found.entry(key).or_insert_with(|| Sums::of(currency)).credited += i128::from(note.amount_minor.0);
    }
    let rates = Rates::of(register, &register.exchange_rates);
    let own = register.settings.currency.as_str();
    let cost = |(key, sums): (Key<'_>, Sums<'_>)| {
        let (month, vendor, contract, project, category) = key;
        let Sums { currency, payable, unrated, open, credited, unpriced } = sums;
        let whole = i64::try_from(payable + unrated + open - credited).map_err(|_| NoRate::TooLarge);
        let on = day_of(&register.settings, *month, None);
        let in_book = whole.and_then(|minor| rates.exchange(Money(minor), currency, own, on));
        Cost {
            month,
            vendor: vendor.clone(),
            contract: contract.clone(),
            project: project.cloned(),
            category,
            currency: currency.to_owned(),
            payable,
            unrated,
            open,
            credited,
            unpriced,
            in_book: in_book.map(|found| i128::from(found.amount.0)),
        }
    };
    found.into_iter().map(cost).collect()
}
