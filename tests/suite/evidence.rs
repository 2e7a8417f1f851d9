//! The demo's evidence, checked by a program apart from this one: `tests/checker`, in Python.

use std::path::Path;
use std::process::{Command, Output};

type Test = Result<(), Box<dyn std::error::Error>>;

fn checker(site: &Path, more: &[&str]) -> std::io::Result<Output> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new("python3")
        .arg(root.join("tests/checker/check_evidence.py"))
        .arg(root)
        .arg(site)
        .args(more)
        .output()
}

fn built(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--root", env!("CARGO_MANIFEST_DIR"), "--output-dir"])
        .arg(folder)
        .output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Ok(())
}

#[test]
fn every_figure_of_the_demo_follows_from_the_lines_it_cites() -> Test {
    let folder = tempfile::tempdir()?;
    let site = folder.path().join("site");
    built(&site)?;
    let checked = checker(&site, &[])?;
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    // Every citation takes minutes; by hand: the same command with --shift alone.
    let moved = checker(&site, &["--shift", "--every", "40"])?;
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stdout));
    Ok(())
}
