//! What can go wrong outside: the disk, git, the command line. Each names the path; exit status 2.

use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::emit::visible;

/// A failing disk or a wrong use of the program. Wrong text is never one of these: it is a diagnostic.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot {action} `{}`: {source}", shown(path))]
    Io { action: &'static str, path: PathBuf, source: io::Error },

    #[error("`{}` has no folder `data`\n  = help: name the folder that holds it with --root", shown(root))]
    NoData { root: PathBuf },

    #[error(
        "`{}` is a submodule, and the book is of one repository\n  = help: take it out of the folder with `git rm`",
        shown(path)
    )]
    Submodule { path: PathBuf },

    #[error("`{}` is neither a file nor a folder\n  = help: move it out of the folder", shown(path))]
    Special { path: PathBuf },

    #[error("cannot read the git repository of `{}`: {}", shown(path), visible(reason, false))]
    Git { path: PathBuf, reason: String },

    #[error(
        "`{}` stands in no git repository\n  = help: name a folder of a repository with --root",
        shown(root)
    )]
    NoRepository { root: PathBuf },

    #[error(
        "the repository of `{}` has no commit `{}`\n  = help: name a commit, a branch or a tag; `git fetch --tags` brings those of the remote",
        shown(root), revision.escape_debug()
    )]
    NoRevision { root: PathBuf, revision: String },

    #[error(
        "`{}` does not name two commits\n  = help: write both with two dots between them, such as main..HEAD",
        range.escape_debug()
    )]
    NoRange { range: String },

    #[error(
        "the clone of `{}` is shallow: it does not have all commits, so who set a line, and when, cannot be told\n  = help: run `git fetch --unshallow`; in a workflow, check out with `fetch-depth: 0`",
        shown(root)
    )]
    Shallow { root: PathBuf },

    #[error(
        "the repository of `{}` keeps its {what}, which this program does not read\n  = help: keep the book in a repository that `git init --object-format=sha1 --ref-format=files` makes",
        shown(root)
    )]
    Layout { root: PathBuf, what: &'static str },

    #[error(
        "the repository of `{}` is not whole: {}\n  = help: `git fsck` names what is missing; run `git fetch --refetch --no-filter` in a partial clone",
        shown(root),
        visible(reason, false)
    )]
    Incomplete { root: PathBuf, reason: String },

    #[error(
        "the repository of `{}` has an object that is not what its name says: {object}\n  = help: `git fsck` names all such objects; take the repository from where it is whole",
        shown(root)
    )]
    Forged { root: PathBuf, object: String },

    #[error(
        "the repository of `{}` has `{}`, which is no file but a pipe, a device or a link to one\n  = help: git keeps files and folders alone; take it away",
        shown(root),
        shown(path)
    )]
    GitSpecial { root: PathBuf, path: PathBuf },

    #[error(
        "`{}` is there, and is no git repository\n  = help: take it away, or mend it: `git fsck` says what is wrong",
        shown(path)
    )]
    BrokenRepository { path: PathBuf },

    #[error("nothing of `{}` was recorded by {day}: its first commit is of {oldest}", shown(root))]
    KnownTooEarly { root: PathBuf, day: Date, oldest: Date },

    #[error(
        "the branch never stood at `{}` (commit {commit:.12})\n  = help: name a commit that `git log --first-parent` shows, or a date",
        revision.escape_debug()
    )]
    NotPassed { revision: String, commit: String },

    #[error(
        "`{}` is no manifest of a site\n  = help: name the manifest.json of the site that was published last",
        shown(path)
    )]
    NoManifest { path: PathBuf },

    #[error("commit {commit:.12} has no folder `data` in `{}`", shown(root))]
    NoDataThen { root: PathBuf, commit: String },

    #[error("`{}` is no folder\n  = help: name a folder, or one that is to be made", shown(path))]
    NoFolder { path: PathBuf },

    #[error(
        "`{}` holds `{}` and no book.toml: an example among your files would be taken for yours\n  = help: move them away, or name another folder",
        shown(path),
        visible(stranger, false)
    )]
    ForeignData { path: PathBuf, stranger: String },

    #[error("the output `{}` is a file\n  = help: name a folder with --output-dir", shown(path))]
    OutputIsFile { path: PathBuf },

    #[error(
        "the output `{}` has no folder above it\n  = help: name another folder with --output-dir",
        shown(path)
    )]
    OutputIsTop { path: PathBuf },

    #[error(
        "the output `{}` holds `{}`, which no build wrote\n  = help: move it away, or name another folder with --output-dir",
        shown(path),
        visible(stranger, false)
    )]
    ForeignOutput { path: PathBuf, stranger: String },

    #[error(
        "the output `{}` overlaps the folder `{}`, which the build reads\n  = help: name another folder with --output-dir",
        shown(path),
        shown(inside)
    )]
    OutputOverInput { path: PathBuf, inside: PathBuf },

    #[error(
        "the new site stands in `{}`, and the disk does not say that it will still stand there after a power cut: {source}{}\n  = help: see to the disk, then build again",
        shown(path), kept(former.as_deref())
    )]
    Unsure { path: PathBuf, former: Option<PathBuf>, source: io::Error },

    #[error("cannot put the new site in the place of `{}`: {source}{}", shown(path), mount_help(source))]
    Swap { path: PathBuf, source: io::Error },

    #[error("cannot start threads: {0}")]
    Threads(String),
}

impl Error {
    /// For `map_err`: names what was attempted on which path.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { action, path, source }
    }

    /// What went wrong on the way through `top`.
    pub(super) fn walk(top: &Path, error: walkdir::Error) -> Error {
        let path = error.path().unwrap_or(top).to_owned();
        let source =
            error.into_io_error().unwrap_or_else(|| io::Error::other("a folder leads back to itself"));
        Error::Io { action: "read", path, source }
    }
}

/// A path as it may stand in a message: nothing in it moves a cursor, starts a line or turns the direction of writing.
pub fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy(), false).into_owned()
}

fn kept(former: Option<&Path>) -> String {
    former.map_or_else(String::new, |former| format!("; the former site is kept in `{}`", shown(former)))
}

/// A mount point cannot be renamed: the one cause of `EBUSY` here, and its way out.
fn mount_help(source: &io::Error) -> &'static str {
    if source.kind() == io::ErrorKind::ResourceBusy {
        "\n  = help: a mount point cannot be replaced: name a folder inside it with --output-dir"
    } else {
        ""
    }
}
