//! The shell steps of the workflows, walked as the host runs them: each `run:` block in bash with files for what it may write, `gh`
//! and `date` replaced by scripts that answer what the test says. No network.

use std::fs;
use std::path::Path;

use tempfile::{TempDir, tempdir};

use crate::cases::{self, Files};
use crate::repo::Repo;
use crate::runner::{Runner, both, gitlab, step, workflow};

const PUBLISH: &str = "publish.yml";
const PREVIEW: &str = "preview.yml";
const COMMENT: &str = "preview-comment.yml";

fn sound() -> Files {
    let mut files = Files::new();
    cases::collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/_sound/repo"), &mut files);
    files
}

fn committed(files: &Files) -> Repo {
    let repo = Repo::new();
    files.iter().for_each(|(path, bytes)| repo.write(path, bytes));
    repo.commit("Ada North", "2026-11-16", "The book");
    repo
}

fn replaced(files: &Files, path: &str, find: &str, write: &str) -> Files {
    let mut files = files.clone();
    let text = String::from_utf8(files[path].clone()).unwrap();
    assert!(text.contains(find), "{path} has no {find}");
    files.insert(path.to_owned(), text.replacen(find, write, 1).into_bytes());
    files
}

/// What an expression gives is text of strangers: it goes through the environment, never into a script.
#[test]
fn no_expression_stands_in_a_script() {
    for file in [
        PUBLISH,
        PREVIEW,
        COMMENT,
        "pull.yml",
        "ci.yml",
        "release.yml",
        "../../action.yml",
        "../actions/program/action.yml",
        "../../starter/github/action.yml",
    ] {
        let text = workflow(file);
        let mut names = text.lines().filter_map(|line| line.trim().strip_prefix("- name: "));
        let scripts: Vec<String> =
            names.by_ref().filter(|name| has_script(&text, name)).map(|name| step(file, name)).collect();
        assert!(!scripts.is_empty(), "{file}");
        assert!(scripts.iter().all(|script| !script.contains("${{")), "{file}: {scripts:?}");
    }
}

fn has_script(text: &str, name: &str) -> bool {
    let head = format!("- name: {name}");
    let mut lines = text.lines().skip_while(|line| line.trim() != head).skip(1);
    lines
        .by_ref()
        .take_while(|line| !line.trim_start().starts_with("- "))
        .any(|line| line.trim().starts_with("run:"))
}

#[test]
fn publishing_refuses_a_book_that_does_not_say_who_may_read_it() {
    let step = "Who may read the site";
    let book = "data/book.toml";
    let restricted = committed(&sound());
    let mut runner = Runner::new(restricted.path());
    runner.set("PAGES_ACCESS", "");
    assert!(runner.fails(PUBLISH, step).contains("::error file=data/book.toml::the book is restricted"));
    runner.set("PAGES_ACCESS", "private");
    runner.passes(PUBLISH, step);
    for (line, passes) in [
        ("publication = \"public\"", true),
        ("publication=\"public\" # all", true),
        ("", false),
        ("publication = \"publc\"", false),
        ("# publication = \"public\"", false),
        // What a pattern sees as public, and reads as restricted.
        (
            "\"publication\" = \"restricted\"\nrepository = \"\"\"\nhttps://example.org/\\\npublication = \"public\"\n\"\"\"",
            false,
        ),
        ("\"publication\" = \"public\"", true),
    ] {
        let repo = committed(&replaced(&sound(), book, "publication = \"restricted\"", line));
        let mut runner = Runner::new(repo.path());
        runner.set("PAGES_ACCESS", "");
        assert_eq!(runner.step(PUBLISH, step).0, passes, "{line}");
    }
}

#[test]
fn what_is_published_is_built_verified_and_compared_with_the_site_before() {
    let repo = committed(&sound());
    let mut runner = Runner::new(repo.path());
    runner.set("EVENT", "push");
    assert_eq!(runner.passes(PUBLISH, "Check"), "");
    assert!(runner.passes(PUBLISH, "The site published last").contains("nothing was published yet"));
    runner.passes(PUBLISH, "Build");
    runner.passes(PUBLISH, "Verify");
    runner.passes(PUBLISH, "Summary");
    assert!(runner.read("summary.md").contains("W46, to 15 Nov 2026"), "{}", runner.read("summary.md"));
    let manifest = runner.home.path().join("manifest-of-the-first.json");
    fs::copy(repo.path().join("site/manifest.json"), &manifest).unwrap();

    // The second time the manifest of the first is had, and its commit is among those that led here.
    repo.write("data/vendors/acme.toml", "name = \"Acme Data\"\nowner = \"ada-north\"\n");
    repo.commit("Ada North", "2026-11-17", "A name");
    let run = |id: u32, event: &str, repository: &str| serde_json::json!({ "id": id, "event": event, "head_branch": "main", "head_repository": { "full_name": repository } });
    // A fork's branch is called main too, and its pull request may bring a workflow of this name that runs for it.
    let runs = [
        run(4711, "push", "o/r"),
        run(4712, "schedule", "o/r"),
        run(4713, "pull_request", "o/r"),
        run(4714, "push", "mallory/r"),
    ];
    runner.set("GH_RUNS", &serde_json::json!({ "workflow_runs": runs }).to_string());
    assert!(
        runner
            .fails(PUBLISH, "The site published last")
            .contains("::error::the manifest of the site published last")
    );
    runner.set("GH_MANIFEST", &manifest.display().to_string());
    let said = runner.fails(PUBLISH, "The site published last");
    assert!(said.contains("bears no attestation"), "{said}");
    assert!(!runner.home.path().join("temp/previous").exists(), "what nobody attested to is not kept");
    runner.set("GH_ATTESTED", "yes");
    runner.passes(PUBLISH, "The site published last");
    let log = runner.read("gh.log");
    assert!(log.contains("run download 4712 --name manifest --dir"), "{log}");
    assert!(!log.contains("4713") && !log.contains("4714"), "{log}");
    assert!(
        log.contains("--signer-workflow o/r/.github/workflows/publish.yml --source-ref refs/heads/main"),
        "{log}"
    );
    runner.passes(PUBLISH, "Build");
    runner.passes(PUBLISH, "Verify");

    // A byte that no build gives stops it before anything is published.
    let page = repo.path().join("site/index.html");
    let content = fs::read(&page).unwrap();
    fs::write(&page, [content.as_slice(), b" "].concat()).unwrap();
    assert!(runner.fails(PUBLISH, "Verify").contains("index.html: FAILED"));

    // So does a history that was rewritten since.
    repo.git(&["checkout", "--quiet", "--orphan", "anew"]);
    repo.commit("Ada North", "2026-11-18", "The book, anew");
    let said = runner.fails(PUBLISH, "Build");
    assert!(said.contains("published"), "{said}");
}

#[test]
fn what_is_printed_is_the_first_page_each_brief_and_the_newest_review() {
    let repo = committed(&sound());
    let runner = Runner::new(repo.path());
    for page in
        ["index.html", "sites/p/brief/index.html", "sites/p/index.html", "vendors/v/2026-Q2/index.html"]
    {
        let path = repo.path().join("site").join(page);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, page).unwrap();
    }
    fs::create_dir_all(repo.path().join("site/vendors/v/2026-Q3")).unwrap();
    fs::write(repo.path().join("site/vendors/v/2026-Q3/index.html"), "newest").unwrap();
    runner.program("zip", "#!/usr/bin/env bash\n[ \"$*\" = \"-q -r ../take-away/site.zip .\" ] && touch ../take-away/site.zip\n");
    // Writes the page that it was asked to print; one that read the list of pages would swallow the rest.
    let browser = "#!/usr/bin/env bash\ncat\nfor one in \"$@\"; do case \"$one\" in --print-to-pdf=*) to=\"${one#*=}\" ;; file://*) page=\"${one#file://}\" ;; esac; done\ncp \"$page\" \"$to\"\n";
    runner.program("google-chrome", browser);
    runner.passes(PUBLISH, "Take away");
    let folder = repo.path().join("take-away");
    let mut made: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
    made.sort();
    assert_eq!(made, ["home.pdf", "site.zip", "sites-p-brief.pdf", "vendors-v-2026-Q3.pdf"]);
    assert_eq!(fs::read_to_string(folder.join("vendors-v-2026-Q3.pdf")).unwrap(), "newest");
}

#[test]
fn the_weekly_run_names_its_day_and_a_book_with_defects_or_changes_stops_it() {
    let pinned = committed(&sound());
    let mut runner = Runner::new(pinned.path());
    runner.set("EVENT", "schedule");
    runner.passes(PUBLISH, "Build");
    assert_eq!(
        (&runner.site()["as_of"], &runner.site()["as_of_from"]),
        (&"2026-11-15".into(), &"flag".into())
    );
    runner.passes(PUBLISH, "Verify");

    let free = committed(&replaced(&sound(), "data/book.toml", "as-of = 2026-11-15\n", ""));
    let mut runner = Runner::new(free.path());
    runner.set("EVENT", "schedule");
    runner.passes(PUBLISH, "Build");
    assert_eq!(runner.site()["as_of"], "2026-11-08", "the Sunday before the run");
    runner.passes(PUBLISH, "Verify");

    // Not what a commit has: refused although its checksums are right.
    free.write("data/vendors/acme.toml", "name = \"Acme Data\"\nowner = \"ada-north\"\n");
    runner.passes(PUBLISH, "Build");
    assert!(runner.fails(PUBLISH, "Verify").contains("built from a working tree"));

    free.write("data/vendors/acme.toml", "name = 1\n");
    assert!(runner.fails(PUBLISH, "Check").contains("::error file=data/vendors/acme.toml,line=1"));
    runner.fails(PUBLISH, "Build");
}

const HOSTILE: &str = "::error file=x::stolen\n\n```\n@org/team <!-- --> ${{ secrets.GITHUB_TOKEN }} `tick` &commat;org\n\
    ::add-mask::a\n<script>alert(1)</script> fixes #1 https://example.org </details>\n";

/// A fork whose texts and names try to be more than words.
fn hostile() -> (Repo, String, String) {
    let repo = committed(&sound());
    let base = repo.git(&["rev-parse", "HEAD"]);
    let mut sop = fs::read_to_string(repo.path().join("data/sops/label-guidelines.md")).unwrap();
    sop.push_str(HOSTILE);
    repo.write("data/sops/label-guidelines.md", &sop);
    repo.write("data/sops/::warning file=a,line=1::%0A@org#1.md", HOSTILE);
    repo.write("data/plans/a%b, c:d.toml", "title = \"x\\n::error::y\"\n");
    let head = repo.commit("Mallory", "2026-11-17", "$(touch owned) `touch owned` ${{ 1 }}");
    (repo, base, head)
}

#[test]
fn a_preview_of_hostile_texts_runs_and_says_nothing_but_annotations() {
    let (repo, base, head) = hostile();
    let mut runner = Runner::new(repo.path());
    let said = runner.fails(PREVIEW, "Check");
    assert!(said.contains("| error[") && said.lines().all(|line| line.starts_with("| ")), "{said}");
    for (name, value) in [("BASE", base.as_str()), ("HEAD", &head), ("NUMBER", "7")] {
        runner.set(name, value);
    }
    let said = runner.passes(PREVIEW, "Difference");
    let kinds = ["::error file=data/", "::warning file=data/", "::notice file=data/"];
    assert!(said.lines().count() >= 3, "{said}");
    for line in said.lines() {
        assert!(kinds.iter().any(|kind| line.starts_with(kind)), "{line}");
        let properties = line.split("::").nth(1).unwrap();
        assert_eq!(
            properties.matches(',').count(),
            5 - usize::from(!properties.contains("endColumn")),
            "{line}"
        );
    }
    assert_eq!(fs::read_to_string(repo.path().join("comment/number")).unwrap(), "7\n");
    assert!(runner.read("summary.md").starts_with("**"));
    runner.passes(PREVIEW, "Site");
    assert!(repo.path().join("preview/site/index.html").exists());
    assert!(repo.path().join("preview/difference/index.html").exists());
    assert!(!repo.path().join("owned").exists());

    runner.set("RUN", "https://host.example/runs/1");
    runner.passes(COMMENT, "Text");
    inert(&fs::read_to_string(repo.path().join("body.md")).unwrap());
}

/// No markup but the difference's own, no mention, reference, link or picture outside the last line, which is the workflow's.
fn inert(body: &str) {
    let (text, last) = body.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(
        last,
        "Annotations, the page of this difference and the site: [the run](https://host.example/runs/1)."
    );
    let text = text.strip_prefix("<!-- scorebook-preview -->\n").unwrap();
    for acting in [
        "<script",
        "<img",
        "<a ",
        "<!--",
        "@org",
        "@everyone",
        "#1",
        "://",
        "](",
        "]:",
        "www.e",
        "GH-7",
        "&commat",
        "&#",
        ":tada",
        "!12",
        "$3",
        "%4",
        "~5",
        "&6",
        "&amp;6",
        "&amp;7",
        "\u{202e}",
        "\u{2028}",
        "\u{1b}",
    ] {
        assert!(!text.contains(acting), "{acting} in {text}");
    }
    assert!(
        text.lines().all(|line| !line.trim_start_matches(['>', ' ']).starts_with("```")),
        "a fence opens: {text}"
    );
    let starts =
        |line: &str| line.trim_start_matches([' ', '\t', '>', '-', '*', '+', '1', '.']).starts_with('/');
    assert!(!text.lines().any(starts), "a command: {text}");
    assert!(!text.contains("~~~"), "{text}");
    assert!(text.matches("</details>").count() >= text.matches("<details>").count());
    assert!(body.encode_utf16().count() <= 65_536, "{}", body.len());
}

fn comment_folder(text: &[u8], number: &str) -> (TempDir, Runner) {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("comment")).unwrap();
    fs::write(folder.path().join("comment/difference.md"), text).unwrap();
    fs::write(folder.path().join("comment/number"), number).unwrap();
    let mut runner = Runner::new(folder.path());
    for (name, value) in [
        ("RUN", "https://host.example/runs/1"),
        ("REPOSITORY", "o/r"),
        ("HEAD_SHA", "abc"),
        ("GH_HEAD", "abc"),
    ] {
        runner.set(name, value);
    }
    (folder, runner)
}

/// The artifact comes from code of the pull request: it may hold anything.
#[test]
fn a_comment_takes_no_more_than_words_from_the_preview() {
    let long = "<details>@ ".repeat(20_000);
    for text in [
        "<script>x</script><img src=//e><a href=x>y</a><!-- ",
        "@org @everyone &commat;org &#64;org #1 &num;1 GH-7 https://e www.e [a](b) ![a](b) [a]: b",
        "```\nopen fence",
        "> ~~~~\n> ```",
        "a\u{0}b\u{1b}[31m\u{202e}",
        "<details><details>",
        "/approve\n  /merge\n> /close\n- /label ~bug\n1. /assign me\n\t/todo",
        ":tada: !12 $3 %4 ~5 &6 &amp;7 ^alert#8 a\u{2028}/merge",
        &long,
    ] {
        let (folder, runner) = comment_folder(text.as_bytes(), "7\n");
        runner.passes(COMMENT, "Text");
        inert(&fs::read_to_string(folder.path().join("body.md")).unwrap());
    }
    let (folder, runner) = comment_folder(b"\xff\xfe words", "7\n");
    runner.passes(COMMENT, "Text");
    assert!(fs::read_to_string(folder.path().join("body.md")).unwrap().contains(" words"));

    // A link in the place of a file would read the runner's own files.
    let (folder, runner) = comment_folder(b"", "7\n");
    let path = folder.path().join("comment/difference.md");
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", &path).unwrap();
    runner.fails(COMMENT, "Text");
    assert!(!folder.path().join("body.md").exists());
    fs::remove_file(folder.path().join("comment/number")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("comment/number")).unwrap();
    assert!(runner.fails(COMMENT, "Comment").contains("a link in the place of a number"));
}

#[test]
fn one_comment_is_written_on_the_pull_request_that_ran_and_on_no_other() {
    let (_folder, mut runner) = comment_folder(b"text", "7\n");
    runner.passes(COMMENT, "Text");
    runner.passes(COMMENT, "Comment");
    assert!(
        runner.read("gh.log").contains("--method POST repos/o/r/issues/7/comments --field body=@body.md")
    );
    runner.set("GH_COMMENTS", "11\n12");
    runner.passes(COMMENT, "Comment");
    assert!(
        runner.read("gh.log").contains("--method PATCH repos/o/r/issues/comments/11 --field body=@body.md")
    );
    assert_eq!(runner.read("gh.log").matches("--method").count(), 2);

    runner.set("GH_HEAD", "abd");
    assert!(runner.passes(COMMENT, "Comment").contains("nothing is written"));
    for number in ["", "x", "7/../../x", "7; touch owned", "-1"] {
        let (folder, runner) = comment_folder(b"text", number);
        runner.fails(COMMENT, "Comment");
        assert_eq!(runner.read("gh.log"), "", "{number}");
        assert!(!folder.path().join("owned").exists());
    }
    assert_eq!(runner.read("gh.log").matches("--method").count(), 2);
}

#[test]
fn the_jobs_for_gitlab_do_the_same() {
    let repo = committed(&sound());
    let base = repo.git(&["rev-parse", "HEAD"]);
    let mut runner = Runner::new(repo.path());
    runner.set("CI_PIPELINE_SOURCE", "push");
    let output = runner.run(&gitlab("publish"));
    assert!(both(&output).contains("not known to be private"), "{}", both(&output));
    runner.set("PAGES_ACCESS", "private");
    for source in ["push", "schedule"] {
        runner.set("CI_PIPELINE_SOURCE", source);
        let output = runner.run(&gitlab("publish"));
        assert!(output.status.success() && both(&output).contains("verified "), "{}", both(&output));
        assert!(repo.path().join("published/manifest.json").exists());
    }
    repo.write("data/vendors/acme.toml", "name = \"Acme Data\"\nowner = \"ada-north\"\n");
    assert!(!runner.run(&gitlab("publish")).status.success(), "what no commit has is published");

    repo.write(".gitignore", "public\npublished\npreview\n");
    let head = repo.commit("Ada North", "2026-11-17", "A name");
    runner.set("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base);
    runner.set("CI_COMMIT_SHA", &head);
    let output = runner.run(&gitlab("preview"));
    assert!(output.status.success(), "{}", both(&output));
    let difference = fs::read_to_string(repo.path().join("preview/difference.md")).unwrap();
    assert!(difference.starts_with("**1 vendor changes"), "{difference}");
}

/// A merge request runs its own version of the jobs: none that runs for one may see a token, and the job that has one runs no code of it.
#[test]
fn robustness_3_no_job_of_a_merge_request_has_a_token() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".gitlab-ci.yml")).unwrap();
    let jobs: Vec<&str> = text.split("\n\n").filter(|part| part.contains("  script:\n")).collect();
    assert_eq!(jobs.len(), 5, "{jobs:?}");
    for job in jobs {
        let code =
            job.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n");
        let (of_requests, has_token) = (code.contains("\"merge_request_event\""), code.contains("_TOKEN"));
        assert!(!(of_requests && has_token), "{job}");
        if has_token {
            assert!(
                code.contains("$CI_COMMIT_REF_PROTECTED == \"true\"") && code.contains("GIT_STRATEGY: none"),
                "{job}"
            );
        }
    }
    let own = include_str!("../../.gitlab/program.yml");
    let of_a_book = include_str!("../../starter/gitlab/program.yml");
    let lines = [&text, own, of_a_book].into_iter().flat_map(str::lines);
    let images = lines.filter_map(|line| {
        let line = line.trim();
        line.strip_prefix("image: ").or(line.strip_prefix("SCOREBOOK_IMAGE: "))
    });
    // That of a book's jobs is a setting.
    let images: Vec<&str> = images.filter(|image| *image != "$SCOREBOOK_IMAGE").collect();
    assert_eq!(images.len(), 4, "{images:?}");
    for image in images {
        let version = image.split_once(':').map(|(_, tag)| tag).unwrap_or_default();
        let dots =
            version.chars().take_while(|c| c.is_ascii_digit() || *c == '.').filter(|c| *c == '.').count();
        assert!(
            image.contains("@sha256:") || dots >= 1 && !version.ends_with("latest"),
            "{image} is no exact version"
        );
    }
}

/// What makes words of a foreign text is one thing, written where each host can run it without a checkout.
#[test]
fn both_hosts_treat_a_foreign_text_alike() {
    let script = |text: &str| -> String {
        text.split("<<'END'\n").nth(1).unwrap().split("\nEND\n").next().unwrap().to_owned()
    };
    assert_eq!(script(&step(COMMENT, "Text")), script(&gitlab("comment")));
}

#[test]
fn the_comment_of_gitlab_is_made_of_words_on_the_requests_that_ran() {
    let folder = tempdir().unwrap();
    let mut runner = Runner::new(folder.path());
    for (name, value) in [
        ("CI_API_V4_URL", "https://host.example/api"),
        ("CI_PROJECT_ID", "9"),
        ("CI_PROJECT_URL", "https://host.example/o/r"),
        ("SCOREBOOK_COMMENT_TOKEN", "secret"),
    ] {
        runner.set(name, value);
    }
    let answers = runner.home.path().join("answers");
    fs::create_dir(&answers).unwrap();
    let answer = |name: &str, text: &str| fs::write(answers.join(name), text).unwrap();
    answer(
        "projects_9_merge_requests_state_opened_per_page_100",
        r#"[{"iid":7,"sha":"aa"},{"iid":8,"sha":"bb"}]"#,
    );
    // That of a fork, that of an earlier commit, then the one that counts; the second request has none.
    answer(
        "projects_9_merge_requests_7_pipelines",
        r#"[{"id":1,"sha":"aa","project_id":10,"status":"success"},{"id":2,"sha":"ab","project_id":9,"status":"success"},{"id":3,"sha":"aa","project_id":9,"status":"failed"}]"#,
    );
    answer("projects_9_merge_requests_8_pipelines", "[]");
    answer("projects_9_pipelines_3_jobs_per_page_100", r#"[{"id":5,"name":"preview"}]"#);
    answer("projects_9_jobs_5_artifacts_preview_difference.md", "words\n/approve\n@org <script>\n");
    answer("user", r#"{"id":4}"#);
    let notes = "projects_9_merge_requests_7_notes_per_page_100_sort_asc";
    answer(notes, r#"[{"id":20,"author":{"id":3},"body":"<!-- scorebook-preview -->"}]"#);
    let output = runner.run(&gitlab("comment"));
    assert!(output.status.success(), "{}", both(&output));
    let log = runner.read("curl.log");
    assert!(
        log.contains("POST https://host.example/api/projects/9/merge_requests/7/notes\n"),
        "somebody else's note stays: {log}"
    );
    assert_eq!(log.matches("POST").count() + log.matches("PUT").count(), 1, "{log}");
    let body = runner
        .read("curl.log.body")
        .replace("https://host.example/o/r/-/pipelines/3", "https://host.example/runs/1");
    inert(&body);
    assert!(body.contains("words"), "{body}");

    answer(notes, r#"[{"id":21,"author":{"id":4},"body":"<!-- scorebook-preview -->\nold"}]"#);
    let output = runner.run(&gitlab("comment"));
    assert!(output.status.success(), "{}", both(&output));
    assert!(
        runner
            .read("curl.log")
            .contains("PUT https://host.example/api/projects/9/merge_requests/7/notes/21\n")
    );
}
