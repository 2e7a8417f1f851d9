//! All other records, and what follows from what changed.

use super::wording::{counted, fate, values};
use super::{Section, records};
use crate::change::{EffectChange, EffectKind, Fate, RecordChange, RecordKind};
use crate::kit::page::table::{Cell, Table};
use crate::kit::text::piece::Inline;
use crate::subject::wording::phrase;

/// One and several of a kind.
fn named(kind: RecordKind) -> (&'static str, &'static str) {
    match kind {
        RecordKind::Settings => ("settings", "settings of the book"),
        RecordKind::Person => ("person", "people"),
        RecordKind::Metric => ("metric", "metrics"),
        RecordKind::Vendor => ("vendor", "vendors"),
        RecordKind::Site => ("site", "sites"),
        RecordKind::Project => ("project", "projects"),
        RecordKind::Amendment => ("amendment", "amendments"),
        RecordKind::Relief => ("relief event", "relief events"),
        RecordKind::Rebase => ("rebase", "rebases"),
        RecordKind::Initiative => ("initiative", "initiatives"),
        RecordKind::Decision => ("decision", "decisions"),
        RecordKind::Response => ("response", "responses"),
        RecordKind::Audit => ("audit", "audits"),
        RecordKind::Acknowledgement => ("acknowledgement", "acknowledgements"),
        RecordKind::Commentary => ("commentary", "commentaries"),
        RecordKind::Waiver => ("waiver", "waivers"),
        RecordKind::Signoff => ("sign-off", "sign-offs"),
    }
}

/// `2 responses change`, `1 waiver comes in`: by kind, in the order of the list.
pub fn told(list: &[RecordChange]) -> Vec<Option<String>> {
    let mut said: Vec<(RecordKind, Fate, usize)> = Vec::new();
    for change in list {
        match said.iter_mut().find(|(kind, fate, _)| (*kind, *fate) == (change.kind, change.fate)) {
            Some((_, _, count)) => *count += 1,
            None => said.push((change.kind, change.fate, 1)),
        }
    }
    let word = |(kind, fate, count): (RecordKind, Fate, usize)| {
        let (one, many) = named(kind);
        let verb = match fate {
            Fate::Added => ["comes in", "come in"],
            Fate::Removed => ["goes", "go"],
            _ => ["changes", "change"],
        };
        if kind == RecordKind::Settings {
            return Some(format!("{many} change"));
        }
        counted(count, &format!("{one} {}", verb[0]), &format!("{many} {}", verb[1]))
    };
    said.into_iter().map(word).collect()
}

/// As [`told`] for a headline: many kinds are one number.
pub fn briefly(list: &[RecordChange]) -> Vec<Option<String>> {
    const MOST: usize = 3;
    let said = told(list);
    if said.len() <= MOST {
        return said;
    }
    vec![counted(list.len(), "other record changes", "other records change")]
}

pub fn others(list: &[RecordChange]) -> Option<Section> {
    let columns = [("Kind", "tight"), ("Record", ""), ("Change", "tight"), ("What changes", "")];
    let mut table = Table::new("records", "Other records", &columns);
    let mut redlines = Vec::new();
    for change in list {
        let id = Inline::code(change.id.as_str());
        let head = match change.title.is_empty() {
            true => Cell::head(id),
            false => Cell::head(phrase::capital(&change.title)).under(id),
        };
        let mut what = values(&change.values);
        if change.text.added + change.text.removed > 0 {
            let lead = if what.is_empty() { "" } else { "; " };
            what.push(Inline::words(format!("{lead}words +{} −{}", change.text.added, change.text.removed)));
        }
        let (one, _) = named(change.kind);
        table.push([Cell::new(phrase::capital(one)), head, fate(change.fate).into(), what.into()]);
        if change.fate == Fate::Changed && !change.text.redline.is_empty() {
            let (id, title) = (format!("redline-{}", change.id), change.title.clone());
            redlines.push(records::redline(id, title, &change.text));
        }
    }
    let mut section = Section::of("records", "Other records", &told(list), table)?;
    section.redlines = redlines;
    Some(section)
}

/// `2 figures are marked otherwise`, `3 control charts get other limits`.
pub fn follows(list: &[EffectChange]) -> Vec<Option<String>> {
    let count = |kind: EffectKind| list.iter().filter(|change| change.kind == kind).count();
    [
        (EffectKind::Marked, "figure is marked otherwise", "figures are marked otherwise"),
        (EffectKind::Audited, "audit comes out otherwise", "audits come out otherwise"),
        (EffectKind::Acknowledged, "count of acknowledgements moves", "counts of acknowledgements move"),
        (EffectKind::Initiative, "initiative comes out otherwise", "initiatives come out otherwise"),
        (EffectKind::Forecast, "forecast moves", "forecasts move"),
        (EffectKind::Limits, "control chart gets other limits", "control charts get other limits"),
    ]
    .into_iter()
    .map(|(kind, one, many)| counted(count(kind), one, many))
    .collect()
}

pub fn effects(list: &[EffectChange]) -> Option<Section> {
    let mut table =
        Table::new("effects", "What follows", &[("What", "tight"), ("Of", ""), ("What changes", "")]);
    for change in list {
        let what = match change.kind {
            EffectKind::Marked => "Mark of a figure",
            EffectKind::Audited => "Audit",
            EffectKind::Acknowledged => "Acknowledgements",
            EffectKind::Initiative => "Initiative",
            EffectKind::Forecast => "Forecast",
            EffectKind::Limits => "Control limits",
        };
        let head = Cell::new(phrase::capital(&change.title)).under(Inline::code(change.id.as_str()));
        table.push([Cell::head(what), head, values(&change.values).into()]);
    }
    Section::of("effects", "What follows", &follows(list), table)
}
