//! A stream for `git fast-import`: the same commits, with the same ids, wherever it runs.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Who says what, and when.
pub struct Message {
    pub name: String,
    pub handle: String,
    pub at: DateTime,
    pub text: String,
}

#[derive(Default)]
pub struct Stream {
    bytes: Vec<u8>,
    marks: u32,
}

impl Stream {
    /// Adds a commit on `parent` whose files are `after`; `before` are the parent's. Returns its mark.
    pub fn commit(
        &mut self,
        name: &str,
        message: &Message,
        parent: Option<u32>,
        merged: Option<u32>,
        before: &BTreeMap<String, String>,
        after: &BTreeMap<String, String>,
    ) -> u32 {
        self.marks += 1;
        let at = message.at.to_zoned(TimeZone::UTC).map_or(0, |at| at.timestamp().as_second());
        let who = format!("{} <{}@harbour.example> {at} +0000", message.name, message.handle);
        self.line(&format!("commit {name}\nmark :{}\nauthor {who}\ncommitter {who}", self.marks));
        self.text(&format!("{}\n", message.text));
        for (word, mark) in [("from", parent), ("merge", merged)] {
            if let Some(mark) = mark {
                self.line(&format!("{word} :{mark}"));
            }
        }
        for path in before.keys().filter(|path| !after.contains_key(*path)) {
            self.line(&format!("D {path}"));
        }
        for (path, text) in after.iter().filter(|(path, text)| before.get(*path) != Some(text)) {
            self.line(&format!("M 100644 inline {path}"));
            self.text(text);
        }
        self.marks
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.line("done");
        self.bytes
    }

    fn line(&mut self, line: &str) {
        self.bytes.extend_from_slice(line.as_bytes());
        self.bytes.push(b'\n');
    }

    fn text(&mut self, text: &str) {
        self.line(&format!("data {}\n{text}", text.len()));
    }
}

/// Makes a repository of a stream in a folder that is empty or not there yet, and checks its main line out.
pub fn import(folder: &Path, stream: &[u8]) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(said)?;
    if fs::read_dir(folder).map_err(said)?.next().is_some() {
        return Err(format!("{} is not empty", folder.display()));
    }
    git(folder, ["init", "--quiet", "--initial-branch=main"], &[])?;
    git(folder, ["fast-import", "--quiet", "--done"], stream)?;
    git(folder, ["-c", "core.autocrlf=false", "checkout", "--quiet", "--force", "main"], &[])?;
    Ok(())
}

fn git(
    folder: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    input: &[u8],
) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("git: {error}");
    let mut child = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        // Neither the user's settings nor a repository around it may change what is written.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", folder.join(".git/no-such-file"))
        .stdin(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input).map_err(failed)?;
    }
    let status = child.wait().map_err(failed)?;
    if status.success() { Ok(()) } else { Err(format!("git ended with {status}")) }
}
