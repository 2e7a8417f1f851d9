//! Which currencies there are, and how many decimals the minor unit of each has.
//!
//! Source: ISO 4217, list one (current currencies and funds), codes and column "Mnr unts", as SIX publishes it for the
//! maintenance agency (<https://www.six-group.com/en/products-services/financial-information/data-standards.html>), 2024-06-25,
//! with the amendments since: XAD, XCG and ZWG came; ANG, BGN, CUC, HRK and ZWL went.

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

/// The codes in force.
const CODES: &str = "\
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD \
    CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP \
    GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR \
    KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN \
    MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD \
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX \
    USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD \
    XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG";

/// Codes that went within ten years, which a book may still speak of.
const GONE: &str = "ANG BGN BYR CUC HRK LTL MRO SLL STD VEF ZWL";

/// Currencies of several countries.
const SHARED: [&str; 5] = ["XAF", "XCD", "XCG", "XOF", "XPF"];

/// What people write for a currency whose code is another.
const MEANT: [(&str, &str); 12] = [
    ("YEN", "JPY"),
    ("RMB", "CNY"),
    ("CNH", "CNY"),
    ("NTD", "TWD"),
    ("UKP", "GBP"),
    ("STG", "GBP"),
    ("NIS", "ILS"),
    ("SFR", "CHF"),
    ("FRS", "CHF"),
    ("DLR", "USD"),
    ("WON", "KRW"),
    ("RUR", "RUB"),
];

/// Whether a code is, or lately was, that of a currency.
pub fn is_known(code: &str) -> bool {
    code.len() == 3 && CODES.split(' ').chain(GONE.split(' ')).any(|known| known == code)
}

/// What a code that is none means, where one can tell: a name that people use, or the only code with one letter more or less or another order.
pub fn meant(code: &str) -> Option<&'static str> {
    if let Some((_, meant)) = MEANT.iter().find(|(written, _)| *written == code) {
        return Some(meant);
    }
    // Nobody is paid in gold or in units of account, which begin with X as the francs and dollars of several countries do.
    let is_paid = |known: &&str| !known.starts_with('X') || SHARED.contains(known);
    let mut near = CODES.split(' ').filter(is_paid).filter(|known| strsim::osa_distance(code, known) == 1);
    near.next().filter(|_| near.next().is_none())
}

/// An amount that was written with decimals, in minor units: `100000.50` of two decimals is `10000050`. `None` where it is no amount, or finer than the
/// currency.
pub fn in_minor_units(written: &str, exponent: u8) -> Option<String> {
    let (sign, size) = written.strip_prefix('-').map_or(("", written), |size| ("-", size));
    let (whole, fraction) = size.split_once('.')?;
    let fraction = fraction.trim_end_matches('0');
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = whole.replace('_', "");
    if whole.is_empty()
        || !is_digits(&whole)
        || !is_digits(fraction)
        || fraction.len() > usize::from(exponent)
    {
        return None;
    }
    let digits = format!("{whole}{fraction:0<width$}", width = usize::from(exponent));
    let digits = digits.trim_start_matches('0');
    Some(if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}") })
}

/// What is said of an amount with decimals where minor units are wanted: what is expected, and what helps.
pub fn minor_units_told(written: &str, currency: Option<&str>) -> (String, String) {
    let label = match currency.map(|code| (code, exponent(code))) {
        Some((code, 0)) => format!("expected a whole number: `{code}` has no smaller unit"),
        Some((code, decimals)) => {
            format!("expected a whole number of minor units, such as cents: `{code}` has {decimals} decimals")
        }
        None => "expected a whole number of minor units, such as cents".to_owned(),
    };
    let help = match in_minor_units(written, currency.map_or(2, exponent)) {
        Some(minor) => format!("did you mean {minor}?"),
        None => "round it to the smallest unit of the currency, and count in that".to_owned(),
    };
    (label, help)
}

/// Decimals of an amount in a currency, by its code: 2 for `USD`, 0 for `JPY`, 3 for `KWD`.
pub fn exponent(currency: &str) -> u8 {
    let other = OTHER_THAN_TWO.iter().find(|(_, codes)| codes.binary_search(&currency).is_ok());
    other.map_or(2, |(exponent, _)| *exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_one_of_the_list() {
        assert!(["USD", "EUR", "JPY", "XCG", "HRK", "XXX"].into_iter().all(is_known));
        assert!(!["YEN", "ABC", "usd", "", "US", "USD EUR"].into_iter().any(is_known));
        assert_eq!(CODES.split(' ').count(), 178);
        assert!(CODES.split(' ').is_sorted() && GONE.split(' ').is_sorted());
        let all = OTHER_THAN_TWO.iter().flat_map(|(_, codes)| codes.iter());
        assert!(all.copied().all(is_known));
        assert_eq!(["YEN", "ABC", "GPB", "EUO"].map(meant), [Some("JPY"), None, Some("GBP"), Some("EUR")]);
    }

    #[test]
    fn an_amount_with_decimals_is_counted_in_minor_units() {
        let of = |written, exponent| in_minor_units(written, exponent);
        assert_eq!(of("100000.50", 2).as_deref(), Some("10000050"));
        assert_eq!(of("100_000.5", 2).as_deref(), Some("10000050"));
        assert_eq!(of("-8624.43", 2).as_deref(), Some("-862443"));
        assert_eq!(of("8624.43", 3).as_deref(), Some("8624430"));
        assert_eq!(of("0.00", 2).as_deref(), Some("0"));
        assert_eq!(of("8624.00", 0).as_deref(), Some("8624"));
        assert_eq!(of("8624.43", 0), None, "finer than a yen");
        assert_eq!(of("8624.435", 2), None, "finer than a cent");
        assert_eq!(of("100000", 2), None, "nothing to convert");
        assert_eq!(of("1e5.0", 2), None);
    }

    #[test]
    fn r17_a_currency_has_its_own_exponent() {
        let of = ["USD", "EUR", "JPY", "KRW", "XPF", "KWD", "BHD", "TND", "CLF", "XXX"].map(exponent);
        assert_eq!(of, [2, 2, 0, 0, 0, 3, 3, 3, 4, 2]);
        let sorted = |codes: &&[&str]| codes.is_sorted();
        assert!(OTHER_THAN_TWO.iter().map(|(_, codes)| codes).all(sorted));
    }
}
