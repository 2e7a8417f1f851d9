//! Signals of volumes: a backlog too long, an allowance of misses used up, one vendor that delivers most.

use crate::core::attainment::Judged;
use crate::core::budget::allowance;
use crate::core::contract::record::{Aggregation, Scope, ServiceLevel, Window};
use crate::core::organisation::record::Project;
use crate::core::rollup::{Cell, Subject};
use crate::kit::id::{MetricId, SiteId, VendorId};
use crate::kit::number::Quotient;
use crate::kit::period::Period;
use crate::subject::given::Given;
use crate::subject::risk::record::SignalKind;
use crate::subject::signal::figures::{About, Basis, Measured, Signal};

/// Periods whose units say what is delivered.
const PACE_PERIODS: usize = 4;

pub fn signals(given: &Given<'_>) -> Vec<Signal> {
    let mut found = Vec::new();
    for project in given.register.projects.values() {
        let Some(units) = &project.units_metric else { continue };
        found.extend(one_vendor(given, project, units));
        if let Some(backlog) = &project.backlog_metric {
            found.extend(
                project.sites.iter().filter_map(|site| too_long(given, project, (backlog, units), site)),
            );
        }
    }
    found.extend(given.judged.iter().filter_map(|judged| spent(given, judged)));
    found
}

/// Rows of a project, of one metric, for a subject; those alone that can be added up.
fn of_project(
    given: &Given<'_>,
    project: &Project,
    subject: Subject,
    metric: &MetricId,
) -> Vec<(Period, Cell)> {
    let scope = Scope { projects: [project.id.clone()].into(), ..Scope::default() };
    let cells = given.rollup.cells(&subject, metric, &scope);
    cells.iter().filter(|(_, cell)| !cell.is_unclear && !cell.not_aggregable).cloned().collect()
}

/// A site's backlog of a project in days of what the site delivers: backlog × days ÷ units of the last four periods that report.
fn too_long(
    given: &Given<'_>,
    project: &Project,
    (backlog, units): (&MetricId, &MetricId),
    site: &SiteId,
) -> Option<Signal> {
    let register = given.register;
    let open = of_project(given, project, Subject::Site(site.clone()), backlog);
    let made = of_project(given, project, Subject::Site(site.clone()), units);
    let limit = *register.settings.signal_policy().backlog_days;
    let days = |at: usize| days_of_backlog(&open, &made, at);
    let last = open.len().checked_sub(1)?;
    if open[last].0.plus(3).last_day() < register.as_of() {
        return None;
    }
    let is_long = |at: usize| days(at).is_some_and(|measured| measured.value.cmp_decimal(limit).is_gt());
    let first = (0..=last).rev().take_while(|at| is_long(*at)).last()?;
    Some(Signal {
        kind: SignalKind::Backlog,
        about: About {
            vendor: register.sites.get(site).map(|of| of.vendor.value.clone()),
            site: Some(site.clone()),
            project: Some(project.id.clone()),
            ..About::default()
        },
        since: open[first].0.last_day(),
        is_red: true,
        basis: Basis::Value(Box::new(days(last)?)),
        answer: None,
    })
}

/// Days of backlog of a site's share of a project, by period; `None` where the project has no backlog or units.
pub fn backlog(
    given: &Given<'_>,
    project: &Project,
    site: &SiteId,
) -> Option<Vec<(Period, Option<Quotient>)>> {
    let (backlog, units) = (project.backlog_metric.as_ref()?, project.units_metric.as_ref()?);
    let open = of_project(given, project, Subject::Site(site.clone()), backlog);
    let made = of_project(given, project, Subject::Site(site.clone()), units);
    let of = (0..open.len()).map(|at| (open[at].0, days_of_backlog(&open, &made, at).map(|days| days.value)));
    Some(of.collect())
}

fn days_of_backlog(open: &[(Period, Cell)], made: &[(Period, Cell)], at: usize) -> Option<Measured> {
    let (period, backlog) = open.get(at)?;
    let until = made.partition_point(|(of, _)| of.last_day() <= period.last_day());
    let recent = &made[until.saturating_sub(PACE_PERIODS)..until];
    let days: i128 = recent.iter().map(|(of, _)| i128::from(of.days())).sum();
    let units: i128 = recent.iter().map(|(_, cell)| cell.numerator).sum();
    let mut rows: Vec<u32> = recent.iter().flat_map(|(_, cell)| cell.rows.iter().copied()).collect();
    rows.extend(&backlog.rows);
    rows.sort_unstable();
    let value = Quotient::new(backlog.numerator.checked_mul(days)?, units).filter(|_| units > 0)?;
    Some(Measured { value, period: *period, rows, level: None })
}

/// One of several vendors of the book delivers more of a project than the book grants.
fn one_vendor(given: &Given<'_>, project: &Project, units: &MetricId) -> Option<Signal> {
    let register = given.register;
    if register.vendors.len() < 2 {
        return None;
    }
    let sites = project.sites.iter().filter_map(|id| register.sites.get(id));
    let vendors: std::collections::BTreeSet<&VendorId> = sites.map(|site| &site.vendor.value).collect();
    let by_vendor: Vec<(&VendorId, Vec<(Period, Cell)>)> = vendors
        .into_iter()
        .map(|vendor| (vendor, of_project(given, project, Subject::Vendor(vendor.clone()), units)))
        .collect();
    let periods: std::collections::BTreeSet<Period> =
        by_vendor.iter().flat_map(|(_, cells)| cells.iter().map(|(period, _)| *period)).collect();
    let periods: Vec<Period> = periods.into_iter().collect();
    let last = periods.len().checked_sub(1)?;
    if periods[last].plus(3).last_day() < register.as_of() {
        return None;
    }
    let limit = *register.settings.signal_policy().vendor_share_percent;
    let (vendor, newest) = largest(&by_vendor, &periods, last)?;
    let is_beyond = |at: usize| {
        largest(&by_vendor, &periods, at)
            .is_some_and(|(of, share)| of == vendor && share.value.cmp_decimal(limit).is_gt())
    };
    let first = (0..=last).rev().take_while(|at| is_beyond(*at)).last()?;
    Some(Signal {
        kind: SignalKind::OneVendor,
        about: About { vendor: Some(vendor.clone()), project: Some(project.id.clone()), ..About::default() },
        since: periods[first].last_day(),
        is_red: false,
        basis: Basis::Value(Box::new(newest)),
        answer: None,
    })
}

/// The vendor with most of the units of the four periods up to one, and its share in percent.
fn largest<'v>(
    by_vendor: &[(&'v VendorId, Vec<(Period, Cell)>)],
    periods: &[Period],
    at: usize,
) -> Option<(&'v VendorId, Measured)> {
    let recent = &periods[(at + 1).saturating_sub(PACE_PERIODS)..=at];
    let mut rows = Vec::new();
    let mut sums: Vec<(i128, &'v VendorId)> = Vec::new();
    for (vendor, cells) in by_vendor {
        let own = cells.iter().filter(|(period, _)| recent.contains(period));
        let own: Vec<&Cell> = own.map(|(_, cell)| cell).collect();
        rows.extend(own.iter().flat_map(|cell| cell.rows.iter().copied()));
        sums.push((own.iter().map(|cell| cell.numerator).sum(), vendor));
    }
    rows.sort_unstable();
    let all: i128 = sums.iter().map(|(units, _)| units).sum();
    let (most, vendor) =
        sums.into_iter().max_by_key(|(units, vendor)| (*units, std::cmp::Reverse(*vendor)))?;
    let value = Quotient::new(most.checked_mul(100)?, all).filter(|_| all > 0)?;
    Some((vendor, Measured { value, period: periods[at], rows, level: None }))
}

/// The window that runs has more misses already than a window with as many cases as the last one may have.
fn spent(given: &Given<'_>, judged: &Judged) -> Option<Signal> {
    let register = given.register;
    let Subject::Site(site) = &judged.subject else { return None };
    let contract = register.contracts.get(&judged.contract)?;
    let terms = contract.terms_on(register.as_of())?;
    let clause = terms.service_levels.get(&judged.service_level)?;
    if !is_counted(clause) {
        return None;
    }
    let metric = register.metrics.get(&clause.metric)?;
    let before = judged.rulings.last()?;
    let running = before.window.period.next();
    let allowed = allowance(metric, clause, before)?;
    let cells = given.rollup.cells(&judged.subject, &clause.metric, &clause.scope);
    let (mut sums, mut rows, mut since, mut newest) = ((0, 0), Vec::new(), None, None);
    for (period, cell) in cells.iter().filter(|(period, _)| belongs(*period, running)) {
        sums = (sums.0 + cell.numerator, sums.1 + cell.denominator);
        rows.extend(&cell.rows);
        newest = Some(*period);
        if since.is_none() && allowed.is_overspent(sums) {
            since = Some(period.last_day());
        }
    }
    rows.sort_unstable();
    let value = allowed.used(sums);
    Some(Signal {
        kind: SignalKind::BudgetSpent,
        about: About {
            vendor: Some(contract.vendor.clone()),
            site: Some(site.clone()),
            metric: Some(clause.metric.clone()),
            contract: Some(contract.id.clone()),
            ..About::default()
        },
        since: since?,
        is_red: true,
        basis: Basis::Value(Box::new(Measured {
            value,
            period: newest?,
            rows,
            level: Some((judged.service_level.clone(), before.window.period)),
        })),
        answer: None,
    })
}

/// Whether a clause has a window long enough for its allowance to be used up before it is over.
pub fn is_counted(clause: &ServiceLevel) -> bool {
    let is_long = matches!(clause.window, Window::Month | Window::Quarter | Window::Year);
    is_long && clause.aggregation == Aggregation::Occurrences
}

/// Whether a row of a period belongs to a longer window: a week to that of its Thursday.
pub fn belongs(period: Period, window: Period) -> bool {
    match period {
        Period::Week(week) => window.contains(crate::kit::calendar::add_days(week.monday(), 3)),
        other => window.contains(other.first_day()),
    }
}
