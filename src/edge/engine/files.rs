//! The files of a log, read where they lie and added up on all cores; one row a core is in memory, and the sums.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::EngineError;
use super::{super::file, Request};
use crate::pull::answer::Answer;
use crate::pull::rollup::{self, Fault};
use crate::pull::tallied::{Groups, Tally, together};
use crate::subject::source::row_source::FILES;

pub(super) fn ask(request: &Request<'_>) -> Result<Answer, EngineError> {
    let source = request.source;
    let unread = || EngineError::WithoutEngines { driver: FILES.to_owned() };
    let tally = Tally::of(source, *request.asked).ok_or_else(unread)?;
    let pattern = source.rows.as_ref().ok_or_else(unread)?.as_str();
    let folder = match &source.address_variable {
        None => request.root.to_owned(),
        Some(variable) => env::var_os(variable.as_str())
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
            .ok_or_else(|| EngineError::Unset {
                variable: variable.to_string(),
                what: "the folder that holds the log",
            })?,
    };
    let files = matching(&folder, pattern)?;
    let failed = |file: &str, message: String| EngineError::Log {
        fault: Fault { file: file.to_owned(), line: None, message },
    };
    let sums = files
        .par_iter()
        .map(|(name, path)| {
            let bytes =
                file::open(path, file::Links::Followed).map_err(|error| failed(name, error.to_string()))?;
            rollup::of_file(bytes, name, &tally).map_err(|fault| EngineError::Log { fault })
        })
        .try_reduce(Groups::new, |one, other| {
            together(one, other).map_err(|message| failed(pattern, message))
        })?;
    tally.answer(sums).map_err(|message| failed(pattern, message))
}

/// The files below a folder that a pattern names, in the order of their names, each as the source would name it.
fn matching(folder: &Path, pattern: &str) -> Result<Vec<(String, PathBuf)>, EngineError> {
    let (below, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let folder = folder.join(below);
    let unread =
        |error: std::io::Error| EngineError::Folder { folder: below.to_owned(), reason: error.to_string() };
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let file = entry.file_name();
        // A name that is not UTF-8 can be matched by `*` alone.
        let own = file.to_string_lossy();
        if !own.starts_with('.') && is_like(name.as_bytes(), own.as_bytes()) && entry.path().is_file() {
            let shown = if below.is_empty() { own.into_owned() } else { format!("{below}/{own}") };
            found.push((shown, entry.path()));
        }
    }
    found.sort();
    if found.is_empty() { Err(EngineError::NoFiles { pattern: pattern.to_owned() }) } else { Ok(found) }
}

/// Whether a name is as a pattern says, in which `*` stands for anything.
fn is_like(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), None) => is_like(rest, name),
        (Some((b'*', rest)), Some((_, after))) => is_like(rest, name) || is_like(pattern, after),
        (Some((one, rest)), Some((other, after))) => one == other && is_like(rest, after),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        let like = |pattern: &str, name: &str| is_like(pattern.as_bytes(), name.as_bytes());
        assert!(
            like("*.csv", "a.csv")
                && like("*.csv", ".csv")
                && like("2026-*-labels*.csv", "2026-11-labels-1.csv")
        );
        assert!(!like("*.csv", "a.csv.gz") && !like("a.csv", "b.csv") && !like("a*b.csv", "acb.cs"));
    }

    #[test]
    fn files_come_in_the_order_of_their_names() {
        let top = tempfile::tempdir().expect("a folder");
        fs::create_dir(top.path().join("labels")).expect("a folder");
        for name in ["b.csv", "a.csv", "a.txt", ".c.csv"] {
            fs::write(top.path().join("labels").join(name), "x\n").expect("written");
        }
        let names = |pattern| {
            matching(top.path(), pattern)
                .map(|files| files.into_iter().map(|(name, _)| name).collect::<Vec<_>>())
        };
        assert_eq!(names("labels/*.csv").expect("files"), ["labels/a.csv", "labels/b.csv"]);
        let told = |pattern| names(pattern).expect_err("none").to_string();
        assert!(told("labels/*-x.csv").starts_with("no file of the log is called `labels/*-x.csv`"));
        let told = told("other/*.csv");
        assert!(
            told.starts_with("cannot read the folder `other` of the log: ") && !told.contains("tmp"),
            "{told}"
        );
    }
}
