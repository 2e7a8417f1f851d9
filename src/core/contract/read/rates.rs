//! Keys of a rate that must agree with each other and with the metric that counts it.

use std::collections::BTreeMap;

use crate::core::contract::record::{BillingUnit, MONTHLY_FEE, Rate};
use crate::core::metric::record::{Metric, MetricKind};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::MetricId;
use crate::kit::source::{At, Place};
use crate::kit::toml::log::Log;

/// Checks a rate whose keys could be read.
pub fn check(rate: &Rate, metrics: &BTreeMap<MetricId, Metric>, log: &Log) {
    if rate.id.as_str() == MONTHLY_FEE {
        let label = "invoices name the monthly fee of the contract so";
        let message = format!("a rate cannot be called `{MONTHLY_FEE}`");
        wrong(log, &rate.place, message, label, "name the rate after what is paid for");
    }
    priced_once(rate, log);
    in_order(rate, log);
    let wanted = if rate.unit.is_by_days() { MetricKind::Level } else { MetricKind::Count };
    counts(rate, &rate.quantity, wanted, metrics, log);
    for premium in rate.premiums.values() {
        counts(rate, &premium.quantity, MetricKind::Count, metrics, log);
    }
    if let Some(cap) = &rate.cap {
        counts(rate, &cap.of, MetricKind::Count, metrics, log);
    }
    let is_productive = rate.unit == BillingUnit::ProductiveHour;
    let shrinkage = [&rate.in_office_shrinkage_percent, &rate.external_shrinkage_percent];
    if let Some(written) = shrinkage.into_iter().flatten().next().filter(|_| !is_productive) {
        let message = format!("rate `{}` has a shrinkage, and is paid by the {}", rate.id, rate.unit.label());
        let label = "shrinkage turns paid hours into productive ones";
        wrong(log, &written.place, message, label, "remove it, or write `unit = \"productive-hour\"`");
    }
}

/// A rate has a price, tiers or a volume band; what needs a price has one.
fn priced_once(rate: &Rate, log: &Log) {
    let tiers = rate.tiers.first().map(|tier| ("`tiers`", &tier.place));
    let band = rate.volume_band.as_ref().map(|band| ("a `volume-band`", &band.place));
    let price = rate.price.as_ref().map(|price| ("a `price`", &price.place));
    let is_priced = |one: &Option<(&'static str, &Place)>| one.is_some();
    // A price pays for the baseline of a volume band.
    let second = tiers.and_then(|tiers| price.or(band).map(|other| (other, tiers)));
    match second {
        None if ![price, tiers, band].iter().any(is_priced) => {
            let message = format!("rate `{}` has no price", rate.id);
            let label = "expected `price`, `tiers` or a `volume-band`";
            log.push(
                Diagnostic::new(&codes::MISSING_KEY, rate.place.clone(), message)
                    .label(label)
                    .help("add `price`, in units of the contract's currency"),
            );
        }
        None => {}
        Some(((first, _), (second, place))) => {
            let message = format!("rate `{}` has {first} and {second}", rate.id);
            wrong(log, place, message, "a rate is priced in one way", "keep one of the two");
        }
    }
    if let (Some(minimum), Some(_)) = (&rate.minimum_quantity, &rate.volume_band) {
        let message = format!("rate `{}` has a minimum and a volume band", rate.id);
        let label = "below the baseline the band says what is credited";
        wrong(log, &minimum.place, message, label, "keep one of the two");
    }
    if rate.price.is_some() {
        return;
    }
    let needs = [
        ("a premium", rate.premiums.values().next().map(|premium| &premium.place)),
        ("a ramp", rate.ramp.first().map(|step| &step.place)),
        ("a cap", rate.cap.as_ref().map(|cap| &cap.place)),
    ];
    for (what, place) in needs {
        let Some(place) = place else { continue };
        let message = format!("rate `{}` has {what} and no `price`", rate.id);
        let label = "it goes with a price of one";
        wrong(log, place, message, label, "write `price`, or remove it");
    }
}

/// Tiers and steps of a ramp rise; the first tier is above 0.
fn in_order(rate: &Rate, log: &Log) {
    if let Some(first) = rate.tiers.first().filter(|first| first.above.micro() != 0) {
        let message = format!("the first tier of rate `{}` is above {}", rate.id, *first.above);
        let label = "what is below it has no price: expected 0";
        wrong(log, &first.above.place, message, label, "start the tiers with `above = 0`");
    }
    for pair in rate.tiers.windows(2) {
        let [before, tier] = pair else { continue };
        if *tier.above <= *before.above {
            let message = format!("a tier above {} follows one above {}", *tier.above, *before.above);
            wrong(log, &tier.above.place, message, "tiers rise from row to row", "sort the rows");
        }
    }
    for pair in rate.ramp.windows(2) {
        let [before, step] = pair else { continue };
        if *step.from <= *before.from {
            let message = format!("a step from {} follows one from {}", *step.from, *before.from);
            wrong(log, &step.from.place, message, "steps follow each other in time", "sort the rows");
        }
    }
}

/// A state is paid by days, and what is counted adds up.
fn counts(
    rate: &Rate,
    metric: &At<MetricId>,
    wanted: MetricKind,
    metrics: &BTreeMap<MetricId, Metric>,
    log: &Log,
) {
    let Some(found) = metrics.get(&**metric).filter(|found| found.kind != wanted) else { return };
    let message = format!(
        "rate `{}` is paid by what `{}` counts, which is a {}",
        rate.id,
        metric.as_str(),
        found.kind.word()
    );
    let label = match wanted {
        MetricKind::Level => {
            format!("a {} is paid by days: expected a metric of kind `level`", rate.unit.label())
        }
        _ => "expected a metric of kind `count`: its rows add up".to_owned(),
    };
    let help = "name another metric, or correct the rate's unit";
    log.push(Diagnostic::new(&codes::RATE_SHAPE, metric.place.clone(), message).label(label).help(help));
}

fn wrong(log: &Log, place: &Place, message: String, label: &'static str, help: &'static str) {
    log.push(Diagnostic::new(&codes::RATE_SHAPE, place.clone(), message).label(label).help(help));
}
