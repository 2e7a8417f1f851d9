//! Numbers as spreadsheets have them: exact, with thousands, decimal commas, a sign behind, parentheses, percent. A number that can be read in two
//! ways is not read.

use std::fmt;

use crate::import::folded::trimmed;
use crate::kit::number::Decimal;
use crate::subject::import::map::DecimalMark;

/// A decimal fraction, `digits / 10^scale`, of 18 digits at most; or what it is divided by too, where units were converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact {
    num: i128,
    den: i128,
}

/// Most digits of a number.
const DIGITS: usize = 18;

/// What parts thousands in every country: blanks, those that are narrow or do not break a line among them, and apostrophes.
const GROUPS: [char; 6] = [' ', '\u{a0}', '\u{2009}', '\u{202f}', '\'', '\u{2019}'];

/// Why a text is no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberFault {
    NotANumber,
    /// It can be read as both.
    Ambiguous(Exact, Exact),
    /// More digits than a number has.
    TooLong,
}

/// A number as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub number: Exact,
    /// Whether a percent sign stands behind it.
    pub is_percent: bool,
    /// How many decimals it is written with: 96.0 has one.
    pub decimals: u32,
}

impl Exact {
    pub const fn whole(number: i64) -> Exact {
        Exact { num: number as i128, den: 1 }
    }

    pub fn times(self, factor: i64) -> Exact {
        reduced(self.num * i128::from(factor), self.den)
    }

    /// `divisor` above 0.
    pub fn over(self, divisor: i64) -> Exact {
        reduced(self.num, self.den * i128::from(divisor))
    }

    /// Both of few digits: a share and a count.
    pub fn of(self, other: Exact) -> Option<Exact> {
        Some(reduced(self.num.checked_mul(other.num)?, self.den.checked_mul(other.den)?))
    }

    pub fn is_above(self, whole: i64) -> bool {
        self.num > i128::from(whole) * self.den
    }

    /// Whether it is so much or more; false of numbers too long to be compared.
    pub fn is_from(self, least: Exact) -> bool {
        let own = self.num.checked_mul(least.den);
        own.zip(least.num.checked_mul(self.den)).is_some_and(|(own, least)| own >= least)
    }

    pub fn is_whole(self) -> bool {
        self.num % self.den == 0
    }

    /// The whole number below it.
    pub fn floor(self) -> i128 {
        self.num.div_euclid(self.den)
    }

    /// Its share of a whole above 0, rounded half up to so many decimals of a percent, as an integer of them.
    pub fn percent_of(part: i128, whole: i128, decimals: u32) -> i128 {
        let scaled = part * 100 * 10_i128.pow(decimals);
        (2 * scaled + whole).div_euclid(2 * whole)
    }

    /// As the books keep numbers: with 6 decimals at most, and no larger than a billion. `None` where that loses something.
    pub fn decimal(self) -> Option<Decimal> {
        let micro = self.num.checked_mul(i128::from(Decimal::SCALE))?;
        let is_exact = micro % self.den == 0;
        let decimal = Decimal::from_micro(i64::try_from(micro / self.den).ok()?);
        (is_exact && decimal.micro().abs() <= Decimal::MAX.micro()).then_some(decimal)
    }

    /// Rounded half away from zero.
    pub fn rounded(self, decimals: u8) -> Exact {
        let scale = 10_i128.pow(u32::from(decimals));
        let doubled = 2 * self.num * scale;
        let half = if self.num < 0 { -self.den } else { self.den };
        reduced((doubled + half) / (2 * self.den), scale)
    }

    /// How many decimals it is written with; `None` where no decimals are enough.
    pub fn decimals(self) -> Option<u32> {
        (0..=18).find(|&places| 10_i128.pow(places) % self.den == 0)
    }

    /// A number of a workbook. Workbooks keep 15 digits, and what stands behind them is noise of their arithmetic.
    pub fn of_float(float: f64) -> Option<Exact> {
        if !float.is_finite() {
            return None;
        }
        let written = format!("{float:.14e}");
        let (mantissa, exponent) = written.split_once('e')?;
        let exponent: i32 = exponent.parse().ok()?;
        let (whole, fraction) = mantissa.split_once('.')?;
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let places = 14 - exponent;
        if digits == 0 {
            return Some(Exact::whole(0));
        }
        match u32::try_from(places) {
            Ok(places) if places <= 30 => Some(reduced(digits, 10_i128.pow(places))),
            Ok(_) => None,
            Err(_) => Some(reduced(digits.checked_mul(10_i128.checked_pow(places.unsigned_abs())?)?, 1)),
        }
    }
}

fn reduced(num: i128, den: i128) -> Exact {
    let (mut a, mut b) = (num.unsigned_abs(), den.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let common = i128::try_from(a.max(1)).unwrap_or(1);
    Exact { num: num / common, den: den / common }
}

/// As digits with a point: `94.5`; a fraction that no decimals write is cut after 12.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = self.decimals().unwrap_or(12);
        let scaled = (self.num.unsigned_abs() * 10_u128.pow(places)) / self.den.unsigned_abs();
        let sign = if self.num < 0 { "-" } else { "" };
        let (whole, fraction) = (scaled / 10_u128.pow(places), scaled % 10_u128.pow(places));
        match places {
            0 => write!(f, "{sign}{whole}"),
            _ => write!(f, "{sign}{whole}.{fraction:0width$}", width = places as usize),
        }
    }
}

/// Reads a number of a text.
///
/// # Errors
/// It is none, or it can be read in two ways because nobody said which mark stands before the decimals.
pub fn parse(text: &str, mark: Option<DecimalMark>) -> Result<Written, NumberFault> {
    let mut rest = trimmed(text);
    let mut negative = false;
    if let Some(inside) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (rest, negative) = (trimmed(inside), true);
    }
    let percent = rest.strip_suffix('%').map(trimmed);
    let is_percent = percent.is_some();
    rest = percent.unwrap_or(rest);
    let signs: &[char] = &['-', '\u{2212}'];
    // `(-5)` and `-5-` are no numbers.
    let sign = rest.strip_prefix(signs).or(rest.strip_suffix(signs));
    if let Some(unsigned) = sign.filter(|_| !negative) {
        (rest, negative) = (trimmed(unsigned), true);
    } else if let Some(unsigned) = rest.strip_prefix('+').filter(|_| !negative) {
        rest = unsigned;
    }
    let signed = |number: Exact| Exact { num: if negative { -number.num } else { number.num }, ..number };
    match unsigned(rest, mark) {
        Ok((number, decimals)) => Ok(Written { number: signed(number), is_percent, decimals }),
        Err(NumberFault::Ambiguous(one, other)) => Err(NumberFault::Ambiguous(signed(one), signed(other))),
        Err(fault) => Err(fault),
    }
}

/// The number, and how many decimals are written.
fn unsigned(text: &str, mark: Option<DecimalMark>) -> Result<(Exact, u32), NumberFault> {
    let points = text.matches('.').count();
    let commas = text.matches(',').count();
    let last = text.rfind(['.', ',']).and_then(|at| text[at..].chars().next());
    match (mark, points, commas) {
        (Some(DecimalMark::Point), ..) | (None, 0, 0) => digits(text, '.', ','),
        (Some(DecimalMark::Comma), ..) => digits(text, ',', '.'),
        // Of two different marks the last one parts the decimals.
        (None, 1.., 1..) if last == Some('.') => digits(text, '.', ','),
        (None, 1.., 1..) => digits(text, ',', '.'),
        (None, 0, 2..) => digits(text, '.', ','),
        (None, 2.., 0) => digits(text, ',', '.'),
        (None, ..) => {
            let (point, comma) = (digits(text, '.', ','), digits(text, ',', '.'));
            match (point, comma) {
                (Ok((one, _)), Ok((other, _))) => Err(NumberFault::Ambiguous(one, other)),
                (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(one),
                (Err(fault), Err(_)) => Err(fault),
            }
        }
    }
}

/// Digits with thousands in threes, parted by `group`, a blank or an apostrophe, and decimals behind `decimal`. A line's end or a tab parts two
/// numbers.
fn digits(text: &str, decimal: char, group: char) -> Result<(Exact, u32), NumberFault> {
    let (whole, fraction) = match text.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let is_group = |c: char| c == group || GROUPS.contains(&c);
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let groups: Vec<&str> = whole.split(is_group).collect();
    let is_grouped = |groups: &[&str]| {
        let first = groups[0];
        (1..=3).contains(&first.len())
            && !first.starts_with('0')
            && groups[1..].iter().all(|group| group.len() == 3)
    };
    let is_good = groups.iter().all(|group| all_digits(group)) && (groups.len() == 1 || is_grouped(&groups));
    if !is_good || fraction.is_some_and(|fraction| !all_digits(fraction)) {
        return Err(NumberFault::NotANumber);
    }
    let written = u32::try_from(fraction.map_or(0, str::len)).map_err(|_| NumberFault::TooLong)?;
    let fraction = fraction.unwrap_or("").trim_end_matches('0');
    let joined = format!("{}{fraction}", groups.concat());
    let joined = joined.trim_start_matches('0');
    if joined.len() > DIGITS || fraction.len() > DIGITS {
        return Err(NumberFault::TooLong);
    }
    let num = if joined.is_empty() { 0 } else { joined.parse().map_err(|_| NumberFault::TooLong)? };
    let places = u32::try_from(fraction.len()).map_err(|_| NumberFault::TooLong)?;
    Ok((reduced(num, 10_i128.pow(places)), written))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, mark: Option<DecimalMark>) -> String {
        match parse(text, mark) {
            Ok(Written { number, is_percent: false, .. }) => number.to_string(),
            Ok(Written { number, is_percent: true, .. }) => format!("{number}%"),
            Err(NumberFault::NotANumber) => "none".to_owned(),
            Err(NumberFault::Ambiguous(one, other)) => format!("{one} or {other}"),
            Err(NumberFault::TooLong) => "too long".to_owned(),
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number) in [
            (" 27,275.25 ", "27275.25"),
            ("1.234.567,89", "1234567.89"),
            ("94.5%", "94.5%"),
            ("94,5 %", "94.5%"),
            ("1,5", "1.5"),
            ("0,945", "0.945"),
            ("1,234,567", "1234567"),
            ("12\u{a0}345", "12345"),
            ("1'234.50", "1234.5"),
            ("(1,234.00)", "-1234"),
            ("1,234.5-", "-1234.5"),
            ("\u{2212}7", "-7"),
            ("+480", "480"),
            ("007", "7"),
            ("480", "480"),
            ("12345678901234567890", "too long"),
            ("1\u{202f}234\u{2009}567", "1234567"),
            ("480 500", "480500"),
            ("12\n480", "none"),
            ("12\r\n480", "none"),
            ("480\t500", "none"),
            ("1,00,000", "none"),
            ("12,34.5", "none"),
            ("1.2.3", "none"),
            ("(-5)", "none"),
            ("-5-", "none"),
            ("about 480", "none"),
            ("1e3", "none"),
            ("", "none"),
            ("%", "none"),
        ] {
            assert_eq!(read(text, None), number, "{text}");
        }
    }

    #[test]
    fn a_number_with_two_readings_is_read_by_the_mark_of_the_map_alone() {
        assert_eq!(read("27,834", None), "27834 or 27.834");
        assert_eq!(read("1.234", None), "1.234 or 1234");
        assert_eq!(read("27,834", Some(DecimalMark::Point)), "27834");
        assert_eq!(read("27,834", Some(DecimalMark::Comma)), "27.834");
        assert_eq!(read("94.5", Some(DecimalMark::Comma)), "none");
        assert_eq!(read("1,5", Some(DecimalMark::Point)), "none");
    }

    #[test]
    fn a_number_of_a_workbook_has_fifteen_digits() {
        let shown = |float| Exact::of_float(float).map_or("none".to_owned(), |number| number.to_string());
        assert_eq!(shown(0.1 + 0.2), "0.3");
        assert_eq!(shown(0.945), "0.945");
        assert_eq!(shown(480.0), "480");
        assert_eq!(shown(-1234.5), "-1234.5");
        assert_eq!(shown(0.0), "0");
        assert_eq!(shown(1e15), "1000000000000000");
        assert_eq!(shown(f64::NAN), "none");
        assert_eq!(Exact::of_float(2.0 / 3.0).and_then(Exact::decimal), None, "more than 6 decimals");
        let rounded = Exact::of_float(2.0 / 3.0).map(|number| number.rounded(2).to_string());
        assert_eq!(rounded.as_deref(), Some("0.67"));
    }

    #[test]
    fn units_are_converted_exactly() {
        let minutes = parse("90", None).expect("a number").number;
        assert_eq!(minutes.over(60).decimal(), Some(Decimal::from_micro(1_500_000)));
        assert_eq!(Exact::whole(100).over(60).decimal(), None);
        assert_eq!(Exact::whole(-5).over(2).rounded(0).to_string(), "-3");
    }
}
