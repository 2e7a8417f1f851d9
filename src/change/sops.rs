//! Procedures: what their front matter says anew, and their text reworded.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::front;
use super::record::{Record, Told};
use super::reworded::Reworded;
use super::section::{Change, Section, Weight};
use super::side::Sound;
use super::values::{Fate, counted, values};
use crate::kit::beside::beside;
use crate::kit::diag::plural;
use crate::kit::id::SopId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Text;
use crate::subject::history::procedures;
use crate::subject::sop::normative::body_text;
use crate::subject::sop::picture::Used;
use crate::subject::sop::record::{Sop, Stage};
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
    let reworded = (added + removed > 0)
        .then(|| format!("{} added and {} removed", plural(added, "word"), plural(removed, "word")));
    let unnumbered = list.iter().filter(|told| is_unnumbered(told)).count();
    let unnumbered = counted(
        unnumbered,
        "text changes under the same version number",
        "texts change under the same version number",
    );
    let parts = parts(&list);
    let columns = [("Procedure", ""), ("Change", "tight"), ("Words", "num"), ("What changes", "")];
    Section::new("procedures", "Procedures", &columns)
        .with(list.iter().map(|told| change(told, told.exact(json!({ "procedure": told.id })))))
        .saying(parts.iter().cloned().chain(reworded).chain(unnumbered).map(Some))
        .heading(Weight::Procedures, parts)
}

/// `1 procedure is new, 2 procedures change`
pub fn parts(list: &[Told]) -> Vec<String> {
    let count = |fate: Fate| list.iter().filter(|told| told.fate == fate).count();
    let fates = [
        (Fate::Added, "procedure is new", "procedures are new"),
        (Fate::Removed, "procedure is deleted", "procedures are deleted"),
        (Fate::Closed, "procedure is retired", "procedures are retired"),
        (Fate::Reopened, "procedure is back in force", "procedures are back in force"),
        (Fate::Changed, "procedure changes", "procedures change"),
    ];
    fates.into_iter().filter_map(|(fate, one, many)| counted(count(fate), one, many)).collect()
}

/// With what documents say of it.
pub fn change(told: &Told, exact: Value) -> Change {
    let row = [
        Cell::head(Inline::words(told.title.as_str()).because(Exempt::Name))
            .under(Inline::code(told.id.to_string()).because(Exempt::Place)),
        chip(told).into(),
        Inline::words(format!("+{} −{}", told.text.added, told.text.removed)).without_evidence().into(),
        said(told).into(),
    ];
    Change::new(exact, row).text(&told.id, &told.title, &told.text, true)
}

/// In a word what a reviewer is asked to look at.
fn chip(told: &Told) -> Inline {
    let is_renamed = told.values.iter().any(|value| value.what == "id");
    let text = &told.text.text;
    match told.fate {
        Fate::Added => Inline::chip("new", "New"),
        Fate::Removed => Inline::chip("bad", "Deleted"),
        Fate::Closed => Inline::chip("near", "Retired"),
        Fate::Reopened => Inline::chip("near", "Back in force"),
        Fate::Changed if is_renamed => Inline::chip("plain", "Renamed"),
        Fate::Changed if text.added + text.removed > 0 => Inline::chip("plain", "Reworded"),
        Fate::Changed if text.moves() > 0 => Inline::chip("plain", "Moved"),
        Fate::Changed if !text.is_quiet() => Inline::chip("plain", "Marked up otherwise"),
        Fate::Changed if has_other_picture(told) => Inline::chip("plain", "Picture"),
        Fate::Changed if told.values.is_empty() => Inline::chip("plain", "White space"),
        Fate::Changed => Inline::chip("plain", "Front matter"),
    }
}

/// Whether readers cannot tell the two texts apart by their number.
fn is_unnumbered(told: &Told) -> bool {
    let has_both = !matches!(told.fate, Fate::Added | Fate::Removed);
    let is_other = !told.text.text.is_quiet() || has_other_picture(told);
    has_both && is_other && told.values.iter().all(|value| value.what != "version")
}

fn has_other_picture(told: &Told) -> bool {
    told.values.iter().any(front::is_picture)
}

/// A sentence for each thing that changes, the text among them.
fn said(told: &Told) -> Vec<Inline> {
    let text = &told.text.text;
    let mut lines: Vec<Vec<Inline>> = Vec::new();
    match told.fate {
        Fate::Added => lines.push(front::facts("With ", &told.values)),
        Fate::Removed if told.values.is_empty() => lines
            .push(vec![Inline::literal("`forget` of book.toml names it: nothing that it said is repeated.")]),
        Fate::Removed => lines.push(front::facts("It had ", &told.values)),
        Fate::Changed
            if text.is_same()
                && !has_other_picture(told)
                && let Some(line) = front::version_alone(&told.values) =>
        {
            lines.push(line);
        }
        _ => lines.extend(front::changed(&told.values)),
    }
    if front::goes_back(&told.values) {
        lines.push(vec![Inline::strong("The version number goes back.")]);
    }
    if is_unnumbered(told) {
        let what = match told.text.text.is_quiet() {
            true => "A picture changes, the version does not.",
            false => "The text changes, the version does not.",
        };
        lines.push(vec![Inline::strong(what)]);
    }
    match text.moves() {
        0 if !text.is_same() && text.is_quiet() => {
            lines.push(vec![Inline::literal(
                "Only line breaks, spaces and marks of lists of the text change.",
            )]);
        }
        0 => {}
        moves => {
            let moved = if moves == 1 { "passage of the text moves" } else { "passages of the text move" };
            lines.push(vec![Inline::words(format!("{moves} {moved}.")).without_evidence()]);
        }
    }
    lines.join(&Inline::literal(" "))
}

/// Of one that comes or goes what its front matter says stands in a row, its text below; of one that the book forgets from then on its id alone.
fn told(id: &SopId, before: (Sound<'_>, Option<&Sop>), after: (Sound<'_>, Option<&Sop>)) -> Told {
    let (was, is) = (before.1.map(|sop| record(before.0, sop)), after.1.map(|sop| record(after.0, sop)));
    let mut told = Told::of(id, was, is);
    if before.1.is_none() || after.1.is_none() {
        told.values.retain(|value| value.what != "id" && value.what != "title");
    }
    // A new name comes first.
    told.values.sort_by_key(|value| value.what != "id");
    if told.fate == Fate::Removed && after.0.register.settings.forget.iter().any(|gone| gone.value == *id) {
        return Told { title: told.id.clone(), values: Vec::new(), text: Reworded::between("", ""), ..told };
    }
    told
}

/// Former ids of procedures that git knows under another name in the later version, with the later one, whichever side has the history.
pub fn renamed<'a>(before: Sound<'a>, after: Sound<'a>) -> BTreeMap<&'a SopId, &'a SopId> {
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

/// A picture by its address, and its hash.
pub fn pictured(used: &[Used]) -> impl Iterator<Item = (String, String)> {
    used.iter().map(|one| (format!("{}{}", front::PICTURE, one.address), one.sha256.clone()))
}

fn record<'a>(side: Sound<'a>, sop: &Sop) -> Record<'a> {
    let is_over = sop.stage(side.register.as_of()) == Stage::Retired;
    let (title, text) = (sop.title.to_string(), body(side, sop));
    let mut table = side.file(&sop.place.path);
    // Without the key the folder gives the section.
    table.retain(|key| key != "section");
    let mut values = values([("id", Some(sop.id.to_string())), ("section", sop.heading())]);
    values.extend(pictured(&sop.pictures));
    Record { title, table, values, text, is_over }
}

/// The Markdown as it counts, on the page of a procedure too.
fn body(side: Sound<'_>, sop: &Sop) -> String {
    let text = side.text(&sop.place.path).map(Text::content);
    body_text(text.and_then(|text| text.get(sop.body.start..sop.body.end)).unwrap_or_default())
}
