//! Procedures in a real git repository: their versions, the words that changed, and the address of one that was renamed.

use std::fs;
use std::path::Path;
use std::process::Command;

fn git(book: &Path, arguments: &[&str]) {
    let run = Command::new("git")
        .args(["-c", "user.name=Ada North", "-c", "user.email=ada", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(book)
        .env("GIT_AUTHOR_DATE", "2026-10-05T09:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-10-05T09:00:00Z")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_renamed_procedure_keeps_its_address_its_versions_and_its_words() {
    let work = tempfile::tempdir().unwrap();
    let (book, site) = (work.path().join("book"), work.path().join("site"));
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_sound/repo"), &book);
    let book_toml = book.join("data/book.toml");
    let text = fs::read_to_string(&book_toml).unwrap();
    let hosted = "format = 1\nrepository = \"https://gitlab.example.org/ops/book\"";
    fs::write(&book_toml, text.replacen("format = 1", hosted, 1)).unwrap();
    git(&book, &["init", "--quiet", "--initial-branch=main"]);
    git(&book, &["add", "."]);
    git(&book, &["commit", "--quiet", "--message", "The book"]);
    git(&book, &["mv", "data/sops/label-guidelines.md", "data/sops/guide.md"]);
    git(&book, &["commit", "--quiet", "--message", "A shorter name"]);
    let guide = book.join("data/sops/guide.md");
    let text = fs::read_to_string(&guide).unwrap();
    let text = text
        .replace("version = \"2.1\"", "version = \"2.2\"")
        .replace("Read the question first.", "Read the question <script>alert(1)</script> twice.");
    fs::write(&guide, text).unwrap();
    let message = "Read it twice <b>\n\nReviewed-by: Ben Field <ben>\n";
    git(&book, &["commit", "--quiet", "--all", "--message", message]);

    let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
        .args(["build", "--quiet", "--output-dir"])
        .arg(&site)
        .current_dir(&book)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let page = |path: &str| {
        let html = fs::read_to_string(site.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        html.replace("&#x2F;", "/").replace("&#47;", "/")
    };

    let old = page("sops/label-guidelines/index.html");
    assert!(old.contains("http-equiv=\"refresh\" content=\"0; url=../../sops/guide/index.html\""), "{old}");
    assert!(old.contains(" href=\"../../sops/guide/index.html\">"), "a link for who does not follow");

    let now = page("sops/guide/index.html");
    for said in [
        "sops/guide/changes/1-2/index.html",
        "Ben Field",
        "Read it twice &lt;b&gt;",
        "https://gitlab.example.org/ops/book/-/edit/main/data/sops/guide.md",
        "https://gitlab.example.org/ops/book/-/commit/",
    ] {
        assert!(now.contains(said), "no {said} in {now}");
    }
    assert!(!now.contains("changes/2-3"), "a rename by itself is no version");

    let change = page("sops/guide/changes/1-2/index.html");
    let line = change.lines().find(|line| line.contains("<del>")).unwrap_or_default();
    assert!(line.contains("removed: </span> first.") || line.contains(" first."), "{line}");
    assert!(change.contains("&lt;script&gt;alert(1)&lt;/script&gt; twice."), "{change}");
    assert!(!change.contains("<script>alert"), "text of an author stays text");
    assert!(change.contains("Everyone must re-acknowledge") && change.contains("<code>version</code>"));
}

/// Every page says of a procedure that takes effect later that it does; with the text before in git, what holds until then.
#[test]
fn a_procedure_that_takes_effect_later_says_so_on_every_page() {
    let work = tempfile::tempdir().unwrap();
    let book = work.path().join("book");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_sound/repo"), &book);
    let guide = book.join("data/sops/label-guidelines.md");
    let first = fs::read_to_string(&guide).unwrap();
    let later = first
        .replace("version = \"2.1\"", "version = \"3.0\"")
        .replace("effective-on = 2026-02-01\nreviewed-on = 2026-08-03", "effective-on = 2027-03-01");
    fs::write(&guide, &later).unwrap();
    let words = |name: &str| {
        let site = work.path().join(name);
        let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
            .args(["build", "--quiet", "--output-dir"])
            .arg(&site)
            .current_dir(&book)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        ["sops/index.html", "sops/label-guidelines/index.html", "traceability/index.html"].map(|path| {
            let html = fs::read_to_string(site.join(path)).unwrap();
            let text = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
            text.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
        })
    };
    git(&book, &["init", "--quiet", "--initial-branch=main"]);
    let [list, own, trace] = words("new");
    assert!(list.contains("No procedure is in effect"), "{list}");
    assert!(list.contains("Takes effect on 1 March 2027") && !list.contains("until then"), "{list}");
    assert!(own.contains("Takes effect on 1 March 2027") && !own.contains("In effect from"), "{own}");
    assert!(trace.contains("No procedure is in effect"), "{trace}");

    fs::write(&guide, &first).unwrap();
    git(&book, &["add", "."]);
    git(&book, &["commit", "--quiet", "--message", "The book"]);
    fs::write(&guide, &later).unwrap();
    git(&book, &["commit", "--quiet", "--all", "--message", "From March on"]);
    let [list, own, trace] = words("known");
    assert!(list.contains("1 procedure is in effect"), "{list}");
    for text in [list, own] {
        assert!(text.contains("Takes effect on 1 March 2027, version 2.1 until then"), "{text}");
    }
    assert!(!trace.contains("No procedure is in effect"), "{trace}");
}
