//! A runner of workflows for tests: the scripts of their steps, and bash with what the host would have on the path.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::{TempDir, tempdir};

pub fn workflow(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    fs::read_to_string(folder.join(name)).unwrap()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The script of the step called `name`, without its indentation.
pub fn step(file: &str, name: &str) -> String {
    step_of(&workflow(file), name)
}

/// The same of a workflow's or an action's text.
pub fn step_of(text: &str, name: &str) -> String {
    let head = format!("- name: {name}");
    let mut lines = text.lines().skip_while(|line| line.trim() != head).skip(1);
    let run = lines.by_ref().find(|line| line.trim_start().starts_with("run:"));
    let run = run.unwrap_or_else(|| panic!("no step {name} that runs"));
    let script = run.trim_start().trim_start_matches("run:").trim();
    if !script.starts_with('|') {
        return script.to_owned();
    }
    let block = lines.take_while(|line| line.trim().is_empty() || indent(line) > indent(run));
    let block: Vec<&str> = block.collect();
    let margin = block.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min().unwrap();
    block.iter().map(|line| format!("{}\n", line.get(margin..).unwrap_or_default())).collect()
}

/// A runner: a checkout, what is found on the path, and what a step may write.
pub struct Runner {
    pub home: TempDir,
    folder: PathBuf,
    environment: BTreeMap<String, String>,
}

const GH: &str = r#"#!/usr/bin/env bash
printf '%s\n' "$*" >> "$GH_LOG"
case "$1 $2" in
  "attestation verify") [ -f "$3" ] && [ -n "$GH_ATTESTED" ] ;;
  "run download") [ -n "$GH_MANIFEST" ] && mkdir -p "${@: -1}" && cp "$GH_MANIFEST" "${@: -1}/manifest.json" ;;
  "api "*)
    case "$*" in
      *--method*) ;;
      *"/workflows/publish.yml/runs?"*) printf '%s' "$GH_RUNS" | jq -r "$4" ;;
      *"/pulls/"*) printf '%s' "$GH_HEAD" ;;
      *"/comments"*) printf '%s' "$GH_COMMENTS" ;;
    esac ;;
  "pr create" | "workflow run") ;;
  *) exit 9 ;;
esac
"#;

/// Answers a GitLab API from files, by the path below the project; notes what was written.
const CURL: &str = r#"#!/usr/bin/env bash
method=GET
for argument in "$@"; do
  case "$argument" in
    PUT | POST) method="$argument" ;;
    https://*) address="$argument" ;;
  esac
done
printf '%s %s\n' "$method" "$address" >> "$CURL_LOG"
if [ "$method" != GET ]; then cp body.md "$CURL_LOG.body"; exit 0; fi
name="$(printf '%s' "${address#https://host.example/api/}" | tr '/?&=' '____')"
cat "$CURL_ANSWERS/$name"
"#;

const DATE: &str = r#"#!/usr/bin/env bash
[ "$*" = "-u -d last sunday +%F" ] && echo 2026-11-08
"#;

impl Runner {
    pub fn new(folder: &Path) -> Runner {
        let home = tempdir().unwrap();
        let bin = home.path().join("bin");
        fs::create_dir(&bin).unwrap();
        for (name, script) in [("gh", GH), ("date", DATE), ("curl", CURL)] {
            executable(&bin.join(name), script);
        }
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_scorebook"), bin.join("scorebook")).unwrap();
        let mut runner = Runner { folder: folder.to_owned(), environment: BTreeMap::new(), home };
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        runner.set("PATH", &path);
        for (name, file) in [
            ("GITHUB_STEP_SUMMARY", "summary.md"),
            ("GH_LOG", "gh.log"),
            ("RUNNER_TEMP", "temp"),
            ("CURL_LOG", "curl.log"),
            ("CURL_ANSWERS", "answers"),
            ("HOME", ""),
        ] {
            let path = runner.home.path().join(file).display().to_string();
            runner.set(name, &path);
        }
        for name in ["GH_MANIFEST", "GH_ATTESTED", "GH_HEAD", "GH_COMMENTS"] {
            runner.set(name, "");
        }
        runner.set("GITHUB_REPOSITORY", "o/r");
        runner.set("GH_RUNS", r#"{"workflow_runs":[]}"#);
        runner
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    /// Puts a program on the path.
    pub fn program(&self, name: &str, script: &str) {
        executable(&self.home.path().join("bin").join(name), script);
    }

    /// As the host runs a step that names no shell.
    pub fn run(&self, script: &str) -> Output {
        let file = self.home.path().join("step.sh");
        fs::write(&file, script).unwrap();
        let mut bash = Command::new("bash");
        bash.arg("-e").arg(file).current_dir(&self.folder).env_clear().envs(&self.environment);
        bash.output().unwrap()
    }

    pub fn step(&self, file: &str, name: &str) -> (bool, String) {
        let output = self.run(&step(file, name));
        (output.status.success(), both(&output))
    }

    pub fn passes(&self, file: &str, name: &str) -> String {
        let (passed, said) = self.step(file, name);
        assert!(passed, "{name}: {said}");
        said
    }

    pub fn fails(&self, file: &str, name: &str) -> String {
        let (passed, said) = self.step(file, name);
        assert!(!passed, "{name} passes: {said}");
        said
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.home.path().join(file)).unwrap_or_default()
    }

    pub fn site(&self) -> Value {
        serde_json::from_slice(&fs::read(self.folder.join("site/manifest.json")).unwrap()).unwrap()
    }
}

fn executable(path: &Path, script: &str) {
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

pub fn both(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

/// The script of a GitLab job, its commands one below the other.
pub fn gitlab(job: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".gitlab-ci.yml");
    gitlab_of(&fs::read_to_string(path).unwrap(), job, "script")
}

/// The same of a text of jobs: what stands under `script` or `before_script`.
pub fn gitlab_of(text: &str, job: &str, under: &str) -> String {
    let lines = text.lines().skip_while(|line| *line != format!("{job}:"));
    let lines = lines.skip_while(|line| line.trim() != format!("{under}:")).skip(1);
    let lines = lines.take_while(|line| line.trim().is_empty() || indent(line) > 2);
    let mut script = String::from("set -eo pipefail\n");
    for line in lines {
        match line.strip_prefix("    - ") {
            Some("|") => {}
            Some(command) => script.push_str(&format!("{command}\n")),
            // A remark between two commands stands further out.
            None if indent(line) < 6 => script.push_str(&format!("{}\n", line.trim_start())),
            None => script.push_str(&format!("{}\n", line.get(6..).unwrap_or_default())),
        }
    }
    script
}
