//! Why a figure of an issue is another today: something was restated that it rests on, a provisional value was settled, or something else
//! was recorded later.

use serde::Serialize;

use crate::core::contract::record::ServiceLevel;
use crate::kit::calendar::add_days;
use crate::kit::evidence::figure::{Asked, FigureEntry, Setting};
use crate::kit::id::SiteId;
use crate::kit::numbered::FigureNumber;
use crate::kit::period::Period;
use crate::subject::history::{Change, ChangeKind, Fact};
use crate::subject::register::Register;

/// The graver last: a figure that rests on both was restated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// Rows, relief or settings that were recorded later.
    Other,
    /// Provisional values became final, or were replaced while they were provisional.
    Settled,
    /// A final value or a term was replaced or withdrawn.
    Restated,
}

/// What was recorded anew after the commit that judges an issue.
pub struct Later<'a> {
    pub changes: Vec<&'a Change>,
    pub register: &'a Register,
    /// Of the issue.
    pub period: Period,
}

/// The evidence of an issue, read to know why.
#[derive(Clone, Copy)]
pub struct Basis<'d> {
    figures: &'d [FigureEntry],
    /// Whether its lines are those of the files of today.
    is_today: bool,
}

impl<'d> Basis<'d> {
    pub fn new(figures: &'d [FigureEntry], is_today: bool) -> Basis<'d> {
        Basis { figures, is_today }
    }

    /// Figures stand in the order of their numbers.
    fn figure(&self, n: FigureNumber) -> Option<&'d FigureEntry> {
        let at = self.figures.binary_search_by_key(&n, |figure| figure.n).ok()?;
        self.figures.get(at)
    }
}

impl Later<'_> {
    /// Why a figure is another. `None` where it names neither rows, nor settings, nor figures that it was made of.
    pub fn of(&self, figure: &FigureEntry, basis: Basis<'_>) -> Option<Why> {
        let names = figure.query.is_some() || figure.inputs.is_some() || !figure.settings.is_empty();
        names.then(|| self.rests_on(figure, basis, 8).unwrap_or(Why::Other))
    }

    /// For a figure that names nothing: the gravest of the figures beside it, else of all that concerns the issue.
    pub fn of_all(&self, beside: impl Iterator<Item = Why>) -> Why {
        let of_issue =
            || self.changes.iter().filter(|change| self.concerns(change)).map(|change| why(change));
        beside.max().or_else(|| of_issue().max()).unwrap_or(Why::Other)
    }

    /// `deep`: figures are made of figures so many times at most.
    fn rests_on(&self, figure: &FigureEntry, basis: Basis<'_>, deep: u8) -> Option<Why> {
        let own = self.changes.iter().filter(|change| self.is_of(figure, basis, change));
        let own = own.map(|change| why(change));
        let inputs = figure.inputs.iter().flatten().filter(|_| deep > 0);
        let inputs = inputs.filter_map(|input| self.rests_on(basis.figure(*input)?, basis, deep - 1));
        own.chain(inputs).max()
    }

    /// Whether a figure cites the line of a change, or asks for the row that is gone.
    fn is_of(&self, figure: &FigureEntry, basis: Basis<'_>, change: &Change) -> bool {
        let Some(place) = change.place.as_ref().filter(|_| basis.is_today) else {
            return figure.query.as_ref().is_some_and(|query| self.asks_for(query, change));
        };
        let mut rows = figure.rows.iter().flatten();
        rows.any(|(path, from, to)| (*from..=*to).contains(&place.line) && *path == place.path)
            || figure.settings.iter().any(|Setting(_, _, path, line)| {
                path.as_ref() == Some(&place.path) && *line == Some(place.line)
            })
    }

    fn asks_for(&self, query: &Asked, change: &Change) -> bool {
        match &change.fact {
            Fact::Measurement { key, .. } => {
                let vendor = self.register.sites.get(&SiteId::new(&key.site)).map(|site| &*site.vendor);
                let of_vendor = query.vendor.is_some() && query.vendor.as_ref() == vendor;
                let of_subject =
                    of_vendor || query.site.as_ref().is_some_and(|site| site.as_str() == key.site);
                let back = if query.window.starts_with("rolling") { 13 * 7 } else { 0 };
                let meets = |period: &Period, row: Period| {
                    row.first_day() <= period.last_day()
                        && row.last_day() >= add_days(period.first_day(), -back)
                };
                query.metric.as_str() == key.metric
                    && of_subject
                    && Period::parse(&key.period)
                        .is_some_and(|row| query.periods.iter().any(|period| meets(period, row)))
            }
            Fact::Term { contract, key } | Fact::Amendment { contract, key, .. } => {
                let of_level = key.strip_prefix("service-level.").and_then(|rest| rest.split('.').next());
                let other = of_level
                    .is_some_and(|level| query.service_level.as_ref().is_none_or(|of| of.as_str() != level));
                query.contract.as_ref().is_some_and(|of| of.as_str() == contract.as_str()) && !other
            }
            Fact::Clause { clause, .. } | Fact::ClauseAmendment { clause, .. } => {
                let contract = query.contract.as_ref().and_then(|of| self.register.contracts.get(of));
                let refers = |level: &ServiceLevel| {
                    level.clause.as_deref() == Some(clause)
                        && query.service_level.as_ref().is_none_or(|of| *of == level.id)
                };
                let versions = contract.iter().flat_map(|contract| &contract.versions);
                versions.flat_map(|version| version.terms.service_levels.values()).any(refers)
            }
            Fact::Cell { .. } | Fact::DueDate { .. } | Fact::Other { .. } => false,
        }
    }

    /// Whether a change is one of a term, or of a row of a period that had ended with the issue's.
    pub fn concerns(&self, change: &Change) -> bool {
        match &change.fact {
            Fact::Measurement { key, .. } => {
                Period::parse(&key.period).is_some_and(|of| of.last_day() <= self.period.last_day())
            }
            Fact::Term { .. }
            | Fact::Amendment { .. }
            | Fact::Clause { .. }
            | Fact::ClauseAmendment { .. } => true,
            Fact::Cell { .. } | Fact::DueDate { .. } | Fact::Other { .. } => false,
        }
    }
}

fn why(change: &Change) -> Why {
    match change.kind {
        ChangeKind::Matured => Why::Settled,
        ChangeKind::Withdrawn if !change.was_final => Why::Settled,
        ChangeKind::Restated | ChangeKind::Withdrawn | ChangeKind::Added => Why::Restated,
    }
}
