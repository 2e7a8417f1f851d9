//! The versions of a procedure as git recorded them, and the redline between two of them.

use serde::Serialize;

use crate::core::settings::host;
use crate::core::settings::host::Permalinks;
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::id::SopId;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::CommitIndex;
use crate::subject::history::versions::Version;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::sop::address::SopPage;
use crate::subject::sop::page::redline::{Redline, Shown, changes, counted, redline};
use crate::subject::sop::picture::{self, PictureChange};
use crate::subject::sop::record::{Sop, SopChange};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Inline, listed, spaced};
use crate::subject::text::words::Unproved;
use crate::subject::wording::{names, phrase};

/// `templates/sop_change.html`.
#[derive(Serialize)]
pub struct SopChangeView {
    status: Vec<Inline>,
    lede: Label,
    judged: Label,
    facts: Vec<Fact>,
    keys: Table,
    /// Empty when the text is the same.
    text: Vec<Shown>,
    others: Vec<Inline>,
}

/// Pairs of 1-based version numbers that are compared, the older one first: each version with the one before it, and with the newest.
/// All pairs would be the square of the versions, and most of a site.
fn pairs(count: usize) -> Vec<(u32, u32)> {
    let newest = u32::try_from(count).unwrap_or(u32::MAX);
    let neighbours = (1..newest).map(|from| (from, from + 1));
    let mut pairs: Vec<_> = neighbours.chain((1..newest.max(1) - 1).map(|from| (from, newest))).collect();
    pairs.sort_unstable_by_key(|(from, to)| (*to, *from));
    pairs
}

/// A procedure with the texts that it has had, whether its file is there or gone.
#[derive(Clone, Copy)]
pub struct Past<'a> {
    pub id: &'a SopId,
    pub title: &'a str,
    /// As recorded, oldest first; empty without history.
    pub versions: &'a [Version],
    /// Edits that somebody judged.
    pub judged: &'a [SopChange],
    /// Whether its versions are compared on pages.
    pub is_compared: bool,
}

impl<'a> Past<'a> {
    pub fn of(context: &PageContext<'a>, sop: &'a Sop) -> Past<'a> {
        let versions = context.history.procedures.get(sop.place.path.as_str()).map_or(&[][..], Vec::as_slice);
        Past { id: &sop.id, title: &sop.title, versions, judged: &sop.changes, is_compared: true }
    }

    /// Pairs of its versions that have a page.
    pub fn pairs(&self) -> Vec<(u32, u32)> {
        if self.is_compared { pairs(self.versions.len()) } else { Vec::new() }
    }
}

/// Version history, newest first, with links to the redlines.
pub fn table(context: &PageContext<'_>, past: &Past<'_>) -> Table {
    let versions = past.versions;
    let columns = [
        ("No.", "num"),
        ("Version", "tight"),
        ("Recorded", "tight"),
        ("By", ""),
        ("Reviewed by", ""),
        ("Why", ""),
        ("Changes", ""),
        ("Compare with", ""),
    ];
    let mut table = Table::new("versions", "Versions", &columns)
        .titled()
        .empty("No version is recorded.", "A site built from a git repository shows every version here.");
    if versions.len() > 3 && past.is_compared {
        table =
            table.note("Each version can be compared with the one before it; the newest with every other. Any other two: scorebook diff with their commits.");
    }
    let pairs = past.pairs();
    for (at, version) in versions.iter().enumerate().rev() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let against = pairs.iter().filter(|(_, to)| *to == number).rev();
        let links = against.map(|(from, to)| {
            let route = Route::Sop(SopPage::Change(past.id.clone(), *from, *to));
            Inline::link(&route, format!("{from} → {to}")).because(Exempt::Name)
        });
        let before = at.checked_sub(1).map(|at| &versions[at]);
        table.push([
            Cell::new(named(number.to_string())),
            Cell::head(named(written(version))),
            Cell::new(Inline::dated(phrase::day(day(context, version)))).key(day(context, version)),
            Cell::new(Inline::words(version.author.as_str()).because(Exempt::Name))
                .under(vec![commit(context, version.commit)]),
            listed(version.reviewers.iter().map(|name| Inline::words(name).because(Exempt::Name))).into(),
            Inline::words(version.subject.as_str()).because(Exempt::Quoted).into(),
            Cell::new(what_changed(before, version)).under(remarks(before, version)),
            listed(links).into(),
        ]);
    }
    table
}

/// What a version is called.
fn named(words: String) -> Inline {
    Inline::words(words).because(Exempt::Name)
}

/// The number in the front matter.
pub(super) fn written(version: &Version) -> String {
    let written = version.sop.as_ref().and_then(|sop| sop.version.clone());
    written.unwrap_or_else(|| "cannot be read".to_owned())
}

fn day(context: &PageContext<'_>, version: &Version) -> jiff::civil::Date {
    crate::core::settings::read::day_of(version.committed_at, &context.report.register.settings.time_zone)
}

/// The commit that brought a version, or removed the file.
pub fn commit(context: &PageContext<'_>, at: CommitIndex) -> Inline {
    let Some(commit) = context.recorded.commit(at) else { return Inline::quiet("–") };
    let short: String = commit.id.chars().take(10).collect();
    Inline::place(short, host::commit(&context.report.register.settings, &commit.id))
}

fn what_changed(before: Option<&Version>, now: &Version) -> Inline {
    let Some(before) = before else { return Inline::quiet("first text") };
    match (&before.sop, &now.sop) {
        (Some(before), Some(now)) if before.hash != now.hash => Inline::chip("near", "normative text"),
        (Some(_), Some(_)) => Inline::chip("plain", "administration"),
        _ => Inline::quiet("cannot be read"),
    }
}

/// Pictures that are other ones, and what a reader of version numbers would be wrong about.
fn remarks(before: Option<&Version>, now: &Version) -> Inline {
    let changed = before.map(|before| picture::changes(&before.pictures, &now.pictures)).unwrap_or_default();
    let pictures = changed.iter().map(PictureChange::words);
    let numbered = Some(numbered(before, now).to_owned()).filter(|words| !words.is_empty());
    let said: Vec<String> = pictures.chain(numbered).collect();
    Inline::quiet(said.join("; ")).because(Exempt::Quoted)
}

/// What a reader of version numbers would be wrong about.
pub(super) fn numbered(before: Option<&Version>, now: &Version) -> &'static str {
    let Some((before, now)) = before.and_then(|before| before.sop.as_ref()).zip(now.sop.as_ref()) else {
        return "";
    };
    let parts = |version: &Option<String>| -> Option<Vec<u64>> {
        version.as_ref()?.split('.').map(|part| part.parse().ok()).collect()
    };
    match (parts(&before.version), parts(&now.version)) {
        (Some(before), Some(now)) if now < before => "the version number goes back",
        _ if before.version == now.version && before.hash != now.hash => "under the same version number",
        _ => "",
    }
}

/// The redline between two versions.
pub fn page(
    context: &PageContext<'_>,
    past: &Past<'_>,
    (from, to): (u32, u32),
) -> Option<Page<SopChangeView>> {
    let Past { id, title, versions, .. } = *past;
    let (old, new) =
        (versions.get(from.checked_sub(1)? as usize)?, versions.get(to.checked_sub(1)? as usize)?);
    let found = old.sop.as_ref().zip(new.sop.as_ref()).map(|(old, new)| redline(old, new));
    let mut keys = Table::new(
        "keys",
        "Front matter",
        &[("Key", ""), ("Before", ""), ("After", ""), ("Counts as", "tight")],
    )
    .titled()
    .empty("Every key of the front matter is the same.", "");
    for change in found.iter().flat_map(|found| &found.keys) {
        let side = |value: &Option<String>, piece: fn(String) -> Unproved| {
            value.clone().map_or_else(
                || Cell::new(Inline::quiet("absent")),
                |value| Cell::new(piece(value).because(Exempt::Quoted)),
            )
        };
        let counts = if change.normative {
            Inline::chip("near", "normative")
        } else {
            Inline::quiet("administration")
        };
        keys.push([
            Cell::head(Inline::code(change.key.clone()).because(Exempt::Place)),
            side(&change.before, Inline::was),
            side(&change.after, Inline::becomes),
            counts.into(),
        ]);
    }
    let others = past.pairs().into_iter().filter(|pair| *pair != (from, to));
    let others = others.filter(|pair| pair.0 == from || pair.1 == to).map(|(from, to)| {
        Inline::link(&Route::Sop(SopPage::Change(id.clone(), from, to)), format!("{from} → {to}"))
            .because(Exempt::Name)
    });
    let view = SopChangeView {
        status: status(found.as_ref()),
        lede: Label::because(Exempt::Rows, lede(found.as_ref())),
        judged: Label::because(Exempt::Quoted, judged(context, past.judged, old, new)),
        facts: vec![
            Fact::new("From", told(context, from, old)),
            Fact::new("To", told(context, to, new)),
            Fact::new("Hash before", hash(old)),
            Fact::new("Hash after", hash(new)),
        ],
        keys,
        text: found
            .filter(|found| !found.text.is_quiet())
            .map(|found| changes(&found.text))
            .unwrap_or_default(),
        others: listed(others),
    };
    let above = vec![Link::to(&Route::Sop(SopPage::One(id.clone())), Label::named(title))];
    let title = format!("From version {} to {}", written(old), written(new));
    let title = if written(old) == written(new) { format!("{title} ({from} → {to})") } else { title };
    Some(Page { title: Label::named(title), above, view, evidence: None })
}

fn told(context: &PageContext<'_>, number: u32, version: &Version) -> Vec<Inline> {
    let record = context.recorded.commit(version.commit);
    let text = format!("{number}: version {}, {}", written(version), day_label(day(context, version)));
    let at = record.and_then(|commit| {
        Permalinks::at(&context.report.register.settings, &commit.id).lines(&version.path, 1, 1)
    });
    let mut line = vec![
        named(text),
        commit(context, version.commit),
        Inline::quiet(format!("by {}", version.author)).because(Exempt::Name),
    ];
    line.extend(at.map(|url| Inline::away(url, "the whole text")));
    spaced(line)
}

fn hash(version: &Version) -> Inline {
    version.sop.as_ref().map_or_else(|| Inline::quiet("–"), |sop| Inline::place(sop.hash.to_string(), None))
}

fn status(found: Option<&Redline>) -> Vec<Inline> {
    let tone = match found {
        None => "bad",
        Some(found) if found.normative => "near",
        Some(found) if found.keys.is_empty() && found.text.is_same() => "good",
        Some(_) => "plain",
    };
    vec![Inline::chip(tone, effect(found))]
}

/// What it means for those who have read the text before.
pub(super) fn effect(found: Option<&Redline>) -> &'static str {
    match found {
        None => "Cannot be compared",
        Some(found) if found.normative => "Everyone must re-acknowledge",
        Some(found) if found.keys.is_empty() && found.text.is_same() => "No change",
        Some(_) => "Nobody needs to re-acknowledge",
    }
}

pub(super) fn lede(found: Option<&Redline>) -> String {
    let Some(found) = found else {
        return "The front matter of one of the two cannot be read.".to_owned();
    };
    let words = match found.text.is_same() {
        true => "the text is the same".to_owned(),
        false => counted(&found.text),
    };
    let keys = match found.keys.len() {
        0 => "the front matter is the same".to_owned(),
        n => format!("{} of the front matter changed", plural(n, "key")),
    };
    let pictures = found.pictures.iter().map(PictureChange::words);
    phrase::sentences(&[words, keys].into_iter().chain(pictures).collect::<Vec<_>>())
}

/// What the front matter of today says about this edit.
pub(super) fn judged(
    context: &PageContext<'_>,
    judged: &[SopChange],
    old: &Version,
    new: &Version,
) -> String {
    let (Some(old), Some(new)) = (&old.sop, &new.sop) else { return String::new() };
    let same = |written: &str, hash: &str| hash.starts_with(written);
    let change = judged.iter().find(|change| same(&change.from, &old.hash) && same(&change.to, &new.hash));
    let Some(change) = change else { return String::new() };
    let who = change.reviewer.as_ref().map(|id| names::person(context, id).text().to_owned());
    let note = change.note.trim_end_matches('.');
    match (*change.material, who) {
        (false, Some(who)) => format!("Found not material by {who}: {note}. Earlier acknowledgements hold."),
        (_, Some(who)) => format!("Found material by {who}: {note}. Earlier acknowledgements are void."),
        (_, None) => format!("Recorded as material: {note}. Earlier acknowledgements are void."),
    }
}

#[cfg(test)]
mod tests {
    use super::{numbered, pairs};
    use crate::subject::history::versions::Version;
    use crate::subject::sop::read::sop_text;

    #[test]
    fn a_number_that_goes_back_or_stays_while_the_text_changes_is_said() {
        let version = |number: &str, body: &str| {
            let text = format!("+++\ntitle = \"Guide\"\nversion = \"{number}\"\n+++\n{body}\n");
            Version {
                commit: 0,
                path: "data/sops/guide.md".to_owned(),
                sop: sop_text(&text, Vec::new()),
                text,
                pictures: Vec::new(),
                author: "Ada North".to_owned(),
                reviewers: Vec::new(),
                committed_at: jiff::Timestamp::UNIX_EPOCH,
                subject: "Change".to_owned(),
            }
        };
        let said = |before: (&str, &str), now: (&str, &str)| {
            numbered(Some(&version(before.0, before.1)), &version(now.0, now.1))
        };
        assert_eq!(said(("2.9", "A"), ("2.10", "B")), "", "ten comes after nine");
        assert_eq!(said(("2.3", "A"), ("2.2", "A")), "the version number goes back");
        assert_eq!(said(("2.3", "A"), ("2.3", "B")), "under the same version number");
        assert_eq!(said(("2.3", "A"), ("2.3", "A")), "");
        assert_eq!(said(("draft", "A"), ("2.3", "B")), "", "words have no order");
        assert_eq!(numbered(None, &version("1", "A")), "");
    }

    #[test]
    fn each_version_is_compared_with_the_one_before_it_and_with_the_newest() {
        assert_eq!(pairs(0), []);
        assert_eq!(pairs(1), []);
        assert_eq!(pairs(2), [(1, 2)]);
        assert_eq!(pairs(3), [(1, 2), (1, 3), (2, 3)]);
        assert_eq!(pairs(5), [(1, 2), (2, 3), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5)]);
        assert_eq!(pairs(500).len(), 499 + 498, "pages grow with the versions, not with their square");
    }
}
