//! The workflows that pull, walked as the host runs them: what they bring to the book, and what they refuse to bring.

use std::fs;
use std::path::PathBuf;

use crate::repo::Repo;
use crate::runner::{Runner, both, gitlab, step};

const PULL: &str = "pull.yml";
const ROWS: &str = "data/metrics/acme/weekly.csv";

/// The repository of a host with a book, a checkout of it, and a runner whose `scorebook pull` does what `does` says.
struct Host {
    bare: PathBuf,
    checkout: Repo,
    runner: Runner,
}

fn host() -> Host {
    let checkout = Repo::new();
    checkout.write(ROWS, "period,site\n2026-W44,acme-porto\n");
    checkout.write("data/book.toml", "format = 1\n");
    checkout.commit("Ada North", "2026-11-09", "The book");
    let mut runner = Runner::new(checkout.path());
    let home = runner.home.path().to_owned();
    let bare = home.join("host/o/r.git");
    let bare_path = bare.display().to_string();
    checkout.git(&["clone", "--quiet", "--bare", ".", &bare_path]);
    let settings = [
        ("GITHUB_OUTPUT", home.join("output").display().to_string()),
        ("GITHUB_SERVER_URL", home.join("host").display().to_string()),
        ("GITHUB_RUN_ID", "4711".to_owned()),
        ("GITHUB_RUN_ATTEMPT", "1".to_owned()),
        ("GH_TOKEN", "a-token".to_owned()),
        ("CI_PROJECT_URL", home.join("host/o/r").display().to_string()),
        ("CI_PROJECT_DIR", checkout.path().display().to_string()),
        ("CI_DEFAULT_BRANCH", "main".to_owned()),
        ("CI_PIPELINE_ID", "4711".to_owned()),
        ("SCOREBOOK_PUSH_TOKEN", "a-token".to_owned()),
        ("GIT_CONFIG_GLOBAL", "/dev/null".to_owned()),
        ("GIT_CONFIG_SYSTEM", "/dev/null".to_owned()),
    ];
    settings.iter().for_each(|(name, value)| runner.set(name, value));
    Host { bare, checkout, runner }
}

impl Host {
    /// Runs `script`, its `scorebook pull` replaced by `does`; whether it passed, and what it said.
    fn pull(&self, script: &str, does: &str) -> (bool, String) {
        assert!(script.contains("scorebook pull "));
        fs::write(self.runner.home.path().join("does"), does).unwrap();
        let output = self.runner.run(&script.replace("scorebook pull ", "bash \"$HOME/does\" "));
        (output.status.success(), both(&output))
    }

    /// The checkout of a later job, with what the first left in its folder `rows`.
    fn later(&self, rows: PathBuf) -> PathBuf {
        let kept = self.runner.home.path().join("kept");
        fs::rename(rows, &kept).unwrap();
        self.checkout.git(&["reset", "--quiet", "--hard"]);
        self.checkout.git(&["clean", "--quiet", "-d", "-x", "--force"]);
        let folder = self.checkout.path().join("rows");
        fs::rename(kept, &folder).unwrap();
        folder
    }

    fn subject_of(&self, branch: &str) -> String {
        let bare = self.bare.display().to_string();
        self.checkout.git(&["--git-dir", &bare, "log", "-1", "--format=%s", branch])
    }
}

const NEW_ROW: &str =
    "echo '::error::an engine says so'\necho 2026-W45,acme-porto >> data/metrics/acme/weekly.csv\n";

#[test]
fn rows_come_as_a_pull_request_or_to_main() {
    for (how, branch, asked) in [
        ("pull-request", "pull/4711-1", "pr create"),
        ("main", "main", "workflow run publish.yml --ref main"),
    ] {
        let mut host = host();
        let (passed, said) = host.pull(&step(PULL, "Pull"), NEW_ROW);
        assert!(passed, "{said}");
        assert!(said.contains("| ::error::an engine says so"), "{said}");
        assert!(!said.lines().any(|line| line.starts_with("::")), "{said}");
        assert_eq!(host.runner.read("output"), "changed=true\n");
        host.later(host.runner.home.path().join("temp/rows"));
        host.runner.set("HOW", how);
        host.runner.passes(PULL, "Commit");
        host.runner.passes(PULL, "Bring");
        assert!(host.subject_of(branch).starts_with("rows: what the sources gave"), "{how}");
        assert!(host.runner.read("gh.log").contains(asked), "{}", host.runner.read("gh.log"));
    }
}

#[test]
fn nothing_but_rows_and_facts_is_brought() {
    for (does, passes) in [
        (NEW_ROW, true),
        ("mkdir data/pulls && echo a > data/pulls/acme-quality.csv", true),
        ("echo format = 2 > data/book.toml", false),
        ("echo a > data/metrics/acme/weekly.toml", false),
        ("mkdir data/metrics/acme/more && echo a > data/metrics/acme/more/weekly.csv", false),
        ("rm data/metrics/acme/weekly.csv", false),
        ("ln -s /etc/passwd data/metrics/acme/other.csv", false),
        ("chmod +x data/metrics/acme/weekly.csv", false),
    ] {
        let host = host();
        let (passed, said) = host.pull(&step(PULL, "Pull"), does);
        assert!(passed, "{does}: {said}");
        host.later(host.runner.home.path().join("temp/rows"));
        let (passed, said) = host.runner.step(PULL, "Commit");
        assert_eq!(passed, passes, "{does}: {said}");
    }
}

#[test]
fn a_pull_that_fails_or_changes_nothing_brings_nothing() {
    let host = host();
    let (passed, _) = host.pull(&step(PULL, "Pull"), "exit 2");
    assert!(!passed, "a source that fails stops the job");
    let (passed, said) = host.pull(&step(PULL, "Pull"), "true");
    assert!(passed, "{said}");
    assert_eq!(host.runner.read("output"), "");
}

#[test]
fn gitlab_brings_the_same() {
    for (how, branch) in [("merge-request", "pull/4711"), ("main", "main")] {
        let mut host = host();
        let bare = host.bare.display().to_string();
        host.checkout.git(&["--git-dir", &bare, "config", "receive.advertisePushOptions", "true"]);
        let (passed, said) = host.pull(&gitlab("pull"), NEW_ROW);
        assert!(passed, "{said}");
        host.later(host.checkout.path().join("rows"));
        host.runner.set("SCOREBOOK_PULL", how);
        let output = host.runner.run(&gitlab("bring"));
        assert!(output.status.success(), "{}", both(&output));
        assert!(host.subject_of(branch).starts_with("rows: what the sources gave"), "{how}");
    }
    let host = host();
    let (passed, said) = host.pull(&gitlab("pull"), "echo format = 2 > data/book.toml");
    assert!(passed, "{said}");
    host.later(host.checkout.path().join("rows"));
    let output = host.runner.run(&gitlab("bring"));
    assert!(!output.status.success(), "{}", both(&output));
}
