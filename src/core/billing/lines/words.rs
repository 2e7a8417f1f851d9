//! The sentences that derive the lines of a rate.

use num_rational::BigRational;

use super::super::price::in_minor;
use super::super::quantity::Counting;
use super::super::step::{Step, amount, number, result};
use super::super::stretch::Stretch;
use crate::core::contract::record::{BandCounts, BillingUnit, VolumeBand};
use crate::kit::calendar::day_label;
use crate::kit::exact::of_whole;
use crate::kit::id::PartId;
use crate::kit::number::Decimal;
use crate::kit::source::{At, Place};

type Settings = Vec<(&'static str, Decimal, Place)>;

/// `Client's record of October 2026: 20,364 of accepted-units`
pub fn counted(counting: &Counting<'_>, unit: BillingUnit, quantity: &BigRational) -> Step {
    let metric = counting.stretches.last().map_or("", |stretch| stretch.rate.quantity.as_str());
    let month = counting.month.label();
    let (formula, text) = if unit.is_by_days() {
        ("billing-level", format!("{metric} by the days of {month}: {}", number(quantity)))
    } else {
        ("billing-quantity", format!("{metric} of {month}: {}", number(quantity)))
    };
    Step { text, formula, result: result(quantity), settings: Vec::new() }
}

/// The same of a premium.
pub fn counted_apart(counting: &Counting<'_>, id: &PartId, quantity: &BigRational) -> Step {
    let premium = counting.stretches.iter().rev().find_map(|stretch| stretch.rate.premiums.get(id));
    let metric = premium.map_or("", |premium| premium.quantity.as_str());
    let text = format!("{metric} of {}: {}", counting.month.label(), number(quantity));
    Step { text, formula: "billing-quantity", result: result(quantity), settings: Vec::new() }
}

/// `176 × (1 − 10.3%) × (1 − 14%) = 135.76992`
pub fn shrunk(stretches: &[Stretch<'_>], before: &BigRational, after: &BigRational) -> Option<Step> {
    let mut settings = Settings::new();
    let mut words = Vec::new();
    for stretch in stretches {
        let mut factors = String::new();
        let shares = [
            ("in-office-shrinkage-percent", &stretch.rate.in_office_shrinkage_percent),
            ("external-shrinkage-percent", &stretch.rate.external_shrinkage_percent),
        ];
        for (name, share) in shares {
            let Some(At { value, place }) = share else { continue };
            factors += &format!(" × (1 − {value}%)");
            settings.push((name, *value, place.clone()));
        }
        if !factors.is_empty() && !words.contains(&factors) {
            words.push(factors);
        }
    }
    settings.dedup();
    if words.is_empty() {
        return None;
    }
    let text = match words.as_slice() {
        [one] => format!("Productive: {}{one} = {}", number(before), number(after)),
        _ => format!("Productive of {}, each day at its shrinkage: {}", number(before), number(after)),
    };
    Some(Step { text, formula: "billing-productive", result: result(after), settings })
}

/// `At most 80 × 12 = 960 of 1,000`
pub fn capped(
    stretches: &[Stretch<'_>],
    heads: &BigRational,
    most: &BigRational,
    all: &BigRational,
) -> Option<Step> {
    let cap = stretches.iter().rev().find_map(|stretch| stretch.rate.cap.as_ref())?;
    let paid = if all > most { most } else { all };
    let text = format!(
        "At most {} for each of {} {}: {}; paid are {} of {}",
        *cap.each,
        number(heads),
        cap.of.as_str(),
        number(most),
        number(paid),
        number(all)
    );
    let settings = vec![("cap.each", *cap.each, cap.each.place.clone())];
    Some(Step { text, formula: "billing-cap", result: result(paid), settings })
}

/// `20,364 × 11.48 = 233,778.72 USD`
pub fn priced(
    parts: &[(&Stretch<'_>, BigRational, BigRational)],
    volume: &BigRational,
    units: &BigRational,
    currency: &str,
) -> Step {
    let exact = in_minor(units, currency);
    let mut settings = Settings::new();
    let mut words = Vec::new();
    let is_tiered = parts.iter().any(|(stretch, ..)| !stretch.rate.tiers.is_empty());
    for (stretch, quantity, cost) in parts {
        let mut text = match &stretch.rate.price {
            Some(price) => {
                settings.push(("price", **price, price.place.clone()));
                format!("{} × {}", number(quantity), **price)
            }
            None => {
                let tiers = stretch.rate.tiers.iter();
                settings.extend(tiers.map(|tier| ("tiers.price", *tier.price, tier.price.place.clone())));
                format!("{} for {}", amount(&in_minor(cost, currency), currency), number(quantity))
            }
        };
        if let Some(step) = stretch.step {
            text += &format!(" × {}%", *step.percent);
            settings.push(("ramp.percent", *step.percent, step.percent.place.clone()));
        }
        if parts.len() > 1 {
            text += &format!(" ({} to {})", day_label(stretch.first), day_label(stretch.last));
        }
        words.push(text);
    }
    let left = words.join(" + ");
    let (formula, text) = if is_tiered {
        let mode = parts.iter().rev().find_map(|(stretch, ..)| stretch.rate.tier_mode);
        let mode = mode.map_or("by tiers", |mode| mode.label());
        ("billing-tiers", format!("By the volume of {}, {mode}: {left}", number(volume)))
    } else {
        ("billing-amount", format!("{left} = {}", amount(&exact, currency)))
    };
    Step { text, formula, result: result(&exact), settings }
}

/// `8 × 11.48 × 1.5 = 137.76 USD`
pub fn premium(
    id: &PartId,
    parts: &[(&Stretch<'_>, BigRational, BigRational)],
    units: &BigRational,
    currency: &str,
) -> Step {
    let exact = in_minor(units, currency);
    let mut settings = Settings::new();
    let mut words = Vec::new();
    for (stretch, quantity, _) in parts {
        let (Some(price), Some(premium)) = (&stretch.rate.price, stretch.rate.premiums.get(id)) else {
            continue;
        };
        let mut text = format!("{} × {}", number(quantity), **price);
        settings.push(("price", **price, price.place.clone()));
        if let Some(step) = stretch.step {
            text += &format!(" × {}%", *step.percent);
            settings.push(("ramp.percent", *step.percent, step.percent.place.clone()));
        }
        text += &format!(" × {}", *premium.factor);
        settings.push(("premium.factor", *premium.factor, premium.factor.place.clone()));
        words.push(text);
    }
    let text = format!("{} = {}", words.join(" + "), amount(&exact, currency));
    Step { text, formula: "billing-premium", result: result(&exact), settings }
}

/// What a band is held against.
pub struct Band<'b> {
    pub volume: &'b BigRational,
    pub baseline: &'b BigRational,
    pub deadband: &'b BigRational,
    pub price: &'b BigRational,
}

/// `(12,000 − 10,000 − 1,000) × 0.15 = 150.00 USD`
pub fn banded(
    band: &VolumeBand,
    figures: Band<'_>,
    quantity: &BigRational,
    units: &BigRational,
    currency: &str,
) -> Step {
    let exact = in_minor(units, currency);
    let Band { volume, baseline, deadband, price } = figures;
    let (volume, baseline, deadband) = (number(volume), number(baseline), number(deadband));
    let (price, total) = (number(price), amount(&exact, currency));
    let zero = of_whole(0);
    let from = *band.counts == BandCounts::FromDeadband;
    let less = if from { format!(" − {deadband}") } else { String::new() };
    let text = if *quantity > zero {
        format!("({volume} − {baseline}{less}) × {price} = {total}")
    } else if *quantity < zero {
        format!("Credited: ({baseline} − {volume}{less}) × {price}, which makes {total}")
    } else {
        format!("{volume} is within {deadband} of {baseline}: {total}")
    };
    let settings = vec![
        ("baseline", *band.baseline, band.baseline.place.clone()),
        ("additional-price", *band.additional_price, band.additional_price.place.clone()),
        ("reduced-price", *band.reduced_price, band.reduced_price.place.clone()),
    ];
    Step { text, formula: "billing-band", result: result(&exact), settings }
}

/// `(20,000 − 18,000) at the price = 1,700.00 USD`
pub fn short(
    parts: &[(&Stretch<'_>, BigRational)],
    (minimum, delivered): (&BigRational, &BigRational),
    units: &BigRational,
    currency: &str,
) -> Step {
    let exact = in_minor(units, currency);
    let mut settings = Settings::new();
    for (stretch, _) in parts {
        if let Some(At { value, place }) = &stretch.rate.minimum_quantity {
            settings.push(("minimum-quantity", *value, place.clone()));
        }
        if let Some(At { value, place }) = &stretch.rate.price {
            settings.push(("price", *value, place.clone()));
        }
    }
    let text = format!(
        "Of the minimum of {} lack {}: {}",
        number(minimum),
        number(&(minimum - delivered)),
        amount(&exact, currency)
    );
    Step { text, formula: "billing-minimum", result: result(&exact), settings }
}
