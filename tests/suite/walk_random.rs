//! Properties of the walk over random histories: edits make every version, lines agree with `git blame`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use scorebook::edge;
use scorebook::edge::Cache;
use scorebook::kit::source::{Edit, RepoPath};

use crate::repo::Repo;

/// The same numbers on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

type Files = BTreeMap<String, Vec<String>>;

/// Changes a few files; every line that comes is like no other.
fn change(files: &mut Files, numbers: &mut Numbers, unique: &mut u32, tag: &str) {
    for _ in 0..=numbers.below(3) {
        let paths: Vec<String> = files.keys().cloned().collect();
        let path = paths.get(numbers.below(paths.len().max(1))).cloned();
        let mut line = || {
            *unique += 1;
            format!(
                "{tag}-{unique},{}{}",
                unique.wrapping_mul(2_654_435_761),
                if unique.is_multiple_of(7) { "\r\n" } else { "\n" }
            )
        };
        match (numbers.below(10), path) {
            (0, Some(path)) if files.len() > 6 => drop(files.remove(&path)),
            (1, Some(path)) => {
                let content = files.remove(&path).unwrap();
                files
                    .insert(format!("data/{tag}/renamed-{}.csv", content.len() + files.len() * 100), content);
            }
            (2, _) | (_, None) => {
                let path =
                    format!("data/{tag}-{}.{}", numbers.below(40), ["csv", "toml", "md"][numbers.below(3)]);
                files.insert(path, (0..8).map(|_| line()).collect());
            }
            (_, Some(path)) => {
                let lines = files.get_mut(&path).unwrap();
                for _ in 0..=numbers.below(2) {
                    let at = numbers.below(lines.len() + 1);
                    match numbers.below(3) {
                        0 if at < lines.len() && lines.len() > 4 => drop(lines.remove(at)),
                        1 if at < lines.len() => lines[at] = line(),
                        _ => lines.insert(at, line()),
                    }
                }
            }
        }
    }
}

/// Writes one commit of a `fast-import` stream.
fn import(stream: &mut String, branch: &str, mark: u32, parents: &[u32], before: &Files, after: &Files) {
    let at = 1_770_000_000 + u64::from(mark) * 3600;
    writeln!(
        stream,
        "commit refs/heads/{branch}\nmark :{mark}\ncommitter Ada <a@example.org> {at} +0000\ndata 2\nc\n"
    )
    .unwrap();
    for (nth, parent) in parents.iter().enumerate() {
        writeln!(stream, "{} :{parent}", if nth == 0 { "from" } else { "merge" }).unwrap();
    }
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        writeln!(stream, "D {path}").unwrap();
    }
    for (path, lines) in after.iter().filter(|(path, lines)| before.get(*path) != Some(*lines)) {
        let text = lines.concat();
        writeln!(stream, "M 100644 inline {path}\ndata {}\n{text}", text.len()).unwrap();
    }
}

fn apply(files: &mut BTreeMap<String, String>, edit: &Edit) {
    let before = files.remove(edit.renamed_from.as_ref().unwrap_or(&edit.path)).unwrap_or_default();
    let mut old = before.split_inclusive('\n');
    let (mut line, mut text) = (1, String::new());
    for hunk in &edit.hunks {
        while line < hunk.old_line {
            text += old.next().unwrap();
            line += 1;
        }
        assert_eq!(hunk.new_line as usize, text.split_inclusive('\n').count() + 1);
        for gone in &hunk.old {
            assert_eq!(old.next(), Some(gone.as_str()));
            line += 1;
        }
        text.extend(hunk.new.iter().map(String::as_str));
    }
    text.extend(old);
    if !edit.removed {
        files.insert(edit.path.clone(), text);
    } else {
        assert_eq!(text, "", "what is removed goes whole");
    }
}

#[test]
fn edits_applied_in_order_make_every_version_also_over_merges() {
    for seed in 1..=4 {
        let (repo, mut numbers, mut unique) = (Repo::new(), Numbers(seed), 0);
        let (mut stream, mut mark, mut main) = (String::new(), 0, Files::new());
        let mut tip = 0;
        while mark < 60 {
            let fork = (tip, main.clone());
            let before = main.clone();
            change(&mut main, &mut numbers, &mut unique, "main");
            mark += 1;
            import(
                &mut stream,
                "main",
                mark,
                if tip == 0 { &[] } else { std::slice::from_ref(&tip) },
                &before,
                &main,
            );
            tip = mark;
            if numbers.below(3) == 0 && fork.0 != 0 {
                let (mut side_tip, mut side) = fork;
                for _ in 0..=numbers.below(3) {
                    let before = side.clone();
                    change(&mut side, &mut numbers, &mut unique, "side");
                    mark += 1;
                    import(&mut stream, "side", mark, &[side_tip], &before, &side);
                    side_tip = mark;
                }
                // The merge takes some files of each side, and changes some itself.
                let before = main.clone();
                for (path, lines) in side {
                    if numbers.below(2) == 0 {
                        main.insert(path, lines);
                    }
                }
                if numbers.below(3) == 0 {
                    change(&mut main, &mut numbers, &mut unique, "merge");
                }
                mark += 1;
                import(&mut stream, "main", mark, &[tip, side_tip], &before, &main);
                tip = mark;
            }
        }
        repo.import(&stream);
        let recorded = edge::recorded(repo.path(), "main", &Cache::Off).unwrap();
        assert_eq!(recorded.commits.len(), mark as usize);
        let mut files = BTreeMap::new();
        let mut edits = recorded.edits.iter().peekable();
        for &at in &recorded.line {
            while let Some(edit) = edits.next_if(|edit| edit.commit == at) {
                apply(&mut files, edit);
            }
            let id = &recorded.commits[at as usize].id;
            let listed = repo.git(&["ls-tree", "-r", "--name-only", id]);
            assert_eq!(listed.lines().collect::<BTreeSet<_>>(), files.keys().map(String::as_str).collect());
            let touched = recorded.edits.iter().filter(|edit| edit.commit == at && !edit.removed);
            for edit in touched {
                assert_eq!(
                    repo.show(id, &edit.path).as_ref(),
                    files.get(&edit.path),
                    "{} in {id}",
                    edit.path
                );
            }
        }
        assert!(edits.next().is_none());
        for (path, text) in files {
            let runs: u32 = recorded.files[&path].lines_of_head.iter().map(|run| run.count).sum();
            assert_eq!(runs as usize, text.split_inclusive('\n').count(), "{path}");
        }
    }
}

#[test]
fn lines_agree_with_git_blame_where_every_line_is_like_no_other() {
    for seed in 1..=6 {
        let (repo, mut numbers, mut unique) = (Repo::new(), Numbers(seed * 77), 0);
        let (mut stream, mut files) = (String::new(), Files::new());
        for mark in 1..=50 {
            let before = files.clone();
            change(&mut files, &mut numbers, &mut unique, "main");
            import(&mut stream, "main", mark, &[mark - 1][usize::from(mark == 1)..], &before, &files);
        }
        repo.import(&stream);
        repo.git(&["reset", "--quiet", "--hard", "main"]);
        let recorded = edge::recorded(repo.path(), "main", &Cache::Off).unwrap();
        let mut compared = 0;
        for path in files.keys() {
            let blame = repo.git(&["blame", "--line-porcelain", "-M50%", "main", "--", path]);
            let mut lines = blame.lines();
            let mut number = 0;
            while let Some(head) = lines.next() {
                number += 1;
                let mut parts = head.split(' ');
                let (id, at) = (parts.next().unwrap(), parts.nth(1).unwrap());
                assert_eq!(at, number.to_string());
                let ours = recorded.set_by(&RepoPath::new(path), number).map(|commit| commit.id.as_str());
                assert_eq!(ours, Some(id), "seed {seed}, {path}:{number}");
                compared += 1;
                lines.find(|line| line.starts_with('\t'));
            }
        }
        assert!(compared > 30, "{compared} lines");
    }
}
