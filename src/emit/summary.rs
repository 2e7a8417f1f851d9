//! The words of the last line.

use std::time::Duration;

use crate::kit::diag::{self, Diagnostics, class_in_words, plural};

/// `12,345`
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(",")
}

/// `999 bytes`, `1.5 kB`, `84.2 MB`: powers of 1,000, one decimal, rounded down.
pub fn decimal_bytes(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return plural(usize::try_from(bytes).unwrap_or_default(), "byte"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    format!("{}.{} {name}", grouped(bytes / unit), bytes % unit * 10 / unit)
}

/// `0.42 s`, `12.3 s`
pub fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.2} s") } else { format!("{seconds:.1} s") }
}

/// Messages from which on a table says how many there are of each code.
const MANY: usize = 10;

/// How many messages there are of each code, the most frequent first; empty where they are few, or all of one code.
pub fn by_code(diagnostics: &Diagnostics) -> String {
    let counted = diag::by_code(diagnostics);
    if diagnostics.len() < MANY || counted.len() < 2 {
        return String::new();
    }
    let counts: Vec<String> = counted.iter().map(|(_, count)| grouped(*count as u64)).collect();
    let width = counts.iter().map(String::len).max().unwrap_or_default();
    let longest = counted.iter().map(|(code, _)| code.name.len()).max().unwrap_or_default();
    let rows = counted.iter().zip(&counts).map(|((code, _), count)| {
        format!("  {count:>width$}  {:longest$}  {}\n", code.name, class_in_words(code))
    });
    let first = counted.first().map_or("", |(code, _)| code.name);
    format!("by code (`scorebook check {first}` lists one alone):\n{}", rows.collect::<String>())
}

/// `listed 3 of 1,368 messages`
pub fn listed(listed: usize, all: usize) -> String {
    let messages = if all == 1 { "message" } else { "messages" };
    format!("listed {} of {} {messages}", grouped(listed as u64), grouped(all as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::sample;
    use crate::kit::diag::tally;

    #[test]
    fn numbers_read_as_a_person_writes_them() {
        assert_eq!(
            (grouped(0), grouped(999), grouped(1_234_567)),
            ("0".into(), "999".into(), "1,234,567".into())
        );
        assert_eq!(decimal_bytes(999), "999 bytes");
        assert_eq!(decimal_bytes(1_999), "1.9 kB");
        assert_eq!(decimal_bytes(84_250_000), "84.2 MB");
        assert_eq!(seconds(Duration::from_millis(420)), "0.42 s");
        assert_eq!(tally(&sample::diagnostics()), "2 defects · 1 finding (serious) · 1 waived");
    }
}
