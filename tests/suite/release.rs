//! Releases: the archive that `scripts/package` makes, and `scripts/install`, which takes one only when it is the one that was meant.

use std::fs;
use std::path::Path;
use std::process::Command;

use jiff::civil::date;
use scorebook::kit::source::sha256;
use scorebook::starter::{self, Host, Pace, Request};
use tempfile::{TempDir, tempdir};

use crate::runner::{Runner, both, gitlab_of, step_of};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const PROGRAM: &[u8] = b"#!/bin/sh\necho this is the program\n";

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The triple of releases for the machine of the test.
fn target() -> String {
    let system = if cfg!(target_os = "macos") { "apple-darwin" } else { "unknown-linux-musl" };
    format!("{}-{system}", std::env::consts::ARCH)
}

fn package(target: &str, folder: &Path) -> String {
    let program = folder.join("built");
    fs::create_dir_all(folder).unwrap();
    fs::write(&program, PROGRAM).unwrap();
    let licences = folder.join("THIRD-PARTY.txt");
    fs::write(&licences, "of others\n").unwrap();
    let output = Command::new("python3")
        .arg(top().join("scripts/package"))
        .args([program.as_os_str(), target.as_ref(), folder.as_os_str(), licences.as_os_str()])
        .env("SOURCE_DATE_EPOCH", "1790000000")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", both(&output));
    let path = String::from_utf8(output.stdout).unwrap();
    Path::new(path.trim()).file_name().unwrap().to_string_lossy().into_owned()
}

/// A release as a host of repositories keeps it, and one who installs from it.
struct Release {
    host: TempDir,
    archive: String,
    sha256: String,
    runner: Runner,
}

impl Release {
    fn new() -> Release {
        let host = tempdir().unwrap();
        let folder = host.path().join(format!("o/scorebook/releases/download/v{VERSION}"));
        let archive = package(&target(), &folder);
        let sha256 = sha256(fs::read(folder.join(&archive)).unwrap());
        let sums = fs::read_to_string(folder.join(format!("{archive}.sha256"))).unwrap();
        assert_eq!(sums, format!("{sha256}  {archive}\n"));
        fs::write(folder.join("SHA256SUMS"), sums).unwrap();
        let mut runner = Runner::new(host.path());
        // The real one, which reads files too.
        fs::remove_file(runner.home.path().join("bin/curl")).unwrap();
        let releases = format!("file://{}/o/scorebook/releases/download", host.path().display());
        for (name, value) in [
            ("SCOREBOOK_RELEASES", releases.as_str()),
            ("SCOREBOOK_VERSION", VERSION),
            ("SCOREBOOK_SHA256", ""),
            ("SCOREBOOK_PROVENANCE", ""),
        ] {
            runner.set(name, value);
        }
        Release { host, archive, sha256, runner }
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.host.path().join(format!("o/scorebook/releases/download/v{VERSION}/{name}"))
    }

    /// Whether the program was installed, and what was said. What is refused leaves nothing.
    fn install(&self) -> (bool, String) {
        let folder = self.runner.home.path().join("installed");
        let script = format!("sh '{}' '{}'\n", top().join("scripts/install").display(), folder.display());
        let output = self.runner.run(&script);
        let program = fs::read(folder.join("scorebook"));
        assert_eq!(program.is_ok(), output.status.success(), "{}", both(&output));
        if let Ok(program) = program {
            assert_eq!(program, PROGRAM);
            fs::remove_dir_all(&folder).unwrap();
        }
        (output.status.success(), both(&output))
    }

    fn refused(&self, why: &str) {
        let (installed, said) = self.install();
        assert!(!installed && said.contains(why), "{said}");
    }
}

#[test]
fn the_same_program_gives_the_same_archive_and_its_names_are_those_that_binstall_looks_for() {
    let folders = [tempdir().unwrap(), tempdir().unwrap()];
    let manifest: toml::Table = fs::read_to_string(top().join("Cargo.toml")).unwrap().parse().unwrap();
    let binstall = &manifest["package"]["metadata"]["binstall"];
    for (target, end) in [
        ("x86_64-unknown-linux-musl", ".tgz"),
        ("aarch64-apple-darwin", ".tgz"),
        ("x86_64-pc-windows-msvc", ".zip"),
    ] {
        let archive = package(target, folders[0].path());
        assert_eq!(archive, package(target, folders[1].path()));
        let [one, other] = folders.each_ref().map(|folder| fs::read(folder.path().join(&archive)).unwrap());
        assert!(one == other, "{archive}");
        let windows = &binstall["overrides"]["x86_64-pc-windows-msvc"]["pkg-fmt"];
        assert_eq!((windows.as_str(), binstall["pkg-fmt"].as_str()), (Some("zip"), Some("tgz")));
        // To binstall the suffix of a tgz is either of two.
        let suffix = if end == ".zip" { ".zip" } else { ".tar.gz" };
        let filled = |template: &str| {
            [
                ("{ name }", "scorebook"),
                ("{ version }", VERSION),
                ("{ target }", target),
                ("{ archive-suffix }", suffix),
            ]
            .iter()
            .fold(template.to_owned(), |text, (blank, word)| text.replace(blank, word))
        };
        let url = filled(binstall["pkg-url"].as_str().unwrap());
        assert_eq!(url, format!("{{ repo }}/releases/download/v{VERSION}/{archive}"));
        let folder = archive.strip_suffix(suffix).unwrap();
        assert_eq!(
            filled(binstall["bin-dir"].as_str().unwrap()),
            format!("{folder}/{{ bin }}{{ binary-ext }}")
        );
    }
}

#[test]
fn an_archive_of_the_checksum_that_was_meant_is_installed_and_no_other() {
    let mut release = Release::new();
    release.refused("say what the archive is known by");
    release.runner.set("SCOREBOOK_SHA256", &release.sha256.clone());
    assert!(release.install().0);
    release.runner.set("SCOREBOOK_SHA256", &"0".repeat(64));
    release.refused("was expected: nothing is installed");

    // Changed on its way, with the checksums beside it: who pinned the sum sees it.
    release.runner.set("SCOREBOOK_SHA256", &release.sha256.clone());
    let archive = release.file(&release.archive);
    fs::write(&archive, [fs::read(&archive).unwrap(), b"x".to_vec()].concat()).unwrap();
    release.refused("was expected: nothing is installed");
    fs::remove_file(&archive).unwrap();
    release.refused("cannot have file://");
}

#[test]
fn without_a_pinned_checksum_the_archive_bears_the_proof_of_its_workflow() {
    let mut release = Release::new();
    release.runner.set("SCOREBOOK_PROVENANCE", "o/scorebook");
    release.refused("bears no proof of the release workflow of o/scorebook");
    release.runner.set("GH_ATTESTED", "yes");
    assert!(release.install().0);
    let log = release.runner.read("gh.log");
    assert!(
        log.contains(&format!(
            "--repo o/scorebook --signer-workflow o/scorebook/.github/workflows/release.yml --source-ref refs/tags/v{VERSION}"
        )),
        "{log}"
    );
    fs::write(release.file("SHA256SUMS"), format!("{}  {}\n", "0".repeat(64), release.archive)).unwrap();
    release.refused("was expected: nothing is installed");
    fs::write(release.file("SHA256SUMS"), "").unwrap();
    release.refused("does not name");
}

#[test]
fn no_release_comes_over_an_open_line_or_by_a_strange_name() {
    let mut release = Release::new();
    release.runner.set("SCOREBOOK_SHA256", &release.sha256.clone());
    release.runner.set("SCOREBOOK_RELEASES", "http://127.0.0.1:9/releases");
    release.refused("cannot have http://127.0.0.1:9");
    release.runner.set("SCOREBOOK_VERSION", "1.0/../../else");
    release.refused("this is no version");
}

/// The workflows of a book take a release where it names one; how a commit is built instead, `init.rs` shows.
#[test]
fn the_workflows_of_a_book_install_the_release_that_it_names() {
    let mut release = Release::new();
    for (host, install) in
        [(Host::GitHub, ".github/actions/program/install"), (Host::GitLab, ".gitlab/install")]
    {
        let files = starter::files(&Request {
            on: date(2026, 11, 28),
            pace: Pace::Weekly,
            host,
            title: starter::TITLE.to_owned(),
            organisation: starter::ORGANISATION.to_owned(),
            currency: starter::CURRENCY.to_owned(),
            time_zone: starter::TIME_ZONE.to_owned(),
        });
        let files = files.unwrap();
        let text = |path: &str| files.iter().find(|file| file.path == path).unwrap().text.clone();
        let at = release.host.path().join(install);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(&at, text(install)).unwrap();
        let repository = format!("file://{}/o/scorebook", release.host.path().display());
        let home = release.runner.home.path().join(format!("home-{host:?}"));
        let prefix = if host == Host::GitLab { "SCOREBOOK_" } else { "" };
        for (name, value) in [
            ("REPOSITORY", repository.as_str()),
            ("VERSION", VERSION),
            ("SHA256", &release.sha256.clone()),
            ("COMMIT", ""),
            ("RELEASES", ""),
        ] {
            release.runner.set(&format!("{prefix}{name}"), value);
        }
        for folder in ["HOME", "CI_PROJECT_DIR"] {
            release.runner.set(folder, &home.display().to_string());
        }
        let script = match host {
            Host::GitHub => step_of(&text(".github/actions/program/action.yml"), "Program"),
            _ => gitlab_of(&text(".gitlab/program.yml"), "default", "before_script"),
        };
        let output = release.runner.run(&script);
        assert!(output.status.success(), "{}", both(&output));
        assert_eq!(fs::read(home.join(".scorebook/bin/scorebook")).unwrap(), PROGRAM, "{host:?}");
    }
}

/// What one may `include` on GitLab: the same archive, and nothing without the checksum that was meant.
/// GitLab has the files of a release at `…/-/releases/v1.2.3/downloads/`.
#[test]
fn a_release_on_gitlab_is_installed_too() {
    let mut release = Release::new();
    let below = release.host.path().join("o/scorebook/-/releases");
    fs::create_dir_all(below.join(format!("v{VERSION}"))).unwrap();
    let github = release.host.path().join(format!("o/scorebook/releases/download/v{VERSION}"));
    fs::rename(github, below.join(format!("v{VERSION}/downloads"))).unwrap();
    release.runner.set("SCOREBOOK_RELEASES", &format!("file://{}", below.display()));
    release.runner.set("SCOREBOOK_SHA256", &release.sha256.clone());
    let (installed, said) = release.install();
    assert!(installed, "{said}");
}

#[test]
fn the_component_installs_the_archive_of_its_checksum_alone() {
    let mut release = Release::new();
    let text = fs::read_to_string(top().join(".gitlab/component.yml")).unwrap();
    let script = gitlab_of(&text, ".scorebook", "before_script");
    if !release.archive.contains("x86_64-unknown-linux") {
        return;
    }
    let found = "command -v scorebook; cat \"$(command -v scorebook)\"\n";
    release.runner.set("SCOREBOOK_SHA256", &release.sha256.clone());
    let output = release.runner.run(&format!("{script}{found}"));
    assert!(output.status.success() && both(&output).contains("this is the program"), "{}", both(&output));
    for wrong in ["", &"0".repeat(64)] {
        release.runner.set("SCOREBOOK_SHA256", wrong);
        let output = release.runner.run(&format!("{script}{found}"));
        assert!(!output.status.success() && !both(&output).contains("this is the program"), "{wrong}");
    }
}

/// The workflow makes each archive that the installer asks for, with the scripts that are tried here.
#[test]
fn the_release_has_an_archive_for_each_system_that_install_knows() {
    let workflow = fs::read_to_string(top().join(".github/workflows/release.yml")).unwrap();
    let install = fs::read_to_string(top().join("scripts/install")).unwrap();
    for target in [
        "x86_64-unknown-linux-musl",
        "aarch64-unknown-linux-musl",
        "x86_64-unknown-linux-gnu",
        "aarch64-unknown-linux-gnu",
        "aarch64-apple-darwin",
        "x86_64-apple-darwin",
        "x86_64-pc-windows-msvc",
    ] {
        assert!(workflow.contains(&format!("target: {target} }}")), "{target}");
        let (processor, system) = target.split_once('-').unwrap();
        assert!(install.contains(&format!("system={system}")), "{system}");
        assert!(install.contains(&format!("processor={processor}")), "{processor}");
    }
    assert!(workflow.contains(
        "scripts/package \"target/$TARGET/release/scorebook$end\" \"$TARGET\" archives THIRD-PARTY.txt"
    ));
}

#[test]
fn a_tag_that_is_not_the_version_makes_no_release() {
    let mut runner = Runner::new(top());
    runner.set("TAG", &format!("v{VERSION}"));
    runner.passes("release.yml", "The tag is the version");
    runner.set("TAG", "v99.0.0");
    assert!(runner.fails("release.yml", "The tag is the version").contains("the tag is v99.0.0"));
}

/// Every crate that the program has inside is named with its licence, and the texts that have to go with a copy are there.
#[cfg(target_os = "linux")]
#[test]
fn the_licences_of_what_is_inside_go_with_the_program() {
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new("python3").arg(top().join("scripts/licences")).arg(host).output().unwrap();
    assert!(output.status.success(), "{}", both(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    for (inside, licence) in
        [("polars", "MIT"), ("tera", "MIT"), ("charming", ""), ("gix", ""), ("axum", "MIT")]
    {
        let line = text.lines().find(|line| line.starts_with(&format!("{inside} ")));
        assert!(line.is_some_and(|line| line.contains(licence)), "{inside}: {line:?}");
    }
    assert!(
        !text.contains("\nproptest ") && !text.contains("\nscorebook-kit "),
        "tests and own crates are none"
    );
    assert!(text.contains("WITHOUT WARRANTY OF ANY KIND") && text.contains("Copyright (c)"));
}
