//! Relief events: approved, dated exceptions that take rows, or whole slices, out of what is judged.

use jiff::civil::Date;

use crate::core::Book;
use crate::core::contract::record::{Contract, Scope};
use crate::core::contract::relief_record::{Relief, Subtract};
use crate::core::contract::terms::{days_in_force, edge_days};
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::rollup::{Cell, Rollup, Subject, percent_factor};
use crate::kit::calendar::add_days;
use crate::kit::id::{ReliefId, ServiceLevelId, SiteId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;

/// Events of a service level that count: approved, by the day the report speaks for, of this contract. An unapproved event
/// changes nothing.
pub fn events<'a>(book: &'a Book, contract: &Contract, id: &ServiceLevelId) -> Vec<&'a Relief> {
    let as_of: Date = book.as_of();
    let counts = |relief: &&Relief| {
        let approved =
            relief.approved_by.is_some() && relief.approved_on.as_deref().is_none_or(|on| *on <= as_of);
        approved && relief.contract == contract.id && relief.service_levels.iter().any(|level| *level == *id)
    };
    book.relief.values().filter(counts).collect()
}

/// The days of a row's period that lie in force: first, last and how many.
#[derive(Clone, Copy, Debug)]
pub struct Lasts {
    first: Date,
    last: Date,
    pub days: u32,
}

impl Lasts {
    /// `None` where no day of the period lies in force.
    pub fn of(contract: &Contract, id: &ServiceLevelId, period: Period) -> Option<Lasts> {
        let (first, last) = (period.first_day(), period.last_day());
        let edges = edge_days(contract, id, first, last)?;
        Some(Lasts { first: edges.0, last: edges.1, days: days_in_force(contract, id, first, last) })
    }
}

/// Those of the events that take out whole slices and touch the days of a row, and how many of these they cover together. They cover
/// the row when they cover every one.
pub fn covering<'e>(
    contract: &Contract,
    id: &ServiceLevelId,
    lasts: Lasts,
    events: impl Iterator<Item = &'e Relief>,
) -> (Vec<&'e Relief>, u32) {
    let whole = events.filter(|event| event.subtract.is_empty());
    let mut touching: Vec<&Relief> = whole
        .filter(|event| {
            let (from, to) = (event.from_on.max(lasts.first), event.to_on.min(lasts.last));
            from <= to && days_in_force(contract, id, from, to) > 0
        })
        .collect();
    touching.sort_by(|one, other| (*one.from_on, &one.id).cmp(&(*other.from_on, &other.id)));
    let (mut covered, mut next) = (0, lasts.first);
    for event in &touching {
        let (from, to) = (event.from_on.max(next), event.to_on.min(lasts.last));
        if from <= to {
            covered += days_in_force(contract, id, from, to);
            next = add_days(to, 1);
        }
    }
    (touching, covered)
}

/// A slice after relief.
#[derive(Debug, PartialEq, Eq)]
pub struct Relieved {
    /// `None`: nothing is left, or there was nothing.
    pub cell: Option<Cell>,
    /// The slice counts neither as measured nor as missing.
    pub left_out: bool,
    /// Events that changed the slice, in order of id.
    pub events: Vec<ReliefId>,
}

/// What relief is held against: rows of a clause, in one of its versions.
#[derive(Clone, Copy)]
pub struct Reliefs<'a> {
    pub events: &'a [&'a Relief],
    pub rollup: &'a Rollup<'a>,
    pub contract: &'a Contract,
    pub id: &'a ServiceLevelId,
    pub metric: &'a Metric,
    pub scope: &'a Scope,
}

impl<'a> Reliefs<'a> {
    /// The events that take the slice of a site out; none where they do not cover every day of it that lies in force.
    pub fn over_site(&self, site: &SiteId, period: Period) -> Vec<&'a Relief> {
        self.over(period, |event| event.is_of(site))
    }

    fn over(&self, period: Period, wanted: impl Fn(&Relief) -> bool) -> Vec<&'a Relief> {
        let Some(lasts) = Lasts::of(self.contract, self.id, period) else { return Vec::new() };
        let events = self.events.iter().copied().filter(|event| wanted(event));
        let (touching, covered) = covering(self.contract, self.id, lasts, events);
        if covered == lasts.days { touching } else { Vec::new() }
    }
}

/// Applies events to one slice of one subject; `None` when none touches it. Events without `subtract` leave out slices of which they
/// cover every day in force, at their sites; one with `subtract` takes the listed figures out of its periods. One that takes more than
/// there is, is a defect (`relief-above-row`): a draft is built with the 0, or the share of 100%, that is left.
pub fn relieve(
    reliefs: Reliefs<'_>,
    subject: &Subject,
    period: Period,
    cell: Option<&Cell>,
) -> Option<Relieved> {
    let mut relieved = Relieved { cell: cell.cloned(), left_out: false, events: Vec::new() };
    // Whole slices first: what is gone cannot be taken out a second time.
    let gone = match subject {
        Subject::Site(site) => {
            let events = reliefs.over_site(site, period);
            if !events.is_empty() {
                (relieved.cell, relieved.left_out) = (None, true);
                relieved.events.extend(events.iter().map(|event| event.id.clone()));
            }
            Vec::new()
        }
        Subject::Vendor(_) => leave_out(&mut relieved, &reliefs, period),
    };
    if !relieved.left_out {
        for event in reliefs.events.iter().filter(|event| !event.subtract.is_empty()) {
            let listed =
                event.subtract.iter().filter(|part| part.period == period && !gone.contains(&*part.site));
            let mut touched = false;
            for part in listed.filter(|part| reaches(subject, event, part, reliefs.scope)) {
                touched |= subtract(&mut relieved, reliefs.metric, part);
            }
            if touched {
                relieved.events.push(event.id.clone());
            }
        }
    }
    relieved.events.sort_unstable();
    relieved.events.dedup();
    (!relieved.events.is_empty()).then_some(relieved)
}

/// Takes whole slices out of a vendor's: all of it, or the rows of the sites that events name, which are returned.
fn leave_out(relieved: &mut Relieved, reliefs: &Reliefs<'_>, period: Period) -> Vec<SiteId> {
    let events = reliefs.over(period, |event| event.sites.is_empty());
    if !events.is_empty() {
        (relieved.cell, relieved.left_out) = (None, true);
        relieved.events.extend(events.iter().map(|event| event.id.clone()));
        return Vec::new();
    }
    let Some(cell) = &relieved.cell else { return Vec::new() };
    let mut named: Vec<&SiteId> =
        reliefs.events.iter().flat_map(|event| event.sites.iter().map(|site| &**site)).collect();
    named.sort_unstable();
    named.dedup();
    let mut left = cell.rows.clone();
    let mut gone = Vec::new();
    for site in named {
        let events = reliefs.over_site(site, period);
        if events.is_empty() {
            continue;
        }
        gone.push(site.clone());
        let cells = reliefs.rollup.cells(&Subject::Site(site.clone()), &reliefs.metric.id, reliefs.scope);
        let Some((_, own)) = cells.iter().find(|(at, _)| *at == period) else { continue };
        let before = left.len();
        left.retain(|row| !own.rows.contains(row));
        if left.len() < before {
            relieved.events.extend(events.iter().map(|event| event.id.clone()));
        }
    }
    if left.len() < cell.rows.len() {
        relieved.left_out = left.is_empty();
        relieved.cell = (!left.is_empty()).then(|| reliefs.rollup.sum(reliefs.metric, left));
    }
    gone
}

fn reaches(subject: &Subject, event: &Relief, part: &Subtract, scope: &Scope) -> bool {
    let listed = event.is_of(&part.site);
    let in_scope = scope.sites.is_empty() || scope.sites.contains(&*part.site);
    let of_subject = match subject {
        Subject::Vendor(_) => true,
        Subject::Site(site) => part.site == *site,
    };
    listed && in_scope && of_subject
}

fn subtract(relieved: &mut Relieved, metric: &Metric, part: &Subtract) -> bool {
    let Some(cell) = &mut relieved.cell else { return false };
    let taken = |from: i128, amount: Decimal| (from - i128::from(amount.micro()).max(0)).max(0);
    match metric.kind {
        MetricKind::Percentile => return false,
        MetricKind::Count | MetricKind::Level => cell.numerator = taken(cell.numerator, *part.numerator),
        MetricKind::Ratio | MetricKind::Mean => {
            cell.numerator = taken(cell.numerator, *part.numerator);
            cell.denominator = taken(cell.denominator, *part.denominator);
            if percent_factor(metric) == 100 {
                cell.denominator = cell.denominator.max(cell.numerator);
            }
        }
    }
    true
}
