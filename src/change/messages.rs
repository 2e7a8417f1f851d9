//! Diagnostics that appear and disappear. Matched by code, path and message, never by line: text above may move.

use std::collections::BTreeMap;

use crate::kit::diag::{Code, Diagnostic, Diagnostics};

/// What happened to a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageKind {
    Appears,
    Disappears,
    /// A waiver covers it now.
    Waived,
    /// A waiver covered it before.
    NoLongerWaived,
}

impl MessageKind {
    pub fn word(self) -> &'static str {
        match self {
            MessageKind::Appears => "appears",
            MessageKind::Disappears => "disappears",
            MessageKind::Waived => "waived",
            MessageKind::NoLongerWaived => "no-longer-waived",
        }
    }
}

#[derive(Clone, Debug)]
pub struct MessageChange {
    pub kind: MessageKind,
    pub code: &'static Code,
    pub path: String,
    /// 1-based, in the version that has it: before for one that disappears, else after.
    pub line: u32,
    pub message: String,
    /// A waiver covers it where it stands.
    pub is_waived: bool,
    /// Whole, with every place.
    pub diagnostic: Diagnostic,
}

/// In order of kind, path, line and code.
pub fn messages(before: &Diagnostics, after: &Diagnostics) -> Vec<MessageChange> {
    let (mut old, new) = (by_key(before), by_key(after));
    let mut changes = Vec::new();
    for (key, mut news) in new {
        let mut olds = old.remove(&key).unwrap_or_default();
        // Equal ones pair off first, so that one newly waived among several is seen.
        news.retain(|diagnostic| {
            take(&mut olds, |o| o.waived_by.is_some() == diagnostic.waived_by.is_some()).is_none()
        });
        for diagnostic in news {
            let kind = match (take(&mut olds, |_| true), &diagnostic.waived_by) {
                (None, _) => MessageKind::Appears,
                (Some(_), Some(_)) => MessageKind::Waived,
                (Some(_), None) => MessageKind::NoLongerWaived,
            };
            changes.push(change(kind, diagnostic));
        }
        changes.extend(olds.into_iter().map(|diagnostic| change(MessageKind::Disappears, diagnostic)));
    }
    changes.extend(old.into_values().flatten().map(|diagnostic| change(MessageKind::Disappears, diagnostic)));
    changes.sort_by(|a, b| {
        (a.kind, &a.path, a.line, a.code.name, &a.message).cmp(&(
            b.kind,
            &b.path,
            b.line,
            b.code.name,
            &b.message,
        ))
    });
    changes
}

type Key<'a> = (&'a str, &'a str, &'a str);

fn by_key(diagnostics: &Diagnostics) -> BTreeMap<Key<'_>, Vec<&Diagnostic>> {
    let mut map: BTreeMap<Key<'_>, Vec<&Diagnostic>> = BTreeMap::new();
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

fn change(kind: MessageKind, diagnostic: &Diagnostic) -> MessageChange {
    MessageChange {
        kind,
        code: diagnostic.code,
        path: diagnostic.place.path.to_string(),
        line: diagnostic.place.line,
        message: diagnostic.message.clone(),
        is_waived: diagnostic.waived_by.is_some(),
        diagnostic: diagnostic.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::diag::codes::{ACTION_OVERDUE, SOP_PAST_REVIEW};
    use crate::kit::source::{RepoPath, Text};

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

    fn kinds(before: Vec<Diagnostic>, after: Vec<Diagnostic>) -> Vec<(MessageKind, u32)> {
        messages(&all(before), &all(after)).iter().map(|change| (change.kind, change.line)).collect()
    }

    #[test]
    fn a_moved_line_is_no_change_and_another_message_is_two() {
        assert!(kinds(vec![at(0, "late")], vec![at(8, "late")]).is_empty());
        let two = kinds(vec![at(0, "late")], vec![at(4, "later")]);
        assert_eq!(two, [(MessageKind::Appears, 2), (MessageKind::Disappears, 1)]);
        let other = Diagnostic::new(&SOP_PAST_REVIEW, text().place(0..1), "late");
        assert_eq!(kinds(vec![at(0, "late")], vec![other]).len(), 2, "another code is another diagnostic");
    }

    #[test]
    fn of_two_alike_only_the_one_that_goes_is_told() {
        let once = kinds(vec![at(0, "late"), at(4, "late")], vec![at(8, "late")]);
        assert_eq!(once, [(MessageKind::Disappears, 2)]);
    }

    #[test]
    fn a_waiver_is_told_as_one() {
        let mut waived = at(0, "late");
        waived.waived_by = Some(text().place(0..1));
        assert_eq!(kinds(vec![at(0, "late")], vec![waived.clone()]), [(MessageKind::Waived, 1)]);
        assert_eq!(kinds(vec![waived], vec![at(0, "late")]), [(MessageKind::NoLongerWaived, 1)]);
    }
}
