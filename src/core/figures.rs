//! The figures of a book: rulings, charts, scorecards and credits. Each is a function of the book's records alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::core::Book;
use crate::core::attainment::{Judged, judge_all};
use crate::core::charted::{ChartIndex, Charted, PartIndex, charts};
use crate::core::credit::{CreditMonth, credits, uninvoiced};
use crate::core::invoiced::Invoiced;
use crate::core::metric::record::Rebase;
use crate::core::results::Results;
use crate::core::rollup::{KeptRollup, Rollup, Subject};
use crate::core::score::{Scorecard, scorecards};
use crate::kit::id::ContractId;
use crate::kit::kept::{Last, WorkedOut};
use crate::kit::period::Period;
use crate::kit::source::{AsOf, Place, Text};

/// On the as-of date of the book.
#[derive(Debug, Default)]
pub struct Figures {
    /// By contract, service level, subject (vendor before sites).
    pub judged: Vec<Judged>,
    /// Of whole metrics first, then of the parts that clauses judge.
    pub charts: Vec<Charted>,
    /// Index into `charts` of each whole metric, by subject and metric.
    pub chart_of: ChartIndex,
    /// Index into `charts` of the rows that a clause judges.
    pub part_of: PartIndex,
    /// One a subject and period, newest last; so many are kept: [`Book::history`].
    pub scorecards: BTreeMap<Subject, Vec<Scorecard>>,
    /// By contract, then month.
    pub credits: Vec<CreditMonth>,
    /// Months of which it is not known what they cost, since nothing is invoiced for them.
    pub uninvoiced: Vec<(ContractId, Period)>,
    /// What subjects work out of the records of core alone.
    pub worked_out: WorkedOut,
}

impl Figures {
    /// As they are laid beside those of another version.
    pub fn results(&self) -> Results<'_> {
        Results { judged: &self.judged, scorecards: &self.scorecards, credits: &self.credits }
    }
}

/// All figures of a book.
pub fn figures(book: &Book, rollup: &Rollup<'_>) -> Figures {
    let judged = judge_all(book, rollup);
    let money = || (credits(book, &judged), uninvoiced(book, &judged));
    let ((credits, uninvoiced), (charts, chart_of, part_of)) = rayon::join(money, || charts(book, rollup));
    let scorecards = scorecards(book, &judged, &charts, &part_of);
    let worked_out = WorkedOut::default();
    Figures { judged, charts, chart_of, part_of, scorecards, credits, uninvoiced, worked_out }
}

/// What the figures of one state of a book leave for the next.
#[derive(Debug, Default)]
pub struct KeptFigures {
    pub rollup: KeptRollup,
    pub figures: Last<FiguresOf, Arc<Figures>>,
}

/// What the figures of a book without defects are made from.
#[derive(Debug, PartialEq)]
pub struct FiguresOf {
    /// The files of core.
    pub texts: Vec<Text>,
    pub as_of: AsOf,
    /// What subjects put to them.
    pub rebases: Vec<Rebase>,
    /// With the place of each amount, which credits cite.
    pub invoiced: Vec<(Invoiced, Place)>,
}
