//! How many decimals a currency's minor unit has.
//!
//! Source: ISO 4217, list one (current currencies and funds), column "Mnr unts", as SIX publishes it for the
//! maintenance agency (<https://www.six-group.com/en/products-services/financial-information/data-standards.html>), 2024-06-25.

/// Currencies whose minor unit is not a hundredth, by their exponent. Sorted.
const OTHER_THAN_TWO: [(u8, &[&str]); 3] = [
    (
        0,
        &[
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
            "XAF", "XOF", "XPF",
        ],
    ),
    (3, &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
    (4, &["CLF", "UYW"]),
];

/// Decimals of an amount in a currency, by its code: 2 for `USD`, 0 for `JPY`, 3 for `KWD`.
pub fn exponent(currency: &str) -> u8 {
    let other = OTHER_THAN_TWO.iter().find(|(_, codes)| codes.binary_search(&currency).is_ok());
    other.map_or(2, |(exponent, _)| *exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r17_a_currency_has_its_own_exponent() {
        let of = ["USD", "EUR", "JPY", "KRW", "XPF", "KWD", "BHD", "TND", "CLF", "XXX"].map(exponent);
        assert_eq!(of, [2, 2, 0, 0, 0, 3, 3, 3, 4, 2]);
        let sorted = |codes: &&[&str]| codes.is_sorted();
        assert!(OTHER_THAN_TWO.iter().map(|(_, codes)| codes).all(sorted));
    }
}
