//! A cell that should hold money: its number, the currency that a sign beside it names, and minor units of a currency.

use crate::import::cell::Cell;
use crate::import::figure::{self, Fault};
use crate::import::folded::{one_line, trimmed};
use crate::import::number::Exact;
use crate::kit::currency::exponent;
use crate::subject::import::invoice_map::Sign;
use crate::subject::import::map::DecimalMark;

/// A number, and the currency beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    pub number: Exact,
    pub currency: Option<String>,
}

/// What the map calls a currency, and its code; the longest first.
pub type CurrencySigns = Vec<(String, String)>;

/// Most units of a currency: what lies above is a number of an account or an error.
const MOST: i64 = 1_000_000_000_000_000;

const NO_NUMBER: &str = "write the number, or add the word to `missing` in the map where it stands for none";

/// Reads a cell that is not empty.
///
/// # Errors
/// It holds something else, or a number that can be read in two ways.
pub fn read(cell: &Cell, mark: Option<DecimalMark>, signs: &CurrencySigns) -> Result<Amount, Fault> {
    let Cell::Text(text) = cell else {
        let number = checked(figure::plain(cell, mark, NO_NUMBER)?)?;
        return Ok(Amount { number, currency: None });
    };
    let (rest, currency) = without_sign(text, signs);
    match figure::plain(&Cell::Text(rest.clone()), mark, NO_NUMBER) {
        Ok(number) => Ok(Amount { number: checked(number)?, currency }),
        Err((message, help)) => {
            let is_sign =
                |c: char| c.is_alphabetic() || "$£¥€".contains(c) || ('\u{20a0}'..='\u{20cf}').contains(&c);
            match rest.chars().any(|c| c.is_ascii_digit()) && rest.chars().any(is_sign) {
                true => Err((
                    format!("`{}` is no number", one_line(&rest)),
                    "write the number alone; of a sign of a currency say so: `[[name]]` with `says` and its `currency`".to_owned(),
                )),
                false => Err((message, help)),
            }
        }
    }
}

fn checked(found: figure::Number) -> Result<Exact, Fault> {
    let number = found.number;
    if found.is_percent {
        let help = "correct the cell, or say what the column holds";
        return Err((format!("{number}% is a percent, and no amount"), help.to_owned()));
    }
    if found.is_time {
        let help = "correct the cell, or say what the column holds";
        return Err(("the cell is a length of time, and no amount".to_owned(), help.to_owned()));
    }
    if number.is_above(MOST) || number.times(-1).is_above(MOST) {
        let help = "say what the column holds: it may be a number of an account";
        return Err((format!("{number} is more than a book of money has"), help.to_owned()));
    }
    Ok(number)
}

/// The text without the sign that stands before or behind its digits.
fn without_sign(text: &str, signs: &CurrencySigns) -> (String, Option<String>) {
    let has_digit = |part: &str| part.chars().any(|c| c.is_ascii_digit());
    for (sign, code) in signs {
        let Some((before, after)) = text.split_once(sign.as_str()) else { continue };
        if has_digit(before) != has_digit(after) {
            let rest = format!("{}{}", trimmed(before), trimmed(after));
            return (rest, Some(code.clone()));
        }
    }
    (text.to_owned(), None)
}

/// An amount in minor units of its currency, above zero where it is owed.
///
/// # Errors
/// It has more decimals than the currency.
pub fn minor(number: Exact, currency: &str, sign: Sign) -> Result<i64, Fault> {
    let decimals = exponent(currency);
    let scaled = number.times(10_i64.pow(u32::from(decimals)));
    let whole =
        Some(scaled).filter(|scaled| scaled.is_whole()).and_then(|scaled| i64::try_from(scaled.floor()).ok());
    let Some(minor) = whole else {
        let has = match decimals {
            0 => "none".to_owned(),
            decimals => decimals.to_string(),
        };
        let message = format!("{number} has more decimals than {currency}, which has {has}");
        return Err((message, "correct the cell, or the currency".to_owned()));
    };
    Ok(match sign {
        Sign::CostsPositive => minor,
        Sign::CostsNegative => -minor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, currency: &str) -> String {
        let signs = [("US$", "USD"), ("£", "GBP"), ("$", "USD"), ("€", "EUR")];
        let signs = signs.map(|(sign, code)| (sign.to_owned(), code.to_owned())).to_vec();
        let read = read(&Cell::Text(text.to_owned()), None, &signs);
        let minor = read.and_then(|amount| {
            let currency = amount.currency.unwrap_or(currency.to_owned());
            Ok(format!("{} {currency}", minor(amount.number, &currency, Sign::CostsPositive)?))
        });
        minor.unwrap_or_else(|(message, _)| message)
    }

    #[test]
    fn amounts_are_read_as_ledgers_write_them() {
        for (text, minor) in [
            (" 27,275.25 ", "2727525 EUR"),
            ("1.234,50", "123450 EUR"),
            ("(£1,234.50)", "-123450 GBP"),
            ("£ 12.5-", "-1250 GBP"),
            ("-$5.00", "-500 USD"),
            ("US$ 5.00", "500 USD"),
            ("1 234,50 €", "123450 EUR"),
            ("0.00", "0 EUR"),
            ("-0.00", "0 EUR"),
            ("12.500", "`12.500` is 12.5 or 12500"),
            ("12.345,678", "12345.678 has more decimals than EUR, which has 2"),
            ("5%", "5% is a percent, and no amount"),
            ("12 ZL", "`12 ZL` is no number"),
            ("1,234,567,890,123,456", "1234567890123456 is more than a book of money has"),
        ] {
            assert_eq!(shown(text, "EUR"), minor, "{text}");
        }
    }

    #[test]
    fn an_amount_has_the_decimals_of_its_currency() {
        assert_eq!(shown("150.50", "JPY"), "150.5 has more decimals than JPY, which has none");
        assert_eq!(shown("150.00", "JPY"), "150 JPY");
        assert_eq!(shown("1,234.567", "KWD"), "1234567 KWD");
        let negative = minor(Exact::whole(12), "EUR", Sign::CostsNegative);
        assert_eq!(negative, Ok(-1200));
    }

    #[test]
    fn a_sign_that_the_map_does_not_declare_is_asked_about() {
        let read = read(&Cell::Text("kr 12.50".to_owned()), None, &Vec::new()).expect_err("a sign");
        assert!(read.1.contains("`[[name]]` with `says` and its `currency`"), "{read:?}");
    }
}
