//! What may stand after a flag: addresses, days, weeks, periods.

use jiff::civil::{Date, ISOWeekDate, Weekday};

use crate::kit::diag::{Code, codes, did_you_mean};
use crate::kit::period::Period;
use crate::kit::source::AsOf;

/// An http address with a slash at its end.
pub fn web_address(text: &str) -> Result<String, String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let is_plain = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"'?#".contains(c));
    match is_web && is_plain {
        true => Ok(format!("{}/", text.trim_end_matches('/'))),
        false => Err("expected an address such as https://reports.example.org/book".to_owned()),
    }
}

/// A date, or the Sunday of a week.
pub fn as_of(text: &str) -> Result<Date, String> {
    allowed(date_or_week(text)?)
}

pub fn day_of_a_report(text: &str) -> Result<Date, String> {
    allowed(day(text)?)
}

fn allowed(day: Date) -> Result<Date, String> {
    let (first, last) = (AsOf::YEARS.start(), AsOf::YEARS.end());
    if AsOf::allows(day) { Ok(day) } else { Err(format!("a report speaks for a day from {first} to {last}")) }
}

fn date_or_week(text: &str) -> Result<Date, String> {
    let wrong = || "expected a date such as 2026-11-15 or a week such as 2026-W46".to_owned();
    if let Some((year, week)) = text.split_once("-W") {
        let digits =
            |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(week, 2) {
            return Err(wrong());
        }
        let (Ok(year), Ok(week)) = (year.parse(), week.parse()) else { return Err(wrong()) };
        return ISOWeekDate::new(year, week, Weekday::Sunday)
            .map(ISOWeekDate::date)
            .map_err(|_| format!("{year} has no week {week}"));
    }
    // jiff reads more forms than this program writes.
    if text.len() == 10 { text.parse().map_err(|_| wrong()) } else { Err(wrong()) }
}

pub fn day(text: &str) -> Result<Date, String> {
    let plain = text.len() == 10 && !text.starts_with(['+', '-']);
    let day = plain.then(|| text.parse().ok()).flatten();
    day.ok_or_else(|| "expected a date such as 2026-11-15".to_owned())
}

/// A week, a month or a quarter as files are called after it; which days a quarter has, the book says. A fiscal quarter may be
/// written with its slash.
pub fn signed_period(text: &str) -> Result<String, String> {
    let stem = text.replacen('/', "-", 1);
    match (1..=12).any(|starts| Period::of_stem(&stem, starts).is_some()) {
        true => Ok(stem),
        false => {
            Err("expected a week such as 2026-W46, a month such as 2026-11 or a quarter such as 2026-Q3"
                .to_owned())
        }
    }
}

/// A code of a diagnostic.
pub fn code(text: &str) -> Result<&'static Code, String> {
    Code::find(text).ok_or_else(|| {
        let meant = did_you_mean(text, codes::ALL.iter().map(|code| code.name));
        meant.map_or_else(
            || "no such code; docs/diagnostics.md lists them".to_owned(),
            |meant| format!("no such code; did you mean `{meant}`?"),
        )
    })
}

/// A key and its value, parted by the first `=`.
pub fn key_and_value(text: &str) -> Result<(String, String), String> {
    let parted = text.split_once('=').map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
    parted
        .filter(|(key, value)| !key.is_empty() && !value.is_empty())
        .ok_or_else(|| "expected a key and a value, such as author=ada-north".to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_code_is_one_of_the_table() {
        assert_eq!(code("sop-orphan").map(|code| code.name), Ok("sop-orphan"));
        let meant = code("sop-orphans").map(|code| code.name);
        assert_eq!(meant, Err("no such code; did you mean `sop-orphan`?".to_owned()));
        assert!(code("nothing-like-it").is_err());
    }

    #[test]
    fn a_week_means_its_sunday() {
        assert_eq!(as_of("2026-W46"), Ok(date(2026, 11, 15)));
        assert_eq!(as_of("2026-W53"), Ok(date(2027, 1, 3)));
        assert_eq!(as_of("2026-11-15"), Ok(date(2026, 11, 15)));
        for wrong in
            ["2025-W53", "2026-W00", "2026-W4", "2026-13-01", "20261115", "2026-11", "", "-W", "+026-W01"]
        {
            assert!(as_of(wrong).is_err(), "{wrong}");
        }
        // Every week up to it would be gone through.
        for far in ["9999-12-31", "2101-01-01", "2100-W53", "1899-12-31"] {
            assert!(as_of(far).is_err(), "{far}");
        }
        assert_eq!(as_of("2100-12-31"), Ok(date(2100, 12, 31)));
    }
}
