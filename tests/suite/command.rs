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
        (&["check", "-v", "-r", book][..], &["read", "compute", "check"][..]),
        (&["build", "-v", "-r", book, "-o", site], &["read", "compute", "check", "render", "publish"]),
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

/// A sound book whose metric file has the rows given.
fn sound_with(rows: &str) -> Result<TempDir, Box<dyn std::error::Error>> {
    let folder = empty()?;
    let mut files = crate::cases::Files::new();
    let sound = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/_sound/repo");
    crate::cases::collect(Path::new(sound), &mut files);
    let header = "period,site,project,queue,language,metric,numerator,denominator,status\n";
    files.insert("data/metrics/acme/2026.csv".to_owned(), format!("{header}{rows}").into_bytes());
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
        fs::write(path, bytes)?;
    }
    Ok(folder)
}

#[test]
fn adoption_10_a_check_ends_with_a_tally_by_code_and_lists_one_when_asked() -> Test {
    let row = |week: u32, metric: &str, status: &str| {
        format!("2026-W{week},acme-porto,atlas,atlas-pt,pt-PT,{metric},484,500,{status}\n")
    };
    let metrics = (31..39).map(|week| row(week, &format!("metric-{week}"), "final"));
    let words = (39..44).map(|week| row(week, "accuracy", &format!("word-{week}")));
    let folder = sound_with(&metrics.chain(words).collect::<String>())?;
    let all = scorebook(folder.path(), &["check"])?;
    let said = text(&all.stderr);
    let table = "by code (`scorebook check unknown-metric` lists one alone):\n  8  unknown-metric  defect\n  5  unknown-word    defect\n";
    assert!(said.contains(table), "{said}");
    assert_eq!((all.status.code(), said.contains("13 defects")), (Some(1), true), "{said}");
    let one = scorebook(folder.path(), &["check", "unknown-word"])?;
    let (listed, said) = (text(&one.stdout), text(&one.stderr));
    assert_eq!((listed.matches("error[").count(), listed.matches("error[unknown-word]").count()), (5, 5));
    assert!(said.contains("note: listed 5 of 13 messages\n") && said.contains("13 defects"), "{said}");
    // What is listed changes nothing of what the book is.
    let none = scorebook(folder.path(), &["check", "sop-orphan", "unknown-key"])?;
    assert_eq!((none.status.code(), text(&none.stdout)), (Some(1), String::new()));
    let wrong = scorebook(folder.path(), &["check", "unknown-wrod"])?;
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("did you mean `unknown-word`?"), "{}", text(&wrong.stderr));
    Ok(())
}

#[test]
fn adoption_10_findings_wait_while_the_rows_they_rest_on_have_defects() -> Test {
    let row = |week: u32, numerator: &str| {
        format!("2026-W{week},acme-porto,atlas,atlas-pt,pt-PT,accuracy,{numerator},500,final\n")
    };
    let missed: String = (31..=42).map(|week| row(week, "400")).collect();
    let found = |rows: &str| -> Result<(String, String), Box<dyn std::error::Error>> {
        let output = scorebook(sound_with(rows)?.path(), &["check"])?;
        Ok((text(&output.stdout), text(&output.stderr)))
    };
    let (listed, said) = found(&missed)?;
    assert!(listed.contains("error[breach-without-plan]") && !said.contains("wait"), "{listed}{said}");
    let (listed, said) = found(&(missed + &row(43, "n/a")))?;
    assert!(!listed.contains("breach-without-plan") && listed.contains("error[not-a-number]"), "{listed}");
    assert!(
        said.contains("wait") && said.contains("rows of data/metrics/acme/2026.csv have defects"),
        "{said}"
    );
    Ok(())
}

#[test]
fn x79_the_history_is_to_be_purged_only_where_the_words_stand_in_it() -> Test {
    let address = "ann.lee@labelling.acme";
    let help = |repo: &crate::repo::Repo| -> Result<String, Box<dyn std::error::Error>> {
        let output = scorebook(repo.path(), &["check", "personal-data"])?;
        let said = text(&output.stdout);
        let help = said.lines().find(|line| line.contains("= help:")).unwrap_or_default().trim().to_owned();
        Ok(help)
    };
    let mut files = crate::cases::Files::new();
    let sound = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/_sound/repo");
    crate::cases::collect(Path::new(sound), &mut files);
    let repo = crate::repo::Repo::new();
    files.iter().for_each(|(path, bytes)| repo.write(path, bytes));
    let vendor =
        |note: &str| format!("name = \"Acme Labelling\"\nowner = \"ada-north\"\nnote = \"{note}\"\n");
    let write = "= help: write a handle of book.toml or a role in its place";
    repo.write("data/vendors/acme.toml", vendor(address));
    assert_eq!(help(&repo)?, format!("{write}, before the first commit"));
    repo.write("data/vendors/acme.toml", vendor("Nobody"));
    repo.commit("Ada North", "2026-11-16", "The book");
    repo.write("data/vendors/acme.toml", vendor(address));
    assert_eq!(help(&repo)?, format!("{write}, before it is committed"));
    repo.commit("Ada North", "2026-11-16", "An address");
    let purge = format!("{write}, and purge it from the history, as `scorebook explain personal-data` says");
    assert_eq!(help(&repo)?, purge);
    // Taken out and put elsewhere it still stands in the history.
    repo.write("data/vendors/acme.toml", vendor("Nobody"));
    repo.write(
        "data/sites/acme-porto.toml",
        [&files["data/sites/acme-porto.toml"][..], format!("note = \"{address}\"\n").as_bytes()].concat(),
    );
    assert_eq!(help(&repo)?, purge);
    Ok(())
}
