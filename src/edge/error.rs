//! What can go wrong outside: the disk, git, the command line. Each names the path; exit status 2.

use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

/// A failing disk or a wrong use of the program. Wrong text is never one of these: it is a diagnostic.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io { action: &'static str, path: PathBuf, source: io::Error },

    #[error("`{}` has no folder `data`\n  = help: name the folder that holds it with --root", root.display())]
    NoData { root: PathBuf },

    #[error("`{}` is a submodule, and the book is of one repository\n  = help: take it out of the folder with `git rm`", path.display())]
    Submodule { path: PathBuf },

    #[error("`{}` is neither a file nor a folder\n  = help: move it out of the folder", path.display())]
    Special { path: PathBuf },

    #[error("cannot read the git repository of `{}`: {reason}", path.display())]
    Git { path: PathBuf, reason: String },

    #[error("`{}` stands in no git repository\n  = help: name a folder of a repository with --root", root.display())]
    NoRepository { root: PathBuf },

    #[error(
        "the repository of `{}` has no commit `{}`\n  = help: name a commit, a branch or a tag; `git fetch --tags` brings those of the remote",
        root.display(), revision.escape_debug()
    )]
    NoRevision { root: PathBuf, revision: String },

    #[error(
        "`{}` does not name two commits\n  = help: write both with two dots between them, such as main..HEAD",
        range.escape_debug()
    )]
    NoRange { range: String },

    #[error(
        "the clone of `{}` is shallow: it does not have all commits, so who set a line, and when, cannot be told\n  = help: run `git fetch --unshallow`; in a workflow, check out with `fetch-depth: 0`",
        root.display()
    )]
    Shallow { root: PathBuf },

    #[error(
        "the repository of `{}` keeps its {what}, which this program does not read\n  = help: keep the book in a repository that `git init --object-format=sha1 --ref-format=files` makes",
        root.display()
    )]
    Layout { root: PathBuf, what: &'static str },

    #[error(
        "the repository of `{}` is not whole: {reason}\n  = help: `git fsck` names what is missing; run `git fetch --refetch --no-filter` in a partial clone",
        root.display()
    )]
    Incomplete { root: PathBuf, reason: String },

    #[error("nothing of `{}` was recorded by {day}: its first commit is of {oldest}", root.display())]
    KnownTooEarly { root: PathBuf, day: Date, oldest: Date },

    #[error(
        "the branch never stood at `{}` (commit {commit:.12})\n  = help: name a commit that `git log --first-parent` shows, or a date",
        revision.escape_debug()
    )]
    NotPassed { revision: String, commit: String },

    #[error("`{}` is no manifest of a site\n  = help: name the manifest.json of the site that was published last", path.display())]
    NoManifest { path: PathBuf },

    #[error("commit {commit:.12} has no folder `data` in `{}`", root.display())]
    NoDataThen { root: PathBuf, commit: String },

    #[error("the output `{}` is a file\n  = help: name a folder with --output-dir", path.display())]
    OutputIsFile { path: PathBuf },

    #[error("the output `{}` has no folder above it\n  = help: name another folder with --output-dir", path.display())]
    OutputIsTop { path: PathBuf },

    #[error(
        "the output `{}` holds `{stranger}`, which no build wrote\n  = help: move it away, or name another folder with --output-dir",
        path.display()
    )]
    ForeignOutput { path: PathBuf, stranger: String },

    #[error(
        "the output `{}` overlaps the folder `{}`, which the build reads\n  = help: name another folder with --output-dir",
        path.display(), inside.display()
    )]
    OutputOverInput { path: PathBuf, inside: PathBuf },

    #[error("cannot put the new site in the place of `{}`: {source}{}", path.display(), mount_help(source))]
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
}

/// A mount point cannot be renamed: the one cause of `EBUSY` here, and its way out.
fn mount_help(source: &io::Error) -> &'static str {
    if source.kind() == io::ErrorKind::ResourceBusy {
        "\n  = help: a mount point cannot be replaced: name a folder inside it with --output-dir"
    } else {
        ""
    }
}
