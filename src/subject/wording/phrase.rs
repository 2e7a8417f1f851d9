//! How promises, figures, rulings and ages read: one wording for all pages of the team.

use jiff::civil::Date;

use crate::core::attainment::{Outcome, Ruling};
use crate::core::contract::record::{Aggregation, ServiceLevel, Target};
use crate::core::interval::Reading;
use crate::core::metric::record::{Metric, Unit};
pub use crate::kit::calendar::day_short as day;
use crate::kit::calendar::short_month;
use crate::kit::diag::plural;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::words::Direction;
use crate::subject::text::piece::Inline;
use crate::subject::text::words::Unproved;
use crate::subject::wording::figure::{Measure, slices};
pub use crate::subject::wording::figure::{cut, exact};
use crate::subject::wording::tone;
use crate::subject::wording::tone::Tone;

/// Units as pages write them after a number that has no mark of its own: `8,000 units`.
pub fn counted(unit: Unit, number: &str) -> String {
    match unit {
        Unit::Units | Unit::Points | Unit::People => format!("{number} {}", unit.label()),
        _ => unit.with(number),
    }
}

/// `95% or more`, `24 h or less`, `from 75% to 85%`, `no target`.
pub fn bound(direction: Direction, target: Target, unit: Unit) -> String {
    match (direction, target) {
        (Direction::Neutral, _) | (_, Target::None) => "no target".to_owned(),
        (_, Target::Range { low, high }) => {
            format!("from {} to {}", unit.with(&exact(low)), counted(unit, &exact(high)))
        }
        (direction, Target::Line(line)) => {
            let side = if direction == Direction::AtMost { "less" } else { "more" };
            format!("{} or {side}", counted(unit, &exact(line)))
        }
    }
}

/// The whole promise of a service level against `target`.
pub fn promise(level: &ServiceLevel, target: Target, metric: Option<&Metric>) -> String {
    let unit = unit_of(metric);
    match (level.aggregation, &level.slice_target, target) {
        (Aggregation::Timeslices, Some(slice), Target::Line(share)) => {
            let slices = slices(metric);
            let each = bound(level.direction, Target::Line(**slice), unit);
            format!("{}% or more of {slices} with {each}", exact(share))
        }
        _ => bound(level.direction, target, unit),
    }
}

fn unit_of(metric: Option<&Metric>) -> Unit {
    metric.map_or(Unit::Units, |metric| metric.unit)
}

/// How much of a window is there, where rows are missing or withheld: `3 of 4 weeks, 1 of 2 sites`, `3 of 4 weeks, 1 withheld`. Where single
/// sites withheld theirs, it is sites that are counted as withheld.
pub fn gaps(ruling: &Ruling, metric: Option<&Metric>) -> Option<String> {
    let gaps = ruling.gaps()?;
    let (there, due) = gaps.slices;
    let periods = slices(metric);
    let periods = if due == 1 { periods.trim_end_matches('s') } else { periods };
    let sites = gaps.sites.map(|(there, due)| format!(", {there} of {}", plural(due, "site")));
    let withheld = match gaps.withheld {
        (0, _) => String::new(),
        (slices, 0) => format!(", {slices} withheld"),
        (_, sites) => format!(", {sites} withheld"),
    };
    // A site that withholds stands behind the sites, a week behind the weeks.
    let sites = sites.unwrap_or_default();
    let rest = if gaps.withheld.1 == 0 { format!("{withheld}{sites}") } else { format!("{sites}{withheld}") };
    Some(format!("{there} of {due} {periods}{rest}"))
}

/// What a reader has to know of a result that was judged with too little, since no window follows.
pub const OPEN_POOL: &str = "low volume, judged as it stands: no window follows";

/// `1 point`, `1,500 points`
pub fn points(points: Decimal) -> String {
    if points == Decimal::from_int(1) { "1 point".to_owned() } else { format!("{} points", exact(points)) }
}

/// A value beside its target, so that a miss never reads as a hit.
pub fn against(value: Quotient, target: Target, unit: Unit, decimals: u8) -> String {
    Measure { unit, decimals, of: "" }.show_against(value, &target)
}

/// A ruling's figure, or nothing where nothing was measured.
pub fn figure(ruling: &Ruling, level: &ServiceLevel, metric: Option<&Metric>) -> Option<String> {
    let by_units = Measure { unit: Unit::Units, decimals: 2, of: "" };
    let measure = metric.map_or(by_units, |metric| Measure::of_clause(level, metric));
    Some(measure.show_against(ruling.value?, &ruling.target))
}

/// Tone and word of a ruling.
pub fn verdict(ruling: &Ruling) -> (&'static str, &'static str) {
    let Tone { tone, label } = tone::attainment(ruling);
    match (ruling.reading, label) {
        (Some(Reading::MissWithinError), "Missed") => (tone, "Missed, within sampling error"),
        _ => (tone, label),
    }
}

/// A ruling as one sentence: `October 2026: missed, 94.2%, needs 95% or more`.
pub fn sentence(ruling: &Ruling, level: &ServiceLevel, metric: Option<&Metric>) -> String {
    let window = window(ruling);
    let (_, word) = verdict(ruling);
    let word = word.to_lowercase();
    match (&ruling.outcome, figure(ruling, level, metric)) {
        (Outcome::NotMeasured(why), _) => format!("{window}: {word}, {}", why.text()),
        (Outcome::Shown, Some(value)) => format!("{window}: {value}, {word}"),
        (_, Some(value)) => {
            let sure = if ruling.provisional { " (provisional)" } else { "" };
            let rest = gaps(ruling, metric).map_or_else(String::new, |gaps| format!("; {gaps}"));
            let promise = promise(level, ruling.target, metric);
            format!("{window}: {word}, {value}{sure}, needs {promise}{rest}")
        }
        (_, None) => format!("{window}: {word}"),
    }
}

/// The window in words: a rolling one by its end.
pub fn window(ruling: &Ruling) -> String {
    capital(&ruling.window.label())
}

/// The first letter in upper case.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A period as short as an axis wants it: `W46`, `Oct`, `Q3`, `18 Nov`.
pub fn short(period: Period) -> String {
    match period {
        Period::Week(week) => week.to_string().split_off(5),
        Period::Month(_, month) => short_month(month),
        Period::Quarter(_, quarter) => format!("Q{quarter}"),
        Period::Year(year) => year.to_string(),
        Period::Day(day) => short_day(day),
    }
}

/// `15 Nov`
pub fn short_day(day: Date) -> String {
    format!("{} {}", day.day(), short_month(day.month()))
}

/// How long until, or since, a day that wants something done; positive is late.
pub fn age(days: i32) -> Unproved {
    match days {
        i32::MIN..=-1 => Inline::chip("plain", format!("in {}", days_text(-i64::from(days)))),
        0 => Inline::chip("near", "today").into(),
        1..=30 => Inline::chip("near", format!("{} late", days_text(i64::from(days)))),
        31..=90 => Inline::chip("poor", format!("{} late", days_text(i64::from(days)))),
        91.. => Inline::chip("bad", format!("{} late", days_text(i64::from(days)))),
    }
}

fn days_text(days: i64) -> String {
    plural(usize::try_from(days).unwrap_or(0), "day")
}

/// A percentage with one decimal, of a quotient in percent.
pub fn percent(value: Quotient) -> String {
    format!("{}%", value.show(1))
}

/// `part` of `whole` in percent; `None` when the whole is not above 0.
pub fn share(part: Decimal, whole: Decimal) -> Option<Quotient> {
    Quotient::new(i128::from(part.micro()) * 100, i128::from(whole.micro()))
}

/// `no plan is open`, `1 plan is open`, `3 plans are open`.
pub fn are(count: usize, singular: &str, what: &str) -> String {
    match count {
        0 => format!("no {singular} is {what}"),
        1 => format!("1 {singular} is {what}"),
        _ => format!("{count} {singular}s are {what}"),
    }
}

/// Sentences joined with a space, each with a capital and a full stop.
pub fn sentences<S: AsRef<str>>(parts: &[S]) -> String {
    let written: Vec<String> = parts
        .iter()
        .filter(|part| !part.as_ref().is_empty())
        .map(|part| format!("{}.", capital(part.as_ref().trim_end_matches('.'))))
        .collect();
    written.join(" ")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn promises_read_as_a_person_says_them() {
        let line = |n| Target::Line(Decimal::from_int(n));
        assert_eq!(bound(Direction::AtLeast, line(95), Unit::Percent), "95% or more");
        assert_eq!(bound(Direction::AtMost, line(24), Unit::Hours), "24\u{a0}h or less");
        assert_eq!(bound(Direction::AtMost, line(12_000), Unit::Units), "12,000 units or less");
        let range = Target::Range { low: Decimal::from_int(75), high: Decimal::from_int(85) };
        assert_eq!(bound(Direction::Range, range, Unit::Percent), "from 75% to 85%");
        assert_eq!(bound(Direction::Neutral, Target::None, Unit::Percent), "no target");
    }

    #[test]
    fn ages_say_which_side_of_the_day_it_is() {
        let said = |days| (age(days).tone(), age(days).text().to_owned());
        assert_eq!(said(-7), ("plain", "in 7 days".to_owned()));
        assert_eq!(said(-1), ("plain", "in 1 day".to_owned()));
        assert_eq!(said(0), ("near", "today".to_owned()));
        assert_eq!(said(30), ("near", "30 days late".to_owned()));
        assert_eq!(said(31).0, "poor");
        assert_eq!(said(91).0, "bad");
    }

    #[test]
    fn a_miss_beside_its_target_never_reads_as_a_hit() {
        let value = Quotient::new(94_996, 1000).unwrap();
        let target = Target::Line(Decimal::from_int(95));
        assert_eq!(against(value, target, Unit::Percent, 1), "94.996%");
    }

    #[test]
    fn short_forms_are_short() {
        assert_eq!(short(Period::Month(2026, 10)), "Oct");
        assert_eq!(short(Period::quarter_of(date(2026, 8, 1), 1)), "Q3");
        assert_eq!(Period::parse("2026-W46").map(short).as_deref(), Some("W46"));
        assert_eq!(day(date(2026, 11, 15)), "15 Nov 2026");
        assert_eq!(exact(Decimal::from_micro(95_500_000)), "95.5");
        assert_eq!(exact(Decimal::from_int(12_000)), "12,000");
    }

    #[test]
    fn sentences_start_large_and_end_in_a_stop() {
        assert_eq!(sentences(&["no plan is open", "", "all is well."]), "No plan is open. All is well.");
    }
}
