//! The file `evidence.json` beside a page: its figures, and the commits that last set what they cite.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::evidence::figure::FigureEntry;
use crate::evidence::set_by::commits_of;
use crate::period::Period;
use crate::source::{CommitIndex, Place, Recorded, RepoPath};

/// Version of the document inside a file that leaves the site: every figure says all of itself.
const FORMAT: u32 = 1;

/// The evidence of a page, or of a file that leaves the site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Document {
    format: u32,
    /// Its path below the site's root.
    pub(super) page: String,
    pub(super) as_of: String,
    pub(super) week: String,
    /// Whole id of the commit whose files are cited; `None` where they are not exactly a commit's.
    pub(super) commit: Option<String>,
    pub figures: Vec<FigureEntry>,
    /// Id, author and instant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) commits: Vec<(String, String, String)>,
    /// Of each cited file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) set_by: Vec<(RepoPath, Vec<SetBy>)>,
    /// Of each cited file whose rows an engine gave.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) pulled: Vec<(RepoPath, Vec<PulledBy>)>,
    /// Of the page of restatements: what each commit's did to the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effects: Option<serde_json::Value>,
}

/// First and last line, and the index into the commits.
pub(super) type SetBy = (u32, u32, usize);

/// First and last line, and the file and line that say how they were pulled.
pub(super) type PulledBy = (u32, u32, RepoPath, u32);

impl Document {
    /// Of the page or file at a path below the site's root, without figures so far: the date and week that its report speaks for, and the
    /// whole id of the commit whose files are cited, where they are exactly a commit's.
    pub fn new(page: &str, as_of: Date, week: Period, commit: Option<&str>) -> Document {
        Document {
            format: FORMAT,
            page: page.to_owned(),
            as_of: as_of.to_string(),
            week: week.to_string(),
            commit: commit.map(ToOwned::to_owned),
            ..Document::default()
        }
    }

    /// Its path below the site's root.
    pub fn page(&self) -> &str {
        &self.page
    }

    /// Names how the lines that the figures cite were pulled: `of` gives that of ranges of lines of a file.
    pub fn pulled(&mut self, of: impl Fn(&RepoPath, &[(u32, u32)]) -> Vec<(u32, u32, Place)>) {
        for (path, lines) in self.cited() {
            let found =
                of(&path, &lines).into_iter().map(|(from, to, place)| (from, to, place.path, place.line));
            let found: Vec<PulledBy> = found.collect();
            if !found.is_empty() {
                self.pulled.push((path, found));
            }
        }
    }

    /// Ranges of lines by file.
    fn cited(&self) -> BTreeMap<RepoPath, Vec<(u32, u32)>> {
        let mut cited: BTreeMap<RepoPath, Vec<(u32, u32)>> = BTreeMap::new();
        for figure in &self.figures {
            figure.cited(&mut |path, from, to| match cited.get_mut(path) {
                Some(lines) => lines.push((from, to)),
                None => drop(cited.insert(path.clone(), vec![(from, to)])),
            });
        }
        cited
    }

    /// Names the commits that last set the lines that the figures cite, where git recorded it.
    pub fn set_by(&mut self, recorded: &Recorded) {
        // A large book without history pays nothing.
        let cited = if recorded.files.is_empty() { BTreeMap::new() } else { self.cited() };
        let mut commits: Vec<CommitIndex> = Vec::new();
        for (path, lines) in cited {
            let found = commits_of(recorded, &path, &lines).into_iter().map(|(from, to, commit)| {
                let index = commits.iter().position(|known| *known == commit).unwrap_or_else(|| {
                    commits.push(commit);
                    commits.len() - 1
                });
                (from, to, index)
            });
            let found: Vec<_> = found.collect();
            if !found.is_empty() {
                self.set_by.push((path, found));
            }
        }
        let commits = commits.into_iter().filter_map(|at| recorded.commit(at));
        self.commits =
            commits.map(|of| (of.id.clone(), of.author.clone(), of.authored_at.to_string())).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::figure::Exact;
    use crate::number::{Decimal, Quotient};
    use crate::numbered::FigureNumber;
    use crate::source::{FileRecord, LineRun, RecordedCommit, Recording, Signature};

    fn commit(id: &str, author: &str) -> RecordedCommit {
        RecordedCommit {
            id: id.to_owned(),
            parents: Vec::new(),
            author: author.to_owned(),
            author_email: String::new(),
            authored_at: jiff::Timestamp::UNIX_EPOCH,
            committed_at: jiff::Timestamp::UNIX_EPOCH,
            subject: String::new(),
            body: String::new(),
            trailers: Vec::new(),
            signature: Signature::None,
        }
    }

    #[test]
    fn each_cited_line_names_the_commit_that_set_it() {
        let mut recorded = Recorded::from(Recording {
            commits: vec![commit("aa", "Ada"), commit("bb", "Bo")],
            ..Recording::default()
        });
        let lines = vec![
            LineRun { commit: 0, count: 4 },
            LineRun { commit: 1, count: 2 },
            LineRun { commit: 0, count: 9 },
        ];
        recorded
            .files
            .insert("data/a.csv".to_owned(), FileRecord { lines_of_head: lines, ..FileRecord::default() });
        let mut figure = FigureEntry::new(
            FigureNumber::after(0),
            "1",
            Exact { near: Quotient::from(Decimal::from_int(1)), beyond: None },
            "count",
        );
        let path = RepoPath::new("data/a.csv");
        let lines = [(6, 7), (3, 5), (5, 5), (40, 41)].map(|(from, to)| (path.clone(), from, to));
        figure.rows = Some(lines.into_iter().chain([(RepoPath::new("data/b.csv"), 1, 1)]).collect());
        let mut document = Document::default();
        document.figures.push(figure);
        document.set_by(&Recorded::default());
        assert!(document.commits.is_empty() && document.set_by.is_empty(), "nothing was recorded");
        document.set_by(&recorded);
        let instant = "1970-01-01T00:00:00Z".to_owned();
        let commit = |id: &str, author: &str| (id.to_owned(), author.to_owned(), instant.clone());
        assert_eq!(document.commits, [commit("aa", "Ada"), commit("bb", "Bo")]);
        assert_eq!(document.set_by, [(path, vec![(3, 4, 0), (5, 6, 1), (7, 7, 0)])]);
        let mut document = Document { figures: document.figures, ..Document::default() };
        recorded.differing.insert("data/a.csv".to_owned());
        document.set_by(&recorded);
        assert!(document.set_by.is_empty(), "its lines are not those that were recorded");
    }
}
