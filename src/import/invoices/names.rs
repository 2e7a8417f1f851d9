//! What an export calls contracts, rates, categories and currencies. A supplier is of a contract only where the map says so: a name that is like one of the
//! map's is told by the map's own spelling, and never taken.

use std::collections::BTreeMap;

use crate::core::contract::record::CostCategory;
use crate::import::figure::Fault;
use crate::import::folded::folded;
use crate::import::invoices::amount::CurrencySigns;
use crate::import::names::{Named, Names, OwnNames};
use crate::kit::currency;
use crate::kit::diag::did_you_mean;
use crate::kit::id::is_valid_id;
use crate::kit::record::catalog::{Catalog, Sort};
use crate::kit::words::ClosedList;
use crate::subject::import::invoice_map::{InvoiceMap, InvoiceName, InvoiceRole};
use crate::subject::import::map::Role;
use crate::subject::register::Register;

/// Whom a cell of the column of contracts names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Supplier {
    Of(String),
    /// The map leaves its rows out.
    Skipped,
    /// Nobody of the map; with the name of the map that it is spelled nearly as.
    Nobody(Option<String>),
}

/// The names that an invoice map and a book know.
pub struct InvoiceNames<'b> {
    map: &'b InvoiceMap,
    catalog: &'b Catalog,
    /// Of sites and projects.
    places: Names<'b>,
    /// By role and folded name.
    own: BTreeMap<(InvoiceRole, String), String>,
    /// Suppliers by folded name; `None` are left out.
    suppliers: BTreeMap<String, Option<String>>,
    pub signs: CurrencySigns,
}

impl<'b> InvoiceNames<'b> {
    pub fn new(map: &'b InvoiceMap, register: &Register, catalog: &'b Catalog) -> InvoiceNames<'b> {
        let mut own = BTreeMap::new();
        let mut places = OwnNames::new();
        let mut suppliers = BTreeMap::new();
        let mut signs = CurrencySigns::new();
        for name in &map.names {
            let says = folded(&name.says);
            if name.skip || name.contract.is_some() {
                suppliers.insert(says.clone(), name.contract.as_ref().map(|id| id.to_string()));
            }
            for (role, id) in words(name) {
                own.entry((role, says.clone())).or_insert(id);
            }
            let ids = [
                (Role::Site, name.site.as_ref().map(|id| id.to_string())),
                (Role::Project, name.project.as_ref().map(|id| id.to_string())),
            ];
            for (role, id) in ids.into_iter().filter(|(_, id)| id.is_some()) {
                places.entry((role, says.clone())).or_insert(id);
            }
            if let Some(currency) = &name.currency {
                signs.push((name.says.value.clone(), currency.to_string()));
            }
        }
        signs.sort_by_key(|(sign, _)| std::cmp::Reverse(sign.len()));
        InvoiceNames { map, catalog, places: Names::new(places, register, catalog), own, suppliers, signs }
    }

    /// Whom a cell names: a name of the map, or the id of a contract.
    pub fn supplier(&self, text: &str) -> Supplier {
        let name = folded(text);
        match self.suppliers.get(&name) {
            Some(Some(contract)) => return Supplier::Of(contract.clone()),
            Some(None) => return Supplier::Skipped,
            None => {}
        }
        if self.catalog.names(Sort::Contract).contains(text) {
            return Supplier::Of(text.to_owned());
        }
        let known = || self.suppliers.keys().map(String::as_str);
        let near = did_you_mean(&name, known()).or_else(|| known().find(|known| is_with_more(&name, known)));
        let spelled = |near: &str| self.map.names.iter().find(|own| folded(&own.says) == near);
        Supplier::Nobody(near.and_then(spelled).map(|own| own.says.value.clone()))
    }

    /// The site or the project that a cell names.
    ///
    /// # Errors
    /// The book has none of that name, or several.
    pub fn place(&self, role: Role, text: &str, vendor: Option<&str>) -> Result<String, Fault> {
        match self.places.id(role, text, vendor) {
            Named::Id(id) => Ok(id),
            Named::Skipped => Ok(String::new()),
            Named::Unknown(help) => Err((format!("`{text}` is no {} of the book", role.word()), help)),
            Named::Elsewhere(fault) => Err(fault),
        }
    }

    /// The rate, the category or the currency that a cell names.
    ///
    /// # Errors
    /// It names none.
    pub fn word(&self, role: InvoiceRole, text: &str) -> Result<String, Fault> {
        if let Some(own) = self.own.get(&(role, folded(text))) {
            return Ok(own.clone());
        }
        let plain = folded(text).replace([' ', '_'], "-");
        let known = match role {
            InvoiceRole::Category => {
                CostCategory::WORDS.iter().any(|(word, _)| *word == plain).then_some(plain)
            }
            InvoiceRole::Rate => Some(text.to_owned()).filter(|text| is_valid_id(text)),
            _ => Some(text.to_ascii_uppercase()).filter(|code| currency::is_known(code)),
        };
        known.ok_or_else(|| {
            let word = role.word();
            let help = format!("add `[[name]] says = {text:?}` with its `{word}` to the map");
            (format!("`{text}` is no {word}"), help)
        })
    }
}

/// Whether of two names one is the other with more behind it: a number in brackets, a place.
fn is_with_more(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let rest = long.strip_prefix(short).filter(|_| short.chars().count() >= SHORTEST);
    rest.is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphanumeric()))
}

/// Letters from which on the beginning of a name says something.
const SHORTEST: usize = 6;

fn words(name: &InvoiceName) -> Vec<(InvoiceRole, String)> {
    let all = [
        (InvoiceRole::Rate, name.rate.as_ref().map(|id| id.to_string())),
        (InvoiceRole::Category, name.category.as_ref().map(|category| category.word().to_owned())),
        (InvoiceRole::Currency, name.currency.as_ref().map(|code| code.to_string())),
    ];
    all.into_iter().filter_map(|(role, word)| Some((role, word?))).collect()
}

#[cfg(test)]
mod tests {
    use super::is_with_more;

    #[test]
    fn a_name_with_a_number_behind_it_is_nearly_the_name() {
        assert!(is_with_more("rs components ltd (11532010)", "rs components ltd"));
        assert!(is_with_more("rs components ltd", "rs components ltd - leeds"));
        assert!(!is_with_more("rs components limited", "rs components l"));
        assert!(!is_with_more("acme two", "acme"), "too short to say anything");
    }
}
