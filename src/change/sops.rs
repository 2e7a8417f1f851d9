//! Procedures: what their front matter says anew, and their text reworded.

use std::collections::BTreeMap;

use super::changed::{Changed, between, keys};
use super::keyed::{self, Table};
use super::plans::Fate;
use super::reworded::Reworded;
use crate::kit::id::SopId;
use crate::kit::prose::reworded::words;
use crate::kit::source::{Recorded, RepoPath, Text};
use crate::subject::history::procedures;
use crate::subject::register::Register;
use crate::subject::report::Report;
use crate::subject::sop::normative::body_text;
use crate::subject::sop::record::{Sop, SopStatus};

#[derive(Clone, Debug)]
pub struct SopChange {
    pub sop: SopId,
    pub title: String,
    /// `Added` when it is new; `Closed` when it retires.
    pub fate: Fate,
    pub values: Vec<Changed>,
    /// Without a redline when the procedure came or went whole.
    pub text: Reworded,
}

type Texts = BTreeMap<RepoPath, Text>;

/// In order of id. `renamed` are ids of the later version with what they were called before.
pub fn sops(
    before: (&Report<'_>, &Texts),
    after: (&Report<'_>, &Texts),
    renamed: &BTreeMap<SopId, SopId>,
) -> Vec<SopChange> {
    let (old, new) = (&before.0.register.sops, &after.0.register.sops);
    keys(old, new)
        .filter(|id| !renamed.values().any(|former| former == *id))
        .filter_map(|id| match (old.get(renamed.get(id).unwrap_or(id)), new.get(id)) {
            (Some(was), Some(is)) => {
                compared((before.0.register, before.1, was), (after.0.register, after.1, is))
            }
            (None, Some(is)) => {
                let mut values = between(&BTreeMap::new(), &facts(after.0.register, is));
                values.retain(|value| value.what != "title");
                let text = Reworded { added: words(&body(after.1, is)), ..Reworded::default() };
                Some(SopChange { values, ..whole(is, Fate::Added, text) })
            }
            (Some(was), None) => {
                let text = Reworded { removed: words(&body(before.1, was)), ..Reworded::default() };
                Some(whole(was, Fate::Removed, text))
            }
            (None, None) => None,
        })
        .collect()
}

/// Procedures of the later version that git knows under another name in the earlier one, whichever of the two has the history.
pub fn renamed(before: (&Register, &Recorded), after: (&Register, &Recorded)) -> BTreeMap<SopId, SopId> {
    let only = |one: &Register, other: &Register| -> Vec<Sop> {
        one.sops.values().filter(|sop| !other.sops.contains_key(&sop.id)).cloned().collect()
    };
    let (gone, come) = (only(before.0, after.0), only(after.0, before.0));
    let mut renamed = BTreeMap::new();
    if gone.is_empty() || come.is_empty() {
        return renamed;
    }
    for (recorded, today, once, is_back) in [(after.1, &come, &gone, false), (before.1, &gone, &come, true)] {
        let versions = procedures(recorded);
        for now in today {
            let past = versions.get(now.place.path.as_str()).map_or(&[][..], Vec::as_slice);
            let was =
                once.iter().find(|sop| past.iter().any(|version| version.path == sop.place.path.as_str()));
            let Some(was) = was else { continue };
            let (new, old) = if is_back { (was, now) } else { (now, was) };
            if !renamed.contains_key(&new.id) && !renamed.values().any(|known| *known == old.id) {
                renamed.insert(new.id.clone(), old.id.clone());
            }
        }
    }
    renamed
}

fn whole(sop: &Sop, fate: Fate, text: Reworded) -> SopChange {
    SopChange { sop: sop.id.clone(), title: sop.title.to_string(), fate, values: Vec::new(), text }
}

type Side<'a> = (&'a Register, &'a Texts, &'a Sop);

fn compared(before: Side<'_>, after: Side<'_>) -> Option<SopChange> {
    let (was, is) = (before.2, after.2);
    let mut values: Vec<Changed> =
        Changed::of("id", Some(was.id.to_string()), Some(is.id.to_string())).into_iter().collect();
    values.extend(between(&facts(before.0, was), &facts(after.0, is)));
    values.extend(keyed::between(&rest(before), &rest(after)));
    let text = Reworded::between(&body(before.1, was), &body(after.1, is));
    if values.is_empty() && text.redline.is_empty() {
        return None;
    }
    let retired = |sop: &Sop| *sop.status == SopStatus::Retired;
    let fate = match (retired(was), retired(is)) {
        (false, true) => Fate::Closed,
        (true, false) => Fate::Reopened,
        _ => Fate::Changed,
    };
    Some(SopChange { sop: is.id.clone(), title: is.title.to_string(), fate, values, text })
}

/// The Markdown as it counts, on the page of a procedure too.
fn body(texts: &Texts, sop: &Sop) -> String {
    let text = texts.get(&sop.place.path).map(Text::content);
    body_text(text.and_then(|text| text.get(sop.body.start..sop.body.end)).unwrap_or_default())
}

/// What the front matter says beside its facts: the threshold of audits, and edits that somebody judged.
fn rest<'a>((register, texts, sop): Side<'a>) -> Table<'a> {
    let mut table = keyed::read_front(register, texts.get(&sop.place.path));
    table.retain(|key| key == "audit-threshold" || key == "change");
    table
}

/// The front matter, by its keys.
fn facts(register: &Register, sop: &Sop) -> BTreeMap<String, String> {
    let person = |id: &crate::kit::id::PersonId| register.person_name(id.as_str()).to_owned();
    let list = |items: Vec<String>| if items.is_empty() { None } else { Some(items.join(", ")) };
    let facts = [
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
    ];
    facts.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}
