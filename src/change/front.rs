//! What the front matter of a procedure says otherwise: one plain sentence a key.

use std::collections::BTreeSet;

use super::values::Changed;
use crate::kit::calendar::day_label;
use crate::subject::text::piece::Inline;
use crate::subject::text::words::Unproved;

type Sentence = Vec<Inline>;

/// Begins the name of a value that is the hash of a picture; the address of the picture follows.
pub const PICTURE: &str = "picture ";

/// Whether a value is the hash of a picture.
pub fn is_picture(value: &Changed) -> bool {
    value.what.starts_with(PICTURE)
}

/// A key whose value is a list, and the words around what joins it, leaves it, and what it says when it is empty.
struct List {
    key: &'static str,
    joins: &'static str,
    leaves: &'static str,
    empty: &'static str,
    /// Without it a procedure holds for all.
    narrows: bool,
}

const LISTS: [List; 6] = [
    List {
        key: "satisfies",
        joins: "It satisfies ",
        leaves: "It no longer satisfies ",
        empty: "It satisfies no clause any more",
        narrows: false,
    },
    List {
        key: "sites",
        joins: "It applies to the sites ",
        leaves: "It no longer applies to the sites ",
        empty: "It applies to every site",
        narrows: true,
    },
    List {
        key: "queues",
        joins: "It applies to the queues ",
        leaves: "It no longer applies to the queues ",
        empty: "It applies to every queue",
        narrows: true,
    },
    List {
        key: "languages",
        joins: "It is written for the languages ",
        leaves: "It is no longer written for the languages ",
        empty: "It is written for every language",
        narrows: true,
    },
    List {
        key: "supersedes",
        joins: "It replaces ",
        leaves: "It no longer replaces ",
        empty: "It replaces none",
        narrows: false,
    },
    List {
        key: "tags",
        joins: "It has the tags ",
        leaves: "It no longer has the tags ",
        empty: "It has no tags",
        narrows: false,
    },
];

/// One value, with the words before it.
const VALUES: [(&str, &str); 16] = [
    ("id", "It is renamed: it is "),
    ("title", "It is called "),
    ("version", "Its version is "),
    ("owner", "The owner is "),
    ("approver", "The approver is "),
    ("author", "The author is "),
    ("status", "Its status is "),
    ("effective-on", "It takes effect on "),
    ("reviewed-on", "It was reviewed on "),
    ("retired-on", "It goes out of force on "),
    ("criticality", "Its criticality is "),
    ("section", "It stands in the section "),
    ("description", "Its description is "),
    ("review-days", "Days from one review to the next: "),
    ("review-months", "Months from one review to the next: "),
    ("audit-threshold", "The least adherence of an audit, in percent: "),
];

/// What differs of one that both sides have.
pub fn changed(values: &[Changed]) -> Vec<Sentence> {
    let mut told = Vec::new();
    let mut rest = values;
    while let Some(first) = rest.first() {
        let (own, after) = rest.split_at(of_approval(rest));
        match approved(own) {
            Some(line) => {
                told.push(line);
                rest = after;
            }
            None => {
                told.extend(sentences(first));
                rest = &rest[1..];
            }
        }
    }
    told
}

/// The day and the key of a value of an approval: `approval 2026-12-01 by`.
fn key_of_approval(value: &Changed) -> Option<(&str, &str)> {
    value.what.strip_prefix("approval ")?.rsplit_once(' ')
}

/// How many of the first values are of one approval.
fn of_approval(values: &[Changed]) -> usize {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let on = values.first().and_then(key_of_approval).map(|(on, _)| on);
    for (at, value) in values.iter().enumerate() {
        let key = key_of_approval(value).filter(|(of, _)| Some(*of) == on).map(|(_, key)| key);
        if !key.is_some_and(|key| known.insert(key)) {
            return at;
        }
    }
    values.len()
}

/// `Sam Sample approved version 1.1 on 1 December 2026.`, of one that comes or goes whole. Its hash tells a reader nothing.
fn approved(values: &[Changed]) -> Option<Sentence> {
    let side = |value: &Changed| value.after.clone().or(value.before.clone());
    let find = |key: &str| {
        let found = values.iter().find(|value| key_of_approval(value).is_some_and(|(_, its)| its == key))?;
        side(found)
    };
    let (on, _) = key_of_approval(values.first()?)?;
    let (by, version) = (find("by")?, find("version")?);
    let (comes, goes) =
        (values.iter().all(|value| value.before.is_none()), values.iter().all(|value| value.after.is_none()));
    let note = find("note").map_or_else(String::new, |note| format!(": {note}"));
    let line = match (comes, goes) {
        (true, false) => format!("{by} approved version {version} on {}{note}", day(on)),
        (false, true) => format!("The approval of version {version} by {by} on {} is taken out", day(on)),
        _ => return None,
    };
    let end = if line.ends_with('.') { "" } else { "." };
    Some(vec![Inline::words(format!("{line}{end}")).without_evidence()])
}

/// A version that is raised, or lowered, and nothing beside it.
pub fn version_alone(values: &[Changed]) -> Option<Sentence> {
    let [only] = values else { return None };
    if only.what != "version" {
        return None;
    }
    let mut line = vec![Inline::literal("Only the version changes, from ")];
    line.extend(only.before.clone().map(|was| Inline::was(was).without_evidence()));
    line.push(Inline::literal(" to "));
    line.extend(only.after.clone().map(|is| Inline::becomes(is).without_evidence()));
    line.push(Inline::literal(": the text is the same."));
    Some(line)
}

/// A number that is less than it was.
pub fn goes_back(values: &[Changed]) -> bool {
    let parts = |version: &Option<String>| -> Option<Vec<u64>> {
        version.as_ref()?.split('.').map(|part| part.parse().ok()).collect()
    };
    values.iter().filter(|value| value.what == "version").any(|value| {
        parts(&value.before).zip(parts(&value.after)).is_some_and(|(before, after)| after < before)
    })
}

/// What one that comes or goes says of itself: `With version 2.1, owner Ada North.`
pub fn facts(lead: &'static str, values: &[Changed]) -> Sentence {
    let mut line = vec![Inline::literal(lead)];
    for value in values {
        let start = if line.len() > 1 { ", " } else { "" };
        if is_picture(value) {
            line.push(Inline::words(format!("{start}{}", value.what)).without_evidence());
            continue;
        }
        let Some(said) = value.after.as_deref().or(value.before.as_deref()) else { continue };
        line.push(Inline::words(format!("{start}{} {}", named(&value.what), day(said))).without_evidence());
    }
    line.push(Inline::literal("."));
    line
}

fn sentences(value: &Changed) -> Vec<Sentence> {
    if is_picture(value) {
        return vec![pictured(value)];
    }
    if let Some(list) = LISTS.iter().find(|list| list.key == value.what) {
        return list.told(value);
    }
    let lead = VALUES.iter().find(|(key, _)| *key == value.what).map(|(_, lead)| Inline::literal(lead));
    let lead =
        lead.unwrap_or_else(|| Inline::words(format!("Its {} is ", named(&value.what))).without_evidence());
    let side = |side: &str, piece: fn(String) -> Unproved| piece(day(side)).without_evidence();
    let before = match value.before.as_deref() {
        Some(before) => side(before, Inline::was),
        None => Inline::literal("none"),
    };
    let mut line = match value.after.as_deref() {
        Some(after) => vec![lead, side(after, Inline::becomes)],
        None => vec![Inline::words(format!("It has no {} any more", named(&value.what))).without_evidence()],
    };
    line.extend([Inline::literal(" (before: "), before, Inline::literal(").")]);
    vec![line]
}

/// Hashes tell a reader nothing.
fn pictured(value: &Changed) -> Sentence {
    let address = value.what.strip_prefix(PICTURE).unwrap_or_default().to_owned();
    let what = match (&value.before, &value.after) {
        (None, _) => " is new.",
        (_, None) => " is gone.",
        _ => " changes.",
    };
    vec![Inline::literal("Picture "), Inline::code(address).without_evidence(), Inline::literal(what)]
}

impl List {
    fn told(&self, value: &Changed) -> Vec<Sentence> {
        fn items(side: Option<&str>) -> BTreeSet<&str> {
            side.into_iter().flat_map(|list| list.split(", ")).filter(|item| !item.is_empty()).collect()
        }
        let (before, after) = (items(value.before.as_deref()), items(value.after.as_deref()));
        let mut told = Vec::new();
        let mut say =
            |lead: &'static str, items: Vec<&&str>, piece: fn(String) -> Unproved, end: &'static str| {
                let list: Vec<&str> = items.into_iter().copied().collect();
                if !list.is_empty() {
                    told.push(vec![
                        Inline::literal(lead),
                        piece(list.join(", ")).without_evidence(),
                        Inline::literal(end),
                    ]);
                }
            };
        let end = match (before.is_empty(), self.narrows) {
            (true, true) => " alone (before: to all).",
            (true, false) => ".",
            (false, _) => " too.",
        };
        say(self.joins, after.difference(&before).collect(), Inline::becomes, end);
        say(self.leaves, before.difference(&after).collect(), Inline::was, ".");
        if after.is_empty() {
            told.push(vec![Inline::literal(self.empty), Inline::literal(".")]);
        }
        told
    }
}

/// A key in words.
fn named(key: &str) -> String {
    key.replace('-', " ")
}

/// A date in full, anything else as it is.
fn day(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), day_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(what: &str, before: Option<&str>, after: Option<&str>) -> String {
        let values: Vec<Changed> = Changed::of(what, before, after).into_iter().collect();
        let lines = changed(&values).into_iter();
        let text = |line: Sentence| line.iter().map(Inline::text).collect::<String>();
        lines.map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_key_is_one_plain_sentence() {
        for (what, before, after, sentence) in [
            ("owner", Some("Ada North"), Some("Ben Field"), "The owner is Ben Field (before: Ada North)."),
            ("owner", None, Some("Ben Field"), "The owner is Ben Field (before: none)."),
            ("approver", Some("Ben Field"), None, "It has no approver any more (before: Ben Field)."),
            (
                "reviewed-on",
                Some("2026-02-01"),
                Some("2026-11-03"),
                "It was reviewed on 3 November 2026 (before: 1 February 2026).",
            ),
            ("review-days", Some("365"), Some("183"), "Days from one review to the next: 183 (before: 365)."),
            ("satisfies", Some("a/b"), Some("a/b, a/c"), "It satisfies a/c too."),
            ("satisfies", Some("a/b"), None, "It no longer satisfies a/b. It satisfies no clause any more."),
            ("sites", None, Some("porto"), "It applies to the sites porto alone (before: to all)."),
            ("picture flow.png", Some("01"), Some("02"), "Picture flow.png changes."),
            ("picture flow.png", None, Some("02"), "Picture flow.png is new."),
            ("picture flow.png", Some("01"), None, "Picture flow.png is gone."),
        ] {
            assert_eq!(said(what, before, after), sentence);
        }
    }

    #[test]
    fn an_approval_is_one_sentence() {
        let value = |key: &str, before: Option<&str>, after: Option<&str>| {
            Changed::of(format!("approval 2026-12-01 {key}"), before, after)
        };
        let both = |sides: fn(&'static str) -> (Option<&'static str>, Option<&'static str>)| -> Vec<Changed> {
            let keys = [("by", "Sam Sample"), ("version", "1.1"), ("hash", "0123456789abcdef")];
            keys.into_iter().filter_map(|(key, said)| value(key, sides(said).0, sides(said).1)).collect()
        };
        let text = |values: &[Changed]| -> Vec<String> {
            changed(values).into_iter().map(|line| line.iter().map(Inline::text).collect()).collect()
        };
        let comes = both(|said| (None, Some(said)));
        assert_eq!(text(&comes), ["Sam Sample approved version 1.1 on 1 December 2026."]);
        let goes = both(|said| (Some(said), None));
        assert_eq!(
            text(&goes),
            ["The approval of version 1.1 by Sam Sample on 1 December 2026 is taken out."]
        );
        // Two of one day, and one that is corrected.
        assert_eq!(text(&[comes.clone(), comes].concat()).len(), 2);
        let corrected: Vec<Changed> = value("version", Some("1.0"), Some("1.1")).into_iter().collect();
        assert_eq!(text(&corrected).len(), 1);
    }

    #[test]
    fn a_version_by_itself_and_one_that_goes_back_are_known() {
        let version = |before: &str, after: &str| -> Vec<Changed> {
            Changed::of("version", Some(before), Some(after)).into_iter().collect()
        };
        assert!(version_alone(&version("2.1", "2.2")).is_some() && version_alone(&[]).is_none());
        assert!(goes_back(&version("2.10", "2.9")) && !goes_back(&version("2.9", "2.10")));
    }
}
