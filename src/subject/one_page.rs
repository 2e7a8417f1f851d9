//! Metrics of a vendor and of its one site that are the same in every figure: they have one page, the vendor's, and every link to either leads
//! there.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::attainment::{Judged, Ruling};
use crate::core::charted::Charted;
use crate::core::rollup::Subject;
use crate::core::score::Line;
use crate::kit::id::{MetricId, SiteId, VendorId};
use crate::subject::initiative::figures::partial;
use crate::subject::report::Report;

/// Which metrics of sites stand on the pages of their vendors.
#[derive(Debug, Default)]
pub struct OnePage(BTreeMap<SiteId, (Subject, BTreeSet<MetricId>)>);

impl OnePage {
    /// Of the figures of today, which all pages of a site lead to, those of earlier issues too.
    pub fn of(report: &Report<'_>) -> OnePage {
        let register = report.register;
        let mut shared = BTreeMap::new();
        for vendor in register.vendors.keys() {
            let mut sites = register.sites_of(vendor);
            let (Some(site), None) = (sites.next(), sites.next()) else { continue };
            let metrics = register.metrics.keys().filter(|metric| is_same(report, vendor, &site.id, metric));
            let metrics: BTreeSet<MetricId> = metrics.cloned().collect();
            if !metrics.is_empty() {
                shared.insert(site.id.clone(), (Subject::Vendor(vendor.clone()), metrics));
            }
        }
        OnePage(shared)
    }

    /// Whose page tells of a metric of `subject`.
    pub fn subject<'s>(&'s self, subject: &'s Subject, metric: &MetricId) -> &'s Subject {
        let Subject::Site(site) = subject else { return subject };
        let shared = self.0.get(site).filter(|(_, metrics)| metrics.contains(metric));
        shared.map_or(subject, |(vendor, _)| vendor)
    }

    /// The site whose metric the page of a vendor tells of too.
    pub fn site_on(&self, subject: &Subject, metric: &MetricId) -> Option<&SiteId> {
        let mut shared = self.0.iter().filter(|(_, (vendor, _))| vendor == subject);
        shared.find(|(_, (_, metrics))| metrics.contains(metric)).map(|(site, _)| site)
    }
}

/// Whether both have the same points, limits and targets, and are judged in the same words. A percentile or a clause that speaks of the vendor as a
/// whole alone keeps them apart.
fn is_same(report: &Report<'_>, vendor: &VendorId, site: &SiteId, metric: &MetricId) -> bool {
    let (vendor, site) = (Subject::Vendor(vendor.clone()), Subject::Site(site.clone()));
    let chart = |of: &Subject| report.charts.get(*report.chart_of.get(&(of.clone(), metric.clone()))?);
    let (Some(whole), Some(part)) = (chart(&vendor), chart(&site)) else { return false };
    let told = |of| partial(report.register, of, metric).map(|initiative| &initiative.id);
    let (of_whole, of_part) = (judged(report, &vendor, metric), judged(report, &site, metric));
    is_drawn_alike(whole, part)
        && told(&vendor).eq(told(&site))
        && of_whole.len() == of_part.len()
        && of_whole.iter().zip(&of_part).all(|(whole, part)| is_judged_alike(report, whole, part))
}

fn is_drawn_alike(one: &Charted, other: &Charted) -> bool {
    let written = |chart: &Charted| {
        let targets = chart.written_targets.iter();
        targets.map(|target| (target.from, target.line, target.place.clone())).collect::<Vec<_>>()
    };
    one.rebases == other.rebases
        && *one.targets == *other.targets
        && written(one) == written(other)
        && one.series.cells.iter().eq(other.series.cells.iter())
}

/// Lines of the newest scorecard that are about the metric.
fn judged<'r>(report: &'r Report<'_>, of: &Subject, metric: &MetricId) -> Vec<(&'r Line, &'r Judged)> {
    let card = report.scorecards.get(of).and_then(|cards| cards.last());
    let lines = card.map_or(&[][..], |card| card.lines.as_slice()).iter();
    let judged = lines.filter_map(|line| Some((line, report.judged.get(line.judged)?)));
    let is_of = |judged: &Judged| {
        let contract = report.register.contracts.get(&judged.contract);
        contract.is_some_and(|contract| {
            let mut levels = contract.versions.iter().rev();
            let level = levels.find_map(|version| version.terms.service_levels.get(&judged.service_level));
            level.is_some_and(|level| level.metric == *metric)
        })
    };
    judged.filter(|(_, judged)| is_of(judged)).collect()
}

fn is_judged_alike(report: &Report<'_>, one: &(&Line, &Judged), other: &(&Line, &Judged)) -> bool {
    let ((line, judged), (other_line, other_judged)) = (one, other);
    let chart = |line: &Line| line.chart.and_then(|at| report.charts.get(at));
    let is_drawn = match (chart(line), chart(other_line)) {
        (Some(one), Some(other)) => is_drawn_alike(one, other),
        (None, None) => true,
        _ => false,
    };
    let (rulings, others) = (&judged.rulings, &other_judged.rulings);
    is_drawn
        && judged.contract == other_judged.contract
        && judged.service_level == other_judged.service_level
        && (line.ruling, line.weight) == (other_line.ruling, other_line.weight)
        && (line.variation, line.assurance) == (other_line.variation, other_line.assurance)
        && rulings.len() == others.len()
        && rulings.iter().zip(others.iter()).all(|(one, other)| is_ruled_alike(one, other))
}

fn is_ruled_alike(one: &Ruling, other: &Ruling) -> bool {
    let value = |ruling: &Ruling| ruling.value.map(|value| (value.num(), value.den()));
    (one.version, one.window, one.due_on) == (other.version, other.window, other.due_on)
        && one.outcome == other.outcome
        && (value(one), one.numerator, one.denominator) == (value(other), other.numerator, other.denominator)
        && (one.target, &one.target_place) == (other.target, &other.target_place)
        && (&one.rows, &one.missing, &one.missing_sites)
            == (&other.rows, &other.missing, &other.missing_sites)
        && (&one.withheld_rows, &one.withheld_sites) == (&other.withheld_rows, &other.withheld_sites)
        && (&one.relief, &one.combined_with) == (&other.relief, &other.combined_with)
        && (one.provisional, one.severe, one.streak) == (other.provisional, other.severe, other.streak)
}
