//! Procedures: what their front matter says anew, and their text reworded.

use std::collections::BTreeMap;

use serde_json::json;

use super::reworded::Reworded;
use super::section::{Change, Section, Weight};
use super::side::{Record, Sound};
use super::values::{Changed, Fate, counted, told_all};
use crate::kit::beside::beside;
use crate::kit::diag::plural;
use crate::kit::id::SopId;
use crate::kit::page::table::Cell;
use crate::kit::picture::exempt::Exempt;
use crate::kit::prose::reworded::words;
use crate::kit::source::Text;
use crate::kit::text::piece::Inline;
use crate::subject::history::procedures;
use crate::subject::sop::normative::body_text;
use crate::subject::sop::record::{Sop, SopStatus};

struct Told<'a> {
    sop: &'a Sop,
    /// `Closed` where it retires.
    fate: Fate,
    values: Vec<Changed>,
    /// Without runs where the procedure came or went whole.
    text: Reworded,
}

/// In order of id.
pub fn sops(before: Sound<'_>, after: Sound<'_>) -> Section {
    let renamed = renamed(before, after);
    let was = before.register.sops.values().map(|sop| (*renamed.get(&sop.id).unwrap_or(&&sop.id), sop));
    let pairs = beside(was, &after.register.sops);
    let list: Vec<Told<'_>> = pairs.filter_map(|(_, was, is)| told((before, was), (after, is))).collect();
    let (added, removed) = list
        .iter()
        .fold((0, 0), |(added, removed), told| (added + told.text.added, removed + told.text.removed));
    let count = counted(list.len(), "procedure changes", "procedures change");
    let reworded = (added + removed > 0)
        .then(|| format!("{} added and {} removed", plural(added, "word"), plural(removed, "word")));
    let columns = [("Procedure", ""), ("Change", "tight"), ("Words", "num"), ("Front matter", "")];
    Section::new("procedures", "Procedures", &columns)
        .with(list.iter().map(change))
        .saying([count.clone(), reworded])
        .heading(Weight::Procedures, count)
}

fn change(told: &Told<'_>) -> Change {
    let (id, title) = (told.sop.id.as_str(), told.sop.title.as_str());
    let exact = json!({
        "procedure": id,
        "title": title,
        "change": told.fate.word(),
        "values": told.values,
    });
    let row = [
        Cell::head(Inline::words(title).because(Exempt::Name)).under(Inline::code(id)),
        told.fate.chip().into(),
        Inline::words(format!("+{} −{}", told.text.added, told.text.removed)).without_evidence().into(),
        told_all(&told.values).into(),
    ];
    Change::new(exact, row).text(id, title, &told.text, true)
}

/// `None` where both sides say the same.
fn told<'a>(before: (Sound<'_>, Option<&'a Sop>), after: (Sound<'_>, Option<&'a Sop>)) -> Option<Told<'a>> {
    let (was, is) = match (before.1, after.1) {
        (Some(was), Some(is)) => (was, is),
        (None, Some(is)) => {
            let new = Record::from(after.0.file(&is.place.path));
            let (mut values, _) = Record::default().changed(&new);
            values.retain(|value| value.what != "title");
            let text = Reworded { added: words(&body(after.0, is)), ..Reworded::default() };
            return Some(Told { sop: is, fate: Fate::Added, values, text });
        }
        (Some(was), None) => {
            let text = Reworded { removed: words(&body(before.0, was)), ..Reworded::default() };
            return Some(Told { sop: was, fate: Fate::Removed, values: Vec::new(), text });
        }
        (None, None) => return None,
    };
    let id = Changed::of("id", Some(was.id.to_string()), Some(is.id.to_string()));
    let (others, text) = record(before.0, was).changed(&record(after.0, is));
    let values: Vec<Changed> = id.into_iter().chain(others).collect();
    let retired = |sop: &Sop| *sop.status == SopStatus::Retired;
    let fate = Fate::by_end(retired(was), retired(is));
    let is_same = values.is_empty() && text.runs.is_empty();
    (!is_same).then_some(Told { sop: is, fate, values, text })
}

/// Former ids of procedures that git knows under another name in the later version, with the later one, whichever side has the history.
fn renamed<'a>(before: Sound<'a>, after: Sound<'a>) -> BTreeMap<&'a SopId, &'a SopId> {
    let only = |one: Sound<'a>, other: Sound<'a>| -> Vec<&'a Sop> {
        one.register.sops.values().filter(|sop| !other.register.sops.contains_key(&sop.id)).collect()
    };
    let (gone, come) = (only(before, after), only(after, before));
    let mut renamed = BTreeMap::new();
    if gone.is_empty() || come.is_empty() {
        return renamed;
    }
    for (side, today, once, is_back) in [(after, &come, &gone, false), (before, &gone, &come, true)] {
        let versions = procedures(&side.snapshot.recorded);
        for now in today {
            let past = versions.get(now.place.path.as_str()).map_or(&[][..], Vec::as_slice);
            let was =
                once.iter().find(|sop| past.iter().any(|version| version.path == sop.place.path.as_str()));
            let Some(was) = was else { continue };
            let (new, old) = if is_back { (was, now) } else { (now, was) };
            if !renamed.contains_key(&old.id) && !renamed.values().any(|known| **known == new.id) {
                renamed.insert(&old.id, &new.id);
            }
        }
    }
    renamed
}

fn record<'a>(side: Sound<'a>, sop: &Sop) -> Record<'a> {
    Record { table: side.file(&sop.place.path), text: body(side, sop), ..Record::default() }
}

/// The Markdown as it counts, on the page of a procedure too.
fn body(side: Sound<'_>, sop: &Sop) -> String {
    let text = side.text(&sop.place.path).map(Text::content);
    body_text(text.and_then(|text| text.get(sop.body.start..sop.body.end)).unwrap_or_default())
}
