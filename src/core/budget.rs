//! The error budget of a service level: how many misses its target allows, and how many of them are used up.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::core::attainment::Ruling;
use crate::core::charted::improves;
use crate::core::contract::record::{Aggregation, ServiceLevel, Target, Window};
use crate::core::metric::record::{Metric, MetricKind, Unit};
use crate::core::spc::Improves;
use crate::kit::calendar::days_between;
use crate::kit::exact::{Toward, floor, of_decimal, to_quotient};
use crate::kit::number::Quotient;

/// What a window allowed and what it had.
#[derive(Clone, Debug)]
pub struct Budget {
    /// (1 − target) × total for a target from above, target × total for one from below.
    pub allowed: Quotient,
    pub missed: Quotient,
    /// 100 × missed ÷ allowed, in percent, above 100 when overspent; `None` where nothing is allowed. Signals speak of the same share.
    pub used: Option<Quotient>,
    /// Days of the window after which the allowance is gone at its mean rate, and the window's days; `None` where it lasts.
    pub gone_after: Option<(i64, i64)>,
}

/// Of a ruling on a share in percent, judged over its whole window by one line; `None` for anything else.
pub fn budget(metric: &Metric, clause: &ServiceLevel, ruling: &Ruling) -> Option<Budget> {
    let is_share = metric.kind == MetricKind::Ratio && metric.unit == Unit::Percent;
    if !is_share || clause.aggregation != Aggregation::Occurrences || ruling.value.is_none() {
        return None;
    }
    let Target::Line(target) = ruling.target else { return None };
    let micro = |value: i128| BigRational::new(BigInt::from(value), BigInt::from(1_000_000));
    let (numerator, total) = (micro(ruling.numerator), micro(ruling.denominator));
    let exact = ruling.beyond.target.as_deref().cloned();
    let target = exact.unwrap_or_else(|| of_decimal(target)) / BigInt::from(100);
    let (allowed, missed) = match improves(clause.direction) {
        Improves::Up => (&total - &target * &total, &total - &numerator),
        Improves::Down => (&target * &total, numerator),
        Improves::Neutral => return None,
    };
    let nothing = BigRational::from(BigInt::ZERO);
    let used =
        (allowed > nothing).then(|| to_quotient(&(&missed * BigInt::from(100) / &allowed), Toward::Lower));
    // The days that the window's rows cover.
    let days = i64::from(days_between(ruling.window.first, ruling.window.last)) + 1;
    // Of a window that is one period alone.
    let is_plain = matches!(clause.window, Window::Week | Window::Month | Window::Quarter | Window::Year);
    let is_plain = is_plain && ruling.combined_with.is_empty();
    let gone_after = (is_plain && missed > allowed).then(|| {
        let after = BigRational::from(BigInt::from(days)) * &allowed / &missed;
        (floor(&after), days)
    });
    Some(Budget {
        allowed: to_quotient(&allowed, Toward::Lower),
        missed: to_quotient(&missed, Toward::Lower),
        used,
        gone_after,
    })
}

/// What a window with as many cases as an earlier one may have.
pub struct Allowance {
    improves: Improves,
    /// Above 0.
    of_window: BigRational,
}

/// Of a ruling, by the clause as it is now; `None` where its target allows no misses, or for anything but a share in percent.
pub fn allowance(metric: &Metric, clause: &ServiceLevel, ruling: &Ruling) -> Option<Allowance> {
    if metric.kind != MetricKind::Ratio || metric.unit != Unit::Percent {
        return None;
    }
    let Target::Line(target) = clause.target() else { return None };
    let total = millionths(ruling.denominator);
    let target = of_decimal(target) / BigInt::from(100);
    let improves = improves(clause.direction);
    let of_window = match improves {
        Improves::Up => &total - &target * &total,
        Improves::Down => target * total,
        Improves::Neutral => return None,
    };
    (of_window > BigRational::from(BigInt::ZERO)).then_some(Allowance { improves, of_window })
}

impl Allowance {
    /// Percent of it that the misses of these sums of numerators and denominators use up.
    pub fn used(&self, sums: (i128, i128)) -> Quotient {
        let misses = millionths(self.misses(sums));
        to_quotient(&(misses * BigInt::from(100) / &self.of_window), Toward::Lower)
    }

    /// Whether these sums have more misses than it: [`Allowance::used`] is above 100.
    pub fn is_overspent(&self, sums: (i128, i128)) -> bool {
        BigInt::from(self.misses(sums)) * self.of_window.denom() > self.of_window.numer() * 1_000_000
    }

    fn misses(&self, (numerator, denominator): (i128, i128)) -> i128 {
        match self.improves {
            Improves::Up => denominator - numerator,
            Improves::Down | Improves::Neutral => numerator,
        }
    }
}

fn millionths(value: i128) -> BigRational {
    BigRational::new(BigInt::from(value), BigInt::from(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::number::Decimal;
    use crate::kit::words::Direction;
    use crate::subject::report::report;
    use crate::testing::Bench;

    fn of(bench: &Bench) -> Option<Budget> {
        let report = report(&bench.register);
        let judged = &report.judged[0];
        let ruling = judged.rulings.iter().rev().find(|ruling| ruling.value.is_some())?;
        let clause = &bench.register.contracts["acme-2026"].versions[0].terms.service_levels["accuracy"];
        budget(&bench.register.metrics["accuracy"], clause, ruling)
    }

    fn bench(numerator: i64) -> Bench {
        let mut bench = Bench::new();
        bench.add_row("2026-W46", numerator, 1_000);
        bench
    }

    fn shown(value: Quotient) -> String {
        value.show(1)
    }

    #[test]
    fn a_share_allows_what_its_target_leaves() {
        let kept = of(&bench(980)).expect("a share");
        assert_eq!((shown(kept.allowed), shown(kept.missed)), ("50.0".to_owned(), "20.0".to_owned()));
        assert_eq!((kept.used.map(shown), kept.gone_after), (Some("40.0".to_owned()), None));
        let spent = of(&bench(900)).expect("a share");
        assert_eq!(spent.used.map(shown).as_deref(), Some("200.0"));
        assert_eq!(spent.gone_after, Some((3, 7)), "half a week's misses allowed");
    }

    #[test]
    fn a_target_of_a_hundred_allows_nothing() {
        let mut bench = bench(1_000);
        bench.level(|level| level.target = Target::Line(Decimal::from_int(100)).into());
        let none = of(&bench).expect("a share");
        assert_eq!(
            (shown(none.allowed), none.used.is_none(), none.gone_after),
            ("0.0".to_owned(), true, None)
        );
    }

    #[test]
    fn a_ceiling_counts_what_it_counts() {
        let mut bench = bench(30);
        bench.metric(|metric| metric.direction = Direction::AtMost);
        bench.level(|level| {
            level.direction = Direction::AtMost;
            level.target = Target::Line(Decimal::from_int(4)).into();
        });
        let ceiling = of(&bench).expect("a share");
        assert_eq!((shown(ceiling.allowed), shown(ceiling.missed)), ("40.0".to_owned(), "30.0".to_owned()));
        assert_eq!(ceiling.used.map(shown).as_deref(), Some("75.0"));
    }
}
