//! Words for what was computed: whose it is, what was promised, what came out.

use crate::core::Book;
use crate::core::attainment::{Judged, Ruling};
use crate::core::contract::record::{Aggregation, ServiceLevel, Target};
use crate::core::metric::record::{Metric, Unit};
use crate::core::rollup::Subject;
use crate::kit::id::VendorId;
use crate::kit::number::Decimal;
use crate::kit::words::Direction;

/// The clause that a ruling was made by.
pub fn clause<'a>(book: &'a Book, judged: &Judged, ruling: &Ruling) -> Option<&'a ServiceLevel> {
    let contract = book.contracts.get(&judged.contract)?;
    contract.versions.get(ruling.version)?.terms.service_levels.get(&judged.service_level)
}

/// The vendor that a subject is, or is a site of.
pub fn vendor_of(book: &Book, subject: &Subject) -> Option<VendorId> {
    match subject {
        Subject::Vendor(vendor) => Some(vendor.clone()),
        Subject::Site(site) => book.sites.get(site).map(|site| site.vendor.value.clone()),
    }
}

pub fn vendor_name<'a>(book: &'a Book, vendor: &'a VendorId) -> &'a str {
    book.vendors.get(vendor).map_or(vendor.as_str(), |vendor| &vendor.name)
}

/// `Acme Labelling`, or `Porto (Acme Labelling)`.
pub fn subject_name(book: &Book, subject: &Subject) -> String {
    match subject {
        Subject::Vendor(vendor) => vendor_name(book, vendor).to_owned(),
        Subject::Site(site) => match book.sites.get(site) {
            Some(site) => format!("{} ({})", site.name, vendor_name(book, &site.vendor)),
            None => site.to_string(),
        },
    }
}

/// A name inside a sentence: `labelling accuracy`; one whose first word is an abbreviation or a product stays as it is.
pub fn in_sentence(name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or_default();
    let is_plain =
        first.chars().skip(1).all(|c| !c.is_uppercase() && !c.is_ascii_digit()) && first.chars().count() > 1;
    let mut letters = name.chars();
    match letters.next() {
        Some(letter) if is_plain => letter.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

/// What came out, and what was promised: `91.20%, needs 95% or more`. A miss never reads as a hit.
pub fn against(metric: &Metric, clause: &ServiceLevel, ruling: &Ruling) -> String {
    let slices = clause.aggregation == Aggregation::Timeslices;
    let (unit, direction) = match slices {
        true => (Unit::Percent, Direction::AtLeast),
        false => (metric.unit, clause.direction),
    };
    let of = if slices { " of slices" } else { "" };
    let number = |decimal: Decimal| unit.with(&decimal.show(shown_decimals(decimal)));
    let Some(value) = ruling.value else { return "no figure".to_owned() };
    let line = match ruling.target {
        Target::Line(line) => Some(line),
        // Beside the bound that was passed.
        Target::Range { low, .. } if value.cmp_decimal(low).is_lt() => Some(low),
        Target::Range { high, .. } => Some(high),
        Target::None => None,
    };
    let shown =
        line.map_or_else(|| value.show(metric.decimals), |line| value.show_against(line, metric.decimals));
    let shown = unit.with(&shown);
    match ruling.target {
        Target::Line(line) => {
            let side = if direction == Direction::AtMost { "less" } else { "more" };
            format!("{shown}{of}, needs {} or {side}", number(line))
        }
        Target::Range { low, high } => format!("{shown}{of}, needs {} to {}", number(low), number(high)),
        Target::None => format!("{shown}{of}"),
    }
}

/// As many decimals as an exact decimal has.
fn shown_decimals(decimal: Decimal) -> u8 {
    let written = decimal.to_string();
    written.split_once('.').map_or(0, |(_, fraction)| u8::try_from(fraction.len()).unwrap_or(6))
}

/// `one`, `two`, … `nine`, then figures.
pub fn count(n: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// `1 service level`, `2 service levels`, with any plural.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// With a capital.
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |letter| letter.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_capital_inside_a_sentence_unless_it_is_theirs() {
        assert_eq!(in_sentence("Labelling accuracy"), "labelling accuracy");
        for kept in ["AHT", "P95 turnaround", "F1 score", "iOS review"] {
            assert_eq!(in_sentence(kept), kept);
        }
        assert_eq!(sentence_case(&counted(2, "plan", "plans")), "Two plans");
    }
}
