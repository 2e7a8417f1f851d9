//! What the tests of readers share: a snapshot from texts, and diagnostics as plain lines.

pub mod known;
pub mod markup;
pub mod numbers;
pub mod unpacked;

use scorebook::kit::diag::Diagnostics;
use scorebook::kit::source::{Commit, PictureFile, RepoPath, Snapshot, Text};

/// A snapshot of files under `data/` and `templates/`, without a commit.
pub fn snapshot(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for (path, bytes) in files {
        if let Some(name) = path.strip_prefix("templates/") {
            snapshot.templates.insert(name.to_owned(), bytes);
            continue;
        }
        if PictureFile::is_at(&path) {
            snapshot.pictures.insert(RepoPath::new(&path), PictureFile::of(bytes));
            continue;
        }
        let path = RepoPath::new(&path);
        match Text::of_bytes(path.clone(), bytes) {
            Ok(text) => drop(snapshot.texts.insert(path, text)),
            Err(refused) => snapshot.refused.push(refused),
        }
    }
    snapshot
}

/// A commit at a time such as `2026-11-18T10:00:00Z`.
#[allow(dead_code, reason = "not every test has a commit")]
pub fn commit(at: &str) -> Commit {
    Commit {
        id: "0123456789abcdef0123456789abcdef01234567".to_owned(),
        committed_at: at.parse().unwrap(),
        author: "Ada North".to_owned(),
        subject: "Figures".to_owned(),
    }
}

/// One line a diagnostic with its place, then what is allowed, related places and help.
pub fn render(diagnostics: &Diagnostics) -> String {
    let mut lines = String::new();
    for d in diagnostics.iter() {
        let waived = if d.waived_by.is_some() { " (waived)" } else { "" };
        lines.push_str(&format!(
            "{}: {}[{}]: {}{waived}\n",
            d.place,
            d.severity().word(),
            d.code.name,
            d.message
        ));
        if !d.label.is_empty() {
            lines.push_str(&format!("    | {}\n", d.label));
        }
        for (place, label) in &d.related {
            lines.push_str(&format!("    - {place}: {label}\n"));
        }
        if !d.help.is_empty() {
            lines.push_str(&format!("    = help: {}\n", d.help));
        }
    }
    lines
}
