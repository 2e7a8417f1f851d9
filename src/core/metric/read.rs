//! `data/metrics.toml` and `data/rebases.toml`.

use std::collections::BTreeMap;

use crate::core::metric::record::{Metric, MetricKind, Rebase, RebaseScope, Unit, same_grain};
use crate::core::settings::record::Band;
use crate::kit::calendar::Grain;
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::MetricId;
use crate::kit::record::catalog::Catalog;
use crate::kit::record::table::Fields;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values;
use crate::kit::toml::values::ANY_SIZE;
use crate::kit::words::ClosedList;

/// The words of `grain`, which the model keeps without them.
#[derive(Clone, Copy, Debug)]
struct GrainWord(Grain);

impl ClosedList for GrainWord {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("day", GrainWord(Grain::Day)),
        ("week", GrainWord(Grain::Week)),
        ("month", GrainWord(Grain::Month)),
    ];
}

pub fn read(root: &Node<'_>, log: &Log) -> BTreeMap<MetricId, Metric> {
    let file = Fields::new(root, log, "metrics", "metrics.toml");
    let mut metrics = BTreeMap::new();
    for (key, node) in file.table("metric").map_or(&[][..], Node::entries) {
        let id = values::key_as_id(key, node, log);
        if !values::is_table(node, key, log) {
            continue;
        }
        let metric = metric(key, node, log);
        if let (Some(id), Some(metric)) = (id, metric) {
            metrics.insert(MetricId::new(id), metric);
        }
    }
    file.finish();
    metrics
}

fn metric(id: &str, node: &Node<'_>, log: &Log) -> Option<Metric> {
    let metric = Fields::new(node, log, "metric", format!("metric `{id}`"));
    let name = metric.required_text("name");
    let family = metric.required_word("family");
    let kind = metric.required_word::<MetricKind>("kind");
    let unit = metric.required_word::<Unit>("unit");
    let direction = metric.required_word("direction");
    let grain = metric.required_word::<GrainWord>("grain");
    let decimals = metric.whole_number("decimals", 0..=6).unwrap_or(2);
    let lag_days = metric.count("lag-days", 0..=366).unwrap_or(0);
    let sampled = metric.boolean("sampled").unwrap_or(false);
    if sampled && kind.is_some_and(|kind| kind != MetricKind::Ratio) {
        let node = metric.node.get("sampled").unwrap_or(node);
        let label = "only a ratio has a Wilson interval";
        values::bad_value::<()>(
            node,
            "`sampled` is set on a metric that is no ratio",
            label,
            "remove it",
            log,
        );
    }
    let whole_rows = metric.word("whole-rows");
    let is_ratio = kind == Some(MetricKind::Ratio);
    let part = |key: &'static str| if is_ratio { metric.required_text(key) } else { metric.text(key) };
    let (numerator, denominator) = (part("numerator"), part("denominator"));
    let bounds = Band {
        lower: metric.decimal("lower-bound", -ANY_SIZE..=ANY_SIZE),
        upper: metric.decimal("upper-bound", -ANY_SIZE..=ANY_SIZE),
    };
    if let (Some(lower), Some(upper)) = (bounds.lower, bounds.upper)
        && lower >= upper
    {
        let node = metric.node.get("upper-bound").unwrap_or(node);
        let label = format!("expected more than `lower-bound`, which is {lower}");
        values::bad_value::<()>(node, format!("`upper-bound` is {upper}"), &label, "exchange the two", log);
    }
    let definition = metric.text("definition");
    let definition_place = metric.node.get("definition").map(Node::place);
    metric.finish();
    Some(Metric {
        id: MetricId::new(id),
        name: name?,
        family: family?,
        kind: kind?,
        unit: unit?,
        direction: direction?,
        decimals: u8::try_from(decimals).unwrap_or(2),
        grain: grain?.0,
        lag_days,
        numerator,
        denominator,
        definition,
        definition_place,
        sampled,
        whole_rows,
        bounds,
        place: node.key_place(),
    })
}

pub fn rebases(
    root: &Node<'_>,
    catalog: &Catalog,
    metrics: &BTreeMap<MetricId, Metric>,
    log: &Log,
) -> Vec<Rebase> {
    let file = Fields::new(root, log, "rebases", "rebases.toml");
    let nodes = file.tables("rebase");
    file.finish();
    nodes.into_iter().filter_map(|node| rebase(node, catalog, metrics, log)).collect()
}

fn rebase(
    node: &Node<'_>,
    catalog: &Catalog,
    metrics: &BTreeMap<MetricId, Metric>,
    log: &Log,
) -> Option<Rebase> {
    let rebase = Fields::new(node, log, "rebase", "rebase");
    let metric = rebase.require("metric").and_then(|node| catalog.metric(node, "metric", "a rebase", log));
    let site = rebase.get("site").and_then(|node| catalog.site(node, "site", "a rebase", log));
    let vendor = rebase.get("vendor").and_then(|node| catalog.vendor(node, "vendor", "a rebase", log));
    let from = rebase.required_period("from");
    let reason = rebase.required_text("reason");
    let approved_by =
        rebase.require("approved-by").and_then(|node| catalog.person(node, "approved-by", "a rebase", log));
    rebase.finish();
    let (one, other) = (rebase.has("site"), rebase.has("vendor"));
    if one == other {
        let diagnostic = if one {
            Diagnostic::new(
                &codes::BAD_VALUE,
                node.get("vendor").map_or_else(|| node.place(), Node::key_place),
                "a rebase names a site and a vendor",
            )
            .help("keep one of the two")
        } else {
            rebase
                .whole(&codes::MISSING_KEY, "a rebase has neither `site` nor `vendor`")
                .help("add one of the two")
        };
        log.push(diagnostic.label("expected one of `site` and `vendor`"));
    }
    let grain = metric.as_ref().and_then(|metric| Some(metrics.get(metric)?.grain));
    if let (Some(from), Some(grain), Some(node)) = (from, grain, node.get("from")) {
        same_grain(from, grain, node.place(), "metric", log);
    }
    let scope = site.map(RebaseScope::Site).or(vendor.map(RebaseScope::Vendor));
    Some(Rebase {
        metric: metric?,
        scope: scope?,
        from: from?,
        reason: reason?,
        approved_by: approved_by?,
        place: node.place(),
    })
}
