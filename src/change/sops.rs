//! Procedures: what their front matter says anew, and their text reworded.

use std::collections::BTreeMap;

use serde_json::json;

use super::keyed::{Table as Keys, read_front};
use super::reworded::Reworded;
use super::section::{Change, Section, Weight};
use super::side::{Record, Sound};
use super::values::{Changed, Fate, Values, counted, told_all, values};
use crate::kit::beside::beside;
use crate::kit::diag::plural;
use crate::kit::id::SopId;
use crate::kit::page::table::Cell;
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
        Cell::head(title).under(Inline::code(id)),
        told.fate.chip().into(),
        format!("+{} −{}", told.text.added, told.text.removed).into(),
        told_all(&told.values).into(),
    ];
    Change::new(exact, row).text(id, title, &told.text, true)
}

/// `None` where both sides say the same.
fn told<'a>(before: (Sound<'_>, Option<&'a Sop>), after: (Sound<'_>, Option<&'a Sop>)) -> Option<Told<'a>> {
    let (was, is) = match (before.1, after.1) {
        (Some(was), Some(is)) => (was, is),
        (None, Some(is)) => {
            let new = Record { values: facts(after.0, is), ..Record::default() };
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
    // What the front matter says beside its facts: the threshold of audits, and edits that somebody judged.
    let mut table: Keys<'a> = read_front(side.register, side.text(&sop.place.path));
    table.retain(|key| key == "audit-threshold" || key == "change");
    Record { table, values: facts(side, sop), text: body(side, sop), ..Record::default() }
}

/// The Markdown as it counts, on the page of a procedure too.
fn body(side: Sound<'_>, sop: &Sop) -> String {
    let text = side.text(&sop.place.path).map(Text::content);
    body_text(text.and_then(|text| text.get(sop.body.start..sop.body.end)).unwrap_or_default())
}

/// The front matter, by its keys.
fn facts(side: Sound<'_>, sop: &Sop) -> Values {
    let person = |id: &crate::kit::id::PersonId| side.person(id.as_str());
    let list = |items: Vec<String>| if items.is_empty() { None } else { Some(items.join(", ")) };
    values([
        ("title", Some(sop.title.to_string())),
        ("version", Some(sop.version.to_string())),
        ("status", Some(sop.status.word().to_owned())),
        ("owner", sop.owner.as_deref().map(person)),
        ("approver", sop.approver.as_deref().map(person)),
        ("author", Some(person(&sop.author))),
        ("effective-on", Some(sop.effective_on.to_string())),
        ("reviewed-on", sop.reviewed_on.as_ref().map(|on| on.to_string())),
        ("review-days", Some(sop.review_days.to_string())),
        ("criticality", Some(sop.criticality.word().to_owned())),
        ("sites", list(sop.sites.iter().map(ToString::to_string).collect())),
        ("queues", list(sop.queues.iter().map(ToString::to_string).collect())),
        ("languages", list(sop.languages.iter().map(|language| language.to_string()).collect())),
        (
            "satisfies",
            list(sop.satisfies.iter().map(|clause| format!("{}/{}", clause.0, clause.1)).collect()),
        ),
        ("supersedes", list(sop.supersedes.iter().map(ToString::to_string).collect())),
    ])
}
