//! Sign-offs in real repositories: who is verified, and what no commit can hide.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use scorebook::kit::source::sha256;
use tempfile::tempdir;

use crate::repo::Repo;

const SOUND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/_sound/repo");
const SIGNOFF: &str = "data/signoffs/2026-W45.toml";
pub const ROWS: &str = "data/metrics/acme/2026.csv";

fn copy(repo: &Repo, from: &Path, below: &str) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            copy(repo, &entry.path(), &format!("{path}/"));
        } else {
            repo.write(&path, fs::read(entry.path()).unwrap());
        }
    }
}

/// The sound book, recorded on a day.
pub fn book(day: &str) -> Repo {
    let repo = Repo::new();
    copy(&repo, Path::new(SOUND), "");
    repo.commit("Ada North", day, "A book");
    repo
}

pub fn scorebook(repo: &Repo, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scorebook"));
    command.args(arguments).arg("--root").arg(repo.path()).env("SCOREBOOK_CACHE", "off").output().unwrap()
}

pub fn said(output: &Output) -> String {
    let (out, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{out}{error}")
}

fn sign(repo: &Repo, more: &[&str]) -> String {
    let output = scorebook(repo, &[&["signoff", "2026-W45"], more].concat());
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

/// The lines of `check` that carry a code about sign-offs.
pub fn codes(repo: &Repo) -> Vec<String> {
    let text = said(&scorebook(repo, &["check", "--quiet", "--color", "never"]));
    let about = |line: &&str| line.contains("[signoff-") || line.contains("[restatement-");
    text.lines().filter(about).map(str::to_owned).collect()
}

fn change_a_row(repo: &Repo, from: &str, to: &str) {
    let text = fs::read_to_string(repo.path().join(ROWS)).unwrap();
    let line = text.lines().find(|line| line.starts_with("2026-W45,")).unwrap();
    assert!(line.contains(from), "{line}");
    repo.write(ROWS, text.replace(line, &line.replacen(from, to, 1)));
}

/// The row's numerator as the case has it, with its commas.
fn numerator(repo: &Repo) -> String {
    let text = fs::read_to_string(repo.path().join(ROWS)).unwrap();
    let line = text.lines().find(|line| line.starts_with("2026-W45,")).unwrap();
    format!(",{},", line.split(',').nth(6).unwrap())
}

#[test]
fn what_was_signed_changes_only_with_a_reason_and_a_second_person() {
    let repo = book("2026-11-16");
    let signed = sign(&repo, &["--by", "ada-north", "--note", "Agreed"]);
    assert!(signed.starts_with("signed 2026-W45: "), "{signed}");
    repo.commit("Ada North", "2026-11-17", "Sign week 45");
    assert_eq!(codes(&repo), [""; 0]);
    let again = scorebook(&repo, &["signoff", "2026-W45", "--by", "ben-field"]);
    assert!(again.status.code() == Some(1) && said(&again).contains("was signed off by Ada North"));

    // The figure is changed and the week signed anew in one commit.
    let before = numerator(&repo);
    change_a_row(&repo, &before, ",471,");
    let kept = fs::read_to_string(repo.path().join(SIGNOFF)).unwrap();
    let listing = scorebook(&repo, &["signoff", "2026-W45", "--list"]).stdout;
    let signed_hash = signed.lines().find_map(|line| line.trim().strip_prefix("sha256 ")).unwrap();
    assert!(kept.contains(signed_hash));
    repo.write(SIGNOFF, kept.replace(signed_hash, &sha256(&listing)));
    repo.commit("Ada North", "2026-11-18", "Tidy");
    assert_eq!(
        codes(&repo),
        [
            "error[signoff-edited]: `data/signoffs/2026-W45.toml` was changed after it was recorded",
            "error[signoff-stale]: figures or terms of 2026-W45 are not those that were signed"
        ]
    );
    for draft in [&["build", "--quiet"][..], &["build", "--quiet", "--draft"]] {
        assert_eq!(scorebook(&repo, draft).status.code(), Some(1), "no draft shows it");
        assert!(!repo.path().join("site").exists());
    }
    repo.write(SIGNOFF, kept);
    repo.commit("Ada North", "2026-11-18", "Restore what was signed");
    let stale = "error[signoff-stale]: figures or terms of 2026-W45 are not those that were signed";
    assert_eq!(codes(&repo), [stale]);

    let own = scorebook(&repo, &["signoff", "2026-W45", "--by", "ada-north", "--reason", "Corrected"]);
    assert_eq!(own.status.code(), Some(1));
    assert!(
        said(&own).contains("who made a change does not approve it; their change: in commit "),
        "{}",
        said(&own)
    );
    assert!(said(&own).contains("= help: let somebody approve it who made no change: --by ben-field\n"));
    assert!(!repo.path().join("data/signoffs/2026-W45-restatement-01.toml").exists());
    sign(&repo, &["--by", "ben-field", "--reason", "The client corrected its export"]);
    repo.commit("Ada North", "2026-11-19", "Say why");
    assert_eq!(codes(&repo), [""; 0]);
    repo.remove("data/signoffs/2026-W45-restatement-01.toml");
    change_a_row(&repo, ",471,", &before);
    repo.commit("Ada North", "2026-11-20", "As if nothing had been");
    let removed = "error[signoff-edited]: `data/signoffs/2026-W45-restatement-01.toml` was removed after it was recorded";
    assert_eq!(codes(&repo), [removed]);
}

const SECOND: &str = "data/signoffs/2026-W45-restatement-02.toml";

/// A week that is signed, and a figure of it that Ada North changed after that.
fn changed_after_sign_off() -> Repo {
    let repo = book("2026-11-16");
    sign(&repo, &["--by", "ada-north"]);
    repo.commit("Ada North", "2026-11-17", "Sign week 45");
    let before = numerator(&repo);
    change_a_row(&repo, &before, ",471,");
    repo.commit("Ada North", "2026-11-18", "Correct");
    repo
}

/// The restatement that an earlier version wrote, or that somebody wrote by hand: by who made the change.
#[test]
fn item6_a_restatement_by_who_made_the_change_is_no_dead_end() {
    let repo = changed_after_sign_off();
    let listing = scorebook(&repo, &["signoff", "2026-W45", "--list"]).stdout;
    let own = format!(
        "reason = \"Corrected\"\napproved-by = \"ada-north\"\non = 2026-11-18\nhash-after = \"{}\"\n",
        sha256(&listing)
    );
    repo.write("data/signoffs/2026-W45-restatement-01.toml", &own);
    repo.commit("Ada North", "2026-11-18", "Say why");
    let refused = "error[restatement-refused]: Ada North approves restatement 01 of 2026-W45 and made it";
    assert_eq!(codes(&repo), [refused]);
    assert_eq!(scorebook(&repo, &["build", "--quiet", "--draft"]).status.code(), Some(1));
    let other = scorebook(&repo, &["signoff", "2026-W44", "--by", "ben-field"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(
        said(&other).contains("`scorebook signoff 2026-W45 --by ANOTHER --reason TEXT`"),
        "{}",
        said(&other)
    );
    let again = scorebook(&repo, &["signoff", "2026-W45", "--by", "ada-north", "--reason", "Corrected"]);
    assert!(again.status.code() == Some(1) && said(&again).contains("--by ben-field"), "{}", said(&again));

    let written = sign(&repo, &["--by", "ben-field", "--reason", "I looked at the client's export"]);
    assert!(
        written.contains(SECOND) && written.contains("let somebody else than ben-field commit it"),
        "{written}"
    );
    repo.commit("Ada North", "2026-11-19", "Approved by Ben");
    assert_eq!(codes(&repo), [""; 0]);
    assert!(scorebook(&repo, &["build", "--quiet"]).status.success());
    let page = fs::read_to_string(repo.path().join("site/signoffs/index.html")).unwrap();
    assert!(page.contains("refused") && page.contains("approved again since"));
    let more = scorebook(&repo, &["signoff", "2026-W45", "--by", "ben-field", "--reason", "Once more"]);
    assert!(said(&more).contains("there is nothing to restate"), "{}", said(&more));
    assert!(scorebook(&repo, &["signoff", "2026-W44", "--by", "ben-field"]).status.success());
}

/// Who commits the file cannot be seen by who writes it: `check` refuses it, and the next one is the way on.
#[test]
fn item6_a_restatement_that_its_approver_committed_is_no_dead_end() {
    let repo = changed_after_sign_off();
    sign(&repo, &["--by", "ben-field", "--reason", "Corrected"]);
    repo.commit("Ben Field", "2026-11-19", "Say why");
    assert_eq!(
        codes(&repo),
        ["error[restatement-refused]: Ben Field approves restatement 01 of 2026-W45 and made it"]
    );
    sign(&repo, &["--by", "ben-field", "--reason", "Corrected, committed by somebody else"]);
    repo.commit("Ada North", "2026-11-20", "Say why");
    assert!(repo.path().join(SECOND).exists());
    assert_eq!(codes(&repo), [""; 0]);
}

/// A refused restatement moves nothing on: who made the change before it cannot approve the change after it either.
#[test]
fn item6_a_refused_restatement_does_not_wash_the_change_before_it() {
    let repo = changed_after_sign_off();
    sign(&repo, &["--by", "ben-field", "--reason", "Corrected"]);
    repo.commit("Ben Field", "2026-11-19", "Say why");
    let own = scorebook(&repo, &["signoff", "2026-W45", "--by", "ada-north", "--reason", "Corrected"]);
    assert!(own.status.code() == Some(1) && said(&own).contains("does not approve it"), "{}", said(&own));
}

#[test]
fn item6_a_change_of_two_signed_periods_is_restated_in_turn() {
    let repo = book("2026-11-16");
    sign(&repo, &["--by", "ada-north"]);
    let month = ["signoff", "2026-10", "--by", "ada-north"];
    assert!(scorebook(&repo, &month).status.success(), "{}", said(&scorebook(&repo, &month)));
    repo.commit("Ada North", "2026-11-17", "Sign");
    // A term of the contract is in force in both.
    let path = "data/contracts/acme-2026/contract.toml";
    let contract = fs::read_to_string(repo.path().join(path)).unwrap();
    assert!(contract.contains("target = 95\n"));
    repo.write(path, contract.replace("target = 95\n", "target = 94\n"));
    repo.commit("Ada North", "2026-11-18", "Correct");
    assert_eq!(codes(&repo).len(), 2, "{:?}", codes(&repo));
    for period in ["2026-W45", "2026-10"] {
        let arguments = ["signoff", period, "--by", "ben-field", "--reason", "The target was mistyped"];
        let output = scorebook(&repo, &arguments);
        assert!(output.status.success(), "{}", said(&output));
    }
    repo.commit("Ada North", "2026-11-19", "Say why");
    assert_eq!(codes(&repo), [""; 0]);
}

#[test]
fn item6_what_check_would_refuse_is_refused_before_anything_is_written() {
    let repo = book("2026-11-16");
    for (more, why) in [
        (&["--note", "ask ada.north@labelling.acme"][..], "check` would refuse it"),
        (&["--by", "nobody"], "declares no person `nobody`"),
        (&["--on", "2026-11-01"], "ends on 2026-11-08, after 2026-11-01"),
    ] {
        let mut arguments = vec!["signoff", "2026-W45"];
        if !more.contains(&"--by") {
            arguments.extend(["--by", "ada-north"]);
        }
        arguments.extend(more);
        let output = scorebook(&repo, &arguments);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains(why), "{}", said(&output));
        assert!(!repo.path().join("data/signoffs").exists(), "{why}");
    }
    let changed = changed_after_sign_off();
    let output = scorebook(&changed, &["signoff", "2026-W45", "--by", "ben-field", "--reason", ""]);
    assert!(
        output.status.code() == Some(1) && said(&output).contains("check` would refuse it"),
        "{}",
        said(&output)
    );
}

#[cfg(target_os = "linux")]
#[test]
fn f14_a_sign_off_that_cannot_be_told_of_says_that_it_is_written() {
    let repo = book("2026-11-16");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["signoff", "2026-W45", "--by", "ada-north", "--root"])
        .arg(repo.path())
        .env("SCOREBOOK_CACHE", "off")
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("`data/signoffs/2026-W45.toml` is written; cannot write to"),
        "{}",
        said(&output)
    );
    assert!(repo.path().join(SIGNOFF).exists());
}

#[test]
fn a_signed_commit_makes_a_claim_a_verified_name() {
    let keys = tempdir().unwrap();
    let key = keys.path().join("id");
    let made =
        Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]).arg(&key).status();
    if !made.is_ok_and(|made| made.success()) {
        eprintln!("no ssh-keygen: signatures are tested with keys made in the program alone");
        return;
    }
    let public = fs::read_to_string(key.with_extension("pub")).unwrap();
    let signing = format!("user.signingKey={}", key.display());
    let verdict = |of: &str| {
        let repo = book("2026-11-16");
        let book = fs::read_to_string(repo.path().join("data/book.toml")).unwrap();
        let person = format!("[people.{of}]\n");
        assert!(book.contains(&person));
        repo.write(
            "data/book.toml",
            book.replace(&person, &format!("{person}keys = [\"{}\"]\n", public.trim())),
        );
        sign(&repo, &["--by", "ada-north"]);
        repo.git(&["add", "--all"]);
        repo.git(&[
            "-c",
            "gpg.format=ssh",
            "-c",
            &signing,
            "commit",
            "--quiet",
            "-S",
            "--message",
            "Sign week 45",
        ]);
        let built = scorebook(&repo, &["build", "--quiet"]);
        assert!(built.status.success(), "{}", said(&built));
        let page = fs::read_to_string(repo.path().join("site/signoffs/index.html")).unwrap();
        let site = fs::read_to_string(repo.path().join("site/sites/acme-porto/2026-W45/index.html")).unwrap();
        (page, site)
    };
    let (page, site) = verdict("ada-north");
    assert!(page.contains("verified") && page.contains("SHA256:"), "{page}");
    assert!(site.contains("Signed off by Ada North (verified)"), "{site}");
    let (page, site) = verdict("ben-field");
    assert!(page.contains("the book names no key of theirs") && !page.contains("SHA256:"));
    assert!(site.contains("Signed off by Ada North (claimed)"));
}

/// A commit that adds a key and signs with it proves nothing until somebody else has had it in hand.
#[test]
fn robustness_17_a_key_is_a_finding_until_somebody_else_confirms_it() {
    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
    let with_key = |repo: &Repo, behind: &str| {
        let book = fs::read_to_string(repo.path().join("data/book.toml")).unwrap();
        let lines: Vec<&str> = book.lines().filter(|line| !line.starts_with("keys")).collect();
        let person = "[people.ada-north]\n";
        let book = format!("{}\n", lines.join("\n"));
        repo.write("data/book.toml", book.replace(person, &format!("{person}keys = [\"{KEY}\"]{behind}\n")));
    };
    let finding = |repo: &Repo| {
        let checked = scorebook(repo, &["check", "--quiet"]);
        said(&checked).matches("[key-unconfirmed]").count()
    };
    let repo = book("2026-11-16");
    assert_eq!(finding(&repo), 0);
    with_key(&repo, "");
    repo.commit("Ada North", "2026-11-17", "My key");
    assert_eq!(finding(&repo), 1);
    repo.write("data/vendors/acme.toml", "name = \"Acme Data\"\nowner = \"ada-north\"\n");
    repo.commit("Ben Field", "2026-11-18", "Something else");
    assert_eq!(finding(&repo), 1, "what somebody else does elsewhere confirms no key");
    with_key(&repo, " # compared with Ada on the phone");
    repo.commit("Ben Field", "2026-11-19", "Confirm the key");
    assert_eq!(finding(&repo), 0);

    let repo = book("2026-11-16");
    repo.git(&["checkout", "--quiet", "-b", "key"]);
    with_key(&repo, "");
    repo.commit("Ada North", "2026-11-17", "My key");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.merge("Ben Field", "2026-11-18", "key");
    assert_eq!(finding(&repo), 0, "a merge by somebody else confirms it");
}
