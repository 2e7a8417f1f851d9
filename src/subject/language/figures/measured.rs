//! How well work in a language fares at a site: the rows of the language, period by period, of metrics of quality and latency.

use std::collections::BTreeSet;

use crate::core::contract::record::Scope;
use crate::core::rollup::{Cell, Subject, cell_value};
use crate::kit::declared::Language;
use crate::kit::id::{MetricId, SiteId};
use crate::kit::period::Period;
use crate::kit::words::Family;
use crate::subject::given::Given;
use crate::subject::language::figures::withheld::{Cut, Withheld};
use crate::subject::language::figures::{CoverageLine, Held, at_site};

/// Periods of the small picture, and of the sums of the export: half a year of weeks.
pub const PERIODS: usize = 26;

/// A metric of a language at a site.
#[derive(Clone, Debug)]
pub struct Measured {
    pub language: Language,
    pub metric: MetricId,
    pub site: SiteId,
    /// Who is counted there.
    pub held: Held,
    /// Of no period a figure is withheld: too few people would do the work, or that of too few could be worked out of it.
    pub is_told: bool,
    /// The newest period, with its rows summed.
    pub newest: (Period, Cell),
    /// Values of the last periods, oldest first; in display units.
    pub points: Vec<Option<f64>>,
    /// First of these periods, and sums of numerators and denominators over them.
    pub sums: (Period, i128, i128),
}

/// Of every language of the lines; nothing of a percentile, which is never rolled up from slices.
pub fn measured(given: &Given<'_>, lines: &[CoverageLine], withheld: &Withheld) -> Vec<Measured> {
    let register = given.register;
    let languages: BTreeSet<&Language> = lines.iter().map(|line| &line.language).collect();
    let families = [Family::Quality, Family::Latency];
    let mut found = Vec::new();
    for language in languages {
        let scope = Scope { languages: BTreeSet::from([language.clone()]), ..Scope::default() };
        for metric in register.metrics.values().filter(|metric| families.contains(&metric.family)) {
            for site in register.sites.keys() {
                let cells = given.rollup.cells(&Subject::Site(site.clone()), &metric.id, &scope);
                let first = cells.len().saturating_sub(PERIODS);
                let recent = &cells[first..];
                let Some((period, cell)) = recent.last() else { continue };
                let value = |cell: &Cell| cell_value(metric, cell).map(|value| value.to_f64());
                let sum = |of: fn(&Cell) -> i128| recent.iter().map(|(_, cell)| of(cell)).sum::<i128>();
                found.push(Measured {
                    language: language.clone(),
                    metric: metric.id.clone(),
                    site: site.clone(),
                    held: at_site(register, register.as_of(), language, site),
                    is_told: recent
                        .iter()
                        .all(|(_, cell)| withheld.tells(register, &cell.rows, Cut::Language)),
                    newest: (*period, cell.clone()),
                    points: recent.iter().map(|(_, cell)| value(cell)).collect(),
                    sums: (recent[0].0, sum(|cell| cell.numerator), sum(|cell| cell.denominator)),
                });
            }
        }
    }
    found
}
