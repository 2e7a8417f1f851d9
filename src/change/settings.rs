//! What a contract says from each day on, as its files have it: the contract's keys with those of all amendments by then.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::keyed::{Table, between_paths, folded};
use super::side::Sound;
use crate::core::contract::read::apply::FIXED;
use crate::core::contract::read::contracts;
use crate::core::contract::record::Contract;
use crate::kit::id::ServiceLevelId;

/// Keys of a day: those of the contract as a whole under `None`, those of each service level under its id.
pub type OfDay<'a> = BTreeMap<Option<ServiceLevelId>, Table<'a>>;

/// A contract with its keys, by the first day of each version.
pub struct Settings<'a> {
    pub contract: &'a Contract,
    versions: Vec<(Date, OfDay<'a>)>,
}

impl<'a> Settings<'a> {
    pub fn of(side: Sound<'a>, contract: &'a Contract) -> Settings<'a> {
        let versions = contracts::folded(contract, |path| side.text(path)).into_iter().map(|(from, root)| {
            let version = contract.versions.iter().rev().find(|version| version.from <= from);
            let currency = version.map_or("", |version| version.terms.currency.as_str());
            let mut own = folded(side.register, &contract.place.path, &root, currency);
            let levels = own.take("service-level").into_iter();
            let levels = levels.map(|(id, keys)| (Some(ServiceLevelId::new(&id)), keys));
            let of_day: OfDay<'a> = levels.collect();
            (from, of_day.into_iter().chain([(None, own)]).collect())
        });
        Settings { contract, versions: versions.collect() }
    }

    /// Nothing before the contract's first day.
    pub fn on(&self, day: Date) -> OfDay<'a> {
        let version = self.versions.iter().rev().find(|(from, _)| *from <= day);
        version.map(|(_, keys)| keys.clone()).unwrap_or_default()
    }

    /// Each day from which a side says something new.
    pub fn days(&self, other: &Settings<'_>) -> BTreeSet<Date> {
        self.versions
            .iter()
            .map(|(from, _)| *from)
            .chain(other.versions.iter().map(|(from, _)| *from))
            .collect()
    }

    /// Whether a service level, or the terms of the contract as a whole, are others on a day. Who signed what paper is no term.
    pub fn differ(&self, other: &Settings<'a>, day: Date, clause: Option<&ServiceLevelId>) -> bool {
        let keys = |side: &Settings<'a>| side.on(day).remove(&clause.cloned());
        match (keys(self), keys(other)) {
            (Some(was), Some(is)) => {
                between_paths(&was, &is).iter().any(|value| !FIXED.contains(&value.what.as_str()))
            }
            (was, is) => was.is_some() != is.is_some(),
        }
    }
}
