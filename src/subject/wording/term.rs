//! A term of a contract and its value: out of the keys and spellings of a file into words.

use jiff::civil::Date;

use super::figure::{Measure, exact, money};
use crate::core::contract::record::{Contract, Weights};
use crate::kit::calendar::day_label;
use crate::kit::number::{Decimal, Money};
use crate::subject::register::Register;

/// The words of a key without its unit, which the value has: `monthly fee` of `monthly-fee-minor`.
pub fn words(key: &str) -> String {
    let plain = ["-minor", "-percent", "-on"].iter().find_map(|end| key.strip_suffix(end)).unwrap_or(key);
    match plain {
        "sops" => "SOPs".to_owned(),
        _ => plain.replace(['-', '.'], " "),
    }
}

/// A value of the term `path` as pages write it: money with its currency, shares and targets with their unit, days in words. `None` for
/// one that has no words and stays as it is written.
pub fn value(register: &Register, contract: &Contract, path: &str, written: &str) -> Option<String> {
    value_in(register, (contract, contract.versions.len().saturating_sub(1)), path, written)
}

/// The same in a version of the terms, whose currency it has.
pub fn value_in(
    register: &Register,
    (contract, version): (&Contract, usize),
    path: &str,
    written: &str,
) -> Option<String> {
    if path.ends_with("-on") {
        return written.parse::<Date>().ok().map(day_label);
    }
    let digits: String = written.chars().filter(|&digit| digit != '_').collect();
    if path.ends_with("-minor") {
        let currency = contract.versions.get(version).map_or("", |version| &version.terms.currency);
        return digits.parse().ok().map(|minor| money(Money(minor), currency));
    }
    let number = Decimal::parse(&digits).ok()?;
    if path.ends_with("-percent") {
        return Some(format!("{}%", exact(number)));
    }
    let of_level = path.strip_prefix("service-level.").and_then(|rest| rest.split_once('.'));
    let Some((id, key)) = of_level else { return Some(exact(number)) };
    let found = contract.versions.iter().rev().find_map(|version| {
        let level = version.terms.service_levels.get(id)?;
        Some((level, version.terms.weights))
    });
    let Some((level, weights)) = found else { return Some(exact(number)) };
    Some(match (key, register.metrics.get(&level.metric)) {
        ("weight", _) if weights == Weights::Percent => format!("{}%", exact(number)),
        ("target" | "minimum" | "floor", Some(metric)) => Measure::of_clause(level, metric).setting(number),
        _ => exact(number),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::testing::computed::{clause, contract, register, terms};

    #[test]
    fn values_have_the_unit_that_their_key_means() {
        let book = register(date(2026, 1, 31), Vec::new(), Vec::new());
        let from = date(2026, 1, 1);
        let contract = contract("acme-2026", vec![(from, terms(vec![clause("accuracy", "accuracy", "95")]))]);
        let said = |path: &str, written: &str| value(&book, &contract, path, written);
        assert_eq!(said("monthly-fee-minor", "13_200_000").as_deref(), Some("132,000.00\u{a0}USD"));
        assert_eq!(said("credits.cap-percent", "12.50").as_deref(), Some("12.5%"));
        assert_eq!(said("ends-on", "2026-12-31").as_deref(), Some("31 December 2026"));
        assert_eq!(said("notice-days", "90").as_deref(), Some("90"));
        assert_eq!(said("service-level.accuracy.weight", "15").as_deref(), Some("15%"));
        assert_eq!(said("fee-basis", "net fee"), None);
        assert_eq!(
            (words("monthly-fee-minor"), words("credits.cap-percent")),
            ("monthly fee".into(), "credits cap".into())
        );
    }
}
