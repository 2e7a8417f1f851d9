//! Imports into a book that has neither a commit nor `as-of`: it has no day yet, and its people have their names all the same.

use std::fs;
use std::process::Command;

#[test]
fn people_are_known_by_name_in_a_book_without_a_day() {
    let work = tempfile::tempdir().unwrap();
    let root = work.path();
    for (path, text) in crate::import::BOOK {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let undated: Vec<&str> = text.lines().filter(|line| !line.starts_with("as-of")).collect();
        fs::write(path, undated.join("\n") + "\n").unwrap();
    }
    let run = |arguments: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_scorebook"))
            .args(arguments)
            .current_dir(root)
            .env("GIT_CEILING_DIRECTORIES", root)
            .output()
            .unwrap();
        (run.status.code(), String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned())
    };
    fs::write(root.join("vendors.csv"), "name,owner\nTamarind,Ada North\n").unwrap();
    let (status, said) = run(&["import", "--records", "vendors.csv", "--kind", "vendor"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("1 new record"), "{said}");

    fs::create_dir_all(root.join("old")).unwrap();
    let procedure =
        "---\ntitle: Weekly check\nowner: Ada North\nversion: \"1\"\n---\n\n# Weekly check\n\nLook.\n";
    fs::write(root.join("old/weekly.md"), procedure).unwrap();
    let (_, said) = run(&["import", "sops", "old"]);
    assert!(!said.contains("is no owner"), "{said}");
}
