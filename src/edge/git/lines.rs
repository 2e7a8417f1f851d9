//! Lines: which went and which came between two texts, and what that does to the record of who set them.

use std::ops::Range;

use gix::diff::blob::{Algorithm, Diff, InternedInput};

use crate::kit::source::{CommitIndex, Hunk, LineRun};

/// Lines of `old` (0-based) that went, and lines of `new` that came in their place. In order, not overlapping.
pub(super) type Replaced = (Range<u32>, Range<u32>);

/// What makes `new` of `old`. A line is what ends with a line feed; a carriage return is part of it.
pub(super) fn replaced(old: &str, new: &str) -> Vec<Replaced> {
    let input = InternedInput::new(old.as_bytes(), new.as_bytes());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    // Of equal lines the last counts as new, as git has it.
    diff.postprocess_no_heuristic(&input);
    diff.hunks().map(|hunk| (hunk.before, hunk.after)).collect()
}

pub(super) fn count(text: &str) -> u32 {
    let ends = text.bytes().filter(|&byte| byte == b'\n').count();
    u32::try_from(ends + usize::from(!text.is_empty() && !text.ends_with('\n'))).unwrap_or(u32::MAX)
}

/// The same as [`Hunk`]s with their text.
pub(super) fn hunks(old: &str, new: &str, replaced: &[Replaced]) -> Vec<Hunk> {
    let (mut old, mut new) = (Reader::of(old), Reader::of(new));
    let hunk = |(before, after): &Replaced| Hunk {
        old_line: before.start + 1,
        old: old.lines(before),
        new_line: after.start + 1,
        new: new.lines(after),
        set_by: Vec::new(),
    };
    replaced.iter().map(hunk).collect()
}

/// Reads lines of a text forwards.
struct Reader<'a> {
    lines: std::str::SplitInclusive<'a, char>,
    at: u32,
}

impl<'a> Reader<'a> {
    fn of(text: &'a str) -> Self {
        Reader { lines: text.split_inclusive('\n'), at: 0 }
    }

    fn lines(&mut self, range: &Range<u32>) -> Vec<String> {
        if range.is_empty() {
            return Vec::new();
        }
        let skip = (range.start - self.at) as usize;
        self.at = range.end;
        self.lines.by_ref().skip(skip).take(range.len()).map(str::to_owned).collect()
    }
}

/// Who set the lines of a text of `count` lines that `commit` made of a text set by `before`.
pub(super) fn set_over(before: &[LineRun], replaced: &[Replaced], commit: CommitIndex) -> Vec<LineRun> {
    let mut runs = Runs::default();
    let mut source = Walk { runs: before, at: 0, used: 0 };
    let mut old = 0;
    for (gone, come) in replaced {
        source.take(gone.start - old, &mut |run| runs.push(run));
        source.take(gone.end - gone.start, &mut |_| {});
        runs.push(LineRun { commit, count: come.end - come.start });
        old = gone.end;
    }
    source.take(u32::MAX, &mut |run| runs.push(run));
    runs.0
}

/// The runs of some lines (0-based) of a text.
pub(super) fn within(runs: &[LineRun], lines: Range<u32>) -> Vec<LineRun> {
    let mut found = Runs::default();
    let mut source = Walk { runs, at: 0, used: 0 };
    source.take(lines.start, &mut |_| {});
    source.take(lines.end - lines.start, &mut |run| found.push(run));
    found.0
}

/// Who set the lines of a text of `count` lines that a merge made: of the parents, in their order, the first that has the
/// line; else the merge.
pub(super) fn set_by_merge(
    parents: &[(&[LineRun], &[Replaced])],
    count: u32,
    commit: CommitIndex,
) -> Vec<LineRun> {
    let mut setters: Vec<Option<CommitIndex>> = vec![None; count as usize];
    for (before, replaced) in parents {
        let mut line = 0;
        // Every line that this parent does not have counts as set by nobody yet.
        for run in set_over(before, replaced, CommitIndex::MAX) {
            for setter in setters.iter_mut().skip(line).take(run.count as usize) {
                if run.commit != CommitIndex::MAX {
                    setter.get_or_insert(run.commit);
                }
            }
            line += run.count as usize;
        }
    }
    let mut runs = Runs::default();
    for setter in setters {
        runs.push(LineRun { commit: setter.unwrap_or(commit), count: 1 });
    }
    runs.0
}

/// Runs without two neighbours of one commit and without empty ones.
#[derive(Default)]
struct Runs(Vec<LineRun>);

impl Runs {
    fn push(&mut self, run: LineRun) {
        match self.0.last_mut() {
            _ if run.count == 0 => {}
            Some(last) if last.commit == run.commit => last.count += run.count,
            _ => self.0.push(run),
        }
    }
}

struct Walk<'a> {
    runs: &'a [LineRun],
    at: usize,
    /// Lines of the run at `at` that are taken.
    used: u32,
}

impl Walk<'_> {
    /// Takes at most `count` lines.
    fn take(&mut self, mut count: u32, each: &mut dyn FnMut(LineRun)) {
        while count > 0
            && let Some(run) = self.runs.get(self.at)
        {
            let taken = count.min(run.count - self.used);
            each(LineRun { commit: run.commit, count: taken });
            count -= taken;
            self.used += taken;
            if self.used == run.count {
                (self.at, self.used) = (self.at + 1, 0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(commit: CommitIndex, count: u32) -> LineRun {
        LineRun { commit, count }
    }

    #[test]
    fn a_line_end_is_part_of_its_line() {
        let (old, new) = ("a\r\nb\r\nc", "a\r\nb\nc\n");
        let replaced = replaced(old, new);
        assert_eq!(replaced, [(1..3, 1..3)]);
        let hunk = &hunks(old, new, &replaced)[0];
        assert_eq!((hunk.old_line, hunk.new_line), (2, 2));
        assert_eq!((hunk.old.concat(), hunk.new.concat()), ("b\r\nc".to_owned(), "b\nc\n".to_owned()));
        assert_eq!((count(old), count(new), count("")), (3, 3, 0));
    }

    #[test]
    fn what_stays_keeps_its_commit() {
        let before = [run(0, 2), run(1, 3)];
        assert_eq!(
            set_over(&before, &[(1..3, 1..2), (5..5, 4..6)], 2),
            [run(0, 1), run(2, 1), run(1, 2), run(2, 2)]
        );
        assert_eq!(set_over(&[], &[(0..0, 0..4)], 0), [run(0, 4)]);
        assert_eq!(set_over(&before, &[(0..5, 0..0)], 2), []);
    }

    #[test]
    fn a_merge_sets_what_no_parent_has() {
        let (one, two) = ([run(0, 3)], [run(0, 2), run(1, 1)]);
        let one: (&[LineRun], &[Replaced]) = (&one, &[(1..3, 1..3)]);
        let two: (&[LineRun], &[Replaced]) = (&two, &[(1..2, 1..2)]);
        assert_eq!(set_by_merge(&[one, two], 3, 7), [run(0, 1), run(7, 1), run(1, 1)]);
    }
}
