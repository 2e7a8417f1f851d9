//! "What would it have done?" The keys that a change touches are taken as if they had held all along ([`super::held`]), everything else
//! as it was; that is judged again, and laid beside what the former terms say of the same figures: windows turned, and the difference
//! in service credits.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::held::{Edit, Held, held};
use super::settings::Settings;
use crate::core::attainment::{Judged, Outcome, judge};
use crate::core::contract::read;
use crate::core::contract::record::{Contract, Terms, TermsVersion, Window};
use crate::core::contract::terms::sites_in_scope;
use crate::core::credit::credits_of;
use crate::core::rollup::{Rollup, Subject};
use crate::core::wording::subject_name;
use crate::kit::id::ServiceLevelId;
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::kit::record::catalog::Catalog;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::subject::register::Register;

#[derive(Clone, Debug)]
pub struct Replay {
    /// The vendor as a whole, then each site; empty for money alone.
    pub turns: Vec<Turns>,
    /// Credits of every month that has ended, in minor units of `currency`, earn-back deducted; `None` when the contract has
    /// none on either side, or counts them in more than one currency.
    pub credits: Option<CreditsReplayed>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditsReplayed {
    pub currency: String,
    pub before: Money,
    pub after: Money,
}

/// How the windows of one subject fare under both terms.
#[derive(Clone, Debug)]
pub struct Turns {
    pub name: String,
    /// By the new terms; `None` when they have no such service level.
    pub window: Option<Window>,
    /// Windows met or missed.
    pub judged_before: usize,
    pub judged_after: usize,
    pub missed_before: usize,
    pub missed_after: usize,
    /// Windows that both terms judge, and judge otherwise. Empty when windows are of another kind.
    pub to_missed: Vec<Period>,
    pub to_met: Vec<Period>,
}

/// One contract, former and new, on one set of figures.
pub struct Replayer<'a> {
    register: &'a Register,
    catalog: &'a Catalog,
    rollup: &'a Rollup<'a>,
    was: &'a Settings<'a>,
    is: &'a Settings<'a>,
    credits_before: OnceCell<Money>,
}

impl<'a> Replayer<'a> {
    /// `was` and `is` are one contract on both sides; `register` is whose figures are judged, `catalog` what it declares.
    pub fn new(
        register: &'a Register,
        catalog: &'a Catalog,
        rollup: &'a Rollup<'a>,
        was: &'a Settings<'a>,
        is: &'a Settings<'a>,
    ) -> Replayer<'a> {
        Replayer { register, catalog, rollup, was, is, credits_before: OnceCell::new() }
    }

    /// What the keys of a service level that differ would have done; without `clause` those of the contract as a whole on which money
    /// hangs: currency, fee, weights and rules of service credits. `None` when nothing of the kind differs.
    pub fn replay(&self, clause: Option<&ServiceLevelId>) -> Option<Replay> {
        let applied = self.applied(clause)?;
        let turns = clause.map_or_else(Vec::new, |id| self.turns(&applied, id));
        let has_credits = |contract: &Contract| contract.versions.iter().any(|v| v.terms.credits.is_some());
        let was = self.was.contract;
        let currency = one_currency(was, &applied);
        let currency = currency.filter(|_| has_credits(was) || has_credits(&applied));
        let credits = currency.map(|currency| CreditsReplayed {
            currency: currency.to_owned(),
            before: *self.credits_before.get_or_init(|| credits(self.register, self.rollup, was)),
            after: credits(self.register, self.rollup, &applied),
        });
        (credits.is_some() || !turns.is_empty()).then_some(Replay { turns, credits })
    }

    /// The former contract with the keys that differ put into its versions. `None` when none differs.
    fn applied(&self, clause: Option<&ServiceLevelId>) -> Option<Contract> {
        let was = self.was.contract;
        let days = held(self.was, self.is, clause);
        let mut versions: Vec<TermsVersion> = Vec::new();
        let mut said = Vec::new();
        for held in &days {
            let Some(version) = was.versions.iter().rev().find(|version| version.from <= held.day) else {
                continue;
            };
            let (root, terms) = self.read(held, &version.terms);
            let says = root.leaves();
            // Of a day that only the new side has a version for, there is one where something becomes otherwise.
            if version.from == held.day || says != said {
                versions.push(TermsVersion { from: held.day, terms, ..version.clone() });
                said = says;
            }
        }
        (!versions.is_empty()).then(|| Contract { versions, ..was.clone() })
    }

    /// The terms of a day with its edits. Where they cannot be read together, those that can be read one after the other.
    fn read<'t>(&self, held: &Held<'t>, former: &Terms) -> (Node<'t>, Terms) {
        let read = |root: &Node<'_>| {
            let terms = read::terms::read(root, self.catalog, &self.register.metrics, &Log::default())?;
            let levels = root.get("service-level").map_or(0, |levels| levels.entries().len());
            (terms.service_levels.len() == levels).then_some(terms)
        };
        if held.edits.is_empty() {
            return (held.former.clone(), former.clone());
        }
        let root = held.with(held.edits.iter());
        if let Some(terms) = read(&root) {
            return (root, terms);
        }
        let mut kept: Vec<&Edit<'t>> = Vec::new();
        let mut best = (held.former.clone(), former.clone());
        for edit in &held.edits {
            kept.push(edit);
            let root = held.with(kept.iter().copied());
            match read(&root) {
                Some(terms) => best = (root, terms),
                None => {
                    kept.pop();
                }
            }
        }
        best
    }

    fn turns(&self, applied: &Contract, id: &ServiceLevelId) -> Vec<Turns> {
        let was = self.was.contract;
        let mut sites = sites_in_scope(self.register, was, id);
        sites.extend(sites_in_scope(self.register, applied, id));
        sites.sort();
        sites.dedup();
        let subjects = sites.into_iter().cloned().map(Subject::Site);
        let subjects = std::iter::once(Subject::Vendor(was.vendor.clone())).chain(subjects);
        let turns = |subject: Subject| {
            let judge = |contract: &Contract| judge(self.register, self.rollup, contract, id, &subject);
            let (before, after) = (outcomes(&judge(was)), outcomes(&judge(applied)));
            let window = window_of(applied, id);
            let is_alike = window == window_of(was, id);
            let turned = |to: bool| -> Vec<Period> {
                let is_turned = |(period, is): &(&Period, &bool)| {
                    is_alike && **is == to && before.get(period).is_some_and(|was| *was != to)
                };
                after.iter().filter(is_turned).map(|(period, _)| *period).collect()
            };
            Turns {
                name: subject_name(self.register, &subject),
                window,
                judged_before: before.len(),
                judged_after: after.len(),
                missed_before: before.values().filter(|met| !**met).count(),
                missed_after: after.values().filter(|met| !**met).count(),
                to_missed: turned(false),
                to_met: turned(true),
            }
        };
        subjects.map(turns).collect()
    }
}

/// That of every version of both: amounts of two currencies add up to nothing.
fn one_currency<'a>(was: &'a Contract, is: &'a Contract) -> Option<&'a str> {
    let mut all = was.versions.iter().chain(&is.versions).map(|version| version.terms.currency.as_str());
    let first = all.next()?;
    all.all(|currency| currency == first).then_some(first)
}

fn window_of(contract: &Contract, id: &ServiceLevelId) -> Option<Window> {
    let clauses = contract.versions.iter().rev();
    clauses.filter_map(|version| version.terms.service_levels.get(id)).map(|clause| clause.window).next()
}

/// Whether each judged window met.
fn outcomes(judged: &Judged) -> BTreeMap<Period, bool> {
    let outcome = |outcome: &Outcome| match outcome {
        Outcome::Met => Some(true),
        Outcome::Missed => Some(false),
        Outcome::NotMeasured(_) | Outcome::Shown => None,
    };
    let rulings = judged.rulings.iter();
    rulings.filter_map(|ruling| Some((ruling.window.period, outcome(&ruling.outcome)?))).collect()
}

/// Net credits of every month that has ended.
fn credits(register: &Register, rollup: &Rollup<'_>, contract: &Contract) -> Money {
    let vendor = Subject::Vendor(contract.vendor.clone());
    let ids = contract.service_level_ids().into_iter();
    let judged: Vec<Judged> = ids.map(|id| judge(register, rollup, contract, id, &vendor)).collect();
    Money(credits_of(register, contract, &judged).iter().map(|month| month.net.0).sum())
}
