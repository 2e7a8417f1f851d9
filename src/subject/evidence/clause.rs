//! A ruling with everything it speaks of: the contract, the terms it was judged by, the metric, whose figures.

use jiff::civil::Date;

use crate::core::attainment::{Judged, Outcome, Ruling, WhyNot};
use crate::core::contract::record::{Aggregation, Chronic, Contract, ServiceLevel, Straddle, Target};
use crate::core::contract::terms::target_on;
use crate::core::metric::record::Metric;
use crate::core::rollup::Subject;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::{FigureNumber, Figures, RestsOn};
use crate::kit::source::Place;
use crate::subject::evidence::terms::level_tables;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Entry, Evidence, Query};
use crate::subject::register::Register;
use crate::subject::report::Report;
use crate::subject::wording::figure;
use crate::subject::wording::figure::Measure;

/// One service level of one subject, in the terms of one ruling.
#[derive(Clone, Copy)]
pub struct Clause<'a> {
    pub contract: &'a Contract,
    pub level: &'a ServiceLevel,
    pub metric: &'a Metric,
    pub judged: &'a Judged,
    /// `None`: no window has ended yet.
    pub ruling: Option<&'a Ruling>,
    pub measure: Measure,
}

/// The clause behind `Report::judged[judged]`, in the terms of its ruling, else in the last terms that have it.
/// `None` when the report has no such ruling.
pub fn clause<'a>(report: &'a Report<'a>, judged: usize, ruling: Option<usize>) -> Option<Clause<'a>> {
    let judged = report.judged.get(judged)?;
    let ruling = match ruling {
        Some(at) => Some(judged.rulings.get(at)?),
        None => None,
    };
    ruled(report, judged, ruling)
}

/// The clause that was judged, in the terms of one of its rulings, else in the last terms that have it.
pub fn ruled<'a>(
    report: &'a Report<'a>,
    judged: &'a Judged,
    ruling: Option<&'a Ruling>,
) -> Option<Clause<'a>> {
    let contract = report.register.contracts.get(&judged.contract)?;
    let level =
        ruling.and_then(|ruling| contract.level(ruling.version, &judged.service_level)).or_else(|| {
            contract
                .versions
                .iter()
                .rev()
                .find_map(|version| version.terms.service_levels.get(&judged.service_level))
        })?;
    let metric = report.register.metrics.get(&level.metric)?;
    Some(Clause { contract, level, metric, judged, ruling, measure: Measure::of_clause(level, metric) })
}

impl<'a> Clause<'a> {
    /// The rows that the ruling speaks of.
    pub fn query<'q>(&'q self, ruling: &'q Ruling) -> Query<'q> {
        Query {
            clause: Some((&self.judged.contract, &self.judged.service_level)),
            metric: &self.level.metric,
            subject: &self.judged.subject,
            scope: &self.level.scope,
            slice: None,
            pooled: &ruling.combined_with,
            period: ruling.window.period,
            window: self.level.window.word(),
        }
    }

    /// The window in words.
    pub fn window(&self, ruling: &Ruling) -> String {
        ruling.window.label()
    }

    /// The value judged, with its rows and sums; `None` when there is none.
    pub fn value(&self, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
        let ruling = self.ruling?;
        let value = ruling.value?;
        let shown = self.measure.show_against(value, &ruling.target);
        let beyond = ruling.beyond.value.as_ref();
        let mut entry = evidence
            .figure_beyond(&shown, value, beyond, self.formula())
            .query(&self.query(ruling))
            .sums(ruling.numerator, ruling.denominator)
            .rows(&ruling.rows)
            .settings(self.slice_settings().into_iter().chain(self.chronic_settings(ruling)));
        entry = self.remarked(entry, ruling);
        if !ruling.relief.is_empty() {
            let relief: Vec<&str> = ruling.relief.iter().map(|id| id.as_str()).collect();
            entry = entry.note("relief", &relief);
        }
        let number = entry.done();
        Some(FigureRef::beyond(number, value, beyond, shown))
    }

    /// `5 of the last 12 months missed (limit 4)`; `None` where the clause's chronic trigger does not hold.
    pub fn chronic(&self, ruling: &Ruling) -> Option<String> {
        let (limit, recent) = self.level.chronic.as_ref().zip(ruling.recent.filter(|_| ruling.chronic))?;
        Some(figure::chronic(limit, recent, self.level.window))
    }

    /// What a page says beside the value: interval, streak, gaps, misses of a chronic clause.
    fn remarked<'e, 'm>(&self, mut entry: Entry<'e, 'm>, ruling: &Ruling) -> Entry<'e, 'm> {
        if let Some((low, high)) = ruling.interval {
            entry = entry.interval(&format!("{low:.1}"), &format!("{high:.1}"));
        }
        if ruling.streak > 1 {
            entry = entry.whole("streak", ruling.streak.into());
        }
        if !ruling.missing.is_empty() {
            entry = entry.whole("missing", ruling.missing.len() as u64);
        }
        if let (true, Some(recent)) = (ruling.chronic, ruling.recent) {
            entry = entry.whole("recent", recent.missed.into()).whole("of", recent.windows.into());
        }
        if let Some(gaps) = ruling.gaps() {
            entry = entry.gaps(gaps);
            if !ruling.withheld_rows.is_empty() {
                entry = entry.withheld(gaps, &ruling.withheld_rows);
            }
        }
        entry
    }

    /// The figures that a sentence about the ruling has its numbers from: value and target, or why there is none. `None` where it has no
    /// number.
    pub fn told(&self, evidence: &mut Evidence<'_>) -> Option<Figures> {
        if let Some(why) = self.why_not(evidence) {
            return why.figures();
        }
        let value = self.value(evidence)?.number?;
        Some(Figures::between(value, self.target(evidence).number.unwrap_or(value)))
    }

    /// The figure that says why nothing was ruled, where numbers are said of it: a volume, days in force, gaps.
    pub fn why_not(&self, evidence: &mut Evidence<'_>) -> Option<FigureNumber> {
        let ruling = self.ruling?;
        let why = match &ruling.outcome {
            Outcome::NotMeasured(why) => Some(why),
            // Missed for want of rows.
            Outcome::Missed if ruling.value.is_none() => None,
            Outcome::Missed | Outcome::Met | Outcome::Shown => return None,
        };
        let (value, minimum, place) = match why {
            Some(WhyNot::BelowMinVolume { volume, minimum }) => {
                (Quotient::from(*volume), *minimum, self.level.min_volume.place.as_ref())
            }
            Some(WhyNot::PartialPeriod { days, minimum }) => {
                let (days, minimum) =
                    (Decimal::from_int((*days).into()), Decimal::from_int((*minimum).into()));
                (Quotient::from(days), minimum, self.level.min_days.place.as_ref())
            }
            Some(WhyNot::PartialCount { days, of }) => {
                let value = Quotient::from(Decimal::from_int((*days).into()));
                let entry = evidence.figure(&value.show(0), value, "not-measured").query(&self.query(ruling));
                return Some(self.remarked(entry.whole("whole", (*of).into()), ruling).done());
            }
            _ if ruling.gaps().is_none() => return None,
            _ => (Quotient::from(Decimal::ZERO), Decimal::ZERO, None),
        };
        let entry = evidence.figure(&value.show(0), value, "not-measured").query(&self.query(ruling));
        Some(self.remarked(entry.settings([("minimum", minimum, place)]), ruling).done())
    }

    /// What the value would be without relief.
    pub fn value_without_relief(&self, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
        let ruling = self.ruling?;
        let value = ruling.value_without_relief?;
        let shown = self.measure.show_against(value, &ruling.target);
        let beyond = ruling.beyond.value_without_relief.as_ref();
        let number = evidence
            .figure_beyond(&shown, value, beyond, self.formula())
            .query(&self.query(ruling))
            .settings(self.slice_settings())
            .note("without", &["relief"])
            .done();
        Some(FigureRef::beyond(number, value, beyond, shown))
    }

    /// The target in force for the ruling, else the clause's own; the words alone for a neutral clause.
    pub fn target(&self, evidence: &mut Evidence<'_>) -> FigureRef {
        self.target_with(evidence, None)
    }

    /// The same with one more setting of the clause, which stands beside it: its weight.
    pub fn target_with(
        &self,
        evidence: &mut Evidence<'_>,
        more: Option<(&'static str, Decimal, Option<&Place>)>,
    ) -> FigureRef {
        let (target, place) = match self.ruling {
            Some(ruling) => (ruling.target, &ruling.target_place),
            None => (self.level.target(), self.level.target_place()),
        };
        let shown = self.measure.promise(self.level, &target);
        let blended = self.ruling.map_or_else(Vec::new, |ruling| self.blended(ruling));
        if let Some(written) = self.pro_rated_target(&shown, target, blended.is_empty(), more, evidence) {
            return written;
        }
        if let (Target::Line(line), true) = (target, blended.is_empty()) {
            let value = Quotient::from(line);
            let entry = self.referred(evidence.figure(&shown, value, "target"));
            let first = ("target", line, Some(place));
            let number = entry.settings(std::iter::once(first).chain(more)).done();
            return FigureRef::new(number, value, shown);
        }
        let mut settings: Vec<(&str, Decimal, Option<&Place>)> = Vec::new();
        let written = if blended.is_empty() { vec![(target, place)] } else { blended };
        for (target, place) in &written {
            match *target {
                Target::Line(line) => settings.push(("target", line, Some(place))),
                Target::Range { low, high } => {
                    settings.push(("target-low", low, Some(place)));
                    settings.push(("target-high", high, self.high_place(place)));
                }
                Target::None => {}
            }
        }
        let value = match target {
            Target::Line(line) => line,
            Target::Range { low, .. } => low,
            Target::None => return FigureRef::words("no target"),
        };
        let value = Quotient::from(value);
        let formula = if written.len() > 1 { "attainment-split" } else { "target" };
        let beyond =
            self.ruling.filter(|_| written.len() > 1).and_then(|ruling| ruling.beyond.target.as_ref());
        let mut entry = self.referred(evidence.figure_beyond(&shown, value, beyond, formula));
        if let (Some(ruling), true) = (self.ruling, written.len() > 1) {
            entry = entry.query(&self.query(ruling));
        }
        let number = entry.settings(settings.into_iter().chain(more)).done();
        FigureRef::beyond(number, value, beyond, shown)
    }

    /// The target of a count over part of a window, from the one that is written for all of it.
    fn pro_rated_target(
        &self,
        shown: &str,
        target: Target,
        plain: bool,
        more: Option<(&'static str, Decimal, Option<&Place>)>,
        evidence: &mut Evidence<'_>,
    ) -> Option<FigureRef> {
        let ruling = self.ruling.filter(|_| plain)?;
        let (days, of) = ruling.pro_rated?;
        let (written, place) = target_on(self.level, ruling.terms_on);
        let (value, settings) = match (target, written) {
            (Target::Line(line), Target::Line(written)) => (line, vec![("target", written, Some(place))]),
            (Target::Range { low, .. }, Target::Range { low: from, high: to }) => {
                (low, vec![("target-low", from, Some(place)), ("target-high", to, self.high_place(place))])
            }
            _ => return None,
        };
        let value = Quotient::from(value);
        let beyond = ruling.beyond.target.as_ref();
        let entry =
            evidence.figure_beyond(shown, value, beyond, "target-pro-rated").query(&self.query(ruling));
        let entry = self.referred(entry);
        let entry = entry.settings(settings.into_iter().chain(more)).whole("days", days.into());
        Some(FigureRef::beyond(entry.whole("whole", of.into()).done(), value, beyond, shown.to_owned()))
    }

    /// Where the terms refer to a shared clause: the line that does, and where the contract says the target otherwise, the line of the
    /// clause that it stands beside.
    pub(super) fn referred<'e, 'm>(&self, entry: Entry<'e, 'm>) -> Entry<'e, 'm> {
        let Some(reference) = &self.level.clause else { return entry };
        let key = if self.level.target.line.is_some() { "target" } else { "target-low" };
        let target = self.level.target_place();
        let is_own = !target.path.as_str().starts_with("data/clauses/");
        let day = self.ruling.map_or(Date::MAX, |ruling| ruling.terms_on);
        let clause = self.contract.clauses.get(&reference.value).filter(|_| is_own);
        let beside = clause.and_then(|clause| clause.on(day)?.get(key));
        entry.refers([&reference.place].into_iter().chain(beside.map(|said| &said.place)))
    }

    /// The target of a window inside which it changed; `None` where it stands in the terms as it is.
    pub fn blended_target(&self, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
        let is_blended = self.ruling.is_some_and(|ruling| self.blended(ruling).len() > 1);
        is_blended.then(|| self.target(evidence))
    }

    /// Whether there is something to need: a neutral clause has no target.
    pub fn has_target(&self) -> bool {
        let target = self.ruling.map_or(self.level.target(), |ruling| ruling.target);
        target != Target::None
    }

    /// Id of the formula that made the value.
    pub fn formula(&self) -> &'static str {
        match self.level.aggregation {
            Aggregation::Occurrences => "attainment-occurrences",
            Aggregation::Timeslices => "attainment-timeslices",
            Aggregation::RatioTimeslices => "attainment-ratio-timeslices",
        }
    }

    /// Where the upper bound of a range stands, whose lower bound stands at `low`.
    fn high_place(&self, low: &Place) -> Option<&'a Place> {
        let versions = self.contract.versions.iter();
        let mut levels =
            versions.filter_map(|version| version.terms.service_levels.get(&self.judged.service_level));
        levels.find(|level| *level.target_place() == *low)?.target_high_place()
    }

    /// Each target that the slices of a window were judged by, where terms change inside it: more than one, or none.
    fn blended(&self, ruling: &Ruling) -> Vec<(Target, &'a Place)> {
        let mut targets: Vec<(Target, &Place)> = Vec::new();
        for slice in &ruling.slices {
            let terms = self.contract.versions.get(slice.version).map(|version| &version.terms);
            let level = terms.and_then(|terms| terms.service_levels.get(&self.judged.service_level));
            let Some(level) = level else { continue };
            // Only `split` judges each slice by the terms of its own day.
            if level.straddle != Straddle::Split {
                return Vec::new();
            }
            let found = target_on(level, slice.day);
            if targets.last() != Some(&found) {
                targets.push(found);
            }
        }
        if targets.len() > 1 { targets } else { Vec::new() }
    }

    fn chronic_settings(&self, ruling: &Ruling) -> Vec<(&'static str, Decimal, Option<&'a Place>)> {
        match &self.level.chronic {
            Some(chronic) if ruling.chronic => chronic_settings(chronic),
            _ => Vec::new(),
        }
    }

    fn slice_settings(&self) -> Vec<(&'static str, Decimal, Option<&'a Place>)> {
        match (&self.level.slice_target, self.level.aggregation) {
            (Some(target), Aggregation::Timeslices) => vec![("slice-target", **target, Some(&target.place))],
            _ => Vec::new(),
        }
    }
}

/// The figure that the remarks beside a verdict are parts of.
pub fn remark_of(
    clause: &Clause<'_>,
    value: &Option<FigureRef>,
    evidence: &mut Evidence<'_>,
) -> Option<FigureNumber> {
    clause.why_not(evidence).or_else(|| value.as_ref()?.number)
}

/// The figure that cites the clause as it is written: its table, and every amendment in force that changes it.
pub fn written_clause(clause: &Clause<'_>, evidence: &mut Evidence<'_>) -> Option<FigureNumber> {
    let (contract, id) = (clause.contract, &clause.level.id);
    let has_it = |at: &usize| contract.versions[*at].terms.service_levels.contains_key(id);
    let ruled = clause.ruling.map(|ruling| ruling.version).filter(|at| *at < contract.versions.len());
    let at = ruled.or_else(|| (0..contract.versions.len()).rev().find(has_it)).unwrap_or(0);
    evidence.tables(&level_tables(contract, id, at))
}

/// A clause's chronic trigger: so many misses in so many windows.
pub fn chronic_settings(chronic: &Chronic) -> Vec<(&'static str, Decimal, Option<&Place>)> {
    vec![
        ("misses", Decimal::from_int(chronic.misses.into()), Some(&chronic.place)),
        ("windows", Decimal::from_int(chronic.windows.into()), Some(&chronic.place)),
    ]
}

/// `vendor` or `site`, and the id.
pub fn subject_key(subject: &Subject) -> (&'static str, &str) {
    match subject {
        Subject::Vendor(id) => ("vendor", id.as_str()),
        Subject::Site(id) => ("site", id.as_str()),
    }
}

/// Name of the subject, as its page is titled.
pub fn subject_name<'r>(register: &'r Register, subject: &'r Subject) -> &'r str {
    match subject {
        Subject::Vendor(id) => register.vendors.get(id).map_or(id.as_str(), |vendor| &vendor.name),
        Subject::Site(id) => register.sites.get(id).map_or(id.as_str(), |site| &site.name),
    }
}
