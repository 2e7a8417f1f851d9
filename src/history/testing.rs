//! A record for tests, made by diffing the texts of each step.

use std::collections::BTreeMap;

use jiff::Timestamp;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::source::{Edit, FileRecord, Hunk, Recorded, RecordedCommit, Signature, Touch, Trailer};

/// Subject, and each file with its text after the commit; `None` when it is gone. A file that goes while another comes with the
/// same text was renamed.
pub type Step = (String, Vec<(String, Option<String>)>);

pub fn step(subject: &str, files: &[(&str, Option<&str>)]) -> Step {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.map(str::to_owned)));
    (subject.to_owned(), files.collect())
}

/// Commits in a line, a day apart, each reviewed by Ben Field.
pub fn recorded(steps: &[Step]) -> Recorded {
    let mut recorded = Recorded::default();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (at, (subject, files)) in steps.iter().enumerate() {
        let index = u32::try_from(at).expect("few");
        let moment = Timestamp::from_second(1_780_000_000 + 86_400 * i64::from(index)).expect("a moment");
        recorded.commits.push(RecordedCommit {
            id: format!("{:040x}", at + 1),
            parents: index.checked_sub(1).into_iter().collect(),
            author: "Ada North".to_owned(),
            author_email: String::new(),
            authored_at: moment,
            committed_at: moment,
            subject: subject.clone(),
            body: String::new(),
            trailers: vec![Trailer { key: "Reviewed-by".to_owned(), value: "Ben Field <b>".to_owned() }],
            signature: Signature::None,
        });
        recorded.line.push(index);
        let gone: Vec<&String> =
            files.iter().filter(|(_, text)| text.is_none()).map(|(path, _)| path).collect();
        let mut renamed: Vec<&String> = Vec::new();
        for (path, text) in files.iter().filter_map(|(path, text)| Some((path, text.as_ref()?))) {
            let from = gone.iter().find(|from| texts.get(**from) == Some(text)).copied();
            let before = texts.remove(from.unwrap_or(path)).unwrap_or_default();
            renamed.extend(from);
            if let Some(from) = from {
                recorded.files.entry(from.clone()).or_default().renamed_to = Some(path.clone());
            }
            recorded.edits.push(edit(index, path, from.cloned(), false, &before, text));
            touch(&mut recorded.files, path, index, true);
            texts.insert(path.clone(), text.clone());
        }
        for path in gone.into_iter().filter(|path| !renamed.contains(path)) {
            let before = texts.remove(path).unwrap_or_default();
            recorded.edits.push(edit(index, path, None, true, &before, ""));
            touch(&mut recorded.files, path, index, false);
        }
    }
    recorded
}

fn touch(files: &mut BTreeMap<String, FileRecord>, path: &str, commit: u32, stays: bool) {
    let blob = stays.then(|| "blob".to_owned());
    files.entry(path.to_owned()).or_default().touches.push(Touch { commit, path: None, blob });
}

fn edit(commit: u32, path: &str, renamed_from: Option<String>, removed: bool, old: &str, new: &str) -> Edit {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    let hunks = ops.iter().filter(|op| op.tag() != DiffTag::Equal).map(|op| {
        let (_, from, to) = op.as_tag_tuple();
        let line = |at: usize| u32::try_from(at).expect("few") + 1;
        Hunk {
            old_line: line(from.start),
            old: owned(&old[from]),
            new_line: line(to.start),
            new: owned(&new[to]),
        }
    });
    Edit { commit, path: path.to_owned(), renamed_from, removed, hunks: hunks.collect() }
}
