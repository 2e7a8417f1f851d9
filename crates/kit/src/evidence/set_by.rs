//! Which commit last set each cited line.

use crate::source::{CommitIndex, Recorded, RepoPath};

/// Rising runs of cited lines with the commit that last set them; neighbours of one commit joined.
pub fn commits_of(
    recorded: &Recorded,
    path: &RepoPath,
    cited: &[(u32, u32)],
) -> Vec<(u32, u32, CommitIndex)> {
    let mut cited = cited.to_vec();
    cited.sort_unstable();
    let mut found: Vec<(u32, u32, CommitIndex)> = Vec::new();
    let mut runs = recorded.lines(path.as_str()).iter();
    let (mut commit, mut end) = (None, 0_u32);
    let mut next = 1;
    for (from, to) in cited {
        // What an earlier range has named is not named again.
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
