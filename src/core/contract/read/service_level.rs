//! `[service-level.<id>]`: one promise of a contract, with every policy that judges it.

use super::clause_rows;
use super::score::{self, Better};
use super::shape::{self, Around, refuse};
use crate::core::contract::record::{
    Aggregation, BelowMinVolume, Chronic, EarnBack, EarnBackKind, OnMissing, OnZero, RampStep, RoundMode,
    Rounding, Scope, ServiceLevel, Straddle, Target, Window,
};
use crate::core::metric::record::{MetricKind, Unit};
use crate::kit::diag::{Diagnostic, codes};
use crate::kit::id::ServiceLevelId;
use crate::kit::number::Decimal;
use crate::kit::record::lists;
use crate::kit::record::table::Fields;
use crate::kit::source::Place;
use crate::kit::toml::log::Log;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values::ANY_SIZE;
use crate::kit::words::{ClosedList, Direction};

/// The words of `on-missing`, which the model joins with its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnMissingWord {
    Flag,
    Missed,
}

impl ClosedList for OnMissingWord {
    const WORDS: &'static [(&'static str, Self)] =
        &[("flag", OnMissingWord::Flag), ("missed", OnMissingWord::Missed)];
}

pub fn read(id: &str, node: &Node<'_>, around: &Around<'_>, log: &Log) -> Option<ServiceLevel> {
    let level = Fields::new(node, log, "service-level", format!("service level `{id}`"));
    let name = level.required_text("name");
    let family = level.required_word("family");
    let metric =
        level.require("metric").and_then(|node| around.catalog.metric(node, "metric", &level.name, log));
    let definition = level.text("metric-definition").zip(place(&level, "metric-definition"));
    let clause_ref = level.text("clause-ref");
    let direction = level.required_word::<Direction>("direction");
    let aggregation = level.required_word::<Aggregation>("aggregation");
    let window = level.required_word::<Window>("window");
    let known = metric.as_ref().and_then(|metric| around.metrics.get(metric));
    let is_share = known.is_some_and(|m| m.unit == Unit::Percent && m.kind == MetricKind::Ratio);
    let by_slices = aggregation == Some(Aggregation::Timeslices);
    let slice_highest = if is_share { 100 } else { ANY_SIZE };
    let highest = if by_slices { 100 } else { slice_highest };
    let better = direction.zip(aggregation).and_then(|(d, a)| Better::of(d, a));
    let target = target(&level, direction, highest);
    let slice_target = slice_target(&level, aggregation, slice_highest);
    let minimum = level.decimal("minimum", 0..=highest).zip(place(&level, "minimum"));
    let weight = level.decimal("weight", 0..=ANY_SIZE);
    let score = score::rule(&level, better, highest);
    let on_missing = on_missing(&level);
    let rounding = rounding(&level);
    let ramp = ramp(&level, highest);
    let allocation = level.decimal("allocation-percent", 0..=1000).zip(place(&level, "allocation-percent"));
    let chronic = level.table("chronic").map(|node| chronic(node, log));
    let earn_back = level.table("earn-back").map(|node| earn_back(node, highest, log));
    let most_material = level.boolean("most-material").unwrap_or(false);
    let gate = level.boolean("gate").unwrap_or(false);
    let scope = scope(&level, around);
    let min_volume = level.decimal("min-volume", 0..=ANY_SIZE).unwrap_or_default();
    let below_min_volume = level.word("below-min-volume").unwrap_or(BelowMinVolume::NotMeasured);
    let on_zero = level.word("on-zero-denominator").unwrap_or(OnZero::NotMeasured);
    let min_days = level.count("min-days", 1..=366).unwrap_or(1);
    let pro_rate = level.boolean("pro-rate").unwrap_or(false);
    let straddle = level.word("straddle").unwrap_or(Straddle::Split);
    let measured_from = level.date("measured-from");
    let credits_from = level.date("credits-from");
    let relief = level.boolean("relief").unwrap_or(true);
    let pool = level.text("pool");
    let repeat_multiplier = level.decimal("repeat-multiplier", 1..=100).unwrap_or(Decimal::from_int(1));
    let sops = lists::sop_ids(level.items("sops"), "sops", log);
    level.finish();
    let read = ServiceLevel {
        id: ServiceLevelId::new(id),
        name: name?,
        family: family?,
        metric: metric?,
        metric_definition: definition,
        clause_ref,
        direction: direction?,
        target: target?,
        target_place: place(&level, "target")
            .or_else(|| place(&level, "target-low"))
            .unwrap_or_else(|| node.key_place()),
        target_high_place: place(&level, "target-high"),
        minimum,
        aggregation: aggregation?,
        slice_target,
        window: window?,
        weight: weight.unwrap_or_default(),
        weight_place: place(&level, "weight"),
        score,
        most_material,
        gate,
        scope,
        min_volume,
        min_volume_place: place(&level, "min-volume"),
        below_min_volume,
        on_zero,
        on_missing,
        min_days,
        min_days_place: place(&level, "min-days"),
        pro_rate,
        straddle,
        rounding,
        measured_from,
        credits_from,
        ramp,
        relief,
        pool,
        allocation,
        repeat_multiplier,
        repeat_multiplier_place: place(&level, "repeat-multiplier"),
        chronic: chronic.flatten(),
        earn_back: earn_back.flatten(),
        sops,
        place: node.key_place(),
    };
    shape::check(&level, &read, better, around);
    clause_rows::check(&level, &read, around);
    Some(read)
}

fn place(level: &Fields<'_, '_>, key: &str) -> Option<Place> {
    level.node.get(key).map(Node::place)
}

fn target(level: &Fields<'_, '_>, direction: Option<Direction>, highest: i64) -> Option<Target> {
    let bounds = ["target-low", "target-high"];
    for key in ["target", bounds[0], bounds[1]] {
        level.get(key);
    }
    match direction? {
        Direction::AtLeast | Direction::AtMost => {
            let line = level.required_decimal("target", 0..=highest);
            refuse(level, &bounds, "`target-low` and `target-high` are for direction `range`");
            line.map(Target::Line)
        }
        Direction::Range => {
            let low = level.required_decimal("target-low", 0..=highest);
            let high = level.required_decimal("target-high", 0..=highest);
            let (low, high) = (low?, high?);
            if low >= high {
                let node = level.node.get("target-high")?;
                level.log.push(
                    Diagnostic::new(
                        &codes::SERVICE_LEVEL_SHAPE,
                        node.place(),
                        format!("`target-high` {high} is not above `target-low` {low}"),
                    )
                    .label(format!("expected more than {low}"))
                    .help("correct one of the two"),
                );
                return None;
            }
            Some(Target::Range { low, high })
        }
        Direction::Neutral => Some(Target::None),
    }
}

fn slice_target(
    level: &Fields<'_, '_>,
    aggregation: Option<Aggregation>,
    highest: i64,
) -> Option<(Decimal, Place)> {
    let found = match aggregation {
        Some(Aggregation::Timeslices) => level.required_decimal("slice-target", 0..=highest),
        Some(_) => {
            refuse(level, &["slice-target"], "only aggregation `timeslices` judges slices");
            None
        }
        None => level.decimal("slice-target", 0..=highest),
    };
    found.zip(place(level, "slice-target"))
}

fn on_missing(level: &Fields<'_, '_>) -> OnMissing {
    let word = level.word("on-missing").unwrap_or(OnMissingWord::Flag);
    let days = level.count("missed-after-days", 0..=3660);
    match word {
        OnMissingWord::Missed => OnMissing::MissedAfter { days: days.unwrap_or(0) },
        OnMissingWord::Flag => {
            refuse(level, &["missed-after-days"], "it goes with `on-missing = \"missed\"`");
            OnMissing::Flag
        }
    }
}

fn rounding(level: &Fields<'_, '_>) -> Option<Rounding> {
    let decimals = level.whole_number("round-decimals", 0..=6);
    let mode = level.word("round-mode").unwrap_or(RoundMode::HalfUp);
    if !level.has("round-decimals") {
        refuse(level, &["round-mode"], "it goes with `round-decimals`");
    }
    Some(Rounding { decimals: u8::try_from(decimals?).ok()?, mode })
}

fn ramp(level: &Fields<'_, '_>, highest: i64) -> Vec<RampStep> {
    let mut steps: Vec<RampStep> = Vec::new();
    for node in level.tables("ramp") {
        let step = Fields::new(node, level.log, "ramp", "ramp step");
        let (from, target) = (step.required_date("from"), step.required_decimal("target", 0..=highest));
        step.finish();
        let (Some(from), Some(target)) = (from, target) else { continue };
        if let Some(before) = steps.last().filter(|before| before.from >= from) {
            level.log.push(
                Diagnostic::new(
                    &codes::SERVICE_LEVEL_SHAPE,
                    node.get("from").unwrap_or(node).place(),
                    format!("a ramp step from {from} follows one from {}", before.from),
                )
                .label("steps stand in order of `from`")
                .help("sort the steps by date")
                .related(before.place.clone(), "the step before"),
            );
            continue;
        }
        steps.push(RampStep { from, target, place: node.place() });
    }
    steps
}

fn scope(level: &Fields<'_, '_>, around: &Around<'_>) -> Scope {
    let (catalog, log) = (around.catalog, level.log);
    let sites = level.items("sites");
    let scope = Scope {
        sites: catalog.sites_in(sites, "sites", &level.name, log),
        projects: catalog.projects_in(level.items("projects"), "projects", &level.name, log),
        queues: catalog.queues_in(level.items("queues"), "queues", &level.name, log),
        languages: lists::languages(level.items("languages"), "languages", log),
    };
    if let Some(vendor) = around.vendor {
        for node in sites {
            let site = node.as_text().unwrap_or("");
            catalog.site_belongs(site, vendor, node, &level.name, log);
        }
    }
    scope
}

fn chronic(node: &Node<'_>, log: &Log) -> Option<Chronic> {
    let chronic = Fields::new(node, log, "chronic", "chronic");
    let misses = chronic.require("misses").and_then(|_| chronic.count("misses", 1..=1000));
    let windows = chronic.require("windows").and_then(|_| chronic.count("windows", 1..=1000));
    chronic.finish();
    let (misses, windows) = (misses?, windows?);
    if misses > windows {
        let node = node.get("misses")?;
        log.push(
            Diagnostic::new(
                &codes::SERVICE_LEVEL_SHAPE,
                node.place(),
                format!("{misses} misses cannot happen in {windows} windows"),
            )
            .label(format!("expected 1 to {windows}"))
            .help("ask for fewer misses, or more windows"),
        );
        return None;
    }
    Some(Chronic { misses, windows, place: node.place() })
}

fn earn_back(node: &Node<'_>, highest: i64, log: &Log) -> Option<EarnBack> {
    let earn_back = Fields::new(node, log, "earn-back", "earn-back");
    let kind = earn_back.required_word("kind");
    let level = earn_back.required_decimal("level", 0..=highest);
    if kind == Some(EarnBackKind::Consecutive) {
        earn_back.require("windows");
    }
    let windows = earn_back.count("windows", 1..=1000);
    let max_wait = earn_back.count("max-wait", 0..=1000).unwrap_or(0);
    earn_back.finish();
    let windows = if earn_back.has("windows") { windows? } else { 1 };
    if max_wait > 0 && max_wait < windows {
        let node = node.get("max-wait")?;
        log.push(
            Diagnostic::new(
                &codes::SERVICE_LEVEL_SHAPE,
                node.place(),
                format!("{windows} windows cannot be complete within {max_wait}"),
            )
            .label(format!("expected {windows} or more, or 0 for no limit"))
            .help("wait longer, or ask for fewer windows"),
        );
        return None;
    }
    Some(EarnBack { kind: kind?, level: level?, windows, max_wait, place: node.place() })
}
