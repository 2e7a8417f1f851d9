//! Rows whose figure was withheld by its sender, by what they would have been summed into.

use std::collections::BTreeMap;

use super::{Rollup, Subject};
use crate::core::contract::record::Scope;
use crate::core::measurement::record::{Measurements, WithheldRow};
use crate::core::measurement::whole::holds_withheld;
use crate::core::metric::record::WholeRows;
use crate::core::organisation::record::covers_language;
use crate::kit::id::MetricId;
use crate::kit::period::Period;

/// Indices into `Measurements::withheld`, rising, by period.
pub type WithheldCells = BTreeMap<Period, Vec<u32>>;

/// By index of the metric and of the site.
pub type BySite = BTreeMap<(u32, u32), Vec<u32>>;

pub fn by_site(measurements: &Measurements) -> BySite {
    let mut found = BySite::new();
    for (row, at) in measurements.withheld.iter().zip(0..) {
        found.entry((row.metric, row.site)).or_default().push(at);
    }
    found
}

impl Rollup<'_> {
    /// The withheld rows of a metric for a subject that a scope selects, as [`Rollup::cells`] selects those with figures. A part that a
    /// row of the whole with a figure holds takes nothing away, and is none of them.
    pub fn withheld(&self, subject: &Subject, metric: &MetricId, scope: &Scope) -> WithheldCells {
        let measurements = &self.book.measurements;
        let mut cells = WithheldCells::new();
        if measurements.withheld.is_empty() {
            return cells;
        }
        let Ok(metric_at) = measurements.metrics.binary_search(metric) else { return cells };
        let metric_at = u32::try_from(metric_at).unwrap_or(u32::MAX);
        let is_whole_known =
            self.book.metrics.get(metric).is_some_and(|metric| metric.whole_rows == Some(WholeRows::Total));
        let as_of = self.book.as_of();
        for (site, at) in measurements.sites.iter().zip(0..) {
            let is_of_subject = match subject {
                Subject::Site(wanted) => wanted == site,
                Subject::Vendor(vendor) => measurements.vendor_of_site.get(at as usize) == Some(vendor),
            };
            let in_scope = scope.sites.is_empty() || scope.sites.contains(site);
            let Some(rows) = self.grouped.withheld.get(&(metric_at, at)) else { continue };
            if !is_of_subject || !in_scope {
                continue;
            }
            let there = is_whole_known.then(|| self.cells(&Subject::Site(site.clone()), metric, scope));
            for at in rows {
                let Some(row) = measurements.withheld.get(*at as usize) else { continue };
                let beside = there.iter().flat_map(|cells| cells.iter());
                let mut beside = beside
                    .filter(|(period, _)| *period == row.period)
                    .flat_map(|(_, cell)| &cell.rows)
                    .filter_map(|at| measurements.rows.get(*at as usize));
                if row.period.last_day() <= as_of
                    && is_selected(measurements, scope, row)
                    && !beside.any(|whole| holds_withheld(whole, row))
                {
                    cells.entry(row.period).or_default().push(*at);
                }
            }
        }
        cells.values_mut().for_each(|rows| rows.sort_unstable());
        cells
    }
}

/// Whether the projects, queues and languages of a scope select a row. What is of the whole site says nothing of one of them.
fn is_selected(measurements: &Measurements, scope: &Scope, row: &WithheldRow) -> bool {
    let of = |list: usize, at: Option<u32>| at.filter(|at| (*at as usize) < list).map(|at| at as usize);
    let project = of(measurements.projects.len(), row.project).map(|at| &measurements.projects[at]);
    let queue = of(measurements.queues.len(), row.queue).map(|at| &measurements.queues[at]);
    let language = of(measurements.languages.len(), row.language).map(|at| &measurements.languages[at]);
    let languages = &scope.languages;
    (scope.projects.is_empty() || project.is_some_and(|id| scope.projects.contains(id)))
        && (scope.queues.is_empty() || queue.is_some_and(|id| scope.queues.contains(id)))
        && (languages.is_empty()
            || language.is_some_and(|own| languages.iter().any(|wide| covers_language(wide.as_str(), own))))
}
