//! Figures as pages write them: values and targets with their unit, dates of windows, scores that never round up.

use crate::core::attainment::Recent;
use crate::core::contract::record::{Aggregation, Chronic, ServiceLevel, Target, Window};
use crate::core::interval::wilson;
use crate::core::metric::record::{Metric, Unit};
use crate::kit::calendar::{Grain, day_short};
use crate::kit::diag::plural;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::words::Direction;

/// In what a service level's result is counted.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub unit: Unit,
    /// Shown decimals, 0 to 6.
    pub decimals: u8,
    /// Of what a percentage is a share, where it counts the periods that met: `weeks`. Empty where the metric's name says it.
    pub of: &'static str,
}

impl Measure {
    pub fn of(metric: &Metric) -> Measure {
        Measure { unit: metric.unit, decimals: metric.decimals, of: "" }
    }

    /// Of a clause's result: with timeslices the percentage of slices, else the metric's own unit.
    pub fn of_clause(level: &ServiceLevel, metric: &Metric) -> Measure {
        match level.aggregation {
            Aggregation::Timeslices => Measure { unit: Unit::Percent, decimals: 1, of: slices(Some(metric)) },
            Aggregation::Occurrences | Aggregation::RatioTimeslices => Measure::of(metric),
        }
    }

    /// A value by itself: `95.20%`, `75.0% of weeks`.
    pub fn show(self, value: Quotient) -> String {
        self.with(&value.show(self.decimals))
    }

    fn with(self, number: &str) -> String {
        let said = self.unit.with(number);
        if self.of.is_empty() { said } else { format!("{said} of {}", self.of) }
    }

    /// A value beside what it is judged by, so that rounding never turns a miss into a visual hit.
    pub fn show_against(self, value: Quotient, target: &Target) -> String {
        let line = match *target {
            Target::Line(line) => line,
            Target::Range { low, high } => {
                if value.cmp_decimal(low).is_lt() {
                    low
                } else {
                    high
                }
            }
            Target::None => return self.show(value),
        };
        let shown = value.show_against(line, self.decimals);
        // Past nine decimals the difference is said in words, which take no unit.
        if shown.ends_with("target") { shown } else { self.with(&shown) }
    }

    /// A set value, with no more decimals than it needs: `95%`, `2,000`.
    pub fn setting(self, value: Decimal) -> String {
        self.unit.with(&exact(value))
    }

    /// What is promised, without a sign, so that `87.25%, needs 95% or more` is no false sum: `95% or more`, `4% or less`, `75% to
    /// 85%`; with timeslices always a least share.
    pub fn promise(self, level: &ServiceLevel, target: &Target) -> String {
        match *target {
            Target::None => "no target".to_owned(),
            Target::Range { low, high } => format!("{} to {}", self.setting(low), self.setting(high)),
            Target::Line(line) => {
                let least =
                    level.aggregation == Aggregation::Timeslices || level.direction == Direction::AtLeast;
                format!("{} or {}", self.setting(line), if least { "more" } else { "less" })
            }
        }
    }
}

/// The plural of a metric's row period: `weeks`.
pub fn slices(metric: Option<&Metric>) -> &'static str {
    match metric.map(|metric| metric.grain) {
        Some(Grain::Day) => "days",
        Some(Grain::Month) => "months",
        Some(Grain::Week) | None => "weeks",
    }
}

/// A decimal with thousands grouped and no more decimals than it needs.
pub fn exact(value: Decimal) -> String {
    let mut micro = value.micro();
    let mut decimals = 6;
    while decimals > 0 && micro % 10 == 0 {
        micro /= 10;
        decimals -= 1;
    }
    value.show(decimals)
}

/// A score, a coverage or a share that thresholds judge: cut to one decimal, so that 89.96 is never shown as 90.
pub fn cut(value: Quotient) -> String {
    value.show_cut()
}

/// The window in a few words: `W46, to 15 Nov 2026`, `October 2026`, `4 weeks to 15 Nov 2026`.
pub fn window(kind: Window, period: Period) -> String {
    match kind {
        Window::Week | Window::Month | Window::Quarter | Window::Year => period.label(),
        Window::Rolling4 => format!("4 weeks to {}", day_short(period.last_day())),
        Window::Rolling13 => format!("13 weeks to {}", day_short(period.last_day())),
    }
}

/// What a clause's chronic trigger counts, beside its limit: `5 of the last 12 months missed (limit 4)`; of a young service level
/// `4 of 7 months so far missed (limit 4 in 12)`.
pub fn chronic(limit: &Chronic, recent: Recent, kind: Window) -> String {
    let noun = match kind {
        Window::Week | Window::Month | Window::Quarter | Window::Year => kind.label(),
        _ => "window",
    };
    let windows = plural(recent.windows as usize, noun);
    match recent.windows < limit.windows {
        true => {
            format!(
                "{} of {windows} so far missed (limit {} in {})",
                recent.missed, limit.misses, limit.windows
            )
        }
        false => format!("{} of the last {windows} missed (limit {})", recent.missed, limit.misses),
    }
}

/// An amount with its currency, as ledgers write it: `16,666.67 USD`.
pub fn money(amount: crate::kit::number::Money, currency: &str) -> String {
    format!("{}\u{a0}{currency}", amount.show(currency))
}

/// `2nd`, `3rd`, `11th`.
pub fn ordinal(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// A sum in millionths, with thousands grouped, and with two decimals where it is no whole number.
pub fn sum(micro: i128) -> String {
    let scale = i128::from(Decimal::SCALE);
    match Quotient::new(micro, scale) {
        Some(value) if micro % scale == 0 => value.show(0),
        Some(value) => value.show(2),
        None => String::new(),
    }
}

/// Both ends of the 95% interval of a share, in percent: of a sampled metric, from sums in millionths.
pub fn sampled(metric: &Metric, numerator: i128, denominator: i128) -> Option<(String, String)> {
    let scale = Decimal::SCALE as f64;
    wilson(numerator as f64 / scale, denominator as f64 / scale).filter(|_| metric.sampled).map(percents)
}

/// Both ends of an interval of shares, in percent.
pub fn percents((low, high): (f64, f64)) -> (String, String) {
    (format!("{:.1}", low * 100.0), format!("{:.1}", high * 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::source::{Place, RepoPath, Span};

    #[test]
    fn scores_are_cut_not_rounded() {
        assert_eq!(Quotient::new(89_960, 1000).map(cut).as_deref(), Some("89.9"));
        assert_eq!(Quotient::new(100, 1).map(cut).as_deref(), Some("100"));
        assert_eq!(Quotient::new(0, 1).map(cut).as_deref(), Some("0"));
    }

    #[test]
    fn a_chronic_miss_says_how_many_there_were_and_not_how_many_it_takes() {
        let place = Place { path: RepoPath::new("data/a.toml"), span: Span::new(0, 0), line: 1, column: 1 };
        let limit = Chronic { misses: 4, windows: 12, place };
        let said = |missed, windows, kind| chronic(&limit, Recent { missed, windows }, kind);
        assert_eq!(said(5, 12, Window::Month), "5 of the last 12 months missed (limit 4)");
        assert_eq!(said(4, 7, Window::Week), "4 of 7 weeks so far missed (limit 4 in 12)");
        assert_eq!(said(6, 12, Window::Rolling4), "6 of the last 12 windows missed (limit 4)");
    }

    #[test]
    fn settings_carry_no_idle_decimals() {
        assert_eq!(exact(Decimal::from_int(2000)), "2,000");
        assert_eq!(exact(Decimal::from_micro(95_500_000)), "95.5");
    }
}
