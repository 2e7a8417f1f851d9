//! Procedures whose file was removed: the archive, the pages that stay, and what is kept off the site.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::evidence;
use crate::histories;
use crate::repo::Repo;

struct Built {
    repo: Repo,
    folder: TempDir,
}

impl Built {
    fn of(history: &str) -> Built {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories");
        let repo = histories::play(&root.join(history));
        let folder = tempfile::tempdir().unwrap();
        evidence::built(repo.path(), &folder.path().join("site")).unwrap();
        Built { repo, folder }
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn has(&self, path: &str) -> bool {
        self.site().join(path).exists()
    }

    fn page(&self, path: &str) -> String {
        let html = fs::read_to_string(self.site().join(path));
        html.unwrap_or_else(|error| panic!("{path}: {error}")).replace("&#x2F;", "/").replace("&#47;", "/")
    }

    /// Whether any file of the site says it.
    fn says(&self, words: &str) -> Vec<String> {
        let mut folders = vec![self.site()];
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(words) {
                    found.push(path.display().to_string());
                }
            }
        }
        found
    }
}

#[test]
fn a_procedure_whose_file_was_removed_keeps_its_page_with_its_last_text() {
    let built = Built::of("sop-removed");
    let page = built.page("sops/label-guidelines/index.html");
    for said in [
        "Withdrawn on 18 November 2026 by commit",
        "Last version 2.2",
        "One guide for all desks",
        "Read the question first.",
        "Replaced by <a href=\"../../sops/labelling/index.html\"",
        "sops/label-guidelines/changes/1-2/index.html",
        "data/sops/label-guidelines.md",
    ] {
        assert!(page.contains(said), "no {said} in {page}");
    }
    assert!(built.has("sops/label-guidelines/changes/1-2/index.html"), "old links to comparisons hold too");
    let archive = built.page("withdrawn/index.html");
    assert!(archive.contains("1 procedure is withdrawn.") && archive.contains("Labelling guidelines"));
    let list = built.page("sops/index.html");
    assert!(list.contains("1 procedure is in effect."), "{list}");
    assert!(list.contains("../withdrawn/index.html"));
    let now = built.page("sops/labelling/index.html");
    assert!(now.contains("<a href=\"../../sops/label-guidelines/index.html\">the former one</a>"), "{now}");
    let ask = |more: &[&str]| evidence::checker(built.repo.path(), &built.site(), more).unwrap();
    let checked = ask(&[]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn the_old_address_of_a_renamed_procedure_leads_to_the_archive_once_it_is_removed() {
    let built = Built::of("sop-renamed-then-removed");
    let old = built.page("sops/label-guidelines/index.html");
    assert!(old.contains("url=../../sops/labelling/index.html"), "{old}");
    let archive = built.page("withdrawn/index.html");
    assert!(
        archive.contains("1 procedure is withdrawn.") && archive.contains("../sops/labelling/index.html")
    );
}

#[test]
fn a_procedure_that_came_back_is_not_withdrawn() {
    let built = Built::of("sop-removed-and-back");
    assert!(!built.has("withdrawn") && !built.page("sops/index.html").contains("withdrawn"));
    let page = built.page("sops/label-guidelines/index.html");
    assert!(page.contains("The book") && !page.contains("Withdrawn"), "its past is its own: {page}");
}

#[test]
fn what_the_book_forgets_is_on_no_page_and_what_names_a_person_has_no_text() {
    let built = Built::of("sop-forgotten");
    assert!(!built.has("sops/shift-roster"));
    assert_eq!(built.says("Shift roster"), Vec::<String>::new());
    assert_eq!(built.says("ann.lee"), Vec::<String>::new());
    let page = built.page("sops/desk-list/index.html");
    assert!(page.contains("The text is not shown.") && page.contains("Never more than a draft"), "{page}");
    let checked = evidence::checker(built.repo.path(), &built.site(), &[]).unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn a_withdrawn_procedure_shows_the_pictures_that_the_book_still_has() {
    let built = Built::of("sop-removed-with-pictures");
    let page = built.page("sops/label-guidelines/index.html");
    for (name, words) in [("flow", "Who decides"), ("budget", "Who pays")] {
        let at = page.find(&format!("<img src=\"../../pictures/{name}-")).unwrap_or_else(|| panic!("{page}"));
        let tag = &page[at..at + page[at..].find('>').unwrap()];
        assert!(tag.contains(&format!("alt=\"{words}\"")), "{tag}");
        let file = tag.split('"').nth(1).unwrap().trim_start_matches("../");
        assert!(built.has(file), "{file}");
    }
    assert!(
        page.contains("(picture not shown: img/waits.svg, whose file is no longer in the book)"),
        "{page}"
    );
    assert!(
        page.contains("(picture not shown: img/asks.svg, where another picture stands by now)"),
        "{page}"
    );
}

#[test]
fn without_a_history_nothing_is_said_of_what_is_withdrawn() {
    let built = Built::of("sop-removed");
    fs::remove_dir_all(built.repo.path().join(".git")).unwrap();
    let site = built.folder.path().join("bare");
    evidence::built(built.repo.path(), &site).unwrap();
    assert!(!site.join("withdrawn").exists() && !site.join("sops/label-guidelines").exists());
    let list = fs::read_to_string(site.join("sops/index.html")).unwrap();
    assert!(!list.to_lowercase().contains("withdrawn"), "{list}");
}
