//! Real repositories for tests: fixed people, fixed days, nobody's configuration.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::{TempDir, tempdir};

/// A git repository in a folder of its own.
pub struct Repo {
    pub top: TempDir,
}

impl Repo {
    /// An empty one. Panics without a git binary: a test that cannot run must not pass.
    pub fn new() -> Repo {
        let repo = Repo { top: tempdir().unwrap() };
        repo.git(&["init", "--quiet"]);
        repo
    }

    pub fn path(&self) -> &Path {
        self.top.path()
    }

    /// Runs git, and returns what it prints without the last line end.
    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_as("Ada North", "2026-02-25T10:00:00Z", arguments)
    }

    fn git_as(&self, author: &str, at: &str, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"])
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")])
            .envs([("GIT_AUTHOR_NAME", author), ("GIT_AUTHOR_EMAIL", "a@example.org")])
            .envs([("GIT_COMMITTER_NAME", "Committer"), ("GIT_COMMITTER_EMAIL", "c@example.org")])
            .envs([("GIT_AUTHOR_DATE", at), ("GIT_COMMITTER_DATE", at)])
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned()
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path: PathBuf = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).unwrap();
    }

    /// Commits all that changed as `author` on `day`, such as `2026-02-25`, at ten o'clock UTC; the commit's id.
    pub fn commit(&self, author: &str, day: &str, message: &str) -> String {
        let at = format!("{day}T10:00:00Z");
        self.git(&["add", "--all", "--force"]);
        self.git_as(author, &at, &["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Merges `branch` without fast-forward as `author` on `day`; the merge's id.
    pub fn merge(&self, author: &str, day: &str, branch: &str) -> String {
        let at = format!("{day}T10:00:00Z");
        let message = format!("Merge {branch}");
        self.git_as(author, &at, &["merge", "--quiet", "--no-ff", "--message", &message, branch]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Feeds `stream` to `git fast-import`, which makes any history at once; the files on disk are left alone.
    pub fn import(&self, stream: &str) {
        let mut git = Command::new("git")
            .args(["fast-import", "--quiet", "--force"])
            .current_dir(self.path())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        git.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
        assert!(git.wait().unwrap().success());
    }

    /// The text of `path` in a commit; `None` where it has none.
    pub fn show(&self, commit: &str, path: &str) -> Option<String> {
        let object = format!("{commit}:{path}");
        let output =
            Command::new("git").args(["cat-file", "blob", &object]).current_dir(self.path()).output();
        let output = output.unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }
}
