//! Terms that moved between a contract and a clause that contracts share: what is in force is the same wherever it is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::contract::record::SharedClause;
use crate::core::contract::service_level::ServiceLevel;
use crate::core::contract::shared::REFERENCE;
use crate::kit::declared::Record;
use crate::kit::id::ContractId;
use crate::kit::number::Decimal;
use crate::kit::source::{RepoPath, Text};
use crate::subject::context::Context;
use crate::subject::history::leaves::leaves;
use crate::subject::history::{Change, Fact};

/// Every edited fact with its changes, the oldest first.
pub(super) type Edits<'e> = BTreeMap<&'e Fact, Vec<&'e Change>>;

/// What a side says of the terms of service levels: before the first change of each, or now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    Now,
}

pub(super) struct Terms<'e> {
    context: &'e Context<'e>,
    edits: &'e Edits<'e>,
    /// Of each shared clause of today what its file said when it was recorded; an edit of it is told as one of the clause.
    clauses: BTreeMap<&'e str, BTreeMap<String, String>>,
    /// The same of each that is gone and that an edited service level referred to.
    gone: BTreeMap<String, BTreeMap<String, String>>,
    /// What the file of each contract of which a term was edited says today: read once, however many terms were.
    contracts: BTreeMap<&'e ContractId, BTreeMap<String, String>>,
}

/// `accuracy` and `target` of `service-level.accuracy.target`.
fn of_level(key: &str) -> Option<(&str, &str)> {
    key.strip_prefix("service-level.")?.split_once('.')
}

impl<'e> Terms<'e> {
    pub fn new(context: &'e Context<'e>, edits: &'e Edits<'e>) -> Terms<'e> {
        let clauses = context.register.clauses.values();
        let clauses = clauses.map(|clause| {
            let mut said = values(context, &format!("data/clauses/{}.toml", clause.id));
            for (fact, changes) in edits {
                if let Fact::Clause { clause: of, key } = fact
                    && *of == clause.id
                    && let Some(first) = changes.first()
                {
                    match first.before.is_empty() {
                        true => said.remove(key),
                        false => said.insert(key.clone(), first.before.clone()),
                    };
                }
            }
            (clause.id.as_str(), said)
        });
        let mut contracts = BTreeMap::new();
        for fact in edits.keys() {
            if let Fact::Term { contract, .. } = fact {
                let path = || format!("data/contracts/{contract}/contract.toml");
                contracts.entry(contract).or_insert_with(|| values(context, &path()));
            }
        }
        let mut terms =
            Terms { context, edits, clauses: clauses.collect(), gone: BTreeMap::new(), contracts };
        for (fact, changes) in edits {
            let Fact::Term { key, .. } = fact else { continue };
            if of_level(key).is_none_or(|(_, rest)| rest != REFERENCE) {
                continue;
            }
            for id in changes.iter().map(|change| &change.before).filter(|id| !id.is_empty()) {
                if !terms.clauses.contains_key(terms.name_now(id))
                    && let Some(said) = first_recorded(context, id)
                {
                    terms.gone.insert(id.clone(), said);
                }
            }
        }
        terms
    }

    /// What a shared clause is called today whose file was renamed; a record may name the id that it had.
    fn name_now<'n>(&'n self, clause: &'n str) -> &'n str {
        let was = format!("data/clauses/{clause}.toml");
        let renamed =
            self.context.snapshot.recorded.files.get(&was).and_then(|file| file.renamed_to.as_deref());
        let Some(path) = renamed.filter(|_| !self.clauses.contains_key(clause)) else { return clause };
        let path = self.context.snapshot.recorded.last_name(path);
        path.strip_prefix("data/clauses/").and_then(|file| file.strip_suffix(".toml")).unwrap_or(clause)
    }

    /// What the file of a shared clause said when it was recorded.
    fn said_by(&self, clause: &str) -> Option<&BTreeMap<String, String>> {
        self.clauses.get(self.name_now(clause)).or_else(|| self.gone.get(clause))
    }

    /// Whether the term is in force as it was: moved to a shared clause or back, with the same value.
    pub fn is_as_it_was(&self, contract: &ContractId, key: &str) -> bool {
        let Some((level, rest)) = of_level(key) else { return false };
        if rest == REFERENCE {
            return self.of_clause(contract, level).is_empty();
        }
        let clauses = [Side::Before, Side::Now].map(|side| self.clause(contract, level, side));
        clauses.iter().any(Option::is_some) && self.is_same_in_force(contract, level, rest)
    }

    fn is_same_in_force(&self, contract: &ContractId, level: &str, rest: &str) -> bool {
        let [before, now] = [Side::Before, Side::Now].map(|side| self.in_force(contract, level, rest, side));
        let keys = ServiceLevel::table().keys;
        let default = keys.iter().find(|key| key.key == rest).and_then(|key| key.default.as_deref());
        let default = default.map(|default| default.trim_matches('"').to_owned());
        is_same(&before.or(default.clone()), &now.or(default))
    }

    /// What an edited term is now, where a shared clause says it.
    pub fn now(&self, contract: &ContractId, key: &str) -> Option<String> {
        self.by_clause(contract, key, Side::Now)
    }

    /// What it was, where a shared clause said it.
    pub fn was(&self, contract: &ContractId, key: &str) -> Option<String> {
        self.by_clause(contract, key, Side::Before)
    }

    fn by_clause(&self, contract: &ContractId, key: &str, side: Side) -> Option<String> {
        let (level, rest) = of_level(key)?;
        let clause = self.clause(contract, level, side)?;
        let value = self.of_clause_file(&clause, rest)?;
        (rest != REFERENCE).then(|| format!("{value} by clause `{clause}`"))
    }

    /// The terms that are otherwise since the service level refers to another clause, or to none, and that the contract has never said itself.
    pub fn of_clause(&self, contract: &ContractId, level: &str) -> Vec<String> {
        let keys =
            [Side::Before, Side::Now].into_iter().filter_map(|side| self.clause(contract, level, side));
        let keys: BTreeSet<String> =
            keys.filter_map(|clause| self.said_by(&clause)).flat_map(BTreeMap::keys).cloned().collect();
        // What the contract said or says itself is told by its own key.
        let is_own = |rest: &str| {
            let key = format!("service-level.{level}.{rest}");
            [Side::Before, Side::Now].into_iter().any(|side| self.own(contract, &key, side).is_some())
        };
        let is_otherwise =
            |rest: &String| rest != "sops" && !is_own(rest) && !self.is_same_in_force(contract, level, rest);
        keys.into_iter().filter(is_otherwise).collect()
    }

    fn in_force(&self, contract: &ContractId, level: &str, rest: &str, side: Side) -> Option<String> {
        let own = self.own(contract, &format!("service-level.{level}.{rest}"), side);
        own.or_else(|| self.of_clause_file(&self.clause(contract, level, side)?, rest))
    }

    /// What the contract says itself.
    fn own(&self, contract: &ContractId, key: &str, side: Side) -> Option<String> {
        let fact = Fact::Term { contract: contract.clone(), key: key.to_owned() };
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        match (self.edits.get(&fact).map(Vec::as_slice), side) {
            (Some([first, ..]), Side::Before) => said(&first.before),
            (Some([.., last]), Side::Now) => said(&last.after),
            _ => self.contracts.get(contract)?.get(key).cloned(),
        }
    }

    fn clause(&self, contract: &ContractId, level: &str, side: Side) -> Option<String> {
        self.own(contract, &format!("service-level.{level}.{REFERENCE}"), side)
    }

    fn of_clause_file(&self, clause: &str, rest: &str) -> Option<String> {
        let value = self.said_by(clause)?.get(rest)?;
        let record = self.context.register.clauses.get(self.name_now(clause));
        // Of one that is amended, the contract has from then on what it never had.
        let is_amended = record.is_some_and(|record| is_amended(record, rest));
        Some(if is_amended { format!("{value}, amended since") } else { value.clone() })
    }
}

/// Whether an amendment of a clause changes a key.
fn is_amended(clause: &SharedClause, key: &str) -> bool {
    let key = key.split('.').next().unwrap_or(key);
    let mut values = clause.versions.iter().map(|version| version.get(key).map(|value| value.value.as_str()));
    let first = values.next().flatten();
    values.any(|value| value != first)
}

fn is_same(one: &Option<String>, other: &Option<String>) -> bool {
    let number = |text: &Option<String>| text.as_deref().and_then(|text| Decimal::parse(text).ok());
    one == other || number(one).is_some_and(|one| number(other) == Some(one))
}

/// What a shared clause that is gone said when it was recorded first; `None` of one with amendments, which said another thing on
/// another day.
fn first_recorded(context: &Context<'_>, clause: &str) -> Option<BTreeMap<String, String>> {
    let edits = &context.snapshot.recorded.edits;
    let (file, amendments) = (format!("data/clauses/{clause}.toml"), format!("data/clauses/{clause}/"));
    if edits.iter().any(|edit| edit.path.starts_with(&amendments)) {
        return None;
    }
    let first = edits.iter().find(|edit| edit.path == file && !edit.removed)?;
    let text: String = first.hunks.iter().flat_map(|hunk| hunk.new.iter().map(String::as_str)).collect();
    Some(shown(&Text::new(RepoPath::new(&file), text)))
}

/// The values of one file as the ledger shows them.
struct ValuesOfText(BTreeMap<String, String>);

/// The values of a file as the ledger shows them.
fn values(context: &Context<'_>, path: &str) -> BTreeMap<String, String> {
    let Some(text) = context.snapshot.texts.get(&RepoPath::new(path)) else { return BTreeMap::new() };
    text.worked_out.once(|| ValuesOfText(shown(text))).0.clone()
}

fn shown(text: &Text) -> BTreeMap<String, String> {
    let found = leaves(text).map(|found| found.values).unwrap_or_default();
    found.into_iter().map(|(key, leaf)| (key, leaf.shown)).collect()
}
