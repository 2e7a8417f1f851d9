//! Relief events: approved, dated exceptions that take rows, or whole slices, out of what is judged.

use jiff::civil::Date;

use crate::compute::rollup::{Cell, Rollup, Subject, percent_factor};
use crate::model::{
    Contract, Decimal, Metric, MetricKind, Period, Register, Relief, ReliefId, Scope, ServiceLevelId, SiteId,
    Subtract,
};

/// Events of a service level that count: approved, by the day the report speaks for, of this contract. An unapproved event
/// changes nothing.
pub fn events<'a>(register: &'a Register, contract: &Contract, id: &ServiceLevelId) -> Vec<&'a Relief> {
    let as_of: Date = register.as_of();
    let counts = |relief: &&Relief| {
        let approved = relief.approved_by.is_some() && relief.approved_on.is_none_or(|on| on <= as_of);
        approved && relief.contract == contract.id && relief.service_levels.contains(id)
    };
    register.relief.values().filter(counts).collect()
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

/// Applies events to one slice of one subject; `None` when none touches it. An event without `subtract` leaves out slices
/// that lie wholly inside its dates, at its sites; one with `subtract` takes the listed figures out of its periods, never
/// below 0 and never so much that a share passes 100%.
pub fn relieve(
    events: &[&Relief],
    rollup: &Rollup<'_>,
    subject: &Subject,
    metric: &Metric,
    scope: &Scope,
    period: Period,
    cell: Option<&Cell>,
) -> Option<Relieved> {
    let mut relieved = Relieved { cell: cell.cloned(), left_out: false, events: Vec::new() };
    // Whole slices first: what is gone cannot be taken out a second time.
    let whole = |event: &&&Relief| event.subtract.is_empty();
    let mut gone: Vec<&Relief> = Vec::new();
    for event in events.iter().filter(whole) {
        let inside = event.from_on <= period.first_day() && period.last_day() <= event.to_on;
        if inside && leave_out(&mut relieved, event, rollup, subject, metric, scope, period) {
            relieved.events.push(event.id.clone());
            gone.push(event);
        }
    }
    let is_gone = |site| gone.iter().any(|event| event.sites.is_empty() || event.sites.contains(site));
    for event in events.iter().filter(|event| !whole(event)) {
        let listed = event.subtract.iter().filter(|part| part.period == period && !is_gone(&part.site));
        let mut touched = false;
        for part in listed.filter(|part| reaches(subject, event, part, scope)) {
            touched |= subtract(&mut relieved, metric, part);
        }
        if touched {
            relieved.events.push(event.id.clone());
        }
    }
    relieved.events.sort_unstable();
    (!relieved.events.is_empty()).then_some(relieved)
}

fn leave_out(
    relieved: &mut Relieved,
    event: &Relief,
    rollup: &Rollup<'_>,
    subject: &Subject,
    metric: &Metric,
    scope: &Scope,
    period: Period,
) -> bool {
    let whole = match subject {
        _ if event.sites.is_empty() => true,
        Subject::Site(site) => event.sites.contains(site),
        Subject::Vendor(_) => false,
    };
    if whole {
        relieved.cell = None;
        relieved.left_out = true;
        return true;
    }
    let (Subject::Vendor(_), Some(cell)) = (subject, &relieved.cell) else { return false };
    let before = cell.rows.len();
    let rows_of = |site: &SiteId| {
        let cells = rollup.cells(&Subject::Site(site.clone()), &metric.id, scope);
        cells.iter().find(|(at, _)| *at == period).map(|(_, cell)| cell.rows.clone()).unwrap_or_default()
    };
    let gone: Vec<u32> = event.sites.iter().flat_map(rows_of).collect();
    let left: Vec<u32> = cell.rows.iter().copied().filter(|row| !gone.contains(row)).collect();
    if left.len() == before {
        return false;
    }
    relieved.left_out = left.is_empty();
    relieved.cell = (!left.is_empty()).then(|| rollup.sum(metric.kind, left));
    true
}

fn reaches(subject: &Subject, event: &Relief, part: &Subtract, scope: &Scope) -> bool {
    let listed = event.sites.is_empty() || event.sites.contains(&part.site);
    let in_scope = scope.sites.is_empty() || scope.sites.contains(&part.site);
    let of_subject = match subject {
        Subject::Vendor(_) => true,
        Subject::Site(site) => *site == part.site,
    };
    listed && in_scope && of_subject
}

fn subtract(relieved: &mut Relieved, metric: &Metric, part: &Subtract) -> bool {
    let Some(cell) = &mut relieved.cell else { return false };
    let taken = |from: i128, amount: Decimal| (from - i128::from(amount.micro()).max(0)).max(0);
    match metric.kind {
        MetricKind::Percentile => return false,
        MetricKind::Count | MetricKind::Level => cell.numerator = taken(cell.numerator, part.numerator),
        MetricKind::Ratio | MetricKind::Mean => {
            cell.numerator = taken(cell.numerator, part.numerator);
            cell.denominator = taken(cell.denominator, part.denominator);
            if percent_factor(metric) == 100 {
                cell.denominator = cell.denominator.max(cell.numerator);
            }
        }
    }
    true
}
