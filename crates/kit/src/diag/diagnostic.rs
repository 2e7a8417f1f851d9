//! One message about one place, and the collection every step adds to.

use super::codes::{self, Class, Code, Severity};
use crate::source::{Place, RepoPath, Span};

/// What is wrong, where, and what to do. `message` and `label` are facts in lower case without a full stop;
/// `help` is one imperative sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: &'static Code,
    pub place: Place,
    /// What was found.
    pub message: String,
    /// What is allowed, beside the place; may be empty.
    pub label: String,
    /// One imperative sentence; may be empty.
    pub help: String,
    /// Further places that belong to it, each with its label (the first of two duplicate rows).
    pub related: Vec<(Place, String)>,
    /// Set when a waiver covers it: the waiver's place.
    pub waived_by: Option<Place>,
}

impl Diagnostic {
    pub fn new(code: &'static Code, place: Place, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            place,
            message: message.into(),
            label: String::new(),
            help: String::new(),
            related: Vec::new(),
            waived_by: None,
        }
    }

    /// A diagnostic about a file as a whole, such as one that is missing.
    pub fn of_file(code: &'static Code, path: RepoPath, message: impl Into<String>) -> Self {
        Diagnostic::new(code, Place { path, line: 1, column: 1, span: Span::new(0, 0) }, message)
    }

    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    pub fn severity(&self) -> Severity {
        self.code.severity
    }
}

/// Messages that are reported of one file. Nobody reads more, and a file can be made to have a million.
pub const MOST_MESSAGES: usize = 1_000;

/// All messages of a run. Sorted once, by path, place, code and message, when they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(others);
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.list.iter_mut()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Order of every output. Equal messages at one place are reported once.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| {
            (&a.place.path, a.place.span, a.code.name, &a.message).cmp(&(
                &b.place.path,
                b.place.span,
                b.code.name,
                &b.message,
            ))
        });
        self.list.dedup();
    }

    /// Keeps of each file the messages that come first, [`MOST_MESSAGES`] of them, and says of the file that there are more. Sorts.
    pub fn bound(&mut self) {
        self.sort();
        let mut kept = Vec::with_capacity(self.list.len());
        let list = std::mem::take(&mut self.list);
        for of_file in list.chunk_by(|one, next| one.place.path == next.place.path) {
            // Bound twice, it stays as it is.
            let (said, messages): (Vec<_>, Vec<_>) =
                of_file.iter().partition(|one| one.code == &codes::TOO_MUCH);
            kept.extend(said.into_iter().chain(messages.iter().take(MOST_MESSAGES).copied()).cloned());
            if messages.len() > MOST_MESSAGES {
                let message = format!("the file has more than {MOST_MESSAGES} messages");
                kept.push(
                    Diagnostic::of_file(&codes::TOO_MUCH, of_file[0].place.path.clone(), message)
                        .label("the first of them are told; the others are of this file too")
                        .help("mend what is told, and check again"),
                );
            }
        }
        self.list = kept;
        self.sort();
    }

    /// Defects that no waiver covers: what blocks publishing.
    pub fn defects(&self) -> usize {
        self.unwaived(|d| d.code.class == Class::Defect)
    }

    pub fn findings(&self) -> usize {
        self.unwaived(|d| d.code.class == Class::Finding)
    }

    pub fn errors(&self) -> usize {
        self.unwaived(|d| d.severity() == Severity::Error)
    }

    /// Findings of the severity of an error, such as a breach without a plan.
    pub fn serious(&self) -> usize {
        self.unwaived(|d| d.code.class == Class::Finding && d.severity() == Severity::Error)
    }

    pub fn warnings(&self) -> usize {
        self.unwaived(|d| d.severity() == Severity::Warning)
    }

    pub fn waived(&self) -> usize {
        self.list.iter().filter(|d| d.waived_by.is_some()).count()
    }

    fn unwaived(&self, which: impl Fn(&Diagnostic) -> bool) -> usize {
        self.list.iter().filter(|d| d.waived_by.is_none() && which(d)).count()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn robustness_8_a_file_has_so_many_messages_and_one_says_that_there_are_more() {
        let mut all = Diagnostics::default();
        let place = |path: &str, at: usize| Place {
            path: RepoPath::new(path),
            line: u32::try_from(at).unwrap_or(u32::MAX),
            column: 1,
            span: Span::new(at, at + 1),
        };
        for at in 1..=64_000 {
            all.push(Diagnostic::new(&codes::UNKNOWN_KEY, place("data/b.toml", at), "unknown"));
        }
        all.push(Diagnostic::new(&codes::UNKNOWN_KEY, place("data/a.toml", 1), "unknown"));
        for _ in 0..2 {
            all.bound();
            assert_eq!(all.len(), 1 + MOST_MESSAGES + 1);
            let more = all.iter().filter(|one| one.code == &codes::TOO_MUCH).collect::<Vec<_>>();
            assert_eq!(more.len(), 1);
            assert_eq!((more[0].place.path.as_str(), more[0].place.line), ("data/b.toml", 1));
        }
        assert!(all.iter().all(|one| one.place.line <= 1_000), "the first are told");
    }
}
