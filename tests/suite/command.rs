//! The program as it is called: exit status, streams, formats.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::{TempDir, tempdir};

type Test = Result<(), Box<dyn std::error::Error>>;

fn scorebook(folder: &Path, arguments: &[&str]) -> io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_scorebook")).args(arguments).current_dir(folder).output()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn empty() -> io::Result<TempDir> {
    tempdir()
}

#[test]
fn a_wrong_use_exits_with_2_and_says_what_to_do() -> Test {
    let folder = empty()?;
    for (arguments, said) in [
        (&["build"][..], "has no folder `data`"),
        (&["check", "--as-of", "2025-W53"], "2025 has no week 53"),
        (&["check", "--jobs", "0"], "--jobs"),
        (&["check", "--quiet", "--verbose"], "cannot be used with"),
        (&["explain", "unknown-vendro"], "did you mean `unknown-vendor`?"),
        (&["chekc"], "'check'"),
    ] {
        let output = scorebook(folder.path(), arguments)?;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_exits_with_2() -> Test {
    let folder = empty()?;
    let full = fs::OpenOptions::new().write(true).open("/dev/full")?;
    let output = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["completion", "zsh"])
        .current_dir(folder.path())
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()?
        .wait_with_output()?;
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot write to standard output"));
    Ok(())
}

#[test]
fn help_explain_and_completion_go_to_standard_output() -> Test {
    let folder = empty()?;
    for (arguments, said) in [
        (&["--help"][..], "Usage: scorebook"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
        (&["explain", "unknown-vendor"], "error[unknown-vendor]"),
        (&["completion", "bash"], "_scorebook()"),
    ] {
        let output = scorebook(folder.path(), arguments)?;
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(text(&output.stdout).contains(said), "{arguments:?}");
    }
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_panic() -> Test {
    let folder = empty()?;
    let mut child = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["completion", "zsh"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    drop(child.stdout.take());
    let output = child.wait_with_output()?;
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    Ok(())
}

#[test]
fn a_book_with_defects_leaves_the_former_site_and_exits_with_1() -> Test {
    let folder = empty()?;
    fs::create_dir_all(folder.path().join("data"))?;
    fs::write(folder.path().join("data/book.toml"), "format = \n")?;
    let output = scorebook(folder.path(), &["build", "--as-of", "2026-W46"])?;
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("not built"));
    assert!(!folder.path().join("site").exists());
    let json = scorebook(folder.path(), &["check", "--as-of", "2026-W46", "--format", "json", "-q"])?;
    let document: serde_json::Value = serde_json::from_slice(&json.stdout)?;
    assert_eq!((json.status.code(), &document["format"]), (Some(1), &serde_json::json!(1)));
    assert!(json.stderr.is_empty());
    Ok(())
}

#[test]
fn verbose_times_every_phase_in_its_order() -> Test {
    let folder = empty()?;
    let book = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/_sound/repo");
    let site = folder.path().join("site");
    let site = site.to_str().unwrap_or_default();
    for (arguments, phases) in [
        (&["check", "-v", "-r", book][..], &["read", "check", "compute"][..]),
        (&["build", "-v", "-r", book, "-o", site], &["read", "check", "compute", "render", "publish"]),
    ] {
        let output = scorebook(folder.path(), arguments)?;
        let said = text(&output.stderr);
        let times = said.lines().find_map(|line| line.strip_prefix("note: read ")).unwrap_or_default();
        let named: Vec<&str> = std::iter::once("read")
            .chain(times.split(", ").skip(1).filter_map(|time| time.split(' ').next()))
            .collect();
        assert_eq!((output.status.code(), named.as_slice()), (Some(0), phases), "{said}");
    }
    Ok(())
}
