//! `data/metrics.toml`: definitions. A metric is what is measured; a service level is what was promised of it.

use std::collections::BTreeMap;

use crate::kit::calendar::Grain;
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{MetricId, PersonId, SiteId, VendorId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::kit::source::{At, Place};
use crate::kit::toml::log::Log;
use crate::kit::toml::values;
use crate::kit::toml::values::ANY_SIZE;
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

/// The definitions of what is measured.
#[derive(Debug, Record)]
#[record(noun = "metrics", path = "data/metrics.toml")]
pub struct Metrics {
    #[key(name = "metric", example = "accuracy")]
    pub metrics: BTreeMap<MetricId, Metric>,
}

/// A metric: what is measured, and how its rows roll up.
#[derive(Clone, Debug, Record)]
#[record(noun = "metric", check = Metric::check)]
pub struct Metric {
    pub id: MetricId,
    /// What it is called.
    #[key(example = "Labelling accuracy")]
    pub name: String,
    /// Where it stands in every grid.
    #[key(example = "quality")]
    pub family: Family,
    /// What a row carries and how rows roll up.
    #[key(example = "ratio")]
    pub kind: MetricKind,
    /// In what it is shown.
    #[key(example = "percent")]
    pub unit: Unit,
    /// Which way is better.
    #[key(example = "at-least")]
    pub direction: Direction,
    /// Shown decimals, 0 to 6.
    #[key(example = 2, default = 2_u8, range = 0..=6)]
    pub decimals: u8,
    /// The one grain of its rows.
    #[key(example = "week")]
    pub grain: Grain,
    /// Days after the end of a window by which its figures are due, 0 to 366; 0: on its last day.
    #[key(example = 0, default = 0_u32, range = 0..=366)]
    pub lag_days: u32,
    /// What is counted.
    #[key(example = "audited decisions found correct", when = "kind = ratio")]
    pub numerator: Option<String>,
    /// Out of what.
    #[key(example = "audited decisions", when = "kind = ratio")]
    pub denominator: Option<String>,
    /// Id of the definition; a contract may pin it.
    #[key(example = "accuracy-v2")]
    pub definition: Option<At<String>>,
    /// The rows are a sample: a Wilson interval is shown; of a ratio alone.
    #[key(example = true, default = false)]
    pub sampled: bool,
    /// What a row of the whole is beside rows of its parts; without it such a whole has no figure.
    #[key(example = "# rest")]
    pub whole_rows: Option<WholeRows>,
    #[key(name = "")]
    pub bounds: Band,
    pub place: Place,
}

/// An inclusive range of displayed values; each end optional.
#[derive(Clone, Debug, Default, Record)]
#[record(noun = "bounds")]
pub struct Band {
    /// Displayed limits do not pass it.
    #[key(name = "lower-bound", example = 0, range = -ANY_SIZE..=ANY_SIZE)]
    pub lower: Option<At<Decimal>>,
    /// Likewise; above lower-bound.
    #[key(name = "upper-bound", example = 100, range = -ANY_SIZE..=ANY_SIZE)]
    pub upper: Option<At<Decimal>>,
}

impl Metric {
    /// The rules between its keys.
    fn check(draft: &mut MetricDraft, reader: &Reader<'_, '_, '_>) {
        if draft.sampled && draft.kind.is_some_and(|kind| kind != MetricKind::Ratio) {
            let sampled = reader.fields.node.get("sampled").unwrap_or(reader.fields.node);
            let message = "`sampled` is set on a metric that is no ratio";
            let label = "only a ratio has a Wilson interval";
            values::bad_value::<()>(sampled, message, label, "remove it", reader.log());
        }
        if let (Some(lower), Some(upper)) = (&draft.bounds.lower, &draft.bounds.upper)
            && lower.value >= upper.value
        {
            let label = format!("expected more than `lower-bound`, which is {lower}");
            reader.bad_value(upper, format!("`upper-bound` is {upper}"), label, "exchange the two");
        }
    }

    /// Whether a period is of the metric's grain; reports it when not.
    pub fn has_grain(&self, period: &At<Period>, reader: &Reader<'_, '_, '_>) -> bool {
        same_grain(**period, self.grain, period.place.clone(), "metric", reader.log())
    }
}

/// Events at which control limits start anew.
#[derive(Debug, Record)]
#[record(noun = "rebases", path = "data/rebases.toml")]
pub struct Rebases {
    #[key(name = "rebase")]
    pub rebases: Vec<Rebase>,
}

/// A dated, reasoned event at which control limits start anew.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(noun = "rebase", check = Rebase::check)]
pub struct Rebase {
    /// Whose limits.
    #[key(example = "accuracy")]
    pub metric: At<MetricId>,
    #[key(name = "")]
    pub scope: RebaseScope,
    /// The first period of the new group, in the grain of the metric.
    #[key(example = "2026-W20")]
    pub from: At<Period>,
    /// What changed.
    #[key(example = "New guideline and tool")]
    pub reason: At<String>,
    /// Who agreed to it.
    #[key(example = "ben-field")]
    pub approved_by: At<PersonId>,
    pub place: Place,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(noun = "scope")]
pub struct RebaseScope {
    /// Of one site; site or vendor, one of them.
    #[key(example = "acme-porto")]
    pub site: Option<At<SiteId>>,
    /// The vendor's roll-up and all its sites.
    #[key(example = "# acme")]
    pub vendor: Option<At<VendorId>>,
}

impl Rebases {
    /// Each in the grain of its metric.
    pub fn check(
        draft: &mut RebasesDraft,
        reader: &Reader<'_, '_, '_>,
        metrics: &BTreeMap<MetricId, Metric>,
    ) {
        for rebase in &draft.rebases {
            metrics.get(&*rebase.metric).map(|metric| metric.has_grain(&rebase.from, reader));
        }
        draft.rebases.retain(|rebase| rebase.scope.site.is_some() || rebase.scope.vendor.is_some());
    }
}

impl Rebase {
    fn check(_draft: &mut RebaseDraft, reader: &Reader<'_, '_, '_>) {
        let rebase = &reader.fields;
        let diagnostic = match (rebase.has("site"), rebase.node.get("vendor")) {
            (true, Some(vendor)) => {
                let message = "a rebase names a site and a vendor";
                Diagnostic::new(&codes::BAD_VALUE, vendor.key_place(), message).help("keep one of the two")
            }
            (false, None) => rebase
                .whole(&codes::MISSING_KEY, "a rebase has neither `site` nor `vendor`")
                .help("add one of the two"),
            _ => return,
        };
        reader.log().push(diagnostic.label("expected one of `site` and `vendor`"));
    }
}

impl RebaseScope {
    /// Whether it reaches a series: that of a site of the vendor, or without a site the vendor's own.
    pub fn reaches(&self, site: Option<&SiteId>, vendor: &VendorId) -> bool {
        match &self.site {
            Some(own) => site.is_some_and(|site| *own == *site),
            None => self.vendor.as_ref().is_some_and(|own| *own == *vendor),
        }
    }
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
