//! The first steps, as README.md and docs/start.md print them, run by bash in a folder of their own.

use std::fs;
use std::path::Path;

use tempfile::{TempDir, tempdir};

use crate::runner::{Runner, both};

/// The blocks of shell commands of a page, from a heading on; to the next of its rank.
fn commands(page: &str, heading: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
    let section = text.split_once(&format!("\n{heading}\n")).map_or(text.as_str(), |(_, below)| below);
    let section = if heading.is_empty() { section } else { section.split("\n## ").next().unwrap() };
    let blocks: Vec<&str> =
        section.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty(), "{page} has no commands under {heading}");
    blocks.concat()
}

/// A runner whose cargo only says what it was asked for: to install the program takes minutes.
fn runner(folder: &Path) -> Runner {
    let mut runner = Runner::new(folder);
    runner.program("cargo", "#!/usr/bin/env bash\nprintf 'cargo %s\\n' \"$*\"\n");
    for (name, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_AUTHOR_NAME", "Alex Example"),
        ("GIT_AUTHOR_EMAIL", "a@example.org"),
        ("GIT_COMMITTER_NAME", "Alex Example"),
        ("GIT_COMMITTER_EMAIL", "a@example.org"),
    ] {
        runner.set(name, value);
    }
    // `date` is the host's of a workflow there; here the day is today.
    fs::remove_file(runner.home.path().join("bin/date")).unwrap();
    runner
}

#[test]
fn install_init_build_as_the_readme_has_it() {
    let folder: TempDir = tempdir().unwrap();
    let script = commands("README.md", "## Start");
    let output = runner(folder.path()).run(&script);
    let said = both(&output);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("cargo install --locked --path ."), "{said}");
    assert!(said.contains("0 defects · 0 findings"), "{said}");
    assert!(folder.path().join("vendors/site/index.html").exists());
    assert!(folder.path().join("vendors/README.md").exists(), "the README says that it says what to change");
}

#[test]
fn the_page_on_starting_a_book_runs_to_the_first_commit_and_beyond() {
    let folder: TempDir = tempdir().unwrap();
    let mut script = commands("docs/start.md", "");
    // The plan that the page starts has blanks, which stop a build.
    script.push_str("! scorebook check --quiet > /dev/null\nrm data/plans/late-answers.toml\n");
    script.push_str("sed -i '/^as-of/d' data/book.toml\ngit commit --quiet --all --message 'The report follows the commits'\n");
    script.push_str("scorebook build --strict\nscorebook verify site\n");
    let output = runner(folder.path()).run(&script);
    let said = both(&output);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("what commit"), "{said}");
}

/// Each option of `init` and of `serve` stands in its page, and the page names no other.
#[test]
fn the_pages_name_the_options_that_there_are() {
    the_page_names_the_options(include_str!("../../docs/start.md"), "init");
    #[cfg(feature = "serve")]
    the_page_names_the_options(include_str!("../../docs/serve.md"), "serve");
}

fn the_page_names_the_options(page: &str, command: &str) {
    let folder: TempDir = tempdir().unwrap();
    let help = both(&runner(folder.path()).run(&format!("scorebook {command} --help")));
    let options = |text: &str| -> std::collections::BTreeSet<String> {
        let words = text.split(|c: char| !(c.is_ascii_lowercase() || c == '-'));
        words.filter(|word| word.starts_with("--") && word.len() > 3).map(str::to_owned).collect()
    };
    let known = options(&help);
    let named: std::collections::BTreeSet<String> =
        page.lines().filter(|line| line.starts_with("| `--")).flat_map(options).collect();
    let missing: Vec<&String> =
        known.iter().filter(|option| *option != "--help" && !named.contains(*option)).collect();
    let unknown: Vec<&String> = named.difference(&known).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "{command}: missing {missing:?}, unknown {unknown:?}");
}
