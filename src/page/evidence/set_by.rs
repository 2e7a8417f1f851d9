//! Which commit last set each cited line: a table of commits, and ranges of lines that refer to it.

use std::collections::BTreeMap;

use crate::page::evidence::json::text;
use crate::picture::pen;
use crate::source::{CommitIndex, Recorded, RepoPath};

/// The lines that a page cites.
pub struct Cited<'a> {
    recorded: &'a Recorded,
    /// First and last line, in the order in which they were cited.
    lines: BTreeMap<RepoPath, Vec<(u32, u32)>>,
}

impl<'a> Cited<'a> {
    pub fn new(recorded: &'a Recorded) -> Cited<'a> {
        Cited { recorded, lines: BTreeMap::new() }
    }

    /// Nothing is kept where nothing is recorded: a large book without history pays nothing.
    pub fn add(&mut self, path: &RepoPath, from: u32, to: u32) {
        if self.recorded.files.is_empty() {
            return;
        }
        match self.lines.get_mut(path) {
            Some(lines) => lines.push((from, to)),
            None => {
                self.lines.insert(path.clone(), vec![(from, to)]);
            }
        }
    }

    /// Appends `"commits"` (id, author, instant) and `"set_by"` (path, and first line, last line, index into the commits).
    /// Nothing without a record.
    pub fn write(&self, json: &mut String) {
        let mut commits: Vec<CommitIndex> = Vec::new();
        let mut set_by = String::new();
        for (path, lines) in &self.lines {
            let found = commits_of(self.recorded, path, lines);
            if found.is_empty() {
                continue;
            }
            set_by.push_str(if set_by.is_empty() { "[" } else { ",[" });
            text(&mut set_by, path.as_str());
            for (at, (from, to, commit)) in found.into_iter().enumerate() {
                let index = commits.iter().position(|known| *known == commit).unwrap_or_else(|| {
                    commits.push(commit);
                    commits.len() - 1
                });
                set_by.push_str(if at == 0 { ",[[" } else { ",[" });
                for (part, number) in [from.into(), to.into(), index as u64].into_iter().enumerate() {
                    set_by.push_str(if part == 0 { "" } else { "," });
                    pen::whole(&mut set_by, number);
                }
                set_by.push(']');
            }
            set_by.push_str("]]");
        }
        if commits.is_empty() {
            return;
        }
        json.push_str(",\"commits\":[");
        for (at, commit) in commits.iter().filter_map(|at| self.recorded.commit(*at)).enumerate() {
            json.push_str(if at == 0 { "[" } else { ",[" });
            text(json, &commit.id);
            json.push(',');
            text(json, &commit.author);
            json.push(',');
            text(json, &commit.authored_at.to_string());
            json.push(']');
        }
        json.push_str("],\n\"set_by\":[");
        json.push_str(&set_by);
        json.push(']');
    }
}

/// Rising runs of cited lines with the commit that last set them; neighbours of one commit joined.
pub fn commits_of(
    recorded: &Recorded,
    path: &RepoPath,
    cited: &[(u32, u32)],
) -> Vec<(u32, u32, CommitIndex)> {
    let Some(file) = recorded.files.get(path.as_str()) else { return Vec::new() };
    let mut cited = cited.to_vec();
    cited.sort_unstable();
    let mut found: Vec<(u32, u32, CommitIndex)> = Vec::new();
    let mut runs = file.lines.iter();
    let (mut commit, mut end) = (None, 0_u32);
    let mut next = 1;
    for (from, to) in cited {
        // What an earlier range has told is not told again.
        for line in from.max(next)..=to {
            while line > end {
                let Some(run) = runs.next() else { return found };
                (commit, end) = (Some(run.commit), end + run.count);
            }
            let Some(commit) = commit else { return found };
            match found.last_mut() {
                Some(last) if last.1 + 1 == line && last.2 == commit => last.1 = line,
                _ => found.push((line, line, commit)),
            }
        }
        next = next.max(to + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileRecord, LineRun, RecordedCommit, Signature};

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
        let mut recorded =
            Recorded { commits: vec![commit("aa", "Ada"), commit("bb", "Bo")], ..Recorded::default() };
        let lines = vec![
            LineRun { commit: 0, count: 4 },
            LineRun { commit: 1, count: 2 },
            LineRun { commit: 0, count: 9 },
        ];
        recorded.files.insert("data/a.csv".to_owned(), FileRecord { lines, ..FileRecord::default() });
        let mut cited = Cited::new(&recorded);
        let path = RepoPath::new("data/a.csv");
        for (from, to) in [(6, 7), (3, 5), (5, 5), (40, 41)] {
            cited.add(&path, from, to);
        }
        cited.add(&RepoPath::new("data/b.csv"), 1, 1);
        let mut json = String::new();
        cited.write(&mut json);
        let instant = "1970-01-01T00:00:00Z";
        let commits = format!(",\"commits\":[[\"aa\",\"Ada\",\"{instant}\"],[\"bb\",\"Bo\",\"{instant}\"]]");
        assert_eq!(json, format!("{commits},\n\"set_by\":[[\"data/a.csv\",[[3,4,0],[5,6,1],[7,7,0]]]]"));
    }

    #[test]
    fn without_a_record_nothing_is_said() {
        let recorded = Recorded::default();
        let mut cited = Cited::new(&recorded);
        cited.add(&RepoPath::new("data/a.csv"), 1, 2);
        let mut json = String::new();
        cited.write(&mut json);
        assert_eq!(json, "");
    }
}
