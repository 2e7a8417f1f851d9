//! One message about one place, and the collection every step adds to.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::codes::{self, Class, Code, Severity};
use super::wording::plural;
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
    /// The id that it speaks of, where one cause can be seen in many places; else empty.
    pub about: String,
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
            about: String::new(),
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

    /// What it is about, where other places can say the same: see [`Diagnostics::gather`].
    pub fn about(mut self, id: &str) -> Self {
        id.clone_into(&mut self.about);
        self
    }

    pub fn severity(&self) -> Severity {
        self.code.severity
    }
}

/// Places beside the first that one message names.
const MOST_PLACES: usize = 4;

/// Messages that are reported of one file. Nobody reads more, and a file can be made to have a million.
pub const MOST_MESSAGES: usize = 1_000;

/// All messages of a run. Sorted once, by path, place, code and message, when they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    waiting: Vec<Diagnostic>,
    waits_for: BTreeSet<RepoPath>,
}

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(others);
    }

    /// Keeps back a finding that rests on rows of a file with defects: it would count what was left out.
    pub fn wait(&mut self, finding: Diagnostic, file: RepoPath) {
        self.waiting.push(finding);
        self.waits_for.insert(file);
    }

    /// Findings that wait until the rows they rest on are mended.
    pub fn waiting(&self) -> &[Diagnostic] {
        &self.waiting
    }

    /// The files of those rows.
    pub fn waits_for(&self) -> impl Iterator<Item = &RepoPath> {
        self.waits_for.iter()
    }

    /// Without those that `is_kept` does not want to see; what waits is as it was.
    pub fn only(&self, is_kept: impl Fn(&Diagnostic) -> bool) -> Diagnostics {
        let list = self.list.iter().filter(|one| is_kept(one)).cloned().collect();
        Diagnostics { list, ..self.clone() }
    }

    /// Makes one message of defects with one cause: an id that is named in several places and is not there. The first place tells, and
    /// names the others. Sorts.
    pub fn gather(&mut self) {
        self.sort();
        let mut gathered: Vec<Diagnostic> = Vec::with_capacity(self.list.len());
        let mut first_of: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
        let mut others: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for one in std::mem::take(&mut self.list) {
            if one.about.is_empty() || one.code.class != Class::Defect {
                gathered.push(one);
                continue;
            }
            match first_of.entry((one.code.name, one.about.clone())) {
                Entry::Occupied(first) => others.entry(*first.get()).or_default().push(one.place),
                Entry::Vacant(first) => {
                    first.insert(gathered.len());
                    gathered.push(one);
                }
            }
        }
        for (at, places) in others {
            let message = &mut gathered[at].message;
            let name = if places.len() == 1 { "names" } else { "name" };
            *message = format!("{message}; {} {name} it", plural(places.len(), "more place"));
            let shown = places.into_iter().take(MOST_PLACES).map(|place| (place, "here too".to_owned()));
            gathered[at].related.extend(shown);
        }
        self.list = gathered;
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
    fn adoption_10_one_cause_in_many_places_is_one_message() {
        let at = |path: &str| Diagnostic::of_file(&codes::UNKNOWN_VENDOR, RepoPath::new(path), "named");
        let mut all = Diagnostics::default();
        for path in ["data/c.toml", "data/a.toml", "data/b.toml"] {
            all.push(at(path).about("acme"));
        }
        all.push(at("data/d.toml").about("borealis"));
        all.push(at("data/d.toml"));
        all.gather();
        let told: Vec<(&str, &str, usize)> = all
            .iter()
            .map(|one| (one.place.path.as_str(), one.message.as_str(), one.related.len()))
            .collect();
        let expected = [
            ("data/a.toml", "named; 2 more places name it", 2),
            ("data/d.toml", "named", 0),
            ("data/d.toml", "named", 0),
        ];
        assert_eq!(told, expected);
    }

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
