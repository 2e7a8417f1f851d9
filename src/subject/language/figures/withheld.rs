//! What is not told of the work in a language that few people do, and what else is not told so that nobody works it out.
//!
//! The figure of a site is always told, and of a project at it, and so are the rows that a service level or a criterion of a plan asks for. Beside them stand sums of
//! the rows by queue, by language and by both. Sums of too few people are withheld, and with them as many more, those with the least work, as keep
//! them from being worked out of what is told. It is done for each site, metric and period. Whatever else a page shows (several sites, several
//! periods) is told where each of its parts is, so that it says nothing new.

use std::collections::{BTreeMap, BTreeSet};

use super::hiding::{Part, Sum, System};
use super::{Held, newest};
use crate::core::contract::record::Scope;
use crate::core::measurement::record::Observation;
use crate::core::metric::record::Metric;
use crate::core::organisation::record::covers_language;
use crate::core::settings::access::CountedTable;
use crate::core::shift_share::{self, CutShift};
use crate::kit::id::{MetricId, SiteId};
use crate::kit::period::Period;
use crate::kit::source::Place;
use crate::subject::language::record::LanguageCount;
use crate::subject::plan::figures::plan::scope;
use crate::subject::register::Register;

pub use super::hiding::Cut;

/// Sums that are not told. Of a book that counts nobody by language it is empty.
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    /// By index of the metric and of the site.
    of: BTreeMap<(u32, u32), OfSite>,
    /// Parts of the rows that are there now, by index of the site, and whether too few people do their work; empty where nobody is counted.
    parts: BTreeMap<(u32, Part), bool>,
}

#[derive(Clone, Debug, Default)]
struct OfSite {
    /// What is withheld where some parts have work; periods share it.
    patterns: Vec<BTreeSet<Sum>>,
    by_period: BTreeMap<Period, usize>,
}

fn part(row: &Observation) -> Part {
    [row.project, row.queue, row.language]
}

impl Withheld {
    pub fn new(register: &Register) -> Withheld {
        Withheld::among(register, None)
    }

    /// Of one metric alone.
    pub fn of_metric(register: &Register, metric: &MetricId) -> Withheld {
        Withheld::among(register, Some(metric))
    }

    fn among(register: &Register, wanted: Option<&MetricId>) -> Withheld {
        let few = Few::new(register);
        let measurements = &register.measurements;
        let mut found: BTreeMap<(u32, u32), BTreeMap<Period, BTreeMap<Part, i128>>> = BTreeMap::new();
        for row in measurements.rows.iter().filter(|row| few.sites.contains_key(&row.site)) {
            let is_wanted = wanted.is_none_or(|id| measurements.metrics.get(row.metric as usize) == Some(id));
            let work = i128::from(row.numerator.micro()).abs() + i128::from(row.denominator.micro());
            if is_wanted && work > 0 {
                let period = found.entry((row.metric, row.site)).or_default().entry(row.period).or_default();
                *period.entry(part(row)).or_default() += work;
            }
        }
        let of = found.into_iter().filter_map(|((metric, site), periods)| {
            let of = register.metrics.get(measurements.metrics.get(metric as usize)?)?;
            Some(((metric, site), of_site(register, &few, of, site, periods)))
        });
        Withheld { of: of.collect(), parts: few.parts }
    }

    /// Whether a sum of rows may be told, which are all that a site or several have of a queue, a language or both.
    pub fn tells(&self, register: &Register, rows: &[u32], cut: Cut) -> bool {
        let all = &register.measurements.rows;
        self.of.is_empty()
            || rows.iter().filter_map(|at| all.get(*at as usize)).all(|row| self.tells_row(row, cut))
    }

    /// Whether a row may be told as it was once: it may be gone. Of a part that has no row any more nobody says who did it.
    pub fn tells_former(&self, row: &Observation) -> bool {
        let is_few = self.parts.get(&(row.site, part(row))).copied();
        let is_few =
            is_few.unwrap_or(!self.parts.is_empty() && (row.queue.is_some() || row.language.is_some()));
        !is_few && self.tells_row(row, Cut::Both)
    }

    /// Whether a line of a metric file may be told; one that is no row that counts may be, where nothing is withheld.
    pub fn tells_line(&self, register: &Register, place: &Place) -> bool {
        let measurements = &register.measurements;
        if self.of.is_empty() || !place.path.as_str().starts_with("data/metrics/") || place.line == 1 {
            return true;
        }
        let Ok(file) = measurements.files.binary_search(&place.path) else { return false };
        let found =
            measurements.rows.binary_search_by_key(&(file, place.line), |row| (row.file as usize, row.line));
        found.is_ok_and(|at| self.tells_row(&measurements.rows[at], Cut::Both))
    }

    /// Whether all parts of a cut may be told: they add up to the whole, so a cut with a part that is not told is not told.
    pub fn tells_shift(&self, register: &Register, shift: &CutShift) -> bool {
        let cut = match shift.by {
            shift_share::Cut::Site => return true,
            shift_share::Cut::Queue => Cut::Queue,
            shift_share::Cut::Language => Cut::Language,
        };
        shift.parts.iter().all(|part| self.tells(register, &part.rows, cut))
    }

    /// The same of the sum that a row is part of.
    pub fn tells_row(&self, row: &Observation, cut: Cut) -> bool {
        let withheld = self
            .of
            .get(&(row.metric, row.site))
            .and_then(|of| of.patterns.get(*of.by_period.get(&row.period)?));
        withheld.is_none_or(|withheld| !withheld.contains(&cut.sum(part(row))))
    }
}

/// Sites where the work in some language is that of too few people.
struct Few<'r> {
    register: &'r Register,
    /// Newest counts of such a site, by its index.
    sites: BTreeMap<u32, Vec<&'r LanguageCount>>,
    parts: BTreeMap<(u32, Part), bool>,
    least: u32,
}

impl<'r> Few<'r> {
    fn new(register: &'r Register) -> Few<'r> {
        let (least, _) = register.settings.suppression(CountedTable::Languages);
        let mut few = Few { register, sites: BTreeMap::new(), parts: BTreeMap::new(), least };
        if register.languages.is_empty() {
            return few;
        }
        let measurements = &register.measurements;
        let parts: BTreeSet<(u32, Part)> =
            measurements.rows.iter().map(|row| (row.site, part(row))).collect();
        let mut counts: BTreeMap<&SiteId, Vec<&LanguageCount>> = BTreeMap::new();
        for (_, row) in newest(register, register.as_of()) {
            if let Some(site) = row.site.as_deref() {
                counts.entry(site).or_default().push(row);
            }
        }
        for (site, part) in parts {
            let own = measurements.sites.get(site as usize).and_then(|id| counts.get(id));
            let own = own.map(Vec::as_slice).unwrap_or_default();
            let is_few = few.are(own, &[part]);
            few.parts.insert((site, part), is_few);
            if is_few {
                few.sites.entry(site).or_insert_with(|| own.to_vec());
            }
        }
        few
    }

    /// Whether too few people do the work of some parts; of work without a language nothing is said.
    fn are(&self, counts: &[&LanguageCount], parts: &[Part]) -> bool {
        let mut tags: BTreeSet<&str> = BTreeSet::new();
        for [_, queue, language] in parts {
            let own = self.spoken(*queue, *language);
            if own.is_empty() {
                return false;
            }
            tags.extend(own);
        }
        let speaks = |row: &&&LanguageCount| tags.iter().any(|tag| covers_language(tag, &row.language));
        let people = Held::of(counts.iter().filter(speaks).map(|row| (0, *row)), self.least).low();
        !parts.is_empty() && people < self.least.max(1)
    }

    /// The language of a part, or those of its queue.
    fn spoken(&self, queue: Option<u32>, language: Option<u32>) -> Vec<&'r str> {
        let measurements = &self.register.measurements;
        if let Some(tag) = language.and_then(|at| measurements.languages.get(at as usize)) {
            return vec![tag.as_str()];
        }
        let queue = queue.and_then(|at| self.register.queue(measurements.queues.get(at as usize)?));
        queue.map_or_else(Vec::new, |queue| queue.languages.iter().map(|tag| tag.as_str()).collect())
    }
}

fn of_site(
    register: &Register,
    few: &Few<'_>,
    metric: &Metric,
    site: u32,
    periods: BTreeMap<Period, BTreeMap<Part, i128>>,
) -> OfSite {
    let mut work: BTreeMap<Part, i128> = BTreeMap::new();
    for (part, amount) in periods.values().flatten() {
        *work.entry(*part).or_default() += amount;
    }
    let counts = few.sites.get(&site).map(Vec::as_slice).unwrap_or_default();
    let asked = asked(register, metric, site, work.keys());
    let mut of = OfSite::default();
    let mut known: BTreeMap<Vec<Part>, usize> = BTreeMap::new();
    for (period, parts) in periods {
        let parts: Vec<Part> = parts.into_keys().collect();
        let next = known.len();
        let at = *known.entry(parts).or_insert_with_key(|parts| {
            let system = System::new(metric, parts, &work, &asked);
            of.patterns.push(system.withheld(|own| few.are(counts, own)));
            next
        });
        of.by_period.insert(period, at);
    }
    of
}

/// Parts of the site that a service level or a criterion of a plan asks for together, whoever does the work: their sum is shown.
fn asked<'p>(
    register: &Register,
    metric: &Metric,
    site: u32,
    all: impl Iterator<Item = &'p Part> + Clone,
) -> BTreeSet<BTreeSet<Part>> {
    let measurements = &register.measurements;
    let Some(id) = measurements.sites.get(site as usize) else { return BTreeSet::new() };
    let versions = register.contracts.values().flat_map(|contract| &contract.versions);
    let levels = versions.flat_map(|version| version.terms.service_levels.values());
    let levels = levels.filter(|level| level.metric == metric.id).map(|level| level.scope.clone());
    let criteria = register.plans.values().flat_map(|plan| &plan.success);
    let criteria = criteria.filter(|criterion| *criterion.metric == metric.id).map(scope);
    let here = |scope: &Scope| scope.sites.is_empty() || scope.sites.contains(id);
    let has = |scope: &Scope, [project, queue, language]: &Part| {
        let queue = queue.and_then(|at| measurements.queues.get(at as usize));
        let project = project.and_then(|at| measurements.projects.get(at as usize));
        let tag = language.and_then(|at| measurements.languages.get(at as usize));
        (scope.projects.is_empty() || project.is_some_and(|id| scope.projects.contains(id)))
            && (scope.queues.is_empty() || queue.is_some_and(|id| scope.queues.contains(id)))
            && (scope.languages.is_empty()
                || tag.is_some_and(|tag| scope.languages.iter().any(|wide| covers_language(wide, tag))))
    };
    let scopes = levels.chain(criteria).filter(here);
    scopes.map(|scope| all.clone().filter(|part| has(&scope, part)).copied().collect()).collect()
}

#[cfg(test)]
mod tests;
