//! The line that a chart's points are held against: the target in force in each period, and where it is written.

use jiff::civil::Date;

use crate::core::Book;
use crate::core::contract::record::{Aggregation, Contract, Scope, ServiceLevel, Target, Window};
use crate::core::contract::terms::{clause_on, covers, middle_day, target_on};
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::Subject;
use crate::kit::calendar::{Grain, add_days, days_between};
use crate::kit::id::ServiceLevelId;
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::Place;

/// A target on a chart, as it is written.
#[derive(Clone, Debug)]
pub struct WrittenTarget {
    /// Index of the first period it holds for.
    pub from: usize,
    pub line: Decimal,
    pub place: Place,
}

/// The scope within a subject: a site's rows are its own, whichever sites the clause names.
pub fn part(subject: &Subject, scope: &Scope) -> Scope {
    let mut part = scope.clone();
    if matches!(subject, Subject::Site(_)) {
        part.sites.clear();
    }
    part
}

/// The target of each period, looked up anew only where terms can have changed since the period before; and where each that differs
/// from the one before is written.
pub fn targets(
    book: &Book,
    subject: &Subject,
    metric: &Metric,
    periods: &[Period],
    clauses: &[(&Contract, &ServiceLevelId)],
    scopes: &[Scope],
) -> (Vec<Option<f64>>, Vec<WrittenTarget>) {
    let changes = changes(clauses);
    let mut last: Option<(usize, Option<(Decimal, &Place)>)> = None;
    let mut written: Vec<WrittenTarget> = Vec::new();
    let mut targets = Vec::with_capacity(periods.len());
    for (at, period) in periods.iter().enumerate() {
        let day = middle_day(*period);
        let on = |day| target(book, subject, metric, day, clauses, scopes);
        let passed = changes.partition_point(|change| *change <= day);
        let inside = changes_inside(&changes, *period);
        let found = match last {
            _ if !inside.is_empty() => most(*period, inside, on),
            Some((before, target)) if before == passed => target,
            _ => on(day),
        };
        last = inside.is_empty().then_some((passed, found));
        if let Some((line, place)) = found
            && written.last().is_none_or(|before| before.line != line || &before.place != place)
        {
            written.push(WrittenTarget { from: at, line, place: place.clone() });
        }
        targets.push(found.map(|(line, _)| line.to_f64()));
    }
    (targets, written)
}

/// The changes inside a month, past its first day; a shorter period is held against the terms of its own day.
fn changes_inside(changes: &[Date], period: Period) -> &[Date] {
    if !matches!(period, Period::Month(..)) {
        return &[];
    }
    let from = changes.partition_point(|change| *change <= period.first_day());
    let to = changes.partition_point(|change| *change <= period.last_day());
    &changes[from..to]
}

/// The target that holds on most days of a month, of those with one; the later of equals.
fn most<'c>(
    period: Period,
    changes: &[Date],
    on: impl Fn(Date) -> Option<(Decimal, &'c Place)>,
) -> Option<(Decimal, &'c Place)> {
    let firsts = std::iter::once(period.first_day()).chain(changes.iter().copied());
    let nexts = changes.iter().copied().chain([add_days(period.last_day(), 1)]);
    let mut held: Vec<((Decimal, &Place), i32)> = Vec::new();
    for (first, next) in firsts.zip(nexts) {
        let Some(found) = on(first) else { continue };
        let at = held.iter().position(|((line, _), _)| *line == found.0);
        let before = at.map_or(0, |at| held.remove(at).1);
        held.push((found, before + days_between(first, next)));
    }
    held.into_iter().max_by_key(|(_, days)| *days).map(|(found, _)| found)
}

/// Days on which the terms of any of the clauses change, in order.
fn changes(clauses: &[(&Contract, &ServiceLevelId)]) -> Vec<Date> {
    let mut days: Vec<Date> = Vec::new();
    for (contract, id) in clauses {
        days.push(contract.effective_on);
        for version in &contract.versions {
            days.extend([version.from, add_days(*version.terms.ends_on, 1)]);
            let ramp = version.terms.service_levels.get(*id).map(|clause| clause.ramp.as_slice());
            days.extend(ramp.unwrap_or_default().iter().map(|step| *step.from));
        }
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// The target in force on a day of the service level whose scope selects the chart's rows: of several the most material, then
/// the heaviest, then by id. `None` where none can be drawn on a chart of single periods.
fn target<'c>(
    book: &Book,
    subject: &Subject,
    metric: &Metric,
    day: Date,
    clauses: &[(&'c Contract, &ServiceLevelId)],
    scopes: &[Scope],
) -> Option<(Decimal, &'c Place)> {
    let site = match subject {
        Subject::Site(site) => Some(book.sites.get(site)?),
        Subject::Vendor(_) => None,
    };
    let in_force = clauses.iter().filter_map(|(contract, id)| clause_on(contract, id, day));
    let judging = in_force.map(|(_, clause)| clause).filter(|clause| {
        clause.metric == metric.id
            && site.is_none_or(|site| covers(book, &clause.scope, site))
            && scopes.contains(&part(subject, &clause.scope))
    });
    // `min_by_key` keeps the first of equals, and clauses come by id.
    let chosen = judging.min_by_key(|clause| (!clause.most_material, std::cmp::Reverse(*clause.weight)))?;
    drawn(metric, chosen, day)
}

/// A clause's line in the unit of one period. The target of a count speaks of a whole window, so it is drawn only where window and
/// period are the same; with timeslices the slice target is the line.
pub fn drawn<'c>(metric: &Metric, clause: &'c ServiceLevel, day: Date) -> Option<(Decimal, &'c Place)> {
    if clause.aggregation == Aggregation::Timeslices {
        return clause.slice_target.as_ref().map(|line| (**line, &line.place));
    }
    let same =
        matches!((clause.window, metric.grain), (Window::Week, Grain::Week) | (Window::Month, Grain::Month));
    if metric.kind == MetricKind::Count && clause.aggregation == Aggregation::Occurrences && !same {
        return None;
    }
    let (target, place) = target_on(clause, day);
    match target {
        Target::Line(line) => Some((line, place)),
        Target::Range { .. } | Target::None => None,
    }
}
