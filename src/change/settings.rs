//! What a contract says from each day on, as its files have it: the contract's keys with those of all amendments by then.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::keyed::{Table, folded};
use super::side::Sound;
use crate::core::contract::read::contracts;
use crate::core::contract::record::Contract;
use crate::kit::id::ServiceLevelId;
use crate::kit::toml::tree::Node;

/// Keys of a day: those of the contract as a whole under `None`, those of each service level under its id.
pub type OfDay<'a> = BTreeMap<Option<ServiceLevelId>, Table<'a>>;

/// A contract with its keys, by the first day of each version.
pub struct Settings<'a> {
    pub contract: &'a Contract,
    versions: Vec<Version<'a>>,
}

/// What holds from a day on: by key, and as one tree.
struct Version<'a> {
    from: Date,
    keys: OfDay<'a>,
    root: Node<'a>,
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
            Version { from, keys: of_day.into_iter().chain([(None, own)]).collect(), root }
        });
        Settings { contract, versions: versions.collect() }
    }

    /// Nothing before the contract's first day.
    pub fn on(&self, day: Date) -> OfDay<'a> {
        self.version(day).map(|version| version.keys.clone()).unwrap_or_default()
    }

    /// The terms of a day as one tree, with what shared clauses say; `None` before the contract's first day.
    pub fn root(&self, day: Date) -> Option<&Node<'a>> {
        self.version(day).map(|version| &version.root)
    }

    fn version(&self, day: Date) -> Option<&Version<'a>> {
        self.versions.iter().rev().find(|version| version.from <= day)
    }

    /// Each day from which a side says something new.
    pub fn days(&self, other: &Settings<'_>) -> BTreeSet<Date> {
        let other = other.versions.iter().map(|version| version.from);
        self.versions.iter().map(|version| version.from).chain(other).collect()
    }
}
