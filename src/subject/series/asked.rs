//! What a contract asks of the work of a series: the line of its picture, and the words beside its newest value.

use std::cmp::Reverse;

use crate::core::charted::{Charted, of_clause};
use crate::core::contract::record::{Scope, ServiceLevel};
use crate::core::contract::terms::{covers, middle_day};
use crate::core::metric::record::{Metric, MetricKind};
use crate::core::organisation::record::{Queue, covers_language};
use crate::core::rollup::{Cell, Subject};
use crate::core::slices::Slice;
use crate::kit::id::VendorId;
use crate::kit::period::Period;
use crate::kit::picture::series::TargetStep;
use crate::kit::words::Direction;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::target::target_figure;
use crate::subject::report::Report;
use crate::subject::shell::PageContext;
use crate::subject::spark::steps;
use crate::subject::text::piece::Inline;
use crate::subject::wording::figure::Measure;

/// The work of a queue at a site, or at all sites of one vendor.
pub struct Work<'w> {
    pub subject: Subject,
    pub vendor: &'w VendorId,
    pub queue: &'w Queue,
    pub slices: Vec<&'w Slice>,
}

/// What is asked of work, or of more work that it is a part of.
pub struct Asked<'r> {
    /// Of all rows that the service level judges.
    chart: &'r Charted,
    of_more: bool,
}

impl Work<'_> {
    /// What the terms of its newest period ask: of several service levels the one that judges this work alone, then the most material, then the
    /// heaviest. A sum of more work than this says nothing of it.
    pub fn asked<'r>(
        &self,
        report: &'r Report<'_>,
        metric: &Metric,
        (period, cell): (Period, &Cell),
    ) -> Option<Asked<'r>> {
        let day = middle_day(period);
        let is_sum = matches!(metric.kind, MetricKind::Count | MetricKind::Level);
        let contracts = report.register.contracts.values().filter(|contract| contract.vendor == *self.vendor);
        let levels = contracts
            .filter_map(|contract| contract.terms_on(day))
            .flat_map(|terms| terms.service_levels.values().filter(|level| level.metric == metric.id));
        let found = levels.filter(|level| self.is_in(report, &level.scope)).filter_map(|level| {
            let chart = report.charts.get(of_clause(&report.part_of, &self.subject, level)?)?;
            let at = chart.series.cells.binary_search_by_key(&period, |(of, _)| *of).ok()?;
            let of_more = chart.series.cells[at].1.rows.len() > cell.rows.len();
            (!of_more || !is_sum).then_some((level, Asked { chart, of_more }))
        });
        let key = |(level, asked): &(&ServiceLevel, Asked<'_>)| {
            (asked.of_more, !level.most_material, Reverse(*level.weight))
        };
        found.min_by_key(key).map(|(_, asked)| asked)
    }

    /// Whether a scope holds all of it.
    fn is_in(&self, report: &Report<'_>, scope: &Scope) -> bool {
        let register = report.register;
        let mut sites = self.slices.iter().filter_map(|slice| register.sites.get(&slice.site));
        let speaks = |slice: &&Slice| {
            let tag = slice.language.as_deref();
            tag.is_some_and(|tag| scope.languages.iter().any(|wants| covers_language(wants, tag)))
        };
        (scope.queues.is_empty() || scope.queues.contains(&self.queue.id))
            && (scope.projects.is_empty() || scope.projects.contains(&self.queue.project))
            && (scope.languages.is_empty() || self.slices.iter().all(speaks))
            && sites.all(|site| covers(register, scope, site))
    }
}

impl<'r> Asked<'r> {
    /// Of all rows of a chart.
    pub fn of_chart(chart: &'r Charted) -> Asked<'r> {
        Asked { chart, of_more: false }
    }

    fn at(&self, period: Period) -> Option<(usize, f64)> {
        let at = self.chart.periods.binary_search(&period).ok()?;
        Some((at, self.chart.targets.get(at).copied().flatten()?))
    }

    /// The lines over periods, as they were in force.
    pub fn steps(&self, metric: &Metric, periods: &[Period]) -> Vec<TargetStep> {
        let targets = periods.iter().map(|period| self.at(*period).map(|(_, target)| target));
        steps(targets, metric.direction)
    }

    /// `, needs 95% or more`; of a part of what is judged `; all work together needs 95% or more`. Empty where the period has no target.
    pub fn said(
        &self,
        context: &PageContext<'_>,
        metric: &Metric,
        period: Period,
        evidence: &mut Evidence<'_>,
    ) -> Vec<Inline> {
        let Some((at, _)) = self.at(period) else { return Vec::new() };
        let written = self.chart.written_targets.iter().rev().find(|target| target.from <= at);
        let Some(target) = written else { return Vec::new() };
        let shown = Measure::of(metric).setting(target.line);
        let figure = target_figure(context, &self.chart.subject, target, shown, evidence);
        let lead = if self.of_more { "; all work together needs " } else { ", needs " };
        let side = if metric.direction == Direction::AtMost { " or less" } else { " or more" };
        vec![Inline::literal(lead), Inline::from(figure), Inline::literal(side)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::slices::{cells, last_year};
    use crate::kit::calendar::Grain;
    use crate::kit::id::{ProjectId, QueueId, SiteId};
    use crate::subject::report::report;
    use crate::testing::{Bench, BenchRow};

    /// What is asked of the work in `atlas-pt` at Porto: whether of more work, and the line of the newest week.
    fn asked_of(bench: &Bench) -> Option<(bool, Option<f64>)> {
        let report = report(&bench.register);
        let metric = bench.register.metrics.values().find(|metric| metric.id.as_str() == "accuracy")?;
        let project = bench.register.projects.get(&ProjectId::new("atlas"))?;
        let queue = project.queues.iter().find(|queue| queue.id == QueueId::new("atlas-pt"))?;
        let slices: Vec<&Slice> = report.queues.slices.of_queue(&queue.id).collect();
        let periods = last_year(&bench.register, Grain::Week);
        let cells = cells(&bench.register, metric, slices.iter().copied(), &periods);
        let (period, cell) = (*periods.last()?, cells.last()?.as_ref()?);
        let vendor = VendorId::new("acme");
        let work = Work { subject: Subject::Site(SiteId::new("acme-porto")), vendor: &vendor, queue, slices };
        let asked = work.asked(&report, metric, (period, cell))?;
        Some((asked.of_more, asked.steps(metric, &periods).last()?.floor))
    }

    #[test]
    fn a_target_is_of_a_queue_alone_only_where_no_other_work_is_judged_with_it() {
        let mut bench = Bench::new();
        bench.add(BenchRow::new("acme-porto", "accuracy", "2026-W46", 95, 100));
        assert_eq!(asked_of(&bench), Some((false, Some(95.0))));
        // Work in another queue is judged by the same clause.
        bench.add(BenchRow {
            queue: Some("atlas-es"),
            ..BenchRow::new("acme-porto", "accuracy", "2026-W46", 80, 100)
        });
        assert_eq!(asked_of(&bench), Some((true, Some(95.0))));
    }

    #[test]
    fn nothing_is_asked_where_no_clause_speaks_of_the_work() {
        let mut bench = Bench::new();
        bench.add(BenchRow::new("acme-porto", "accuracy", "2026-W46", 95, 100));
        let contract = bench.register.contracts.values_mut().next().expect("the bench has one");
        for version in &mut contract.versions {
            for level in version.terms.service_levels.values_mut() {
                level.scope.queues = [QueueId::new("another")].into();
            }
        }
        assert_eq!(asked_of(&bench), None);
    }
}
