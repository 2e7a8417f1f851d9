//! Diagnostics that appear, disappear and say otherwise. Matched by code, path and message, never by line: text above may move. One whose file, or whose
//! procedure, has another name, and says the same, is no change; one that says of the same things what has grown older is one change, not two.

use std::collections::BTreeMap;

use serde_json::json;

use super::section::{Change, Section, Weight};
use super::side::Side;
use super::sops::renamed;
use super::values::counted;
use crate::kit::beside::beside;
use crate::kit::diag::{Class, Code, Diagnostic, Diagnostics, Severity, plural};
use crate::kit::source::RepoPath;
use crate::kit::words::closed_list;
use crate::subject::text::piece::{Inline, ticked};

closed_list! {
    /// What happened to a diagnostic: of one that says otherwise more weeks may have passed; a waiver covers it now, or covered it before.
    Kind {
        Appears = "appears" "Appears",
        Disappears = "disappears" "Disappears",
        Reworded = "reworded" "Says otherwise",
        Waived = "waived" "Waived",
        NoLongerWaived = "no-longer-waived" "No longer waived",
    }
}

/// A diagnostic in the version that has it: before where it disappears, else after.
type Found<'a> = (Kind, &'a Diagnostic);

/// The section, and the diagnostics that are new, or that no waiver covers any more.
pub fn messages(base: Side<'_>, head: Side<'_>) -> (Section, Diagnostics) {
    let has = |side: Side<'_>, path: &RepoPath| side.snapshot.texts.contains_key(path);
    let is_renamed = |old: &RepoPath, new: &RepoPath| !has(head, old) && !has(base, new);
    let procedures: Vec<(String, String)> =
        base.sound().zip(head.sound()).map_or_else(Vec::new, |(before, after)| {
            let names = renamed(before, after).into_iter();
            names.map(|(old, new)| (format!("`{old}`"), format!("`{new}`"))).collect()
        });
    let mut list = found(base.diagnostics, head.diagnostics, is_renamed, &procedures);
    // Findings of a record that a defect hides neither come nor go: of a side that cannot be published only defects count.
    list.retain(|(kind, diagnostic)| match kind {
        _ if diagnostic.code.class == Class::Defect => true,
        Kind::Appears => base.report.is_some(),
        Kind::Disappears => head.report.is_some(),
        Kind::Reworded | Kind::Waived | Kind::NoLongerWaived => true,
    });
    let count = |kind: Kind| list.iter().filter(|(of, _)| *of == kind).count();
    let open = |kind: Kind, class: Class| {
        list.iter().filter(|(of, d)| *of == kind && d.code.class == class && d.waived_by.is_none()).count()
    };
    let told = |kind: Kind, one: &str, many: &str| {
        let some = counted(count(kind), one, many)?;
        let of_those = open(kind, Class::Defect);
        Some(if of_those > 0 { format!("{some} ({})", plural(of_those, "defect")) } else { some })
    };
    let gone = counted(count(Kind::Disappears), "message disappears", "messages disappear");
    let defects = counted(open(Kind::Appears, Class::Defect), "defect appears", "defects appear");
    let findings = counted(open(Kind::Appears, Class::Finding), "finding appears", "findings appear");
    let columns = [("Change", "tight"), ("Code", "tight"), ("Message", ""), ("Place", "")];
    let section = Section { id: "checks", ..Section::new("messages", "Checks", &columns) }
        .captioned("Messages of the checks")
        .with(list.iter().map(change))
        .saying([
            told(Kind::Appears, "message appears", "messages appear"),
            told(Kind::Disappears, "message disappears", "messages disappear"),
            counted(count(Kind::Reworded), "message says otherwise", "messages say otherwise"),
            counted(count(Kind::Waived), "message is waived now", "messages are waived now"),
            counted(count(Kind::NoLongerWaived), "waiver ends", "waivers end"),
        ])
        .heading(Weight::Defects, defects)
        .heading(Weight::Findings, findings)
        .heading(Weight::Alone, gone);
    let fresh = list.iter().filter(|(kind, _)| matches!(kind, Kind::Appears | Kind::NoLongerWaived));
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(fresh.map(|(_, diagnostic)| (*diagnostic).clone()));
    (section, diagnostics)
}

fn change((kind, diagnostic): &Found<'_>) -> Change {
    let is_waived = diagnostic.waived_by.is_some();
    let (tone, label) = match kind {
        Kind::Appears if is_waived => ("plain", "Appears, waived"),
        Kind::Appears => ("bad", kind.label()),
        Kind::Disappears => ("good", kind.label()),
        Kind::Reworded | Kind::Waived => ("plain", kind.label()),
        Kind::NoLongerWaived => ("near", kind.label()),
    };
    let (class, graded) = class(diagnostic.code);
    let (path, line) = (&diagnostic.place.path, diagnostic.place.line);
    let exact = json!({
        "change": kind.word(),
        "code": diagnostic.code.name,
        "class": class,
        "severity": diagnostic.code.severity.word(),
        "path": path.as_str(),
        "line": line,
        "message": diagnostic.message,
        "waived": is_waived,
    });
    let row = [
        Inline::chip(tone, label).into(),
        vec![Inline::code(diagnostic.code.name), Inline::quiet(graded).led_by(" ")].into(),
        ticked(&diagnostic.message).into(),
        Inline::place(format!("{path}:{line}"), None).into(),
    ];
    Change::new(exact, row)
}

/// The word in documents, and that of the page.
fn class(code: &Code) -> (&'static str, &'static str) {
    match (code.class, code.severity) {
        (Class::Defect, _) => ("defect", "defect"),
        (Class::Finding, Severity::Error) => ("finding", "finding, error"),
        (Class::Finding, Severity::Warning) => ("finding", "finding, warning"),
    }
}

/// In order of kind, path, line and code. `is_renamed`: whether the one path is no more, and the other one new; `procedures`: former and
/// new names of procedures, as messages have them.
fn found<'a>(
    before: &'a Diagnostics,
    after: &'a Diagnostics,
    is_renamed: impl Fn(&RepoPath, &RepoPath) -> bool,
    procedures: &[(String, String)],
) -> Vec<Found<'a>> {
    let (mut found, mut gone, mut fresh) = (Vec::new(), Vec::new(), Vec::new());
    for (_, olds, news) in beside(by_key(before), by_key(after)) {
        let (mut olds, mut news) = (olds.unwrap_or_default(), news.unwrap_or_default());
        // Equal ones pair off first, so that one newly waived among several is seen.
        news.retain(|diagnostic| {
            take(&mut olds, |old| old.waived_by.is_some() == diagnostic.waived_by.is_some()).is_none()
        });
        for diagnostic in news {
            match (take(&mut olds, |_| true), &diagnostic.waived_by) {
                (None, _) => fresh.push(diagnostic),
                (Some(_), Some(_)) => found.push((Kind::Waived, diagnostic)),
                (Some(_), None) => found.push((Kind::NoLongerWaived, diagnostic)),
            }
        }
        gone.extend(olds);
    }
    let same_waiver = |old: &Diagnostic, new: &Diagnostic| old.waived_by.is_some() == new.waived_by.is_some();
    let named_now = |message: &str| {
        procedures.iter().fold(message.to_owned(), |said, (old, new)| said.replace(old.as_str(), new))
    };
    fresh.retain(|new| {
        let stands = |old: &RepoPath| *old == new.place.path || is_renamed(old, &new.place.path);
        let moved = |old: &Diagnostic| {
            old.code.name == new.code.name
                && same_waiver(old, new)
                && stands(&old.place.path)
                && (old.message == new.message || named_now(&old.message) == new.message)
        };
        take(&mut gone, moved).is_none()
    });
    for new in fresh {
        let is_it = |old: &Diagnostic| {
            old.code.name == new.code.name
                && old.place.path == new.place.path
                && same_waiver(old, new)
                && says_alike(&named_now(&old.message), &new.message)
        };
        let kind = if take(&mut gone, is_it).is_some() { Kind::Reworded } else { Kind::Appears };
        found.push((kind, new));
    }
    found.extend(gone.into_iter().map(|diagnostic| (Kind::Disappears, diagnostic)));
    found.sort_by_key(|(kind, d)| {
        (*kind, d.place.path.as_str(), d.place.line, d.code.name, d.message.as_str())
    });
    found
}

/// Whether two messages are of the same things: the names between their backticks are the same, and three of four of their other words, those with a
/// digit left out.
fn says_alike(one: &str, other: &str) -> bool {
    let names = |text: &'_ str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let words = |text: &str| {
        let outside = text.split('`').step_by(2).flat_map(str::split_whitespace);
        let plain = outside.filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()));
        plain.map(|word| word.trim_matches(',').to_owned()).collect::<Vec<_>>()
    };
    let (one_words, mut other_words) = (words(one), words(other));
    let all = one_words.len() + other_words.len();
    let common = one_words.iter().filter(|word| {
        let at = other_words.iter().position(|other| other == *word);
        at.map(|at| other_words.swap_remove(at)).is_some()
    });
    names(one) == names(other) && 8 * common.count() >= 3 * all
}

fn by_key(diagnostics: &Diagnostics) -> BTreeMap<(&str, &str, &str), Vec<&Diagnostic>> {
    let mut map: BTreeMap<_, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics.iter() {
        let key = (diagnostic.code.name, diagnostic.place.path.as_str(), diagnostic.message.as_str());
        map.entry(key).or_default().push(diagnostic);
    }
    map
}

fn take<'a>(list: &mut Vec<&'a Diagnostic>, which: impl Fn(&Diagnostic) -> bool) -> Option<&'a Diagnostic> {
    let at = list.iter().position(|diagnostic| which(diagnostic))?;
    Some(list.remove(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::diag::codes::{ACTION_OVERDUE, SOP_PAST_REVIEW};
    use crate::kit::source::Text;

    fn text() -> Text {
        Text::new(RepoPath::new("data/a.toml"), "one\ntwo\nthree\n")
    }

    fn at(offset: usize, message: &str) -> Diagnostic {
        Diagnostic::new(&ACTION_OVERDUE, text().place(offset..offset + 1), message)
    }

    fn all(list: Vec<Diagnostic>) -> Diagnostics {
        let mut all = Diagnostics::default();
        all.extend(list);
        all
    }

    fn kinds(before: Vec<Diagnostic>, after: Vec<Diagnostic>) -> Vec<(Kind, u32)> {
        let (before, after) = (all(before), all(after));
        let procedures = [("`guide`".to_owned(), "`labelling`".to_owned())];
        found(&before, &after, |old, new| old.stem() == "a" && new.stem() == "b", &procedures)
            .iter()
            .map(|(kind, diagnostic)| (*kind, diagnostic.place.line))
            .collect()
    }

    #[test]
    fn a_moved_line_is_no_change_and_another_message_is_two() {
        assert!(kinds(vec![at(0, "late")], vec![at(8, "late")]).is_empty());
        let two = kinds(vec![at(0, "late")], vec![at(4, "later")]);
        assert_eq!(two, [(Kind::Appears, 2), (Kind::Disappears, 1)]);
        let other = Diagnostic::new(&SOP_PAST_REVIEW, text().place(0..1), "late");
        assert_eq!(kinds(vec![at(0, "late")], vec![other]).len(), 2, "another code is another diagnostic");
    }

    #[test]
    fn a_run_that_grew_is_one_change_and_a_renamed_file_none() {
        let before =
            "service level `a/b` was missed contract-wide in 2026-W43 and 2026-W44 and no plan answers it";
        let after = "service level `a/b` was missed contract-wide in 5 windows, 2026-W43 to 2026-W47, and no plan answers it";
        assert_eq!(kinds(vec![at(0, before)], vec![at(4, after)]), [(Kind::Reworded, 2)]);
        let another = after.replace("a/b", "a/c");
        assert_eq!(kinds(vec![at(0, before)], vec![at(4, &another)]).len(), 2, "of another service level");
        let renamed = Text::new(RepoPath::new("data/b.toml"), "one\n");
        let moved = Diagnostic::new(&ACTION_OVERDUE, renamed.place(0..1), "late");
        assert!(kinds(vec![at(0, "late")], vec![moved.clone()]).is_empty());
        assert_eq!(kinds(vec![moved], vec![at(0, "late")]).len(), 2, "both files are there");
    }

    #[test]
    fn a_finding_of_a_renamed_procedure_neither_comes_nor_goes() {
        let said = |id: &str| format!("91 acknowledgements of SOP `{id}` are void");
        assert!(kinds(vec![at(0, &said("guide"))], vec![at(4, &said("labelling"))]).is_empty());
        assert_eq!(kinds(vec![at(0, &said("other"))], vec![at(4, &said("labelling"))]).len(), 2);
        let more = said("labelling").replace("91", "92");
        assert_eq!(kinds(vec![at(0, &said("guide"))], vec![at(4, &more)]), [(Kind::Reworded, 2)]);
    }

    #[test]
    fn of_two_alike_only_the_one_that_goes_is_told() {
        let once = kinds(vec![at(0, "late"), at(4, "late")], vec![at(8, "late")]);
        assert_eq!(once, [(Kind::Disappears, 2)]);
    }

    #[test]
    fn a_waiver_is_told_as_one() {
        let mut waived = at(0, "late");
        waived.waived_by = Some(text().place(0..1));
        assert_eq!(kinds(vec![at(0, "late")], vec![waived.clone()]), [(Kind::Waived, 1)]);
        assert_eq!(kinds(vec![waived], vec![at(0, "late")]), [(Kind::NoLongerWaived, 1)]);
    }
}
