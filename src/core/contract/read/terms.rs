//! Terms as a whole: each service level beside its metric and the credits, weights, and what credits are a share of.

use std::collections::BTreeMap;

use super::shape::{self, Around, bears_credits};
use super::{clause_rows, rates, score};
use crate::core::contract::record::{Credits, ServiceLevel, ShareOf, Terms, TermsDraft, Weights};
use crate::core::metric::record::Metric;
use crate::kit::declared::{Reader, Record};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::{MetricId, ServiceLevelId};
use crate::kit::number::Decimal;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::table::Fields;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;

/// Reads a contract's tree, the base or a folded one.
pub fn read(
    root: &Node<'_>,
    catalog: &Catalog,
    metrics: &BTreeMap<MetricId, Metric>,
    log: &Log,
) -> Option<Terms> {
    Terms::read("", root, catalog, log, |draft, reader| Terms::check(draft, reader, metrics))
}

impl Terms {
    fn check(draft: &mut TermsDraft, reader: &Reader<'_, '_, '_>, metrics: &BTreeMap<MetricId, Metric>) {
        let (contract, log) = (&reader.fields, reader.log());
        let around =
            Around { metrics, has_credits: contract.has("credits"), credits: draft.credits.as_ref() };
        for (id, level) in &draft.service_levels {
            let node = contract.node.get("service-level").and_then(|levels| levels.get(id.as_str()));
            let Some(node) = node else { continue };
            let fields = Fields::new(node, log, ServiceLevel::NOUN, format!("service level `{id}`"));
            shape::check(&fields, level, score::Better::of(level.direction, level.aggregation), &around);
            clause_rows::check(&fields, level, &around);
        }
        draft.rates.values().for_each(|rate| rates::check(rate, metrics, log));
        reader.in_order("effective-on", "ends-on");
        price_reviews_lie_inside(draft, log);
        if draft.weights == Weights::Percent {
            weights_add_up(contract, log);
        }
        if let Some(credits) = &draft.credits {
            base_is_said(credits, &draft.service_levels, log);
            if credits.share_of == ShareOf::Fee && !contract.has("monthly-fee-minor") {
                log.push(
                    contract
                        .whole(&codes::MISSING_KEY, "contract has no `monthly-fee-minor`")
                        .label("`monthly-fee-minor` is required with `credits`, which are shares of it")
                        .help(
                            "add `monthly-fee-minor`, or write `share-of = \"invoiced\"` under `[credits]`",
                        ),
                );
                reader.refuse();
            }
        }
    }
}

/// A day of review outside of the contract's days would never come; one that stands twice is one.
fn price_reviews_lie_inside(draft: &TermsDraft, log: &Log) {
    let (Some(from), Some(to)) = (draft.effective_on, draft.ends_on.as_deref().copied()) else { return };
    let mut seen = Vec::new();
    for on in &draft.price_review_on {
        if **on < from || to < **on {
            let message = format!("a price review on {} is none of the contract's days", **on);
            log.push(
                Diagnostic::new(&codes::DATE_ORDER, on.place.clone(), message)
                    .label(format!("expected a day from {from} to {to}"))
                    .help("correct the date"),
            );
        } else if seen.contains(&**on) {
            log.push(
                Diagnostic::new(
                    &codes::BAD_VALUE,
                    on.place.clone(),
                    format!("the price review on {} stands twice", **on),
                )
                .label("it stands above")
                .help("remove one"),
            );
        }
        seen.push(**on);
    }
}

/// Of what the credit of a window of several months is a share: of all their fees, or of the last one's. Nobody but the contract knows.
fn base_is_said(credits: &Credits, levels: &BTreeMap<ServiceLevelId, ServiceLevel>, log: &Log) {
    let is_long = |level: &&ServiceLevel| {
        bears_credits(level, Some(credits.method)) && level.window.months().is_some_and(|months| months > 1)
    };
    let Some(long) = levels.values().find(is_long).filter(|_| credits.base.is_none()) else {
        return;
    };
    log.push(
        Diagnostic::new(&codes::MISSING_KEY, credits.place.clone(), "[credits] has no `credit-base`")
            .label(format!("service level `{}` bears credits by the {}", long.id, long.window.word()))
            .help("write `credit-base = \"window\"` for the fees of its months, or `\"last-month\"`")
            .related(long.place.clone(), "the service level"),
    );
}

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
