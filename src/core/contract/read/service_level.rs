//! A service level by itself: bounds of its numbers, their order, and the scope's sites.

use super::score::{self, Better, is_above};
use super::shape::refuse;
use crate::core::contract::record::{Aggregation, Chronic, EarnBack, RampStep, ServiceLevel};
use crate::core::contract::service_level::{
    ChronicDraft, EarnBackDraft, ServiceLevelDraft, WrittenTargetDraft,
};
use crate::core::contract::words::WhenMissing;
use crate::kit::declared::Reader;
use crate::kit::diag::{Diagnostic, codes, plural};
use crate::kit::number::Decimal;
use crate::kit::source::At;
use crate::kit::toml::tree::Node;
use crate::kit::toml::values::ANY_SIZE;
use crate::kit::words::Direction;

type Number = Option<At<Decimal>>;

impl ServiceLevel {
    /// The rules between its keys that need no other record read: which numbers go how high, and what stands in order.
    pub(in crate::core::contract) fn check(draft: &mut ServiceLevelDraft, reader: &Reader<'_, '_, '_>) {
        let level = &reader.fields;
        let is_share = draft.metric.as_ref().is_some_and(|metric| reader.catalog.is_share(metric.as_str()));
        let of_slice = if is_share { 100 } else { ANY_SIZE };
        let highest = if draft.aggregation == Some(Aggregation::Timeslices) { 100 } else { of_slice };
        let target = &mut draft.target;
        for (key, number) in [
            ("target", &mut target.line),
            ("target-low", &mut target.low),
            ("target-high", &mut target.high),
            ("minimum", &mut draft.minimum),
            ("floor", &mut draft.score.floor),
        ] {
            at_most(number, key, highest, reader);
        }
        at_most(&mut draft.slice_target, "slice-target", of_slice, reader);
        of_direction(draft, reader);
        if draft.aggregation.is_some_and(|aggregation| aggregation != Aggregation::Timeslices) {
            refuse(level, &["slice-target"], "only aggregation `timeslices` judges slices");
            draft.slice_target = None;
        }
        let better = draft.direction.zip(draft.aggregation).and_then(|(d, a)| Better::of(d, a));
        score::check(&mut draft.score, better, highest, reader);
        if draft.on_missing.word == WhenMissing::Flag {
            refuse(level, &["missed-after-days"], "it goes with `on-missing = \"missed\"`");
        }
        if !level.has("round-decimals") {
            refuse(level, &["round-mode"], "it goes with `round-decimals`");
        }
        draft.ramp = in_order(std::mem::take(&mut draft.ramp), highest, reader);
        draft.earn_back.take_if(|rule| is_above(&rule.level, "level", highest, reader));
        sites_of_vendor(reader);
    }
}

fn at_most(number: &mut Number, key: &str, highest: i64, reader: &Reader<'_, '_, '_>) {
    number.take_if(|number| is_above(number, key, highest, reader));
}

/// Leaves the target that its direction has; without a sound one the service level cannot stand.
fn of_direction(draft: &mut ServiceLevelDraft, reader: &Reader<'_, '_, '_>) {
    let WrittenTargetDraft { line, low, high } = &mut draft.target;
    let stands = match draft.direction {
        Some(Direction::AtLeast | Direction::AtMost) => {
            let why = "`target-low` and `target-high` are for direction `range`";
            refuse(&reader.fields, &["target-low", "target-high"], why);
            (*low, *high) = (None, None);
            line.is_some()
        }
        Some(Direction::Range) => {
            *line = None;
            low.as_ref().zip(high.as_ref()).is_some_and(|(low, high)| is_range(low, high, reader))
        }
        Some(Direction::Neutral) => {
            (*line, *low, *high) = (None, None, None);
            true
        }
        None => false,
    };
    if !stands {
        reader.refuse();
    }
}

fn is_range(low: &At<Decimal>, high: &At<Decimal>, reader: &Reader<'_, '_, '_>) -> bool {
    let is_range = low.value < high.value;
    if !is_range {
        let message = format!("`target-high` {high} is not above `target-low` {low}");
        reader.log().push(
            Diagnostic::new(&codes::SERVICE_LEVEL_SHAPE, high.place.clone(), message)
                .label(format!("expected more than {low}"))
                .help("correct one of the two"),
        );
    }
    is_range
}

/// The steps of a ramp that come after the one before; reports the others.
fn in_order(written: Vec<RampStep>, highest: i64, reader: &Reader<'_, '_, '_>) -> Vec<RampStep> {
    let mut steps: Vec<RampStep> = Vec::new();
    for step in written {
        if is_above(&step.target, "target", highest, reader) {
            continue;
        }
        match steps.last().filter(|before| *before.from >= *step.from) {
            Some(before) => reader.log().push(
                Diagnostic::new(
                    &codes::SERVICE_LEVEL_SHAPE,
                    step.from.place.clone(),
                    format!("a ramp step from {} follows one from {}", step.from, before.from),
                )
                .label("steps stand in order of `from`")
                .help("sort the steps by date")
                .related(before.place.clone(), "the step before"),
            ),
            None => steps.push(step),
        }
    }
    steps
}

/// Reports sites of another vendor than the contract's.
fn sites_of_vendor(reader: &Reader<'_, '_, '_>) {
    let level = &reader.fields;
    // `data/contracts/<contract>/contract.toml`, or an amendment beside it.
    let path = reader.place().path;
    let contract = path.folder().rsplit('/').next().unwrap_or_default();
    let Some(vendor) = reader.catalog.vendor_of_contract.get(contract) else { return };
    for node in level.node.get("sites").map_or(&[][..], Node::items) {
        let site = node.as_text().unwrap_or("");
        reader.catalog.site_belongs(site, vendor, node, &level.name, level.log);
    }
}

impl Chronic {
    pub(in crate::core::contract) fn check(draft: &mut ChronicDraft, reader: &Reader<'_, '_, '_>) {
        let (Some(misses), Some(windows)) = (draft.misses, draft.windows) else { return };
        if misses > windows {
            let message = format!("{misses} misses cannot happen in {}", plural(windows as usize, "window"));
            let label = format!("expected 1 to {windows}");
            refuse_number("misses", message, label, "ask for fewer misses, or more windows", reader);
        }
    }
}

impl EarnBack {
    pub(in crate::core::contract) fn check(draft: &mut EarnBackDraft, reader: &Reader<'_, '_, '_>) {
        let (windows, max_wait) = (draft.windows, draft.max_wait);
        if max_wait > 0 && max_wait < windows {
            let message =
                format!("{} cannot be complete within {max_wait}", plural(windows as usize, "window"));
            let label = format!("expected {windows} or more, or 0 for no limit");
            refuse_number("max-wait", message, label, "wait longer, or ask for fewer windows", reader);
        }
    }
}

fn refuse_number(key: &str, message: String, label: String, help: &str, reader: &Reader<'_, '_, '_>) {
    let node = reader.fields.node.get(key).unwrap_or(reader.fields.node);
    let diagnostic = Diagnostic::new(&codes::SERVICE_LEVEL_SHAPE, node.place(), message);
    reader.log().push(diagnostic.label(label).help(help));
    reader.refuse();
}
