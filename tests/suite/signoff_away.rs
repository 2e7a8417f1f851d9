//! Sign-offs of who is away: refused before they are written, and made good where they stand already.

use std::fs;

use crate::repo::Repo;
use crate::signoff::{book, codes, said, scorebook};

const SIGNED: &str = "data/signoffs/2026-W45.toml";
const WEEK: [&str; 2] = ["signoff", "2026-W45"];

/// Ben Field hands something to Ada North from 16 to 20 November 2026.
fn handed(what: &str) -> Repo {
    let repo = book("2026-11-15");
    let text = format!(
        "from = \"ben-field\"\nto = \"ada-north\"\nstarts-on = 2026-11-16\nends-on = 2026-11-20\nfor = \"{what}\"\n"
    );
    repo.write("data/delegations/first.toml", text);
    repo.commit("Ada North", "2026-11-15", "Ben is away");
    repo
}

/// What the command says, and whether it wrote.
fn sign(repo: &Repo, more: &[&str]) -> (bool, String) {
    let output = scorebook(repo, &[&WEEK, more].concat());
    (output.status.success(), said(&output))
}

/// Lines of `check` about who was away or had nothing handed to them, with the help of each.
fn away(repo: &Repo, as_of: &str) -> Vec<String> {
    let text = said(&scorebook(repo, &["check", "--quiet", "--color", "never", "--as-of", as_of]));
    let mut found = Vec::new();
    let mut is_ours = false;
    for line in text.lines() {
        if line.starts_with("warning[") || line.starts_with("error[") {
            is_ours = line.contains("[approver-away]") || line.contains("[approval-not-delegated]");
        }
        if is_ours && (line.contains("= help") || line.contains('[')) {
            found.push(line.trim().to_owned());
        }
    }
    found
}

#[test]
fn who_is_away_does_not_sign_and_is_told_who_does() {
    let repo = handed("all");
    let (wrote, text) = sign(&repo, &["--by", "ben-field", "--on", "2026-11-17"]);
    assert!(!wrote && !repo.path().join(SIGNED).exists());
    assert_eq!(
        text,
        "error: cannot sign: `ben-field` is away on 2026-11-17: delegation `first` hands approvals to `ada-north` from 2026-11-16 to 2026-11-20\n  \
         = help: let `ada-north` sign: `scorebook signoff 2026-W45 --by ada-north --in-place-of ben-field --on 2026-11-17`, or correct the days of the delegation\n"
    );
    // The help, taken literally.
    let more = ["--by", "ada-north", "--in-place-of", "ben-field", "--on", "2026-11-17"];
    let (wrote, text) = sign(&repo, &more);
    assert!(wrote && text.starts_with("signed 2026-W45 for ben-field: "), "{text}");
    let written = fs::read_to_string(repo.path().join(SIGNED)).unwrap();
    assert!(
        written.contains("signed-by = \"ada-north\"\nin-place-of = \"ben-field\"\non = 2026-11-17\n"),
        "{written}"
    );
    repo.commit("Ada North", "2026-11-17", "Sign week 45");
    assert_eq!(codes(&repo), [""; 0]);
    assert_eq!(away(&repo, "2026-11-17"), [""; 0]);
}

#[test]
fn who_is_there_or_has_handed_over_asks_alone_signs() {
    let repo = handed("all");
    let (wrote, text) = sign(&repo, &["--by", "ben-field", "--on", "2026-11-21"]);
    assert!(wrote, "{text}");
    let repo = handed("asks");
    let (wrote, text) = sign(&repo, &["--by", "ben-field", "--on", "2026-11-17"]);
    assert!(wrote, "{text}");
}

#[test]
fn nobody_signs_for_who_has_not_handed_it_to_them() {
    let refused = |repo: &Repo, more: &[&str]| {
        let (wrote, text) = sign(repo, more);
        assert!(!wrote && !repo.path().join(SIGNED).exists(), "{text}");
        text
    };
    let repo = handed("all");
    let text = refused(&repo, &["--by", "ada-north", "--in-place-of", "ben-field", "--on", "2026-11-23"]);
    assert_eq!(
        text,
        "error: cannot sign: `ada-north` does not stand in for `ben-field` on 2026-11-23: delegation `first` holds from 2026-11-16 to 2026-11-20\n  \
         = help: let `ben-field` sign: `scorebook signoff 2026-W45 --by ben-field --on 2026-11-23`, or write the delegation that holds\n"
    );
    let text = refused(&repo, &["--by", "ben-field", "--in-place-of", "ada-north", "--on", "2026-11-23"]);
    assert!(text.contains("no delegation hands anything of `ada-north` to them\n"), "{text}");
    let text = refused(&repo, &["--by", "ada-north", "--in-place-of", "ada-north"]);
    assert!(text.contains("`ada-north` does not stand in for themselves"), "{text}");
    let text = refused(&repo, &["--by", "ada-north", "--in-place-of", "nobody"]);
    assert!(text.contains("declares no person `nobody`"), "{text}");
    let text =
        refused(&handed("asks"), &["--by", "ada-north", "--in-place-of", "ben-field", "--on", "2026-11-17"]);
    assert!(text.contains("delegation `first` hands over asks alone\n"), "{text}");
}

/// A week that Ben Field signed on a day on which he was away: by hand, or before the delegation was written.
fn signed_while_away() -> Repo {
    let repo = handed("asks");
    let (wrote, text) = sign(&repo, &["--by", "ben-field", "--on", "2026-11-17"]);
    assert!(wrote, "{text}");
    let file = "data/delegations/first.toml";
    let text = fs::read_to_string(repo.path().join(file)).unwrap();
    repo.write(file, text.replace("\"asks\"", "\"all\""));
    repo.commit("Ada North", "2026-11-17", "Sign week 45");
    repo
}

const FOUND: &str =
    "warning[approver-away]: `ben-field` approved on 2026-11-17 and had handed that to `ada-north`";

#[test]
fn what_was_signed_while_away_is_confirmed_by_the_command_that_the_finding_names() {
    let repo = signed_while_away();
    let help = "= help: let `ada-north` confirm it: `scorebook signoff 2026-W45 --by ada-north --in-place-of ben-field --reason TEXT`, or correct the days of the delegation";
    assert_eq!(away(&repo, "2026-11-18"), [FOUND, help]);
    let more = ["--by", "ada-north", "--in-place-of", "ben-field", "--on", "2026-11-18"];
    let (wrote, text) = sign(&repo, &more);
    let why = "was signed off by Ben Field on 2026-11-17; confirm it with --reason";
    assert!(!wrote && text.contains(why), "{text}");
    let more =
        ["--by", "ada-north", "--in-place-of", "ben-field", "--reason", "Ben Field was away", "--as-of"];
    let (wrote, text) = sign(&repo, &[&more[..], &["2026-11-18"]].concat());
    assert!(wrote && text.starts_with("confirmed 2026-W45 for ben-field: "), "{text}");
    repo.commit("Ben Field", "2026-11-18", "Confirm week 45");
    assert_eq!(codes(&repo), [""; 0]);
    assert_eq!(away(&repo, "2026-11-18"), [""; 0]);
    let (wrote, text) = sign(&repo, &["--by", "ada-north", "--reason", "Once more"]);
    assert!(!wrote && text.contains("there is nothing to restate"), "{text}");
    assert!(scorebook(&repo, &["build", "--quiet"]).status.success());
    let page = fs::read_to_string(repo.path().join("site/signoffs/index.html")).unwrap();
    assert!(page.contains("as signed, confirmed since") && page.contains("no figure changed"), "{page}");
    assert!(!page.contains("restated once"));
}

#[test]
fn who_is_back_confirms_what_they_signed_while_away() {
    let repo = signed_while_away();
    let help = "= help: let `ben-field` confirm it: `scorebook signoff 2026-W45 --by ben-field --reason TEXT`, or correct the days of the delegation";
    assert_eq!(away(&repo, "2026-11-23"), [FOUND, help]);
    let more = ["--by", "ben-field", "--reason", "I am back and have looked at it", "--as-of", "2026-11-23"];
    let (wrote, text) = sign(&repo, &more);
    assert!(wrote && text.starts_with("confirmed 2026-W45: "), "{text}");
    // Who records it does not approve it: then it agrees to nothing, and the next one does.
    repo.commit("Ben Field", "2026-11-23", "Confirm week 45");
    let refused = "error[restatement-refused]: Ben Field approves restatement 01 of 2026-W45 and made it";
    assert_eq!(codes(&repo), [refused]);
    assert_eq!(away(&repo, "2026-11-23").first().map(String::as_str), Some(FOUND));
    let (wrote, text) = sign(&repo, &more);
    assert!(wrote, "{text}");
    repo.commit("Ada North", "2026-11-23", "Confirm week 45");
    assert_eq!(codes(&repo), [""; 0]);
    assert_eq!(away(&repo, "2026-11-23"), [""; 0]);
}

#[test]
fn what_was_signed_for_somebody_who_had_not_handed_it_over_is_confirmed_by_them() {
    let repo = handed("all");
    let more = ["--by", "ada-north", "--in-place-of", "ben-field", "--on", "2026-11-17"];
    assert!(sign(&repo, &more).0);
    let text = fs::read_to_string(repo.path().join(SIGNED)).unwrap();
    repo.write(SIGNED, text.replace("on = 2026-11-17", "on = 2026-11-23"));
    repo.commit("Ada North", "2026-11-23", "Sign week 45");
    let found = "error[approval-not-delegated]: `ada-north` approved on 2026-11-23 in place of `ben-field`, who had not handed it to them";
    let help = "= help: let `ben-field` confirm it: `scorebook signoff 2026-W45 --by ben-field --reason TEXT`, or write the delegation that held";
    assert_eq!(away(&repo, "2026-11-24"), [found, help]);
    let more = ["--by", "ben-field", "--reason", "Ada North was asked to", "--as-of", "2026-11-24"];
    assert!(sign(&repo, &more).0);
    repo.commit("Ada North", "2026-11-24", "Confirm week 45");
    assert_eq!(codes(&repo), [""; 0]);
    assert_eq!(away(&repo, "2026-11-24"), [""; 0]);
}

/// What is to be signed is in the list of whose signature the last period bears, or of who stands in for them today.
#[test]
fn the_next_period_waits_for_who_was_stood_in_for_and_for_the_delegate_while_they_are_away() {
    let repo = handed("all");
    let more = ["--by", "ada-north", "--in-place-of", "ben-field", "--on", "2026-11-17"];
    assert!(sign(&repo, &more).0);
    let owed = |person: &str, as_of: &str| {
        let built = scorebook(&repo, &["build", "--quiet", "--as-of", as_of]);
        assert!(built.status.success(), "{}", said(&built));
        let page = fs::read_to_string(repo.path().join(format!("site/people/{person}/index.html"))).unwrap();
        let kinds = ["Period to sign off in their place", "Period to sign off<"];
        kinds.into_iter().find(|kind| page.contains(kind))
    };
    assert_eq!(owed("ben-field", "2026-11-15"), Some("Period to sign off<"));
    assert_eq!(owed("ada-north", "2026-11-15"), None);
    // Of a week that has rows: the book says of which week it speaks on its as-of date.
    assert_eq!(owed("ben-field", "2026-11-20"), None);
    assert_eq!(owed("ada-north", "2026-11-20"), Some("Period to sign off in their place"));
}
