//! Which file that came is which file that went. As git does it: the same bytes first, then at least half of them in common,
//! counted by lines. Not left to gix, whose tracker asks the attributes of the working tree: the same commit would tell another story
//! elsewhere.

use std::collections::{HashMap, VecDeque};

/// More pairs than this are not compared by content; the same bytes are found all the same.
const MOST_PAIRS: usize = 160_000;

/// A file that came or went.
pub(super) struct Candidate<'a, Id> {
    pub path: &'a str,
    pub id: Id,
}

/// For each of `came`, in its order, the index into `went` of the file it was. Both are sorted by path; no file is taken twice.
/// `read` gives a file's bytes.
///
/// # Errors
/// Those of `read`.
pub(super) fn renames<Id: Copy + Eq + std::hash::Hash, E>(
    went: &[Candidate<'_, Id>],
    came: &[Candidate<'_, Id>],
    read: impl Fn(Id) -> Result<Vec<u8>, E>,
) -> Result<Vec<Option<usize>>, E> {
    let mut from = same_bytes(went, came);
    let mut taken = vec![false; went.len()];
    from.iter().flatten().for_each(|&at: &usize| taken[at] = true);
    let open_went: Vec<usize> = (0..went.len()).filter(|&at| !taken[at]).collect();
    let open_came: Vec<usize> = (0..came.len()).filter(|&at| from[at].is_none()).collect();
    if open_went.is_empty() || open_came.is_empty() || open_went.len() * open_came.len() > MOST_PAIRS {
        return Ok(from);
    }
    let counted = |list: &[Candidate<'_, Id>], open: &[usize]| {
        open.iter().map(|&at| read(list[at].id).map(Lines::of)).collect::<Result<Vec<Lines>, E>>()
    };
    let (old, new) = (counted(went, &open_went)?, counted(came, &open_came)?);
    let mut pairs = Vec::new();
    for (new, &to) in new.iter().zip(&open_came) {
        for (old, &source) in old.iter().zip(&open_went) {
            let share = old.shared_per_mille(new);
            if share >= 500 {
                pairs.push((share, name(went[source].path) == name(came[to].path), to, source));
            }
        }
    }
    // The most alike first, then those of the same name, then by path.
    pairs.sort_unstable_by(|a, b| (b.0, b.1, a.2, a.3).cmp(&(a.0, a.1, b.2, b.3)));
    for (_, _, to, source) in pairs {
        if from[to].is_none() && !taken[source] {
            from[to] = Some(source);
            taken[source] = true;
        }
    }
    Ok(from)
}

/// Pairs of the same content; among several those of the same file name, then the first by path. Empty files are alike by
/// accident: their id is not looked at here, and no line of theirs is shared.
fn same_bytes<Id: Copy + Eq + std::hash::Hash>(
    went: &[Candidate<'_, Id>],
    came: &[Candidate<'_, Id>],
) -> Vec<Option<usize>> {
    let mut by_name: HashMap<(Id, &str), VecDeque<usize>> = HashMap::new();
    let mut by_id: HashMap<Id, VecDeque<usize>> = HashMap::new();
    for (at, candidate) in went.iter().enumerate() {
        by_name.entry((candidate.id, name(candidate.path))).or_default().push_back(at);
        by_id.entry(candidate.id).or_default().push_back(at);
    }
    let mut taken = vec![false; went.len()];
    let mut first = |sources: Option<&mut VecDeque<usize>>| {
        let sources = sources?;
        // What was taken by its name still stands in the list of its content.
        while let Some(at) = sources.pop_front() {
            if !std::mem::replace(&mut taken[at], true) {
                return Some(at);
            }
        }
        None
    };
    let mut from: Vec<Option<usize>> =
        came.iter().map(|candidate| first(by_name.get_mut(&(candidate.id, name(candidate.path))))).collect();
    for (candidate, from) in came.iter().zip(&mut from).filter(|(_, from)| from.is_none()) {
        *from = first(by_id.get_mut(&candidate.id));
    }
    from
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A file as the bytes of each of its distinct lines.
struct Lines {
    bytes: usize,
    by_line: HashMap<Vec<u8>, usize>,
}

impl Lines {
    fn of(content: Vec<u8>) -> Lines {
        let mut by_line: HashMap<Vec<u8>, usize> = HashMap::new();
        for line in content.split_inclusive(|&byte| byte == b'\n') {
            *by_line.entry(line.to_vec()).or_default() += line.len();
        }
        Lines { bytes: content.len(), by_line }
    }

    /// Bytes in lines of both, in thousandths of the larger, rounded down.
    fn shared_per_mille(&self, other: &Lines) -> usize {
        let larger = self.bytes.max(other.bytes);
        if larger == 0 || self.bytes.min(other.bytes) * 1000 / larger < 500 {
            return 0;
        }
        let shared: usize = self
            .by_line
            .iter()
            .map(|(line, &bytes)| other.by_line.get(line).map_or(0, |&others| bytes.min(others)))
            .sum();
        shared * 1000 / larger
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type File = (&'static str, &'static str);

    fn found(went: &[File], came: &[File]) -> Vec<Option<usize>> {
        let candidates = |files: &[File]| -> Vec<Candidate<'static, &'static str>> {
            files.iter().map(|&(path, content)| Candidate { path, id: content }).collect()
        };
        let read = |content: &str| Ok::<_, ()>(content.as_bytes().to_vec());
        renames(&candidates(went), &candidates(came), read).expect("no disk")
    }

    #[test]
    fn the_same_bytes_come_first_and_the_same_name_before_another() {
        assert_eq!(found(&[("a", "x\n"), ("b", "y\n")], &[("c", "y\n"), ("d", "x\n")]), [Some(1), Some(0)]);
        assert_eq!(found(&[("a/one", "x\n"), ("a/two", "x\n")], &[("b/two", "x\n")]), [Some(1)]);
        assert_eq!(found(&[("a", "x\n")], &[("b", "x\n"), ("c", "x\n")]), [Some(0), None]);
    }

    #[test]
    fn half_is_enough_and_less_is_not() {
        let went = [("a", "one\ntwo\nsix\nten\n")];
        assert_eq!(found(&went, &[("b", "one\ntwo\nnil\nnix\n")]), [Some(0)]);
        assert_eq!(found(&went, &[("b", "one\nnon\nnil\nnix\n")]), [None]);
        let two = [("b", "one\ntwo\nnil\nnix\n"), ("c", "one\ntwo\nsix\nnix\n")];
        assert_eq!(found(&went, &two), [None, Some(0)], "the most alike");
    }

    #[test]
    fn robustness_8_forty_thousand_equal_files_take_no_longer_than_their_number() {
        let paths: Vec<(String, String)> =
            (0..40_000).map(|at| (format!("a/{at:05}"), format!("b/{:05}", 39_999 - at))).collect();
        let went: Vec<_> = paths.iter().map(|(path, _)| Candidate { path, id: 1 }).collect();
        let mut came: Vec<_> = paths.iter().map(|(_, path)| Candidate { path, id: 1 }).collect();
        came.sort_by(|a, b| a.path.cmp(b.path));
        let found = renames(&went, &came, |_| Ok::<_, ()>(Vec::new())).expect("no disk");
        assert_eq!(found, (0..40_000).map(Some).collect::<Vec<_>>(), "each by its name");
        let other: Vec<String> = (0..40_000).map(|at| format!("c/x{at:05}")).collect();
        let came: Vec<_> = other.iter().map(|path| Candidate { path, id: 1 }).collect();
        let found = renames(&went, &came, |_| Ok::<_, ()>(Vec::new())).expect("no disk");
        assert_eq!(found, (0..40_000).map(Some).collect::<Vec<_>>(), "else in order of path");
    }

    #[test]
    fn empty_files_have_nothing_in_common() {
        assert_eq!(found(&[("a", "")], &[("b", "x\n")]), [None]);
    }
}
