//! What an amendment changed of the terms that no row of its own tells: rates, what a service level is about, and the rest of the keys.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::contract::record::{AmendmentRecord, Change, Contract, Terms};
use crate::core::contract::service_level::ServiceLevel;
use crate::core::contract::shared::REFERENCE;
use crate::kit::declared::{Record, Table};
use crate::kit::number::Decimal;
use crate::subject::evidence::terms::{in_force, is_below};

/// A path of the terms as signed and as it is in version `at`, each in one spelling; `None` where it is not in the terms.
#[derive(Debug, PartialEq, Eq)]
pub struct Untold {
    pub path: String,
    /// A table that is new or gone: its values stand for its being there.
    pub whole: bool,
    pub before: Option<String>,
    pub now: Option<String>,
}

/// Keys of the contract that have a row of their own.
const OF_CONTRACT: [&str; 7] = [
    "ends-on",
    "notice-days",
    "price-review-on",
    "price-review-notice-days",
    "monthly-fee-minor",
    "credits.at-risk-percent",
    "credits.cap-percent",
];

/// Keys of a service level of which no row and no sentence tells.
const OF_LEVEL: [&str; 12] = [
    REFERENCE,
    "name",
    "family",
    "metric",
    "metric-definition",
    "sites",
    "projects",
    "queues",
    "languages",
    "most-material",
    "ramp",
    "sops",
];

/// Terms that differ between the base and version `at`, and that no other row tells. `has_rows` says of a service level that it has some.
pub fn untold(contract: &Contract, at: usize, has_rows: impl Fn(&str) -> bool) -> Vec<Untold> {
    let of = |at: usize| -> BTreeMap<&str, &str> {
        let written = contract.versions.get(at).map_or(&[][..], |version| version.written.as_slice());
        written.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect()
    };
    let (before, now) = (of(0), of(at));
    let is_untold = |path: &str| match level_of(path) {
        // One that is new or gone is told as a whole.
        Some((id, key)) => {
            let is_in = |all: &BTreeMap<&str, &str>| all.keys().any(|path| is_of(path, "service-level", id));
            is_in(&before) && is_in(&now) && (!has_rows(id) || OF_LEVEL.contains(&first_part(key)))
        }
        None => !OF_CONTRACT.contains(&path),
    };
    let mut found: Vec<Untold> = Vec::new();
    let paths = before.keys().chain(now.keys()).copied();
    for path in paths.collect::<BTreeSet<_>>() {
        let (was, is) = (before.get(path), now.get(path));
        if was == is || !is_untold(path) || is_default(path, was.or(is), was.is_none() || is.is_none()) {
            continue;
        }
        let of_rate = path.strip_prefix("rate.").and_then(|rest| rest.split('.').next());
        let rate = of_rate.filter(|id| {
            let is_in = |all: &BTreeMap<&str, &str>| all.keys().any(|path| is_of(path, "rate", id));
            !is_in(&before) || !is_in(&now)
        });
        let Some(id) = rate else {
            let own = |value: Option<&&str>| value.map(|value| plain(value));
            found.push(Untold { path: path.to_owned(), whole: false, before: own(was), now: own(is) });
            continue;
        };
        let whole = format!("rate.{id}");
        if found.last().is_none_or(|last| last.path != whole) {
            let there = |value: Option<&&str>| value.map(|_| String::new());
            found.push(Untold { path: whole, whole: true, before: there(was), now: there(is) });
        }
    }
    found
}

/// `accuracy` and `queues` of `service-level.accuracy.queues`.
pub fn level_of(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix("service-level.")?.split_once('.')
}

/// Whether a value that only one side writes is what holds on the other without it.
fn is_default(path: &str, written: Option<&&str>, by_one: bool) -> bool {
    let (table, key) = match level_of(path) {
        Some((_, key)) => (ServiceLevel::table(), key),
        None => (Terms::table(), path),
    };
    let default = declared_default(&table, key);
    let (Some(written), Some(default)) = (written.filter(|_| by_one), default) else { return false };
    let number = |text: &str| Decimal::parse(text).ok();
    let written = written.trim_matches('"');
    written == default.trim_matches('"') || number(written).is_some_and(|one| number(&default) == Some(one))
}

fn declared_default(table: &Table, key: &str) -> Option<String> {
    table.keys.iter().find(|of| of.key == key)?.default.clone()
}

/// A text without the quotes that the one spelling gives it.
fn plain(spelled: &str) -> String {
    serde_json::from_str(spelled).unwrap_or_else(|_| spelled.to_owned())
}

fn first_part(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

fn is_of(path: &str, table: &str, id: &str) -> bool {
    let mut parts = path.split('.');
    parts.next() == Some(table) && parts.next() == Some(id)
}

/// A change in force by version `at` that says `path`, or a table around or below it: the one of the last amendment.
pub fn changed_by<'c>(
    contract: &'c Contract,
    at: usize,
    path: &str,
) -> Option<(&'c AmendmentRecord, &'c Change)> {
    let all =
        in_force(contract, at).flat_map(|record| record.changes.iter().map(move |change| (record, change)));
    all.filter(|(_, change)| is_below(path, &change.path) || is_below(&change.path, path)).last()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::testing::computed::{clause, contract, terms};

    fn said(before: &[(&str, &str)], now: &[(&str, &str)], has_rows: bool) -> Vec<(String, String, String)> {
        let of = || terms(vec![clause("accuracy", "accuracy", "95")]);
        let mut contract = contract("acme", vec![(date(2026, 1, 1), of()), (date(2026, 6, 1), of())]);
        for (version, written) in contract.versions.iter_mut().zip([before, now]) {
            version.written =
                written.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
        }
        let shown = |value: Option<String>, whole| match value {
            None => "–".to_owned(),
            Some(_) if whole => "in force".to_owned(),
            Some(value) => value,
        };
        let found = untold(&contract, 1, |_| has_rows).into_iter();
        found.map(|of| (of.path, shown(of.before, of.whole), shown(of.now, of.whole))).collect()
    }

    fn row(path: &str, before: &str, now: &str) -> (String, String, String) {
        (path.to_owned(), before.to_owned(), now.to_owned())
    }

    #[test]
    fn a_rate_is_told_whole_where_it_is_new_or_gone_and_by_its_keys_where_it_changed() {
        let before = [
            ("rate.calls.price", "2"),
            ("rate.calls.unit", "\"call\""),
            ("rate.chats.price", "1"),
            ("rate.chats.unit", "\"chat\""),
        ];
        let now = [
            ("rate.calls.price", "2.5"),
            ("rate.calls.unit", "\"call\""),
            ("rate.mails.price", "3"),
            ("rate.mails.unit", "\"mail\""),
        ];
        let told = [
            row("rate.calls.price", "2", "2.5"),
            row("rate.chats", "in force", "–"),
            row("rate.mails", "–", "in force"),
        ];
        assert_eq!(said(&before, &now, true), told);
    }

    #[test]
    fn what_a_level_is_about_is_told_beside_its_rows_and_any_other_key_where_it_has_none() {
        let before = [("service-level.accuracy.target", "95"), ("service-level.accuracy.pool", "\"a\"")];
        let now = [
            ("service-level.accuracy.target", "95"),
            ("service-level.accuracy.pool", "\"b\""),
            ("service-level.accuracy.queues", "[\"x\"]"),
        ];
        let queues = row("service-level.accuracy.queues", "–", "[\"x\"]");
        assert_eq!(said(&before, &now, true), std::slice::from_ref(&queues));
        assert_eq!(said(&before, &now, false), [row("service-level.accuracy.pool", "a", "b"), queues]);
    }

    #[test]
    fn every_key_of_a_service_level_is_told_by_a_row_or_by_itself() {
        // What the promise, the window, how it is taken together, the weight, the clause and the sentences of the policies say.
        let by_rows = [
            "clause-ref",
            "direction",
            "target",
            "target-low",
            "target-high",
            "aggregation",
            "slice-target",
            "window",
            "minimum",
            "weight",
            "floor",
            "bands",
            "gate",
            "min-volume",
            "below-min-volume",
            "on-zero-denominator",
            "on-missing",
            "missed-after-days",
            "min-days",
            "pro-rate",
            "straddle",
            "round-decimals",
            "round-mode",
            "measured-from",
            "credits-from",
            "relief",
            "pool",
            "allocation-percent",
            "repeat-multiplier",
            "chronic",
            "earn-back",
        ];
        let table = ServiceLevel::table();
        let keys: Vec<&str> = table.keys.iter().map(|key| key.key).collect();
        for key in &keys {
            assert_ne!(by_rows.contains(key), OF_LEVEL.contains(key), "{key}");
        }
        assert_eq!(keys.len(), by_rows.len() + OF_LEVEL.len());
    }

    #[test]
    fn a_default_that_is_written_is_no_difference() {
        let before = [("service-level.accuracy.metric", "\"a\"")];
        let now = [
            before[0],
            ("service-level.accuracy.relief", "true"),
            ("service-level.accuracy.min-volume", "0"),
        ];
        assert_eq!(said(&before, &now, false), []);
        let other = [before[0], ("service-level.accuracy.relief", "false")];
        assert_eq!(said(&before, &other, false), [row("service-level.accuracy.relief", "–", "false")]);
    }

    #[test]
    fn nothing_is_told_twice() {
        let of = |fee: &'static str| [("monthly-fee-minor", fee), ("fee-basis", "\"net\"")];
        assert_eq!(said(&of("100"), &of("90"), true), []);
        let whole = [("service-level.accuracy.target", "95"), ("service-level.speed.target", "3")];
        assert_eq!(said(&whole[..1], &whole, true), [], "a new service level has a row");
    }
}
