//! Weighted scorecards with coverage and gates.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::core::Book;
use crate::core::attainment::{Judged, Outcome, Ruling, WhyNot};
use crate::core::charted::{Charted, PartIndex, improves, of_clause};
use crate::core::contract::record::{Aggregation, Contract, ServiceLevel, Target, Weights};
use crate::core::contract::terms::{covers, middle_day, target_on, version_on};
use crate::core::organisation::record::Site;
use crate::core::rollup::Subject;
use crate::core::spc::{Assurance, Variation};
use crate::kit::calendar::{Grain, Week, week_of};
use crate::kit::id::ServiceLevelId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::words::Direction;

mod card;

pub use card::{Line, Rating, Scorecard, rate, weigh};

/// The last week that ended by the as-of date.
pub fn report_week(book: &Book) -> Week {
    let as_of = book.as_of();
    let week = week_of(as_of);
    if week.sunday() <= as_of { week } else { week.previous() }
}

/// The last week that ended by the as-of date; in a monthly book the last month.
pub fn report_period(book: &Book) -> Period {
    if book.pace() != Grain::Month {
        return Period::Week(report_week(book));
    }
    let mut month = Period::month_of(book.as_of());
    while month.last_day() > book.as_of() {
        month = month.previous();
    }
    month
}

/// A scorecard for every vendor and site and each of the last `history-weeks` weeks, from the first week that has a line; the
/// report's week always has one. A monthly book has them by the month. Rulings are made elsewhere, once; a scorecard selects them.
///
/// The terms are those of the period's middle day, as for its rows. A vendor's scorecard has the lines of all its contracts in
/// force; where several stand together, weights given in points are first brought to 100 for their contract.
pub fn scorecards(
    book: &Book,
    judged: &[Judged],
    charts: &[Charted],
    parts: &PartIndex,
) -> BTreeMap<Subject, Vec<Scorecard>> {
    let now = report_period(book);
    let mut by_subject: BTreeMap<&Subject, Vec<usize>> = BTreeMap::new();
    for (at, of) in judged.iter().enumerate() {
        by_subject.entry(&of.subject).or_default().push(at);
    }
    let reported = reported(judged);
    let vendors = book.vendors.keys().cloned().map(Subject::Vendor);
    let subjects: Vec<Subject> = vendors.chain(book.sites.keys().cloned().map(Subject::Site)).collect();
    subjects
        .into_par_iter()
        .map(|subject| {
            let own = by_subject.get(&subject).map(Vec::as_slice).unwrap_or_default();
            let mut tracks: Vec<Track<'_>> =
                own.iter().filter_map(|&at| Track::new(book, judged, at, charts, parts, &reported)).collect();
            let periods = (0..book.history()).rev().map(|ago| now.plus(-ago));
            let cards = periods.map(|period| scorecard(book, &subject, period, &mut tracks));
            let mut cards: Vec<Scorecard> = cards.collect();
            let empty = cards.iter().take_while(|card| card.lines.is_empty()).count();
            cards.drain(..empty.min(cards.len() - 1));
            (subject, cards)
        })
        .collect()
}

/// First and last days of the windows for which some vendor has figures.
type Reported = BTreeSet<(Date, Date)>;

fn reported(judged: &[Judged]) -> Reported {
    let of_vendors = judged.iter().filter(|judged| matches!(judged.subject, Subject::Vendor(_)));
    let filled = of_vendors.flat_map(|judged| judged.rulings.iter()).filter(|ruling| !ruling.rows.is_empty());
    filled.map(|ruling| (ruling.window.first, ruling.window.last)).collect()
}

/// One service level of one subject, walked period by period.
struct Track<'a> {
    at: usize,
    contract: &'a Contract,
    /// The clause by version of the terms, where it covers the subject, with the index of the chart of its rows.
    clauses: Vec<Option<(&'a ServiceLevel, Option<usize>)>>,
    rulings: &'a [Ruling],
    reported: &'a Reported,
    charts: &'a [Charted],
    /// Index of the chart that was read last, with the number of its periods that have ended.
    chart: Option<(usize, usize)>,
    /// Windows that were due.
    ended: usize,
}

impl<'a> Track<'a> {
    fn new(
        book: &'a Book,
        judged: &'a [Judged],
        at: usize,
        charts: &'a [Charted],
        parts: &'a PartIndex,
        reported: &'a Reported,
    ) -> Option<Track<'a>> {
        let of = judged.get(at)?;
        let contract = book.contracts.get(&of.contract)?;
        let site = match &of.subject {
            Subject::Site(site) => book.sites.get(site),
            Subject::Vendor(_) => None,
        };
        let clauses =
            contract.versions.iter().map(|version| version.terms.service_levels.get(&of.service_level)).map(
                |clause| {
                    clause
                        .filter(|clause| site.is_none_or(|site| covers(book, &clause.scope, site)))
                        .map(|clause| (clause, of_clause(parts, &of.subject, clause)))
                },
            );
        Some(Track {
            at,
            contract,
            clauses: clauses.collect(),
            rulings: &of.rulings,
            reported,
            charts,
            chart: None,
            ended: 0,
        })
    }

    /// The clause in force on a day with its chart, and whether its weights are points.
    fn clause_on(&self, day: Date) -> Option<(&'a ServiceLevel, Option<usize>, bool)> {
        let version = version_on(self.contract, day)?;
        let (clause, chart) = (*self.clauses.get(version)?)?;
        Some((clause, chart, self.contract.versions[version].terms.weights == Weights::Points))
    }

    /// The newest window that was due. Where it is late, and nobody has reported anything for it yet, the newest one before it that
    /// somebody reported for: what has not come changes no rating.
    fn latest(&self) -> Option<usize> {
        let newest = self.ended.checked_sub(1)?;
        let is_awaited = |ruling: &Ruling| {
            ruling.is_late() && !self.reported.contains(&(ruling.window.first, ruling.window.last))
        };
        let stands = self.rulings[..=newest].iter().rposition(|ruling| !is_awaited(ruling));
        let in_force = |at: &usize| self.rulings[*at].outcome != Outcome::NotMeasured(WhyNot::NotInForce);
        Some(stands.filter(in_force).unwrap_or(newest))
    }

    fn line(&mut self, clause: &ServiceLevel, chart: Option<usize>, until: Date) -> Line {
        while self.rulings.get(self.ended).is_some_and(|ruling| ruling.due_on <= until) {
            self.ended += 1;
        }
        if self.chart.map(|(at, _)| at) != chart {
            self.chart = chart.map(|at| (at, 0));
        }
        let (mut variation, mut assurance) = (Variation::TooFewPoints, Assurance::NotApplicable);
        if let Some((at, ended)) = &mut self.chart
            && let Some(chart) = self.charts.get(*at)
        {
            while chart.periods.get(*ended).is_some_and(|period| period.last_day() <= until) {
                *ended += 1;
            }
            if let Some((signal, _, limits)) = ended.checked_sub(1).and_then(|at| chart.seen.get(at)) {
                variation = *signal;
                let target = own_target(clause, until);
                let assured = limits.map(|limits| Assurance::of(&limits, target, improves(clause.direction)));
                assurance = assured.unwrap_or(Assurance::NotApplicable);
            }
        }
        Line { judged: self.at, ruling: self.latest(), chart, variation, assurance, weight: *clause.weight }
    }
}

/// What one point of the metric's series must meet, in its unit.
fn own_target(clause: &ServiceLevel, day: Date) -> Option<f64> {
    if clause.aggregation == Aggregation::Timeslices {
        return clause.slice_target.as_ref().map(|target| target.to_f64());
    }
    match target_on(clause, day).0 {
        Target::Line(target) => Some(target.to_f64()),
        Target::Range { .. } | Target::None => None,
    }
}

fn scorecard(book: &Book, subject: &Subject, period: Period, tracks: &mut [Track<'_>]) -> Scorecard {
    let middle = middle_day(period);
    // What was due since the last day of the newest period is in by the day that the report speaks for.
    let newest = period == report_period(book);
    let until = if newest { book.as_of().max(period.last_day()) } else { period.last_day() };
    let site = match subject {
        Subject::Site(site) => book.sites.get(site),
        Subject::Vendor(_) => None,
    };
    let is_open =
        |site: &Site| site.opened_on <= middle && site.closed_on.as_deref().is_none_or(|on| middle <= *on);
    let mut held: Vec<Held<'_>> = Vec::with_capacity(tracks.len());
    if site.is_none_or(is_open) {
        for track in tracks {
            let Some((clause, chart, by_points)) = track.clause_on(middle) else { continue };
            let line = track.line(clause, chart, until);
            let ruling = line.ruling.and_then(|at| track.rulings.get(at));
            if ruling.is_some_and(|ruling| ruling.outcome == Outcome::NotMeasured(WhyNot::NotInForce)) {
                continue;
            }
            held.push(Held { line, clause, ruling, contract: track.contract, by_points });
        }
    }
    bring_points_to_100(&mut held);
    let scored = held.iter().filter(|held| held.clause.direction != Direction::Neutral);
    let (score, coverage) = weigh(scored.map(|held| (held.line.weight, held.score())));
    let gates_missed: Vec<ServiceLevelId> =
        held.iter().filter(|held| held.misses_gate()).map(|held| held.clause.id.clone()).collect();
    Scorecard {
        subject: subject.clone(),
        period,
        score,
        coverage,
        rating: rate(&book.settings, score, coverage, !gates_missed.is_empty()),
        gates_missed,
        lines: held.into_iter().map(|held| held.line).collect(),
    }
}

/// A line with what it was made from.
struct Held<'a> {
    line: Line,
    clause: &'a ServiceLevel,
    ruling: Option<&'a Ruling>,
    contract: &'a Contract,
    by_points: bool,
}

impl Held<'_> {
    fn score(&self) -> Option<Quotient> {
        let judged = |ruling: &&Ruling| matches!(ruling.outcome, Outcome::Met | Outcome::Missed);
        self.ruling.filter(judged).and_then(|ruling| ruling.score)
    }

    fn misses_gate(&self) -> bool {
        self.clause.gate && self.ruling.is_some_and(Ruling::missed)
    }
}

/// Points of one contract and percents of another do not add up: each contract in points is brought to 100, to six decimals.
/// A contract that stands alone keeps its points, since only their proportions count.
fn bring_points_to_100(held: &mut [Held<'_>]) {
    let alone = held.windows(2).all(|pair| pair[0].contract.id == pair[1].contract.id);
    if alone {
        return;
    }
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    for held in held.iter().filter(|held| held.by_points) {
        *sums.entry(held.contract.id.as_str()).or_default() += i128::from(held.line.weight.micro());
    }
    for held in held.iter_mut().filter(|held| held.by_points) {
        let sum = sums.get(held.contract.id.as_str()).copied().unwrap_or_default();
        let share = Quotient::new(i128::from(held.line.weight.micro()) * 100, sum);
        let micro = share.map_or(0, |share| share.rounded(6));
        held.line.weight = Decimal::from_micro(i64::try_from(micro).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests;
