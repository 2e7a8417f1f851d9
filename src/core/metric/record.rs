//! `data/metrics.toml`: definitions. A metric is what is measured; a service level is what was promised of it.

use crate::core::settings::record::Band;
use crate::kit::calendar::Grain;
use crate::kit::declared::Reader;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{MetricId, PersonId, SiteId, VendorId};
use crate::kit::period::Period;
use crate::kit::source::{At, Place};
use crate::kit::toml::log::Log;
use crate::kit::words::{Direction, Family, closed_list};

closed_list! {
    /// What a row carries and how rows roll up.
    MetricKind {
        Ratio = "ratio" "sum over sum",
        Count = "count" "sum",
        Mean = "mean" "mean weighted by samples",
        Level = "level" "sum over slices, last over time",
        Percentile = "percentile" "not aggregable",
    }
    /// What a row of the whole is beside rows of its parts: one without a queue beside rows with queues of the same site, project and
    /// period, and likewise languages and projects.
    WholeRows {
        Rest = "rest" "what the parts leave out",
        Total = "total" "the sum of the parts",
    }
    Unit {
        Percent = "percent" "%",
        PerHour = "per-hour" "per hour",
        Hours = "hours" "h",
        Minutes = "minutes" "min",
        Seconds = "seconds" "s",
        Days = "days" "days",
        Units = "units" "units",
        Points = "points" "points",
        People = "people" "people",
    }
}

impl Unit {
    /// A value with its unit as pages write it: `95.2%`, `12.0 h`.
    pub fn with(self, number: &str) -> String {
        match self {
            Unit::Percent => format!("{number}%"),
            Unit::Units | Unit::Points | Unit::People => number.to_owned(),
            _ => format!("{number}\u{a0}{}", self.label()),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Metric {
    pub id: MetricId,
    pub name: String,
    pub family: Family,
    pub kind: MetricKind,
    pub unit: Unit,
    pub direction: Direction,
    /// 0 to 6.
    pub decimals: u8,
    pub grain: Grain,
    /// Days after the end of a window by which its rows are due, 0 to 366; 0: on its last day.
    pub lag_days: u32,
    /// Words for a ratio's parts.
    pub numerator: Option<String>,
    pub denominator: Option<String>,
    pub definition: Option<String>,
    pub definition_place: Option<Place>,
    pub sampled: bool,
    /// `None`: nobody said, so a whole beside its parts has no figure.
    pub whole_rows: Option<WholeRows>,
    pub bounds: Band,
    pub place: Place,
}

impl Metric {
    /// Whether a period is of the metric's grain; reports it when not.
    pub fn has_grain(&self, period: &At<Period>, reader: &Reader<'_, '_, '_>) -> bool {
        same_grain(**period, self.grain, period.place.clone(), "metric", reader.log())
    }
}

/// A dated, reasoned event at which control limits start anew.
#[derive(Clone, Debug)]
pub struct Rebase {
    pub metric: MetricId,
    pub scope: RebaseScope,
    /// First period of the new group.
    pub from: Period,
    pub reason: String,
    pub approved_by: PersonId,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RebaseScope {
    Site(SiteId),
    /// The vendor's roll-up and all its sites.
    Vendor(VendorId),
}

/// Reports a period that is of another grain than its metric.
pub fn same_grain(period: Period, grain: Grain, place: Place, what: &str, log: &Log) -> bool {
    let fits = period.grain() == Some(grain);
    if !fits {
        let found = period.grain().map_or("quarter", Grain::noun);
        log.push(
            Diagnostic::new(
                &codes::MIXED_GRAIN,
                place,
                format!("`{period}` is a {found}, the grain of the {what} is the {}", grain.noun()),
            )
            .label(format!("expected a {}", grain.noun()))
            .help(format!("write a {}", grain.noun())),
        );
    }
    fits
}
