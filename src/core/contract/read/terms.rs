//! The keys of a contract's tree: what it is by, and its terms.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::credits;
use super::service_level;
use super::shape::{Around, bears_credits};
use crate::core::contract::record::{Credits, ServiceLevel, Terms, Weights};
use crate::core::metric::record::Metric;
use crate::core::settings::forms::capitals;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{MetricId, ServiceLevelId, VendorId};
use crate::kit::number::{Decimal, Money};
use crate::kit::record::catalog::Catalog;
use crate::kit::record::table::{Fields, in_order};
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;

/// What no amendment can change.
pub struct Head {
    pub vendor: VendorId,
    pub title: String,
    pub document_ref: String,
    pub signed_on: Date,
    pub effective_on: Date,
}

/// Reads a contract's tree, the base or a folded one.
pub fn read(
    root: &Node<'_>,
    catalog: &Catalog,
    metrics: &BTreeMap<MetricId, Metric>,
    log: &Log,
) -> (Option<Head>, Option<Terms>) {
    let contract = Fields::new(root, log, "contract", "contract");
    let vendor = contract.require("vendor").and_then(|node| catalog.vendor(node, "vendor", "contract", log));
    let title = contract.required_text("title");
    let document_ref = contract.required_text("document-ref");
    let signed_on = contract.required_date("signed-on");
    let effective_on = contract.required_date("effective-on");
    let currency = contract
        .require("currency")
        .and_then(|node| capitals(values::text(node, "currency", log)?, node, "currency", 3, log));
    let ends_on = contract.required_date("ends-on");
    let notice_days = contract.setting("notice-days", contract.count("notice-days", 0..=3660), 0);
    let credits_node = contract.table("credits");
    let fee = if contract.has("credits") {
        contract.required_whole_number("monthly-fee-minor", 0..=FEE_MAX)
    } else {
        contract.whole_number("monthly-fee-minor", 0..=FEE_MAX)
    };
    let fee_basis = if contract.has("monthly-fee-minor") {
        contract.required_text("fee-basis")
    } else {
        contract.text("fee-basis")
    };
    let weights = contract.word("weights").unwrap_or(Weights::Percent);
    let credits = credits_node.and_then(|node| credits::read(node, log));
    let around = Around {
        catalog,
        metrics,
        vendor: vendor.as_ref().map(VendorId::as_str),
        has_credits: contract.has("credits"),
        credits: credits.as_ref(),
    };
    let mut service_levels = BTreeMap::new();
    for (key, node) in contract.table("service-level").map_or(&[][..], Node::entries) {
        let id = values::key_as_id(key, node, log);
        if !values::is_table(node, key, log) {
            continue;
        }
        let level = service_level::read(key, node, &around, log);
        if let (Some(id), Some(level)) = (id, level) {
            service_levels.insert(ServiceLevelId::new(id), level);
        }
    }
    contract.finish();
    in_order(&contract, "effective-on", "ends-on");
    if weights == Weights::Percent {
        weights_add_up(&contract, log);
    }
    if let (Some(node), Some(credits)) = (credits_node, &credits) {
        base_is_said(node, credits, &service_levels, log);
    }
    let head = (|| {
        Some(Head {
            vendor: vendor?,
            title: title?,
            document_ref: document_ref?,
            signed_on: signed_on?,
            effective_on: effective_on?,
        })
    })();
    let terms = (|| {
        Some(Terms {
            currency: currency?,
            ends_on: contract.at("ends-on", ends_on)?,
            notice_days,
            fee_basis,
            monthly_fee: contract.at("monthly-fee-minor", fee.map(Money)),
            weights,
            credits,
            service_levels,
        })
    })();
    (head, terms)
}

/// Of what the credit of a window of several months is a share: of all their fees, or of the last one's. Nobody but the contract knows.
fn base_is_said(
    node: &Node<'_>,
    credits: &Credits,
    levels: &BTreeMap<ServiceLevelId, ServiceLevel>,
    log: &Log,
) {
    let is_long = |level: &&ServiceLevel| {
        bears_credits(level, Some(credits.method)) && level.window.months().is_some_and(|months| months > 1)
    };
    let Some(long) = levels.values().find(is_long).filter(|_| node.get("credit-base").is_none()) else {
        return;
    };
    log.push(
        Diagnostic::new(&codes::MISSING_KEY, node.place(), "[credits] has no `credit-base`")
            .label(format!("service level `{}` bears credits by the {}", long.id, long.window.word()))
            .help("write `credit-base = \"window\"` for the fees of its months, or `\"last-month\"`")
            .related(long.place.clone(), "the service level"),
    );
}

/// Largest monthly fee in minor units: sums of many years stay far inside 64 bits.
const FEE_MAX: i64 = 1_000_000_000_000;

/// In the mode `percent`, the weights of the scored service levels add up to 100.
fn weights_add_up(contract: &Fields<'_, '_>, log: &Log) {
    let silent = Log::default();
    let levels = contract.node.get("service-level").map_or(&[][..], Node::entries);
    let mut sum: i64 = 0;
    let mut parts = Vec::new();
    let mut first: Option<&Node<'_>> = None;
    for (id, level) in levels {
        let Some(node) = level.get("weight") else { continue };
        let Some(weight) = values::decimal(node, "weight", 0..=values::ANY_SIZE, &silent) else { return };
        if weight > Decimal::ZERO {
            sum = sum.saturating_add(weight.micro());
            parts.push(format!("{id} {weight}"));
            first = first.or(Some(node));
        }
    }
    let hundred = Decimal::from_int(100).micro();
    let Some(node) = first.filter(|_| sum != hundred) else { return };
    let message = format!("the weights add up to {}, not to 100", Decimal::from_micro(sum));
    log.push(
        Diagnostic::new(&codes::WEIGHTS, node.place(), message)
            .label(parts.join(", "))
            .help("correct the weights, or write `weights = \"points\"`"),
    );
}
