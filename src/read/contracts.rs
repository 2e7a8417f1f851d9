//! `data/contracts/<contract>/contract.toml` with its amendments: terms, version by version.

use std::collections::{BTreeMap, BTreeSet};

use super::amendments::{self, Amendment};
use super::catalog::Catalog;
use super::credits;
use super::fold::{self, Folded};
use super::log::Log;
use super::organisation::in_order;
use super::service_level;
use super::shape::Around;
use super::table::{self, Fields};
use super::tree::{Doc, Node};
use crate::diag::{Diagnostic, codes};
use crate::model::{
    Contract, ContractId, Decimal, Metric, MetricId, Money, ServiceLevelId, Terms, TermsVersion, VendorId,
    Weights,
};
use crate::source::Place;

/// Reads a contract with its amendments, given as numbers of file names and documents.
pub fn read(
    id: &str,
    base: &Doc<'_>,
    amendments: &[(u32, &Doc<'_>)],
    catalog: &Catalog,
    metrics: &BTreeMap<MetricId, Metric>,
    log: &Log,
) -> Option<Contract> {
    let root = &base.root;
    let mut changes: Vec<Amendment<'_, '_>> = Vec::new();
    for (number, doc) in amendments {
        changes.extend(amendments::read(*number, &doc.root, catalog, log));
    }
    changes.sort_by_key(|amendment| amendment.record.number);
    let silent = Log::default();
    let effective_on = root.get("effective-on").and_then(|node| table::date(node, "effective-on", &silent));
    let folded = match effective_on {
        Some(from) => {
            changes.retain(|amendment| starts_inside(amendment, from, root, log));
            fold::fold(root, from, &mut changes, log)
        }
        None => vec![Folded { from: jiff::civil::Date::MIN, applied: Vec::new(), root: root.clone() }],
    };
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut head = None;
    let mut versions = Vec::new();
    for version in &folded {
        let own = Log::new(base.gaps);
        let (header, terms) = terms(&version.root, catalog, metrics, &own);
        let (found, keys) = own.finish();
        keys.into_iter().for_each(|((table, key), present)| log.asked(table, key, present));
        let fresh: Vec<Diagnostic> = found
            .into_iter()
            .filter(|d| {
                !told.iter().any(|t| (t.code, &t.message, &t.place) == (d.code, &d.message, &d.place))
            })
            .collect();
        for diagnostic in &fresh {
            log.push(at_its_amendment(diagnostic.clone(), version, &changes));
        }
        told.extend(fresh);
        if version.applied.is_empty() {
            head = header;
        } else {
            after_end(&versions, version, &changes, log);
        }
        let mut numbers: Vec<u32> = version.applied.iter().map(|&at| changes[at].record.number).collect();
        numbers.sort_unstable();
        versions.extend(terms.map(|terms| TermsVersion { from: version.from, amendments: numbers, terms }));
    }
    let head = head?;
    // Without base terms the first version would not start at the contract's first day.
    versions.first().filter(|version| version.from == head.effective_on)?;
    Some(Contract {
        id: ContractId::new(id),
        vendor: head.vendor,
        title: head.title,
        document_ref: head.document_ref,
        signed_on: head.signed_on,
        effective_on: head.effective_on,
        ends_on: versions.last()?.terms.ends_on,
        versions,
        amendments: changes.into_iter().map(|amendment| amendment.record).collect(),
        place: root.place(),
    })
}

/// What no amendment can change.
struct Head {
    vendor: VendorId,
    title: String,
    document_ref: String,
    signed_on: jiff::civil::Date,
    effective_on: jiff::civil::Date,
}

fn terms(
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
    let currency =
        contract.require("currency").and_then(|node| super::book::capitals(node, "currency", 3, log));
    let ends_on = contract.required_date("ends-on");
    let notice_days = contract.count("notice-days", 0..=3660).unwrap_or(0);
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
        let id = table::key_as_id(key, node, log);
        if !table::is_table(node, key, log) {
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
            ends_on: ends_on?,
            ends_on_place: root.get("ends-on")?.place(),
            notice_days,
            fee_basis,
            monthly_fee: fee.map(Money),
            monthly_fee_place: fee.and_then(|_| root.get("monthly-fee-minor")).map(Node::place),
            weights,
            credits,
            service_levels,
        })
    })();
    (head, terms)
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
        let Some(weight) = table::decimal(node, "weight", 0..=table::ANY_SIZE, &silent) else { return };
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

/// An amendment cannot take effect before its contract does.
fn starts_inside(amendment: &Amendment<'_, '_>, from: jiff::civil::Date, root: &Node<'_>, log: &Log) -> bool {
    let record = &amendment.record;
    if record.effective_on >= from {
        return true;
    }
    let place = root.get("effective-on").map_or_else(|| root.place(), Node::place);
    log.push(
        Diagnostic::new(
            &codes::DATE_ORDER,
            record.effective_place.clone(),
            "the amendment takes effect before its contract",
        )
        .label(format!("expected {from} or later"))
        .help("correct the date, or change the contract itself")
        .related(place, "the contract takes effect"),
    );
    false
}

fn after_end(earlier: &[TermsVersion], version: &Folded<'_>, changes: &[Amendment<'_, '_>], log: &Log) {
    let Some(terms) = earlier.last().map(|version| &version.terms) else { return };
    for &at in version.applied.iter().filter(|_| version.from > terms.ends_on) {
        log.push(
            Diagnostic::new(
                &codes::AMENDMENT_AFTER_END,
                changes[at].record.effective_place.clone(),
                format!("the amendment takes effect after the contract's end on {}", terms.ends_on),
            )
            .label(format!("expected {} or earlier", terms.ends_on))
            .help("correct the date, or extend the contract before its end")
            .related(terms.ends_on_place.clone(), "the contract ends"),
        );
    }
}

/// Moves a diagnostic about folded terms to the change that brought it about, when it stands elsewhere.
fn at_its_amendment(
    mut diagnostic: Diagnostic,
    version: &Folded<'_>,
    amendments: &[Amendment<'_, '_>],
) -> Diagnostic {
    let files: BTreeSet<&str> =
        version.applied.iter().map(|&at| amendments[at].record.place.path.as_str()).collect();
    if version.applied.is_empty() || files.contains(diagnostic.place.path.as_str()) {
        return diagnostic;
    }
    let path = path_to(&version.root, &diagnostic.place);
    let shared = |segments: &[&str]| {
        segments.iter().zip(&path).take_while(|(one, other)| **one == other.as_str()).count()
    };
    let changes = version.applied.iter().flat_map(|&at| &amendments[at].changes);
    let Some(change) = changes.max_by_key(|change| shared(&change.segments())) else { return diagnostic };
    let home = std::mem::replace(&mut diagnostic.place, change.origin().place());
    diagnostic.message = format!("with this change, {}", diagnostic.message);
    diagnostic.related(home, "what it meets there")
}

/// Keys from the root down to the entry that a place lies on.
fn path_to(root: &Node<'_>, place: &Place) -> Vec<String> {
    let mut path = Vec::new();
    let mut table = root;
    'down: loop {
        for (key, node) in table.entries() {
            let holds = |node: &Node<'_>| {
                let inside = |span: crate::source::Span| {
                    span.start <= place.span.start && place.span.start < span.end.max(span.start + 1)
                };
                node.text.path == place.path && (inside(node.key) || inside(node.span))
            };
            if any_below(node, &holds) {
                path.push(key.clone());
                table = node;
                continue 'down;
            }
        }
        return path;
    }
}

fn any_below(node: &Node<'_>, holds: &dyn Fn(&Node<'_>) -> bool) -> bool {
    holds(node) || node.entries().iter().any(|(_, node)| any_below(node, holds))
}
