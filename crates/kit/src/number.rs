//! Exact numbers: decimals as scaled integers, quotients compared by multiplication, money in minor units.

use std::cmp::Ordering;
use std::fmt;

use super::currency::exponent;

/// A decimal with six places, as an integer of millionths. Read values lie within ±1,000,000,000, so that 9,000 of
/// them add up inside 64 bits; sums are made in 128.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

/// Why a text is no [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    NotANumber,
    /// More than six decimals, or above 1,000,000,000 in size.
    Range,
}

impl Decimal {
    /// Millionths in one.
    pub const SCALE: i64 = 1_000_000;
    /// Largest size of a read value.
    pub const MAX: Decimal = Decimal(1_000_000_000 * Self::SCALE);
    pub const ZERO: Decimal = Decimal(0);

    pub const fn from_micro(micro: i64) -> Self {
        Decimal(micro)
    }

    /// `whole` within ±9,000,000,000,000.
    pub const fn from_int(whole: i64) -> Self {
        Decimal(whole * Self::SCALE)
    }

    /// How many there are of something.
    ///
    /// # Panics
    /// At more than 9,000,000,000,000, which no memory holds.
    pub fn count(count: usize) -> Self {
        let micro = i64::try_from(count).ok().and_then(|count| count.checked_mul(Self::SCALE));
        Decimal(micro.expect("what is counted is in memory"))
    }

    pub const fn micro(self) -> i64 {
        self.0
    }

    /// Reads `-12`, `12.5`, `+3`, with `_` between digits as TOML allows. No exponent, no infinity.
    pub fn parse(text: &str) -> Result<Decimal, NumberError> {
        let (negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'_');
        if !is_number(whole) || (digits.contains('.') && !is_number(fraction)) {
            return Err(NumberError::NotANumber);
        }
        let fraction: String = fraction.chars().filter(|&c| c != '_').collect();
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 6 {
            return Err(NumberError::Range);
        }
        let mut micro: i64 = 0;
        let padded = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
        for digit in whole.bytes().filter(|&b| b != b'_').chain(padded) {
            micro = micro
                .checked_mul(10)
                .and_then(|m| m.checked_add(i64::from(digit - b'0')))
                .filter(|&m| m <= Self::MAX.0)
                .ok_or(NumberError::Range)?;
        }
        Ok(Decimal(if negative { -micro } else { micro }))
    }

    pub fn to_f64(self) -> f64 {
        self.0 as f64 / Self::SCALE as f64
    }

    pub fn is_whole(self) -> bool {
        self.0 % Self::SCALE == 0
    }

    /// Shown with `decimals` places, 0 to 6, half away from zero, thousands grouped.
    pub fn show(self, decimals: u8) -> String {
        Quotient::from(self).show(decimals)
    }

    /// `1 point`, `2.5 points`; `singular` takes an s.
    pub fn counted(self, singular: &str) -> String {
        if self == Decimal::from_int(1) { format!("1 {singular}") } else { format!("{self} {singular}s") }
    }
}

/// The shortest exact form, ungrouped: `95`, `95.5`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        let scale = Self::SCALE.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let (mut fraction, mut places) = (size % scale, 6);
        if fraction == 0 {
            return write!(f, "{sign}{}", size / scale);
        }
        while fraction % 10 == 0 {
            fraction /= 10;
            places -= 1;
        }
        write!(f, "{sign}{}.{fraction:0places$}", size / scale)
    }
}

/// An exact fraction `num / den` with `den > 0`, unreduced. Sizes: `num` within ±10^30, `den` within 10^24, so that
/// comparing it with a [`Decimal`] stays inside 128 bits.
#[derive(Clone, Copy, Debug)]
pub struct Quotient {
    num: i128,
    den: i128,
}

impl Quotient {
    /// `None` when `den` is not above 0.
    pub fn new(num: i128, den: i128) -> Option<Quotient> {
        (den > 0).then_some(Quotient { num, den })
    }

    pub fn num(self) -> i128 {
        self.num
    }

    pub fn den(self) -> i128 {
        self.den
    }

    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// Exact comparison with a decimal.
    pub fn cmp_decimal(self, other: Decimal) -> Ordering {
        (self.num * i128::from(Decimal::SCALE)).cmp(&(i128::from(other.micro()) * self.den))
    }

    /// Rounded half away from zero to `decimals` places, as an integer of 10^-decimals. `decimals` 0 to 9.
    pub fn rounded(self, decimals: u8) -> i128 {
        let scaled = self.num * 10_i128.pow(u32::from(decimals));
        let half = if scaled < 0 { -(self.den / 2) } else { self.den / 2 };
        // An odd denominator has no exact half, so adding its floor and truncating is right for both.
        (scaled + half) / self.den
    }

    /// Numerator and denominator without a common divisor.
    fn lowest(self) -> (i128, i128) {
        let (mut divisor, mut rest) = (self.num.unsigned_abs(), self.den.unsigned_abs());
        while rest != 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        // Of positive denominators alone, whose divisors are no larger.
        let divisor = i128::try_from(divisor.max(1)).unwrap_or(1);
        (self.num / divisor, self.den / divisor)
    }

    /// Cut toward zero to `decimals` places, as an integer of 10^-decimals.
    pub fn cut(self, decimals: u8) -> i128 {
        self.num * 10_i128.pow(u32::from(decimals)) / self.den
    }

    /// Cut to one decimal, which is left out where it is 0: `89.9` of 89.96, so that it never seems to have reached 90.
    pub fn show_cut(self) -> String {
        let tenths = self.cut(1);
        if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
    }

    /// Shown with `decimals` places, half away from zero, thousands grouped: `1,234.50`.
    pub fn show(self, decimals: u8) -> String {
        show_scaled(self.rounded(decimals), decimals)
    }

    /// Shown beside a target so that rounding never turns a miss into a visual hit: digits are added, up to nine, until the
    /// shown value differs from the target when the exact one does; past that the digits are cut toward the miss.
    pub fn show_against(self, target: Decimal, decimals: u8) -> String {
        let order = self.cmp_decimal(target);
        for places in decimals..=9 {
            let shown = Quotient { num: self.rounded(places), den: 10_i128.pow(u32::from(places)) };
            if order == Ordering::Equal || shown.cmp_decimal(target) == order {
                return self.show(places);
            }
        }
        format!("{} target", if order == Ordering::Less { "just under" } else { "just over" })
    }
}

impl From<Decimal> for Quotient {
    fn from(value: Decimal) -> Self {
        Quotient { num: i128::from(value.micro()), den: i128::from(Decimal::SCALE) }
    }
}

impl PartialEq for Quotient {
    fn eq(&self, other: &Self) -> bool {
        let products = (self.num.checked_mul(other.den), other.num.checked_mul(self.den));
        match products {
            (Some(one), Some(two)) => one == two,
            // In lowest terms there is one way to write a fraction.
            _ => self.lowest() == other.lowest(),
        }
    }
}

/// An amount in minor units (cents, yen, fils) of a currency that the surrounding record names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub i64);

/// A sum of amounts in minor units, as [`Money::show`] writes one: it may pass what one amount holds.
pub fn show_minor(minor: i128, currency: &str) -> String {
    show_scaled(minor, exponent(currency))
}

impl Money {
    /// `1,234.50`, with as many decimals as the currency has; its code is written by whoever shows it.
    pub fn show(self, currency: &str) -> String {
        show_scaled(i128::from(self.0), exponent(currency))
    }
}

fn show_scaled(scaled: i128, decimals: u8) -> String {
    // Digits from the last to the first, commas between thousands: 39 digits, 12 commas, a point and a sign at most.
    let mut text = [0_u8; 64];
    let mut at = text.len();
    let mut put = |byte: u8| {
        at -= 1;
        text[at] = byte;
    };
    let mut size = scaled.unsigned_abs();
    let mut place = 0;
    let (decimals, mut small) = (u32::from(decimals), u64::try_from(size).ok());
    while size > 0 || place <= decimals {
        // 64-bit division is several times quicker, and nearly every figure fits.
        let digit = match &mut small {
            Some(small) => {
                let digit = *small % 10;
                *small /= 10;
                size = u128::from(*small);
                digit as u8
            }
            None => {
                let digit = size % 10;
                size /= 10;
                digit as u8
            }
        };
        if place > decimals && (place - decimals).is_multiple_of(3) {
            put(b',');
        }
        put(b'0' + digit);
        place += 1;
        if place == decimals && decimals > 0 {
            put(b'.');
        }
    }
    let digits = str::from_utf8(&text[at..]).unwrap_or_default();
    let mut shown = String::with_capacity(digits.len() + 3);
    if scaled < 0 {
        shown.push('\u{2212}');
    }
    shown.push_str(digits);
    shown
}

/// `1234567` to `1,234,567`.
pub fn group_thousands(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_whose_products_do_not_fit_are_compared_all_the_same() {
        let long = i128::MAX / 6;
        let of = |num, den| Quotient { num, den };
        assert_eq!(of(long * 2, long * 3), of(2, 3));
        assert_eq!(of(long, long * 2), of(long * 3, long * 6));
        assert_ne!(of(long - 1, long), of(long, long - 1));
    }

    #[test]
    fn decimals_are_read_exactly_and_shown_shortest() {
        assert_eq!(Decimal::parse("95.50"), Ok(Decimal::from_micro(95_500_000)));
        assert_eq!(Decimal::parse("-0.000001").map(|d| d.to_string()).as_deref(), Ok("-0.000001"));
        assert_eq!(Decimal::parse("1_000"), Ok(Decimal::from_int(1000)));
        assert_eq!(Decimal::parse("0.1234567"), Err(NumberError::Range));
        assert_eq!(Decimal::parse("1000000001"), Err(NumberError::Range));
        for bad in ["", ".", "1.", ".5", "1e3", "12,5", "NaN", "-"] {
            assert_eq!(Decimal::parse(bad), Err(NumberError::NotANumber), "{bad}");
        }
    }

    #[test]
    fn a_share_is_cut_and_a_count_of_decimals_has_its_noun() {
        let shown = [(8_996, 100), (299_900, 3_000), (100, 1), (5, 10)];
        let shown = shown.map(|(num, den)| Quotient::new(num, den).unwrap().show_cut());
        assert_eq!(shown, ["89.9", "99.9", "100", "0.5"]);
        let counted = ["1", "2.5", "0"].map(|text| Decimal::parse(text).unwrap().counted("point"));
        assert_eq!(counted, ["1 point", "2.5 points", "0 points"]);
    }

    #[test]
    fn a_miss_never_shows_as_a_hit() {
        let target = Decimal::from_int(95);
        let value = Quotient::new(9496, 100).unwrap();
        assert_eq!(value.show_against(target, 1), "94.96");
        assert_eq!(value.show_against(target, 2), "94.96");
        let close = Quotient::new(94_999_999_999_999, 1_000_000_000_000).unwrap();
        assert_eq!(close.show_against(target, 2), "just under target");
        assert_eq!(Quotient::new(95, 1).unwrap().show_against(target, 1), "95.0");
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        assert_eq!(Quotient::new(5, 1000).unwrap().show(2), "0.01");
        assert_eq!(Quotient::new(-5, 1000).unwrap().show(2), "\u{2212}0.01");
        assert_eq!(Quotient::new(1, 3).unwrap().show(2), "0.33");
        assert_eq!(Quotient::new(123_456_789, 100).unwrap().show(1), "1,234,567.9");
        assert_eq!(Money(-123_450).show("USD"), "\u{2212}1,234.50");
    }

    #[test]
    fn d4_yen_have_no_decimals_and_dinars_three() {
        assert_eq!(Money(12_345_678).show("JPY"), "12,345,678");
        assert_eq!(Money(1_234_567).show("KWD"), "1,234.567");
        assert_eq!((Money(7).show("KWD"), Money(0).show("JPY")), ("0.007".to_owned(), "0".to_owned()));
    }
}
