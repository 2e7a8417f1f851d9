//! `init`: a book that builds at once, on whatever day, beside whatever stands there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use jiff::civil::{Date, Weekday, date};
use tempfile::{TempDir, tempdir};

use scorebook::starter::{self, Host, Pace, Request};

use crate::cases;
use crate::repo::Repo;
use crate::reproducible::read_all;
use crate::runner::{Runner, both, gitlab_of, step_of};
use crate::support;

const PACES: [Pace; 2] = [Pace::Weekly, Pace::Monthly];
const HOSTS: [Host; 3] = [Host::GitHub, Host::GitLab, Host::None];

fn request(on: Date, pace: Pace, host: Host) -> Request {
    Request {
        on,
        pace,
        host,
        title: starter::TITLE.to_owned(),
        organisation: starter::ORGANISATION.to_owned(),
        currency: starter::CURRENCY.to_owned(),
        time_zone: starter::TIME_ZONE.to_owned(),
    }
}

fn files(request: &Request) -> BTreeMap<String, String> {
    let files = starter::files(request).unwrap_or_else(|why| panic!("{request:?}: {why}"));
    files.into_iter().map(|file| (file.path, file.text)).collect()
}

/// The texts are books that anybody can read, check and build as they stand in `starter/`.
#[test]
fn the_texts_are_the_book_of_their_day() {
    for (pace, folder) in [(Pace::Weekly, "weekly"), (Pace::Monthly, "monthly")] {
        let mut on_disk = cases::Files::new();
        cases::collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("starter").join(folder), &mut on_disk);
        let made = files(&request(date(2026, 11, 28), pace, Host::None));
        let records = made.into_iter().filter(|(path, _)| path.starts_with("data/"));
        let records: cases::Files = records.map(|(path, text)| (path, text.into_bytes())).collect();
        assert_eq!(records.keys().collect::<Vec<_>>(), on_disk.keys().collect::<Vec<_>>(), "{folder}");
        for (path, bytes) in &on_disk {
            assert!(records[path] == *bytes, "{folder}/{path} is another than what init writes");
        }
    }
}

/// Turns of the year, week 53, leap days, every day of a week and every month: no defect and no finding, which `files` itself holds the
/// book against, and figures up to the last Sunday or month before.
#[test]
fn on_every_day_the_book_is_sound_and_up_to_date() {
    let mut days = vec![date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 3), date(2027, 1, 4)];
    days.extend([
        date(2028, 2, 29),
        date(2028, 3, 1),
        date(2024, 2, 29),
        date(2021, 1, 3),
        date(1999, 12, 31),
    ]);
    days.extend((23..=30).map(|day| date(2026, 11, day)));
    days.extend((1..=12).map(|month| date(2029, month, 1)));
    for on in days {
        for pace in PACES {
            let request = request(on, pace, Host::None);
            let as_of = request.as_of();
            assert_eq!(as_of.weekday(), Weekday::Sunday, "{on}");
            assert!(as_of < on && as_of.duration_until(on).as_hours() <= 7 * 24, "{on}: {as_of}");
            let made = files(&request);
            let snapshot = snapshot(&made);
            let (register, _) = scorebook::subject::read::read(&snapshot);
            let register = register.unwrap();
            let rows = &register.measurements.rows;
            let last = rows.iter().map(|row| row.period).max().unwrap();
            let periods: BTreeSet<_> = rows.iter().map(|row| row.period).collect();
            assert_eq!(periods.len(), 13, "{on}");
            assert!(last.last_day() <= as_of && last.next().last_day() > as_of, "{on}: {last}");
            assert_eq!(made, files(&request), "the same day, the same bytes");
        }
    }
}

fn snapshot(files: &BTreeMap<String, String>) -> scorebook::kit::source::Snapshot {
    let records = files.iter().filter(|(path, _)| path.starts_with("data/"));
    support::snapshot(records.map(|(path, text)| (path.clone(), text.clone().into_bytes())))
}

/// The story holds whatever the calendar: a month that was missed, what it costs, and a plan that the figures have not proven yet.
#[test]
fn the_example_has_something_to_say_on_every_page() {
    let works = tempdir().unwrap();
    for on in [date(2026, 11, 28), date(2027, 1, 4), date(2028, 2, 29), date(2026, 7, 6)] {
        for pace in PACES {
            let root = works.path().join(format!("{on}-{pace:?}"));
            for (path, text) in files(&request(on, pace, Host::None)) {
                let path = root.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            let output = scorebook(&root, &["build", "--strict"]);
            assert!(output.status.success(), "{}", both(&output));
            let page = |path: &str| fs::read_to_string(root.join("site").join(path)).unwrap();
            let plan = page("plans/example-accuracy/index.html");
            let missed = if pace == Pace::Weekly { 2 } else { 1 };
            assert!(plan.matches("Missed").count() >= missed, "{on} {pace:?}: {plan}");
            assert!(plan.contains("The data prove 0 of 1 success criterion"), "{on} {pace:?}");
            let home = page("index.html");
            assert!(
                home.contains("missed by Example vendor") && home.contains("Bring accuracy back"),
                "{on} {pace:?}"
            );
            assert!(
                page("contracts/example-contract/credits/index.html").contains("10,000.00 USD"),
                "{on} {pace:?}"
            );
            assert!(!home.contains("not measured"), "{on} {pace:?}");
        }
    }
}

fn scorebook(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scorebook")).args(arguments).current_dir(folder).output().unwrap()
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    read_all(folder, folder, &mut files);
    files
}

#[test]
fn init_then_build_works_in_a_folder_that_is_not_there_yet() {
    let top = tempdir().unwrap();
    let made = scorebook(
        top.path(),
        &["init", "book", "--title", "Ours \"2026-11\"", "--time-zone", "Europe/Lisbon"],
    );
    assert_eq!((made.status.code(), made.stderr.len()), (Some(0), 0), "{}", both(&made));
    let said = both(&made);
    assert!(said.contains("cd book && scorebook build") && said.contains("git init"), "{said}");
    let book = top.path().join("book");
    let built = scorebook(&book, &["build", "--strict"]);
    assert!(built.status.success(), "{}", both(&built));
    assert!(fs::read_to_string(book.join("site/index.html")).unwrap().contains("Ours &quot;2026-11&quot;"));

    // The second time nothing is written, and what stands there is named.
    fs::write(book.join(".gitignore"), "ours\n").unwrap();
    fs::remove_file(book.join("data/plans/example-accuracy.toml")).unwrap();
    fs::remove_file(book.join(".github/workflows/preview.yml")).unwrap();
    let before = tree(&book);
    let again = scorebook(&book, &["init", "--on", "2031-01-01"]);
    assert!(again.status.success(), "{}", both(&again));
    let said = both(&again);
    assert!(
        said.contains("`.` has a book already; added beside it: 1 file\n  left as it is: data/\n"),
        "{said}"
    );
    assert!(said.contains("  left as it is: .gitignore\n"), "{said}");
    let mut after = tree(&book);
    assert!(after.remove(".github/workflows/preview.yml").is_some());
    assert!(before == after, "an example comes back into a book that somebody keeps");
}

#[test]
fn beside_files_in_a_repository_nothing_is_overwritten_and_the_record_starts_clean() {
    let repo = Repo::new();
    repo.write("README.md", "Our notes\n");
    repo.write("src/tool.py", "print(1)\n");
    repo.commit("Ada North", "2020-03-04", "Notes");
    let made = scorebook(repo.path(), &["init", "--on", "2026-11-25"]);
    let said = both(&made);
    assert!(made.status.success(), "{said}");
    assert!(said.contains("as of 2026-11-22") && said.contains("  left as it is: README.md\n"), "{said}");
    assert!(!said.contains("git init") && !said.contains("note: "), "{said}");
    assert_eq!(fs::read_to_string(repo.path().join("README.md")).unwrap(), "Our notes\n");
    let built = scorebook(repo.path(), &["build", "--strict"]);
    assert!(built.status.success(), "before it is committed: {}", both(&built));
    assert_eq!(repo.git(&["status", "--porcelain", "--", "site"]), "", "the site is no part of the record");

    repo.commit("Ada North", "2026-11-25", "The book");
    assert!(scorebook(repo.path(), &["check", "--strict"]).status.success());
    let book = fs::read_to_string(repo.path().join("data/book.toml")).unwrap();
    repo.write("data/book.toml", book.replace("as-of = 2026-11-22\n", ""));
    repo.commit("Ada North", "2026-11-25", "The report follows the commits");
    let built = scorebook(repo.path(), &["build", "--strict"]);
    assert!(built.status.success(), "{}", both(&built));
    let manifest = fs::read_to_string(repo.path().join("site/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!((&manifest["as_of"], &manifest["as_of_from"]), (&"2026-11-22".into(), &"commit".into()));
    assert_eq!(manifest["tree"], "committed");

    let below = scorebook(repo.path(), &["init", "below"]);
    assert!(
        both(&below).contains("note: workflows run from the top of a repository alone"),
        "{}",
        both(&below)
    );
}

#[test]
fn what_cannot_be_written_or_would_mix_is_a_plain_error() {
    let top = tempdir().unwrap();
    let path = |name: &str| top.path().join(name);
    fs::write(path("file"), "x").unwrap();
    fs::create_dir_all(path("raw/data")).unwrap();
    fs::write(path("raw/data/figures.xlsx"), "x").unwrap();
    fs::create_dir(path("blocked")).unwrap();
    fs::write(path("blocked/.github"), "x").unwrap();
    let before = tree(top.path());
    for (arguments, said) in [
        (&["init", "file"][..], "`file` is no folder"),
        (&["init", "raw"], "`raw/data` holds `figures.xlsx` and no book.toml"),
        (&["init", "blocked"], "cannot write `blocked/.github/"),
        (
            &["init", "new", "--currency", "usd"],
            "cannot start a book: `currency` cannot be `usd`\n  = help: write `USD`",
        ),
        (&["init", "new", "--time-zone", "Lisbon"], "`Lisbon` is no time zone"),
        (&["init", "new", "--title", ""], "`title` is empty"),
        (&["init", "new", "--title", "a\u{202e}b"], "turns the direction of writing"),
        (&["init", "new", "--organisation", "mail ada@labelling.acme"], "a person's e-mail address"),
        (&["init", "new", "--on", "2026-02-30"], "expected a date"),
        (&["init", "new", "--on", "1492-10-12"], "from 1900 to 2100"),
    ] {
        let output = scorebook(top.path(), arguments);
        let text = both(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(text.starts_with("error: ") && text.contains(said), "{arguments:?}: {text}");
    }
    assert!(before == tree(top.path()), "nothing is left behind");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_a_plain_error() {
    use std::os::unix::fs::PermissionsExt as _;
    let top = tempdir().unwrap();
    fs::set_permissions(top.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // The system's own account may write anywhere but into what the kernel shows.
    let folder =
        if fs::write(top.path().join("probe"), "x").is_ok() { Path::new("/proc/self") } else { top.path() };
    let output = scorebook(folder, &["init"]);
    assert_eq!(output.status.code(), Some(2), "{}", both(&output));
    assert!(both(&output).starts_with("error: cannot "), "{}", both(&output));
    fs::set_permissions(top.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn each_host_has_its_workflows_and_no_other() {
    let mut listing = String::new();
    for pace in PACES {
        for host in HOSTS {
            let made = files(&request(date(2026, 11, 28), pace, host));
            listing.push_str(&format!("{pace:?} {host:?}\n"));
            made.keys().for_each(|path| listing.push_str(&format!("  {path}\n")));
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/init/expected.txt");
    if std::env::var_os("SCOREBOOK_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &listing).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), listing);
    let github = files(&request(date(2026, 11, 28), Pace::Weekly, Host::GitHub));
    for (path, text) in github.iter().filter(|(path, _)| path.ends_with(".yml")) {
        for used in
            text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: "))
        {
            let used = used.split(' ').next().unwrap_or_default();
            let pin = used.split_once('@').map_or("", |(_, pin)| pin);
            let is_own = github.contains_key(&format!("{}/action.yml", used.trim_start_matches("./")));
            assert!(is_own || pin.len() == 40, "{path} uses {used}");
        }
    }
}

/// A cargo that says what it was asked for, and installs nothing.
fn with_cargo(runner: &Runner) {
    for name in ["cargo", "rustup"] {
        runner.program(name, &format!("#!/usr/bin/env bash\nprintf '%s\\n' \"{name} $*\"\n"));
    }
}

/// A book's repository has no program: it says once where it comes from, and nothing runs before it does.
#[test]
fn the_program_of_a_book_comes_from_one_commit_that_the_book_names() {
    let folder: TempDir = tempdir().unwrap();
    let mut runner = Runner::new(folder.path());
    with_cargo(&runner);
    let github = files(&request(date(2026, 11, 28), Pace::Weekly, Host::GitHub));
    let script = step_of(&github[".github/actions/program/action.yml"], "Program");
    for (name, value) in [("REPOSITORY", ""), ("VERSION", ""), ("SHA256", ""), ("COMMIT", "")] {
        runner.set(name, value);
    }
    let refused = runner.run(&script);
    assert!(!refused.status.success());
    assert!(
        both(&refused)
            .contains("::error file=.github/actions/program/action.yml::say where the program comes from")
    );
    runner.set("REPOSITORY", "https://git.example.org/scorebook");
    runner.set("COMMIT", "0123456789abcdef0123456789abcdef01234567");
    let installed = "install --locked --quiet --git https://git.example.org/scorebook --rev 0123456789abcdef0123456789abcdef01234567 --root";
    let said = both(&runner.run(&script));
    assert!(said.contains(installed), "{said}");

    let gitlab = files(&request(date(2026, 11, 28), Pace::Weekly, Host::GitLab));
    let script = gitlab_of(&gitlab[".gitlab/program.yml"], "default", "before_script");
    runner.set("CI_PROJECT_DIR", "/builds/book");
    for (name, value) in [("SCOREBOOK_REPOSITORY", ""), ("SCOREBOOK_VERSION", ""), ("SCOREBOOK_COMMIT", "")] {
        runner.set(name, value);
    }
    let refused = runner.run(&script);
    assert!(!refused.status.success() && both(&refused).contains("say where the program comes from"));
    runner.set("SCOREBOOK_REPOSITORY", "https://git.example.org/scorebook");
    runner.set("SCOREBOOK_COMMIT", "0123456789abcdef0123456789abcdef01234567");
    let said = both(&runner.run(&script));
    assert!(said.contains(installed), "{said}");
}
