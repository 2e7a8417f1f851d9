//! What a scorecard is, and how its lines add up.

use crate::core::rollup::Subject;
use crate::core::settings::record::Settings;
use crate::core::spc::{Assurance, Variation};
use crate::kit::exact::{Sum, Toward};
use crate::kit::id::ServiceLevelId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::words::RatingName;

/// What the contract's service levels say of one subject at the end of one week; in a monthly book of one month.
#[derive(Clone, Debug)]
pub struct Scorecard {
    pub subject: Subject,
    /// Each line holds the latest window of its service level that was due by this period's last day.
    pub period: Period,
    pub lines: Vec<Line>,
    /// 0 to 100, weighted over what was measured, exact; `None` when nothing scored was measured.
    pub score: Option<Quotient>,
    /// Percent of the weight measured, 0 to 100; `None` when no line has weight.
    pub coverage: Option<Quotient>,
    pub rating: Rating,
    /// Gates that were missed and cap the rating.
    pub gates_missed: Vec<ServiceLevelId>,
}

#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Index into `Report::judged`.
    pub judged: usize,
    /// Index into `Judged::rulings`; `None` when no window has ended yet.
    pub ruling: Option<usize>,
    /// Index into `Report::charts`: the rows that the clause judges. `None` without any.
    pub chart: Option<usize>,
    /// As that series looked when this period was the last.
    pub variation: Variation,
    pub assurance: Assurance,
    /// In force in that period.
    pub weight: Decimal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    Named(RatingName),
    /// Less weight measured than the book's `insufficient-coverage`.
    InsufficientData,
    NotMeasured,
}

impl Rating {
    pub fn label(self) -> &'static str {
        match self {
            Rating::Named(name) => name.label(),
            Rating::InsufficientData => "Insufficient data",
            Rating::NotMeasured => "Not measured",
        }
    }
}

/// Score = Σ weight × score ÷ Σ weight over what was measured, 0 to 100; coverage = 100 × Σ measured weight ÷ Σ weight. Exact, but for a score
/// whose ratio 128 bits do not hold, which is cut to 18 decimals.
pub fn weigh(
    lines: impl Iterator<Item = (Decimal, Option<Quotient>)>,
) -> (Option<Quotient>, Option<Quotient>) {
    let (mut total, mut measured) = (0_i128, 0_i128);
    let mut sum = Sum::default();
    for (weight, score) in lines {
        let weight = i128::from(weight.micro());
        total += weight;
        if let Some(score) = score {
            measured += weight;
            sum.add(weight, score);
        }
    }
    let score = (measured > 0).then(|| sum.over(measured, Toward::Lower));
    (score, Quotient::new(measured * 100, total))
}

/// The band of a score. Less coverage than the book wants is insufficient data, whatever was measured; a missed gate allows
/// nothing better than requires improvement.
pub fn rate(
    book: &Settings,
    score: Option<Quotient>,
    coverage: Option<Quotient>,
    gate_missed: bool,
) -> Rating {
    let (Some(score), Some(coverage)) = (score, coverage) else { return Rating::NotMeasured };
    if coverage.cmp_decimal(*book.insufficient_coverage).is_lt() {
        return Rating::InsufficientData;
    }
    // Cut, so that no score is rounded up into a band.
    let cut = Decimal::from_micro(i64::try_from(score.cut(6)).unwrap_or_default());
    let name = book.rating(cut);
    Rating::Named(if gate_missed { name.max(RatingName::RequiresImprovement) } else { name })
}
