//! Procedures: what their front matter says anew, and their text reworded.

use std::collections::BTreeMap;

use serde_json::json;

use super::record::{Record, Told};
use super::section::{Change, Section, Weight};
use super::side::Sound;
use super::values::{Fate, counted, told_all, values};
use crate::kit::beside::beside;
use crate::kit::diag::plural;
use crate::kit::id::SopId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Text;
use crate::subject::history::procedures;
use crate::subject::sop::normative::body_text;
use crate::subject::sop::record::{Sop, SopStatus};
use crate::subject::table::Cell;
use crate::subject::text::piece::Inline;

/// In order of id.
pub fn sops(before: Sound<'_>, after: Sound<'_>) -> Section {
    let renamed = renamed(before, after);
    let was = before.register.sops.values().map(|sop| (*renamed.get(&sop.id).unwrap_or(&&sop.id), sop));
    let pairs = beside(was, &after.register.sops);
    let list: Vec<Told> = pairs
        .map(|(id, was, is)| told(id, (before, was), (after, is)))
        .filter(|told| !told.is_same())
        .collect();
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

fn change(told: &Told) -> Change {
    let row = [
        Cell::head(Inline::words(told.title.as_str()).because(Exempt::Name))
            .under(Inline::code(told.id.to_string()).because(Exempt::Place)),
        told.fate.chip().into(),
        Inline::words(format!("+{} −{}", told.text.added, told.text.removed)).without_evidence().into(),
        told_all(&told.values).into(),
    ];
    let exact = told.exact(json!({ "procedure": told.id }));
    Change::new(exact, row).text(&told.id, &told.title, &told.text, true)
}

/// Of one that comes its facts and the number of its words, of one that goes the number alone.
fn told(id: &SopId, before: (Sound<'_>, Option<&Sop>), after: (Sound<'_>, Option<&Sop>)) -> Told {
    let (was, is) = (before.1.map(|sop| record(before.0, sop)), after.1.map(|sop| record(after.0, sop)));
    let mut told = Told::of(id, was, is);
    if before.1.is_none() || after.1.is_none() {
        let is_new = told.fate == Fate::Added;
        told.values.retain(|value| is_new && value.what != "id" && value.what != "title");
        told.text.runs.clear();
    }
    // A new name comes first.
    told.values.sort_by_key(|value| value.what != "id");
    told
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
    let is_over = *sop.status == SopStatus::Retired;
    let (title, table, text) = (sop.title.to_string(), side.file(&sop.place.path), body(side, sop));
    Record { title, table, values: values([("id", Some(sop.id.to_string()))]), text, is_over }
}

/// The Markdown as it counts, on the page of a procedure too.
fn body(side: Sound<'_>, sop: &Sop) -> String {
    let text = side.text(&sop.place.path).map(Text::content);
    body_text(text.and_then(|text| text.get(sop.body.start..sop.body.end)).unwrap_or_default())
}
